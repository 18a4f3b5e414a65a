import type { ClassTable } from '../classes.ts';
import { ALWAYS, type ClassJudge } from './class-judge.ts';
import { leastOf } from './extremes.ts';

/**
 * Judges by k-anonymity: each class has at least k units.
 *
 * @param k - from 1 up: 11 accepts 11 and refuses 10.
 * @returns the judge; it attains the size of the smallest class.
 * @see Sweeney 2002, https://doi.org/10.1142/S0218488502001648.
 */
export function kAnonymity(k: number): ClassJudge {
  return {
    minSize: k,
    // Merging classes never makes one smaller, even where they share entities.
    monotone: ALWAYS,
    judge: ({ rowsOf, sizes }, failing) => {
      markBelow(sizes, rowsOf, k, failing);
    },
    attained: ({ rowsOf, sizes }) => leastOf(rowsOf, (index) => sizes[index]!),
  };
}

/**
 * Judges by k-map: each class with a row has at least k units in the population.
 *
 * @param k - from 1 up.
 * @returns the judge, of classes that have `populationSizes`; it attains the smallest of them.
 * @throws {TypeError} while judging, if the classes have no population.
 * @see El Emam and Dankar 2008, Protecting Privacy Using k-Anonymity, https://doi.org/10.1197/jamia.M2716.
 */
export function kMap(k: number): ClassJudge {
  return {
    minSize: 1,
    monotone: ALWAYS,
    judge: (classes, failing) => {
      markBelow(populationOf(classes), classes.rowsOf, k, failing);
    },
    attained: (classes) => {
      const sizes = populationOf(classes);
      return leastOf(classes.rowsOf, (index) => sizes[index]!);
    },
  };
}

/**
 * Gives the sizes of classes in the population.
 *
 * @param classes - the classes.
 * @returns Uint32Array(classes).
 * @throws {TypeError} if they have none.
 */
export function populationOf({ populationSizes }: ClassTable): Uint32Array {
  if (populationSizes === null) throw new TypeError('classes: expected sizes in the population');
  return populationSizes;
}

function markBelow(sizes: Uint32Array, rowsOf: Uint32Array, k: number, failing: Uint8Array): void {
  for (let index = 0; index < sizes.length; index++) {
    if (sizes[index]! < k && rowsOf[index]! > 0) failing[index] = 1;
  }
}
