import { join } from 'node:path';
import { PlanError, type Problem } from '../../core/errors.ts';
import { descriptionOf, isSameContext, type PseudonymDescription } from '../../pseudonymise/index.ts';
import { readCurrent } from '../../write/node/index.ts';
import type { LaidOutStep, PlanLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';
import { readSidecar, SIDECAR_SUFFIX } from './sidecar.ts';

/** Codes that are there already, and where. */
interface KnownCodes {
  readonly place: string;
  readonly description: PseudonymDescription;
}

/**
 * Refuses a run whose key is another than that of the codes it adds to: those of its inputs, and those of the release that
 * is current in its folder. Codes of one project, domain, policy and profile under two keys look comparable and are not.
 *
 * A step that declares `expectFingerprint` has been compared with it and is left alone.
 *
 * @param layout - the plan on its bound inputs.
 * @param plan - the plan.
 * @param out - the folder of releases. A release that cannot be read says nothing.
 * @throws {PlanError} `PLAN_WRONG_KEY` for every such step.
 */
export async function checkFingerprints(layout: PlanLayout, plan: Plan, out: string): Promise<void> {
  const steps = [...layout.steps.values()].flat().filter((step) => step.op === 'pseudonymise' || step.op === 'rekey');
  if (steps.length === 0) return;
  const known = [...codesOfInputs(layout, plan), ...(await codesOfCurrent(out))];
  const problems = steps.flatMap((step) => problemsOf(step, plan, known));
  if (problems.length > 0) throw new PlanError(problems);
}

function problemsOf(step: LaidOutStep, plan: Plan, known: readonly KnownCodes[]): Problem[] {
  const options = plan.tables[step.table]!.steps![step.index]!;
  if (options['expectFingerprint'] !== undefined) return [];
  const made = step.output.fields.flatMap((field) => descriptionOf(field) ?? [])
    .filter(({ project, domain, policy }) => project === options['project'] && domain === options['domain'] && policy === options['policy']);
  const faults = made.flatMap((mine) => known.filter(({ description }) => isSameContext(mine, description) && mine.fingerprint !== description.fingerprint));
  return faults.slice(0, 1).map(({ place, description }) => ({
    code: 'PLAN_WRONG_KEY',
    path: `tables.${step.table}.steps[${step.index}].secretKey`,
    message: `${place} has codes of this context under the key of fingerprint ${description.fingerprint}; give that key, or say expectFingerprint`,
  }));
}

function codesOfInputs(layout: PlanLayout, plan: Plan): KnownCodes[] {
  return Object.keys(plan.inputs).flatMap((name) =>
    (layout.schemas.get(name)?.fields ?? []).flatMap((field) => descriptionOf(field) ?? []).map((description) => ({ place: `inputs.${name}`, description })));
}

async function codesOfCurrent(out: string): Promise<KnownCodes[]> {
  const current = await readCurrent(out).catch(() => null);
  if (current === null) return [];
  const known: KnownCodes[] = [];
  for (const { name } of current.files) {
    if (!name.endsWith(SIDECAR_SUFFIX)) continue;
    const columns = await readSidecar(join(current.directory, name.slice(0, -SIDECAR_SUFFIX.length)), name).catch(() => null);
    for (const { pseudonym } of columns?.values() ?? []) if (pseudonym !== undefined) known.push({ place: `the current release (${name})`, description: pseudonym });
  }
  return known;
}
