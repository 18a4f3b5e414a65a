import { z } from 'zod';
import { columnName } from '../core/options.ts';

/** How wide the interval must be in which an attacker can place an unsafe count. */
export interface RequiredInterval {
  /** Whether its upper end must reach the smallest count that the rule publishes, and its lower end lie below the count. */
  readonly reachesMinCount: boolean;
  /** Least width. */
  readonly minWidth: number;
}

/** What withholding a cell costs. */
export type SuppressionCost = 'counts' | 'cells' | { readonly sumOf: string };

/** Withholding further cells, so that those withheld by rules cannot be worked out. */
export interface SecondarySuppression {
  /**
   * `gauss`: elimination, quick, for tables of any size. `optimal`: the cheapest pattern, by integer programming, for some
   * hundred cells. `modular`: optimal table by table, from the top of hierarchies down. `auto`: by size.
   */
  readonly method: 'auto' | 'gauss' | 'modular' | 'optimal';
  /**
   * What an attacker may find out about an unsafe count. `exactDisclosure`: anything but the count itself. Sums follow
   * the rules that withhold them: dominance and p % say by how much they must be missed.
   */
  readonly requiredInterval: 'exactDisclosure' | RequiredInterval;
  /** `counts` when omitted: rows. */
  readonly cost?: SuppressionCost;
  /** Smallest value a single contribution to a measure may have, by measure, as everybody knows; 0 when omitted. */
  readonly leastContribution?: Readonly<Record<string, number>>;
  /**
   * Seconds to look for something cheaper; 120 when omitted. A pattern found in time does not depend on them. A table that is not safe after five times as
   * long, all attacks included, is refused.
   */
  readonly seconds?: number;
}

/** Checks {@link SecondarySuppression}. */
export const secondarySuppression: z.ZodType<SecondarySuppression> = z.strictObject({
  method: z.enum(['auto', 'gauss', 'modular', 'optimal']),
  requiredInterval: z.union([z.literal('exactDisclosure'), z.strictObject({ reachesMinCount: z.boolean(), minWidth: z.int().min(1) })]),
  cost: z.union([z.enum(['counts', 'cells']), z.strictObject({ sumOf: columnName })]).exactOptional(),
  leastContribution: z.record(columnName, z.number()).exactOptional(),
  seconds: z.number().gt(0).exactOptional(),
}) as z.ZodType<SecondarySuppression>;
