// node bench/table.js: writes the latest result of every case into the README, between its two markers.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const BEGIN = '<!-- bench:begin (written by bench/table.js, do not edit) -->';
const END = '<!-- bench:end -->';

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Whole above a hundred, else three significant digits; thousands apart. */
export function formatNumber(value) {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-GB')
    : value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}

/** MiB per million rows between the two largest sizes measured, or null. */
export function slopeMiBPerMillion(growth) {
  if (growth.length < 2) return null;
  const [small, large] = growth.slice(-2);
  return (large.peakMiB - small.peakMiB) / ((large.rows - small.rows) / 1e6);
}

/** More yardsticks than this are parts of the subject, which only the result file lists beside other programs. */
const MOST_RATIOS = 4;

/** One case as the cells of a table row. */
export function rowOf(result) {
  const slope = slopeMiBPerMillion(result.growth);
  const ratios = result.ratios.length > MOST_RATIOS ? result.ratios.filter(({ name }) => name.startsWith('DuckDB')) : result.ratios;
  return [
    result.title,
    formatNumber(result.rows),
    ratios.map(({ name, ratio }) => `${formatNumber(ratio)} × ${name}`).join('<br>') || '–',
    result.rowsPerSecond === undefined ? formatNumber(result.rows / (result.memory.ms / 1000)) : formatNumber(result.rowsPerSecond),
    result.mibPerSecond === null || result.mibPerSecond === undefined ? '–' : formatNumber(result.mibPerSecond),
    `${formatNumber(result.memory.aboveBaselineMiB)} (${formatNumber(result.memory.peakMiB)})`,
    slope === null ? '–' : `${formatNumber(slope)} from ${formatNumber(result.growth.at(-2).rows / 1e6)} M to ${formatNumber(result.growth.at(-1).rows / 1e6)} M`,
  ];
}

/** The whole table, from result files, oldest first: each case's latest result stands. */
export function tableOf(files) {
  const latest = new Map();
  for (const { date, machine, cases } of [...files].sort((left, right) => left.date.localeCompare(right.date))) {
    for (const [name, result] of Object.entries(cases)) latest.set(name, { date, machine, result });
  }
  if (latest.size === 0) return 'No results yet: `npm run bench` makes them.';
  const rows = [...latest].sort(([left], [right]) => left.localeCompare(right));
  const { machine } = rows.map(([, entry]) => entry).sort((left, right) => left.date.localeCompare(right.date)).at(-1);
  return [
    '| What | Rows | Time, as a ratio | Rows/s | MiB/s | Peak above baseline (whole process), MiB | Growth, MiB per million rows | Measured |',
    '|---|--:|---|--:|--:|--:|---|---|',
    ...rows.map(([, { date, result }]) => `| ${[...rowOf(result), date].join(' | ')} |`),
    '',
    `A ratio is our median time over the yardstick's, interleaved in one process: below 1 we are faster. ${machine.cpu}, ${machine.cores} cores,`
      + ` Node ${machine.node.slice(1)}, DuckDB ${machine.duckdb} on one thread unless stated.`,
  ].join('\n');
}

/** Puts a table between the markers of a text; refuses a text without them. */
export function between(text, table) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`the text has no markers ${BEGIN} … ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`;
}

export function readResults(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((file) => file.endsWith('.json')).sort().map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

if (resolve(argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const readme = join(here, '..', 'README.md');
  writeFileSync(readme, between(readFileSync(readme, 'utf8'), tableOf(readResults(join(here, 'results')))));
}
