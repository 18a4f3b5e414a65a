import type { Parallel } from '../../core/workers/parallel.ts';
import { columnMaker, type ColumnsPlan } from './column-maker.ts';
import { unreadPages } from './read-sources.ts';
import { sourceColumns, type SourceColumns } from './source-columns.ts';
import type { TableMaker } from './table-maker.ts';
import { threadedColumns } from './threaded-columns.ts';

/**
 * Starts to make the columns of a record table. Threads take part once there are rows enough for them; until it is known whether there are,
 * rows wait.
 *
 * @param plan - all columns and expressions.
 * @param parallel - threads, where there are any.
 * @param threadsFrom - rows from which on these are worth it.
 * @returns a maker without rows.
 */
export function startTable(plan: ColumnsPlan, parallel: Parallel | undefined, threadsFrom: number): TableMaker {
  if (parallel === undefined) return columnsAlone(plan);
  const waiting: ((maker: TableMaker) => Promise<void> | void)[] = [];
  let rows = 0;
  let maker: TableMaker | null = null;
  const settle = async (settled: TableMaker): Promise<TableMaker> => {
    maker = settled;
    for (const give of waiting.splice(0)) await give(settled);
    return settled;
  };
  return {
    enter(source, schema) {
      if (maker !== null) maker.enter(source, schema);
      else waiting.push((settled) => { settled.enter(source, schema); });
    },
    async add(batch) {
      if (maker !== null) return maker.add(batch);
      waiting.push((settled) => settled.add(batch));
      rows += batch.numRows;
      if (rows >= threadsFrom) await settle(threadedColumns(plan, parallel));
    },
    async addPages(stored) {
      if (maker !== null) return maker.addPages(stored);
      waiting.push((settled) => settled.addPages(stored));
      rows += stored.rows;
      if (rows >= threadsFrom) await settle(threadedColumns(plan, parallel));
    },
    bytes: () => maker?.bytes() ?? 0,
    workOut: async (records, order) => (maker ?? (await settle(columnsAlone(plan)))).workOut(records, order),
    layOut: () => maker!.layOut(),
    close: async () => maker?.close(),
  };
}

/** Makes them by the calling thread. */
function columnsAlone(plan: ColumnsPlan): TableMaker {
  const maker = columnMaker(plan);
  let columns: SourceColumns | null = null;
  let name = '';
  let held = 0;
  return {
    enter(source, schema) {
      columns = sourceColumns(schema, plan.columns);
      name = source;
      maker.enter(source, columns.types);
    },
    add(batch) {
      held = maker.add(columns!.of(batch));
      return Promise.resolve();
    },
    addPages(rows) {
      const bytes = maker.addPages(columns!.pagesOf(rows));
      if (bytes === null) return Promise.reject(unreadPages(name));
      held = bytes;
      return Promise.resolve();
    },
    bytes: () => held,
    workOut: (records, order) => new Promise((resolve) => { resolve(maker.workOut(records, order)); }),
    layOut: () => Promise.resolve(maker.layOut()),
    close: () => Promise.resolve(),
  };
}
