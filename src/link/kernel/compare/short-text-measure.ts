import { constantsOfJaroWinkler, DUCKDB_JARO, DUCKDB_WINKLER, JARO, WINKLER, type JaroWinklerConstants } from '../../../text/index.ts';
import type { Breakpoint } from './breakpoints.ts';
import { cutoffOf } from './measure-of.ts';
import type { MeasureProgram } from './program.ts';

/** A measure that short texts have a kernel of vectors for. */
export type ShortTextMeasure =
  | ({ readonly kind: 'similarity'; /** The least similarity of interest. */ readonly atLeast: number } & JaroWinklerConstants)
  | { readonly kind: 'distance'; /** 1 Levenshtein, 2 optimal string alignment, 3 Damerau–Levenshtein. */ readonly which: number; /** The largest distance of interest. */ readonly atMost: number };

const DISTANCES: readonly string[] = ['levenshtein', 'osa', 'damerauLevenshtein'];

/**
 * Tells how a measure is computed for short texts.
 *
 * @param program - the measure.
 * @param points - its breakpoints, rising.
 * @param unit - what a symbol of a text is.
 * @returns the same measure as `textKernelOf` has, or null where there is no kernel of vectors for it.
 */
export function shortTextMeasureOf({ measure, overLists }: MeasureProgram, points: readonly Breakpoint[], unit: 'codePoint' | 'byte'): ShortTextMeasure | null {
  if (overLists) return null;
  const which = DISTANCES.indexOf(measure) + 1;
  if (which > 0) return { kind: 'distance', which, atMost: cutoffOf('distance', points) };
  if (measure !== 'jaroWinkler' && measure !== 'jaro') return null;
  const [ofBytes, ofCodePoints] = measure === 'jaro' ? [DUCKDB_JARO, JARO] : [DUCKDB_WINKLER, WINKLER];
  return { kind: 'similarity', ...constantsOfJaroWinkler(unit === 'byte' ? ofBytes : ofCodePoints), atLeast: cutoffOf('similarity', points) };
}
