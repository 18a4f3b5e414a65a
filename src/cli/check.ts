import { PlanError } from '../core/errors.ts';
import type { Command } from './command.ts';
import { PLAN_OPTIONS, readPlanFile } from './plan-file.ts';

/** Lists everything that is wrong with a plan, without data. */
export const checkCommand: Command = {
  name: 'check',
  usage: 'check PLAN [--json]',
  summary: 'List everything that is wrong with a plan, without reading data',
  details: ['Every problem comes with its path in the plan and a code explained in docs/errors.md.'],
  options: { ...PLAN_OPTIONS, json: { help: 'print the problems as JSON' } },
  words: 1,
  async run(args, terminal) {
    const plan = await readPlanFile(args);
    const { checkPlan } = await import('../index.ts');
    const problems = checkPlan(plan);
    if (args.switches.has('json')) terminal.out(`${JSON.stringify({ problems }, null, 2)}\n`);
    if (problems.length > 0) throw new PlanError(problems);
    if (!args.switches.has('json')) terminal.out('The plan is right.\n');
  },
};
