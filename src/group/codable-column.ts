/** Text whose row `i` is `bytes[offsets[i] … offsets[i + 1])`. */
export interface CodableText {
  readonly kind: 'text';
  readonly rows: number;
  readonly valid: Uint8Array | null;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** A column of any type whose values can be told apart; validity bits as in Arrow, `null` for no nulls. */
export type CodableColumn =
  | CodableText
  | { readonly kind: 'coded'; readonly rows: number; readonly valid: Uint8Array | null; readonly codes: Int32Array; readonly dictionary: CodableText }
  | { readonly kind: 'int32'; readonly rows: number; readonly valid: Uint8Array | null; readonly values: Int32Array }
  | { readonly kind: 'int64'; readonly rows: number; readonly valid: Uint8Array | null; readonly values: BigInt64Array }
  | { readonly kind: 'float64'; readonly rows: number; readonly valid: Uint8Array | null; readonly values: Float64Array }
  | { readonly kind: 'bool'; readonly rows: number; readonly valid: Uint8Array | null; readonly bits: Uint8Array }
  | { readonly kind: 'date'; readonly rows: number; readonly valid: Uint8Array | null; readonly days: Int32Array }
  | { readonly kind: 'timestamp'; readonly rows: number; readonly valid: Uint8Array | null; readonly micros: BigInt64Array }
  | { readonly kind: 'decimal'; readonly rows: number; readonly valid: Uint8Array | null; readonly precision: number; readonly scale: number; readonly limbs: Uint32Array }
  | { readonly kind: 'binary'; readonly rows: number; readonly valid: Uint8Array | null; readonly width: number; readonly bytes: Uint8Array };

/**
 * Marks which codes stand for a value.
 *
 * @param codes - Int32Array(rows), −1 for null.
 * @returns validity bits, or `null` when none is null.
 */
export function validityOf(codes: Int32Array): Uint8Array | null {
  const bits = new Uint8Array((codes.length + 7) >> 3);
  let nulls = 0;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0) nulls++;
    else bits[row >> 3]! |= 1 << (row & 7);
  }
  return nulls === 0 ? null : bits;
}
