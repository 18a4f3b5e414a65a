import { resolve } from 'node:path';
import type { Dataset } from '../../../core/dataset.ts';
import { refusePlan } from '../../../core/errors.ts';
import { IN_MEMORY, type FoldContext } from '../../../core/fold.ts';
import type { Parallel } from '../../../core/workers/parallel.ts';
import { workerPool } from '../../../core/workers/node/index.ts';
import { columnsOfExpressions, prepareRecords, type ExpressionList, type LinkageRecords } from '../../../link/index.ts';
import type { BoundInput } from '../bind-input.ts';
import { patternsOf } from '../check-run.ts';
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

/** Sources that were opened. */
export interface OpenedSources {
  readonly datasets: Readonly<Record<string, Dataset>>;
  readonly context: FoldContext;
  /** What was read, by source, for reports. */
  readonly bound: Readonly<Record<string, BoundInput>>;
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
  for (const [name, paths] of Object.entries(inputs)) bound[name] = await bindSource(name, patternsOf(paths), { columns, rowKey }, signal);
  const pool = typeof workers === 'number' && workers > 0 ? workerPool({ workers }) : null;
  const parallel = typeof workers === 'object' ? workers : pool;
  const context: FoldContext = { ...IN_MEMORY, maxMemoryBytes, ...(parallel === null ? {} : { parallel }) };
  const datasets = Object.fromEntries(Object.entries(bound).map(([name, { ports }]) => [name, reportProgress(ports.rows, name, onProgress)]));
  try {
    const result = await work({ datasets, context, bound });
    for (const input of Object.values(bound)) await input.checkUnchanged();
    return result;
  } finally {
    await pool?.close();
  }
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
 * @param files - the sources.
 * @throws {PlanError} `PLAN_OUTPUT_PATH`.
 */
export function checkOutputs(outputs: Readonly<Record<string, string | undefined>>, { inputs }: Pick<LinkageFiles, 'inputs'>): void {
  const taken = new Map<string, string>(Object.entries(inputs).flatMap(([name, paths]) => patternsOf(paths).map((path) => [resolve(path), name])));
  for (const [option, path] of Object.entries(outputs)) {
    if (path === undefined) continue;
    const other = taken.get(resolve(path));
    if (other !== undefined) refusePlan('PLAN_OUTPUT_PATH', option, `expected another file than that of ${other}`);
    taken.set(resolve(path), option);
  }
}
