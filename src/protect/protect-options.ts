import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, type CellTable } from '../core/field.ts';
import { columnName, type OptionsSchema } from '../core/options.ts';
import type { CellPolicy } from './decide-cells.ts';
import { checkLock, PRESETS, type PresetName } from './presets.ts';
import { protectionRule, type ProtectionRule } from './protection-rule.ts';
import type { KnownFigures } from './published-before.ts';
import { readyRules } from './rule-columns.ts';
import { secondarySuppression, type SecondarySuppression } from './secondary.ts';

/** Options of `protect`. */
export interface ProtectOptions {
  /** Rules, all of which must hold. */
  readonly rules?: readonly ProtectionRule[];
  /** Rules of an authority, before those above; see {@link PRESETS}. */
  readonly preset?: PresetName;
  /** Whether the preset is locked: options that publish more than it allows, or are narrower, are refused. */
  readonly locked?: boolean;
  /** What happens to a cell that counts no rows; `withhold` when omitted. Absent cells read as zero in any case. */
  readonly zeros?: 'publish' | 'withhold';
  /**
   * Further cells to withhold, so that those withheld by rules cannot be worked out from totals. Left out, rules alone
   * decide, and a table with totals cannot become public.
   */
  readonly secondary?: SecondarySuppression;
  /** In a plan: the table of cells that was published before; see `protectAfterRelease`. */
  readonly alreadyPublished?: string;
  /** Whether a column `status` tells why; it may not become public. */
  readonly status?: boolean;
}

/** Checks {@link ProtectOptions}. */
export const protectOptions: OptionsSchema<ProtectOptions> = z
  .strictObject({
    rules: z.array(protectionRule).min(1).readonly().exactOptional(),
    preset: z.enum(Object.keys(PRESETS) as [PresetName, ...PresetName[]]).exactOptional(),
    locked: z.boolean().exactOptional(),
    zeros: z.enum(['publish', 'withhold']).exactOptional(),
    secondary: secondarySuppression.exactOptional(),
    alreadyPublished: columnName.exactOptional(),
    status: z.boolean().exactOptional(),
  })
  .refine((options) => options.rules !== undefined || options.preset !== undefined, { message: 'expected rules, a preset or both' })
  .refine((options) => options.alreadyPublished === undefined || options.secondary !== undefined, { path: ['alreadyPublished'], message: 'expected secondary beside it: rules look at no other release' });

/**
 * Reads what a schema says of its cells.
 *
 * @param input - schema of the cells.
 * @returns the description.
 * @throws {PlanError} `PLAN_OP_ORDER` when the rows are no cells, or protected ones.
 */
export function cellsOf(input: Schema): CellTable {
  const table = cellTableOf(input);
  if (table === null) refusePlan('PLAN_OP_ORDER', '', 'expected cells; put an aggregate step before');
  if (table.protection !== null) refusePlan('PLAN_OP_ORDER', '', 'the cells are protected already; put all rules into one step');
  return table;
}

/**
 * Makes ready what cells are protected by.
 *
 * @param options - checked.
 * @param input - schema of the cells.
 * @param known - what an earlier release tells; nothing unless given.
 * @returns the policy.
 * @throws {PlanError} when the rows are no cells, are protected already, or lack a statistic that a rule needs, and when an
 *   option weakens a locked preset.
 */
export function policyOf(options: ProtectOptions, input: Schema, known: KnownFigures = NOTHING_KNOWN): CellPolicy {
  checkLock(options);
  const preset = options.preset === undefined ? null : PRESETS[options.preset];
  const rules = [...(preset?.rules ?? []), ...(options.rules ?? [])];
  return {
    rules: readyRules(rules, input, cellsOf(input)),
    minCount: Math.max(0, ...rules.map((rule) => (rule.rule === 'minimumFrequency' ? rule.minCount : 0))),
    zeros: options.zeros ?? 'withhold',
    locked: options.locked === true,
    secondary: options.secondary ?? null,
    known,
  };
}

const NOTHING_KNOWN: KnownFigures = new Map();
