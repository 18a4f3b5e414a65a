// Every way in which a secret could stand in a file, and a search for all of them at once. SHA-256 is written from its
// definition, since no library shows the state after the padded key.

/** One spelling of a part of a secret. */
export interface Needle {
  readonly label: string;
  readonly bytes: Uint8Array;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_URL = `${BASE64.slice(0, 62)}-_`;

/** The letters of an alphabet that a string of bytes gives when it starts `offset` bits before a letter; torn letters are left out. */
function letters(bytes: Uint8Array, alphabet: string, offset: number): string {
  const width = Math.log2(alphabet.length);
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('').slice(offset);
  return (bits.match(new RegExp(`.{${width}}`, 'g')) ?? []).map((group) => alphabet[parseInt(group, 2)]).join('');
}

const reversed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();
const reversedText = (text: string): string => [...text].reverse().join('');
/** The same 32-bit words on a machine of the other byte order. */
const swapped = (bytes: Uint8Array): Uint8Array => bytes.map((_, index) => bytes[index ^ 3]!);

function spellings(part: Uint8Array): [label: string, text: string | Uint8Array][] {
  const buffer = Buffer.from(part);
  const hex = buffer.toString('hex');
  const words = Array.from({ length: part.length >> 2 }, (_, index) => [buffer.readInt32BE(4 * index), buffer.readUInt32BE(4 * index)] as const);
  return [
    ['bytes', part], ['hexadecimal', hex], ['capitals', hex.toUpperCase()], ['hexadecimal, reversed', reversedText(hex)], ['hexadecimal with commas', hex.match(/../g)!.map((pair) => `0x${pair}`).join(',')],
    ...[0, 1, 2, 3, 4, 5].flatMap((offset): [string, string][] => [['base64', letters(part, BASE64, offset)], ['base64url', letters(part, BASE64_URL, offset)]]),
    ...[0, 1, 2, 3, 4].flatMap((offset): [string, string][] => [['base32', letters(part, BASE32, offset)], ['base32 in small letters', letters(part, BASE32, offset).toLowerCase()], ['Crockford base32', letters(part, CROCKFORD, offset)]]),
    ['list', part.join(',')], ['words', words.map(([signed]) => signed).join(',')], ['words without sign', words.map(([, unsigned]) => unsigned).join(',')],
  ];
}

/** All spellings of the halves of a secret of 32 or 64 bytes. */
export function needlesOf(name: string, secret: Uint8Array): Needle[] {
  const parts = Array.from({ length: secret.length / 16 }, (_, index) => secret.subarray(16 * index, 16 * index + 16));
  const object = Array.from(secret.subarray(0, 8), (byte, index) => `"${index}":${byte}`).join(',');
  const found = parts.flatMap((part) => [['', part], [', reversed', reversed(part)], [', other byte order', swapped(part)]] as const).flatMap(([variant, part]) => spellings(part).map(([label, text]): Needle => ({ label: `${name}: ${label}${variant}`, bytes: Buffer.from(text as string) })));
  return [...found, { label: `${name}: JSON of a typed array`, bytes: Buffer.from(object) }];
}

const BETWEEN = new Set([...' \t\r\n:'].map((character) => character.charCodeAt(0)));

/** A search for needles, each of at least eight bytes. */
export function needleSearch(needles: readonly Needle[]): (bytes: Uint8Array) => string[] {
  const starts = new Uint8Array(1 << 24);
  const byStart = new Map<number, Needle[]>();
  for (const needle of needles) {
    const [first, second, third] = needle.bytes;
    const start = (first! << 16) | (second! << 8) | third!;
    starts[start] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
  }
  const searchIn = (bytes: Uint8Array): string[] => {
    const found = new Set<string>();
    let start = 0;
    for (let index = 0; index < bytes.length; index++) {
      start = ((start << 8) | bytes[index]!) & 0xffffff;
      if (index < 2 || starts[start] === 0) continue;
      for (const needle of byStart.get(start)!) if (Buffer.compare(bytes.subarray(index - 2, index - 2 + needle.bytes.length), needle.bytes) === 0) found.add(needle.label);
    }
    return [...found];
  };
  // A second look without blanks and colons, for lists in lines, dumps in pairs and JSON in columns.
  return (bytes) => [...new Set([...searchIn(bytes), ...searchIn(bytes.filter((byte) => !BETWEEN.has(byte)))])];
}

const PRIMES = Array.from({ length: 312 }, (_, number) => number).filter((number) => number > 1 && Array.from({ length: number }, (_, divisor) => divisor).every((divisor) => divisor < 2 || number % divisor !== 0));
const fraction = (value: number): number => Math.floor((value % 1) * 2 ** 32);
/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the first 8. */
const ROUNDS = PRIMES.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** SHA-256's compression of one block into a state (FIPS 180-4, section 6.2.2), on whole numbers from 0 to 2³² − 1. */
export function compress(state: readonly number[], block: Uint8Array): number[] {
  const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  const words = Array.from({ length: 16 }, (_, index) => Buffer.from(block).readUInt32BE(4 * index));
  for (let t = 16; t < 64; t++) {
    const [x, y] = [words[t - 15]!, words[t - 2]!];
    words.push((words[t - 16]! + words[t - 7]! + ((rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) >>> 0) + ((rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)) >>> 0)) >>> 0);
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const first = (h + ((rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) >>> 0) + (((e & f) ^ (~e & g)) >>> 0) + ROUNDS[t]! + words[t]!) >>> 0;
    const second = (((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) >>> 0) + (((a & b) ^ (a & c) ^ (b & c)) >>> 0)) >>> 0;
    [a, b, c, d, e, f, g, h] = [(first + second) >>> 0, a, b, c, (d + first) >>> 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]!) >>> 0);
}

/** The two states of HMAC-SHA-256 once the padded key of at most 64 bytes was taken in, as bytes in the order of the standard. */
export function midstatesOf(secret: Uint8Array): { readonly inner: Uint8Array; readonly outer: Uint8Array } {
  const block = Uint8Array.from({ length: 64 }, (_, index) => secret[index] ?? 0);
  const after = (pad: number): Uint8Array => Uint8Array.from(compress(START, block.map((byte) => byte ^ pad)).flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));
  return { inner: after(0x36), outer: after(0x5c) };
}
