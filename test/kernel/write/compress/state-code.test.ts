// The reader is written from section 4.1 of RFC 8878, state by state.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteSink, writtenBytes } from '../../../../src/write/kernel/compress/byte-sink.ts';
import { endBackwards, firstState, nextState, onlySymbol, putState, sharesBytes, stateCode, type StateCode } from '../../../../src/write/kernel/compress/state-code.ts';

function write(code: StateCode, symbols: readonly number[]): Uint8Array {
  const sink = byteSink();
  let state = firstState(code, symbols.at(-1)!);
  for (const symbol of symbols.slice(0, -1).reverse()) state = nextState(sink, code, state, symbol);
  putState(sink, code, state);
  endBackwards(sink);
  return writtenBytes(sink);
}

/** Bits of bytes as a text, the first one written first. */
const bitsOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(2).padStart(8, '0').split('').reverse().join('')).join('');

function read(shares: readonly number[], stateBits: number, bytes: Uint8Array, count: number): number[] {
  const states = 2 ** stateBits;
  const symbolOf: number[] = [];
  let place = 0;
  shares.forEach((share, symbol) => {
    for (let copy = 0; copy < share; copy++) {
      symbolOf[place] = symbol;
      place = (place + states / 2 + states / 8 + 3) % states;
    }
  });
  const met = [...shares];
  const rows = symbolOf.map((symbol) => {
    const next = met[symbol]!++;
    const bits = stateBits - Math.floor(Math.log2(next));
    return { symbol, bits, base: next * 2 ** bits - states };
  });
  // From the last one bit backwards; the first bit taken is the highest.
  let left = bitsOf(bytes);
  left = left.slice(0, left.lastIndexOf('1'));
  const take = (bits: number): number => {
    const taken = left.slice(left.length - bits).split('').reverse().join('');
    left = left.slice(0, left.length - bits);
    return bits === 0 ? 0 : Number.parseInt(taken, 2);
  };
  let state = take(stateBits);
  return Array.from({ length: count }, (_, index) => {
    const { symbol, bits, base } = rows[state]!;
    if (index < count - 1) state = base + take(bits);
    return symbol;
  });
}

/** Shares as section 4.1.1 tells them. */
function readShares(bytes: Uint8Array): { stateBits: number; shares: number[] } {
  const bits = bitsOf(bytes);
  let at = 0;
  const take = (count: number): number => {
    const taken = bits.slice(at, at + count).split('').reverse().join('');
    at += count;
    return Number.parseInt(taken.padStart(1, '0'), 2);
  };
  const stateBits = take(4) + 5;
  const shares: number[] = [];
  for (let left = 2 ** stateBits; left > 0;) {
    const width = Math.floor(Math.log2(left + 1)) + 1;
    const fewer = 2 ** width - 1 - (left + 1);
    let value = take(width - 1);
    if (value >= fewer) {
      value += take(1) * 2 ** (width - 1);
      if (value >= 2 ** (width - 1)) value -= fewer;
    }
    shares.push(value - 1);
    left -= Math.max(0, value - 1);
    if (value !== 1) continue;
    for (let zeros = 3; zeros === 3;) {
      zeros = take(2);
      for (let zero = 0; zero < zeros; zero++) shares.push(0);
    }
  }
  return { stateBits, shares };
}

describe('a code of states', () => {
  const cases = fc.tuple(fc.integer({ min: 6, max: 9 }), fc.array(fc.nat(52), { minLength: 2, maxLength: 200 })).filter(([, symbols]) => new Set(symbols).size > 1);
  const codeOf = (symbols: readonly number[], stateBits: number): StateCode => {
    const counts = new Uint32Array(64);
    for (const symbol of symbols) counts[symbol]!++;
    return stateCode(counts, stateBits);
  };

  test('gives the symbols back to a reader who knows the shares', () => {
    fc.assert(fc.property(cases, ([stateBits, symbols]) => {
      const code = codeOf(symbols, stateBits);
      expect(read([...code.shares], stateBits, write(code, symbols), symbols.length)).toEqual(symbols);
    }), { numRuns: 200 });
  });

  test('tells its shares, which fill the states', () => {
    fc.assert(fc.property(cases, ([stateBits, symbols]) => {
      const code = codeOf(symbols, stateBits);
      const shares = [...code.shares];
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(2 ** stateBits);
      expect(shares.every((share, symbol) => (share > 0) === symbols.includes(symbol))).toBe(true);
      expect(readShares(sharesBytes(code))).toEqual({ stateBits, shares: shares.slice(0, shares.findLastIndex((share) => share > 0) + 1) });
    }), { numRuns: 200 });
  });

  test('of one symbol takes no bits', () => {
    expect([...write(onlySymbol(5), [5, 5, 5, 5])]).toEqual([1]);
  });
});
