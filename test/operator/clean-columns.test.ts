// The machine that every step of cleaning in place runs on, with a step made for the test.
import type { Schema } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { cleanColumns, type CleaningSettings } from '../../src/clean/clean-columns.ts';
import { rewriteRows, type RowRewriter } from '../../src/clean/kernel/rewrite-rows.ts';
import { textRewriter } from '../../src/clean/rewrite-text.ts';
import { textOf } from '../../src/clean/text-of.ts';
import { arrowType, makeBatch } from '../../src/core/arrow.ts';
import type { CodedColumn, TextColumn } from '../../src/core/column.ts';
import { fromBatches } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { changeField } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings, type MapOperator } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import type { ValueReason } from '../../src/core/value-tally.ts';
import { appendBytes } from '../../src/text/index.ts';
import { rowsOf, schemaOf, tableOf, type Value } from '../small-tables.ts';

const COLUMNS = { a: { type: 'utf8', role: 'attribute', nullable: false }, b: { type: 'utf8', role: 'attribute' }, n: { type: 'int32', role: 'measure' } } as const;
const SCHEMA: Schema = schemaOf(COLUMNS);
const REASONS: readonly ValueReason[] = [
  { name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'bad', fate: 'reject' }, { name: 'gone', fate: 'null' }, { name: 'odd', fate: 'keep' }, { name: 'loud', fate: 'accept' },
];

/** Adds `!`; the first letter says what is wrong: b, g, o or l. */
const shout: RowRewriter = (writer, bytes, start, end) => {
  appendBytes(writer, bytes, start, end);
  appendBytes(writer, Uint8Array.of(0x21), 0, 1);
  return 'xxbgol'.indexOf(String.fromCharCode(bytes[start] ?? 0), 2) < 2 ? 0 : 'xxbgol'.indexOf(String.fromCharCode(bytes[start]!), 2);
};

function shouter(names: readonly string[], change: Partial<CleaningSettings> = {}): MapOperator {
  return cleanColumns({
    name: 'shout', columns: names.map((name, index) => ({ name, path: `columns[${index}]` })), types: ['utf8', 'int32'], reasons: REASONS, codePrefix: 'SHOUT',
    field: (field) => changeField(field, { type: arrowType('utf8'), nullable: true }), cleaner: () => textRewriter(REASONS, shout), ...change,
  });
}

async function run(rows: readonly (readonly Value[])[], operator: MapOperator): Promise<{ rows: Value[][]; rejects: Value[][]; findings: Findings }> {
  let findings: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows, [2]), operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  return { rows: await rowsOf(output.rows), rejects: await rowsOf(output.rejects!), findings };
}

describe('a value', () => {
  test('is written, kept, made null, or makes its row leave, as its reason says', async () => {
    const { rows, rejects, findings } = await run([['x', null, 1], ['b', null, 2], ['g', null, 3], ['o', null, 4], ['l', null, 5]], shouter(['a']));
    expect(rows).toEqual([['x!', null, 1], [null, null, 3], ['o', null, 4], ['l!', null, 5]]);
    expect(rejects).toEqual([[2n, 'a', 'SHOUT_BAD']]);
    expect(findings).toEqual({ rows: 5, changed: 2, rejected: 1, nulled: 1, kept: 1, byReason: { ok: 1, null: 0, bad: 1, gone: 1, odd: 1, loud: 1 } });
  });

  test('may be a whole number, which is taken as its digits', async () => {
    const { rows } = await run([['x', null, -12], ['x', null, null]], shouter(['n']));
    expect(rows.map((row) => row[2])).toEqual(['-12!', null]);
  });
});

describe('several columns', () => {
  test('are cleaned together; a row leaves once, for the first column at fault', async () => {
    const { rows, rejects, findings } = await run([['x', 'b', 1], ['b', 'b', 2], ['x', 'x', 3], ['b', 'x', 4]], shouter(['b', 'a']));
    expect(rows).toEqual([['x!', 'x!', 3]]);
    expect(rejects).toEqual([[1n, 'b', 'SHOUT_BAD'], [2n, 'b', 'SHOUT_BAD'], [4n, 'a', 'SHOUT_BAD']]);
    expect(findings).toMatchObject({
      rows: 4, changed: 4, rejected: 4, byReason: { ok: 4, bad: 4 },
      columns: { b: { rows: 4, changed: 2, rejected: 2 }, a: { rows: 4, changed: 2, rejected: 2 } },
    });
  });

  test('are all looked for before any row', () => {
    const attempt = (): unknown => shouter(['c', 'a', 'd']).outputSchema(SCHEMA);
    expect(attempt).toThrow(PlanError);
    expect(attempt).toThrow(/columns\[0\][^]*columns\[2\]/);
  });
});

describe('dictionary text', () => {
  const entries = textColumn(['x', 'b', 'g']) as TextColumn;
  const coded = (dictionary: TextColumn, codes: readonly number[], valid: Uint8Array | null = null): CodedColumn => ({ kind: 'coded', rows: codes.length, valid, codes: Int32Array.from(codes), dictionary });
  const schema = schemaOf({ a: COLUMNS.b }, ['a']);
  const cleanedRows: number[] = [];
  const counting = (): MapOperator => shouter(['a'], {
    cleaner: () => (column) => {
      cleanedRows.push(column.rows);
      return textRewriter(REASONS, shout)(column);
    },
  });

  test('is cleaned once for each dictionary, and row by row where that is cheaper', async () => {
    cleanedRows.length = 0;
    const batches = [coded(entries, [0, 0, 1, 2, 0]), coded(entries, [2, 0]), coded(textColumn(['x', 'y', 'z', 'w']) as TextColumn, [1, 2])]
      .map((column) => makeBatch(schema, [column], column.rows));
    expect(await rowsOf(applyOperator(fromBatches(schema, batches), counting()).rows)).toEqual([['x!'], ['x!'], [null], ['x!'], [null], ['x!'], ['y!'], ['z!']]);
    expect(cleanedRows).toEqual([3, 2]);
  });

  test('has nulls of its own beside the values that become null', async () => {
    const column = coded(entries, [0, 2, 0], Uint8Array.of(0b110));
    let findings: Findings = {};
    const output = applyOperator(fromBatches(schema, [makeBatch(schema, [column], 3)]), counting(), { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
    expect(await rowsOf(output.rows)).toEqual([[null], [null], ['x!']]);
    expect(findings).toMatchObject({ byReason: { ok: 1, null: 1, gone: 1 } });
  });
});

describe('notes', () => {
  test('are counted by name, bit by bit, with texts plain or as codes', async () => {
    const noting = (): MapOperator => shouter(['a'], {
      notes: { member: 'letters', names: ['first', ...Array.from({ length: 30 }, (_, index) => `n${index}`), 'last'] },
      cleaner: () => (column) => {
        const cleaned = textRewriter(REASONS, shout)(column);
        return { ...cleaned, notes: Uint32Array.from({ length: column.rows }, (_, row) => (row % 2 === 0 ? 0x80000001 : 2)) };
      },
    });
    const { findings } = await run([['x', null, 1], ['x', null, 2], ['x', null, 3]], noting());
    // The batches are of two rows and of one.
    expect(findings['letters']).toMatchObject({ first: 2, n0: 1, n1: 0, last: 2 });
  });
});

test('rejects are a port only where a reason rejects', () => {
  expect(shouter(['a']).rejects).toBe(true);
  const mild = REASONS.map((reason): ValueReason => ({ ...reason, fate: reason.fate === 'reject' ? 'null' : reason.fate }));
  expect(shouter(['a'], { reasons: mild }).rejects).toBe(false);
});

test('text is given as it is, and rewritten without being touched', () => {
  const column = textColumn(['x', null, 'b']) as TextColumn;
  expect(textOf(column)).toBe(column);
  const before = [[...column.offsets], [...column.bytes], [...column.valid!]];
  rewriteRows(column, Uint8Array.of(1, 1, 0, 0, 2, 1), shout);
  expect([[...column.offsets], [...column.bytes], [...column.valid!]]).toEqual(before);
});
