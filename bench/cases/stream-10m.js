// The main job in bounded memory: a CSV file of stays, NIRs to pseudonyms, to a Parquet file. Each size runs in a fresh
// process; the peak is the whole process, Node and its modules included. No yardstick: the claim is memory.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetBytes, pipe, pseudonymise, readCsv } from '../../dist/index.js';
import { fileBytes } from '../../dist/node.js';
import { sqlReadCsv } from '../columns.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { staysFile } from '../inputs.js';
import { IDENTIFIER, STAYS_COLUMNS } from '../stays.js';

const secretKey = Uint8Array.from({ length: 32 }, (_value, index) => (index * 59 + 7) & 0xff);

export const benchmark = {
  title: 'CSV → pseudonymise → Parquet, stays, whole process',
  rows: 1_000_000,
  smokeRows: 20_000,
  inputs: (rows) => ({ stays: staysFile(rows, 'csv') }),
  prepare: ({ inputs, folder, phase }) => ({ input: inputs.stays, output: join(folder, `${phase}.parquet`) }),
  subject: {
    name: 'a423',
    async run({ input, output }) {
      const operator = pseudonymise({ column: IDENTIFIER, profile: 'nir/v1', project: 'bench', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey });
      const { rows } = readCsv(fileBytes(input), { columns: STAYS_COLUMNS });
      const file = await open(output, 'w');
      let bytes = 0;
      try {
        for await (const piece of parquetBytes(pipe(rows, operator))) {
          await file.writeFile(piece);
          bytes += piece.length;
        }
      } finally {
        await file.close();
        operator.wipe();
      }
      return bytes;
    },
  },
  yardsticks: [],
  /** DuckDB reads both files: as many rows and persons, and every other column as it was. */
  async check(_bytes, _none, { input, output }) {
    const database = await openDuckDb({ threads: 2 });
    const source = sqlReadCsv(input, STAYS_COLUMNS);
    const result = `read_parquet(${quoteText(output)})`;
    const others = `SELECT * EXCLUDE (${IDENTIFIER})`;
    const [[rows, persons, lost, made]] = await database.rows(`SELECT
      (SELECT count(*) FROM ${source}) - (SELECT count(*) FROM ${result}),
      (SELECT count(DISTINCT ${IDENTIFIER}) FROM ${source}) - (SELECT count(DISTINCT ${IDENTIFIER}) FROM ${result}),
      (SELECT count(*) FROM (${others} FROM ${source} EXCEPT ALL ${others} FROM ${result})),
      (SELECT count(*) FROM (${others} FROM ${result} EXCEPT ALL ${others} FROM ${source}))`);
    database.close();
    if (rows !== 0 || lost !== 0 || made !== 0) throw new Error(`${rows} rows fewer, ${lost} rows lost, ${made} rows made`);
    // An invalid NIR has no pseudonym, and 13 and 15 characters of one person have one: never more codes than texts.
    if (persons < 0) throw new Error(`${-persons} more pseudonyms than identifiers`);
  },
  growth: [1_000_000, 3_000_000, 10_000_000],
  claims: [
    { text: 'peak of the whole process at 10 M rows at most 450 MiB', value: ({ growth }) => growth[2].peakMiB, atMost: 450 },
    { text: 'at most 2 MiB more per million rows from 3 M to 10 M', value: ({ growth }) => (growth[2].peakMiB - growth[1].peakMiB) / 7, atMost: 2 },
  ],
};
