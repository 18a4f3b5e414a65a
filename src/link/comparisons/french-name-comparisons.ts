import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison, Level } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, expressionFor, levelWhen, nameOf, nullLevel, type Compared } from './levels.ts';

/** Options of {@link frenchNameComparisons}. */
export interface FrenchNameOptions {
  /** Name of birth (nom de naissance). */
  readonly birthName: Compared;
  /** Name used (nom d'usage), as of a husband: another file may have it in place of the name of birth. */
  readonly usedName?: Compared;
  /** Given name (prénom). */
  readonly givenName: Compared;
  /** Names of the two comparisons. */
  readonly names?: { readonly family: string; readonly given: string };
  /** Agreement on a rare name counts for more; on unless said otherwise. */
  readonly termFrequency?: boolean;
}

const frenchNameOptions: OptionsSchema<FrenchNameOptions> = z.strictObject({
  birthName: compared, usedName: compared.exactOptional(), givenName: compared, termFrequency: z.boolean().exactOptional(),
  names: z.strictObject({ family: comparisonName, given: comparisonName }).exactOptional(),
});

/** Jaro–Winkler similarities of a name misspelt once, and of one that has much in common with another. */
const MISSPELT = 0.92;
const ALIKE = 0.8;

/**
 * Compares the names of a French person, whatever their case, accents and hyphens.
 *
 * Family name: missing, the same, the same as the other record's name used, misspelt, the name used misspelt, exchanged with
 * the given name, alike, anything else. A woman may stand under her name of birth in one file and under her husband's in
 * another, so that the name of birth of each record is compared with the name used of the other too.
 *
 * Given name: missing, the same, the same first part (`Jean` for `Jean-Pierre`), misspelt, alike, anything else.
 *
 * @param options - see {@link FrenchNameOptions}; without a name used the family name has two levels less.
 * @returns two comparisons: of the family name and of the given name.
 * @throws {PlanError} if the options are wrong.
 * @remarks Names are exchanged where both stand in the other's place: one alone may do so by chance, as between relatives. Only the
 *   family name tells of it, and the given name says nothing then, since the two go wrong together.
 * @example
 * const [family, given] = frenchNameComparisons({ birthName: 'nom', usedName: 'nomUsage', givenName: 'prenom' });
 * [family.levels.length, given.levels.length]; // => [8, 7]
 */
export function frenchNameComparisons(options: FrenchNameOptions): [family: Comparison, given: Comparison] {
  const { birthName, usedName, givenName, names, termFrequency = true } = checkOptions(frenchNameOptions, options);
  const [birth, given] = [folded(birthName), folded(givenName)];
  const used = usedName === undefined ? null : folded(usedName);
  const exchanged = levelWhen('exchanged', areExchanged(used === null ? [birth] : [birth, used], given));
  const family = comparisonOf(birth, names?.family, [
    nullLevel(birth),
    equalLevel(birth, { termFrequency }),
    ...usedLevel('the same as the name used', birth, used, (of, against) => ({ kind: 'equal', of, against })),
    ...alikeLevel('misspelt', birth, MISSPELT),
    ...usedLevel('the name used is misspelt', birth, used, (of, against) => alike(of, against, MISSPELT)),
    exchanged,
    ...alikeLevel('alike', birth, ALIKE),
  ]);
  return [family, comparisonOf(given, names?.given, [
    nullLevel(given),
    equalLevel(given, { termFrequency }),
    equalLevel(derived(given, { op: 'words' }, { op: 'element', at: 1 }), { label: 'the same first part' }),
    ...alikeLevel('misspelt', given, MISSPELT),
    { ...exchanged, isNull: true },
    ...alikeLevel('alike', given, ALIKE),
  ])];
}

const folded = (of: Compared): Expression => derived(expressionFor(of), { op: 'name' });

function alike(of: Expression, against: Expression, atLeast: number): Condition {
  return { kind: 'measure', measure: 'jaroWinkler', of, against, atLeast };
}

function alikeLevel(how: string, of: Expression, atLeast: number): [Level] {
  return [levelWhen(`${nameOf(of)} is ${how}`, { kind: 'measure', measure: 'jaroWinkler', of, atLeast })];
}

/** The name of birth of one record against the name used of the other, or the other way round. */
function usedLevel(label: string, birth: Expression, used: Expression | null, test: (of: Expression, against: Expression) => Condition): Level[] {
  return used === null ? [] : [levelWhen(label, { kind: 'any', of: [test(birth, used), test(used, birth)] })];
}

/** The given name of each record is a family name of the other. */
function areExchanged(families: readonly Expression[], given: Expression): Condition {
  const either = (...of: readonly Condition[]): Condition => (of.length === 1 ? of[0]! : { kind: 'any', of });
  return {
    kind: 'all',
    of: [either(...families.map((family) => alike(given, family, MISSPELT))), either(...families.map((family) => alike(family, given, MISSPELT)))],
  };
}
