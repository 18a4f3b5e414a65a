// One answer for a table, however it was read: per column, how many values and what they add up to. Cheap enough to be
// inside the time measured, and wrong as soon as a value is lost, cut or shifted.
import { closeSync, openSync, readSync } from 'node:fs';
import { columnsOf } from './views.js';
import { quoteName, quoteText } from './duckdb.js';

/** SQL type of a declared column type, for a reader that is told its types as ours is. */
export function sqlType(type) {
  const plain = { utf8: 'VARCHAR', int32: 'INTEGER', int64: 'BIGINT', float64: 'DOUBLE', bool: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP' };
  return plain[type] ?? type.toUpperCase();
}

/**
 * How DuckDB reads a CSV file of declared columns: with their types, guessing nothing.
 *
 * @param {string} path - the file, whose first line names the columns.
 * @param {Record<string, { type: string }>} columns - in the file's order.
 */
export function sqlReadCsv(path, columns) {
  const header = readFirstLine(path);
  const delimiter = header.includes(';') ? ';' : ',';
  const types = Object.entries(columns).map(([name, { type }]) => `${quoteText(name)}: ${quoteText(sqlType(type))}`).join(', ');
  return `read_csv(${quoteText(path)}, header = true, auto_detect = false, delim = '${delimiter}', quote = '"', escape = '"', columns = {${types}})`;
}

function readFirstLine(path) {
  const file = openSync(path);
  const start = Buffer.alloc(4096);
  const length = readSync(file, start);
  closeSync(file);
  return start.toString('utf8', 0, length).split('\n', 1)[0];
}

/** What DuckDB selects to answer as `addBatch` does. */
export function sqlAnswer(columns) {
  const total = (name, type) => {
    const column = quoteName(name);
    if (type === 'utf8') return `sum(strlen(${column}))`;
    if (type === 'date') return `sum(${column} - DATE '1970-01-01')`;
    if (type === 'bool') return `sum(${column}::INTEGER)`;
    return `sum(${column})`;
  };
  return `SELECT count(*), ${Object.entries(columns).map(([name, { type }]) => `count(${quoteName(name)}), ${total(name, type)}::DOUBLE`).join(', ')}`;
}

/** An empty answer for so many columns: rows, then values and total of each column. */
export const emptyAnswer = (columns) => new Float64Array(1 + 2 * Object.keys(columns).length);

/** Adds a batch to an answer. */
export function addBatch(answer, batch) {
  answer[0] += batch.numRows;
  columnsOf(batch).forEach(({ values, total }, index) => {
    answer[1 + 2 * index] += values;
    answer[2 + 2 * index] += total;
  });
}

/** Refuses answers that differ by more than the rounding of a sum of doubles. */
export function sameAnswer(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} figures against ${theirs.length}`);
  for (let index = 0; index < ours.length; index += 1) {
    const difference = Math.abs(ours[index] - (theirs[index] ?? 0));
    if (!(difference <= 1e-9 * Math.abs(ours[index]))) throw new Error(`figure ${index} (0 counts rows, then two per column): ${ours[index]} against ${theirs[index]}`);
  }
}
