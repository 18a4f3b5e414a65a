// Laws of going on after a fault: what is wrong costs its own lines and nothing else.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { readCsv, type CsvReadOptions } from '../../src/read/index.ts';
import { rowsOf, type Value } from '../small-tables.ts';

const COLUMNS = { a: { type: 'utf8', role: 'attribute' }, n: { type: 'int32', role: 'attribute' } } as const;

async function read(text: string, change: Partial<CsvReadOptions> = {}): Promise<{ rows: Value[][]; rejects: Value[][] }> {
  const { rows, rejects } = readCsv(bytesInMemory('f.csv', new TextEncoder().encode(`a;n\n${text}`), 13), { columns: COLUMNS, delimiter: ';', onInvalid: 'reject', ...change });
  return { rows: await rowsOf(rows), rejects: await rowsOf(rejects!) };
}

/** Lines that are right by themselves and hold no quote. */
const rightLine = fc.tuple(fc.constantFrom('x', 'é', 'word', ''), fc.integer({ min: 0, max: 99 })).map(([word, number]) => `${word};${number}`);
/** Lines that hold anything but a line break. */
const anyLine = fc.array(fc.constantFrom('"', ';', 'x', '1', '""', '\0', 'é', ' '), { maxLength: 8 }).map((parts) => parts.join(''));
const lines = fc.array(fc.oneof({ weight: 2, arbitrary: rightLine }, { weight: 1, arbitrary: anyLine }), { maxLength: 12 });

const asRow = (line: string): Value[] => {
  const [word, number] = line.split(';');
  return [word === '' ? null : word!, Number(number)];
};

describe('after a fault', () => {
  test('rows and rejects are never more than the lines of the file', async () => {
    await fc.assert(fc.asyncProperty(lines, async (all) => {
      const { rows, rejects } = await read(all.join('\n'));
      expect(rows.length + rejects.length).toBeLessThanOrEqual(all.length);
    }), { numRuns: 500 });
  });

  test('row numbers ascend, and each is rejected once', async () => {
    await fc.assert(fc.asyncProperty(lines, async (all) => {
      const numbers = (await read(all.join('\n'))).rejects.map(([row]) => Number(row));
      expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
      for (const number of numbers) expect(number).toBeGreaterThan(0);
    }), { numRuns: 500 });
  });

  test('a right line whose neighbours hold no quote is read', async () => {
    const plain = anyLine.map((line) => line.replaceAll('"', 'q'));
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(rightLine, plain), { maxLength: 12 }), async (all) => {
      const right = all.filter((line) => /^[^;\0]*;\d+$/.test(line)).map(asRow);
      const { rows } = await read(all.join('\n'));
      for (const row of right) expect(rows).toContainEqual(row);
    }), { numRuns: 300 });
  });

  test('one unclosed quote costs one line, wherever it stands', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightLine, { minLength: 1, maxLength: 12 }), fc.nat(12), fc.constantFrom('"open;1', 'x;"open', '"', '"";"2'), async (right, at, open) => {
      const place = Math.min(at, right.length);
      const { rows, rejects } = await read([...right.slice(0, place), open, ...right.slice(place)].join('\n'));
      expect(rows).toEqual(right.map(asRow));
      expect(rejects.map(([row, , code]) => [Number(row), code])).toEqual([[place + 1, 'DATA_QUOTE']]);
    }), { numRuns: 300 });
  });

  test('an unclosed quote costs one line even when the rest of the file is longer than a row may be', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 16, max: 64 }), async (count, maxRowBytes) => {
      const right = Array.from({ length: count }, (_, row) => `w${row};${row}`);
      const { rows, rejects } = await read(['"open', ...right].join('\n'), { maxRowBytes });
      expect(rows).toEqual(right.map(asRow));
      expect(rejects).toHaveLength(1);
      expect(['DATA_QUOTE', 'DATA_ROW_TOO_LONG']).toContain(rejects[0]![2]);
    }), { numRuns: 100 });
  });

  test('an over-long line costs itself', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rightLine, { minLength: 1, maxLength: 12 }), fc.nat(12), fc.integer({ min: 41, max: 5000 }), async (right, at, length) => {
      const place = Math.min(at, right.length);
      const { rows, rejects } = await read([...right.slice(0, place), 'y'.repeat(length), ...right.slice(place)].join('\n'), { maxRowBytes: 40 });
      expect(rows).toEqual(right.map(asRow));
      expect(rejects.map(([row, , code]) => [Number(row), code])).toEqual([[place + 1, 'DATA_ROW_TOO_LONG']]);
    }), { numRuns: 100 });
  });

  test('nothing of a refused row is in a batch', async () => {
    await fc.assert(fc.asyncProperty(lines, fc.integer({ min: 1, max: 5 }), async (all, batchRows) => {
      const marked = all.map((line) => line.replaceAll('x', 'secret'));
      const { rows } = readCsv(bytesInMemory('f.csv', new TextEncoder().encode(`a;n\n${marked.join('\n')}`)), { columns: COLUMNS, delimiter: ';', onInvalid: 'reject', batchRows });
      for await (const batch of rows.open()) {
        const text = batch.data.children[0]!;
        const bytes = Buffer.from(text.values as Uint8Array).toString();
        const offsets = text.valueOffsets;
        // The bytes of a batch are those of its rows, one after the other, and no others.
        expect([offsets[0], offsets[batch.numRows], offsets.length]).toEqual([0, Buffer.byteLength(bytes), batch.numRows + 1]);
        const values = batch.data.children[1]!.values as Int32Array;
        expect(values.length).toBe(batch.numRows);
      }
    }), { numRuns: 200 });
  });
});

describe('rejects by the thousand', () => {
  test('come in batches of bounded size, in order, with every row', async () => {
    const count = 50_000;
    const { rejects } = readCsv(bytesInMemory('f.csv', new TextEncoder().encode(`a;n\n${'x;y\n'.repeat(count)}`)), { columns: COLUMNS, delimiter: ';', onInvalid: 'reject' });
    let next = 1n;
    let batches = 0;
    for await (const batch of rejects!.open()) {
      expect(batch.numRows).toBeLessThanOrEqual(40_000);
      const numbers = batch.data.children[0]!.values as BigInt64Array;
      expect(numbers[0]).toBe(next);
      next += BigInt(batch.numRows);
      batches++;
    }
    expect(next).toBe(BigInt(count) + 1n);
    expect(batches).toBeGreaterThan(1);
  });

  test('are found between right rows, batch after batch', async () => {
    const text = Array.from({ length: 3000 }, (_, row) => (row % 10 === 7 ? 'x;y' : `x;${row}`)).join('\n');
    for (const batchRows of [1, 64, 5000]) {
      const { rows, rejects } = await read(text, { batchRows });
      expect([rows.length, rejects.length, Number(rejects[299]![0])]).toEqual([2700, 300, 2998]);
    }
  });

  test('leave their names and codes whole, in several files', async () => {
    const part = (text: string): ReturnType<typeof bytesInMemory> => bytesInMemory('p.csv', new TextEncoder().encode(text));
    const { rejects } = readCsv([part('a;n\n1;x\n"q\n'), part('n;a\nx;1\n1\n')], { columns: COLUMNS, delimiter: ';', onInvalid: 'reject' });
    expect(await rowsOf(rejects!)).toEqual([[1n, 'n', 'DATA_VALUE_TYPE'], [2n, 'a', 'DATA_QUOTE'], [3n, 'n', 'DATA_VALUE_TYPE'], [4n, 'a', 'DATA_FIELD_COUNT']]);
  });
});
