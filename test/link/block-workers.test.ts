// Blocks made by threads are those made without: the same arrays, shared and the same on both sides where they are without.
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { blockRecords, blockRecordsApart, blockRecordsTogether, type BlockOptions, type CandidatePairs } from '../../src/link/block/block-records.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkType } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { synthesiseDuplicates, synthesisePeople } from '../../src/synthesise/index.ts';
import { bundle, type Script } from '../child.ts';

let script: Script;
const pools: WorkerPool[] = [];

beforeAll(async () => {
  script = await bundle('../src/worker.ts');
  for (const workers of [1, 2]) pools.push(workerPool({ workers, entry: pathToFileURL(script.path) }));
});

afterAll(async () => {
  for (const pool of pools) await pool.close();
  await script.remove();
});

const column = (name: string): Expression => ({ column: name });
const words: Expression = { column: 'address', derive: [{ op: 'split', separator: ' ' }] };
const atLeast = (of: Expression, bound: number): Condition => ({ kind: 'measure', measure: 'jaroWinkler', of, atLeast: bound });

/** Several terms, a cap, a condition, two sides, lists, and a way among several. */
const RULES: readonly BlockingRule[] = [
  { on: [{ of: column('familyName') }, { of: column('givenName') }] },
  { on: [{ of: column('city') }], maxBlockRecords: 12 },
  { on: [{ of: column('birthDate') }], where: atLeast(column('familyName'), 0.8) },
  { on: [{ of: column('familyName'), against: column('usedName') }] },
  { on: [{ of: words, explode: true }, { of: column('sex') }], maxBlockRecords: 9 },
];

async function prepare(rules: readonly BlockingRule[], context: FoldContext): Promise<LinkageRecords> {
  const inputs = { people: synthesisePeople({ rows: 260, seed: 'blocks' }), others: synthesiseDuplicates({ rows: 80, persons: 260, seed: 'blocks' }) };
  return prepareRecords(inputs, { rowKey: 'recordId', expressions: collectExpressions({ blocking: rules, comparisons: [] }), unit: 'codePoint', context });
}

const both = async (linkType: LinkType, pool: WorkerPool, options: BlockOptions = {}, rules = RULES): Promise<[CandidatePairs, CandidatePairs]> => {
  const records = await prepare(rules, { ...IN_MEMORY, parallel: pool });
  return [blockRecords(records, rules, linkType, options), await blockRecordsTogether(records, rules, linkType, options, pool)];
};

describe('blocks made by threads', () => {
  test.each(['dedupe', 'link', 'linkAndDedupe'] as const)('are those made without, to the last number: %s', async (linkType) => {
    for (const pool of pools) {
      const [alone, together] = await both(linkType, pool);
      expect(together.program).toEqual(alone.program);
      expect([together.pairsOfRule, together.blockPairs, together.lost, together.isExact]).toEqual([alone.pairsOfRule, alone.blockPairs, alone.lost, alone.isExact]);
      expect(together.parts(7)).toEqual(alone.parts(7));
    }
  });

  test('lie in memory that is shared, and are the same objects on both sides where the sides are one', async () => {
    const [alone, together] = await both('dedupe', pools[1]!);
    together.program.branches.forEach(({ leftIds, rightIds, leftMembers, rightMembers }, index) => {
      const own = alone.program.branches[index]!;
      expect([leftIds === rightIds, leftMembers === rightMembers]).toEqual([own.leftIds === own.rightIds, own.leftMembers === own.rightMembers]);
      for (const { buffer } of [leftIds.ids, leftMembers.records, rightMembers.starts]) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    });
    expect(together.program.branches.map(({ leftMembers, rightMembers }) => leftMembers === rightMembers)).toEqual([true, true, true, false, true]);
  });

  test('give the same pairs, conditions included, and may be counted under them', async () => {
    const [alone, together] = await both('dedupe', pools[0]!, { countsConditions: true });
    const pairsOf = (candidates: CandidatePairs): string[] => {
      const pairs: string[] = [];
      candidates.visit(null, 64, (lefts, rights, rules, count) => {
        for (let pair = 0; pair < count; pair++) pairs.push(`${lefts[pair]} ${rights[pair]} ${rules[pair]}`);
        return true;
      });
      return pairs;
    };
    expect(pairsOf(together)).toEqual(pairsOf(alone));
    expect(together.totalPairs).toBe(pairsOf(alone).length);
  });

  test('are refused alike where they give too many pairs, and where terms have two sides that differ', async () => {
    await expect(both('dedupe', pools[0]!, { maxPairs: 3 })).rejects.toMatchObject({ code: 'DATA_PAIR_LIMIT' });
    const records = await prepare(RULES, { ...IN_MEMORY, parallel: pools[0]! });
    await expect(blockRecordsTogether(records, RULES, 'dedupe', { maxPairs: 3 }, pools[0])).rejects.toMatchObject({ code: 'DATA_PAIR_LIMIT' });
    const unlike: readonly BlockingRule[] = [RULES[0]!, { on: [{ of: column('familyName'), against: column('birthDate') }] }];
    await expect(prepare(unlike, { ...IN_MEMORY, parallel: pools[0]! }).then((ready) => blockRecordsTogether(ready, unlike, 'dedupe', {}, pools[0]))).rejects.toMatchObject({ name: 'PlanError' });
  });

  test('are made on the calling thread where there is none beside it, or one branch only', async () => {
    const records = await prepare(RULES, IN_MEMORY);
    expect((await blockRecordsTogether(records, RULES, 'dedupe', {}, undefined)).program).toEqual(blockRecords(records, RULES, 'dedupe').program);
    const [alone, together] = await both('dedupe', pools[0]!, {}, RULES.slice(0, 1));
    expect(together.program).toEqual(alone.program);
    const [everything, all] = await both('dedupe', pools[0]!, {}, []);
    expect(all.program).toEqual(everything.program);
  });

  test('of several sets of rules are those of each set alone, whoever makes them', async () => {
    const sets = [RULES.slice(0, 1), RULES.slice(1, 4), [], [RULES[4]!, RULES[0]!]];
    const records = await prepare(RULES, { ...IN_MEMORY, parallel: pools[1]! });
    const alone = sets.map((rules) => blockRecords(records, rules, 'dedupe'));
    for (const pool of [undefined, ...pools]) {
      const apart = await blockRecordsApart(records, sets, 'dedupe', {}, pool);
      expect(apart.map(({ program }) => program)).toEqual(alone.map(({ program }) => program));
      expect(apart.map(({ pairsOfRule, lost, tests }) => [pairsOfRule, lost, tests.length])).toEqual(alone.map(({ pairsOfRule, lost, tests }) => [pairsOfRule, lost, tests.length]));
    }
    expect(await blockRecordsApart(records, [], 'dedupe', {}, pools[1])).toEqual([]);
  });

  test('of several sets are refused with the fault of any of them', async () => {
    const records = await prepare(RULES, IN_MEMORY);
    await expect(blockRecordsApart(records, [RULES.slice(0, 1), RULES], 'dedupe', { maxPairs: 3 }, pools[0])).rejects.toMatchObject({ code: 'DATA_PAIR_LIMIT' });
  });
});
