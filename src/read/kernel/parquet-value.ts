import { limbsOfInt32, limbsOfInt64 } from './decimal.ts';
import type { IpcLayout } from './ipc-schema.ts';
import { PHYSICAL, type ParquetColumn } from './parquet-footer.ts';
import type { RawColumn } from './raw-column.ts';
import type { SourceType } from './source-type.ts';

/**
 * How the decoder lays out a column of a physical type.
 *
 * @param physical - one of {@link PHYSICAL}.
 * @param width - bytes of a fixed-width value, otherwise 0.
 * @returns the layout of the decoder’s column.
 */
export function physicalLayout(physical: number, width: number): IpcLayout {
  const layout = (type: SourceType, buffers: number, ends: IpcLayout['ends'] = 'none'): IpcLayout => ({ type, ends, buffers, children: [] });
  switch (physical) {
    case PHYSICAL.boolean:
      return layout({ kind: 'bool' }, 2);
    case PHYSICAL.int32:
      return layout({ kind: 'int', bits: 32, signed: true }, 2);
    case PHYSICAL.int64:
      return layout({ kind: 'int', bits: 64, signed: true }, 2);
    case PHYSICAL.float:
      return layout({ kind: 'float', bits: 32 }, 2);
    case PHYSICAL.double:
      return layout({ kind: 'float', bits: 64 }, 2);
    case PHYSICAL.bytes:
      return layout({ kind: 'bytes' }, 3, 'offsets32');
    default:
      return layout({ kind: 'fixed', width }, 2);
  }
}

/**
 * Reads physical values as what the file's schema says they are.
 *
 * @param raw - values as the decoder gave them.
 * @param column - the column of the schema.
 * @returns the same rows, ready for the casts.
 */
export function logicalColumn(raw: RawColumn, column: ParquetColumn): RawColumn {
  const { type } = column;
  switch (type.kind) {
    case 'int':
      // Numbers of 8 and 16 bits are stored in 32.
      return type.bits === 64 ? { ...raw, type } : { ...raw, type: { kind: 'int', bits: 32, signed: type.signed || type.bits < 32 } };
    case 'decimal':
      return { ...decimalColumn(raw, column), type };
    default:
      return { ...raw, type };
  }
}

function decimalColumn(raw: RawColumn, { physical, width }: ParquetColumn): RawColumn {
  const { rows, values } = raw;
  if (physical === PHYSICAL.bytes) return raw;
  if (physical === PHYSICAL.fixed) return { ...raw, bigEndianBytes: width };
  const limbs = physical === PHYSICAL.int32
    ? limbsOfInt32(new Int32Array(values.buffer, values.byteOffset, rows))
    : limbsOfInt64(new Int32Array(values.buffer, values.byteOffset, 2 * rows), true);
  return { ...raw, values: new Uint8Array(limbs.buffer) };
}

/**
 * Keeps the low words of 64-bit numbers.
 *
 * @param raw - 64-bit numbers.
 * @returns the same rows as 32-bit numbers.
 */
export function lowWords(raw: RawColumn): RawColumn {
  const words = new Int32Array(raw.values.buffer, raw.values.byteOffset, 2 * raw.rows);
  const low = new Int32Array(raw.rows);
  for (let row = 0; row < low.length; row++) low[row] = words[2 * row]!;
  return { ...raw, type: { kind: 'int', bits: 32, signed: true }, values: new Uint8Array(low.buffer) };
}
