import { describe, expect, test } from 'vitest';
import {
  ageHierarchy, diagnosisHierarchy, frequencyHierarchy, levelsOfValues, medicineHierarchy, orderHierarchy, placeHierarchy, type HierarchyRules, type PlaceCode, type PlaceLevel,
} from '../../../src/hierarchy/index.ts';
import { CIM10_CHAPTERS, CIM10_GROUPS, cim10Group, DEPARTEMENTS, loadCommunes, REGIONS } from '../../../src/identifiers/index.ts';

function labelled<Member extends string | number>(rules: HierarchyRules<Member>, values: readonly Member[]): (string | null)[][] {
  return levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));
}

describe('places', () => {
  const all: PlaceLevel[] = ['commune', 'departement', 'region', 'country'];
  test.each<[PlaceCode, string, (string | null)[]]>([
    ['commune', '69381', ['69123', '69', 'Auvergne-Rhône-Alpes', 'France']],
    ['commune', '2a004', ['2A004', '2A', 'Corse', 'France']],
    ['commune', '20004', ['20004', '20', 'Corse', 'France']],
    ['commune', '97105', ['97105', '971', 'Guadeloupe', 'France']],
    ['commune', '97701', ['97701', '977', 'Collectivités d’outre-mer', 'France']],
    ['commune', '98818', ['98818', '988', 'Collectivités d’outre-mer', 'France']],
    ['commune', '99109', [null, null, null, null]],
    ['commune', 'Paris', [null, null, null, null]],
    ['birthPlace', '99109', ['99109', '99', 'Étranger', 'Étranger']],
    ['birthPlace', '96123', ['96123', '99', 'Étranger', 'Étranger']],
    ['birthPlace', '98511', ['98511', '976', 'Mayotte', 'France']],
    ['birthPlace', '75112', ['75056', '75', 'Île-de-France', 'France']],
    ['birthPlace', '99999', [null, null, null, null]],
  ])('%s %s becomes %j', (from, code, expected) => {
    expect(labelled(placeHierarchy(from, all), [code]).flat()).toEqual(expected);
  });
  test.each<[PlaceCode, string, (string | null)[]]>([
    ['postalCode', '20 200', ['2B', 'Corse', 'France']],
    ['postalCode', '97139', ['971', 'Guadeloupe', 'France']],
    ['postalCode', '98000', [null, null, null]],
  ])('%s %s becomes %j', (from, code, expected) => {
    expect(labelled(placeHierarchy(from, ['departement', 'region', 'country']), [code]).flat()).toEqual(expected);
  });
  test('départements become régions, those of all 18', () => {
    expect(labelled(placeHierarchy('departement', ['region']), REGIONS.flatMap(({ departements }) => departements)).flat()).toEqual(REGIONS.flatMap(({ name, departements }) => departements.map(() => name)));
    expect(labelled(placeHierarchy('departement', ['region', 'country']), ['075', '2a', '20', '99', '96', '985', '975', '98'])).toEqual([
      ['Île-de-France', 'Corse', 'Corse', 'Étranger', 'Étranger', 'Mayotte', 'Collectivités d’outre-mer', null], ['France', 'France', 'France', 'Étranger', 'Étranger', 'France', 'France', null],
    ]);
  });
  test('a level that is left out changes no other', () => {
    const codes = DEPARTEMENTS.filter((code) => code !== '99').map((code) => `${code}${'1'.repeat(5 - code.length)}`);
    const [, , regions, countries] = labelled(placeHierarchy('birthPlace', all), codes);
    expect(labelled(placeHierarchy('birthPlace', ['region']), codes)).toEqual([regions]);
    expect(labelled(placeHierarchy('birthPlace', ['departement', 'country']), codes)[1]).toEqual(countries);
  });
  test('every commune in use has a département and a région', async () => {
    const { statuses } = await loadCommunes();
    const codes = [...statuses.keys()].filter((number) => statuses[number] === 1)
      .map((number) => (number >= 100_000 ? `2${number >= 101_000 ? 'B' : 'A'}${String(number % 1000).padStart(3, '0')}` : String(number).padStart(5, '0')));
    const { unknown, levels } = levelsOfValues(placeHierarchy('commune', ['departement', 'region']), codes, null);
    expect([codes.length, unknown]).toEqual([35_014, 0]);
    expect(levels[1]!.labels.filter((name) => !REGIONS.some((region) => region.name === name))).toEqual(['Collectivités d’outre-mer']);
    expect(levels[0]!.labels.length).toBeGreaterThanOrEqual(101);
  });
  test.each<[PlaceCode, PlaceLevel[], string]>([
    ['commune', [], 'levels: expected at least one'],
    ['commune', ['region', 'departement'], 'levels[1]: expected a level above region'],
    ['departement', ['departement'], 'levels[0]: expected a level above departement'],
    ['postalCode', ['commune'], 'levels[0]: expected a level above postalCode'],
  ])('from %s to %j is refused', (from, levels, message) => {
    expect(() => placeHierarchy(from, levels)).toThrow(new RangeError(message));
  });
});

describe('diagnoses', () => {
  test('become categories, groups and chapters, however they are written', () => {
    expect(labelled(diagnosisHierarchy(['category', 'group', 'chapter']), ['E11.9', 'e110', 'E11', 'C50.1', 'D48', 'D50', 'U07.1', 'V09', 'D49', '11', 'IV', 'E10-E14'])).toEqual([
      ['E11', 'E11', 'E11', 'C50', 'D48', 'D50', 'U07', 'V09', null, null, null, null],
      ['E10-E14', 'E10-E14', 'E10-E14', 'C50', 'D37-D48', 'D50-D53', 'U00-U49', 'V01-X59', null, null, null, null],
      ['IV', 'IV', 'IV', 'II', 'II', 'III', 'XXII', 'XX', null, null, null, null],
    ]);
    expect(labelled(diagnosisHierarchy(['chapter']), ['I21.0'])).toEqual([['IX']]);
  });
  test('of a category between groups have the chapter in the place of a group', () => {
    expect(labelled(diagnosisHierarchy(['category', 'group', 'chapter']), ['U90.0', 'U92', 'U83'])).toEqual([['U90', 'U92', 'U83'], ['XXII', 'XXII', 'U82-U85'], ['XXII', 'XXII', 'XXII']]);
    expect(labelled(diagnosisHierarchy(['group']), ['U90.0', 'I10'])).toEqual([['XXII', 'I10-I15']]);
  });
  test('levels in another order are refused', () => {
    for (const levels of [[], ['chapter', 'category'], ['category', 'category'], ['group', 'category']] as const) expect(() => diagnosisHierarchy(levels)).toThrow('levels: expected some of category, group and chapter in this order');
  });
});

describe('groups of CIM-10', () => {
  const numberOf = (category: string): number => (category.charCodeAt(0) - 65) * 100 + Number(category.slice(1));
  test('ascend, do not overlap, and each lies in one chapter', () => {
    const ranges = CIM10_GROUPS.map((group) => [group.slice(0, 3), group.slice(-3)] as const);
    for (const [first, last] of ranges) {
      expect(first <= last).toBe(true);
      expect(CIM10_CHAPTERS.filter(({ from, to }) => numberOf(from) <= numberOf(first) && numberOf(last) <= numberOf(to))).toHaveLength(1);
    }
    const inOrder = ranges.toSorted(([left], [right]) => numberOf(left) - numberOf(right));
    for (let place = 1; place < inOrder.length; place++) expect(inOrder[place - 1]![1] < inOrder[place]![0]).toBe(true);
  });
  // Counted in the volume: the groups at the start of each chapter; of chapter II 15 sites of malignant tumours and 3 others.
  test('are as many in each chapter as the World Health Organization lists', () => {
    expect(CIM10_CHAPTERS.map(({ from, to }) => CIM10_GROUPS.filter((group) => group.slice(0, 3) >= from && group.slice(0, 3) <= to).length)).toEqual([
      21, 18, 6, 8, 11, 11, 11, 4, 10, 10, 10, 8, 6, 11, 8, 10, 11, 13, 21, 8, 7, 2,
    ]);
  });
  test('begin and end as chapters do, but where a chapter has room at its end', () => {
    for (const { from, code } of CIM10_CHAPTERS) expect(CIM10_GROUPS.some((group) => group.startsWith(from)), code).toBe(true);
  });
  test('a text that is no category has no group', () => {
    for (const text of ['', 'E', 'É10', 'ZZZ', 'a00', 'B10']) expect(cim10Group(text)).toBeNull();
  });
});

describe('medicines', () => {
  test('become the groups that hold them, shorter codes stay', () => {
    expect(labelled(medicineHierarchy([5, 4, 3, 1]), ['A10BA02', 'a10ba', 'A10', 'N02BE01', 'QJ01CA01', 'X1'])).toEqual([
      ['A10BA', 'A10BA', 'A10', 'N02BE', 'QJ01CA', null], ['A10B', 'A10B', 'A10', 'N02B', 'QJ01C', null], ['A10', 'A10', 'A10', 'N02', 'QJ01', null], ['A', 'A', 'A', 'N', 'QJ', null],
    ]);
  });
  test.each([[[7], 'lengths[0]'], [[2], 'lengths[0]'], [[3, 4], 'lengths[1]'], [[], 'lengths']])('lengths %j are refused', (lengths, path) => {
    expect(() => medicineHierarchy(lengths)).toThrow(`${path}: expected`);
  });
});

describe('ages', () => {
  test('become bands of which the last is open, and the wider ones end where it begins', () => {
    expect(labelled(ageHierarchy({ widths: [5, 10, 20], openFrom: 85 }), [0, 4, 5, 84, 85, 122])).toEqual([
      ['0-4', '0-4', '5-9', '80-84', '85+', '85+'], ['0-9', '0-9', '0-9', '80-84', '85+', '85+'], ['0-19', '0-19', '0-19', '80-84', '85+', '85+'],
    ]);
  });
  test('that nobody has had, or that are not whole, are unknown', () => {
    expect(labelled(ageHierarchy({ widths: [5], openFrom: 85 }), [-1, 123, 3.5, NaN, Infinity, -0])).toEqual([[null, null, null, null, null, '0-4']]);
  });
  test('are listed from 0 to 122', () => {
    const { domain, levels } = levelsOfValues(ageHierarchy({ widths: [5, 50], openFrom: 90 }), [3, 91, 60], null);
    expect([domain, levels.map(({ labels, leaves }) => Object.fromEntries(labels.map((label, code) => [label, leaves[code]])))]).toEqual([123, [{ '0-4': 5, '60-64': 5, '90+': 33 }, { '0-49': 50, '50-89': 40, '90+': 33 }]]);
  });
  test('an open band outside them is refused', () => {
    for (const openFrom of [0, 123, 84.5]) expect(() => ageHierarchy({ widths: [5], openFrom })).toThrow(`openFrom: expected a whole number from 1 to 122, got ${openFrom}`);
    expect(() => ageHierarchy({ widths: [5, 7], openFrom: 85 })).toThrow('widths[1]: expected a multiple of 5, got 7');
  });
});

describe('values in an order', () => {
  const values = ['I', 'II', 'III', 'IV', 'V'];
  test('become groups of neighbours by size, the last of which may be smaller', () => {
    expect(labelled(orderHierarchy({ values, groups: [2, 4] }), values)).toEqual([
      ['I to II', 'I to II', 'III to IV', 'III to IV', 'V'], ['I to IV', 'I to IV', 'I to IV', 'I to IV', 'V'],
    ]);
  });
  test('become groups given one by one, with names', () => {
    const rules = orderHierarchy({ values, groups: [[1, 2, 2], [3, 2]], labels: [['light', 'middle', 'grave'], ['not grave', 'grave']] });
    expect(labelled(rules, ['V', 'I', 'II'])).toEqual([['grave', 'light', 'middle'], ['grave', 'not grave', 'not grave']]);
    expect(rules.listed).toBe(5);
  });
  test.each<[Parameters<typeof orderHierarchy>[0], string]>([
    [{ values, groups: [[2, 2]] }, 'groups[0]: expected whole numbers above 0 that add up to 5, got 4'],
    [{ values, groups: [0] }, 'groups[0]: expected a whole number above 0, got 0'],
    [{ values, groups: [2, 3] }, 'values[3], level 2: values that level 1 unites in values[2] come apart'],
    [{ values: ['a', 'a'], groups: [1] }, 'labels[0]: expected a name of its own for each group'],
    [{ values: ['a', 'a'], groups: [2] }, 'values[1]: the value stands in values[0] already'],
    [{ values, groups: [5], labels: [] }, 'labels: expected names for 1 levels, got 0'],
    [{ values, groups: [5], labels: [['a', 'b']] }, 'labels[0]: expected 1 names, got 2'],
    [{ values, groups: [[3, 2]], labels: [['a', 'a']] }, 'labels[0]: expected a name of its own for each group'],
  ])('%j is refused', (form, message) => {
    expect(() => orderHierarchy(form)).toThrow(new RangeError(message));
  });
});

describe('frequent values', () => {
  const counts: Record<string, number> = { a: 100, b: 10, c: 10, d: 9, '*': 500 };
  const rules = frequencyHierarchy([10, 11], (value) => counts[value]!, '*');
  test('stay as long as they are frequent enough; equal ones share their fate', () => {
    expect(labelled(rules, ['a', 'b', 'c', 'd', '*'])).toEqual([['a', 'b', 'c', '*', '*'], ['a', '*', '*', '*', '*']]);
    expect(levelsOfValues(rules, ['a', 'b', 'c', 'd'], null).levels.map(({ leaves }) => [...leaves])).toEqual([[1, 1, 1, 1], [3, 1]]);
  });
  test('counts that do not ascend are refused', () => {
    expect(() => frequencyHierarchy([10, 10], () => 0, '*')).toThrow('minCounts[1]: expected a whole number above 10, got 10');
    expect(() => frequencyHierarchy([1], () => 0, '*')).toThrow('minCounts[0]: expected a whole number above 1, got 1');
  });
});
