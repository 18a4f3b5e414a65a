import type { ComparableRecords } from '../compile/comparable-records.ts';
import { makeBlockIndex, type BlockIndex } from '../kernel/block/block-index.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { specificationsOf } from './specifications.ts';

/**
 * Indexes records by blocking rules, so that the candidates of a new record are found without the others.
 *
 * @param records - the prepared records.
 * @param rules - in order; none: every record is a candidate.
 * @returns the index. Its branches are those of the rules, one after the other.
 * @throws {PlanError} as {@link specificationsOf}.
 * @remarks O(records × terms) to build; see {@link makeBlockIndex} for its memory and the time of a search.
 */
export function blockIndex(records: Pick<ComparableRecords, 'table' | 'expressions'>, rules: readonly BlockingRule[]): BlockIndex {
  return makeBlockIndex(records.table, specificationsOf(rules, records));
}
