import type { RecordTable } from '../kernel/records.ts';
import type { ExpressionList } from './expression-list.ts';

/** What of the records comparing needs: the columns, and which expression each is. */
export interface ComparableRecords {
  readonly table: RecordTable;
  readonly expressions: ExpressionList;
  /** What a symbol of a text is. */
  readonly unit: 'codePoint' | 'byte';
}
