import type { ValueReason } from '../core/value-tally.ts';
import type { CleanedColumn, ColumnCleaner, PlainColumn } from './clean-columns.ts';
import { BECOMES, rewriteRows, type RowRewriter } from './kernel/rewrite-rows.ts';
import { textOf } from './text-of.ts';

/**
 * Makes a cleaner that rewrites texts, and whole numbers as their digits, one by one.
 *
 * @param reasons - reasons by code, with what becomes of the values that have them.
 * @param rewrite - rewrites one value.
 * @returns the cleaner; its columns are plain text.
 */
export function textRewriter(reasons: readonly ValueReason[], rewrite: RowRewriter): ColumnCleaner {
  const becomes = Uint8Array.from(reasons, ({ fate }) => (fate === 'accept' ? BECOMES.written : fate === 'keep' ? BECOMES.kept : BECOMES.null));
  return (column: PlainColumn): CleanedColumn => {
    const text = textOf(column);
    const { offsets, bytes, valid, reasons: found, isChanged } = rewriteRows(text, becomes, rewrite);
    return { column: { kind: 'text', rows: text.rows, valid, offsets, bytes }, reasons: found, isChanged };
  };
}
