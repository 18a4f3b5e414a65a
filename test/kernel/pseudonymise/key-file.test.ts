// The lines accepted and refused are written by hand; keys by node's random numbers or Buffer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatKeyFile, parseKeyFile } from '../../../src/pseudonymise/index.ts';
import { secretKeyFault } from '../../../src/pseudonymise/kernel/secret-key.ts';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const text = `a423-key-v1:${Buffer.from(secretKey).toString('base64url')}`;
const ascii = (line: string): Uint8Array => new TextEncoder().encode(line);

describe('a key file', () => {
  test('is one line of a prefix and 43 characters', () => {
    expect(Buffer.from(formatKeyFile(secretKey)).toString('latin1')).toBe(`${text}\n`);
    expect(formatKeyFile(secretKey)).toHaveLength(12 + 43 + 1);
  });

  test.each(['', '\n', '\r\n'])('is read with the line end %j', (end) => {
    expect([...parseKeyFile(ascii(text + end))]).toEqual([...secretKey]);
  });

  test('reads back whatever key was written', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      if (secretKeyFault(bytes) === null) expect([...parseKeyFile(formatKeyFile(bytes))]).toEqual([...bytes]);
      else expect(() => formatKeyFile(bytes)).toThrow(RangeError);
    }), { numRuns: 300, seed: 1 });
  });

  test.each([
    ['nothing', ''],
    ['a line end', '\n'],
    ['the characters alone', text.slice(12)],
    ['another version', text.replace('v1', 'v2')],
    ['a space in front', ` ${text}`],
    ['a byte order mark', `\ufeff${text}`],
    ['a space behind', `${text} `],
    ['two line ends', `${text}\n\n`],
    ['a carriage return alone', `${text}\r`],
    ['a second line', `${text}\n${text}\n`],
    ['one character less', text.slice(0, -1)],
    ['one character more', `${text}A`],
    ['padding', `${text.slice(0, -1)}=`],
    ['base64 instead of base64url', `a423-key-v1:${'+/'.repeat(21)}A`],
    ['a last character with bits of no byte', `${text.slice(0, -1)}${text.endsWith('B') ? 'D' : 'B'}`],
    ['hexadecimal', `a423-key-v1:${Buffer.from(secretKey).toString('hex')}`],
    ['sixteen bytes', `a423-key-v1:${Buffer.from(secretKey.subarray(0, 16)).toString('base64url')}`],
    ['no characters', 'a423-key-v1:'],
  ])('is refused when it holds %s', (_, wrong) => {
    expect(() => parseKeyFile(ascii(wrong))).toThrow(RangeError);
  });

  test.each([
    ['printable text', Buffer.from('correct horse battery staple 123')],
    ['printable text with a line end', Buffer.from('correct horse battery staple 12\n')],
    ['zeros', Buffer.alloc(32)],
    ['one byte repeated', Buffer.alloc(32, 0xa5)],
    ['seven bytes repeated', Buffer.alloc(32, Buffer.from([128, 2, 200, 4, 250, 6, 7]))],
  ])('is refused when its key is %s', (_, weak) => {
    expect(() => parseKeyFile(ascii(`a423-key-v1:${weak.toString('base64url')}`))).toThrow(RangeError);
    expect(() => formatKeyFile(weak)).toThrow(RangeError);
  });

  test('is never quoted by a refusal', () => {
    const secrets = ['motdepasse-secret', text.slice(12), text.slice(12, 40), Buffer.from(secretKey).toString('hex')];
    const wrong = [...secrets, `a423-key-v1:${secrets[0]!}`, `a423-key-v1:${text.slice(12, 40)}`, `${text}A`, `a423-key-v1:${'!'.repeat(43)}`];
    for (const line of wrong) {
      let message = '';
      try {
        parseKeyFile(ascii(line));
      } catch (error) {
        message = `${(error as Error).message}${(error as Error).stack ?? ''}`;
      }
      expect(message).toMatch(/^key: expected/);
      for (const secret of [...secrets, '!!!']) expect(message).not.toContain(secret);
    }
  });
});

describe('a secret key', () => {
  test('is 32 bytes that look random', () => {
    expect(secretKeyFault(secretKey)).toBeNull();
    expect(secretKeyFault(secretKey.subarray(1))).toBe('expected 32 bytes, got 31');
    expect(secretKeyFault(Uint8Array.from({ length: 32 }, (_, index) => 33 + index))).toBe('expected random bytes, got printable text');
    expect(secretKeyFault(new Uint8Array(32))).toBe('expected random bytes, got a few bytes repeated');
    // One byte outside the printable range and eight different bytes are enough.
    expect(secretKeyFault(Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 0x80 : 33 + index)))).toBeNull();
    expect(secretKeyFault(Uint8Array.from({ length: 32 }, (_, index) => 200 + (index % 8)))).toBeNull();
    expect(secretKeyFault(Uint8Array.from({ length: 32 }, (_, index) => 200 + (index % 7)))).not.toBeNull();
  });
});
