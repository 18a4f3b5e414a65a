import { z } from 'zod';
import type { OptionsSchema } from '../../core/options.ts';
import { condition, type Condition } from './condition.ts';
import { expression, type Expression } from './expression.ts';

/** What both records of a pair must have in common. A null has nothing in common with anything. */
export interface BlockingTerm {
  readonly of: Expression;
  /** The expression of the right record, where it differs. */
  readonly against?: Expression;
  /** Of a list: one element in common is enough. */
  readonly explode?: boolean;
}

/** Records that agree on every term, and whose pair meets the condition, become a candidate pair. */
export interface BlockingBranch {
  /** Empty: every pair. */
  readonly on: readonly BlockingTerm[];
  readonly where?: Condition;
  /** Blocks with more records are left out by this rule; what that loses is counted. */
  readonly maxBlockRecords?: number;
}

/** One rule, or several of which one is enough; either way it counts as one rule. */
export type BlockingRule = (BlockingBranch | { readonly any: readonly BlockingBranch[] }) & {
  /** For charts and reports. */
  readonly label?: string;
  /** The text this rule has in Splink, where it came from there. */
  readonly splink?: SplinkRule;
}

/** A rule as Splink's file has it: kept, so that it can be written again as it was. */
export interface SplinkRule {
  readonly form: 'text' | 'object';
  readonly sql: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the text means, where the reader was told. */
  readonly completion?: Condition;
}

const term = z.strictObject({ of: expression, against: expression.exactOptional(), explode: z.boolean().exactOptional() });
const branch = { on: z.array(term), where: condition.exactOptional(), maxBlockRecords: z.int().min(2).exactOptional() };
const notes = {
  label: z.string().exactOptional(),
  splink: z.strictObject({ form: z.enum(['text', 'object']), sql: z.string(), settings: z.record(z.string(), z.json()), completion: condition.exactOptional() }).exactOptional(),
};

/** Checks a {@link BlockingRule}. */
export const blockingRule: OptionsSchema<BlockingRule> = z.union([
  z.strictObject({ ...branch, ...notes }),
  z.strictObject({ any: z.array(z.strictObject(branch)).min(1), ...notes }),
]) as never;
