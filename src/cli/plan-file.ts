import { parsePlan } from '../index.ts';
import { UsageError } from './exit-code.ts';
import { readTextFile } from './text-file.ts';

/** A plan is text a person wrote; more than this is a data file given by mistake. */
const MAX_PLAN_BYTES = 4 << 20;

/**
 * Reads a plan file.
 *
 * @param path - a YAML or JSON file.
 * @returns the value it holds, unchecked.
 * @throws {UsageError} when no path was given.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 * @throws {PlanError} `PLAN_SYNTAX` with positions.
 */
export async function readPlanFile(path: string | undefined): Promise<unknown> {
  if (path === undefined) throw new UsageError('expected a PLAN file');
  return parsePlan(await readTextFile(path, MAX_PLAN_BYTES, 'a plan'));
}
