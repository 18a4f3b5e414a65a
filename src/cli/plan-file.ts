import { readFile, stat } from 'node:fs/promises';
import { DataError, parsePlan } from '../index.ts';
import { UsageError } from './exit-code.ts';

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
  let text: string;
  try {
    if ((await stat(path)).size > MAX_PLAN_BYTES) throw new DataError('DATA_FILE_UNREADABLE', 'larger than a plan can be', { path });
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof DataError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DataError(missing ? 'DATA_FILE_MISSING' : 'DATA_FILE_UNREADABLE', missing ? 'no such file' : 'cannot be read', { path });
  }
  return parsePlan(text);
}
