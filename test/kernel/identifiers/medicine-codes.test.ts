// CIP and UCD codes: published pairs, the check of EAN-13 done by hand on strings, and the way between 7 and 13 digits.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cip13, cip13OfCip7, cip7, cip7OfCip13, looksLikeCip13, ucd13, ucd13OfUcd7, ucd7, ucd7OfUcd13, validateIdentifier, widenMedicineCodes,
} from '../../../src/identifiers/index.ts';
import { describeWithData } from '../../shared-data.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The check digit of EAN-13 as GS1 describes it: odd places once, even places three times, up to the next ten. */
function checkDigit(twelve: string): string {
  const sum = [...twelve].map(Number).map((digit, index) => (index % 2 === 1 ? 3 * digit : digit)).reduce((left, right) => left + right);
  return String(Math.ceil(sum / 10) * 10 - sum);
}

const seven = fc.stringMatching(/^\d{7}$/);

describeWithData('52 pairs of the public database of medicines', 'identifiers/cip7_cip13_sample.csv', (path) => {
  const pairs = (): [string, string][] => readFileSync(path, 'utf8').trim().split('\n').map((line) => line.trim().split(',') as [string, string]);

  test('pass in both forms and are each other’s code', () => {
    expect(pairs()).toHaveLength(52);
    for (const [short, long] of pairs()) {
      expect([short, validateIdentifier(cip7, short), validateIdentifier(cip13, long)]).toEqual([short, 'ok', 'ok']);
      expect([cip13OfCip7(short), cip7OfCip13(long)]).toEqual([long, short]);
    }
  });

  test('13 of the 52 CIP7 codes have no right digit modulo 11, so that it is no check digit', () => {
    const isKey = (code: string): boolean => [...code].slice(0, 6).reduce((sum, digit, index) => sum + Number(digit) * (index + 2), 0) % 11 === Number(code[6]);
    const wrong = pairs().map(([short]) => short).filter((short) => !isKey(short));
    expect(wrong).toHaveLength(13);
    expect(new Set(wrong.map((short) => short.slice(0, 3)))).toEqual(new Set(['300', '301', '302', '550']));
    for (const short of wrong) expect(validateIdentifier(cip7, short)).toBe('ok');
  });

  test('no right CIP13 code is a UCD13 code, nor with another last digit', () => {
    for (const [, long] of pairs()) {
      expect(validateIdentifier(ucd13, long)).toBe('cip');
      const wrong = long.slice(0, 12) + String((Number(long[12]) + 1) % 10);
      expect([validateIdentifier(cip13, wrong), validateIdentifier(ucd13, wrong)]).toEqual(['checkDigit', 'checkDigit']);
    }
  });
});

describe('UCD codes', () => {
  // Interop'Santé FR Core examples (paracetamol, potassium), EDS of AP-HP (Sawis), a list of remdesivir.
  test.each(['3400890006262', '3400892834719', '3400890000055', '3400890004800'])('%s passes, and is no CIP13 code', (code) => {
    expect(validateIdentifier(ucd13, code)).toBe('ok');
    expect(validateIdentifier(cip13, code)).toBe('ucd');
    expect(cip7OfCip13(code)).toBeNull();
    const short = ucd7OfUcd13(code)!;
    expect([short, validateIdentifier(ucd7, short), ucd13OfUcd7(short)]).toEqual([code.slice(5, 12), 'ok', code]);
  });

  test('are known to the scan for NIRs as CIP13 codes are', () => {
    for (const code of ['3400890006262', '3400949497294']) expect(looksLikeCip13(encode(code), 0, 13)).toBe(true);
    expect(looksLikeCip13(encode('3400890006263'), 0, 13)).toBe(false);
  });
});

test.each([
  [cip13, '', 'empty'],
  [cip13, '340094949729', 'length'],
  [cip13, '34009494972944', 'length'],
  [cip13, '340094949729x', 'character'],
  [cip13, '2400949497294', 'prefix'],
  [ucd13, ' - ', 'empty'],
  [ucd13, '340089000626', 'length'],
  [ucd13, '340O890006262', 'character'],
  [ucd13, '3500890006262', 'prefix'],
  [ucd13, '3400890006261', 'checkDigit'],
  [cip7, '', 'empty'],
  [cip7, '494972', 'length'],
  [cip7, '49497299', 'length'],
  [cip7, '494972A', 'character'],
  [cip7, '494 972.9', 'ok'],
  [ucd7, '\u00a0', 'empty'],
  [ucd7, '900062', 'length'],
  [ucd7, '90006262', 'length'],
  [ucd7, '900062é', 'character'],
  [ucd7, '900 0626', 'ok'],
] as const)('$name judges %j', (identifier, text, reason) => {
  expect(validateIdentifier(identifier, text)).toBe(reason);
});

test('a code of 7 digits and its code of 13 digits lead to each other, and the last digit is that of EAN-13', () => {
  fc.assert(fc.property(seven, (short) => {
    const cip = cip13OfCip7(short)!;
    const ucd = ucd13OfUcd7(short)!;
    expect([cip, ucd]).toEqual([`34009${short}${checkDigit(`34009${short}`)}`, `34008${short}${checkDigit(`34008${short}`)}`]);
    expect([cip7OfCip13(cip), ucd7OfUcd13(ucd)]).toEqual([short, short]);
    expect([validateIdentifier(cip13, cip), validateIdentifier(ucd13, ucd)]).toEqual(['ok', 'ok']);
    expect([validateIdentifier(cip13, ucd), validateIdentifier(ucd13, cip)]).toEqual(['ucd', 'cip']);
  }));
});

test('any 13 digits from 3400 on pass when, and only when, the last is that of EAN-13', () => {
  fc.assert(fc.property(fc.stringMatching(/^3400[0-79]\d{8}$/), (code) => {
    expect(validateIdentifier(cip13, code)).toBe(code[12] === checkDigit(code.slice(0, 12)) ? 'ok' : 'checkDigit');
  }));
});

test('codes outside the series 34009 have no CIP7 code', () => {
  const code = `34007${'1234567'}${checkDigit('340071234567')}`;
  expect(validateIdentifier(cip13, code)).toBe('ok');
  expect(cip7OfCip13(code)).toBeNull();
});

test('what is no code has no other form', () => {
  for (const text of ['', '12', 'abcdefg', '3400949497295', '12345678901234']) {
    expect([cip13OfCip7(text), cip7OfCip13(text), ucd13OfUcd7(text), ucd7OfUcd13(text)]).toEqual([null, null, null, null]);
  }
});

test('many codes widen as one by one', () => {
  fc.assert(fc.property(fc.array(seven, { maxLength: 20 }), fc.constantFrom('cip', 'ucd'), (codes, series) => {
    const widened = decode(widenMedicineCodes(series, encode(codes.join('')), codes.length));
    expect(widened).toBe(codes.map(series === 'cip' ? cip13OfCip7 : ucd13OfUcd7).join(''));
  }));
  expect(widenMedicineCodes('cip', new Uint8Array(0), 0)).toHaveLength(0);
  expect(() => widenMedicineCodes('cip', new Uint8Array(13), 2)).toThrow(RangeError);
});
