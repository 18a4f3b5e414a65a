import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { components } from '../../../../src/link/kernel/decide/components.ts';
import { joinLinks, orderLinks, takeLinks } from '../../../../src/link/kernel/decide/links.ts';
import { orderByWords, runStarts } from '../../../../src/link/kernel/decide/order-by-words.ts';
import { renumberClusters } from '../../../../src/link/kernel/decide/union-find.ts';
import { linksOf, naiveClusters, someLinks, type Link } from './some-links.ts';

const RECORDS = 12;
const clustersAt = (links: readonly Link[], cuts: readonly number[], chunk = links.length + 1): number[][] => {
  const found = components(RECORDS, cuts);
  for (let from = 0; from < links.length; from += chunk) found.add(linksOf(links.slice(from, from + chunk)));
  return cuts.map((_, index) => [...found.clusterOf(index)]);
};
const someCuts = fc.array(fc.oneof(fc.integer({ min: -4, max: 7 }), fc.constantFrom(-Infinity, Infinity, 0.5)), { minLength: 1, maxLength: 5 });

describe('connected components', () => {
  test('at many cuts are those at each cut alone, which a search from every record finds', () => {
    fc.assert(fc.property(someLinks(RECORDS), someCuts, (links, cuts) => {
      const found = clustersAt(links, cuts);
      cuts.forEach((cut, index) => {
        expect(found[index]).toEqual(naiveClusters(RECORDS, links, cut));
        expect(found[index]).toEqual(clustersAt(links, [cut])[0]);
      });
    }));
  });

  test('depend neither on the order of the links nor on chunks', () => {
    fc.assert(fc.property(someLinks(RECORDS), someCuts, fc.integer({ min: 1, max: 5 }), (links, cuts, chunk) => {
      expect(clustersAt([...links].reverse(), cuts, chunk)).toEqual(clustersAt(links, cuts));
    }));
  });

  test('are nested: what is together at a cut is together at every lower one', () => {
    fc.assert(fc.property(someLinks(RECORDS), (links) => {
      const [high, low] = clustersAt(links, [3, 1]);
      for (let record = 0; record < RECORDS; record++) expect(low![high![record]!]).toBe(low![record]);
    }));
  });

  test('go on from clusters that are there, and can be read while links still come', () => {
    const found = components(5, [0], Uint32Array.of(0, 0, 2, 2, 4));
    expect([...found.clusterOf(0)]).toEqual([0, 0, 2, 2, 4]);
    found.add(linksOf([[1, 4, 3]]));
    expect([...found.clusterOf(0)]).toEqual([0, 0, 2, 2, 0]);
    found.add(linksOf([[3, 4, 0]]));
    expect([...found.clusterOf(0)]).toEqual([0, 0, 0, 0, 0]);
  });

  test('grow with the records, and may be given in other numbers of the records', () => {
    fc.assert(fc.property(someLinks(RECORDS), fc.shuffledSubarray([...new Array(RECORDS).keys()], { minLength: RECORDS }), (links, numberOf) => {
      const found = components(0, [1]);
      for (const link of links) {
        found.grow(Math.max(link[0], link[1]) + 1);
        found.add(linksOf([link]));
      }
      found.grow(RECORDS);
      expect([...found.clusterOf(0)]).toEqual(clustersAt(links, [1])[0]);
      const renumbered = links.map(([left, right, bits]) => [numberOf[left]!, numberOf[right]!, bits] as const);
      expect([...renumberClusters(found.clusterOf(0), Uint32Array.from(numberOf))]).toEqual(clustersAt(renumbered, [1])[0]);
    }));
  });

  test('of no records and of no links are there', () => {
    expect([...components(0, [0]).clusterOf(0)]).toEqual([]);
    expect(clustersAt([], [0])[0]).toEqual([...new Array(RECORDS).keys()]);
  });

  test('have no cut that is not a number', () => {
    expect(() => components(1, [0, NaN])).toThrow(RangeError);
  });
});

describe('takeLinks', () => {
  test('takes what reaches the cut, the lesser record first, NaN never and −0 as 0', () => {
    const taken = takeLinks(linksOf([[3, 1, 5], [0, 2, NaN], [2, 4, -0], [1, 2, -9], [0, 1, Infinity]]), 0);
    expect([...taken.left]).toEqual([1, 2, 0]);
    expect([...taken.right]).toEqual([3, 4, 1]);
    expect([...taken.bits]).toEqual([5, 0, Infinity]);
  });
});

describe('orderLinks', () => {
  test('goes from the heaviest, ties by left and right record', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(70_000), fc.nat(70_000), fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -2, max: 2 }))), { maxLength: 40 }), (links) => {
      const taken = takeLinks(linksOf(links), -Infinity);
      const rows = (order: Iterable<number>): number[][] => Array.from(order, (link) => [taken.bits[link]!, taken.left[link]!, taken.right[link]!]);
      const sorted = rows(taken.left.keys()).sort((one, other) => (other[0]! === one[0]! ? 0 : other[0]! - one[0]!) || one[1]! - other[1]! || one[2]! - other[2]!);
      expect(rows(orderLinks(taken))).toEqual(sorted);
    }));
  });

  test('orders chunks put end to end as if they had been one', () => {
    const chunks = [linksOf([[0, 1, 2]]), linksOf([]), linksOf([[0, 2, 7]])];
    expect([...orderLinks(joinLinks(chunks))]).toEqual([1, 0]);
  });
});

describe('orderByWords', () => {
  test('sorts by the last column first, stably, over all 32 bits', () => {
    const word = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 1, 65_535, 65_536, 2 ** 31));
    fc.assert(fc.property(fc.array(fc.tuple(word, word), { maxLength: 30 }), (rows) => {
      const columns = [0, 1].map((column) => Uint32Array.from(rows, (row) => row[column as 0 | 1]));
      const expected = [...rows.keys()].sort((one, other) => rows[one]![1] - rows[other]![1] || rows[one]![0] - rows[other]![0] || one - other);
      expect([...orderByWords(columns)]).toEqual(expected);
    }));
  });

  test('puts equal rows side by side, in runs', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 20 }), (rows) => {
      const columns = [0, 1].map((column) => Uint32Array.from(rows, (row) => row[column as 0 | 1]));
      const order = orderByWords(columns);
      const starts = [...runStarts(columns, order)];
      const runs = starts.slice(0, -1).map((start, run) => [...order.subarray(start, starts[run + 1])].map((row) => rows[row]!.join()));
      expect(runs.flat().length).toBe(rows.length);
      for (const run of runs) expect(new Set(run).size).toBe(1);
      expect(new Set(runs.map(([first]) => first)).size).toBe(runs.length);
    }));
  });

  test('needs a column', () => {
    expect(() => orderByWords([])).toThrow(RangeError);
    expect([...orderByWords([new Uint32Array(0)])]).toEqual([]);
  });
});
