// Every metric worked out by hand on six rows of two columns; and its bounds, which must lie below every loss that a search could find above a node.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassTable } from '../../../../src/anonymise/kernel/classes.ts';
import { kAnonymity } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { nodeJudge } from '../../../../src/anonymise/kernel/search/judge-node.ts';
import { isBelow, latticeOf, levelsOf } from '../../../../src/anonymise/kernel/search/lattice.ts';
import { rollUpOf } from '../../../../src/anonymise/kernel/search/roll-up.ts';
import type { UtilityMetric } from '../../../../src/anonymise/kernel/search/search-problem.ts';
import { meanOne, rowsByCode, suppressedByCode } from '../../../../src/anonymise/kernel/utility/column-rows.ts';
import { isBlindToSuppression, metricOf } from '../../../../src/anonymise/kernel/utility/metric-of.ts';
import { compareLosses, rounded } from '../../../../src/anonymise/kernel/utility/metric.ts';
import { mostClasses } from '../../../../src/anonymise/kernel/utility/most-classes.ts';
import { levelsOfTable } from '../../../adult.ts';
import { kernelTable, METRICS, smallTables } from '../search/small-problems.ts';

/** a and b become one at level 1, everything at level 2. */
const LETTERS = levelsOfTable([['a', 'b', 'c'], ['ab', 'ab', 'c'], ['*', '*', '*']]).columns;
/** x and y become one at level 1. */
const SIDES = levelsOfTable([['x', 'y'], ['*', '*']]).columns;
const COLUMNS = [LETTERS, SIDES];

/** Three rows of (a, x), one of (b, x), two of (c, y). */
const SIX: ClassTable = tableOf([0, 1, 2], [0, 0, 1], [3, 1, 2]);

function tableOf(letters: readonly number[], sides: readonly number[], rows: readonly number[]): ClassTable {
  const rowsOf = Uint32Array.from(rows);
  return { codes: [Int32Array.from(letters), Int32Array.from(sides)], rowsOf, sizes: rowsOf, entities: null, populationSizes: null, sensitive: [] };
}

/** The loss of a node where the classes of the given places are suppressed. */
function lossAt(metric: UtilityMetric, levels: readonly [number, number], failing: readonly number[], weights: readonly number[] | null = null): readonly number[] {
  const node = rollUpOf(SIX, COLUMNS);
  const { table } = node.from(node.bottom, Int32Array.from(levels));
  const marks = Uint8Array.from(table.rowsOf, (_, index) => (failing.includes(index) ? 1 : 0));
  const suppressedRows = table.rowsOf.reduce((sum, rows, index) => sum + rows * marks[index]!, 0);
  return metricOf(SIX, COLUMNS, metric, weights === null ? null : Float64Array.from(weights)).lossOf({ levels: Int32Array.from(levels), classes: table, failing: marks, suppressedRows });
}

const LOG3 = Math.log2(3);
/** Bits lost by letters when a and b are one: of three rows of a, log₂ 4/3 each; of b, 2. */
const AB = 3 * (2 - LOG3) + 2;
/** Bits lost by letters when all are one: 3·log₂ 2 + log₂ 6 + 2·log₂ 3. */
const ALL_LETTERS = 3 + (1 + LOG3) + 2 * LOG3;
/** Bits lost by sides when they are one: 4·log₂ 6/4 + 2·log₂ 3. */
const BOTH_SIDES = 4 * (LOG3 - 1) + 2 * LOG3;

describe('losses worked out by hand', () => {
  test.each<[UtilityMetric, number]>([
    // One suppressed row costs 1 in place of 1/3 or 1/2: (8/3 − 2)/4 and (7/2 − 3)/3, both 1/6.
    [{ metric: 'loss' }, 1 / 6],
    [{ metric: 'loss', aggregate: 'arithmeticMean' }, 1 / 6],
    [{ metric: 'loss', aggregate: 'sum' }, 1 / 3],
    [{ metric: 'loss', aggregate: 'max' }, 1 / 6],
    [{ metric: 'loss', suppressionWeight: 0 }, 0],
    [{ metric: 'precision' }, 1 / 6],
    [{ metric: 'precision', ignoresSuppression: true }, 0],
    // The only suppressed row had the only suppressed value: it is told from nothing else.
    [{ metric: 'entropy' }, 0],
    [{ metric: 'discernibility' }, 9 + 6 + 4],
    [{ metric: 'discernibility', ignoresSuppression: true }, 9 + 1 + 4],
    [{ metric: 'averageClassSize' }, 6 / 3],
    [{ metric: 'height' }, 0],
  ])('nothing generalised, the row of (b, x) suppressed: %o costs %d', (metric, loss) => {
    expect(lossAt(metric, [0, 0], [1])[0]).toBeCloseTo(loss, 6);
  });

  test.each<[UtilityMetric, number]>([
    // Letters: (4·2/3 + 2·1/3 − 2)/4 = 1/3; sides keep everything.
    [{ metric: 'loss' }, Math.sqrt(4 / 3) - 1],
    [{ metric: 'loss', aggregate: 'arithmeticMean' }, 1 / 6],
    [{ metric: 'loss', aggregate: 'sum' }, 1 / 3],
    [{ metric: 'loss', aggregate: 'max' }, 1 / 3],
    [{ metric: 'precision' }, 1 / 4],
    [{ metric: 'entropy' }, AB],
    [{ metric: 'discernibility' }, 16 + 4],
    [{ metric: 'averageClassSize' }, 3],
    [{ metric: 'height' }, 1],
  ])('a and b as one, nobody suppressed: %o costs %d', (metric, loss) => {
    expect(lossAt(metric, [1, 0], [])[0]).toBeCloseTo(loss, 6);
  });

  test.each<[UtilityMetric, number]>([
    // Letters: (4·2/3 + 2 − 2)/4 = 2/3; sides lose all.
    [{ metric: 'loss' }, Math.sqrt((5 / 3) * 2) - 1],
    [{ metric: 'loss', aggregate: 'sum' }, 5 / 3],
    // A suppressed c costs 1/3 + ½·2/3: (8/3 + 4/3 − 2)/4 = ½.
    [{ metric: 'loss', aggregate: 'sum', suppressionWeight: 0.25 }, 3 / 2],
    // A kept value costs 0.4 of its share: (4·0.4·2/3 + 2 − 2)/4 and (4·0.4 + 2 − 3)/3.
    [{ metric: 'loss', aggregate: 'sum', suppressionWeight: 0.8 }, 4 / 15 + 1 / 5],
    [{ metric: 'precision' }, (2 / 3 + 1) / 2],
    [{ metric: 'precision', ignoresSuppression: true }, (1 / 2 + 1) / 2],
    [{ metric: 'entropy' }, AB + BOTH_SIDES],
    [{ metric: 'discernibility' }, 16 + 2 * 6],
    [{ metric: 'discernibility', ignoresSuppression: true }, 16 + 4],
    [{ metric: 'averageClassSize' }, 6 / 2],
    [{ metric: 'height' }, 2],
  ])('a and b as one, no sides, the rows of c suppressed: %o costs %d', (metric, loss) => {
    expect(lossAt(metric, [1, 1], [1])[0]).toBeCloseTo(loss, 6);
  });

  test.each<[UtilityMetric, number]>([
    [{ metric: 'loss' }, 1],
    [{ metric: 'loss', aggregate: 'sum' }, 2],
    [{ metric: 'precision' }, 1],
    [{ metric: 'entropy' }, ALL_LETTERS + BOTH_SIDES],
    [{ metric: 'discernibility' }, 36],
    [{ metric: 'averageClassSize' }, 6],
    [{ metric: 'height' }, 3],
  ])('nothing told: %o costs %d', (metric, loss) => {
    expect(lossAt(metric, [2, 1], [])[0]).toBeCloseTo(loss, 6);
  });

  test('suppressed values lose what they were told from: a and c, one row and two', () => {
    // Suppressed at level 0: (b, x) once and (c, y) twice: of b log₂ 3, of c 2·log₂ 3/2, in both columns.
    expect(lossAt({ metric: 'entropy' }, [0, 0], [1, 2])[0]).toBeCloseTo(2 * (LOG3 + 2 * (LOG3 - 1)), 6);
    expect(lossAt({ metric: 'entropy', ignoresSuppression: true }, [0, 0], [1, 2])[0]).toBe(0);
  });

  test('ranks compare the largest loss first', () => {
    const [first, second] = lossAt({ metric: 'loss', aggregate: 'rank' }, [1, 0], []);
    expect(first).toBeCloseTo(1 / 3, 9);
    expect(second).toBe(0);
    expect(lossAt({ metric: 'loss', aggregate: 'rank' }, [1, 1], [])[0]).toBe(1);
  });

  // Weights 3 and 1 are scaled to 1.5 and 0.5.
  test.each<[UtilityMetric, number]>([
    [{ metric: 'loss' }, (4 / 3) ** (1.5 / 2) - 1],
    [{ metric: 'loss', aggregate: 'arithmeticMean' }, 1 / 4],
    [{ metric: 'loss', aggregate: 'sum' }, 1 / 2],
    [{ metric: 'loss', aggregate: 'max' }, 1 / 2],
    [{ metric: 'precision' }, 3 / 8],
    [{ metric: 'entropy' }, 1.5 * AB],
    [{ metric: 'height' }, 3 / 2],
  ])('a and b as one, letters weighing three times as much: %o costs %d', (metric, loss) => {
    expect(lossAt(metric, [1, 0], [], [3, 1])[0]).toBeCloseTo(loss, 6);
    expect(lossAt(metric, [1, 0], [], [0.75, 0.25])[0]).toBeCloseTo(loss, 6);
  });

  test.each(METRICS)('of no rows are 0 without a level: %o', (metric) => {
    const none = tableOf([], [], []);
    const empty = [{ ...LETTERS, codes: [new Int32Array(0)], labels: [[]], leaves: [new Float64Array(0)], domain: 0 }, { ...SIDES, codes: [new Int32Array(0)], labels: [[]], leaves: [new Float64Array(0)], domain: 0 }];
    const levels = new Int32Array(2);
    const made = metricOf(none, empty, metric, null);
    expect(made.lossOf({ levels, classes: none, failing: new Uint8Array(0), suppressedRows: 0 })[0]).toBe(0);
    expect(made.boundOfLevels(levels)[0]).toBe(0);
  });
});

describe('bounds', () => {
  test.each(METRICS)('lie below the loss of a node and of all above it: %o', (metric) => {
    const kind = { entities: false, population: false };
    fc.assert(fc.property(smallTables(kind), fc.integer({ min: 1, max: 4 }), fc.nat(6), (table, k, maxSuppressedRows) => {
      const { classes, columns } = kernelTable(table, kind);
      const lattice = latticeOf(columns);
      const rollUp = rollUpOf(classes, columns);
      const made = metricOf(classes, columns, metric, null);
      const judge = nodeJudge({ judges: [kAnonymity(k)], maxSuppressedRows });
      const nodes = Array.from({ length: lattice.nodes }, (_, node) => {
        const levels = levelsOf(lattice, node);
        const at = rollUp.from(rollUp.bottom, levels).table;
        const verdict = judge.judge(at);
        const loss = verdict.holds ? made.lossOf({ levels, classes: at, ...verdict }) : null;
        return { levels, loss, suppressedRows: verdict.suppressedRows, ofLevels: made.boundOfLevels(levels), ofClasses: made.boundOfClasses?.(at, k) ?? -Infinity };
      });
      for (const low of nodes) for (const high of nodes) {
        if (high.loss === null || !isBelow(low.levels, high.levels)) continue;
        expect(compareLosses(low.ofLevels, high.loss)).toBeLessThanOrEqual(0);
        expect(low.ofClasses).toBeLessThanOrEqual(high.loss[0]!);
        expect(made.boundOfSuppressed?.(high.suppressedRows) ?? -Infinity).toBeLessThanOrEqual(high.loss[0]!);
        if (made.ofLevelsOnly) expect(high.loss).toEqual(high.ofLevels);
      }
    }), { numRuns: 25 });
  });

  test('of classes count combinations, and no more than there are', () => {
    const most = mostClasses(SIX, COLUMNS);
    expect([[0, 0], [1, 0], [1, 1], [2, 0], [2, 1]].map((levels) => most(Int32Array.from(levels)))).toEqual([3, 3, 2, 2, 1]);
  });
});

describe('what metrics are made of', () => {
  test('rows of every value at every level', () => {
    expect(rowsByCode(SIX, COLUMNS)).toEqual([[Float64Array.of(3, 1, 2), Float64Array.of(4, 2), Float64Array.of(6)], [Float64Array.of(4, 2), Float64Array.of(6)]]);
  });
  test('suppressed rows of every value', () => {
    expect(suppressedByCode(Int32Array.of(0, 2, 0), Uint32Array.of(3, 5, 7), Uint8Array.of(1, 1, 0), 3)).toEqual(Float64Array.of(3, 0, 5));
  });
  test('weights of mean 1, or none', () => {
    expect(meanOne(null, 2)).toEqual(Float64Array.of(1, 1));
    expect(meanOne(Float64Array.of(3, 1), 2)).toEqual(Float64Array.of(1.5, 0.5));
    expect(meanOne(Float64Array.of(0, 4), 2)).toEqual(Float64Array.of(0, 2));
  });
  test.each([[[1]], [[0, 0]], [[-1, 2]], [[NaN, 1]], [[Infinity, 1]]])('weights %j are refused', (weights) => {
    expect(() => meanOne(Float64Array.from(weights), 2)).toThrow(RangeError);
  });
  test.each([['discernibility'], ['averageClassSize']] as const)('weights of %s are refused', (metric) => {
    expect(() => metricOf(SIX, COLUMNS, { metric }, Float64Array.of(1, 1))).toThrow(RangeError);
  });
  test.each([[-0.1], [1.1], [NaN]])('a weight of suppression of %d is refused', (suppressionWeight) => {
    expect(() => metricOf(SIX, COLUMNS, { metric: 'loss', suppressionWeight }, null)).toThrow(RangeError);
  });
  test('losses compare part by part; rounding keeps their order', () => {
    expect(Math.sign(compareLosses([1, 2], [1, 3]))).toBe(-1);
    expect(compareLosses([1, 2], [1, 2])).toBe(0);
    expect(Math.sign(compareLosses([2, 0], [1, 9]))).toBe(1);
    expect(rounded(0.1 + 0.2, 1e12)).toBe(0.3);
  });
  test.each<[UtilityMetric, number, boolean]>([
    [{ metric: 'height' }, 0.1, false], [{ metric: 'height' }, 0.11, true], [{ metric: 'entropy' }, 1, false], [{ metric: 'entropy', ignoresSuppression: true }, 0.5, true],
    [{ metric: 'precision', ignoresSuppression: true }, 0.5, true], [{ metric: 'discernibility', ignoresSuppression: true }, 0.5, true], [{ metric: 'discernibility' }, 0.5, false],
    [{ metric: 'loss', suppressionWeight: 0 }, 0.5, true], [{ metric: 'loss', suppressionWeight: 0.1 }, 0.5, false], [{ metric: 'averageClassSize' }, 0.5, false],
  ])('%o at a share of %d: blind to suppression is %s', (metric, share, expected) => {
    expect(isBlindToSuppression(metric, share)).toBe(expected);
  });
});
