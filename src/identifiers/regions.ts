// Data table: régions and their départements since 1 January 2016. Source: INSEE, Code officiel géographique 2026, through
// @etalab/decoupage-administratif 6.0.0 (Licence Ouverte 2.0); loi n° 2015-29 du 16 janvier 2015 and the decrees
// of 28 September 2016, which name them.

/** A région. */
export interface Region {
  /** Code in the official geographic code. Some are those of a département too: 11, 75 … */
  readonly code: string;
  /** Name, in French. */
  readonly name: string;
  /** Codes of its départements. */
  readonly departements: readonly string[];
}

const region = (code: string, name: string, departements: string): Region => Object.freeze({ code, name, departements: Object.freeze(departements.split(' ')) });

/** First day of these régions; those of Corsica and overseas are older. */
export const REGIONS_FROM = '2016-01-01';

/** The 18 régions in the order of their codes. Collectivities overseas other than these belong to none. */
export const REGIONS: readonly Region[] = Object.freeze([
  region('01', 'Guadeloupe', '971'),
  region('02', 'Martinique', '972'),
  region('03', 'Guyane', '973'),
  region('04', 'La Réunion', '974'),
  region('06', 'Mayotte', '976'),
  region('11', 'Île-de-France', '75 77 78 91 92 93 94 95'),
  region('24', 'Centre-Val de Loire', '18 28 36 37 41 45'),
  region('27', 'Bourgogne-Franche-Comté', '21 25 39 58 70 71 89 90'),
  region('28', 'Normandie', '14 27 50 61 76'),
  region('32', 'Hauts-de-France', '02 59 60 62 80'),
  region('44', 'Grand Est', '08 10 51 52 54 55 57 67 68 88'),
  region('52', 'Pays de la Loire', '44 49 53 72 85'),
  region('53', 'Bretagne', '22 29 35 56'),
  region('75', 'Nouvelle-Aquitaine', '16 17 19 23 24 33 40 47 64 79 86 87'),
  region('76', 'Occitanie', '09 11 12 30 31 32 34 46 48 65 66 81 82'),
  region('84', 'Auvergne-Rhône-Alpes', '01 03 07 15 26 38 42 43 63 69 73 74'),
  region('93', 'Provence-Alpes-Côte d’Azur', '04 05 06 13 83 84'),
  region('94', 'Corse', '2A 2B'),
]);

const REGION_OF: ReadonlyMap<string, Region> = new Map(REGIONS.flatMap((one) => one.departements.map((code) => [code, one] as const)));

/**
 * Finds the région of a département, as régions are since 2016.
 *
 * @param departement - canonical code: `01`, `2A`, `971`.
 * @returns the région; `null` for a collectivity overseas that is none, for abroad, and for a text that is no code.
 * @example
 * regionOfDepartement('69')?.name; // => 'Auvergne-Rhône-Alpes'
 * regionOfDepartement('988'); // => null
 */
export function regionOfDepartement(departement: string): Region | null {
  return REGION_OF.get(departement) ?? null;
}
