// The jobs of the benchmark of linkage: what both sides agree on.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const SHARED = at('../../../shared/data/linkage/splink');

/** The column that names a record of synthetic people. */
export const ROW_KEY = 'recordId';

/**
 * @typedef {object} Job
 * @property {string} title - what is done.
 * @property {string} model - settings of Splink 4, trained, which both sides read.
 * @property {string} people - the Parquet file.
 * @property {string} [right] - the second one, where two are linked; row keys are of one file only.
 * @property {readonly string[]} [make] - the script that makes them, and what it is told.
 * @property {string} rowKey - the column that names a record.
 * @property {number} minBits - least match weight of a pair that is kept.
 * @property {string} [memoryLimit] - the least that Splink's time hardly suffers from, found by trying.
 */

/**
 * Describes a job.
 *
 * @param {string} name - `p`, `t` (the same people, for training), `historical` or `febrl4`.
 * @param {{ rows: number, folder: string }} where - rows of synthetic people, and where their files lie.
 * @returns {Job | null} null where its data is absent.
 */
export function jobOf(name, { rows, folder }) {
  const people = join(folder, `people-${rows}.parquet`);
  if (name === 'p' || name === 't') {
    // A rule's blocks grow with the file: from some three million records on, others give about as many pairs a record.
    const model = at(rows > 3e6 ? 'model-p-10m.json' : 'model-p.json');
    return { title: name === 'p' ? 'Link a file of people' : 'Train the model of people', model, people, rowKey: ROW_KEY, minBits: 0, make: ['make-people.js', '--rows', String(rows), folder], ...(rows === 1e6 ? { memoryLimit: MEMORY_LIMIT } : {}) };
  }
  if (name === 'febrl4') {
    const [left, right] = ['left', 'right'].map((side) => join(folder, `febrl4-${side}.parquet`));
    return existsSync(SHARED) ? { title: 'Link the two files of febrl4', model: at('model-febrl4.json'), people: left, right, rowKey: 'rec_id', minBits: 0, make: ['make-febrl4.js', folder] } : null;
  }
  if (name !== 'historical') throw new Error(`no job ${name}`);
  const figures = join(SHARED, 'historical_figures_with_errors_50k.parquet');
  return existsSync(figures) ? { title: 'Link historical_50k by the model and the ten rules published for it', model: join(SHARED, 'models/model_h50k.json'), people: figures, rowKey: 'unique_id', minBits: 0 } : null;
}

/** Of Splink on a million people: bench/peers/splink/README.md has what was tried. */
const MEMORY_LIMIT = '700MB';

const { rules, ...sample } = JSON.parse(readFileSync(at('training.json'), 'utf8'));

/** Job T: how many pairs u is drawn from, and the rules of the sessions, as our blocking rules. */
export const TRAINING = { ...sample, blocking: rules.map((rule) => ({ on: rule.map((column) => ({ of: { column } })) })) };
