import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Dataset } from '../../../core/dataset.ts';
import { PlanError, refusePlan } from '../../../core/errors.ts';
import { IN_MEMORY, type FoldContext } from '../../../core/fold.ts';
import { unknownName } from '../../../core/options.ts';
import type { Parallel } from '../../../core/workers/parallel.ts';
import { workerPool } from '../../../core/workers/node/index.ts';
import { columnsOfExpressions, prepareRecords, type ExpressionList, type LinkageRecords } from '../../../link/index.ts';
import { findFiles } from '../../../read/node.ts';
import { patternsOf, type BoundInput } from '../bind-input.ts';
import { reportProgress } from '../report-progress.ts';
import type { Progress } from '../run-options.ts';
import { bindSource } from './bind-source.ts';

/** Files whose records are linked, and what the work may use. */
export interface LinkageFiles {
  /** Files of every source by its name: paths or globs, several parts in order. */
  readonly inputs: Readonly<Record<string, string | readonly string[]>>;
  /** Column that names a row in every source, unique and never empty. */
  readonly rowKey: string;
  /** Threads that work beside the calling one, from 0 to 256: none when omitted. Or a pool, which its owner closes. */
  readonly workers?: number | Parallel;
  /** Bytes of state before the work refuses; 4 GiB when omitted. */
  readonly maxMemoryBytes?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

const FILE_OPTIONS: readonly (keyof LinkageFiles)[] = ['inputs', 'rowKey', 'workers', 'maxMemoryBytes', 'signal', 'onProgress'];

/**
 * Refuses options that are not known, for those who write no TypeScript.
 *
 * @param options - what was given.
 * @param own - names beside those of {@link LinkageFiles}.
 * @throws {PlanError} `PLAN_UNKNOWN_OPTION` for each.
 */
export function refuseUnknownOptions(options: object, own: readonly string[]): void {
  const known = [...own, ...FILE_OPTIONS];
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new PlanError(unknown.map((name) => ({ code: 'PLAN_UNKNOWN_OPTION', path: name, message: unknownName('option', name, known) })));
}

/** Sources that were opened. */
export interface OpenedSources {
  readonly datasets: Readonly<Record<string, Dataset>>;
  readonly context: FoldContext;
  /** What was read, by source, for reports. */
  readonly bound: Readonly<Record<string, BoundInput>>;
  /** Throws `DATA_CHANGED` when a file changed since it was opened; to be asked before anything is written. */
  checkUnchanged(): Promise<void>;
}

/**
 * Opens the files of a linkage, has work done on them, and closes what was opened.
 *
 * @param files - the files.
 * @param expressions - what the records are made ready for: the columns they use are read, and no others.
 * @param more - further columns to read.
 * @param work - the work.
 * @returns what the work gives, once the files were found unchanged.
 * @throws {PlanError} for columns that a file lacks.
 * @throws {DataError} when a file is missing, damaged, or changed while it was read.
 */
export async function withSources<Result>(files: LinkageFiles, expressions: ExpressionList, more: readonly string[], work: (sources: OpenedSources) => Promise<Result>): Promise<Result> {
  const { inputs, rowKey, workers = 0, maxMemoryBytes = 2 ** 32, signal, onProgress } = files;
  if (Object.keys(inputs).length === 0) refusePlan('PLAN_MISSING', 'inputs', 'expected at least one source');
  const columns = [...new Set([rowKey, ...more, ...columnsOfExpressions(expressions.expressions)])];
  const bound: Record<string, BoundInput> = {};
  const pool = typeof workers === 'number' && workers > 0 ? workerPool({ workers }) : null;
  // They start while files are opened; of small ones it is not known whether threads are needed.
  if (pool !== null && (await bytesOf(inputs)) >= LARGE_BYTES) pool.start();
  const parallel = typeof workers === 'object' ? workers : pool;
  const context: FoldContext = { ...IN_MEMORY, maxMemoryBytes, ...(parallel === null ? {} : { parallel }) };
  const checkUnchanged = async (): Promise<void> => {
    for (const input of Object.values(bound)) await input.checkUnchanged();
  };
  try {
    for (const [name, paths] of Object.entries(inputs)) bound[name] = await bindSource(name, patternsOf(paths), { columns, rowKey }, signal);
    const datasets = Object.fromEntries(Object.entries(bound).map(([name, { ports }]) => [name, reportProgress(ports.rows, name, onProgress)]));
    const result = await work({ datasets, context, bound, checkUnchanged });
    await checkUnchanged();
    return result;
  } finally {
    await pool?.close();
  }
}

/** Files from here on are worth threads as a rule. */
const LARGE_BYTES = 2 ** 24;

/** Adds up the files that are there; those that are not are told when they are opened. */
async function bytesOf(inputs: LinkageFiles['inputs']): Promise<number> {
  let bytes = 0;
  for (const paths of Object.values(inputs)) {
    for (const path of await findFiles(paths).catch(() => [])) bytes += await stat(path).then(({ size }) => size, () => 0);
  }
  return bytes;
}

/**
 * Makes the records of files ready for linkage; see {@link prepareRecords}.
 *
 * @param sources - opened sources.
 * @param files - row key and signal.
 * @param expressions - what the records are made ready for.
 * @param unit - what a character is.
 * @returns the records.
 */
export function recordsOf({ datasets, context }: OpenedSources, { rowKey, signal }: LinkageFiles, expressions: ExpressionList, unit: 'codePoint' | 'byte'): Promise<LinkageRecords> {
  return prepareRecords(datasets, { rowKey, expressions, unit, context, ...(signal === undefined ? {} : { signal }) });
}

/**
 * Refuses to write two outputs to one file, or one over a file that is read.
 *
 * @param outputs - paths by option; those left out are not written.
 * @param inputs - paths or globs of what is read, by name.
 * @throws {PlanError} `PLAN_OUTPUT_PATH`.
 * @throws {DataError} `DATA_FILE_MISSING` when a file that is read is not there.
 */
export async function checkOutputs(outputs: Readonly<Record<string, string | undefined>>, inputs: LinkageFiles['inputs']): Promise<void> {
  const taken = new Map<string, string>();
  for (const [name, paths] of Object.entries(inputs)) for (const path of await findFiles(paths)) taken.set(await placeOf(path), name);
  for (const [option, path] of Object.entries(outputs)) {
    if (path === undefined) continue;
    const place = await placeOf(path);
    const other = taken.get(place);
    if (other !== undefined) refusePlan('PLAN_OUTPUT_PATH', option, `expected another file than that of ${other}`);
    taken.set(place, option);
  }
}

/** Where a path leads, through links where there is a file. */
function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
