// A visit that gives pairs up at a glance: it loses none that could be kept, keeps the order, and counts them all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBlockProgram } from '../../../../src/link/kernel/block/block-program.ts';
import type { BranchSpecification } from '../../../../src/link/kernel/block/make-branch.ts';
import type { PairScreen } from '../../../../src/link/kernel/block/pair-screen.ts';
import type { BlockProgram, PairRange, PairTest } from '../../../../src/link/kernel/block/program.ts';
import { splitPairs } from '../../../../src/link/kernel/block/split-pairs.ts';
import { visitPairs } from '../../../../src/link/kernel/block/visit-pairs.ts';
import { comparisonKernel, type ComparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import { levelFinder } from '../../../../src/link/kernel/compare/level-finder.ts';
import type { LevelLosses } from '../../../../src/link/kernel/compare/level-losses.ts';
import { packCodes } from '../../../../src/link/kernel/compare/packed-codes.ts';
import type { BoundProgram, ComparisonProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import { OWN_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import type { RecordColumn, RecordTable } from '../../../../src/link/kernel/records.ts';
import { codeColumns, type Value } from '../../../link/record-table.ts';
import { branch, codesColumn, listsColumn, pairsOf, tableOfColumns, term, textsUpTo } from './some-records.ts';

const measured = (measure: string, bound: BoundProgram, column: number): TestProgram => ({ kind: 'measure', of: { measure, left: column, right: column, q: null, overLists: false }, bound });
const program = (column: number, ...tests: TestProgram[]): ComparisonProgram => ({
  levels: [{ kind: 'null', column, side: 'either' } as const, { kind: 'equal', left: column, right: column } as const, ...tests, { kind: 'otherwise' } as const].map((test) => ({ test, isExcluded: false, frequency: null })),
});

/** Names, days as texts with numbers beside them, and addresses with the names in them beside: as people have them. */
const PROGRAMS: readonly ComparisonProgram[] = [
  program(0, measured('jaroWinkler', { atLeast: 0.92 }, 0), measured('jaroWinkler', { atLeast: 0.7 }, 0)),
  program(1, measured('damerauLevenshtein', { atMost: 1 }, 1), measured('absoluteDifference', { atMost: 40 }, 2)),
  program(3, { kind: 'equal', left: 4, right: 4 }, measured('jaroWinkler', { atLeast: 0.88 }, 3), measured('jaroWinkler', { atLeast: 0.88 }, 4)),
];

const NAMES = ['martin', 'martine', 'matrin', 'dupont', 'dupond', 'élodie', '', 'x'.repeat(40), 'a-very-long-name-that-goes-on-and-on', 'bernard'];
const someValue = fc.record({ name: fc.option(fc.constantFrom(...NAMES), { freq: 5 }), day: fc.option(fc.integer({ min: 10, max: 99 }), { freq: 5 }), user: fc.constantFrom('anna', 'anne', 'robert', 'li', 'françoise-marie-antoinette'), host: fc.constantFrom('a.fr', 'b.org') });

interface Person {
  readonly name: string | null;
  readonly day: number | null;
  readonly user: string;
  readonly host: string;
}

/** The columns of {@link PROGRAMS}, and behind them those of the blocks. */
function tableOf(people: readonly Person[], blocks: readonly (readonly number[])[], sizes?: readonly number[]): RecordTable {
  const columns = codeColumns([
    { kind: 'text', values: people.map(({ name }) => name) },
    { kind: 'text', values: people.map(({ day }) => (day === null ? null : `19${day}-01-01`)) },
    { kind: 'number', values: people.map(({ day }): Value => day) },
    { kind: 'text', values: people.map(({ user, host }) => `${user}@${host}`) },
    { kind: 'text', values: people.map(({ user }) => (user === 'li' ? null : user)) },
  ], [0, 1, 2, 3, 4]);
  const dictionary = textsUpTo(99);
  return tableOfColumns([...columns, ...blocks.map((codes) => codesColumn(codes, dictionary))], sizes);
}

interface Ready {
  readonly table: RecordTable;
  readonly kernels: readonly ComparisonKernel[];
  readonly bounds: LevelLosses;
  readonly screen: PairScreen | null;
}

function ready(table: RecordTable, bounds: LevelLosses): Ready {
  const kernels = PROGRAMS.map((one) => comparisonKernel(one, table, 'codePoint'));
  return { table, kernels, bounds, screen: levelFinder(kernels, packCodes(table, kernels.map(({ single }) => single)), 64, bounds).screen };
}

const blocksOf = (table: RecordTable, branches: readonly BranchSpecification[], scope: 'all' | 'acrossSources' = 'all'): BlockProgram => makeBlockProgram(table, scope, branches.length, branches, OWN_ARRAYS).program;

/** What a screened visit hands out, and how many pairs it gave up by rule. */
function screened(blocks: BlockProgram, screen: PairScreen, tests: readonly (PairTest | null)[] = [], range: PairRange | null = null, chunkPairs = 7): { readonly pairs: string[]; readonly givenUp: number[] } {
  const givenUp = new Array<number>(blocks.rules).fill(0);
  const pairs: string[] = [];
  visitPairs(blocks, tests, range, chunkPairs, (lefts, rights, rules, count) => {
    for (let pair = 0; pair < count; pair++) pairs.push(`${lefts[pair]} ${rights[pair]} ${rules[pair]}`);
    return true;
  }, { screen, giveUp(rule, count) { givenUp[rule]! += count; } });
  return { pairs, givenUp };
}

/** What a pair loses, by rungs that know nothing of a glance. */
function lossOf({ kernels, bounds, table }: Ready, pair: string): number {
  const [left, right] = pair.split(' ').map(Number);
  return kernels.reduce((sum, kernel, index) => {
    const level = kernel.levelOf(left!, right!);
    const ofValue = level === 1 ? bounds.ofValues?.[index]?.[1] ?? null : null;
    return sum + (ofValue === null ? bounds.losses[index]![level]! : ofValue.lossOf(table.columns[ofValue.column]!.codes[left!]!));
  }, 0);
}

const byRule = (pairs: readonly string[], rules: number): number[] => Array.from({ length: rules }, (_, rule) => pairs.filter((pair) => pair.endsWith(` ${rule}`)).length);

function expectScreened(setting: Ready, blocks: BlockProgram, tests: readonly (PairTest | null)[] = []): void {
  const all = pairsOf(blocks, tests);
  const { pairs, givenUp } = screened(blocks, setting.screen!, tests);
  const visited = new Set(pairs);
  expect(pairs).toEqual(all.filter((pair) => visited.has(pair)));
  expect(all.filter((pair) => !visited.has(pair) && lossOf(setting, pair) <= setting.bounds.mostLoss)).toEqual([]);
  expect(byRule(pairs, blocks.rules).map((count, rule) => count + givenUp[rule]!)).toEqual(byRule(all, blocks.rules));
}

const LEVELS = PROGRAMS.map(({ levels }) => levels.length);
const someLosses = fc.tuple(...LEVELS.map((count) => fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: count, maxLength: count }))).map((losses) => losses.map((levels) => Int32Array.from(levels)));
const someCase = fc.record({ people: fc.array(someValue, { minLength: 1, maxLength: 45 }), losses: someLosses, mostLoss: fc.integer({ min: 1, max: 30_000 }), kinds: fc.integer({ min: 1, max: 4 }) });
const RUNS = process.env['A423_MANY_CASES'] === undefined ? 40 : 2000;

describe('a screened visit', () => {
  test('hands out, in order, every pair that loses no more than it may, and tells how many it gave up, whatever the blocks and the earlier rules', () => {
    fc.assert(fc.property(someCase, ({ people, losses, mostLoss, kinds }) => {
      // Some records are in no block.
      const table = tableOf(people, [people.map((_, row) => (row * 7) % kinds), people.map((_, row) => (row * 5 + 1) % (kinds + 1)), people.map(() => 1)]);
      expectScreened(ready(table, { losses, mostLoss }), blocksOf(table, [branch(0, [term(5)]), branch(1, [term(6)]), branch(2, [term(7)])]));
    }), { numRuns: RUNS });
  });

  test('does so after rules of one term that is compared, whose codes tell blocks apart', () => {
    fc.assert(fc.property(someCase, fc.nat(45), fc.boolean(), ({ people, losses, mostLoss, kinds }, cut, isAcross) => {
      const first = Math.min(cut, people.length);
      const table = tableOf(people, [people.map((_, row) => (row * 7) % kinds), people.map(() => 1)], [first, people.length - first]);
      const branches = [branch(0, [term(1)]), branch(1, [term(5)]), branch(2, [term(0)]), branch(3, [term(3)]), branch(4, [term(6)])];
      expectScreened(ready(table, { losses, mostLoss }), blocksOf(table, branches, isAcross ? 'acrossSources' : 'all'));
    }), { numRuns: RUNS });
  });

  test('does so of two sources, and of sides that are blocked by other things', () => {
    fc.assert(fc.property(someCase, fc.nat(45), fc.boolean(), ({ people, losses, mostLoss, kinds }, cut, isAcross) => {
      const first = Math.min(cut, people.length);
      const table = tableOf(people, [people.map((_, row) => 1 + row % kinds), people.map((_, row) => 1 + (row >> 1) % kinds)], [first, people.length - first]);
      expectScreened(ready(table, { losses, mostLoss }), blocksOf(table, [branch(0, [term(5)]), branch(1, [term(5, 6)])], isAcross ? 'acrossSources' : 'all'));
    }), { numRuns: RUNS });
  });

  test('of ranges that follow each other is that of the whole', () => {
    fc.assert(fc.property(someCase, fc.integer({ min: 1, max: 9 }), ({ people, losses, mostLoss }, count) => {
      const table = tableOf(people, [people.map((_, row) => 1 + row % 2), people.map(() => 1)]);
      const { screen } = ready(table, { losses, mostLoss });
      const blocks = blocksOf(table, [branch(0, [term(5)]), branch(1, [term(6)])]);
      const parts = splitPairs(blocks, count).map((range) => screened(blocks, screen!, [], range));
      const whole = screened(blocks, screen!);
      // A block that is cut may become too small to be screened, and hand out more: nothing that is worth keeping is lost in either.
      expect(parts.flatMap(({ pairs }) => pairs)).toEqual(whole.pairs);
      expect([0, 1].map((rule) => parts.reduce((sum, { givenUp }) => sum + givenUp[rule]!, 0))).toEqual(whole.givenUp);
    }), { numRuns: RUNS });
  });

  test('tells agreement on a frequent value from that on a rare one', () => {
    const people = Array.from({ length: 20 }, (_, row): Person => ({ name: row < 16 ? 'martin' : 'dupont', day: 10 + row, user: 'anna', host: 'a.fr' }));
    const table = tableOf(people, [people.map(() => 1)]);
    const losses = LEVELS.map((count, index) => new Int32Array(count).fill(index === 0 ? 100 : 0));
    losses[0]![1] = 0;
    const ofValues = [[null, { column: 0, values: 2, lossOf: (code: number) => (code === 1 ? 100 : 0) }, null, null, null], [], []];
    const setting = ready(table, { losses, mostLoss: 50, ofValues });
    // The four rare ones among each other, and nobody else.
    expect(screened(blocksOf(table, [branch(0, [term(5)])]), setting.screen!)).toEqual({ pairs: ['16 17 0', '16 18 0', '16 19 0', '17 18 0', '17 19 0', '18 19 0'], givenUp: [190 - 6] });
  });

  test('gives up pairs that lack too many values, or have other letters', () => {
    const people = Array.from({ length: 12 }, (_, row): Person => ({ name: [null, 'martin', 'bob', 'martni'][row % 4]!, day: null, user: 'anna', host: 'a.fr' }));
    const table = tableOf(people, [people.map(() => 1)]);
    const losses = [Int32Array.of(9000, 0, 1000, 9900, 9900), new Int32Array(LEVELS[1]!), new Int32Array(LEVELS[2]!)];
    const { pairs, givenUp } = screened(blocksOf(table, [branch(0, [term(5)])]), ready(table, { losses, mostLoss: 5000 }).screen!);
    // 3 + 3 pairs of equal names, 3 more, and 9 of martin and martni.
    expect(pairs).toHaveLength(18);
    expect(givenUp).toEqual([66 - 18]);
  });

  test('gives up pairs whose texts lose too much together, and keeps those of which one text is similar', () => {
    const people = Array.from({ length: 12 }, (_, row): Person => ({ name: row % 2 === 0 ? 'martin' : 'bob', day: null, user: row % 4 < 2 ? 'anna' : 'robert', host: 'a.fr' }));
    const table = tableOf(people, [people.map(() => 1)]);
    const losses = [Int32Array.of(0, 0, 0, 6000, 6000), new Int32Array(LEVELS[1]!), Int32Array.of(0, 0, 0, 0, 0, 6000)];
    const blocks = blocksOf(table, [branch(0, [term(5)])]);
    // Four kinds of three persons each; two pairs of kinds have nothing in common.
    for (const [mostLoss, givenUp] of [[10_000, 18], [12_000, 0], [5000, 18 + 36]] as const) expect(screened(blocks, ready(table, { losses, mostLoss }).screen!).givenUp).toEqual([givenUp]);
  });
});

describe('what cannot be screened', () => {
  const people = Array.from({ length: 30 }, (_, row): Person => ({ name: NAMES[row % 4]!, day: 10 + row, user: 'anna', host: 'a.fr' }));
  const losses = LEVELS.map((count) => Int32Array.from({ length: count }, (_, level) => 100 * level));
  const blocked = [people.map((_, row) => 1 + row % 2), people.map(() => 1)];

  test('comes as ever: what has a condition, or comes after what has lists or a condition', () => {
    const columns = tableOf(people, blocked).columns;
    const table = tableOfColumns([...columns, listsColumn(people.map((_, row) => [1 + row % 3, 4 + row % 2]))]);
    const setting = ready(table, { losses, mostLoss: 120 });
    const isEven: PairTest = (left, right) => (left + right) % 4 === 0;
    const blocks = blocksOf(table, [branch(0, [term(5)]), branch(1, [term(7, 7, true)]), branch(2, [term(6)])]);
    const { givenUp } = screened(blocks, setting.screen!);
    expect(givenUp[0]).toBeGreaterThan(50);
    expect(givenUp.slice(1)).toEqual([0, 0]);
    expectScreened(setting, blocks);
    const tested = blocksOf(table, [branch(0, [term(5)], { isTested: true }), branch(1, [term(6)])]);
    expect(screened(tested, setting.screen!, [isEven, null])).toEqual({ pairs: pairsOf(tested, [isEven, null]), givenUp: [0, 0] });
  });

  test('is a branch of whose first thousands of pairs too few were given up: those of later blocks come as ever', () => {
    const size = 30;
    const last = people.map((_, row): Person => ({ name: String.fromCharCode(97 + row % 26).repeat(6), day: 10 + row, user: 'anna', host: 'a.fr' }));
    const givenUpAfter = (blocks: number): number => {
      const all = [...Array.from({ length: blocks * size }, () => people[0]!), ...last];
      const table = tableOf(all, [all.map((_, row) => 1 + Math.floor(row / size))], [all.length]);
      const setting = ready(table, { losses: [Int32Array.of(0, 0, 0, 5000, 5000), new Int32Array(LEVELS[1]!), new Int32Array(LEVELS[2]!)], mostLoss: 4000 });
      const blocked = blocksOf(table, [branch(0, [term(5)])]);
      const { pairs, givenUp } = screened(blocked, setting.screen!, [], null, 4096);
      expect(pairs.length + givenUp[0]!).toBe(pairsOf(blocked).length);
      return givenUp[0]!;
    };
    // A block has 435 pairs: 18 of them are fewer than 8,192.
    expect(givenUpAfter(18)).toBeGreaterThan(400);
    expect(givenUpAfter(19)).toBe(0);
  });

  test('is everything where no pair may be given up, or each', () => {
    const table = tableOf(people, blocked);
    for (const mostLoss of [0, -1]) expect(ready(table, { losses, mostLoss }).screen).toBeNull();
    const kernels = PROGRAMS.map((one) => comparisonKernel(one, table, 'codePoint'));
    expect(levelFinder(kernels, packCodes(table, kernels.map(({ single }) => single)), 64).screen).toBeNull();
  });

  test('is larger than there is room for', () => {
    const rows = 9000;
    const table = tableOf(Array.from({ length: rows }, (): Person => people[0]!), [new Array<number>(rows).fill(1)]);
    const { screen } = ready(table, { losses, mostLoss: 50 });
    expect(screen!.mostMembers).toBeLessThan(rows);
    const range = { from: { branch: 0, block: 0, row: 1 }, to: { branch: 0, block: 0, row: 2 }, pairs: 0 };
    const { pairs, givenUp } = screened(blocksOf(table, [branch(0, [term(5)])]), screen!, [], range);
    expect([pairs.length, pairs[0], pairs.at(-1), givenUp]).toEqual([rows - 2, '1 2 0', `1 ${rows - 1} 0`, [0]]);
  });
});

describe('small blocks', () => {
  // More records than are looked at together, in blocks of one to three; some begin in one look and would end in the next.
  const rows = 5000;
  const people = Array.from({ length: rows }, (_, row): Person => ({ name: NAMES[row % 7]!, day: row % 5 === 0 ? null : 10 + row % 80, user: 'anna', host: 'a.fr' }));
  const inTwosAndThrees = people.map((_, row) => Math.floor(row / 5) * 2 + Number(row % 5 > 1));
  const inTwos = people.map((_, row) => row >> 1);
  const dictionary = textsUpTo(rows);
  const numbered = (codes: readonly number[]): RecordColumn => codesColumn(codes.map((code) => code + 1), dictionary);
  const tableIn = (sizes?: readonly number[]): RecordTable => tableOfColumns([...tableOf(people, []).columns, numbered(inTwosAndThrees), numbered(inTwos)], sizes);
  const losses = LEVELS.map((count) => Int32Array.from({ length: count }, (_, level) => 100 * level));

  test('are looked at together, one after the other, and pairs of an earlier rule in one of them are none of a later one', () => {
    const table = tableIn();
    const setting = ready(table, { losses, mostLoss: 250 });
    const blocks = blocksOf(table, [branch(0, [term(5)]), branch(1, [term(6)])]);
    expectScreened(setting, blocks);
    const { givenUp } = screened(blocks, setting.screen!);
    expect([givenUp[0]! > 1000, givenUp[1]! > 200]).toEqual([true, true]);
    expectScreened(setting, blocksOf(table, [branch(0, [term(1)]), branch(1, [term(5)]), branch(2, [term(6)])]));
  });

  test('are so where sides are blocked by other things, and between sources', () => {
    const table = tableIn([1777, rows - 1777]);
    const setting = ready(table, { losses, mostLoss: 250 });
    const shifted = numbered(people.map((_, row) => (row + 1778) >> 1));
    const sided = { ...table, columns: [...table.columns, shifted] };
    expectScreened(setting, blocksOf(sided, [branch(0, [term(5)]), branch(1, [term(6, 7)])]));
    expectScreened(setting, blocksOf(sided, [branch(0, [term(6, 7)]), branch(1, [term(5)])], 'acrossSources'));
  });

  test('may be a single pair', () => {
    const table = tableOf(people.slice(1, 3), [[1, 1]]);
    const one = blocksOf(table, [branch(0, [term(5)])]);
    expect(screened(one, ready(table, { losses, mostLoss: 1 }).screen!)).toEqual({ pairs: [], givenUp: [1] });
    expect(screened(one, ready(table, { losses, mostLoss: 5000 }).screen!)).toEqual({ pairs: ['0 1 0'], givenUp: [0] });
  });
});

describe('a large block', () => {
  const rows = 1500;
  const table = tableOf(Array.from({ length: rows }, (_, row): Person => ({ name: `n${row % 750}`, day: null, user: 'anna', host: 'a.fr' })), [new Array<number>(rows).fill(1)]);
  const blocks = blocksOf(table, [branch(0, [term(5)])]);
  const losses = [Int32Array.of(50, 0, 50, 50, 50), new Int32Array(LEVELS[1]!), new Int32Array(LEVELS[2]!)];

  test('takes several calls, and more pairs than there is room for come in parts', () => {
    expect(screened(blocks, ready(table, { losses, mostLoss: 49 }).screen!, [], null, 4096)).toEqual({ pairs: Array.from({ length: 750 }, (_, row) => `${row} ${row + 750} 0`), givenUp: [rows * (rows - 1) / 2 - 750] });
    let [count, givenUp] = [0, 0];
    visitPairs(blocks, [], null, 4096, (_lefts, _rights, _rules, pairs) => (count += pairs) > 0, { screen: ready(table, { losses, mostLoss: 50 }).screen!, giveUp(_rule, pairs) { givenUp += pairs; } });
    expect([count, givenUp]).toEqual([rows * (rows - 1) / 2, 0]);
  });

  test('ends early for a visitor that has enough', () => {
    let calls = 0;
    visitPairs(blocks, [], null, 10, () => ++calls < 3, { screen: ready(table, { losses, mostLoss: 50 }).screen!, giveUp: () => undefined });
    expect(calls).toBe(3);
  });
});
