// How the words of the commands that link become options: what is taken, what is refused, and that no file is touched before.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Arguments } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/exit-code.ts';
import { readNumber, readSources, readWord } from '../../src/cli/link/link-arguments.ts';
import { a423 } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-link-words-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const given = (values: Readonly<Record<string, readonly string[]>>): Arguments => ({ positional: [], values, switches: new Set<string>() }) as unknown as Arguments;

describe('a number', () => {
  test('is read as written, with sign and decimals', () => {
    expect(['3', '-3', '0', '-0.5', '12.25', '007'].map((text) => readNumber('min-bits', text))).toEqual([3, -3, 0, -0.5, 12.25, 7]);
    expect(readNumber('min-bits', undefined)).toBeNull();
  });

  test.each(['', ' ', '+3', '.5', '5.', '1e3', '0x10', 'Infinity', 'NaN', '3 ', ' 3', '1_000', '1,5', '--3', '−3', '٣', '1'.repeat(16)])('is no number: %j', (text) => {
    expect(() => readNumber('min-bits', text)).toThrow(new UsageError('--min-bits: expected a number'));
  });

  test('is finite and what JavaScript reads, or refused, whatever the text; the text is not told', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (text) => {
      try {
        const number = readNumber('max-pairs', text)!;
        expect(Number.isFinite(number)).toBe(true);
        expect(number).toBe(Number(text));
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as UsageError).message).toBe('--max-pairs: expected a number');
      }
    }));
  });
});

describe('a word', () => {
  test('is one of those known, the first unless given', () => {
    const words = ['none', 'levels', 'weights'] as const;
    expect([readWord('detail', undefined, words), readWord('detail', 'weights', words)]).toEqual(['none', 'weights']);
    for (const wrong of ['', 'Levels', 'level', 'constructor', '__proto__']) expect(() => readWord('detail', wrong, words)).toThrow('--detail: expected none, levels, weights');
  });
});

describe('sources', () => {
  test('are called left and right, and have as many parts as were given', () => {
    expect(readSources(given({ left: ['a.csv', 'b.csv'], 'row-key': ['id'] }))).toEqual({ inputs: { left: ['a.csv', 'b.csv'] }, rowKey: 'id', workers: 0 });
    expect(readSources(given({ left: ['a.csv'], right: ['b.csv'], 'row-key': ['id'], workers: ['3'], 'max-memory': ['16'] })))
      .toEqual({ inputs: { left: ['a.csv'], right: ['b.csv'] }, rowKey: 'id', workers: 3, maxMemoryBytes: 16 * 2 ** 20 });
  });

  test('need a left one and a row key', () => {
    expect(() => readSources(given({ 'row-key': ['id'] }))).toThrow('--left');
    expect(() => readSources(given({ left: ['a.csv'] }))).toThrow('--row-key');
  });
});

describe('the commands', () => {
  test.each([
    [['link'], 'expected a MODEL'],
    [['link', 'train'], 'expected a MODEL'],
    [['link', 'train', 'model.json', '--left', 'a.csv', '--row-key', 'id'], '--out'],
    [['link', 'evaluate'], 'expected a MODEL'],
    [['link', 'evaluate', 'model.json', '--left', 'a.csv', '--row-key', 'id'], '--min-bits: expected at least one cut'],
    [['link', 'evaluate', 'model.json', '--left', 'a.csv', '--row-key', 'id', '--min-bits', 'x'], '--min-bits: expected a number'],
    [['link', 'evaluate', 'model.json', '--left', 'a.csv', '--row-key', 'id', '--min-bits', '1', '--labels', 'a', '--matches', 'b'], 'expected one of --labels, --matches and --label-column'],
    [['link', 'propose', '--left', 'a.csv', '--row-key', 'id'], '--out'],
    [['link', 'propose', '--left', 'a.csv', '--row-key', 'id', '--out', 'x', '--pairs-per-record', 'many'], '--pairs-per-record: expected a number'],
    [['link', 'import', '--out', 'x'], 'expected SETTINGS'],
    [['link', 'import', 'x'], '--out'],
    [['link', 'export', '--out', 'x'], 'expected MODEL'],
    [['link', 'export', 'x'], '--out'],
    [['link', 'export', 'x', '--out', 'y', '--form', 'v2'], '--form: expected v3, v4, v5'],
    [['link', 'model.json', '--left', 'a.csv', '--row-key', 'id', '--min-bits', '1', '--out', 'x', '--duplicate-free', 'left'], '--duplicate-free: expected together with --decide bestLinks'],
    [['link', 'model.json', '--left', 'a.csv', '--row-key', 'id', '--min-bits', '1', '--out', 'x', '--detail', 'all'], '--detail: expected none, levels, weights'],
    [['link', 'model.json', '--left', 'a.csv', '--row-key', 'id', '--min-bits', '1', '--min-bits', '2', '--out', 'x'], '--min-bits'],
    [['link', 'model.json', '--left', 'a.csv', '--row-key', 'id', '--min-bits', '1', '--out', 'x', '--treshold', '3'], '--treshold'],
  ])('refuse %j before they look at a file', async (words, message) => {
    const { status, out, err } = await a423(...words);
    expect(err).toContain(message);
    expect([status, out]).toEqual([2, '']);
  });

  test('write no model where there is none to read, or what is there is none', async () => {
    for (const [name, text] of [['missing.json', null], ['broken.json', '{"version": 1,'], ['list.yaml', '- a\n- b\n'], ['empty.json', '']] as const) {
      if (text !== null) writeFileSync(at(name), text);
      for (const words of [['link', 'export', at(name), '--out', at('out')], ['link', 'import', at(name), '--out', at('out')], ['link', 'train', at(name), '--left', at('a.csv'), '--row-key', 'id', '--out', at('out')]]) {
        const { status, err } = await a423(...words);
        expect([3, 4], words.join(' ')).toContain(status);
        expect(err).not.toMatch(/\bat .*:\d+:\d+|TypeError/);
      }
    }
    expect(existsSync(at('out'))).toBe(false);
  });

  test('tell what they are for and every option they take', async () => {
    for (const command of [['link'], ['link', 'train'], ['link', 'evaluate'], ['link', 'propose'], ['link', 'import'], ['link', 'export']]) {
      const { status, out } = await a423(...command, '--help');
      expect(status).toBe(0);
      expect(out).toContain(`a423 ${command.join(' ')} `);
      if (!['import', 'export'].includes(command.at(-1)!)) for (const option of ['--left', '--right', '--row-key', '--workers', '--max-memory']) expect(out).toContain(option);
    }
  });
});
