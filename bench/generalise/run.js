// node bench/generalise/run.js [--checkout FOLDER] [--arx /tmp/arx] [--data FOLDER] [--rounds 5] [--metrics loss,…] [--limits 0,0.02,…] [--k 5]
//
// The best levels of nine quasi-identifiers of the census of 1994, beside ARX in the same run: for each metric and limit of suppression both
// start from rows of text in memory and end with generalised rows. Loss, rows suppressed and, where no other levels lose as little, levels
// must be equal before a time is told. Without --checkout (of ARX's sources) ours runs alone.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { version } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applyOperator, collect, fromBatches, generalise, IN_MEMORY, readCsv } from '../../dist/index.js';
import { fileBytes } from '../../dist/node.js';
import { keepResults } from '../keep-results.js';
import { formatNumber, median } from '../table.js';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values: flags } = parseArgs({
  options: {
    checkout: { type: 'string' }, arx: { type: 'string', default: '/tmp/arx' }, data: { type: 'string', default: at('../../../shared/data/microdata/arx') }, rounds: { type: 'string', default: '5' }, k: { type: 'string', default: '5' },
    metrics: { type: 'string', default: 'loss,precision,entropy,discernibility,averageClassSize,height' }, limits: { type: 'string', default: '0,0.02,0.05' }, results: { type: 'string', default: at('../results/generalise') },
  },
});
const k = Number(flags.k);
const table = join(flags.data, 'adult.csv');
const COLUMNS = ['sex', 'age', 'race', 'marital-status', 'education', 'native-country', 'workclass', 'occupation', 'salary-class'];
const WARM_UPS = 1;
const SAME_LOSS = 1e-9;

const cases = flags.metrics.split(',').flatMap((metric) => flags.limits.split(',').map((limit) => ({ metric, limit: Number(limit) })));
const ours = await ourSide();
const sides = { a423: ours, ...(flags.checkout === undefined ? {} : { arx: arxSide() }) };
const results = {};
for (const { metric, limit } of cases) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = -WARM_UPS; round < Number(flags.rounds); round += 1) {
    for (const [name, search] of Object.entries(sides)) {
      const { ms, ...found } = await search(metric, limit);
      samples[name].push({ ms, found, isWarmUp: round < 0 });
    }
  }
  const times = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all.filter(({ isWarmUp }) => !isWarmUp).map(({ ms }) => ms))]));
  const found = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, all[0].found]));
  if (found.arx !== undefined) compare(found.a423, found.arx, `${metric}, ${limit}`);
  results[`${metric} ${limit}`] = { k, metric, limit, loss: found.a423.loss, levels: found.a423.levels, droppedRows: found.a423.droppedRows, ms: times, samples };
}
await sides.arx?.close();
process.stdout.write(`${tableOf(results)}\n`);
const machine = { node: version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg().map((load) => Number(load.toFixed(2))) };
process.stdout.write(`kept in ${keepResults(flags.results, 'searches', results, { machine })}\n`);

/** From rows in memory, plain text as the CSV reader gives it, to generalised rows. */
async function ourSide() {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, { type: 'utf8', role: 'quasiIdentifier' }]));
  const { rows } = readCsv(fileBytes(table), { columns, onUndeclared: 'drop', delimiter: ';' });
  const dataset = fromBatches(rows.schema, await collect(rows));
  const quasiIdentifiers = Object.fromEntries(COLUMNS.map((name) => [name, { hierarchy: 'levels', csv: readFileSync(join(flags.data, `adult_hierarchy_${name}.csv`), 'utf8'), top: false }]));
  return async (metric, limit) => {
    const operator = generalise({ quasiIdentifiers, models: [{ model: 'kAnonymity', k }], entity: null, nullMatching: 'own-class', maxSuppressedShare: limit, metric: { metric } });
    let findings = null;
    const started = performance.now();
    await collect(applyOperator(dataset, operator, { fold: IN_MEMORY, onFindings: (told) => { findings = told; } }).rows);
    const ms = performance.now() - started;
    const levels = COLUMNS.map((name) => findings.columns[name].levels[0]);
    return { ms, loss: findings.loss, levels, droppedRows: findings.droppedRows };
  };
}

/** The same by ARX, in a process that stays. */
function arxSide() {
  const path = execFileSync('sh', [at('../peers/arx/install.sh'), flags.checkout, flags.arx], { encoding: 'utf8' }).trim();
  const process_ = spawn('java', ['-cp', path, 'Job', table, COLUMNS.join()], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  const search = async (metric, limit) => {
    process_.stdin.write(`${metric} ${k} ${limit}\n`);
    return JSON.parse((await answers.next()).value);
  };
  return Object.assign(search, { close: () => process_.stdin.end() });
}

/** Levels may differ where others lose as little: then as many rows are not suppressed either. */
function compare(own, theirs, what) {
  if (Math.abs(own.loss - theirs.loss) > SAME_LOSS * Math.max(1, Math.abs(theirs.loss))) throw new Error(`${what}: losses ${own.loss} and ${theirs.loss}`);
  if (own.levels.join() === theirs.levels.join() && own.droppedRows !== theirs.droppedRows) throw new Error(`${what}: rows suppressed ${own.droppedRows} and ${theirs.droppedRows}`);
}

function tableOf(all) {
  const lines = ['| Metric | suppressed at most | loss | a423, ms | ARX, ms | ARX : a423 |', '|---|--:|--:|--:|--:|--:|'];
  for (const { metric, limit, loss, ms } of Object.values(all)) {
    const theirs = ms.arx === undefined ? ['–', '–'] : [formatNumber(ms.arx), formatNumber(ms.arx / ms.a423)];
    lines.push(`| ${[metric, `${limit * 100} %`, formatNumber(loss), formatNumber(ms.a423), ...theirs].join(' | ')} |`);
  }
  return lines.join('\n');
}
