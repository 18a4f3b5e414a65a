// NIRs as dictionary text, a tenth of them distinct: each is hashed once, and every row gets the code of its entry. One
// yardstick is given the same rows as plain text, the other as many rows of which each is another NIR.
import { fromBatches, pipe } from '../../dist/index.js';
import { nirBatches, repeatedNirs } from '../nirs.js';
import { nirOperator, sumOfCodes } from '../pseudonyms.js';

async function code(dataset, step) {
  const operator = nirOperator();
  const sum = await sumOfCodes(pipe(dataset, operator).open(), { step });
  operator.wipe();
  return sum;
}

export const benchmark = {
  title: 'Pseudonymise NIRs in a dictionary, 10 % distinct',
  rows: 1_000_000,
  smokeRows: 20_000,
  rounds: 9,
  prepare({ rows, phase }) {
    const { schema, coded, plain } = repeatedNirs(rows);
    const unique = nirBatches(rows, { canonical: false });
    return { coded: fromBatches(schema, coded), plain: fromBatches(unique.schema, plain), unique: fromBatches(unique.schema, unique.batches), rows, step: phase === 'check' ? 1 : 4096 };
  },
  subject: { name: 'a423', run: ({ coded, step }) => code(coded, step) },
  yardsticks: [
    { name: 'a423, the same rows as plain text', run: ({ plain, step }) => code(plain, step) },
    { name: 'a423, every row another NIR', run: ({ unique, step }) => code(unique, step), answers: false },
  ],
  check(subject, yardstick) {
    if (subject !== yardstick) throw new Error('the codes differ');
  },
  bytes: ({ rows }) => 4 * rows + 1.5 * rows,
  claims: [
    { text: 'at least 8 times as fast as rows of which each is another NIR', value: ({ ratios }) => 1 / ratios[1].ratio, atLeast: 8 },
  ],
};
