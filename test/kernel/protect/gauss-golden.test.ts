// The patterns of R: GaussSuppression @6fa594c with SSBtools @1a7966f, R 4.2; each call is in the name of its file.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cellSystem } from '../../../src/linear/index.ts';
import { gaussSuppression, type GaussOptions } from '../../../src/protect/kernel/suppress/gauss.ts';
import { CELL, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { describeWithData } from '../../shared-data.ts';

type Row = Readonly<Record<string, string>>;

function readRows(path: string): Row[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
  return lines.map((fields) => Object.fromEntries(head!.map((name, at) => [name, fields[at]!])));
}

/** What a table is made of: which columns of the records each published column draws its codes from, and what is counted. */
interface Source {
  readonly file: string;
  readonly codes: Readonly<Record<string, readonly string[]>>;
  /** The columns whose combinations are the inner cells. */
  readonly inner: readonly string[];
  readonly value: string;
  /** Whether each record is one contributor; else `value` counts them. */
  readonly areRecords?: boolean;
  readonly contributor?: string;
  /** Whether combinations without records are inner cells of value 0. */
  readonly isExtended?: boolean;
}

interface Cell { readonly value: number; readonly units: number; readonly onlyUnit: number }

/** The published cells of a golden file, and below them, hidden, the inner cells they are sums of. */
function problemOf(data: string, published: readonly Row[], primary: readonly number[], source: Source): SuppressionProblem {
  const records = readRows(`${data}/ssb/${source.file}`);
  const contributors = [...new Set(records.map((record) => record[source.contributor ?? ''] ?? ''))];
  const names = new Map(records.map((record) => [source.inner.map((name) => record[name]).join('|'), record]));
  if (source.isExtended === true) {
    const [first = [], second = []] = Object.values(source.codes);
    for (const record of records) for (const other of records) {
      const joined = Object.fromEntries([...first.map((name) => [name, record[name]!]), ...second.map((name) => [name, other[name]!])]);
      const name = source.inner.map((column) => joined[column]).join('|');
      if (!names.has(name)) names.set(name, joined);
    }
  }
  const inner = [...names].map(([name, sample]) => ({ sample, records: records.filter((record) => source.inner.map((column) => record[column]).join('|') === name) }));
  const measure = (own: readonly Row[]): Cell => {
    const value = source.value === '' ? own.length : own.reduce((sum, record) => sum + Number(record[source.value]), 0);
    const who = new Set(own.map((record, at) => (source.contributor === undefined ? String(at) : record[source.contributor]!)));
    const [only] = who;
    return { value, units: source.areRecords === true ? own.length : value, onlyUnit: source.contributor !== undefined && who.size === 1 ? contributors.indexOf(only!) : -1 };
  };
  const parts = published.map((cell) => [...inner.keys()].filter((place) => Object.entries(source.codes).every(([column, from]) =>
    cell[column] === 'Total' || from.some((name) => inner[place]!.sample[name] === cell[column]))));
  const cells = published.length + inner.length;
  const measured = [...parts.map((places) => measure(places.flatMap((place) => inner[place]!.records))), ...inner.map((place) => measure(place.records))];
  return {
    ...emptyProblem(cells),
    system: {
      cells, starts: Int32Array.from([0, ...parts.map((_, cell) => parts.slice(0, cell + 1).reduce((sum, list) => sum + list.length + 1, 0))]),
      members: Int32Array.from(parts.flatMap((places, cell) => [cell, ...places.map((place) => published.length + place)])),
    },
    layouts: [], values: Float64Array.from(measured, ({ value }) => value),
    states: Uint8Array.from({ length: cells }, (_, cell) => (cell >= published.length ? CELL.hidden : primary.includes(cell) ? CELL.primary : CELL.open)),
    units: Float64Array.from(measured, ({ units }) => units), onlyUnit: Int32Array.from(measured, ({ onlyUnit }) => onlyUnit),
  };
}

/** Cells that everybody knows nothing of, and nothing is required for. */
function emptyProblem(cells: number): Omit<SuppressionProblem, 'system' | 'layouts' | 'values' | 'states' | 'units'> {
  const zero = new Float64Array(cells);
  return { costs: zero.map(() => 1), lower: zero, upper: zero.map(() => Infinity), required: { below: zero, above: zero, width: zero }, onlyUnit: new Int32Array(cells).fill(-1), integers: true };
}

const nameOf = (row: Row): string => Object.values(row).slice(0, 2).join('|');

function withheldBy(problem: SuppressionProblem, options: GaussOptions, rows: readonly Row[]): string[] {
  const { secondary, uncovered } = gaussSuppression(options)(problem, { solver: null, seconds: 0, now: () => 0 });
  expect([...uncovered]).toEqual([]);
  return [...rows.keys()].filter((cell) => secondary[cell] === 1 || problem.states[cell] === CELL.primary).map((cell) => nameOf(rows[cell]!));
}

const rowsWith = (rows: readonly Row[], column: string): number[] => [...rows.keys()].filter((row) => rows[row]![column] === 'TRUE');

describeWithData('Gaussian elimination withholds what R withholds', 'tables/golden', (golden) => {
  const data = `${golden}/..`;
  const z1: Source = { file: 'z1.csv', codes: { region: ['region'], hovedint: ['hovedint'] }, inner: ['region', 'hovedint'], value: 'ant' };
  const accidents: Source = { file: 'mun_accidents.csv', codes: { mun: ['mun'], inj: ['inj'] }, inner: ['mun', 'inj'], value: 'freq' };
  const plain: Source = { file: 'magnitude1.csv', codes: { sector4: ['sector4'], geo: ['geo'] }, inner: ['sector4', 'geo'], value: 'value', areRecords: true };
  const linked: Source = { ...plain, codes: { sector4: ['sector2', 'sector4'], geo: ['geo', 'eu'] } };
  const companies: Source = { ...linked, contributor: 'company' };
  const records: Source = { ...linked, value: '', isExtended: true };
  const magnitudes: GaussOptions = { order: 'magnitudes', singletons: 'numttTTT' };

  const cases: readonly (readonly [file: string, source: Source, options: GaussOptions])[] = [
    ['z1_default', z1, { order: 'counts' }],
    ['mun_accidents_smallcounts_maxN3', accidents, { order: 'counts' }],
    ['mun_accidents_smallcounts3_intervals', accidents, { order: 'counts' }],
    ['mun_accidents_smallcounts_maxN3_noZeros', accidents, { order: 'counts' }],
    ['magnitude1_smallcounts3_intervals', records, { order: 'counts' }],
    ['magnitude1_dominance_1_80', plain, magnitudes],
    ['magnitude1_fewcontrib_maxN1', plain, magnitudes],
    ['magnitude1_formula_dominance_80_99_company', companies, magnitudes],
    ['magnitude1_formula_dominance_80_99_intervals', companies, magnitudes],
    ['magnitude1_formula_dominance_80_99_fixrisky', companies, magnitudes],
    ['magnitude1_formula_p10_company', companies, magnitudes],
  ];
  test.each(cases)('%s', (file, source, options) => {
    const rows = readRows(`${golden}/gauss_${file}.csv`);
    const problem = problemOf(data, rows, rowsWith(rows, 'primary'), source);
    expect(withheldBy(problem, options, rows)).toEqual(rowsWith(rows, 'suppressed').map((cell) => nameOf(rows[cell]!)));
  });

  /** SSBtools: counts 2 and more by size, 1 as 0, and 0 as 1. */
  const byDisclosure = (rows: readonly Row[], primary: readonly number[]): Int32Array => {
    const wish = rows.map(({ freq }) => (Number(freq) === 0 ? 1 : Number(freq) === 1 ? 0 : Number(freq)));
    return Int32Array.from([...rows.keys()].filter((cell) => !primary.includes(cell)).sort((a, b) => wish[b]! - wish[a]! || a - b));
  };
  const disclosure: GaussOptions = { singletons: 'anySumNOTprimary', zerosFirst: false };

  test('mun_accidents_direct1', () => {
    const rows = readRows(`${golden}/gauss_mun_accidents_direct1.csv`);
    const primary = rowsWith(rows, 'primary');
    const problem = problemOf(data, rows, primary, accidents);
    expect(withheldBy(problem, { ...disclosure, order: byDisclosure(rows, primary) }, rows)).toEqual(rowsWith(rows, 'suppressed').map((cell) => nameOf(rows[cell]!)));
  });

  test('mun_accidents_kdisclosure1: differences of two cells that tell of one person are guarded', () => {
    const rows = readRows(`${golden}/gauss_mun_accidents_kdisclosure1.csv`);
    const problem = problemOf(data, rows, [], accidents);
    const contains = (outer: Row, inner: Row): boolean => ['mun', 'inj'].every((column) => outer[column] === 'Total' || outer[column] === inner[column]);
    const pairs = rows.flatMap((parent, cell) => rows.flatMap((child, other) => {
      const [whole, part] = [Number(parent['freq']), Number(child['freq'])];
      return cell !== other && contains(parent, child) && whole > 0 && part > 0 && whole - part <= 1 ? [{ cells: Int32Array.of(cell, other), factors: Int32Array.of(1, -1) }] : [];
    }));
    expect(withheldBy(problem, { ...disclosure, order: byDisclosure(rows, []), alsoGuard: pairs }, rows)).toEqual(rowsWith(rows, 'suppressed').map((cell) => nameOf(rows[cell]!)));
  });

  /** The example of `?GaussSuppression`: three rows and five columns, where primary cells are those of 1 to 4. */
  const example = (rows: readonly Row[]): SuppressionProblem => {
    const places = rows.map((row) => [Number(row['var1'] === 'Total' ? 0 : row['var1']), row['var2'] === 'Total' ? 0 : 'ABCDE'.indexOf(row['var2']!) + 1]);
    const trees = [{ parents: Int32Array.of(-1, 0, 0, 0) }, { parents: Int32Array.of(-1, 0, 0, 0, 0, 0) }];
    const layout = { trees, cells: Int32Array.from(places.keys()), nodes: [0, 1].map((dimension) => Int32Array.from(places, (place) => place[dimension]!)) };
    const values = Float64Array.from(rows, (row) => Number(row['values']));
    return { ...emptyProblem(rows.length), system: cellSystem(rows.length, [layout]), layouts: [layout], values, units: values, states: values.map((value) => (value > 0 && value < 5 ? CELL.primary : CELL.open)) as unknown as Uint8Array };
  };
  const natural = (rows: readonly Row[], isFirst: (value: number) => boolean): Int32Array => {
    const open = [...rows.keys()].filter((cell) => rows[cell]!['primary'] === 'FALSE');
    return Int32Array.from([...open.filter((cell) => isFirst(Number(rows[cell]!['values']))), ...open.filter((cell) => !isFirst(Number(rows[cell]!['values'])))]);
  };
  const documented: readonly (readonly [column: string, options: GaussOptions, zerosFirst: boolean])[] = [
    ['A', { singletons: 'none' }, false], ['B', { singletons: 'none' }, true], ['C', { singletons: 'anySum' }, true],
    ...(['none', 'subSum', 'subSpace', 'anySum', 'anySumNOTprimary'] as const).map((singletons) => [`m_${singletons}`, { singletons }, true] as const),
  ];
  test.each(documented)('the example of the documentation, %s', (column, options, zerosFirst) => {
    const rows = readRows(`${golden}/gauss_doc_example_df15.csv`);
    const order = natural(rows, (value) => zerosFirst && value === 0);
    const expected = [...rowsWith(rows, 'primary'), ...rowsWith(rows, column)].sort((a, b) => a - b);
    expect(withheldBy(example(rows), { ...options, order }, rows)).toEqual(expected.map((cell) => nameOf(rows[cell]!)));
  });
});
