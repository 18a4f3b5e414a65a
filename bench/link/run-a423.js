// node bench/link/run-a423.js --model SETTINGS.json --people FILE.parquet [--right FILE.parquet] [--row-key recordId] [--min-bits 0]
//   [--threads 1] [--pairs FILE.parquet] [--clusters FILE.parquet] [--again] [--train]
//
// Our side of the benchmark of linkage: a model of Splink and a Parquet file in, pairs and clusters out, stages measured apart.
// Prints one line of JSON, as bench/peers/splink/job.py does. With --again the pairs are scored a second time, warm; with
// --train the model is trained instead of used.
import { readFileSync } from 'node:fs';
import { version } from 'node:process';
import { parseArgs } from 'node:util';
import { Float64, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { fromArrowTable, readParquet } from '../../dist/index.js';
import { blockRecords, clusterLinks, collectExpressions, columnsOfExpressions, fromSplink, prepareRecords, scoreLinks, trainingExpressions, trainModel } from '../../dist/link/index.js';
import { fileBlob, workerPool, writeFile } from '../../dist/node.js';
import { measureStages } from './stages.js';
import { ROW_KEY, TRAINING } from './job.js';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string' }, people: { type: 'string' }, right: { type: 'string' }, 'row-key': { type: 'string', default: ROW_KEY }, 'min-bits': { type: 'string', default: '0' }, threads: { type: 'string', default: '1' },
    pairs: { type: 'string' }, clusters: { type: 'string' }, again: { type: 'boolean', default: false }, train: { type: 'boolean', default: false },
  },
});
const threads = Number(flags.threads);
const rowKey = flags['row-key'];
const minMatchWeightBits = Number(flags['min-bits']);

const settings = JSON.parse(readFileSync(flags.model, 'utf8'));
// Since version 2 DuckDB's similarities of texts count code points; before, bytes of UTF-8.
const modelOf = (json) => fromSplink(json, { unit: 'codePoint' });
const { measure, told } = measureStages();
const pool = threads > 1 ? workerPool({ workers: threads }) : null;
const context = { spill: null, maxMemoryBytes: 2 ** 33, ...(pool === null ? {} : { parallel: pool }) };
const found = flags.train ? await train() : await link(modelOf(settings));
await pool?.close();
process.stdout.write(`${JSON.stringify({ program: `a423, Node ${version}`, threads, ...told(), ...found })}\n`);

/** Reads the columns that a model names, and codes them. */
async function load(model, more = []) {
  const { expressions, ...rest } = collectExpressions(model, more);
  const names = [rowKey, ...columnsOfExpressions(expressions)];
  const declared = Object.fromEntries(names.map((name) => [name, { type: name === 'birthDate' ? 'date' : 'utf8', role: 'technical' }]));
  const files = { left: flags.people, ...(flags.right === undefined ? {} : { right: flags.right }) };
  const sources = {};
  for (const [name, path] of Object.entries(files)) sources[name] = (await readParquet(fileBlob(path), { columns: declared, onUndeclared: 'drop' })).rows;
  return prepareRecords(sources, { rowKey, expressions: { expressions, ...rest }, unit: model.unit, context });
}

async function link(model) {
  const records = await measure('load', () => load(model));
  const candidates = await measure('block', () => blockRecords(records, model.blocking, model.linkType));
  let findings;
  const score = async () => {
    const links = [];
    const scored = scoreLinks(records, model, { candidates, minMatchWeightBits, context, onFindings: (findingsOfScoring) => { findings = findingsOfScoring; } });
    for await (const part of scored) links.push(part);
    return links;
  };
  const links = await measure('predict', score);
  if (flags.again) await measure('predictAgain', score);
  const { clusters, findings: { cuts: [decided] } } = await measure('cluster', () => clusterLinks(records, links, { minMatchWeightBits }));
  await measure('write', async () => {
    if (flags.pairs !== undefined) await writeFile(flags.pairs, await pairsOf(links, clusters));
    if (flags.clusters !== undefined) await writeFile(flags.clusters, clusters);
  });
  return { pairs: findings.pairs, kept: findings.kept, clusters: decided.clusters, findings };
}

/** The pairs kept, by row key: clusters list the records in their order. */
async function pairsOf(links, clusters) {
  const names = [];
  for (const { left, right } of links) for (const side of [left, right]) for (const record of side) names[record] = '';
  let first = 0;
  for await (const batch of clusters.open()) {
    const keys = batch.getChild('rowKey');
    for (let row = 0; row < batch.numRows; row += 1) if (names[first + row] === '') names[first + row] = keys.get(row);
    first += batch.numRows;
  }
  const side = (which) => vectorFromArray(links.flatMap((part) => Array.from(part[which], (record) => names[record])), new Utf8());
  const bits = vectorFromArray(links.flatMap((part) => Array.from(part.bits)), new Float64());
  return fromArrowTable(new Table({ leftRowKey: side('left'), rightRowKey: side('right'), matchWeightBits: bits }));
}

/** u of drawn records; then sessions of expectation maximisation, with u as the model has it. */
async function train() {
  const { samplePairs, seed } = TRAINING;
  const rules = TRAINING.blocking;
  const sampling = { u: { by: 'allPairs', matches: 'kept', samplePairs, seed }, m: { by: 'model' }, prior: { by: 'model' } };
  const sessions = { u: { by: 'model' }, m: { by: 'sessions', rules }, prior: { by: 'model' }, termFrequencies: false };
  const [withoutAny, withU] = [['m_probability', 'u_probability'], ['m_probability']].map((names) => modelOf(without(names)));
  const records = await measure('load', () => load({ ...withU, blocking: [] }, trainingExpressions(sessions)));
  const run = { context };
  const u = await measure('u', () => trainModel(records, withoutAny, sampling, run));
  const m = await measure('em', () => trainModel(records, withU, sessions, run));
  return { u: estimates(u.model, 'u'), m: estimates(m.model, 'm'), iterations: m.sessions.map(({ iterations }) => iterations.length - 1) };
}

function without(names) {
  const level = (found) => Object.fromEntries(Object.entries(found).filter(([name]) => !names.includes(name)));
  return { ...settings, comparisons: settings.comparisons.map((comparison) => ({ ...comparison, comparison_levels: comparison.comparison_levels.map(level) })) };
}

function estimates({ comparisons }, which) {
  return Object.fromEntries(comparisons.map(({ name, levels }) => [name, levels.filter(({ isNull }) => isNull !== true).map((level) => level[which])]));
}
