/**
 * Kernels that compare two texts. A text is a range of *symbols*: code points, or bytes of UTF-8 where a program that
 * counts bytes is to be answered alike. A kernel is one for both; only how texts became symbols differs. A symbol is
 * below 0x110000.
 *
 * Kernels allocate nothing but scratch that grows to the longest text, are symmetric, and never throw. Most are made by a
 * function that runs once and holds their tables: to the compiler these are constants, as those of a module are not once a
 * bundler has made variables of them, which costs a fifth of the speed.
 */

import type { Symbols } from './symbols.ts';

/**
 * Measures how far two texts are apart.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @param atMost - the largest distance of interest, an integer from 0 up; {@link UNBOUNDED} unless said.
 * @returns the distance where it is at most `atMost`, else any number above `atMost`.
 */
export type DistanceKernel = (
  left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number, atMost?: number,
) => number;

/**
 * Measures how alike two texts are.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @param atLeast - the least similarity of interest, in [0, 1]; 0 unless said.
 * @returns the similarity, in [0, 1], where it is at least `atLeast`, else any number below `atLeast`.
 */
export type SimilarityKernel = (
  left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number, atLeast?: number,
) => number;

/**
 * Counts symbols that two texts have in common.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @returns how many, at most the length of the shorter.
 */
export type CountKernel = (
  left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number,
) => number;

/** No largest distance: more than any two texts are apart. */
export const UNBOUNDED: number = 2 ** 31 - 1;
