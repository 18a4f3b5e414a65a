// node bench/link/compare-pairs.js OURS THEIRS [--min-bits 0]
//
// Compares what both programs wrote, by DuckDB: OURS and THEIRS are folders that hold pairs.parquet and clusters.parquet. The
// pairs must be the same, each with the same weight to 10⁻⁹ bits and, where both tell it, under the same rule; the clusters must
// be the same partition of the records. Fails with counts, never with a value. Nothing is timed before this passes.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDuckDb, quoteName, quoteText } from '../duckdb.js';

/** Weights are sums of a few logarithms: other orders of adding differ in the last digits only. */
const TOLERANCE = 1e-9;

/** What the columns are called, on either side. */
const NAMES = {
  left: ['leftRowKey', 'l'], right: ['rightRowKey', 'r'], bits: ['matchWeightBits', 'bits'], rule: ['rule', 'matchRule'],
  record: ['rowKey', 'record'], cluster: ['cluster'],
};

/**
 * Compares two results.
 *
 * @param {string} ours - a folder.
 * @param {string} theirs - another.
 * @param {number} minBits - the cut of both: of pairs that are as near to it as rounding, either may have kept them alone.
 * @returns {Promise<{ pairs: number, clusters: number, greatestDifference: number, rulesCompared: boolean }>}
 */
export async function comparePairs(ours, theirs, minBits) {
  const database = await openDuckDb({ threads: 2 });
  try {
    const columns = {};
    for (const [side, folder] of [['ours', ours], ['theirs', theirs]]) {
      columns[side] = await viewPairs(database, side, join(folder, 'pairs.parquet'));
      await viewClusters(database, side, join(folder, 'clusters.parquet'));
    }
    const rulesCompared = columns.ours && columns.theirs;
    const pairs = await judgePairs(database, minBits, rulesCompared);
    return { ...pairs, clusters: await judgeClusters(database), rulesCompared };
  } finally {
    database.close();
  }
}

/** Names the columns of a file as they are called here; tells which there are. */
async function selection(database, path, wanted) {
  const found = (await database.rows(`DESCRIBE SELECT * FROM read_parquet(${quoteText(path)})`)).map(([name]) => name);
  return wanted.flatMap((name) => {
    const column = NAMES[name].find((spelling) => found.includes(spelling));
    return column === undefined ? [] : [`${quoteName(column)} AS "${name}"`];
  });
}

async function viewPairs(database, side, path) {
  const chosen = await selection(database, path, ['left', 'right', 'bits', 'rule']);
  const hasRule = chosen.some((text) => text.endsWith('"rule"'));
  const rule = hasRule ? '"rule"' : 'NULL';
  // A pair has no direction here: the lesser key comes first.
  await database.run(`CREATE TABLE ${side}_pairs AS SELECT least("left", "right") AS l, greatest("left", "right") AS r, bits, CAST(${rule} AS INTEGER) AS rule FROM (SELECT ${chosen.join(', ')} FROM read_parquet(${quoteText(path)}))`);
  return hasRule;
}

async function viewClusters(database, side, path) {
  const chosen = await selection(database, path, ['record', 'cluster']);
  await database.run(`CREATE TABLE ${side}_clusters AS SELECT ${chosen.join(', ')} FROM read_parquet(${quoteText(path)})`);
}

async function judgePairs(database, minBits, rulesCompared) {
  for (const side of ['ours', 'theirs']) {
    const [[twice]] = await database.rows(`SELECT count(*) FROM (SELECT 1 FROM ${side}_pairs GROUP BY l, r HAVING count(*) > 1)`);
    if (twice > 0) throw new Error(`${twice} pairs stand more than once in ${side}`);
  }
  const away = (side) => `abs(${side}.bits - ${minBits}) > ${TOLERANCE}`;
  const [[pairs, onlyOurs, onlyTheirs, unequal, greatest, otherRule]] = await database.rows(`
    SELECT count(*) FILTER (o.l IS NOT NULL AND t.l IS NOT NULL), count(*) FILTER (t.l IS NULL AND ${away('o')}), count(*) FILTER (o.l IS NULL AND ${away('t')}),
      count(*) FILTER (NOT abs(o.bits - t.bits) <= ${TOLERANCE}), coalesce(max(abs(o.bits - t.bits)), 0), count(*) FILTER (o.rule <> t.rule)
    FROM ours_pairs o FULL JOIN theirs_pairs t ON o.l = t.l AND o.r = t.r`);
  if (onlyOurs + onlyTheirs > 0) throw new Error(`${onlyOurs} pairs are ours alone, ${onlyTheirs} theirs alone, ${pairs} of both`);
  if (unequal > 0) throw new Error(`${unequal} of ${pairs} pairs have other weights, by up to ${greatest} bits`);
  if (rulesCompared && otherRule > 0) throw new Error(`${otherRule} of ${pairs} pairs have other rules`);
  return { pairs, greatestDifference: greatest };
}

async function judgeClusters(database) {
  const [[ours, theirs, both, records, oursAlone, theirsAlone]] = await database.rows(`
    SELECT count(DISTINCT o.cluster), count(DISTINCT t.cluster), count(DISTINCT (o.cluster, t.cluster)), count(*),
      count(*) FILTER (t.record IS NULL), count(*) FILTER (o.record IS NULL)
    FROM ours_clusters o FULL JOIN theirs_clusters t ON o.record = t.record`);
  if (oursAlone + theirsAlone > 0) throw new Error(`${oursAlone} records have clusters of ours alone, ${theirsAlone} of theirs alone`);
  if (ours !== theirs || ours !== both) throw new Error(`${records} records are ${ours} clusters of ours, ${theirs} of theirs, and ${both} where they overlap`);
  return ours;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { positionals: [ours, theirs], values } = parseArgs({ allowPositionals: true, options: { 'min-bits': { type: 'string', default: '0' } } });
  process.stdout.write(`${JSON.stringify(await comparePairs(ours, theirs, Number(values['min-bits'])))}\n`);
}
