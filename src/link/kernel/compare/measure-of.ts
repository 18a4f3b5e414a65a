import type { Dictionary, TextDictionary } from '../records.ts';
import type { Breakpoint } from './breakpoints.ts';
import { damerauPlain, jaroPlain, jaroWinklerPlain, levenshteinPlain, osaPlain } from './plain-measures.ts';
import type { MeasureProgram } from './program.ts';

/** Measures two values by their codes; neither is null. NaN where there is no number to give. */
export type CodeMeasure = (left: number, right: number) => number;

type TextKernel = (left: Uint32Array, leftStart: number, leftEnd: number, right: Uint32Array, rightStart: number, rightEnd: number, cutoff?: number) => number;

const TEXT: Readonly<Record<string, { readonly kernel: TextKernel; readonly grows: boolean }>> = {
  jaroWinkler: { kernel: jaroWinklerPlain, grows: true },
  jaro: { kernel: jaroPlain, grows: true },
  levenshtein: { kernel: levenshteinPlain, grows: false },
  osa: { kernel: osaPlain, grows: false },
  damerauLevenshtein: { kernel: damerauPlain, grows: false },
};

/**
 * Makes a measure of two dictionaries.
 *
 * @param program - which measure.
 * @param left - values of the left records.
 * @param right - values of the right ones.
 * @param points - breakpoints, rising: what lies beyond the outermost ones need not be measured exactly.
 * @returns the measure.
 * @throws {TypeError} if the measure does not fit the kind of values.
 */
export function measureOf(program: MeasureProgram, left: Dictionary, right: Dictionary, points: readonly Breakpoint[]): CodeMeasure {
  const { measure } = program;
  const text = TEXT[measure];
  if (text !== undefined) return textMeasure(text.kernel, textsOf(left), textsOf(right), text.grows ? leastOf(points) : mostOf(points));
  const [lefts, rights] = [numbersOf(left), numbersOf(right)];
  if (measure === 'percentageDifference') return (a, b) => Math.abs(lefts[a]! - rights[b]!) / Math.max(lefts[a]!, rights[b]!);
  return (a, b) => Math.abs(lefts[a]! - rights[b]!);
}

function textMeasure(kernel: TextKernel, left: TextDictionary, right: TextDictionary, cutoff: number | undefined): CodeMeasure {
  const { symbols: lefts, offsets: leftOffsets } = left;
  const { symbols: rights, offsets: rightOffsets } = right;
  return (a, b) => kernel(lefts, leftOffsets[a]!, leftOffsets[a + 1]!, rights, rightOffsets[b]!, rightOffsets[b + 1]!, cutoff);
}

/** The least similarity that matters. */
function leastOf(points: readonly Breakpoint[]): number | undefined {
  return points[0]?.at;
}

/** The greatest distance that matters. */
function mostOf(points: readonly Breakpoint[]): number | undefined {
  return points.length === 0 ? undefined : Math.max(0, Math.floor(points.at(-1)!.at));
}

function textsOf(dictionary: Dictionary): TextDictionary {
  if (dictionary.kind !== 'text') throw new TypeError(`measure: expected texts, got ${dictionary.kind}`);
  return dictionary;
}

function numbersOf(dictionary: Dictionary): Float64Array {
  if (dictionary.kind !== 'number' && dictionary.kind !== 'time') throw new TypeError(`measure: expected numbers or times, got ${dictionary.kind}`);
  return dictionary.numbers;
}
