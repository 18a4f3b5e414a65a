// Proposals for French people who live together: synthetic, with households, twins, dependants and people who moved. Nothing says
// which column is which; the seeds were not looked at while the procedure was settled.
import { beforeAll, describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { proposeLinkage, type ProposedLinkage } from '../../src/link/propose/propose-linkage.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { PEOPLE_SCHEMA, synthesiseDuplicates, synthesisePeople } from '../../src/synthesise/index.ts';
import { valuesOf } from '../small-tables.ts';
import { frenchPeople } from './french-people.ts';

interface Judged {
  readonly proposed: ProposedLinkage;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Links at the proposed cut, against who each record is. */
async function judge(inputs: Readonly<Record<string, Dataset>>, linkType: 'dedupe' | 'link', personOf: ReadonlyMap<string, string>, truePairs: number): Promise<Judged> {
  const proposed = await proposeLinkage(inputs, { rowKey: 'recordId', linkType });
  const { model, cut } = proposed;
  const records = await prepareRecords(inputs, { rowKey: 'recordId', expressions: collectExpressions(model), unit: model.unit });
  let [links, right] = [0, 0];
  for await (const batch of scorePairs(records, model, { minMatchWeightBits: cut.minMatchWeightBits }).open()) {
    const [lefts, others] = ['leftRowKey', 'rightRowKey'].map((name) => valuesOf(columnsOf(batch)[batch.schema.fields.findIndex((field) => field.name === name)]!));
    lefts!.forEach((left, pair) => (right += Number(personOf.get(String(left)) === personOf.get(String(others![pair])))));
    links += batch.numRows;
  }
  expect(links).toBe(cut.links);
  return { proposed, precision: right / links, recall: right / truePairs, f1: (2 * right) / (links + truePairs) };
}

async function judgeOneFile(rows: number, seed: string): Promise<Judged> {
  const { dataset, truth } = await frenchPeople(rows, seed);
  const personOf = new Map<string, string>();
  for await (const batch of truth.open()) {
    const [, keys, persons] = columnsOf(batch).map((column) => valuesOf(column));
    keys!.forEach((key, row) => personOf.set(String(key), String(persons![row])));
  }
  const sizes = new Map<string, number>();
  for (const who of personOf.values()) sizes.set(who, (sizes.get(who) ?? 0) + 1);
  return judge({ people: dataset }, 'dedupe', personOf, [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0));
}

async function judgeTwoFiles(persons: number, copies: number, seed: string): Promise<Judged> {
  const [first, second] = [await collect(synthesisePeople({ rows: persons, seed })), await collect(synthesiseDuplicates({ rows: copies, persons, seed }))];
  const personOf = new Map<string, string>();
  for (const batch of first) for (const key of valuesOf(columnsOf(batch)[0]!)) personOf.set(String(key), String(personOf.size + 1));
  let truePairs = 0;
  for (const batch of second) {
    const trueRows = valuesOf(columnsOf(batch).at(-1)!);
    valuesOf(columnsOf(batch)[0]!).forEach((key, row) => {
      if (trueRows[row] !== null) truePairs++;
      personOf.set(String(key), trueRows[row] === null ? `nobody else ${String(key)}` : String(trueRows[row]));
    });
  }
  const copied = second.map((batch) => makeBatch(PEOPLE_SCHEMA, columnsOf(batch).slice(0, -1), batch.numRows));
  return judge({ people: fromBatches(PEOPLE_SCHEMA, first), copies: fromBatches(PEOPLE_SCHEMA, copied) }, 'link', personOf, truePairs);
}

for (const [name, measured] of [
  ['one file with copies in it', () => judgeOneFile(5000, 'a proposal for one file')], ['two files', () => judgeTwoFiles(3000, 2000, 'a proposal for two files')],
] as const) {
  describe(`A linkage proposed for people who live together, of ${name}`, () => {
    let judged: Judged;
    beforeAll(async () => {
      judged = await measured();
    }, 300_000);

    test('tells relatives from persons', () => {
      expect(judged.precision).toBeGreaterThan(0.95);
      expect(judged.recall).toBeGreaterThan(0.97);
      expect(judged.f1).toBeGreaterThan(0.965);
    });

    // A file of this size holds a score of twins, whom it may take for one person or not.
    test('expects about the errors it makes, and doubts nothing', () => {
      const { cut, isDoubtful } = judged.proposed;
      expect(Math.abs(cut.expectedPrecision - judged.precision)).toBeLessThan(0.05);
      expect(Math.abs(cut.expectedRecall - judged.recall)).toBeLessThan(0.02);
      expect(isDoubtful).toBe(false);
    });

    test('says in its notes that people agree together, and in its model how many', () => {
      const { model, notes } = judged.proposed;
      expect(notes.join(' ')).toContain('kinds of pairs tell them apart');
      const relatives = model.kinds!.filter(({ isMatch }) => !isMatch);
      expect(relatives.some(({ agrees }) => agrees.includes('address'))).toBe(true);
    });
  });
}
