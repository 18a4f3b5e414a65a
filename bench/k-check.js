// Class sizes over eight quasi-identifiers, against DuckDB's GROUP BY.
import { measureKAnonymity } from '../dist/index.js';
import { bothSides } from './both-sides.js';
import { codedSides } from './coded-sides.js';
import { quoteName } from './duckdb.js';

const K = 11;

/**
 * Makes a case.
 *
 * @param {{ title: string, table: 'stays' | 'coarse', quasiIdentifiers: string[], source: 'memory' | 'parquet' | 'codes', ratioAtMost: number }} kind
 *   - which rows, where both sides find them, and what the ratio must be.
 */
export function kCheck({ title, table, quasiIdentifiers, source, ratioAtMost }) {
  const sides = source === 'codes' ? codedSides(quasiIdentifiers) : bothSides({ table, names: quasiIdentifiers, source });
  const query = `SELECT sum(size), count(*), count(*) FILTER (size = 1), coalesce(sum(size) FILTER (size < ${K}), 0)
    FROM (SELECT count(*) AS size FROM input GROUP BY ${quasiIdentifiers.map(quoteName).join(', ')})`;
  return {
    title,
    rows: 1_000_000,
    smokeRows: 20_000,
    ...sides,
    subject: {
      name: 'a423',
      async run({ dataset }) {
        const { rows, own } = await measureKAnonymity(dataset, { quasiIdentifiers, k: K, entity: null, nullMatching: 'own-class' });
        return [rows, own.classes, own.sampleUniques, own.rowsBelow];
      },
    },
    yardsticks: [{ name: 'DuckDB', run: async ({ database }) => (await database.rows(query))[0] }],
    check(ours, theirs) {
      if (ours.join() !== theirs.join()) throw new Error(`rows, classes, uniques, rows below k: ${ours.join()} against ${theirs.join()}`);
    },
    claims: [{ text: `at most ${ratioAtMost} × DuckDB's GROUP BY`, value: ({ ratios }) => ratios[0].ratio, atMost: ratioAtMost }],
  };
}
