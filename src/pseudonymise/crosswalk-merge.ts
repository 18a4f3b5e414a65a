import type { RecordBatch, Schema } from 'apache-arrow';
import { makeBatch } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { joinColumns, sliceColumn, takeRows } from '../core/slice.ts';
import { crosswalkColumns, type CrosswalkRows } from './crosswalk-table.ts';
import { compareCodes } from './kernel/compare-codes.ts';
import type { SealedPersons } from './kernel/held-persons.ts';
import type { ValueForm } from './profile.ts';

/** What a crosswalk is laid out by. */
export interface CrosswalkLayout {
  readonly schema: Schema;
  readonly form: ValueForm;
  readonly fingerprint: string;
  /** Days since 1970-01-01: when new persons are first seen. */
  readonly today: number;
}

/** Rows of one side, with a place among them. */
interface Cursor {
  readonly part: CrosswalkRows;
  readonly columns: readonly Column[];
  at: number;
}

/**
 * Merges the rows of a crosswalk with those of new persons, both in the order of their codes.
 *
 * @param known - the rows there are.
 * @param added - the new persons.
 * @param layout - schema, and what new rows say.
 * @returns batches of at most 65,536 rows, in the order of the codes; none when there is nobody.
 * @throws {DataError} `DATA_DUPLICATE_KEY` if a new person has the code of a known one.
 * @remarks One batch of each side is held.
 */
export async function* mergePersons(known: AsyncIterable<CrosswalkRows>, added: AsyncIterable<SealedPersons>, layout: CrosswalkLayout): AsyncGenerator<RecordBatch> {
  const left = cursors(known, (part) => part, layout);
  const right = cursors(added, ({ rows, codes, seals }) => ({ rows, codes, seals, firstSeen: new Int32Array(rows).fill(layout.today) }), layout);
  try {
    let old = await nextCursor(left);
    let fresh = await nextCursor(right);
    while (old !== null || fresh !== null) {
      yield mergeSome(old, fresh, layout.schema);
      if (old !== null && old.at === old.part.rows) old = await nextCursor(left);
      if (fresh !== null && fresh.at === fresh.part.rows) fresh = await nextCursor(right);
    }
  } finally {
    await left.return(undefined);
    await right.return(undefined);
  }
}

async function* cursors<Part>(parts: AsyncIterable<Part>, rowsOf: (part: Part) => CrosswalkRows, { form, fingerprint }: CrosswalkLayout): AsyncGenerator<Cursor, undefined> {
  for await (const source of parts) {
    const part = rowsOf(source);
    if (part.rows > 0) yield { part, columns: crosswalkColumns(part, form, fingerprint), at: 0 };
  }
}

async function nextCursor(from: AsyncGenerator<Cursor, undefined>): Promise<Cursor | null> {
  const { value } = await from.next();
  return value ?? null;
}

/** Takes rows until a batch is full or one side has come to its end. */
function mergeSome(old: Cursor | null, fresh: Cursor | null, schema: Schema): RecordBatch {
  const oldFrom = old?.at ?? 0;
  const freshFrom = fresh?.at ?? 0;
  // A row of the old side is its place among those taken, one of the other side the complement of its place.
  const order = new Int32Array(BATCH_ROWS);
  let rows = 0;
  for (; rows < BATCH_ROWS; rows++) {
    const takesOld = isNext(old, fresh);
    const cursor = takesOld ? old! : fresh!;
    order[rows] = takesOld ? cursor.at - oldFrom : ~(cursor.at - freshFrom);
    cursor.at++;
    if (cursor.at === cursor.part.rows) {
      rows++;
      break;
    }
  }
  const oldRows = (old?.at ?? 0) - oldFrom;
  const places = order.subarray(0, rows).map((place) => (place < 0 ? oldRows + ~place : place));
  const columns = schema.fields.map((_, index) => {
    const sides = [...sliceOf(old, index, oldFrom), ...sliceOf(fresh, index, freshFrom)];
    return sides.length === 1 ? sides[0]! : takeRows(joinColumns(sides), places);
  });
  return makeBatch(schema, columns, rows);
}

/** Tells whether the next row is of the old side. */
function isNext(old: Cursor | null, fresh: Cursor | null): boolean {
  if (old === null || fresh === null) return fresh === null;
  const order = compareCodes(old.part.codes, old.at, fresh.part.codes, fresh.at);
  if (order === 0) throw new DataError('DATA_DUPLICATE_KEY', 'a new person has the code of a known one; draw with another key', { source: 'crosswalk', column: 'code' });
  return order < 0;
}

function sliceOf(cursor: Cursor | null, column: number, from: number): Column[] {
  return cursor === null || cursor.at === from ? [] : [sliceColumn(cursor.columns[column]!, from, cursor.at - from)];
}
