// New records matched with prepared ones, held against naive lines and against scoring them together.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { compareTwoRecords } from '../../src/link/score/compare-two-records.ts';
import { prepareMatcher } from '../../src/link/score/matcher.ts';
import type { PlainRow } from '../../src/link/score/plain-rows.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { selfMatchWeights, unlinkables } from '../../src/link/score/unlinkables.ts';
import { valuesOf } from '../small-tables.ts';
import { naiveScore, type PlainRecord } from './naive-comparing.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someModel, someRecord } from './random-models.ts';

/** Records of texts and numbers only, as plain rows may hold. */
const flatRecord = someRecord.map(({ first, last, city, age }): PlainRecord => ({ first: first!, last: last!, city: city!, age: age! }));
const FLAT = ['first', 'last', 'city', 'age'] as const;

const flatModel = someModel.filter(({ comparisons }) => !/"column":"(?:names|place|born)"/.test(JSON.stringify(comparisons)));

function tableOfRecords(records: readonly PlainRecord[]): Dataset {
  const schema = declareSchema({
    row: { type: 'int32', role: 'technical' }, first: { type: 'utf8', role: 'attribute' }, last: { type: 'utf8', role: 'attribute' }, city: { type: 'utf8', role: 'attribute' }, age: { type: 'float64', role: 'attribute' },
  });
  const text = (name: 'first' | 'last' | 'city') => textColumn(records.map((record) => record[name] as string | null));
  const valid = new Uint8Array(Math.ceil(records.length / 8));
  records.forEach(({ age }, row) => { if (age !== null) valid[row >> 3]! |= 1 << (row & 7); });
  return fromBatches(schema, [makeBatch(schema, [
    { kind: 'int32', rows: records.length, valid: null, values: Int32Array.from(records, (_, row) => row) }, text('first'), text('last'), text('city'),
    { kind: 'float64', rows: records.length, valid, values: Float64Array.from(records, ({ age }) => (age as number | null) ?? 0) },
  ], records.length)]);
}

interface Match {
  readonly left: number;
  readonly right: number;
  readonly rule: number;
  readonly bits: number;
}

async function matchesOf(dataset: Dataset): Promise<Match[]> {
  return (await collect(dataset)).flatMap((batch) => {
    const [, left, , right, bits, , rule] = columnsOf(batch).map(valuesOf);
    return Array.from({ length: batch.numRows }, (_, row) => ({ left: Number(left![row]), right: Number(right![row]), rule: Number(rule![row]), bits: Number(bits![row]) }));
  });
}

const prepared = (model: LinkageModel, records: readonly PlainRecord[]) =>
  prepareRecords({ known: tableOfRecords(records) }, { rowKey: 'row', expressions: collectExpressions(model), unit: model.unit });

describe('findMatches', () => {
  test('finds what naive lines find, one new record after the other, whatever came before', async () => {
    await fc.assert(fc.asyncProperty(flatModel, fc.array(flatRecord, { minLength: 1, maxLength: 8 }), fc.array(flatRecord, { minLength: 1, maxLength: 5 }), fc.integer({ min: -8, max: 8 }), async (model, known, newcomers, minMatchWeightBits) => {
      const records = await prepared(model, known);
      const matcher = prepareMatcher(records, model);
      const expected = newcomers.flatMap((newcomer, right) => known.map((record, left): Match => {
        const isBlocked = record['city'] !== null && record['city'] === newcomer['city'];
        return { left, right, rule: isBlocked ? 0 : 1, bits: naiveScore(model, known, record, newcomer).bits };
      }).filter(({ bits }) => bits >= minMatchWeightBits));
      const byPlace = (matches: readonly Match[]): Match[] => [...matches].sort((one, other) => one.right - other.right || one.left - other.left);
      for (const source of [tableOfRecords(newcomers), newcomers.map((record) => Object.fromEntries(FLAT.map((name) => [name, record[name] as string | number | null])))]) {
        const found = await matchesOf(await matcher.findMatches(source, { minMatchWeightBits }));
        expect(byPlace(found).map(({ left, right, rule }) => [left, right, rule])).toEqual(expected.map(({ left, right, rule }) => [left, right, rule]));
        byPlace(found).forEach(({ bits }, index) => { expect(bits).toBeCloseTo(expected[index]!.bits, 9); });
        found.forEach((match, index) => {
          const before = found[index - 1];
          if (before?.right === match.right) expect(before.bits > match.bits || (before.bits === match.bits && before.left < match.left)).toBe(true);
        });
        const best = await matchesOf(await matcher.findMatches(source, { minMatchWeightBits, topPerRecord: 2 }));
        expect(best).toEqual(newcomers.flatMap((_, right) => found.filter((match) => match.right === right).slice(0, 2)));
      }
    }), { numRuns: 60 });
  });

  test('finds more candidates than are compared at once', async () => {
    const model: LinkageModel = {
      version: 1, linkType: 'link', prior: 0.1, unit: 'codePoint', blocking: [{ on: [{ of: { column: 'city' } }], where: { kind: 'not', of: { kind: 'equal', of: { column: 'last' } } } }],
      comparisons: [{ name: 'first', levels: [{ label: 'same', when: { kind: 'equal', of: { column: 'first' } }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] }],
    };
    const known = Array.from({ length: 5000 }, (_, row): PlainRecord => ({ first: `f${row % 100}`, last: row % 2 === 0 ? 'even' : 'odd', city: row % 10 === 0 ? null : 'Paris', age: null }));
    const matcher = prepareMatcher(await prepared(model, known), model);
    const found = await matchesOf(await matcher.findMatches([{ first: 'f7', last: 'even', city: 'Paris' }]));
    expect(found.length).toBe(known.filter(({ last, city }) => last === 'odd' && city === 'Paris').length);
    const heavy = await matchesOf(await matcher.findMatches([{ first: 'f7', last: 'even', city: 'Paris' }], { minMatchWeightBits: 0 }));
    expect(heavy.map(({ left }) => left)).toEqual(known.flatMap(({ first }, row) => (first === 'f7' ? [row] : [])));
    expect(await matchesOf(await matcher.findMatches([{ first: 'f7', last: 'even', city: 'Rome' }, {}, { city: null }]))).toEqual([]);
    expect(await matchesOf(await matcher.findMatches([]))).toEqual([]);
  });

  test('answers searches asked for at once as those asked for in turn', async () => {
    const model = fc.sample(flatModel, { numRuns: 1, seed: 7 })[0]!;
    const known = fc.sample(flatRecord, { numRuns: 30, seed: 8 });
    const newcomers = fc.sample(flatRecord, { numRuns: 12, seed: 9 }).map((record) => Object.fromEntries(FLAT.map((name) => [name, record[name] as string | number | null])));
    const matcher = prepareMatcher(await prepared(model, known), model);
    const atOnce = await Promise.all(newcomers.map(async (newcomer) => matchesOf(await matcher.findMatches([newcomer]))));
    for (const [index, newcomer] of newcomers.entries()) expect(await matchesOf(await matcher.findMatches([newcomer]))).toEqual(atOnce[index]);
  });
});

describe('two records, and records with themselves', () => {
  test('compareTwoRecords says what scoring says, without frequencies', async () => {
    await fc.assert(fc.asyncProperty(flatModel, flatRecord, flatRecord, async (model, left, right) => {
      const plain = { ...model, comparisons: model.comparisons.map((comparison) => ({ ...comparison, levels: comparison.levels.map(({ termFrequency: _, ...level }) => level) })) };
      const rows = [left, right].map((record) => Object.fromEntries(FLAT.map((name) => [name, record[name] as string | number | null])));
      const expected = naiveScore(plain, [left, right], left, right);
      const found = await compareTwoRecords(model, rows[0]!, rows[1]!);
      expect(found.comparisons.map(({ level }) => level)).toEqual(expected.levels);
      expect(found.matchWeightBits).toBeCloseTo(expected.bits, 9);
      expect(found.comparisons.map(({ comparison, level }, index) => [comparison, model.comparisons[index]!.levels[level]!.label]))
        .toEqual(found.comparisons.map(({ comparison, label }) => [comparison, label]));
      if (Math.abs(found.matchWeightBits) < 900) {
        expect(found.priorBits + found.dependenceBits + found.comparisons.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(found.matchWeightBits, 9);
      }
    }), { numRuns: 60 });
  });

  test('compareTwoRecords takes dates as they are written, and what both records lack for a missing value', async () => {
    const born = { column: 'born' };
    const age = { column: 'age' };
    const model: LinkageModel = {
      version: 1, linkType: 'dedupe', prior: 0.5, unit: 'codePoint', blocking: [],
      comparisons: [
        { name: 'born', levels: [{ label: 'null', when: { kind: 'null', of: born }, m: null, u: null, isNull: true }, { label: 'a day', when: { kind: 'measure', measure: 'timeDifference', of: born, atMost: 86_400 }, m: 0.8, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.2, u: 0.9 }] },
        { name: 'age', levels: [{ label: 'null', when: { kind: 'null', of: age }, m: null, u: null, isNull: true }, { label: 'near', when: { kind: 'measure', measure: 'absoluteDifference', of: age, atMost: 1 }, m: 0.5, u: 0.25 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.5, u: 0.75 }] },
      ],
    };
    const labels = async (left: PlainRow, right: PlainRow): Promise<string[]> => (await compareTwoRecords(model, left, right)).comparisons.map(({ label }) => label);
    expect(await labels({}, {})).toEqual(['null', 'null']);
    expect(await labels({ born: '1980-01-31' }, { born: '1980-02-01', age: null })).toEqual(['a day', 'null']);
    expect(await labels({ born: '1980-01-31', age: 40 }, { born: '1980-02-02', age: 41 })).toEqual(['other', 'near']);
    expect((await compareTwoRecords(model, { age: 40 }, { age: 41 })).matchWeightBits).toBe(1);
  });

  test('the weight of a record with itself is that of a pair of two such records', async () => {
    await fc.assert(fc.asyncProperty(someModel, fc.array(someRecord, { minLength: 1, maxLength: 6 }), async (model, records) => {
      const ready = readyRecords(model, COLUMNS, [records]);
      const weights = selfMatchWeights(ready, model);
      expect(weights.length).toBe(records.length);
      records.forEach((record, index) => { expect(weights[index]!).toBeCloseTo(naiveScore(model, records, record, record).bits, 9); });
      const table = (await collect(unlinkables(ready, model))).flatMap((batch) => valuesOf(columnsOf(batch)[2]!));
      expect(table).toEqual([...weights]);
    }), { numRuns: 60 });
  });

  test('no other record is a heavier match than the record itself, where levels are ordered', async () => {
    const of = { column: 'first' };
    const model: LinkageModel = {
      version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint', blocking: [],
      comparisons: [{ name: 'first', levels: [{ label: 'null', when: { kind: 'null', of }, m: null, u: null, isNull: true }, { label: 'same', when: { kind: 'equal', of }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] }],
    };
    const ready = readyRecords(model, COLUMNS, [fc.sample(someRecord, { numRuns: 12, seed: 3 })]);
    const weights = selfMatchWeights(ready, model);
    for (const { left, right, bits } of await matchesOf(scorePairs(ready, model))) expect(bits).toBeLessThanOrEqual(Math.max(weights[left]!, weights[right]!));
  });
});
