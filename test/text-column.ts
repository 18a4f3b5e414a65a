// Text columns as the kernels take them, made from strings the slow and obvious way.

/** Offsets, bytes and validity of a text column; `null` is a null row. `lead` bytes stand before the first row. */
export function textColumnOf(values: readonly (string | Uint8Array | null)[], lead = 0): { offsets: Int32Array; bytes: Uint8Array; valid: Uint8Array | null; rows: number } {
  const encoder = new TextEncoder();
  const parts = values.map((value) => (value === null ? new Uint8Array(0) : typeof value === 'string' ? encoder.encode(value) : value));
  const offsets = new Int32Array(values.length + 1);
  offsets[0] = lead;
  parts.forEach((part, row) => {
    offsets[row + 1] = offsets[row]! + part.length;
  });
  const bytes = new Uint8Array(offsets[values.length]!).fill(0x39, 0, lead);
  parts.forEach((part, row) => bytes.set(part, offsets[row]!));
  const valid = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, row) => {
    if (value !== null) valid[row >> 3]! |= 1 << (row & 7);
  });
  return { offsets, bytes, valid: values.includes(null) ? valid : null, rows: values.length };
}

/** The strings of a text column; `null` for null rows. */
export function stringsOf(column: { offsets: Int32Array; bytes: Uint8Array; valid: Uint8Array | null; rows: number }): (string | null)[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: column.rows }, (_, row) =>
    column.valid !== null && (column.valid[row >> 3]! & (1 << (row & 7))) === 0
      ? null
      : decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1])));
}
