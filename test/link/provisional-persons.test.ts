import { describe, expect, test } from 'vitest';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { slotsOfModel } from '../../src/link/train/model-slots.ts';
import { countAllPairs, priorFromDeterministicRules } from '../../src/link/train/prior-from-rules.ts';
import { groupRecords } from '../../src/link/train/provisional-persons.ts';
import { checkTrainingOptions } from '../../src/link/train/training-options.ts';
import type { TrainingSetting } from '../../src/link/train/training-setting.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({ id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, town: { type: 'utf8', role: 'attribute' } });
const of = (name: string): { readonly of: { readonly column: string } } => ({ of: { column: name } });

const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint', blocking: [{ on: [of('town')] }],
  comparisons: [{ name: 'name', levels: [
    { label: 'null', when: { kind: 'null', ...of('name') }, m: null, u: null, isNull: true },
    { label: 'equal', when: { kind: 'equal', ...of('name') }, m: 0.9, u: 0.0001 }, { label: 'else', when: { kind: 'otherwise' }, m: 0.1, u: 0.9999 },
  ] }],
};

/** Three records of each of 40 persons, in two towns; every fifth record has no name. */
const ROWS: readonly Row[] = Array.from({ length: 120 }, (_, row) => [row, row % 5 === 4 ? null : `name ${row % 40}`, row % 2 === 0 ? 'Lyon' : 'Pau']);

async function settingFor(rows: readonly Row[], seed = 0, linkType: LinkageModel['linkType'] = 'dedupe'): Promise<TrainingSetting> {
  const model = { ...MODEL, linkType };
  const inputs = { a: tableOf(SCHEMA, rows.filter(([id]) => Number(id) % 3 > 0)), b: tableOf(SCHEMA, rows.filter(([id]) => Number(id) % 3 === 0)) };
  const records = await prepareRecords(inputs, { rowKey: 'id', expressions: collectExpressions(model), unit: 'codePoint' });
  return { records, model, layout: slotsOfModel(model), comparisons: compileComparisons(model, records), options: checkTrainingOptions({ intervals: { groups: 7, seed } }), run: {}, passes: { count: 0 } };
}

async function groupsOf(rows: readonly Row[], seed = 0, areLabels = false): Promise<Map<number, number>> {
  const setting = await settingFor(rows, seed);
  const { m, u } = setting.layout;
  const { groupOf } = groupRecords(setting, areLabels ? [{ on: [of('name')] }] : MODEL.blocking, areLabels, { m, u }, MODEL.prior);
  return new Map(valuesOf(setting.records.rowKeys).map((rowKey, record) => [Number(rowKey), groupOf[record]!]));
}

describe('groups of records that are left out in turn', () => {
  test('hold together the records of a town that have one name, and put others anywhere', async () => {
    const groups = await groupsOf(ROWS);
    for (const [id, name, town] of ROWS) {
      const same = ROWS.filter((other) => name !== null && other[1] === name && other[2] === town);
      expect(new Set(same.map(([other]) => groups.get(Number(other)))).size, String(id)).toBeLessThanOrEqual(1);
    }
    expect(new Set(groups.values()).size).toBe(7);
  });

  test('hold together what a label says is one person', async () => {
    const groups = await groupsOf(ROWS, 0, true);
    for (const [id, name] of ROWS) if (name !== null) expect(groups.get(Number(id))).toBe(groups.get(Number(ROWS.find((row) => row[1] === name)![0])));
  });

  test('do not depend on the order of rows, nor on records of other persons; they do on the seed', async () => {
    const groups = await groupsOf(ROWS);
    expect(await groupsOf(ROWS.toReversed())).toEqual(groups);
    const others = ROWS.filter(([, , town]) => town === 'Lyon');
    expect(await groupsOf(others)).toEqual(new Map(others.map(([id]) => [Number(id), groups.get(Number(id))!])));
    expect(await groupsOf(ROWS, 1)).not.toEqual(await groupsOf(ROWS));
  });
});

describe('pairs there are', () => {
  test.each([['dedupe', 120 * 119 / 2], ['linkAndDedupe', 120 * 119 / 2], ['link', 80 * 40]] as const)('of %s: %i, and without a group those of the others', async (linkType, pairs) => {
    const setting = await settingFor(ROWS, 0, linkType);
    const groups = { groups: 2, groupOf: Uint8Array.from({ length: 120 }, (_, record) => Number(record < 30)) };
    const { all, without } = countAllPairs(setting, groups);
    expect(all).toBe(pairs);
    // The first 30 records are of the first source, which has 80.
    expect(without[1]).toBe(linkType === 'link' ? 50 * 40 : 90 * 89 / 2);
    expect(without[0]).toBe(linkType === 'link' ? 0 : 30 * 29 / 2);
  });

  test('that strict rules give, each once, make the prior', async () => {
    const setting = await settingFor(ROWS);
    const named = ROWS.filter(([, name]) => name !== null);
    const equal = named.reduce((sum, [id, name]) => sum + named.filter((other) => other[1] === name && Number(other[0]) > Number(id)).length, 0);
    const groups = { groups: 2, groupOf: new Uint8Array(120) };
    const { all, without } = priorFromDeterministicRules(setting, [{ on: [of('name')] }, { on: [of('name'), of('town')] }], 0.5, groups);
    expect(all).toBeCloseTo(equal / 0.5 / 7140, 12);
    expect(without).toEqual([0, all]);
  });
});
