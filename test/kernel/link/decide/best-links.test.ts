import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excludeSources, joinBestLinks, type BestLinks } from '../../../../src/link/kernel/decide/best-links.ts';
import { components } from '../../../../src/link/kernel/decide/components.ts';
import { linksOf, someLinks, type Link } from './some-links.ts';

const SOURCES = Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
const ALL_FREE = [true, true, true];
const best = (links: readonly Link[], free: readonly boolean[] = ALL_FREE, drop = false, sourceOf = SOURCES, cut = 0): BestLinks =>
  joinBestLinks(linksOf(links), cut, excludeSources(sourceOf, free), drop ? { dropTies: { sourceOf, duplicateFree: free } } : {});

/** Clusters as a list of sets, refused link by link, with arrays only. */
function naiveGreedy(links: readonly Link[], sourceOf: Int32Array, free: readonly boolean[]): number[] {
  let clusters = Array.from(sourceOf.keys(), (record) => [record]);
  const sorted = links.filter(([, , bits]) => bits >= 0).sort((one, other) => (one[2] === other[2] ? 0 : other[2] - one[2]) || one[0] - other[0] || one[1] - other[1]);
  for (const [left, right] of sorted) {
    const one = clusters.find((cluster) => cluster.includes(left))!;
    const other = clusters.find((cluster) => cluster.includes(right))!;
    const sources = [...one, ...other].map((record) => sourceOf[record]!).filter((source) => free[source]);
    if (one !== other && new Set(sources).size === sources.length) clusters = [...clusters.filter((cluster) => cluster !== one && cluster !== other), [...one, ...other]];
  }
  return Array.from(sourceOf.keys(), (record) => Math.min(...clusters.find((cluster) => cluster.includes(record))!));
}

describe('best links', () => {
  test('give what the tests of Splink expect of its single best links', () => {
    // tests/test_cluster_using_single_best_links.py of Splink v4.0.16, examples 1 to 3: weights from probabilities.
    const bits = (probability: number): number => Math.log2(probability / (1 - probability));
    const example = (sources: string, links: readonly Link[]): number[] =>
      [...best(links.map(([left, right, probability]) => [left, right, bits(probability)]), [true, true, true, true], false, Int32Array.from(sources, (source) => 'abcd'.indexOf(source))).clusterOf];
    expect(example('abcabcabc', [[0, 1, 0.9], [1, 2, 0.7], [3, 5, 0.85], [4, 5, 0.9], [6, 5, 0.8], [6, 7, 0.7]])).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 8]);
    expect(example('abababd', [[0, 1, 0.92], [1, 2, 0.91], [2, 3, 0.99], [3, 4, 0.88], [4, 5, 0.9], [5, 0, 0.96], [3, 6, 0.91]])).toEqual([0, 1, 2, 2, 4, 0, 2]);
    expect(example('acbabca', [[0, 1, 0.98], [1, 2, 0.9], [2, 3, 0.8], [3, 4, 0.81], [4, 5, 0.91], [5, 6, 0.99]])).toEqual([0, 0, 0, 3, 4, 4, 4]);
  });

  test('of a tie keep the lesser record, or neither', () => {
    // test_single_best_links_ties_method of Splink v4.0.16: links at 0.9 and 0.8.
    const abbc = Int32Array.of(0, 0, 1, 0, 1, 2);
    const tiedLinks: Link[] = [[0, 2, 3], [1, 2, 3], [3, 4, 2], [3, 5, 2]];
    expect([...best(tiedLinks, ALL_FREE, true, abbc).clusterOf]).toEqual([0, 1, 2, 3, 3, 3]);
    expect([...best(tiedLinks, ALL_FREE, false, abbc).clusterOf]).toEqual([0, 1, 0, 3, 3, 3]);
    const sourceOf = Int32Array.of(0, 0, 1);
    const links: Link[] = [[0, 2, 3], [1, 2, 3]];
    expect([...best(links, [true, true], false, sourceOf).clusterOf]).toEqual([0, 1, 0]);
    expect(best(links, [true, true], true, sourceOf)).toMatchObject({ clusterOf: Uint32Array.of(0, 1, 2), tied: 2, joined: 0 });
    // The tie is into a source that may hold a person twice: it is none.
    expect([...best(links, [false, true], true, sourceOf).clusterOf]).toEqual([0, 0, 0]);
  });

  test('never put two records of a source free of duplicates into one cluster, and do what naive lines do', () => {
    fc.assert(fc.property(someLinks(12), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), fc.boolean(), (links, free, drop) => {
      const { clusterOf } = best(links, free, drop);
      for (let one = 0; one < 12; one++) {
        for (let other = one + 1; other < 12; other++) {
          if (clusterOf[one] === clusterOf[other] && SOURCES[one] === SOURCES[other]) expect(free[SOURCES[one]!]).toBe(false);
        }
      }
      if (!drop) expect([...clusterOf]).toEqual(naiveGreedy(links, SOURCES, free));
    }));
  });

  test('do not depend on the order of the links, ties dropped or not', () => {
    fc.assert(fc.property(someLinks(12), fc.boolean(), (links, drop) => {
      expect(best([...links].reverse(), ALL_FREE, drop)).toEqual(best(links, ALL_FREE, drop));
    }));
  });

  test('are connected components where no source is free of duplicates', () => {
    fc.assert(fc.property(someLinks(12), (links) => {
      const all = components(12, [1]);
      all.add(linksOf(links));
      expect(best(links, [false, false, false], false, SOURCES, 1).clusterOf).toEqual(all.clusterOf(0));
    }));
  });

  test('drop exactly the links that share weight, record and target source with another', () => {
    fc.assert(fc.property(someLinks(12, fc.integer({ min: 0, max: 2 })), (links) => {
      const isTied = ([left, right, bits]: Link): boolean => [[left, right], [right, left]].some(([from, to]) =>
        links.filter(([one, other, weight]) => weight === bits && ((one === from && SOURCES[other] === SOURCES[to!]) || (other === from && SOURCES[one] === SOURCES[to!]))).length > 1);
      expect(best(links, ALL_FREE, true).tied).toBe(links.filter(isTied).length);
    }));
  });

  test('keep clusters of the start together, and count what they hold', () => {
    const start = Uint32Array.of(0, 0, 2, 3);
    const sourceOf = Int32Array.of(0, 0, 1, 0);
    const found = joinBestLinks(linksOf([[1, 2, 5], [2, 3, 9], [0, 3, 12]]), 0, excludeSources(sourceOf, [true, false]), { start });
    // 0 and 1 are of one source and were together; 3, of that source too, takes 2, so that 1 may not.
    expect([...found.clusterOf]).toEqual([0, 0, 2, 2]);
    expect(found).toMatchObject({ joined: 1, refused: 2 });
  });

  test('tell more than 32 sources apart', () => {
    const sourceOf = Int32Array.from({ length: 80 }, (_, record) => record % 40);
    const chain: Link[] = Array.from({ length: 79 }, (_, record) => [record, record + 1, 1]);
    const { clusterOf } = best(chain, new Array<boolean>(40).fill(true), false, sourceOf);
    expect(new Set(clusterOf)).toEqual(new Set([0, 40]));
  });
});
