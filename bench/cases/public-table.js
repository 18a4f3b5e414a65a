// From stays to a table anybody may read, in one plan: persons and stays counted at every level, unsafe cells withheld and covered, the
// table attacked, the written file audited. DuckDB counts the same cells, and does nothing else.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sqlReadCsv } from '../columns.js';
import { a423, peakMiBOf, released } from '../commands.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { staysFile } from '../inputs.js';
import { STAYS_COLUMNS } from '../stays.js';

const planFile = fileURLToPath(new URL('../public-table.yaml', import.meta.url));
const MIN_COUNT = 11;
/** From a million stays on a band more, or nothing would be unsafe. */
const FOR_OLDEST = 1_000_000;
const boundsOf = (rows) => [0, 18, 40, 65, 80, ...(rows < FOR_OLDEST ? [] : [95])];

const DIMENSIONS = ['region', 'departement', 'sex', 'ageBand'];

const bandSql = (bounds) => `CASE WHEN age < 0 THEN NULL ${bounds.slice(1).map((end, place) => `WHEN age < ${end} THEN '${bounds[place]}-${end - 1}'`).join(' ')} ELSE '${bounds.at(-1)}+' END`;

/** All cells, of the stays whose NIR is no fault; what a person is called is 13 characters, whatever was written between and after them. */
const cellsSql = (stays, faults, bounds) => `SELECT ${DIMENSIONS.join()}, ${DIMENSIONS.map((name) => `grouping(${name}) = 1 AS ${name}Total`).join()}, count(*) AS stays, count(DISTINCT person) AS patients
  FROM (SELECT left(commune, 1) AS region, left(commune, 2) AS departement, sex, ${bandSql(bounds)} AS ageBand, left(regexp_replace(nir, '[^0-9AB]', '', 'g'), 13) AS person
    FROM (SELECT *, datesub('year', birthDate, entryDate) AS age FROM ${stays}) WHERE nir IS NOT NULL AND stayId NOT IN (${faults}))
  GROUP BY ROLLUP (region, departement), CUBE (sex, ageBand)`;

export const benchmark = {
  title: 'From stays in CSV to a protected, audited table with all margins: one plan',
  rows: 1_000_000,
  // Of fewer stays some unsafe cells have nothing beside them that could cover them, and the plan rightly refuses.
  smokeRows: 200_000,
  rounds: 3,
  inputs: (rows) => ({ stays: staysFile(rows, 'csv') }),
  async prepare({ rows, inputs, folder, phase }) {
    const at = join(folder, phase);
    mkdirSync(at, { recursive: true });
    const bounds = boundsOf(rows);
    const plan = join(at, 'plan.yaml');
    writeFileSync(plan, readFileSync(planFile, 'utf8').replace(/bounds: \[.*?\]/, `bounds: [${bounds.join()}]`));
    const database = phase === 'memory' ? null : await openDuckDb();
    return { plan, bounds, stays: inputs.stays, database, source: sqlReadCsv(inputs.stays, STAYS_COLUMNS), out: join(at, 'out'), peaks: join(at, 'peaks.txt') };
  },
  subject: {
    name: 'a423',
    before({ out, peaks }) {
      for (const path of [out, peaks]) rmSync(path, { recursive: true, force: true });
    },
    async run({ plan, stays, out, peaks }) {
      await a423(['run', plan, '--input', `stays=${stays}`, '--out', out], peaks);
      return { peakMiB: peakMiBOf(peaks) };
    },
  },
  yardsticks: [{ name: 'DuckDB GROUPING SETS, nothing protected', answers: false, run: ({ database, source, bounds }) => database.run(`CREATE OR REPLACE TABLE unsafe AS ${cellsSql(source, "''", bounds)}`) }],
  /** Cells are those of DuckDB, each as it counts them or withheld; every small one is withheld, with its persons and its stays. */
  async check(_answer, _none, { database, source, bounds, out }) {
    const folder = released(out);
    const [table, rejects] = ['table.csv', 'rejects.csv'].map((name) => `read_csv(${quoteText(join(folder, name))}, header = true, all_varchar = true)`);
    const sameCell = DIMENSIONS.flatMap((name) => [`t.${name} IS NOT DISTINCT FROM c.${name}`, `t.${name}Total = c.${name}Total`]).join(' AND ');
    const [[cells, published, alone, differing, small, halves]] = await database.rows(`WITH c AS MATERIALIZED (${cellsSql(source, `SELECT rowKey FROM ${rejects}`, bounds)}),
      t AS MATERIALIZED (SELECT ${DIMENSIONS.flatMap((name) => [name, `${name}Total::BOOLEAN AS ${name}Total`]).join()}, stays::BIGINT AS stays, patients::BIGINT AS patients FROM ${table})
      SELECT count(*), count(t.stays), count(*) FILTER (t.stays IS NULL AND t.regionTotal IS NULL OR c.stays IS NULL),
        count(*) FILTER (t.stays <> c.stays OR t.patients <> c.patients), count(*) FILTER (least(c.patients, c.stays) < ${MIN_COUNT} AND t.stays IS NOT NULL), count(*) FILTER ((t.stays IS NULL) <> (t.patients IS NULL))
      FROM t FULL JOIN c ON ${sameCell}`);
    if (alone + differing + small + halves > 0) throw new Error(`of ${cells} cells, ${alone} stand on one side only, ${differing} count otherwise, ${small} small ones are published, ${halves} by half`);
    if (published === cells || published < cells / 2) throw new Error(`${published} of ${cells} cells are published`);
  },
  close: ({ database }) => database?.close(),
  growth: [1_000_000, 10_000_000],
};
