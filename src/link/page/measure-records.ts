import { adjustsFrequency } from '../compile/comparison-program.ts';
import type { RecordTable } from '../kernel/records.ts';
import { frequencyKernel } from '../kernel/score/frequency-kernel.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';
import type { FilledShare, FrequencyWeight } from './record-pictures.ts';

/**
 * Counts how much of each column is filled, by source.
 *
 * @param records - prepared records; columns that something was made of are left out.
 * @returns shares by column, then source; sources without records are left out.
 * @remarks O(records × columns).
 */
export function measureCompleteness({ table, expressions: { expressions }, sources }: Pick<LinkageRecords, 'table' | 'expressions' | 'sources'>): readonly FilledShare[] {
  return expressions.flatMap((expression, index) => {
    if (!('column' in expression) || (expression.derive ?? []).length > 0) return [];
    return sources.flatMap((source, at) => {
      const share = filledShare(table, index, at);
      return share === null ? [] : [{ source: sources.length === 1 ? null : source, column: expression.column, share }];
    });
  });
}

function filledShare({ columns, sourceStarts }: RecordTable, column: number, source: number): number | null {
  const { codes } = columns[column]!;
  const [start, end] = [sourceStarts[source]!, sourceStarts[source + 1]!];
  let filled = 0;
  for (let record = start; record < end; record++) if (codes[record] !== 0) filled++;
  return end === start ? null : filled / (end - start);
}

/**
 * Works out how the weight of agreement depends on the frequency of the value.
 *
 * @param records - prepared for the model.
 * @param model - trained; comparisons without term frequencies are left out.
 * @returns one weight for each frequency that values have, by comparison; of lists, that elements have, since agreement is on the
 *   rarest in common. Which values they are is not told.
 * @throws {PlanError} `PLAN_MISSING` for a model that is not trained.
 * @remarks O(distinct values), for lists O(elements of distinct lists).
 */
export function measureFrequencyWeights({ table, expressions }: Pick<LinkageRecords, 'table' | 'expressions'>, model: LinkageModel): readonly FrequencyWeight[] {
  const { comparisons } = weightProgramOf(model);
  return model.comparisons.flatMap(({ name, levels }, index) => {
    const place = levels.findIndex(adjustsFrequency);
    if (place < 0) return [];
    const { of, weight, minFrequency = 0 } = levels[place]!.termFrequency!;
    const { total, counts } = frequencyKernel(table.columns[expressions.indexOf(of)]!);
    const { bits, baselineBits } = comparisons[index]!;
    const added = (frequency: number): number => (baselineBits[place] === -Infinity ? 0 : weight * (baselineBits[place]! - Math.log2(Math.max(frequency, minFrequency))));
    return [...new Set(counts.subarray(1))].filter((count) => count > 0).sort((left, right) => left - right)
      .map((count): FrequencyWeight => ({ comparison: name, frequency: count / total, bits: bits[place]! + added(count / total) }));
  });
}
