import { describe, expect, test } from 'vitest';
import { cellSystem } from '../../../src/linear/index.ts';
import { CELL, type SuppressionContext, type SuppressionMethod, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { suppressUntilSafe, withheldCells } from '../../../src/protect/kernel/suppress/suppress-until-safe.ts';

/** A line of a total, 0, and four parts. */
const line = { trees: [{ parents: Int32Array.of(-1, 0, 0, 0, 0) }], cells: Int32Array.of(0, 1, 2, 3, 4), nodes: [Int32Array.of(0, 1, 2, 3, 4)] };

function problem(states: readonly number[], costs: readonly number[] = [50, 10, 20, 30, 40]): SuppressionProblem {
  const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values);
  const zeros = (): Float64Array => new Float64Array(5);
  return {
    system: cellSystem(5, [line]), layouts: [line], values: numbers([100, 10, 20, 30, 40]), states: Uint8Array.from(states), costs: numbers(costs), lower: zeros(),
    upper: zeros().fill(Infinity), required: { below: zeros(), above: zeros(), width: zeros() }, units: numbers([100, 10, 20, 30, 40]), onlyUnit: new Int32Array(5).fill(-1), integers: true,
  };
}

const CONTEXT: SuppressionContext = { solver: null, seconds: 1, now: () => 0 };

/** Withholds the cheapest open cell beside each primary one, as long as no two are withheld. */
const naive: SuppressionMethod = ({ states, costs }) => {
  const secondary = new Uint8Array(5);
  const withheld = states.filter((state) => state === CELL.primary).length;
  const open = [...states.keys()].filter((cell) => states[cell] === CELL.open).sort((a, b) => costs[a]! - costs[b]!);
  if (withheld === 1 && open.length > 0) secondary[open[0]!] = 1;
  const uncovered = withheld === 1 && open.length === 0 ? Int32Array.of([...states].indexOf(CELL.primary)) : new Int32Array(0);
  return { secondary, cost: open.length > 0 && withheld === 1 ? costs[open[0]!]! : 0, bound: 7, uncovered };
};

const run = (states: readonly number[], attack: (withheld: Uint8Array) => Int32Array, costs?: readonly number[]): ReturnType<typeof suppressUntilSafe> =>
  suppressUntilSafe(problem(states, costs), { first: naive, repair: naive }, CONTEXT, attack);

describe('suppression that is attacked until it holds', () => {
  test('keeps a pattern that holds, with what was proved of it', () => {
    const found = run([0, 1, 0, 0, 0], () => new Int32Array(0));
    expect([...found.secondary]).toEqual([0, 0, 1, 0, 0]);
    expect(found).toMatchObject({ cost: 20, bound: 7, attacks: 1 });
  });

  test('adds the cheapest cover for a cell that gave way, attacks again, and proves nothing any more', () => {
    const seen: string[] = [];
    const found = run([0, 1, 0, 0, 0], (withheld) => {
      seen.push(withheld.join(''));
      return withheld.reduce((sum, mark) => sum + mark, 0) < 4 ? Int32Array.of(1) : new Int32Array(0);
    });
    expect(seen).toEqual(['01100', '01110', '01111']);
    expect([...found.secondary]).toEqual([0, 0, 1, 1, 1]);
    expect(found).toMatchObject({ cost: 90, bound: 0, attacks: 3 });
    expect(found.unprotected).toHaveLength(0);
  });

  test('tells each attack which cells held before: all that were withheld but those that gave way', () => {
    const told: string[] = [];
    suppressUntilSafe(problem([0, 1, 0, 0, 0]), { first: naive, repair: naive }, CONTEXT, (withheld, _, settled) => {
      told.push(`${withheld.join('')} ${settled.join('')}`);
      return told.length < 3 ? Int32Array.of(1) : new Int32Array(0);
    });
    expect(told).toEqual(['01100 00000', '01110 00100', '01111 00110']);
  });

  test('gives up where nothing is left to withhold, and names the cell', () => {
    const found = run([2, 1, 2, 2, 0], () => Int32Array.of(1));
    expect([...found.unprotected]).toEqual([1]);
    expect(found.attacks).toBe(1);
  });

  test('believes the attacker, not a method that gave a cell up', () => {
    expect([...run([2, 1, 2, 2, 2], () => new Int32Array(0)).unprotected]).toEqual([]);
    expect([...run([2, 1, 2, 2, 2], () => Int32Array.of(1)).unprotected]).toEqual([1]);
  });

  test('ends against an attacker who is never satisfied', () => {
    const found = run([0, 1, 0, 0, 0], () => Int32Array.of(1));
    expect([...found.unprotected]).toEqual([1]);
    expect([...found.secondary]).toEqual([1, 0, 1, 1, 1]);
  });

  test('gives up when time runs out, and says so; each attack is told how much is left', () => {
    let clock = 0;
    const left: number[] = [];
    const found = suppressUntilSafe(problem([0, 1, 0, 0, 0]), { first: naive, repair: naive }, { solver: null, seconds: 1, now: () => clock }, (_, seconds) => {
      left.push(seconds);
      clock += 3000;
      return Int32Array.of(1);
    });
    expect(left).toEqual([5, 2]);
    expect(found).toMatchObject({ attacks: 2, isLate: true });
    expect([...found.unprotected]).toEqual([1]);
  });

  test('leaves frozen and hidden cells what they are', () => {
    const found = run([0, 1, 2, 3, 0], (withheld) => (withheld[0] === 1 ? new Int32Array(0) : Int32Array.of(1)));
    expect([...found.secondary]).toEqual([1, 0, 0, 0, 1]);
  });

  test('withheld is what is unsafe, what covers it, and what nobody ever sees', () => {
    expect([...withheldCells(Uint8Array.of(0, 1, 2, 3, 0), Uint8Array.of(0, 0, 0, 0, 1))]).toEqual([0, 1, 0, 1, 1]);
  });
});
