import { refusePlan } from '../../core/errors.ts';
import { checkOptions } from '../../core/options.ts';
import { judgeTable, proposeCollapses, protectOptions, type CollapseProposal, type ProtectOptions, type TableJudgement } from '../../protect/index.ts';
import { compilePlan, type CompiledPlan } from '../compile.ts';
import { cutPlan, type Cut } from '../cut-plan.ts';
import { wipeSecrets } from './bind-secrets.ts';
import { readPlanPart, type ReadPlanOptions } from './read-plan-part.ts';

/** What a plan's tables of cells are judged with, beside the plan. */
export interface JudgeTablesOptions extends ReadPlanOptions {
  /** Whether to try what would be withheld without the finest level of each dimension. */
  readonly collapses?: boolean;
  /** Whether to map each table, and whether its categories are named there; for internal use. */
  readonly map?: 'numbers' | 'categories';
}

/** What a `protect` step would do. */
export interface JudgedTable extends TableJudgement {
  /** Where the step stands in the plan. */
  readonly path: string;
  readonly table: string;
  /** Empty unless asked for. */
  readonly collapses: readonly CollapseProposal[];
}

/** What the `protect` steps of a plan would do. */
export interface JudgedTables {
  /** Title of the plan. */
  readonly title: string;
  /** In the order of the plan. */
  readonly tables: readonly JudgedTable[];
}

/**
 * Judges the tables of cells of a plan, and writes nothing: what each `protect` step would withhold, why, and what it would cost.
 *
 * @param value - a plan, or what `parsePlan` gave.
 * @param options - files and secrets; inputs and secrets that no table of cells needs may be left out.
 * @returns one judgement for each `protect` step; counts and shares, no value. A table that cannot be
 *   protected is told as refused.
 * @throws {PlanError} before any row is read, when the plan or the bindings are wrong, or it protects nothing.
 * @throws {DataError} when a file or its data is wrong.
 * @remarks Passes: one for each step, one more if collapses are tried. Memory: that of the steps.
 */
export async function judgeTables(value: unknown, options: JudgeTablesOptions): Promise<JudgedTables> {
  const { collapses = false, map, ...reading } = options;
  try {
    const whole = compilePlan(value);
    const steps = protectStepsOf(whole);
    const { plan, rows, origin } = cutPlan(whole.plan, steps, () => true);
    return await readPlanPart({ whole, part: compilePlan(plan), origin }, reading, async ({ tables, fold }) => {
      const judged: JudgedTable[] = [];
      for (const [place, { path, table, protection }] of steps.entries()) {
        const cells = tables.get(rows[place]!)!;
        const published = protection.alreadyPublished === undefined ? undefined : tables.get(protection.alreadyPublished);
        const signal = options.signal === undefined ? {} : { signal: options.signal };
        const judgement = await judgeTable(cells, protection, { fold, ...signal, ...(published === undefined ? {} : { published }), ...(map === undefined ? {} : { map }) });
        judged.push({ path, table, ...judgement, collapses: collapses ? await proposeCollapses(cells, protection, options.signal) : [] });
      }
      return { title: whole.plan.title, tables: judged };
    });
  } finally {
    wipeSecrets(options.secrets ?? {});
  }
}

interface ProtectStep extends Cut {
  readonly path: string;
  readonly protection: ProtectOptions;
}

function protectStepsOf({ plan }: CompiledPlan): ProtectStep[] {
  const steps = Object.entries(plan.tables).flatMap(([table, { steps: all = [] }]) => all.flatMap((step, index): ProtectStep[] => {
    if (step.op !== 'protect') return [];
    const { op: _, ...settings } = step;
    const protection = checkOptions(protectOptions, settings as unknown as ProtectOptions);
    return [{ path: `tables.${table}.steps[${index}]`, table, index, references: protection.alreadyPublished === undefined ? [] : [protection.alreadyPublished], protection }];
  }));
  if (steps.length === 0) refusePlan('PLAN_MISSING', 'tables', 'expected a step protect: there is no table to judge');
  return steps;
}
