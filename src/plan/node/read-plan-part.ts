import { tmpdir } from 'node:os';
import { spillStore } from '../../core/node.ts';
import { PlanError, type Problem } from '../../core/errors.ts';
import type { FoldContext } from '../../core/fold.ts';
import { unknownName } from '../../core/options.ts';
import { newReleaseNonce } from '../../pseudonymise/node.ts';
import type { CompiledPlan, ConnectedPlan, PlanBindings } from '../compile.ts';
import { bindInput, patternsOf, type HashedInput } from './bind-input.ts';
import { resolveSecrets, wipeSecrets, type Secrets } from './bind-secrets.ts';
import { checkBindings } from './check-run.ts';
import { reportProgress } from './report-progress.ts';
import type { RunOptions } from './run-options.ts';

/** What part of a plan is given when it is read and nothing of it is released. */
export interface ReadPlanOptions extends Omit<RunOptions, 'out' | 'releaseNonce' | 'workers'> {
  /** Folder for state beyond `maxMemoryBytes`, encrypted; that of the system when omitted. */
  readonly spillFolder?: string;
}

const OPTION_NAMES: readonly (keyof ReadPlanOptions)[] = ['inputs', 'secrets', 'spillFolder', 'maxMemoryBytes', 'signal', 'onProgress'];

/** A part of a plan, and how its paths read in the whole. */
export interface PlanPart {
  readonly whole: CompiledPlan;
  readonly part: CompiledPlan;
  readonly origin: (path: string) => string;
}

/** A part of a plan on its files. */
export interface OpenPart {
  readonly tables: ConnectedPlan['tables'];
  readonly inputs: Readonly<Record<string, HashedInput>>;
  readonly fold: FoldContext;
}

/**
 * Puts a part of a plan on files, lets somebody read its tables, and gives everything back; secrets are overwritten.
 *
 * @param plan - the part; inputs and secrets that only the rest of the plan needs may be given or left out.
 * @param options - files and secrets.
 * @param work - reads tables.
 * @returns what the work gave.
 * @throws {PlanError} when the bindings are wrong.
 * @throws {DataError} when a file or its data is wrong, or changed while it was read.
 */
export async function readPlanPart<Result>(plan: PlanPart, options: ReadPlanOptions, work: (open: OpenPart) => Promise<Result>): Promise<Result> {
  checkNames(options);
  const { whole, part, origin } = plan;
  const spillFolder = options.spillFolder ?? tmpdir();
  const bound = onlyNeeded(whole, part, options);
  // No code is written, so that any nonce does.
  const nonce = part.usesReleaseNonce ? { releaseNonce: newReleaseNonce() } : {};
  checkBindings(part, { ...bound, ...nonce, out: spillFolder });
  const inputs = await bindInputs(part, bound, spillFolder);
  const spill = await spillStore(spillFolder);
  let connected: ConnectedPlan | null = null;
  let secrets: Secrets = {};
  try {
    secrets = await resolveSecrets(bound.secrets ?? {});
    const fold = { spill, maxMemoryBytes: options.maxMemoryBytes ?? 2 ** 30 };
    const ports = Object.entries(inputs).map(([name, { ports: { rows, rejects } }]) => [name, { rows: reportProgress(rows, name, options.onProgress), rejects }] as const);
    connected = connect(part, { inputs: Object.fromEntries(ports), secrets, ...nonce, fold }, origin);
    const result = await work({ tables: connected.tables, inputs, fold });
    for (const input of Object.values(inputs)) await input.checkUnchanged();
    return result;
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

function checkNames(options: ReadPlanOptions): void {
  const problems: Problem[] = Object.keys(options)
    .filter((name) => !(OPTION_NAMES as readonly string[]).includes(name))
    .map((name) => ({ code: 'PLAN_UNKNOWN_OPTION', path: name, message: unknownName('option', name, OPTION_NAMES) }));
  const { inputs, maxMemoryBytes } = options as Partial<ReadPlanOptions>;
  if (typeof inputs !== 'object' || (inputs as unknown) === null) problems.push({ code: 'PLAN_MISSING', path: 'inputs', message: 'expected the files of every input by name' });
  if (maxMemoryBytes !== undefined && !(maxMemoryBytes > 0)) problems.push({ code: 'PLAN_OUT_OF_RANGE', path: 'maxMemoryBytes', message: 'expected a number above 0' });
  if (problems.length > 0) throw new PlanError(problems);
}

/** Leaves out what the plan knows and its checks do not need, so that a check is called with the words of a run. */
function onlyNeeded(whole: CompiledPlan, needed: CompiledPlan, options: ReadPlanOptions): ReadPlanOptions {
  const kept = <Value>(given: Readonly<Record<string, Value>>, known: readonly string[], wanted: readonly string[]): Record<string, Value> =>
    Object.fromEntries(Object.entries(given).filter(([name]) => wanted.includes(name) || !known.includes(name)));
  return {
    ...options,
    inputs: kept(options.inputs, Object.keys(whole.plan.inputs), Object.keys(needed.plan.inputs)),
    secrets: kept(options.secrets ?? {}, whole.secrets, needed.secrets),
  };
}

async function bindInputs(compiled: CompiledPlan, options: ReadPlanOptions, out: string): Promise<Record<string, HashedInput>> {
  const inputs: Record<string, HashedInput> = {};
  for (const [name, input] of Object.entries(compiled.plan.inputs)) {
    options.onProgress?.({ phase: 'hash', name, rows: 0 });
    const bound = await bindInput(name, input, { patterns: patternsOf(options.inputs[name]!), out });
    inputs[name] = await bound.hash(options.signal);
  }
  return inputs;
}
