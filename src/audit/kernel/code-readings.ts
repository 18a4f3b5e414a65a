/** A code as bits, of which a digest may be the beginning of or the end. */
export interface CodeBits {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

/** One way to read codes. */
export interface CodeReading {
  /** For people. */
  readonly name: string;
  /** Whether a code is compared with the first or the last bits of a digest. */
  readonly from: 'start' | 'end';
  /** Gives the bits of a code, or `null` when a character is foreign. */
  readonly read: (code: Uint8Array) => CodeBits | null;
}

const NONE = 0xff;

function alphabet(letters: string, isCaseless: boolean): Uint8Array {
  const values = new Uint8Array(256).fill(NONE);
  [...letters].forEach((letter, value) => {
    values[letter.charCodeAt(0)] = value;
    if (isCaseless) values[letter.toLowerCase().charCodeAt(0)] = value;
  });
  return values;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const HEX = alphabet(`${DIGITS}ABCDEF`, true);
const BASE64 = alphabet(`${LETTERS}${LETTERS.toLowerCase()}${DIGITS}+/`, false);
const BASE64_URL = alphabet(`${LETTERS}${LETTERS.toLowerCase()}${DIGITS}-_`, false);
const BASE32 = alphabet(`${LETTERS}234567`, true);
const CROCKFORD = alphabet('0123456789ABCDEFGHJKMNPQRSTVWXYZ', true);
const PADDING = 0x3d;

/** Reads letters of so many bits each, without the padding behind; `fill` zero bits stand in front. */
function readLetters(code: Uint8Array, values: Uint8Array, width: number, fill: 'front' | 'back'): CodeBits | null {
  let length = code.length;
  while (length > 0 && code[length - 1] === PADDING) length--;
  const bits = fill === 'front' ? 8 * Math.floor((length * width) / 8) : length * width;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  let at = bits - length * width;
  for (let index = 0; index < length; index++) {
    const value = values[code[index]!]!;
    if (value === NONE) return null;
    for (let bit = width - 1; bit >= 0; bit--, at++) {
      const isSet = (value >> bit) & 1;
      if (at < 0 && isSet === 1) return null;
      if (at >= 0) bytes[at >> 3]! |= isSet << (7 - (at & 7));
    }
  }
  return bits === 0 ? null : { bytes, bits };
}

const whole = (code: Uint8Array): CodeBits | null => (code.length === 0 ? null : { bytes: code, bits: 8 * code.length });

/** The ways to read codes that are bytes. */
export const BINARY_READINGS: readonly CodeReading[] = Object.freeze([
  { name: 'first bytes', from: 'start', read: whole },
  { name: 'last bytes', from: 'end', read: whole },
]);

/** The ways to read codes that are text; the first takes the text itself. */
export const TEXT_READINGS: readonly CodeReading[] = Object.freeze([
  { name: 'text', from: 'start', read: whole },
  { name: 'hexadecimal', from: 'start', read: (code: Uint8Array) => readLetters(code, HEX, 4, 'back') },
  { name: 'hexadecimal, end', from: 'end', read: (code: Uint8Array) => readLetters(code, HEX, 4, 'back') },
  { name: 'base64', from: 'start', read: (code: Uint8Array) => readLetters(code, BASE64, 6, 'back') },
  { name: 'base64url', from: 'start', read: (code: Uint8Array) => readLetters(code, BASE64_URL, 6, 'back') },
  { name: 'base32', from: 'start', read: (code: Uint8Array) => readLetters(code, BASE32, 5, 'back') },
  { name: 'Crockford base32', from: 'start', read: (code: Uint8Array) => readLetters(code, CROCKFORD, 5, 'front') },
] as const);

/**
 * Cuts a digest to the length of codes.
 *
 * @param digest - the whole digest.
 * @param bits - bits of a code.
 * @param from - which end of the digest a code is.
 * @returns the bytes to compare with {@link CodeBits.bytes}, unused bits zero; `null` when a code has more bits than the
 *   digest and the letters of its last byte explain.
 */
export function cutDigest(digest: Uint8Array, bits: number, from: 'start' | 'end'): Uint8Array | null {
  const length = Math.ceil(bits / 8);
  if (from === 'end') return bits % 8 !== 0 || length > digest.length ? null : digest.subarray(digest.length - length);
  if (length > digest.length + 1 || (length > digest.length && bits >= 8 * length)) return null;
  if (length <= digest.length && bits % 8 === 0) return digest.subarray(0, length);
  const cut = new Uint8Array(length);
  cut.set(digest.subarray(0, Math.min(length, digest.length)));
  if (length <= digest.length) cut[length - 1]! &= 0xff << (8 * length - bits);
  return cut;
}
