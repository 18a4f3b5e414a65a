import { extname, resolve } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { DataError, PlanError, refusePlan, type Problem } from '../../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import {
  bytesOfHexadecimal, codeOpener, declareCrosswalk, decodeCode, findInCrosswalk, POLICIES, pseudonymFingerprint, type CodeEncoding, type CodeOpenerOptions, type FingerprintOptions,
  type PolicyName, type PseudonymAlgorithm, type PseudonymDescription, type TextEncoding,
} from '../../pseudonymise/index.ts';
import { readArrow, readCsv, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { writeFile } from '../../write/node/index.ts';
import { readAskedCodes, type AskedCodes, type CodeForm } from './asked-codes.ts';
import { checkUnchanged, hashFile } from './files.ts';
import { fileFormat } from './inspect-file.ts';
import { openReidentificationLog, type ReidentificationFacts, type ReidentificationLog } from './reidentification-log.ts';
import { reidentifiedRows } from './reidentified-rows.ts';
import { readSidecar } from './sidecar.ts';

/** How codes were made, where no file beside them says so. */
export interface CodeContext {
  readonly project: string;
  readonly domain: string;
  readonly policy: PolicyName;
  /** The algorithm where it is not the policy's usual one. */
  readonly algorithm?: PseudonymAlgorithm;
  readonly profile: string;
  /** Whether the codes are codes of codes. */
  readonly isRekey?: boolean;
  /** Nonce of the release in hexadecimal, for `releaseRandomised`. */
  readonly releaseNonce?: string;
}

/** What a re-identification is given. */
export interface ReidentifyOptions {
  /** The file of codes: one column, in CSV with a header, Arrow or Parquet. */
  readonly codes: string;
  /** The crosswalk of the codes, for `random`: Arrow, Parquet or CSV. */
  readonly crosswalk?: string;
  /** Uint8Array(32): the key of the crosswalk, or of the codes; overwritten at the end. */
  readonly secretKey: Uint8Array;
  /** Why it is done and on whose authority: from 8 to 500 characters, for the log. It names nobody. */
  readonly reason: string;
  /** The log, which is appended to. */
  readonly log: string;
  /** Where the result goes: `.csv`, `.parquet`, `.arrow` or `.arrows`; readable by its owner only. */
  readonly out: string;
  /** How the codes were made; what the file beside the crosswalk (or the codes) says unless given. */
  readonly context?: CodeContext;
  /** How codes are written where they are text: as a CSV file has them (16 bytes in `base32`, others in `hex`) or the file beside them says, unless given. */
  readonly encoding?: Exclude<CodeEncoding, 'binary'>;
  readonly signal?: AbortSignal;
}

/** How a re-identification ended. */
export interface Reidentification {
  /** Different codes asked for. */
  readonly asked: number;
  /** Those that lead to somebody. */
  readonly found: number;
  /** Fingerprint of the key. */
  readonly fingerprint: string;
}

const path = z.string().min(1);

// A reason stands in a log that others read.
const reason = z.string().transform((text) => text.trim()).pipe(z.string().min(8).max(500).regex(/^\P{Cc}*$/u)
  .refine((text) => !/(?:[\dAB][\s.-]?){13}/i.test(text), 'holds a number as long as an identifier; a reason names nobody'));

const options: OptionsSchema<ReidentifyOptions> = z.strictObject({
  codes: path,
  crosswalk: path.exactOptional(),
  secretKey: z.instanceof(Uint8Array),
  reason,
  log: path,
  out: path,
  context: z.strictObject({
    project: z.string(),
    domain: z.string(),
    policy: z.enum(POLICIES as [PolicyName, ...PolicyName[]]),
    algorithm: z.enum(['HMAC-SHA-256', 'BLAKE3', 'AES-SIV', 'FF1']).exactOptional(),
    profile: z.string(),
    isRekey: z.boolean().exactOptional(),
    releaseNonce: z.string().regex(/^(?:[0-9a-f]{2}){16,64}$/i).exactOptional(),
  }).exactOptional(),
  encoding: z.enum(['hex', 'base64url', 'base32']).exactOptional(),
  signal: z.instanceof(AbortSignal).exactOptional(),
}) as unknown as OptionsSchema<ReidentifyOptions>;

/**
 * Finds for whom codes stand, and says so in a log first: through the crosswalk (`random`), or with the key alone
 * (`reversible`; `releaseRandomised`, whose codes lead back to the deterministic ones only).
 *
 * The log gets a line with the date and the reason before any file is read, and another before the result is written: how many
 * codes were asked for and found, the context, the fingerprint of the key and the SHA-256 of the files. A request that fails has a
 * line that says so, with the code of the error and what was known by then; one that was killed has its first line alone. The
 * result has one row for each code, in the order of the codes, is stamped for internal use and readable by its owner only (mode 0600).
 *
 * @param given - see {@link ReidentifyOptions}.
 * @returns how many codes were asked for and found.
 * @throws {PlanError} if an option is missing or wrong, or the key is not that of the codes (`PLAN_WRONG_KEY`).
 * @throws {DataError} if a file cannot be used, or the log not be written. There is no result then, but the log has the request,
 *   unless it was refused for its options.
 * @remarks Holds the codes and what they stand for. FF1 cannot tell a code from another text of its shape: everything is found.
 */
export async function reidentify(given: ReidentifyOptions): Promise<Reidentification> {
  try {
    const settings = checkOptions(options, given);
    checkPlaces(settings);
    const log = await openReidentificationLog(settings.log);
    try {
      await log.append({ event: 'asked', reason: settings.reason });
      return await reidentifyLogged(settings, log);
    } finally {
      await log.close();
    }
  } finally {
    if ((given.secretKey as unknown) instanceof Uint8Array) given.secretKey.fill(0);
  }
}

/** A result that replaced the log or a source would leave no trace of itself. */
function checkPlaces({ codes, crosswalk, log, out }: ReidentifyOptions): void {
  const sources = [codes, ...(crosswalk === undefined ? [] : [crosswalk])].map((file) => resolve(file));
  const problems: Problem[] = [];
  if ([...sources, resolve(log)].includes(resolve(out))) problems.push({ code: 'PLAN_OUTPUT_PATH', path: 'out', message: 'expected another file than the log, the codes and the crosswalk' });
  if (sources.includes(resolve(log))) problems.push({ code: 'PLAN_OUTPUT_PATH', path: 'log', message: 'expected another file than the codes and the crosswalk' });
  if (!['.csv', '.parquet', '.arrow', '.arrows'].includes(extname(out).toLowerCase())) problems.push({ code: 'PLAN_OUTPUT_PATH', path: 'out', message: 'expected a file name that ends in .csv, .parquet, .arrow or .arrows' });
  if (problems.length > 0) throw new PlanError(problems);
}

async function reidentifyLogged(settings: ReidentifyOptions, log: ReidentificationLog): Promise<Reidentification> {
  let facts: Partial<ReidentificationFacts> = {};
  try {
    return await reidentifyChecked(settings, log, (known) => {
      facts = known;
    });
  } catch (error) {
    // What went wrong first is what the caller hears, even if the log cannot take it.
    await log.append({ event: 'failed', code: codeOf(error), ...facts }).catch(() => undefined);
    throw error;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof PlanError) return error.problems[0]!.code;
  if (error instanceof DataError) return error.code;
  return error instanceof Error && error.name === 'AbortError' ? 'ABORTED' : 'UNKNOWN';
}

async function reidentifyChecked(settings: ReidentifyOptions, log: ReidentificationLog, onFacts: (known: Partial<ReidentificationFacts>) => void): Promise<Reidentification> {
  const { codes: codesPath, crosswalk: crosswalkPath, secretKey, signal } = settings;
  const codesFile = await hashFile(codesPath, 'codes', signal);
  const crosswalkFile = crosswalkPath === undefined ? null : await hashFile(crosswalkPath, 'crosswalk', signal);
  const files = { codesSha256: codesFile.sha256, ...(crosswalkFile === null ? {} : { crosswalkSha256: crosswalkFile.sha256 }) };
  onFacts(files);
  const { context, fingerprint: known, encoding } = await contextOf(settings);
  const { project, domain, policy, profile } = context;
  if ((policy === 'random') !== (crosswalkPath !== undefined)) {
    refusePlan(policy === 'random' ? 'PLAN_MISSING' : 'PLAN_UNKNOWN_OPTION', 'crosswalk', policy === 'random' ? 'codes of the policy random lead back through their crosswalk only' : `codes of the policy ${policy} have no crosswalk`);
  }
  const fingerprint = pseudonymFingerprint({ ...fingerprintContext(context), secretKey });
  const facts = { project, domain, policy, profile, fingerprint, ...files };
  onFacts(facts);
  if (known !== null && known !== fingerprint) refusePlan('PLAN_WRONG_KEY', 'secretKey', `the codes were made under the key of fingerprint ${known}, the key given has ${fingerprint} in this context`);
  const { asked, values } = await (crosswalkPath === undefined ? openCodes(settings, context, encoding) : lookUpCodes(settings, crosswalkPath, context, encoding));
  await checkUnchanged(codesFile, 'codes');
  if (crosswalkFile !== null) await checkUnchanged(crosswalkFile, 'crosswalk');
  const found = values.filter((value) => value !== null).length;
  const rows = reidentifiedRows(asked, values, context, encoding);
  signal?.throwIfAborted();
  await log.append({ event: 'answered', asked: asked.codes.length, found, ...facts });
  await writeFile(settings.out, rows, { isPrivate: true, ...(signal === undefined ? {} : { signal }) });
  return { asked: asked.codes.length, found, fingerprint };
}

interface ResolvedContext {
  readonly context: CodeContext;
  /** What a file says the fingerprint is. */
  readonly fingerprint: string | null;
  readonly encoding: TextEncoding;
}

async function contextOf({ codes, crosswalk, context, encoding }: ReidentifyOptions): Promise<ResolvedContext> {
  const ofCodes = await describedBeside(codes, 'codes');
  const ofCrosswalk = crosswalk === undefined ? null : await describedBeside(crosswalk, 'crosswalk');
  const described = ofCrosswalk ?? ofCodes;
  const resolved = context ?? (described === null ? null : contextDescribed(described));
  if (resolved === null) refusePlan('PLAN_MISSING', 'context', 'no file beside it says how the codes were made; expected project, domain, policy and profile');
  return { context: resolved, fingerprint: context === undefined ? (described?.fingerprint ?? null) : null, encoding: encoding ?? ofCodes?.encoding ?? (resolved.policy === 'random' ? 'base32' : 'hex') };
}

/** How the one column of pseudonyms of a file was made. */
async function describedBeside(file: string, name: string): Promise<PseudonymDescription | null> {
  const described = [...(await readSidecar(file, name)).values()].flatMap(({ pseudonym }) => (pseudonym === undefined ? [] : [pseudonym]));
  return described.length === 1 ? described[0]! : null;
}

function contextDescribed({ project, domain, policy, algorithm, profile, chain, releaseNonce }: PseudonymDescription): CodeContext {
  return { project, domain, policy, algorithm, profile, isRekey: chain !== undefined, ...(releaseNonce === undefined ? {} : { releaseNonce }) };
}

function fingerprintContext({ project, domain, policy, algorithm, profile, isRekey = false }: CodeContext): Omit<FingerprintOptions, 'secretKey'> {
  return { project, domain, policy, profile, isRekey, ...(algorithm === undefined ? {} : { algorithm }) };
}

interface OpenedCodes {
  readonly asked: AskedCodes;
  /** For each code what it stands for, or `null`. */
  readonly values: readonly (Uint8Array | null)[];
}

/** Bytes of a code of the policy `random`, and fewest of a sealed one. */
const CODE_BYTES = 16;

async function lookUpCodes({ codes, secretKey, signal }: ReidentifyOptions, crosswalk: string, context: CodeContext, encoding: TextEncoding): Promise<OpenedCodes> {
  const asked = await readAskedCodes(codes, codeForm(encoding, (length) => length === CODE_BYTES), signal);
  const { project, domain, profile } = context;
  return { asked, values: await findInCrosswalk(await openCrosswalk(crosswalk, profile), asked.codes, { project, domain, profile, secretKey }, signal) };
}

async function openCrosswalk(file: string, profile: string): Promise<Dataset> {
  const read = { columns: declareCrosswalk(profile), onUndeclared: 'error' } as const;
  const format = fileFormat(file);
  if (format === 'csv') return readCsv(fileBytes(file), read).rows;
  return (await (format === 'parquet' ? readParquet : readArrow)(fileBlob(file), read)).rows;
}

async function openCodes({ codes, secretKey, signal }: ReidentifyOptions, context: CodeContext, encoding: TextEncoding): Promise<OpenedCodes> {
  const opener = codeOpener(openerOptions(context, secretKey));
  try {
    const encoder = new TextEncoder();
    const shaped: CodeForm = { ofBytes: () => null, ofText: (text) => (opener.open(encoder.encode(text)) === null ? null : encoder.encode(text)) };
    const asked = await readAskedCodes(codes, context.algorithm === 'FF1' ? shaped : codeForm(encoding, (length) => length >= CODE_BYTES), signal);
    return { asked, values: asked.codes.map((code) => opener.open(code)) };
  } finally {
    opener.wipe();
  }
}

function codeForm(encoding: TextEncoding, isLength: (length: number) => boolean): CodeForm {
  const ofBytes = (bytes: Uint8Array | null): Uint8Array | null => (bytes !== null && isLength(bytes.length) ? bytes : null);
  return { ofBytes, ofText: (text) => ofBytes(decodeCode(text, encoding)) };
}

function openerOptions({ project, domain, policy, algorithm, profile, isRekey = false, releaseNonce }: CodeContext, secretKey: Uint8Array): CodeOpenerOptions {
  const common = { project, domain, profile, isRekey, secretKey };
  if (policy === 'reversible') return { ...common, policy, ...(algorithm === 'FF1' ? { algorithm } : {}) };
  if (policy !== 'releaseRandomised') refusePlan('PLAN_OUT_OF_RANGE', 'context.policy', `codes of the policy ${policy} lead back to nothing; only trying every value does`);
  const nonce = releaseNonce === undefined ? null : bytesOfHexadecimal(releaseNonce);
  if (nonce === null) refusePlan('PLAN_MISSING', 'context.releaseNonce', 'expected the nonce of the release, as its evidence tells');
  return { ...common, policy, releaseNonce: nonce };
}
