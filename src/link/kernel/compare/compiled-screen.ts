import { instantiateKernel, pairScreenWasm, type KernelExports, type KernelMemory } from '../../../wasm/index.ts';
import type { PairScreen } from '../block/pair-screen.ts';
import { aligned, type Layout } from './compiled-memory.ts';
import { signsOf, type LossSigns, type Sign } from './loss-signs.ts';
import type { PlannedComparison } from './planned-comparison.ts';
import type { CodesOf } from './rung.ts';
import type { TextWriter } from './text-records.ts';

interface Address { readonly value: number }

interface Kernel extends KernelExports {
  readonly MOST_COMPARISONS: Address;
  readonly MOST_MEMBERS: Address;
  readonly MOST_EARLIER: Address;
  readonly PLANE_BYTES: Address;
  readonly FOUND: Address;
  readonly MEMBERS: Address;
  readonly ROWS: Address;
  readonly FIRSTS: Address;
  readonly ENDS: Address;
  readonly MEMBER_IDS: Address;
  readonly LEFTS: Address;
  readonly RIGHTS: Address;
  readonly PLANES: Address;
  readIds(region: number, members: number, earlier: number, records: number, recordBytes: number): void;
  read(region: number, members: number, readings: number, count: number, records: number, recordBytes: number): void;
  sift(region: number, row: number, rows: number, earlier: number, comparisons: number, count: number): number;
}

/** Descriptions that lie one behind the other. */
interface Described {
  readonly at: number;
  readonly count: number;
}

/** Where a screen lies, and those of other threads. */
export interface PlacedScreen {
  readonly kernel: Kernel;
  /** What is read of every record. */
  readonly readings: Described;
  readonly comparisons: Described;
  readonly regions: number;
  readonly regionBytes: number;
}

const READING_BYTES = 32;
const COMPARISON_BYTES = 64;
const SIGN_BYTES = 32;

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
  if (kernel === null || comparisons.length > kernel.MOST_COMPARISONS.value) return null;
  // Sums of losses rounded down never exceed the sum rounded down.
  const scaled = (loss: number): number => Math.min(MOST_LOST + 1, Math.floor(loss * MOST_LOST / mostLoss));
  const readings = someReadings(kernel.PLANE_BYTES.value);
  const described = inOrder(comparisons).map(({ plan, left, right, losses, ofValues = null, signs, different }): readonly number[] => {
    const [ofLeft, ofRight] = [left, right].map((column) => readings.planesOf('codes', column));
    const signsAt = layOutSigns(layout, writeTexts, signs, { left, right }, readings, scaled);
    const byValue = ofValues === null ? null : layout.reserve(ofValues.values + 1, (buffer, at) => {
      const bytes = new Uint8Array(buffer, at, ofValues.values + 1);
      for (let code = 1; code <= ofValues.values; code++) bytes[code] = scaled(ofValues.lossOf(code));
    });
    const texts = signs.filter(isOfTexts);
    const similar = texts.reduce((least, sign) => Math.min(least, scaled(sign.least)), MOST_LOST + 1);
    const settled = [plan.bothNull, plan.leftNull, plan.rightNull].map((level) => scaled(losses[level]!));
    const equal = byValue === null ? scaled(losses[plan.equal]!) : readings.planesOf('bytes', left, 0, byValue);
    return [ofLeft!, ofRight!, ...settled, equal, scaled(different), Number(byValue !== null), signsAt, signs.length - texts.length, texts.length, similar];
  });
  const regionBytes = aligned(kernel.PLANES.value + readings.bytes());
  return {
    kernel, regionBytes,
    readings: describe(layout, readings.described(), READING_BYTES),
    comparisons: describe(layout, described, COMPARISON_BYTES),
    regions: layout.reserve(regionBytes * threads, () => undefined),
  };
}

/** Puts comparisons first that have few texts to look at; of these, the ones that lose most by them. */
function inOrder(comparisons: readonly PlannedComparison[]): (PlannedComparison & LossSigns)[] {
  const texts = ({ signs }: LossSigns): number => signs.filter(isOfTexts).length;
  const gain = ({ different, signs }: LossSigns): number => different - signs.filter(isOfTexts).reduce((least, sign) => Math.min(least, sign.least), different);
  return comparisons.map((comparison) => ({ ...comparison, ...signsOf(comparison.plan, comparison.losses) })).sort((one, other) => texts(one) - texts(other) || gain(other) - gain(one));
}

/** What can be read of a record, by which number the kernel knows it and how many planes it takes. */
const READINGS = { codes: { kind: 0, planes: 3 }, texts: { kind: 1, planes: 10 }, bytes: { kind: 2, planes: 1 } } as const;

/** What is read of every record, each thing once. */
interface Readings {
  /** Says where the planes of something begin: of a packed column, by the codes beside it and the address of what there is by code. */
  planesOf(what: keyof typeof READINGS, column: number, codes?: number, values?: number): number;
  described(): readonly (readonly number[])[];
  /** Bytes of all planes. */
  bytes(): number;
}

function someReadings(planeBytes: number): Readings {
  const found = new Map<string, readonly number[]>();
  let planes = 0;
  return {
    planesOf(what, column, codes = 0, values = 0) {
      const { kind, planes: taken } = READINGS[what];
      const name = [kind, column, codes, values].join(' ');
      const known = found.get(name) ?? [kind, 4 * column, codes, values, planes * planeBytes];
      if (!found.has(name)) planes += taken;
      found.set(name, known);
      return known[4]!;
    },
    described: () => [...found.values()],
    bytes: () => planes * planeBytes,
  };
}

function layOutSigns(
  layout: Layout, writeTexts: TextWriter, signs: readonly Sign[], { left, right }: Pick<PlannedComparison, 'left' | 'right'>, readings: Readings, scaled: (loss: number) => number,
): number {
  return describe(layout, signs.toSorted((one, other) => Number(isOfTexts(one)) - Number(isOfTexts(other))).map(({ rung, least, needed }): readonly number[] => {
    const [texts, neededAt] = rung.kind === 'texts' ? [writeTexts(rung.texts), layout.array(needed!)] : [0, 0];
    const planes = (column: number, codes: CodesOf): number => readings.planesOf(rung.kind === 'texts' ? 'texts' : 'codes', column, codes === null ? 0 : layout.array(codes), texts);
    return [planes(left, rung.leftCodes), planes(right, rung.rightCodes), neededAt, scaled(least)];
  }), SIGN_BYTES).at;
}

function isOfTexts({ rung }: Sign): boolean {
  return rung.kind === 'texts';
}

function describe(layout: Layout, described: readonly (readonly number[])[], bytes: number): Described {
  const at = layout.reserve(bytes * described.length, (buffer, from) => { described.forEach((words, index) => { new Uint32Array(buffer, from + index * bytes, words.length).set(words); }); });
  return { at, count: described.length };
}

/**
 * Readies a screen.
 *
 * @param placed - where it lies.
 * @param memory - the memory, written.
 * @param thread - which of the threads this is.
 * @param records - address of the codes of the records.
 * @param columns - the columns of these codes, of four bytes each.
 * @returns the screen.
 */
export function pairScreen({ kernel, readings, comparisons, regions, regionBytes }: PlacedScreen, { buffer }: KernelMemory, thread: number, records: number, columns: readonly number[]): PairScreen {
  const recordBytes = 4 * columns.length;
  const region = regions + thread * regionBytes;
  const words = ({ value }: Address, length: number, from = 0): Uint32Array => new Uint32Array(buffer, region + value + 4 * from, length);
  const mostMembers = kernel.MOST_MEMBERS.value;
  const told = words(kernel.FOUND, 2);
  return {
    mostMembers, columns,
    members: words(kernel.MEMBERS, mostMembers),
    rows: words(kernel.ROWS, mostMembers),
    firsts: words(kernel.FIRSTS, mostMembers),
    ends: words(kernel.ENDS, mostMembers),
    memberIds: Array.from({ length: kernel.MOST_EARLIER.value }, (_, earlier) => words(kernel.MEMBER_IDS, mostMembers, earlier * kernel.PLANE_BYTES.value)),
    lefts: words(kernel.LEFTS, 2 * mostMembers),
    rights: words(kernel.RIGHTS, 2 * mostMembers),
    readIds(members, earlier, column) {
      kernel.readIds(region, members, earlier, records + 4 * columns.indexOf(column), recordBytes);
    },
    read(members) {
      kernel.read(region, members, readings.at, readings.count, records, recordBytes);
    },
    sift(row, rows, earlier) {
      const next = kernel.sift(region, row, rows, earlier, comparisons.at, comparisons.count);
      return { row: next, found: told[0]!, given: told[1]! };
    },
  };
}
