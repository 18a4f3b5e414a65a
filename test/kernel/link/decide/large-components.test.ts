// Groups of records so large that what grows with them must not sit on the stack, nor take the square of their time.
import { describe, expect, test } from 'vitest';
import { joinBestLinks, excludeSources } from '../../../../src/link/kernel/decide/best-links.ts';
import { findBridges } from '../../../../src/link/kernel/decide/bridges.ts';
import { clusterShapes, countDegrees } from '../../../../src/link/kernel/decide/cluster-shapes.ts';
import { components } from '../../../../src/link/kernel/decide/components.ts';
import type { Links } from '../../../../src/link/kernel/decide/links.ts';
import { chooseOneToOne } from '../../../../src/link/kernel/decide/one-to-one.ts';

const RECORDS = 150_000;

/** Every record of the first source linked to the one record of the second; the link of record `best` is the heaviest. */
function star(best: number): Links {
  return {
    left: Uint32Array.from({ length: RECORDS }, (_, record) => record),
    right: new Uint32Array(RECORDS).fill(RECORDS),
    bits: Float64Array.from({ length: RECORDS }, (_, record) => (record === best ? 9 : 1)),
  };
}

/** Records in a row, each linked to the next. */
function path(records: number, bitsAt: (link: number) => number = () => 1): Links {
  return {
    left: Uint32Array.from({ length: records - 1 }, (_, link) => link), right: Uint32Array.from({ length: records - 1 }, (_, link) => link + 1),
    bits: Float64Array.from({ length: records - 1 }, (_, link) => bitsAt(link)),
  };
}

describe('a group of a hundred and fifty thousand links', () => {
  test('is decided exactly where that is allowed', () => {
    const found = chooseOneToOne(star(RECORDS - 7), 0, RECORDS + 1, RECORDS, RECORDS);
    expect(found).toMatchObject({ components: 1, largestComponentLinks: RECORDS, greedyComponents: 0, ignored: 0 });
    expect([...found.links.left]).toEqual([RECORDS - 7]);
    expect([...found.links.bits]).toEqual([9]);
  });

  test('goes to the greedy one link above the limit, and not at it', () => {
    const found = chooseOneToOne(star(3), 0, RECORDS + 1, RECORDS, RECORDS - 1);
    expect(found).toMatchObject({ greedyComponents: 1, greedyLinks: 1 });
    expect([...found.links.left]).toEqual([3]);
  });

  test('in a row is one cluster, every link of which is a bridge', () => {
    const links = path(RECORDS);
    const found = components(RECORDS, [0]);
    found.add(links);
    const clusterOf = found.clusterOf(0);
    expect(clusterOf.every((least) => least === 0)).toBe(true);
    const degree = new Uint32Array(RECORDS);
    countDegrees(clusterOf, links, 0, degree);
    expect([degree[0], degree[1], degree[RECORDS - 1]]).toEqual([1, 2, 1]);
    expect(findBridges(RECORDS, links.left, links.right).every((isBridge) => isBridge === 1)).toBe(true);
    // Freeman: n · 2 − 2 (n − 1) = 2 over (n − 1)(n − 2).
    expect(clusterShapes(clusterOf, degree).centralisation[0]).toBeCloseTo(2 / ((RECORDS - 1) * (RECORDS - 2)), 18);
  });

  test('closed to a ring has no bridge', () => {
    const links = path(RECORDS);
    const ring = { left: concatenated(links.left, Uint32Array.of(0)), right: concatenated(links.right, Uint32Array.of(RECORDS - 1)) };
    expect(findBridges(RECORDS, ring.left, ring.right).some((isBridge) => isBridge === 1)).toBe(false);
  });

  test('in a row of two sources in turn, falls into pairs where both hold each person once', () => {
    // Even links are heavier: they join 0–1, 2–3 …, and every odd link would bring two records of one source together.
    const found = joinBestLinks(path(RECORDS, (link) => (link % 2 === 0 ? 5 : 4)), 0, excludeSources(Int32Array.from({ length: RECORDS }, (_, record) => record % 2), [true, true]));
    expect(found).toMatchObject({ joined: RECORDS / 2, refused: RECORDS / 2 - 1, tied: 0 });
    expect(found.clusterOf.every((least, record) => least === record - (record % 2))).toBe(true);
  });
});

function concatenated(one: Uint32Array, other: Uint32Array): Uint32Array {
  const out = new Uint32Array(one.length + other.length);
  out.set(one);
  out.set(other, one.length);
  return out;
}
