// node --expose-gc bench/link/scale.js --people FILE.parquet [--model SETTINGS.json] [--row-key recordId] [--min-bits 0]
//   [--workers 0] [--maxMemoryBytes 4294967296] [--stages] [--sample 1]
//
// How a linkage grows with its file: one whole run of linkFiles, Parquet to files of pairs and clusters, and what it took; the last
// line is JSON. With --stages the same steps one by one, on one thread, with the bytes a record that are held after each; there,
// --sample 10 scores one in ten parts of the pairs, spread over all rules, and tells nothing of clusters.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage, memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readParquet } from '../../dist/index.js';
import { blockRecords, clusterLinks, collectExpressions, columnsOfExpressions, fromSplink, prepareRecords, scoreLinks } from '../../dist/link/index.js';
import { fileBlob, linkFiles, writeFile } from '../../dist/node.js';
import { ROW_KEY } from './job.js';
import { measureStages } from './stages.js';

const { values: flags } = parseArgs({
  options: {
    people: { type: 'string' }, model: { type: 'string', default: fileURLToPath(new URL('model-p.json', import.meta.url)) }, 'row-key': { type: 'string', default: ROW_KEY },
    'min-bits': { type: 'string', default: '0' }, workers: { type: 'string', default: '0' }, maxMemoryBytes: { type: 'string', default: String(2 ** 32) },
    stages: { type: 'boolean', default: false }, sample: { type: 'string', default: '1' },
  },
});
const MIB = 2 ** 20;
const rowKey = flags['row-key'];
const minMatchWeightBits = Number(flags['min-bits']);
const model = fromSplink(JSON.parse(readFileSync(flags.model, 'utf8')), { unit: 'codePoint' });
const say = (text) => process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'a423-scale-'));
const [pairs, clusters] = ['pairs', 'clusters'].map((name) => join(folder, `${name}.parquet`));
try {
  say(JSON.stringify(await (flags.stages ? stages() : whole())));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One run as users run it; a line for each tenth of the pairs. */
async function whole() {
  const { measure, told } = measureStages();
  let next = 0.1;
  const { findings } = await measure('linkFiles', () => linkFiles(model, {
    inputs: { people: flags.people }, rowKey, minMatchWeightBits, decide: { by: 'components' }, workers: Number(flags.workers), maxMemoryBytes: Number(flags.maxMemoryBytes), pairs, clusters,
    onProgress({ phase, rows, of }) {
      if (phase !== 'compare' || rows < next * of) return;
      next = rows / of + 0.1;
      const { user, system } = cpuUsage();
      say(`${(rows / 1e6).toFixed(0).padStart(6)} million pairs of blocks after ${((user + system) / 1e6).toFixed(0)} s of processors, ${(memoryUsage().rss / MIB).toFixed(0)} MiB`);
    },
  }));
  const { records, scoring } = findings;
  const { all } = told();
  return { records, pairs: scoring.pairs, kept: scoring.kept, workers: Number(flags.workers), ...all, peakBytesARecord: Math.round(all.peakMiB * MIB / records) };
}

async function stages() {
  const { measure, told } = measureStages();
  const held = {};
  /** Measures a stage, then what is held once it is over. */
  const stage = async (name, work) => {
    const result = await measure(name, work);
    globalThis.gc?.();
    held[name] = Math.round(memoryUsage().arrayBuffers / (result?.table ?? records.table).records);
    return result;
  };
  const { expressions, ...rest } = collectExpressions(model);
  const columns = Object.fromEntries([rowKey, ...columnsOfExpressions(expressions)].map((name) => [name, { type: name === 'birthDate' ? 'date' : 'utf8', role: 'technical' }]));
  const { rows } = await readParquet(fileBlob(flags.people), { columns, onUndeclared: 'drop' });
  await measure('read', async () => {
    for await (const batch of rows.open()) if (batch.numRows < 0) throw new Error('never');
  });
  const records = await stage('read and prepare', () => prepareRecords({ people: rows }, { rowKey, expressions: { expressions, ...rest }, unit: model.unit, context: { spill: null, maxMemoryBytes: Number(flags.maxMemoryBytes) } }));
  const candidates = await stage('block', () => blockRecords(records, model.blocking, model.linkType));
  const every = Number(flags.sample);
  // What candidates tell only when asked is not asked for.
  const sampled = Object.assign(Object.create(candidates), { parts: (count) => candidates.parts(count).filter((_, part) => part % every === 0) });
  let found;
  const links = [];
  await stage('score', async () => {
    for await (const part of scoreLinks(records, model, { candidates: sampled, minMatchWeightBits, onFindings: (findings) => { found = findings; } })) links.push(part);
  });
  const clustered = await stage('cluster', () => clusterLinks(records, links, { minMatchWeightBits }));
  await stage('write clusters', () => writeFile(clusters, clustered.clusters));
  const { stages: each, all } = told();
  const nanosecondsAPair = each.score.cpuSeconds / found.pairs * 1e9;
  for (const [name, { seconds, cpuSeconds, peakMiB }] of Object.entries(each)) {
    say(`${name.padEnd(18)} ${seconds.toFixed(1).padStart(7)} s  ${cpuSeconds.toFixed(1).padStart(7)} s of processors  ${peakMiB.toFixed(0).padStart(6)} MiB at most  ${String(held[name] ?? '').padStart(5)} bytes a record held`);
  }
  return { records: records.table.records, pairs: found.pairs, kept: found.kept, nanosecondsAPair, held, ...all };
}
