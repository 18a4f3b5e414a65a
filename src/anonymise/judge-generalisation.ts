import type { Dataset } from '../core/dataset.ts';
import { ProtectionError, refusePlan } from '../core/errors.ts';
import { foldDataset, IN_MEMORY, type FoldContext } from '../core/fold.ts';
import type { Findings } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import type { Classes } from './class-fold.ts';
import { decideGeneralisation } from './decide-generalisation.ts';
import { generalisationFindings } from './generalisation-findings.ts';
import { checkedGeneralisation } from './generalise.ts';
import { generaliseOptions, type GeneraliseOptions } from './generalise-options.ts';

/** What one k would cost. */
export interface FrontierPoint {
  readonly k: number;
  /** Loss of the best levels, in [0, 1] for the metric `loss`; `null` where no levels satisfy the models. */
  readonly loss: number | null;
  /** Share of rows suppressed; `null` as above. */
  readonly suppressedShare: number | null;
  /** Highest probability of re-identification that is left: 1 over the smallest class; `null` as above, or without rows. */
  readonly highestRisk: number | null;
}

/** What a generalisation would do. */
export interface GeneralisationJudgement {
  /** Findings as of the step; empty when it would refuse. */
  readonly findings: Findings;
  /** Why nothing would be written; `null` when something would. */
  readonly refusal: string | null;
  /** By k, ascending; empty unless asked for. */
  readonly frontier: readonly FrontierPoint[];
}

/** What surrounds {@link judgeGeneralisation}. */
export interface JudgeGeneralisationContext {
  /** Values of k to try in place of the plan's; none when omitted. Only where the models have k-anonymity. */
  readonly frontier?: readonly number[];
  /** The table of the population, where models look at one. */
  readonly population?: Dataset;
  readonly fold?: FoldContext;
  readonly signal?: AbortSignal;
}

/**
 * Tells what a generalisation would do, and what other values of k would cost, and writes nothing.
 *
 * @param rows - the rows.
 * @param options - as of the step.
 * @param context - values of k, memory limit, signal.
 * @returns findings and the frontier of risk and loss: counts and shares, no value.
 * @throws {PlanError} if the options are wrong or do not fit the columns.
 * @throws {DataError} when the data are wrong.
 * @remarks One pass; one search for each k. Memory as of the step.
 */
export async function judgeGeneralisation(rows: Dataset, options: GeneraliseOptions, { frontier = [], population, fold = IN_MEMORY, signal }: JudgeGeneralisationContext = {}): Promise<GeneralisationJudgement> {
  const checked = checkOptions(generaliseOptions, options);
  const wrong = frontier.findIndex((k) => !(Number.isInteger(k) && k >= 1));
  if (wrong >= 0) refusePlan('PLAN_OUT_OF_RANGE', `frontier[${wrong}]`, 'expected an integer of at least 1');
  const { fold: classes, populationFold } = checkedGeneralisation(rows.schema, checked, population?.schema ?? null);
  const measured = await foldDataset(rows, classes, fold, signal);
  const inPopulation = population === undefined ? null : await foldDataset(population, populationFold!, fold, signal);
  const judge = (settings: GeneraliseOptions): Omit<GeneralisationJudgement, 'frontier'> => judged(measured, settings, inPopulation);
  const { findings, refusal } = judge(checked);
  const tried = checked.models.some(({ model }) => model === 'kAnonymity') ? [...new Set(frontier)].sort((one, other) => one - other) : [];
  return { findings, refusal, frontier: tried.map((k) => pointOf(k, judge(withK(checked, k)).findings)) };
}

function judged(measured: Classes, options: GeneraliseOptions, population: Classes | null): Omit<GeneralisationJudgement, 'frontier'> {
  try {
    return { findings: generalisationFindings(decideGeneralisation(measured, options, population), options), refusal: null };
  } catch (error) {
    if (!(error instanceof ProtectionError)) throw error;
    return { findings: {}, refusal: error.message };
  }
}

function withK(options: GeneraliseOptions, k: number): GeneraliseOptions {
  return { ...options, models: options.models.map((model) => (model.model === 'kAnonymity' ? { ...model, k } : model)) };
}

function pointOf(k: number, findings: Findings): FrontierPoint {
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const after = findings['after'] as { readonly kReached: number | null } | undefined;
  const smallest = after?.kReached ?? null;
  return { k, loss: number(findings['loss']), suppressedShare: number(findings['suppressedShare']), highestRisk: smallest === null ? null : 1 / smallest };
}
