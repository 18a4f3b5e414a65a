import type { RecordBatch, Schema } from 'apache-arrow';
import { columnsOf, makeBatch } from '../core/arrow.ts';
import { countNulls, type BinaryColumn } from '../core/column.ts';
import type { Findings, MapOperator, Session } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import type { RejectSink } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { CODE_BYTES, keyedHasher, type KeyedHasher } from '../keyed/index.ts';
import { compositeCoder, singleCoder, type CodedValues } from './code-values.ts';
import { derivePseudonymKey } from './kernel/pseudonym-key.ts';
import { CODES, layOutPseudonym, partsOf, profileName, type PseudonymLayout } from './layout.ts';
import { pseudonymiseOptions, type PseudonymiseOptions, type PseudonymSettings } from './options.ts';
import { PROFILES } from './profile.ts';

/** What a pseudonym column says of itself, in its field metadata `a423:pseudonym` as JSON. */
export interface PseudonymDescription {
  readonly policy: 'deterministic';
  readonly algorithm: 'HMAC-SHA-256';
  readonly bits: 128;
  readonly project: string;
  readonly domain: string;
  readonly profile: string;
  /** 16 hexadecimal digits; equal for codes of one key, project, domain, policy and profile. */
  readonly fingerprint: string;
  /** `enumeration`: whoever holds the key finds a value by trying every candidate; nobody else can. */
  readonly reversibility: 'enumeration';
}

/** An operator that holds a sub-key. */
export interface PseudonymiseOperator extends MapOperator {
  /**
   * Overwrites the sub-key and what readings that were broken off have left of it, best effort; the operator cannot be
   * started any more.
   */
  wipe(): void;
}

/**
 * Replaces identifiers by keyed pseudonyms: the first 16 bytes of HMAC-SHA-256 of the normalised value, under a sub-key
 * of its own for each project, domain, policy and profile.
 *
 * Passes: 1. Memory: a batch, and 16 bytes per entry of the last dictionary. Order: kept. Schema: the identifier gives
 * way to a `binary(16)` column of role `pseudonym`, plain even when the identifier was dictionary text; its metadata
 * say how it was made and never hold the key. Null stays null; an invalid value is rejected (with a code such as
 * `NIR_KEY`) or null, never hashed.
 *
 * Reveals: that two rows are of one person, how often each person occurs, and, to whoever holds the key, the
 * identifier itself, found by trying them all. Pseudonyms are personal data; the other columns may identify persons.
 *
 * @param options - see {@link PseudonymiseOptions}. The secret key is read at once and not kept: its owner overwrites
 *   it.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong; when it is put on a schema, also for a column that is unknown, of
 *   another type, or a pseudonym already.
 * @remarks O(rows + bytes). JavaScript cannot promise that no copy of a secret stays in memory: the engine may have
 *   moved or spilled it.
 * @see RFC 2104 (HMAC), RFC 5869 (HKDF); the vectors and the Python program in `docs/pseudonym-vectors/`.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index); // a real one comes from `a423 key new`
 * pseudonymise({ column: 'nir', profile: 'nir/v1', into: 'person', project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey });
 */
export function pseudonymise(options: PseudonymiseOptions): PseudonymiseOperator {
  const { secretKey, ...settings } = checkOptions(pseudonymiseOptions, options);
  const { project, domain, policy, onInvalid } = settings;
  const profile = profileName(settings);
  const { subKey, fingerprint } = derivePseudonymKey(secretKey, { project, domain, policy, profile });
  const description: PseudonymDescription = Object.freeze({
    policy,
    algorithm: 'HMAC-SHA-256',
    bits: 128,
    project,
    domain,
    profile,
    fingerprint: Array.from(fingerprint, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    reversibility: 'enumeration',
  });
  const layOut = (input: Schema): PseudonymLayout => layOutPseudonym(input, settings, JSON.stringify(description));
  // Each reading wipes its own hasher; those still at work are wiped with the operator.
  const hashers = new Set<KeyedHasher>();
  let wiped = false;
  return {
    kind: 'map',
    name: 'pseudonymise',
    rejects: onInvalid === 'reject',
    memory: { grows: 'batch', formula: 'a batch, and 16 bytes per entry of a dictionary column' },
    outputSchema: (input) => layOut(input).schema,
    start(input) {
      if (wiped) throw new TypeError('pseudonymise: expected an operator that was not wiped');
      const layout = layOut(input);
      const hasher = keyedHasher(subKey);
      hashers.add(hasher);
      return startSession(settings, layout, hasher, description, () => {
        hasher.wipe();
        hashers.delete(hasher);
      });
    },
    wipe() {
      wiped = true;
      subKey.fill(0);
      for (const hasher of hashers) hasher.wipe();
      hashers.clear();
    },
  };
}

function startSession(
  settings: PseudonymSettings,
  layout: PseudonymLayout,
  hasher: KeyedHasher,
  description: PseudonymDescription,
  end: () => void,
): Session {
  const parts = partsOf(settings);
  const level = settings.level ?? 'plausibility';
  const profiles = parts.map(({ profile }) => profile);
  const code = 'columns' in settings
    ? compositeCoder(profiles, level, settings.onMissingPart === 'null', hasher)
    : singleCoder(settings.profile, level, hasher);
  const invalid = profiles.map((profile) => new Float64Array(PROFILES[profile].rejectCodes.length));
  let rows = 0;
  let coded = 0;
  let faulty = 0;

  return {
    apply(batch: RecordBatch, firstRow: number, reject: RejectSink) {
      const columns = columnsOf(batch);
      const values = code(layout.sources.map((source) => columns[source]!));
      const nulls = countNulls(values.valid, batch.numRows);
      const faults = countFaults(values, invalid);
      rows += batch.numRows;
      coded += batch.numRows - nulls;
      faulty += faults;
      const codes: BinaryColumn = { kind: 'binary', rows: batch.numRows, valid: nulls === 0 ? null : values.valid, width: CODE_BYTES, bytes: values.bytes };
      const output = layout.outputs.map((index) => (index === CODES ? codes : columns[index]!));
      if (faults === 0 || settings.onInvalid === 'null') return makeBatch(layout.schema, output, batch.numRows);
      const kept = keptRows(values, batch.numRows - faults, (row, part, reason) => {
        reject(firstRow + row + 1, parts[part]!.column, PROFILES[profiles[part]!].rejectCodes[reason]!);
      });
      return makeBatch(layout.schema, output.map((column) => takeRows(column, kept)), kept.length);
    },
    finish(): Findings {
      const byReason = parts.map(({ column }, part) => [column, reasonCounts(PROFILES[profiles[part]!].rejectCodes, invalid[part]!)] as const);
      return {
        rows,
        pseudonymised: coded,
        missing: rows - coded - faulty,
        [settings.onInvalid === 'reject' ? 'rejected' : 'nulled']: faulty,
        byReason: Object.fromEntries(byReason),
        pseudonym: { ...description },
      };
    },
    close: end,
  };
}

function countFaults(values: CodedValues, invalid: readonly Float64Array[]): number {
  const { faultyParts, reasons } = values;
  let faults = 0;
  for (let row = 0; row < faultyParts.length; row++) {
    const part = faultyParts[row]!;
    if (part === 0) continue;
    faults++;
    invalid[part - 1]![reasons[part - 1]![row]!]!++;
  }
  return faults;
}

function keptRows(values: CodedValues, count: number, leaveOut: (row: number, part: number, reason: number) => void): Int32Array {
  const { faultyParts, reasons } = values;
  const kept = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < faultyParts.length; row++) {
    const part = faultyParts[row]!;
    if (part === 0) kept[at++] = row;
    else leaveOut(row, part - 1, reasons[part - 1]![row]!);
  }
  return kept;
}

function reasonCounts(rejectCodes: readonly string[], counts: Float64Array): Record<string, number> {
  const found: Record<string, number> = {};
  rejectCodes.forEach((code, reason) => {
    if (counts[reason]! > 0) found[code] = counts[reason]!;
  });
  return found;
}
