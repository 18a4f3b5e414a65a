import { z } from 'zod';
import type { OptionsSchema } from '../../core/options.ts';
import { blockingRule, type BlockingRule } from './blocking-rule.ts';
import { condition, type Condition } from './condition.ts';
import { expression, type Expression } from './expression.ts';
import { pairKind, type PairKind } from './pair-kind.ts';

/** Which pairs are looked for: within one file, between files, or both. */
export type LinkType = 'dedupe' | 'link' | 'linkAndDedupe';

/** Makes agreement on a rare value count for more than agreement on a frequent one. */
export interface TermFrequencySettings {
  /** The expression whose values are counted, over all inputs, among the non-null. */
  readonly of: Expression;
  /** Exponent in [0, 1] usually: 1 adjusts in full, 0 not at all. */
  readonly weight: number;
  /** Frequencies below are taken for this one; 0 for none. */
  readonly minFrequency?: number;
  /** Compares with the level's own u instead of that of the level of exact agreement on `of`. */
  readonly usesOwnU?: boolean;
  /**
   * The frequency that counts as ordinary: agreement on such a value is worth what the level is. Agreement over all pairs,
   * matches included, since the frequencies count them too; u of the level of exact agreement where it is not given, as Splink.
   */
  readonly baseline?: number;
}

/** How a parameter was come by. */
export interface Estimate {
  readonly method: string;
  /** Standard error, and interval of 95 %, where they were estimated. */
  readonly standardError?: number;
  readonly interval?: readonly [number, number];
  /** Pairs, or weight of pairs, it rests on. */
  readonly pairs?: number;
  readonly note?: string;
}

/** One way in which two records may agree on something. */
export interface Level {
  readonly label: string;
  readonly when: Condition;
  /** Share of matching pairs at this level, among those with values; null while unknown. */
  readonly m: number | null;
  /** The same among pairs that do not match. */
  readonly u: number | null;
  /** Training leaves m (u) as it is. */
  readonly isMFixed?: boolean;
  readonly isUFixed?: boolean;
  /** Pairs at this level say nothing, unless the comparison models missing values. */
  readonly isNull?: boolean;
  readonly termFrequency?: TermFrequencySettings;
  readonly estimates?: { readonly m?: Estimate; readonly u?: Estimate };
  /** Keys of the level in Splink's file that mean nothing here, and its SQL: kept, so that it can be written again. */
  readonly splink?: Readonly<Record<string, unknown>>;
}

/** Levels from most to least agreement, tried in this order; the first that holds is taken. */
export interface Comparison {
  readonly name: string;
  /** The last one takes what is left: `otherwise`. */
  readonly levels: readonly Level[];
  /** Pairs at a null level: no evidence (as Splink), or a level with m and u of its own. */
  readonly missing?: 'excluded' | 'modelled';
  readonly description?: string;
  readonly splink?: Readonly<Record<string, unknown>>;
}

/** Two comparisons whose agreement among matches, or others, is not independent. */
export interface Dependence {
  readonly comparisons: readonly [string, string];
}

/** What the levels of several comparisons say together beyond what each says alone. */
export interface DependenceTerm {
  readonly comparisons: readonly string[];
  /**
   * Bits to add to the match weight, one number per combination of listed levels (null levels too), those of the last
   * comparison running fastest.
   */
  readonly bits: readonly number[];
}

/** A linkage model as data: all that training found and scoring needs. */
export interface LinkageModel {
  readonly version: 1;
  readonly linkType: LinkType;
  /** Probability that two records drawn at random match; λ. */
  readonly prior: number;
  /** What a character is: a code point, or a byte of UTF-8 as in DuckDB. */
  readonly unit: 'codePoint' | 'byte';
  /** Rules in order; a pair belongs to the first that gives it. None: every pair. */
  readonly blocking: readonly BlockingRule[];
  readonly comparisons: readonly Comparison[];
  /** Log-linear dependence between comparisons (as fastLink), with its fitted terms. */
  readonly dependence?: { readonly between: readonly Dependence[]; readonly terms?: readonly DependenceTerm[] };
  /** Kinds of pairs beside ordinary matches and strangers. */
  readonly kinds?: readonly PairKind[];
  /** How the prior was estimated, and the log of training. */
  readonly estimates?: { readonly prior?: Estimate };
  readonly training?: Readonly<Record<string, unknown>>;
  /** Keys of Splink's file that mean nothing here: kept, so that it can be written again as it was. */
  readonly splink?: Readonly<Record<string, unknown>>;
}

const probability = z.number().min(0).max(1);
const extras = z.record(z.string(), z.json());
const estimate = z.strictObject({
  method: z.string(), standardError: z.number().min(0).exactOptional(), interval: z.tuple([z.number(), z.number()]).exactOptional(),
  pairs: z.number().min(0).exactOptional(), note: z.string().exactOptional(),
});
const level = z.strictObject({
  label: z.string(),
  when: condition,
  m: probability.nullable(),
  u: probability.nullable(),
  isMFixed: z.boolean().exactOptional(),
  isUFixed: z.boolean().exactOptional(),
  isNull: z.boolean().exactOptional(),
  termFrequency: z.strictObject({
    of: expression, weight: z.number().min(0), minFrequency: probability.exactOptional(), usesOwnU: z.boolean().exactOptional(), baseline: z.number().gt(0).max(1).exactOptional(),
  }).exactOptional(),
  estimates: z.strictObject({ m: estimate.exactOptional(), u: estimate.exactOptional() }).exactOptional(),
  splink: extras.exactOptional(),
});
const comparison = z.strictObject({
  name: z.string().min(1).max(100),
  levels: z.array(level).min(2).max(64),
  missing: z.enum(['excluded', 'modelled']).exactOptional(),
  description: z.string().exactOptional(),
  splink: extras.exactOptional(),
});

/** Checks the form of a {@link LinkageModel}; `checkModel` adds what no schema can say. */
export const linkageModelSchema: OptionsSchema<LinkageModel> = z.strictObject({
  version: z.literal(1),
  linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']),
  prior: probability,
  unit: z.enum(['codePoint', 'byte']),
  blocking: z.array(blockingRule),
  comparisons: z.array(comparison).max(64),
  dependence: z.strictObject({
    between: z.array(z.strictObject({ comparisons: z.tuple([z.string(), z.string()]) })),
    terms: z.array(z.strictObject({ comparisons: z.array(z.string()).min(2), bits: z.array(z.number()) })).exactOptional(),
  }).exactOptional(),
  kinds: z.array(pairKind).max(32).exactOptional(),
  estimates: z.strictObject({ prior: estimate.exactOptional() }).exactOptional(),
  training: extras.exactOptional(),
  splink: extras.exactOptional(),
}) as never;
