import { putByte, putBytes, putSigned, putUnsigned, type ByteSink } from '../compress/byte-sink.ts';

/** A value of Thrift's compact protocol, as far as Parquet's metadata needs it. */
export type ThriftValue =
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'i16' | 'i32' | 'i64'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly of: 'i32' | 'bytes' | 'struct'; readonly values: readonly ThriftValue[] }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<number, ThriftValue | null>> };

const TYPES: Readonly<Record<Exclude<ThriftValue['kind'], 'truth'>, number>> = Object.freeze({ i16: 4, i32: 5, i64: 6, bytes: 8, list: 9, struct: 12 });

/** Truths of structures carry their value in their type. */
const typeOf = (value: ThriftValue): number => (value.kind === 'truth' ? (value.value ? 1 : 2) : TYPES[value.kind]);

/**
 * Makes a whole number of 32 bits.
 *
 * @param value - the number.
 * @returns the value.
 */
export function i32(value: number): ThriftValue {
  return { kind: 'i32', value };
}

/**
 * Makes a whole number of 64 bits.
 *
 * @param value - the number, of a magnitude below 2⁵².
 * @returns the value.
 */
export function i64(value: number): ThriftValue {
  return { kind: 'i64', value };
}

/**
 * Makes a text.
 *
 * @param text - any text.
 * @returns its bytes in UTF-8.
 */
export function text(text: string): ThriftValue {
  return { kind: 'bytes', value: new TextEncoder().encode(text) };
}

/**
 * Makes a structure.
 *
 * @param fields - its fields by number; `null` where there is none.
 * @returns the value.
 */
export function struct(fields: Readonly<Record<number, ThriftValue | null>>): ThriftValue {
  return { kind: 'struct', fields };
}

/**
 * Makes a list of structures.
 *
 * @param values - the structures.
 * @returns the value.
 */
export function structs(values: readonly ThriftValue[]): ThriftValue {
  return { kind: 'list', of: 'struct', values };
}

/**
 * Writes a value.
 *
 * @param sink - receives it.
 * @param value - any value.
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function putThrift(sink: ByteSink, value: ThriftValue): void {
  switch (value.kind) {
    case 'truth':
      // A field says it in its type, and lists of truths are not needed.
      return;
    case 'i16':
    case 'i32':
    case 'i64':
      putSigned(sink, value.value);
      return;
    case 'bytes':
      putUnsigned(sink, value.value.length);
      putBytes(sink, value.value);
      return;
    case 'list':
      putList(sink, value);
      return;
    case 'struct':
      putStruct(sink, value);
  }
}

function putList(sink: ByteSink, { of, values }: ThriftValue & { readonly kind: 'list' }): void {
  if (values.length < 15) putByte(sink, (values.length << 4) | TYPES[of]);
  else {
    putByte(sink, 0xf0 | TYPES[of]);
    putUnsigned(sink, values.length);
  }
  for (const one of values) putThrift(sink, one);
}

/** Fields come in the order of their numbers, none more than fifteen above the one before. */
function putStruct(sink: ByteSink, { fields }: ThriftValue & { readonly kind: 'struct' }): void {
  let before = 0;
  for (const [number, value] of Object.entries(fields)) {
    if (value === null) continue;
    putByte(sink, ((Number(number) - before) << 4) | typeOf(value));
    putThrift(sink, value);
    before = Number(number);
  }
  putByte(sink, 0);
}
