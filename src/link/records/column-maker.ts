import type { Column, ListColumn } from '../../core/column.ts';
import type { StoredColumn } from '../../core/dataset.ts';
import { pageKernel, readChunk, type PageKernel } from '../../parquet/index.ts';
import type { SymbolUnit } from '../../text/index.ts';
import type { RecordColumn } from '../kernel/records.ts';
import { OWN_ARRAYS, SHARED_ARRAYS } from '../kernel/records/array-maker.ts';
import { layOutColumns } from '../kernel/records/lay-out-columns.ts';
import { reorderRecords } from '../kernel/records/reorder-records.ts';
import { tableBytes } from '../kernel/records/table-bytes.ts';
import type { CodedRecords } from '../kernel/records/values.ts';
import type { Expression } from '../model/expression.ts';
import type { BaseType } from './base-type.ts';
import { codeExpressions } from './code-expressions.ts';
import { columnReading } from './column-reading.ts';

/** What is made of some columns; plain data. */
export interface ColumnsPlan {
  /** The columns, each once. */
  readonly columns: readonly string[];
  /** What is made of them and of no other. */
  readonly expressions: readonly Expression[];
  /** Domain of each expression: those of one domain share a dictionary. */
  readonly domains: readonly number[];
  /** What a character of a text is. */
  readonly unit: SymbolUnit;
  /** Whether what is made lies in memory that threads share. */
  readonly isShared: boolean;
}

/** Makes expressions over all records from the columns they use: reads, then works out, then lays out. */
export interface ColumnMaker {
  /** Says which source comes next, and what each column is there. */
  enter(source: string, types: readonly BaseType[]): void;
  /** Takes the columns of a batch; gives the memory held, in bytes. */
  add(columns: readonly (Column | ListColumn)[]): number;
  /** Takes the columns of some rows as their file keeps them; `null` when that contradicts itself. */
  addPages(columns: readonly StoredColumn[]): number | null;
  /**
   * Works the expressions out.
   *
   * @param records - rows of all batches.
   * @param order - Int32Array(records): where each record stands among the rows; `null` where it is its place.
   * @returns bytes that it takes to lay them out, what is there included.
   * @throws {DataError} `DATA_VALUE_RANGE` for a number that doubles cannot hold exactly.
   */
  workOut(records: number, order: Int32Array | null): number;
  /** Lays out what was worked out: one column for each expression. */
  layOut(): RecordColumn[];
}

/**
 * Starts to make columns.
 *
 * @param plan - see {@link ColumnsPlan}.
 * @returns a maker without rows.
 * @remarks Holds 4 bytes for each row and column, and the distinct values; then as much for each expression, the last one of a column in place of
 *   its own.
 */
export function columnMaker({ columns, expressions, domains, unit, isShared }: ColumnsPlan): ColumnMaker {
  const readings = columns.map(columnReading);
  let worked: readonly CodedRecords[] = [];
  let kernel: PageKernel | null = null;
  const bytes = (): number => readings.reduce((sum, reading) => sum + reading.bytes(), 0);
  return {
    enter(source, types) {
      readings.forEach((reading, index) => { reading.enter(source, types[index]!); });
    },
    add(batch) {
      readings.forEach((reading, index) => { reading.add(batch[index]!); });
      return bytes();
    },
    addPages(chunks) {
      kernel ??= pageKernel();
      for (const [index, reading] of readings.entries()) {
        if (!readChunk(chunks[index]!, kernel, (column) => { reading.add(column); })) return null;
      }
      return bytes();
    },
    workOut(records, order) {
      kernel = null;
      // Column by column: one in the old order goes as the new one comes.
      const read = new Map(readings.splice(0).map((reading, index) => {
        const column = reading.finish();
        return [columns[index]!, order === null ? column : reorderRecords(column, order)];
      }));
      worked = codeExpressions(expressions, read, records);
      return tableBytes(worked, domains, records, unit);
    },
    layOut() {
      const laidOut = layOutColumns(worked, domains, { unit, make: isShared ? SHARED_ARRAYS : OWN_ARRAYS, takesCodes: true });
      worked = [];
      return laidOut;
    },
  };
}
