import type { RiskCriterion } from '../index.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { PAGE_OPTIONS, readPageOptions } from './page-options.ts';

/** As for outputs of eleven patients: the preset `publicRelease`. */
const USUAL_K = 11;

/** Measures how easily persons can be recognised in a file. */
export const riskCommand: Command = {
  name: 'risk',
  usage: 'risk FILE --quasi COLUMNS [--sensitive COLUMNS] [--entity COLUMN] [--k N] [--html OUT]',
  summary: 'Measure how easily persons can be recognised in a file, and by which columns',
  details: [
    'Tells class sizes, the risks of three attackers, which column to coarsen first, and what a class gives away of',
    'sensitive columns. With weights, a sample fraction or a file of the population it tells the risk in the population.',
    'What was not measured is told too. No value of the data is shown.',
  ],
  options: {
    quasi: { value: 'COLUMNS', help: 'columns that identify in combination, separated by commas', repeat: true },
    sensitive: { value: 'COLUMNS', help: 'columns that nobody should be able to infer, separated by commas', repeat: true },
    entity: { value: 'COLUMN', help: 'column that tells persons apart; without it every row is a person' },
    weight: { value: 'COLUMN', help: 'sampling weights: how many of the population a row stands for' },
    household: { value: 'COLUMN', help: 'column that tells households apart' },
    k: { value: 'N', help: `smallest acceptable class (${USUAL_K})` },
    population: { value: 'FILE', help: 'a table that contains the rows, with the same columns' },
    'sample-fraction': { value: 'SHARE', help: 'share of the population that is in the file, such as 0.1' },
    'null-matching': { value: 'HOW', help: 'a missing value is a value (own-class, default), any value (wildcard), or an error' },
    ...PAGE_OPTIONS,
  },
  words: 1,
  async run(args, terminal, signal) {
    const path = args.positional[0];
    if (path === undefined) throw new UsageError('expected a FILE');
    const population = args.values['population']?.[0];
    const criterion = readCriterion(args);
    const page = await readPageOptions(args, [path, population]);
    const { riskPage, riskText } = await import('../index.ts');
    const { measureRiskOfFile, writeTextFile } = await import('../node.ts');
    const risk = await measureRiskOfFile(path, criterion, { signal, ...(population === undefined ? {} : { population }) });
    if (page.path !== null) await writeTextFile(page.path, riskPage(risk, { title: risk.file, language: page.language }));
    terminal.out(args.switches.has('json') ? `${JSON.stringify(risk, null, 2)}\n` : riskText(risk, page.language));
  },
};

function readCriterion({ values }: Arguments): RiskCriterion {
  const names = (option: string): string[] => (values[option] ?? []).flatMap((text) => text.split(',')).filter((name) => name !== '');
  const one = (option: 'weight' | 'household'): Partial<RiskCriterion> => (values[option]?.[0] === undefined ? {} : { [option]: values[option][0] });
  const quasiIdentifiers = names('quasi');
  if (quasiIdentifiers.length === 0) throw new UsageError('--quasi: expected columns that identify in combination');
  const sensitive = names('sensitive');
  const fraction = values['sample-fraction']?.[0];
  return {
    quasiIdentifiers,
    ...(sensitive.length === 0 ? {} : { sensitive }),
    entity: values['entity']?.[0] ?? null,
    ...one('weight'), ...one('household'),
    k: readK(values['k']?.[0]),
    nullMatching: readNullMatching(values['null-matching']?.[0]),
    ...(fraction === undefined ? {} : { sampleFraction: readFraction(fraction) }),
  };
}

function readK(text: string | undefined): number {
  if (text === undefined) return USUAL_K;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError('--k: expected a whole number above 0');
  return Number(text);
}

function readFraction(text: string): number {
  if (!/^(?:0?\.\d{1,15}|1|1\.0+)$/.test(text) || Number(text) === 0) throw new UsageError('--sample-fraction: expected a share above 0 and at most 1, such as 0.1');
  return Number(text);
}

function readNullMatching(text = 'own-class'): RiskCriterion['nullMatching'] {
  if (text !== 'own-class' && text !== 'wildcard' && text !== 'error') throw new UsageError('--null-matching: expected own-class, wildcard or error');
  return text;
}
