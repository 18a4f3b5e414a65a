// The slow and obvious way to do what the kernels do, and the means to run both of a kernel's forms.
import { vi } from 'vitest';

/** Dense codes of values in the order of first appearance; `null` is −1. */
export function naiveCodes(values: readonly (string | number | bigint | null)[]): number[] {
  const codes = new Map<string | number | bigint, number>();
  return values.map((value) => {
    if (value === null) return -1;
    if (!codes.has(value)) codes.set(value, codes.size);
    return codes.get(value)!;
  });
}

/** Validity bits with bit `i` set where `present(i)`. */
export function bitsWhere(rows: number, present: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) if (present(row)) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

/** Runs `body` as on a platform without WebAssembly. */
export function withoutKernel<Result>(body: () => Result): Result {
  vi.stubGlobal('WebAssembly', undefined);
  try {
    return body();
  } finally {
    vi.unstubAllGlobals();
  }
}

/** Whole numbers below 2³², the same for the same seed (xorshift). */
export function numbersFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Cuts `rows` at the given places into ranges, some of them empty. */
export function rangesOf(rows: number, cuts: readonly number[]): [from: number, to: number][] {
  const places = [0, ...cuts.map((cut) => cut % (rows + 1)).sort((left, right) => left - right), rows];
  return places.slice(1).map((to, index) => [places[index]!, to]);
}
