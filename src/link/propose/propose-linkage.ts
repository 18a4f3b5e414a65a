import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { PlanError } from '../../core/errors.ts';
import type { FoldContext } from '../../core/fold.ts';
import { checkOptions, columnName, type OptionsSchema } from '../../core/options.ts';
import { blockRecords } from '../block/block-records.ts';
import { collectExpressions } from '../compile/expression-list.ts';
import type { LinkageModel } from '../model/model.ts';
import { prepareRecords, type LinkageRecords } from '../records/prepare-records.ts';
import { featuresOfColumn, type BlockingFeature } from './block-column.ts';
import { codeFeatures } from './code-features.ts';
import { learnModel } from './learn-model.ts';
import { proposalNotes } from './proposal-notes.ts';
import { readyLearning } from './ready-learning.ts';
import type { ColumnFinding } from './profile-columns.ts';
import { proposeModel, type ProposeModelOptions } from './propose-model.ts';
import { suggestBlocking, type SuggestedBlocking } from './suggest-blocking.ts';
import type { SuggestedCut } from './suggest-cut.ts';
import { columnsToldByOthers } from './told-by-others.ts';

/** What a linkage is proposed for. */
export interface ProposeLinkageOptions extends ProposeModelOptions {
  /** Pairs that are compared, per record: 100 unless said otherwise. */
  readonly pairsPerRecord?: number;
  /** For what is drawn: samples of records and of pairs. */
  readonly seed?: number;
}

/** A linkage without a single label: model, rules and cut, each with what it rests on. */
export interface ProposedLinkage {
  /** Trained, with blocking rules. */
  readonly model: LinkageModel;
  readonly cut: SuggestedCut;
  readonly blocking: SuggestedBlocking;
  readonly columns: readonly ColumnFinding[];
  /** Pairs that the rules give, each once. */
  readonly candidatePairs: number;
  /** What somebody should know before the model is used, in sentences. */
  readonly notes: readonly string[];
  /** Whether what is expected of the cut cannot be believed, as the notes say. */
  readonly isDoubtful: boolean;
}

/** Checks {@link ProposeLinkageOptions}. */
export const proposeLinkageOptions: OptionsSchema<ProposeLinkageOptions> = z.strictObject({
  rowKey: columnName,
  linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']),
  columns: z.array(columnName).min(1).readonly().exactOptional(),
  pairsPerRecord: z.number().min(1).max(100_000).exactOptional(),
  seed: z.int32().exactOptional(),
});

/**
 * Proposes a whole linkage from the records alone: what to compare and how, which pairs to look at within a budget, what every
 * agreement is worth, and from which weight on a pair is a link. One procedure for all data, nothing to tune, no label.
 *
 * @param inputs - tables by source name; all have the columns.
 * @param options - see {@link ProposeLinkageOptions}.
 * @param surroundings - threads and memory limit; a signal to stop.
 * @returns the proposal; its model is plain data, to be read, changed and used as any other.
 * @throws {PlanError} for wrong options; `PLAN_MISSING` when no column is of use or no two records seem to match.
 * @throws {DataError} as `prepareRecords`.
 * @remarks Passes: 2 over the sources. Memory class `records`: about 40 columns of 12 bytes a record while it runs. The same records
 *   and seed give the same proposal, whatever their order and batches.
 * @see docs/linkage-quality.md, where it is measured.
 */
export async function proposeLinkage(
  inputs: Readonly<Record<string, Dataset>>, options: ProposeLinkageOptions, surroundings: { readonly context?: FoldContext; readonly signal?: AbortSignal } = {},
): Promise<ProposedLinkage> {
  const { pairsPerRecord, seed = 0, ...wanted } = checkOptions(proposeLinkageOptions, options);
  const { model: untrained, columns: looked } = await proposeModel(inputs, wanted, surroundings);
  const { schema } = Object.values(inputs)[0]!;
  const features = looked.flatMap(({ column, kind, leftOut, profile }): readonly BlockingFeature[] =>
    (kind === null || leftOut !== null || profile === null ? [] : featuresOfColumn(schema, column, kind, profile)));
  const expressions = collectExpressions(untrained, features.map(({ of }) => of));
  const records: LinkageRecords = await prepareRecords(inputs, { rowKey: wanted.rowKey, expressions, unit: untrained.unit, ...surroundings });
  const told = columnsToldByOthers(codeFeatures(records, features), records.table.sourceStarts, wanted.linkType !== 'link');
  const columns = looked.map((finding) => (told.has(finding.column) ? { ...finding, leftOut: 'toldByOthers' as const } : finding));
  const compared: LinkageModel = { ...untrained, comparisons: untrained.comparisons.filter(({ name }) => !told.has(name)) };
  const ready = readyLearning(records, compared, seed);
  const blocking = suggestBlocking(records, compared, features, { ...(pairsPerRecord !== undefined && { pairsPerRecord }), seed, ready });
  if (blocking.rules.length === 0) throw new PlanError([{ code: 'PLAN_MISSING', path: 'columns', message: 'expected records of which some seem to match' }]);
  const blocked: LinkageModel = { ...compared, blocking: blocking.rules.map(({ rule }) => rule) };
  const candidates = blockRecords(records, blocked.blocking, blocked.linkType);
  const { model, cut } = learnModel(records, blocked, { candidates, seed, ready });
  return { model, cut, blocking, columns, candidatePairs: candidates.totalPairs, ...proposalNotes(records.table.sourceStarts, model, cut) };
}
