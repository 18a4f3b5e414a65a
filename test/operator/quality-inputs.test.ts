// Quality checks on what they may be given: published vectors, columns of every type, options that nobody would write,
// and streams that end early.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnType } from '../../src/core/column-type.ts';
import { collect, fromAsyncIterable, once, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { IDENTIFIER_NAMES, IDENTIFIERS, validateIdentifier } from '../../src/identifiers/index.ts';
import { checkQuality, judgeQuality, measureQuality, type CheckQualityOptions, type QualityCheck, type QualityMeasure } from '../../src/quality/index.ts';
import { viewBatch } from '../../src/quality/checks/batch-view.ts';
import { describeWithData } from '../shared-data.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const failuresOf = async (dataset: Dataset, checks: readonly QualityCheck[]): Promise<Value[][]> =>
  rowsOf(checkQuality({ checks, stopOn: 'never' }).connect({ rows: dataset }, { fold: IN_MEMORY })['failures']!);

describeWithData('published NIRs', 'identifiers/nir_vectors.json', (path) => {
  test('fail the check of the key exactly where their key is wrong', async () => {
    const vectors = JSON.parse(readFileSync(path, 'utf8')) as readonly { readonly nir: string; readonly key_ok: boolean | null }[];
    const judged = vectors.filter(({ nir, key_ok: isRight }) => isRight !== null && validateIdentifier(IDENTIFIERS.nir, nir) !== 'length' && /\d{2}$/.test(nir));
    const schema = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' } });
    const failures = await failuresOf(tableOf(schema, judged.map(({ nir }) => [nir]), [20]), [{ check: 'identifier', column: 'nir', identifier: 'nir', level: 'checksum' }]);
    const wanted = judged.flatMap(({ key_ok: isRight }, row) => (isRight === true ? [] : [BigInt(row + 1)]));
    expect(failures.map(([row]) => row)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(5);
  });
});

describe('every identifier', () => {
  const text = fc.oneof(fc.string({ maxLength: 18 }), fc.stringMatching(/^[0-9A-Z .-]{0,18}$/), fc.constantFrom('284058832102532', '750712184', '3400930000120', '75056', 'A00.0', '+33 6 12 34 56 78'));

  test.each(IDENTIFIER_NAMES)('%s: a row fails with the reason that its text gives, coded or plain', async (name) => {
    const schema = schemaOf({ plain: { type: 'utf8', role: 'attribute' }, coded: { type: 'utf8', role: 'attribute' } }, ['coded']);
    await fc.assert(fc.asyncProperty(fc.array(fc.option(text, { nil: null }), { maxLength: 12 }), async (values) => {
      const checks: QualityCheck[] = [{ check: 'identifier', column: 'plain', identifier: name, name: 'p' }, { check: 'identifier', column: 'coded', identifier: name, name: 'c' }];
      const failures = await failuresOf(tableOf(schema, values.map((value) => [value, value]), [5]), checks);
      const reasons = values.map((value) => (value === null ? 'ok' : validateIdentifier(IDENTIFIERS[name], value)));
      const wanted = reasons.flatMap((reason, row) => (reason === 'ok' ? [] : [[BigInt(row + 1), reason]]));
      const isOnly = IDENTIFIERS[name].reasons.length === 3;
      for (const [check, column] of [['p', 'plain'], ['c', 'coded']] as const) {
        const named = failures.filter((failure) => failure[1] === column).map(([row, , code]) => [row, code]);
        expect(named).toEqual(wanted.map(([row, reason]) => [row, isOnly ? check : `${check}: ${String(reason)}`]));
      }
    }), { numRuns: 25 });
  });
});

describe('columns of every type', () => {
  const VALUES: Readonly<Record<string, readonly Value[]>> = {
    utf8: ['a', 'a', null, 'b'],
    int32: [1, 1, null, 2],
    int64: [2n ** 60n, 2n ** 60n, null, 2n],
    float64: [-0, 0, null, 2],
    bool: [true, true, null, false],
    date: [-1, -1, null, 2],
    timestamp: [5n, 5n, null, 2n],
    'decimal(38,3)': [10n ** 37n, 10n ** 37n, null, 2n],
    'binary(2)': ['0a0b', '0a0b', null, '0c0d'],
  };

  test.each(Object.entries(VALUES))('%s: presence, uniqueness and reference', async (type, values) => {
    const schema = schemaOf({ value: { type: type as ColumnType, role: 'attribute' } });
    const rows = values.map((value): Row => [value]);
    const checks: QualityCheck[] = [
      { check: 'notNull', column: 'value', name: 'present' },
      { check: 'unique', columns: ['value'], nulls: 'skip', name: 'unique' },
      { check: 'reference', table: 'known', on: { value: 'value' }, name: 'known' },
    ];
    const ports = checkQuality({ checks, stopOn: 'never' }).connect({ rows: tableOf(schema, rows, [1, 3]), known: tableOf(schema, rows.slice(0, 1)) }, { fold: IN_MEMORY });
    const failures = await rowsOf(ports['failures']!);
    expect(failures.map(([row, , code]) => `${String(row)} ${String(code)}`)).toEqual(['1 unique', '2 unique', '3 present', '4 known']);
  });

  test('a reference of another type is refused', async () => {
    const schema = schemaOf({ value: { type: 'int64', role: 'attribute' } });
    const other = schemaOf({ value: { type: 'int32', role: 'attribute' } });
    const check: QualityCheck = { check: 'reference', table: 'known', on: { value: 'value' } };
    await expect(measureQuality(tableOf(schema, [[1n]]), [check], { references: { known: tableOf(other, [[1]]) } })).rejects.toThrow(/one type on both sides/);
  });

  test('a range of instants and of 64 bits takes texts and numbers of the plan', async () => {
    const schema = schemaOf({ at: { type: 'timestamp', role: 'attribute' }, big: { type: 'int64', role: 'measure' } });
    const micros = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n;
    const rows: Row[] = [[micros('2024-01-01T10:00:00'), 2n ** 60n], [micros('2024-01-01T09:59:59'), 2n ** 60n + 1n]];
    const failures = await failuresOf(tableOf(schema, rows), [{ check: 'range', column: 'at', range: { min: '2024-01-01T10:00' } }, { check: 'range', column: 'big', range: { max: String(2n ** 60n) } }]);
    expect(failures.map(([row, column]) => [row, column])).toEqual([[2n, 'at'], [2n, 'big']]);
  });
});

describe('a view of a batch', () => {
  test('works out once what several checks need', async () => {
    const schema = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' } }, ['nir']);
    const [batch] = await collect(tableOf(schema, [['2 84 05 88 321 025 32'], [null], ['284058832102533']]));
    const view = viewBatch(batch!);
    expect(view.text(0)).toBe(view.text(0));
    expect(view.canonical(0, IDENTIFIERS.nir)).toBe(view.canonical(0, IDENTIFIERS.nir));
    expect(view.nirFacts(0)).toBe(view.nirFacts(0));
    // The NIR with a wrong key is written out, and says nothing.
    expect([...view.canonical(0, IDENTIFIERS.nir).offsets]).toEqual([0, 13, 13, 26]);
    expect([...view.nirFacts(0).kind]).toEqual([1, 0, 0]);
  });
});

describe('options that nobody would write', () => {
  test('are refused with a PlanError, or work', async () => {
    const schema = schemaOf({ a: { type: 'utf8', role: 'attribute' }, n: { type: 'int32', role: 'measure' }, m: { type: 'int32', role: 'measure' }, d: { type: 'date', role: 'attribute' } });
    const rows: Row[] = [['x', 1, 2, 3], [null, null, null, null]];
    const right: readonly object[] = [
      { check: 'notNull', column: 'a', where: { column: 'n', isNull: false } }, { check: 'unique', columns: ['a', 'n'], nulls: 'skip' }, { check: 'values', column: 'a', in: ['x'] },
      { check: 'range', column: 'n', range: { min: 1 } }, { check: 'length', column: 'a', min: 1 }, { check: 'pattern', column: 'a', patterns: ['9'] }, { check: 'identifier', column: 'a', identifier: 'nir' },
      { check: 'reference', table: 'a', on: { a: 'a' } }, { check: 'nirAgrees', column: 'a', sex: { column: 'n', male: 1, female: 2 }, birthPlace: 'a' }, { check: 'order', columns: ['n', 'm'], strict: true },
      { check: 'predicate', holds: { any: [{ column: 'a', equals: 'x' }, { column: 'n', compare: 'below', to: 'm' }] } }, { check: 'outliers', column: 'n', factor: 1.5 }, { check: 'rowCount', min: 1 },
      { check: 'freshness', column: 'd', asOf: '2024-01-01', maxAgeDays: 1 }, { check: 'distribution', column: 'a', expected: [{ value: 'x', share: 0.1 }], distance: 'populationStability', maxDistance: 1 },
      { check: 'mean', column: 'n', max: 1 }, { check: 'quantile', column: 'n', share: 0.5, max: 1 },
    ];
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom('a', 'n', 'd', ['a'], ['a', 'n'], 1, 0.5, -1, 'skip', '9', '{', { min: 1 }, { a: 'a' }, { column: 'a', isNull: true }, '2024-01-01', '2024-02-30', 'nir'));
    const option = fc.constantFrom('column', 'columns', 'in', 'range', 'min', 'max', 'patterns', 'identifier', 'level', 'table', 'on', 'sex', 'birthDate', 'strict', 'holds', 'factor', 'asOf', 'maxAgeDays', 'minCount', 'expected', 'distance', 'maxDistance', 'share', 'nulls', 'where', 'name', 'severity', 'maxShare', 'maxCount', 'check', '__proto__');
    const check = fc.tuple(fc.constantFrom(...right), fc.dictionary(option, anything, { maxKeys: 2 })).map(([whole, changed]) => ({ ...whole, ...changed }));
    let worked = 0;
    await fc.assert(fc.asyncProperty(fc.array(check, { minLength: 1, maxLength: 2 }), async (checks) => {
      try {
        const operator = checkQuality({ checks, stopOn: 'never' } as unknown as CheckQualityOptions);
        const ports = operator.connect({ rows: tableOf(schema, rows), a: tableOf(schema, []), x: tableOf(schema, []) }, { fold: IN_MEMORY });
        await collect(ports['rows']!);
        await collect(ports['failures']!);
        worked++;
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
      }
    }), { numRuns: 1500 });
    expect(worked).toBeGreaterThan(200);
  });
});

describe('a stream', () => {
  const schema = schemaOf({ n: { type: 'int32', role: 'measure' } });
  const checks: QualityCheck[] = [{ check: 'unique', columns: ['n'], nulls: 'skip' }, { check: 'notNull', column: 'n' }];
  const rowsPort = (rows: Dataset): Dataset => checkQuality({ checks, stopOn: 'fail' }).connect({ rows }, { fold: IN_MEMORY })['rows']!;
  const table = (): Dataset => tableOf(schema, Array.from({ length: 100 }, (_, row) => [row]), [10, 20, 50]);

  test('can be read again and again, and by two at once', async () => {
    const port = rowsPort(table());
    const [left, right] = await Promise.all([rowsOf(port), rowsOf(port)]);
    expect(left).toEqual(right);
    expect((await rowsOf(port)).length).toBe(100);
  });

  test('of a source that can be read once passes, and has no second reading for failing rows', async () => {
    const source = once(schema, table().open());
    const ports = checkQuality({ checks, stopOn: 'fail' }).connect({ rows: source }, { fold: IN_MEMORY });
    expect((await rowsOf(ports['rows']!)).length).toBe(100);
    await expect(rowsOf(ports['failures']!)).rejects.toMatchObject({ code: 'DATA_READ_TWICE' });
  });

  test('stops when it is aborted', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    await expect(async () => {
      for await (const batch of rowsPort(table()).open(controller.signal)) {
        seen.push(batch.numRows);
        controller.abort();
      }
    }).rejects.toThrow();
    expect(seen).toEqual([10]);
  });

  test('hands the failure of its source on', async () => {
    const broken = fromAsyncIterable(schema, async function* () {
      yield* tableOf(schema, [[1]]).open();
      throw new RangeError('the source broke');
    });
    await expect(rowsOf(rowsPort(broken))).rejects.toThrow('the source broke');
    await expect(measureQuality(broken, checks)).rejects.toThrow('the source broke');
  });

  test('a measure is plain JSON, and the verdict on its copy is the same', async () => {
    const measure = await measureQuality(table(), checks);
    const copy = JSON.parse(JSON.stringify(measure)) as QualityMeasure;
    expect(copy).toEqual(measure);
    expect(judgeQuality(copy, checks)).toEqual(judgeQuality(measure, checks));
  });
});
