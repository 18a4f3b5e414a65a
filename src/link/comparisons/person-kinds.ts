import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { comparisonName } from './levels.ts';
import type { PairKind } from '../model/pair-kind.ts';

/** Options of {@link personKinds}: names of comparisons of a model of persons. */
export interface PersonKindsOptions {
  /** All of them. */
  readonly all: readonly string[];
  /** What a household has in common and a move changes: address, commune, telephone. */
  readonly home: readonly string[];
  /** What a family has in common: the family name. */
  readonly family: readonly string[];
  /** What twins have in common besides, and others born at the same time: date and place of birth. */
  readonly birth?: readonly string[];
  /** What a dependant may have from the insured person, and who is born together begins alike: the NIR. */
  readonly insurance?: readonly string[];
  /** What namesakes have in common: names, and what is made of them, as e-mail addresses are. */
  readonly names?: readonly string[];
}

const names = z.array(comparisonName).readonly();
const personKindsOptions: OptionsSchema<PersonKindsOptions> = z.strictObject({
  all: names, home: names, family: names, birth: names.exactOptional(), insurance: names.exactOptional(), names: names.exactOptional(),
});

/**
 * Lists the kinds of pairs that files of persons hold beside ordinary matches and strangers: persons who moved; members of a
 * household, twins among them; dependants with the number of the insured person; persons born on one day in one place, whose
 * NIRs begin alike; namesakes.
 *
 * Without them all of these are taken for matches, since they agree on more than strangers ever do by chance. Training finds
 * how many there are, and how they agree.
 *
 * @param options - see {@link PersonKindsOptions}; kinds whose part is not given are left out.
 * @returns kinds for the member `kinds` of a model.
 * @throws {PlanError} if the options are wrong.
 * @example
 * const kinds = personKinds({ all: ['name', 'born', 'address'], home: ['address'], family: ['name'], birth: ['born'] });
 * kinds.map(({ name }) => name); // => ['moved', 'household', 'twins']
 * kinds[1]?.agrees; // => ['name', 'address']
 */
export function personKinds(options: PersonKindsOptions): PairKind[] {
  const { all, home, family, birth, insurance, names: ofNames } = checkOptions(personKindsOptions, options);
  const household = [...family, ...home];
  const others = (name: string, agrees: readonly string[] | undefined): PairKind[] => (agrees === undefined ? [] : [{ name, isMatch: false, agrees }]);
  return [
    { name: 'moved', isMatch: true, agrees: all.filter((name) => !home.includes(name)) },
    ...others('household', household),
    ...others('twins', birth && [...household, ...birth]),
    ...others('dependants', insurance && [...household, ...insurance]),
    ...others('born together', birth && insurance && [...birth, ...insurance]),
    ...others('namesakes', ofNames),
  ];
}
