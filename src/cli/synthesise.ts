import type { Dataset } from '../index.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';

const KINDS = ['people', 'stays', 'duplicates', 'truth'] as const;

/** Makes seeded synthetic data: no real person is described. */
export const synthesiseCommand: Command = {
  name: 'synthesise',
  usage: 'synthesise people|stays|duplicates|truth --rows N --seed S OUT',
  summary: 'Write synthetic French people, hospital stays, or corrupted duplicates with their truth',
  details: [
    'OUT ends in .csv, .parquet, .arrow or .arrows. The same seed gives the same bytes.',
    'duplicates are corrupted copies of the people of the same seed and number; the column trueRow tells whose copy',
    'each is, and truth holds the same as pairs of row keys, which a423 link evaluate reads as matches.',
  ],
  options: {
    rows: { value: 'N', help: 'rows to write' },
    seed: { value: 'S', help: 'any text' },
    persons: { value: 'N', help: 'for duplicates and truth: rows of the people they are copied from; as many unless given' },
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
    const persons = args.values['persons']?.[0];
    if (persons !== undefined && !/^[1-9]\d{0,8}$/.test(persons)) throw new UsageError('--persons: expected a whole number of at most nine digits');
    if (persons !== undefined && kind !== 'duplicates' && kind !== 'truth') throw new UsageError('--persons: expected with duplicates or truth only');
    const { writeFile } = await import('../node.ts');
    const dataset = await synthesise(kind as (typeof KINDS)[number], { rows: Number(rows), seed }, persons === undefined ? {} : { persons: Number(persons) });
    await writeFile(path, dataset, { signal });
    terminal.out(`${kind === 'truth' ? 'the truth of ' : ''}${Number(rows).toLocaleString('en-GB')} synthetic rows in ${path}\n`);
  },
};

async function synthesise(kind: (typeof KINDS)[number], options: { readonly rows: number; readonly seed: string }, source: { readonly persons?: number }): Promise<Dataset> {
  const { synthesiseDuplicates, synthesisePeople, synthesiseStays, synthesiseTruth } = await import('../index.ts');
  switch (kind) {
    case 'people':
      return synthesisePeople(options);
    case 'stays':
      return synthesiseStays(options);
    case 'duplicates':
      return synthesiseDuplicates({ ...options, ...source });
    case 'truth':
      return synthesiseTruth({ ...options, ...source });
  }
}
