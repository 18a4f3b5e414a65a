// Primary cells of reference programs, from the data they read: cells are added up in naive lines, the rules are ours.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dominatedCells, estimableCells, type Contributions, type UnsafeCells } from '../../src/protect/kernel/primary-contributions.ts';
import { smallCounts, zeroCells } from '../../src/protect/kernel/unsafe-cells.ts';
import { describeWithData } from '../shared-data.ts';

type Row = Readonly<Record<string, string>>;

function readCsv(path: string): Row[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/).map((line) => line.replaceAll('"', '').split(','));
  return lines.map((fields) => Object.fromEntries(header!.map((name, column) => [name, fields[column]!])));
}

/** Contributions to cells; amounts in tenths, which are whole in all these data. */
function contributionsOf(cells: readonly (readonly number[])[], ranks: number): Contributions {
  const ordered = cells.map((cell) => cell.map((value) => Math.abs(Math.round(value * 10))).sort((left, right) => right - left));
  return { totals: Float64Array.from(ordered, (cell) => cell.reduce((sum, value) => sum + value, 0)), largest: Array.from({ length: ranks }, (_, rank) => Float64Array.from(ordered, (cell) => cell[rank] ?? 0)) };
}

const counts = (cells: readonly (readonly unknown[])[]): Float64Array => Float64Array.from(cells, ({ length }) => length);

describeWithData('sdcTable 0.34.0, test-primarySuppression.r', 'tables/sdctable/microdata1.csv', (path) => {
  const cells = (): Map<string, number[]> => {
    const found = new Map<string, number[]>();
    for (const { region, gender, val } of readCsv(path)) {
      for (const name of [`${region!}|${gender!}`, `${region!}|Total`, `Total|${gender!}`, 'Total|Total']) found.set(name, [...(found.get(name) ?? []), Number(val)]);
    }
    return found;
  };
  const unsafeBy = (rule: (values: number[][]) => Uint8Array): string[] => {
    const all = cells();
    const unsafe = rule([...all.values()]);
    return [...all.keys()].filter((_, cell) => unsafe[cell] === 1).sort();
  };
  test('maxN = 2 finds cell 6', () => {
    expect(unsafeBy((values) => smallCounts(counts(values), 3))).toEqual(['A|female']);
  });
  test('nk(2, 75), p(70) and pq(60, 80) find cells 6 and 14', () => {
    expect(unsafeBy((values) => dominatedCells(contributionsOf(values, 2), 2, 0.75, false).unsafe)).toEqual(['A|female', 'D|male']);
    expect(unsafeBy((values) => estimableCells(contributionsOf(values, 2), 1, 0.7, 1).unsafe)).toEqual(['A|female', 'D|male']);
    expect(unsafeBy((values) => estimableCells(contributionsOf(values, 2), 1, 0.6, 0.8).unsafe)).toEqual(['A|female', 'D|male']);
  });
});

describeWithData('rtauargus 1.3.5, vignettes, FREQ(3,10)|NK(1,85)', 'tables/rtauargus', (folder) => {
  // vignettes/rtauargus.Rmd and protect_multi_tables.Rmd: cells of status A (too few) and B (dominated).
  test.each([['act_size', 52, 25], ['act_cj', 35, 25], ['nuts_size', 55, 17], ['nuts_cj', 45, 20]])('table %s has %i cells of status A and %i of status B', (name, few, dominated) => {
    const rows = readCsv(`${folder}/turnover_${name}.csv`);
    const number = (column: string): Float64Array => Float64Array.from(rows, (row) => Number(row[column]));
    const small = smallCounts(number('N_OBS'), 3);
    const { unsafe, levels } = dominatedCells({ totals: number('TOT'), largest: [number('MAX')] }, 1, 0.85, false);
    expect(small.reduce((sum, mark) => sum + mark, 0)).toBe(few);
    expect(unsafe.filter((mark, cell) => mark === 1 && small[cell] === 0)).toHaveLength(dominated);
    rows.forEach(({ TOT, MAX }, cell) => {
      if (unsafe[cell] === 1) expect(levels[cell]).toBeCloseTo(Number(MAX) / 0.85 - Number(TOT), 3);
    });
  });
});

describeWithData('GaussSuppression, primary cells', 'tables/golden', (folder) => {
  const golden = (name: string): Row[] => readCsv(`${folder}/gauss_${name}.csv`);
  const primary = (rows: readonly Row[]): number[] => rows.map((row) => Number(row['primary'] === 'TRUE'));
  const microdata = (name: string): Row[] => readCsv(`${folder}/../ssb/${name}.csv`);

  /** Contributions to each published cell: of every row, or added up by company. */
  const contributions = (rows: readonly Row[], codes: readonly string[], by?: string): number[][] => rows.map((row) => {
    const within = microdata('magnitude1').filter((record) => codes.every((code) => row[code] === 'Total' || Object.values(record).includes(row[code]!)));
    if (by === undefined) return within.map(({ value }) => Number(value));
    const sums = new Map<string, number>();
    for (const record of within) sums.set(record[by]!, (sums.get(record[by]!) ?? 0) + Number(record['value']));
    return [...sums.values()];
  });
  const marks = ({ unsafe }: UnsafeCells): number[] => [...unsafe];

  test('counts up to maxN = 3, zeros among them or not', () => {
    const both = golden('mun_accidents_smallcounts_maxN3');
    const freq = Float64Array.from(both, (row) => Number(row['freq']));
    const zeros = zeroCells(freq, null);
    expect([...smallCounts(freq, 4).map((mark, cell) => mark | zeros[cell]!)]).toEqual(primary(both));
    const positive = golden('mun_accidents_smallcounts_maxN3_noZeros');
    expect([...smallCounts(Float64Array.from(positive, (row) => Number(row['freq'])), 4)]).toEqual(primary(positive));
    const z1 = golden('z1_default');
    expect([...smallCounts(Float64Array.from(z1, (row) => Number(row['ant'])), 4)]).toEqual(primary(z1));
    expect(z1.filter((row) => row['primary'] === 'TRUE').map((row) => `${row['region']!}|${row['hovedint']!}`)).toEqual(['B|arbeid', 'D|arbeid', 'H|arbeid']);
  });
  test('dominance (1, 80) of records, where R counts a share of 80 % among the unsafe', () => {
    const rows = golden('magnitude1_dominance_1_80');
    const cells = contributions(rows, ['sector4', 'geo']);
    expect(marks(dominatedCells(contributionsOf(cells, 1), 1, 0.8, true))).toEqual(primary(rows));
    rows.forEach((row, cell) => expect((Math.max(0, ...cells[cell]!) / (cells[cell]!.reduce((sum, value) => sum + value, 0) || 1))).toBeCloseTo(Number(row['dominant1']), 12));
  });
  test('few contributors, maxN = 1', () => {
    const rows = golden('magnitude1_fewcontrib_maxN1');
    expect([...smallCounts(counts(contributions(rows, ['sector4', 'geo'])), 2)]).toEqual(primary(rows));
  });
  test('dominance (1, 80) with (2, 99), and p % of 10, of companies', () => {
    const dominance = golden('magnitude1_formula_dominance_80_99_company');
    const cells = contributionsOf(contributions(dominance, ['geo', 'sector4'], 'company'), 2);
    const [one, two] = [dominatedCells(cells, 1, 0.8, true), dominatedCells(cells, 2, 0.99, true)].map(marks);
    expect(one!.map((mark, cell) => mark | two![cell]!)).toEqual(primary(dominance));
    const estimate = golden('magnitude1_formula_p10_company');
    expect(marks(estimableCells(contributionsOf(contributions(estimate, ['geo', 'sector4'], 'company'), 2), 1, 0.1, 1))).toEqual(primary(estimate));
  });
});

describe('the τ-ARGUS manual', () => {
  test('rules for two levels: a cell may be safe by unit and unsafe by holding', () => {
    const [units, holdings] = [[700, 200, 60, 40, 10], [900, 60, 40, 10]];
    expect([...estimableCells(contributionsOf([units, holdings], 2), 1, 0.1, 1).unsafe]).toEqual([0, 1]);
  });
});
