import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countNoise, type NoiseRow } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { splitIntervals } from '../../../../src/protect/kernel/perturb/split-intervals.ts';

const { table } = countNoise({ maxDeviation: 5, variance: 3 });
const widths = ({ upperKeys }: NoiseRow): number[] => [...upperKeys].map((upper, index) => upper - (upperKeys[index - 1] ?? 0));

/** Keys by deviation. */
function keysOf(row: NoiseRow): Record<string, number> {
  const keys: Record<string, number> = {};
  widths(row).forEach((width, index) => (keys[String(row.deviations[index])] = (keys[String(row.deviations[index])] ?? 0) + width));
  return keys;
}

describe('split intervals', () => {
  test('keep every probability, in pieces of at most the share', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), (maxShare) => {
      splitIntervals(table, maxShare).forEach((row, index) => {
        expect(keysOf(row)).toEqual(keysOf(table[index]!));
        expect(row.upperKeys.at(-1)).toBe(1e8);
        if (index > 0) for (const width of widths(row)) expect(width).toBeLessThanOrEqual(Math.round(maxShare * 1e8));
      });
    }));
  });
  test('lay pieces in another order, so that few neighbours are alike', () => {
    const row = splitIntervals(table, 0.02)[5]!;
    const alike = [...row.deviations].filter((deviation, index) => deviation === row.deviations[index - 1]).length;
    expect(alike).toBeLessThan(0.3 * row.deviations.length);
    expect([...row.deviations]).not.toEqual([...row.deviations].sort((left, right) => left - right));
  });
  test('take any order that has every piece once, and no other', () => {
    const backwards = splitIntervals(table, 0.2, (_, pieces) => Array.from({ length: pieces }, (_, piece) => pieces - 1 - piece));
    expect(backwards[1]!.deviations[0]).toBe(5);
    expect(() => splitIntervals(table, 0.2, (_, pieces) => new Array<number>(pieces).fill(0))).toThrow(/every piece once/);
    expect(() => splitIntervals(table, 0)).toThrow(/maxShare/);
  });
});
