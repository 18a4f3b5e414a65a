import { z } from 'zod';
import { DataError, refusePlan } from '../core/errors.ts';
import { judgeQuality, qualityMeasure, worstVerdict, type QualityMeasure, type QualityVerdict, type Verdict } from '../quality/index.ts';
import type { InputRecord } from '../report/index.ts';
import { compilePlan } from './compile.ts';
import { checksOf } from './quality-plan.ts';

/** What the checks of one step measured, and what became of them. */
export interface QualityStepReport {
  /** Where the step stands in the plan, for example `tables.stays.steps[2]`. */
  readonly path: string;
  readonly measure: QualityMeasure;
  readonly verdict: QualityVerdict;
}

/** The checks of a plan on its inputs: counts, shares, and the means and quantiles that checks asked for. */
export interface QualityReport {
  readonly format: 'a423-quality-report/1';
  readonly title: string;
  /** The worst verdict of all checks. */
  readonly verdict: Verdict;
  /** What was read, by input. */
  readonly inputs: Readonly<Record<string, InputRecord>>;
  readonly steps: readonly QualityStepReport[];
}

const count = z.number().min(0);
const record = z.strictObject({
  files: z.array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count })),
  rows: count,
  rejected: z.record(z.string(), count),
});
/** What is read back of a report: verdicts are worked out afresh. */
const savedReport = z.object({
  format: z.literal('a423-quality-report/1'),
  inputs: z.record(z.string(), record),
  steps: z.array(z.object({ path: z.string(), measure: qualityMeasure })),
});

/**
 * Puts a report together.
 *
 * @param title - of the plan.
 * @param inputs - what was read.
 * @param steps - what was measured, with its verdicts.
 * @returns the report; its verdict is that of the worst step.
 */
export function makeQualityReport(title: string, inputs: QualityReport['inputs'], steps: readonly QualityStepReport[]): QualityReport {
  return { format: 'a423-quality-report/1', title, verdict: worstVerdict(steps.map(({ verdict }) => verdict.verdict)), inputs, steps };
}

/**
 * Holds a saved report against the thresholds that a plan has now, without reading the data.
 *
 * @param value - a plan, or what `parsePlan` gave: the one that was measured, with other names, severities and thresholds
 *   of its checks perhaps.
 * @param saved - the report, or its JSON read back.
 * @returns the report with new verdicts.
 * @throws {PlanError} when the plan is wrong, or one of its checks was not measured.
 * @throws {DataError} `DATA_FORMAT` when what was saved is no report.
 * @remarks Linear in the checks.
 */
export function judgeAgain(value: unknown, saved: unknown): QualityReport {
  const compiled = compilePlan(value);
  const read = savedReport.safeParse(saved);
  if (!read.success) throw new DataError('DATA_FORMAT', 'expected a quality report as it was written');
  const measures = new Map(read.data.steps.map(({ path, measure: found }) => [path, found]));
  const steps = checksOf(compiled).map(({ path, checks }): QualityStepReport => {
    const found = measures.get(path);
    if (found === undefined) refusePlan('PLAN_OUT_OF_RANGE', path, 'the measure was made without this step; measure the rows again');
    return { path, measure: found, verdict: judgeQuality(found, checks) };
  });
  return makeQualityReport(compiled.plan.title, read.data.inputs, steps);
}
