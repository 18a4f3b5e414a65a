import { expect, test } from 'vitest';
import { latin1Byte, WINDOWS_1252, windows1252Byte } from '../../../src/text/index.ts';

// Python 3.11, bytes(range(0x80, 0xa0)).decode('cp1252', 'replace'): undefined bytes are U+FFFD.
const HIGH = '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';

test('windows-1252 is what another program has', () => {
  expect(WINDOWS_1252.map((point) => (point === 0 ? '\ufffd' : String.fromCodePoint(point))).join('')).toBe(HIGH);
});

test('every byte is found again by its character, an undefined one by the control character of its number', () => {
  for (let byte = 0; byte < 256; byte++) {
    const character = byte >= 0x80 && byte < 0xa0 && HIGH[byte - 0x80] !== '\ufffd' ? HIGH.charCodeAt(byte - 0x80) : byte;
    expect(windows1252Byte(character)).toBe(byte);
    expect(latin1Byte(byte)).toBe(byte);
  }
});

test('characters of other sets have no byte', () => {
  expect([0x80, 0x100, 0x152 + 2, 0x2014 + 1, 0xfffd].map(windows1252Byte)).toEqual([-1, -1, -1, -1, -1]);
  expect([0x100, 0x20ac].map(latin1Byte)).toEqual([-1, -1]);
});
