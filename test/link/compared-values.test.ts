// What is compared, laid out once: records that have little to lay out are scored as without, for every number of threads it is meant for.
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { compareValues } from '../../src/link/score/compared-values.ts';
import { scoreLinks } from '../../src/link/score/score-pairs.ts';
import { schemaOf, tableOf } from '../small-tables.ts';

const name = { column: 'name' };
const day = { column: 'day' };
const year = { column: 'day', derive: [{ op: 'slice', from: 1, length: 4 }] } as const;
const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.05, unit: 'codePoint', blocking: [],
  comparisons: [
    {
      name: 'name',
      levels: [
        { label: 'missing', when: { kind: 'null', of: name }, m: null, u: null, isNull: true },
        { label: 'same', when: { kind: 'equal', of: name }, m: 0.8, u: 0.1, termFrequency: { of: name, weight: 1 } },
        { label: 'alike', when: { kind: 'measure', measure: 'jaroWinkler', of: name, atLeast: 0.85 }, m: 0.15, u: 0.1 },
        { label: 'other', when: { kind: 'otherwise' }, m: 0.05, u: 0.8 },
      ],
    },
    {
      // The day decides the year.
      name: 'day',
      levels: [
        { label: 'same', when: { kind: 'equal', of: day }, m: 0.7, u: 0.1 },
        { label: 'same year', when: { kind: 'equal', of: year }, m: 0.2, u: 0.2 },
        { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.7 },
      ],
    },
  ],
};
const SCHEMA = schemaOf({ id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, day: { type: 'utf8', role: 'quasiIdentifier' } });

type Person = readonly [name: string | null, day: string | null];
const preparedFrom = (people: readonly Person[]): Promise<LinkageRecords> =>
  prepareRecords({ all: tableOf(SCHEMA, people.map((person, row) => [row, ...person]), [3]) }, { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint' });

/** Threads that nobody asks: what is laid out for them is used by the calling one. */
const threads = (workers: number): Parallel => ({ workers, open: () => { throw new TypeError('threads: expected nobody to ask'); } });

async function linksOf(records: LinkageRecords, minMatchWeightBits: number, workers: number | null): Promise<unknown[]> {
  const compared = workers === null ? {} : { compared: compareValues(records, MODEL, minMatchWeightBits, { parallel: threads(workers) }) };
  const links: unknown[] = [];
  for await (const { left, right, bits } of scoreLinks(records, MODEL, { minMatchWeightBits, ...compared })) bits.forEach((weight, pair) => links.push([left[pair], right[pair], weight]));
  return links;
}

const NAMES = ['martin', 'martine', 'matrin', null, 'élodie', 'x'.repeat(70), ''];
const DAYS = ['1970-01-01', '1970-05-02', '1982-01-01', null];
const CASES: readonly (readonly [what: string, people: readonly Person[]])[] = [
  ['of all kinds', Array.from({ length: 40 }, (_, row): Person => [NAMES[(row * 3) % NAMES.length]!, DAYS[(row * 5) % DAYS.length]!])],
  ['of one value', Array.from({ length: 9 }, (): Person => ['martin', '1970-01-01'])],
  ['that are all null', Array.from({ length: 9 }, (): Person => [null, null])],
  ['of which one column is null', Array.from({ length: 9 }, (_, row): Person => [NAMES[row % 3]!, null])],
  ['of one record', [['martin', '1970-01-01']]],
  ['that are none', []],
];

afterEach(() => { vi.unstubAllGlobals(); });

/** A condition of pairs, and a comparison that no column decides: they look codes up by record. */
const LOOKED_UP: LinkageModel = {
  ...MODEL,
  blocking: [{ on: [{ of: year }], where: { kind: 'equal', of: { column: 'town' } } }],
  comparisons: [...MODEL.comparisons, {
    name: 'either',
    levels: [{ label: 'name', when: { kind: 'equal', of: { column: 'other' } }, m: 0.5, u: 0.1 }, { label: 'town', when: { kind: 'equal', of: { column: 'third' } }, m: 0.3, u: 0.2 }, { label: 'none', when: { kind: 'otherwise' }, m: 0.2, u: 0.7 }],
  }],
};

describe('records that are laid out', () => {
  const columns = ['name', 'day', 'town', 'other', 'third'] as const;
  const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(columns.map((column) => [column, { type: 'utf8', role: 'attribute' } as const])) });
  const rows = Array.from({ length: 60 }, (_, row) => [row, NAMES[(row * 3) % NAMES.length]!, DAYS[(row * 5) % DAYS.length]!, `t${row % 2}`, `o${row % 3}`, `d${row % 5}`]);
  const expressions = collectExpressions(LOOKED_UP);
  const prepared = (): Promise<LinkageRecords> => prepareRecords({ all: tableOf(schema, rows) }, { rowKey: 'id', expressions, unit: 'codePoint' });

  test('keep the codes that are looked up one by one, and lose the others', async () => {
    const { table } = compareValues(await prepared(), LOOKED_UP, 0, { parallel: threads(2) });
    const kept = expressions.expressions.map((expression, index) => ['column' in expression ? `${expression.column}${expression.derive === undefined ? '' : ' …'}` : '', table.columns[index]!.codes.length]);
    expect(Object.fromEntries(kept)).toEqual({ name: 0, day: 0, 'day …': 0, town: 60, other: 60, third: 60 });
  });

  test('have the texts that they had where these were laid out, and nowhere else', async () => {
    const records = await prepared();
    const { table, shared } = compareValues(records, LOOKED_UP, 0, { parallel: threads(2) });
    const { table: other } = await prepared();
    table.columns.forEach(({ dictionary }, index) => { expect(dictionary).toEqual(other.columns[index]!.dictionary); });
    const name = expressions.expressions.findIndex((expression) => 'column' in expression && expression.column === 'name');
    const { dictionary } = table.columns[name]!;
    expect(dictionary.kind === 'text' && (dictionary.symbols.buffer as unknown) === shared!.memory.buffer).toBe(true);
    expect(records.table.columns[name]!.dictionary).toBe(dictionary);
  });

  test('give the pairs of those that are not, more than once and by whoever has no kernel', async () => {
    const records = await prepared();
    const linked = async (compared: ReturnType<typeof compareValues> | null): Promise<unknown[]> => {
      const links: unknown[] = [];
      for await (const { left, right, bits } of scoreLinks(records, LOOKED_UP, { minMatchWeightBits: -20, ...(compared === null ? {} : { compared }) })) bits.forEach((weight, pair) => links.push([left[pair], right[pair], weight]));
      return links;
    };
    const expected = await linked(null);
    expect(expected.length).toBeGreaterThan(100);
    const compared = compareValues(records, LOOKED_UP, -20, { parallel: threads(1) });
    for (let times = 0; times < 4; times++) expect(await linked(compared)).toEqual(expected);
    vi.stubGlobal('WebAssembly', undefined);
    expect(await linked(compared)).toEqual(expected);
  });

  test('are all there where nothing is laid out beforehand', async () => {
    const records = await prepared();
    expect(compareValues(records, LOOKED_UP, 0, null).table).toBe(records.table);
  });
});

describe('what is compared', () => {
  test.each(CASES)('gives the pairs and weights of whoever lays it out himself, for records %s', async (_, people) => {
    const records = await preparedFrom(people);
    for (const minBits of [-40, 0]) {
      const expected = await linksOf(records, minBits, null);
      for (const workers of [1, 2, 3]) expect(await linksOf(records, minBits, workers)).toEqual(expected);
      if (minBits === -40) expect(expected).toHaveLength(people.length * (people.length - 1) / 2);
    }
  });

  test('gives them without WebAssembly too', async () => {
    const records = await preparedFrom(CASES[0]![1]);
    const expected = await linksOf(records, 0, null);
    expect(expected.length).toBeGreaterThan(5);
    vi.stubGlobal('WebAssembly', undefined);
    expect(compareValues(records, MODEL, 0, { parallel: threads(2) }).shared).toBeNull();
    for (const workers of [null, 1, 2]) expect(await linksOf(records, 0, workers)).toEqual(expected);
  });

  test('has its codes once, where all threads see them, and tells once what one column has beside another', async () => {
    const records = await preparedFrom(CASES[0]![1]);
    const { shared, packed } = compareValues(records, MODEL, 0, { parallel: threads(2) });
    const { packed: alone } = compareValues(records, MODEL, 0, null);
    expect(packed).toEqual(alone);
    expect((packed.words.buffer as unknown) === shared!.memory.buffer).toBe(true);
    expect(packed.sides.map((columns) => [...columns!.leftsBeside.keys()].length)).toEqual([0, 1]);
    // By hand: records without a day, then the days in their order, and their years.
    const { codes } = records.table.columns[packed.sides[1]!.left]!;
    const [[year]] = [packed.sides[1]!.leftsBeside];
    codes.forEach((code, record) => { expect(year![1][code]).toBe(records.table.columns[year![0]]!.codes[record]); });
  });
});
