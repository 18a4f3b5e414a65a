// What both sides of the benchmark of linkage agree on.
import { readFileSync } from 'node:fs';

const at = (name) => new URL(name, import.meta.url);

/** The column that names a record. */
export const ROW_KEY = 'recordId';
/** Least match weight of a pair that is kept, in bits. */
export const MIN_BITS = 0;

const { rules, ...sample } = JSON.parse(readFileSync(at('training.json'), 'utf8'));

/** One term of a training rule: a column, or the year of one. */
function termOf(text) {
  const [, column] = /^year\((\w+)\)$/.exec(text) ?? [];
  return { of: column === undefined ? { column: text } : { column, derive: [{ op: 'year' }] } };
}

/** Job T: how many pairs u is drawn from, and the rules of the sessions, as our blocking rules. */
export const TRAINING = { ...sample, blocking: rules.map((rule) => ({ on: rule.map(termOf) })) };
