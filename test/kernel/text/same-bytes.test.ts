import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameBytes } from '../../../src/text/index.ts';

test('pieces of memory are the same when their bytes are, wherever they lie', () => {
  const bytes = fc.uint8Array({ maxLength: 6, max: 2 });
  fc.assert(fc.property(bytes, bytes, fc.nat(3), fc.nat(3), (left, right, before, after) => {
    const other = Uint8Array.from([...new Uint8Array(before).fill(9), ...right, ...new Uint8Array(after).fill(9)]);
    expect(sameBytes(left, 0, left.length, other, before, before + right.length)).toBe(left.join() === right.join());
  }), { numRuns: 1000 });
});
