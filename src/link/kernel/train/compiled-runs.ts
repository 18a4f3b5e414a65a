import { instantiateKernel, runLevelsWasm, type KernelExports, type KernelMemory } from '../../../wasm/index.ts';
import { bucketOf, type Breakpoint } from '../compare/breakpoints.ts';
import { aligned, layOut, type Layout } from '../compare/compiled-memory.ts';
import { nextBelow } from '../compare/next-below.ts';
import type { RungPlan } from '../compare/rung.ts';
import { symbolBytes } from '../compare/symbol-bytes.ts';
import type { LevelPlan } from '../compare/value-levels.ts';
import { RUN_PAIRS, type AskedOfRuns, type RunLevels } from './pair-levels.ts';

/** Readies the finding of levels among some codes; what was readied before is of no use any more. */
export type CompiledRuns = (codes: Uint32Array, asked: Pick<AskedOfRuns, 'listsLast'>) => RunLevels;

interface Kernel extends KernelExports {
  readonly memory: KernelMemory;
  readonly LEFTS: { readonly value: number };
  readonly RIGHTS: { readonly value: number };
  readonly LEVELS: { readonly value: number };
  readonly UNEQUAL: { readonly value: number };
  readonly HEAP: { readonly value: number };
  take(comparison: number, values: number): void;
  find(comparison: number, left: number, right: number, pairs: number): number;
}

/** Memory up to which texts are copied. */
const MOST_BYTES = 2 ** 31;
const PAGE_BYTES = 65_536;
/** Values that there is room for at first. */
const FIRST_ROOM = 1024;
/** Values that are looked at together. */
const LANES = 16;

/**
 * Compiles a comparison of the codes of one column: their texts and numbers are copied into the memory of a kernel that finds the levels of sixteen
 * pairs at once.
 *
 * @param plan - how the level of two codes is found, whichever of them is the left one.
 * @returns readies the finding of levels among some codes, the same as the rungs of the plan find; null when the platform has no WebAssembly with
 *   vectors, or no room for a copy.
 * @remarks Memory: a byte a symbol and four a text, eight a number, four for each value that stands beside another; and for the codes among which pairs
 *   are looked at, some twenty bytes for each of them and each rung.
 */
export function compileRuns(plan: LevelPlan): CompiledRuns | null {
  const kernel = instantiateKernel<Kernel>(runLevelsWasm, {
    ask(name, left, right) {
      const rung = plan.rungs[name] as TextRung;
      return bucketOf(rung.exactly(left, right), rung.points);
    },
  });
  if (kernel === null) return null;
  const { memory } = kernel;
  const layout = layOut(kernel.HEAP.value);
  const rungs = describeRungs(plan, layout);
  const comparison = layout.reserve(COMPARISON_BYTES, () => undefined);
  const rungsAt = layout.reserve(RUNG_BYTES * rungs.length, (buffer, at) => { writeRungs(rungs, buffer, at); });
  if (layout.end() > MOST_BYTES || !layout.write(memory)) return null;
  const codesAt = aligned(layout.end());
  let room = 0;

  /** Makes room for values, and says where what is known of each goes. */
  function makeRoom(values: number): void {
    room = aligned(Math.max(FIRST_ROOM, values) + LANES);
    let end = codesAt + 4 * room;
    const places = rungs.map(({ kind }) => {
      const [codes, starts, planes] = [end, end + 4 * room, end + (kind === TEXTS ? 8 : 4) * room];
      end = planes + (kind === TEXTS ? TEXT_BYTES : kind === NUMBERS ? 8 : 0) * room;
      return { codes, starts, planes };
    });
    const pages = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (pages > 0) memory.grow(pages);
    places.forEach(({ codes, starts, planes }, index) => {
      new Uint32Array(memory.buffer, rungsAt + RUNG_BYTES * index + CODES_AT, 2).set([codes, starts]);
      new Uint32Array(memory.buffer, rungsAt + RUNG_BYTES * index + PLANES_AT, 1)[0] = planes;
    });
  }

  return (codes, { listsLast }) => {
    if (codes.length + LANES > room) makeRoom(codes.length);
    const { buffer } = memory;
    new Uint32Array(buffer, comparison, 7).set([codesAt, room, plan.leftNull, plan.rightNull, rungsAt, rungs.length, listsLast ? plan.last : NONE]);
    new Uint32Array(buffer, codesAt, codes.length).set(codes);
    kernel.take(comparison, codes.length);
    const unequal = new Uint32Array(buffer, kernel.UNEQUAL.value, 1);
    return {
      lefts: new Uint32Array(buffer, kernel.LEFTS.value, RUN_PAIRS),
      rights: new Uint32Array(buffer, kernel.RIGHTS.value, RUN_PAIRS),
      levels: new Uint8Array(buffer, kernel.LEVELS.value, RUN_PAIRS),
      find(left, right, pairs) {
        const listed = kernel.find(comparison, left, right, pairs);
        return { unequal: unequal[0]!, listed };
      },
    };
  };
}

type TextRung = Extract<RungPlan, { readonly kind: 'texts' }>;

// The fields of the kernel.
const EQUAL = 0;
const NUMBERS = 1;
const TEXTS = 2;
const NONE = 255;
const COMPARISON_BYTES = 32;
const RUNG_BYTES = 128;
const CODES_AT = 56;
const DOUBLES_AT = 64;
const PLANES_AT = 104;
/** Of a text: planes, and its symbols. */
const TEXT_BYTES: number = 9 + 32;

/** A rung: whole numbers, and from byte 64 on doubles. */
interface DescribedRung {
  readonly kind: number;
  readonly words: readonly number[];
  readonly doubles: readonly number[];
}

function describeRungs({ rungs }: LevelPlan, layout: Layout): DescribedRung[] {
  const bytesOf = new Map<object, ReturnType<typeof symbolBytes>>();
  return rungs.map((rung, name) => {
    // Left and right have the same codes beside them: either may be the left one.
    const codeOf = rung.leftCodes === null ? 0 : layout.array(rung.leftCodes);
    if (rung.kind === 'equal') return { kind: EQUAL, words: [EQUAL, codeOf, layout.array(Uint8Array.of(rung.level))], doubles: [] };
    const bounds = [codeOf, layout.array(rung.levels), layout.array(Float64Array.from(rung.points, notReached)), rung.points.length];
    if (rung.kind === 'numbers') return { kind: NUMBERS, words: [NUMBERS, ...bounds, layout.array(rung.leftNumbers), 0, 0, 0, rung.points.length], doubles: [] };
    const { texts, measure, filter } = rung;
    const found = bytesOf.get(texts) ?? symbolBytes(texts);
    bytesOf.set(texts, found);
    const { bytes, hasOthers } = found;
    const [which, maxPrefix, atMost] = measure.kind === 'similarity' ? [0, measure.maxPrefix, 0] : [measure.which, 0, measure.atMost];
    return {
      kind: TEXTS,
      words: [TEXTS, ...bounds, layout.array(texts.offsets), layout.array(bytes), Number(hasOthers), layout.array(filter.leastShared), filter.bucket, which, maxPrefix, atMost, name],
      doubles: measure.kind === 'similarity' ? [measure.prefixScale, measure.raisedAbove, measure.oddHalf, measure.empty, measure.atLeast] : [],
    };
  });
}

function writeRungs(rungs: readonly DescribedRung[], buffer: ArrayBuffer, at: number): void {
  rungs.forEach(({ words, doubles }, index) => {
    new Uint32Array(buffer, at + RUNG_BYTES * index, words.length).set(words);
    new Float64Array(buffer, at + RUNG_BYTES * index + DOUBLES_AT, doubles.length).set(doubles);
  });
}

/** The greatest double that has not reached a breakpoint. */
function notReached({ at, isInclusive }: Breakpoint): number {
  return isInclusive ? nextBelow(at) : at;
}
