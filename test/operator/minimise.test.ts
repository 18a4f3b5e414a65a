import type { RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnOf, columnTypeOf, makeBatch, makeSchema } from '../../src/core/arrow.ts';
import { isValid, plainText, type Column, type CodedColumn, type TextColumn } from '../../src/core/column.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { declareSchema, METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings, type MapOperator } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { sliceColumn } from '../../src/core/slice.ts';
import { ageAt, band, drop, generaliseCode, keep, truncateDate, truncateText } from '../../src/minimise/index.ts';
import { stringsOf } from '../text-column.ts';

const SCHEMA: Schema = declareSchema({
  nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' },
  birth: { type: 'date', role: 'quasiIdentifier' },
  entry: { type: 'date', role: 'attribute' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  cost: { type: 'decimal(12,2)', role: 'measure' },
  nights: { type: 'int32', role: 'measure' },
  score: { type: 'float64', role: 'attribute' },
  at: { type: 'timestamp', role: 'attribute' },
  visits: { type: 'int64', role: 'attribute' },
});

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const BIRTHS = ['1950-12-31', '2000-02-29', '2024-06-01', '1980-01-15'];
const ENTRIES = ['2024-12-30', '2023-02-28', '2024-05-31', '2024-03-17'];

function columns(): Column[] {
  const rows = 4;
  const cents = [-1n, 1999n, 2000n, 123_456n];
  const limbs = new Uint32Array(16);
  cents.forEach((cent, row) => {
    for (let limb = 0; limb < 4; limb++) limbs[4 * row + limb] = Number((cent >> BigInt(32 * limb)) & 0xffffffffn);
  });
  return [
    textColumn(['284058832102532', null, '284052A32102552', 'é']),
    { kind: 'date', rows, valid: Uint8Array.of(0b0111), days: Int32Array.from(BIRTHS, day) },
    { kind: 'date', rows, valid: null, days: Int32Array.from(ENTRIES, day) },
    textColumn(['E11.9', 'I10', null, 'nonsense']),
    textColumn(['75113', '2A004', '', '97411']),
    { kind: 'decimal', rows, valid: null, precision: 12, scale: 2, limbs },
    { kind: 'int32', rows, valid: Uint8Array.of(0b1011), values: Int32Array.of(0, 17, 18, 65) },
    { kind: 'float64', rows, valid: null, values: Float64Array.of(0.5, Number.NaN, -0.1, 2.25) },
    { kind: 'timestamp', rows, valid: null, micros: BigInt64Array.from(ENTRIES, (entry) => BigInt(day(entry)) * 86_400_000_000n + 3_600_000_000n) },
    { kind: 'int64', rows, valid: null, values: BigInt64Array.of(3n, 7n, -2n, 5n) },
  ];
}

function datasetOf(cuts: readonly number[] = []): Dataset {
  const places = [0, ...cuts, 4].sort((left, right) => left - right);
  return fromBatches(SCHEMA, places.slice(1).map((end, index) => {
    const start = places[index]!;
    return makeBatch(SCHEMA, columns().map((column) => sliceColumn(column, start, end - start)), end - start);
  }));
}

/** The cells of one column as plain values, the slow way. */
function cells(batch: RecordBatch, index: number): unknown[] {
  const column = columnOf(batch, index);
  if (column.kind === 'text' || column.kind === 'coded') return stringsOf(plainText(column as TextColumn | CodedColumn));
  const value = (row: number): unknown => {
    if (column.kind === 'date') return new Date(column.days[row]! * 86_400_000).toISOString().slice(0, 10);
    if (column.kind === 'int32' || column.kind === 'float64') return column.values[row];
    return 'other';
  };
  return Array.from({ length: column.rows }, (_, row) => (isValid(column.valid, row) ? value(row) : null));
}

async function run(operator: MapOperator, cuts: readonly number[] = []): Promise<{ table: Record<string, unknown[]>; findings: Findings; schema: Schema }> {
  let findings: Findings = {};
  const { rows } = applyOperator(datasetOf(cuts), operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const batches = await collect(rows);
  const table = Object.fromEntries(rows.schema.fields.map(({ name }, index) => [name, batches.flatMap((batch) => cells(batch, index))]));
  return { table, findings, schema: rows.schema };
}

function field(schema: Schema, name: string): { type: string | null; role: string; identifier: string | undefined; nullable: boolean } {
  const found = schema.fields.find((candidate) => candidate.name === name)!;
  return { type: columnTypeOf(found.type), role: roleOf(found), identifier: found.metadata.get(METADATA.identifier), nullable: found.nullable };
}

function problems(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

const OPERATORS: Readonly<Record<string, MapOperator>> = {
  drop: drop({ columns: ['nir'] }),
  keep: keep({ columns: ['entry', 'birth'] }),
  month: truncateDate({ column: 'entry', to: 'month' }),
  instant: truncateDate({ column: 'at', to: 'year', into: 'year' }),
  age: ageAt({ column: 'birth', at: 'entry', into: 'age' }),
  bounds: band({ column: 'nights', bounds: [0, 18, 65], into: 'band' }),
  width: band({ column: 'cost', width: 10, into: 'band' }),
  floats: band({ column: 'score', width: 0.25 }),
  text: truncateText({ column: 'commune', characters: 2, into: 'departement' }),
  chapter: generaliseCode({ column: 'diagnosis', to: 'cim10Chapter' }),
  departement: generaliseCode({ column: 'commune', to: 'departement', into: 'departement' }),
};

describe('every operator', () => {
  test.each(Object.keys(OPERATORS))('%s gives the same rows and findings wherever batches are cut', async (name) => {
    const whole = await run(OPERATORS[name]!);
    for (const cuts of [[1], [0, 2], [1, 2, 3], [4, 4]]) {
      const cut = await run(OPERATORS[name]!, cuts);
      expect(cut.table).toEqual(whole.table);
      expect(cut.findings).toEqual(whole.findings);
    }
  });

  test.each(Object.keys(OPERATORS))('%s promises the schema it gives, on an empty table too', async (name) => {
    const promised = OPERATORS[name]!.outputSchema(SCHEMA);
    const output = pipe(datasetOf(), OPERATORS[name]!);
    for (const batch of await collect(output)) expect(batch.schema.fields.map(String)).toEqual(promised.fields.map(String));
    expect(await collect(pipe(fromBatches(SCHEMA, []), OPERATORS[name]!))).toEqual([]);
  });

  test.each(Object.keys(OPERATORS).filter((name) => name !== 'drop' && name !== 'keep'))('%s refuses rows that are cells of a table', (name) => {
    const cellSchema = makeSchema(SCHEMA.fields, new Map([[METADATA.table, JSON.stringify({ dimensions: ['entry'], margins: [], rowCount: 'nights', entityCount: null, protection: null })]]));
    expect(problems(() => OPERATORS[name]!.outputSchema(cellSchema))).toEqual(['PLAN_OP_ORDER column']);
  });

  test('a new column takes no name that is taken', () => {
    expect(problems(() => truncateText({ column: 'commune', characters: 2, into: 'nir' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_EXISTS into']);
    expect(problems(() => truncateText({ column: 'commune', characters: 2, into: 'commune' }).outputSchema(SCHEMA))).toEqual([]);
  });
});

describe('role transitions', () => {
  test('what is made from a column keeps its role', async () => {
    expect(field((await run(truncateText({ column: 'nir', characters: 3, into: 'start' }))).schema, 'start')).toEqual({ type: 'utf8', role: 'directIdentifier', identifier: undefined, nullable: true });
    expect(field((await run(truncateText({ column: 'nir', characters: 3 }))).schema, 'nir')).toEqual({ type: 'utf8', role: 'directIdentifier', identifier: undefined, nullable: true });
    expect(field((await run(truncateDate({ column: 'birth', to: 'year' }))).schema, 'birth')).toMatchObject({ type: 'date', role: 'quasiIdentifier' });
    expect(field((await run(band({ column: 'cost', width: 100, into: 'band' }))).schema, 'band')).toMatchObject({ type: 'utf8', role: 'measure' });
    expect(field((await run(generaliseCode({ column: 'diagnosis', to: 'cim10Chapter' }))).schema, 'diagnosis')).toMatchObject({ type: 'utf8', role: 'sensitive' });
  });

  test('an age takes the most restrictive role of its two dates', async () => {
    expect(field((await run(ageAt({ column: 'birth', at: 'entry', into: 'age' }))).schema, 'age').role).toBe('quasiIdentifier');
    expect(field((await run(ageAt({ column: 'entry', at: 'birth', into: 'age' }))).schema, 'age').role).toBe('quasiIdentifier');
    expect(field((await run(ageAt({ column: 'entry', at: '2024-12-31', into: 'age' }))).schema, 'age').role).toBe('attribute');
  });
});

describe('drop and keep', () => {
  test('the other columns stay as they were', async () => {
    const { table } = await run(drop({ columns: ['nir', 'commune', 'nir'] }));
    expect(Object.keys(table)).toEqual(['birth', 'entry', 'diagnosis', 'cost', 'nights', 'score', 'at', 'visits']);
    const kept = await run(keep({ columns: ['entry', 'nir', 'entry'] }));
    expect(Object.keys(kept.table)).toEqual(['entry', 'nir']);
    expect(kept.table['entry']).toEqual(ENTRIES);
    expect(field(kept.schema, 'nir').identifier).toBe('nir');
  });

  test('every unknown column is named, and one column at least must stay', () => {
    expect(problems(() => drop({ columns: ['nri', 'birth', 'x'] }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN columns[0]', 'PLAN_UNKNOWN_COLUMN columns[2]']);
    expect(problems(() => drop({ columns: SCHEMA.fields.map(({ name }) => name) }).outputSchema(SCHEMA))).toEqual(['PLAN_OUT_OF_RANGE columns']);
    expect(problems(() => keep({ columns: [], column: 'x' } as never))).toEqual(['PLAN_OUT_OF_RANGE columns', 'PLAN_UNKNOWN_OPTION column']);
  });

  test('cells keep their dimensions, total markers and counts', () => {
    const cellSchema = makeSchema(SCHEMA.fields, new Map([[METADATA.table, JSON.stringify({ dimensions: ['entry', 'commune'], margins: ['commune'], rowCount: 'nights', entityCount: 'visits', protection: null })]]));
    expect(problems(() => drop({ columns: ['commune', 'nights', 'cost'] }).outputSchema(cellSchema))).toEqual(['PLAN_COLUMN_ROLE columns', 'PLAN_COLUMN_ROLE columns']);
    expect(problems(() => drop({ columns: ['cost'] }).outputSchema(cellSchema))).toEqual([]);
    expect(problems(() => keep({ columns: ['entry', 'commune', 'nights'] }).outputSchema(cellSchema))).toEqual(['PLAN_COLUMN_ROLE columns']);
    expect(drop({ columns: ['cost'] }).outputSchema(cellSchema).metadata.get(METADATA.table)).toBeDefined();
  });
});

describe('truncateDate', () => {
  test('dates become the first day of the period, in place or beside', async () => {
    const month = await run(truncateDate({ column: 'entry', to: 'month' }));
    expect(month.table['entry']).toEqual(['2024-12-01', '2023-02-01', '2024-05-01', '2024-03-01']);
    expect(month.findings).toEqual({ rows: 4, changed: 4 });
    const quarter = await run(truncateDate({ column: 'birth', to: 'quarter', into: 'born' }));
    expect(quarter.table['born']).toEqual(['1950-10-01', '2000-01-01', '2024-04-01', null]);
    expect(quarter.table['birth']).toEqual(['1950-12-31', '2000-02-29', '2024-06-01', null]);
  });

  test('an instant becomes the date of its period', async () => {
    const { table, schema } = await run(truncateDate({ column: 'at', to: 'month' }));
    expect(table['at']).toEqual(['2024-12-01', '2023-02-01', '2024-05-01', '2024-03-01']);
    expect(field(schema, 'at').type).toBe('date');
  });

  test('a date behind a null is not in the output', async () => {
    const [batch] = await collect(pipe(datasetOf(), truncateDate({ column: 'birth', to: 'year' })));
    const column = columnOf(batch!, 1);
    expect(column.kind === 'date' && column.days[3]).toBe(0);
  });

  test('options and schema are checked', () => {
    expect(problems(() => truncateDate({ column: 'entry', to: 'week' } as never))).toEqual(['PLAN_OUT_OF_RANGE to']);
    expect(problems(() => truncateDate({ column: 'nights', to: 'year' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE column']);
  });
});

describe('ageAt', () => {
  test('ages at a date of each row, and at one date for all', async () => {
    const each = await run(ageAt({ column: 'birth', at: 'entry', into: 'age' }));
    expect(each.table['age']).toEqual([73, 22, null, null]);
    expect(each.findings).toEqual({ rows: 4, missing: 1, beforeBirth: 1 });
    const all = await run(ageAt({ column: 'birth', at: '2024-12-31', into: 'birth' }));
    expect(all.table['birth']).toEqual([74, 24, 0, null]);
    expect(all.findings).toEqual({ rows: 4, missing: 1, beforeBirth: 0 });
  });

  test('options and schema are checked', () => {
    expect(problems(() => ageAt({ column: 'birth', at: 'entry' } as never))).toEqual(['PLAN_MISSING into']);
    expect(problems(() => ageAt({ column: 'birth', at: '2024-02-30', into: 'age' }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN at']);
    expect(problems(() => ageAt({ column: 'birth', at: 'nights', into: 'age' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE at']);
  });
});

describe('band', () => {
  test('whole numbers by bounds', async () => {
    const { table, findings } = await run(band({ column: 'nights', bounds: [1, 18, 65] }));
    expect(table['nights']).toEqual(['<1', '1-17', null, '65+']);
    expect(findings).toEqual({ rows: 4, belowFirst: 1, notANumber: 0 });
    expect((await run(band({ column: 'visits', bounds: [0, 5] }))).table['visits']).toEqual(['0-4', '5+', '<0', '5+']);
  });

  test('names can be given', async () => {
    expect((await run(band({ column: 'nights', bounds: [0, 18, 65], labels: ['short', 'long', 'longest'] }))).table['nights']).toEqual(['short', 'short', null, 'longest']);
  });

  test('decimals and other numbers by width', async () => {
    expect((await run(band({ column: 'cost', width: 10 }))).table['cost']).toEqual(['-10 to <0', '10 to <20', '20 to <30', '1230 to <1240']);
    const floats = await run(band({ column: 'score', width: 0.1 }));
    expect(floats.table['score']).toEqual(['0.5 to <0.6', null, '-0.1 to <0', '2.2 to <2.3']);
    expect(floats.findings).toEqual({ rows: 4, notANumber: 1 });
    expect((await run(band({ column: 'visits', width: 5 }))).table['visits']).toEqual(['0-4', '5-9', '-5 to -1', '5-9']);
  });

  test('a column without any value stays without', async () => {
    const schema = declareSchema({ n: { type: 'int32', role: 'measure' } });
    const batch = makeBatch(schema, [{ kind: 'int32', rows: 2, valid: Uint8Array.of(0), values: new Int32Array(2) }], 2);
    const [banded] = await collect(pipe(fromBatches(schema, [batch]), band({ column: 'n', width: 5 })));
    expect(cells(banded!, 0)).toEqual([null, null]);
  });

  test('options are checked all at once', () => {
    expect(problems(() => band({ column: 'nights' }))).toEqual(['PLAN_OUT_OF_RANGE bounds']);
    expect(problems(() => band({ column: 'nights', bounds: [1], width: 5 }))).toEqual(['PLAN_OUT_OF_RANGE bounds']);
    expect(problems(() => band({ column: 'nights', bounds: [1, 1], labels: ['a'] }))).toEqual(['PLAN_OUT_OF_RANGE bounds', 'PLAN_OUT_OF_RANGE labels']);
    expect(problems(() => band({ column: 'nights', bounds: [1, 2], labels: ['a', 'a'] }))).toEqual(['PLAN_OUT_OF_RANGE labels']);
    expect(problems(() => band({ column: 'nights', width: 5, labels: ['a'] }))).toEqual(['PLAN_OUT_OF_RANGE labels']);
    expect(problems(() => band({ column: 'nights', width: 0 }))).toEqual(['PLAN_OUT_OF_RANGE width']);
    expect(problems(() => band({ column: 'nights', width: 0.5 }).outputSchema(SCHEMA))).toEqual(['PLAN_OUT_OF_RANGE width']);
    expect(problems(() => band({ column: 'nir', width: 5 }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE column']);
  });
});

describe('truncateText and generaliseCode', () => {
  test('first characters', async () => {
    const { table, findings } = await run(truncateText({ column: 'nir', characters: 1 }));
    expect(table['nir']).toEqual(['2', null, '2', 'é']);
    expect(findings).toEqual({ rows: 4, changed: 2 });
    expect(problems(() => truncateText({ column: 'nir', characters: 0 }))).toEqual(['PLAN_OUT_OF_RANGE characters']);
  });

  test('broader codes, with what could not be placed counted', async () => {
    const chapter = await run(generaliseCode({ column: 'diagnosis', to: 'cim10Chapter', into: 'chapter' }));
    expect(chapter.table['chapter']).toEqual(['IV', 'IX', null, null]);
    expect(chapter.findings).toEqual({ rows: 4, byReason: { ok: 2, null: 1, empty: 0, character: 1, chapter: 0 } });
    const departement = await run(generaliseCode({ column: 'commune', to: 'departement' }));
    expect(departement.table['commune']).toEqual(['75', '2A', null, '974']);
    expect(departement.findings).toEqual({ rows: 4, byReason: { ok: 3, null: 0, commune: 1 } });
    expect((await run(generaliseCode({ column: 'diagnosis', to: 'cim10Category' }))).table['diagnosis']).toEqual(['E11', 'I10', null, null]);
  });

  test('no cell value is in findings or messages', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ minLength: 8 }), async (value) => {
      const schema = declareSchema({ c: { type: 'utf8', role: 'attribute' } });
      let findings: Findings = {};
      const source = fromBatches(schema, [makeBatch(schema, [textColumn([`canary${value}`])], 1)]);
      await collect(applyOperator(source, generaliseCode({ column: 'c', to: 'cim10Chapter' }), { fold: IN_MEMORY, onFindings: (found) => { findings = found; } }).rows);
      expect(JSON.stringify(findings)).not.toContain('canary');
    }), { numRuns: 20 });
  });
});
