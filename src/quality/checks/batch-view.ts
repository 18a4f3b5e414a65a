import type { RecordBatch } from 'apache-arrow';
import { columnOf } from '../../core/arrow.ts';
import { plainText, type CodedColumn, type Column, type TextColumn } from '../../core/column.ts';
import { canonicalColumn, nir, readNirFacts, REASON_OK, type CanonicalColumn, type Identifier, type NirFactsColumn } from '../../identifiers/index.ts';

/** A batch as the checks see it: what several of them need is worked out once. */
export interface BatchView {
  readonly rows: number;
  /** Gives a column. */
  column(index: number): Column;
  /** Gives a text column as plain text. */
  text(index: number): TextColumn;
  /** Reads a text column as an identifier; every value that passes `format` has its canonical form. */
  canonical(index: number, identifier: Identifier): CanonicalColumn;
  /** Tells what the NIRs of a text column say; nothing where a NIR does not pass every level. */
  nirFacts(index: number): NirFactsColumn;
}

/**
 * Looks at a batch.
 *
 * @param batch - the batch.
 * @returns its view; what was worked out is held as long as the view.
 */
export function viewBatch(batch: RecordBatch): BatchView {
  const column = remembering((index) => columnOf(batch, index));
  const text = remembering((index) => plainText(column(index) as TextColumn | CodedColumn));
  const canonical = new Map<string, CanonicalColumn>();
  const view: BatchView = {
    rows: batch.numRows,
    column,
    text,
    canonical(index, identifier) {
      const name = `${identifier.name} ${index}`;
      const known = canonical.get(name);
      if (known !== undefined) return known;
      const { offsets, bytes, valid, rows } = text(index);
      const read = canonicalColumn(identifier, 'format', offsets, bytes, valid, rows);
      canonical.set(name, read);
      return read;
    },
    nirFacts: remembering((index) => {
      const { bytes, offsets, reasons, rows } = view.canonical(index, nir);
      const sound = new Uint8Array((rows + 7) >> 3);
      for (let row = 0; row < rows; row++) if (reasons[row] === REASON_OK) sound[row >> 3]! |= 1 << (row & 7);
      return readNirFacts(bytes, offsets, sound, rows);
    }),
  };
  return view;
}

function remembering<Made>(make: (index: number) => Made): (index: number) => Made {
  const made = new Map<number, Made>();
  return (index) => {
    const known = made.get(index);
    if (known !== undefined) return known;
    const fresh = make(index);
    made.set(index, fresh);
    return fresh;
  };
}
