import { z } from 'zod';
import { columnName } from '../core/options.ts';

/** A rule that tells unsafe cells. */
export type ProtectionRule =
  /** A cell needs at least `minCount` units: 11 publishes 11 and withholds 10. */
  | { readonly rule: 'minimumFrequency'; readonly minCount: number; readonly on: 'rows' | 'entities' }
  /**
   * The largest contributor may make at most `maxShare` of a measure; a share equal to it is withheld unless
   * `atMaxShare` is `publish`. Without `of`, every measure that is summed or averaged.
   */
  | { readonly rule: 'dominance'; readonly contributors: 1; readonly maxShare: number; readonly of?: string; readonly atMaxShare?: 'withhold' | 'publish' };

/** Checks a {@link ProtectionRule}. */
export const protectionRule: z.ZodType<ProtectionRule> = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('minimumFrequency'), minCount: z.int().min(1), on: z.enum(['rows', 'entities']) }),
  z.strictObject({
    rule: z.literal('dominance'),
    contributors: z.literal(1),
    maxShare: z.number().gt(0).max(1),
    of: columnName.exactOptional(),
    atMaxShare: z.enum(['withhold', 'publish']).exactOptional(),
  }),
]);
