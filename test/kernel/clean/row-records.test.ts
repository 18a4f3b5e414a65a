import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RECORD_BYTES, RECORD_GROUPS, recordsByGroup, unpackRecords } from '../../../src/clean/kernel/row-records.ts';

const digest = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('every row that takes part has one record, in its group and in the order of the rows', () => {
  fc.assert(fc.property(fc.array(fc.tuple(digest, fc.boolean()), { maxLength: 30 }), fc.oneof(fc.nat(), fc.constant(2 ** 40)), (rows, firstRow) => {
    const digests = new Uint8Array(16 * rows.length);
    rows.forEach(([bytes], row) => digests.set(bytes, 16 * row));
    const groups = recordsByGroup(digests, rows.length, Uint8Array.from(rows, ([, isLeftOut]) => (isLeftOut ? 2 : 0)), firstRow);
    const expected = rows.flatMap(([bytes, isLeftOut], row) => (isLeftOut || bytes.every((byte) => byte === 0) ? [] : [[firstRow + row, [...bytes]] as const]));
    expect(groups).toHaveLength(RECORD_GROUPS);
    for (const [group, records] of groups.entries()) {
      const { rows: count, digests: found, numbers } = unpackRecords(records);
      expect(records.length).toBe(RECORD_BYTES * count);
      expect(Array.from(numbers, (number, row) => [number, [...found.subarray(16 * row, 16 * row + 16)]]))
        .toEqual(expected.filter(([, bytes]) => (bytes[8]! & (RECORD_GROUPS - 1)) === group));
    }
  }), { numRuns: 200 });
});

test('what is left of a record that is cut short is not taken apart', () => {
  expect(unpackRecords(new Uint8Array(RECORD_BYTES - 1)).rows).toBe(0);
  expect(unpackRecords(new Uint8Array(RECORD_BYTES + 5)).rows).toBe(1);
});
