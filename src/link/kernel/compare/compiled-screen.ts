import { instantiateKernel, pairScreenWasm, type KernelExports, type KernelMemory } from '../../../wasm/index.ts';
import type { PairScreen } from '../block/pair-screen.ts';
import { aligned, type Layout } from './compiled-memory.ts';
import { signsOf, type Sign } from './loss-signs.ts';
import type { PlannedComparison } from './planned-comparison.ts';
import type { TextWriter } from './text-records.ts';

interface Address { readonly value: number }

interface Kernel extends KernelExports {
  readonly MOST_MEMBERS: Address;
  readonly MOST_ROWS: Address;
  readonly MOST_EARLIER: Address;
  readonly FOUND: Address;
  readonly MEMBERS: Address;
  readonly ROWS: Address;
  readonly FIRSTS: Address;
  readonly MEMBER_IDS: Address;
  readonly ROW_IDS: Address;
  readonly LEFTS: Address;
  readonly RIGHTS: Address;
  readonly GROUPS: Address;
  read(region: number, members: number, comparisons: number, count: number, groupBytes: number, records: number, recordBytes: number): void;
  sift(region: number, row: number, rows: number, members: number, earlier: number, comparisons: number, count: number, groupBytes: number, records: number, recordBytes: number): number;
}

/** Where a screen lies, and those of other threads. */
export interface PlacedScreen {
  readonly kernel: Kernel;
  /** Descriptions of the comparisons, one behind the other. */
  readonly described: number;
  readonly count: number;
  readonly groupBytes: number;
  readonly regions: number;
  readonly regionBytes: number;
}

const COMPARISON_BYTES = 64;
const SIGN_BYTES = 32;
/** What is known of sixteen records: their codes and which are none; codes beside them; or texts. */
const CODE_LANES = 48;
const LANES = { equal: 32, texts: 144 } as const;
const GROUP_RECORDS = 16;

/** Losses are bytes: what a pair may lose is one less than the greatest. */
const MOST_LOST = 254;

/**
 * Says where a screen of pairs will lie.
 *
 * @param layout - lays the memory out.
 * @param memory - the memory.
 * @param writeTexts - writes dictionaries of texts.
 * @param comparisons - the comparisons, with what their levels lose.
 * @param mostLoss - what a pair may lose.
 * @param threads - how many will use it.
 * @returns what {@link pairScreen} needs; null where nothing can be given up, or the platform has no WebAssembly with vectors.
 */
export function placeScreen(layout: Layout, memory: KernelMemory, writeTexts: TextWriter, comparisons: readonly PlannedComparison[], mostLoss: number, threads: number): PlacedScreen | null {
  const kernel = mostLoss > 0 ? instantiateKernel<Kernel>(pairScreenWasm, {}, memory) : null;
  if (kernel === null) return null;
  // Sums of losses rounded down never exceed the sum rounded down.
  const scaled = (loss: number): number => Math.min(MOST_LOST + 1, Math.floor(loss * MOST_LOST / mostLoss));
  let groupBytes = 0;
  const described = inOrder(comparisons).map(({ plan, left, right, losses, ofValues = null, signs, different }): readonly number[] => {
    const codesAt = groupBytes;
    groupBytes += CODE_LANES;
    const signsAt = layOutSigns(layout, writeTexts, signs, scaled, (bytes) => {
      groupBytes += bytes;
      return groupBytes - bytes;
    });
    const byValue = ofValues === null ? 0 : layout.reserve(ofValues.values + 1, (buffer, at) => {
      const bytes = new Uint8Array(buffer, at, ofValues.values + 1);
      for (let code = 1; code <= ofValues.values; code++) bytes[code] = scaled(ofValues.lossOf(code));
    });
    const settled = [plan.bothNull, plan.leftNull, plan.rightNull, plan.equal].map((level) => scaled(losses[level]!));
    return [4 * left, 4 * right, codesAt, ...settled, scaled(different), signsAt, signs.length, byValue];
  });
  const regionBytes = aligned(kernel.GROUPS.value + groupBytes * kernel.MOST_MEMBERS.value / GROUP_RECORDS);
  return {
    kernel, groupBytes, regionBytes, count: described.length,
    described: layout.reserve(COMPARISON_BYTES * described.length, (buffer, at) => { described.forEach((words, index) => { new Uint32Array(buffer, at + index * COMPARISON_BYTES, words.length).set(words); }); }),
    regions: layout.reserve(regionBytes * threads, () => undefined),
  };
}

/** Puts comparisons first that lose much and take little. */
function inOrder(comparisons: readonly PlannedComparison[]): (PlannedComparison & ReturnType<typeof signsOf>)[] {
  const worth = ({ different, signs }: ReturnType<typeof signsOf>): number => different / (1 + signs.length);
  return comparisons.map((comparison) => ({ ...comparison, ...signsOf(comparison.plan, comparison.losses) })).sort((one, other) => worth(other) - worth(one));
}

function layOutSigns(layout: Layout, writeTexts: TextWriter, signs: readonly Sign[], scaled: (loss: number) => number, takeLanes: (bytes: number) => number): number {
  const described = signs.map(({ rung, least, needed }): readonly number[] => {
    const [left, right] = [rung.leftCodes, rung.rightCodes].map((codes) => (codes === null ? 0 : layout.array(codes)));
    const [texts, neededAt] = rung.kind === 'texts' ? [writeTexts(rung.texts), layout.array(needed!)] : [0, 0];
    return [Number(rung.kind === 'texts'), left!, right!, texts, neededAt, takeLanes(LANES[rung.kind]), scaled(least)];
  });
  return layout.reserve(SIGN_BYTES * signs.length, (buffer, at) => { described.forEach((words, index) => { new Uint32Array(buffer, at + index * SIGN_BYTES, words.length).set(words); }); });
}

/**
 * Readies a screen.
 *
 * @param placed - where it lies.
 * @param memory - the memory, written.
 * @param thread - which of the threads this is.
 * @param records - address of the codes of the records.
 * @param recordBytes - bytes of a record.
 * @returns the screen.
 */
export function pairScreen({ kernel, described, count, groupBytes, regions, regionBytes }: PlacedScreen, { buffer }: KernelMemory, thread: number, records: number, recordBytes: number): PairScreen {
  const region = regions + thread * regionBytes;
  const words = ({ value }: Address, length: number): Uint32Array => new Uint32Array(buffer, region + value, length);
  const [mostMembers, mostRows, mostEarlier] = [kernel.MOST_MEMBERS.value, kernel.MOST_ROWS.value, kernel.MOST_EARLIER.value];
  const told = words(kernel.FOUND, 2);
  let readMembers = 0;
  return {
    mostMembers, mostRows, mostEarlier,
    members: words(kernel.MEMBERS, mostMembers),
    rows: words(kernel.ROWS, mostRows),
    firsts: words(kernel.FIRSTS, mostRows),
    memberIds: words(kernel.MEMBER_IDS, mostEarlier * mostMembers),
    rowIds: words(kernel.ROW_IDS, mostEarlier * mostRows),
    lefts: words(kernel.LEFTS, 2 * mostMembers),
    rights: words(kernel.RIGHTS, 2 * mostMembers),
    read(members) {
      readMembers = members;
      kernel.read(region, members, described, count, groupBytes, records, recordBytes);
    },
    sift(row, rows, earlier) {
      const next = kernel.sift(region, row, rows, readMembers, earlier, described, count, groupBytes, records, recordBytes);
      return { row: next, found: told[0]!, given: told[1]! };
    },
  };
}
