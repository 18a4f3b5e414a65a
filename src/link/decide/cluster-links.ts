import type { Field } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { refusePlan } from '../../core/errors.ts';
import type { Findings } from '../../core/operator.ts';
import { checkOptions, unknownName, type OptionsSchema } from '../../core/options.ts';
import { sliceColumn, takeRows } from '../../core/slice.ts';
import { excludeSources, joinBestLinks, type BestLinks } from '../kernel/decide/best-links.ts';
import { components } from '../kernel/decide/components.ts';
import { joinLinks, takeLinks, type Links } from '../kernel/decide/links.ts';
import { renumberClusters } from '../kernel/decide/union-find.ts';
import { checkEarlier, clustersSchema, readEarlier, retiredSchema, type EarlierClusters, type EarlierTables } from './earlier-clusters.ts';
import { nameClusters } from './name-clusters.ts';
import { leastMembers } from './named-groups.ts';
import { nameRecords, numberRecords, sourceColumn, type NamedRecords, type RecordRows } from './named-records.ts';
import { inBatches } from './pair-columns.ts';

/** How links become clusters. */
export interface ClusterOptions {
  /** Least weight of a link, in bits. Several give the clusters at each, in one pass. */
  readonly minMatchWeightBits: number | readonly number[];
  /** Joins clusters from the heaviest link down, unless that would bring two records of one of these sources together. */
  readonly bestLinks?: {
    /** Sources known to hold each person once. */
    readonly duplicateFree: readonly string[];
    /** Of links of one weight into one such source: that to the lesser record, or none of them. */
    readonly ties: 'lowestRowKey' | 'drop';
  };
  /**
   * What clusters of an earlier run do. `anew`: records are clustered as if there had been none, and clusters keep the
   * names of those they continue. `merge`: earlier clusters stay together, and links may join several. `keep`: they stay
   * together, and never join each other. `anew` unless said otherwise.
   */
  readonly earlierClusters?: 'anew' | 'merge' | 'keep';
}

/** Checks {@link ClusterOptions}. */
export const clusterOptions: OptionsSchema<ClusterOptions> = z.strictObject({
  minMatchWeightBits: z.union([z.number(), z.array(z.number()).min(1).max(100).readonly()]),
  bestLinks: z.strictObject({ duplicateFree: z.array(z.string().min(1)).min(1).readonly(), ties: z.enum(['lowestRowKey', 'drop']) }).exactOptional(),
  earlierClusters: z.enum(['anew', 'merge', 'keep']).exactOptional(),
});

/** Clusters of records. */
export interface LinkageClusters {
  /** For each cut, Uint32Array(records): the least record of each record's cluster. */
  readonly clusterOf: readonly Uint32Array[];
  /** `source`, `rowKey`, `cluster`, in the order of the records; with several cuts `cluster_6.5` and so on. */
  readonly clusters: Dataset;
  /** `cluster`, `into`: names of earlier clusters that are gone, and the cluster that has most of their records. */
  readonly retired: Dataset;
  readonly findings: Findings;
}

/** Records made ready for linkage, as far as decisions look at them. */
export interface DecidableRecords extends RecordRows {
  /** Type and role of the row key. */
  readonly rowKeyField: Field;
}

/**
 * Puts linked records into clusters.
 *
 * Without further options these are connected components. Links are read once, in any order; the clusters do not depend
 * on it.
 *
 * @param records - the records; those without a link are clusters of one.
 * @param links - links in any order, each pair once, in chunks.
 * @param options - see {@link ClusterOptions}.
 * @param earlier - clusters of an earlier run; of its records only those among `records` count.
 * @param signal - aborts the reading.
 * @returns the clusters, which have names that last from run to run.
 * @throws {PlanError} if the options are wrong, or name an unknown source.
 * @throws {DataError} for tables of an earlier run that are not as they came out.
 * @remarks Memory: 4 bytes per record and cut, whatever the number of links. With `bestLinks`, or `keep`, 36 bytes for each
 *   link at or above the least cut.
 */
export async function clusterLinks(
  records: DecidableRecords, links: Iterable<Links> | AsyncIterable<Links>, options: ClusterOptions, earlier?: EarlierTables, signal?: AbortSignal,
): Promise<LinkageClusters> {
  const checked = checkClusterOptions(options, earlier !== undefined);
  const named = nameRecords(records);
  refuseUnknownSources(named, checked);
  if (earlier !== undefined) checkEarlier(earlier.clusters.schema, earlier.retired?.schema);
  const known = earlier === undefined ? null : await readEarlier(earlier, numberRecords(named), signal);
  const earlierOf = known === null ? null : fitted(known.clusterOf, named.records);
  const joined = await joinRecords(links, checked, () => named.records, earlierOf, () => ({ named, ordinalOf: null }));
  return layOutClusters(joined, named, records.rowKeyField, checked, known === null ? null : { clusters: known, clusterOf: earlierOf! });
}

/** Options with their one form. */
export interface CheckedClusterOptions {
  readonly cuts: readonly number[];
  readonly bestLinks: ClusterOptions['bestLinks'] | null;
  readonly earlierClusters: 'anew' | 'merge' | 'keep';
}

/**
 * Checks options of clustering.
 *
 * @param options - what the caller gave.
 * @param hasEarlier - whether there are clusters of an earlier run.
 * @returns the options in one form.
 * @throws {PlanError} if they are wrong, or do not go together.
 */
export function checkClusterOptions(options: ClusterOptions, hasEarlier: boolean): CheckedClusterOptions {
  const { minMatchWeightBits, bestLinks = null, earlierClusters } = checkOptions(clusterOptions, options);
  const cuts = typeof minMatchWeightBits === 'number' ? [minMatchWeightBits] : minMatchWeightBits;
  if (new Set(cuts).size < cuts.length) refusePlan('PLAN_OUT_OF_RANGE', 'minMatchWeightBits', 'expected each cut once');
  if (hasEarlier && cuts.length > 1) refusePlan('PLAN_OUT_OF_RANGE', 'minMatchWeightBits', 'expected one cut, since clusters are to keep earlier names');
  if (!hasEarlier && earlierClusters !== undefined) refusePlan('PLAN_MISSING', 'earlierClusters', 'expected the clusters of an earlier run');
  return { cuts, bestLinks, earlierClusters: earlierClusters ?? 'anew' };
}

function refuseUnknownSources({ records, sources }: NamedRecords, { bestLinks }: CheckedClusterOptions): void {
  if (records === 0) return;
  bestLinks?.duplicateFree.forEach((source, index) => {
    if (!sources.includes(source)) refusePlan('PLAN_UNKNOWN_INPUT', `bestLinks.duplicateFree[${index}]`, unknownName('source', source, sources));
  });
}

/** Clusters at each cut, by ordinals of the records, and what the greedy did where one was at work. */
interface JoinedRecords {
  readonly clusterOf: readonly Uint32Array[];
  readonly greedy: readonly Omit<BestLinks, 'clusterOf'>[] | null;
  readonly links: number;
}

/**
 * Joins records while links stream by.
 *
 * @param chunks - links, in numbers of the records.
 * @param options - how.
 * @param size - tells how many records there are by now.
 * @param earlierOf - the earlier cluster of each record by its number, −1 for none; those beyond its end have none.
 * @param order - asked once all links were read: the records, and the ordinal of each number (`null`: its own).
 * @returns clusters by ordinal.
 * @throws {PlanError} if an option names a source of which there is no record.
 */
export async function joinRecords(
  chunks: Iterable<Links> | AsyncIterable<Links>, options: CheckedClusterOptions, size: () => number, earlierOf: Int32Array | null,
  order: () => { readonly named: NamedRecords; readonly ordinalOf: Uint32Array | null },
): Promise<JoinedRecords> {
  const { cuts, bestLinks, earlierClusters } = options;
  const isGreedy = bestLinks !== null || earlierClusters === 'keep';
  const least = Math.min(...cuts);
  const staysTogether = earlierOf !== null && earlierClusters !== 'anew';
  const start = staysTogether ? leastMembers(fitted(earlierOf, size())) : undefined;
  const found = components(size(), cuts, ...(start === undefined ? [] : [start]));
  const held: Links[] = [];
  let links = 0;
  for await (const chunk of chunks) {
    const taken = takeLinks(chunk, least);
    links += taken.left.length;
    if (isGreedy) {
      held.push(taken);
      continue;
    }
    found.grow(size());
    found.add(taken);
  }
  found.grow(size());
  const { named, ordinalOf } = order();
  const inOrder = (clusterOf: Uint32Array): Uint32Array => (ordinalOf === null ? clusterOf : renumberClusters(clusterOf, ordinalOf));
  if (!isGreedy) return { clusterOf: cuts.map((_, index) => inOrder(found.clusterOf(index))), greedy: null, links };
  refuseUnknownSources(named, options);
  const all = joinLinks(held);
  const ordered = ordinalOf === null ? all : { ...all, left: all.left.map((record) => ordinalOf[record]!), right: all.right.map((record) => ordinalOf[record]!) };
  const duplicateFree = named.sources.map((source) => bestLinks?.duplicateFree.includes(source) === true);
  const exclusions = excludeSources(named.sourceOf, duplicateFree, 1);
  // Without links, what was found so far are the clusters of the start.
  const startInOrder = staysTogether ? { start: inOrder(found.clusterOf(0)) } : {};
  if (earlierClusters === 'keep') markEarlier(exclusions.marks, exclusions.words, duplicateFree.filter(Boolean).length, earlierOf!, ordinalOf);
  const dropTies = bestLinks?.ties === 'drop' ? { dropTies: { sourceOf: named.sourceOf, duplicateFree } } : {};
  const results = cuts.map((bits) => joinBestLinks(ordered, bits, exclusions, { ...startInOrder, ...dropTies }));
  return { clusterOf: results.map(({ clusterOf }) => clusterOf), greedy: results.map(({ joined, refused, tied }) => ({ joined, refused, tied })), links };
}

/** Lets every record of an earlier cluster count for one more exclusion: no two such clusters join. */
function markEarlier(marks: Uint32Array, words: number, bit: number, earlierOf: Int32Array, ordinalOf: Uint32Array | null): void {
  for (let number = 0; number < marks.length / words; number++) {
    const record = ordinalOf === null ? number : ordinalOf[number]!;
    if ((earlierOf[number] ?? -1) >= 0) marks[words * record + (bit >> 5)]! |= 1 << (bit & 31);
  }
}

/** Cuts or extends the clusters of records to as many as there are. */
function fitted(clusterOf: Int32Array, records: number): Int32Array {
  const out = new Int32Array(records).fill(-1);
  out.set(clusterOf.subarray(0, records));
  return out;
}

/**
 * Names clusters and lays them out as tables.
 *
 * @param joined - clusters at each cut.
 * @param named - the records.
 * @param rowKey - the field of their row keys.
 * @param options - the cuts.
 * @param earlier - clusters of an earlier run by ordinal, or `null`.
 * @returns tables and findings.
 */
export function layOutClusters(
  { clusterOf, greedy, links }: JoinedRecords, named: NamedRecords, rowKey: Field, { cuts }: CheckedClusterOptions,
  earlier: { readonly clusters: EarlierClusters; readonly clusterOf: Int32Array } | null,
): LinkageClusters {
  const clusters = clusterOf.map((at) => nameClusters(at, named, earlier, retiredSchema(rowKey)));
  const schema = clustersSchema(rowKey, cuts.length === 1 ? ['cluster'] : cuts.map((bits) => `cluster_${bits}`));
  const found = clusters.map(({ continued, newlyRetired }, index) => ({
    minMatchWeightBits: cuts[index]!, ...sizesOf(clusterOf[index]!),
    ...(greedy === null ? {} : greedy[index]), ...(earlier === null ? {} : { continued, newlyRetired }),
  }));
  return {
    clusterOf,
    clusters: inBatches(schema, named.records, (rows) => {
      const [from, to] = [rows[0]!, rows[0]! + rows.length];
      return [sourceColumn(named, rows), sliceColumn(named.rowKeys, from, rows.length), ...clusters.map(({ names, nameOf }) => takeRows(names, nameOf.subarray(from, to)))];
    }),
    retired: clusters[0]!.retired,
    findings: { records: named.records, links, cuts: found },
  };
}

/** Counts clusters, and by size, those of ten records and more together. */
function sizesOf(clusterOf: Uint32Array): { readonly clusters: number; readonly largestCluster: number; readonly clustersBySize: Readonly<Record<string, number>> } {
  const sizes = new Uint32Array(clusterOf.length);
  for (let record = 0; record < clusterOf.length; record++) sizes[clusterOf[record]!]!++;
  let [clusters, largestCluster] = [0, 0];
  const counts = new Float64Array(MANY + 1);
  for (let record = 0; record < sizes.length; record++) {
    const size = sizes[record]!;
    if (size === 0) continue;
    clusters++;
    counts[Math.min(size, MANY)]!++;
    largestCluster = Math.max(largestCluster, size);
  }
  const labels = [...counts.keys()].filter((size) => counts[size]! > 0).map((size): [string, number] => [size === MANY ? `${MANY} or more` : String(size), counts[size]!]);
  return { clusters, largestCluster, clustersBySize: Object.fromEntries(labels) };
}

/** Sizes from here on are counted together. */
const MANY = 10;
