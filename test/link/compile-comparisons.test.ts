import { describe, expect, test } from 'vitest';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { decodedValues } from '../../src/link/kernel/compare/decoded-values.ts';
import type { Level } from '../../src/link/model/model.ts';
import { codedRecords, type Value } from './record-table.ts';

const name = { column: 'name' };
const level = (when: Level['when'], more: Partial<Level> = {}): Level => ({ label: when.kind, when, m: 0.5, u: 0.5, ...more });

describe('compileComparisons', () => {
  const texts = (values: readonly Value[]) => [{ kind: 'text' as const, values }];
  const compile = (levels: readonly Level[], values: readonly Value[], registered = {}) => {
    const comparisons = [{ name: 'name', levels }];
    return compileComparisons({ comparisons }, codedRecords(collectExpressions({ blocking: [], comparisons }), texts(values), [values.length]), registered)[0]!;
  };

  test('gives the first level that holds, and says what it looks at', () => {
    const jaro = (atLeast: number): Level => level({ kind: 'measure', measure: 'jaroWinkler', of: name, atLeast });
    const kernel = compile([level({ kind: 'null', of: name }, { isNull: true }), level({ kind: 'equal', of: name }), jaro(0.92), jaro(0.7), level({ kind: 'otherwise' })], ['martha', 'marhta', null, 'bob', 'martha', 'dixon', 'dicksonx']);
    expect(kernel).toMatchObject({ single: { left: 0, right: 0 }, isSymmetric: true, levels: 5, nullLevels: Uint8Array.of(1, 0, 0, 0, 0) });
    const out = new Uint8Array(6);
    kernel.levelsOf(Uint32Array.of(0, 0, 0, 0, 5, 2), Uint32Array.of(1, 2, 3, 4, 6, 2), 6, out, 0, 1);
    expect([...out]).toEqual([2, 0, 4, 1, 3, 0]);
  });

  test('asks registered measures for decoded values, once for each pair of values', () => {
    const asked: unknown[][] = [];
    const sameLength = (left: unknown, right: unknown): number => {
      asked.push([left, right]);
      return Number(String(left).length === String(right).length);
    };
    const kernel = compile([level({ kind: 'registered', name: 'sameLength', of: name, atLeast: 1 }), level({ kind: 'otherwise' })], ['é😀', 'ab', 'abc', null, 'ab'], { sameLength });
    expect([kernel.isRegistered, kernel.isSymmetric]).toEqual([true, false]);
    const out = new Uint8Array(4);
    for (let round = 0; round < 3; round++) {
      kernel.levelsOf(Uint32Array.of(0, 0, 0, 1), Uint32Array.of(1, 2, 3, 2), 4, out, 0, 1);
      expect([...out]).toEqual([1, 0, 1, 1]);
    }
    expect(asked).toEqual([['é😀', 'ab'], ['é😀', 'abc'], ['ab', 'abc']]);
  });

  test('bytes and code points are counted apart', () => {
    const comparisons = [{ name: 'name', levels: [level({ kind: 'measure', measure: 'levenshtein', of: name, atMost: 1 }), level({ kind: 'otherwise' })] }];
    for (const [unit, expected] of [['codePoint', 0], ['byte', 1]] as const) {
      const records = codedRecords(collectExpressions({ blocking: [], comparisons }), texts(['né', 'ne']), [2], unit);
      expect(compileComparisons({ comparisons }, records)[0]!.levelOf(0, 1)).toBe(expected);
      expect(decodedValues(records.table.columns[0]!.dictionary, unit, true)(1)).toBe('né');
    }
  });
});
