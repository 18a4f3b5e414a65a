import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterNames, type RowKeys } from '../../../../src/link/kernel/decide/cluster-names.ts';
import { flatten, joinSets, renumberClusters, rootOf, singletons } from '../../../../src/link/kernel/decide/union-find.ts';

const joins = fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { maxLength: 30 });

/** Sets as lists of members. */
function naive(records: number, pairs: readonly (readonly [number, number])[]): number[][] {
  let sets = Array.from({ length: records }, (_, record) => [record]);
  for (const [left, right] of pairs) {
    const one = sets.find((set) => set.includes(left))!;
    const other = sets.find((set) => set.includes(right))!;
    if (one !== other) sets = [...sets.filter((set) => set !== one && set !== other), [...one, ...other]];
  }
  return sets;
}

describe('disjoint sets', () => {
  test('are those of lists of members; the root of each is its least record', () => {
    fc.assert(fc.property(joins, (pairs) => {
      const parents = singletons(16);
      let sets = 16;
      for (const [left, right] of pairs) if (joinSets(parents, left, right)) sets--;
      const expected = naive(16, pairs);
      expect(sets).toBe(expected.length);
      for (const set of expected) {
        for (const record of set) expect(rootOf(parents, record)).toBe(Math.min(...set));
      }
    }));
  });

  test('keep every parent at or below its child, joined and flattened', () => {
    fc.assert(fc.property(joins, (pairs) => {
      const parents = singletons(16);
      for (const [left, right] of pairs) joinSets(parents, left, right);
      parents.forEach((parent, record) => {
        expect(parent).toBeLessThanOrEqual(record);
      });
      const flat = flatten(parents.slice());
      flat.forEach((root, record) => {
        expect(root).toBe(rootOf(parents, record));
        expect(flat[root]).toBe(root);
      });
    }));
  });

  test('are found quickly however they were joined: a chain of a million records', () => {
    const records = 1_000_000;
    const parents = singletons(records);
    for (let record = records - 1; record > 0; record--) joinSets(parents, record, record - 1);
    expect(rootOf(parents, records - 1)).toBe(0);
    expect(flatten(parents).every((root) => root === 0)).toBe(true);
  });

  test('of no records are none', () => {
    expect([...flatten(singletons(0))]).toEqual([]);
    expect([...renumberClusters(new Uint32Array(0), new Uint32Array(0))]).toEqual([]);
  });

  test('in other numbers hold the same records together', () => {
    fc.assert(fc.property(joins, fc.shuffledSubarray([...new Array(16).keys()], { minLength: 16 }), (pairs, numberOf) => {
      const parents = singletons(16);
      for (const [left, right] of pairs) joinSets(parents, left, right);
      const clusterOf = flatten(parents);
      const renumbered = renumberClusters(clusterOf, Uint32Array.from(numberOf));
      for (let left = 0; left < 16; left++) {
        expect(renumbered[renumbered[left]!]).toBe(renumbered[left]);
        for (let right = 0; right < 16; right++) {
          expect(renumbered[numberOf[left]!] === renumbered[numberOf[right]!]).toBe(clusterOf[left] === clusterOf[right]);
        }
      }
    }));
  });
});

describe('names of clusters', () => {
  const named = (rowKeys: RowKeys, records: readonly number[], sourceOf: readonly number[], sources: readonly string[]): string[] => {
    const { offsets, bytes } = clusterNames(Uint32Array.from(records), rowKeys, Int32Array.from(sourceOf), sources.map((source) => new TextEncoder().encode(source)));
    return records.map((_, row) => new TextDecoder().decode(bytes.subarray(offsets[row], offsets[row + 1])));
  };

  test('are row keys as text, of every type', () => {
    const text = new TextEncoder().encode('aébc');
    expect(named({ kind: 'text', offsets: Int32Array.of(0, 3, 3, 5), bytes: text }, [0, 1, 2], [0, 0, 0], ['s'])).toEqual(['aé', '', 'bc']);
    expect(named({ kind: 'int32', values: Int32Array.of(-5, 0) }, [1, 0], [0, 0], ['s'])).toEqual(['0', '-5']);
    expect(named({ kind: 'int64', values: BigInt64Array.of(2n ** 62n) }, [0], [0], ['s'])).toEqual(['4611686018427387904']);
    expect(named({ kind: 'binary', width: 2, bytes: Uint8Array.of(0, 255, 10, 11) }, [1, 0], [0, 0], ['s'])).toEqual(['0a0b', '00ff']);
  });

  test('start with the source where there are several', () => {
    expect(named({ kind: 'int32', values: Int32Array.of(1, 1, 2) }, [0, 1, 2], [0, 1, 1], ['hôpital', 'ville'])).toEqual(['hôpital:1', 'ville:1', 'ville:2']);
  });

  test('of none are none', () => {
    expect(named({ kind: 'int32', values: new Int32Array(0) }, [], [], [])).toEqual([]);
  });
});
