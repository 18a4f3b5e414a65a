import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { blockingRule, type BlockingRule } from '../model/blocking-rule.ts';
import { expression, type Expression } from '../model/expression.ts';

/** Where u comes from: the share of pairs that do not match at each level. */
export type UOptions =
  /** Agreement over all pairs of records. */
  | {
    readonly by: 'allPairs';
    /** `removed` unless said otherwise: matches are taken out, jointly with m and the prior; `kept` as Splink. */
    readonly matches?: 'removed' | 'kept';
    /** Pairs of distinct values that are compared at most, per comparison: 10 million; beyond it those of the most frequent ones, and pairs of records are drawn. */
    readonly maxDistinctPairs?: number;
    /** Then u is as exact as if so many pairs of unequal records were drawn independently: 2 million. */
    readonly samplePairs?: number;
    readonly seed?: number;
  }
  /** Estimated with m, from the pairs of the training rules. */
  | { readonly by: 'em' }
  /** As the model has it. */
  | { readonly by: 'model' };

/** Where the prior comes from: the share of all pairs that match. */
export type PriorOptions =
  /**
   * The matches that the trained model expects among the candidate pairs: what blocking loses is not counted. Where it expects none, the
   * prior stays as the model has it.
   */
  | { readonly by: 'candidates' }
  /** From the share of matches among the pairs of each training rule, and what the rule's agreement says; the median. */
  | { readonly by: 'trainingRules' }
  /** Pairs that strict rules give, divided by the share of matches that they are believed to find. */
  | { readonly by: 'deterministicRules'; readonly rules: readonly BlockingRule[]; readonly recall: number }
  /** As the model has it. */
  | { readonly by: 'model' };

/** How expectation maximisation goes. */
export interface EmOptions {
  /** Ends when no parameter changes by as much. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

/** What else expectation maximisation may keep to, outside of Splink's ways. */
export interface FreeEmOptions extends EmOptions {
  /** Starts that are tried; the likeliest end is kept. 1 unless said otherwise. */
  readonly starts?: number;
  readonly seed?: number;
  /** Whether no level may speak for a match more than one of more agreement does. */
  readonly isMonotone?: boolean;
  /** No m is less: 10⁻⁶ unless said otherwise. */
  readonly minM?: number;
  /** Matching pairs that the model's own m, and pairs that its prior, count for beforehand. */
  readonly belief?: { readonly mPairs?: number; readonly priorPairs?: number };
}

/** Where m comes from: the share of matching pairs at each level. */
export type MOptions =
  /**
   * One m for all training rules, which have a share of matches each; comparisons that a rule decides are left out of its pairs,
   * and with them those that the model lets depend on them.
   */
  | ({ readonly by: 'jointEm'; readonly rules?: readonly BlockingRule[] } & FreeEmOptions)
  /** All candidate pairs at once, with all comparisons; pairs that no rule gives count as others. */
  | ({ readonly by: 'allPairs'; readonly rules?: readonly BlockingRule[] } & FreeEmOptions)
  /** A session per rule, and the median, as Splink: tolerance 10⁻⁴, at most 25 iterations. */
  | ({ readonly by: 'sessions'; readonly rules: readonly BlockingRule[]; readonly isPriorFixed?: boolean } & EmOptions)
  /** Pairs of records with the same value, which is the truth. */
  | { readonly by: 'labelColumn'; readonly of: Expression }
  /** Pairs that are given beside the options, with the weight that each is a match. */
  | { readonly by: 'pairLabels' }
  /** As the model has it. */
  | { readonly by: 'model' };

/** How a model is trained; plain data. */
export interface TrainingOptions {
  readonly u?: UOptions;
  readonly prior?: PriorOptions;
  readonly m?: MOptions;
  /** Whether agreement on rare values counts for more during training too; true unless said otherwise. */
  readonly termFrequencies?: boolean;
  /** Groups of records left out in turn, for the intervals of all estimates; none unless given. */
  readonly intervals?: {
    /** 2 to 100; 20 unless said otherwise. */
    readonly groups?: number;
    readonly seed?: number;
  };
}

const seed = z.int32().exactOptional();
const em = { tolerance: z.number().gt(0).lt(1).exactOptional(), maxIterations: z.int().min(1).max(100_000).exactOptional() };
const pairs = z.number().min(0).exactOptional();
const freeEm = {
  ...em, starts: z.int().min(1).max(1000).exactOptional(), seed, isMonotone: z.boolean().exactOptional(), minM: z.number().min(0).max(0.01).exactOptional(),
  belief: z.strictObject({ mPairs: pairs, priorPairs: pairs }).exactOptional(),
};
const rules = z.array(blockingRule).min(1);
const asModel = z.strictObject({ by: z.literal('model') });

/** Checks {@link TrainingOptions}. */
export const trainingOptions: OptionsSchema<TrainingOptions> = z.strictObject({
  u: z.discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('allPairs'), matches: z.enum(['removed', 'kept']).exactOptional(), maxDistinctPairs: z.number().min(0).exactOptional(),
      samplePairs: z.int().min(1000).max(2 ** 32).exactOptional(), seed,
    }),
    z.strictObject({ by: z.literal('em') }), asModel,
  ]).exactOptional(),
  prior: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('candidates') }), z.strictObject({ by: z.literal('trainingRules') }),
    z.strictObject({ by: z.literal('deterministicRules'), rules, recall: z.number().gt(0).max(1) }), asModel,
  ]).exactOptional(),
  m: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('jointEm'), rules: rules.exactOptional(), ...freeEm }),
    z.strictObject({ by: z.literal('allPairs'), rules: rules.exactOptional(), ...freeEm }),
    z.strictObject({ by: z.literal('sessions'), rules, isPriorFixed: z.boolean().exactOptional(), ...em }),
    z.strictObject({ by: z.literal('labelColumn'), of: expression }),
    z.strictObject({ by: z.literal('pairLabels') }), asModel,
  ]).exactOptional(),
  termFrequencies: z.boolean().exactOptional(),
  intervals: z.strictObject({ groups: z.int().min(2).max(100).exactOptional(), seed }).exactOptional(),
}) as never;

/** {@link TrainingOptions}, with what was left unsaid. */
export interface CheckedTrainingOptions {
  readonly u: UOptions;
  readonly prior: PriorOptions;
  readonly m: MOptions;
  readonly termFrequencies: boolean;
  readonly intervals: { readonly groups: number; readonly seed: number } | null;
}

/**
 * Checks how a model is to be trained.
 *
 * @param options - see {@link TrainingOptions}.
 * @returns the same, with what was left unsaid: u over all pairs without the matches, m of all rules together, and the prior
 *   of the matches expected; where m is not estimated from the pairs of rules, the prior stays as the model has it.
 * @throws {PlanError} with every problem at once.
 */
export function checkTrainingOptions(options: TrainingOptions): CheckedTrainingOptions {
  const { u = { by: 'allPairs' }, m = { by: 'jointEm' }, prior, termFrequencies = true, intervals } = checkOptions(trainingOptions, options);
  const isFromRules = m.by === 'jointEm' || m.by === 'allPairs';
  return {
    u, m, termFrequencies,
    prior: prior ?? { by: isFromRules ? 'candidates' : 'model' },
    intervals: intervals === undefined ? null : { groups: intervals.groups ?? 20, seed: intervals.seed ?? 0 },
  };
}
