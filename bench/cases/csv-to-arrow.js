// A file of stays, CSV to typed Arrow columns. Yardsticks: copying the file's bytes in memory, and DuckDB on the same
// file, told the same types, adding up the same figures.
import { readFileSync, statSync } from 'node:fs';
import { readCsv } from '../../dist/index.js';
import { fileBytes } from '../../dist/node.js';
import { addBatch, emptyAnswer, sameAnswer, sqlAnswer, sqlReadCsv } from '../columns.js';
import { openDuckDb } from '../duckdb.js';
import { staysFile } from '../inputs.js';
import { STAYS_COLUMNS } from '../stays.js';

export const benchmark = {
  title: 'CSV to Arrow, stays',
  rows: 1_000_000,
  smokeRows: 20_000,
  inputs: (rows) => ({ stays: staysFile(rows, 'csv') }),
  async prepare({ inputs, phase }) {
    const bytes = statSync(inputs.stays).size;
    if (phase === 'memory') return { path: inputs.stays, bytes };
    const contents = readFileSync(inputs.stays);
    return {
      path: inputs.stays,
      bytes,
      contents,
      copy: Buffer.alloc(bytes),
      database: await openDuckDb(),
      query: `${sqlAnswer(STAYS_COLUMNS)} FROM ${sqlReadCsv(inputs.stays, STAYS_COLUMNS)}`,
    };
  },
  subject: {
    name: 'a423',
    async run({ path }) {
      const answer = emptyAnswer(STAYS_COLUMNS);
      for await (const batch of readCsv(fileBytes(path), { columns: STAYS_COLUMNS }).rows.open()) addBatch(answer, batch);
      return answer;
    },
  },
  yardsticks: [
    { name: 'memcpy', answers: false, run: ({ contents, copy }) => contents.copy(copy) },
    { name: 'DuckDB', run: async ({ database, query }) => (await database.rows(query))[0] },
  ],
  check: sameAnswer,
  close: ({ database }) => database?.close(),
  bytes: ({ bytes }) => bytes,
  growth: [100_000, 1_000_000, 10_000_000],
  claims: [
    { text: 'at least 150 MB/s, fastest sample', value: ({ bytes, fastestMs }) => bytes / 1e3 / fastestMs, atLeast: 150 },
    { text: 'holds a few batches, never the file: at most 2 MiB more per million rows', value: ({ growth }) => (growth[2].peakMiB - growth[1].peakMiB) / 9, atMost: 2 },
  ],
};
