import type { Parallel } from '../../core/workers/parallel.ts';
import { specificationsOf } from '../block/specifications.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import type { BlockMembers } from '../kernel/block/program.ts';
import { OWN_ARRAYS } from '../kernel/records/array-maker.ts';
import { wholeBlocks } from '../kernel/train/whole-blocks.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { LinkType } from '../model/model.ts';
import { wholeBlocksTask } from './whole-blocks-task.ts';

/**
 * Tells whether the pairs of rules are all pairs of blocks: then values are read once a record, not once a pair.
 *
 * @param rules - blocking rules.
 * @param linkType - which pairs are looked for.
 * @returns true for one rule, without alternatives and conditions, that asks the same of both sides, where any two records may make a pair.
 */
export function givesWholeBlocks(rules: readonly BlockingRule[], linkType: LinkType): boolean {
  const branches = rules.flatMap(branchesOf);
  return linkType !== 'link' && rules.length === 1 && branches.length === 1
    && branches.every(({ on, where }) => where === undefined && on.every(({ against, explode }) => against === undefined && explode !== true));
}

/**
 * Groups records into the blocks of rules that give whole ones, rule by rule as if the others were not there; on threads where there are any.
 *
 * @param records - the records, in memory that threads share.
 * @param rules - each {@link givesWholeBlocks}.
 * @param parallel - the threads, if there are any. They are asked before this returns.
 * @returns the blocks of each rule.
 * @throws {PlanError} as {@link specificationsOf}.
 * @remarks As {@link wholeBlocks}.
 */
export async function blockWhole({ table, expressions }: Pick<ComparableRecords, 'table' | 'expressions'>, rules: readonly BlockingRule[], parallel: Parallel | undefined): Promise<readonly BlockMembers[]> {
  const specifications = rules.flatMap((rule) => specificationsOf([rule], { table, expressions }));
  if (parallel === undefined) return specifications.map((specification) => wholeBlocks(table, specification, OWN_ARRAYS));
  const task = parallel.open(wholeBlocksTask, table);
  try {
    return await Promise.all(specifications.map((specification) => task.run(specification)));
  } finally {
    await task.close();
  }
}
