// Bytes in which the parts of the compressors meet their ends.

/** Bytes below `values`, of chance; the same each time. */
export function noise(length: number, values: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % values;
  });
}

/** Each symbol twice as often as the one before: codes as long as they may become. */
function steep(symbols: number): Uint8Array {
  const bytes: number[] = [];
  for (let symbol = 0; symbol < symbols; symbol++) for (let copy = 0; copy < 2 ** symbol; copy++) bytes.push(symbol);
  // Out of order, so that nothing repeats for long.
  const order = noise(bytes.length, 256, 7);
  return Uint8Array.from(bytes.map((byte, index) => [order[index]!, byte] as const).sort(([left], [right]) => left - right), ([, byte]) => byte);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const repeated = (bytes: Uint8Array, length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => bytes[at % bytes.length]!);

/** By what they are. */
export const CASES: Readonly<Record<string, Uint8Array>> = {
  'none': new Uint8Array(0),
  'one': Uint8Array.of(7),
  'four': utf8('abcd'),
  'one byte often': new Uint8Array(150_000).fill(9),
  'two bytes by chance': noise(40_000, 2),
  'half bytes by chance': noise(3000, 16),
  'all bytes by chance': noise(140_000, 256),
  'bytes of which most are low': noise(200_000, 256).map((byte) => (byte * byte * byte) >> 16),
  'the highest byte among low ones': Uint8Array.from({ length: 5000 }, (_, at) => (at % 1000 === 999 ? 255 : noise(5000, 3)[at]!)),
  'thirty-two different bytes, and a thousand': Uint8Array.from({ length: 1032 }, (_, at) => at & 255),
  'steep': steep(16),
  'a short period': repeated(utf8('abc'), 1000),
  'a long period': repeated(noise(70_000, 256), 150_000),
  'a period beyond the reach of a repetition': repeated(noise(1_050_000, 256), 1_100_000),
  'row keys': utf8(Array.from({ length: 5000 }, (_, row) => `patient-${String(row).padStart(7, '0')}`).join('')),
  'doubles': new Uint8Array(Float64Array.from({ length: 20_000 }, (_, row) => (row * 7919) % 1000 / 8).buffer),
  'exactly one block': noise(128 * 1024, 40),
  'one byte more than a block': noise(128 * 1024 + 1, 40),
  'repetitions of every length': utf8(Array.from({ length: 400 }, (_, length) => `${'xyzw'.repeat(100).slice(0, length)}#${length}#`).join('')),
};
