// The cell key method on the microdata and with the parameters of τ-ARGUS's own example, against the Handbook's recipe written
// down once more: keys as fractions and digits of a text, noise row by row of the file.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readNoiseText } from '../../src/protect/kernel/perturb/noise-text.ts';
import { perturbCounts } from '../../src/protect/kernel/perturb/perturb-counts.ts';
import { perturbMagnitude, separationPoint, type MagnitudeRecipe } from '../../src/protect/kernel/perturb/perturb-magnitude.ts';
import { describeWithData } from '../shared-data.ts';

interface Person {
  readonly sex: string;
  readonly age: string;
  readonly savings: number;
  readonly digits: string;
}

/** Lines of a table of noise: size, deviation, upper bound. */
type Lines = readonly (readonly [size: number, deviation: number, upper: number])[];

/** SCALING F(0.03,0.30,1000,3,0.5,0.2) of the example: shares, flex point, power, weights of the second and third contribution. */
const [S0, S1, FLEX, POWER, WEIGHTS] = [0.03, 0.3, 1000, 3, [1, 0.5, 0.2]] as const;

function naiveDeviation(lines: Lines, size: number, key: number): number {
  const of = (row: number): number => lines.find(([at, , upper]) => at === row && key < upper)![1];
  const sizes = [...new Set(lines.map(([at]) => at))];
  const largest = Math.max(...sizes);
  if (size >= largest) return of(largest);
  const low = Math.max(...sizes.filter((at) => at <= size));
  const high = Math.min(...sizes.filter((at) => at > size));
  const share = (size - low) / (high - low);
  return share < 1e-12 ? of(low) : (1 - share) * of(low) + share * of(high);
}

const naiveFlex = (value: number): number => (value >= FLEX ? S0 * (1 + ((S1 * value - S0 * FLEX) / (S0 * FLEX)) * ((2 * FLEX) / (value + FLEX)) ** POWER) : S1);
const turned = (digits: string): string => digits.slice(1) + digits[0]!;

/** Steps of the Handbook, chapter 4: one contribution after the other, the value changing under way. */
function naiveMagnitude(all: Lines, small: Lines, contributions: readonly number[], digits: string): number {
  const largest = [...contributions].sort((left, right) => Math.abs(right) - Math.abs(left));
  const last = Math.max(...small.map(([size]) => size));
  const ends = small.filter(([size]) => size === last);
  const variance = ends.reduce((sum, [, deviation, upper], index) => sum + deviation ** 2 * (upper - (ends[index - 1]?.[2] ?? 0)), 0);
  const separation = Math.sqrt(variance) / (S1 * Math.sqrt(1 + 0.25 + 0.04));
  let value = contributions.reduce((sum, part) => sum + part, 0);
  if (value === 0) return 0;
  let key = turned(digits);
  WEIGHTS.forEach((weight, rank) => {
    if (rank >= largest.length) return;
    let contribution = Math.abs(largest[rank]!);
    if (rank > 0 && contribution < separation) return;
    let unit = contribution < separation ? 1 : contribution * weight * naiveFlex(contribution);
    if (value < unit) {
      unit = value;
      contribution = value / (weight * S1);
      if (contribution < separation && rank > 0) return;
      if (contribution < separation) unit = 1;
    }
    if (rank > 0) key = turned(key);
    const deviation = naiveDeviation(contribution < separation ? small : all, value / unit, Number(`0.${key}`));
    value = Math.max(0, value + unit * deviation);
  });
  return value;
}

describeWithData('the cell key method on the example of τ-ARGUS', 'tables/tauargus/sampledata/cellkey/Magnitude', (folder) => {
  let people: Person[];
  const text = (file: string): string => readFileSync(resolve(folder, file), 'utf8');
  const lines = (file: string): Lines => text(file).trim().split(/\r?\n/).slice(1).map((line) => line.split(';')).map(([size, , , deviation, upper]) => [Number(size), Number(deviation), Number(upper)]);
  beforeAll(() => {
    people = text('microdata.csv').trim().split(/\r?\n/).map((line) => line.split(';')).map(([sex, age, , savings, , key]) => ({ sex: sex!, age: age!, savings: Number(savings), digits: key!.slice(2).padEnd(8, '0') }));
  });

  /** Sex by age with all totals, and many small cells beside. */
  function cellsOf(): Person[][] {
    const cells = new Map<string, Person[]>();
    people.forEach((person, index) => {
      const names = [`${person.sex} ${person.age}`, `${person.sex} .`, `. ${person.age}`, '. .', `small ${(index * 7919) % 700}`, `one ${index % 101 === 0 ? index : 'other'}`];
      for (const name of names) cells.set(name, [...(cells.get(name) ?? []), person]);
    });
    return [...cells.values()];
  }
  const cellKeyOf = (cell: readonly Person[]): number => cell.reduce((sum, { digits }) => (sum + Number(digits)) % 1e8, 0);

  test('gives the counts that the table of noise says, cell by cell', () => {
    const noise = lines('ptab_freq.txt');
    const { all } = readNoiseText(text('ptab_freq.txt'));
    const most = Math.max(...noise.map(([size]) => size));
    const cells = cellsOf();
    expect(cells.length).toBeGreaterThan(600);
    const perturbed = perturbCounts(Float64Array.from(cells, (cell) => cell.length), Int32Array.from(cells, cellKeyOf), all!);
    cells.forEach((cell, place) => {
      // Fractions add up modulo 1, as keys do modulo 10⁸.
      const fraction = Math.round((cell.reduce((sum, { digits }) => sum + Number(`0.${digits}`), 0) % 1) * 1e8) / 1e8;
      const [, deviation] = noise.find(([size, , upper]) => size === Math.min(cell.length, most) && fraction < upper)!;
      expect(perturbed[place]).toBe(cell.length + deviation);
    });
  });

  test('gives the sums of the Handbook, whatever their size', () => {
    const [all, small] = [lines('ptab_savings_all.txt'), lines('ptab_savings_smallcells.txt')];
    const table = readNoiseText(text('ptab_savings_all.txt'))['all']!;
    const recipe: MagnitudeRecipe = {
      flex: { smallShare: S1, largeShare: S0, flexPoint: FLEX, power: POWER }, contributionWeights: WEIGHTS, evenTable: table, oddTable: table,
      smallTable: Object.values(readNoiseText(text('ptab_savings_smallcells.txt')))[0]!, unsafeExtra: 0, isKeyKept: false, compat: 'tauArgus',
    };
    expect(separationPoint(recipe)).toBeGreaterThan(0);
    let changed = 0;
    for (const cell of cellsOf()) {
      const parts = cell.map(({ savings }) => savings);
      const cellKey = cellKeyOf(cell);
      const value = parts.reduce((sum, part) => sum + part, 0);
      const largest = [...parts].sort((left, right) => right - left).slice(0, 3);
      const perturbed = perturbMagnitude(recipe, { value, largest, contributors: cell.length, cellKey, isUnsafe: false }).value;
      const expected = naiveMagnitude(all, small, parts, String(cellKey).padStart(8, '0'));
      expect(Math.abs(perturbed - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected));
      if (perturbed !== value) changed++;
    }
    expect(changed).toBeGreaterThan(300);
  });
});
