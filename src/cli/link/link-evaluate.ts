import type { EvaluatedFiles, EvaluateFilesOptions } from '../../node.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { readModelFile } from '../plan-file.ts';
import { progressLine } from '../progress.ts';
import { readNumber, readSources, SOURCE_OPTIONS } from './link-arguments.ts';

/** Judges the links of a model. */
export const linkEvaluateCommand: Command = {
  name: 'link evaluate',
  usage: 'link evaluate MODEL --left FILE [--right FILE] --row-key COLUMN --min-bits N [--labels FILE]',
  summary: 'Tell how many links of a model are wrong and how many are missed, at any cut',
  details: [
    'Without labels the errors are estimated, and the assumptions are told. Matches that blocking lost count as missed.',
    'Instead of --labels, --matches or --label-column tells the truth.',
    'Labels have leftRowKey, rightRowKey and isMatch; matches are all pairs that match, as two columns of row keys.',
    'COLUMN tells persons apart in the sources, and is no part of the model.',
  ],
  options: {
    ...SOURCE_OPTIONS,
    'min-bits': { value: 'N', help: 'a cut, in bits', repeat: true },
    labels: { value: 'FILE', help: 'judged pairs; others are not judged' },
    matches: { value: 'FILE', help: 'all pairs that match; no other pair does' },
    'label-column': { value: 'COLUMN', help: 'column that tells persons apart' },
    table: { value: 'FILE', help: 'file for the errors at every weight' },
    json: { help: 'print the judgement as JSON' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const { positional: [path], values } = args;
    if (path === undefined) throw new UsageError('expected a MODEL');
    const labels = readLabels(args);
    const cuts = (values['min-bits'] ?? []).map((text) => readNumber('min-bits', text)!);
    if (cuts.length === 0) throw new UsageError('--min-bits: expected at least one cut');
    const [table] = values['table'] ?? [];
    const options: EvaluateFilesOptions = {
      ...readSources(args), signal, minMatchWeightBits: cuts,
      ...(labels === null ? {} : { labels }),
      ...(table === undefined ? {} : { table }),
    };
    const { evaluateFiles } = await import('../../plan/node/link/index.ts');
    const progress = progressLine(terminal);
    const judged = await evaluateFiles(await readModelFile(path), { ...options, onProgress: progress.show }).finally(() => {
      progress.end();
    });
    terminal.out(args.switches.has('json') ? `${JSON.stringify(judged, (name, value: unknown) => (name === 'table' ? undefined : value), 2)}\n` : textOf(judged));
  },
};

function readLabels({ values }: Arguments): NonNullable<EvaluateFilesOptions['labels']> | null {
  const [file] = values['labels'] ?? [];
  const [matches] = values['matches'] ?? [];
  const [column] = values['label-column'] ?? [];
  if ([file, matches, column].filter((given) => given !== undefined).length > 1) throw new UsageError('--labels: expected one of --labels, --matches and --label-column');
  if (file !== undefined) return { file };
  if (matches !== undefined) return { matches };
  return column === undefined ? null : { column };
}

function textOf({ candidatePairs, allPairs, measured, estimated, expectedLoss: { lost, assumption } }: EvaluatedFiles): string {
  const number = (count: number): string => Math.round(count).toLocaleString('en-GB');
  const share = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(2)} %`);
  const lines = [`${number(candidatePairs)} candidate pairs of ${number(allPairs)}`, '', 'estimated, without labels', '  cut, bits      links  wrong links    missed  F1'];
  const { chosen } = estimated;
  const row = (bits: number, links: number, rates: readonly (number | null)[]): string => `  ${bits.toFixed(2).padStart(9)}  ${number(links).padStart(9)}  ${rates.map((rate, place) => share(rate).padStart([11, 8, 8][place]!)).join('  ')}`;
  for (const at of [...estimated.cuts, ...(chosen === null ? [] : [chosen])]) lines.push(`${row(at.bits, at.links, [at.falseDiscoveryRate, at.falseNegativeRate, at.expectedF1])}${at === chosen ? '  largest expected F1' : ''}`);
  lines.push(
    `  Assumption: ${estimated.assumption}`,
    lost === null ? '  What blocking lost is not estimated: a single rule says nothing of what it misses.' : `  Blocking is expected to lose ${number(lost)} matches, which count as missed. ${assumption}`,
  );
  if (measured === null) return `${lines.join('\n')}\n`;
  const { totals, lostToBlocking, best } = measured;
  lines.push('', `measured by labels: ${number(totals.matches)} matches, of which blocking lost ${number(lostToBlocking)}`, '  cut, bits      links  precision    recall  F1');
  for (const at of [...measured.cuts, ...(best === null ? [] : [best])]) {
    lines.push(`${row(at.bits, at.truePositives + at.falsePositives, [at.precision, at.recall, at.f1])}${at === best ? '  best F1' : ''}`);
  }
  return `${lines.join('\n')}\n`;
}
