import type { Command } from './command.ts';
import { PLAN_OPTIONS, readPlanFile } from './plan-file.ts';

/** Tells what a plan will do before it does it. */
export const explainCommand: Command = {
  name: 'explain',
  usage: 'explain PLAN [--json]',
  summary: 'Tell passes, memory and what leaves the building',
  details: [],
  options: { ...PLAN_OPTIONS, json: { help: 'print the explanation as JSON' } },
  words: 1,
  async run(args, terminal) {
    const plan = await readPlanFile(args);
    const { explainPlan, explanationText } = await import('../index.ts');
    const explanation = explainPlan(plan);
    terminal.out(args.switches.has('json') ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation));
  },
};
