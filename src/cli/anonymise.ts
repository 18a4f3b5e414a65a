import { readPairs } from './arguments.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { PAGE_OPTIONS, readPageOptions } from './page-options.ts';
import { PLAN_OPTIONS, readPlanFile } from './plan-file.ts';
import { progressLine } from './progress.ts';
import { readMebibytes, readSecrets } from './run-arguments.ts';

/** Judges the steps of a plan that protect rows. */
export const anonymiseCommand: Command = {
  name: 'anonymise',
  usage: 'anonymise PLAN --input NAME=PATH [--frontier LIST] [--html OUT]',
  summary: 'Tell what the steps of a plan that protect rows would do, and write none of its outputs',
  details: [
    'Tells for each step generalise, suppressLocally, mondrian and microaggregate the levels, what is suppressed and lost,',
    'what each privacy model attains, class sizes and risks before and after. a423 run writes the outputs.',
    '--frontier tries other values of k and tells what each would cost. No value of the data is shown.',
  ],
  options: {
    input: { value: 'NAME=PATH', help: 'file of an input of the plan', repeat: true },
    ...PLAN_OPTIONS,
    secret: { value: 'NAME=SOURCE', help: 'where a secret of the plan is', repeat: true },
    frontier: { value: 'LIST', help: 'values of k to try in each generalise step' },
    ...PAGE_OPTIONS,
    'max-memory': { value: 'MIB', help: 'MiB of state before steps spill or refuse (1024)' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const inputs = readPairs('input', args.values['input'] ?? []);
    const { path, language } = await readPageOptions(args, [...args.positional, ...Object.values(inputs).flat()]);
    const maxMemory = readMebibytes(args.values['max-memory']?.[0]);
    const frontier = readFrontier(args.values['frontier']?.[0]);
    const plan = await readPlanFile(args);
    const secrets = await readSecrets(readPairs('secret', args.values['secret'] ?? []), (message) => { terminal.err(`${message}\n`); });
    const { judgedRowsPage, judgedRowsText } = await import('../index.ts');
    const { judgeRows, writeTextFile } = await import('../node.ts');
    const progress = progressLine(terminal);
    const judged = await judgeRows(plan, {
      inputs, secrets, signal, onProgress: progress.show, frontier, ...(maxMemory === null ? {} : { maxMemoryBytes: maxMemory }),
    }).finally(() => { progress.end(); });
    if (path !== null) await writeTextFile(path, judgedRowsPage(judged.steps, { title: judged.title, language }));
    terminal.out(args.switches.has('json') ? `${JSON.stringify(judged, null, 2)}\n` : judgedRowsText(judged.steps, language));
  },
};

function readFrontier(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  const values = text.split(',').map(Number);
  if (values.length > 100 || !values.every((k) => Number.isInteger(k) && k >= 1 && k <= 1_000_000)) throw new UsageError('--frontier: expected up to 100 whole numbers from 1 to 1,000,000, separated by commas');
  return values;
}
