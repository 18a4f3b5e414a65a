import type { Column, ListColumn } from '../../core/column.ts';
import { DataError, type DataErrorDetail } from '../../core/errors.ts';
import { codeRows } from '../kernel/records/code-rows.ts';
import { poolValues } from '../kernel/records/pool-values.ts';
import { composeCodes, type CodedRecords } from '../kernel/records/values.ts';
import { baseCoder, type BaseCoder } from './base-coder.ts';
import type { BaseType } from './base-type.ts';

/** One column on its way through the batches of all sources. */
export interface ColumnReading {
  /** Says which source comes next, and what the column is there. */
  enter(source: string, type: BaseType): void;
  /** Takes the column of a batch. */
  add(column: Column | ListColumn): void;
  /** Memory held, in bytes. */
  bytes(): number;
  /**
   * Puts what was read together; nothing can be added any more.
   *
   * @returns the column over all rows.
   * @throws {DataError} `DATA_VALUE_RANGE` for a number that doubles cannot hold exactly.
   */
  finish(): CodedRecords;
}

/** Codes of one batch. */
interface CodedPart {
  readonly coder: number;
  /** Where they lie among those of all batches. */
  readonly from: number;
  readonly end: number;
  readonly source: string;
  readonly firstRow: number;
}

/**
 * Starts to read a column.
 *
 * @param name - its name, for messages.
 * @returns a reading without rows.
 * @remarks Holds 4 bytes a row, and the distinct values. The codes are the caller's in the end, who may write over them.
 */
export function columnReading(name: string): ColumnReading {
  const coders: BaseCoder[] = [];
  const types: string[] = [];
  const parts: CodedPart[] = [];
  let source = '';
  let coder = 0;
  let rows = 0;
  let read = 0;
  const codes = codeRows();
  return {
    enter(entered, type) {
      source = entered;
      rows = 0;
      coder = types.indexOf(type.name);
      if (coder >= 0) return;
      coder = types.push(type.name) - 1;
      coders.push(baseCoder(type));
    },
    add(column) {
      coders[coder]!.encode(column, codes.more(column.rows));
      parts.push({ coder, from: read, end: (read += column.rows), source, firstRow: rows });
      rows += column.rows;
    },
    bytes: () => codes.byteLength + coders.reduce((sum, { byteLength }) => sum + byteLength, 0),
    finish() {
      const all = codes.all();
      const finished = coders.splice(0).map((one) => one.finish());
      finished.forEach(({ inexactCode }, number) => {
        if (inexactCode >= 0) refuseInexact(parts.filter((part) => part.coder === number), all, inexactCode, name);
      });
      const pooled = poolValues(finished.map(({ values }) => values));
      const valueOf = finished.map(({ codeOf }, number) => composeCodes(codeOf, pooled.codesOf[number]!));
      if (finished.length === 1) return { codes: all, codeOf: valueOf[0]!, values: pooled.values };
      for (const { coder, from, end } of parts) all.set(composeCodes(all.subarray(from, end), valueOf[coder]!), from);
      return { codes: all, codeOf: null, values: pooled.values };
    },
  };
}

function refuseInexact(parts: readonly CodedPart[], codes: Int32Array, code: number, column: string): never {
  const found = (part: CodedPart): number => codes.subarray(part.from, part.end).indexOf(code);
  const part = parts.find((one) => found(one) >= 0)!;
  throw inexactNumber({ source: part.source, column, firstRow: part.firstRow + found(part) + 1 });
}

/**
 * Makes the refusal of a number that doubles cannot hold.
 *
 * @param place - where it is.
 * @returns the error.
 */
export function inexactNumber(place: DataErrorDetail): DataError {
  return new DataError('DATA_VALUE_RANGE', 'linkage compares numbers of at most 15 digits; cast the column to text', place);
}
