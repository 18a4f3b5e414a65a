import { generaliseOptions, judgeGeneralisation, type FrontierPoint, type GeneraliseOptions } from '../../anonymise/index.ts';
import type { Dataset } from '../../core/dataset.ts';
import { ProtectionError, refusePlan } from '../../core/errors.ts';
import type { FoldContext } from '../../core/fold.ts';
import { applyOperator, type Findings, type Operator, type PortsOperator } from '../../core/operator.ts';
import { checkOptions } from '../../core/options.ts';
import { compilePlan, type CompiledPlan } from '../compile.ts';
import { cutPlan, type Cut } from '../cut-plan.ts';
import type { PlanStep } from '../plan.ts';
import { wipeSecrets } from './bind-secrets.ts';
import { readPlanPart, type ReadPlanOptions } from './read-plan-part.ts';

/** What the steps of a plan that protect rows are judged with, beside the plan. */
export interface JudgeRowsOptions extends ReadPlanOptions {
  /** Values of k to try in each `generalise` step; none when omitted. */
  readonly frontier?: readonly number[];
}

/** What a step that protects rows would do. */
export interface JudgedRows {
  /** Where the step stands in the plan. */
  readonly path: string;
  readonly op: string;
  /** As of the step, without a value; empty when it would refuse. */
  readonly findings: Findings;
  /** Why nothing would be written; `null` when something would. */
  readonly refusal: string | null;
  /** Empty unless asked for. */
  readonly frontier: readonly FrontierPoint[];
}

/** What the steps of a plan that protect rows would do. */
export interface JudgedPlanRows {
  /** Title of the plan. */
  readonly title: string;
  /** In the order of the plan. */
  readonly steps: readonly JudgedRows[];
}

/** Steps that protect rows of persons by changing them, without a secret. */
const PROTECTS_ROWS = new Set(['generalise', 'suppressLocally', 'mondrian', 'microaggregate']);

/**
 * Tells what the steps of a plan that protect rows would do, and writes nothing: levels, what is suppressed, what is lost, class
 * sizes and risks before and after.
 *
 * @param value - a plan, or what `parsePlan` gave.
 * @param options - files and secrets; inputs and secrets that no such step needs may be left out.
 * @returns one judgement for each step `generalise`, `suppressLocally`, `mondrian` and `microaggregate`: counts and shares, no value.
 * @throws {PlanError} before any row is read, when the plan or the bindings are wrong, or it has no such step.
 * @throws {DataError} when a file or its data is wrong.
 * @remarks Passes: one for each `generalise`, two for the others. Memory: that of the steps.
 */
export async function judgeRows(value: unknown, options: JudgeRowsOptions): Promise<JudgedPlanRows> {
  const { frontier = [], ...reading } = options;
  try {
    const whole = compilePlan(value);
    const steps = stepsOf(whole);
    const { plan, rows, origin } = cutPlan(whole.plan, steps, () => true);
    return await readPlanPart({ whole, part: compilePlan(plan), origin }, reading, async ({ tables, fold }) => {
      const judged: JudgedRows[] = [];
      for (const [place, step] of steps.entries()) {
        const source = tables.get(rows[place]!)!;
        judged.push({ path: step.path, op: step.step.op, ...(await judge(source, step, { frontier, fold, population: step.references.map((name) => tables.get(name)!)[0], signal: options.signal })) });
      }
      return { title: whole.plan.title, steps: judged };
    });
  } finally {
    wipeSecrets(options.secrets ?? {});
  }
}

interface RowStep extends Cut {
  readonly path: string;
  readonly step: PlanStep;
  readonly operator: Operator | PortsOperator;
}

function stepsOf({ layout, plan }: CompiledPlan): RowStep[] {
  const steps = [...layout.steps.values()].flat().flatMap(({ table, index, op, built }): RowStep[] => {
    if (!PROTECTS_ROWS.has(op)) return [];
    return [{ path: `tables.${table}.steps[${index}]`, table, index, references: Object.values(built.tables ?? {}), step: plan.tables[table]!.steps![index]!, operator: built.operator }];
  });
  if (steps.length === 0) refusePlan('PLAN_MISSING', 'tables', `expected one of the steps ${[...PROTECTS_ROWS].join(', ')}: there are no rows to judge`);
  return steps;
}

interface JudgeContext {
  readonly frontier: readonly number[];
  readonly fold: FoldContext;
  readonly population: Dataset | undefined;
  readonly signal: AbortSignal | undefined;
}

async function judge(source: Dataset, { step, operator }: RowStep, { frontier, fold, population, signal }: JudgeContext): Promise<Omit<JudgedRows, 'path' | 'op'>> {
  if (step.op === 'generalise' || operator.kind === 'ports') {
    const { op: _, ...settings } = step;
    return judgeGeneralisation(source, checkOptions(generaliseOptions, settings as unknown as GeneraliseOptions), { frontier, fold, ...(population === undefined ? {} : { population }), ...(signal === undefined ? {} : { signal }) });
  }
  let findings: Findings = {};
  try {
    const { rows } = applyOperator(source, operator, { fold, onFindings: (found) => (findings = found) });
    for await (const _ of rows.open(signal));
    return { findings, refusal: null, frontier: [] };
  } catch (error) {
    if (!(error instanceof ProtectionError)) throw error;
    return { findings: {}, refusal: error.message, frontier: [] };
  }
}
