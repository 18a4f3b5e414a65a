import { describe, expect, test } from 'vitest';
import { levelsOfValues, placeHierarchy, type HierarchyRules, type PlaceCode, type PlaceLevel } from '../../../src/hierarchy/index.ts';
import { DEPARTEMENTS, loadCommunes, REGIONS } from '../../../src/identifiers/index.ts';

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

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
