import type { Field } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkAll, findColumn, METADATA } from '../core/field.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { Candidates } from './candidate-nirs.ts';
import { BINARY_READINGS, TEXT_READINGS } from './kernel/code-readings.ts';
import { keyedConstructions, unkeyedConstructions, type Construction, type PublicContext } from './kernel/constructions.ts';
import { findConstruction } from './kernel/find-construction.ts';
import { weakKeys } from './kernel/weak-keys.ts';
import { lookUpCodes } from './look-up-codes.ts';
import { samplePairs } from './pair-sample.ts';

/** Options of {@link attackPseudonyms}. */
export interface AttackPseudonymsOptions {
  /** Column of the identifiers in canonical form: the truth, of which the attacker is given half. */
  readonly identifier: string;
  /** Column of their codes. */
  readonly code: string;
  /** What else an attacker may know and somebody may have taken for a key: the names of the project, the hospital, the file. */
  readonly publicTexts?: readonly string[];
  /** Pairs to attack at most, a sample that does not depend on the order of the rows; 20,000 when omitted. */
  readonly sampleSize?: number;
}

/** Checks {@link AttackPseudonymsOptions}. */
export const attackPseudonymsOptions: OptionsSchema<AttackPseudonymsOptions> = z.strictObject({
  identifier: columnName,
  code: columnName,
  publicTexts: z.array(z.string().min(1).max(1000)).max(1000).readonly().exactOptional(),
  sampleSize: z.int().min(2).max(1_000_000).exactOptional(),
});

/** A way in which the codes were made, as far as the attack can tell; never the key. */
export interface FoundConstruction {
  readonly method: string;
  readonly guessedKey: Construction['guessedKey'];
  readonly spelling: Construction['spelling'];
  /** How a code is read: `hexadecimal`, `first bytes` … */
  readonly reading: string;
}

/** What a dictionary attack found, in figures. */
export interface PseudonymAttack {
  /** Distinct pairs attacked, and the two halves: those given to the attacker, and those he is to find. */
  readonly pairs: number;
  readonly known: number;
  readonly hidden: number;
  /** Identifiers he tried, and ways of making codes. */
  readonly candidates: number;
  readonly constructions: number;
  /** How the codes were made, or `null` when he did not find out. */
  readonly found: FoundConstruction | null;
  /** Hidden codes for which one candidate is left, and it is the right one. */
  readonly recovered: number;
  /** Hidden codes for which several candidates are left, the right one among them: short codes. */
  readonly narrowed: number;
  /** Hidden codes that guessing among the candidates gets right. */
  readonly expectedByChance: number;
  /** Whether the attacker found how the codes are made: everybody whose identifier he can think of is then named. */
  readonly beatsChance: boolean;
}

/**
 * Attacks a column of codes as somebody would who has half of the true pairs and a list of all identifiers there could be.
 *
 * From the pairs he knows he finds how the codes were made: the identifier itself, MD5, SHA-1, SHA-256, SHA-512, BLAKE3, as
 * bytes, hexadecimal, base64 or base32, whole or cut at either end; with a salt or a key that is empty, public (what the column
 * says of itself, `publicTexts`) or one of ten thousand weak ones; by HMAC, keyed BLAKE3 or the formula of this package.
 * Then he makes the code of every candidate and looks the others up. Codes made under a random secret key must leave him
 * with what guessing gives.
 *
 * @param pairs - rows with both columns: a working table of whoever made the codes, never a release.
 * @param candidates - what to try, for example `candidateNirs(…)`; without the hidden identifiers nothing is recovered.
 * @param options - see {@link AttackPseudonymsOptions}.
 * @param signal - aborts the reading; the search for the construction, a few seconds of it, runs to its end.
 * @returns figures, never an identifier, a code or a key.
 * @throws {PlanError} if an option is wrong or does not fit the columns.
 * @throws {DataError} `DATA_INVALID` when there are fewer than two pairs.
 * @remarks One pass over the pairs, one over the candidates if a construction was found. Time: some 250,000 digests for the
 *   weak keys, and one for each candidate. Memory: the sample. Codes that are encrypted under a weak key, salted row by row, or
 *   drawn at random are not found by it.
 */
export async function attackPseudonyms(pairs: Dataset, candidates: Candidates, options: AttackPseudonymsOptions, signal?: AbortSignal): Promise<PseudonymAttack> {
  const { identifier, code, publicTexts = [], sampleSize = 20_000 } = checkOptions(attackPseudonymsOptions, options);
  const columns: [number, number] = [0, 0];
  checkAll([
    () => void (columns[0] = findColumn(pairs.schema, identifier, 'identifier', ['utf8'])),
    () => void (columns[1] = findColumn(pairs.schema, code, 'code', ['utf8', 'binary'])),
    () => void findColumn(candidates.rows.schema, candidates.rows.schema.fields[0]?.name ?? '', 'candidates', ['utf8']),
  ]);
  const sample = await samplePairs(pairs, columns, sampleSize, signal);
  if (sample.length < 2) throw new DataError('DATA_INVALID', 'expected at least two identifiers with their codes', { column: code, rowCount: sample.length });
  // Pairs are in the order of their digests: every second one is half of them by lot.
  const known = sample.filter((_, index) => index % 2 === 0);
  const hidden = sample.filter((_, index) => index % 2 === 1);
  const field = pairs.schema.fields[columns[1]]!;
  const { tried, match } = findConstruction(known, constructionsFor(field, publicTexts), columnTypeOf(field.type) === 'utf8' ? TEXT_READINGS : BINARY_READINGS);
  const { recovered, narrowed } = match === null ? { recovered: 0, narrowed: 0 } : await lookUpCodes(hidden, match, candidates.rows, signal);
  return {
    pairs: sample.length,
    known: known.length,
    hidden: hidden.length,
    candidates: candidates.count,
    constructions: tried,
    found: match === null ? null : { method: match.construction.method, guessedKey: match.construction.guessedKey, spelling: match.construction.spelling, reading: match.reading.name },
    recovered,
    narrowed,
    expectedByChance: hidden.length / Math.max(1, candidates.count),
    beatsChance: match !== null,
  };
}

const encoder = new TextEncoder();

/** Everything to try, the likeliest first. */
function* constructionsFor(field: Field, publicTexts: readonly string[]): Generator<Construction> {
  yield* unkeyedConstructions();
  const { texts, context } = publicKnowledge(field);
  for (const text of new Set([...texts, ...publicTexts, field.name])) {
    yield* keyedConstructions(encoder.encode(text), 'public text', context);
    if (/^(?:[0-9a-f]{2})+$/i.test(text)) yield* keyedConstructions(bytesOfHexadecimal(text), 'public text', context);
  }
  for (const text of weakKeys()) yield* keyedConstructions(encoder.encode(text), 'weak key', context);
}

const PUBLIC_CONSTANTS: readonly string[] = ['a423', 'a423/pseudonymise/v1', 'a423/fingerprint', 'a423-key-v1', 'a423-key-v1:'];

/** What a column of codes says of itself, as texts, and as the labels of the key where they are all there. */
function publicKnowledge(field: Field): { readonly texts: readonly string[]; readonly context: PublicContext | null } {
  const described = parse(field.metadata.get(METADATA.pseudonym));
  const texts = [...PUBLIC_CONSTANTS, ...Object.values(described).filter((value) => typeof value === 'string')];
  const [project, domain, policy, profile] = ['project', 'domain', 'policy', 'profile'].map((name) => described[name]);
  if (typeof project !== 'string' || typeof domain !== 'string' || typeof policy !== 'string' || typeof profile !== 'string') return { texts, context: null };
  const algorithm = described['algorithm'] === 'BLAKE3' ? 'BLAKE3' : 'HMAC-SHA-256';
  const nonce = described['releaseNonce'];
  const labels = [project, domain, algorithm === 'BLAKE3' ? `${policy}/BLAKE3` : policy, profile, ...(typeof nonce === 'string' ? [nonce] : [])];
  return { texts: [...texts, labels.join(''), labels.slice(0, 2).join('/')], context: { labels, algorithm } };
}

function parse(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function bytesOfHexadecimal(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g)!, (pair) => parseInt(pair, 16));
}
