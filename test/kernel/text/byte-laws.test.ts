// Laws that tie the functions of texts together: what is done twice is done once, and bytes and strings agree.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldLetters, formatIsoDate, normaliseText, normaliseTextColumn, parseIsoDate, prefixColumn, readIsoDate, type TextSteps } from '../../../src/text/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

const french = fc.string({ unit: fc.constantFrom(...' \t\u00a0’\'-aeEéÈçŒœÿßæïnŉİıſﬁ\u0301\u0327\u2028'), maxLength: 12 });
const anyText = fc.oneof(french, fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed()));
const anySteps: fc.Arbitrary<TextSteps> = fc.record({ trim: fc.boolean(), collapse: fc.boolean(), case: fc.constantFrom('keep', 'upper', 'lower'), accents: fc.constantFrom('keep', 'strip') } as const);
const column = (values: readonly (string | Uint8Array | null)[]): ReturnType<typeof textColumnOf> => textColumnOf(values, 3);

function normalised(values: readonly (string | null)[], steps: TextSteps): (string | null)[] {
  const { offsets, bytes, valid, rows } = column(values);
  return stringsOf({ ...normaliseTextColumn(steps, offsets, bytes, valid, rows), valid, rows });
}
function prefixed(values: readonly (string | null)[], characters: number): (string | null)[] {
  const { offsets, bytes, valid, rows } = column(values);
  return stringsOf({ ...prefixColumn(characters, offsets, bytes, valid, rows), valid, rows });
}

describe('folding letters', () => {
  test('twice is once, and the result is composed', () => {
    fc.assert(fc.property(anyText, (text) => {
      const once = foldLetters(text);
      expect(foldLetters(once)).toBe(once);
      expect(once.normalize('NFC')).toBe(once);
      expect(once).not.toMatch(/[\u0300-\u036f]/u);
    }), { numRuns: 1000 });
  });

  test('goes along texts, and comes to the same before and after composition', () => {
    fc.assert(fc.property(french, french, (left, right) => {
      expect(foldLetters(left.normalize('NFD'))).toBe(foldLetters(left.normalize('NFC')));
      expect(foldLetters(`${left} ${right}`)).toBe(`${foldLetters(left)} ${foldLetters(right)}`);
    }), { numRuns: 1000 });
  });

  test('leaves texts of ASCII as they are', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(foldLetters(text)).toBe(text);
    }));
  });
});

describe('normalising', () => {
  test('a column twice is once, and the second time nothing changes', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText), { maxLength: 8 }), anySteps, (values, steps) => {
      const once = normalised(values, steps);
      expect(normalised(once, steps)).toEqual(once);
      const { offsets, bytes, valid, rows } = column(once);
      expect(normaliseTextColumn(steps, offsets, bytes, valid, rows).isChanged).not.toContain(1);
    }), { numRuns: 1000 });
  });

  test('ignores what stands behind a null and in the bytes between the rows', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText), { minLength: 1, maxLength: 8 }), anySteps, (values, steps) => {
      const full = column(values.map((value) => value ?? 'behind a null é'));
      const bare = column(values);
      const hidden = normaliseTextColumn(steps, full.offsets, full.bytes, bare.valid, full.rows);
      expect(stringsOf({ ...hidden, valid: bare.valid, rows: full.rows })).toEqual(normalised(values, steps));
      for (const [row, value] of values.entries()) if (value === null) expect(hidden.offsets[row + 1]).toBe(hidden.offsets[row]);
    }), { numRuns: 500 });
  });

  test('never looks at a neighbour: a column is its rows one by one', () => {
    const rows = fc.array(fc.uint8Array({ maxLength: 6 }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(rows, anySteps, (values, steps) => {
      const one = (parts: readonly Uint8Array[]): (string | null)[] => {
        const { offsets, bytes, rows: count } = column(parts);
        return stringsOf({ ...normaliseTextColumn(steps, offsets, bytes, null, count), valid: null, rows: count });
      };
      // A letter whose second byte would be the first of the next row must not come together.
      expect(one(values)).toEqual(values.flatMap((value) => one([value])));
    }), { numRuns: 1000 });
  });

  test('in capitals without accents is blind to case and accents of French', () => {
    const name: TextSteps = { trim: true, collapse: true, case: 'upper', accents: 'strip' };
    const letters = fc.string({ unit: fc.constantFrom(...'abéèçœæïùÿ -’'), maxLength: 12 });
    fc.assert(fc.property(letters, (text) => {
      const forms = [text, text.toUpperCase(), text.normalize('NFD'), foldLetters(text), `  ${text}\t`].map((form) => normaliseText(form, name));
      expect(new Set(forms).size).toBe(1);
      expect(forms[0]).toMatch(/^[A-Z' -]*$/);
    }), { numRuns: 1000 });
  });
});

describe('prefixes', () => {
  test('of prefixes are the shorter of the two', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText), { maxLength: 8 }), fc.nat(8), fc.nat(8), (values, first, second) => {
      expect(prefixed(prefixed(values, first), second)).toEqual(prefixed(values, Math.min(first, second)));
    }), { numRuns: 500 });
  });

  test('begin their text and are as long as asked, or the whole', () => {
    fc.assert(fc.property(anyText, fc.nat(8), (text, characters) => {
      const [prefix] = prefixed([text], characters);
      expect(text.startsWith(prefix!)).toBe(true);
      expect([...prefix!].length).toBe(Math.min(characters, [...text].length));
    }), { numRuns: 1000 });
  });
});

describe('dates', () => {
  test('are read alike from text and from bytes, wherever these stand', () => {
    const written = fc.oneof(fc.integer({ min: -719_162, max: 2_932_896 }).map(formatIsoDate), fc.stringMatching(/^\d{4}-\d\d-\d\d$/), fc.string({ maxLength: 12 }));
    fc.assert(fc.property(written, fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (text, before, after) => {
      const value = new TextEncoder().encode(text);
      const days = readIsoDate(Uint8Array.of(...before, ...value, ...after), before.length, before.length + value.length);
      expect(Number.isNaN(days) ? null : days).toBe(parseIsoDate(text));
      if (!Number.isNaN(days)) expect(formatIsoDate(days)).toBe(text);
      // The platform reads the same days, and knows none that does not exist.
      if (/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) {
        const millis = Date.parse(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
        expect(parseIsoDate(text)).toBe(exists ? millis / 86_400_000 : null);
      }
    }), { numRuns: 1000 });
  });
});
