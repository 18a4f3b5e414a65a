import type { LinkageFiles } from '../../node.ts';
import type { Arguments, OptionSpec } from '../arguments.ts';
import { UsageError } from '../exit-code.ts';
import { readMebibytes, readWorkers } from '../run-arguments.ts';

/** Options of every command that links files. */
export const SOURCE_OPTIONS: Readonly<Record<string, OptionSpec>> = Object.freeze({
  left: { value: 'FILE', help: 'first source; a glob, or several times for parts', repeat: true },
  right: { value: 'FILE', help: 'second source, where there is one', repeat: true },
  'row-key': { value: 'COLUMN', help: 'column that names a row, unique and never empty' },
  workers: { value: 'N', help: 'threads that work beside the first one (0); the result is the same' },
  'max-memory': { value: 'MIB', help: 'MiB of state before the work refuses (4096)' },
});

/**
 * Reads the options {@link SOURCE_OPTIONS}.
 *
 * @param args - of the command.
 * @returns the sources, called left and right.
 * @throws {UsageError} when the first source or the row key is missing.
 */
export function readSources({ values }: Arguments): Pick<LinkageFiles, 'inputs' | 'rowKey' | 'workers' | 'maxMemoryBytes'> {
  const { left, right } = values;
  const rowKey = values['row-key']?.[0];
  if (left === undefined) throw new UsageError('--left: expected a file of records');
  if (rowKey === undefined) throw new UsageError('--row-key: expected the column that names a row');
  const maxMemoryBytes = readMebibytes(values['max-memory']?.[0]);
  return {
    inputs: right === undefined ? { left } : { left, right },
    rowKey,
    workers: readWorkers(values['workers']?.[0]),
    ...(maxMemoryBytes === null ? {} : { maxMemoryBytes }),
  };
}

/**
 * Reads a number.
 *
 * @param option - the option's name, for messages.
 * @param text - its value, if given.
 * @returns the number; `null` when it was not given.
 * @throws {UsageError} when it is no finite number.
 */
export function readNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) throw new UsageError(`--${option}: expected a number`);
  return Number(text);
}

/**
 * Reads one of a few words.
 *
 * @param option - the option's name, for messages.
 * @param text - its value, if given.
 * @param words - what it may be.
 * @returns the word; the first one when it was not given.
 * @throws {UsageError} when it is another.
 */
export function readWord<Word extends string>(option: string, text: string | undefined, words: readonly [Word, ...Word[]]): Word {
  const word = text === undefined ? words[0] : words.find((known) => known === text);
  if (word === undefined) throw new UsageError(`--${option}: expected ${words.join(', ')}`);
  return word;
}
