import { readPairs } from './arguments.ts';
import type { Command } from './command.ts';
import { PAGE_OPTIONS, readPageOptions } from './page-options.ts';
import { PLAN_OPTIONS, readPlanFile } from './plan-file.ts';
import { progressLine } from './progress.ts';
import { readMebibytes, readSecrets } from './run-arguments.ts';

/** Judges the tables of cells of a plan. */
export const tableCommand: Command = {
  name: 'table',
  usage: 'table PLAN --input NAME=PATH [--collapse] [--html OUT] [--show-values]',
  summary: 'Tell what the protect steps of a plan would withhold, and write none of its outputs',
  details: [
    'Tells for each table how many cells rules withhold and how many cover them, the cost, and what was attacked.',
    '--collapse tries the table without the finest level of each dimension. A table that would be refused is told as such.',
    'The page is for those who may see the cells: it maps the table; --show-values names its categories there.',
  ],
  options: {
    input: { value: 'NAME=PATH', help: 'file of an input of the plan', repeat: true },
    ...PLAN_OPTIONS,
    secret: { value: 'NAME=SOURCE', help: 'where a secret of the plan is', repeat: true },
    collapse: { help: 'also tell what would be withheld with less detail' },
    ...PAGE_OPTIONS,
    'show-values': { help: 'name the categories on the page' },
    'max-memory': { value: 'MIB', help: 'MiB of state before steps spill or refuse (1024)' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const inputs = readPairs('input', args.values['input'] ?? []);
    const { path, language } = await readPageOptions(args, [...args.positional, ...Object.values(inputs).flat()]);
    const maxMemory = readMebibytes(args.values['max-memory']?.[0]);
    const plan = await readPlanFile(args);
    const secrets = await readSecrets(readPairs('secret', args.values['secret'] ?? []), (message) => { terminal.err(`${message}\n`); });
    const { tablePage, tableText } = await import('../index.ts');
    const { judgeTables, writeTextFile } = await import('../node.ts');
    const progress = progressLine(terminal);
    const map = path === null ? {} : { map: args.switches.has('show-values') ? ('categories' as const) : ('numbers' as const) };
    const judged = await judgeTables(plan, {
      inputs, secrets, signal, onProgress: progress.show, collapses: args.switches.has('collapse'), ...map, ...(maxMemory === null ? {} : { maxMemoryBytes: maxMemory }),
    }).finally(() => { progress.end(); });
    const sections = judged.tables.map(({ path: place, collapses, ...judgement }) => ({ path: place, judgement, collapses }));
    if (path !== null) await writeTextFile(path, tablePage(sections, { title: judged.title, language }));
    terminal.out(args.switches.has('json') ? `${JSON.stringify(judged, null, 2)}\n` : tableText(sections, language));
  },
};
