// Laws of reading text into types: rows do not influence each other, and what does not matter does not matter.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesInMemory, type ByteSource } from '../../src/core/bytes.ts';
import { DataError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import type { Findings } from '../../src/core/operator.ts';
import { inspect, readCsv, readFixedWidth, type CsvReadOptions } from '../../src/read/index.ts';
import { csvBytes } from '../../src/write/csv.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const type = (name: ColumnDeclaration['type'], change: Partial<ColumnDeclaration> = {}): ColumnDeclaration => ({ type: name, role: 'attribute', ...change });
const COLUMNS = { t: type('utf8'), i: type('int32'), f: type('float64'), d: type('date'), m: type('decimal(9,2)'), b: type('bool') };
const NAMES = Object.keys(COLUMNS);

/** Cells that are right for their column, and cells that are right for none but the first. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  t: ['a', 'é', '"x;y"', '"two\nlines"', '"say ""hi"""', ' padded '],
  i: ['0', '-12', '2147483647', ' 7 ', '"8"'],
  f: ['1.5', '-0', '1e-3', '123456789.123456789', 'NaN', '.5'],
  d: ['2024-02-29', '1899-12-31', '"2000-01-01"'],
  m: ['1.25', '-9999999.99', '3', '"0.1"'],
  b: ['1', 'oui', 'FALSE', 'no'],
};
const WRONG: Readonly<Record<string, readonly string[]>> = {
  t: ['a"b', '"x"y'], i: ['1.5', 'x', '2147483648'], f: ['1,5', '--1', 'x'], d: ['2023-02-29', '29/02/2024'], m: ['1.255', '10000000', 'x'], b: ['2', 'peut-être'],
};

const rightCell = (name: string): fc.Arbitrary<string> => fc.constantFrom('', ...RIGHT[name]!);
const rightRow = fc.tuple(...NAMES.map(rightCell));
const wrongRow = fc.tuple(rightRow, fc.nat(NAMES.length - 1), fc.nat(5)).map(([cells, field, which]) => {
  const choices = WRONG[NAMES[field]!]!;
  return cells.map((cell, index) => (index === field ? choices[which % choices.length]! : cell));
});
const raggedRow = fc.array(fc.constantFrom('a', '1', ''), { minLength: 1, maxLength: 9 }).filter((cells) => cells.length !== NAMES.length && cells.join('') !== '');
const anyRow = fc.oneof({ weight: 3, arbitrary: rightRow.map((cells) => ({ cells, isRight: true })) }, { weight: 1, arbitrary: fc.oneof(wrongRow, raggedRow).map((cells) => ({ cells: [...cells], isRight: false })) });

const fileOf = (rows: readonly (readonly string[])[], names: readonly string[] = NAMES): string => [names.join(';'), ...rows.map((cells) => cells.join(';'))].join('\n');
const sourceOf = (text: string, name = 'file.csv'): ByteSource => bytesInMemory(name, new TextEncoder().encode(text), 7);

async function read(text: string | readonly string[], options: Partial<CsvReadOptions> = {}): Promise<{ rows: Value[][]; rejects: Value[][]; findings: Findings }> {
  let findings: Findings = {};
  const sources = typeof text === 'string' ? sourceOf(text) : text.map((part, index) => sourceOf(part, `${index}.csv`));
  const { rows, rejects } = readCsv(sources, { columns: COLUMNS, delimiter: ';', onInvalid: 'reject', ...options }, { onFindings: (found) => { findings = found; } });
  return { rows: await rowsOf(rows), rejects: await rowsOf(rejects!), findings };
}

const cases = { numRuns: 150 };

describe('rows do not influence each other', () => {
  test('a file is its rows, each read by itself', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { minLength: 1, maxLength: 6 }), async (rows) => {
      const together = await read(fileOf(rows));
      const apart = await Promise.all(rows.map((row) => read(fileOf([row]))));
      expect(together.rows).toEqual(apart.flatMap((one) => one.rows));
      expect(together.rejects).toEqual([]);
    }), cases);
  });

  test('leaving the malformed rows out gives the same table', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyRow, { maxLength: 10 }), async (rows) => {
      const all = await read(fileOf(rows.map(({ cells }) => cells)));
      const right = await read(fileOf(rows.filter(({ isRight }) => isRight).map(({ cells }) => cells)));
      expect(all.rows).toEqual(right.rows);
    }), cases);
  });

  test('each malformed row is rejected once, by its number, and counted under its code', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyRow, { maxLength: 10 }), async (rows) => {
      const { rejects, findings, rows: good } = await read(fileOf(rows.map(({ cells }) => cells)));
      expect(rejects.map(([row]) => Number(row))).toEqual(rows.flatMap(({ isRight }, index) => (isRight ? [] : [index + 1])));
      const byCode: Record<string, number> = {};
      for (const [, , code] of rejects) byCode[String(code)] = (byCode[String(code)] ?? 0) + 1;
      expect(findings).toEqual({ rows: good.length, rejectedRows: rejects.length, rejected: byCode });
      for (const [, column] of rejects) expect(NAMES).toContain(column);
    }), cases);
  });

  test('the error of a strict reading is the first reject of a lenient one', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyRow, { maxLength: 10 }), async (rows) => {
      const text = fileOf(rows.map(({ cells }) => cells));
      const { rejects } = await read(text);
      const strict = readCsv(sourceOf(text), { columns: COLUMNS, delimiter: ';' }).rows;
      const error: unknown = await rowsOf(strict).then(() => null, (thrown: unknown) => thrown);
      if (rejects.length === 0) expect(error).toBeNull();
      else {
        expect(error).toBeInstanceOf(DataError);
        const { code, detail } = error as DataError;
        expect([BigInt(detail.firstRow!), detail.column, code]).toEqual(rejects[0]);
      }
    }), cases);
  });

  test('parts of a file, each with the header, are the file', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyRow, { maxLength: 10 }), fc.array(fc.nat(10), { maxLength: 3 }), async (rows, cuts) => {
      const cells = rows.map((row) => row.cells);
      const places = [0, ...cuts.map((cut) => Math.min(cut, cells.length)).sort((left, right) => left - right), cells.length];
      const parts = places.slice(1).map((end, index) => fileOf(cells.slice(places[index], end)));
      expect(await read(parts)).toEqual(await read(fileOf(cells)));
    }), cases);
  });
});

describe('what does not matter does not matter', () => {
  test('the order of the columns in the file', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { maxLength: 6 }), fc.shuffledSubarray(NAMES, { minLength: NAMES.length }), async (rows, order) => {
      const moved = rows.map((cells) => order.map((name) => cells[NAMES.indexOf(name)]!));
      expect((await read(fileOf(moved, order))).rows).toEqual((await read(fileOf(rows))).rows);
    }), cases);
  });

  test('columns of the file that are not declared, when they are dropped', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { maxLength: 6 }), fc.nat(NAMES.length), fc.constantFrom('x', '"a;b"', '', '"1\n2"'), async (rows, at, cell) => {
      const wider = rows.map((cells) => [...cells.slice(0, at), cell, ...cells.slice(at)]);
      const names = [...NAMES.slice(0, at), 'other', ...NAMES.slice(at)];
      expect((await read(fileOf(wider, names), { onUndeclared: 'drop' })).rows).toEqual((await read(fileOf(rows))).rows);
    }), cases);
  });

  test('quotes around values that are no text', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { maxLength: 6 }), async (rows) => {
      const quoted = rows.map((cells) => cells.map((cell, index) => (index === 0 || cell.startsWith('"') ? cell : `"${cell}"`)));
      expect(await read(fileOf(quoted))).toEqual(await read(fileOf(rows)));
    }), cases);
  });

  test('spaces around values that are no text', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { maxLength: 6 }), fc.nat(3), fc.nat(3), async (rows, before, after) => {
      const padded = rows.map((cells) => cells.map((cell, index) => (index === 0 || cell.startsWith('"') ? cell : `${' '.repeat(before)}${cell}${' '.repeat(after)}`)));
      expect(await read(fileOf(padded))).toEqual(await read(fileOf(rows)));
    }), cases);
  });

  test('line ends, a byte order mark, empty lines and a last line end', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow.filter(([first]) => !first!.includes('\n')), { maxLength: 6 }), fc.constantFrom('\r\n', '\r', '\n\n', '\r\n\r\n'), fc.boolean(), fc.boolean(), async (rows, lineEnd, hasMark, hasEnd) => {
      const text = (hasMark ? '\uFEFF' : '') + fileOf(rows).replaceAll('\n', lineEnd) + (hasEnd ? lineEnd : '');
      expect(await read(text)).toEqual(await read(fileOf(rows)));
    }), cases);
  });

  test('detecting the delimiter, when it can be detected', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { maxLength: 6 }), async (rows) => {
      expect(await read(fileOf(rows), { delimiter: 'detect' })).toEqual(await read(fileOf(rows)));
    }), cases);
  });

  test('the decimal mark, when the file is written with it', async () => {
    const numeric = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -999_999, max: 999_999 }));
    await fc.assert(fc.asyncProperty(fc.array(numeric, { maxLength: 6 }), async (pairs) => {
      const columns = { f: COLUMNS.f, m: COLUMNS.m };
      const point = fileOf(pairs.map(([f, m]) => [String(f / 8), (m / 100).toFixed(2)]), ['f', 'm']);
      expect(await read(point.replaceAll('.', ','), { columns, decimalMark: ',' })).toEqual(await read(point, { columns }));
    }), cases);
  });

  test('a declaration as not nullable, unless something is missing', async () => {
    const strict = Object.fromEntries(Object.entries(COLUMNS).map(([name, declaration]) => [name, { ...declaration, nullable: false }]));
    await fc.assert(fc.asyncProperty(fc.array(rightRow, { maxLength: 6 }), async (rows) => {
      const complete = rows.filter((cells) => !cells.includes(''));
      expect((await read(fileOf(rows), { columns: strict })).rows).toEqual((await read(fileOf(complete))).rows);
    }), cases);
  });
});

describe('limits and options', () => {
  test('a higher limit never loses a row', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 8 }), fc.integer({ min: 16, max: 60 }), async (lengths, maxRowBytes) => {
      const columns = { t: COLUMNS.t, i: COLUMNS.i };
      const text = fileOf(lengths.map((length, row) => ['x'.repeat(length + 1), String(row)]), ['t', 'i']);
      const low = await read(text, { columns, maxRowBytes });
      const high = await read(text, { columns, maxRowBytes: maxRowBytes + 10 });
      expect(low.rows.every((row) => high.rows.some((other) => other[1] === row[1] && other[0] === row[0]))).toBe(true);
      expect(low.rows).toEqual(high.rows.filter(([word, row]) => String(word).length + 1 + String(row).length <= maxRowBytes));
    }), cases);
  });

  test('a marker more makes missing what equals it, and nothing else', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('a', 'NA', 'N', 'NAN', ''), { maxLength: 8 }), async (words) => {
      const columns = { t: COLUMNS.t, u: COLUMNS.t };
      const text = fileOf(words.map((word) => [word, 'x']), ['t', 'u']);
      const { rows } = await read(text, { columns, nullValues: ['', 'NA'] });
      expect(rows.map(([word]) => word)).toEqual(words.map((word) => (word === '' || word === 'NA' ? null : word)));
    }), cases);
  });
});

describe('fixed width', () => {
  const fields = { t: { start: 1, length: 6 }, i: { start: 7, length: 5 }, d: { start: 12, length: 8 } };
  const columns = { t: COLUMNS.t, i: COLUMNS.i, d: COLUMNS.d };
  const record = fc.tuple(fc.constantFrom('', 'abc', 'é', 'œuvre', 'x y', 'ABCDEF'), fc.option(fc.integer({ min: -999, max: 99_999 })), fc.option(fc.integer({ min: 0, max: 20_000 })));

  test('reads what padding wrote, in every encoding', async () => {
    await fc.assert(fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), fc.constantFrom('utf-8', 'windows-1252'), fc.constantFrom('\n', '\r\n'), async (records, encoding, lineEnd) => {
      const lines = records.map(([t, i, d]) => t.padEnd(6) + (i === null ? '' : String(i)).padStart(5) + (d === null ? '' : new Date(d * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')).padEnd(8));
      const text = lines.join(lineEnd);
      const bytes = encoding === 'utf-8' ? new TextEncoder().encode(text) : Uint8Array.from(text, (character) => (character === 'œ' ? 0x9c : character.charCodeAt(0)));
      const { rows } = readFixedWidth(bytesInMemory('f', bytes, 11), { columns, fields, encoding, dateFormat: 'yyyyMMdd' });
      // A line of blanks is a row of nulls.
      expect(await rowsOf(rows)).toEqual(records.map(([t, i, d]) => [t === '' ? null : t, i, d]));
    }), cases);
  });

  test('gives what delimiters would give, when fields fit their width', async () => {
    await fc.assert(fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (records) => {
      const cells = records.map(([t, i, d]) => [t, i === null ? '' : String(i), d === null ? '' : new Date(d * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')]);
      const fixed = cells.map(([t, i, d]) => t!.padEnd(6) + i!.padEnd(5) + d!.padEnd(8)).join('\n');
      const { rows } = readFixedWidth(sourceOf(fixed), { columns, fields, dateFormat: 'yyyyMMdd' });
      expect(await rowsOf(rows)).toEqual((await read(fileOf(cells, ['t', 'i', 'd']), { columns, dateFormat: 'yyyyMMdd' })).rows);
    }), cases);
  });
});

describe('inspecting', () => {
  const wide = fc.tuple(
    fc.option(fc.constantFrom('alpha', 'bêta', 'gamma; delta', 'two\nlines')), fc.option(fc.integer()), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.option(fc.integer({ min: -30_000, max: 60_000 })), fc.option(fc.bigInt({ min: -99_999n, max: 99_999n })), fc.option(fc.boolean()),
  );

  test('a file we wrote is proposed with declarations that read every row, and lose no value', async () => {
    await fc.assert(fc.asyncProperty(fc.array(wide, { minLength: 3, maxLength: 12 }), fc.constantFrom('open-data', 'fr-excel'), async (rows, profile) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of csvBytes(tableOf(schemaOf(COLUMNS), rows as Row[]), { profile, formulas: 'keep' })) pieces.push(piece);
      const source = bytesInMemory('ours.csv', new Uint8Array(Buffer.concat(pieces)));
      const proposal = await inspect(source);
      expect([proposal.header, proposal.rows, proposal.malformedRows, Object.keys(proposal.columns)]).toEqual(['present', rows.length, 0, NAMES]);
      const { columns, delimiter, encoding, decimalMark, nullValues, dateFormat } = proposal;
      const back = await rowsOf(readCsv(source, { columns, delimiter, encoding, decimalMark, nullValues, ...(dateFormat === null ? {} : { dateFormat }) }).rows);
      expect(back).toHaveLength(rows.length);
      // Types may be narrower or wider than they were; what is missing is the same, and numbers are the same numbers.
      back.forEach((row, index) => {
        row.forEach((value, column) => {
          expect(value === null, `row ${index}, column ${column}`).toBe(rows[index]![column] === null);
        });
        if (columns['f']!.type === 'float64' && row[2] !== null) expect(row[2]).toBe(rows[index]![2]);
        if (columns['i']!.type === 'int32' && row[1] !== null) expect(row[1]).toBe(rows[index]![1]);
      });
    }), cases);
  });
});
