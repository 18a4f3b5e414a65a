import { judgeQuality, measureQuality } from '../../quality/index.ts';
import { compilePlan, type ConnectedPlan } from '../compile.ts';
import { qualityPlan, type PlacedChecks } from '../quality-plan.ts';
import { makeQualityReport, type QualityReport, type QualityStepReport } from '../quality-report.ts';
import { wipeSecrets } from './bind-secrets.ts';
import { readPlanPart, type ReadPlanOptions } from './read-plan-part.ts';

/** What the checks of a plan are given beside the plan. */
export type CheckPlanQualityOptions = ReadPlanOptions;

/**
 * Runs the quality checks of a plan, and nothing else of it: no output is written, no check stops the others.
 *
 * @param value - a plan, or what `parsePlan` gave.
 * @param options - files and secrets; inputs and secrets that no check needs may be left out.
 * @returns what every check measured and its verdict, with the hashes of what was read.
 * @throws {PlanError} before any row is read, when the plan or the bindings are wrong, or the plan checks nothing.
 * @throws {DataError} when a file or its data is wrong.
 * @remarks Passes: one for each step that checks, over what comes before it. Memory: that of the steps before, and at most
 *   32 bytes for each distinct key of a `unique` or `reference` check, which spill.
 */
export async function checkPlanQuality(value: unknown, options: CheckPlanQualityOptions): Promise<QualityReport> {
  try {
    return await checkAll(value, options);
  } finally {
    wipeSecrets(options.secrets ?? {});
  }
}

async function checkAll(value: unknown, options: CheckPlanQualityOptions): Promise<QualityReport> {
  const whole = compilePlan(value);
  const { plan, places, origin } = qualityPlan(whole);
  return readPlanPart({ whole, part: compilePlan(plan), origin }, options, async ({ tables, inputs, fold }) => {
    const steps: QualityStepReport[] = [];
    for (const place of places) steps.push(await measureStep(place, { tables }, { fold, ...(options.signal === undefined ? {} : { signal: options.signal }) }));
    return makeQualityReport(plan.title, Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.record()])), steps);
  });
}

async function measureStep({ path, checks, rows, references }: PlacedChecks, { tables }: Pick<ConnectedPlan, 'tables'>, context: Parameters<typeof measureQuality>[2]): Promise<QualityStepReport> {
  const lookedInto = Object.fromEntries(references.map((name) => [name, tables.get(name)!]));
  const measure = await measureQuality(tables.get(rows)!, checks, { ...context, references: lookedInto });
  return { path, measure, verdict: judgeQuality(measure, checks) };
}
