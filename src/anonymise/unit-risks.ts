import type { Column } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';
import { DataError } from '../core/errors.ts';
import { exactSum } from '../group/index.ts';
import type { ClassTable, SensitiveCounts } from './kernel/classes.ts';
import type { ClassValues, ValuedClasses } from './kernel/class-table.ts';
import type { HouseholdMembers } from './kernel/risk/household-risk.ts';
import { individualRisks, type RiskEstimator } from './kernel/risk/individual-risk.ts';
import { wildcardFrequencies, wildcardWeights } from './kernel/wildcard-frequencies.ts';

/** What is known of the population behind a file: nothing, its table, the weights of the units, or the share that was drawn. */
export type PopulationBasis = 'file' | 'population' | 'weights' | 'sampleFraction';

/** The risk of the units of each class. */
export interface UnitRisks {
  readonly basis: PopulationBasis;
  /** Float64Array(classes). */
  readonly risks: Float64Array;
  /** Units of the population; `null` where nothing is known of it. */
  readonly populationSize: number | null;
}

/** What the risks of units are worked out from. */
export interface UnitRiskOptions {
  readonly isWildcard: boolean;
  /** Place of the column of weights among the counted columns; `null` without one. */
  readonly weight: number | null;
  readonly weightName: string;
  readonly sampleFraction: number | null;
  readonly estimator: RiskEstimator;
}

/**
 * Works out the risk of the units of each class: 1/f in the file, 1/F in a population that is at hand, the individual risk of Benedetti
 * and Franconi where it is estimated.
 *
 * @param valued - the classes in the order of their values.
 * @param options - what is known of the population.
 * @returns the risks; 0 for classes without a unit in the file.
 * @throws {DataError} `DATA_NULL` or `DATA_INVALID` for units without a weight, with one that is no number above 0, or with several.
 */
export function unitRisks(valued: ValuedClasses, options: UnitRiskOptions): UnitRisks {
  const { isWildcard, weight, weightName, sampleFraction, estimator } = options;
  const { table } = valued;
  const codes = isWildcard ? codesWithoutMissing(valued) : [];
  const sizes = isWildcard ? wildcardFrequencies(codes, table.rowsOf, table.entities) : table.sizes;
  if (table.populationSizes !== null) return { basis: 'population', risks: reciprocals(table.populationSizes, table.sizes), populationSize: sumOfCounts(table.populationSizes) };
  if (weight !== null) {
    const own = weightsOf(table.sensitive[weight]!, valued.sensitive[weight]!, table.sizes, weightName);
    return { basis: 'weights', risks: individualRisks(sizes, isWildcard ? wildcardWeights(codes, own) : own, estimator), populationSize: exactSum(own) };
  }
  if (sampleFraction !== null) {
    const inPopulation = Float64Array.from(sizes, (size) => size / sampleFraction);
    return { basis: 'sampleFraction', risks: individualRisks(sizes, inPopulation, estimator), populationSize: sumOfCounts(table.sizes) / sampleFraction };
  }
  return { basis: 'file', risks: reciprocals(sizes, table.sizes), populationSize: null };
}

/**
 * Gives the codes of classes with −1 for a missing value.
 *
 * @param valued - the classes.
 * @returns one Int32Array(classes) per quasi-identifier.
 */
export function codesWithoutMissing({ table, quasiIdentifiers }: ValuedClasses): Int32Array[] {
  return table.codes.map((codes, place) => {
    const missing = quasiIdentifiers[place]!.codeOf[0]!;
    return missing < 0 ? codes : codes.map((code) => (code === missing ? -1 : code));
  });
}

/**
 * Lists who lives with whom.
 *
 * @param counts - how often each household stands in each class.
 * @param values - the households; a missing one is none.
 * @returns the members by household and class.
 */
export function householdMembers({ starts, values, counts }: SensitiveCounts, { codeOf }: ClassValues): HouseholdMembers {
  const missing = codeOf[0]!;
  const classOf = new Int32Array(values.length);
  for (let index = 0; index + 1 < starts.length; index++) classOf.fill(index, starts[index], starts[index + 1]);
  return { householdOf: values.map((code) => (code === missing ? -1 : code)), classOf, units: counts, households: codeOf.reduce((most, code) => Math.max(most, code + 1), 0) };
}

/** Adds the weights of each class, in the order of the weights, so that no order of the rows shows. */
function weightsOf({ starts, values, counts }: SensitiveCounts, { values: weights, codeOf }: ClassValues, sizes: ClassTable['sizes'], column: string): Float64Array {
  if (codeOf[0]! >= 0) throw new DataError('DATA_NULL', 'a unit without a weight stands for nobody; drop such rows first', { column });
  const sums = new Float64Array(sizes.length);
  // Where no row was read, the column has no type yet.
  if (weights.rows === 0) return sums;
  const weightOf = doubleReader(weights as Column);
  for (let index = 0; index < sizes.length; index++) {
    let units = 0;
    for (let place = starts[index]!; place < starts[index + 1]!; place++) {
      const weight = weightOf(values[place]!);
      if (!(weight > 0 && weight < Infinity)) throw new DataError('DATA_INVALID', 'expected weights above 0', { column });
      sums[index]! += weight * counts[place]!;
      units += counts[place]!;
    }
    if (units !== sizes[index]) throw new DataError('DATA_INVALID', 'an entity has several weights; give each one weight in all its rows', { column });
  }
  return sums;
}

function reciprocals(counts: Uint32Array, units: Uint32Array): Float64Array {
  return Float64Array.from(counts, (count, index) => (units[index] === 0 ? 0 : 1 / count));
}

function sumOfCounts(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
