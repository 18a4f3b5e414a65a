// NIRs to pseudonyms with keyed BLAKE3 instead of HMAC-SHA-256. The reference implementation is given the canonical
// characters ready and only hashes; there is no keyed BLAKE3 in Node itself.
import { blake3 } from '@noble/hashes/blake3.js';
import { fromBatches, pipe } from '../../dist/index.js';
import { nirBatches } from '../nirs.js';
import { addCode, deriveSubKey, nirOperator, sumOfCodes } from '../pseudonyms.js';

async function code(dataset, more) {
  const operator = nirOperator(more);
  const sum = await sumOfCodes(pipe(dataset, operator).open());
  operator.wipe();
  return sum;
}

export const benchmark = {
  title: 'Pseudonymise NIRs (keyed BLAKE3, 128 bits)',
  rows: 1_000_000,
  smokeRows: 20_000,
  rounds: 5,
  prepare({ rows, phase }) {
    const { schema, batches, canonical } = nirBatches(rows, { canonical: phase !== 'memory' });
    return { dataset: fromBatches(schema, batches), canonical, subKey: new Uint8Array(deriveSubKey('deterministic/BLAKE3')), rows };
  },
  subject: { name: 'a423', run: ({ dataset }) => code(dataset, { algorithm: 'BLAKE3' }) },
  yardsticks: [
    { name: 'a423, HMAC-SHA-256', run: ({ dataset }) => code(dataset, {}), answers: false },
    {
      name: 'noble, keyed BLAKE3',
      run({ canonical, subKey }) {
        let sum = 0;
        for (let row = 0; row < canonical.length; row += 1) sum = addCode(sum, Buffer.from(blake3(canonical[row], { key: subKey })).readInt32LE(0), row);
        return sum;
      },
    },
  ],
  check(subject, yardstick) {
    if (subject !== yardstick) throw new Error('the codes differ');
  },
  bytes: ({ rows }) => 15 * rows,
  claims: [
    { text: 'faster than HMAC-SHA-256', value: ({ ratios }) => 1 / ratios[0].ratio, atLeast: 1.5 },
  ],
};
