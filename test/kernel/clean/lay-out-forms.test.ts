import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formattedForms } from '../../../src/clean/kernel/formatted-forms.ts';
import { layOutForms } from '../../../src/clean/kernel/lay-out-forms.ts';
import { canonicalColumn, formatIdentifier, IDENTIFIERS, nir, nirKey, nirKeyOfBytes, normaliseIdentifier } from '../../../src/identifiers/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

interface LaidOut {
  readonly texts: (string | null)[];
  readonly changed: number[];
}

function layOut(values: readonly (string | null)[], withKey: boolean, isKept: boolean, identifier: (typeof IDENTIFIERS)[keyof typeof IDENTIFIERS] = nir, isFormatted = false): LaidOut {
  const column = textColumnOf(values, 2);
  const canonical = canonicalColumn(identifier, 'plausibility', column.offsets, column.bytes, column.valid, column.rows);
  const forms = isFormatted ? formattedForms(identifier, canonical) : canonical;
  const result = layOutForms(forms, withKey ? nirKeyOfBytes : null, isKept, column.offsets, column.bytes, column.valid);
  return { texts: stringsOf({ ...result, rows: column.rows }), changed: [...result.isChanged] };
}

// 284058832102532, 284052A32102552 and 284052B32102579 are published examples of right keys.
const values = ['2 84 05 88 321 025 32', '2840588321025', '284052a32102552', '284058832102531', '', null, 'é'];

describe('forms', () => {
  test('13 characters without key', () => {
    expect(layOut(values, false, false)).toEqual({ texts: ['2840588321025', '2840588321025', '284052A321025', null, null, null, null], changed: [1, 0, 1, 0, 0, 0, 0] });
  });
  test('15 characters with the key', () => {
    expect(layOut(values, true, false)).toEqual({ texts: ['284058832102532', '284058832102532', '284052A32102552', null, null, null, null], changed: [1, 1, 1, 0, 0, 0, 0] });
  });
  test('kept values stay byte for byte and are not changed', () => {
    const kept = layOut(values, false, true);
    expect(kept.texts).toEqual(['2840588321025', '2840588321025', '284052A321025', '284058832102531', '', null, 'é']);
    expect(kept.changed).toEqual([1, 0, 1, 0, 0, 0, 0]);
  });
});

test('a value that is already in form is not changed', () => {
  expect(layOut(['284058832102532', '284052B32102579'], true, false).changed).toEqual([0, 0]);
  expect(layOut(['2840588321025'], false, false).changed).toEqual([0]);
});

test('laying out agrees with the one-value functions, and twice is once', () => {
  const digits = fc.stringMatching(/^[1-8][0-9]{12}$/);
  const value = fc.oneof(digits, digits.map((text) => text + nirKey(text)!), fc.string(), fc.constant('284052B32102579'));
  fc.assert(fc.property(fc.array(fc.option(value)), fc.boolean(), (rows, withKey) => {
    const once = layOut(rows, withKey, false);
    expect(once.texts).toEqual(rows.map((row) => {
      const canonical = row === null ? null : normaliseIdentifier(nir, row);
      return canonical === null ? null : withKey ? canonical + nirKey(canonical)! : canonical;
    }));
    expect(layOut(once.texts, withKey, false)).toEqual({ texts: once.texts, changed: rows.map(() => 0) });
  }), { numRuns: 500 });
});

test.each(Object.entries(IDENTIFIERS))('%s: the written form of a column is that of each value, and reads back as the same', (_name, identifier) => {
  fc.assert(fc.property(fc.array(fc.option(fc.oneof(fc.stringMatching(/^[0-9]{5,15}$/), fc.string(), fc.constantFrom('750712184', '3400934872730', '2840588321025')))), (rows) => {
    const once = layOut(rows, false, false, identifier, true);
    expect(once.texts).toEqual(rows.map((row) => (row === null ? null : formatIdentifier(identifier, row))));
    expect(layOut(once.texts, false, false, identifier, true)).toEqual({ texts: once.texts, changed: rows.map(() => 0) });
  }), { numRuns: 100 });
});
