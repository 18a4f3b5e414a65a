import { instantiateKernel, pairLevelsWasm, sharedMemory, type KernelExports, type KernelMemory } from '../../../wasm/index.ts';
import type { PairScreen } from '../block/pair-screen.ts';
import { bucketOf, type Breakpoint } from './breakpoints.ts';
import { aligned, layOut, type Layout } from './compiled-memory.ts';
import { pairScreen, placeScreen, type PlacedScreen } from './compiled-screen.ts';
import { hopelessBuckets } from './loss-signs.ts';
import { nextBelow } from './next-below.ts';
import type { CodesToPack, PackedCodes } from './packed-codes.ts';
import type { PlannedComparison } from './planned-comparison.ts';
import { NEXT, type CodesOf, type RungPlan } from './rung.ts';
import { textWriter, type TextDescriber, type TextWriter } from './text-records.ts';
import type { LevelPlan } from './value-levels.ts';

/** Finds the levels of many pairs at once. Not re-entrant. */
export interface CompiledLevels {
  /** Pairs that one call accepts. */
  readonly capacity: number;
  /** Uint32Array(capacity): is written the ordinals of the left records. */
  readonly lefts: Uint32Array;
  /** Uint32Array(capacity): is written the ordinals of the right records. */
  readonly rights: Uint32Array;
  /** Uint32Array(capacity): which pairs were not given up, rising. */
  readonly places: Uint32Array;
  /** Uint8Array: for the `i`-th of these, its level in comparison `c` at `c · capacity + i`. */
  readonly levels: Uint8Array;
  /**
   * Finds levels.
   *
   * @param pairs - number of pairs, at most the capacity.
   * @param order - comparisons in the order in which they are asked.
   * @param mostLoss - what a pair may lose; it is given up when it has lost more.
   * @returns how many pairs were not given up.
   */
  find(pairs: number, order: readonly number[], mostLoss: number): number;
  /** Gives pairs of blocks up that lose more than they may; null where none does. */
  readonly screen: PairScreen | null;
}

/** What is compared, laid out once for several threads; it can be sent to them. */
export interface LevelMemory {
  readonly memory: KernelMemory;
  /** How many threads find levels in it at most. */
  readonly threads: number;
  /** The packed codes, as they lie there: whoever has these needs no others. */
  readonly packed: PackedCodes;
}

/** Memory up to which codes and values are copied. */
const MOST_BYTES = 2 ** 31;

interface Kernel extends KernelExports, TextDescriber {
  readonly PAIRS_CAPACITY: { readonly value: number };
  readonly LEFTS: { readonly value: number };
  readonly RIGHTS: { readonly value: number };
  readonly PLACES: { readonly value: number };
  readonly HEAP: { readonly value: number };
  readonly REGION_BYTES: { readonly value: number };
  find(region: number, pairs: number, records: number, recordBytes: number, order: number, comparisons: number, mostLoss: number, levels: number): number;
}

/**
 * Compiles comparisons: codes and values are copied into the memory of a kernel that finds the levels of many pairs at once.
 *
 * @param comparisons - the comparisons.
 * @param packed - the codes they go by.
 * @param shared - what {@link shareLevels} laid out for the same comparisons and codes, on whatever thread; then nothing is copied.
 * @param mostLoss - what a pair may lose, for a screen of pairs; null for none.
 * @returns what finds levels, the same as the rungs of the comparisons find; null when the platform has no WebAssembly with vectors and shared
 *   memory, or no room for a copy.
 * @remarks Memory: 4 bytes a record and packed column; for distinct texts 16 bytes and one a symbol, for numbers 8, and 4 for each value that
 *   stands beside another. O(memory) to make.
 */
export function compileLevels(comparisons: readonly PlannedComparison[], packed: PackedCodes, shared: LevelMemory | null = null, mostLoss: number | null = null): CompiledLevels | null {
  const memory = shared?.memory ?? sharedMemory();
  const threads = shared?.threads ?? 1;
  const placed = memory === null ? null : placeLevels(comparisons, (layout) => layout.array(packed.words), memory, threads, mostLoss);
  if (memory === null || placed === null) return null;
  if (shared === null && !writeLevels(placed, memory)) return null;
  const { buffer } = memory;
  const thread = Atomics.add(new Int32Array(buffer, THREADS_AT, 1), 0, 1);
  // Who comes too late, or means something else, has a copy of its own.
  if (thread >= threads || new Float64Array(buffer, END_AT, 1)[0] !== placed.layout.end()) return shared === null ? null : compileLevels(comparisons, packed, null, mostLoss);
  const { kernel, records, described, screen } = placed;
  const capacity = kernel.PAIRS_CAPACITY.value;
  const region = placed.regions + thread * placed.regionBytes;
  const levels = region + kernel.REGION_BYTES.value;
  const order = levels + capacity * comparisons.length;
  const orderWords = new Uint32Array(buffer, order, comparisons.length);
  let lastOrder: readonly number[] = [];
  return {
    capacity,
    screen: screen === null ? null : pairScreen(screen, memory, thread, records, packed.columns),
    lefts: new Uint32Array(buffer, region + kernel.LEFTS.value, capacity),
    rights: new Uint32Array(buffer, region + kernel.RIGHTS.value, capacity),
    places: new Uint32Array(buffer, region + kernel.PLACES.value, capacity),
    levels: new Uint8Array(buffer, levels, capacity * comparisons.length),
    find(pairs, inOrder, mostLoss) {
      if (inOrder !== lastOrder) orderWords.set(inOrder.map((index) => described[index]!));
      lastOrder = inOrder;
      return kernel.find(region, pairs, records, 4 * packed.columns.length, order, inOrder.length, mostLoss, levels);
    },
  };
}

/**
 * Packs codes and copies values into memory once, for several threads.
 *
 * @param comparisons - the comparisons.
 * @param codes - the codes they go by.
 * @param threads - how many will find levels in it.
 * @param mostLoss - as for {@link compileLevels}.
 * @returns the memory; null as for {@link compileLevels}.
 * @remarks As {@link compileLevels}, and some 100 KB a thread.
 */
export function shareLevels(comparisons: readonly PlannedComparison[], { columns, sides, length, packInto }: CodesToPack, threads: number, mostLoss: number | null = null): LevelMemory | null {
  const memory = sharedMemory();
  const wordsIn = (buffer: ArrayBuffer, at: number): Uint32Array => new Uint32Array(buffer, at, length);
  const placeCodes: CodesPlacer = (layout) => layout.reserve(Uint32Array.BYTES_PER_ELEMENT * length, (buffer, at) => { packInto(wordsIn(buffer, at)); });
  const placed = memory === null ? null : placeLevels(comparisons, placeCodes, memory, threads, mostLoss);
  if (memory === null || placed === null || !writeLevels(placed, memory)) return null;
  return { memory, threads, packed: { columns, words: wordsIn(memory.buffer, placed.records), sides } };
}

// What stands before the heap.
/** 32 bits: threads that have a region. */
const THREADS_AT = 1024;
/** A double: the end of what was laid out. */
const END_AT = 1032;

/** Says where everything lies: the same for all who say it of the same. */
interface PlacedLevels {
  readonly kernel: Kernel;
  readonly layout: Layout;
  readonly records: number;
  /** Addresses of the comparisons. */
  readonly described: readonly number[];
  readonly regions: number;
  readonly regionBytes: number;
  readonly screen: PlacedScreen | null;
}

/** Makes room for packed codes. */
type CodesPlacer = (layout: Layout) => number;

function placeLevels(comparisons: readonly PlannedComparison[], placeCodes: CodesPlacer, memory: KernelMemory, threads: number, mostLoss: number | null): PlacedLevels | null {
  const asked: RungPlan[] = [];
  const kernel = instantiateKernel<Kernel>(pairLevelsWasm, {
    ask(name, left, right) {
      const rung = asked[name] as TextRung;
      return bucketOf(rung.exactly(left, right), rung.points);
    },
  }, memory);
  if (kernel === null) return null;
  const layout = layOut(kernel.HEAP.value);
  const regionBytes = aligned(kernel.REGION_BYTES.value + (kernel.PAIRS_CAPACITY.value + 4) * comparisons.length);
  const regions = layout.reserve(regionBytes * threads, () => undefined);
  const writeTexts = textWriter(layout, kernel);
  const records = placeCodes(layout);
  const described = comparisons.map((comparison, index) => describeComparison(layout, writeTexts, comparison, index, asked));
  const screen = mostLoss === null ? null : placeScreen(layout, memory, writeTexts, comparisons, mostLoss, threads);
  return layout.end() > MOST_BYTES ? null : { kernel, layout, records, described, regions, regionBytes, screen };
}

function writeLevels({ layout }: PlacedLevels, memory: KernelMemory): boolean {
  if (!layout.write(memory)) return false;
  new Float64Array(memory.buffer, END_AT, 1)[0] = layout.end();
  return true;
}

type TextRung = Extract<RungPlan, { readonly kind: 'texts' }>;

const COMPARISON_BYTES = 64;
const RUNG_BYTES = 128;
const LEAST_LOSS_AT = 56;
const DOUBLES_AT = 64;
const HOPE_AT = 104;

function describeComparison(layout: Layout, writeTexts: TextWriter, { plan, left, right, losses }: PlannedComparison, plane: number, asked: RungPlan[]): number {
  const lossesAt = layout.array(losses);
  const rungs = plan.rungs.map((rung) => describeRung(layout, writeTexts, rung, asked));
  const hopes = plan.rungs.map((rung, index) => (rung.kind === 'texts' ? hopeOf(plan, index, rung, losses) : null));
  const hopefulAt = hopes.map((hope) => (hope === null ? 0 : layout.array(hope.leastShared)));
  const rungsAt = layout.reserve(RUNG_BYTES * rungs.length, (buffer, at) => {
    rungs.forEach(({ words, doubles }, index) => {
      new Uint32Array(buffer, at + index * RUNG_BYTES, words.length).set(words);
      new Int32Array(buffer, at + index * RUNG_BYTES + LEAST_LOSS_AT, 1)[0] = leastLoss(plan, index, losses);
      new Int32Array(buffer, at + index * RUNG_BYTES + HOPE_AT, 2).set([hopefulAt[index]!, hopes[index]?.loss ?? 0]);
      new Float64Array(buffer, at + index * RUNG_BYTES + DOUBLES_AT, doubles.length).set(doubles);
    });
  });
  return layout.reserve(COMPARISON_BYTES, (buffer, at) => {
    new Uint32Array(buffer, at, 11).set([4 * left, 4 * right, plan.bothNull, plan.leftNull, plan.rightNull, plan.equal, plan.last, rungsAt, rungs.length, lossesAt, plane]);
  });
}

/** What a pair loses at least that no rung before one holds for. */
function leastLoss({ rungs, last }: LevelPlan, from: number, losses: Int32Array): number {
  const levels = rungs.slice(from).flatMap((rung) => (rung.kind === 'equal' ? [rung.level] : [...rung.levels].filter((level) => level !== NEXT)));
  return Math.min(...[...levels, last].map((level) => losses[level]!));
}

/** What tells pairs of texts apart that are sure to lose much. */
interface Hope {
  /** Symbols that texts must share by length, to lose less. */
  readonly leastShared: Uint8Array;
  /** What the others lose at least. */
  readonly loss: number;
}

/**
 * Looks for the highest breakpoint of a similarity below which pairs lose about what the last level loses: these need not be measured as long
 * as it is not known whether the pair is kept.
 */
function hopeOf(plan: LevelPlan, index: number, rung: TextRung, losses: Int32Array): Hope | null {
  if (rung.measure.kind !== 'similarity') return null;
  const later = leastLoss(plan, index + 1, losses);
  const lossOf = (bucket: number): number => (rung.levels[bucket] === NEXT ? later : losses[rung.levels[bucket]!]!);
  const { reached, loss } = hopelessBuckets(rung.points.length, lossOf);
  return lossOf(0) < WORTH_TELLING ? null : { leastShared: rung.filterFrom(reached).leastShared, loss };
}

/** Losses that are less say little, in the unit of losses. */
const WORTH_TELLING = 1024;

/** The fields of a rung: whole numbers, and from byte 64 on doubles. */
interface DescribedRung {
  readonly words: readonly number[];
  readonly doubles: readonly number[];
}

function describeRung(layout: Layout, writeTexts: TextWriter, rung: RungPlan, asked: RungPlan[]): DescribedRung {
  const codes = (of: CodesOf): number => (of === null ? 0 : layout.array(of));
  const common = (kind: number, levels: Uint8Array): number[] => [kind, codes(rung.leftCodes), codes(rung.rightCodes), layout.array(levels)];
  if (rung.kind === 'equal') return { words: common(0, Uint8Array.of(rung.level)), doubles: [] };
  const points = [layout.array(Float64Array.from(rung.points, notReached)), rung.points.length];
  if (rung.kind === 'numbers') return { words: [...common(1, rung.levels), ...points, layout.array(rung.leftNumbers), layout.array(rung.rightNumbers)], doubles: [] };
  const { texts, measure, filter } = rung;
  const textsAt = writeTexts(texts);
  const [which, maxPrefix, atMost] = measure.kind === 'similarity' ? [0, measure.maxPrefix, 0] : [measure.which, 0, measure.atMost];
  const words = [...common(2, rung.levels), ...points, textsAt, textsAt, layout.array(filter.leastShared), filter.bucket, which, maxPrefix, atMost, asked.push(rung) - 1];
  return { words, doubles: measure.kind === 'similarity' ? [measure.prefixScale, measure.raisedAbove, measure.oddHalf, measure.empty, measure.atLeast] : [] };
}

/** The greatest double that has not reached a breakpoint. */
function notReached({ at, isInclusive }: Breakpoint): number {
  return isInclusive ? nextBelow(at) : at;
}
