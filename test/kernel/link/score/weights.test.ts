// From probabilities to bits and back, sums of bits, and their table: worked out by hand and by naive sums.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsTable, MAX_TABLE, patternsOf, sumBits } from '../../../../src/link/kernel/score/pattern-bits.ts';
import { bitsOfProbability, boundedBits, MOST_BITS, probabilityOfBits, type WeightProgram } from '../../../../src/link/kernel/score/weight-program.ts';

/** A program of plain numbers. */
function programOf(priorBits: number, bits: readonly (readonly number[])[], dependence: readonly { comparisons: readonly number[]; bits: readonly number[] }[] = []): WeightProgram {
  return {
    priorBits,
    comparisons: bits.map((levels) => ({ bits: Float64Array.from(levels), baselineBits: new Float64Array(levels.length) })),
    dependence: dependence.map(({ comparisons, bits: cells }) => ({ comparisons, bits: Float64Array.from(cells) })),
    kinds: null,
  };
}

const weight = fc.double({ min: -30, max: 30, noNaN: true });
const someBits = fc.array(fc.array(weight, { minLength: 1, maxLength: 4 }), { maxLength: 5 });

describe('a weight and a probability', () => {
  test('are those of odds: 1 to 1 is 0 bits, 3 to 1 is log2 of 3', () => {
    expect([0.5, 0.75, 0.25, 0.8].map(bitsOfProbability)).toEqual([0, Math.log2(3), -Math.log2(3), Math.log2(0.8 / 0.2)].map((bits) => expect.closeTo(bits, 12) as unknown));
    expect([bitsOfProbability(0), bitsOfProbability(1)]).toEqual([-Infinity, Infinity]);
    expect([probabilityOfBits(0), probabilityOfBits(Infinity), probabilityOfBits(-Infinity)]).toEqual([0.5, 1, 0]);
  });

  test('lead back to each other', () => {
    fc.assert(fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (bits) => {
      // Near 1 a probability has fewer digits than its weight.
      expect(Math.abs(bitsOfProbability(probabilityOfBits(bits)) - bits)).toBeLessThan(bits > 0 ? 2 ** (bits - 50) : 1e-9);
    }));
  });

  test('rise together, and stay in [0, 1] at the ends of both', () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (one, other) => {
      const [low, high] = [probabilityOfBits(Math.min(one, other)), probabilityOfBits(Math.max(one, other))];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(high);
    }));
  });

  test('of both sides of one pair of odds add up to certainty', () => {
    fc.assert(fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (bits) => {
      expect(probabilityOfBits(bits) + probabilityOfBits(-bits)).toBeCloseTo(1, 12);
    }));
  });
});

describe('a match weight', () => {
  test('ends at a Bayes factor of 10 to the 300th on either side, which is a number still', () => {
    expect(MOST_BITS).toBeCloseTo(300 * Math.log2(10), 9);
    expect([Infinity, -Infinity, 1e9, -1e9, 12.5, 0].map(boundedBits)).toEqual([MOST_BITS, -MOST_BITS, MOST_BITS, -MOST_BITS, 12.5, 0]);
    expect(2 ** -MOST_BITS).toBeGreaterThan(0);
  });

  test('is proof where proof and exclusion meet', () => {
    expect(boundedBits(Infinity - Infinity)).toBe(MOST_BITS);
    expect(boundedBits(sumBits(programOf(0, [[Infinity, 0], [-Infinity, 0]]), Uint8Array.of(0, 0), 0, 1))).toBe(MOST_BITS);
    // A prior of none is outweighed too: the level never happens by chance.
    expect(boundedBits(sumBits(programOf(-Infinity, [[Infinity]]), Uint8Array.of(0), 0, 1))).toBe(MOST_BITS);
    expect(boundedBits(sumBits(programOf(-Infinity, [[3]]), Uint8Array.of(0), 0, 1))).toBe(-MOST_BITS);
  });
});

describe('the bits of a pattern', () => {
  test('are those of the prior, of each level, and of each joint cell', () => {
    // Cells of comparisons 2 and 0, the levels of 0 running fastest: level 1 of 2 with level 0 of 0 is cell 2.
    const program = programOf(-3, [[1, 2], [10, 20, 30], [100, 200]], [{ comparisons: [2, 0], bits: [0.1, 0.2, 0.4, 0.8] }]);
    expect(sumBits(program, Uint8Array.of(0, 2, 1), 0, 1)).toBe(-3 + 1 + 30 + 200 + 0.4);
    expect(sumBits(program, Uint8Array.of(1, 0, 0), 0, 1)).toBe(-3 + 2 + 10 + 100 + 0.2);
  });

  test('are found wherever the levels lie', () => {
    const program = programOf(0, [[1, 2], [4, 8]], [{ comparisons: [0, 1], bits: [16, 32, 64, 128] }]);
    const levels = Uint8Array.of(9, 1, 9, 9, 0, 9);
    expect(sumBits(program, levels, 1, 3)).toBe(2 + 4 + 64);
  });

  test('of no comparison are those of the prior', () => {
    expect(sumBits(programOf(-7, []), new Uint8Array(0), 0, 1)).toBe(-7);
    expect([...bitsTable(programOf(-7, []))!]).toEqual([-7]);
    expect(patternsOf([])).toBe(1);
  });

  test('of three comparisons at once count the last one fastest', () => {
    const cells = Array.from({ length: 2 * 3 * 2 }, (_, cell) => cell);
    const program = programOf(0, [[0, 0], [0, 0, 0], [0, 0]], [{ comparisons: [0, 1, 2], bits: cells }]);
    expect(sumBits(program, Uint8Array.of(1, 2, 1), 0, 1)).toBe(11);
    expect(sumBits(program, Uint8Array.of(1, 0, 1), 0, 1)).toBe(7);
    expect(sumBits(program, Uint8Array.of(0, 2, 0), 0, 1)).toBe(4);
  });
});

describe('the table of all patterns', () => {
  test('holds at each place what a naive sum gives', () => {
    fc.assert(fc.property(weight, someBits, (prior, bits) => {
      const table = bitsTable(programOf(prior, bits))!;
      expect(table.length).toBe(bits.reduce((product, { length }) => product * length, 1));
      // The place, read as digits from the last comparison back.
      table.forEach((found, place) => {
        let [rest, sum] = [place, prior];
        const levels = bits.map(() => 0);
        for (let index = bits.length - 1; index >= 0; index--) {
          levels[index] = rest % bits[index]!.length;
          rest = Math.floor(rest / bits[index]!.length);
        }
        bits.forEach((ofLevels, index) => (sum += ofLevels[levels[index]!]!));
        // Comparisons that do not depend on each other add 0 at the end, which makes 0 of −0.
        expect(found).toBe(sum + 0);
      });
    }), { numRuns: 50, examples: [[-0, []], [-0, [[-0, 0]]]] });
  });

  test('is not made where it would be large; the count of patterns is a double', () => {
    const wide = programOf(0, Array.from({ length: 21 }, () => [0, 1]));
    expect(bitsTable(wide)).toBeNull();
    expect(bitsTable(programOf(0, Array.from({ length: 20 }, () => [0, 1])))!.length).toBe(MAX_TABLE);
    expect(patternsOf(Array.from({ length: 60 }, () => 4))).toBe(2 ** 120);
  });
});
