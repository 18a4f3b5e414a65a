import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skipSpace, spaceWidth, trimSpace } from '../../../src/text/index.ts';

const encoder = new TextEncoder();

test('white space is what regular expressions of the language call so', () => {
  for (let point = 0; point < 0x10000; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const letter = String.fromCodePoint(point);
    const bytes = encoder.encode(letter);
    expect(spaceWidth(bytes, 0, bytes.length) > 0, point.toString(16)).toBe(/^\s$/u.test(letter));
  }
});

test('cutting it off both ends is what the language does', () => {
  const unit = fc.constantFrom(...' \t\u00a0\u2009\u3000\ufeff\u2028\u1680\u205fabé東');
  fc.assert(fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
    const bytes = encoder.encode(`x${text}`);
    const start = skipSpace(bytes, 1, bytes.length);
    const end = trimSpace(bytes, start, bytes.length);
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end))).toBe(text.trim());
  }), { numRuns: 1000 });
});

test('a sequence that is cut short is no white space, whatever follows the text', () => {
  const bytes = encoder.encode('\u00a0\u2009');
  expect([spaceWidth(bytes, 0, 1), spaceWidth(bytes, 2, 4), trimSpace(bytes, 1, 2), trimSpace(bytes, 3, 5)]).toEqual([0, 0, 2, 5]);
});
