import type { Column, ListColumn } from '../../core/column.ts';
import { DataError, type DataErrorDetail } from '../../core/errors.ts';
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
   * @param records - rows of all batches.
   * @returns the column over all of them.
   * @throws {DataError} `DATA_VALUE_RANGE` for a number that doubles cannot hold exactly.
   */
  finish(records: number): CodedRecords;
}

/** Codes of one batch. */
interface CodedPart {
  readonly coder: number;
  readonly codes: Int32Array;
  readonly source: string;
  readonly firstRow: number;
}

/**
 * Starts to read a column.
 *
 * @param name - its name, for messages.
 * @returns a reading without rows.
 * @remarks Holds 4 bytes a row, and the distinct values.
 */
export function columnReading(name: string): ColumnReading {
  const coders: BaseCoder[] = [];
  const types: string[] = [];
  const parts: CodedPart[] = [];
  let source = '';
  let coder = 0;
  let rows = 0;
  let codeBytes = 0;
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
      const codes = new Int32Array(column.rows);
      coders[coder]!.encode(column, codes);
      parts.push({ coder, codes, source, firstRow: rows });
      rows += column.rows;
      codeBytes += codes.byteLength;
    },
    bytes: () => codeBytes + coders.reduce((sum, { byteLength }) => sum + byteLength, 0),
    finish(records) {
      // What was read goes as soon as it is put together: columns are finished one after the other.
      const read = coders.splice(0).map((one) => one.finish());
      read.forEach(({ inexactCode }, number) => {
        if (inexactCode >= 0) refuseInexact(parts.filter((part) => part.coder === number), inexactCode, name);
      });
      const pooled = poolValues(read.map(({ values }) => values));
      const valueOf = read.map(({ codeOf }, number) => composeCodes(codeOf, pooled.codesOf[number]!));
      const codes = new Int32Array(records);
      let at = 0;
      for (const part of parts.splice(0)) {
        codes.set(read.length === 1 ? part.codes : composeCodes(part.codes, valueOf[part.coder]!), at);
        at += part.codes.length;
      }
      return { codes, codeOf: read.length === 1 ? valueOf[0]! : null, values: pooled.values };
    },
  };
}

function refuseInexact(parts: readonly CodedPart[], code: number, column: string): never {
  const { source, firstRow, codes } = parts.find((part) => part.codes.includes(code))!;
  throw inexactNumber({ source, column, firstRow: firstRow + codes.indexOf(code) + 1 });
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
