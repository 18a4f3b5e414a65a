import type { CandidatePairs } from '../block/block-records.ts';
import type { Evidence } from '../kernel/propose/evidence.ts';
import { frequenciesOf, frequencyOf } from '../kernel/score/frequency-kernel.ts';
import { patternCounter } from '../kernel/score/pattern-counter.ts';
import type { RawCounts } from '../kernel/score/pattern-tally.ts';
import type { WeighingSetting } from '../kernel/score/weigher.ts';
import type { FrequencySlots, ParameterSlots } from '../kernel/train/parameters.ts';

/** What patterns are made of. */
export interface EvidenceLayout {
  /** Records and comparisons. */
  readonly setting: WeighingSetting;
  readonly slots: ParameterSlots;
  /** How agreement on a rare value counts for more, every ordinary frequency known; `null` for not at all. */
  readonly frequency: FrequencySlots | null;
}

/** Marks the pairs of a chunk, which are marked 0, with what is known of them beside their agreement: numbers up to 3. */
export type PairMarker = (lefts: Uint32Array, rights: Uint32Array, pairs: number, marks: Uint8Array) => void;

const CHUNK_PAIRS = 8192;
/** Marks there are, none included. */
const MARKS = 4;

/**
 * Counts the agreement patterns of candidate pairs, with what frequencies add to each comparison.
 *
 * @param candidates - the pairs.
 * @param layout - comparisons and levels.
 * @param maxPairs - of more pairs a share is drawn by their ordinals, and counts for all.
 * @param mark - marks pairs; `null` where nothing is known.
 * @returns the patterns, in the order they are met.
 * @remarks Passes: 1 over the pairs. Memory: per pattern 8 bytes a comparison; frequencies tell patterns apart by the number of
 *   records with a value.
 */
export function gatherEvidence(
  candidates: Pick<CandidatePairs, 'visit' | 'totalBlockPairs'>, layout: EvidenceLayout, maxPairs: number, mark: PairMarker | null,
): Evidence {
  const { setting, frequency } = layout;
  const counter = patternCounter(setting, { rules: MARKS, termFrequencies: frequency !== null, groups: null });
  const marks = new Uint8Array(CHUNK_PAIRS);
  const share = Math.min(1, maxPairs / Math.max(1, candidates.totalBlockPairs));
  const [lefts, rights] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS)];
  candidates.visit(null, CHUNK_PAIRS, (allLefts, allRights, _, all) => {
    const pairs = share === 1 ? all : thin(allLefts, allRights, all, share, lefts, rights);
    const [ofLeft, ofRight] = share === 1 ? [allLefts, allRights] : [lefts, rights];
    marks.fill(0, 0, pairs);
    mark?.(ofLeft, ofRight, pairs, marks);
    counter.add(ofLeft, ofRight, marks, pairs);
    return true;
  });
  return evidenceOf(counter.raw(), layout, 1 / share, mark !== null);
}

/** Keeps a share of pairs that their ordinals decide. */
function thin(lefts: Uint32Array, rights: Uint32Array, pairs: number, share: number, outLefts: Uint32Array, outRights: Uint32Array): number {
  let kept = 0;
  for (let pair = 0; pair < pairs; pair++) {
    let hash = Math.imul(lefts[pair]!, 0x9e3779b1) ^ Math.imul(rights[pair]!, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    if (((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32 >= share) continue;
    outLefts[kept] = lefts[pair]!;
    outRights[kept++] = rights[pair]!;
  }
  return kept;
}

function evidenceOf({ columns, counts }: RawCounts, { setting: { table, comparisons: kernels }, slots, frequency }: EvidenceLayout, scale: number, isMarked: boolean): Evidence {
  const width = kernels.length;
  const size = columns[0]?.length ?? 0;
  // A pattern whose pairs have several marks counts once for each.
  const places: { readonly pattern: number; readonly mark: number; readonly pairs: number }[] = [];
  counts.forEach((found, mark) => {
    for (let pattern = 0; pattern < size; pattern++) if ((found[pattern] ?? 0) > 0) places.push({ pattern, mark, pairs: found[pattern]! });
  });
  const slotOf = new Uint32Array(places.length * width);
  const frequencyLogs = frequency === null ? null : new Float64Array(places.length * width);
  let next = width;
  kernels.forEach((kernel, comparison) => {
    const levels = columns[comparison]!;
    places.forEach(({ pattern }, place) => (slotOf[place * width + comparison] = slots.offsets[comparison]! + levels[pattern]!));
    const frequencies = frequency === null ? null : frequenciesOf(kernel.program, table);
    if (frequencies === null || frequency === null || frequencyLogs === null) return;
    const having = columns[next++]!;
    places.forEach(({ pattern }, place) => {
      const slot = slotOf[place * width + comparison]!;
      const level = kernel.program.levels[levels[pattern]!]!;
      if (level.frequency === null || having[pattern]! < 0) return;
      const share = frequencyOf(having[pattern]! + 1, frequencies[levels[pattern]!]!.total, level.frequency);
      frequencyLogs[place * width + comparison] = frequency.weights[slot]! * Math.log(frequency.baselines[slot]! / share);
    });
  });
  return {
    patterns: places.length, slots, slotOf, frequencyLogs,
    counts: Float64Array.from(places, ({ pairs }) => scale * pairs),
    marks: isMarked ? Uint8Array.from(places, ({ mark }) => mark) : null,
  };
}
