import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doubtAll } from '../../../src/linear/doubts.ts';

const SIZE = 12;
const places = fc.uniqueArray(fc.integer({ min: 0, max: SIZE - 1 }), { maxLength: SIZE });

describe('doubts of what insiders are certain of', () => {
  test('are open until a move is seen that moves the cell and none that the insider knows', () => {
    fc.assert(fc.property(places, fc.array(places, { maxLength: 70 }), fc.array(places, { maxLength: 8 }), (targets, insiders, moves) => {
      const doubts = doubtAll(SIZE, targets, insiders);
      moves.forEach(doubts.note);
      for (let place = 0; place < SIZE; place++) {
        insiders.forEach((known, insider) => {
          const isSeen = moves.some((move) => move.includes(place) && !move.some((other) => known.includes(other)));
          expect(doubts.isOpen(place, insider)).toBe(targets.includes(place) && !known.includes(place) && !isSeen);
        });
      }
    }), { numRuns: 200 });
  });

  test('of nobody, and of nothing, are none', () => {
    expect(doubtAll(2, [], [[0]]).isOpen(1, 0)).toBe(false);
    const nobody = doubtAll(2, [0, 1], []);
    nobody.note([0, 1]);
    expect(nobody.isOpen(0, 0)).toBe(false);
  });

  test('are told apart beyond the first 32 insiders', () => {
    const doubts = doubtAll(2, [1], Array.from({ length: 64 }, () => [0]));
    doubts.note([1]);
    expect(Array.from({ length: 64 }, (_, insider) => doubts.isOpen(1, insider))).not.toContain(true);
  });
});
