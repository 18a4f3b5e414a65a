import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { byOrdinal, checkGroups, leastMembers, readGroups } from '../decide/named-groups.ts';
import { checkRecordColumns, numberRecords, readColumns, type RecordNumbers } from '../decide/named-records.ts';
import { checkPairs, linksOfBatch, pairsTable, WEIGHTED_PAIR } from '../decide/pair-columns.ts';
import { areasUnder, ratesOf, type Areas, type Rates, type TruthTotals } from '../kernel/evaluate/accuracy.ts';
import { bitsCounter, TRUTH, type BitsCounts } from '../kernel/evaluate/bits-counts.ts';
import { calibrationBins, type CalibrationBin } from '../kernel/evaluate/calibration.ts';
import { clusterAgreement, type ClusterAgreement } from '../kernel/evaluate/cluster-agreement.ts';
import { groupedTruth, type CutIntervals } from '../kernel/evaluate/grouped-truth.ts';
import { accuracyAt, accuracyTable, bestAccuracy, type CutAccuracy } from './accuracy-table.ts';
import { patternTally, type ErrorPattern } from './error-patterns.ts';
import { checkEvaluation, type CheckedEvaluation, type EvaluationOptions } from './evaluation-options.ts';
import { checkTruth, readTruth, type KnownTruth, type Truth } from './truth.ts';

/** A linkage judged by what is known of the truth. */
export interface LinkageEvaluation {
  readonly blocking: 'penalised' | 'conditional';
  /** Pairs that are judged, scored or not. */
  readonly totals: TruthTotals;
  /** Scored pairs that are judged, and matches among them; scored pairs of which no truth is known, or that are not looked for. */
  readonly scored: { readonly pairs: number; readonly matches: number; readonly notJudged: number };
  /** Matches that were not scored: blocking lost them, or they were below the cut of the table of pairs. */
  readonly lostToBlocking: number;
  /** Direct links at each cut that was asked for, with reasons of errors and intervals. */
  readonly cuts: readonly JudgedCut[];
  /** The cut with the best F1 of direct links; null when nothing was scored. */
  readonly best: CutAccuracy | null;
  readonly areas: Areas;
  readonly calibration: readonly CalibrationBin[];
  /** Errors at the first cut, by pattern of agreement, where the table of pairs has levels. */
  readonly patterns: readonly ErrorPattern[];
  /** What clusters make of the links, apart from direct links, by column of the table of clusters; none where persons are not known. */
  readonly clusters: readonly JudgedClusters[];
  /** Accuracy at every weight that occurs. */
  readonly table: Dataset;
  /** Width to which weights were rounded down where there were more than a million; else 0. */
  readonly binBits: number;
}

/** Clusters judged; rates are those of pairs of records in one cluster. */
export interface JudgedClusters extends ClusterAgreement {
  /** The column that names the clusters: `cluster`, or `cluster_6.5` and so on where there are several cuts. */
  readonly column: string;
  readonly rates: Rates;
}

/** Accuracy at a cut, why matches were missed, and intervals of 95 %. */
export interface JudgedCut extends CutAccuracy {
  /** Matches missed though they were scored; the others were lost to blocking. */
  readonly belowCut: number;
  /** Null where they were not asked for. */
  readonly intervals: CutIntervals | null;
}

/**
 * Judges scored pairs, and clusters, by the truth.
 *
 * The table of pairs should hold every pair that blocking gave, whatever its weight: a match that is not in it counts as
 * lost to blocking. Intervals leave out persons (records, where pairs were labelled) group by group, by the hash of their
 * row keys.
 *
 * Passes: 1 over each table, one more over clusters for each further cut. Memory class `records`: the row keys, 50 bytes a record; 24 bytes for each distinct weight, at
 * most a million; nothing that grows with pairs. Neither the order of rows nor batch cuts matter.
 *
 * @param inputs - `pairs`, scored (`leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits`, and levels where
 *   errors are to be told by pattern); `truth`; `clusters` (`source`, `rowKey`, `cluster`, or a column
 *   for each cut) where those are to be judged.
 * @param options - see {@link EvaluationOptions}.
 * @param signal - aborts the reading.
 * @returns the judgement: counts and shares, no row keys.
 * @throws {PlanError} if options or columns are wrong.
 * @throws {DataError} for nulls, weights that are NaN, records or labelled pairs that stand twice.
 */
export async function evaluateLinkage(
  inputs: { readonly pairs: Dataset; readonly truth: Truth; readonly clusters?: Dataset }, options: EvaluationOptions, signal?: AbortSignal,
): Promise<LinkageEvaluation> {
  const checked = checkEvaluation(options);
  const { pairs, truth, clusters } = inputs;
  checkPairs(pairs.schema, 'pairs');
  checkTruth(truth, pairs.schema);
  const clusterColumns = clusters === undefined ? [] : namesOfClusters(clusters.schema);
  if (clusters !== undefined) {
    for (const column of clusterColumns) checkGroups(clusters.schema, 'clusters', column);
    checkRecordColumns([pairsTable('pairs', pairs.schema), { port: 'clusters', schema: clusters.schema, sources: ['source'], rowKeys: ['rowKey'] }]);
  }
  const numbers = numberRecords();
  const known = await readTruth(truth, checked.scope, numbers, checked.seed, signal);
  const judged = await judgePairs(pairs, known, checked, numbers, signal);
  const totals = checked.blocking === 'penalised' ? { matches: known.matches, others: known.others } : scoredTotals(judged.counts);
  const scored = scoredTotals(judged.counts);
  if (scored.matches > known.matches || scored.others > known.others) throw new DataError('DATA_DUPLICATE_KEY', 'more pairs are scored than there are: some stand twice', { source: 'pairs' });
  const lostToBlocking = known.matches - scored.matches;
  return {
    blocking: checked.blocking,
    totals,
    scored: { pairs: scored.matches + scored.others, matches: scored.matches, notJudged: judged.notJudged },
    lostToBlocking,
    cuts: accuracyAt(judged.counts, totals, checked.cuts).map((accuracy, index) => ({ ...accuracy, belowCut: scored.matches - accuracy.truePositives, intervals: judged.intervals[index] ?? null })),
    best: bestAccuracy(judged.counts, totals),
    areas: areasUnder(judged.counts, totals),
    calibration: calibrationBins(judged.counts, 20, checked.minBinPairs),
    patterns: judged.patterns,
    clusters: clusters === undefined || known.entityOf === null ? [] : await judgeClusters(clusters, clusterColumns, known.entityOf, checked, numbers, signal),
    table: accuracyTable(judged.counts, totals),
    binBits: judged.counts.binBits,
  };
}

function scoredTotals({ pairs, matches }: BitsCounts): TruthTotals {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return { matches: sum(matches), others: sum(pairs) - sum(matches) };
}

interface JudgedPairs {
  readonly counts: BitsCounts;
  readonly notJudged: number;
  readonly patterns: readonly ErrorPattern[];
  /** By cut; empty where none were asked for. */
  readonly intervals: readonly CutIntervals[];
}

async function judgePairs(pairs: Dataset, known: KnownTruth, { cuts, groups, blocking }: CheckedEvaluation, numbers: RecordNumbers, signal?: AbortSignal): Promise<JudgedPairs> {
  const counter = bitsCounter();
  const tally = patternTally(pairs.schema.fields.map(({ name }) => name));
  const grouped = groups === 0 ? null : groupedTruth(cuts, groups);
  // Records that the truth does not know are in no pair that is judged: their group does not matter.
  const groupsOf = (records: Uint32Array): Uint8Array => Uint8Array.from(records, (record) => ((known.hashOf[record] ?? 0) >>> 0) % groups);
  let notJudged = 0;
  for await (const batch of readColumns(pairs, 'pairs', WEIGHTED_PAIR, signal)) {
    const { left, right, bits } = linksOfBatch(batch, 'pairs', numbers);
    const truths = known.of(left, right);
    counter.add(bits, truths, batch.rows);
    grouped?.add(bits, truths, groupsOf(left), groupsOf(right), batch.rows);
    notJudged += truths.filter((truth) => truth === TRUTH.UNKNOWN).length;
    const rows = Int32Array.from(truths.keys());
    tally.add(batch, rows.filter((row) => truths[row] === TRUTH.OTHER && bits[row]! >= cuts[0]!), false);
    tally.add(batch, rows.filter((row) => truths[row] === TRUTH.MATCH && bits[row]! < cuts[0]!), true);
  }
  const counts = counter.counts();
  if (grouped === null) return { counts, notJudged, patterns: tally.patterns(), intervals: [] };
  const intervals = blocking === 'penalised'
    ? grouped.intervals(known.matches, known.matchesOfGroup(groups))
    : grouped.intervals(scoredTotals(counts).matches, grouped.scoredMatches);
  return { counts, notJudged, patterns: tally.patterns(), intervals };
}

/** Lists the columns that name clusters. */
function namesOfClusters({ fields }: Schema): readonly string[] {
  const names = fields.map(({ name }) => name).filter((name) => name.startsWith('cluster_'));
  return names.length === 0 ? ['cluster'] : names;
}

async function judgeClusters(
  clusters: Dataset, columns: readonly string[], entityOf: Int32Array, { scope }: CheckedEvaluation, numbers: RecordNumbers, signal?: AbortSignal,
): Promise<readonly JudgedClusters[]> {
  const judged: JudgedClusters[] = [];
  for (const column of columns) {
    const { groupOf } = await readGroups(clusters, 'clusters', column, numbers, signal);
    const { records, ordinalOf } = numbers.finish();
    const clusterOf = leastMembers(byOrdinal(groupOf, ordinalOf));
    const agreement = clusterAgreement(clusterOf, byOrdinal(entityOf, ordinalOf), records.sourceOf, scope);
    judged.push({ column, ...agreement, rates: ratesOf(agreement.pairs) });
  }
  return judged;
}
