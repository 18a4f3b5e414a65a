import { UNBOUNDED } from '../../../text/index.ts';
import { bestSimilarity, leastDistance } from '../measures/best-pair.ts';
import { kilometres, kilometresByCosine } from '../measures/great-circle.ts';
import { containment, intersectionSize, listJaccard, type ListMeasure } from '../measures/list-overlap.ts';
import { absoluteDifference, percentageDifference } from '../measures/number-difference.ts';
import { timeDifference } from '../measures/time-difference.ts';
import { vectorCosine } from '../measures/vector-cosine.ts';
import type { Dictionary, NumberListDictionary, TextDictionary, TextListDictionary } from '../records.ts';
import type { Breakpoint } from './breakpoints.ts';
import type { MeasureProgram } from './program.ts';
import { textKernelOf, type TextMeasure } from './text-kernel-of.ts';

/** Measures two values by their codes; neither is null. NaN where there is no number to give. */
export type CodeMeasure = (left: number, right: number) => number;

const NUMBERS: Readonly<Record<string, (left: number, right: number) => number>> = { absoluteDifference, percentageDifference, timeDifference };
const LISTS: Readonly<Record<string, ListMeasure>> = { intersection: intersectionSize, containment, jaccardOfLists: listJaccard };
const POINTS: Readonly<Record<string, typeof kilometres>> = { kilometres, kilometresByCosine };

/**
 * Makes a measure of two columns.
 *
 * @param program - which measure.
 * @param left - values of the left column.
 * @param right - values of the right one.
 * @param points - breakpoints, rising: what lies beyond the outermost ones is not measured exactly.
 * @param unit - what a symbol of a text is.
 * @returns the measure.
 * @throws {TypeError} if the measure is unknown, or does not fit the kind of values.
 */
export function measureOf(
  { measure, q, overLists }: MeasureProgram, left: Dictionary, right: Dictionary, points: readonly Breakpoint[], unit: 'codePoint' | 'byte',
): CodeMeasure {
  const text = textKernelOf(measure, q, unit);
  if (text !== null) return overLists ? listsOfTextsMeasure(text, left, right, points) : textMeasure(text, textsOf(left), textsOf(right), points);
  const ofNumbers = NUMBERS[measure];
  if (ofNumbers !== undefined) return numberMeasure(ofNumbers, numbersOf(left), numbersOf(right));
  const ofLists = LISTS[measure];
  if (ofLists !== undefined) return listMeasure(ofLists, listsOf(left), listsOf(right));
  const ofPoints = POINTS[measure];
  if (ofPoints !== undefined) return pointMeasure(ofPoints, vectorsOf(left), vectorsOf(right));
  if (measure !== 'cosine') throw new TypeError('measure: expected a known one');
  return vectorMeasure(vectorsOf(left), vectorsOf(right));
}

function textMeasure({ kind, kernel }: TextMeasure, left: TextDictionary, right: TextDictionary, points: readonly Breakpoint[]): CodeMeasure {
  const { symbols: lefts, offsets: leftOffsets } = left;
  const { symbols: rights, offsets: rightOffsets } = right;
  const cutoff = cutoffOf(kind, points);
  return (a, b) => kernel(lefts, leftOffsets[a]!, leftOffsets[a + 1]!, rights, rightOffsets[b]!, rightOffsets[b + 1]!, cutoff);
}

function listsOfTextsMeasure(text: TextMeasure, left: Dictionary, right: Dictionary, points: readonly Breakpoint[]): CodeMeasure {
  const best = text.kind === 'similarity' ? bestSimilarity(text.kernel, listsOf(left), listsOf(right)) : leastDistance(text.kernel, listsOf(left), listsOf(right));
  const cutoff = cutoffOf(text.kind, points);
  return (a, b) => best(a, b, cutoff);
}

/**
 * Tells what need not be measured exactly: below the least breakpoint of a similarity, and above the greatest of a distance, one value is
 * as good as another.
 *
 * @param kind - whether texts are alike or apart.
 * @param points - breakpoints, rising.
 * @returns the least similarity, or the largest distance, of interest.
 */
export function cutoffOf(kind: TextMeasure['kind'], points: readonly Breakpoint[]): number {
  if (kind === 'similarity') return Math.max(0, points[0]?.at ?? 0);
  return Math.max(0, Math.min(UNBOUNDED, Math.floor(points.at(-1)?.at ?? UNBOUNDED)));
}

function numberMeasure(measure: (left: number, right: number) => number, lefts: Float64Array, rights: Float64Array): CodeMeasure {
  return (a, b) => measure(lefts[a]!, rights[b]!);
}

function listMeasure(measure: ListMeasure, left: TextListDictionary, right: TextListDictionary): CodeMeasure {
  return (a, b) => measure(left.elements, left.offsets[a]!, left.offsets[a + 1]!, right.elements, right.offsets[b]!, right.offsets[b + 1]!);
}

/** A list that is no pair of latitude and longitude is no point. */
function pointMeasure(measure: typeof kilometres, left: NumberListDictionary, right: NumberListDictionary): CodeMeasure {
  const isPoint = ({ offsets }: NumberListDictionary, code: number): boolean => offsets[code + 1]! - offsets[code]! === 2;
  return (a, b) => {
    if (!isPoint(left, a) || !isPoint(right, b)) return NaN;
    const from = left.offsets[a]!;
    const to = right.offsets[b]!;
    return measure(left.numbers[from]!, left.numbers[from + 1]!, right.numbers[to]!, right.numbers[to + 1]!);
  };
}

function vectorMeasure(left: NumberListDictionary, right: NumberListDictionary): CodeMeasure {
  return (a, b) => vectorCosine(left.numbers, left.offsets[a]!, left.offsets[a + 1]!, right.numbers, right.offsets[b]!, right.offsets[b + 1]!);
}

function textsOf(dictionary: Dictionary): TextDictionary {
  if (dictionary.kind !== 'text') throw new TypeError(`measure: expected texts, got ${dictionary.kind}`);
  return dictionary;
}

function listsOf(dictionary: Dictionary): TextListDictionary {
  if (dictionary.kind !== 'texts') throw new TypeError(`measure: expected lists of texts, got ${dictionary.kind}`);
  return dictionary;
}

function vectorsOf(dictionary: Dictionary): NumberListDictionary {
  if (dictionary.kind !== 'numbers') throw new TypeError(`measure: expected lists of numbers, got ${dictionary.kind}`);
  return dictionary;
}

function numbersOf(dictionary: Dictionary): Float64Array {
  if (dictionary.kind !== 'number' && dictionary.kind !== 'time') throw new TypeError(`measure: expected numbers or times, got ${dictionary.kind}`);
  return dictionary.numbers;
}
