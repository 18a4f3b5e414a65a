import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBridges } from '../../../../src/link/kernel/decide/bridges.ts';
import { clusterShapes, countDegrees, type ClusterShapes } from '../../../../src/link/kernel/decide/cluster-shapes.ts';
import { components } from '../../../../src/link/kernel/decide/components.ts';
import { linksOf, naiveClusters, someLinks, type Link } from './some-links.ts';

const shapesOf = (records: number, links: readonly Link[], cut: number): { readonly shapes: ClusterShapes; readonly degree: number[] } => {
  const found = components(records, [cut]);
  found.add(linksOf(links));
  const degree = new Uint32Array(records);
  for (const link of links) countDegrees(found.clusterOf(0), linksOf([link]), cut, degree);
  return { shapes: clusterShapes(found.clusterOf(0), degree), degree: [...degree] };
};
const edges = (weight: number, pairs: string): Link[] => pairs.split(' ').map((pair) => [...pair.split('-').map((record) => Number(record) - 1), weight] as never);

describe('cluster metrics', () => {
  test('are those that the tests of Splink expect', () => {
    // tests/test_graph_metrics.py of Splink v4.0.16, test_metrics: records 1 to 24, links at 0.95 or above and some below.
    const links = [
      ...edges(1, '1-2 1-3 1-4 2-4 5-6 5-7 5-9 7-8 9-10 11-12'),
      ...edges(1, '13-14 13-15 13-16 13-17 13-18 13-19 14-15 14-16 15-16 15-17 16-18 16-20 17-21 18-19 18-21 18-22 20-22 20-23 22-23'),
      ...edges(-1, '1-8 2-3 5-10 4-11 5-16 7-20 17-20'),
    ];
    const { shapes, degree } = shapesOf(24, links, 0);
    expect([...shapes.cluster]).toEqual([0, 4, 10, 12, 23]);
    expect([...shapes.records]).toEqual([4, 6, 2, 11, 1]);
    expect([...shapes.links]).toEqual([4, 5, 1, 19, 0]);
    expect([...shapes.density]).toEqual([8 / 12, 10 / 30, 1, 38 / 110, NaN]);
    expect([...shapes.centralisation]).toEqual([4 / 6, 8 / 20, NaN, 28 / 90, NaN]);
    expect(degree).toEqual([3, 2, 1, 2, 3, 1, 2, 1, 2, 1, 1, 1, 6, 3, 4, 5, 3, 5, 2, 3, 2, 3, 2, 0]);
  });

  test('count links within clusters only', () => {
    const degree = new Uint32Array(3);
    countDegrees(Uint32Array.of(0, 0, 2), linksOf([[0, 1, 5], [1, 2, 5], [0, 1, NaN]]), 0, degree);
    expect([...degree]).toEqual([1, 1, 0]);
  });
});

describe('bridges', () => {
  test('are those that the tests of Splink expect', () => {
    // test_is_bridge: a triangle with an offshoot, two triangles joined, and a ring of rings with a tail.
    const links = edges(1, '1-2 2-3 3-4 2-4 5-6 6-7 7-5 8-9 9-10 10-8 5-10 11-12 11-13 13-14 12-14 12-15 13-18 15-18 16-17 17-18');
    const { left, right } = linksOf(links);
    const found = findBridges(18, left, right);
    expect(links.filter((_, link) => found[link] === 1).map(([one, other]) => `${one + 1}-${other + 1}`)).toEqual(['1-2', '5-10', '16-17', '17-18']);
  });

  test('are the links without which there are more clusters', () => {
    fc.assert(fc.property(someLinks(9, fc.constant(1)), (links) => {
      const { left, right } = linksOf(links);
      const clusters = (some: readonly Link[]): number => new Set(naiveClusters(9, some, 0)).size;
      const expected = links.map((link) => (clusters(links.filter((other) => other !== link)) > clusters(links) ? 1 : 0));
      expect([...findBridges(9, left, right)]).toEqual(expected);
    }));
  });

  test('are not pairs linked twice, and are found however long the chain', () => {
    expect([...findBridges(2, Uint32Array.of(0, 0), Uint32Array.of(1, 1))]).toEqual([0, 0]);
    const records = 200_000;
    const left = Uint32Array.from({ length: records - 1 }, (_, link) => link);
    expect(findBridges(records, left, left.map((record) => record + 1)).every((one) => one === 1)).toBe(true);
  });
});
