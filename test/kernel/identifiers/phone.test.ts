// Telephone numbers. The numbers are made of series and round digits, or are the examples that libphonenumber publishes:
// nobody is called by them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractPhone, formatIdentifier, normaliseIdentifier, phone, validateIdentifier } from '../../../src/identifiers/index.ts';

describe('a right number', () => {
  test.each([
    ['06 12 34 56 78', '+33612345678', '06 12 34 56 78', 'mobile'],
    ['06.12.34.56.78', '+33612345678', '06 12 34 56 78', 'mobile'],
    ['+33 (0)6 12 34 56 78', '+33612345678', '06 12 34 56 78', 'mobile'],
    ['+33 6-12-34-56-78', '+33612345678', '06 12 34 56 78', 'mobile'],
    ['0033612345678', '+33612345678', '06 12 34 56 78', 'mobile'],
    ['00 33 (0) 612345678', '+33612345678', '06 12 34 56 78', 'mobile'],
    ['(01)\u00a040/00/00/00', '+33140000000', '01 40 00 00 00', 'geographic'],
    ['0800 000 000', '+33800000000', '08 00 00 00 00', 'special'],
    ['0900000000', '+33900000000', '09 00 00 00 00', 'nonGeographic'],
    // Overseas, one number however it is written.
    ['0692 12 34 56', '+262692123456', '0692 12 34 56', 'mobile'],
    ['+33 6 92 12 34 56', '+262692123456', '0692 12 34 56', 'mobile'],
    ['+262 (0)692 12 34 56', '+262692123456', '0692 12 34 56', 'mobile'],
    ['0590 00 00 00', '+590590000000', '0590 00 00 00', 'geographic'],
    ['+590 800 00 00 00', '+33800000000', '08 00 00 00 00', 'special'],
    ['0508 41 12 34', '+508411234', '+508 41 12 34', 'unknown'],
    ['+508 41 12 34', '+508411234', '+508 41 12 34', 'unknown'],
    ['+508 708 40 00 00', '+508708400000', '0708 40 00 00', 'mobile'],
    ['+687 75 12 34', '+687751234', '+687 75 12 34', 'unknown'],
    ['+689 87 12 34 56', '+68987123456', '+689 87 12 34 56', 'unknown'],
    ['00681 82 12 34', '+681821234', '+681 82 12 34', 'unknown'],
  ])('%j is %s, written %s, %s', (text, canonical, written, kind) => {
    expect([validateIdentifier(phone, text), normaliseIdentifier(phone, text), formatIdentifier(phone, text)]).toEqual(['ok', canonical, written]);
    expect(extractPhone(text)?.kind).toBe(kind);
    expect(canonical.startsWith(`+${extractPhone(text)!.countryCode}`)).toBe(true);
  });
});

test.each([
  ['', 'empty'],
  [' - ', 'empty'],
  ['06 12 34 56 7x', 'character'],
  ['06 12 34 56 78 poste 12', 'character'],
  ['0+612345678', 'character'],
  ['٠٦١٢٣٤٥٦٧٨', 'character'],
  ['()', 'length'],
  ['+', 'length'],
  ['+33', 'length'],
  ['6', 'length'],
  ['06 12 34 56 7', 'length'],
  ['06 12 34 56 78 9', 'length'],
  ['+33 6 12 34 56 7', 'length'],
  ['+33 00 12 34 56 78', 'length'],
  ['1'.repeat(40), 'length'],
  ['+687 75 12 3', 'length'],
  ['+1234567890123456', 'length'],
  ['+508 41 12 3', 'length'],
  ['0508 01 12 34', 'length'],
  ['612345678', 'leadingZero'], ['140000000', 'leadingZero'],
  ['15', 'shortNumber'],
  ['112', 'shortNumber'],
  ['3646', 'shortNumber'],
  ['118 000', 'shortNumber'],
  ['75 12 34', 'shortNumber'],
  ['33612345678', 'internationalPrefix'],
  ['+0612345678', 'internationalPrefix'],
  ['00 00 00 00 00', 'internationalPrefix'],
  ['+590 612345678', 'countryCode'],
  ['+594 692 12 34 56', 'countryCode'],
  ['+262 140000000', 'countryCode'],
  ['01 99 00 00 00', 'fictional'],
  ['+33 6 39 98 00 00', 'fictional'],
  ['05 36 49 12 34', 'fictional'],
  ['+49 30 1234567', 'foreign'], ['0032 2 000 00 00', 'foreign'], ['+1 202 555 0100', 'foreign'],
])('%j is judged %s', (text, reason) => {
  expect(validateIdentifier(phone, text)).toBe(reason);
  expect([normaliseIdentifier(phone, text), extractPhone(text)]).toEqual([null, null]);
});

/** Country codes of the series overseas, as libphonenumber-js 1.13.16 (metadata `max`) gives them for valid numbers. */
const SERIES: Readonly<Record<string, string>> = {
  262: '262', 2630: '262', 269: '262', 639: '262', 692: '262', 693: '262', 7092: '262', 70935: '262', 70937: '262', 590: '590', 690: '590', 691: '590', 7090: '590', 594: '594', 694: '594', 70930: '594', 70933: '594',
  596: '596', 696: '596', 697: '596', 7091: '596', 708: '508',
};

describe('the series of a number decides its country code', () => {
  const series = fc.constantFrom(...Object.entries(SERIES));
  const rest = fc.stringMatching(/^0{1,4}\d{4}$/);

  test('overseas, with the code of the part, that of the mainland, or none', () => {
    fc.assert(fc.property(series, rest, ([prefix, code], digits) => {
      const number = (prefix + digits).padEnd(9, '0').slice(0, 9);
      fc.pre(!number.startsWith('63998'));
      for (const text of [`0${number}`, `+33${number}`, `+${code}${number}`, `00${code}0${number}`]) {
        expect([text, normaliseIdentifier(phone, text)]).toEqual([text, `+${code}${number}`]);
      }
    }));
  });

  test('on the mainland, where no series is one of overseas', () => {
    fc.assert(fc.property(fc.stringMatching(/^[1-9]\d{8}$/), (number) => {
      fc.pre(!Object.keys(SERIES).some((prefix) => number.startsWith(prefix.slice(0, 3))) && !/^508|^263|^709/.test(number));
      fc.pre(!['19900', '26191', '35301', '46571', '53649'].includes(number.slice(0, 5)));
      expect(normaliseIdentifier(phone, `0${number}`)).toBe(`+33${number}`);
      expect(normaliseIdentifier(phone, `+33 (0) ${number}`)).toBe(`+33${number}`);
    }));
  });

  test('and the examples that libphonenumber publishes are read as it reads them', () => {
    const examples = { '+33': '612345678', '+590': '690001234', '+596': '696201234', '+594': '694201234', '+262': '692123456', '+508': '551234', '+687': '751234', '+689': '87123456', '+681': '821234' };
    for (const [code, number] of Object.entries(examples)) expect(normaliseIdentifier(phone, `${code} ${number}`)).toBe(code + number);
    expect(normaliseIdentifier(phone, '0639012345')).toBe('+262639012345');
  });
});

test('grouping and brackets change nothing', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('', ' ', '.', '-', '/', '\u00a0', '(', ')'), { minLength: 11, maxLength: 11 }), (signs) => {
    const text = [...'0612345678'].map((digit, index) => signs[index]! + digit).join('') + signs[10]!;
    expect(normaliseIdentifier(phone, text)).toBe('+33612345678');
  }));
});

test('a form accepted at a weaker level keeps the number that was written', () => {
  const read = (text: string): string => {
    const form = new Uint8Array(phone.width);
    const bytes = new TextEncoder().encode(text);
    phone.read(bytes, 0, bytes.length, form, 0);
    return new TextDecoder().decode(form).replace(/\0+$/, '');
  };
  expect([read('+49 30 1234567'), read('+590 612345678'), read('01 99 00 00 00')]).toEqual(['+49301234567', '+33612345678', '+33199000000']);
});
