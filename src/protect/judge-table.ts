import type { Dataset } from '../core/dataset.ts';
import { ProtectionError } from '../core/errors.ts';
import { dimensionsOf } from '../core/field.ts';
import { foldDataset, IN_MEMORY, type FoldContext } from '../core/fold.ts';
import type { Findings } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { numbersOf } from './cell-statistics.ts';
import { judgeCells, type CellDecision } from './decide-cells.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import { withheldShares, type WithheldShare } from './kernel/withheld-shares.ts';
import { cellsFold, type MeasuredCells } from './measure-cells.ts';
import { outcomeMap, type OutcomeMap } from './outcome-map.ts';
import { cellsOf, policyOf, protectOptions, type ProtectOptions } from './protect-options.ts';
import { publishedBefore } from './published-before.ts';

/** What is withheld among the cells that tell a dimension down to one of its columns. */
export interface LevelShare extends WithheldShare {
  /** Columns of the dimension, the coarsest first. */
  readonly dimension: readonly string[];
  /** The finest of them that these cells tell; `null` where the dimension is totalled. */
  readonly level: string | null;
}

/** What `protect` would do to a table. */
export interface TableJudgement {
  /** As `protect` reports them. */
  readonly findings: Findings;
  readonly total: WithheldShare;
  readonly levels: readonly LevelShare[];
  /** The table as a reader would see it; `null` unless asked for, or where there is nothing to show. */
  readonly map: OutcomeMap | null;
  /** Why nothing would be published: the words of the refusal; `null` when the table can be protected. */
  readonly refusal: string | null;
}

/** What surrounds a judgement. */
export interface JudgeTableContext {
  readonly fold?: FoldContext;
  /** Cells as an earlier release told them. */
  readonly published?: Dataset;
  readonly signal?: AbortSignal;
  /** Whether to map the table, and whether its categories are named there; for internal use. */
  readonly map?: 'numbers' | 'categories';
}

/**
 * Tells what {@link protect} would do to a table, without publishing a cell.
 *
 * @param cells - cells of an `aggregate` step.
 * @param options - as for `protect`.
 * @param context - memory limit, signal, earlier release; whether to map the table.
 * @returns counts and shares; no value, and no category unless asked for. A table that cannot be protected is told as refused, with what its rules alone withhold.
 * @throws {PlanError} if the options are wrong or do not fit the cells.
 * @throws {DataError} if the cells do not add up.
 * @remarks One reading; memory that of `protect`.
 */
export async function judgeTable(
  cells: Dataset, options: ProtectOptions, context: JudgeTableContext = {},
): Promise<TableJudgement> {
  const checked = checkOptions(protectOptions, options);
  const { signal, published, fold = IN_MEMORY, map } = context;
  const measured = await foldDataset(cells, cellsFold(cells.schema, cellsOf(cells.schema)), fold, signal);
  const known = published === undefined ? undefined : await publishedBefore(measured, published, signal);
  try {
    return judgement(measured, await judgeCells(measured, policyOf(checked, cells.schema, known)), null, map);
  } catch (error) {
    if (!(error instanceof ProtectionError) || checked.secondary === undefined) throw error;
    return judgement(measured, await judgeCells(measured, { ...policyOf(checked, cells.schema, known), secondary: null }), error.message, map);
  }
}

function judgement(measured: MeasuredCells, decision: CellDecision, refusal: string | null, map: JudgeTableContext['map']): TableJudgement {
  const { marks, hidden, secondaryMark, findings } = decision;
  const { schema, table, cells, columns, cellOf } = measured;
  const rowCount = schema.fields.findIndex(({ name }) => name === table.rowCount);
  const rows = cells === 0 ? new Float64Array(0) : numbersOf(columns[rowCount]!, 0);
  const outcomes = new Uint8Array(cells);
  const isShown = new Uint8Array(cells);
  cellOf.forEach((cell, row) => {
    outcomes[cell] = marks[row] === SAFE ? 0 : marks[row] === secondaryMark ? 2 : 1;
    isShown[cell] = 1 - hidden[row]!;
  });
  const shares = (levelOf: (cell: number) => number, levels: number): WithheldShare[] =>
    withheldShares({ outcomes, rows }, Int32Array.from(isShown, (shown, cell) => (shown === 1 ? levelOf(cell) : -1)), levels);
  const levels = dimensionsOf(table).flatMap((dimension) => {
    const markers = dimension.map((name) => (table.margins.includes(name) ? columns[schema.fields.findIndex((field) => field.name === `${name}Total`)] : undefined));
    const depth = (cell: number): number => {
      const total = markers.findIndex((marker) => marker?.kind === 'bool' && ((marker.bits[cell >> 3]! >> (cell & 7)) & 1) === 1);
      return total < 0 ? dimension.length : total;
    };
    return shares(depth, dimension.length + 1).flatMap((share, level): LevelShare[] => (share.cells === 0 ? [] : [{ dimension, level: dimension[level - 1] ?? null, ...share }]));
  });
  return { findings, total: shares(() => 0, 1)[0]!, levels, map: map === undefined ? null : outcomeMap(measured, decision, map), refusal };
}
