import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnLevels } from '../../../../src/anonymise/kernel/column-levels.ts';
import { averageRisk } from '../../../../src/anonymise/kernel/models/average-risk.ts';
import type { ClassJudge } from '../../../../src/anonymise/kernel/models/class-judge.ts';
import { deltaPresence } from '../../../../src/anonymise/kernel/models/delta-presence.ts';
import { alpha, basicBetaLikeness, deltaDisclosure, enhancedBetaLikeness } from '../../../../src/anonymise/kernel/models/inference.ts';
import { kAnonymity, kMap } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { distinctLDiversity, entropyLDiversity, recursiveLDiversity } from '../../../../src/anonymise/kernel/models/l-diversity.ts';
import { equalTCloseness, hierarchicalTCloseness, orderedTCloseness } from '../../../../src/anonymise/kernel/models/t-closeness.ts';
import { classesOfRows, type PlainRow } from './plain-rows.ts';

const LEVELS: ColumnLevels = {
  codes: [Int32Array.of(0, 1, 2, 3), Int32Array.of(0, 0, 1, 1), new Int32Array(4)],
  labels: [['0', '1', '2', '3'], ['01', '23'], ['*']],
  leaves: [],
  domain: 4,
};
/** All four values occur, so that they are their own codes. */
const EVERY_VALUE: readonly PlainRow[] = [0, 1, 2, 3].map((value) => ({ group: 99, value }));

type Make = (hasEntities: boolean, strictness: number) => ClassJudge;
const MODELS: readonly (readonly [string, Make])[] = [
  ['k-anonymity', (_, s) => kAnonymity(1 + Math.floor(4 * s))],
  ['k-map', (_, s) => kMap(1 + Math.floor(8 * s))],
  ['distinct l-diversity', (hasEntities, s) => distinctLDiversity({ place: 0, hasEntities }, 1 + Math.floor(3 * s))],
  ['entropy l-diversity', (hasEntities, s) => entropyLDiversity({ place: 0, hasEntities }, 1 + 2 * s)],
  ['recursive l-diversity', (hasEntities, s) => recursiveLDiversity({ place: 0, hasEntities }, 1 + Math.floor(2 * s), 0.5 + 2 * s)],
  ['α', (hasEntities, s) => alpha({ place: 0, hasEntities }, s)],
  ['equal t', (hasEntities, s) => equalTCloseness({ place: 0, hasEntities }, s)],
  ['ordered t', (hasEntities, s) => orderedTCloseness({ place: 0, hasEntities }, s)],
  ['hierarchical t', (hasEntities, s) => hierarchicalTCloseness({ place: 0, hasEntities }, s, LEVELS)],
  ['δ-disclosure', (hasEntities, s) => deltaDisclosure({ place: 0, hasEntities }, 0.2 + 2 * s)],
  ['basic β', (hasEntities, s) => basicBetaLikeness({ place: 0, hasEntities }, 0.1 + 3 * s)],
  ['enhanced β', (hasEntities, s) => enhancedBetaLikeness({ place: 0, hasEntities }, 0.1 + 3 * s)],
  ['δ-presence', (hasEntities, s) => deltaPresence(hasEntities, [s / 3, 1 - s / 4], false)],
  ['δ-presence that skips', (hasEntities, s) => deltaPresence(hasEntities, [s / 3, 1 - s / 4], true)],
  ['average risk', (hasEntities, s) => averageRisk(hasEntities, 0.1 + 0.8 * s)],
];

interface Case {
  readonly rows: readonly PlainRow[];
  readonly population: ReadonlyMap<number, number>;
}
const SUPPORT = [0, 1, 2, 3, 4, 99];

/** Rows in classes 0 to 4, and a population that has them and more. */
const cases = (withPersons: boolean): fc.Arbitrary<Case> =>
  fc.record({
    rows: fc.array(fc.record({ group: fc.nat(4), value: fc.nat(3), ...(withPersons ? { person: fc.nat(5) } : {}) }), { maxLength: 18 }),
    more: fc.array(fc.nat(4), { minLength: 6, maxLength: 6 }),
  }).map(({ rows, more }) => {
    const all = [...rows, ...EVERY_VALUE.map((row) => (withPersons ? { ...row, person: 6 + row.value } : row))];
    return { rows: all, population: new Map(SUPPORT.map((group, place) => [group, all.filter((row) => row.group === group).length + more[place]!] as const).filter(([, units]) => units > 0)) };
  });

/** Makes class `from` one with class `into`. */
function merged({ rows, population }: Case, from: number, into: number): Case {
  const target = (group: number): number => (group === from ? into : group);
  const joined = new Map<number, number>();
  for (const [group, units] of population) joined.set(target(group), (joined.get(target(group)) ?? 0) + units);
  return { rows: rows.map((row) => ({ ...row, group: target(row.group) })), population: joined };
}

/** Rows in failing classes, and whether a class of the population without a row fails. */
function verdict(judge: ClassJudge, { rows, population }: Case): { readonly suppressed: number; readonly refused: boolean } {
  const classes = classesOfRows(rows, population);
  const marks = new Uint8Array(classes.rowsOf.length);
  judge.judge(classes, marks);
  return {
    suppressed: classes.rowsOf.reduce((sum, count, index) => sum + (marks[index] === 1 ? count : 0), 0),
    refused: classes.rowsOf.some((count, index) => count === 0 && marks[index] === 1),
  };
}

const pair = fc.tuple(fc.nat(4), fc.constantFrom(...SUPPORT)).filter(([from, into]) => from !== into);
const strictness = fc.double({ min: 0, max: 1, noNaN: true });
const runs = Number(process.env['MONOTONE_CASES'] ?? 300);

describe.each([['rows', false], ['persons', true]] as const)('what is said to be monotone is, in %s', (_unit, withPersons) => {
  test.each(MODELS)('%s', (_name, make) => {
    fc.assert(fc.property(cases(withPersons), pair, strictness, (before, [from, into], level) => {
      const judge = make(withPersons, level);
      const { generalisation, suppression } = judge.monotone;
      const fine = verdict(judge, before);
      const coarse = verdict(judge, merged(before, from, into));
      if (generalisation && fine.suppressed === 0 && !fine.refused) expect(coarse).toEqual({ suppressed: 0, refused: false });
      if (suppression) expect(coarse.suppressed).toBeLessThanOrEqual(fine.suppressed);
    }), { numRuns: runs });
  });
});

/** Rows of classes written as letters, in persons where digits follow. */
const of = (...classes: readonly string[]): PlainRow[] =>
  classes.flatMap((text, group) => [...text.matchAll(/([a-d])(\d?)/g)].map(([, letter, digit]) => ({ group, value: letter!.charCodeAt(0) - 97, ...(digit === '' ? {} : { person: Number(digit) }) })));
const suppressedBy = (judge: ClassJudge, rows: readonly PlainRow[], population: ReadonlyMap<number, number> = new Map()): number => verdict(judge, { rows, population }).suppressed;

describe('what is not said to be monotone is not: a counterexample each', () => {
  const column = { place: 0, hasEntities: false };
  test('δ-disclosure: a class that lacked a value dilutes it', () => {
    // a has a third of the table, half of the first and the last class and none of the second: 1 of 13 in the merged one.
    const judge = deltaDisclosure(column, 1);
    const rows = of('ab', 'b'.repeat(11), 'ab'.repeat(10));
    expect(suppressedBy(judge, rows)).toBe(0);
    expect(suppressedBy(judge, rows.map((row) => ({ ...row, group: row.group === 1 ? 0 : row.group })))).toBe(13);
  });
  test.each([
    ['entropy l-diversity', entropyLDiversity(column, 2), of('ab', 'aaaa'), 4],
    ['recursive l-diversity', recursiveLDiversity(column, 2, 1.5), of('ab', 'aaaa'), 4],
    ['α', alpha(column, 0.5), of('ab', 'aaaa'), 4],
    ['equal t', equalTCloseness(column, 0.1), of('aaab', 'aa', 'aabb'), 2],
    ['ordered t', orderedTCloseness(column, 0.1), of('aaab', 'aa', 'aabb'), 2],
    ['basic β', basicBetaLikeness(column, 0.15), of('aaab', 'aa', 'aabb'), 2],
  ] as const)('%s: a class that holds, merged with one that fails, fails', (_name, judge, rows, least) => {
    const before = suppressedBy(judge, rows);
    const after = suppressedBy(judge, rows.map((row) => ({ ...row, group: row.group === 1 ? 0 : row.group })));
    expect(before).toBeGreaterThanOrEqual(least);
    expect(after).toBeGreaterThan(before);
  });
  test('δ-presence that skips: a class without rows counts once it is merged', () => {
    const skips = deltaPresence(false, [0.5, 1], true);
    const rows = of('a');
    expect(verdict(skips, { rows, population: new Map([[0, 1], [1, 9]]) })).toEqual({ suppressed: 0, refused: false });
    expect(verdict(skips, { rows, population: new Map([[0, 10]]) })).toEqual({ suppressed: 1, refused: false });
  });
  test('with persons: classes share them, so that shares are no means', () => {
    const persons = { place: 0, hasEntities: true };
    // Persons 1 and 2 have a in one class each: a half of either, all of both together.
    const shared = of('a1b2', 'a2b1');
    const joined = shared.map((row) => ({ ...row, group: 0 }));
    expect(suppressedBy(alpha(persons, 0.5), shared)).toBe(0);
    expect(suppressedBy(alpha(persons, 0.5), joined)).toBe(4);
    // Persons 1 to 3 have b in both classes, which counts once: a has 6 of 9 pairs.
    const repeated = of('a1a2a3b1b2b3', 'a4a5a6b1b2b3');
    expect(suppressedBy(entropyLDiversity(persons, 2), repeated)).toBe(0);
    expect(suppressedBy(entropyLDiversity(persons, 2), repeated.map((row) => ({ ...row, group: 0 })))).toBe(12);
  });
});
