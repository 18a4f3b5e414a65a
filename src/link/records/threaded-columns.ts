import type { StoredBytes, StoredColumn } from '../../core/dataset.ts';
import { bytesOfParcel, parcelPacker } from '../../core/workers/column-parcels.ts';
import type { Parallel } from '../../core/workers/parallel.ts';
import { sharedSpace, type SharedSpace } from '../../core/workers/shared-space.ts';
import type { RecordColumn } from '../kernel/records.ts';
import type { ColumnsPlan } from './column-maker.ts';
import { inexactNumber } from './column-reading.ts';
import { columnsTask, type ColumnsAnswer, type ColumnsStep, type EnteredSource } from './columns-task.ts';
import { divideColumns } from './divide-columns.ts';
import { unreadPages } from './read-sources.ts';
import { sourceColumns, type SourceColumns } from './source-columns.ts';
import type { TableMaker } from './table-maker.ts';

type AddStep = Extract<ColumnsStep, { readonly kind: 'add' }>;

/** Batches that threads may have at once. */
const BATCHES_AHEAD = 3;

/**
 * Makes the columns of a record table on threads: columns that have nothing to do with each other by different ones, from their rows to what
 * is laid out, while the calling thread reads on.
 *
 * @param plan - all columns and expressions.
 * @param parallel - the threads.
 * @returns a maker whose columns are those of the calling thread, however many threads there are.
 * @remarks The calling thread copies rows into shared memory, and holds three batches there. Columns of one part go to one thread: what is all
 *   of one part is not divided.
 */
export function threadedColumns(plan: ColumnsPlan, parallel: Parallel): TableMaker {
  const parts = divideColumns(plan);
  const plans = parts.map(({ columns, places }): ColumnsPlan => ({
    ...plan, columns, expressions: places.map((place) => plan.expressions[place]!), domains: places.map((place) => plan.domains[place]!),
  }));
  const task = parallel.open(columnsTask, plans);
  const packers = parts.map(parcelPacker);
  const slots = Array.from({ length: BATCHES_AHEAD }, () => ({ spaces: parts.map(sharedSpace), done: Promise.resolve() }));
  const held = parts.map(() => 0);
  let batches = 0;
  let threads: readonly number[] | null = null;
  let columns: readonly SourceColumns[] = [];
  let source = '';
  /** Sources that no thread has heard of yet. */
  let entered: { readonly source: string; readonly columns: readonly SourceColumns[] }[] = [];

  /** Has every part take a step. */
  async function all(stepOf: (part: number) => ColumnsStep): Promise<readonly ColumnsAnswer[]> {
    const answers = await Promise.all(parts.map((_, part) => task.run({ plan: part, step: stepOf(part) }, threads?.[part] ?? part)));
    refuseInexact(answers, plan);
    if (answers.some(({ isUnread }) => isUnread)) throw unreadPages(source);
    return answers;
  }

  function enteredOf(part: number): EnteredSource[] {
    return entered.map(({ source, columns: own }) => ({ source, types: own[part]!.types }));
  }

  /** Hands rows out, as soon as the memory they are copied into is free. */
  async function handOut<Packed>(pack: (own: SourceColumns, space: SharedSpace, part: number) => Packed, weigh: (packed: Packed) => number, given: (packed: Packed) => Pick<AddStep, 'parcels' | 'pages'>): Promise<void> {
    const slot = slots[batches++ % BATCHES_AHEAD]!;
    await slot.done;
    const packed = columns.map((own, part) => pack(own, slot.spaces[part]!, part));
    threads ??= shareOut(packed.map(weigh), parallel.workers);
    const added = all((part) => ({ kind: 'add', entered: enteredOf(part), ...given(packed[part]!) }));
    entered = [];
    slot.done = added.then((answers) => { answers.forEach(({ bytes }, part) => (held[part] = bytes)); });
    // Whoever waits for the slot hears of a fault.
    slot.done.catch(() => undefined);
  }

  return {
    enter(next, schema) {
      source = next;
      columns = plans.map((own) => sourceColumns(schema, own.columns));
      entered.push({ source, columns });
    },
    add: (batch) => handOut(
      (own, space, part) => packers[part]!.pack(space, own.of(batch)),
      (parcels) => parcels.reduce((sum, parcel) => sum + bytesOfParcel(parcel), 0),
      (parcels) => ({ parcels, pages: null }),
    ),
    addPages: (rows) => handOut(
      (own, space) => sharePages(space, own.pagesOf(rows)),
      (pages) => pages.reduce((sum, column) => sum + weightOf(column), 0),
      (pages) => ({ parcels: null, pages }),
    ),
    bytes: () => sum(held),
    async workOut(records, order) {
      for (const { done } of slots.splice(0)) await done;
      if (entered.length > 0) await all((part) => ({ kind: 'add', entered: enteredOf(part), parcels: null, pages: null }));
      const shared = order === null ? null : new Int32Array(new SharedArrayBuffer(order.byteLength));
      if (order !== null) shared!.set(order);
      return sum((await all(() => ({ kind: 'workOut', records, order: shared }))).map(({ bytes }) => bytes));
    },
    async layOut() {
      const table = new Array<RecordColumn>(plan.expressions.length);
      (await all(() => ({ kind: 'layOut' }))).forEach((answer, part) => {
        parts[part]!.places.forEach((place, index) => { table[place] = answer.columns[index]!; });
      });
      return table;
    },
    close: () => task.close(),
  };
}

const pagesOf = ({ dictionary, pages }: StoredColumn): readonly StoredBytes[] => (dictionary === null ? pages : [dictionary, ...pages]);

/** Copies pages into shared memory. */
function sharePages(space: SharedSpace, columns: readonly StoredColumn[]): StoredColumn[] {
  const bytes = space.share(columns.flatMap(pagesOf).map(({ payload }) => ({ kind: 'binary', rows: payload.length, valid: null, width: 1, bytes: payload })));
  const shared = (page: StoredBytes): StoredBytes => ({ ...page, payload: (bytes.shift() as { readonly bytes: Uint8Array }).bytes });
  return columns.map(({ values, dictionary, pages }) => ({ values, dictionary: dictionary === null ? null : shared(dictionary), pages: pages.map(shared) }));
}

/** How long a column may take, beside others: each row is coded and laid out, and each byte looked at. */
function weightOf(column: StoredColumn): number {
  return pagesOf(column).reduce((sum, { values, plainBytes }) => sum + 8 * values + plainBytes, 0);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Refuses what threads refused: of several columns the first. */
function refuseInexact(answers: readonly ColumnsAnswer[], { columns }: ColumnsPlan): void {
  const places = answers.flatMap(({ inexact }) => (inexact === null ? [] : [inexact]));
  const [first] = places.sort((left, right) => columns.indexOf(left.column!) - columns.indexOf(right.column!));
  if (first !== undefined) throw inexactNumber(first);
}

/** Gives each part a thread: the largest first, to the thread that has least. */
function shareOut(bytes: readonly number[], workers: number): readonly number[] {
  const given = new Array<number>(workers).fill(0);
  const threads = new Array<number>(bytes.length).fill(0);
  for (const part of bytes.map((_, index) => index).sort((left, right) => bytes[right]! - bytes[left]!)) {
    const least = given.indexOf(Math.min(...given));
    threads[part] = least;
    given[least]! += bytes[part]!;
  }
  return threads;
}
