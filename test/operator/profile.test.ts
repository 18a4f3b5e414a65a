import { inspect as show } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { profile, profileFold, type ColumnProfile, type ProfileOptions, type TableProfile } from '../../src/quality/index.ts';
import { schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const COLUMNS = {
  text: { type: 'utf8', role: 'attribute' }, label: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' }, number: { type: 'int64', role: 'attribute' },
  real: { type: 'float64', role: 'attribute' }, born: { type: 'date', role: 'attribute' }, seen: { type: 'timestamp', role: 'attribute' }, money: { type: 'decimal(30,2)', role: 'attribute' },
  dead: { type: 'bool', role: 'attribute' }, code: { type: 'binary(3)', role: 'attribute' },
} as const;
const SCHEMA = schemaOf(COLUMNS, ['label']);
const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('INCONNU', '0612345678', 'a@b.fr', '284052A32102552', 'x'.repeat(257)));
const row = fc.tuple(
  fc.option(words), fc.option(fc.constantFrom('a', 'b', 'c', 'ab', 'é')), fc.option(fc.integer({ min: -3, max: 120 })), fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  fc.option(fc.double()), fc.option(fc.integer({ min: -800_000, max: 3_000_000 })), fc.option(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })), fc.option(fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n })),
  fc.option(fc.boolean()), fc.option(fc.constantFrom('000000', '00ff01', 'abcdef')),
);
const rows = fc.array(row, { maxLength: 30 });
/** Few enough that random columns fall on either side of the switch from counting to estimating. */
const options = fc.record({ maxDistinct: fc.constantFrom(2, 4, 10, 1000), minCount: fc.constantFrom(1, 2, 4), showValues: fc.boolean() });

/** A profile as it is written. */
const json = (found: TableProfile): unknown => JSON.parse(JSON.stringify(found));
const columnsOf = async (schema: Parameters<typeof schemaOf>[0], list: readonly Row[], wanted: ProfileOptions = {}): Promise<readonly ColumnProfile[]> => (await profile(tableOf(schemaOf(schema), list), wanted)).columns;
const oneColumn = async (type: string, values: readonly Value[], wanted: ProfileOptions = {}, name = 'value'): Promise<ColumnProfile> =>
  (await columnsOf({ [name]: { type: type as 'utf8', role: 'attribute' } }, values.map((value) => [value]), wanted))[0]!;
const times = (count: number, value: Value): Value[] => Array<Value>(count).fill(value);

describe('the profile of a table', () => {
  test('depends neither on how its rows are cut nor on their order', async () => {
    await fc.assert(fc.asyncProperty(rows, fc.array(fc.nat(30), { maxLength: 4 }), options, async (list, cuts, wanted) => {
      const whole = json(await profile(tableOf(SCHEMA, list), wanted));
      expect(json(await profile(tableOf(SCHEMA, list, cuts), wanted))).toEqual(whole);
      expect(json(await profile(tableOf(SCHEMA, [...list].reverse(), cuts), wanted))).toEqual(whole);
    }), { numRuns: 60 });
  });

  test('is that of its partial states, merged in any order and grouping', async () => {
    await fc.assert(fc.asyncProperty(rows, rows, rows, options, async (one, two, three, wanted) => {
      const fold = profileFold(SCHEMA, wanted);
      const stateOf = async (list: readonly Row[]): Promise<ReturnType<typeof fold.init>> => {
        const state = fold.init(IN_MEMORY);
        let firstRow = 0;
        for await (const batch of tableOf(SCHEMA, list).open()) {
          await fold.add(state, batch, firstRow);
          firstRow += batch.numRows;
        }
        return state;
      };
      const finished = async (state: ReturnType<typeof fold.init>): Promise<unknown> => json(await fold.finish(state));
      const whole = await finished(await stateOf([...one, ...two, ...three]));
      expect(await finished(fold.merge(fold.merge(await stateOf(one), await stateOf(two)), await stateOf(three)))).toEqual(whole);
      expect(await finished(fold.merge(await stateOf(three), fold.merge(await stateOf(two), await stateOf(one))))).toEqual(whole);
      expect(await finished(fold.merge(fold.init(IN_MEMORY), await stateOf([...two, ...three, ...one])))).toEqual(whole);
    }), { numRuns: 40 });
  });

  test('is the same whether texts travel as bytes or as codes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.option(words), { maxLength: 40 }), options, async (values, wanted) => {
      const columns = { value: { type: 'utf8', role: 'attribute' } } as const;
      const list = values.map((value) => [value]);
      expect(json(await profile(tableOf(schemaOf(columns, ['value']), list, [7, 20]), wanted))).toEqual(json(await profile(tableOf(schemaOf(columns), list), wanted)));
    }), { numRuns: 40 });
  });

  test('is plain data that JSON keeps', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, wanted) => {
      const found = await profile(tableOf(SCHEMA, list), wanted);
      expect(json(found)).toEqual(found);
    }), { numRuns: 25 });
  });

  test('of an empty table, and of columns without a value, has counts of zero and no figures', async () => {
    for (const list of [[], [SCHEMA.fields.map(() => null)]]) {
      const found = await profile(tableOf(SCHEMA, list, [0, 0]));
      expect(found.rows).toBe(list.length);
      for (const column of found.columns) {
        expect(column).toMatchObject({ nulls: list.length, distinct: { count: 0, isExact: true, relativeError: 0 }, frequencies: { top: [], other: { distinct: 0, rows: 0 }, once: 0 } });
        if (column.numbers !== null) expect(column.numbers).toMatchObject({ mean: null, standardDeviation: null, quantiles: [], histogram: [] });
        if (column.texts !== null) expect(column.texts).toMatchObject({ minLength: null, maxLength: null, meanLength: null });
      }
    }
  });

  test('holds nothing that grows with the rows', async () => {
    const fold = profileFold(schemaOf({ id: { type: 'utf8', role: 'attribute' }, cost: { type: 'float64', role: 'attribute' } }), { maxDistinct: 100 });
    const state = fold.init(IN_MEMORY);
    const bytes: number[] = [];
    for (let part = 0; part < 6; part++) {
      const list = Array.from({ length: 5000 }, (_, index): Row => [`S${String(part * 5000 + index).padStart(9, '0')}`, 1 + ((part * 5000 + index) % 997)]);
      for await (const batch of tableOf(schemaOf({ id: COLUMNS.text, cost: COLUMNS.real }), list).open()) await fold.add(state, batch, part * 5000);
      bytes.push(fold.bytes(state));
    }
    expect(bytes.at(-1)! - bytes[0]!).toBeLessThanOrEqual(64 * 1024);
  });

  test('refuses unknown options, wrong ones, and values to be shown without the fewest rows of one', () => {
    const problems = (wanted: object): unknown => {
      try {
        profileFold(SCHEMA, wanted);
      } catch (error) {
        if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
      }
      return null;
    };
    expect(problems({ minCuont: 3 })).toEqual(['PLAN_UNKNOWN_OPTION minCuont']);
    expect(problems({ showValues: true })).toEqual(['PLAN_MISSING minCount']);
    expect(problems({ minCount: 0, relativeError: 0, maxDistinct: 1.5 })).toHaveLength(3);
  });

  test('stops at the limit of memory, and when it is aborted', async () => {
    const dataset = tableOf(SCHEMA, [SCHEMA.fields.map(() => null)]);
    await expect(profile(dataset, {}, { fold: { spill: null, maxMemoryBytes: 1000 } })).rejects.toThrow(DataError);
    await expect(profile(dataset, {}, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('without values shown, no value stands in the profile', () => {
  const canaries: readonly [keyof typeof COLUMNS, Value, readonly string[]][] = [
    ['text', 'Zyxwv-QKJ7', ['Zyxwv', 'QKJ7']], ['label', 'Zyxwv-QKJ7', ['Zyxwv']], ['age', 91_827_364, ['9182', '9,182', '91827364']], ['number', 918_273_645_546_372_819n, ['91827', '9.18']],
    ['real', 7_391.827_364_5, ['7391', '7.39']], ['born', 12_345, ['2003-10', '12345', '2003']], ['seen', 1_066_608_001_234_567n, ['2003-10', '2003']], ['money', 918_273_645_546_372_819n, ['91827', '9182']],
    ['code', 'c0ffee', ['c0ffee']],
  ];
  const ordinary: Row = ['abc', 'a', 40, 40n, 40.5, 19_000, 19_000n * 86_400_000_000n, 4050n, false, '00ff01'];

  test.each(canaries)('a canary of column %s', async (name, canary, traces) => {
    const place = SCHEMA.fields.findIndex((field) => field.name === name);
    const marked = ordinary.with(place, canary);
    const spread = (index: number): Row => ordinary.map((value, at) => (at === 0 ? `${'abc'}${index % 7}` : value));
    for (const [maxDistinct, list] of [[65_536, [...Array.from({ length: 60 }, (_, index) => spread(index)), marked]], [2, [...Array.from({ length: 60 }, (_, index) => spread(index)), marked]]] as const) {
      const text = JSON.stringify((await profile(tableOf(SCHEMA, list), { maxDistinct })).columns[place]);
      for (const trace of traces) expect(text, `${name}: ${text}`).not.toContain(trace);
    }
  });

  test('nor when every row has the same value: texts and codes are never written, whatever their count', async () => {
    const found = JSON.stringify(await profile(tableOf(SCHEMA, Array.from({ length: 500 }, () => ['Zyxwv-QKJ7', 'Zyxwv-QKJ7', 40, 40n, 40.5, 19_000, 0n, 4050n, true, 'c0ffee']))));
    for (const trace of ['Zyxwv', 'QKJ7', 'c0ffee', '2022-01-08']) expect(found).not.toContain(trace);
  });

  test('what fewer rows than minCount have in common is told together', async () => {
    const column = await oneColumn('utf8', [...times(11, 'abc'), ...times(10, 'AB1'), '9', '9.9']);
    expect(column.texts!.shapes).toEqual({ detail: 'characters', top: [{ shape: 'aaa', rows: 11 }], other: { distinct: 3, rows: 12 } });
    expect(column.frequencies).toEqual({ top: [{ rows: 11 }], other: { distinct: 3, rows: 12 }, once: 2 });
    const dates = (await oneColumn('date', [...times(11, 19_000), ...times(3, 0), 400])).dates!;
    expect([dates.years, dates.otherYears]).toEqual([[{ year: 2022, rows: 11 }], { distinct: 2, rows: 4 }]);
    expect(dates).not.toHaveProperty('minimum');
  });

  test('lengths come from minCount texts: those of fewer are not told', async () => {
    const lengths = async (count: number): Promise<unknown> => {
      const { minLength, maxLength, meanLength } = (await oneColumn('utf8', [...times(count - 1, 'abc'), 'abcde', null, null])).texts!;
      return [minLength, maxLength, meanLength];
    };
    expect([await lengths(1), await lengths(10), await lengths(11)]).toEqual([[null, null, null], [null, null, null], [3, 5, 35 / 11]]);
  });

  test('a mean comes from minCount numbers, and a quantile has as many on either side', async () => {
    expect((await oneColumn('int32', times(10, 40))).numbers).toMatchObject({ mean: null, standardDeviation: null, quantiles: [], histogram: [] });
    const few = (await oneColumn('int32', Array.from({ length: 22 }, (_, index) => index))).numbers!;
    expect(few.quantiles).toEqual([]);
    expect(few.mean).toBe(10.5);
    const more = (await oneColumn('int32', Array.from({ length: 46 }, (_, index) => index))).numbers!;
    expect(more.quantiles.map(({ share }) => share)).toEqual([0.25, 0.5, 0.75]);
    expect(more.histogram.every(({ rows: held }) => held >= 11)).toBe(true);
    expect(more).not.toHaveProperty('minimum');
  });
});

describe('with values shown', () => {
  test('the most frequent are listed, those below minCount are told together', async () => {
    const column = await oneColumn('utf8', [...times(5, 'often'), ...times(3, 'also'), ...times(3, 'as'), ...times(2, 'rare'), 'once', null], { showValues: true, minCount: 3 });
    expect(column.frequencies).toEqual({ top: [{ value: 'often', rows: 5 }, { value: 'also', rows: 3 }, { value: 'as', rows: 3 }], other: { distinct: 2, rows: 3 }, once: 1 });
    expect(JSON.stringify(column)).not.toMatch(/"rare"|"value":"once"/);
  });

  test('at most twenty, ties by value', async () => {
    const values = Array.from({ length: 60 }, (_, index) => `v${String(index % 30).padStart(2, '0')}`);
    const { top, other } = (await oneColumn('utf8', values.reverse(), { showValues: true, minCount: 2 })).frequencies!;
    expect(top.map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, index) => `v${String(index).padStart(2, '0')}`));
    expect(other).toEqual({ distinct: 10, rows: 20 });
  });

  test.each<[string, Value, string]>([
    ['int32', -7, '-7'], ['int64', 2n ** 62n, '4611686018427387904'], ['float64', -0, '0'], ['float64', NaN, 'NaN'], ['decimal(30,2)', -5n, '-0.05'], ['bool', false, 'false'], ['date', 0, '1970-01-01'],
    ['date', 2 ** 31 - 1, 'day 2147483647'], ['timestamp', 86_400_000_001n, '1970-01-02T00:00:00.000001'], ['binary(3)', '00ff01', '00ff01'], ['utf8', 'é', 'é'],
  ])('%s %s is written %s', async (type, value, text) => {
    expect((await oneColumn(type, [value], { showValues: true, minCount: 1 })).frequencies!.top).toEqual([{ value: text, rows: 1 }]);
  });

  test('the least and the greatest are told exactly', async () => {
    const shown = { showValues: true, minCount: 1, maxDistinct: 2 };
    const big = 2n ** 61n;
    expect((await oneColumn('int64', [big + 1n, null, big + 3n, big + 2n], shown)).numbers).toMatchObject({ minimum: String(big + 1n), maximum: String(big + 3n) });
    expect((await oneColumn('decimal(30,2)', [-(10n ** 25n), 5n, 10n ** 25n + 1n], shown)).numbers).toMatchObject({ minimum: '-100000000000000000000000.00', maximum: '100000000000000000000000.01' });
    expect((await oneColumn('float64', [1.5, NaN, Infinity, -2, 0.25], shown)).numbers).toMatchObject({ minimum: '-2', maximum: '1.5', infinities: 1, notNumbers: 1 });
    expect((await oneColumn('date', [19_000, 0, 5, null], shown)).dates).toMatchObject({ minimum: '1970-01-01', maximum: '2022-01-08' });
    expect((await oneColumn('timestamp', [5n, 86_400_000_000n, 1n], shown)).dates).toMatchObject({ minimum: '1970-01-01T00:00:00.000001', maximum: '1970-01-02T00:00:00' });
    expect((await oneColumn('float64', [NaN], shown)).numbers).not.toHaveProperty('minimum');
  });
});

describe('what a column seems to be', () => {
  const nirs = ['284052A32102552', '255081416802538', '269054958815780'];
  const valid = nirs.slice(0, 2);

  test('an identifier hidden in a few long texts is found, and the role is that of a direct identifier', async () => {
    const column = await oneColumn('utf8', [...times(3000, 'rien à signaler'), `patient ${valid[0]!}, revu`, 'joindre a.martin@example.fr', 'rappeler 06 12 34 56 78'], { maxDistinct: 2 }, 'commentaire');
    expect(column.identity).toMatchObject({ found: { nir: 1, email: 1, phone: 1 }, proposedRole: 'directIdentifier', identifier: null });
  });

  test('a column of one identifier is told by its values, with the share that is right', async () => {
    const column = await oneColumn('utf8', [...valid, ...times(5, valid[0]!)], {}, 'x');
    expect(column.identity).toMatchObject({ sampled: 2, identifier: 'nir', confidence: 1, proposedRole: 'directIdentifier' });
    expect((await oneColumn('int64', [255081416802538n], {}, 'x')).identity).toMatchObject({ identifier: 'nir', sampled: 1 });
    expect((await oneColumn('utf8', Array.from({ length: 20 }, (_, index) => (index === 0 ? 'none' : `A0${index % 10}${index}`)), {}, 'dp')).identity).toMatchObject({ identifier: 'cim10', confidence: 0.95 });
  });

  test('of two identifiers that fit, the name decides; short digits are no identifier without it', async () => {
    const finess = ['750712184', '690781810'];
    expect((await oneColumn('utf8', finess, {}, 'etab')).identity.identifier).toBe('finess');
    expect((await oneColumn('utf8', finess, {}, 'siren')).identity.identifier).toBe('siren');
    expect((await oneColumn('utf8', finess, {}, 'x')).identity.identifier).toBe('finess');
    expect((await oneColumn('utf8', ['75', '69', '01'], {}, 'x')).identity.identifier).toBeNull();
    expect((await oneColumn('utf8', ['75', '69', '01'], {}, 'dep')).identity).toMatchObject({ identifier: 'departement', proposedRole: 'quasiIdentifier' });
  });

  test('otherwise its name and its type speak', async () => {
    expect((await oneColumn('utf8', ['MARTIN'], {}, 'nom_naissance')).identity).toMatchObject({ sampled: 1, candidates: [], identifier: null, confidence: null, proposedRole: 'directIdentifier' });
    expect((await oneColumn('float64', [12.5], {}, 'cout')).identity).toMatchObject({ sampled: 0, proposedRole: 'measure' });
  });

  test('depends on the values alone when there are more than are looked at', async () => {
    const values = Array.from({ length: 5000 }, (_, index) => `${index % 4 === 0 ? 'A0' : 'ZZZ'}${index % 10}${Math.floor(index / 10)}`);
    const first = (await oneColumn('utf8', values, { maxDistinct: 50 })).identity;
    expect(first.sampled).toBe(1024);
    expect((await oneColumn('utf8', [...values, ...values].reverse(), { maxDistinct: 100_000 })).identity).toEqual(first);
  });
});

test('values that are too long are not counted one by one, and their profile is that of their rows', async () => {
  const long = 'lorem ipsum '.repeat(30);
  const column = await oneColumn('utf8', [...times(20, long), 'short', null]);
  expect(column).toMatchObject({ nulls: 1, distinct: { count: 2, isExact: false }, frequencies: null });
  expect(column.texts).toMatchObject({ minLength: 5, maxLength: 360, trailingBlanks: 20, shapes: { top: [{ rows: 20 }] } });
});

test('a profile shows no value when it is printed', async () => {
  const dataset: Dataset = tableOf(SCHEMA, [['Zyxwv-QKJ7', 'Zyxwv-QKJ7', null, null, null, null, null, null, null, null]]);
  expect(show(await profile(dataset), { depth: 12 })).not.toContain('Zyxwv');
});
