// node bench/link/run-vectors.js JOB.json OUT.csv
//
// Our side of the comparison of agreement vectors: rules and two-valued comparisons in, a vector of each pair out, on one thread.
// JOB.json is made by vectors.js. Prints one line of JSON, stages measured apart.
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { readCsv } from '../../dist/index.js';
import { blockRecords, collectExpressions, prepareRecords, scorePairs } from '../../dist/link/index.js';
import { fileBytes } from '../../dist/node.js';
import { measureStages } from './stages.js';

const [, , path, out] = argv;
const { files, rules, comparisons } = JSON.parse(readFileSync(path, 'utf8'));

const levels = ({ column, atLeast }) => [
  { label: 'missing', when: { kind: 'null', of: { column } }, m: null, u: null, isNull: true },
  { label: 'agree', when: atLeast === undefined ? { kind: 'equal', of: { column } } : { kind: 'measure', measure: 'jaroWinkler', of: { column }, atLeast }, m: 0.9, u: 0.1 },
  { label: 'disagree', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 },
];
const model = {
  version: 1, linkType: files.length === 1 ? 'dedupe' : 'link', prior: 0.001, unit: 'codePoint',
  blocking: rules.map((rule) => ({ on: rule.map((column) => ({ of: { column } })) })),
  comparisons: comparisons.map((comparison) => ({ name: comparison.column, levels: levels(comparison) })),
};

const { measure, told } = measureStages();
const columns = Object.fromEntries(['id', ...new Set([...rules.flat(), ...comparisons.map(({ column }) => column)])].map((name) => [name, { type: 'utf8', role: 'technical' }]));
const sources = Object.fromEntries(files.map((file, part) => [`part${part}`, readCsv(fileBytes(file), { columns, onUndeclared: 'drop' }).rows]));
const records = await measure('load', () => prepareRecords(sources, { rowKey: 'id', expressions: collectExpressions(model), unit: model.unit }));
const candidates = await measure('block', () => blockRecords(records, model.blocking, model.linkType));
const batches = await measure('compare', async () => {
  const kept = [];
  for await (const batch of scorePairs(records, model, { candidates, minMatchWeightBits: -1000, detail: 'levels' }).open()) kept.push(batch);
  return kept;
});

const names = comparisons.map(({ column }) => column);
const file = createWriteStream(out);
file.write(`l,r,${names.join()}\n`);
let pairs = 0;
for (const batch of batches) {
  const [left, right, ...agreements] = ['leftRowKey', 'rightRowKey', ...names.map((name) => `level_${name}`)].map((name) => batch.getChild(name));
  for (let row = 0; row < batch.numRows; row += 1) file.write(`${left.get(row)},${right.get(row)},${agreements.map((numbers) => Math.max(0, Number(numbers.get(row)))).join()}\n`);
  pairs += batch.numRows;
}
file.end();
await once(file, 'finish');
process.stdout.write(`${JSON.stringify({ program: 'a423', ...told(), pairs })}\n`);
