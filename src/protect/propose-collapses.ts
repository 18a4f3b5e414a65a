import type { Dataset } from '../core/dataset.ts';
import { columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid } from '../core/column.ts';
import { type CellTable, cellTableOf, dimensionsOf, METADATA } from '../core/field.ts';
import { takeRows } from '../core/slice.ts';
import { judgeTable, type TableJudgement } from './judge-table.ts';
import { cellsOf, type ProtectOptions } from './protect-options.ts';

/** A column that may be left out of a table, and what would be withheld without it. */
export interface CollapseProposal {
  /** Column of the finest level of a dimension, or of all of it. */
  readonly column: string;
  readonly judgement: TableJudgement;
  /** Rows told by published cells of the finest detail that is left, as a share in [0, 1] of all rows. */
  readonly detailShare: number;
}

/**
 * Tries what a table would look like without the finest level of each dimension: where fewer categories stand, fewer cells are
 * small, and fewer must cover them.
 *
 * @param cells - cells of an `aggregate` step; a level can be left out where the next coarser has totals.
 * @param options - as for `protect`.
 * @param signal - aborts the work.
 * @returns one proposal for each such level, that which withholds the smallest share of rows first, then by column; the table as it is
 *   comes first of all, under the column `''`. Empty for several linked tables.
 * @throws {PlanError} if the options are wrong or do not fit the cells.
 * @remarks As many protections as there are dimensions, by elimination where `auto` was asked for.
 */
export async function proposeCollapses(cells: Dataset, options: ProtectOptions, signal?: AbortSignal): Promise<CollapseProposal[]> {
  const table = cellsOf(cells.schema);
  if (table.tables !== undefined) return [];
  const finest = dimensionsOf(table).map((columns) => columns.at(-1)!).filter((name) => table.margins.includes(name) && table.dimensions.length > 1);
  const quick: ProtectOptions = options.secondary === undefined ? options : { ...options, secondary: { ...options.secondary, method: 'gauss' } };
  const context = signal === undefined ? {} : { signal };
  const judged = async (column: string, dataset: Dataset): Promise<CollapseProposal> => {
    const judgement = await judgeTable(dataset, quick, context);
    return { column, judgement, detailShare: 1 - detailWithheld(judgement) };
  };
  const proposals: CollapseProposal[] = [];
  for (const column of finest) proposals.push(await judged(column, withoutColumn(cells, table, column)));
  proposals.sort((left, right) => right.detailShare - left.detailShare || (left.column < right.column ? -1 : 1));
  return [await judged('', cells), ...proposals];
}

/** The share withheld at the finest level of the dimension that loses most. */
function detailWithheld({ levels, refusal }: TableJudgement): number {
  if (refusal !== null) return 1;
  const finest = new Map(levels.map((share) => [share.dimension.join(' '), share.rowShare]));
  return Math.max(0, ...finest.values());
}

/** Keeps the cells in which a column is totalled, and drops the column. */
function withoutColumn(cells: Dataset, table: CellTable, column: string): Dataset {
  const { schema } = cells;
  const marker = schema.fields.findIndex(({ name }) => name === `${column}Total`);
  const kept = schema.fields.flatMap(({ name }, index) => (name === column || index === marker ? [] : [index]));
  const others = (names: readonly string[]): string[] => names.filter((name) => name !== column);
  const described: CellTable = {
    ...cellTableOf(schema)!, dimensions: others(table.dimensions), margins: others(table.margins),
    ...(table.hierarchies === undefined ? {} : { hierarchies: table.hierarchies.map(others).filter((run) => run.length > 1) }),
  };
  const smaller = makeSchema(kept.map((index) => schema.fields[index]!), new Map([...schema.metadata, [METADATA.table, JSON.stringify(described)]]));
  return {
    schema: smaller,
    async *open(signal) {
      for await (const batch of cells.open(signal)) {
        const columns = columnsOf(batch);
        const totals = columns[marker]!;
        const rows = Int32Array.from({ length: batch.numRows }, (_, row) => row).filter((row) => totals.kind === 'bool' && isValid(totals.bits, row));
        if (rows.length > 0) yield makeBatch(smaller, kept.map((index) => takeRows(columns[index]!, rows)), rows.length);
      }
    },
  };
}
