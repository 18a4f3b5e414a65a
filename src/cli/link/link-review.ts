import type { ReviewedQuality } from '../../index.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { readModelFile } from '../plan-file.ts';
import { progressLine } from '../progress.ts';
import { readNumber, readSources, SOURCE_OPTIONS } from './link-arguments.ts';

const CUT = { value: 'N', help: 'the cut to judge, in bits' };

/** Draws pairs for clerical review. */
export const linkDrawReviewCommand: Command = {
  name: 'link draw-review',
  usage: 'link draw-review MODEL --left FILE --row-key COLUMN --min-bits N --reviews N --seed N --out PAIRS',
  summary: 'Draw pairs for people to judge, more where the model is less sure',
  details: [
    'People fill in the column isMatch of PAIRS with 1 or 0, and leave open what they cannot tell.',
    'Rows are in random order. a423 link estimate-review then tells precision and recall. Only their owner can read PAIRS.',
  ],
  options: {
    ...SOURCE_OPTIONS,
    'min-bits': CUT,
    reviews: { value: 'N', help: 'pairs that people will look at' },
    seed: { value: 'N', help: 'a whole number that decides, with the row keys, which pairs are drawn' },
    'train-share': { value: 'SHARE', help: 'share of the pairs that will train a model and judge none (0)' },
    out: { value: 'PAIRS', help: 'file for the pairs: .parquet, .arrow or .csv' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const [path] = args.positional;
    const out = args.values['out']?.[0];
    if (path === undefined) throw new UsageError('expected a MODEL');
    if (out === undefined) throw new UsageError('--out: expected a file for the pairs');
    const trainShare = readNumber('train-share', args.values['train-share']?.[0]);
    const { drawReviewFiles } = await import('../../plan/node/link/index.ts');
    const progress = progressLine(terminal);
    const { strata } = await drawReviewFiles(await readModelFile(path), {
      ...readSources(args), signal, onProgress: progress.show, out,
      minMatchWeightBits: required(args, 'min-bits'), reviews: required(args, 'reviews'), seed: required(args, 'seed'), ...(trainShare === null ? {} : { trainShare }),
    }).finally(() => {
      progress.end();
    });
    const sum = (of: 'pairs' | 'drawn'): string => strata.reduce((total, stratum) => total + stratum[of], 0).toLocaleString('en-GB');
    terminal.out(`${sum('drawn')} of ${sum('pairs')} pairs drawn, from ${strata.length} strata\n  out  ${out} (mode 600)\n`);
  },
};

/** Tells what people found in a clerical review. */
export const linkEstimateReviewCommand: Command = {
  name: 'link estimate-review',
  usage: 'link estimate-review PAIRS --min-bits N',
  summary: 'Tell precision and recall, with intervals, from pairs that people judged',
  details: ['PAIRS is the file that a423 link draw-review wrote, with isMatch filled in; N is the cut that it was drawn for.'],
  options: { 'min-bits': CUT, json: { help: 'print the estimates as JSON' } },
  words: 1,
  async run(args, terminal, signal) {
    const [path] = args.positional;
    if (path === undefined) throw new UsageError('expected PAIRS');
    const minBits = required(args, 'min-bits');
    const { estimateReviewFile } = await import('../../plan/node/link/index.ts');
    const found = await estimateReviewFile(path, minBits, signal);
    terminal.out(args.switches.has('json') ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
  },
};

function required({ values }: Arguments, option: string): number {
  const number = readNumber(option, values[option]?.[0]);
  if (number === null) throw new UsageError(`--${option}: expected a number`);
  return number;
}

function textOf({ precision, recall, reviewed, open, assumption }: ReviewedQuality): string {
  const share = (value: number): string => `${(100 * value).toFixed(2)} %`;
  const line = (name: string, rate: ReviewedQuality['precision']): string => `  ${name.padEnd(9)}  ${rate === null ? '–' : `${share(rate.estimate)}, from ${share(rate.low)} to ${share(rate.high)} with 95 %`}`;
  return `${[`${reviewed.toLocaleString('en-GB')} pairs judged, ${open.toLocaleString('en-GB')} left open`, line('precision', precision), line('recall', recall), `  ${assumption}`].join('\n')}\n`;
}
