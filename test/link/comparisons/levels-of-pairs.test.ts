// Which level each ready comparison puts a pair of values at, judged by hand from what the level says.
import { describe, expect, test } from 'vitest';
import { Field, Float64, Int32, List, Table, Utf8, vectorFromArray, type DataType } from 'apache-arrow';
import { fromArrowTable } from '../../../src/core/dataset.ts';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import {
  absoluteDifferenceComparison, bestPairComparison, birthDateComparison, communeComparison, cosineComparison, damerauLevenshteinComparison, emailComparison, exactComparison,
  firstNameSurnameComparison, jaccardComparison, kilometresComparison, levenshteinComparison, listIntersectionComparison, nameComparison, nirComparison, nirPartsComparison,
  percentageDifferenceComparison, postalCodeComparison, registeredComparison, timeDifferenceComparison, ukPostcodeComparison,
} from '../../../src/link/comparisons/index.ts';
import type { Comparison } from '../../../src/link/model/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';

type Cell = string | number | readonly (string | number | null)[] | null;
type Person = Readonly<Record<string, Cell>>;

const TEXTS = new List(new Field('item', new Utf8(), true));
const NUMBERS = new List(new Field('item', new Float64(), true));
const typeOf = (cells: readonly Cell[]): DataType => {
  const cell = cells.find((one) => one !== null && !(Array.isArray(one) && one.length === 0));
  if (Array.isArray(cell)) return typeof cell.find((one: unknown) => one !== null) === 'number' ? NUMBERS : TEXTS;
  return typeof cell === 'number' ? new Float64() : new Utf8();
};

/** The label of the level of two records, from either side. */
async function levelOf(comparison: Comparison, left: Person, right: Person, registered: object = {}): Promise<string> {
  const names = Object.keys(left);
  const columns = names.map((name) => [name, vectorFromArray([left[name]!, right[name]!], typeOf([left[name]!, right[name]!]))] as const);
  const dataset = fromArrowTable(new Table({ id: vectorFromArray([0, 1], new Int32()), ...Object.fromEntries(columns) }));
  const model = { blocking: [], comparisons: [comparison] };
  const records = await prepareRecords({ people: dataset }, { rowKey: 'id', expressions: collectExpressions(model), unit: 'codePoint' });
  const [kernel] = compileComparisons(model, records, registered as never);
  expect(kernel!.levelOf(1, 0)).toBe(kernel!.levelOf(0, 1));
  return comparison.levels[kernel!.levelOf(0, 1)]!.label;
}

/** Pairs of one column's values and the level they are at. */
type Pairs = readonly (readonly [left: Cell, right: Cell, label: string])[];

const ONE_COLUMN: readonly (readonly [what: string, comparison: Comparison, pairs: Pairs])[] = [
  ['exact', exactComparison({ of: 'x' }), [['a', 'a', 'x is the same'], ['a', 'A', 'anything else'], ['', '', 'x is the same'], [null, 'a', 'x is missing'], [null, null, 'x is missing']]],
  ['Levenshtein', levenshteinComparison({ of: 'x', atMost: [1, 3] }), [
    ['chat', 'chats', 'Levenshtein distance at most 1'], ['chat', 'hcat', 'Levenshtein distance at most 3'], ['chat', 'chien', 'Levenshtein distance at most 3'], ['chat', 'oiseau', 'anything else'], ['é', 'e', 'Levenshtein distance at most 1'],
  ]],
  ['Damerau–Levenshtein', damerauLevenshteinComparison({ of: 'x' }), [
    ['chat', 'hcat', 'Damerau–Levenshtein distance at most 1'], ['ca', 'abc', 'Damerau–Levenshtein distance at most 2'], ['abc', 'xyz', 'anything else'], ['', 'ab', 'Damerau–Levenshtein distance at most 2'],
  ]],
  ['Jaccard of characters', jaccardComparison({ of: 'x', q: 1, atLeast: [0.5] }), [['abc', 'cba', 'Jaccard similarity at least 0.5'], ['ab', 'bcd', 'anything else'], ['ab', 'bc', 'anything else'], ['abc', 'bcd', 'Jaccard similarity at least 0.5']]],
  ['names', nameComparison({ of: 'x', phonetic: 'frenchSoundex', fold: true }), [
    ['Élodie', 'ELODIE', 'x is the same'], ['Martin', 'Martins', 'Jaro–Winkler similarity at least 0.92'], ['Dupont', 'Dupond', 'Jaro–Winkler similarity at least 0.92'], ['inconnu', 'Martin', 'x is missing'], ['Martin', 'Lefebvre', 'anything else'],
  ]],
  ['numbers', absoluteDifferenceComparison({ of: 'x', atMost: [1, 10] }), [[5, 5, 'x is the same'], [5, 6, 'at most 1 apart'], [-5, 5, 'at most 10 apart'], [0, 10.001, 'anything else'], [0, -0, 'x is the same'], [Number.NaN, 1, 'x is missing'], [Infinity, 1, 'anything else']]],
  ['shares of numbers', percentageDifferenceComparison({ of: 'x', below: [0.1, 0.5] }), [[100, 91, 'less than 0.1 of the greater apart'], [100, 90, 'less than 0.5 of the greater apart'], [100, 50, 'anything else'], [0, 0, 'x is the same'], [0, 1, 'anything else']]],
  ['spans of time', timeDifferenceComparison({ of: 'x', format: '%Y-%m-%d %H:%M', within: [{ amount: 1, unit: 'hour' }, { amount: 2, unit: 'day' }] }), [
    ['2024-01-01 00:00', '2024-01-01 01:00', 'at most 1 hour apart'], ['2024-01-01 00:00', '2024-01-01 01:01', 'at most 2 days apart'], ['2024-02-28 12:00', '2024-03-01 12:00', 'at most 2 days apart'], ['2023-02-28 12:00', '2023-03-02 12:01', 'anything else'], ['never', '2024-01-01 00:00', 'x is missing'],
  ]],
  ['birth dates', birthDateComparison({ of: 'x', format: 'dd/MM/yyyy' }), [
    ['12/01/1980', '12/01/1980', 'x is the same'], ['12/01/1980', '12/01/1981', 'one keystroke apart'], ['12/01/1980', '21/01/1980', 'one keystroke apart'], ['05/11/1980', '11/05/1980', 'day and month exchanged'],
    ['03/04/1980', '28/04/1980', 'the same month'], ['31/03/1980', '15/04/1980', 'at most 1 month apart'], ['15/01/1980', '20/11/1980', 'at most 1 year apart'], ['15/01/1980', '28/12/1988', 'at most 10 years apart'], ['15/01/1980', '28/12/1995', 'anything else'],
    ['31/02/1980', '28/02/1980', 'x is missing'],
  ]],
  ['communes', communeComparison({ of: 'x' }), [['75056', '75056', 'x is the same'], ['2A004', '2A041', 'the same département'], ['97105', '97101', 'the same département'], ['97105', '97209', 'anything else'], ['01004', '02004', 'anything else']]],
  ['postal codes', postalCodeComparison({ of: 'x' }), [['75013', '75031', 'one keystroke apart'], ['75013', '75118', 'the same département'], ['20000', '20200', 'one keystroke apart'], ['20000', '20199', 'the same département'], ['20190', '20250', 'anything else'], ['13001', '75013', 'anything else']]],
  ['UK postcodes', ukPostcodeComparison({ of: 'x' }), [['EC1A 1BB', 'EC1A 1BC', 'the same sector'], ['EC1A 1BB', 'EC1A 2BB', 'the same district'], ['EC1A 1BB', 'EC2V 1BB', 'the same area'], ['EC1A 1BB', 'W1A 0AX', 'anything else'], ['1', '2', 'anything else']]],
  ['NIR', nirComparison({ of: 'x' }), [
    ['284058832102532', '2840588321025', 'x is the same'], ['2840588321025', '2840588321099', 'the same but for the order number'], ['2840588321025', '2840588312025', 'one keystroke apart'], ['2840588321025', '2840599321025', 'two keystrokes apart'], ['2840588321025', '1700101001001', 'anything else'],
  ]],
  ['parts of NIR', nirPartsComparison({ of: 'x' }), [
    ['2840588321025', '2840588321025', 'x is the same'], ['2840588321025', '2840588321026', 'the same sex, month and place of birth'], ['2840588321025', '2840588002026', 'the same sex, month and département of birth'], ['2840588321025', '2840575056001', 'the same sex and month of birth'],
    ['2840588321025', '2841275056001', 'the same sex and year of birth'], ['2840588321025', '1840588321025', 'anything else'], ['2840588321025', 'none', 'x is missing'],
  ]],
  ['e-mails', emailComparison({ of: 'x' }), [['anne@a.fr', 'anne@a.fr', 'x is the same'], ['', 'anne@a.fr', 'anything else']]],
  ['lists', listIntersectionComparison({ of: 'x', atLeast: [2, 1] }), [[['a', 'b', 'c'], ['b', 'c'], 'at least 2 in common'], [['a', 'a'], ['a', 'a'], 'at least 1 in common'], [['a', null], ['b', null], 'anything else'], [[], ['a'], 'anything else'], [null, ['a'], 'x is missing']]],
  ['closest elements', bestPairComparison({ of: 'x', measure: 'levenshtein', atMost: [1, 2] }), [[['a', 'b'], ['b'], 'an element in common'], [['martin', 'x'], ['marten'], 'closest elements: levenshtein at most 1'], [['martin'], ['mraten', null], 'anything else'], [['martin'], ['mratin'], 'closest elements: levenshtein at most 2'], [[null], ['a'], 'anything else']]],
  ['vectors', cosineComparison({ of: 'x', atLeast: [0.9, 0] }), [[[1, 0], [2, 0], 'cosine at least 0.9'], [[1, 0], [0, 1], 'cosine at least 0'], [[1, 0], [-1, 0], 'anything else'], [[1, 0], [1, 0, 0], 'anything else'], [[0, 0], [1, 1], 'anything else']]],
];

describe('pairs of values of one column', () => {
  test.each(ONE_COLUMN)('%s', async (_what, comparison, pairs) => {
    for (const [left, right, label] of pairs) expect([left, right, await levelOf(comparison, { x: left }, { x: right })]).toEqual([left, right, label]);
  });
});

describe('pairs of values of several columns', () => {
  test('first name and surname, in their places or exchanged', async () => {
    const comparison = firstNameSurnameComparison({ firstName: 'first', surname: 'last' });
    const level = (left: readonly [string | null, string | null], right: readonly [string | null, string | null]): Promise<string> => levelOf(comparison, { first: left[0], last: left[1] }, { first: right[0], last: right[1] });
    expect(await level(['Jean', 'Martin'], ['Jean', 'Martin'])).toBe('both names are the same');
    expect(await level(['Jean', 'Martin'], ['Martin', 'Jean'])).toBe('names exchanged');
    expect(await level(['Jeanne', 'Martin'], ['Jeanne', 'Martins'])).toMatch(/^both names Jaro–Winkler similarity at least/);
    expect(await level(['Jean', 'Martin'], ['Zoé', 'Martin'])).toBe('last is the same');
    expect(await level(['Jean', 'Martin'], ['Jean', 'Lefebvre'])).toBe('first is the same');
    expect(await level([null, 'Martin'], [null, 'Martin'])).toBe('last is the same');
    expect(await level([null, 'Martin'], ['Jean', null])).toBe('both names are missing');
    expect(await level([null, null], [null, null])).toBe('both names are missing');
  });

  test('a coordinate alone is no place', async () => {
    const comparison = kilometresComparison({ latitude: 'lat', longitude: 'lon', atMost: [1, 400] });
    const level = (left: readonly [number | null, number | null], right: readonly [number | null, number | null]): Promise<string> => levelOf(comparison, { lat: left[0], lon: left[1] }, { lat: right[0], lon: right[1] });
    const [paris, lyon] = [[48.8566, 2.3522], [45.764, 4.8357]] as const;
    expect(await level(paris, paris)).toBe('at most 1 km apart');
    expect(await level(paris, lyon)).toBe('at most 400 km apart');
    expect(await level(paris, [51.5074, -100])).toBe('anything else');
    expect(await level([null, 2.3522], paris)).toMatch(/is missing$/);
    expect(await level([null, 2.3522], [48.8566, null])).toMatch(/is missing$/);
  });

  test('a commune that was renumbered, by its name in its département', async () => {
    const comparison = communeComparison({ of: 'code', label: 'name' });
    expect(await levelOf(comparison, { code: '49015', name: 'Saint-Léger' }, { code: '49301', name: 'ST LEGER' })).toBe('the same name in the same département');
    expect(await levelOf(comparison, { code: '49015', name: 'Saint-Léger' }, { code: '50301', name: 'Saint-Léger' })).toBe('anything else');
  });

  test('a kernel that the caller registers, of a distance', async () => {
    const comparison = registeredComparison({ of: 'x', kernel: 'lengths', atMost: [0, 2] });
    const lengths = (left: unknown, right: unknown): number => Math.abs((left as string).length - (right as string).length);
    expect(await levelOf(comparison, { x: 'ab' }, { x: 'cd' }, { lengths })).toBe('lengths at most 0');
    expect(await levelOf(comparison, { x: 'ab' }, { x: 'cdef' }, { lengths })).toBe('lengths at most 2');
    expect(await levelOf(comparison, { x: 'ab' }, { x: 'cdefg' }, { lengths })).toBe('anything else');
  });
});
