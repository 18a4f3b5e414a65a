import { readPairs, type Arguments, type OptionSpec } from './arguments.ts';
import { UsageError } from './exit-code.ts';
import { readTextFile } from './text-file.ts';

/** A plan is text a person wrote; more than this is a data file given by mistake. */
const MAX_PLAN_BYTES = 4 << 20;

/** A model has some kilobytes a comparison; more than this is a data file given by mistake. */
const MAX_MODEL_BYTES = 16 << 20;

/** Options of every command that takes a plan. */
export const PLAN_OPTIONS: Readonly<Record<string, OptionSpec>> = Object.freeze({
  model: { value: 'NAME=PATH', help: 'file of a linkage model that the plan names', repeat: true },
});

/**
 * Reads the plan file that a command was given, and the models that it names.
 *
 * @param args - the first word is a YAML or JSON file; the option `model` names files of models.
 * @returns the value it holds, with the models, unchecked.
 * @throws {UsageError} when no path was given.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 * @throws {PlanError} `PLAN_SYNTAX` with positions.
 */
export async function readPlanFile({ positional: [path], values }: Arguments): Promise<unknown> {
  if (path === undefined) throw new UsageError('expected a PLAN file');
  const models: Record<string, unknown> = {};
  for (const [name, files] of Object.entries(readPairs('model', values['model'] ?? []))) {
    if (files.length > 1) throw new UsageError('--model: a name was given twice');
    models[name] = await readModelFile(files[0]!);
  }
  const text = await readTextFile(path, MAX_PLAN_BYTES, 'a plan');
  const { bindModels, parsePlan } = await import('../index.ts');
  return bindModels(parsePlan(text), models);
}

/**
 * Reads a file of a linkage model.
 *
 * @param path - a JSON or YAML file.
 * @returns the value it holds, unchecked.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 * @throws {PlanError} `PLAN_SYNTAX` with positions.
 */
export async function readModelFile(path: string): Promise<unknown> {
  const text = await readModelText(path);
  const { parsePlan } = await import('../plan/parse.ts');
  return parsePlan(text);
}

/**
 * Reads the text of a linkage model.
 *
 * @param path - the file.
 * @returns its text.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 */
export function readModelText(path: string): Promise<string> {
  return readTextFile(path, MAX_MODEL_BYTES, 'a linkage model');
}
