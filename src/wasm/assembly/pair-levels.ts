// pages: 2 to 65536, shared
/**
 * Finds the levels of pairs of records, comparison by comparison, and gives a pair up as soon as it has lost too much. Twin of the rungs of
 * `link/kernel/compare` and of the kernels of `text/similarity`, which say what it must do; what it cannot decide it asks its owner.
 *
 * The owner lays out the memory from `HEAP` on: the codes of the records, distinct values, and the descriptions of the comparisons, whose
 * fields stand below; and for every thread that is to find levels a region. It writes ordinals into its region, calls `find`, and reads
 * places and levels. Nothing else is written: instances on one memory do not meet.
 *
 * A text that is measured here has at most 32 symbols of one byte each.
 */

import { alignment, jaroWinkler, withinOne } from "./short-texts";

export { describeTexts } from "./describe-texts";

/** Asks the owner which breakpoints two values have reached by the measure of a rung. */
@external("env", "ask")
declare function ask(rung: u32, left: u32, right: u32): u32;

/** Pairs that one call accepts. */
export const PAIRS_CAPACITY: i32 = 4096;
/** Symbols of a text. */
export const MOST_SYMBOLS: u32 = 32;

/** First byte of the memory that the owner lays out. */
export const HEAP: usize = 2048;

// A region: what lies where, in bytes from its start.
/** Ordinals of 32 bits. */
export const LEFTS: usize = 0;
export const RIGHTS: usize = LEFTS + 4 * PAIRS_CAPACITY;
/** Receives, for every pair that is not given up, which one it is: 32 bits. */
export const PLACES: usize = RIGHTS + 4 * PAIRS_CAPACITY;
/** For each matched symbol of a right text, the places of the left text where it stands. */
const MATCHES: usize = PLACES + 4 * PAIRS_CAPACITY;
/** By place in the order, what a pair loses at least in a comparison that is put off. */
const DEFERRED_LOSSES: usize = MATCHES + 4 * 64;
/** Where the texts begin that are read ahead: 32 bits each. */
const AHEAD: usize = DEFERRED_LOSSES + 4 * 64;
/** Pairs that are read ahead: what they have stays in a near cache until they are compared. */
const AHEAD_PAIRS: u32 = 128;
/** Bytes of a region. */
export const REGION_BYTES: usize = AHEAD + 4 * 128;
/** Where the region of this instance begins. */
let region: usize = 0;

/** A loss that every pair may lose. */
const NO_LIMIT: i32 = 0x40000000;
/** No level of a rung holds. */
const NEXT: u32 = 255;
/** No level is worth finding. */
const GIVEN_UP: u32 = 254;
/** The level is found when all else is known: until then `deferredLoss` is lost at least. */
const DEFERRED: u32 = 253;
let deferredLoss: i32 = 0;
/** Bucket of a pair that lacks a value, or that nothing can be said of. */
const UNKNOWN_BUCKET: u32 = 127;

// A comparison: 64 bytes.
/** Where its codes stand in a record, in bytes. */
const C_LEFT: usize = 0;
const C_RIGHT: usize = 4;
/** Levels of pairs that need no rung. */
const C_BOTH_NULL: usize = 8;
const C_LEFT_NULL: usize = 12;
const C_RIGHT_NULL: usize = 16;
const C_EQUAL: usize = 20;
/** The level where no rung holds. */
const C_LAST: usize = 24;
const C_RUNGS: usize = 28;
const C_RUNG_COUNT: usize = 32;
/** 32 bits by level: what it loses. */
const C_LOSSES: usize = 36;
/** Which plane of the levels is its own. */
const C_PLANE: usize = 40;

// A rung: 128 bytes.
/** 0 equal codes, 1 numbers that are apart, 2 texts. */
const R_KIND: usize = 0;
/** Codes by code of the comparison; 0 where these are meant themselves. */
const R_LEFT_CODES: usize = 4;
const R_RIGHT_CODES: usize = 8;
/** A byte by bucket. */
const R_LEVELS: usize = 12;
/** Doubles, rising: the greatest number that has not reached each breakpoint. */
const R_POINTS: usize = 16;
const R_POINT_COUNT: usize = 20;
/** Doubles by code, or the records of texts: both words of the signature, address of the first symbol, length. */
const R_LEFT_VALUES: usize = 24;
const R_RIGHT_VALUES: usize = 28;
/** By both lengths: symbols that texts must share whose first symbols differ, then those of texts whose first ones may be the same. */
const R_LEAST_SHARED: usize = 32;
const R_FAR_BUCKET: usize = 36;
/** 0 Jaro–Winkler, 1 Levenshtein, 2 optimal string alignment, 3 Damerau–Levenshtein. */
const R_MEASURE: usize = 40;
const R_MAX_PREFIX: usize = 44;
const R_AT_MOST: usize = 48;
/** By which name the owner knows it. */
const R_NAME: usize = 52;
/** What its best level, or a later one, loses at least. */
const R_LEAST_LOSS: usize = 56;
const R_PREFIX_SCALE: usize = 64;
const R_RAISED_ABOVE: usize = 72;
const R_ODD_HALF: usize = 80;
const R_OF_EMPTY: usize = 88;
const R_AT_LEAST: usize = 96;
/** Symbols that texts must share to reach the breakpoint from which on levels lose less than the last one; 0 where none is told apart. */
const R_HOPEFUL_SHARED: usize = 104;
/** What pairs lose at least that do not reach it. */
const R_HOPELESS_LOSS: usize = 108;

const RUNG_BYTES: usize = 128;

/**
 * Finds the levels of pairs.
 *
 * @param own - address of the region of this instance.
 * @param pairs - number of pairs.
 * @param records - codes of the records.
 * @param recordBytes - bytes of a record.
 * @param order - addresses of the comparisons, in the order in which they are asked.
 * @param comparisons - number of comparisons.
 * @param mostLoss - what a pair may lose.
 * @param levels - receives the level of the `i`-th pair that is not given up at `PAIRS_CAPACITY · plane + i`.
 * @returns how many pairs are not given up.
 */
export function find(own: usize, pairs: u32, records: usize, recordBytes: u32, order: usize, comparisons: u32, mostLoss: i32, levels: usize): u32 {
  region = own;
  let found: u32 = 0;
  for (let pair: u32 = 0; pair < pairs; pair++) {
    if (mostLoss == NO_LIMIT && pair % AHEAD_PAIRS == 0) readAhead(own + RIGHTS + (pair << 2), min(AHEAD_PAIRS, pairs - pair), records, recordBytes, order, comparisons);
    const left = records + <usize>load<u32>(own + (pair << 2), LEFTS) * recordBytes;
    const right = records + <usize>load<u32>(own + (pair << 2), RIGHTS) * recordBytes;
    let rest = mostLoss;
    let deferred: u64 = 0;
    for (let index: u32 = 0; index < comparisons && rest >= 0; index++) {
      const comparison = <usize>load<u32>(order + (index << 2));
      const level = levelOf(comparison, load<u32>(left + load<u32>(comparison, C_LEFT)), load<u32>(right + load<u32>(comparison, C_RIGHT)), rest, index < 64);
      if (level == GIVEN_UP) {
        rest = -1;
        break;
      }
      if (level == DEFERRED) {
        rest -= deferredLoss;
        store<i32>(own + (index << 2), deferredLoss, DEFERRED_LOSSES);
        deferred |= <u64>1 << index;
      } else {
        rest -= lossOf(comparison, level);
        store<u8>(levels + <usize>load<u32>(comparison, C_PLANE) * PAIRS_CAPACITY + found, <u8>level);
      }
    }
    // What was lost at least is now lost exactly.
    while (deferred != 0 && rest >= 0) {
      const place = <u32>ctz(deferred) << 2;
      const comparison = <usize>load<u32>(order + place);
      const level = levelOf(comparison, load<u32>(left + load<u32>(comparison, C_LEFT)), load<u32>(right + load<u32>(comparison, C_RIGHT)), NO_LIMIT, false);
      rest -= lossOf(comparison, level) - load<i32>(own + place, DEFERRED_LOSSES);
      store<u8>(levels + <usize>load<u32>(comparison, C_PLANE) * PAIRS_CAPACITY + found, <u8>level);
      deferred &= deferred - 1;
    }
    store<u32>(own + (found << 2), pair, PLACES);
    found += u32(rest >= 0);
  }
  return found;
}

/**
 * Reads what the next pairs are compared by, where none will be given up. Values are far apart: loops that wait for nothing but one of them each wait for
 * many at once. Those on the left are mostly known from the pair before.
 */
function readAhead(rights: usize, pairs: u32, records: usize, recordBytes: u32, order: usize, comparisons: u32): void {
  for (let index: u32 = 0; index < comparisons; index++) {
    const comparison = <usize>load<u32>(order + (index << 2));
    const codes = records + <usize>load<u32>(comparison, C_RIGHT);
    const count = load<u32>(comparison, C_RUNG_COUNT);
    let rung = <usize>load<u32>(comparison, C_RUNGS);
    for (let place: u32 = 0; place < count; place++, rung += RUNG_BYTES) {
      if (load<u32>(rung, R_KIND) != 0) readValues(rung, codes, recordBytes, rights, pairs);
    }
  }
}

/** Reads the values of some records: numbers, or the records of texts, and then their first symbols. */
function readValues(rung: usize, codes: usize, recordBytes: u32, records: usize, count: u32): void {
  const areTexts = load<u32>(rung, R_KIND) == 2;
  const values = <usize>load<u32>(rung, R_RIGHT_VALUES) + (areTexts ? 8 : 0);
  const shift: u32 = areTexts ? 4 : 3;
  const codeOf = <usize>load<u32>(rung, R_RIGHT_CODES);
  const ahead = region + AHEAD;
  for (let place: u32 = 0; place < count; place++) {
    let code = load<u32>(codes + <usize>load<u32>(records + (place << 2)) * recordBytes);
    if (codeOf != 0) code = load<u32>(codeOf + (code << 2));
    store<u32>(ahead + (place << 2), load<u32>(values + (code << shift)));
  }
  if (!areTexts) return;
  let read: u32 = 0;
  for (let place: u32 = 0; place < count; place++) read ^= load<u8>(<usize>load<u32>(ahead + (place << 2)));
  // Kept, so that nobody leaves the reading out.
  store<u32>(ahead, read);
}

@inline
function lossOf(comparison: usize, level: u32): i32 {
  return load<i32>(<usize>load<u32>(comparison, C_LOSSES) + (level << 2));
}

function levelOf(comparison: usize, left: u32, right: u32, rest: i32, defers: bool): u32 {
  if (left == right) return left == 0 ? load<u32>(comparison, C_BOTH_NULL) : load<u32>(comparison, C_EQUAL);
  if (left == 0) return load<u32>(comparison, C_LEFT_NULL);
  if (right == 0) return load<u32>(comparison, C_RIGHT_NULL);
  const count = load<u32>(comparison, C_RUNG_COUNT);
  let rung = <usize>load<u32>(comparison, C_RUNGS);
  for (let index: u32 = 0; index < count; index++, rung += RUNG_BYTES) {
    if (rest < load<i32>(rung, R_LEAST_LOSS)) return GIVEN_UP;
    const hopefulShared = <usize>load<u32>(rung, R_HOPEFUL_SHARED);
    if (defers && hopefulShared != 0 && isHopeless(rung, left, right, hopefulShared)) {
      deferredLoss = load<i32>(rung, R_HOPELESS_LOSS);
      return DEFERRED;
    }
    const level = levelOfRung(rung, left, right);
    if (level != NEXT) return level;
  }
  return load<u32>(comparison, C_LAST);
}

/** Whether two texts cannot reach the breakpoint from which on levels lose less than the last one. */
@inline
function isHopeless(rung: usize, left: u32, right: u32, hopefulShared: usize): bool {
  const leftCodes = <usize>load<u32>(rung, R_LEFT_CODES);
  const rightCodes = <usize>load<u32>(rung, R_RIGHT_CODES);
  if (leftCodes != 0) left = load<u32>(leftCodes + (left << 2));
  if (rightCodes != 0) right = load<u32>(rightCodes + (right << 2));
  if (left == 0 || right == 0) return false;
  return !mightShare(<usize>load<u32>(rung, R_LEFT_VALUES) + (left << 4), <usize>load<u32>(rung, R_RIGHT_VALUES) + (right << 4), hopefulShared);
}

function levelOfRung(rung: usize, left: u32, right: u32): u32 {
  const leftCodes = <usize>load<u32>(rung, R_LEFT_CODES);
  const rightCodes = <usize>load<u32>(rung, R_RIGHT_CODES);
  if (leftCodes != 0) left = load<u32>(leftCodes + (left << 2));
  if (rightCodes != 0) right = load<u32>(rightCodes + (right << 2));
  const kind = load<u32>(rung, R_KIND);
  if (kind == 0) return left == right && left != 0 ? load<u8>(<usize>load<u32>(rung, R_LEVELS)) : NEXT;
  const bucket = left == 0 || right == 0 ? UNKNOWN_BUCKET : kind == 1 ? bucketOfNumbers(rung, left, right) : bucketOfTexts(rung, left, right);
  return load<u8>(<usize>load<u32>(rung, R_LEVELS) + bucket);
}

@inline
function bucketOfNumbers(rung: usize, left: u32, right: u32): u32 {
  const apart = Math.abs(load<f64>(<usize>load<u32>(rung, R_LEFT_VALUES) + (left << 3)) - load<f64>(<usize>load<u32>(rung, R_RIGHT_VALUES) + (right << 3)));
  // Infinite numbers of one sign have no distance.
  return apart != apart ? UNKNOWN_BUCKET : reached(rung, apart);
}

@inline
function bucketOfTexts(rung: usize, leftCode: u32, rightCode: u32): u32 {
  const left = <usize>load<u32>(rung, R_LEFT_VALUES) + (leftCode << 4);
  const right = <usize>load<u32>(rung, R_RIGHT_VALUES) + (rightCode << 4);
  if (!mightShare(left, right, <usize>load<u32>(rung, R_LEAST_SHARED))) return load<u32>(rung, R_FAR_BUCKET);
  const leftLength = load<u32>(left, 12);
  const rightLength = load<u32>(right, 12);
  if (max(leftLength, rightLength) > MOST_SYMBOLS) return ask(load<u32>(rung, R_NAME), leftCode, rightCode);
  const from = <usize>load<u32>(left, 8);
  const other = <usize>load<u32>(right, 8);
  const measure = load<u32>(rung, R_MEASURE);
  if (measure == 0) {
    return reached(rung, jaroWinkler<u32>(
      from, leftLength, other, rightLength, region + MATCHES, load<u32>(rung, R_MAX_PREFIX),
      load<f64>(rung, R_PREFIX_SCALE), load<f64>(rung, R_RAISED_ABOVE), load<f64>(rung, R_ODD_HALF), load<f64>(rung, R_OF_EMPTY), load<f64>(rung, R_AT_LEAST)));
  }
  const atMost = load<i32>(rung, R_AT_MOST);
  const swaps = measure > 1;
  if (atMost < 2) return reached(rung, <f64>withinOne(from, leftLength, other, rightLength, swaps));
  const most = measure == 3 ? atMost + (atMost >> 1) : atMost;
  const distance = alignment(from, leftLength, other, rightLength, swaps, most);
  // Without restriction three and more may be less.
  return measure == 3 && distance > 2 && distance <= most ? ask(load<u32>(rung, R_NAME), leftCode, rightCode) : reached(rung, <f64>distance);
}

/** How many breakpoints a number has reached. */
@inline
function reached(rung: usize, value: f64): u32 {
  const points = <usize>load<u32>(rung, R_POINTS);
  const count = load<u32>(rung, R_POINT_COUNT);
  let bucket: u32 = 0;
  while (bucket < count && value > load<f64>(points + (bucket << 3))) bucket++;
  return bucket;
}

/** Whether two texts might share as many symbols as they would have to. */
@inline
function mightShare(left: usize, right: usize, leastShared: usize): bool {
  const leftOnce = load<u32>(left);
  const leftTwice = load<u32>(left, 4);
  const rightOnce = load<u32>(right);
  const rightTwice = load<u32>(right, 4);
  const common = popcnt(leftOnce & rightOnce & 0xffffff) + popcnt(leftTwice & rightTwice & 0xffffff);
  const leftExcess = ((leftTwice >> 29) << 2) | (leftOnce >> 30);
  const rightExcess = ((rightTwice >> 29) << 2) | (rightOnce >> 30);
  const shared = common + min(leftExcess, rightExcess);
  const isSameFirst = u32((((leftTwice ^ rightTwice) >> 24) & 31) == 0);
  const at = (isSameFirst << 12) | (((leftOnce >> 24) & 63) << 6) | ((rightOnce >> 24) & 63);
  return shared >= load<u8>(leastShared + <usize>at);
}
