// What pictures say of the records, against naive counts.
import { expect, test } from 'vitest';
import { columnsOf } from '../../../src/core/arrow.ts';
import { collect } from '../../../src/core/dataset.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import type { Expression } from '../../../src/link/model/expression.ts';
import type { LinkageModel } from '../../../src/link/model/model.ts';
import { measureCompleteness, measureFrequencyWeights } from '../../../src/link/page/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../../src/link/score/score-pairs.ts';
import { schemaOf, tableOf, valuesOf } from '../../small-tables.ts';

const PEOPLE = schemaOf({ id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, city: { type: 'utf8', role: 'quasiIdentifier' } });
const name: Expression = { column: 'name' };
const one = tableOf(PEOPLE, [[1, 'Anne', 'Lyon'], [2, 'Anne', null], [3, 'Zoé', null], [4, null, null]]);
const two = tableOf(PEOPLE, [[1, 'Anne', 'Paris']]);

const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.1, unit: 'codePoint', blocking: [],
  comparisons: [{
    name: 'name',
    levels: [
      { label: 'null', when: { kind: 'null', of: name }, m: null, u: null, isNull: true },
      { label: 'equal', when: { kind: 'equal', of: name }, m: 0.8, u: 0.2, termFrequency: { of: name, weight: 0.5, minFrequency: 0.3 } },
      { label: 'else', when: { kind: 'otherwise' }, m: 0.2, u: 0.8 },
    ],
  }],
};

test('completeness counts the filled of each column and source, of columns that nothing was made of', async () => {
  const expressions = collectExpressions({ blocking: [], comparisons: [] }, [name, { column: 'city' }, { column: 'name', derive: [{ op: 'lower' }] }, { list: [name] }]);
  const options = { rowKey: 'id', expressions, unit: 'codePoint' } as const;
  expect(measureCompleteness(await prepareRecords({ one, two }, options))).toEqual([
    { source: 'one', column: 'name', share: 0.75 }, { source: 'two', column: 'name', share: 1 }, { source: 'one', column: 'city', share: 0.25 }, { source: 'two', column: 'city', share: 1 },
  ]);
  expect(measureCompleteness(await prepareRecords({ one, none: tableOf(PEOPLE, []) }, options)).map(({ source }) => source)).toEqual(['one', 'one']);
  expect(measureCompleteness(await prepareRecords({ one }, options))[0]!.source).toBeNull();
});

test('the weight of agreement falls with the frequency of the value, and no further than the least frequency', async () => {
  const records = await prepareRecords({ one, two }, { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint' });
  // Anne three times of four, Zoé once, which counts as 0.3.
  expect(measureFrequencyWeights(records, MODEL)).toEqual([
    { comparison: 'name', frequency: 0.25, bits: 2 + 0.5 * (Math.log2(0.2) - Math.log2(0.3)) },
    { comparison: 'name', frequency: 0.75, bits: 2 + 0.5 * (Math.log2(0.2) - Math.log2(0.75)) },
  ]);
});

test('comparisons without term frequencies have none to show', async () => {
  const plain: LinkageModel = { ...MODEL, comparisons: MODEL.comparisons.map((comparison) => ({ ...comparison, levels: comparison.levels.map(({ termFrequency: _, ...level }) => level) })) };
  const records = await prepareRecords({ one }, { rowKey: 'id', expressions: collectExpressions(plain), unit: 'codePoint' });
  expect(measureFrequencyWeights(records, plain)).toEqual([]);
});

test('of lists, agreement is on elements: each weighs what scoring gives it, however often whole lists are met', async () => {
  const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, names: { type: 'utf8', role: 'directIdentifier' } });
  const names: Expression = { column: 'names', derive: [{ op: 'words' }] };
  const model: LinkageModel = {
    ...MODEL,
    comparisons: [{ name: 'names', levels: [
      { label: 'in common', when: { kind: 'measure', measure: 'intersection', of: names, atLeast: 1 }, m: 0.8, u: 0.2, termFrequency: { of: names, weight: 1, baseline: 0.5 } },
      { label: 'else', when: { kind: 'otherwise' }, m: 0.2, u: 0.8 },
    ] }],
  };
  const rows = ['ANNE MARIE', 'MARIE', 'MARIE LOUISE', 'ZOE ZOE', null, 'ANNE'].map((value, id): [number, string | null] => [id, value]);
  const records = await prepareRecords({ one: tableOf(schema, rows) }, { rowKey: 'id', expressions: collectExpressions(model), unit: 'codePoint' });
  // Of five records with names, three have MARIE, two ANNE, one LOUISE, one ZOE.
  const found = measureFrequencyWeights(records, model);
  expect(found.map(({ frequency }) => frequency)).toEqual([1 / 5, 2 / 5, 3 / 5]);
  for (const { frequency, bits } of found) expect(bits).toBeCloseTo(2 + Math.log2(0.5 / frequency), 12);
  const scored = (await collect(scorePairs(records, { ...model, prior: 0.5 }))).flatMap((batch) => {
    const [, left, , right, bits] = columnsOf(batch).map(valuesOf);
    return Array.from({ length: batch.numRows }, (_, row) => [`${String(left![row])} ${String(right![row])}`, Number(bits![row])] as const);
  });
  const weightOf = new Map(scored);
  expect(weightOf.get('0 1')).toBeCloseTo(found[2]!.bits, 12);
  expect(weightOf.get('0 5')).toBeCloseTo(found[1]!.bits, 12);
});

test('where what is ordinary never happens by chance, no frequency adds to the weight', async () => {
  const records = await prepareRecords({ one, two }, { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint' });
  const [comparison] = MODEL.comparisons;
  const model: LinkageModel = {
    ...MODEL, prior: 0.5,
    comparisons: [{ ...comparison!, levels: [
      { label: 'alike', when: { kind: 'measure', measure: 'jaroWinkler', of: name, atLeast: 0.9 }, m: 0.8, u: 0.2, termFrequency: { of: name, weight: 1 } },
      { label: 'exact', when: { kind: 'equal', of: name }, m: 0.1, u: 0 }, { label: 'else', when: { kind: 'otherwise' }, m: 0.1, u: 0.8 },
    ] }],
  };
  expect(new Set(measureFrequencyWeights(records, model).map(({ bits }) => bits))).toEqual(new Set([2]));
  const weights = (await collect(scorePairs(records, model))).flatMap((batch) => valuesOf(columnsOf(batch)[4]!));
  expect(Math.max(...weights.map(Number))).toBe(2);
});
