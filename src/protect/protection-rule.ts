import { z } from 'zod';
import { columnName } from '../core/options.ts';

/** A cell needs at least `minCount` units: 11 publishes 11 and withholds 10. */
export interface MinimumFrequencyRule {
  readonly rule: 'minimumFrequency';
  readonly minCount: number;
  readonly on: 'rows' | 'entities';
  /** Share of its value that an attacker's interval must reach on either side of an unsafe figure. */
  readonly protectionShare?: number;
}

/** Behind each sum or mean stand at least `minCount` contributors. Without `of`, every measure that is summed or averaged. */
export interface MinimumContributorsRule {
  readonly rule: 'minimumContributors';
  readonly minCount: number;
  readonly of?: string;
  /** As in {@link MinimumFrequencyRule}. */
  readonly protectionShare?: number;
}

/**
 * The weights of a cell add up to at least `minWeight`, as τ-ARGUS decides for samples. Weak: few contributors of great
 * weight pass. For comparison only, hence the name to be given.
 */
export interface MinimumWeightRule {
  readonly rule: 'minimumWeight';
  readonly minWeight: number;
  readonly compatibility: 'tauArgus';
  /** As in {@link MinimumFrequencyRule}. */
  readonly protectionShare?: number;
}

/** What the three rules on large contributions have in common. A sampled contribution of weight w is w equal ones. */
interface ContributionRule {
  /** Measure the rule is about; without it, every measure that is summed or averaged. */
  readonly of?: string;
}

/**
 * (n, k): the largest `contributors` together make at most `maxShare` of Σ|x|. A share equal to it is withheld unless
 * `atMaxShare` is `publish`.
 */
export interface DominanceRule extends ContributionRule {
  readonly rule: 'dominance';
  readonly contributors: number;
  readonly maxShare: number;
  readonly atMaxShare?: 'withhold' | 'publish';
}

/** p %: a coalition of contributors, one unless said otherwise, estimates the largest of the others no nearer than `minErrorShare` of it. */
export interface PPercentRule extends ContributionRule {
  readonly rule: 'pPercent';
  readonly minErrorShare: number;
  readonly coalition?: number;
}

/** (p, q): as p %, where everybody knows every contribution to within `priorErrorShare` before the table appears. */
export interface PriorPosteriorRule extends ContributionRule {
  readonly rule: 'priorPosterior';
  readonly minErrorShare: number;
  readonly priorErrorShare: number;
  readonly coalition?: number;
}

/**
 * Contributors may ask for protection: a cell is unsafe where the largest of those who asked makes more than `maxShare`
 * of Σ|x|, or where somebody asked and there are fewer than `minCount` contributors.
 */
export interface RequestRule {
  readonly rule: 'request';
  readonly of: string;
  /** Measure that holds the contributions of those who asked, and nothing for the others. */
  readonly requested: string;
  readonly maxShare: number;
  readonly minCount?: number;
  /** As in {@link MinimumFrequencyRule}. */
  readonly protectionShare?: number;
}

/** Zero discloses: `counts` are cells without a row, `values` sums of 0 to which somebody contributed. */
export interface ZerosRule {
  readonly rule: 'zeros';
  readonly on: 'counts' | 'values';
  /** How far above 0 an attacker's interval must reach. */
  readonly protectionRange?: number;
}

/** A cell of exactly one unit is unsafe. */
export interface SingletonsRule {
  readonly rule: 'singletons';
  readonly on: 'rows' | 'entities';
}

/**
 * k-disclosure: where a cell holds all but at most `coalition` units of a total, whoever knows those knows in which
 * cell the others are. What is unsafe is the difference; a single cell where it is one, else a union of cells.
 */
export interface KDisclosureRule {
  readonly rule: 'kDisclosure';
  readonly on: 'rows' | 'entities';
  readonly coalition: number;
  /** Cells of more units than this reveal nothing; none is too large unless given. */
  readonly maxCount?: number;
}

/** What is decided for a cell by hand. */
export interface ManualCell {
  /** Value of each dimension, as text for codes and dates; `null` is a missing value. A dimension left out is totalled. */
  readonly categories: Readonly<Record<string, string | number | boolean | null>>;
  /**
   * `withhold`: the cell is unsafe. `publish`: it covers no other cell. `waive`: it is published though a rule says
   * otherwise. `prefer`: what it costs to withhold it as cover for another.
   */
  readonly decision: 'withhold' | 'publish' | 'waive' | 'prefer';
  /** Cost of `prefer`: less than other cells to be withheld first, more to be withheld last. */
  readonly cost?: number;
}

/** Cells named one by one. */
export interface ManualRule {
  readonly rule: 'manual';
  readonly cells: readonly ManualCell[];
  /** As in {@link MinimumFrequencyRule}, for cells withheld by hand. */
  readonly protectionShare?: number;
}

/** A rule that tells unsafe cells. */
export type ProtectionRule =
  | MinimumFrequencyRule | MinimumContributorsRule | MinimumWeightRule | DominanceRule | PPercentRule | PriorPosteriorRule
  | RequestRule | ZerosRule | SingletonsRule | KDisclosureRule | ManualRule;

const share = z.number().gt(0).max(1);
const protectionShare = z.number().min(0).max(1).exactOptional();
const counted = z.enum(['rows', 'entities']);
const of = columnName.exactOptional();
const coalition = z.int().min(1).max(99);

const manualCell = z.strictObject({
  categories: z.record(columnName, z.union([z.string(), z.number(), z.boolean(), z.null()])),
  decision: z.enum(['withhold', 'publish', 'waive', 'prefer']),
  cost: z.number().min(0).exactOptional(),
}).refine(({ decision, cost }) => (decision === 'prefer') === (cost !== undefined), { message: 'expected a cost with "prefer", and with nothing else' });

/** Checks a {@link ProtectionRule}. */
export const protectionRule: z.ZodType<ProtectionRule> = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('minimumFrequency'), minCount: z.int().min(1), on: counted, protectionShare }),
  z.strictObject({ rule: z.literal('minimumContributors'), minCount: z.int().min(1), of, protectionShare }),
  z.strictObject({ rule: z.literal('minimumWeight'), minWeight: z.number().gt(0), compatibility: z.literal('tauArgus'), protectionShare }),
  z.strictObject({
    rule: z.literal('dominance'), contributors: z.int().min(1).max(100), maxShare: share, atMaxShare: z.enum(['withhold', 'publish']).exactOptional(), of,
  }),
  z.strictObject({ rule: z.literal('pPercent'), minErrorShare: share, coalition: coalition.exactOptional(), of }),
  z.strictObject({ rule: z.literal('priorPosterior'), minErrorShare: share, priorErrorShare: share, coalition: coalition.exactOptional(), of })
    .refine(({ minErrorShare, priorErrorShare }) => minErrorShare < priorErrorShare, { path: ['priorErrorShare'], message: 'expected more than minErrorShare: who knows as much before learns nothing' }),
  z.strictObject({ rule: z.literal('request'), of: columnName, requested: columnName, maxShare: share, minCount: z.int().min(1).exactOptional(), protectionShare }),
  z.strictObject({ rule: z.literal('zeros'), on: z.enum(['counts', 'values']), protectionRange: z.number().min(0).exactOptional() }),
  z.strictObject({ rule: z.literal('singletons'), on: counted }),
  z.strictObject({ rule: z.literal('kDisclosure'), on: counted, coalition: z.int().min(0), maxCount: z.int().min(1).exactOptional() }),
  z.strictObject({ rule: z.literal('manual'), cells: z.array(manualCell).min(1).readonly(), protectionShare }),
]);
