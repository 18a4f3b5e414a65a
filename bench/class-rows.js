// Rows of eight coded columns that fall into a given number of classes, for the cases on their counting.
import { Dictionary, Field, Int32, makeData, RecordBatch, Schema, Struct, Utf8, Vector } from 'apache-arrow';
import { applyOperator, checkKAnonymity, fromBatches, IN_MEMORY } from '../dist/index.js';
import { BATCH_ROWS, below } from './nirs.js';

/** Values of each column: as ages, sexes, regions, départements, hospitals, months, chapters and ways of discharge have. */
const ENTRIES = [21, 2, 18, 101, 1200, 12, 22, 6];

const columnsOf = (make) => ENTRIES.map((entries, place) => make(entries, place));

function dictionaryOf(entries, place) {
  const texts = Array.from({ length: entries }, (_, entry) => Buffer.from(`value ${place}-${entry}`));
  const valueOffsets = Int32Array.from({ length: entries + 1 }, (_, row) => texts.slice(0, row).reduce((sum, { length }) => sum + length, 0));
  return new Vector([makeData({ type: new Utf8(), length: entries, nullCount: 0, valueOffsets, data: new Uint8Array(Buffer.concat(texts)) })]);
}

/**
 * Makes record batches of rows, each of a class drawn by chance; equal rows are one class whatever the seed.
 *
 * @param {number} rows - how many.
 * @param {{ classes: number, seed: number }} options - classes to draw from, and where the draws start.
 */
export function classRows(rows, { classes, seed }) {
  const random = below(seed);
  const types = columnsOf(() => new Dictionary(new Utf8(), new Int32()));
  const dictionaries = columnsOf(dictionaryOf);
  const schema = new Schema(types.map((type, place) => new Field(`c${place}`, type, true)));
  const scattered = columnsOf((entries, place) => {
    const draw = below(7 * place + 1);
    return Int32Array.from({ length: classes }, () => draw(entries));
  });
  const batches = [];
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - first);
    const classOf = Int32Array.from({ length }, () => random(classes));
    const children = types.map((type, place) => makeData({ type, length, nullCount: 0, data: classOf.map((index) => scattered[place][index]), dictionary: dictionaries[place] }));
    batches.push(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children })));
  }
  return fromBatches(schema, batches);
}

/** Checks rows while they pass, and gives what was found. */
export async function checkClasses(dataset, parallel = null) {
  const operator = checkKAnonymity({ quasiIdentifiers: ENTRIES.map((_, place) => `c${place}`), k: 11, entity: null, nullMatching: 'own-class', onFailure: 'report' });
  let findings;
  const fold = parallel === null ? IN_MEMORY : { ...IN_MEMORY, parallel };
  const { rows } = applyOperator(dataset, operator, { fold, onFindings: (found) => { findings = found; } });
  let passed = 0;
  for await (const batch of rows.open()) passed += batch.numRows;
  return { rows: passed, findings: JSON.stringify(findings) };
}
