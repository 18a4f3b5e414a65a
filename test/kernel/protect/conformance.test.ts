// Every case of the conformance list, with the test that covers it or the reason why none does; what was easy and open is covered here.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attackTable, loadSolver, SEEN } from '../../../src/linear/index.ts';
import { guardSingletons } from '../../../src/protect/kernel/suppress/modular-singletons.ts';
import { modularSuppression } from '../../../src/protect/kernel/suppress/modular.ts';
import { optimalSuppression } from '../../../src/protect/kernel/suppress/optimal.ts';
import { CELL, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { describeWithData } from '../../shared-data.ts';
import { chosen, flatTable, flatValues, problemOf, unhurried, unsafeByProgram } from './suppress-problems.ts';

/** The case, and a test that holds us to it: its file and a part of its title. */
const COVERED: Readonly<Record<string, readonly [file: string, title: string]>> = {
  'audit-geurts-1992': ['test/kernel/linear/attack.test.ts', 'gives the intervals of the handbook (Geurts 1992)'],
  'sdctable-4x4-hidden-disclosure': ['test/operator/protect-secondary.test.ts', 'catches the table in which two cells in every line are withheld'],
  'sdctable-linked-regions': ['test/attack/tables.test.ts', 'protected together need one region more, N, and tell none'],
  'argus-batch-ex1': ['test/kernel/protect/conformance.test.ts', 'argus-batch-ex1: the pattern of τ-ARGUS'],
  'rtauargus-ex1-12cells': ['test/kernel/protect/conformance.test.ts', 'rtauargus-ex1-12cells: the statuses of a table of two regions'],
  'rtauargus-act_size-opt': ['test/kernel/protect/optimal-golden.test.ts', '%s has %i primary cells and costs at least %i'],
  'rtauargus-multi4': ['test/kernel/protect/conformance.test.ts', 'rtauargus-multi4: the unsafe cells'],
  'argus-simple2d': ['test/kernel/protect/optimal-golden.test.ts', 'the pattern of τ-ARGUS is safe, and ours costs less than it'],
  'argus-enterprise-4': ['test/differential/tau-argus-primary.test.ts', 'p % of 10 on holdings, all 1,665 cells'],
  'argus-singleton-virtual-cell': ['test/kernel/protect/conformance.test.ts', 'argus-singleton-virtual-cell: the two cells together'],
  'argus-holding': ['test/kernel/protect/primary-contributions.test.ts', 'τ-ARGUS manual, holdings: by unit safe, by group unsafe'],
  'argus-weights': ['test/kernel/protect/primary-contributions.test.ts', 'τ-ARGUS manual, weights'],
  'handbook-1-85': ['test/kernel/protect/primary-contributions.test.ts', 'Handbook, chapter 4, example 4'],
};

/** Controlled tabular adjustment, differential privacy and squares of people with merging are no methods of ours. */
const OUT_OF_SCOPE: readonly string[] = [
  'handbook-cta-3x3', 'google-dp-partition-selection', 'google-dp-laplace-threshold', 'opendp-laplace-threshold', 'opendp-gaussian-threshold', 'insee-filosofi-groups',
];

interface Case {
  readonly id: string;
  readonly expected_counts?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly lp_checked_here?: Readonly<Record<string, readonly [number, number]>>;
}

const solver = await loadSolver();

describeWithData('the conformance list', 'tables/conformance.json', (path) => {
  const cases = (): Case[] => JSON.parse(readFileSync(path, 'utf8')) as Case[];

  test('has no case that neither a test covers nor a decision leaves out, and none that both do', () => {
    const listed = [...Object.keys(COVERED), ...OUT_OF_SCOPE];
    expect(cases().map(({ id }) => id).sort((a, b) => a.localeCompare(b))).toEqual([...listed].sort((a, b) => a.localeCompare(b)));
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('argus-batch-ex1: the pattern of τ-ARGUS has the intervals that its audit recorded', () => {
    const values = flatValues(5, 3, [895, 137, 753, 973, 569, 486, 540, 793]);
    // A male and female, C male and female.
    const withheld = [4, 5, 10, 11];
    const none = new Float64Array(15);
    const seen = values.map((_, cell) => (withheld.includes(cell) ? SEEN.withheld : SEEN.published));
    const { system } = problemOf([flatTable(5, 3)], values);
    const { intervals, exact } = attackTable({ system, seen: Uint8Array.from(seen), values, lower: none, upper: none.map(() => Infinity), required: { below: none, above: none, width: none }, integers: true }, { solver, mode: 'intervals' });
    const expected = cases().find(({ id }) => id === 'argus-batch-ex1')!.lp_checked_here!;
    expect(Object.fromEntries(['A|male', 'A|female', 'C|male', 'C|female'].map((name, place) => [name, [intervals!.lower[withheld[place]!], intervals!.upper[withheld[place]!]]]))).toEqual(expected);
    expect(exact).toHaveLength(0);
  });
});

describeWithData('the four linked tables of rtauargus', 'tables/rtauargus', (folder) => {
  const expected: readonly (readonly [name: string, few: number, dominated: number])[] = [['act_size', 52, 25], ['act_cj', 35, 25], ['nuts_size', 55, 17], ['nuts_cj', 45, 20]];

  test.each(expected)('rtauargus-multi4: the unsafe cells of %s are those of the vignette, %i of few and %i of one', (name, few, dominated) => {
    const rows = readFileSync(`${folder}/turnover_${name}.csv`, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map((field) => Number(field.replaceAll('"', ''))));
    const unsafe = rows.map((row) => row.slice(2)).map(([units, total, largest]) => (units! > 0 && units! < 3 ? 'few' : largest! > 0.85 * total! ? 'dominated' : 'safe'));
    expect([unsafe.filter((status) => status === 'few').length, unsafe.filter((status) => status === 'dominated').length]).toEqual([few, dominated]);
  });
});

describe('small cases', () => {
  test('rtauargus-ex1-12cells: the statuses of a table of two regions, one unsafe cell by two covers and their meeting point', () => {
    // The vignette tells statuses, 02|tr1 A, 02|tr2 D, 06|tr1 D, 06|tr2 B, and no values; these are of our own, with 06 in the third line.
    const values = flatValues(4, 3, [4, 30, 60, 80, 50, 7]);
    const states = Uint8Array.from(values, (_, cell) => (cell === 4 || cell === 11 ? CELL.primary : CELL.open));
    const problem = problemOf([flatTable(4, 3)], values, { states });
    for (const method of [optimalSuppression, modularSuppression]) {
      const pattern = method(problem, unhurried(solver));
      expect(chosen(pattern)).toEqual([5, 10]);
      expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([]);
    }
  });

  test('argus-singleton-virtual-cell: the two cells together, 32, are guarded so that none but 32 is not certain', () => {
    // τ-ARGUS 4.1 manual, section 2.10: A|X2 has one contributor, A|X4 is unsafe; 15 + 17 must look like more than 32.
    const values = flatValues(3, 5, [52, 15, 62, 17, 24, 18, 31, 8]);
    const states = Uint8Array.from(values, (_, cell) => (cell === 7 || cell === 9 ? CELL.primary : CELL.open));
    const problem = problemOf([flatTable(3, 5)], values, { states, onlyUnit: Int32Array.from(values, (_, cell) => (cell === 7 ? 4 : -1)) });
    for (const method of [optimalSuppression, modularSuppression]) {
      const { secondary } = guardSingletons(method)(problem, unhurried(solver));
      // The virtual cell: its parts withheld, it is a cell of its own behind the table.
      const withPair: SuppressionProblem = {
        ...problem,
        system: { cells: 16, starts: Int32Array.of(...problem.system.starts, problem.system.members.length + 3), members: Int32Array.of(...problem.system.members, 15, 7, 9) },
        values: Float64Array.of(...values, 32), states: Uint8Array.of(...states, CELL.primary), lower: new Float64Array(16), upper: new Float64Array(16).fill(Infinity),
        required: { below: new Float64Array(16), above: new Float64Array(16), width: new Float64Array(16) },
      };
      expect(values[7]! + values[9]!).toBe(32);
      expect(unsafeByProgram(withPair, [...secondary, 0], solver)).toEqual([]);
      expect(unsafeByProgram(withPair, [...method(problem, unhurried(solver)).secondary, 0], solver)).toEqual([15]);
    }
  });
});

test('every test that covers a case is where the list says', () => {
  for (const [id, [file, title]] of Object.entries(COVERED)) {
    expect([id, readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').includes(title)]).toEqual([id, true]);
  }
});
