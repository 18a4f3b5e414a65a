import type { RecordColumn } from '../kernel/records.ts';
import type { RowTaker } from './read-sources.ts';

/** Makes the columns of a record table: takes rows, works expressions out, lays them out; in this order. */
export interface TableMaker extends RowTaker {
  /** As `workOut` of a `ColumnMaker`, of all expressions. */
  workOut(records: number, order: Int32Array | null): Promise<number>;
  /** One column for each expression, in their order. */
  layOut(): Promise<RecordColumn[]>;
  /** Lets go of what is held; to be called at the end, however it ends. */
  close(): Promise<void>;
}
