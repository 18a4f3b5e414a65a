import type { ExplainedFilePair, ExplainPairFilesOptions } from '../../node.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { readModelFile } from '../plan-file.ts';
import { progressLine } from '../progress.ts';
import { readSources, SOURCE_OPTIONS } from './link-arguments.ts';

/** Explains the weight of a pair. */
export const linkExplainPairCommand: Command = {
  name: 'link explain-pair',
  usage: 'link explain-pair MODEL --left FILE [--right FILE] --row-key COLUMN --first RECORD --second RECORD',
  summary: 'Tell why two records have their match weight, comparison by comparison',
  details: [
    'RECORD is a row key; with two sources left:KEY or right:KEY. The pair need not be a candidate.',
    'Values are shown with --show-values only; the result is then as confidential as the files.',
  ],
  options: {
    ...SOURCE_OPTIONS,
    first: { value: 'RECORD', help: 'one record' },
    second: { value: 'RECORD', help: 'the other one' },
    'show-values': { help: 'show the values that are compared' },
    json: { help: 'print the explanation as JSON' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const { positional: [path], values, switches } = args;
    if (path === undefined) throw new UsageError('expected a MODEL');
    const sources = readSources(args);
    const names = Object.keys(sources.inputs);
    const [left, right] = (['first', 'second'] as const).map((option) => readRecord(option, values[option]?.[0], names)) as [ExplainPairFilesOptions['left'], ExplainPairFilesOptions['right']];
    const { explainPairFiles } = await import('../../plan/node/link/index.ts');
    const progress = progressLine(terminal);
    const explained = await explainPairFiles(await readModelFile(path), { ...sources, left, right, signal, onProgress: progress.show, showValues: switches.has('show-values') }).finally(() => {
      progress.end();
    });
    terminal.out(switches.has('json') ? `${JSON.stringify(explained, null, 2)}\n` : textOf(explained));
  },
};

function readRecord(option: string, text: string | undefined, sources: readonly string[]): ExplainPairFilesOptions['left'] {
  if (text === undefined || text === '') throw new UsageError(`--${option}: expected a record`);
  if (sources.length === 1) return { rowKey: text };
  const source = sources.find((name) => text.startsWith(`${name}:`));
  if (source === undefined) throw new UsageError(`--${option}: expected left:KEY or right:KEY`);
  return { source, rowKey: text.slice(source.length + 1) };
}

function textOf({ priorBits, comparisons, dependenceBits, beyondLevels, matchWeightBits, matchProbability, values }: ExplainedFilePair): string {
  const line = (bits: number, what: string): string => `  ${bits.toFixed(2).padStart(8)} bits  ${what}`;
  const lines = [
    line(priorBits, 'prior'),
    ...comparisons.flatMap(({ comparison, label, bits, frequencyBits }) => [line(bits, `${comparison}: ${label}`), ...(frequencyBits === 0 ? [] : [line(frequencyBits, `${comparison}: how frequent the value is`)])]),
    ...(dependenceBits === 0 ? [] : [line(dependenceBits, beyondLevels === 'kinds' ? 'kinds of pairs that agree so' : 'dependence between comparisons')]),
    line(matchWeightBits, `match weight, a probability of ${matchProbability.toPrecision(4)}`),
    ...(values ?? []).map(({ column, left, right }) => `  ${column}: ${left ?? '(missing)'} | ${right ?? '(missing)'}`),
  ];
  return `${lines.join('\n')}\n`;
}
