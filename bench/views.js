// Counts and totals of Arrow columns, from their buffers: `vector.get` or a call per value would be most of the time
// measured. One plain loop per kind of column.
import { DataType } from 'apache-arrow';

/** Per column of a batch: values that are not null, and their total (bytes of texts, days of dates, sum of numbers). */
export function columnsOf(batch) {
  return batch.data.children.map((data) => ({ values: data.length - data.nullCount, total: totalOf(data) }));
}

function totalOf(data) {
  const { type, values } = data;
  if (DataType.isUtf8(type)) return textBytes(data);
  if (DataType.isDictionary(type)) return codedBytes(data);
  if (DataType.isDecimal(type)) return decimalTotal(data) / 10 ** type.scale;
  if (DataType.isBool(type)) return bitTotal(data);
  return values instanceof BigInt64Array ? bigTotal(data) : numberTotal(data);
}

/** Validity as one byte a row, or null when every row is valid. */
function validRows({ nullCount, nullBitmap, offset, length }) {
  if (nullCount === 0) return null;
  const valid = new Uint8Array(length);
  for (let row = 0; row < length; row += 1) valid[row] = (nullBitmap[(offset + row) >> 3] >> ((offset + row) & 7)) & 1;
  return valid;
}

function textBytes(data) {
  const { valueOffsets, length } = data;
  const valid = validRows(data);
  if (valid === null) return valueOffsets[length] - valueOffsets[0];
  let total = 0;
  for (let row = 0; row < length; row += 1) total += valid[row] * (valueOffsets[row + 1] - valueOffsets[row]);
  return total;
}

function codedBytes(data) {
  const [dictionary] = data.dictionary.data;
  const { values, length } = data;
  const valid = validRows(data);
  const lengths = new Int32Array(dictionary.length);
  for (let code = 0; code < lengths.length; code += 1) lengths[code] = dictionary.valueOffsets[code + 1] - dictionary.valueOffsets[code];
  let total = 0;
  for (let row = 0; row < length; row += 1) if (valid === null || valid[row] === 1) total += lengths[values[row]];
  return total;
}

function bitTotal(data) {
  const { values, offset, length } = data;
  const valid = validRows(data);
  let total = 0;
  for (let row = 0; row < length; row += 1) total += (valid === null ? 1 : valid[row]) & (values[(offset + row) >> 3] >> ((offset + row) & 7));
  return total;
}

function numberTotal(data) {
  const { values, length } = data;
  const valid = validRows(data);
  let total = 0;
  if (valid === null) for (let row = 0; row < length; row += 1) total += values[row];
  else for (let row = 0; row < length; row += 1) if (valid[row] === 1) total += values[row];
  return total;
}

/** 64-bit whole numbers by their halves: BigInt arithmetic would be slower than the reading. */
function bigTotal(data) {
  const { values, length } = data;
  const valid = validRows(data);
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  let low = 0;
  let high = 0;
  for (let row = 0; row < length; row += 1) {
    if (valid !== null && valid[row] === 0) continue;
    low += halves[2 * row] >>> 0;
    high += halves[2 * row + 1];
  }
  return low + high * 2 ** 32;
}

/** Decimals that fit in 64 bits, by their two low limbs. */
function decimalTotal(data) {
  const { values, length } = data;
  const valid = validRows(data);
  let low = 0;
  let high = 0;
  for (let row = 0; row < length; row += 1) {
    if (valid !== null && valid[row] === 0) continue;
    low += values[4 * row];
    high += values[4 * row + 1] | 0;
  }
  return low + high * 2 ** 32;
}
