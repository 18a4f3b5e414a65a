// node --expose-gc bench/link-people.js [--rows 1000000] [--seed SEED] [--model kinds|plain] [--blocking hand|suggested] [--workers 0] [--digests]
//
// Links a file of synthetic French people without labels, then judges it by the truth, which no step before has seen: what
// docs/linkage-quality.md tells of them. With --digests it links the file again in another order, other batches and on threads,
// and fails unless every pair and weight is the same.
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { resourceUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { workerPool } from '../dist/node.js';
import {
  blockRecords, clusterLinks, collectExpressions, evaluateLinkage, expectErrors, expectLost, prepareRecords, proposeLinkage, scoreLinks, scorePairs, trainModel,
} from '../dist/link/index.js';
import { COLUMNS, FRENCH_MODEL, frenchPeople, truthOf, WITHOUT_KINDS } from './french-people.js';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' }, seed: { type: 'string', default: 'people of another year' }, model: { type: 'string', default: 'kinds' },
    blocking: { type: 'string', default: 'hand' }, workers: { type: 'string', default: '0' }, digests: { type: 'boolean', default: false },
  },
});
const rows = Number(flags.rows);
const allPairs = (rows * (rows - 1)) / 2;
const say = (text) => process.stdout.write(`${text}\n`);
const share = (value) => (value === null ? 'none' : value.toFixed(4));

let since = performance.now();
/** Tells how long a stage took, and the peak of the process so far. */
function stage(name, more = '') {
  const now = performance.now();
  say(`${name.padEnd(28)} ${((now - since) / 1000).toFixed(1).padStart(7)} s  ${(resourceUsage().maxRSS / 1024).toFixed(0).padStart(6)} MiB at most  ${more}`);
  globalThis.gc?.();
  since = performance.now();
}

/** The model to train: written by hand, with rules by hand or suggested from the records. */
async function chosenModel(dataset, context) {
  const model = flags.model === 'plain' ? WITHOUT_KINDS : FRENCH_MODEL;
  if (flags.blocking === 'hand') return model;
  const { model: { blocking }, blocking: { recall } } = await proposeLinkage({ people: dataset }, { rowKey: 'recordId', linkType: 'dedupe', columns: COLUMNS }, context);
  stage('suggest blocking', `${blocking.length} rules, expected recall ${share(recall.estimate)} (${share(recall.low)} to ${share(recall.high)})`);
  return { ...model, blocking };
}

/** Links the file: records, candidates, trained model. */
async function link(model, dataset, surroundings) {
  const records = await prepareRecords({ people: dataset }, { rowKey: 'recordId', expressions: collectExpressions(model), unit: model.unit, ...surroundings });
  stage('read and prepare', `${rows} rows`);
  const candidates = blockRecords(records, model.blocking, model.linkType);
  stage('block and count', `${candidates.totalPairs} pairs`);
  const trained = await trainModel(records, model, { m: { by: 'allPairs' } }, surroundings);
  stage('train', `${trained.sessions[0].iterations.length} iterations`);
  return { records, candidates, model: trained.model };
}

async function digestOf({ records, candidates, model }, surroundings) {
  const hash = createHash('sha256');
  for await (const { left, right, bits } of scoreLinks(records, model, { candidates, ...surroundings })) for (const part of [left, right, bits]) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}

const workers = Number(flags.workers);
const pool = workers > 0 || flags.digests ? workerPool({ workers: Math.max(workers, 2) }) : null;
const context = { spill: null, maxMemoryBytes: 2 ** 33 };
const onThreads = { context: { ...context, parallel: pool } };
const surroundings = workers > 0 ? onThreads : { context };
const people = frenchPeople(rows, flags.seed);
const model = await chosenModel(people.dataset, surroundings);
const linked = await link(model, people.dataset, surroundings);
const { records, candidates } = linked;
const lost = await expectLost(candidates, scoreLinks(records, linked.model, { candidates, ...surroundings }));
stage('score, estimate what is lost', `${Math.round(lost.lost ?? 0)} matches`);
const pairs = scorePairs(records, linked.model, { candidates, ...surroundings });
const estimates = await expectErrors(pairs, { matches: { allPairs, prior: linked.model.prior, lost: lost.lost } });
stage('score, estimate errors', `cut ${estimates.chosen.bits.toFixed(2)} bits`);
const minMatchWeightBits = estimates.chosen.bits;
const { clusters } = await clusterLinks(records, scoreLinks(records, linked.model, { candidates, minMatchWeightBits, ...surroundings }), { minMatchWeightBits });
stage('score and cluster');

const judged = await evaluateLinkage({ pairs, truth: { by: 'entities', table: await truthOf(people) }, clusters }, { minMatchWeightBits, linkType: 'dedupe', groups: 0 });
stage('judge by the truth');

const { totals, best, cuts: [cut], calibration, clusters: [ofClusters] } = judged;
say(`\nkinds                  ${(linked.model.kinds ?? []).map(({ name, share: of }) => `${name} ${Math.round(of * allPairs)}`).join(', ') || 'none'}`);
say(`matches                ${totals.matches} in truth, ${Math.round(estimates.expectedMatches)} expected`);
say(`blocking ceiling       ${share(1 - judged.lostToBlocking / totals.matches)} in truth, ${share(1 - (lost.lost ?? 0) / estimates.expectedMatches)} expected at most`);
for (const [name, { precision, recall, f1 }] of [['best cut', best], ['cut without labels', cut], ['clusters at that cut', ofClusters.rates]]) {
  say(`${name.padEnd(22)} P ${share(precision)}  R ${share(recall)}  F1 ${share(f1)}`);
}
say(`false discovery rate   ${share(estimates.chosen.falseDiscoveryRate)} estimated, ${share(1 - cut.precision)} in truth`);
say(`false negative rate    ${share(estimates.chosen.falseNegativeRate)} estimated, ${share(1 - cut.recall)} in truth`);
for (const { pairs: count, predicted, observed } of calibration) say(`calibration            ${String(count).padStart(9)} pairs: predicted ${share(predicted)}, observed ${share(observed)}`);

if (flags.digests) {
  const expected = await digestOf(linked, surroundings);
  since = performance.now();
  for (const [name, how, where] of [['another order and batches', { copiesFirst: true, batchRows: 10_007 }, { context }], ['threads', {}, onThreads]]) {
    const other = await digestOf(await link(model, frenchPeople(rows, flags.seed, how).dataset, where), where);
    if (other !== expected) throw new Error(`${name}: other pairs or weights`);
    stage(name, 'the same pairs and weights');
  }
}
await pool?.close();
