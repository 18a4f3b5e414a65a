// How the words after a command are read, and what a wrong word is answered: never the value, which may be a key.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArguments, readPairs, type OptionSpec } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/exit-code.ts';

const OPTIONS: Readonly<Record<string, OptionSpec>> = {
  input: { value: 'NAME=PATH', help: 'a file', repeat: true },
  out: { value: 'DIR', help: 'a folder' },
  'max-memory': { value: 'MIB', help: 'a limit' },
  json: { help: 'JSON' },
};

/** The message of the refusal; a test that reads on without one fails. */
function refusal(...words: string[]): string {
  try {
    readArguments(words, OPTIONS);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('accepted');
}

describe('words', () => {
  test('are values, switches and what stands by itself, in any order', () => {
    expect(readArguments(['plan.yaml', '--out', 'o', '--json', 'more', '--input', 'a=1', '--input=b=2=3'], OPTIONS)).toEqual({
      positional: ['plan.yaml', 'more'], values: { out: ['o'], input: ['a=1', 'b=2=3'] }, switches: new Set(['json']),
    });
  });

  test('after -- are never options', () => {
    expect(readArguments(['--json', '--', '--out', '--', '--nonsense'], OPTIONS)).toEqual({ positional: ['--out', '--', '--nonsense'], values: {}, switches: new Set(['json']) });
  });

  test('that follow an option with a value are its value, whatever they look like', () => {
    expect(readArguments(['--out', '--json', '-', '--max-memory=', '--input', ''], OPTIONS)).toEqual({ positional: ['-'], values: { out: ['--json'], 'max-memory': [''], input: [''] }, switches: new Set() });
  });

  test('none give nothing', () => {
    expect(readArguments([], OPTIONS)).toEqual({ positional: [], values: {}, switches: new Set() });
  });

  test('written out and read again are the same', () => {
    const text = fc.string({ maxLength: 8 });
    const given = fc.record({ positional: fc.array(text.filter((word) => !word.startsWith('--'))), input: fc.array(text, { maxLength: 3 }), out: fc.option(text), json: fc.boolean() });
    fc.assert(fc.property(given, fc.boolean(), ({ positional, input, out, json }, inline) => {
      const option = (name: string, value: string): string[] => (inline ? [`--${name}=${value}`] : [`--${name}`, value]);
      const words = [...input.flatMap((value) => option('input', value)), ...(json ? ['--json'] : []), ...positional, ...(out === null ? [] : option('out', out))];
      const read = readArguments(words, OPTIONS);
      expect([read.positional, read.values['input'] ?? [], read.values['out']?.[0] ?? null, read.switches.has('json')]).toEqual([positional, input, out, json]);
    }), { numRuns: 300 });
  });
});

describe('a wrong option', () => {
  test.each([
    ['--inptu', '--input'], ['--inpt', '--input'], ['--inputt', '--input'], ['--ouy', '--out'], ['--output', '--out'], ['--in', '--input'],
    ['--max-memry', '--max-memory'], ['--max_memory', '--max-memory'], ['--max', '--max-memory'], ['--jsn', '--json'], ['--josn', '--json'],
  ])('%s is answered with %s', (word, near) => {
    expect(refusal(word, 'x')).toBe(`${word}: unknown option, did you mean ${near}?`);
  });

  test('near nothing is answered without a guess', () => {
    expect(refusal('--verbose')).toBe('--verbose: unknown option');
    expect(refusal('plan.yaml', '--quiet=yes')).toBe('--quiet: unknown option');
  });

  test('named as what every object has is as unknown as any', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__']) expect(refusal(`--${name}`)).toMatch(/unknown option$/);
  });

  test('without its value, with one too many, or given twice is refused', () => {
    expect(refusal('--out')).toBe('--out: expected DIR');
    expect(refusal('--input', 'a=1', '--input')).toBe('--input: expected NAME=PATH');
    expect(refusal('--json=yes')).toBe('--json: expected no value');
    expect(refusal('--out', 'a', '--out', 'b')).toBe('--out: given twice');
  });

  test('is never answered with a value that was typed', () => {
    const secret = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
    const attempts = [
      [`--secrt=${secret}`], [`--json=${secret}`], ['--out', secret, '--out', secret], [secret, '--nonsense', secret], [`--secret:${secret}`], [`--a423-key-v1:${secret}`], [`--${secret}`], [`--${secret.slice(0, 20)}`],
      [`--out${secret}`],
    ];
    for (const words of attempts) expect(refusal(...words)).not.toContain(secret.slice(0, 8));
  });
});

describe('pairs', () => {
  test('are a name and all that follows the first sign', () => {
    expect(readPairs('input', ['a=1', 'b=x=y', 'a=2', 'c='])).toEqual({ a: ['1', '2'], b: ['x=y'], c: [''] });
    expect(readPairs('input', [])).toEqual({});
  });

  test('may have any name', () => {
    for (const name of ['constructor', 'toString', '__proto__']) expect(Object.entries(readPairs('input', [`${name}=1`, `${name}=2`]))).toEqual([[name, ['1', '2']]]);
  });

  test('without a name or a sign are refused, and not repeated', () => {
    for (const pair of ['q83vEjRWeJCrze8S', '=q83vEjRWeJCrze8S', '']) {
      expect(() => readPairs('secret', [pair])).toThrow(new UsageError('--secret: expected name=value'));
    }
  });
});
