// Does memory stay flat towards 100 M rows? NIRs made as they are asked for, pseudonymised, written as Parquet. Each size
// runs in a fresh process; a line is fitted through the peaks. No yardstick: the claim is memory.
import { createHmac } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fromAsyncIterable, parquetBytes, pipe, readParquet } from '../../dist/index.js';
import { fileBlob } from '../../dist/node.js';
import { NIR_SCHEMA, nirStream } from '../nirs.js';
import { addCode, deriveSubKey, nirOperator, sumOfCodes } from '../pseudonyms.js';

const SIZES = [2_500_000, 5_000_000, 10_000_000, 20_000_000];

/** The line of least squares through the peaks: MiB per million rows, and MiB at 100 million. */
function fittedLine(growth) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [growth.map(({ rows }) => rows / 1e6), growth.map(({ peakMiB }) => peakMiB)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const slope = mean(x.map((value, index) => (value - meanX) * (y[index] - meanY))) / mean(x.map((value) => (value - meanX) ** 2));
  return { slope, at100M: meanY + slope * (100 - meanX) };
}

export const benchmark = {
  title: 'NIRs → pseudonymise → Parquet, whole process',
  rows: 1_000_000,
  smokeRows: 50_000,
  prepare: ({ rows, folder, phase }) => ({ rows, output: join(folder, `${phase}-${rows}.parquet`) }),
  subject: {
    name: 'a423',
    async run({ rows, output }) {
      const operator = nirOperator();
      const source = fromAsyncIterable(NIR_SCHEMA, async function* () {
        yield* nirStream(rows);
      });
      const file = await open(output, 'w');
      let bytes = 0;
      try {
        for await (const piece of parquetBytes(pipe(source, operator))) {
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
  /** The codes in the file are those of createHmac, row by row. */
  async check(_bytes, _none, { rows, output }) {
    const subKey = deriveSubKey();
    let expected = 0;
    let row = 0;
    for (const batch of nirStream(rows, { tell: (digits) => { expected = addCode(expected, createHmac('sha256', subKey).update(digits).digest().readInt32LE(0), row++); } })) {
      if (batch.numRows === 0) throw new Error('an empty batch');
    }
    const { rows: codes } = await readParquet(fileBlob(output), { columns: { nir: { type: 'binary(16)', role: 'pseudonym' } } });
    const sum = await sumOfCodes(codes.open());
    await unlink(output);
    if (sum !== expected || row !== rows) throw new Error('the codes differ');
  },
  growth: SIZES,
  claims: [
    { text: 'fitted growth of at most 1.5 MiB per million rows', value: ({ growth }) => fittedLine(growth).slope, atMost: 1.5 },
    { text: 'at most 350 MiB at 100 M rows on the fitted line, whole process', value: ({ growth }) => fittedLine(growth).at100M, atMost: 350 },
  ],
};
