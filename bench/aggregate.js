// A table of cells: rows and exact total of the cost, distinct persons where asked, against DuckDB's GROUP BY; and a table with
// all its margins over a hierarchy of three levels, against its GROUPING SETS.
import { aggregate, columnsOf, pipe } from '../dist/index.js';
import { bothSides } from './both-sides.js';
import { quoteName } from './duckdb.js';

const DIMENSIONS = ['hospital', 'entryMonth', 'ageBand', 'chapter'];

/**
 * Makes a case.
 *
 * @param {{ title: string, source: 'memory' | 'parquet', persons?: boolean, ratioAtMost?: number }} kind - where both
 *   sides find the rows, whether persons are counted, and what the ratio must be.
 */
export function aggregation({ title, source, persons = false, ratioAtMost }) {
  const sides = bothSides({ table: 'coarse', names: [...DIMENSIONS, 'cost', ...(persons ? ['person'] : [])], source });
  const query = `SELECT ${DIMENSIONS.map(quoteName).join(', ')}, count(*), ${persons ? 'count(DISTINCT person), ' : ''}sum(cost)
    FROM input GROUP BY ALL`;
  return {
    title,
    rows: 1_000_000,
    smokeRows: 20_000,
    ...sides,
    subject: {
      name: 'a423',
      async run({ dataset }) {
        const operator = aggregate({
          dimensions: DIMENSIONS, entity: persons ? 'person' : null,
          statistics: [{ kind: 'rows' }, ...(persons ? [{ kind: 'entities' }] : []), { kind: 'sum', of: 'cost' }],
        });
        const batches = [];
        for await (const batch of pipe(dataset, operator).open()) batches.push(batch);
        return batches;
      },
    },
    yardsticks: [{ name: 'DuckDB', run: ({ database }) => database.rows(query) }],
    check: compare,
    claims: ratioAtMost === undefined ? [] : [{ text: `at most ${ratioAtMost} × DuckDB's GROUP BY`, value: ({ ratios }) => ratios[0].ratio, atMost: ratioAtMost }],
  };
}

const PLACES = ['region', 'departement', 'commune'];
const OTHERS = ['sex', 'ageBand'];

/**
 * Makes a case of cells and all margins: sixteen grouping sets over places, sex and age. DuckDB keeps its answer in a table of its
 * own, so that no row of it crosses into JavaScript inside the time measured.
 *
 * @param {{ title: string, source: 'memory' | 'parquet', persons?: boolean, ratioAtMost?: number }} kind - as above.
 */
export function tabulation({ title, source, persons = false, ratioAtMost }) {
  const dimensions = [...PLACES, ...OTHERS];
  const sides = bothSides({ table: 'coarse', names: [...dimensions, 'cost', ...(persons ? ['person'] : [])], source });
  const columns = [...dimensions, ...dimensions.map((name) => `grouping(${name}) = 1`), 'count(*)', ...(persons ? ['count(DISTINCT person)'] : []), 'sum(cost)'];
  const query = `CREATE OR REPLACE TABLE answer AS SELECT ${columns.map((column, index) => `${column} AS c${index}`).join(', ')}
    FROM input GROUP BY ROLLUP (${PLACES.join(', ')}), CUBE (${OTHERS.join(', ')})`;
  return {
    title,
    rows: 1_000_000,
    smokeRows: 20_000,
    ...sides,
    subject: {
      name: 'a423',
      async run({ dataset }) {
        const operator = aggregate({
          dimensions, margins: dimensions, hierarchies: [PLACES], entity: persons ? 'person' : null,
          statistics: [{ kind: 'rows' }, ...(persons ? [{ kind: 'entities' }] : []), { kind: 'sum', of: 'cost' }],
        });
        const batches = [];
        for await (const batch of pipe(dataset, operator).open()) batches.push(batch);
        return batches;
      },
    },
    yardsticks: [{ name: 'DuckDB GROUPING SETS', run: ({ database }) => database.run(query) }],
    async check(batches, _none, { database }) {
      compare(batches, await database.rows('FROM answer'));
    },
    claims: ratioAtMost === undefined ? [] : [{ text: `at most ${ratioAtMost} × DuckDB's GROUPING SETS`, value: ({ ratios }) => ratios[0].ratio, atMost: ratioAtMost }],
  };
}

function compare(batches, rows) {
  const ours = batches.flatMap(rowsOf).map((row) => row.join('|')).sort();
  const theirs = rows.map((row) => row.map(String).join('|')).sort();
  if (ours.length !== theirs.length) throw new Error(`${ours.length} cells against ${theirs.length}`);
  const differing = ours.filter((row, index) => row !== theirs[index]).length;
  if (differing > 0) throw new Error(`${differing} of ${ours.length} cells differ`);
}

/** The rows of a batch of cells as texts, as DuckDB's are written; the counts that sums bring for the rules are left out. */
function rowsOf(batch) {
  const isAsked = batch.schema.fields.map((field) => !(field.metadata.get('a423:statistic') ?? '').includes('"contributors"'));
  const columns = columnsOf(batch).filter((_column, index) => isAsked[index]);
  const decoder = new TextDecoder();
  return Array.from({ length: batch.numRows }, (_value, row) => columns.map((column) => {
    if (column.valid !== null && ((column.valid[row >> 3] >> (row & 7)) & 1) === 0) return 'null';
    if (column.kind === 'text') return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    if (column.kind === 'bool') return String(((column.bits[row >> 3] >> (row & 7)) & 1) === 1);
    if (column.kind === 'decimal') return String((column.limbs[4 * row] + column.limbs[4 * row + 1] * 2 ** 32) / 10 ** column.scale);
    return String(column.values[row]);
  }));
}
