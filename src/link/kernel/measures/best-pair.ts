import { UNBOUNDED, type DistanceKernel, type SimilarityKernel, type Symbols } from '../../../text/index.ts';

/** Lists of texts: list `c` is `elements[offsets[c] … offsets[c + 1])`, codes of `texts`, 0 for a null element. */
export interface ListsOfTexts {
  readonly offsets: Uint32Array;
  readonly elements: Uint32Array;
  /** Text `c` is `symbols[offsets[c] … offsets[c + 1])`. */
  readonly texts: { readonly offsets: Uint32Array; readonly symbols: Symbols };
}

/**
 * Measures the best pair of two lists, each given by its code.
 *
 * @param left - code of the one list.
 * @param right - code of the other.
 * @param cutoff - the least similarity, or the largest distance of interest; none unless said.
 * @returns what the best pair measures, as exact as the kernel is with the cutoff; NaN where either list has no element
 *   that is no null.
 */
export type PairMeasure = (left: number, right: number, cutoff?: number) => number;

/**
 * Makes the measure of the two elements that are most alike, one of either list.
 *
 * @param kernel - measures two texts.
 * @param left - lists of the left records.
 * @param right - lists of the right ones.
 * @returns the measure.
 * @remarks O(left · right) calls of the kernel, each with what was found before as its cutoff.
 */
export function bestSimilarity(kernel: SimilarityKernel, left: ListsOfTexts, right: ListsOfTexts): PairMeasure {
  return bestOf(kernel, 0, (found, best) => found > best, left, right);
}

/**
 * Makes the measure of the two elements that are least far apart, one of either list.
 *
 * @param kernel - measures two texts.
 * @param left - lists of the left records.
 * @param right - lists of the right ones.
 * @returns the measure.
 * @remarks O(left · right) calls of the kernel, each with what was found before as its cutoff.
 */
export function leastDistance(kernel: DistanceKernel, left: ListsOfTexts, right: ListsOfTexts): PairMeasure {
  return bestOf(kernel, UNBOUNDED, (found, best) => found < best, left, right);
}

function bestOf(
  kernel: SimilarityKernel | DistanceKernel, noCutoff: number, isBetter: (found: number, best: number) => boolean, left: ListsOfTexts, right: ListsOfTexts,
): PairMeasure {
  const { offsets: leftOffsets, symbols: leftSymbols } = left.texts;
  const { offsets: rightOffsets, symbols: rightSymbols } = right.texts;
  return (leftList, rightList, cutoff = noCutoff) => {
    let best = NaN;
    for (let index = left.offsets[leftList]!; index < left.offsets[leftList + 1]!; index++) {
      const one = left.elements[index]!;
      if (one === 0) continue;
      for (let place = right.offsets[rightList]!; place < right.offsets[rightList + 1]!; place++) {
        const other = right.elements[place]!;
        if (other === 0) continue;
        // No pair is of interest any more that is no better than the one found.
        const found = kernel(
          leftSymbols, leftOffsets[one]!, leftOffsets[one + 1]!, rightSymbols, rightOffsets[other]!, rightOffsets[other + 1]!,
          isBetter(best, cutoff) ? best : cutoff,
        );
        if (Number.isNaN(best) || isBetter(found, best)) best = found;
      }
    }
    return best;
  };
}
