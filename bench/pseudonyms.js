// What the cases on pseudonyms share: a key, the sub-key by Node's own HKDF, and a number that depends on every code.
import { hkdfSync } from 'node:crypto';
import { pseudonymise } from '../dist/index.js';

export const PROJECT = 'bench';
export const DOMAIN = 'patient';
export const secretKey = Uint8Array.from({ length: 32 }, (_value, index) => (index * 73 + 41) & 0xff);

/** Makes the operator that all cases measure. */
export function nirOperator(more = {}) {
  return pseudonymise({ column: 'nir', profile: 'nir/v1', project: PROJECT, domain: DOMAIN, policy: 'deterministic', onInvalid: 'reject', secretKey, ...more });
}

/** The sub-key by Node's own HKDF, from the published formula. */
export function deriveSubKey(policy = 'deterministic') {
  const parts = [PROJECT, DOMAIN, policy, 'nir/v1'].flatMap((label) => {
    const bytes = Buffer.from(label);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.from(hkdfSync('sha256', secretKey, 'a423/pseudonymise/v1', Buffer.concat(parts), 32));
}

/** Adds a code to a sum that depends on every code and its row, in whatever order they come. */
export const addCode = (sum, first4, row) => (sum + Math.imul(first4, 2 * row + 1)) | 0;

/**
 * Adds up the codes of batches: all of them, or every `step`th of a batch where only the time counts and reading what was
 * made would be a good part of it.
 */
export async function sumOfCodes(batches, { from = 0, step = 1 } = {}) {
  let sum = 0;
  let first = from;
  for await (const batch of batches) {
    const { values } = batch.data.children[0];
    const words = new Int32Array(values.buffer, values.byteOffset, values.byteLength >> 2);
    for (let row = 0; row < batch.numRows; row += step) sum = addCode(sum, words[4 * row], first + row);
    first += batch.numRows;
  }
  return sum;
}
