import { describe, expect, test } from 'vitest';
import { DEPARTEMENTS, regionOfDepartement, REGIONS, REGIONS_FROM } from '../../../src/identifiers/index.ts';

describe('régions', () => {
  test('are 13 in metropolitan France and 5 overseas, since 2016', () => {
    expect([REGIONS.length, REGIONS_FROM]).toEqual([18, '2016-01-01']);
    expect(REGIONS.filter(({ departements }) => departements.every((code) => code.length === 3)).map(({ name }) => name)).toEqual(['Guadeloupe', 'Martinique', 'Guyane', 'La Réunion', 'Mayotte']);
  });
  test('have together the 101 départements, each once', () => {
    const all = REGIONS.flatMap(({ departements }) => departements);
    expect([all.length, new Set(all).size]).toEqual([101, 101]);
    expect(all.every((code) => DEPARTEMENTS.includes(code))).toBe(true);
    expect(DEPARTEMENTS.filter((code) => !all.includes(code))).toEqual(['20', '975', '977', '978', '984', '986', '987', '988', '989', '99']);
  });
  // Numbers of départements by région: loi n° 2015-29, art. 1, and INSEE, Code officiel géographique 2026.
  test('have as many départements as the law of 2015 gave them', () => {
    expect(REGIONS.map(({ code, departements }) => `${code}: ${departements.length}`)).toEqual([
      '01: 1', '02: 1', '03: 1', '04: 1', '06: 1', '11: 8', '24: 6', '27: 8', '28: 5', '32: 5', '44: 10', '52: 5', '53: 4', '75: 12', '76: 13', '84: 12', '93: 6', '94: 2',
    ]);
  });
  test('are found by a département', () => {
    for (const one of REGIONS) for (const code of one.departements) expect(regionOfDepartement(code)).toBe(one);
    for (const code of ['99', '975', '20', '2a', '', '1']) expect(regionOfDepartement(code)).toBeNull();
  });
});
