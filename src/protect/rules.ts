import { z } from 'zod';
import { columnName, type OptionsSchema } from '../core/options.ts';
import { PRESETS, type PresetName } from './presets.ts';

/** A cell is unsafe when it counts fewer units than this, but not none. */
export interface MinimumFrequencyRule {
  readonly rule: 'minimumFrequency';
  /** Smallest publishable count: 11 publishes 11 and withholds 10. Other tools' `maxN` is `minCount − 1`. */
  readonly minCount: number;
  /** What is counted: rows (stays), or entities (persons). */
  readonly on: 'rows' | 'entities';
}

/** A cell is unsafe when its largest contributor has this share of the measure, or more. */
export interface DominanceRule {
  readonly rule: 'dominance';
  readonly contributors: 1;
  /** Share in (0, 1]: 0.85 withholds 0.85. */
  readonly maxShare: number;
  /** The measure; the table must carry its `largestShare`. */
  readonly of: string;
}

/** A primary rule. */
export type ProtectionRule = MinimumFrequencyRule | DominanceRule;

/** Options of {@link protect}. */
export interface ProtectOptions {
  /** Rules of the plan; needed unless a preset is named, and then in addition to it. */
  readonly rules?: readonly ProtectionRule[];
  /** Rules of an authority. */
  readonly preset?: PresetName;
  /** Whether a column `status` says why a cell is withheld; for internal and research use. */
  readonly status?: boolean;
}

const rule: z.ZodType<ProtectionRule> = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('minimumFrequency'), minCount: z.int().min(1).max(1_000_000), on: z.enum(['rows', 'entities']) }),
  z.strictObject({ rule: z.literal('dominance'), contributors: z.literal(1), maxShare: z.number().gt(0).max(1), of: columnName }),
]);

/** Checks {@link ProtectOptions}. */
export const protectOptions: OptionsSchema<ProtectOptions> = z
  .strictObject({
    rules: z.array(rule).min(1).max(32).readonly().exactOptional(),
    preset: z.enum(Object.keys(PRESETS) as [PresetName, ...PresetName[]]).exactOptional(),
    status: z.boolean().exactOptional(),
  })
  .refine(({ rules, preset }) => rules !== undefined || preset !== undefined, { path: ['rules'], message: 'expected rules or a preset' });

/**
 * Lists the rules that options stand for: those of the preset, then the plan's own. Rules only add to each other.
 *
 * @param options - checked options.
 * @param measures - measures that the table sums, to which a preset's dominance rule applies.
 * @returns the rules, in the order in which a cell is tried.
 */
export function rulesOf(options: ProtectOptions, measures: readonly string[]): readonly ProtectionRule[] {
  const preset = options.preset === undefined ? null : PRESETS[options.preset];
  const dominance = (preset?.maxShare ?? null) === null ? [] : measures.map((of): DominanceRule => ({ rule: 'dominance', contributors: 1, maxShare: preset!.maxShare!, of }));
  return [...(preset?.rules ?? []), ...dominance, ...(options.rules ?? [])];
}

/**
 * Finds the smallest counts that options let through.
 *
 * @param options - options of a protect step.
 * @returns per unit counted, the largest `minCount` of its rules; nothing for a unit without a rule.
 */
export function minimumCounts(options: ProtectOptions): Readonly<Partial<Record<'rows' | 'entities', number>>> {
  const counts: Partial<Record<'rows' | 'entities', number>> = {};
  for (const found of rulesOf(options, [])) {
    if (found.rule === 'minimumFrequency') counts[found.on] = Math.max(counts[found.on] ?? 0, found.minCount);
  }
  return counts;
}
