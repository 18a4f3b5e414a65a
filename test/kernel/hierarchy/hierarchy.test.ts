import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  depths, leaves, levelColumns, levelCount, pathOf, readCorrespondence, readHrc, treeOfLevels, treeOfPrefixes, writeCorrespondence, writeHrc, type CodeTree,
} from '../../../src/hierarchy/index.ts';
import { describeWithData } from '../../shared-data.ts';

/** Trees in any order in which parents come first, codes with spaces, dots and letters of several alphabets. */
const trees: fc.Arbitrary<CodeTree> = fc.uniqueArray(fc.stringMatching(/^[ .aéЖ1]{1,4}$/), { maxLength: 12 }).chain((codes) =>
  fc.tuple(...codes.map((_, node) => fc.integer({ min: -1, max: node - 1 }))).map((parents) => ({ codes, parents: Int32Array.from(parents as number[]) })));

/** Nodes by code with the codes above, whatever the numbers. */
const branches = ({ codes, parents }: CodeTree): string[] => codes.map((_, node) => {
  const path: string[] = [];
  for (let next = node; next >= 0; next = parents[next]!) path.push(codes[next]!);
  return JSON.stringify(path);
}).sort((left, right) => (left < right ? -1 : 1));

describe('.hrc files', () => {
  test('what is written is read again, whatever the codes', () => {
    fc.assert(fc.property(trees, fc.constantFrom('@', '->', '  @'), (tree, leadString) => {
      expect(branches(readHrc(writeHrc(tree, leadString), leadString))).toEqual(branches(tree));
    }));
  });
  test('a code may start with a dot where the lead string is another', () => {
    const tree = readHrc('.A\n@.A1\n@ 2\n@é\n');
    expect([tree.codes, [...tree.parents]]).toEqual([['.A', '.A1', ' 2', 'é'], [-1, 0, 0, 0]]);
    expect(() => writeHrc(tree, '.')).toThrow('node 1: the code starts with the lead string; choose another one');
  });
  test('lines end in any way, and empty ones are skipped', () => {
    for (const end of ['\n', '\r\n', '\r\r\n', '\r']) expect(readHrc(`\uFEFFA${end}@B${end}${end}C`).codes).toEqual(['A', 'B', 'C']);
    expect(readHrc('')).toEqual({ codes: [], parents: new Int32Array(0) });
  });
  test.each([
    ['A\n@@B\n', 'line 2: level 3 follows level 1, the level between is missing'],
    ['@A\n', 'line 1: level 2 follows level 0, the level between is missing'],
    ['A\n@B\n\nB\n', 'line 4: the code stands on line 2 already'],
    ['A\n@\n', 'line 2: expected a code after the lead string'],
  ])('%j is refused with its line, never its content', (text, message) => {
    expect(() => readHrc(text)).toThrow(new RangeError(message));
  });
  test('codes that no line can hold are refused', () => {
    expect(() => writeHrc({ codes: ['A\nB'], parents: Int32Array.of(-1) })).toThrow('node 1: expected a code in one line');
    expect(() => readHrc('A', '')).toThrow(RangeError);
  });
  test('any text is read or refused', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('@', 'a', '\n', '\r', ' ', 'é') }), (text) => {
      try {
        expect(branches(readHrc(writeHrc(readHrc(text))))).toEqual(branches(readHrc(text)));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }));
  });
});

describeWithData('.hrc files of τ-ARGUS', 'tables/tauargus', (folder) => {
  const read = (path: string): CodeTree => readHrc(readFileSync(join(folder, path), 'latin1'));
  test('regions of two levels, codes with spaces', () => {
    const tree = read('sampledata/region2.hrc');
    expect(tree.codes.slice(0, 6)).toEqual(['Nr', ' 1', ' 2', ' 3', 'Os ', ' 4']);
    expect(levelCount(tree)).toBe(2);
    expect(leaves(tree).length).toBe(tree.codes.filter((code) => /^ ?\d+$/.test(code)).length);
  });
  test('NUTS of checkTauArgus names the line on which a code stands a second time', () => {
    const lines = readFileSync(join(folder, 'checkTauArgus/NUTS.hrc'), 'latin1').split(/\r?\n/).map((line) => line.replaceAll('@', ''));
    const second = lines.findIndex((code, index) => code !== '' && lines.indexOf(code) < index);
    if (second < 0) expect(levelCount(read('checkTauArgus/NUTS.hrc'))).toBe(3);
    else expect(() => read('checkTauArgus/NUTS.hrc')).toThrow(`line ${second + 1}: the code stands on line ${lines.indexOf(lines[second]!) + 1} already`);
  });
  test.each(['sampledata/Region.hrc', 'sampledata/cellkey/Magnitude/dim_age.hrc', 'checkTauArgus/KohStatReg.hrc', 'checkTauArgus/batch/ex1/hier_region_ex1.hrc'])('%s comes back as it was', (path) => {
    const text = readFileSync(join(folder, path), 'latin1');
    expect(writeHrc(read(path))).toBe(`${text.split(/\r*\n/).filter((line) => line !== '').join('\n')}\n`);
  });
});

describe('trees', () => {
  const tree: CodeTree = { codes: ['A', 'B', 'A1', 'A2', 'A11'], parents: Int32Array.of(-1, -1, 0, 0, 2) };
  test('have depths, leaves and levels', () => {
    expect([...depths(tree)]).toEqual([0, 0, 1, 1, 2]);
    expect([...leaves(tree)]).toEqual([1, 3, 4]);
    expect([levelCount(tree), levelCount({ codes: [], parents: new Int32Array(0) })]).toEqual([3, 0]);
  });
  test('short branches repeat their last code', () => {
    expect(levelColumns(tree)).toEqual({ levels: [['B', 'A', 'A'], ['B', 'A2', 'A1'], ['B', 'A2', 'A11']] });
    expect(pathOf(tree, 2, 3)).toEqual(['A', 'A1', 'A1']);
    expect(() => pathOf(tree, 5, 1)).toThrow(RangeError);
  });
  test('a correspondence table makes the tree it was made of', () => {
    fc.assert(fc.property(trees, (given) => {
      expect(branches(treeOfLevels(levelColumns(given)))).toEqual(branches(given));
    }));
  });
  test('a missing level is a gap', () => {
    const made = treeOfLevels({ levels: [['R', 'R', null], ['D', null, 'S'], ['C', 'E', 'S']] });
    expect([made.codes, [...made.parents]]).toEqual([['R', 'D', 'C', 'E', 'S'], [-1, 0, 1, 0, -1]]);
  });
  test.each([
    [[['R', 'S'], ['C', 'C']], 'row 2, level 2: the value lies elsewhere in another row'],
    [[['R', 'C'], ['C', 'X']], 'row 2, level 1: the value lies elsewhere in another row'],
    [[['R', null], ['C', null]], 'row 2: expected a value at some level'],
    [[['R', 'S'], ['C']], 'level 2: expected 2 values, got 1'],
  ])('levels %j are refused with row and level', (levels, message) => {
    expect(() => treeOfLevels({ levels })).toThrow(new RangeError(message));
  });
  test('prefixes are levels, by characters and not by bytes', () => {
    const made = treeOfPrefixes(['éa1', 'éa2', 'b𝒳3'], [1, 2]);
    expect(branches(made)).toEqual(branches(treeOfLevels({ levels: [['é', 'é', 'b'], ['éa', 'éa', 'b𝒳'], ['éa1', 'éa2', 'b𝒳3']] })));
    expect(() => treeOfPrefixes(['ab', 'a'], [1])).toThrow('row 2: expected a code of more than 1 characters');
    expect(() => treeOfPrefixes([], [2, 2])).toThrow('lengths[1]: expected an integer above 2, got 2');
    expect(treeOfPrefixes(['a'], [])).toEqual({ codes: ['a'], parents: Int32Array.of(-1) });
  });
});

describe('correspondence tables', () => {
  test('of ARX: the finest level first, the coarsest last', () => {
    const table = readCorrespondence('34;30-39;*\n35;30-39;*\n41;40-49;*\n', { finest: 'first' });
    expect(table.levels).toEqual([['*', '*', '*'], ['30-39', '30-39', '40-49'], ['34', '35', '41']]);
    expect([...treeOfLevels(table).parents]).toEqual([-1, 0, 1, 1, 0, 4]);
  });
  test('with named levels, the coarsest first, and gaps', () => {
    expect(readCorrespondence('region,commune\r\n11,75056\r\n,97501\r\n', { separator: ',', header: true, finest: 'last' })).toEqual({ names: ['region', 'commune'], levels: [['11', null], ['75056', '97501']] });
    expect(readCorrespondence('', { finest: 'last', header: true })).toEqual({ names: [], levels: [] });
  });
  test('what is written is read again', () => {
    const value = fc.option(fc.stringMatching(/^[ .aé1@]{1,3}$/));
    const forms = fc.record({ separator: fc.constantFrom(';', '\t', '||'), header: fc.boolean(), finest: fc.constantFrom('first' as const, 'last' as const) });
    fc.assert(fc.property(fc.integer({ min: 2, max: 3 }).chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1 })), forms, (rows, form) => {
      const levels = rows[0]!.map((_, level) => rows.map((row) => row[level]!));
      const table = { names: levels.map((_, level) => `level${level + 1}`), levels };
      expect(readCorrespondence(writeCorrespondence(table, form), form)).toEqual(table);
    }));
  });
  test.each([
    ['a;b\nc\n', 'line 2: expected 2 fields, got 1'],
    ['a;"b;c"\n', 'line 1: expected fields without quotes'],
  ])('%j is refused with its line', (text, message) => {
    expect(() => readCorrespondence(text, { finest: 'last' })).toThrow(new RangeError(message));
  });
  test('values that no field can hold are refused', () => {
    expect(() => writeCorrespondence({ names: ['a'], levels: [['x', 'y;z']] }, { finest: 'last' })).toThrow('level 1, row 2: expected a value without separator, quote or line break');
    expect(() => readCorrespondence('a', { separator: '', finest: 'last' })).toThrow(RangeError);
  });
});
