// Seeded NIRs in Arrow, for cases that need nothing else. Made here, apart from the library's own synthesiser.
import { Dictionary, Field, Int32, makeData, RecordBatch, Schema, Struct, Utf8, Vector } from 'apache-arrow';

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

/** A schema of one column of NIRs. */
export const NIR_SCHEMA = new Schema([new Field('nir', new Utf8(), true)]);

/** Puts one column into a batch. */
function batchOf(schema, column) {
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: column.length, nullCount: 0, children: [column] }));
}

/** Makes NIRs of 15 characters, key included, one after the other, and tells the 13 characters of each. */
function nirColumn(length, random, tell) {
  const data = new Uint8Array(15 * length);
  const valueOffsets = new Int32Array(length + 1);
  for (let row = 0; row < length; row += 1) {
    const digits = thirteenDigits(random);
    const text = `${digits}${String(97 - (Number(digits) % 97)).padStart(2, '0')}`;
    for (let at = 0; at < 15; at += 1) data[15 * row + at] = text.charCodeAt(at);
    valueOffsets[row + 1] = 15 * (row + 1);
    tell?.(digits);
  }
  return makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data });
}

/**
 * Makes record batches of NIRs as they are asked for, so that nothing is held.
 *
 * @param {number} rows - how many.
 * @param {{ seed?: number, tell?: (digits: string) => void }} [options] - where the digits start; who hears the 13
 *   characters of each NIR.
 */
export function* nirStream(rows, { seed = 423, tell } = {}) {
  const random = below(seed);
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    yield batchOf(NIR_SCHEMA, nirColumn(Math.min(BATCH_ROWS, rows - first), random, tell));
  }
}

/**
 * Makes NIRs of 15 characters, key included, as record batches of one text column.
 *
 * @param {number} rows - how many.
 * @param {{ seed?: number, canonical?: boolean }} [options] - where the digits start; whether to give the 13 characters
 *   of each NIR as a `Buffer` too.
 */
export function nirBatches(rows, { seed = 423, canonical: wanted = true } = {}) {
  const canonical = [];
  const tell = wanted ? (digits) => { canonical.push(Buffer.from(digits)); } : undefined;
  return { schema: NIR_SCHEMA, batches: [...nirStream(rows, { seed, tell })], canonical };
}

/**
 * Makes rows that repeat a tenth as many NIRs, in no order: once as codes into one dictionary, once as plain text.
 *
 * @param {number} rows - how many; `seed` says where the digits start.
 */
export function repeatedNirs(rows, seed = 423) {
  const random = below(seed);
  const entries = Math.max(1, Math.floor(rows / 10));
  const distinct = nirColumn(entries, random);
  const type = new Dictionary(new Utf8(), new Int32());
  const schema = new Schema([new Field('nir', type, true)]);
  const dictionary = new Vector([distinct]);
  const coded = [];
  const plain = [];
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - first);
    const codes = new Int32Array(length);
    const data = new Uint8Array(15 * length);
    for (let row = 0; row < length; row += 1) {
      const entry = random(entries);
      codes[row] = entry;
      data.set(distinct.values.subarray(15 * entry, 15 * entry + 15), 15 * row);
    }
    coded.push(batchOf(schema, makeData({ type, length, nullCount: 0, data: codes, dictionary })));
    plain.push(batchOf(NIR_SCHEMA, makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets: Int32Array.from({ length: length + 1 }, (_, row) => 15 * row), data })));
  }
  return { schema, coded, plain };
}
