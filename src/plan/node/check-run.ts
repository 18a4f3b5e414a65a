import { DataError, PlanError, type Problem } from '../../core/errors.ts';
import { unknownName } from '../../core/options.ts';
import { MAX_WORKERS } from '../../core/workers/node/index.ts';
import { releaseNonceFault } from '../../pseudonymise/index.ts';
import type { CompiledPlan } from '../compile.ts';
import { explainPlan } from '../explain.ts';
import { patternsOf, type HashedInput } from './bind-input.ts';
import type { RunOptions } from './run-options.ts';

const OPTION_NAMES: readonly (keyof RunOptions)[] = ['inputs', 'secrets', 'releaseNonce', 'out', 'maxMemoryBytes', 'workers', 'signal', 'onProgress'];

/** Standard input, which can be read once. */
const STDIN = '-';

/**
 * Checks the options of a run by themselves, for those who write no TypeScript.
 *
 * @param options - what the run was given.
 * @throws {PlanError} for every unknown option and every value of another kind.
 */
export function checkOptionNames(options: RunOptions): void {
  const problems: Problem[] = Object.keys(options)
    .filter((name) => !(OPTION_NAMES as readonly string[]).includes(name))
    .map((name) => ({ code: 'PLAN_UNKNOWN_OPTION', path: name, message: unknownName('option', name, OPTION_NAMES) }));
  const { inputs, out, maxMemoryBytes, workers } = options as Partial<RunOptions>;
  if (typeof inputs !== 'object' || (inputs as unknown) === null) problems.push({ code: 'PLAN_MISSING', path: 'inputs', message: 'expected the files of every input by name' });
  if (typeof out !== 'string' || out === '') problems.push({ code: 'PLAN_MISSING', path: 'out', message: 'expected a folder of releases' });
  if (maxMemoryBytes !== undefined && !(maxMemoryBytes > 0)) problems.push({ code: 'PLAN_OUT_OF_RANGE', path: 'maxMemoryBytes', message: 'expected a number above 0' });
  if (typeof workers === 'number' && !(Number.isInteger(workers) && workers >= 0 && workers <= MAX_WORKERS)) {
    problems.push({ code: 'PLAN_OUT_OF_RANGE', path: 'workers', message: `expected a whole number from 0 to ${MAX_WORKERS}, got ${workers}` });
  }
  if (problems.length > 0) throw new PlanError(problems);
}

/**
 * Checks files and secrets against the names of a plan, before any file is opened.
 *
 * @param compiled - the plan.
 * @param options - what the run was given.
 * @throws {PlanError} for every name that is missing or unknown.
 * @throws {DataError} `DATA_READ_TWICE` when standard input would have to be read more than once.
 */
export function checkBindings(compiled: CompiledPlan, options: RunOptions): void {
  const names = Object.keys(compiled.plan.inputs);
  const secrets = options.secrets ?? {};
  const isGiven = (name: string): boolean => Object.hasOwn(options.inputs, name) && patternsOf(options.inputs[name]!).length > 0;
  const problems: Problem[] = [
    ...Object.keys(options.inputs)
      .filter((name) => !names.includes(name))
      .map((name): Problem => ({ code: 'PLAN_UNKNOWN_INPUT', path: `inputs.${name}`, message: unknownName('input', name, names) })),
    ...names.filter((name) => !isGiven(name)).map((name): Problem => ({ code: 'PLAN_UNBOUND_INPUT', path: `inputs.${name}`, message: 'no file was given for it' })),
    ...compiled.secrets
      .filter((name) => !Object.hasOwn(secrets, name))
      .map((name): Problem => ({ code: 'PLAN_UNKNOWN_SECRET', path: `secrets.${name}`, message: 'no secret of this name was given' })),
    ...Object.keys(secrets)
      .filter((name) => !compiled.secrets.includes(name))
      .map((name): Problem => ({ code: 'PLAN_UNKNOWN_SECRET', path: `secrets.${name}`, message: unknownName('secret', name, compiled.secrets) })),
  ];
  const nonceFault = releaseNonceProblem(compiled, options.releaseNonce);
  if (nonceFault !== null) problems.push(nonceFault);
  if (problems.length > 0) throw new PlanError(problems);
  const piped = names.filter((name) => patternsOf(options.inputs[name]!).includes(STDIN));
  if (piped.length === 0) return;
  const { passes } = explainPlan(compiled.plan);
  const [first = ''] = piped;
  if (piped.length > 1) throw new DataError('DATA_READ_TWICE', `standard input was given for ${piped.length} inputs; save all but one to files`, { source: first });
  if (patternsOf(options.inputs[first]!).length > 1) throw new DataError('DATA_READ_TWICE', 'standard input is the whole of an input or no part of it', { source: first });
  if (passes[first]! > 1) throw new DataError('DATA_READ_TWICE', `standard input can be read only once, and the plan reads it ${passes[first]!} times; save it to a file first`, { source: first });
}

function releaseNonceProblem(compiled: CompiledPlan, releaseNonce: unknown): Problem | null {
  const path = 'releaseNonce';
  if (releaseNonce === undefined) return compiled.usesReleaseNonce ? { code: 'PLAN_MISSING', path, message: 'expected public random bytes, another in each release, got nothing' } : null;
  if (!compiled.usesReleaseNonce) return { code: 'PLAN_OUT_OF_RANGE', path, message: 'expected none: no code of the plan differs from release to release' };
  const fault = releaseNonce instanceof Uint8Array ? releaseNonceFault(releaseNonce) : 'expected bytes, got something else';
  return fault === null ? null : { code: 'PLAN_OUT_OF_RANGE', path, message: fault };
}

/**
 * Refuses one file under two names: its persons would count twice, and two public tables of it difference each other.
 *
 * @param compiled - the plan.
 * @param inputs - its inputs with the hashes of their files.
 * @throws {PlanError} `PLAN_DIFFERENCING` for every file of one input that another has too, when anything becomes public.
 */
export function checkFiles(compiled: CompiledPlan, inputs: Readonly<Record<string, HashedInput>>): void {
  if (!Object.values(compiled.plan.outputs).some(({ audience }) => audience === 'public')) return;
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [name, { hashes }] of Object.entries(inputs)) {
    for (const hash of new Set(hashes)) {
      const owner = owners.get(hash);
      if (owner === undefined) owners.set(hash, name);
      else problems.push({ code: 'PLAN_DIFFERENCING', path: `inputs.${name}`, message: `has a file that inputs.${owner} has too; bind it once, so that nobody counts twice` });
    }
  }
  if (problems.length > 0) throw new PlanError(problems);
}
