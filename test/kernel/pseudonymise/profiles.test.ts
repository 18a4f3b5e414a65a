// Expected forms: written by hand, or ten naive lines on strings that share nothing with the kernels.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CanonicalValues } from '../../../src/pseudonymise/kernel/canonical-values.ts';
import { canonicalCodeColumn, canonicalCodeTextColumn, CODE_REASONS } from '../../../src/pseudonymise/kernel/code-profile.ts';
import { canonicalDateColumn, DATE_PROFILE_REASONS } from '../../../src/pseudonymise/kernel/date-profile.ts';
import { canonicalNameColumn, NAME_PROFILE_REASONS } from '../../../src/pseudonymise/kernel/name-profile.ts';

type Kernel = (offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number) => CanonicalValues;

function forms(kernel: Kernel, reasons: readonly string[], texts: readonly (string | Uint8Array | null)[]): string[] {
  const parts = texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : (text ?? Buffer.alloc(0))));
  const offsets = new Int32Array(texts.length + 1);
  parts.forEach((part, row) => { offsets[row + 1] = offsets[row]! + part.length; });
  const valid = new Uint8Array((texts.length + 7) >> 3);
  texts.forEach((text, row) => { if (text !== null) valid[row >> 3]! |= 1 << (row & 7); });
  return shown(kernel(offsets, new Uint8Array(Buffer.concat(parts)), valid, texts.length), reasons);
}

/** The form of each row, or its reason in brackets. */
function shown(values: CanonicalValues, reasons: readonly string[]): string[] {
  return Array.from({ length: values.rows }, (_, row) => {
    const text = Buffer.from(values.bytes.subarray(values.offsets[row], values.offsets[row + 1])).toString('utf8');
    if ((values.valid[row >> 3]! & (1 << (row & 7))) !== 0) return text;
    expect(text, 'a row without value has no bytes').toBe('');
    return `[${reasons[values.reasons[row]!]}]`;
  });
}

const names = (texts: readonly (string | Uint8Array | null)[]): string[] => forms(canonicalNameColumn, NAME_PROFILE_REASONS, texts);
const dates = (texts: readonly (string | null)[]): string[] => forms(canonicalDateColumn, DATE_PROFILE_REASONS, texts);
const codeTexts = (texts: readonly (string | null)[]): string[] => forms(canonicalCodeTextColumn, CODE_REASONS, texts);

describe('name/v1', () => {
  test('has capitals without accents, and one space for anything else', () => {
    expect(names(['Lefèvre', ' L’Haÿ-les-Roses ', "d'Ornano", 'Jean--Pierre', 'Cœur', 'Müller', 'groß', 'Łukasz', 'Anne\u00a0Marie', 'A.B.', 'Durand 2', 'Ελένη']))
      .toEqual(['LEFEVRE', 'L HAY LES ROSES', 'D ORNANO', 'JEAN PIERRE', 'COEUR', 'MULLER', 'GROSS', 'LUKASZ', 'ANNE MARIE', 'A B', 'DURAND 2', 'ΕΛΕΝΗ']);
  });

  test('is no value where nothing is left, or what is left stands for an unknown name', () => {
    expect(names([null, '', ' - ', "''", 'X', 'xxx', 'Inconnu', 'INCONNUE', 'non renseigné', 'Sans nom', 'SNC', 'Xavier', 'Inconnue Durand', Uint8Array.of(0xff)]))
      .toEqual(['[null]', '[empty]', '[empty]', '[empty]', '[placeholder]', '[placeholder]', '[placeholder]', '[placeholder]', '[placeholder]', '[placeholder]', '[placeholder]', 'XAVIER', 'INCONNUE DURAND', '[encoding]']);
  });

  test('applied twice changes nothing more, does not care for composition or case of plain letters, and is the same through bytes and strings', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: fc.constantFrom(...'éÉœß’-\' aZ1\u0301\u00a0'), maxLength: 12 })), { maxLength: 10 }), (texts) => {
      const once = names(texts);
      expect(names(once.map((text) => (text.startsWith('[') ? null : text)))).toEqual(once.map((text) => (text.startsWith('[') ? '[null]' : text)));
      expect(names(texts.map((text) => text.normalize('NFD')))).toEqual(names(texts.map((text) => text.normalize('NFC'))));
      // A letter outside ASCII in front sends the rest through the rules on strings.
      const kept = once.filter((text) => !text.startsWith('['));
      expect(names(kept.map((text) => `Ω ${text}`))).toEqual(kept.map((text) => `Ω ${text}`));
    }), { numRuns: 300, seed: 1 });
  });

  test('works on a slice of a column, and on none', () => {
    const bytes = new Uint8Array(Buffer.from('abcdef'));
    expect(shown(canonicalNameColumn(Int32Array.of(2, 4, 6), bytes, null, 2), NAME_PROFILE_REASONS)).toEqual(['CD', 'EF']);
    expect(names([])).toEqual([]);
    for (const kernel of [canonicalNameColumn, canonicalDateColumn, canonicalCodeTextColumn]) {
      expect(() => kernel(Int32Array.of(0), bytes, null, 1)).toThrow('offsets: expected at least 2 entries, got 1');
    }
  });
});

describe('date/v1', () => {
  test('is a day that exists, year first', () => {
    expect(dates(['1984-05-12', '\t2000-02-29 ', '0000-01-01', null, '', '  '])).toEqual(['1984-05-12', '2000-02-29', '0000-01-01', '[null]', '[empty]', '[empty]']);
    expect(dates(['1900-02-29', '1984-13-01', '12/05/1984', '1984-5-12', '19840512', '1984', '1984-00-00', '1984-05-12T00:00', '+1984-05-12'])).toEqual(new Array(9).fill('[form]'));
  });

  test('is no value where it stands for a missing one', () => {
    expect(dates(['1900-01-01', ' 9999-12-31', '1111-11-11', '1600-01-01', '1900-01-02', '1970-01-01', '1960-01-01'])).toEqual(['[placeholder]', '[placeholder]', '[placeholder]', '[placeholder]', '1900-01-02', '1970-01-01', '1960-01-01']);
  });
});

describe('codes to be coded once more', () => {
  test('as text are printable and no placeholder', () => {
    expect(codeTexts(['Kx9Pq2LmZ81Tt0aVb', '  ab ', null, '', ' ', 'a b', 'é', 'a\tb'])).toEqual(['Kx9Pq2LmZ81Tt0aVb', 'ab', '[null]', '[empty]', '[empty]', '[form]', '[form]', '[form]']);
    expect(codeTexts(['xxxxxxxxxxxxxxxxx', 'XXXXXXXXXXXXXXXXD', '000000000000', '00000000001', '000000000012', 'xxxxxxxxxxxxxxxxx '])).toEqual(
      ['[placeholder]', '[placeholder]', '[placeholder]', '00000000001', '000000000012', '[placeholder]']);
  });

  test('as bytes are taken as they are, but for bytes that are all the same', () => {
    const bytes = Uint8Array.of(1, 2, 3, 0, 0, 0, 255, 255, 255, 0, 0, 1, 9, 9, 8);
    const values = canonicalCodeColumn(3, bytes, Uint8Array.of(0b01111), 5);
    expect([...values.bytes]).toEqual([1, 2, 3, 0, 0, 1]);
    expect([...values.offsets]).toEqual([0, 3, 3, 3, 6, 6]);
    expect([...values.reasons].map((reason) => CODE_REASONS[reason])).toEqual(['ok', 'placeholder', 'placeholder', 'ok', 'null']);
  });
});
