// A file of stays that DuckDB wrote, Parquet to typed Arrow columns. Yardstick: DuckDB on the same file, adding up the
// same figures.
import { statSync } from 'node:fs';
import { readParquet } from '../../dist/index.js';
import { fileBlob } from '../../dist/node.js';
import { addBatch, emptyAnswer, sameAnswer, sqlAnswer } from '../columns.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { staysFile } from '../inputs.js';
import { STAYS_COLUMNS } from '../stays.js';

export const benchmark = {
  title: 'Parquet to Arrow, stays',
  rows: 1_000_000,
  smokeRows: 20_000,
  inputs: (rows) => ({ stays: staysFile(rows, 'parquet') }),
  async prepare({ inputs, phase }) {
    return {
      path: inputs.stays,
      bytes: statSync(inputs.stays).size,
      database: phase === 'memory' ? null : await openDuckDb(),
      query: `${sqlAnswer(STAYS_COLUMNS)} FROM read_parquet(${quoteText(inputs.stays)})`,
    };
  },
  subject: {
    name: 'a423',
    async run({ path }) {
      const answer = emptyAnswer(STAYS_COLUMNS);
      const { rows } = await readParquet(fileBlob(path), { columns: STAYS_COLUMNS });
      for await (const batch of rows.open()) addBatch(answer, batch);
      return answer;
    },
  },
  yardsticks: [{ name: 'DuckDB', run: async ({ database, query }) => (await database.rows(query))[0] }],
  check: sameAnswer,
  close: ({ database }) => database?.close(),
  bytes: ({ bytes }) => bytes,
  growth: [100_000, 1_000_000, 10_000_000],
  claims: [
    { text: 'holds a few batches, never the file: at most 2 MiB more per million rows', value: ({ growth }) => (growth[2].peakMiB - growth[1].peakMiB) / 9, atMost: 2 },
  ],
};
