import type { LinkedFiles, LinkFilesOptions } from '../../node.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { PAGE_OPTIONS, readPageOptions } from '../page-options.ts';
import { readModelFile } from '../plan-file.ts';
import { progressLine } from '../progress.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { readNumber, readSources, readWord, SOURCE_OPTIONS } from './link-arguments.ts';

/** Links the records of one file, or of two. */
export const linkCommand: Command = {
  name: 'link',
  usage: 'link MODEL --left FILE [--right FILE] --row-key COLUMN --min-bits N --out PAIRS [--clusters FILE]',
  summary: 'Link the records of one file, or of two, by a trained model',
  details: [
    'MODEL is JSON or YAML; a423 link propose and a423 link train make one, a423 link import takes one of Splink.',
    'N is the least match weight of a link, in bits: a423 link evaluate tells what it costs.',
    'PAIRS and FILE end in .parquet, .arrow or .csv; only their owner can read them. Sources are called left and right.',
  ],
  options: {
    ...SOURCE_OPTIONS,
    'min-bits': { value: 'N', help: 'least match weight of a link, in bits' },
    out: { value: 'PAIRS', help: 'file for the pairs that reach the cut' },
    clusters: { value: 'FILE', help: 'file for the cluster of every record' },
    detail: { value: 'WHAT', help: 'of pairs: none (default), levels or weights of every comparison' },
    decide: { value: 'HOW', help: 'which links are taken: components (default), bestLinks or oneToOne' },
    'duplicate-free': { value: 'SOURCE', help: 'with bestLinks: a source that holds each person once', repeat: true },
    'max-pairs': { value: 'N', help: 'refuse before comparing when there are more candidate pairs' },
    ...PAGE_OPTIONS,
  },
  words: 1,
  async run(args, terminal, signal) {
    const [path] = args.positional;
    if (path === undefined) throw new UsageError('expected a MODEL');
    const options = readLinkOptions(args);
    const page = await readPageOptions(args, [path, ...(args.values['left'] ?? []), ...(args.values['right'] ?? [])]);
    if (options.pairs === undefined && options.clusters === undefined) throw new UsageError('--out: expected a file for the pairs, or --clusters');
    keepHeapSmall();
    const { linkFiles } = await import('../../plan/node/link/index.ts');
    const progress = progressLine(terminal);
    const linked = await linkFiles(await readModelFile(path), { ...options, signal, onProgress: progress.show, ...(page.path === null ? {} : { page: page.path, language: page.language }) }).finally(() => {
      progress.end();
    });
    terminal.out(args.switches.has('json') ? `${JSON.stringify(linked, null, 2)}\n` : summaryOf(linked, options));
  },
};

function readLinkOptions(args: Arguments): LinkFilesOptions {
  const { values } = args;
  const minMatchWeightBits = readNumber('min-bits', values['min-bits']?.[0]);
  if (minMatchWeightBits === null) throw new UsageError('--min-bits: expected the least match weight of a link; nobody but you can choose it');
  const maxPairs = readNumber('max-pairs', values['max-pairs']?.[0]);
  const pairs = values['out']?.[0];
  const clusters = values['clusters']?.[0];
  return {
    ...readSources(args),
    minMatchWeightBits,
    decide: readDecision(args),
    detail: readWord('detail', values['detail']?.[0], ['none', 'levels', 'weights']),
    ...(maxPairs === null ? {} : { maxPairs }),
    ...(pairs === undefined ? {} : { pairs }),
    ...(clusters === undefined ? {} : { clusters }),
  };
}

function readDecision({ values }: Arguments): LinkFilesOptions['decide'] {
  const by = readWord('decide', values['decide']?.[0], ['components', 'bestLinks', 'oneToOne']);
  const duplicateFree = values['duplicate-free'];
  if ((by === 'bestLinks') !== (duplicateFree !== undefined)) throw new UsageError('--duplicate-free: expected together with --decide bestLinks, and only there');
  return by === 'bestLinks' ? { by, duplicateFree: duplicateFree!, ties: 'lowestRowKey' } : { by };
}

interface FoundCounts {
  readonly scoring?: { readonly pairs: number; readonly pairsOfRule: readonly number[]; readonly kept: number };
  readonly records: number;
  readonly cuts: readonly { readonly clusters: number; readonly largestCluster: number; readonly clustersBySize: Readonly<Record<string, number>> }[];
}

function summaryOf({ findings, rows }: LinkedFiles, { pairs, clusters }: LinkFilesOptions): string {
  const { scoring, cuts } = findings as unknown as FoundCounts;
  const [found] = cuts;
  const number = (count: number): string => count.toLocaleString('en-GB');
  const lines = Object.entries(rows).map(([name, count]) => `  in   ${name}: ${number(count)} rows`);
  if (scoring !== undefined) {
    lines.push(`  pairs compared: ${number(scoring.pairs)}, at or above the cut: ${number(scoring.kept)}`);
    scoring.pairsOfRule.forEach((count, rule) => lines.push(`    rule ${rule}: ${number(count)}`));
  }
  if (found !== undefined) {
    lines.push(`  clusters: ${number(found.clusters)}, the largest of ${number(found.largestCluster)} records`);
    lines.push(`    by size: ${Object.entries(found.clustersBySize).map(([size, count]) => `${size}: ${number(count)}`).join(', ')}`);
  }
  for (const path of [pairs, clusters]) if (path !== undefined) lines.push(`  out  ${path} (mode 600)`);
  return `${lines.join('\n')}\n`;
}
