import { bytesOfParcel, parcelPacker } from '../../core/workers/column-parcels.ts';
import type { Parallel } from '../../core/workers/parallel.ts';
import { sharedSpace } from '../../core/workers/shared-space.ts';
import type { RecordColumn } from '../kernel/records.ts';
import type { ColumnsPlan } from './column-maker.ts';
import { inexactNumber } from './column-reading.ts';
import { columnsTask, type ColumnsAnswer, type ColumnsStep, type EnteredSource } from './columns-task.ts';
import { divideColumns } from './divide-columns.ts';
import { sourceColumns, type SourceColumns } from './source-columns.ts';
import type { TableMaker } from './table-maker.ts';

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
  /** Sources that no thread has heard of yet. */
  let entered: { readonly source: string; readonly columns: readonly SourceColumns[] }[] = [];

  /** Has every part take a step. */
  async function all(stepOf: (part: number) => ColumnsStep): Promise<readonly ColumnsAnswer[]> {
    const answers = await Promise.all(parts.map((_, part) => task.run({ plan: part, step: stepOf(part) }, threads?.[part] ?? part)));
    refuseInexact(answers, plan);
    return answers;
  }

  function enteredOf(part: number): EnteredSource[] {
    return entered.map(({ source, columns: own }) => ({ source, types: own[part]!.types }));
  }

  return {
    enter(source, schema) {
      columns = plans.map((own) => sourceColumns(schema, own.columns));
      entered.push({ source, columns });
    },
    async add(batch) {
      const slot = slots[batches++ % BATCHES_AHEAD]!;
      await slot.done;
      const parcels = columns.map((own, part) => packers[part]!.pack(slot.spaces[part]!, own.of(batch)));
      threads ??= shareOut(parcels.map((own) => own.reduce((sum, parcel) => sum + bytesOfParcel(parcel), 0)), parallel.workers);
      const added = all((part) => ({ kind: 'add', entered: enteredOf(part), parcels: parcels[part]! }));
      entered = [];
      slot.done = added.then((answers) => { answers.forEach(({ bytes }, part) => (held[part] = bytes)); });
      // Whoever waits for the slot hears of a fault.
      slot.done.catch(() => undefined);
    },
    bytes: () => sum(held),
    async workOut(records, order) {
      for (const { done } of slots) await done;
      if (entered.length > 0) await all((part) => ({ kind: 'add', entered: enteredOf(part), parcels: null }));
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
