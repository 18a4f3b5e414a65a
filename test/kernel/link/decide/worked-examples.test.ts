// Decisions worked out by hand, and against searches that share nothing with the kernels.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestAssignment, type Choices } from '../../../../src/link/kernel/decide/assignment.ts';
import { excludeSources, joinBestLinks } from '../../../../src/link/kernel/decide/best-links.ts';
import { findBridges } from '../../../../src/link/kernel/decide/bridges.ts';
import { clusterShapes, countDegrees } from '../../../../src/link/kernel/decide/cluster-shapes.ts';
import { components } from '../../../../src/link/kernel/decide/components.ts';
import { joinLinks, orderLinks, takeLinks } from '../../../../src/link/kernel/decide/links.ts';
import { chooseOneToOne } from '../../../../src/link/kernel/decide/one-to-one.ts';
import { orderedPasses } from '../../../../src/link/kernel/decide/passes.ts';
import { linksOf, naiveClusters, someLinks, type Link } from './some-links.ts';

/** Weights of a dense table as a sparse graph; 0 is no edge. */
function choicesOf(table: readonly (readonly number[])[]): Choices {
  const edges = table.map((row) => row.flatMap((weight, right) => (weight > 0 ? [[right, weight] as const] : [])));
  return {
    lefts: table.length, rights: table[0]?.length ?? 0, starts: Int32Array.from([0, ...edges.map((_, left) => edges.slice(0, left + 1).flat().length)]),
    targets: Int32Array.from(edges.flat(), ([right]) => right), weights: Float64Array.from(edges.flat(), ([, weight]) => weight),
  };
}

const sumOf = (choices: Choices): number => bestAssignment(choices).reduce((sum, edge) => sum + (edge < 0 ? 0 : choices.weights[edge]!), 0);

/** The largest sum, by going through the left nodes with every set of right nodes that may be taken. */
function bestSum(table: readonly (readonly number[])[]): number {
  let best = new Map<number, number>([[0, 0]]);
  for (const row of table) {
    const next = new Map(best);
    for (const [taken, sum] of best) {
      row.forEach((weight, right) => {
        if (weight <= 0 || (taken & (1 << right)) !== 0) return;
        next.set(taken | (1 << right), Math.max(next.get(taken | (1 << right)) ?? 0, sum + weight));
      });
    }
    best = next;
  }
  return Math.max(...best.values());
}

const tables = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })).chain(([lefts, rights]) =>
  fc.array(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 })), { minLength: rights, maxLength: rights }), { minLength: lefts, maxLength: lefts }));

describe('an assignment', () => {
  test('has the sum of the best of all choices, left nodes alone or not', () => {
    fc.assert(fc.property(tables, (table) => {
      expect(sumOf(choicesOf(table))).toBe(bestSum(table));
    }), { numRuns: 300 });
  });

  test('has the same sum from the other side, and twice the sum of twice the weights', () => {
    fc.assert(fc.property(tables, (table) => {
      const turned = table[0]!.map((_, right) => table.map((row) => row[right]!));
      expect(sumOf(choicesOf(turned))).toBe(sumOf(choicesOf(table)));
      expect([...bestAssignment(choicesOf(table.map((row) => row.map((weight) => 2 * weight))))]).toEqual([...bestAssignment(choicesOf(table))]);
    }));
  });

  test('does not get worse by an edge more, nor by one that it did not choose less', () => {
    fc.assert(fc.property(tables, fc.nat(48), (table, at) => {
      const [left, right] = [at % table.length, at % table[0]!.length];
      const [sum, chosen] = [sumOf(choicesOf(table)), bestAssignment(choicesOf(table))];
      const change = (weight: number): number[][] => table.map((row, one) => row.map((old, other) => (one === left && other === right ? weight : old)));
      expect(sumOf(choicesOf(change(table[left]![right]! + 3)))).toBeGreaterThanOrEqual(sum);
      const { targets } = choicesOf(table);
      const isChosen = chosen[left]! >= 0 && targets[chosen[left]!] === right;
      if (!isChosen) expect(sumOf(choicesOf(change(0)))).toBe(sum);
    }));
  });

  test('leaves alone who would cost more than she brings', () => {
    // 0 takes 1 for 5 and leaves 0 to 1 for 5: 10, more than 9 and nothing.
    expect([...bestAssignment(choicesOf([[9, 5], [5, 0]]))]).toEqual([1, 2]);
    // The second left node would bring 2, and push the first from 9 to 5.
    expect([...bestAssignment(choicesOf([[9, 5], [2, 0]]))]).toEqual([0, -1]);
  });

  test('without left nodes, right nodes or edges chooses nothing', () => {
    expect([...bestAssignment({ lefts: 0, rights: 3, starts: Int32Array.of(0), targets: new Int32Array(0), weights: new Float64Array(0) })]).toEqual([]);
    expect([...bestAssignment({ lefts: 2, rights: 0, starts: Int32Array.of(0, 0, 0), targets: new Int32Array(0), weights: new Float64Array(0) })]).toEqual([-1, -1]);
  });
});

describe('one-to-one links', () => {
  test('by the greedy have at least half the sum of the best', () => {
    fc.assert(fc.property(tables, (table) => {
      const lefts = table.length;
      const links = linksOf(table.flatMap((row, left) => row.flatMap((weight, right): Link[] => (weight > 0 ? [[left, lefts + right, weight]] : []))));
      const [exact, greedy] = [1e6, 1].map((limit) => chooseOneToOne(links, 0, lefts + table[0]!.length, lefts, limit).links.bits.reduce((sum, bits) => sum + bits, 0));
      expect(exact).toBe(bestSum(table));
      expect(greedy!).toBeLessThanOrEqual(exact!);
      expect(2 * greedy!).toBeGreaterThanOrEqual(exact!);
    }));
  });

  test('count what is certain as certain, and of two certain ones keep both where both can stand', () => {
    const links = linksOf([[0, 2, Infinity], [1, 3, Infinity], [0, 3, Infinity], [1, 2, 50]]);
    const { links: chosen } = chooseOneToOne(links, 0, 4, 2, 100);
    expect([[...chosen.left], [...chosen.right]]).toEqual([[0, 1], [2, 3]]);
  });
});

describe('bridges', () => {
  test('are the links without which two records fall apart, by taking each away', () => {
    fc.assert(fc.property(someLinks(8, fc.constant(1)), (links) => {
      const { left, right } = linksOf(links);
      const clusters = (some: readonly Link[]): number => new Set(naiveClusters(8, some, 0)).size;
      expect([...findBridges(8, left, right)]).toEqual(links.map((_, at) => Number(clusters(links.filter((__, other) => other !== at)) > clusters(links))));
    }));
  });

  test('are none of a pair that occurs twice, nor of a record with itself', () => {
    expect([...findBridges(3, Uint32Array.of(0, 0, 1), Uint32Array.of(1, 1, 2))]).toEqual([0, 0, 1]);
    expect([...findBridges(2, Uint32Array.of(0, 0), Uint32Array.of(0, 1))]).toEqual([0, 1]);
  });
});

describe('best links', () => {
  /** Joins what the heaviest open link joins, again and again; no weights tie. */
  function linkByLink(records: number, links: readonly Link[], sourceOf: readonly number[]): number[] {
    const clusterOf = Array.from({ length: records }, (_, record) => record);
    for (;;) {
      const sourcesOf = (cluster: number): number[] => clusterOf.flatMap((one, record) => (one === cluster ? [sourceOf[record]!] : []));
      const open = links.filter(([left, right]) => clusterOf[left] !== clusterOf[right] && !sourcesOf(clusterOf[left]!).some((source) => sourcesOf(clusterOf[right]!).includes(source)));
      const best = open.toSorted((one, other) => other[2] - one[2])[0];
      if (best === undefined) return clusterOf;
      const [kept, gone] = [clusterOf[best[0]]!, clusterOf[best[1]]!].sort((one, other) => one - other) as [number, number];
      clusterOf.forEach((cluster, record) => {
        if (cluster === gone) clusterOf[record] = kept;
      });
    }
  }

  test('are what joining the best open link again and again gives', () => {
    fc.assert(fc.property(someLinks(9, fc.constant(1)), fc.array(fc.nat(3), { minLength: 9, maxLength: 9 }), fc.nat(1000), (plain, sources, seed) => {
      const links = plain.map(([left, right], at): Link => [left, right, 1 + ((at * 37 + seed) % 101) / 101 + at / 1e6]);
      const found = joinBestLinks(linksOf(links), 0, excludeSources(Int32Array.from(sources), [true, true, true, true]));
      expect([...found.clusterOf]).toEqual(linkByLink(9, links, sources));
      expect(found.joined).toBe(9 - new Set(found.clusterOf).size);
    }));
  });

  test('keep apart more than 32 sources as well as few', () => {
    const sources = Int32Array.from({ length: 80 }, (_, record) => record % 40);
    const links = linksOf(Array.from({ length: 79 }, (_, link): Link => [link, link + 1, 80 - link]));
    const { clusterOf, refused } = joinBestLinks(links, 0, excludeSources(sources, new Array<boolean>(40).fill(true)));
    expect(clusterOf.map((least) => Math.floor(least / 40)).every((half, record) => half === Math.floor(record / 40))).toBe(true);
    expect(refused).toBe(1);
  });
});

describe('links in order', () => {
  test('go from +∞ down to −∞, ties by left and right record, −0 among the zeros', () => {
    fc.assert(fc.property(someLinks(8), (links) => {
      const taken = takeLinks(linksOf(links), -Infinity);
      const found = [...orderLinks(taken)].map((at) => [taken.left[at]!, taken.right[at]!, taken.bits[at]!] as const);
      const expected = links.filter(([, , bits]) => !Number.isNaN(bits)).map(([left, right, bits]) => [left, right, bits + 0] as const)
        .toSorted((one, other) => (one[2] === other[2] ? one[0] - other[0] || one[1] - other[1] : one[2] > other[2] ? -1 : 1));
      expect(found).toEqual(expected);
    }));
  });

  test('put end to end keep their order, and of no chunk are none', () => {
    const [one, other] = [linksOf([[0, 1, 2]]), linksOf([[3, 4, 5], [1, 2, NaN]])];
    expect(joinLinks([one, linksOf([]), other])).toEqual(linksOf([[0, 1, 2], [3, 4, 5], [1, 2, NaN]]));
    expect(joinLinks([])).toEqual(linksOf([]));
  });
});

describe('clusters at several cuts', () => {
  test('are nested: a lower cut only joins what a higher one has', () => {
    fc.assert(fc.property(someLinks(10), (links) => {
      const found = components(10, [3, -Infinity, 0, Infinity]);
      found.add(linksOf(links));
      const [three, all, zero, certain] = [0, 1, 2, 3].map((index) => [...found.clusterOf(index)]) as [number[], number[], number[], number[]];
      for (const [higher, lower] of [[certain, three], [three, zero], [zero, all]] as const) {
        const into = new Map<number, number>();
        higher.forEach((cluster, record) => {
          expect(into.get(cluster) ?? lower[record]).toBe(lower[record]);
          into.set(cluster, lower[record]!);
        });
      }
    }));
  });

  test('know nothing of records before they are there, and leave those that come later alone', () => {
    const found = components(2, [0]);
    found.add(linksOf([[0, 1, 1]]));
    found.grow(5);
    found.add(linksOf([[3, 4, 1]]));
    found.grow(4);
    expect([...found.clusterOf(0)]).toEqual([0, 0, 2, 3, 3]);
    expect([...found.clusterOf(0)]).toEqual([0, 0, 2, 3, 3]);
    expect(() => components(2, [NaN])).toThrow(RangeError);
  });

  test('count a link only where both records are in one cluster and it reaches the cut', () => {
    const degree = new Uint32Array(4);
    countDegrees(Uint32Array.of(0, 0, 2, 2), linksOf([[0, 1, 1], [1, 2, 9], [2, 3, 0.5], [2, 3, NaN]]), 1, degree);
    expect([...degree]).toEqual([1, 1, 0, 0]);
    expect(clusterShapes(Uint32Array.of(0, 0, 2, 2), degree)).toMatchObject({ links: Float64Array.of(1, 0), density: Float64Array.of(1, 0), centralisation: Float64Array.of(NaN, NaN) });
    expect(clusterShapes(new Uint32Array(0), new Uint32Array(0)).cluster).toHaveLength(0);
  });
});

test('without a source that holds each person once, passes link all candidates, and taking what is unlinked or all is the same', () => {
  fc.assert(fc.property(fc.array(someLinks(6, fc.constant(0)), { minLength: 1, maxLength: 4 }), fc.array(fc.nat(1), { minLength: 6, maxLength: 6 }), (passes, sources) => {
    for (const takes of ['unlinked', 'all'] as const) {
      const state = orderedPasses(Int32Array.from(sources), [false, false], takes);
      for (const pass of passes) {
        const { left, right } = linksOf(pass);
        const isLinked = new Uint8Array(pass.length);
        state.look(left, right, pass.length);
        state.link(left, right, pass.length, isLinked);
        expect(isLinked.every((one) => one === 1)).toBe(true);
        expect(state.end()).toEqual({ candidates: pass.length, links: pass.length, ambiguous: 0 });
      }
    }
  }));
});
