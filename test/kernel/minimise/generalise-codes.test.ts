import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generaliseCodes, namesOfLevel } from '../../../src/minimise/kernel/generalise-codes.ts';
import { textColumnOf } from '../../text-column.ts';

function named(level: 'cim10Chapter' | 'cim10Category' | 'departement', values: readonly (string | null)[]): (string | null)[] {
  const column = textColumnOf(values, 3);
  const names = namesOfLevel(level);
  return Array.from(generaliseCodes(level, column.offsets, column.bytes, column.valid, column.rows).codes, (code) => names[code] ?? null);
}

test('diagnoses have a chapter and a category', () => {
  expect(named('cim10Chapter', ['E11.9', 'I10', 'Z38.0', null, 'D49', 'xyz', ''])).toEqual(['IV', 'IX', 'XXI', null, null, null, null]);
  expect(named('cim10Category', ['e119', 'I10', 'Z3800', null, 'D49', 'xyz', ''])).toEqual(['E11', 'I10', 'Z38', null, null, null, null]);
});

test('communes have a département', () => {
  expect(named('departement', ['75113', '2A004', '97411', null, '00000', ''])).toEqual(['75', '2A', '974', null, null, null]);
});

test('names are in ascending order but for Roman numerals', () => {
  for (const level of ['cim10Category', 'departement'] as const) expect([...namesOfLevel(level)].sort()).toEqual(namesOfLevel(level));
  expect(namesOfLevel('cim10Chapter')).toHaveLength(22);
});

test('every row is counted under one reason', () => {
  fc.assert(fc.property(fc.constantFrom('cim10Chapter', 'cim10Category', 'departement'), fc.array(fc.option(fc.oneof(fc.string(), fc.stringMatching(/^[A-Z][0-9]{2,4}$/), fc.stringMatching(/^[0-9]{5}$/)))), (level, values) => {
    const column = textColumnOf(values);
    const { codes, counts } = generaliseCodes(level, column.offsets, column.bytes, column.valid, column.rows);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(values.length);
    expect(counts['ok']).toBe(codes.filter((code) => code >= 0).length);
    expect(counts['null']).toBe(values.filter((value) => value === null).length);
  }));
});
