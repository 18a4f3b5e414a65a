import { tmpdir } from 'node:os';
import { spillStore } from '../../core/node.ts';
import { PlanError, type Problem } from '../../core/errors.ts';
import { unknownName } from '../../core/options.ts';
import { judgeQuality, measureQuality } from '../../quality/index.ts';
import { compilePlan, type CompiledPlan, type ConnectedPlan, type PlanBindings } from '../compile.ts';
import { qualityPlan, type PlacedChecks } from '../quality-plan.ts';
import { makeQualityReport, type QualityReport, type QualityStepReport } from '../quality-report.ts';
import { newReleaseNonce } from '../../pseudonymise/node.ts';
import { bindInput, type BoundInput } from './bind-input.ts';
import { resolveSecrets, wipeSecrets, type Secrets } from './bind-secrets.ts';
import { checkBindings, patternsOf } from './check-run.ts';
import { reportProgress } from './report-progress.ts';
import type { RunOptions } from './run-options.ts';

/** What the checks of a plan are given beside the plan. */
export interface CheckPlanQualityOptions extends Omit<RunOptions, 'out' | 'releaseNonce'> {
  /** Folder for state beyond `maxMemoryBytes`, encrypted; that of the system when omitted. */
  readonly spillFolder?: string;
}

const OPTION_NAMES: readonly (keyof CheckPlanQualityOptions)[] = ['inputs', 'secrets', 'spillFolder', 'maxMemoryBytes', 'signal', 'onProgress'];

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
  checkNames(options);
  const whole = compilePlan(value);
  const { plan, places, origin } = qualityPlan(whole);
  const compiled = compilePlan(plan);
  const spillFolder = options.spillFolder ?? tmpdir();
  const bound = onlyNeeded(whole, compiled, options);
  // No code is written, so that any nonce does.
  const nonce = compiled.usesReleaseNonce ? { releaseNonce: newReleaseNonce() } : {};
  checkBindings(compiled, { ...bound, ...nonce, out: spillFolder });
  const inputs = await bindInputs(compiled, bound, spillFolder);
  const spill = await spillStore(spillFolder);
  let connected: ConnectedPlan | null = null;
  let secrets: Secrets = {};
  try {
    secrets = await resolveSecrets(bound.secrets ?? {});
    const fold = { spill, maxMemoryBytes: options.maxMemoryBytes ?? 2 ** 30 };
    const ports = Object.entries(inputs).map(([name, { ports: { rows, rejects } }]) => [name, { rows: reportProgress(rows, name, options.onProgress), rejects }] as const);
    connected = connect(compiled, { inputs: Object.fromEntries(ports), secrets, ...nonce, fold }, origin);
    const steps: QualityStepReport[] = [];
    for (const place of places) steps.push(await measureStep(place, connected, { fold, ...(options.signal === undefined ? {} : { signal: options.signal }) }));
    for (const input of Object.values(inputs)) await input.checkUnchanged();
    return makeQualityReport(plan.title, Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.record()])), steps);
  } finally {
    connected?.wipe();
    wipeSecrets(secrets);
    await spill.close();
  }
}

/** Problems are told where they stand in the plan as it was written. */
function connect(compiled: CompiledPlan, bindings: PlanBindings, origin: (path: string) => string): ConnectedPlan {
  try {
    return compiled.connect(bindings);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new PlanError(error.problems.map((problem) => ({ ...problem, path: origin(problem.path) })));
  }
}

async function measureStep({ path, checks, rows, references }: PlacedChecks, { tables }: ConnectedPlan, context: Parameters<typeof measureQuality>[2]): Promise<QualityStepReport> {
  const lookedInto = Object.fromEntries(references.map((name) => [name, tables.get(name)!]));
  const measure = await measureQuality(tables.get(rows)!, checks, { ...context, references: lookedInto });
  return { path, measure, verdict: judgeQuality(measure, checks) };
}

function checkNames(options: CheckPlanQualityOptions): void {
  const problems: Problem[] = Object.keys(options)
    .filter((name) => !(OPTION_NAMES as readonly string[]).includes(name))
    .map((name) => ({ code: 'PLAN_UNKNOWN_OPTION', path: name, message: unknownName('option', name, OPTION_NAMES) }));
  const { inputs, maxMemoryBytes } = options as Partial<CheckPlanQualityOptions>;
  if (typeof inputs !== 'object' || (inputs as unknown) === null) problems.push({ code: 'PLAN_MISSING', path: 'inputs', message: 'expected the files of every input by name' });
  if (maxMemoryBytes !== undefined && !(maxMemoryBytes > 0)) problems.push({ code: 'PLAN_OUT_OF_RANGE', path: 'maxMemoryBytes', message: 'expected a number above 0' });
  if (problems.length > 0) throw new PlanError(problems);
}

/** Leaves out what the plan knows and its checks do not need, so that a check is called with the words of a run. */
function onlyNeeded(whole: CompiledPlan, needed: CompiledPlan, options: CheckPlanQualityOptions): CheckPlanQualityOptions {
  const kept = <Value>(given: Readonly<Record<string, Value>>, known: readonly string[], wanted: readonly string[]): Record<string, Value> =>
    Object.fromEntries(Object.entries(given).filter(([name]) => wanted.includes(name) || !known.includes(name)));
  return {
    ...options,
    inputs: kept(options.inputs, Object.keys(whole.plan.inputs), Object.keys(needed.plan.inputs)),
    secrets: kept(options.secrets ?? {}, whole.secrets, needed.secrets),
  };
}

async function bindInputs(compiled: CompiledPlan, options: CheckPlanQualityOptions, out: string): Promise<Record<string, BoundInput>> {
  const inputs: Record<string, BoundInput> = {};
  for (const [name, input] of Object.entries(compiled.plan.inputs)) {
    options.onProgress?.({ phase: 'hash', name, rows: 0 });
    inputs[name] = await bindInput(name, input, { patterns: patternsOf(options.inputs[name]!), out }, options.signal);
  }
  return inputs;
}
