// NIRs judged, in memory, one in a hundred with a wrong key. Our side reads an Arrow text column and gives each
// row a reason: key, month, place … The yardsticks are given JavaScript strings ready and say right or wrong.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { columnOf } from '../../dist/index.js';
import { judgeColumn, nir } from '../../dist/identifiers/index.js';
import { nirBatches } from '../nirs.js';

/** The best kept npm package for these numbers, or `null` when the peers are not installed. */
async function loadStdnum() {
  try {
    const path = createRequire(new URL('../peers/package.json', import.meta.url)).resolve('stdnum');
    const { stdnum } = await import(pathToFileURL(path).href);
    return stdnum.FR.nir;
  } catch {
    return null;
  }
}

const stdnum = await loadStdnum();

/** Gives every hundredth NIR another last digit, in place. */
function spoil(batch, first) {
  const { values, valueOffsets } = batch.data.children[0];
  for (let row = 0; row < batch.numRows; row += 1) {
    if ((first + row) % 100 !== 0) continue;
    const last = valueOffsets[row + 1] - 1;
    values[last] = 48 + ((values[last] - 47) % 10);
  }
}

/** Folds the places of the wrong ones into a number that depends on all of them and on their order. */
const mix = (sum, isRight, row) => isRight ? sum : (Math.imul(sum, 31) + row) | 0;

function judgeAll(texts, isRight) {
  let sum = 0;
  for (let row = 0; row < texts.length; row += 1) sum = mix(sum, isRight(texts[row]), row);
  return sum;
}

/** What one would write by hand. */
function isRightByHand(text) {
  const match = /^([1-8]\d{4}(?:\d\d|2[AB])\d{6})(\d\d)$/.exec(text);
  if (match === null) return false;
  return 97 - (Number(match[1].replace('2A', '19').replace('2B', '18')) % 97) === Number(match[2]);
}

export const benchmark = {
  title: 'Validate NIRs from an Arrow column, key and parts',
  rows: 500_000,
  smokeRows: 5_000,
  // The compiler settles late on work this short: most samples are to come after that.
  rounds: 15,
  prepare({ rows, phase }) {
    if (stdnum === null && phase === 'check') console.log('nir-validate: stdnum is not installed (npm install --prefix bench/peers), so there is no ratio to it');
    const { batches } = nirBatches(rows, { canonical: false });
    let first = 0;
    for (const batch of batches) {
      spoil(batch, first);
      first += batch.numRows;
    }
    const texts = phase === 'memory' ? [] : batches.flatMap((batch) => Array.from({ length: batch.numRows }, (_value, row) => batch.getChildAt(0).get(row)));
    return { columns: batches.map((batch) => columnOf(batch, 0)), texts, rows };
  },
  subject: {
    name: 'a423',
    run({ columns }) {
      let sum = 0;
      let row = 0;
      for (const { offsets, bytes, valid, rows } of columns) {
        const { reasons } = judgeColumn(nir, offsets, bytes, valid, rows);
        for (let at = 0; at < rows; at += 1) sum = mix(sum, reasons[at] === 0, row++);
      }
      return sum;
    },
  },
  yardsticks: [
    ...stdnum === null ? [] : [{ name: 'stdnum', run: ({ texts }) => judgeAll(texts, (text) => stdnum.validate(text).isValid) }],
    { name: 'regular expression', run: ({ texts }) => judgeAll(texts, isRightByHand) },
  ],
  check(subject, yardstick) {
    if (subject !== yardstick) throw new Error('the verdicts differ');
  },
  bytes: ({ rows }) => 15 * rows,
  claims: [
    { text: 'at least 5 million NIRs a second', value: ({ rows, fastestMs }) => rows / fastestMs * 1000, atLeast: 5e6 },
    ...stdnum === null ? [] : [{ text: 'at least 50 times as fast as stdnum', value: ({ ratios }) => 1 / ratios.find(({ name }) => name === 'stdnum').ratio, atLeast: 50 }],
  ],
};
