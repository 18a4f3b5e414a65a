import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteDictionary, exactSums, fixedDictionary, groupCounts, integerSums, numberDictionary, pairTable, restoreByteDictionary, restoreExactSums,
  restoreFixedDictionary, restoreGroupCounts, restoreIntegerSums, restoreNumberDictionary, restorePairTable, restoreTupleTable, tupleTable,
} from '../../../src/group/index.ts';
import { packSnapshot, unpackSnapshot } from '../../../src/group/snapshot.ts';
import { textColumnOf } from '../../text-column.ts';

interface State {
  readonly byteLength: number;
  snapshot(): Uint8Array;
}

/** One filled state of each sort, and how it is restored. */
function states(): [name: string, state: State, restore: (snapshot: Uint8Array) => State][] {
  const five = new Int32Array(5);
  const groupOf = Int32Array.of(0, 1, 0, 1, 0);
  const bytes = byteDictionary();
  const { offsets, bytes: text, rows } = textColumnOf(['Paris', '', 'Lyon', 'Paris', 'Aix']);
  bytes.encode(offsets, text, null, rows, five);
  const fixed = fixedDictionary(3);
  fixed.encode(Uint8Array.of(1, 2, 3, 1, 2, 4), null, 2, five);
  const int32 = numberDictionary('int32');
  int32.encode(Int32Array.of(5, 6, 5), null, 3, five);
  const float64 = numberDictionary('float64');
  float64.encode(Float64Array.of(NaN, -0, 5), null, 3, five);
  const int64 = numberDictionary('int64');
  int64.encode(BigInt64Array.of(2n ** 60n, -1n), null, 2, five);
  const tuples = tupleTable(2);
  tuples.assign([groupOf, Int32Array.of(-1, 4, 900_000, 4, -1)], 5, five);
  const pairs = pairTable();
  pairs.assign(groupOf, Int32Array.of(1, 2, 3, 2, -1), 5, five);
  const counts = groupCounts();
  counts.grow(3);
  counts.add(groupOf, null, 5);
  const sums = exactSums();
  sums.grow(3);
  sums.add(groupOf, Float64Array.of(1e300, NaN, 1e-300, 1, -7), null, 5);
  const integers = integerSums(2);
  integers.grow(3);
  integers.add(groupOf, Int32Array.of(1, 2, -3, -4, 5, 6, 7, -8, 9, 10), null, 5);
  return [
    ['byteDictionary', bytes, restoreByteDictionary],
    ['fixedDictionary', fixed, restoreFixedDictionary],
    ['numberDictionary of int32', int32, (snapshot) => restoreNumberDictionary('int32', snapshot)],
    ['numberDictionary of float64', float64, (snapshot) => restoreNumberDictionary('float64', snapshot)],
    ['numberDictionary of int64', int64, (snapshot) => restoreNumberDictionary('int64', snapshot)],
    ['tupleTable', tuples, restoreTupleTable],
    ['pairTable', pairs, restorePairTable],
    ['groupCounts', counts, restoreGroupCounts],
    ['exactSums', sums, restoreExactSums],
    ['integerSums', integers, restoreIntegerSums],
  ];
}

describe.each(states())('the snapshot of %s', (_, state, restore) => {
  test('gives the same snapshot when restored, from any alignment', () => {
    const snapshot = state.snapshot();
    for (const lead of [0, 1, 5]) {
      const moved = new Uint8Array(snapshot.length + lead);
      moved.set(snapshot, lead);
      expect([...restore(moved.subarray(lead)).snapshot()]).toEqual([...snapshot]);
    }
    expect(state.byteLength).toBeGreaterThan(0);
  });

  test('is refused when it is cut short anywhere', () => {
    const snapshot = state.snapshot();
    // The last part may end in padding, which nobody needs.
    for (let length = 0; length <= snapshot.length - 8; length += 1) {
      expect(() => restore(snapshot.subarray(0, length))).toThrow(RangeError);
    }
  });

  test('is refused by every other state', () => {
    const snapshot = state.snapshot();
    for (const [, other, restoreOther] of states()) {
      if (restoreOther.toString() === restore.toString()) continue;
      expect(other.snapshot()).not.toEqual(snapshot);
      expect(() => restoreOther(snapshot)).toThrow(/^snapshot: /);
    }
  });
});

describe('packSnapshot', () => {
  test('unpacks to the same numbers and bytes, each part in a buffer of its own', () => {
    const part = fc.uint8Array({ maxLength: 20 });
    fc.assert(fc.property(fc.nat(), fc.array(fc.double({ noNaN: true }), { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (kind, numbers, parts) => {
      const unpacked = unpackSnapshot(kind, packSnapshot(kind, numbers, parts), numbers.length, parts.length);
      expect(unpacked.numbers).toEqual(numbers);
      expect(unpacked.parts.map((bytes) => [...bytes])).toEqual(parts.map((bytes) => [...bytes]));
      for (const bytes of unpacked.parts) expect(bytes.byteOffset).toBe(0);
    }));
  });

  test('random bytes are no snapshot', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => unpackSnapshot(1, bytes, 1, 1)).toThrow(/^snapshot: /);
    }));
  });
});
