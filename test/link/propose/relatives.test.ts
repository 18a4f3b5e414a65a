// Relatives in proposed linkages: the company that pairs keep, against naive lines; columns that others tell; what is written and noted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockRecords } from '../../../src/link/block/block-records.ts';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { packCodes } from '../../../src/link/kernel/compare/packed-codes.ts';
import { APART, TOGETHER } from '../../../src/link/kernel/propose/split-patterns.ts';
import { checkModel } from '../../../src/link/model/check-model.ts';
import type { LinkageModel } from '../../../src/link/model/model.ts';
import { codeFeatures } from '../../../src/link/propose/code-features.ts';
import { markPartners } from '../../../src/link/propose/mark-partners.ts';
import { proposalNotes } from '../../../src/link/propose/proposal-notes.ts';
import { suggestCut } from '../../../src/link/propose/suggest-cut.ts';
import { columnsToldByOthers } from '../../../src/link/propose/told-by-others.ts';
import { writeMixture } from '../../../src/link/propose/write-mixture.ts';
import { prepareRecords, type LinkageRecords } from '../../../src/link/records/prepare-records.ts';
import { slotsOfModel } from '../../../src/link/train/model-slots.ts';
import { codedRecords } from '../record-table.ts';
import { schemaOf, tableOf } from '../../small-tables.ts';

const SCHEMA = schemaOf({
  id: { type: 'int32', role: 'technical' }, all: { type: 'utf8', role: 'attribute' }, a: { type: 'utf8', role: 'attribute' }, b: { type: 'utf8', role: 'attribute' },
});

/** m is 0.9 and u 0.1 throughout: 2 log₂ 9 bits for agreement on both, a prior of 2⁻³. */
const MODEL: LinkageModel = checkModel({
  version: 1, linkType: 'dedupe', prior: 1 / 9, unit: 'codePoint', blocking: [{ on: [{ of: { column: 'all' } }] }],
  comparisons: ['a', 'b'].map((column) => ({ name: column, levels: [
    { label: 'null', when: { kind: 'null', of: { column } }, m: null, u: null, isNull: true }, { label: 'equal', when: { kind: 'equal', of: { column } }, m: 0.9, u: 0.1 },
    { label: 'else', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 },
  ] })),
});

type Person = readonly [a: string | null, b: string | null];

const recordsOf = (people: readonly Person[]): Promise<LinkageRecords> =>
  prepareRecords({ only: tableOf(SCHEMA, people.map(([a, b], id) => [id, 'x', a, b])) }, { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint' });

const bitsOf = (one: Person, other: Person): number => one.reduce((sum, value, column) =>
  (value === null || other[column] === null ? sum : sum + (value === other[column] ? 1 : -1) * Math.log2(9)), -3);

/** The best partner but one of a record, if it is a likely match: the greatest weight, then the least ordinal. */
function thirdOf(people: readonly Person[], record: number, but: number): number | null {
  const partners = people.flatMap((person, partner) => (partner === record || partner === but ? [] : [{ partner, bits: bitsOf(people[record]!, person) }])).filter(({ bits }) => bits > 0);
  return partners.sort((one, other) => other.bits - one.bits || one.partner - other.partner)[0]?.partner ?? null;
}

function companyOf(people: readonly Person[], left: number, right: number): number {
  const [ofLeft, ofRight] = [thirdOf(people, left, right), thirdOf(people, right, left)];
  const isTogether = (third: number | null, other: number): boolean => third !== null && bitsOf(people[third]!, people[other]!) > 0;
  if (isTogether(ofLeft, right) || isTogether(ofRight, left)) return TOGETHER;
  return ofLeft === null && ofRight === null ? 0 : APART;
}

const person = fc.tuple(fc.constantFrom(null, 'un', 'deux'), fc.constantFrom(null, 'p', 'q', 'r'));

describe('The company that a pair keeps', () => {
  test('is a third record that matches one of its records, or both, as naive lines find it', async () => {
    await fc.assert(fc.asyncProperty(fc.array(person, { minLength: 2, maxLength: 7 }), async (people) => {
      const records = await recordsOf(people);
      const comparisons = compileComparisons(MODEL, records);
      const setting = { table: records.table, comparisons, packed: packCodes(records.table, comparisons.map(({ single }) => single)) };
      const mark = markPartners(setting, people.length, blockRecords(records, MODEL.blocking, 'dedupe'), MODEL);
      const pairs = people.flatMap((_, left) => people.slice(left + 1).map((_other, further) => [left, left + 1 + further] as const));
      const marks = new Uint8Array(pairs.length);
      mark(Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right), pairs.length, marks);
      expect([...marks]).toEqual(pairs.map(([left, right]) => companyOf(people, left, right)));
    }), { numRuns: 30 });
  });
});

describe('A column that another tells', () => {
  const towns = (records: number, town: (code: number) => string | null) => Array.from({ length: records }, (_, record) => ({ code: `${record % 20}`, town: town(record % 20), name: `n${(record * 7) % 41}` }));
  const told = (rows: readonly Readonly<Record<string, string | null>>[]): string[] => {
    const columns = Object.keys(rows[0]!);
    const features = columns.map((column) => ({ column, label: column, of: { column }, explode: false }));
    const expressions = collectExpressions({ blocking: [], comparisons: [] }, features.map(({ of }) => of));
    const coded = codedRecords(expressions, columns.map((column) => ({ kind: 'text' as const, values: rows.map((row) => row[column]!) })), [rows.length]);
    return [...columnsToldByOthers(codeFeatures(coded, features), Uint32Array.of(0, rows.length), true)];
  };

  test('is the one of fewer values, or of two that tell each other the later one', () => {
    expect(told(towns(400, (code) => `town ${code >> 1}`))).toEqual(['town']);
    expect(told(towns(400, (code) => `town ${code}`))).toEqual(['town']);
  });

  test('is none where nearly a tenth and more go astray, values are too rare, or all are alike anyway', () => {
    expect(told(towns(400, () => null))).toEqual([]);
    expect(told(towns(400, (code) => (code < 10 ? 'west' : 'east')))).toEqual([]);
    expect(told(towns(60, (code) => `town ${code >> 1}`))).toEqual([]);
    const astray = towns(400, (code) => `town ${code >> 1}`).map((row, record) => (Math.floor(record / 20) % 5 === 0 ? { ...row, town: `elsewhere ${record % 7}` } : row));
    expect(told(astray)).toEqual([]);
  });

  test('stays where what tells it is often missing', () => {
    const rows = towns(800, (code) => `town ${code >> 1}`).map((row, record) => (record % 3 === 0 ? { ...row, code: null } : row));
    expect(told(rows)).toEqual([]);
  });
});

describe('Kinds that were learnt', () => {
  const { slots } = slotsOfModel(MODEL);
  const layout = { setting: null as never, slots, frequency: null };
  const agreement = { shares: new Float64Array(6), variances: new Float64Array(6), without: [], pairs: [10, 10], drawn: [0, 0] };
  const shares = (a: number, b: number): Float64Array => Float64Array.of(0, a, 1 - a, 0, b, 1 - b);
  const mixture = {
    prior: 0.2, m: shares(0.9, 0.8), u: shares(0.1, 0.1), excesses: [],
    kinds: [{ isMatch: false, share: 0.1, levels: shares(0.9, 0.1) }, { isMatch: true, share: 0.05, levels: shares(0.85, 0.1) }],
  };
  const written = writeMixture(MODEL, mixture, layout, agreement);

  test('are written as kinds of the model, named after what they agree on or differ in', () => {
    expect(() => checkModel(JSON.parse(JSON.stringify(written)))).not.toThrow();
    expect(written.kinds).toEqual([
      { name: '1: others alike in a', isMatch: false, agrees: ['a'], share: 0.1, levels: [[0, 0.9, expect.closeTo(0.1, 12)], [0, 0.1, 0.9]] },
      { name: '2: persons who differ in b', isMatch: true, agrees: ['a'], share: 0.05, levels: [[0, 0.85, expect.closeTo(0.15, 12)], [0, 0.1, 0.9]] },
    ]);
    expect(written.dependence).toBeUndefined();
    expect('kinds' in writeMixture(written, { ...mixture, kinds: [] }, layout, agreement)).toBe(false);
  });

  test('need no pairing off of two sources', async () => {
    const table = tableOf(SCHEMA, [[1, 'x', 'un', 'p'], [2, 'x', 'un', 'q']]);
    const records = await prepareRecords({ first: table, second: table }, { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint' });
    const { rivals, assumption } = suggestCut(records, { ...written, linkType: 'link' });
    expect(rivals).toBeNull();
    expect(assumption).not.toContain('everybody once');
  });

  test('are noted, those that match apart', () => {
    const { notes, isDoubtful } = proposalNotes(Uint32Array.of(0, 100), written, { links: 20 });
    expect(isDoubtful).toBe(false);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('"1: others alike in a"');
    expect(notes[1]).toContain('"2: persons who differ in b"');
    expect(proposalNotes(Uint32Array.of(0, 100), MODEL, { links: 20 })).toEqual({ notes: [], isDoubtful: false });
  });

  test('or none: a model whose matches agree on hardly anything of two columns is doubted, and so are links that are too many', () => {
    const poor = writeMixture(MODEL, { ...mixture, m: shares(0.1, 0.12), kinds: [] }, layout, agreement);
    const doubted = proposalNotes(Uint32Array.of(0, 100), poor, { links: 20 });
    expect(doubted.isDoubtful).toBe(true);
    expect(doubted.notes[0]).toContain('a, b');
    expect(proposalNotes(Uint32Array.of(0, 100), poor, { links: 0 }).isDoubtful).toBe(false);
    const many = proposalNotes(Uint32Array.of(0, 100, 150), { ...MODEL, linkType: 'link' }, { links: 151 });
    expect(many).toMatchObject({ isDoubtful: true });
    expect(many.notes[0]).toContain('3 links for each record of the smallest source');
    expect(proposalNotes(Uint32Array.of(0, 100, 150), { ...MODEL, linkType: 'link' }, { links: 150 }).isDoubtful).toBe(false);
  });
});
