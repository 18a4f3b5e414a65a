// New records matched one by one with prepared ones: from a row in hand to its best matches in a table. Every search is timed, those
// that collect garbage too; processor time tells what a quiet machine would do.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { cpuUsage } from 'node:process';
import { collect, synthesiseDuplicates, synthesisePeople } from '../../dist/index.js';
import { collectExpressions, fromSplink, prepareMatcher, prepareRecords } from '../../dist/link/index.js';

const SEED = 'new records';
const NEW_RECORDS = 2_000;
const WARM_UP = 100;
/** Copies that hold enough to be told from others: the least share whose person must be the heaviest match. */
const LEAST_FOUND = 0.6;
const MODEL = fromSplink(JSON.parse(readFileSync(new URL('../link/model-p.json', import.meta.url), 'utf8')));

/** A corrupted copy as a program has it in hand, and whose it is. */
function newRecord(record) {
  const { trueRow, recordId: _, birthDate, ...rest } = record.toJSON();
  return { person: Number(trueRow), row: { ...rest, birthDate: birthDate === null ? null : new Date(Number(birthDate)).toISOString().slice(0, 10) } };
}

/** Row keys of people are their numbers, written out. */
const personOf = (rowKey) => Number(rowKey.slice(1));

async function search({ matcher, newRecords }, count = newRecords.length) {
  const [wall, processor] = [[], []];
  let found = 0;
  for (const { row, person } of newRecords.slice(0, count)) {
    const start = performance.now();
    const before = cpuUsage();
    const [batch] = await collect(await matcher.findMatches([row], { minMatchWeightBits: 0, topPerRecord: 5 }));
    const { user, system } = cpuUsage(before);
    wall.push(performance.now() - start);
    processor.push((user + system) / 1000);
    if (batch !== undefined && personOf(batch.getChild('leftRowKey').get(0)) === person) found += 1;
  }
  return { found, figures: { wall: spreadOf(wall), processor: spreadOf(processor) } };
}

/** Milliseconds that so many of the searches took at most. */
function spreadOf(times) {
  const ordered = times.toSorted((one, other) => one - other);
  const at = (share) => ordered[Math.ceil(share * ordered.length) - 1];
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}

export const benchmark = {
  title: 'Match one new record with a million',
  rows: 1_000_000,
  smokeRows: 3_000,
  async prepare({ rows }) {
    const records = await prepareRecords({ people: synthesisePeople({ rows, seed: SEED }) }, { rowKey: 'recordId', expressions: collectExpressions(MODEL), unit: MODEL.unit });
    const newRecords = [];
    for (const batch of await collect(synthesiseDuplicates({ rows: NEW_RECORDS, persons: rows, overlap: 1, seed: SEED }))) newRecords.push(...batch.toArray().map(newRecord));
    const state = { matcher: prepareMatcher(records, MODEL), newRecords };
    await search(state, WARM_UP);
    return state;
  },
  subject: { name: 'a423', run: (state) => search(state) },
  yardsticks: [],
  check({ found }) {
    if (found < LEAST_FOUND * NEW_RECORDS) throw new Error(`the heaviest match of ${found} copies of ${NEW_RECORDS} is their person`);
  },
  rounds: 3,
  claims: [
    { text: 'at most 5 ms at the median', value: ({ samples }) => samples[0].figures.processor.median, atMost: 5 },
    { text: 'at most 20 ms at the 99th percentile', value: ({ samples }) => samples[0].figures.processor.p99, atMost: 20 },
  ],
};
