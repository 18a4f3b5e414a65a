import { checkKinds, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import { CANDIDATES } from '../kernel/match/candidate-table.ts';
import { bitsBeyondLevels } from '../kernel/score/pattern-bits.ts';
import { probabilityOfBits } from '../kernel/score/weight-program.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { beyondLevelsOf, type ComparedPair, type TwoRecords } from './compare-two-records.ts';
import { weigherOf } from './matcher.ts';
import { weightProgramOf } from './weight-program-of.ts';

/** Why two records of a linkage have their weight. */
export interface ExplainedRecords extends TwoRecords {
  readonly comparisons: readonly (ComparedPair & {
    /** Bits that the frequency of the agreed value adds. */
    readonly frequencyBits: number;
  })[];
}

/**
 * Explains the weight of a pair of prepared records: as `compareTwoRecords`, with the frequencies that the records tell.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param left - ordinal of a record.
 * @param right - ordinal of another one.
 * @param registered - measures that the model names and the caller brings.
 * @returns what each comparison says, and all of them together; no values. The pair need not be a candidate.
 * @throws {PlanError} when the model is not trained, or does not fit the records.
 * @throws {RangeError} for an ordinal that no record has, or one record twice.
 */
export function explainPair(records: LinkageRecords, model: LinkageModel, left: number, right: number, registered: RegisteredMeasures = {}): ExplainedRecords {
  for (const ordinal of [left, right]) if (!(Number.isInteger(ordinal) && ordinal >= 0 && ordinal < records.table.records)) throw new RangeError('ordinal: expected that of a record');
  if (left === right) throw new RangeError('right: expected another record than the left one');
  checkKinds(model, records, Object.keys(registered));
  const weights = weightProgramOf(model);
  const weigher = weigherOf(records.table, model, records.expressions, records.unit, registered);
  // The record that comes first is on the left, as in scored pairs.
  weigher.weigh(Uint32Array.of(Math.min(left, right)), Uint32Array.of(Math.max(left, right)), 1);
  const comparisons = model.comparisons.map(({ name, levels }, index) => {
    const level = weigher.levels[index * CANDIDATES]!;
    return { comparison: name, level, label: levels[level]!.label, bits: weights.comparisons[index]!.bits[level]!, frequencyBits: weigher.frequencyBits?.[index * CANDIDATES] ?? 0 };
  });
  const matchWeightBits = weigher.bits[0]!;
  const frequencyBits = comparisons.reduce((sum, comparison) => sum + comparison.frequencyBits, 0);
  return {
    priorBits: weights.priorBits,
    comparisons,
    dependenceBits: bitsBeyondLevels(weights, weigher.levels, 0, CANDIDATES, { matchWeightBits, frequencyBits }),
    beyondLevels: beyondLevelsOf(model),
    matchWeightBits,
    matchProbability: probabilityOfBits(matchWeightBits),
  };
}
