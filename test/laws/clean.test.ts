// What may be relied on of every step that cleans values in place, whatever the values.
import type { RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixEncoding, normaliseDate, normaliseIdentifier, normaliseText, nullValues, padCode, recode } from '../../src/clean/index.ts';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings, type MapOperator } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA: Schema = schemaOf({ t: { type: 'utf8', role: 'quasiIdentifier' }, u: { type: 'utf8', role: 'sensitive' }, n: { type: 'int64', role: 'attribute' } });
const CODED: Schema = schemaOf({ t: { type: 'utf8', role: 'quasiIdentifier' }, u: { type: 'utf8', role: 'sensitive' }, n: { type: 'int64', role: 'attribute' } }, ['t']);

/** A step for each thing that can become of a value, by name; each cleans `t`, and may clean `u` or `n` too. */
const STEPS: Readonly<Record<string, () => MapOperator>> = {
  'normaliseIdentifier to rejects': () => normaliseIdentifier({ column: 't', identifier: 'nir', form: '15', onInvalid: 'reject' }),
  'normaliseIdentifier to nothing': () => normaliseIdentifier({ column: 't', identifier: 'finess', onInvalid: 'null', level: 'checksum' }),
  'normaliseIdentifier kept': () => normaliseIdentifier({ column: 't', identifier: 'phone', form: 'formatted', onInvalid: 'keep' }),
  'normaliseDate to rejects': () => normaliseDate({ column: 't', formats: ['d/M/yyyy', 'yyyyMMdd', 'd MMM yy'], twoDigitYearStart: 1930, onInvalid: 'reject', onPartial: 'first', onPlaceholder: 'null' }),
  'normaliseDate to nothing': () => normaliseDate({ column: 't', formats: ['dd/MM/yyyy', 'MM/dd/yyyy'], onInvalid: 'null', earliest: '1900-01-01', latest: '2030-01-01' }),
  'padCode to rejects': () => padCode({ column: 't', width: 5, remove: '. -', onInvalid: 'reject' }),
  'padCode kept': () => padCode({ column: 't', stripZeros: true, suffix: '.0', onInvalid: 'keep' }),
  'recode to rejects': () => recode({ column: 't', values: { a: 'b', '1': null }, otherwise: 'reject' }),
  'recode kept': () => recode({ column: 't', values: { a: 'b' }, otherwise: 'keep' }),
  nullValues: () => nullValues({ columns: { t: ['a', 'NC'], n: [1] }, compare: 'folded' }),
  fixEncoding: () => fixEncoding({ columns: ['t', 'u'] }),
  normaliseText: () => normaliseText({ columns: ['u', 't'], case: 'upper', accents: 'strip', punctuation: 'space', empty: 'null' }),
};
const NAMES = Object.keys(STEPS);
/** A date is read once: what comes out is no text. */
const REPEATABLE = NAMES.filter((name) => !name.startsWith('normaliseDate') && name !== 'recode to rejects');

const value = fc.oneof(
  fc.constantFrom('284058832102532', '2 84 05 2a 321 025 52', '284058832102531', '750712184', '750712185', '06 12 34 56 78', '+33612345678', '03/01/1987', '19870103', '3 janv. 87', '31/04/1987', '00/03/1987', '03/04/1999', '01/01/1900'),
  fc.constantFrom('a', 'A ', '1', 'NC', 'nc', '', ' ', '01001', '1001.0', '123456', 'LefÃ¨vre', 'Noël', 'Lef\ufffdvre', 'a\u200bb', '…'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()),
);
const row: fc.Arbitrary<[string | null, string | null, bigint | null]> = fc.tuple(fc.option(value), fc.option(value), fc.option(fc.bigInt({ min: -1n, max: 2n })));
const tables = fc.array(row, { maxLength: 25 });
const cuts = fc.array(fc.nat(25), { maxLength: 4 });

interface Outcome {
  readonly rows: Value[][];
  readonly rejects: Value[][];
  readonly findings: Findings;
}

async function run(source: Dataset, operator: MapOperator): Promise<Outcome> {
  let findings: Findings = {};
  const output = applyOperator(source, operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const rows = await rowsOf(output.rows);
  return { rows, rejects: output.rejects === null ? [] : await rowsOf(output.rejects), findings };
}

const sum = (counts: unknown): number => Object.values(counts as Record<string, number>).reduce((total, count) => total + count, 0);

describe('every step that cleans values', () => {
  test.each(NAMES)('%s: batches may be cut anywhere, and texts may travel as codes', async (name) => {
    await fc.assert(fc.asyncProperty(tables, cuts, async (rows, places) => {
      const whole = await run(tableOf(SCHEMA, rows), STEPS[name]!());
      expect(await run(tableOf(SCHEMA, rows, places), STEPS[name]!())).toEqual(whole);
      expect(await run(tableOf(CODED, rows, places), STEPS[name]!())).toEqual(whole);
    }), { numRuns: 40 });
  });

  test.each(NAMES)('%s: every row stays or is rejected once, in its order', async (name) => {
    await fc.assert(fc.asyncProperty(tables, cuts, async (rows, places) => {
      const numbered = rows.map(([t, u], index): Row => [t, u, BigInt(index + 10)]);
      const { rows: kept, rejects } = await run(tableOf(SCHEMA, numbered, places), STEPS[name]!());
      const numbers = [...kept.map((row) => Number(row[2]) - 9), ...rejects.map(([number]) => Number(number))];
      expect(numbers.sort((left, right) => left - right)).toEqual(rows.map((_, index) => index + 1));
      const order = kept.map((row) => Number(row[2]));
      expect(order).toEqual([...order].sort((left, right) => left - right));
    }), { numRuns: 40 });
  });

  test.each(NAMES)('%s: what is counted adds up, by the same words', async (name) => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const { rejects, findings } = await run(tableOf(SCHEMA, rows), STEPS[name]!());
      const columns = 'columns' in findings ? Object.values(findings['columns'] as Record<string, Findings>) : [findings];
      expect(findings['rows']).toBe(rows.length);
      for (const column of columns) {
        expect(sum(column['byReason'])).toBe(rows.length);
        const reasons = column['byReason'] as Record<string, number>;
        const refused = ['rejected', 'nulled', 'kept'].reduce((total, member) => total + Number(column[member] ?? 0), 0);
        expect(reasons['ok']! + reasons['null']! + refused).toBeLessThanOrEqual(rows.length);
        expect(Number(column['changed'])).toBeLessThanOrEqual(rows.length - reasons['null']! - refused);
      }
      expect(Number(findings['rejected'] ?? 0)).toBe(rejects.length);
      expect(findings['changed']).toBe(columns.reduce((total, column) => total + Number(column['changed']), 0));
    }), { numRuns: 40 });
  });

  test.each(NAMES)('%s: the changed and the nulled values are those that differ', async (name) => {
    if (name.startsWith('normaliseDate') || name.includes('rejects')) return;
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const { rows: after, findings } = await run(tableOf(SCHEMA, rows), STEPS[name]!());
      const pairs = after.flatMap((row, index) => row.map((cell, column) => [rows[index]![column]!, cell] as const));
      expect(findings['changed']).toBe(pairs.filter(([before, cell]) => cell !== null && cell !== before).length);
      expect(findings['nulled'] ?? 0).toBe(pairs.filter(([before, cell]) => cell === null && before !== null).length);
    }), { numRuns: 40 });
  });

  test.each(NAMES)('%s: the batches it was given are not touched', async (name) => {
    const bytesOf = (batches: readonly RecordBatch[]): unknown => batches.map((batch) => columnsOf(batch).map((column) => JSON.stringify(column, (_, part: unknown) => (ArrayBuffer.isView(part) ? [...new Uint8Array(part.buffer, part.byteOffset, part.byteLength)] : part))));
    await fc.assert(fc.asyncProperty(tables, fc.boolean(), async (rows, isCoded) => {
      const source = tableOf(isCoded ? CODED : SCHEMA, rows, [5]);
      const batches = await collect(source);
      const before = bytesOf(batches);
      const held: Dataset = { schema: source.schema, async *open() { await Promise.resolve(); yield* batches; } };
      const output = await collect(applyOperator(held, STEPS[name]!()).rows);
      expect(bytesOf(batches)).toEqual(before);
      const after = bytesOf(output);
      await collect(applyOperator(held, STEPS[name]!()).rows);
      expect(bytesOf(output)).toEqual(after);
    }), { numRuns: 15 });
  });

  test.each(REPEATABLE)('%s: twice is once', async (name) => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const once = await rowsOf(pipe(tableOf(SCHEMA, rows), STEPS[name]!()));
      expect(await rowsOf(pipe(tableOf(SCHEMA, rows), STEPS[name]!(), STEPS[name]!()))).toEqual(once);
    }), { numRuns: 40 });
  });

  test.each(NAMES)('%s: roles stay, other columns stay as they are, nulls stay null', async (name) => {
    const { fields } = STEPS[name]!().outputSchema(SCHEMA);
    expect(fields.map(roleOf)).toEqual(['quasiIdentifier', 'sensitive', 'attribute']);
    expect(fields.map((field) => field.name)).toEqual(['t', 'u', 'n']);
    expect(await rowsOf(pipe(tableOf(SCHEMA, [[null, null, null]]), STEPS[name]!()))).toEqual([[null, null, null]]);
  });

  test.each(NAMES)('%s: an empty table and empty batches are legal', async (name) => {
    const { rows, rejects, findings } = await run(tableOf(SCHEMA, [], [0, 0]), STEPS[name]!());
    expect([rows, rejects, findings['rows'], findings['changed'], sum(findings['byReason'])]).toEqual([[], [], 0, 0, 0]);
  });

  test.each(NAMES)('%s: a reader that stops early closes the source', async (name) => {
    let closed = 0;
    const inner = tableOf(SCHEMA, Array.from({ length: 9 }, (): Row => ['a', 'b', 1n]), [3, 6]);
    const source: Dataset = { schema: SCHEMA, async *open(signal) { try { yield* inner.open(signal); } finally { closed++; } } };
    const reader = pipe(source, STEPS[name]!()).open()[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    expect(closed).toBe(1);
  });
});
