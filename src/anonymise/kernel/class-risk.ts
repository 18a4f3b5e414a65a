/**
 * Risk of re-identification from class sizes. Three attackers: the prosecutor knows that a person is in the file; the
 * journalist only that the person is in the population; the marketer wants to recognise as many as possible.
 */

import { sizeHistogram } from './size-histogram.ts';
import type { SizeBin } from './size-histogram.ts';

/** An attacker's prospects; shares and probabilities in [0, 1]. */
export interface AttackerRisk {
  /** Highest probability over all rows. */
  readonly highest: number;
  /** Expected share of rows recognised. */
  readonly average: number;
  /** Share of rows whose probability exceeds 1/k. */
  readonly recordsAtRisk: number;
}

/** What class sizes say. `null` stands where there are no rows. */
export interface ClassRisk {
  /** Distinct combinations of quasi-identifiers. */
  readonly classes: number;
  /** Size of the smallest class: the k that holds. */
  readonly kReached: number | null;
  /** Classes of size 1. */
  readonly sampleUniques: number;
  readonly classesBelow: number;
  /** Rows in classes smaller than k. */
  readonly rowsBelow: number;
  /** Their share of all rows; 0 without rows. */
  readonly shareBelow: number;
  readonly prosecutor: AttackerRisk | null;
  readonly journalist: AttackerRisk | null;
  /** Expected share of rows that the marketer recognises. */
  readonly marketer: number | null;
  readonly histogram: readonly SizeBin[];
}

/**
 * Works out risks when classes partition the rows.
 *
 * A class of f units in the file and F in the population gives the prosecutor 1/f and the journalist 1/F for each of
 * its rows. Averages: prosecutor classes/Σf, marketer Σ(f/F)/Σf, journalist the larger of the marketer's and
 * classes/ΣF. Without a population F = f, and the three agree.
 *
 * @param sizes - Uint32Array(classes): units (rows, or distinct entities) of each class, from 1 up.
 * @param rowsOf - Uint32Array(classes): rows of each class; the same array when units are rows.
 * @param k - the wanted size, from 1 up.
 * @param populationSizes - Uint32Array(classes): units of each class in the population; `null` without one.
 * @returns the risks; independent of the order of the classes.
 * @throws {RangeError} if arrays differ in length.
 * @remarks O(classes log classes) with a population, else O(classes).
 * @see El Emam 2013, Guide to the De-Identification of Personal Health Information, chapter 16.
 */
export function classRisk(sizes: Uint32Array, rowsOf: Uint32Array, k: number, populationSizes: Uint32Array | null): ClassRisk {
  const classes = sizes.length;
  const population = populationSizes ?? sizes;
  if (rowsOf.length !== classes || population.length !== classes) throw new RangeError(`rowsOf: expected ${classes} classes, got ${rowsOf.length} and ${population.length}`);
  let smallest = Infinity;
  let smallestInPopulation = Infinity;
  let units = 0;
  let populationUnits = 0;
  let rows = 0;
  let rowsBelow = 0;
  let rowsBelowInPopulation = 0;
  let classesBelow = 0;
  let uniques = 0;
  for (let index = 0; index < classes; index++) {
    const size = sizes[index]!;
    const inPopulation = population[index]!;
    units += size;
    populationUnits += inPopulation;
    rows += rowsOf[index]!;
    if (size < smallest) smallest = size;
    if (inPopulation < smallestInPopulation) smallestInPopulation = inPopulation;
    if (size === 1) uniques++;
    if (size < k) {
      classesBelow++;
      rowsBelow += rowsOf[index]!;
    }
    if (inPopulation < k) rowsBelowInPopulation += rowsOf[index]!;
  }
  const marketer = classes === 0 ? null : populationSizes === null ? classes / units : sumOfQuotients(sizes, population) / units;
  return {
    classes,
    kReached: classes === 0 ? null : smallest,
    sampleUniques: uniques,
    classesBelow,
    rowsBelow,
    shareBelow: rows === 0 ? 0 : rowsBelow / rows,
    prosecutor: classes === 0 ? null : { highest: 1 / smallest, average: classes / units, recordsAtRisk: rowsBelow / rows },
    journalist: marketer === null ? null : { highest: 1 / smallestInPopulation, average: Math.max(classes / populationUnits, marketer), recordsAtRisk: rowsBelowInPopulation / rows },
    marketer,
    histogram: sizeHistogram(sizes, rowsOf),
  };
}

/**
 * Works out risks when a row may be taken for any row it is compatible with, so that classes overlap.
 *
 * @param frequencies - Uint32Array(classes): units compatible with the rows of each class, from 1 up.
 * @param rowsOf - Uint32Array(classes): rows of each class.
 * @param k - the wanted frequency, from 1 up.
 * @returns the risks; `average` is the mean over rows of 1/frequency. There is no population reading.
 * @throws {RangeError} if arrays differ in length.
 */
export function overlapRisk(frequencies: Uint32Array, rowsOf: Uint32Array, k: number): ClassRisk {
  const partition = classRisk(frequencies, rowsOf, k, null);
  if (partition.prosecutor === null) return partition;
  const rows = rowsOf.reduce((sum, count) => sum + count, 0);
  const average = sumOfQuotients(rowsOf, frequencies) / rows;
  const attacker = { ...partition.prosecutor, average };
  return { ...partition, prosecutor: attacker, journalist: attacker, marketer: average };
}

/** Adds numerators over denominators in an order that does not depend on the order of the classes. */
function sumOfQuotients(numerators: Uint32Array, denominators: Uint32Array): number {
  const byDenominator = new Map<number, number>();
  for (let index = 0; index < numerators.length; index++) {
    byDenominator.set(denominators[index]!, (byDenominator.get(denominators[index]!) ?? 0) + numerators[index]!);
  }
  let sum = 0;
  for (const [denominator, numerator] of [...byDenominator].sort(([left], [right]) => right - left)) sum += numerator / denominator;
  return sum;
}
