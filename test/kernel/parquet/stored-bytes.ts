// Bytes as the format descriptions have them, written the long way round: nothing here is shared with what reads them.
import type { StoredPage } from '../../../src/parquet/index.ts';

/** A piece of a Snappy stream: bytes as they are, or so many from so far back. */
export type SnappyPiece = { readonly literal: readonly number[]; readonly lengthBytes?: number } | { readonly back: number; readonly length: number; readonly kind: 1 | 2 | 3 };

/** An unsigned number in groups of seven bits. */
export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 0x80, ...varint(Math.floor(value / 128))];
}

const little = (value: number, bytes: number): number[] => Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);

/** Writes a stream, and what it becomes. A reference reaches as far back as there is something. */
export function snappyOf(pieces: readonly SnappyPiece[]): { readonly packed: Uint8Array; readonly plain: Uint8Array } {
  const plain: number[] = [];
  const packed: number[] = [];
  for (const piece of pieces) {
    if ('literal' in piece) {
      const { literal } = piece;
      if (literal.length === 0) continue;
      const lengthBytes = piece.lengthBytes ?? (literal.length <= 60 ? 0 : literal.length <= 256 ? 1 : 2);
      packed.push(...(lengthBytes === 0 ? [(literal.length - 1) << 2] : [(59 + lengthBytes) << 2, ...little(literal.length - 1, lengthBytes)]), ...literal);
      plain.push(...literal);
      continue;
    }
    if (plain.length === 0) continue;
    const back = Math.min(piece.back, plain.length, piece.kind === 1 ? 2047 : 65_535);
    const length = piece.kind === 1 ? Math.min(11, Math.max(4, piece.length)) : piece.length;
    if (piece.kind === 1) packed.push(1 | ((length - 4) << 2) | ((back >> 8) << 5), back & 0xff);
    else packed.push(piece.kind | ((length - 1) << 2), ...little(back, piece.kind === 2 ? 2 : 4));
    for (let index = 0; index < length; index++) plain.push(plain[plain.length - back]!);
  }
  return { packed: Uint8Array.from([...varint(plain.length), ...packed]), plain: Uint8Array.from(plain) };
}

/** Texts with their lengths in front; a row that is null leaves nothing. */
export function storedTexts(texts: readonly (string | null)[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(texts.flatMap((text) => (text === null ? [] : [...little(encoder.encode(text).length, 4), ...encoder.encode(text)])));
}

/** Numbers of so many bits in runs: each given one is a run of repeats, or a group whose size is rounded up to eight. */
export function runsOf(runs: readonly { readonly numbers: readonly number[]; readonly isPacked: boolean }[], width: number): number[] {
  return runs.flatMap(({ numbers, isPacked }) => {
    if (!isPacked) return [...varint(2 * numbers.length), ...little(numbers[0]!, Math.ceil(width / 8))];
    const groups = Math.ceil(numbers.length / 8);
    const bits = Array.from({ length: 8 * groups }, (_, index) => numbers[index] ?? 0).flatMap((number) => Array.from({ length: width }, (_, bit) => Math.floor(number / 2 ** bit) % 2));
    const bytes = Array.from({ length: groups * width }, (_, index) => bits.slice(8 * index, 8 * index + 8).reduce((sum, bit, place) => sum + bit * 2 ** place, 0));
    return [...varint(2 * groups + 1), ...bytes];
  });
}

/** A page that is not compressed, without levels unless they are given. */
export function pageOf(payload: readonly number[] | Uint8Array, values: number, more: Partial<StoredPage> = {}): StoredPage {
  const bytes = Uint8Array.from(payload);
  return { payload: bytes, plainBytes: bytes.length, values, isSnappy: false, isCoded: false, levels: 'none', ...more };
}

/** Levels of rows, with their number of bytes in front. */
export function levelsInFront(present: readonly boolean[]): number[] {
  const levels = runsOf([{ numbers: present.map(Number), isPacked: true }], 1);
  return [...little(levels.length, 4), ...levels];
}
