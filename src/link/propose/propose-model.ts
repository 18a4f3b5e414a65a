import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { PlanError } from '../../core/errors.ts';
import type { FoldContext } from '../../core/fold.ts';
import { checkOptions, columnName, type OptionsSchema } from '../../core/options.ts';
import type { LinkageModel, LinkType } from '../model/model.ts';
import { compareColumn } from './compare-column.ts';
import { profileColumns, type ColumnFinding } from './profile-columns.ts';

/** What a model is proposed for. */
export interface ProposeModelOptions {
  /** The column that names a row: unique in its source and never null. */
  readonly rowKey: string;
  readonly linkType: LinkType;
  /** Columns to compare; all but the row key unless given. Leave out what holds the truth. */
  readonly columns?: readonly string[];
}

/** A model to train, and what was found about each column. */
export interface ProposedModel {
  /** Comparisons without m and u, no blocking rule yet; the prior is a start only. */
  readonly model: LinkageModel;
  readonly columns: readonly ColumnFinding[];
}

/** Checks {@link ProposeModelOptions}. */
export const proposeModelOptions: OptionsSchema<ProposeModelOptions> = z.strictObject({
  rowKey: columnName,
  linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']),
  columns: z.array(columnName).min(1).readonly().exactOptional(),
});

/** The prior a model starts from, which training replaces. */
const START_PRIOR = 0.0001;

/**
 * Proposes how records are compared: a comparison for every column that says something of identity, by what its values look
 * like. Columns that are empty or constant, or made of the words of others, are left out and named.
 *
 * @param inputs - tables by source name; all have the columns.
 * @param options - see {@link ProposeModelOptions}.
 * @param surroundings - threads and memory limit; a signal to stop.
 * @returns the model, untrained and without blocking rules, and what was found.
 * @throws {PlanError} for wrong options and columns that are not there; `PLAN_MISSING` when no column is of use.
 * @throws {DataError} as `prepareRecords`.
 * @remarks Passes: 1. Memory class `records`. The same records give the same model, whatever their order.
 */
export async function proposeModel(
  inputs: Readonly<Record<string, Dataset>>, options: ProposeModelOptions, surroundings: { readonly context?: FoldContext; readonly signal?: AbortSignal } = {},
): Promise<ProposedModel> {
  const { rowKey, linkType, columns: wanted } = checkOptions(proposeModelOptions, options);
  const columns = await profileColumns(inputs, { rowKey, ...(wanted && { columns: wanted }), ...surroundings });
  const { schema } = Object.values(inputs)[0]!;
  const comparisons = columns.flatMap(({ column, kind, leftOut, profile }) =>
    (kind === null || leftOut !== null || profile === null ? [] : [compareColumn(schema, column, kind, profile)]));
  if (comparisons.length === 0) throw new PlanError([{ code: 'PLAN_MISSING', path: 'columns', message: 'expected a column whose values tell records apart' }]);
  return { model: { version: 1, linkType, prior: START_PRIOR, unit: 'codePoint', blocking: [], comparisons }, columns };
}
