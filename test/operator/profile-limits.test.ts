// Where counting each value ends and estimating begins; and one whole profile, worked out by hand.
import { describe, expect, test } from 'vitest';
import { collect } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { profile, profileFold, type ColumnProfile, type TableProfile } from '../../src/quality/index.ts';
import { schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const DAY = 86_400_000_000n;
/** One value per number, of every type that has more than two. */
const TYPES: readonly (readonly [type: string, valueOf: (number: number) => Value])[] = [
  ['utf8', (number) => `v${number}`],
  ['int32', (number) => number - 3],
  ['int64', (number) => BigInt(number) * 2n ** 40n],
  ['float64', (number) => number / 3],
  ['decimal(12,2)', (number) => BigInt(number)],
  ['date', (number) => number * 40],
  ['timestamp', (number) => BigInt(number) * DAY + 1n],
  ['binary(3)', (number) => number.toString(16).padStart(6, '0')],
];

async function columnOf(type: string, values: readonly Value[], maxDistinct: number): Promise<ColumnProfile> {
  const schema = schemaOf({ value: { type: type as 'utf8', role: 'attribute' } });
  const found = await profile(tableOf(schema, values.map((value) => [value]), [5, 9]), { maxDistinct, minCount: 2, showValues: true });
  return found.columns[0]!;
}

describe('values are counted each', () => {
  test.each(TYPES)('up to maxDistinct and no further: %s', async (type, valueOf) => {
    const values = [...Array.from({ length: 12 }, (_, number) => valueOf(number)), valueOf(3), null, valueOf(3)];
    const counted = await columnOf(type, values, 12);
    expect(counted).toMatchObject({ nulls: 1, distinct: { count: 12, isExact: true, relativeError: 0 }, frequencies: { once: 11, other: { distinct: 11, rows: 11 } } });
    expect(counted.frequencies!.top.map(({ rows }) => rows)).toEqual([3]);

    const estimated = await columnOf(type, values, 11);
    expect(estimated).toMatchObject({ nulls: 1, distinct: { isExact: false, relativeError: 0.008125 }, frequencies: null });
    // Two of a few values may share a register, which makes one of them.
    expect(Math.abs(estimated.distinct.count - 12)).toBeLessThanOrEqual(1);
    // Everything else is the same on either side.
    const rest = ({ distinct: _d, frequencies: _f, ...column }: ColumnProfile): unknown => column;
    expect(rest(estimated)).toEqual(rest(counted));
  });

  test('truth values always: there are two at most', async () => {
    expect(await columnOf('bool', [true, null, true, false], 2)).toMatchObject({ nulls: 1, distinct: { count: 2, isExact: true }, frequencies: { top: [{ value: 'true', rows: 2 }], once: 1 } });
    expect(await columnOf('bool', [true, true], 2)).toMatchObject({ distinct: { count: 1 }, frequencies: { other: { distinct: 0, rows: 0 }, once: 0 } });
  });

  test('zeros and what is no number are one value each', async () => {
    expect(await columnOf('float64', [0, -0, NaN, NaN, 1], 10)).toMatchObject({ distinct: { count: 3, isExact: true } });
    expect(await columnOf('float64', [0, -0, NaN, NaN, 1], 2)).toMatchObject({ distinct: { count: 3, isExact: false } });
  });

  test('unless a text is longer than 256 bytes', async () => {
    expect((await columnOf('utf8', ['x'.repeat(256), 'y'], 10)).distinct.isExact).toBe(true);
    expect((await columnOf('utf8', ['x'.repeat(257), 'y'], 10)).distinct.isExact).toBe(false);
    expect((await columnOf('utf8', ['é'.repeat(129), 'y'], 10)).distinct.isExact).toBe(false);
  });
});

test('long texts take no more room than short ones: of a sampled text its beginning is kept', async () => {
  const schema = schemaOf({ letter: { type: 'utf8', role: 'attribute' } });
  const fold = profileFold(schema);
  const state = fold.init(IN_MEMORY);
  for (let batch = 0; batch < 8; batch++) {
    const rows = Array.from({ length: 400 }, (_, row): Row => [`${400 * batch + row} ${'lorem ipsum '.repeat(1000)}`]);
    for (const part of await collect(tableOf(schema, rows))) await fold.add(state, part, 400 * batch);
  }
  expect(fold.bytes(state)).toBeLessThanOrEqual(2 * 2 ** 20);
});

test('a table of twelve rows has the profile that a person works out', async () => {
  const schema = schemaOf({
    code: { type: 'utf8', role: 'attribute' },
    age: { type: 'int32', role: 'quasiIdentifier' },
    entree: { type: 'date', role: 'quasiIdentifier' },
  });
  const rows: readonly Row[] = [
    ['A1', 10, 19_723], ['A1', 10, 19_724], ['A1', 20, 19_725], ['B2', 20, 19_754], ['B2', 30, 19_783], ['C-3', 30, 19_814],
    ['', 40, 19_844], [' D4', 40, 19_875], ['é5', 50, 20_089], ['TEST', 999, 20_090], [null, null, null], ['A1', 50, -25_567],
  ];
  const quantile = (share: number, month: string): unknown => ({ share, month });
  const expected: TableProfile = {
    rows: 12,
    showsValues: true,
    minCount: 2,
    columns: [
      {
        name: 'code',
        type: 'utf8',
        nulls: 1,
        distinct: { count: 7, isExact: true, relativeError: 0 },
        frequencies: { top: [{ value: 'A1', rows: 4 }, { value: 'B2', rows: 2 }], other: { distinct: 5, rows: 5 }, once: 5 },
        numbers: null,
        dates: null,
        texts: {
          empty: 1, minLength: 0, maxLength: 4, meanLength: 24 / 11, leadingBlanks: 1, trailingBlanks: 0, nonAscii: 1, controlCharacters: 0,
          misread: 0, placeholders: 1,
          shapes: { detail: 'characters', top: [{ shape: 'A9', rows: 6 }], other: { distinct: 5, rows: 5 } },
        },
        identity: { sampled: 6, candidates: [], identifier: null, confidence: null, found: { nir: 0, email: 0, phone: 0 }, proposedRole: 'quasiIdentifier' },
      },
      {
        name: 'age',
        type: 'int32',
        nulls: 1,
        distinct: { count: 6, isExact: true, relativeError: 0 },
        frequencies: {
          top: [{ value: '10', rows: 2 }, { value: '20', rows: 2 }, { value: '30', rows: 2 }, { value: '40', rows: 2 }, { value: '50', rows: 2 }],
          other: { distinct: 1, rows: 1 },
          once: 1,
        },
        numbers: {
          zeros: 0, negatives: 0, notNumbers: 0, infinities: 0, nines: 1, mean: 1299 / 11,
          standardDeviation: Math.sqrt((11 * (2 * (100 + 400 + 900 + 1600 + 2500) + 999 ** 2) - 1299 ** 2)) / 11,
          quantiles: expect.arrayContaining([expect.objectContaining({ share: 0.5 })]) as never,
          relativeError: 0.0078125,
          histogram: [{ from: null, to: null, rows: 11 }],
          minimum: '10', maximum: '999',
        },
        dates: null,
        texts: null,
        // 10, 20, 30, 40 and 50 are départements, and 999 is none; the name does not say that they are meant.
        identity: { sampled: 6, candidates: [{ identifier: 'departement', share: 5 / 6 }], identifier: null, confidence: null, found: { nir: 0, email: 0, phone: 0 }, proposedRole: 'quasiIdentifier' },
      },
      {
        name: 'entree',
        type: 'date',
        nulls: 1,
        distinct: { count: 11, isExact: true, relativeError: 0 },
        frequencies: { top: [], other: { distinct: 11, rows: 11 }, once: 11 },
        numbers: null,
        dates: {
          years: [{ year: 2024, rows: 8 }, { year: 2025, rows: 2 }],
          otherYears: { distinct: 1, rows: 1 },
          outOfRange: 0,
          newYearDays: 3,
          placeholders: 1,
          quantiles: [quantile(0.25, '2024-01'), quantile(0.5, '2024-03'), quantile(0.75, '2024-06')] as never,
          minimum: '1900-01-01',
          maximum: '2025-01-02',
        },
        texts: null,
        identity: { sampled: 0, candidates: [], identifier: null, confidence: null, found: { nir: 0, email: 0, phone: 0 }, proposedRole: 'quasiIdentifier' },
      },
    ],
  };
  expect(await profile(tableOf(schema, rows), { showValues: true, minCount: 2 })).toEqual(expected);
});
