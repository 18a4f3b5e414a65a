import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOutNirs } from '../../../src/clean/kernel/nir-output.ts';
import { canonicalNirColumn, nirKey, normaliseNir } from '../../../src/identifiers/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

function layOut(values: readonly (string | null)[], withKey: boolean, isKept: boolean): { texts: (string | null)[]; changed: number } {
  const column = textColumnOf(values, 2);
  const canonical = canonicalNirColumn(column.offsets, column.bytes, column.valid, column.rows);
  const result = layOutNirs(canonical, withKey, isKept, column.offsets, column.bytes, column.valid);
  return { texts: stringsOf({ ...result, rows: column.rows }), changed: result.changedCount };
}

// 284058832102532, 284052A32102552 and 284052B32102579 are published examples of right keys.
const values = ['2 84 05 88 321 025 32', '2840588321025', '284052a32102552', '284058832102531', '', null, 'é'];

describe('forms', () => {
  test('13 characters without key', () => {
    expect(layOut(values, false, false)).toEqual({ texts: ['2840588321025', '2840588321025', '284052A321025', null, null, null, null], changed: 2 });
  });
  test('15 characters with the key', () => {
    expect(layOut(values, true, false)).toEqual({ texts: ['284058832102532', '284058832102532', '284052A32102552', null, null, null, null], changed: 3 });
  });
  test('kept values stay byte for byte', () => {
    expect(layOut(values, false, true).texts).toEqual(['2840588321025', '2840588321025', '284052A321025', '284058832102531', '', null, 'é']);
  });
});

test('a value that is already in form does not count as changed', () => {
  expect(layOut(['284058832102532', '284052B32102579'], true, false).changed).toBe(0);
  expect(layOut(['2840588321025'], false, false).changed).toBe(0);
});

test('laying out agrees with the one-value functions, and twice is once', () => {
  const digits = fc.stringMatching(/^[1-8][0-9]{12}$/);
  const value = fc.oneof(digits, digits.map((text) => text + nirKey(text)!), fc.string(), fc.constant('284052B32102579'));
  fc.assert(fc.property(fc.array(fc.option(value)), fc.boolean(), (rows, withKey) => {
    const once = layOut(rows, withKey, false);
    expect(once.texts).toEqual(rows.map((row) => {
      const canonical = row === null ? null : normaliseNir(row);
      return canonical === null ? null : withKey ? canonical + nirKey(canonical)! : canonical;
    }));
    expect(layOut(once.texts, withKey, false)).toEqual({ texts: once.texts, changed: 0 });
  }), { numRuns: 500 });
});
