// Small tables written as rows of plain values, for tests of operators; nothing here is on a data path.
import type { DataType, Schema } from 'apache-arrow';
import { codedTextType, columnsOf, columnTypeOf, makeBatch, makeField, makeSchema } from '../src/core/arrow.ts';
import { isValid, noneValid, setValid, type Column, type TextColumn } from '../src/core/column.ts';
import { parseColumnType } from '../src/core/column-type.ts';
import { collect, fromBatches, type Dataset } from '../src/core/dataset.ts';
import { declareSchema, type ColumnDeclaration } from '../src/core/field.ts';
import type { SpillStore } from '../src/core/fold.ts';
import { textColumn } from '../src/core/rejects.ts';

/** A value: text, number, truth value; whole numbers of 64 bits, instants (µs) and decimals (unscaled) are big integers. */
export type Value = string | number | bigint | boolean | null;
export type Row = readonly Value[];

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Makes one column of plain values. */
export function columnOfValues(type: DataType, values: readonly Value[]): Column {
  const rows = values.length;
  const name = parseColumnType(columnTypeOf(type)!)!;
  const bits = noneValid(rows);
  values.forEach((value, row) => {
    if (value !== null) setValid(bits, row);
  });
  const valid = values.includes(null) ? bits : null;
  const number = (row: number): number => Number(values[row] ?? 0);
  const big = (row: number): bigint => BigInt((values[row] as bigint | null) ?? 0n);
  const each = <Made>(make: (row: number) => Made): Made[] => values.map((_, row) => make(row));
  switch (name.name) {
    case 'utf8': {
      const text = textColumn(values as readonly (string | null)[]) as TextColumn;
      if (!('dictionary' in type)) return text;
      const entries = [...new Set(values.filter((value) => value !== null))] as string[];
      const codes = Int32Array.from(each((row) => Math.max(0, entries.indexOf(values[row] as string))));
      return { kind: 'coded', rows, valid, codes, dictionary: textColumn(entries) as TextColumn };
    }
    case 'int32':
      return { kind: 'int32', rows, valid, values: Int32Array.from(each(number)) };
    case 'date':
      return { kind: 'date', rows, valid, days: Int32Array.from(each(number)) };
    case 'float64':
      return { kind: 'float64', rows, valid, values: Float64Array.from(each(number)) };
    case 'int64':
      return { kind: 'int64', rows, valid, values: BigInt64Array.from(each(big)) };
    case 'timestamp':
      return { kind: 'timestamp', rows, valid, micros: BigInt64Array.from(each(big)) };
    case 'bool': {
      const truths = noneValid(rows);
      values.forEach((value, row) => {
        if (value === true) setValid(truths, row);
      });
      return { kind: 'bool', rows, valid, bits: truths };
    }
    case 'decimal': {
      const limbs = new Uint32Array(new BigUint64Array(each((row) => [BigInt.asUintN(64, big(row)), BigInt.asUintN(64, big(row) >> 64n)]).flat()).buffer);
      return { kind: 'decimal', rows, valid, precision: name.precision!, scale: name.scale!, limbs };
    }
    case 'binary':
      return { kind: 'binary', rows, valid, width: name.width!, bytes: Uint8Array.from(each((row) => [...Buffer.from((values[row] as string | null) ?? '00'.repeat(name.width!), 'hex')]).flat()) };
  }
}

/** Makes a schema; text columns named in `coded` travel as dictionary codes. */
export function schemaOf(columns: Readonly<Record<string, ColumnDeclaration>>, coded: readonly string[] = []): Schema {
  const schema = declareSchema(columns);
  return makeSchema(schema.fields.map((field) => (coded.includes(field.name) ? makeField(field.name, codedTextType(), field.nullable, field.metadata) : field)));
}

/** Makes a table of rows, cut into batches before the given rows; a repeated cut gives an empty batch. */
export function tableOf(schema: Schema, rows: readonly Row[], cuts: readonly number[] = []): Dataset {
  const places = [0, ...cuts.map((cut) => Math.min(cut, rows.length)).sort((left, right) => left - right), rows.length];
  const batches = places.slice(1).map((end, index) => {
    const part = rows.slice(places[index], end);
    return makeBatch(schema, schema.fields.map((field, column) => columnOfValues(field.type as DataType, part.map((row) => row[column]!))), part.length);
  });
  return fromBatches(schema, batches);
}

/** Reads the values of a column back. */
export function valuesOf(column: Column): Value[] {
  const text = (part: TextColumn, row: number): string => decoder.decode(part.bytes.subarray(part.offsets[row]!, part.offsets[row + 1]!));
  return Array.from({ length: column.rows }, (_, row) => {
    if (!isValid(column.valid, row)) return null;
    switch (column.kind) {
      case 'text':
        return text(column, row);
      case 'coded':
        return text(column.dictionary, column.codes[row]!);
      case 'int32':
      case 'int64':
      case 'float64':
        return column.values[row]!;
      case 'date':
        return column.days[row]!;
      case 'timestamp':
        return column.micros[row]!;
      case 'bool':
        return isValid(column.bits, row);
      case 'decimal':
        return BigInt.asIntN(128, [3, 2, 1, 0].reduce((sum, limb) => (sum << 32n) | BigInt(column.limbs[4 * row + limb]!), 0n));
      case 'binary':
        return Buffer.from(column.bytes.subarray(column.width * row, column.width * (row + 1))).toString('hex');
    }
  });
}

/** Reads a whole table back as rows. */
export async function rowsOf(dataset: Dataset): Promise<Value[][]> {
  const rows: Value[][] = [];
  for (const batch of await collect(dataset)) {
    const columns = columnsOf(batch).map(valuesOf);
    for (let row = 0; row < batch.numRows; row++) rows.push(columns.map((column) => column[row]!));
  }
  return rows;
}

/** A spill store in memory that gives its streams back in pieces of an awkward size. */
export function memorySpill(pieceBytes = 1000): SpillStore & { readonly streams: Map<string, Uint8Array[]>; readonly written: () => number } {
  const streams = new Map<string, Uint8Array[]>();
  let written = 0;
  return {
    streams,
    written: () => written,
    append(name, bytes) {
      written += bytes.length;
      streams.set(name, [...(streams.get(name) ?? []), bytes.slice()]);
      return Promise.resolve();
    },
    async *read(name) {
      await Promise.resolve();
      const all = Buffer.concat(streams.get(name) ?? []);
      for (let at = 0; at < all.length; at += pieceBytes) yield new Uint8Array(all.subarray(at, at + pieceBytes));
    },
    remove(name) {
      streams.delete(name);
      return Promise.resolve();
    },
  };
}
