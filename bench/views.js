// Counts and totals of Arrow columns, from their buffers: `vector.get` would be most of the time measured.
import { DataType } from 'apache-arrow';

/** Per column of a batch: values that are not null, and their total (bytes of texts, days of dates, sum of numbers). */
export function columnsOf(batch) {
  return batch.data.children.map((data) => ({ values: data.length - data.nullCount, total: totalOf(data) }));
}

function totalOf(data) {
  const { type, length, values } = data;
  if (DataType.isUtf8(type)) return textBytes(data);
  if (DataType.isDictionary(type)) return codedBytes(data);
  if (DataType.isDecimal(type)) return decimalTotal(data) / 10 ** type.scale;
  if (DataType.isBool(type)) return sum(length, data, (row) => (values[(data.offset + row) >> 3] >> ((data.offset + row) & 7)) & 1);
  if (values instanceof BigInt64Array) return bigTotal(data);
  return numberTotal(data);
}

const isValid = (data, row) => data.nullCount === 0 || ((data.nullBitmap[(data.offset + row) >> 3] >> ((data.offset + row) & 7)) & 1) === 1;

function sum(length, data, value) {
  let total = 0;
  for (let row = 0; row < length; row += 1) if (isValid(data, row)) total += value(row);
  return total;
}

function textBytes(data) {
  const { valueOffsets, length } = data;
  if (data.nullCount === 0) return valueOffsets[length] - valueOffsets[0];
  return sum(length, data, (row) => valueOffsets[row + 1] - valueOffsets[row]);
}

function codedBytes(data) {
  const [dictionary] = data.dictionary.data;
  const lengths = Int32Array.from({ length: dictionary.length }, (_value, code) => dictionary.valueOffsets[code + 1] - dictionary.valueOffsets[code]);
  return sum(data.length, data, (row) => lengths[data.values[row]]);
}

function numberTotal(data) {
  const { values, length, nullCount } = data;
  if (nullCount > 0) return sum(length, data, (row) => values[row]);
  let total = 0;
  for (let row = 0; row < length; row += 1) total += values[row];
  return total;
}

/** 64-bit whole numbers by their halves: BigInt arithmetic would be slower than the reading. */
function bigTotal(data) {
  const { values, length } = data;
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  return sum(length, data, (row) => (halves[2 * row] >>> 0) + halves[2 * row + 1] * 2 ** 32);
}

/** Decimals that fit in 64 bits, by their two low limbs. */
function decimalTotal(data) {
  const { values, length } = data;
  return sum(length, data, (row) => values[4 * row] + (values[4 * row + 1] | 0) * 2 ** 32);
}
