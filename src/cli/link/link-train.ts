import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { readModelFile } from '../plan-file.ts';
import { progressLine } from '../progress.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { readSources, SOURCE_OPTIONS } from './link-arguments.ts';

/** Trains a linkage model on files. */
export const linkTrainCommand: Command = {
  name: 'link train',
  usage: 'link train MODEL --left FILE [--right FILE] --row-key COLUMN --out MODEL [--training FILE]',
  summary: 'Estimate the m, u and prior of a linkage model, without labels unless told',
  details: [
    'Without --training: u is counted over all pairs and cleared of the matches, m and the prior are estimated together.',
    'FILE holds training options as JSON or YAML, as docs/guides/appariement.md shows them.',
  ],
  options: {
    ...SOURCE_OPTIONS,
    training: { value: 'FILE', help: 'how to train' },
    out: { value: 'MODEL', help: 'file for the trained model' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const [path] = args.positional;
    const out = args.values['out']?.[0];
    const training = args.values['training']?.[0];
    if (path === undefined) throw new UsageError('expected a MODEL');
    if (out === undefined) throw new UsageError('--out: expected a file for the trained model');
    keepHeapSmall();
    const { trainFiles } = await import('../../plan/node/link/index.ts');
    const progress = progressLine(terminal);
    const { model, notes } = await trainFiles(await readModelFile(path), {
      ...readSources(args), signal, onProgress: progress.show,
      ...(training === undefined ? {} : { training: (await readModelFile(training)) as never }),
    }).finally(() => {
      progress.end();
    });
    const { formatModel } = await import('../../link/index.ts');
    const { writeTextFile } = await import('../../write/node/index.ts');
    await writeTextFile(out, formatModel(model));
    const bits = (share: number | null, other: number | null): string => (share === null || other === null ? '?' : Math.log2(share / other).toFixed(2));
    const lines = model.comparisons.flatMap(({ name, levels }) => [
      `  ${name}`,
      ...levels.filter(({ isNull }) => isNull !== true).map(({ label, m, u }) => `    ${bits(m, u).padStart(7)} bits  ${label}`),
    ]);
    terminal.out([`prior ${model.prior.toPrecision(4)}: one pair in ${Math.round(1 / model.prior).toLocaleString('en-GB')} is a match`, ...lines, ...notes.map((note) => `Note: ${note}`), `written to ${out}`, ''].join('\n'));
  },
};
