import type { ProposedLinkage } from '../../index.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { progressLine } from '../progress.ts';
import { readNumber, readSources, SOURCE_OPTIONS } from './link-arguments.ts';

/** Proposes a linkage without labels. */
export const linkProposeCommand: Command = {
  name: 'link propose',
  usage: 'link propose --left FILE [--right FILE] --row-key COLUMN --out MODEL',
  summary: 'Propose a whole linkage without labels: comparisons, blocking, a trained model, a cut',
  details: [
    'One procedure for all data, from names, types and values of the columns. Read the model before you use it.',
    'Leave out columns that hold the truth, or that no two files of a person share, by --without.',
  ],
  options: {
    ...SOURCE_OPTIONS,
    column: { value: 'COLUMN', help: 'a column to look at; all unless given', repeat: true },
    without: { value: 'COLUMN', help: 'a column not to look at', repeat: true },
    'pairs-per-record': { value: 'N', help: 'pairs to compare at most, per record (100)' },
    out: { value: 'MODEL', help: 'file for the model' },
  },
  words: 0,
  async run(args, terminal, signal) {
    const { values } = args;
    const [out] = values['out'] ?? [];
    if (out === undefined) throw new UsageError('--out: expected a file for the model');
    const pairsPerRecord = readNumber('pairs-per-record', values['pairs-per-record']?.[0]);
    const { proposeFiles } = await import('../../plan/node/link/index.ts');
    const progress = progressLine(terminal);
    const proposed = await proposeFiles({
      ...readSources(args), signal, onProgress: progress.show,
      ...(values['column'] === undefined ? {} : { columns: values['column'] }),
      ...(values['without'] === undefined ? {} : { without: values['without'] }),
      ...(pairsPerRecord === null ? {} : { pairsPerRecord }),
    }).finally(() => {
      progress.end();
    });
    const { formatModel } = await import('../../link/index.ts');
    const { writeTextFile } = await import('../../write/node/index.ts');
    await writeTextFile(out, formatModel(proposed.model));
    terminal.out(`${textOf(proposed)}written to ${out}\n`);
  },
};

function textOf({ model, cut, blocking, columns, candidatePairs, notes, isDoubtful }: ProposedLinkage): string {
  const number = (count: number): string => Math.round(count).toLocaleString('en-GB');
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return [
    'columns',
    ...columns.map(({ column, kind, leftOut }) => `  ${column}: ${leftOut === null ? kind ?? 'not compared' : `left out (${leftOut})`}`),
    `${model.comparisons.length} comparisons, ${blocking.rules.length} blocking rules, ${number(candidatePairs)} candidate pairs`,
    `cut proposed: ${cut.minMatchWeightBits.toFixed(2)} bits; expected: ${number(cut.links)} links, ${isDoubtful ? 'precision and recall not known: see the notes' : `precision ${share(cut.expectedPrecision)}, recall ${share(cut.expectedRecall)}`}`,
    `Assumption of the cut: ${cut.assumption}`,
    `Assumption of the rules: ${blocking.assumption}`,
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}
