// One column that decides all others, levels by its values, and codes packed by record: held against records looked at one by one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsUsed } from '../../../../src/link/kernel/compare/columns-of.ts';
import { recordsCompared } from '../../../../src/link/kernel/compare/compared-table.ts';
import { comparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import { decidingColumns, type DecidingColumns } from '../../../../src/link/kernel/compare/deciding-column.ts';
import { makeLadder } from '../../../../src/link/kernel/compare/ladder.ts';
import { levelFinder } from '../../../../src/link/kernel/compare/level-finder.ts';
import { codesToPack, gatherPacked, packCodes } from '../../../../src/link/kernel/compare/packed-codes.ts';
import type { ComparisonProgram, Sides, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import { settledValues } from '../../../../src/link/kernel/compare/settled-values.ts';
import { valueLevels } from '../../../../src/link/kernel/compare/value-levels.ts';
import type { RecordTable } from '../../../../src/link/kernel/records.ts';
import { recordTable } from '../../../link/record-table.ts';

const equal = (left: number, right = left): TestProgram => ({ kind: 'equal', left, right });
const programOf = (...tests: readonly TestProgram[]): ComparisonProgram => ({ levels: [...tests, { kind: 'otherwise' } as const].map((test) => ({ test, isExcluded: false, frequency: null })) });
const texts = (columns: readonly (readonly (string | null)[])[], domains = columns.map((_, index) => index)): RecordTable =>
  recordTable(columns.map((values) => ({ kind: 'text' as const, values })), domains, [columns[0]!.length]);
const sidesOf = (deciding: DecidingColumns | null): Sides | null => (deciding === null ? null : { left: deciding.left, right: deciding.right });
/** Columns that decide nothing but themselves. */
const alone = (left: number, right = left): DecidingColumns => ({ left, right, leftsBeside: new Map(), rightsBeside: new Map() });

describe('a deciding column', () => {
  // The town decides the county, not the other way round; the street decides nothing.
  const TABLE = texts([['Brest', 'Dax', 'Brest', null, 'Quimper'], ['29', '40', '29', null, '29'], ['a', 'a', 'b', 'c', 'c']]);
  const deciding = (...tests: readonly TestProgram[]): Sides | null => sidesOf(decidingColumns(TABLE, columnsUsed(tests)));

  test('is the one whose value says those of all others', () => {
    expect(deciding(equal(1), equal(0))).toEqual({ left: 0, right: 0 });
    expect(deciding(equal(1))).toEqual({ left: 1, right: 1 });
    expect(deciding(equal(0), equal(2))).toBeNull();
  });

  test('may differ by side, and is the same one where it can be', () => {
    expect(deciding(equal(0, 2))).toEqual({ left: 0, right: 2 });
    expect(deciding(equal(0, 1), equal(1, 0))).toEqual({ left: 0, right: 0 });
  });

  test('is none where a side looks at no column', () => {
    expect(deciding({ kind: 'null', column: 0, side: 'left' })).toBeNull();
    expect(decidingColumns(TABLE, columnsUsed([]))).toBeNull();
  });

  test('tells for each of its values what stands beside, and nothing of itself', () => {
    const beside = new Map([[1, Uint32Array.of(0, 1, 2, 1)]]);
    expect(decidingColumns(TABLE, columnsUsed([equal(1), equal(0)]))).toEqual({ left: 0, right: 0, leftsBeside: beside, rightsBeside: beside });
    expect(decidingColumns(TABLE, columnsUsed([equal(1)]))).toEqual({ left: 1, right: 1, leftsBeside: new Map(), rightsBeside: new Map() });
    expect(decidingColumns(texts([[], []]), columnsUsed([equal(0), equal(1)]))).toMatchObject({ left: 0, leftsBeside: new Map([[1, Uint32Array.of(0)]]) });
  });

  test('is looked for once in the same columns, and anew in others that are called alike', () => {
    const [first, again] = [0, 1].map(() => decidingColumns(TABLE, columnsUsed([equal(0), equal(1)]))!);
    expect(again!.leftsBeside.get(1)).toBe(first!.leftsBeside.get(1));
    const other = { columns: [TABLE.columns[0]!, { ...TABLE.columns[1]!, codes: Uint32Array.of(1, 2, 2, 0, 1) }] };
    // Brest is no longer in one county only; the old columns are as they were.
    expect(decidingColumns(other, columnsUsed([equal(0), equal(1)]))).toBeNull();
    expect(decidingColumns(other, columnsUsed([equal(0), equal(1)]))).toBeNull();
    expect(deciding(equal(1), equal(0))).toEqual({ left: 0, right: 0 });
  });

  test('tells 0 of values that its own column lacks, where columns have one dictionary', () => {
    const table = texts([['Brest', 'Dax'], ['Pau', 'Pau']], [0, 0]);
    expect(decidingColumns(table, columnsUsed([equal(0), equal(1)]))!.leftsBeside.get(1)).toEqual(Uint32Array.of(0, 3, 3, 0));
  });

  test('tells both sides apart, each of its own columns', () => {
    const found = decidingColumns(TABLE, { lefts: [0], rights: [0, 1], isSymmetric: false, isRegistered: false })!;
    expect(found).toMatchObject({ left: 0, right: 0, leftsBeside: new Map(), rightsBeside: new Map([[1, Uint32Array.of(0, 1, 2, 1)]]) });
  });

  test('tells it in memory that threads share where the records lie there, and it can be sent to them', () => {
    const shared = { columns: TABLE.columns.map((column) => ({ ...column, codes: new Uint32Array(new SharedArrayBuffer(column.codes.byteLength)) })) };
    shared.columns.forEach(({ codes }, index) => { codes.set(TABLE.columns[index]!.codes); });
    const found = decidingColumns(shared, columnsUsed([equal(0), equal(1)]))!;
    expect(found.leftsBeside.get(1)!.buffer).toBeInstanceOf(SharedArrayBuffer);
    const alone = decidingColumns(TABLE, columnsUsed([equal(0), equal(1)]))!;
    expect(alone.leftsBeside.get(1)!.buffer).toBeInstanceOf(ArrayBuffer);
    // What both sides have is one array, here and there.
    const sent = structuredClone(alone);
    expect(sent).toEqual(alone);
    expect(sent.leftsBeside.get(1)).toBe(sent.rightsBeside.get(1));
  });

  test('does not decide where one value has a value beside it and none', () => {
    const table = texts([['x', 'x', 'y'], ['a', null, 'a']]);
    expect(decidingColumns(table, columnsUsed([equal(0), equal(1)]))).toBeNull();
    expect(sidesOf(decidingColumns(texts([['x', 'x'], [null, null]]), columnsUsed([equal(0), equal(1)])))).toEqual({ left: 0, right: 0 });
  });

  test('on random records decides exactly where no two records tell otherwise', () => {
    const value = fc.option(fc.constantFrom('a', 'b', 'c'));
    fc.assert(fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 6 }), (rows) => {
      const table = texts([rows.map(([one]) => one), rows.map(([, other]) => other)]);
      const decides = (from: 0 | 1, to: 0 | 1): boolean => rows.every((row) => rows.every((other) => row[from] !== other[from] || row[to] === other[to]));
      const expected = decides(0, 1) ? 0 : decides(1, 0) ? 1 : null;
      const found = decidingColumns(table, columnsUsed([equal(0), equal(1)]));
      expect(sidesOf(found)).toEqual(expected === null ? null : { left: expected, right: expected });
      if (decides(0, 1)) {
        const beside = found!.leftsBeside.get(1)!;
        rows.forEach((_, record) => { expect(beside[table.columns[0]!.codes[record]!]).toBe(table.columns[1]!.codes[record]); });
      }
    }));
  });
});

describe('the levels of values', () => {
  const NULL: TestProgram = { kind: 'null', column: 0, side: 'either' };
  const settledOf = (...tests: readonly TestProgram[]): ReturnType<typeof settledValues> =>
    settledValues([...tests, { kind: 'otherwise' }], { ...recordsCompared(texts([['a', 'b']]), 'codePoint'), lefts: [null], rights: [null] }, { left: 0, right: 0 });

  test('are settled by nulls and equality where a comparison begins with these', () => {
    const { settled, isPossible } = settledOf(NULL, equal(0), { kind: 'literal', column: 0, side: 'left', value: 'a' });
    expect(settled).toEqual({ bothNull: 0, leftNull: 0, rightNull: 0, equal: 1 });
    expect([0, 1, 2, 3].map(isPossible)).toEqual([false, false, true, true]);
  });

  test('depend on the values where a level before asks for them', () => {
    const { settled } = settledOf({ kind: 'literal', column: 0, side: 'left', value: 'a' }, equal(0), NULL);
    expect(settled).toEqual({ bothNull: null, leftNull: null, rightNull: null, equal: null });
  });

  test('where nothing asks for nulls are the last one: a null agrees with nothing', () => {
    expect(settledOf(equal(0), { kind: 'not', of: equal(0) }).settled).toEqual({ bothNull: 2, leftNull: 2, rightNull: 2, equal: 0 });
  });

  test('tell sides apart', () => {
    expect(settledOf({ kind: 'null', column: 0, side: 'both' }, { kind: 'null', column: 0, side: 'left' }, { kind: 'null', column: 0, side: 'right' }).settled)
      .toEqual({ bothNull: 0, leftNull: 1, rightNull: 2, equal: 3 });
  });

  test('are those of the ladder for every pair of codes, whatever was settled, at every stride', () => {
    const atom = fc.constantFrom<TestProgram>(
      NULL, { kind: 'null', column: 0, side: 'both' }, { kind: 'null', column: 0, side: 'left' }, { kind: 'null', column: 0, side: 'right' }, equal(0),
      { kind: 'literal', column: 0, side: 'left', value: 'a' }, { kind: 'literal', column: 0, side: 'both', value: 'b' }, { kind: 'measure', of: { measure: 'levenshtein', left: 0, right: 0, q: null, overLists: false }, bound: { atMost: 1 } },
    );
    const someTest = fc.oneof(atom, atom.map((of): TestProgram => ({ kind: 'not', of })), fc.tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(atom, { minLength: 1, maxLength: 2 })).map(([kind, of]): TestProgram => ({ kind, of })));
    const table = texts([['a', 'b', 'ab', 'xyz', null]]);
    const pairs = Array.from({ length: 25 }, (_, pair) => [Math.floor(pair / 5), pair % 5] as const);
    fc.assert(fc.property(fc.array(someTest, { maxLength: 4 }), fc.integer({ min: 1, max: 3 }), (asked, stride) => {
      const tests: TestProgram[] = [...asked, { kind: 'otherwise' }];
      const values = { ...recordsCompared(table, 'codePoint'), lefts: [null], rights: [null] };
      const { settled, isPossible } = settledValues(tests, values, { left: 0, right: 0 });
      const ladder = makeLadder(tests, values);
      const { find } = valueLevels({ leftSize: 4, rightSize: 4, settled, levelOf: ladder.levelOf, different: makeLadder(tests, { ...values, isDifferent: true }, isPossible) });
      const expected = pairs.map(([left, right]) => ladder.levelOf(left, right));
      for (let round = 0; round < 2; round++) {
        const out = new Uint8Array(2 + 25 * stride).fill(99);
        find(Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right), 25, out, 2, stride);
        expect(pairs.map((_, pair) => out[2 + pair * stride])).toEqual(expected);
      }
      pairs.forEach(([left, right], pair) => {
        const known = left === 0 && right === 0 ? settled.bothNull : left === 0 ? settled.leftNull : right === 0 ? settled.rightNull : left === right ? settled.equal : null;
        if (known !== null) expect(known).toBe(expected[pair]);
      });
    }), { numRuns: 120 });
  });
});

describe('packed codes', () => {
  const TABLE = texts([['a', 'b', 'a'], ['x', null, 'y'], ['p', 'q', 'r']], [0, 1, 1]);

  test('lie side by side by record, each column once', () => {
    const packed = packCodes(TABLE, [alone(2, 0), null, alone(0)]);
    expect(packed).toEqual({ columns: [2, 0], words: Uint32Array.of(3, 1, 4, 2, 5, 1), sides: [alone(2, 0), null, alone(0)] });
    const codes = new Uint32Array(3).fill(9);
    gatherPacked(packed, 1, Uint32Array.of(99, 2, 1), 1, 2, codes);
    expect([...codes]).toEqual([1, 2, 9]);
    expect(packCodes(TABLE, [null])).toEqual({ columns: [], words: new Uint32Array(0), sides: [null] });
  });

  test('are the codes of every record, whatever the number of records that are packed at once', () => {
    const columns = [3, 5].map((size) => ({ codes: Uint32Array.from({ length: 2500 }, (_, record) => record % size), counts: new Uint32Array(0), dictionary: TABLE.columns[0]!.dictionary }));
    const { columns: packed, length, packInto } = codesToPack({ records: 2500, columns }, [alone(1), alone(0)]);
    expect([packed, length]).toEqual([[1, 0], 5000]);
    const words = new Uint32Array(length).fill(9);
    packInto(words);
    expect(words).toEqual(Uint32Array.from({ length }, (_, place) => (place >> 1) % (place % 2 === 0 ? 5 : 3)));
    const none = codesToPack({ records: 0, columns }, [alone(1)]);
    none.packInto(new Uint32Array(0));
    expect(none.length).toBe(0);
  });

  test('are shared where records are', () => {
    const sourceStarts = new Uint32Array(new SharedArrayBuffer(8));
    sourceStarts.set([0, 3]);
    expect(packCodes({ ...TABLE, sourceStarts }, [alone(0)]).words.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(packCodes(TABLE, [alone(0)]).words.buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('lead to the levels of all comparisons, in planes, over more pairs than are worked on together', () => {
    const kernels = [programOf(equal(0)), programOf(equal(0), equal(1), equal(2)), programOf(equal(1, 2))].map((program) => comparisonKernel(program, TABLE, 'codePoint'));
    expect(kernels.map(({ single }) => sidesOf(single))).toEqual([{ left: 0, right: 0 }, { left: 1, right: 1 }, { left: 1, right: 2 }]);
    const pairs = 2500;
    const lefts = Uint32Array.from({ length: pairs }, (_, pair) => pair % 3);
    const rights = Uint32Array.from({ length: pairs }, (_, pair) => (pair >> 2) % 3);
    const out = new Uint8Array(3 * 2600).fill(99);
    levelFinder(kernels, packCodes(TABLE, kernels.map(({ single }) => single)), 2600).find(lefts, rights, pairs, null, out);
    // By hand: records 0 and 2 agree on the first column alone; a null is equal to nothing; x, y are no p, q, r.
    const levelsWith = (other: number): number[] => Array.from(lefts, (left, pair) => (left % 2 === rights[pair]! % 2 ? 0 : other));
    expect([...out.subarray(0, pairs)]).toEqual(levelsWith(1));
    expect([...out.subarray(2600, 2600 + pairs)]).toEqual(levelsWith(3));
    expect(out.subarray(5200, 5200 + pairs).every((level) => level === 1)).toBe(true);
    expect(out.subarray(pairs, 2600).every((level) => level === 99)).toBe(true);
  });
});

describe('a kernel', () => {
  const TABLE = texts([['a', 'b', 'a'], ['x', 'y', 'z'], ['p', 'p', 'q']]);

  test('of columns none of which decides refuses codes, and finds levels by record', () => {
    const kernel = comparisonKernel(programOf(equal(0), equal(2)), TABLE, 'codePoint');
    expect([kernel.single, kernel.levels, kernel.columns]).toEqual([null, 3, [0, 2]]);
    expect(() => kernel.levelOfCodes(1, 1)).toThrow(TypeError);
    expect(() => { kernel.levelsOfCodes(Uint32Array.of(1), Uint32Array.of(1), 1, new Uint8Array(1), 0, 1); }).toThrow(/one column decides/);
    expect([kernel.levelOf(0, 2), kernel.levelOf(0, 1), kernel.levelOf(1, 2)]).toEqual([0, 1, 2]);
  });

  test('decides by no column where codes may change their meaning', () => {
    expect(comparisonKernel(programOf(equal(0)), TABLE, 'codePoint', {}, false).single).toBeNull();
    expect(sidesOf(comparisonKernel(programOf(equal(0)), TABLE, 'codePoint').single)).toEqual({ left: 0, right: 0 });
  });

  test('takes the deciding columns that were found before, and finds the same levels; none where none was found', () => {
    const program = programOf(equal(0), equal(1));
    const [found, known, without] = [undefined, decidingColumns(TABLE, columnsUsed([equal(0), equal(1)])), null].map((single) => comparisonKernel(program, TABLE, 'codePoint', {}, true, single));
    expect([found, known, without].map((kernel) => sidesOf(kernel!.single))).toEqual([{ left: 1, right: 1 }, { left: 1, right: 1 }, null]);
    for (const [left, right] of [[0, 2], [0, 1], [1, 1]] as const) expect(new Set([found, known, without].map((kernel) => kernel!.levelOf(left, right))).size).toBe(1);
    expect(comparisonKernel(program, TABLE, 'codePoint', {}, false, null).single).toBeNull();
  });

  test('tells which levels are left out of the evidence', () => {
    const [level] = programOf().levels;
    expect([...comparisonKernel({ levels: [{ ...level!, test: equal(0), isExcluded: true }, level!] }, TABLE, 'codePoint').nullLevels]).toEqual([1, 0]);
  });
});
