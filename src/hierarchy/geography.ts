import {
  birthPlace, departement, DEPARTEMENTS, departementOfCommune, departementOfPostalCode, extractCommune, normaliseIdentifier, regionOfDepartement,
} from '../identifiers/index.ts';
import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/** What places are told by. A place of birth is a commune, one of a former territory, or a country. */
export type PlaceCode = 'commune' | 'birthPlace' | 'postalCode' | 'departement';

/** What places are generalised to; a commune has one code, those of its municipal arrondissements are brought to it. */
export type PlaceLevel = 'commune' | 'departement' | 'region' | 'country';

/** The codes that a plan may name. */
export const PLACE_CODES: readonly PlaceCode[] = Object.freeze(['commune', 'birthPlace', 'postalCode', 'departement'] as const);
/** The levels that a plan may name, ascending. */
export const PLACE_LEVELS: readonly PlaceLevel[] = Object.freeze(['commune', 'departement', 'region', 'country'] as const);

const COLLECTIVITIES = 'Collectivités d’outre-mer';
const FRANCE = 'France';
const ABROAD = 'Étranger';

/** Finest level that each code tells. */
const FINEST: Readonly<Record<PlaceCode, PlaceLevel>> = Object.freeze({ commune: 'commune', birthPlace: 'commune', postalCode: 'departement', departement: 'departement' });

/**
 * Generalises places in France: commune, département, région as they are since 2016, country.
 *
 * Communes and départements are named by their codes (`2A004`, `2A`, `971`), régions by their names, since some have the code
 * of a département. A collectivity overseas belongs to no région and is named with the others, `Collectivités d’outre-mer`;
 * abroad is `Étranger` there. Corsica is one région, also with codes of before 1976. Codes are taken as they are, without a
 * date: a birth in Algeria before 1962 under 91 to 94 is taken for one in the département of that code today.
 *
 * @param from - what the values are.
 * @param levels - what they become, ascending; above what they are.
 * @returns the hierarchy. It has every value in the form of such a code, whether or not the place exists; its leaves are the
 *   values at hand.
 * @throws {RangeError} if the levels do not ascend from the codes.
 * @see INSEE, Code officiel géographique.
 * @example
 * const { levels } = placeHierarchy('commune', ['departement', 'region']);
 * levels[0].group('2A004'); // => '2A'
 * levels[1].group('2A'); // => 'Corse'
 */
export function placeHierarchy(from: PlaceCode, levels: readonly PlaceLevel[]): HierarchyRules<string> {
  const places = levels.map((level) => PLACE_LEVELS.indexOf(level));
  if (places.length === 0) throw new RangeError('levels: expected at least one');
  places.forEach((place, level) => {
    const least = level > 0 ? places[level - 1]! + 1 : PLACE_LEVELS.indexOf(FINEST[from]) + (from === 'departement' ? 1 : 0);
    if (place < least) throw new RangeError(`levels[${level}]: expected a level above ${levels[level - 1] ?? from}`);
  });
  const rules = places.map((place, level): LevelRule<string> => {
    const below = level > 0 ? places[level - 1]! : PLACE_LEVELS.indexOf(FINEST[from]);
    return {
      group: (member) => {
        let group = level > 0 ? member : readPlace(member, from);
        for (let step = below; step < place && group !== null; step++) group = above(group, PLACE_LEVELS[step]!);
        return group;
      },
      label: (group) => group,
      listed: () => 0,
    };
  });
  return { levels: rules, listed: 0, isListed: () => false, top: null };
}

/** Reads a code; gives that of the finest level it tells. */
function readPlace(text: string, from: PlaceCode): string | null {
  switch (from) {
    case 'commune':
      return extractCommune(text)?.commune ?? null;
    case 'birthPlace': {
      const code = normaliseIdentifier(birthPlace, text);
      return code === null ? null : (extractCommune(code)?.commune ?? code);
    }
    case 'postalCode':
      return departementOfPostalCode(text);
    case 'departement':
      return presentDepartement(normaliseIdentifier(departement, text));
  }
}

const encoder = new TextEncoder();

/** Gives what holds a place of a level at the next one. */
function above(code: string, level: PlaceLevel): string | null {
  if (level === 'commune') {
    const index = departementOfCommune(encoder.encode(code), 0, code.length);
    return index >= 0 ? DEPARTEMENTS[index]! : presentDepartement(code.startsWith('985') ? '985' : code.slice(0, 2));
  }
  if (level === 'region') return code === ABROAD ? ABROAD : FRANCE;
  if (code === '99') return ABROAD;
  return code === '20' ? regionOfDepartement('2A')!.name : (regionOfDepartement(code)?.name ?? COLLECTIVITIES);
}

/** Brings the codes of Tunisia and of Mayotte, as births of their time have them, to those of today. */
function presentDepartement(code: string | null): string | null {
  return code === '96' ? '99' : code === '985' ? '976' : code;
}
