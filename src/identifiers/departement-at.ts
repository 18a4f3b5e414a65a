import { departement } from './departement.ts';
import { DEPARTEMENT_PERIODS, type DepartementPeriod } from './departement-periods.ts';
import { normaliseIdentifier } from './plain-text.ts';

/**
 * What the code of a département named on the day of a birth: the number of a person born in 1950 may hold 75 for the
 * Seine, 20 for Corsica or 91 for Algeria.
 *
 * Being refused means that the code did not exist. It is no proof of a wrong birth date: numbers given or corrected
 * later may hold the later code.
 *
 * @see service-public.fr, fiche F33078: the département is the one that existed at the time of birth.
 */

const PERIODS_OF = new Map<string, DepartementPeriod[]>();
for (const period of DEPARTEMENT_PERIODS) PERIODS_OF.set(period.code, [...(PERIODS_OF.get(period.code) ?? []), period]);

/**
 * Finds what the code of a département named on a day.
 *
 * @param code - the code: `75`, `2A`, `971`; `99` for abroad.
 * @param day - days since 1970-01-01.
 * @returns the territory with its period, or `null` when the code named none on that day, or never did.
 * @remarks Constant time. Départements that changed their name only have their present one.
 * @example
 * departementAt('75', -7000)?.name; // => 'Seine', in November 1950
 * departementAt('2A', -7000); // => null
 * departementAt('91', -7000)?.name; // => 'Algérie'
 */
export function departementAt(code: string, day: number): DepartementPeriod | null {
  const periods = PERIODS_OF.get(normaliseIdentifier(departement, code) ?? '') ?? [];
  return periods.find(({ fromDay, untilDay }) => (fromDay === null || day >= fromDay) && (untilDay === null || day < untilDay)) ?? null;
}
