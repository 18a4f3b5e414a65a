import type { FoldContext } from '../core/fold.ts';
import type { GroupingSet } from './kernel/grouping-sets.ts';
import type { ColumnCoder, GroupCounts, TupleTable } from '../group/index.ts';
import type { ContributorState } from './contributor-state.ts';
import type { MeasureState } from './measure-state.ts';
import type { ResolvedStatistic } from './statistics.ts';
import type { ValueSums } from './value-sums.ts';

/** What cells are made of. */
export interface CellRecipe {
  readonly dimensions: readonly string[];
  /** Dimensions that have a total in some cell. */
  readonly margins: readonly string[];
  /** Runs of dimensions that nest, the coarsest first. */
  readonly hierarchies: readonly (readonly string[])[];
  readonly sets: readonly GroupingSet[];
  /** Most cells there may be when combinations that do not occur are added; `null` adds none. */
  readonly maxCells: number | null;
  readonly entity: string | null;
  /** Column that weights sums. */
  readonly weight: string | null;
  readonly statistics: readonly ResolvedStatistic[];
}

/** Cells while rows are read. */
export interface CellState {
  readonly context: FoldContext;
  readonly coders: readonly ColumnCoder[];
  readonly cells: TupleTable;
  readonly rows: GroupCounts;
  readonly measures: readonly MeasureState[];
  /** Sums of weights; `null` without a weight. */
  readonly weights: ValueSums | null;
  /** `null` when rows are the contributors. */
  readonly contributors: ContributorState | null;
}
