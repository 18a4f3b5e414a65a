import { checkKinds, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import { collectExpressions } from '../compile/expression-list.ts';
import { CANDIDATES } from '../kernel/match/candidate-table.ts';
import { bitsBeyondLevels } from '../kernel/score/pattern-bits.ts';
import { probabilityOfBits } from '../kernel/score/weight-program.ts';
import type { LinkageModel } from '../model/model.ts';
import { prepareRecords } from '../records/prepare-records.ts';
import { weigherOf } from './matcher.ts';
import { measuredExpressions } from './plain-kinds.ts';
import { datasetOfRows, PLAIN_ROW_KEY, type PlainRow } from './plain-rows.ts';
import { weightProgramOf } from './weight-program-of.ts';

/** What one comparison says of two records. */
export interface ComparedPair {
  readonly comparison: string;
  /** Index and label of the level, as the model lists them. */
  readonly level: number;
  readonly label: string;
  /** Bits for the level; 0 where a missing value says nothing. */
  readonly bits: number;
}

/** Why levels together weigh more or less than one by one. */
export type BeyondLevels = 'dependence' | 'kinds';

/** What a model says of two records. */
export interface TwoRecords {
  readonly priorBits: number;
  readonly comparisons: readonly ComparedPair[];
  /** Bits for the dependence between comparisons, or for kinds of pairs that agree so. */
  readonly dependenceBits: number;
  /** Which of the two they are for, since a model has one at most; null where it has none. */
  readonly beyondLevels: BeyondLevels | null;
  readonly matchWeightBits: number;
  readonly matchProbability: number;
}

/**
 * Tells why levels of a model together weigh more or less than one by one.
 *
 * @param model - a checked model.
 * @returns the reason; null where they weigh the same.
 */
export function beyondLevelsOf({ dependence, kinds = [] }: Pick<LinkageModel, 'dependence' | 'kinds'>): BeyondLevels | null {
  return kinds.length > 0 ? 'kinds' : dependence === undefined ? null : 'dependence';
}

/**
 * Compares two records that a program has in hand.
 *
 * @param model - a checked and trained model.
 * @param left - one record.
 * @param right - the other one.
 * @param options - measures that the model names and the caller brings.
 * @returns what each comparison says, and all of them together; no values. Two records do not tell how frequent their values are: for
 *   that, match one of them with prepared records.
 * @throws {PlanError} when the model is not trained, or a column does not fit.
 */
export async function compareTwoRecords(
  model: LinkageModel, left: PlainRow, right: PlainRow, { registered = {} }: { readonly registered?: RegisteredMeasures } = {},
): Promise<TwoRecords> {
  const expressions = collectExpressions({ blocking: [], comparisons: model.comparisons });
  const records = await prepareRecords({ records: datasetOfRows([left, right], { expressions, measured: measuredExpressions(model) }) }, { rowKey: PLAIN_ROW_KEY, expressions, unit: model.unit });
  checkKinds(model, records, Object.keys(registered));
  const plain = { ...model, comparisons: model.comparisons.map((comparison) => ({ ...comparison, levels: comparison.levels.map(({ termFrequency: _, ...level }) => level) })) };
  const weights = weightProgramOf(plain);
  const weigher = weigherOf(records.table, plain, expressions, model.unit, registered);
  weigher.weigh(Uint32Array.of(0), Uint32Array.of(1), 1);
  const comparisons = model.comparisons.map(({ name, levels }, index): ComparedPair => {
    const level = weigher.levels[index * CANDIDATES]!;
    return { comparison: name, level, label: levels[level]!.label, bits: weights.comparisons[index]!.bits[level]! };
  });
  const matchWeightBits = weigher.bits[0]!;
  return {
    priorBits: weights.priorBits,
    comparisons,
    dependenceBits: bitsBeyondLevels(weights, weigher.levels, 0, CANDIDATES, { matchWeightBits, frequencyBits: 0 }),
    beyondLevels: beyondLevelsOf(model),
    matchWeightBits,
    matchProbability: probabilityOfBits(matchWeightBits),
  };
}
