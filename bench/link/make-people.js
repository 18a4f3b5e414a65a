// node bench/link/make-people.js [--rows 1000000] [FOLDER]
//
// Writes people-ROWS.parquet into the folder (bench/data unless given): synthetic French people of whom 15 % are corrupted
// copies of others in the file, and in `person` who each is. Rows are computed in batches and written by DuckDB in an order
// that tells nothing, in row groups of its default size: neither program that is compared has an advantage of its own file.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFile } from '../../dist/node.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { frenchPeople } from '../french-people.js';

const SEED = 'job P';
const ROW_GROUP = 122_880;

const { values: { rows: text }, positionals: [folder = fileURLToPath(new URL('../data', import.meta.url))] } = parseArgs({
  allowPositionals: true, options: { rows: { type: 'string', default: '1000000' } },
});
const rows = Number(text);
if (!Number.isSafeInteger(rows) || rows < 1000) throw new Error('--rows: expected a whole number from 1000');

mkdirSync(folder, { recursive: true });
const path = join(folder, `people-${rows}.parquet`);
if (!existsSync(path)) await make(path);
process.stdout.write(`${path}\n`);

async function make(output) {
  const aside = (name) => join(folder, `.tmp-${process.pid}-${name}.parquet`);
  const [people, copies, whole] = ['people', 'copies', 'whole'].map(aside);
  try {
    const made = frenchPeople(rows, SEED);
    await writeFile(people, made.people);
    await writeFile(copies, made.duplicates);
    const database = await openDuckDb({ threads: 2, folder });
    // A record's number is drawn again: those of copies would stand after those of persons.
    await database.run(`COPY (
      SELECT format('R{:09d}', row_number() OVER (ORDER BY md5(recordId))) AS recordId, person, * EXCLUDE (recordId, person) FROM (
        SELECT *, CAST(substr(recordId, 2) AS BIGINT) AS person FROM read_parquet(${quoteText(people)})
        UNION ALL SELECT * EXCLUDE (trueRow), trueRow AS person FROM read_parquet(${quoteText(copies)}))
      ORDER BY recordId) TO ${quoteText(whole)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${ROW_GROUP})`);
    database.close();
    renameSync(whole, output);
  } finally {
    for (const part of [people, copies, whole]) rmSync(part, { force: true });
  }
}
