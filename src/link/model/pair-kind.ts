import { z } from 'zod';
import type { Problem } from '../../core/errors.ts';
import type { OptionsSchema } from '../../core/options.ts';

/**
 * Pairs of one kind, which agree in a way of their own: two members of a household on name, address and telephone though they
 * are two persons; two records of a person who moved on all but these. Within a kind comparisons are independent.
 *
 * A model has two kinds of pairs anyway: ordinary matches, whose shares are m, and strangers, whose shares are u and to whom
 * alone frequencies of terms apply. Kinds beside them say how pairs depart from these two.
 */
export interface PairKind {
  readonly name: string;
  /** Whether its pairs match. */
  readonly isMatch: boolean;
  /** Comparisons on which its pairs are thought to agree, where training starts; on the others they agree as chance has it. */
  readonly agrees: readonly string[];
  /** Share of all pairs that are of this kind, once it was trained. */
  readonly share?: number;
  /** By comparison, the share of its pairs at each listed level, 0 where the level says nothing, once it was trained. */
  readonly levels?: readonly (readonly number[])[];
}

/** What is asked of comparisons here: their names, and how many levels they have. */
interface NamedLevels {
  readonly name: string;
  readonly levels: readonly unknown[];
}

/** What kinds of pairs are checked against. */
interface KindsContext {
  readonly comparisons: readonly NamedLevels[];
  readonly prior: number;
  readonly dependence?: unknown;
}

const share = z.number().min(0).max(1);

/** Checks a {@link PairKind}. */
export const pairKind: OptionsSchema<PairKind> = z.strictObject({
  name: z.string().min(1).max(100),
  isMatch: z.boolean(),
  agrees: z.array(z.string()),
  share: share.exactOptional(),
  levels: z.array(z.array(share)).exactOptional(),
}) as never;

/**
 * Lists what is wrong with the kinds of pairs of a model: names taken twice, comparisons that are not there, and what training
 * found where it does not fit the comparisons, or more matches than the prior has; dependence beside them, which they stand for.
 *
 * @param kinds - of the right form.
 * @param model - comparisons, prior and dependence.
 * @param path - where they stand.
 * @returns the problems.
 */
export function kindsProblems(kinds: readonly PairKind[], { comparisons, prior, dependence }: KindsContext, path: string): Problem[] {
  const names = kinds.map(({ name }) => name);
  const problems = kinds.flatMap((kind, index) => {
    const place = `${path}[${index}]`;
    const unknown = kind.agrees.flatMap((name, at): Problem[] => (comparisons.some((comparison) => comparison.name === name)
      ? []
      : [{ code: 'PLAN_MISSING', path: `${place}.agrees[${at}]`, message: 'expected the name of a comparison' }]));
    const isRepeated = names.indexOf(kind.name) < index;
    return [
      ...(isRepeated ? [{ code: 'PLAN_DUPLICATE_NAME', path: `${place}.name`, message: 'expected a name of its own' } as const] : []),
      ...unknown, ...fitProblems(kind, comparisons, place),
    ];
  });
  const shareOf = (isMatch: boolean): number => kinds.reduce((sum, kind) => (kind.isMatch === isMatch ? sum + (kind.share ?? 0) : sum), 0);
  if (shareOf(true) > prior || shareOf(false) > 1 - prior) {
    problems.push({ code: 'PLAN_OUT_OF_RANGE', path, message: 'expected shares that leave room for ordinary matches within the prior, and for strangers beside it' });
  }
  if (kinds.length > 0 && dependence !== undefined) problems.push({ code: 'PLAN_OUT_OF_RANGE', path, message: 'expected none beside dependence: kinds of pairs say in what comparisons depend on each other' });
  return problems;
}

function fitProblems({ share: found, levels }: PairKind, comparisons: readonly NamedLevels[], place: string): Problem[] {
  if ((found === undefined) !== (levels === undefined)) return [{ code: 'PLAN_MISSING', path: place, message: 'expected share and levels, or neither before training' }];
  if (levels === undefined || (levels.length === comparisons.length && levels.every((shares, index) => shares.length === comparisons[index]!.levels.length))) return [];
  return [{ code: 'PLAN_OUT_OF_RANGE', path: `${place}.levels`, message: 'expected a share for each level of each comparison' }];
}
