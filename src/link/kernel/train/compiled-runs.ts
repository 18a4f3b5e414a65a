import { instantiateKernel, runLevelsWasm, sharedMemory, type KernelExports, type KernelMemory } from '../../../wasm/index.ts';
import { bucketOf, type Breakpoint } from '../compare/breakpoints.ts';
import { aligned, layOut, type Layout } from '../compare/compiled-memory.ts';
import { nextBelow } from '../compare/next-below.ts';
import type { RungPlan } from '../compare/rung.ts';
import { textWriter, type TextDescriber, type TextWriter } from '../compare/text-records.ts';
import type { LevelPlan } from '../compare/value-levels.ts';
import { RUN_PAIRS, type AskedOfRuns, type RunLevels } from './pair-levels.ts';

/**
 * Readies the finding of levels among some codes; what was readied before is of no use any more.
 *
 * @param values - number of codes.
 * @param fill - writes them, from the beginning of the array on.
 */
export type CompiledRuns = (values: number, fill: (codes: Uint32Array) => void, asked: Pick<AskedOfRuns, 'listsLast'>) => RunLevels;

/** Texts and numbers, laid out once for several threads; it can be sent to them. */
export interface RunMemory {
  readonly memory: KernelMemory;
  /** One past the last byte of what was laid out. */
  readonly end: number;
}

interface Kernel extends KernelExports, TextDescriber {
  readonly LEFTS: { readonly value: number };
  readonly RIGHTS: { readonly value: number };
  readonly LEVELS: { readonly value: number };
  readonly UNEQUAL: { readonly value: number };
  readonly COUNTS: { readonly value: number };
  readonly REGION_BYTES: { readonly value: number };
  readonly HEAP: { readonly value: number };
  take(comparison: number, values: number): void;
  find(region: number, comparison: number, left: number, right: number, pairs: number): number;
  findAll(region: number, comparison: number, left: number, right: number, pairs: number): void;
  count(region: number, comparison: number, left: number, right: number, pairs: number): number;
}

/** Memory up to which texts are copied. */
const MOST_BYTES = 2 ** 31;
const PAGE_BYTES = 65_536;
/** Values that there is room for at first. */
const FIRST_ROOM = 1024;
/** Values that are looked at together. */
const LANES = 16;

/**
 * Compiles comparisons of the codes of one column each: their texts and numbers are copied into the memory of a kernel that finds the levels of sixteen
 * pairs at once.
 *
 * @param plans - how the level of two codes is found, whichever of them is the left one.
 * @param shared - what {@link shareRuns} laid out for the same plans, on whatever thread; then nothing is copied.
 * @returns for each plan, what readies the finding of levels among some codes, the same as its rungs find; null when the platform has no WebAssembly with
 *   vectors and shared memory, or no room for a copy.
 * @remarks Memory: a byte a symbol and sixteen a text, eight a number, four for each value that stands beside another; and for the codes among which pairs
 *   are looked at, some fifty bytes for each of them and each rung.
 */
export function compileRuns(plans: readonly LevelPlan[], shared: RunMemory | null = null): readonly CompiledRuns[] | null {
  const memory = shared?.memory ?? sharedMemory();
  const placed = memory === null ? null : placeRuns(plans, memory);
  if (memory === null || placed === null) return null;
  const { kernel, layout, described } = placed;
  if (shared === null && !layout.write(memory)) return null;
  // Whoever means something else has a copy of its own.
  if (shared !== null && shared.end !== layout.end()) return compileRuns(plans);
  return plans.map((plan, index) => runsOf(kernel, memory, plan, described[index]!));
}

/**
 * Copies the texts and numbers of comparisons into memory once, for several threads.
 *
 * @param plans - as for {@link compileRuns}.
 * @returns the memory; null as for {@link compileRuns}.
 * @remarks As {@link compileRuns}, but for the codes among which pairs are looked at: each thread makes room for these.
 */
export function shareRuns(plans: readonly LevelPlan[]): RunMemory | null {
  const memory = sharedMemory();
  const placed = memory === null ? null : placeRuns(plans, memory);
  return memory === null || placed === null || !placed.layout.write(memory) ? null : { memory, end: placed.layout.end() };
}

/** Says where everything lies: the same for all who say it of the same plans. */
interface PlacedRuns {
  readonly kernel: Kernel;
  readonly layout: Layout;
  /** By plan. */
  readonly described: readonly (readonly DescribedRung[])[];
}

function placeRuns(plans: readonly LevelPlan[], memory: KernelMemory): PlacedRuns | null {
  const asked: TextRung[] = [];
  const kernel = instantiateKernel<Kernel>(runLevelsWasm, {
    ask(name, left, right) {
      const rung = asked[name]!;
      return bucketOf(rung.exactly(left, right), rung.points);
    },
  }, memory);
  if (kernel === null) return null;
  const layout = layOut(kernel.HEAP.value);
  const writeTexts = textWriter(layout, kernel);
  const described = plans.map(({ rungs }) => rungs.map((rung) => describeRung(rung, layout, writeTexts, asked)));
  return layout.end() > MOST_BYTES ? null : { kernel, layout, described };
}

/** Readies one comparison on this thread. */
function runsOf(kernel: Kernel, memory: KernelMemory, plan: LevelPlan, rungs: readonly DescribedRung[]): CompiledRuns {
  const comparison = aligned(kernel.REGION_BYTES.value);
  const rungsAt = comparison + COMPARISON_BYTES;
  const codesAt = rungsAt + RUNG_BYTES * rungs.length;

  /** Makes room for values in pages that nobody else has, and says where what is known of each goes. */
  function makeRoom(values: number): Room {
    const room = aligned(Math.max(FIRST_ROOM, values) + LANES);
    let end = codesAt + 4 * room;
    const places = rungs.map(({ words: [kind] }) => {
      const [codes, starts, planes] = [end, end + 4 * room, end + (kind === TEXTS ? 8 : 4) * room];
      end = planes + (kind === TEXTS ? TEXT_BYTES : kind === NUMBERS ? 8 : 0) * room;
      return { codes, starts, planes };
    });
    const region = PAGE_BYTES * memory.grow(Math.ceil(end / PAGE_BYTES));
    const { buffer } = memory;
    places.forEach(({ codes, starts, planes }, index) => {
      const { words, doubles } = rungs[index]!;
      const at = region + rungsAt + RUNG_BYTES * index;
      new Uint32Array(buffer, at, words.length).set(words);
      new Float64Array(buffer, at + DOUBLES_AT, doubles.length).set(doubles);
      new Uint32Array(buffer, at + CODES_AT, 2).set([region + codes, region + starts]);
      new Uint32Array(buffer, at + PLANES_AT, 1)[0] = region + planes;
    });
    const fields = new Uint32Array(buffer, region + comparison, 11);
    const { leftNull, rightNull, equal, bothNull, last } = plan;
    fields.set([region + codesAt, room, leftNull, rightNull, region + rungsAt, rungs.length, NONE, 0, equal, bothNull, last]);
    return { values: room - LANES, at: region + comparison, fields, codes: new Uint32Array(buffer, region + codesAt, room), runs: runsIn(region, buffer) };
  }

  function runsIn(region: number, buffer: ArrayBuffer): RunLevels {
    const at = region + comparison;
    const unequal = new Uint32Array(buffer, region + kernel.UNEQUAL.value, 1);
    return {
      lefts: new Uint32Array(buffer, region + kernel.LEFTS.value, RUN_PAIRS),
      rights: new Uint32Array(buffer, region + kernel.RIGHTS.value, RUN_PAIRS),
      levels: new Uint8Array(buffer, region + kernel.LEVELS.value, RUN_PAIRS),
      counts: new Uint32Array(buffer, region + kernel.COUNTS.value, plan.last),
      find(left, right, pairs) {
        const listed = kernel.find(region, at, left, right, pairs);
        return { unequal: unequal[0]!, listed };
      },
      findAll(left, right, pairs) {
        kernel.findAll(region, at, left, right, pairs);
      },
      count: (left, right, pairs) => kernel.count(region, at, left, right, pairs),
    };
  }

  let room: Room | null = null;
  return (values, fill, { listsLast }) => {
    if (room === null || values > room.values) room = makeRoom(values);
    const { at, fields, codes, runs } = room;
    fields[LISTED_LAST] = listsLast ? plan.last : NONE;
    fill(codes);
    kernel.take(at, values);
    runs.counts.fill(0);
    return runs;
  };
}

/** What one comparison has of its own on one thread. */
interface Room {
  /** Values that there is room for. */
  readonly values: number;
  /** Address of the comparison. */
  readonly at: number;
  readonly fields: Uint32Array;
  readonly codes: Uint32Array;
  readonly runs: RunLevels;
}

type TextRung = Extract<RungPlan, { readonly kind: 'texts' }>;

// The fields of the kernel.
const EQUAL = 0;
const NUMBERS = 1;
const TEXTS = 2;
const NONE = 255;
/** Which word of a comparison says what is listed. */
const LISTED_LAST = 6;
const COMPARISON_BYTES = 48;
const RUNG_BYTES = 128;
const CODES_AT = 56;
const DOUBLES_AT = 64;
const PLANES_AT = 104;
/** Of a text: planes, its symbols, and its record. */
const TEXT_BYTES: number = 9 + 32 + 16;

/** A rung: whole numbers, its kind first, and from byte 64 on doubles. */
interface DescribedRung {
  readonly words: readonly number[];
  readonly doubles: readonly number[];
}

function describeRung(rung: RungPlan, layout: Layout, writeTexts: TextWriter, asked: TextRung[]): DescribedRung {
  // Left and right have the same codes beside them: either may be the left one.
  const codeOf = rung.leftCodes === null ? 0 : layout.array(rung.leftCodes);
  if (rung.kind === 'equal') return { words: [EQUAL, codeOf, layout.array(Uint8Array.of(rung.level))], doubles: [] };
  const bounds = [codeOf, layout.array(rung.levels), layout.array(Float64Array.from(rung.points, notReached)), rung.points.length];
  if (rung.kind === 'numbers') return { words: [NUMBERS, ...bounds, layout.array(rung.leftNumbers), 0, 0, 0, rung.points.length], doubles: [] };
  const { texts, measure, filter } = rung;
  const [which, maxPrefix, atMost] = measure.kind === 'similarity' ? [0, measure.maxPrefix, 0] : [measure.which, 0, measure.atMost];
  return {
    words: [TEXTS, ...bounds, writeTexts(texts), 0, 0, layout.array(filter.leastShared), filter.bucket, which, maxPrefix, atMost, asked.push(rung) - 1],
    doubles: measure.kind === 'similarity' ? [measure.prefixScale, measure.raisedAbove, measure.oddHalf, measure.empty, measure.atLeast] : [],
  };
}

/** The greatest double that has not reached a breakpoint. */
function notReached({ at, isInclusive }: Breakpoint): number {
  return isInclusive ? nextBelow(at) : at;
}
