// Linkages proposed without labels: what they say of columns, rules and cut, and that nothing but the records decides on it.
import { beforeAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import type { PlanError } from '../../src/core/errors.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { checkModel } from '../../src/link/model/check-model.ts';
import { learnModel } from '../../src/link/propose/learn-model.ts';
import { proposeLinkage, type ProposedLinkage, type ProposeLinkageOptions } from '../../src/link/propose/propose-linkage.ts';
import { proposeModel } from '../../src/link/propose/propose-model.ts';
import { suggestCut } from '../../src/link/propose/suggest-cut.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';
import { madeUpPeople, PEOPLE } from './made-up-people.ts';

const ROWS = madeUpPeople(600, 2, 11);
const personOf = new Map(ROWS.map(({ row, person }) => [Number(row[0]), person]));
const all = (rows: readonly Row[] = ROWS.map(({ row }) => row), batches: readonly number[] = []): Record<string, Dataset> => ({ people: tableOf(PEOPLE, rows, batches) });
const OPTIONS: ProposeLinkageOptions = { rowKey: 'id', linkType: 'dedupe' };

async function linksOf(inputs: Record<string, Dataset>, { model, cut }: ProposedLinkage): Promise<(readonly [number, number])[]> {
  const records = await prepareRecords(inputs, { rowKey: 'id', expressions: collectExpressions(model), unit: model.unit });
  const links: (readonly [number, number])[] = [];
  for await (const batch of scorePairs(records, model, { minMatchWeightBits: cut.minMatchWeightBits }).open()) {
    const keys = ['leftRowKey', 'rightRowKey'].map((name) => valuesOf(columnsOf(batch)[batch.schema.fields.findIndex((field) => field.name === name)]!));
    for (let pair = 0; pair < batch.numRows; pair++) links.push([Number(keys[0]![pair]), Number(keys[1]![pair])]);
  }
  return links;
}

const codes = async (made: Promise<unknown>): Promise<readonly string[]> => made.then(() => [], (error: unknown) => (error as PlanError).problems.map(({ code }) => code));

let proposed: ProposedLinkage;
beforeAll(async () => {
  proposed = await proposeLinkage(all(), OPTIONS);
});

describe('A proposed linkage', () => {
  test('finds nearly all duplicates and hardly anything else', async () => {
    const links = await linksOf(all(), proposed);
    const right = links.filter(([left, other]) => personOf.get(left) === personOf.get(other)).length;
    expect(right / links.length).toBeGreaterThan(0.93);
    expect(right / 300).toBeGreaterThan(0.93);
    expect(links.length).toBe(proposed.cut.links);
  });

  test('expects about what comes of it', () => {
    expect(Math.abs(proposed.cut.expectedMatches / 300 - 1)).toBeLessThan(0.08);
    expect(proposed.cut.expectedPrecision).toBeGreaterThan(0.9);
    const { low, estimate, high } = proposed.blocking.recall;
    expect(low).toBeLessThanOrEqual(estimate);
    expect(estimate).toBeLessThanOrEqual(high);
    expect(estimate).toBeGreaterThan(0.97);
    expect(proposed.blocking.assumption).toContain('independently');
  });

  test('says of every column what it is, or why it is left out', () => {
    expect(proposed.columns.map(({ column, kind, leftOut }) => [column, leftOut ?? kind])).toEqual([
      ['prenom', 'name'], ['nom', 'name'], ['nom_complet', 'madeOfOthers'], ['naissance', 'date'], ['ville', 'category'], ['pays', 'constant'], ['vide', 'empty'], ['personne', 'role'],
    ]);
  });

  test('never compares more pairs than it was allowed', async () => {
    const { blocking, candidatePairs, model } = await proposeLinkage(all(), { ...OPTIONS, pairsPerRecord: 3 });
    expect(blocking.blockPairs).toBeLessThanOrEqual(3 * ROWS.length);
    expect(candidatePairs).toBeLessThanOrEqual(blocking.blockPairs);
    const records = await prepareRecords(all(), { rowKey: 'id', expressions: collectExpressions(model), unit: model.unit });
    const pairs = blockRecords(records, model.blocking, model.linkType);
    expect(pairs.totalPairs).toBe(candidatePairs);
    expect(Array.from(pairs.blockPairs)).toEqual(blocking.rules.map(({ blockPairs }) => blockPairs));
  });

  test('is a model like any other: checked, frozen, and the same when read again', () => {
    expect(() => checkModel(JSON.parse(JSON.stringify(proposed.model)))).not.toThrow();
    expect(Object.isFrozen(proposed.model)).toBe(true);
  });

  test('depends on neither the order of rows nor batches', async () => {
    const rows = ROWS.map(({ row }) => row);
    const shuffled = [...rows.slice(400), ...rows.slice(0, 400).reverse()];
    expect(await proposeLinkage(all(shuffled), OPTIONS)).toEqual(proposed);
    expect(await proposeLinkage(all(rows, [1, 0, 700]), OPTIONS)).toEqual(proposed);
  });

  test('holds no value of any record', () => {
    const text = JSON.stringify(proposed).toLowerCase();
    const values = new Set(ROWS.flatMap(({ row }) => row.slice(1, 6).filter((value) => value !== null).map((value) => String(value).toLowerCase())));
    expect([...values].filter((value) => value.length > 4 && text.includes(value))).toEqual([]);
  });

  test('takes only the columns it is given', async () => {
    const { model, columns } = await proposeModel(all(), { ...OPTIONS, columns: ['nom', 'naissance', 'personne'] });
    expect(model.comparisons.map(({ name }) => name)).toEqual(['nom', 'naissance', 'personne']);
    expect(columns.map(({ column }) => column)).toEqual(['nom', 'naissance', 'personne']);
  });
});

describe('A proposed linkage of two sources', () => {
  const twins = madeUpPeople(300, 1, 5);
  const [first, second] = [0, 1].map((part) => twins.filter(({ row }) => Number(row[0]) % 2 === part).map(({ row }) => row));
  const inputs = (reversed = false): Record<string, Dataset> => ({ a: tableOf(PEOPLE, first!), b: tableOf(PEOPLE, reversed ? [...second!].reverse() : second!) });
  const person = new Map(twins.map(({ row, person: who }) => [Number(row[0]), who]));

  test('pairs them off, and notes that everybody is there once', async () => {
    const linked = await proposeLinkage(inputs(), { rowKey: 'id', linkType: 'link' });
    const links = await linksOf(inputs(), linked);
    const right = links.filter(([left, other]) => person.get(left) === person.get(other)).length;
    expect(right / links.length).toBeGreaterThan(0.95);
    expect(right / 300).toBeGreaterThan(0.93);
    expect(linked.cut.rivals?.areDuplicateFree).toBe(true);
    expect(linked.cut.assumption).toContain('everybody once');
    expect(await proposeLinkage(inputs(true), { rowKey: 'id', linkType: 'link' })).toEqual(linked);
  });

  test('notes where a source holds people twice', async () => {
    const doubled = { a: tableOf(PEOPLE, [...first!, ...first!.map(([id, ...rest]): Row => [Number(id) + 10_000, ...rest])]), b: tableOf(PEOPLE, second!) };
    const { cut } = await proposeLinkage(doubled, { rowKey: 'id', linkType: 'link' });
    expect(cut.rivals?.areDuplicateFree).toBe(false);
  });
});

describe('What is learnt and cut', () => {
  test('is the same for rules and pairs that are given', async () => {
    const { model, cut } = proposed;
    const records = await prepareRecords(all(), { rowKey: 'id', expressions: collectExpressions(model), unit: model.unit });
    expect(learnModel(records, model).model).toEqual(model);
    expect(suggestCut(records, model)).toEqual(cut);
  });

  test('from a share of the pairs is close to what all of them give', async () => {
    const { model } = proposed;
    const records = await prepareRecords(all(), { rowKey: 'id', expressions: collectExpressions(model), unit: model.unit });
    const part = learnModel(records, model, { maxPairs: 2 * proposed.blocking.blockPairs / 3 }).model;
    expect(Math.abs(part.prior / model.prior - 1)).toBeLessThan(0.15);
  });
});

describe('What cannot be proposed', () => {
  test('is refused with every problem of the options', async () => {
    expect(await codes(proposeLinkage(all(), { ...OPTIONS, pairsPerRecrod: 3 } as never))).toEqual(['PLAN_UNKNOWN_OPTION']);
    expect(await codes(proposeLinkage(all(), { rowKey: 'id', linkType: 'merge' } as never))).not.toEqual([]);
    expect(await codes(proposeLinkage(all(), { ...OPTIONS, columns: ['nom', 'prenoms'] }))).toEqual(['PLAN_UNKNOWN_COLUMN']);
    expect(await codes(proposeLinkage({}, OPTIONS))).toEqual(['PLAN_MISSING']);
  });

  test('is refused where no column tells records apart, or no records match', async () => {
    expect(await codes(proposeLinkage(all([]), OPTIONS))).toEqual(['PLAN_MISSING']);
    expect(await codes(proposeLinkage(all(ROWS.slice(0, 1).map(({ row }) => row)), OPTIONS))).toEqual(['PLAN_MISSING']);
    const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, nom: { type: 'utf8', role: 'attribute' } });
    const strangers = tableOf(schema, Array.from({ length: 60 }, (_, id): Row => [id, `${String.fromCharCode(65 + (id % 26))}${String.fromCharCode(97 + Math.floor(id / 26)).repeat(7)}`]));
    expect(await codes(proposeLinkage({ strangers }, OPTIONS))).toEqual(['PLAN_MISSING']);
  });

  test('is not refused for columns of numbers and dates', async () => {
    const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, jour: { type: 'date', role: 'attribute' }, code: { type: 'int32', role: 'attribute' }, liste: { type: 'float64', role: 'measure' } });
    const rows = Array.from({ length: 400 }, (_, id): Row => [id, ((id >> 1) * 7919) % 20_011, 10_000 + (((id >> 1) * 104_729) % 89_989), 1.5]);
    const { columns, model, cut } = await proposeLinkage({ made: tableOf(schema, rows) }, OPTIONS);
    expect(columns.map(({ leftOut, kind }) => leftOut ?? kind)).toEqual(['date', 'code', 'role']);
    expect(model.comparisons).toHaveLength(2);
    expect(Math.abs(cut.links - 200)).toBeLessThan(10);
  });
});
