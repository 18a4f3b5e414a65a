// Seeded NIRs in Arrow, for cases that need nothing else. Made here, apart from the library's own synthesiser.
import { Field, makeData, RecordBatch, Schema, Struct, Utf8 } from 'apache-arrow';

export const BATCH_ROWS = 65_536;

/** A small generator of whole numbers below a bound (a 32-bit xorshift): enough to vary digits. */
export function below(seed) {
  let state = seed | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

/** Thirteen digits of a plausible NIR: sex, year, month, metropolitan département, commune, order. */
function thirteenDigits(random) {
  const two = (value) => String(value).padStart(2, '0');
  // Départements 1 to 19 and 21 to 95: 20 became 2A and 2B.
  const departement = 1 + random(94);
  return `${1 + random(2)}${two(random(100))}${two(1 + random(12))}${two(departement < 20 ? departement : departement + 1)}`
    + `${String(1 + random(400)).padStart(3, '0')}${String(1 + random(999)).padStart(3, '0')}`;
}

/**
 * Makes NIRs of 15 characters, key included, as record batches of one text column.
 *
 * @param {number} rows - how many.
 * @param {{ seed?: number, canonical?: boolean }} [options] - where the digits start; whether to give the 13 characters
 *   of each NIR as a `Buffer` too.
 */
export function nirBatches(rows, { seed = 423, canonical: wanted = true } = {}) {
  const random = below(seed);
  const schema = new Schema([new Field('nir', new Utf8(), true)]);
  const batches = [];
  const canonical = [];
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - first);
    const data = new Uint8Array(15 * length);
    const valueOffsets = new Int32Array(length + 1);
    for (let row = 0; row < length; row += 1) {
      const digits = thirteenDigits(random);
      const text = `${digits}${String(97 - Number(BigInt(digits) % 97n)).padStart(2, '0')}`;
      for (let at = 0; at < 15; at += 1) data[15 * row + at] = text.charCodeAt(at);
      valueOffsets[row + 1] = 15 * (row + 1);
      if (wanted) canonical.push(Buffer.from(digits));
    }
    const column = makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data });
    batches.push(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: [column] })));
  }
  return { schema, batches, canonical };
}
