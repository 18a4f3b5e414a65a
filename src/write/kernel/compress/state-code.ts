import { byteSink, closeBits, putBits, writtenBytes, type ByteSink } from './byte-sink.ts';

/**
 * The finite-state code of Zstandard (tabled asymmetric numerals): symbols take fractions of bits. Symbols are written from the last
 * to the first, and read from the first to the last.
 *
 * @see RFC 8878, section 4.1
 */
export interface StateCode {
  /** Bits of a state. */
  readonly stateBits: number;
  /** How often each symbol stands in the table of states. */
  readonly shares: Int32Array;
  /** Uint16Array(2^stateBits): the states that follow, by symbol. */
  readonly following: Uint16Array;
  /** Int32Array(symbols): where the states of a symbol begin, less its share. */
  readonly starts: Int32Array;
  /** Int32Array(symbols): added to a state, the bits that it gives up, times 2¹⁶ and a rest. */
  readonly given: Int32Array;
}

/**
 * Makes the code of symbols that occur so often.
 *
 * @param counts - Uint32Array(symbols): how often each occurs; two at least do.
 * @param stateBits - bits of a state, at least 5; there are as many states as symbols that occur, or more.
 * @returns the code.
 * @remarks O(symbols + states).
 */
export function stateCode(counts: Uint32Array, stateBits: number): StateCode {
  const states = 1 << stateBits;
  const shares = sharesOf(counts, states);
  const symbolOf = spread(shares, states);
  const starts = new Int32Array(counts.length);
  const next = new Int32Array(counts.length);
  let start = 0;
  shares.forEach((share, symbol) => {
    next[symbol] = start;
    starts[symbol] = start - share;
    start += share;
  });
  const following = new Uint16Array(states);
  for (let state = 0; state < states; state++) following[next[symbolOf[state]!]!++] = states + state;
  return { stateBits, shares, following, starts, given: shares.map((share) => bitsGiven(share, stateBits)) };
}

/**
 * Makes the code of a symbol that is the only one, and needs no bits.
 *
 * @param symbol - the symbol, below 64.
 * @returns the code.
 */
export function onlySymbol(symbol: number): StateCode {
  const none = (): Int32Array => new Int32Array(64);
  return { stateBits: 0, shares: none().fill(1, symbol, symbol + 1), following: new Uint16Array(2), starts: none(), given: none() };
}

/** Shares the states out by count, one at least to each symbol that occurs; what is over goes to the most frequent, or is taken from them. */
function sharesOf(counts: Uint32Array, states: number): Int32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = Int32Array.from(counts, (count) => (count === 0 ? 0 : Math.max(1, Math.floor((count * states) / total))));
  let over = states - shares.reduce((sum, share) => sum + share, 0);
  while (over !== 0) {
    const most = shares.reduce((best, share, symbol) => (share > shares[best]! ? symbol : best), 0);
    const change = over > 0 ? over : -Math.min(-over, shares[most]! >> 1);
    shares[most]! += change;
    over -= change;
  }
  return shares;
}

/** Lays the symbols over the table of states as the format does. */
function spread(shares: Int32Array, states: number): Uint8Array {
  const symbolOf = new Uint8Array(states);
  const step = (states >> 1) + (states >> 3) + 3;
  let at = 0;
  shares.forEach((share, symbol) => {
    for (let copy = 0; copy < share; copy++) {
      symbolOf[at] = symbol;
      at = (at + step) & (states - 1);
    }
  });
  return symbolOf;
}

/** A state is halved until it is one of as many as the symbol's share: `bits` times from `share × 2^bits` on, else once less. */
function bitsGiven(share: number, stateBits: number): number {
  if (share === 0) return 0;
  const bits = stateBits - (share === 1 ? 0 : 31 - Math.clz32(share - 1));
  return (bits << 16) - (share << bits);
}

/**
 * Begins with the last symbol, which costs no bits.
 *
 * @param code - the code.
 * @param symbol - a symbol that occurs.
 * @returns the state.
 */
export function firstState(code: StateCode, symbol: number): number {
  return code.following[code.starts[symbol]! + code.shares[symbol]!]!;
}

/**
 * Takes the symbol before into the state.
 *
 * @param sink - receives the bits that the state gives up.
 * @param code - the code.
 * @param state - the state so far.
 * @param symbol - a symbol that occurs.
 * @returns the new state.
 */
export function nextState(sink: ByteSink, code: StateCode, state: number, symbol: number): number {
  const bits = (state + code.given[symbol]!) >> 16;
  putBits(sink, state & ((1 << bits) - 1), bits);
  return code.following[code.starts[symbol]! + (state >>> bits)]!;
}

/**
 * Writes the state with which reading begins.
 *
 * @param sink - receives it.
 * @param code - the code.
 * @param state - the state after all symbols.
 */
export function putState(sink: ByteSink, { stateBits }: StateCode, state: number): void {
  putBits(sink, state & ((1 << stateBits) - 1), stateBits);
}

/**
 * Ends bits that are read from their end: a one says where they begin.
 *
 * @param sink - written to the end of a byte.
 */
export function endBackwards(sink: ByteSink): void {
  putBits(sink, 1, 1);
  closeBits(sink);
}

/**
 * Tells the shares of a code.
 *
 * @param code - the code.
 * @returns what a reader needs to make the same.
 */
export function sharesBytes({ shares, stateBits }: StateCode): Uint8Array {
  const sink = byteSink();
  putBits(sink, stateBits - 5, 4);
  let left = (1 << stateBits) + 1;
  let threshold = 1 << stateBits;
  let bits = stateBits + 1;
  for (let symbol = 0; left > 1; ) {
    const share = shares[symbol++]!;
    const spare = 2 * threshold - 1 - left;
    left -= share;
    const told = share + 1 >= threshold ? share + 1 + spare : share + 1;
    putBits(sink, told, told < spare ? bits - 1 : bits);
    while (left < threshold) {
      bits--;
      threshold >>= 1;
    }
    if (share === 0) symbol = putZeros(sink, shares, symbol);
  }
  closeBits(sink);
  return writtenBytes(sink);
}

/** After a symbol that does not occur, tells how many more follow, in threes. */
function putZeros(sink: ByteSink, shares: Int32Array, from: number): number {
  let symbol = from;
  while (shares[symbol] === 0) symbol++;
  let more = symbol - from;
  for (; more >= 3; more -= 3) putBits(sink, 3, 2);
  putBits(sink, more, 2);
  return symbol;
}
