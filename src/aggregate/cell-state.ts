import type { FoldContext } from '../core/fold.ts';
import type { ColumnCoder, GroupCounts, TupleTable } from '../group/index.ts';
import type { ContributorState } from './contributor-state.ts';
import type { MeasureState } from './measure-state.ts';
import type { ResolvedStatistic } from './statistics.ts';

/** What cells are made of. */
export interface CellRecipe {
  readonly dimensions: readonly string[];
  /** Dimensions to total. */
  readonly margins: readonly string[];
  readonly entity: string | null;
  readonly statistics: readonly ResolvedStatistic[];
}

/** Cells while rows are read. */
export interface CellState {
  readonly context: FoldContext;
  readonly coders: readonly ColumnCoder[];
  readonly cells: TupleTable;
  readonly rows: GroupCounts;
  readonly measures: readonly MeasureState[];
  /** `null` when rows are the contributors. */
  readonly contributors: ContributorState | null;
}
