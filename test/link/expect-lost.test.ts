import { describe, expect, test } from 'vitest';
import { blockRecords, type CandidatePairs } from '../../src/link/block/block-records.ts';
import { expectLost } from '../../src/link/evaluate/expect-lost.ts';
import { countGivingRules } from '../../src/link/kernel/block/giving-rules.ts';
import type { Links } from '../../src/link/kernel/decide/links.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import { readyRecords, type PlainRecords } from './naive-blocking.ts';

const column = (name: string): Expression => ({ column: name });
const of = (name: string): { readonly of: Expression } => ({ of: column(name) });

/** Twelve records with what they may be blocked on. */
const RECORDS: PlainRecords = {
  columns: ['a', 'b', 'l'],
  sources: [Array.from({ length: 12 }, (_, row) => [row % 3 === 0 ? null : `a${row % 4}`, `b${row % 5}`, row === 7 ? null : [`p${row % 2}`, `q${row % 6}`]])],
};
const RULES: readonly BlockingRule[] = [
  { on: [of('a')] },
  { any: [{ on: [of('b')] }, { on: [of('a'), of('b')] }] },
  { on: [{ of: column('l'), explode: true }] },
  { on: [of('b')], where: { kind: 'not', of: { kind: 'null', of: column('l'), side: 'either' } } },
];

function pairsOf(rules: readonly BlockingRule[]): { readonly candidates: CandidatePairs; readonly names: Set<string> } {
  const candidates = blockRecords(readyRecords(RECORDS), rules, 'dedupe');
  const names = new Set<string>();
  candidates.visit(null, 5, (lefts, rights, _, pairs) => {
    for (let pair = 0; pair < pairs; pair++) names.add(`${lefts[pair]} ${rights[pair]}`);
    return true;
  });
  return { candidates, names };
}

describe('rules that give a pair', () => {
  test('are those that give it alone', () => {
    const { program, tests } = pairsOf(RULES).candidates;
    const alone = RULES.map((rule) => pairsOf([rule]).names);
    for (let left = 0; left < 12; left++) {
      for (let right = left + 1; right < 12; right++) {
        expect(countGivingRules(program, tests, left, right), `${left} ${right}`).toBe(alone.filter((names) => names.has(`${left} ${right}`)).length);
      }
    }
  });
});

describe('matches that blocking is expected to have lost', () => {
  const links = (bits: (left: number, right: number) => number): Links[] => [...pairsOf(RULES).names].map((name) => {
    const [left, right] = name.split(' ').map(Number) as [number, number];
    return { left: Uint32Array.of(left), right: Uint32Array.of(right), bits: Float64Array.of(bits(left, right)) };
  });

  test('follow from how many rules give the others, each by its probability', async () => {
    const { candidates } = pairsOf(RULES);
    const { foundBy, lost } = await expectLost(candidates, links((left, right) => left - right));
    const expected = [0, 0, 0, 0];
    for (const { left, right } of links(() => 0)) {
      const count = countGivingRules(candidates.program, candidates.tests, left[0]!, right[0]!);
      expected[count - 1]! += 1 / (1 + 2 ** (right[0]! - left[0]!));
    }
    expect(foundBy.map((found) => found.toFixed(9))).toEqual(expected.map((found) => found.toFixed(9)));
    expect(lost).toBeCloseTo((3 / 4) * (expected[0]! ** 2 / (2 * expected[1]!)), 12);
  });

  test('are none among pairs that are no matches, and unknown to a single rule', async () => {
    expect((await expectLost(pairsOf(RULES).candidates, links(() => -1000))).lost).toBe(0);
    expect((await expectLost(pairsOf(RULES).candidates, [])).foundBy).toEqual([0, 0, 0, 0]);
    expect((await expectLost(pairsOf(RULES.slice(0, 1)).candidates, links(() => 9))).lost).toBeNull();
  });
});
