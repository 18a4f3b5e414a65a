// Levels of nine quasi-identifiers among more than a million combinations: people with as many values as those of Adult, the census file of
// 1994, and hierarchies finer than ARX tests with. Where there are few combinations the search must find what an exact one finds.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyOperator, collect, declareSchema, fromBatches, generalise, IN_MEMORY, makeBatch } from '../../dist/index.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { below } from '../nirs.js';

const K = 5;
const MAX_SHARE = 0.02;
/** Where the search is stopped: the gap asked for is reached, and what is missing is the proof. */
const MAX_CHECKS = 11_000;
/** Distinct values of each column, small ones being frequent, and the widths of its intervals at each level; `*` comes last. */
const COLUMNS = {
  sex: { values: 2, widths: [] },
  age: { values: 74, widths: [2, 4, 8, 16, 32, 64] },
  race: { values: 5, widths: [2, 4] },
  maritalStatus: { values: 7, widths: [2, 4] },
  education: { values: 16, widths: [2, 4, 8] },
  country: { values: 41, widths: [2, 4, 8, 16, 32] },
  workclass: { values: 8, widths: [2, 4] },
  occupation: { values: 14, widths: [2, 4, 8] },
  hours: { values: 99, widths: [5, 10, 20, 40] },
};
const NAMES = Object.keys(COLUMNS);
const NODES = 1_075_200;
/** The widths of few combinations: the first and the third of each column. */
const FEW = (widths) => widths.filter((_, level) => level % 2 === 0).slice(0, 2);

function people(rows) {
  const random = below(423);
  const schema = declareSchema(Object.fromEntries(NAMES.map((name) => [name, { type: 'int32', role: 'quasiIdentifier' }])));
  const columns = NAMES.map((name) => ({ kind: 'int32', rows, valid: null, values: Int32Array.from({ length: rows }, () => Math.floor(COLUMNS[name].values * (random(1_000_000) / 1_000_000) ** 3)) }));
  return fromBatches(schema, [makeBatch(schema, columns, rows)]);
}

/** Generalises, and keeps what was found. */
async function search(dataset, widthsOf, bounds) {
  const quasiIdentifiers = Object.fromEntries(NAMES.map((name) => {
    const widths = widthsOf(COLUMNS[name].widths);
    return [name, widths.length === 0 ? { hierarchy: 'none' } : { hierarchy: 'intervals', widths }];
  }));
  const operator = generalise({ quasiIdentifiers, models: [{ model: 'kAnonymity', k: K }], entity: null, nullMatching: 'own-class', maxSuppressedShare: MAX_SHARE, search: bounds });
  let findings = null;
  const output = applyOperator(dataset, operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const batches = await collect(output.rows);
  const { loss, bound, nodes, checks, droppedRows } = findings;
  return { batches, loss, bound, nodes, checks, droppedRows, figures: { gap: (loss - bound) / loss, checks } };
}

/** The least class, and the rows, counted by DuckDB from the labels. */
async function classesOf(batches, folder) {
  const lines = [NAMES.join()];
  for (const batch of batches) {
    const columns = NAMES.map((name) => batch.getChild(name));
    for (let row = 0; row < batch.numRows; row += 1) lines.push(columns.map((column) => `"${column.get(row)}"`).join());
  }
  const path = join(folder, 'generalised.csv');
  writeFileSync(path, lines.join('\n'));
  const database = await openDuckDb({ folder });
  const [[least, rows]] = await database.rows(`SELECT min(n)::INT, sum(n)::INT FROM (SELECT count(*) AS n FROM read_csv(${quoteText(path)}, header = true, all_varchar = true) GROUP BY ALL)`);
  database.close();
  return { least, rows };
}

export const benchmark = {
  title: `Levels of nine quasi-identifiers, k = ${K}, of ${NODES.toLocaleString('en')} combinations`,
  rows: 30_162,
  smokeRows: 500,
  rounds: 3,
  prepare: ({ rows, folder }) => ({ dataset: people(rows), rows, folder }),
  subject: { name: 'a423', run: ({ dataset }) => search(dataset, (widths) => widths, { maxChecks: MAX_CHECKS }) },
  yardsticks: [],
  async check({ batches, loss, bound, nodes, droppedRows }, _none, { dataset, rows, folder }) {
    if (nodes !== NODES) throw new Error(`combinations: ${nodes}`);
    const { least, rows: kept } = await classesOf(batches, folder);
    if (least < K || kept + droppedRows !== rows || droppedRows > MAX_SHARE * rows) throw new Error(`smallest class, rows kept and dropped: ${[least, kept, droppedRows].join()}`);
    const exact = await search(dataset, FEW, {});
    const first = await search(dataset, FEW, { maxNodes: 1 });
    if (first.loss !== exact.loss || first.bound !== exact.loss || exact.bound !== exact.loss) throw new Error(`best first and exactly, of ${exact.nodes} combinations: ${[first.bound, first.loss, exact.loss].join()}`);
    // Few levels are some of the many: at none of them can less be lost.
    if (bound > loss || bound > exact.loss) throw new Error(`bound, loss, loss of few levels: ${[bound, loss, exact.loss].join()}`);
  },
  claims: [
    { text: 'at most 60 s', value: ({ medianMs }) => medianMs / 1000, atMost: 60 },
    { text: 'a loss at most 5 % above what none can be below', value: ({ samples }) => samples[0].figures.gap, atMost: 0.05 },
  ],
};
