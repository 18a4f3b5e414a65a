import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldLetters, normaliseText, normaliseTextColumn, TEXT_CHANGES, type TextSteps } from '../../../src/text/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

const steps = (trim: boolean, collapse: boolean, letterCase: TextSteps['case'], accents: TextSteps['accents']): TextSteps =>
  ({ trim, collapse, case: letterCase, accents });
const asName = steps(true, true, 'upper', 'strip');
const asLower = steps(true, true, 'lower', 'keep');
const composed = steps(false, false, 'keep', 'keep');
const trimmedUpper = steps(true, false, 'upper', 'keep');

function throughColumn(values: readonly (string | null)[], wanted: TextSteps): (string | null)[] {
  const column = textColumnOf(values, 2);
  const result = normaliseTextColumn(wanted, column.offsets, column.bytes, column.valid, column.rows);
  return stringsOf({ ...result, valid: column.valid, rows: column.rows });
}

// Expected texts: Python 3.11, unicodedata 15.0 (NFD without category Mn, upper, lower, NFC), re and str.strip.
const expected: readonly (readonly [text: string, asName: string, asLower: string, composed: string, trimmedUpper: string])[] = [
  ['  Lefèvre \t d’Ornano ', "LEFEVRE D'ORNANO", 'lefèvre d’ornano', '  Lefèvre \t d’Ornano ', 'LEFÈVRE \t D’ORNANO'],
  ['Œuvre d’Æsir', "OEUVRE D'AESIR", 'œuvre d’æsir', 'Œuvre d’Æsir', 'ŒUVRE D’ÆSIR'],
  ['e\u0301le\u0300ve', 'ELEVE', '\u00e9l\u00e8ve', '\u00e9l\u00e8ve', '\u00c9L\u00c8VE'],
  ['Straße', 'STRASSE', 'straße', 'Straße', 'STRASSE'],
  ['L’Haÿ-les-Roses', "L'HAY-LES-ROSES", 'l’haÿ-les-roses', 'L’Haÿ-les-Roses', 'L’HAŸ-LES-ROSES'],
  ['  a\u00a0\u2009b  ', 'A B', 'a b', '  a\u00a0\u2009b  ', 'A\u00a0\u2009B'],
  ['ÎLE–DE–FRANCE', 'ILE-DE-FRANCE', 'île–de–france', 'ÎLE–DE–FRANCE', 'ÎLE–DE–FRANCE'],
  ['Łódź', 'LODZ', 'łódź', 'Łódź', 'ŁÓDŹ'],
  ['ΑΣ σίγμα', 'ΑΣ ΣΙΓΜΑ', 'ας σίγμα', 'ΑΣ σίγμα', 'ΑΣ ΣΊΓΜΑ'],
  ['Zo\u00eb\u0301', 'ZOE', 'zo\u00eb\u0301', 'Zo\u00eb\u0301', 'ZO\u00cb\u0301'],
  ['\u3000東京\u3000', '東京', '東京', '\u3000東京\u3000', '東京'],
  ['Çelik Ğ', 'CELIK G', 'çelik ğ', 'Çelik Ğ', 'ÇELIK Ğ'],
  ['', '', '', '', ''],
  [' \t\n', '', '', ' \t\n', ''],
];

describe('examples', () => {
  test.each(expected)('%j is written as an independent program writes it', (text, name, lower, nfc, upper) => {
    expect(normaliseText(text, asName)).toBe(name);
    expect(normaliseText(text, asLower)).toBe(lower);
    expect(normaliseText(text, composed)).toBe(nfc);
    expect(normaliseText(text, trimmedUpper)).toBe(upper);
  });

  test('the column kernel writes the same', () => {
    expect(throughColumn(expected.map(([text]) => text), asName)).toEqual(expected.map(([, name]) => name));
    expect(throughColumn(expected.map(([text]) => text), asLower)).toEqual(expected.map(([, , lower]) => lower));
    expect(throughColumn(expected.map(([text]) => text), composed)).toEqual(expected.map(([, , , nfc]) => nfc));
    expect(throughColumn(expected.map(([text]) => text), trimmedUpper)).toEqual(expected.map(([, , , , upper]) => upper));
  });
});

describe('punctuation and invisible characters', () => {
  const kept: TextSteps = { ...composed, trim: true, collapse: true };
  test.each<[string, string, string, string]>([
    ['L’Haÿ-les-Roses', "L'Haÿ-les-Roses", 'L Haÿ les Roses', 'LHaÿlesRoses'],
    ['«\u00a0Cœur\u202f» – n° 3…', '" Cœur " - n° 3...', 'Cœur n° 3', 'Cœur n° 3'],
    ['M. (Jean)', 'M. (Jean)', 'M Jean', 'M Jean'],
    ['a + b = c', 'a + b = c', 'a + b = c', 'a + b = c'],
    ['O`Brien ´t', "O'Brien 't", 'O Brien t', 'OBrien t'],
  ])('%s', (text, plain, space, removed) => {
    expect(normaliseText(text, { ...kept, punctuation: 'plain' })).toBe(plain);
    expect(normaliseText(text, { ...kept, punctuation: 'space' })).toBe(space);
    expect(normaliseText(text, { ...kept, punctuation: 'remove' })).toBe(removed);
    expect(normaliseText(text, { ...kept, punctuation: 'keep' })).toBe(normaliseText(text, kept));
  });

  test('what cannot be seen goes, white space and the marks that make letters stay', () => {
    const text = 'a\u0000b\u00adc\u200bd\u200ee\ufeff f\u0085g\u2060h\te\u0301';
    expect(normaliseText(text, { ...kept, invisible: 'remove' })).toBe('abcde fgh é');
    // The mark of byte order inside a word, from files put end to end: no space belongs there.
    expect(normaliseText('Pau\ufeffl', { ...kept, trim: true, collapse: true, invisible: 'remove' })).toBe('Paul');
    expect(normaliseText('\ufeffPaul', { ...kept, trim: true, collapse: true })).toBe('Paul');
    expect(normaliseText('a\u200b', kept)).toBe('a\u200b');
  });

  test('each step says what it changed', () => {
    const wanted: TextSteps = { trim: true, collapse: true, case: 'upper', accents: 'strip', invisible: 'remove', punctuation: 'space' };
    const texts = ['ABC', 'ABc', 'ABÇ', 'A-B', 'A\u200bB', ' AB', 'A  B', 'A\u00a0B', 'é-\u00ad a', ''];
    const { offsets, bytes } = textColumnOf(texts);
    const { changes } = normaliseTextColumn(wanted, offsets, bytes, null, texts.length);
    const named = [...changes].map((bits) => TEXT_CHANGES.filter((_, bit) => (bits & (1 << bit)) !== 0).join(' '));
    expect(named).toEqual(['', 'case', 'accents', 'punctuation', 'invisible', 'spaces', 'spaces', 'spaces', 'invisible accents case punctuation spaces', '']);
  });
});

describe('letters from U+00C0 to U+017F', () => {
  const letters = Array.from({ length: 0x180 - 0xc0 }, (_, index) => String.fromCodePoint(0xc0 + index));
  // Python 3.11, unicodedata 15.0: NFD without marks; then upper and lower of the letter itself.
  const stripped = 'A A A A A A Æ C E E E E I I I I Ð N O O O O O × Ø U U U U Y Þ ß a a a a a a æ c e e e e i i i i ð n o o o o o ÷ ø u u u u y þ y A a A a A a C c C c C c C c D d Đ đ E e E e E e E e E e G g G g G g G g H h Ħ ħ I i I i I i I i I ı Ĳ ĳ J j K k ĸ L l L l L l Ŀ ŀ Ł ł N n N n N n ŉ Ŋ ŋ O o O o O o Œ œ R r R r R r S s S s S s S s T t T t Ŧ ŧ U u U u U u U u U u U u W w Y y Y Z z Z z Z z ſ'.split(' ');
  const upper = 'À Á Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï Ð Ñ Ò Ó Ô Õ Ö × Ø Ù Ú Û Ü Ý Þ SS À Á Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï Ð Ñ Ò Ó Ô Õ Ö ÷ Ø Ù Ú Û Ü Ý Þ Ÿ Ā Ā Ă Ă Ą Ą Ć Ć Ĉ Ĉ Ċ Ċ Č Č Ď Ď Đ Đ Ē Ē Ĕ Ĕ Ė Ė Ę Ę Ě Ě Ĝ Ĝ Ğ Ğ Ġ Ġ Ģ Ģ Ĥ Ĥ Ħ Ħ Ĩ Ĩ Ī Ī Ĭ Ĭ Į Į İ I Ĳ Ĳ Ĵ Ĵ Ķ Ķ ĸ Ĺ Ĺ Ļ Ļ Ľ Ľ Ŀ Ŀ Ł Ł Ń Ń Ņ Ņ Ň Ň ʼN Ŋ Ŋ Ō Ō Ŏ Ŏ Ő Ő Œ Œ Ŕ Ŕ Ŗ Ŗ Ř Ř Ś Ś Ŝ Ŝ Ş Ş Š Š Ţ Ţ Ť Ť Ŧ Ŧ Ũ Ũ Ū Ū Ŭ Ŭ Ů Ů Ű Ű Ų Ų Ŵ Ŵ Ŷ Ŷ Ÿ Ź Ź Ż Ż Ž Ž S'.split(' ');
  const lower = 'à á â ã ä å æ ç è é ê ë ì í î ï ð ñ ò ó ô õ ö × ø ù ú û ü ý þ ß à á â ã ä å æ ç è é ê ë ì í î ï ð ñ ò ó ô õ ö ÷ ø ù ú û ü ý þ ÿ ā ā ă ă ą ą ć ć ĉ ĉ ċ ċ č č ď ď đ đ ē ē ĕ ĕ ė ė ę ę ě ě ĝ ĝ ğ ğ ġ ġ ģ ģ ĥ ĥ ħ ħ ĩ ĩ ī ī ĭ ĭ į į i̇ ı ĳ ĳ ĵ ĵ ķ ķ ĸ ĺ ĺ ļ ļ ľ ľ ŀ ŀ ł ł ń ń ņ ņ ň ň ŉ ŋ ŋ ō ō ŏ ŏ ő ő œ œ ŕ ŕ ŗ ŗ ř ř ś ś ŝ ŝ ş ş š š ţ ţ ť ť ŧ ŧ ũ ũ ū ū ŭ ŭ ů ů ű ű ų ų ŵ ŵ ŷ ŷ ÿ ź ź ż ż ž ž ſ'.split(' ');
  // Letters that Unicode does not take apart, with the transcription of the house.
  const transcribed: Readonly<Record<string, string>> = {
    Æ: 'AE', Ð: 'D', Ø: 'O', Þ: 'TH', ß: 'ss', æ: 'ae', ð: 'd', ø: 'o', þ: 'th', Đ: 'D', đ: 'd', Ħ: 'H', ħ: 'h', ı: 'i', Ĳ: 'IJ', ĳ: 'ij',
    Ł: 'L', ł: 'l', ŉ: "'n", Œ: 'OE', œ: 'oe', Ŧ: 'T', ŧ: 't', ſ: 's',
  };

  test('accents go as decomposition says, ligatures as transcribed', () => {
    expect(throughColumn(letters, steps(false, false, 'keep', 'strip'))).toEqual(stripped.map((letter) => transcribed[letter] ?? letter));
  });

  test('case changes as in Unicode', () => {
    expect(throughColumn(letters, steps(false, false, 'upper', 'keep'))).toEqual(upper);
    expect(throughColumn(letters, steps(false, false, 'lower', 'keep'))).toEqual(lower.map((letter) => letter.normalize('NFC')));
  });
});

const anySteps = fc.record({
  trim: fc.boolean(),
  collapse: fc.boolean(),
  case: fc.constantFrom('keep', 'upper', 'lower'),
  accents: fc.constantFrom('keep', 'strip'),
  invisible: fc.constantFrom('keep', 'remove'),
  punctuation: fc.constantFrom('keep', 'plain', 'space', 'remove'),
} as const);
const french = fc.string({ unit: fc.constantFrom(...' \t\u00a0\u2019\'-.…«aeEéÈçŒœÿßæïn\u0301\u0327\u2028ŉİ\u00ad\u200b\u0001ʼ'), maxLength: 12 });
const anyText = fc.oneof(french, fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }));

describe('laws', () => {
  test('normalising twice is normalising once', () => {
    fc.assert(fc.property(anyText, anySteps, (text, wanted) => {
      const once = normaliseText(text, wanted);
      expect(normaliseText(once, wanted)).toBe(once);
    }), { numRuns: 3000 });
  });

  test('the column kernel and the one-text function are two ways to the same result', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText)), anySteps, (values, wanted) => {
      expect(throughColumn(values, wanted)).toEqual(values.map((value) => (value === null ? null : normaliseText(value.toWellFormed(), wanted))));
    }), { numRuns: 1000 });
  });

  test('the result is composed, and has no white space at its ends nor twice in a row when so asked', () => {
    fc.assert(fc.property(anyText, anySteps, (text, wanted) => {
      const result = normaliseText(text, wanted);
      expect(result.normalize('NFC')).toBe(result);
      if (wanted.trim) expect(result).toBe(result.trim());
      if (wanted.collapse) expect(result).not.toMatch(/\s\s|[^\S ]/u);
      if (wanted.accents === 'strip') expect(result).not.toMatch(/[\u0300-\u036fœŒæÆéèêëàâîïôûùüç]/u);
    }), { numRuns: 2000 });
  });

  test('the changed rows are marked', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText.map((text) => text.toWellFormed()))), anySteps, (values, wanted) => {
      const column = textColumnOf(values);
      const { isChanged } = normaliseTextColumn(wanted, column.offsets, column.bytes, column.valid, column.rows);
      expect([...isChanged]).toEqual(values.map((value) => (value !== null && normaliseText(value, wanted) !== value ? 1 : 0)));
    }), { numRuns: 500 });
  });

  test('what changed does not depend on whether a letter beyond the table stands by', () => {
    const inside = fc.string({ unit: fc.constantFrom(...' \t\u00a0\u0001\u00ad\'-.aeEéÈçŒœÿßæïŉ'), maxLength: 12 });
    fc.assert(fc.property(inside, anySteps, (text, wanted) => {
      const column = textColumnOf([`a${text}a`, `a${text}a東`]);
      const { changes } = normaliseTextColumn(wanted, column.offsets, column.bytes, null, 2);
      expect(changes[0]).toBe(changes[1]);
    }), { numRuns: 2000 });
  });

  test('a text that is not changed has nothing changed in it, and one that is has something', () => {
    fc.assert(fc.property(fc.array(anyText.map((text) => text.toWellFormed())), anySteps, (values, wanted) => {
      const column = textColumnOf(values);
      const { isChanged, changes } = normaliseTextColumn(wanted, column.offsets, column.bytes, null, column.rows);
      expect([...changes].map((bits) => Math.sign(bits))).toEqual([...isChanged]);
    }), { numRuns: 500 });
  });

  test('any bytes give well-formed text and no exception', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 12 })), anySteps, (values, wanted) => {
      const column = textColumnOf(values, 1);
      const result = normaliseTextColumn(wanted, column.offsets, column.bytes, null, column.rows);
      const strict = new TextDecoder('utf-8', { fatal: true });
      for (let row = 0; row < column.rows; row++) {
        expect(() => strict.decode(result.bytes.subarray(result.offsets[row], result.offsets[row + 1]))).not.toThrow();
      }
    }), { numRuns: 1000 });
  });

  test('cutting the column anywhere gives the same texts', () => {
    fc.assert(fc.property(fc.array(fc.option(anyText)), fc.nat(), anySteps, (values, cut, wanted) => {
      const at = values.length === 0 ? 0 : cut % values.length;
      expect([...throughColumn(values.slice(0, at), wanted), ...throughColumn(values.slice(at), wanted)]).toEqual(throughColumn(values, wanted));
    }), { numRuns: 300 });
  });
});

test('folding letters keeps case and other scripts', () => {
  expect(foldLetters('Cœur de Ŀ Ẑ — “東京” Ελλάδα')).toBe('Coeur de Ŀ Z - “東京” Ελλαδα');
});

test('too few offsets are refused', () => {
  expect(() => normaliseTextColumn(asName, new Int32Array(2), new Uint8Array(0), null, 2)).toThrow('offsets: expected at least 3 entries, got 2');
});
