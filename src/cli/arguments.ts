import { UsageError } from './exit-code.ts';

/** An option of a command. */
export interface OptionSpec {
  /** What the value is called in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  readonly repeat?: boolean;
}

/** The arguments of a command, read. */
export interface Arguments {
  readonly positional: readonly string[];
  /** Values by option name, in the order given. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly switches: ReadonlySet<string>;
}

/**
 * Reads the arguments of a command.
 *
 * @param words - what followed the command's name.
 * @param options - the options it has, by name without dashes.
 * @returns positional words, values and switches.
 * @throws {UsageError} for an unknown option (with the nearest known one), a missing value, or an option given twice.
 *   Values are never quoted back, nor names that no option could have: one may be a secret typed by mistake.
 */
export function readArguments(words: readonly string[], options: Readonly<Record<string, OptionSpec>>): Arguments {
  const positional: string[] = [];
  const values: Record<string, string[]> = {};
  const switches = new Set<string>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') {
      positional.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('--')) {
      positional.push(word);
      continue;
    }
    const [name, inline] = splitOption(word);
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw new UsageError(unknownOption(name, Object.keys(options)));
    if (option.value === undefined) {
      if (inline !== null) throw new UsageError(`--${name}: expected no value`);
      switches.add(name);
      continue;
    }
    const value = inline ?? words[++index];
    if (value === undefined) throw new UsageError(`--${name}: expected ${option.value}`);
    if (values[name] !== undefined && option.repeat !== true) throw new UsageError(`--${name}: given twice`);
    values[name] = [...(values[name] ?? []), value];
  }
  return { positional, values, switches };
}

/**
 * Reads `name=value` pairs.
 *
 * @param option - the option's name, for messages.
 * @param pairs - the values given.
 * @returns values by name; several values of one name are kept in order.
 * @throws {UsageError} for a value without `=` or without a name.
 */
export function readPairs(option: string, pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  // Without a prototype no name is taken before it is given.
  const result = Object.create(null) as Record<string, string[]>;
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--${option}: expected name=value`);
    const name = pair.slice(0, at);
    result[name] = [...(result[name] ?? []), pair.slice(at + 1)];
  }
  return result;
}

function splitOption(word: string): [string, string | null] {
  const at = word.indexOf('=');
  return at < 0 ? [word.slice(2), null] : [word.slice(2, at), word.slice(at + 1)];
}

function unknownOption(name: string, known: readonly string[]): string {
  const near = known.find((candidate) => candidate.startsWith(name) || name.startsWith(candidate) || distanceIsSmall(candidate, name));
  const shown = /^[a-z][a-z_-]{0,31}$/.test(name) ? `--${name}: ` : '';
  return near === undefined ? `${shown}unknown option` : `${shown}unknown option, did you mean --${near}?`;
}

/** Tells whether two words differ by one letter changed, added, left out, or by two swapped. */
function distanceIsSmall(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  return Math.max(left.length, right.length) - start - end <= 2;
}
