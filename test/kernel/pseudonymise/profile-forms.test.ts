// Every profile, on any text: what it lets through has the width and the letters it promises, and one value has one form.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textColumn } from '../../../src/core/rejects.ts';
import { IDENTIFIERS, normaliseIdentifier, validateIdentifier, type IdentifierName } from '../../../src/identifiers/index.ts';
import { PROFILE_NAMES, type Profile } from '../../../src/pseudonymise/index.ts';
import { compositeForm, formOf, PROFILES } from '../../../src/pseudonymise/profile.ts';

/** The form of each text, `null` where it has none. */
function forms(profile: Profile, texts: readonly (string | null)[], level: 'format' | 'plausibility'): (string | null)[] {
  const { rows, offsets, bytes, valid, reasons } = PROFILES[profile].canonical(textColumn(texts), level);
  expect(rows).toBe(texts.length);
  return texts.map((text, row) => {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) return Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('utf8');
    expect(offsets[row + 1]).toBe(offsets[row]);
    expect(PROFILES[profile].rejectCodes[reasons[row]!] === '').toBe(text === null);
    return null;
  });
}

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 16 }),
  fc.string({ unit: fc.constantFrom(...'0123456789ABab .-/+@FR\u00a0'), maxLength: 24 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('284058832102532', '284052a321025', '10003879623', '2a0000014', '73282932000074', '3023217600053', '2A1234567', '06 12 34 56 78', 'a.b@chu.fr', 'FR7630006000011234567890189', '1984-05-12', '2B004', 'Lefèvre'),
);

describe.each(PROFILE_NAMES)('the profile %s', (profile) => {
  const { width, alphabet, types } = PROFILES[profile];

  test('gives forms of the width and the letters that it promises', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText), { maxLength: 20 }), (texts) => {
      for (const form of forms(profile, texts, 'format')) {
        if (form === null) continue;
        expect(form.length).toBeGreaterThan(0);
        if (width !== null) expect(Buffer.byteLength(form)).toBe(width);
        if (alphabet !== null) expect([...form].every((letter) => alphabet.includes(letter))).toBe(true);
      }
    }), { numRuns: 200, seed: 1 });
  });

  test('gives a form the same form, and needs no neighbour to do so', () => {
    fc.assert(fc.property(fc.array(anyText, { maxLength: 12 }), (texts) => {
      const together = forms(profile, texts, 'plausibility');
      expect(texts.map((text) => forms(profile, [text], 'plausibility')[0])).toEqual(together);
      const kept = together.filter((form) => form !== null);
      // The form of a NIR has no key, and stays valid without.
      expect(forms(profile, kept, 'format')).toEqual(kept);
    }), { numRuns: 100, seed: 1 });
  });

  test('reads text, and has a form of this name', () => {
    expect(types).toContain('utf8');
    expect(formOf(profile)).toEqual({ profile, width, alphabet });
  });
});

describe('the profiles of identifiers', () => {
  const identifiers = PROFILE_NAMES.map((profile) => profile.slice(0, -3)).filter((name): name is IdentifierName => Object.hasOwn(IDENTIFIERS, name));

  test('are those of persons, professionals and firms, and of what is said of them', () => {
    expect(identifiers).toEqual(['nir', 'ins', 'nif', 'rpps', 'adeli', 'finess', 'siren', 'siret', 'birthPlace', 'phone', 'email', 'iban']);
  });

  test.each(identifiers)('%s is that of the identifier itself, with its reasons', (name) => {
    fc.assert(fc.property(fc.array(anyText, { maxLength: 12 }), (texts) => {
      const accepted = texts.map((text) => (validateIdentifier(IDENTIFIERS[name], text) === 'ok' ? normaliseIdentifier(IDENTIFIERS[name], text) : null));
      expect(forms(`${name}/v1` as Profile, texts, 'plausibility')).toEqual(accepted);
    }), { numRuns: 60, seed: 1 });
    expect(PROFILES[`${name}/v1` as Profile].rejectCodes).toEqual(IDENTIFIERS[name].reasons.map((reason, code) => (code < 2 ? '' : `${name.toUpperCase()}_${reason.name.toUpperCase()}`)));
  });
});

test('a composite has the profiles of its parts in its name, and no one length', () => {
  expect(compositeForm(['nir/v1', 'date/v1'])).toEqual({ profile: 'composite/v1(nir/v1,date/v1)', width: null, alphabet: null });
});

describe('a profile of other columns', () => {
  test('is refused to what it cannot read', () => {
    const bytes = { kind: 'binary', rows: 1, valid: null, width: 2, bytes: new Uint8Array(2) } as const;
    expect(() => PROFILES['text/v1'].canonical(bytes, 'format')).toThrow('expected text, whole numbers or dates, got binary');
    expect(() => PROFILES['code/v1'].canonical(textColumn(['a']), 'format')).toThrow('expected bytes, got text');
  });

  test('of dates reads a column of days as their text', () => {
    const column = { kind: 'date', rows: 3, valid: Uint8Array.of(0b011), days: Int32Array.of(0, -14_108, 5) } as const;
    const { offsets, bytes, valid } = PROFILES['date/v1'].canonical(column, 'format');
    expect(Buffer.from(bytes.subarray(0, offsets[3])).toString()).toBe('1970-01-011931-05-18');
    expect([...valid]).toEqual([0b011]);
  });
});
