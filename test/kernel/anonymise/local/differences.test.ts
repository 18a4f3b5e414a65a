// The lines of docs/differences.md about local suppression and mondrian: what other programs do, by rules written apart, and what is done here.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { suppressUnits } from '../../../../src/anonymise/kernel/local/suppress-units.ts';
import { wildcardFrequencies } from '../../../../src/anonymise/kernel/wildcard-frequencies.ts';
import { describeWithData } from '../../../shared-data.ts';
import { plainMondrian } from '../mondrian/plain-mondrian.ts';
import { plainFrequencies, plainSuppression, type PlainRow } from './plain-suppression.ts';

const nulls = (rows: readonly PlainRow[]): number => rows.flat().filter((value) => value === null).length;

describe('local suppression elsewhere', () => {
  test('α = 0 counts complete rows for an incomplete one, but not the other way round', () => {
    const rows: readonly PlainRow[] = [[1, 1], [1, 1], [1, null]];
    // Frequencies by sdcMicro's rule: own, α times matching groups with a missing value, and for such a group all matching complete ones.
    const withAlpha = (alpha: number): number[] => rows.map((row) => rows.reduce((sum, other) => {
      if (plainFrequencies([row, other])[0] === 1) return sum;
      if (String(row) === String(other) || !other.includes(null)) return sum + 1;
      return sum + alpha;
    }, 0));
    expect(withAlpha(0)).toEqual([2, 2, 3]);
    expect(withAlpha(1)).toEqual([3, 3, 3]);
    expect(wildcardFrequencies([Int32Array.of(0, 0), Int32Array.of(0, -1)], Uint32Array.of(2, 1), null)).toEqual(Uint32Array.of(3, 3));
  });

  test('the order of the rows decides between equally rare ones', () => {
    const rows: readonly PlainRow[] = [[0, 0], [1, 0], [1, 1], [2, 1]];
    const orders = [rows, [rows[1]!, rows[0]!, rows[2]!, rows[3]!]].map((list) => plainSuppression(list, 2, [0, 1])!.rows.map(String).sort());
    expect(orders[0]).not.toEqual(orders[1]);
  });
});

describeWithData('testdata2', 'microdata/sdcmicro/sdcmicro_testdata2.csv', (path) => {
  const KEYS = ['urbrur', 'roof', 'walls', 'water', 'electcon', 'relat', 'sex'];
  const read = (): PlainRow[] => {
    const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(','));
    return lines.map((line) => KEYS.map((name) => Number(line[header!.indexOf(name)])));
  };

  test('rows that others made frequent enough lose a cell all the same: 97 cells where 64 do', () => {
    const rows = read();
    const order = [3, 5, 1, 2, 6, 4, 0];
    const codes = KEYS.map((_, column) => Int32Array.from(rows, (row) => row[column]!));
    const cells = [false, true].map((recheck) => {
      const { present } = suppressUnits({ codes, weights: new Uint32Array(rows.length).fill(1), k: 2, order: Int32Array.from(order), recheck });
      const left = rows.map((row, unit) => row.map((value, column) => (((present[unit]! >> column) & 1) === 1 ? value : null)));
      expect(left).toEqual(plainSuppression(rows, 2, order, recheck)!.rows);
      expect(Math.min(...plainFrequencies(left))).toBeGreaterThanOrEqual(2);
      return nulls(left);
    });
    expect(cells).toEqual([97, 64]);
  });
});

describe('Mondrian elsewhere', () => {
  test('which rows at the median go to the left depends on the order of the rows', () => {
    const rows = [[0, 2], [10, 1], [5, 1], [5, 2]];
    const loses = (list: typeof rows): number => plainMondrian(list, { k: 2, isStrict: false, bounds: 'inherited', ties: 'last' }).ncp;
    expect([loses(rows), loses(rows.toReversed())]).toEqual([0.25, 0.75]);
  });
});
