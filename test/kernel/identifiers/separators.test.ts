import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNir, looksLikeNir, nir, nirKey, validateIdentifier } from '../../../src/identifiers/index.ts';
import { gatherCharacters } from '../../../src/identifiers/separators.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function gathered(text: string, capacity = 20): string {
  const bytes = encode(text);
  const out = new Uint8Array(capacity);
  return String.fromCharCode(...out.subarray(0, gatherCharacters(bytes, 0, bytes.length, out)));
}

describe('separators', () => {
  test.each([
    ['1 84 05', '18405'],
    ['1.84-05/88_321|025', '18405' + '88321025'],
    ['\t1\n2\r3\v4\f5', '12345'],
    ['1\u00a02\u202f3\u20094\u2003' + '5\ufeff', '12345'],
    ['1\u00ad2\u200b3\u200c4\u200d5\u20606\u30007\u205f8\u16809\u20280\u2029', '1234567890'],
    ['\u00ae\u200e\u2010\u2061\u3001\u1681', '\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff'],
    ['a,b;c:d', 'a,b;c:d'],
    ['é€', '\u00ff\u00ff'],
    ['👩', '\u00ff'],
    ['\u2014', '\u00ff'],
    ['', ''],
  ])('%j keeps %j', (text, kept) => {
    expect(gathered(text)).toBe(kept);
  });

  test('no more is gathered than fits', () => {
    expect(gathered('123456', 4)).toBe('1234');
    expect(gathered('1 2 3 4 5', 4)).toBe('1234');
  });

  test('what is gathered is what an expression keeps', () => {
    const unit = fc.constantFrom(...' \t.-/_|09AaZ\u00a0\u00ad\u1680\u2000\u200a\u200b\u200d\u200e\u2029\u202f\u205f\u2060\u3000\ufeffé€👩', '\n');
    fc.assert(fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      const kept = [...text.replace(/[ \t\n\v\f\r./_|\u00a0\u00ad\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff-]/gu, '')].map((character) => (character < '\u0080' ? character : '\u00ff')).join('');
      expect(gathered(text, 40)).toBe(kept);
    }), { numRuns: 2000 });
  });

  test('any bytes are gathered without reading past the end', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(12), (bytes, end) => {
      const out = new Uint8Array(16);
      const stop = Math.min(end, bytes.length);
      const cut = gatherCharacters(bytes, 0, stop, out);
      const alone = new Uint8Array(16);
      expect(gatherCharacters(bytes.slice(0, stop), 0, stop, alone)).toBe(cut);
      expect([...out]).toEqual([...alone]);
    }), { numRuns: 1000 });
  });
});

describe('finding NIRs, by an expression and by bytes', () => {
  // A NIR with key between characters that are neither letters nor digits, at most one separator between its groups.
  const EXPRESSION = /(?<![0-9A-Za-z])[1-8][ .\u00a0-]?\d\d[ .\u00a0-]?\d\d[ .\u00a0-]?(?:\d\d|2[AaBb])[ .\u00a0-]?\d{3}[ .\u00a0-]?\d{3}[ .\u00a0-]?\d\d(?![0-9A-Za-z])/gu;

  function byExpression(text: string): number {
    for (const match of text.matchAll(EXPRESSION)) {
      // A decimal number: the only separator is a point after the first digit.
      if (/^\d\.\d+$/.test(match[0])) continue;
      if (validateIdentifier(nir, match[0]) === 'ok') return encode(text.slice(0, match.index)).length;
    }
    return -1;
  }

  const thirteen = fc.tuple(fc.constantFrom('1', '2', '7'), fc.stringMatching(/^\d\d(?:0[1-9]|1[0-2])(?:13|75|2A|2b|97)[1-8]\d{2}\d{3}$/)).map(([sex, rest]) => sex + rest);
  const whole = fc.tuple(thirteen, fc.boolean()).map(([value, isRight]) => value + (isRight ? nirKey(value)! : '00'));
  const spaced = fc.tuple(whole, fc.constantFrom('', ' ', '.', '-', '\u00a0', '  ')).map(([value, separator]) =>
    [value.slice(0, 1), value.slice(1, 3), value.slice(3, 5), value.slice(5, 7), value.slice(7, 10), value.slice(10, 13), value.slice(13)].join(separator));
  const noise = fc.string({ unit: fc.constantFrom(...'019 .-;,\nxXé\u00a0'), maxLength: 8 });

  test('agree on where the first one stands', () => {
    let found = 0;
    fc.assert(fc.property(fc.array(fc.oneof(spaced, noise), { maxLength: 4 }), (parts) => {
      const text = parts.join('');
      const bytes = encode(text);
      const at = findNir(bytes, 0, bytes.length);
      expect([text, at]).toEqual([text, byExpression(text)]);
      if (at >= 0) found++;
    }), { numRuns: 4000 });
    expect(found).toBeGreaterThan(300);
  });

  test('a cell that is a NIR is found in the text of a file', () => {
    fc.assert(fc.property(spaced, (cell) => {
      const bytes = encode(`a;${cell};b\n`);
      const isCell = looksLikeNir(bytes, 2, bytes.length - 3) === 15;
      if (!cell.includes('  ')) expect(findNir(bytes, 0, bytes.length)).toBe(isCell ? 2 : -1);
    }), { numRuns: 1000 });
  });
});
