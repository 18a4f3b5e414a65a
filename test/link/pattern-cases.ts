// Models, few records, and sets of blocking rules whose pairs are counted, each over comparisons of its own.
import fc from 'fast-check';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import type { LinkageRecords } from '../../src/link/records/prepare-records.ts';
import type { PlainRecord } from './naive-comparing.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someModel, someRecord } from './random-models.ts';

/** What is counted. */
export interface PatternCase {
  readonly model: LinkageModel;
  readonly records: readonly PlainRecord[];
  /** By set, comparisons that are asked; some of them none. */
  readonly asked: readonly (readonly number[])[];
}

/**
 * Draws cases.
 *
 * @param sets - the rules of each set.
 * @param maxLength - records at most.
 */
export function somePatternCase(sets: readonly (readonly BlockingRule[])[], maxLength: number): fc.Arbitrary<PatternCase> {
  return fc.tuple(someModel, fc.array(someRecord, { maxLength })).chain(([model, records]) => fc.tuple(
    ...sets.map(() => fc.subarray(model.comparisons.map((_, index) => index), { minLength: 1 })),
  ).map((asked) => ({ model: { ...model, blocking: [...new Set(sets.flat())] }, records, asked })));
}

/** Makes the records of a case ready. */
export function readyCase({ model, records }: PatternCase): LinkageRecords {
  return readyRecords(model, COLUMNS, [records]);
}
