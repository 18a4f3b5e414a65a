import { arrowType, makeBatch, makeField, makeSchema } from '../../core/arrow.ts';
import { BATCH_ROWS, fromAsyncIterable, type Dataset } from '../../core/dataset.ts';
import { METADATA } from '../../core/field.ts';
import { compileComparisons, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { packCodes } from '../kernel/compare/packed-codes.ts';
import { CHUNK_PAIRS } from '../kernel/score/pair-scorer.ts';
import { probabilityOfBits } from '../kernel/score/weight-program.ts';
import { makeWeigher } from '../kernel/score/weigher.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { recordNames, rowKeyField, sourceField } from './pairs-table.ts';
import { weightProgramOf } from './weight-program-of.ts';

/**
 * Compares each record with itself: no other record can be a heavier match. Those that stay below the cut have too little in them to be
 * linked at all.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param registered - measures that the model names and the caller brings.
 * @returns Float64Array(records): match weights in bits, in the order of the records.
 * @throws {PlanError} when the model is not trained, or does not fit the records.
 * @remarks O(records × comparisons).
 * @see https://moj-analytical-services.github.io/splink/ (`unlinkables_chart`)
 */
export function selfMatchWeights(records: ComparableRecords, model: LinkageModel, registered: RegisteredMeasures = {}): Float64Array {
  const { table } = records;
  const comparisons = compileComparisons(model, records, registered);
  const packed = packCodes(table, comparisons.map(({ single }) => single));
  const weigher = makeWeigher({ table, comparisons, packed }, weightProgramOf(model), CHUNK_PAIRS, false);
  const weights = new Float64Array(table.records);
  const ordinals = new Uint32Array(CHUNK_PAIRS);
  for (let from = 0; from < table.records; from += CHUNK_PAIRS) {
    const count = Math.min(CHUNK_PAIRS, table.records - from);
    for (let place = 0; place < count; place++) ordinals[place] = from + place;
    weigher.weigh(ordinals, ordinals, count);
    weights.set(weigher.bits.subarray(0, count), from);
  }
  return weights;
}

/**
 * Lists how well each record matches itself, as a table; see {@link selfMatchWeights}.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param registered - measures that the model names and the caller brings.
 * @returns source, row key, match weight and probability of each record, in their order; worked out at every opening.
 * @throws {PlanError} when the model is not trained, or does not fit the records, at the opening.
 */
export function unlinkables(records: LinkageRecords, model: LinkageModel, registered: RegisteredMeasures = {}): Dataset {
  const number = (name: string): ReturnType<typeof makeField> => makeField(name, arrowType('float64'), false, new Map([[METADATA.role, 'attribute']]));
  const schema = makeSchema([sourceField('source'), rowKeyField(records, 'rowKey'), number('matchWeightBits'), number('matchProbability')]);
  const names = recordNames(records);
  return fromAsyncIterable(schema, async function* open(signal) {
    const weights = await Promise.resolve(selfMatchWeights(records, model, registered));
    for (let from = 0; from < weights.length; from += BATCH_ROWS) {
      signal?.throwIfAborted();
      const rows = Math.min(BATCH_ROWS, weights.length - from);
      const values = weights.slice(from, from + rows);
      const probabilities = values.map(probabilityOfBits);
      yield makeBatch(schema, [
        ...names(Uint32Array.from({ length: rows }, (_, row) => from + row)),
        { kind: 'float64', rows, valid: null, values },
        { kind: 'float64', rows, valid: null, values: probabilities },
      ], rows);
    }
  });
}
