// node bench/link/make-febrl4.js [FOLDER]
//
// Writes the two files of febrl4, which lie beside the repository as CSV, into the folder as Parquet: febrl4-left.parquet and
// febrl4-right.parquet. The spaces that follow each comma are part of neither names nor values; an empty value is none.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckDb, quoteName, quoteText } from '../duckdb.js';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const [, , folder = at('../data')] = process.argv;
const COLUMNS = ['rec_id', 'given_name', 'surname', 'street_number', 'address_1', 'address_2', 'suburb', 'postcode', 'state', 'date_of_birth', 'soc_sec_id'];

mkdirSync(folder, { recursive: true });
const database = await openDuckDb();
for (const [side, part] of [['left', 'a'], ['right', 'b']]) {
  const path = join(folder, `febrl4-${side}.parquet`);
  if (existsSync(path)) continue;
  const values = COLUMNS.map((name) => `nullif(trim(${quoteName(name)}), '') AS ${quoteName(name)}`);
  // Both records of a person have its number.
  await database.run(`COPY (SELECT ${values.join(', ')}, regexp_extract(rec_id, '[0-9]+') AS person
    FROM read_csv(${quoteText(at(`../../../shared/data/linkage/febrl/dataset4${part}.csv`))}, all_varchar = true, header = true, normalize_names = true)) TO ${quoteText(path)} (FORMAT parquet)`);
}
database.close();
