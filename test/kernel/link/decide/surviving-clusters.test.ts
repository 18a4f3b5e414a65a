import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { survivingClusters } from '../../../../src/link/kernel/decide/surviving-clusters.ts';

/** Clusters by their least record, from any labels. */
const leastOf = (labels: readonly number[]): Uint32Array => Uint32Array.from(labels, (label) => labels.indexOf(label));
const survivors = (labels: readonly number[], earlier: readonly number[], clusters: number): { continues: number[]; wentInto: number[]; survives: number[] } => {
  const { continues, wentInto, survives } = survivingClusters(leastOf(labels), Int32Array.from(earlier), clusters);
  return { continues: [...continues], wentInto: [...wentInto], survives: [...survives] };
};

/** The rule in naive words: all pairs of clusters, most records in common first. */
function naive(labels: readonly number[], earlier: readonly number[]): Map<number, number> {
  const least = [...leastOf(labels)];
  const pairs = [...new Set(least.map((cluster, record) => `${cluster} ${earlier[record]}`))].map((text) => text.split(' ').map(Number) as [number, number])
    .filter(([, one]) => one >= 0)
    .map(([cluster, one]) => ({ cluster, one, common: least.filter((other, record) => other === cluster && earlier[record] === one).length }))
    .sort((left, right) => right.common - left.common || left.one - right.one || left.cluster - right.cluster);
  const continues = new Map<number, number>();
  for (const { cluster, one } of pairs) if (!continues.has(cluster) && ![...continues.values()].includes(one)) continues.set(cluster, one);
  return continues;
}

const labels = fc.array(fc.nat(4), { minLength: 1, maxLength: 14 });

describe('survivors', () => {
  test('are all earlier clusters where nothing changed, and where new records only join or stand alone', () => {
    expect(survivors([7, 7, 8], [0, 0, 1], 2)).toEqual({ continues: [0, -1, 1], wentInto: [-1, -1], survives: [1, 1] });
    expect(survivors([7, 7, 8, 7, 9], [0, 0, 1, -1, -1], 2)).toEqual({ continues: [0, -1, 1, -1, -1], wentInto: [-1, -1], survives: [1, 1] });
  });

  test('of a merger are the largest, ties by the lesser name; the others went into it', () => {
    expect(survivors([5, 5, 5, 5, 5], [2, 1, 1, 0, 2], 3)).toEqual({ continues: [1, -1, -1, -1, -1], wentInto: [0, -1, 0], survives: [0, 1, 0] });
  });

  test('of a split are in the largest part, ties by the least record', () => {
    expect(survivors([1, 2, 2], [0, 0, 0], 1).continues).toEqual([-1, 0, -1]);
    expect(survivors([1, 2], [0, 0], 1).continues).toEqual([0, -1]);
  });

  test('with no record left went nowhere', () => {
    expect(survivors([1], [1], 2)).toEqual({ continues: [1], wentInto: [-1, -1], survives: [0, 1] });
    expect(survivors([], [], 1)).toEqual({ continues: [], wentInto: [-1], survives: [0] });
  });

  test('follow the rule in naive words, each name once', () => {
    fc.assert(fc.property(labels.chain((some) => fc.tuple(fc.constant(some), fc.array(fc.integer({ min: -1, max: 4 }), { minLength: some.length, maxLength: some.length }))), ([some, earlier]) => {
      const found = survivors(some, earlier, 5);
      const expected = naive(some, earlier);
      expect(found.continues).toEqual(found.continues.map((_, record) => expected.get(record) ?? -1));
      expect(found.survives).toEqual([0, 1, 2, 3, 4].map((one) => ([...expected.values()].includes(one) ? 1 : 0)));
    }));
  });

  test('are stable: a second run on the same records changes no name', () => {
    fc.assert(fc.property(labels, (some) => {
      const least = leastOf(some);
      const names = [...new Set(least)].sort((one, other) => one - other);
      const { continues } = survivingClusters(least, Int32Array.from(least, (cluster) => names.indexOf(cluster)), names.length);
      for (const [number, name] of names.entries()) expect(continues[name]).toBe(number);
    }));
  });
});
