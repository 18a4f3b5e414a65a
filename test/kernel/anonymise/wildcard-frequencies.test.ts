import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wildcardFrequencies, type ClassEntities } from '../../../src/anonymise/kernel/wildcard-frequencies.ts';

type Row = readonly (string | null)[];

/** Groups equal rows and gives each row the frequency of its class. */
function frequencies(rows: readonly Row[], entities: readonly number[] | null = null): number[] {
  const names = [...new Set(rows.map((row) => JSON.stringify(row)))];
  const classOf = rows.map((row) => names.indexOf(JSON.stringify(row)));
  const counts = Uint32Array.from(names, (_, index) => classOf.filter((other) => other === index).length);
  const columns = rows[0]!.length;
  const codes = Array.from({ length: columns }, (_, column) => {
    const values = [...new Set(rows.map((row) => row[column]))].filter((value) => value !== null);
    return Int32Array.from(names, (name) => values.indexOf((JSON.parse(name) as Row)[column]!));
  });
  let classEntities: ClassEntities | null = null;
  if (entities !== null) {
    const lists = names.map((_, index) => [...new Set(entities.filter((_entity, row) => classOf[row] === index))]);
    const starts = Int32Array.from([0, ...lists.map((_, index) => lists.slice(0, index + 1).flat().length)]);
    classEntities = { starts, entities: Int32Array.from(lists.flat()), entityCount: Math.max(...entities) + 1 };
  }
  const found = wildcardFrequencies(codes, counts, classEntities);
  return classOf.map((index) => found[index]!);
}

/** Compares every pair of rows. */
function naive(rows: readonly Row[], entities: readonly number[] | null): number[] {
  const compatible = (a: Row, b: Row): boolean => a.every((value, column) => value === null || b[column] === null || value === b[column]);
  return rows.map((row) => {
    const matches = rows.map((_, index) => index).filter((index) => compatible(row, rows[index]!));
    return entities === null ? matches.length : new Set(matches.map((index) => entities[index])).size;
  });
}

describe('frequencies when a missing value matches any value', () => {
  // Vectors of ARX, test/TestWildcardMatching.java; sdcMicro's freqCalc with alpha = 1 gives the same.
  test('ARX, sex and postal code', () => {
    expect(frequencies([['M', '4711'], ['M', '4711'], ['M', '4711'], [null, '4711'], [null, '4711'], ['F', '4712'], ['F', null], ['M', null]]))
      .toEqual([6, 6, 6, 7, 7, 2, 4, 6]);
  });
  test('ARX, age, sex and region', () => {
    expect(frequencies([
      [null, 'F', 'N'], ['68', 'F', 'N'], ['68', null, 'N'], [null, null, 'N'], [null, null, 'N'], [null, null, 'N'], ['68', 'F', null], ['68', null, 'S'], ['68', 'F', 'S'], ['68', 'F', 'S'],
    ])).toEqual([7, 7, 7, 7, 7, 7, 10, 4, 4, 4]);
  });
  test('ARX, weight and diagnosis', () => {
    expect(frequencies([
      ['73', 'C18.7'], ['73', 'C18.7'], [null, 'C18.7'], [null, 'C18.7'], [null, 'C18.2'], ['67', 'C18.2'], ['67', 'C18.2'], ['67', 'C18.7'], ['67', 'C18.7'], ['67', 'C18.7'],
    ])).toEqual([4, 4, 7, 7, 3, 3, 3, 5, 5, 5]);
  });
  test('sdcMicro, three keys with missing values', () => {
    // test_freqCalc.R: third key missing in rows 3 and 7; then rows with two keys missing in row 3 and the third everywhere.
    const a = ['2', '3', '2', '2', '3', '3', '1', '2'];
    const b = ['3', '3', '3', '3', '3', '3', '4', '3'];
    const c = ['1', '3', null, '2', '1', '1', null, '1'];
    expect(frequencies(a.map((value, row) => [value, b[row]!, c[row]!]))).toEqual([3, 1, 4, 2, 2, 2, 1, 3]);
    expect(frequencies(a.map((value, row) => (row === 2 ? [null, null, null] : [value, b[row]!, null])))).toEqual([4, 4, 8, 4, 4, 4, 2, 4]);
  });

  const row = fc.tuple(...Array.from({ length: 3 }, () => fc.option(fc.constantFrom('a', 'b', 'c'))));

  test('rows: as comparing every pair', () => {
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 25 }), (rows) => {
      expect(frequencies(rows)).toEqual(naive(rows, null));
    }));
  });
  test('persons: each counts once, in however many compatible classes', () => {
    fc.assert(fc.property(fc.array(fc.tuple(row, fc.nat(4)), { minLength: 1, maxLength: 25 }), (pairs) => {
      const rows = pairs.map(([values]) => values);
      const entities = pairs.map(([, entity]) => entity);
      expect(frequencies(rows, entities)).toEqual(naive(rows, entities));
    }));
  });
  test('without missing values the frequency is the size of the class', () => {
    expect(frequencies([['a'], ['b'], ['a']])).toEqual([2, 1, 2]);
  });
});
