import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimalUniques } from '../../../../src/anonymise/kernel/risk/minimal-uniques.ts';
import { disScores, sudaScores, type SudaWeighting } from '../../../../src/anonymise/kernel/risk/suda-scores.ts';
import { describeWithData } from '../../../shared-data.ts';

type Cell = string | number | null;

/** Groups equal rows with a plain map. */
function classesOf(rows: readonly (readonly Cell[])[], owners: readonly number[] | null = null): { readonly codes: Int32Array[]; readonly ownerOf: Int32Array; readonly classOf: number[] } {
  const names = [...new Set(rows.map((row) => JSON.stringify(row)))];
  const classOf = rows.map((row) => names.indexOf(JSON.stringify(row)));
  const kept = names.map((name) => JSON.parse(name) as Cell[]);
  const codes = (rows[0] ?? []).map((_, column) => {
    const values = [...new Set(kept.map((row) => row[column]!))].filter((value) => value !== null);
    return Int32Array.from(kept, (row) => values.indexOf(row[column]!));
  });
  const ownerOf = Int32Array.from(names, (_, index) => {
    const found = new Set(classOf.flatMap((other, row) => (other === index ? [owners?.[row] ?? row] : [])));
    return found.size === 1 ? [...found][0]! : -1;
  });
  return { codes, ownerOf, classOf };
}

function scoresOf(rows: readonly (readonly Cell[])[], weighting: SudaWeighting = 'original'): { readonly scores: number[]; readonly contributions: readonly number[] } {
  const columns = rows[0]!.length;
  const { codes, ownerOf, classOf } = classesOf(rows);
  const { scores, contributions } = sudaScores(minimalUniques(codes, ownerOf, columns), columns, weighting);
  return { scores: classOf.map((index) => scores[index]!), contributions };
}

/** Compares every row with every other on every set of columns. */
function naive(rows: readonly (readonly Cell[])[], owners: readonly number[], largest: number): number[][] {
  const columns = rows[0]!.length;
  const isAlone = (row: number, set: number): boolean => {
    const members = Array.from({ length: columns }, (_, column) => column).filter((column) => (set >> column) & 1);
    if (members.some((column) => rows[row]![column] === null)) return false;
    return rows.every((other, index) => owners[index] === owners[row] || members.some((column) => other[column] !== rows[row]![column]));
  };
  return rows.map((_, row) => {
    const alone = Array.from({ length: 2 ** columns }, (_unused, set) => set > 0 && isAlone(row, set));
    const counts = new Array<number>(largest).fill(0);
    alone.forEach((found, set) => {
      if (!found || alone.some((smaller, part) => smaller && part !== set && (part & set) === part)) return;
      const size = [...set.toString(2)].filter((bit) => bit === '1').length;
      if (size <= largest) counts[size - 1]!++;
    });
    return counts;
  });
}

describe('vectors of sdcMicro, test_suda2.R', () => {
  test('the example of the guidelines: ten persons, scores by hand', () => {
    const rows = [
      ['Urban', 'Female', 'Secondary incomplete', 'Employed'], ['Urban', 'Female', 'Secondary incomplete', 'Employed'], ['Urban', 'Female', 'Primary incomplete', 'Non-LF'],
      ['Urban', 'Male', 'Secondary complete', 'Employed'], ['Rural', 'Female', 'Secondary complete', 'Unemployed'], ['Urban', 'Male', 'Secondary complete', 'Employed'],
      ['Urban', 'Female', 'Primary complete', 'Non-LF'], ['Urban', 'Male', 'Post-secondary', 'Unemployed'], ['Urban', 'Female', 'Secondary incomplete', 'Non-LF'], ['Urban', 'Female', 'Secondary incomplete', 'Non-LF'],
    ];
    expect(scoresOf(rows).scores).toEqual([0, 0, 6, 0, 12, 0, 6, 10, 0, 0]);
  });

  test('the example of the book: eight persons', () => {
    const rows = Array.from({ length: 8 }, (_, row) => [
      row < 7 ? '20s' : '60s', row < 4 || row === 7 ? 'male' : 'female', row < 2 ? '50k+' : '50k-', ['highschool', 'highschool', 'highschool', 'highschool', 'university', 'highschool', 'middleschool', 'university'][row]!,
    ]);
    expect(scoresOf(rows).scores.slice(4)).toEqual([4, 2, 6, 8]);
  });

  test('contributions of columns follow the columns and add up to more than one', () => {
    const rows = [[2, 0, 0], [1, 3, 6], [1, 0, 0]];
    expect(scoresOf(rows).contributions).toEqual([0.5, 0.375, 0.375]);
    expect(scoresOf(rows.map(([a, b, c]) => [c!, a!, b!])).contributions).toEqual([0.375, 0.5, 0.375]);
  });
});

describeWithData('testdata2 of sdcMicro', 'microdata/sdcmicro/sdcmicro_testdata2.csv', (path) => {
  test.each([
    [['urbrur', 'roof', 'walls', 'water', 'sex'], 'original', 2],
    [['urbrur', 'roof', 'walls', 'water', 'electcon', 'relat', 'sex'], 'original', 180],
    [['urbrur', 'roof', 'walls', 'water', 'electcon', 'relat', 'sex'], 'normalised', 2.73],
  ] as const)('the first household on %j, %s: %d', (names, weighting, score) => {
    const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/).map((line) => line.replaceAll('"', '').split(','));
    const places = names.map((name) => head!.indexOf(name));
    const rows = lines.map((fields) => places.map((place) => (['', 'NA'].includes(fields[place]!) ? null : fields[place]!)));
    expect(scoresOf(rows, weighting).scores[0]).toBeCloseTo(score, 2);
  });
});

const tables = fc.integer({ min: 1, max: 5 }).chain((columns) => fc.array(
  fc.tuple(fc.array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 2 }) }, { weight: 1, arbitrary: fc.constant(null) }), { minLength: columns, maxLength: columns }), fc.integer({ min: 0, max: 6 })),
  { minLength: 1, maxLength: 14 },
));

test('minimal uniques are those found by comparing rows, with missing values, repeated rows and persons of several rows', () => {
  fc.assert(fc.property(tables, fc.boolean(), fc.integer({ min: 1, max: 5 }), (table, isPersons, most) => {
    const rows = table.map(([cells]) => cells);
    const owners = table.map(([, person], row) => (isPersons ? person : row));
    const largest = Math.min(most, rows[0]!.length);
    const { codes, ownerOf, classOf } = classesOf(rows, owners);
    const { ofSize, ofColumn } = minimalUniques(codes, ownerOf, largest);
    const wanted = naive(rows, owners, largest);
    expect(rows.map((_, row) => ofSize.map((counts) => counts[classOf[row]!]!))).toEqual(wanted);
    ofColumn.forEach((counts, place) => {
      const found = ofSize[place]!.reduce((sum, count) => sum + count, 0);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(found * (place + 1));
    });
  }), { numRuns: 1000 });
});

test('the order of the columns and of the classes moves figures and changes none', () => {
  fc.assert(fc.property(tables, (table) => {
    const rows = table.map(([cells]) => cells);
    const there = scoresOf(rows);
    const back = scoresOf(rows.map((row) => row.toReversed()).reverse());
    expect(back.scores.toReversed()).toEqual(there.scores);
    expect(back.contributions.toReversed()).toEqual(there.contributions);
  }));
});

test('DIS scores: by the formula for three scores, between 0 and 1, and rising with the score', () => {
  // U = 3, P = 4, δ = 0.01, M = 4: D = 0.03 / (0.03 + 3.96), Q = 1.2.
  const found = disScores(Float64Array.of(6, 0, 12, 6), 4, 3, 4, 0.01);
  const d = 0.03 / (0.03 + 4 * 0.99);
  const harmonic = 2 * 6 ** -1.2 + 12 ** -1.2;
  const of = (score: number): number => 1 / (1 + (3 / d - 3) / (score ** 1.2 * harmonic));
  [of(6), 0, of(12), of(6)].forEach((wanted, index) => { expect(found[index]).toBeCloseTo(wanted, 14); });
  expect([...disScores(Float64Array.of(0, 0), 4, 0, 2, 0.01)]).toEqual([0, 0]);
  // Without pairs every match is right.
  expect([...disScores(Float64Array.of(2, 3), 4, 2, 0, 0.01)]).toEqual([1, 1]);
  for (const share of [0, 1, NaN]) expect(() => disScores(new Float64Array(0), 4, 1, 1, share)).toThrow(RangeError);
});

test('an empty table has nobody, and sizes or columns that are none are refused', () => {
  expect(minimalUniques([new Int32Array(0)], new Int32Array(0), 1)).toEqual({ ofSize: [new Uint32Array(0)], ofColumn: [new Float64Array(1)] });
  for (const largest of [0, 2, 1.5]) expect(() => minimalUniques([new Int32Array(0)], new Int32Array(0), largest)).toThrow(RangeError);
  expect(() => minimalUniques(Array.from({ length: 31 }, () => new Int32Array(0)), new Int32Array(0), 1)).toThrow(RangeError);
});
