import { synthesiseDuplicates, synthesisePeople, synthesiseStays, type Dataset } from '../index.ts';
import { writeFile } from '../node.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';

const KINDS = ['people', 'stays', 'duplicates'] as const;

/** Makes seeded synthetic data: no real person is described. */
export const synthesiseCommand: Command = {
  name: 'synthesise',
  usage: 'synthesise people|stays|duplicates --rows N --seed S OUT',
  summary: 'Write synthetic French people, hospital stays, or corrupted duplicates with their truth',
  details: [
    'OUT ends in .csv, .parquet, .arrow or .arrows. The same seed gives the same bytes.',
    'duplicates are corrupted copies of the people of the same seed; the column trueRow tells whose copy each is.',
  ],
  options: {
    rows: { value: 'N', help: 'rows to write' },
    seed: { value: 'S', help: 'any text' },
  },
  words: 2,
  async run(args, terminal, signal) {
    const [kind, path] = args.positional;
    const rows = args.values['rows']?.[0] ?? '';
    const seed = args.values['seed']?.[0];
    if (!KINDS.includes(kind as 'people')) throw new UsageError(`expected ${KINDS.join(', ')}`);
    if (path === undefined) throw new UsageError('expected a file to write');
    if (!/^\d{1,9}$/.test(rows)) throw new UsageError('--rows: expected a whole number of at most nine digits');
    if (seed === undefined || seed === '') throw new UsageError('--seed: expected a text');
    const dataset = synthesise(kind as (typeof KINDS)[number], Number(rows), seed);
    await writeFile(path, dataset, { signal });
    terminal.out(`${Number(rows).toLocaleString('en-GB')} synthetic rows in ${path}\n`);
  },
};

function synthesise(kind: (typeof KINDS)[number], rows: number, seed: string): Dataset {
  if (kind === 'people') return synthesisePeople({ rows, seed });
  return kind === 'stays' ? synthesiseStays({ rows, seed }) : synthesiseDuplicates({ rows, seed });
}
