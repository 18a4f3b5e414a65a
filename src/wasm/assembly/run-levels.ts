// pages: 2 to 65536, shared
/**
 * Finds the levels of many pairs of a few values by one comparison. Values lie side by side, so that sixteen pairs are told apart at once: most of
 * them by what little is known of both values, and only the others are measured. Twin of the rungs of `link/kernel/compare`, which say what it
 * must do; what it cannot decide it asks its owner.
 *
 * The owner lays out the memory from `HEAP` on: texts and numbers, once for all threads; and for each comparison of a thread a region, a description,
 * whose fields stand below, and room for values. It writes codes of values, calls `take`, and then `find` for runs of pairs: the first value of each lies
 * where the first of the pair before it does, and one on. Nothing else is written: instances on one memory do not meet.
 */
import { alignment, jaroWinkler, MATCHES_BYTES, MOST_OF_DISTANCE, MOST_SYMBOLS, withinOne } from './short-texts';

export { describeTexts } from './describe-texts';
export { MOST_SYMBOLS } from './short-texts';

/** Asks the owner which breakpoints two values have reached by the measure of a rung. */
@external("env", "ask")
declare function ask(rung: u32, left: u32, right: u32): u32;

/** Pairs that one call accepts. */
export const RUN_PAIRS: u32 = 4096;

/** First byte of the memory that the owner lays out. */
export const HEAP: usize = 1024;

// A region: what lies where, in bytes from its start.
/** Receive the pairs that are listed: places of both values, 32 bits each, and levels, a byte each. */
export const LEFTS: usize = 0;
export const RIGHTS: usize = LEFTS + 4 * RUN_PAIRS;
export const LEVELS: usize = RIGHTS + 4 * RUN_PAIRS;
/** 32 bits: pairs of different values of the last call. */
export const UNEQUAL: usize = LEVELS + RUN_PAIRS;
/** 32 bits by level: pairs that were counted. */
export const COUNTS: usize = UNEQUAL + 16;
const MATCHES: usize = COUNTS + 4 * 256;
/** Places of a table by lane, 16 bits each, and what is found there, a byte each. */
const LANES: usize = MATCHES + MATCHES_BYTES;
/** Bytes of a region. */
export const REGION_BYTES: usize = LANES + 64;
/** Where the region at hand begins. */
let region: usize = 0;

/** No level of a rung holds. */
const NEXT: u32 = 255;
/** Bucket of a pair that lacks a value, or that nothing can be said of. */
const UNKNOWN_BUCKET: u32 = 127;

// A comparison: 48 bytes.
/** Codes of the values, 32 bits each; room for 16 behind them, as behind all that goes by place. */
const C_CODES: usize = 0;
/** Distance of two planes of bytes: values, and room. */
const C_STRIDE: usize = 4;
const C_LEFT_NULL: usize = 8;
const C_RIGHT_NULL: usize = 12;
const C_RUNGS: usize = 16;
const C_RUNG_COUNT: usize = 20;
/** The last level where its pairs are listed, else 255. */
const C_LISTED_LAST: usize = 24;
/** 1 where a value is missing. Written here. */
const C_HAS_NULLS: usize = 28;
/** Levels of pairs that need no rung. */
const C_EQUAL: usize = 32;
const C_BOTH_NULL: usize = 36;
/** The level where no rung holds. */
const C_LAST: usize = 40;

// A rung: 128 bytes.
/** 0 equal codes, 1 numbers that are apart, 2 texts. */
const R_KIND: usize = 0;
/** Codes by code of the comparison; 0 where these are meant themselves. */
const R_CODE_OF: usize = 4;
/** A byte by bucket. */
const R_LEVELS: usize = 8;
/** Doubles, rising: the greatest number that has not reached each breakpoint. */
const R_POINTS: usize = 12;
const R_POINT_COUNT: usize = 16;
/** Doubles by code, or the records of texts: both words of the signature, address of the first symbol, length. */
const R_VALUES: usize = 20;
/** By both lengths: symbols that texts must share whose first symbols differ, then those of texts whose first ones may be the same. */
const R_LEAST_SHARED: usize = 32;
const R_FAR_BUCKET: usize = 36;
/** 0 Jaro–Winkler, 1 Levenshtein, 2 optimal string alignment, 3 Damerau–Levenshtein. */
const R_MEASURE: usize = 40;
const R_MAX_PREFIX: usize = 44;
const R_AT_MOST: usize = 48;
/** By which name the owner knows it. */
const R_NAME: usize = 52;
// What goes by place: written here.
/** 32 bits each. */
const R_CODES: usize = 56;
/** Addresses of first symbols, 32 bits each. */
const R_STARTS: usize = 60;
const R_PREFIX_SCALE: usize = 64;
const R_RAISED_ABOVE: usize = 72;
const R_ODD_HALF: usize = 80;
const R_OF_EMPTY: usize = 88;
const R_AT_LEAST: usize = 96;
/** Doubles; or planes of bytes: three of the classes that symbols are of, three of those that two are of, the excess, the class of the first, the length. */
const R_PLANES: usize = 104;

const RUNG_BYTES: usize = 128;

const PLANE_EXCESS: usize = 6;
const PLANE_LENGTH: usize = 8;
/** Planes of bytes; behind them 32 bytes for each text, as far as it goes, and its record. */
const TEXT_PLANES: usize = 9;
/** Symbols of a text that is copied beside the others. */
const NEAR_SYMBOLS: u32 = 32;

/** Lengths from here on are not told apart: nothing can be said of such texts. */
const LONG: u32 = 63;
const MOST_EXCESS: u8 = 31;
const NO_CLASS: u8 = 31;

/**
 * Looks up what is to be known of values.
 *
 * @param comparison - its address; the codes of the values were written.
 * @param values - number of values.
 */
export function take(comparison: usize, values: u32): void {
  const codes = <usize>load<u32>(comparison, C_CODES);
  const stride = <usize>load<u32>(comparison, C_STRIDE);
  let hasNulls: u32 = 0;
  for (let place: u32 = 0; place < values; place++) hasNulls |= u32(load<u32>(codes + (place << 2)) == 0);
  store<u32>(comparison, hasNulls, C_HAS_NULLS);
  const count = load<u32>(comparison, C_RUNG_COUNT);
  let rung = <usize>load<u32>(comparison, C_RUNGS);
  for (let index: u32 = 0; index < count; index++, rung += RUNG_BYTES) {
    const codeOf = <usize>load<u32>(rung, R_CODE_OF);
    const own = <usize>load<u32>(rung, R_CODES);
    for (let place: u32 = 0; place < values; place++) {
      const code = load<u32>(codes + (place << 2));
      store<u32>(own + (place << 2), codeOf == 0 ? code : load<u32>(codeOf + (code << 2)));
    }
    const kind = load<u32>(rung, R_KIND);
    if (kind == 1) loadNumbers(rung, own, values);
    if (kind == 2) loadTexts(rung, own, stride, values);
  }
}

function loadNumbers(rung: usize, codes: usize, values: u32): void {
  const numbers = <usize>load<u32>(rung, R_VALUES);
  const plane = <usize>load<u32>(rung, R_PLANES);
  for (let place: u32 = 0; place < values; place++) {
    const code = load<u32>(codes + (place << 2));
    // No number is apart from a missing one.
    store<f64>(plane + (place << 3), code == 0 ? NaN : load<f64>(numbers + (code << 3)));
  }
}

function loadTexts(rung: usize, codes: usize, stride: usize, values: u32): void {
  const records = <usize>load<u32>(rung, R_VALUES);
  const starts = <usize>load<u32>(rung, R_STARTS);
  const planes = <usize>load<u32>(rung, R_PLANES);
  const texts = planes + TEXT_PLANES * stride;
  const near = texts + <usize>NEAR_SYMBOLS * stride;
  // Texts are far apart: loops that do little but wait for one of them each wait for many at once.
  for (let place: u32 = 0; place < values; place++) v128.store(near + <usize>(place << 4), v128.load(records + <usize>(load<u32>(codes + (place << 2)) << 4)));
  for (let place: u32 = 0; place < values; place++) {
    const code = load<u32>(codes + (place << 2));
    const record = near + <usize>(place << 4);
    const once = load<u32>(record);
    const twice = load<u32>(record, 4);
    store<u32>(starts + (place << 2), load<u32>(record, 8));
    // Nothing can be said of what is missing, too long, or not known by its symbols.
    const isLong = code == 0 || load<u32>(record, 12) >= LONG;
    let plane = planes + <usize>place;
    store<u8>(plane, <u8>once);
    store<u8>(plane += stride, <u8>(once >> 8));
    store<u8>(plane += stride, <u8>(once >> 16));
    store<u8>(plane += stride, <u8>twice);
    store<u8>(plane += stride, <u8>(twice >> 8));
    store<u8>(plane += stride, <u8>(twice >> 16));
    store<u8>(plane += stride, isLong ? MOST_EXCESS : <u8>(((twice >> 29) << 2) | (once >> 30)));
    store<u8>(plane += stride, isLong ? NO_CLASS : <u8>((twice >> 24) & 31));
    store<u8>(plane + stride, isLong ? <u8>LONG : <u8>((once >> 24) & 63));
  }
  const lengths = planes + PLANE_LENGTH * stride;
  for (let place: u32 = 0; place < values; place++) {
    const from = <usize>load<u32>(starts + (place << 2));
    const to = texts + <usize>(place * NEAR_SYMBOLS);
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    if (<u32>load<u8>(lengths + place) <= NEAR_SYMBOLS) store<u32>(starts + (place << 2), <u32>to);
  }
}

/**
 * Finds the levels of a run of pairs.
 *
 * @param own - address of the region.
 * @param comparison - its address.
 * @param left - place of the left value of the first pair; those of the others follow.
 * @param right - the same on the right.
 * @param pairs - number of pairs, {@link RUN_PAIRS} at most.
 * @returns how many are listed: those of different values that are not at the last level, or all of different values.
 */
export function find(own: usize, comparison: usize, left: u32, right: u32, pairs: u32): u32 {
  return look(own, comparison, left, right, pairs, false);
}

/**
 * Finds the levels of a run of pairs, and adds the pairs of different values to the counts of the region, but for those at the last level.
 *
 * @param own - address of the region.
 * @param comparison - its address.
 * @param left - place of the left value of the first pair; those of the others follow.
 * @param right - the same on the right.
 * @param pairs - number of pairs.
 * @returns pairs of different values.
 */
export function count(own: usize, comparison: usize, left: u32, right: u32, pairs: u32): u32 {
  look(own, comparison, left, right, pairs, true);
  return load<u32>(own, UNEQUAL);
}

/** Finds levels, and lists pairs or counts them. */
@inline
function look(own: usize, comparison: usize, left: u32, right: u32, pairs: u32, counts: bool): u32 {
  region = own;
  const codes = <usize>load<u32>(comparison, C_CODES);
  const stride = <usize>load<u32>(comparison, C_STRIDE);
  const hasNulls = load<u32>(comparison, C_HAS_NULLS) != 0;
  const rungs = <usize>load<u32>(comparison, C_RUNGS);
  const last = load<u32>(comparison, C_LISTED_LAST);
  const end = rungs + RUNG_BYTES * <usize>load<u32>(comparison, C_RUNG_COUNT);
  let unequal: u32 = 0;
  let listed: u32 = 0;
  for (let from: u32 = 0; from < pairs; from += 16) {
    const one = left + from;
    const other = right + from;
    const rest = pairs - from;
    let open = (rest >= 16 ? 0xffff : (<u32>1 << rest) - 1) & ~<u32>i8x16.bitmask(equalBytes(codes, one, other));
    unequal += popcnt(open);
    if (hasNulls) {
      for (let lanes = open & <u32>i8x16.bitmask(v128.or(zeroBytes(codes, one), zeroBytes(codes, other))); lanes != 0; lanes &= lanes - 1) {
        const lane = ctz(lanes);
        listed = note(counts, listed, one + lane, other + lane, load<u32>(codes + ((one + lane) << 2)) == 0 ? load<u32>(comparison, C_LEFT_NULL) : load<u32>(comparison, C_RIGHT_NULL));
        open ^= <u32>1 << lane;
      }
    }
    for (let rung = rungs; rung < end && open != 0; rung += RUNG_BYTES) {
      const kind = load<u32>(rung, R_KIND);
      const levels = <usize>load<u32>(rung, R_LEVELS);
      const near = nearLanes(rung, kind, stride, one, other);
      for (let lanes = open & near; lanes != 0; lanes &= lanes - 1) {
        const lane = ctz(lanes);
        const level = levelOf(rung, kind, levels, stride, one + lane, other + lane);
        if (level == NEXT) continue;
        listed = note(counts, listed, one + lane, other + lane, level);
        open ^= <u32>1 << lane;
      }
      const far = kind == 0 ? NEXT : load<u8>(levels + load<u32>(rung, R_FAR_BUCKET));
      if (far == NEXT) continue;
      for (let lanes = open & ~near; lanes != 0; lanes &= lanes - 1) listed = note(counts, listed, one + ctz(lanes), other + ctz(lanes), far);
      open &= near;
    }
    if (!counts && last != NEXT) for (let lanes = open; lanes != 0; lanes &= lanes - 1) listed = list(listed, one + ctz(lanes), other + ctz(lanes), last);
  }
  store<u32>(own, unequal, UNEQUAL);
  return listed;
}

/**
 * Finds the levels of a run of pairs, those of equal values too.
 *
 * @param own - address of the region.
 * @param comparison - its address.
 * @param left - place of the left value of the first pair; those of the others follow.
 * @param right - the same on the right.
 * @param pairs - number of pairs, {@link RUN_PAIRS} at most. At `LEVELS` stands the level of each.
 */
export function findAll(own: usize, comparison: usize, left: u32, right: u32, pairs: u32): void {
  region = own;
  const codes = <usize>load<u32>(comparison, C_CODES);
  const stride = <usize>load<u32>(comparison, C_STRIDE);
  const hasNulls = load<u32>(comparison, C_HAS_NULLS) != 0;
  const rungs = <usize>load<u32>(comparison, C_RUNGS);
  const last = i8x16.splat(<u8>load<u32>(comparison, C_LAST));
  const end = rungs + RUNG_BYTES * <usize>load<u32>(comparison, C_RUNG_COUNT);
  for (let from: u32 = 0; from < pairs; from += 16) {
    const one = left + from;
    const other = right + from;
    const out = own + LEVELS + <usize>from;
    const equal = equalBytes(codes, one, other);
    let levels = v128.bitselect(i8x16.splat(<u8>load<u32>(comparison, C_EQUAL)), last, equal);
    let closed = equal;
    if (hasNulls) {
      const leftNull = zeroBytes(codes, one);
      const rightNull = zeroBytes(codes, other);
      levels = v128.bitselect(i8x16.splat(<u8>load<u32>(comparison, C_RIGHT_NULL)), levels, rightNull);
      levels = v128.bitselect(i8x16.splat(<u8>load<u32>(comparison, C_LEFT_NULL)), levels, leftNull);
      levels = v128.bitselect(i8x16.splat(<u8>load<u32>(comparison, C_BOTH_NULL)), levels, v128.and(leftNull, rightNull));
      closed = v128.or(closed, v128.or(leftNull, rightNull));
    }
    v128.store(out, levels);
    const rest = pairs - from;
    let open = (rest >= 16 ? 0xffff : (<u32>1 << rest) - 1) & ~<u32>i8x16.bitmask(closed);
    for (let rung = rungs; rung < end && open != 0; rung += RUNG_BYTES) {
      const kind = load<u32>(rung, R_KIND);
      const ofBuckets = <usize>load<u32>(rung, R_LEVELS);
      const near = nearLanes(rung, kind, stride, one, other);
      for (let lanes = open & near; lanes != 0; lanes &= lanes - 1) {
        const lane = ctz(lanes);
        const level = levelOf(rung, kind, ofBuckets, stride, one + lane, other + lane);
        if (level == NEXT) continue;
        store<u8>(out + <usize>lane, <u8>level);
        open ^= <u32>1 << lane;
      }
      const far = kind == 0 ? NEXT : load<u8>(ofBuckets + load<u32>(rung, R_FAR_BUCKET));
      if (far == NEXT) continue;
      for (let lanes = open & ~near; lanes != 0; lanes &= lanes - 1) store<u8>(out + <usize>ctz(lanes), <u8>far);
      open &= near;
    }
  }
}

/** Which of sixteen pairs must be looked at one by one for a rung, as bits. */
@inline
function nearLanes(rung: usize, kind: u32, stride: usize, one: u32, other: u32): u32 {
  if (kind == 0) return <u32>i8x16.bitmask(equalBytes(<usize>load<u32>(rung, R_CODES), one, other));
  return kind == 1 ? nearNumbers(rung, one, other) : nearTexts(rung, stride, one, other);
}

/** Counts a pair, or lists it. */
@inline
function note(counts: bool, listed: u32, left: u32, right: u32, level: u32): u32 {
  if (counts) {
    const at = region + COUNTS + <usize>(level << 2);
    store<u32>(at, load<u32>(at) + 1);
    return listed;
  }
  return list(listed, left, right, level);
}

@inline
function list(listed: u32, left: u32, right: u32, level: u32): u32 {
  store<u32>(region + <usize>(listed << 2), left, LEFTS);
  store<u32>(region + <usize>(listed << 2), right, RIGHTS);
  store<u8>(region + <usize>listed, <u8>level, LEVELS);
  return listed + 1;
}

/** Which of sixteen pairs have equal codes, as bytes. */
@inline
function equalBytes(codes: usize, left: u32, right: u32): v128 {
  const one = codes + (left << 2);
  const other = codes + (right << 2);
  return lanesOf(
    i32x4.eq(v128.load(one), v128.load(other)), i32x4.eq(v128.load(one, 16), v128.load(other, 16)),
    i32x4.eq(v128.load(one, 32), v128.load(other, 32)), i32x4.eq(v128.load(one, 48), v128.load(other, 48)));
}

/** Which of sixteen codes are 0, as bytes. */
@inline
function zeroBytes(codes: usize, place: u32): v128 {
  const at = codes + (place << 2);
  const zero = i32x4.splat(0);
  return lanesOf(i32x4.eq(v128.load(at), zero), i32x4.eq(v128.load(at, 16), zero), i32x4.eq(v128.load(at, 32), zero), i32x4.eq(v128.load(at, 48), zero));
}

@inline
function lanesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** Which of sixteen pairs of numbers are not beyond the last breakpoint, as bits. */
function nearNumbers(rung: usize, left: u32, right: u32): u32 {
  const bound = f64x2.splat(load<f64>(<usize>load<u32>(rung, R_POINTS) + ((load<u32>(rung, R_POINT_COUNT) - 1) << 3)));
  const plane = <usize>load<u32>(rung, R_PLANES);
  const one = plane + (left << 3);
  const other = plane + (right << 3);
  let far: u32 = 0;
  for (let lane: u32 = 0; lane < 16; lane += 2) {
    const apart = f64x2.abs(f64x2.sub(v128.load(one + (lane << 3)), v128.load(other + (lane << 3))));
    far |= <u32>i64x2.bitmask(f64x2.gt(apart, bound)) << lane;
  }
  return ~far;
}

/** Which of sixteen pairs of texts might share as many symbols as they would have to, as bits. */
function nearTexts(rung: usize, stride: usize, left: u32, right: u32): u32 {
  const planes = <usize>load<u32>(rung, R_PLANES);
  let one = planes + left;
  let other = planes + right;
  let shared = i8x16.popcnt(v128.and(v128.load(one), v128.load(other)));
  for (let plane: usize = 1; plane < PLANE_EXCESS; plane++) {
    one += stride;
    other += stride;
    shared = i8x16.add(shared, i8x16.popcnt(v128.and(v128.load(one), v128.load(other))));
  }
  one += stride;
  other += stride;
  shared = i8x16.add(shared, i8x16.min_u(v128.load(one), v128.load(other)));
  one += stride;
  other += stride;
  const isSameFirst = i8x16.eq(v128.load(one), v128.load(other));
  one += stride;
  other += stride;
  const lefts = v128.load(one);
  const rights = v128.load(other);
  const same = i16x8.splat(1 << 12);
  const lanes = region + LANES;
  v128.store(lanes, placesOf(i16x8.extend_low_i8x16_u(lefts), i16x8.extend_low_i8x16_u(rights), v128.and(i16x8.extend_low_i8x16_s(isSameFirst), same)));
  v128.store(lanes + 16, placesOf(i16x8.extend_high_i8x16_u(lefts), i16x8.extend_high_i8x16_u(rights), v128.and(i16x8.extend_high_i8x16_s(isSameFirst), same)));
  const leastShared = <usize>load<u32>(rung, R_LEAST_SHARED);
  for (let lane: usize = 0; lane < 16; lane++) store<u8>(lanes + 32 + lane, load<u8>(leastShared + <usize>load<u16>(lanes + 2 * lane)));
  return <u32>i8x16.bitmask(i8x16.ge_u(shared, v128.load(lanes + 32)));
}

/** Places of the table by whether first symbols may be the same, and both lengths. */
@inline
function placesOf(lefts: v128, rights: v128, same: v128): v128 {
  return v128.or(same, v128.or(i16x8.shl(lefts, 6), rights));
}

/** The level of one pair by a rung. */
function levelOf(rung: usize, kind: u32, levels: usize, stride: usize, left: u32, right: u32): u32 {
  const codes = <usize>load<u32>(rung, R_CODES);
  const leftCode = load<u32>(codes + (left << 2));
  const rightCode = load<u32>(codes + (right << 2));
  if (kind == 0) return leftCode == 0 ? NEXT : load<u8>(levels);
  const bucket = leftCode == 0 || rightCode == 0 ? UNKNOWN_BUCKET : kind == 1 ? bucketOfNumbers(rung, left, right) : bucketOfTexts(rung, stride, left, right, leftCode, rightCode);
  return load<u8>(levels + bucket);
}

@inline
function bucketOfNumbers(rung: usize, left: u32, right: u32): u32 {
  const plane = <usize>load<u32>(rung, R_PLANES);
  const apart = Math.abs(load<f64>(plane + (left << 3)) - load<f64>(plane + (right << 3)));
  // Infinite numbers of one sign have no distance.
  return apart != apart ? UNKNOWN_BUCKET : reached(rung, apart);
}

@inline
function bucketOfTexts(rung: usize, stride: usize, left: u32, right: u32, leftCode: u32, rightCode: u32): u32 {
  const lengths = <usize>load<u32>(rung, R_PLANES) + PLANE_LENGTH * stride;
  const leftLength = <u32>load<u8>(lengths + left);
  const rightLength = <u32>load<u8>(lengths + right);
  const measure = load<u32>(rung, R_MEASURE);
  // Length 63 stands for all that are longer, too.
  const most = measure == 0 ? min(MOST_SYMBOLS, LONG - 1) : MOST_OF_DISTANCE;
  if (max(leftLength, rightLength) > most) return ask(load<u32>(rung, R_NAME), leftCode, rightCode);
  const starts = <usize>load<u32>(rung, R_STARTS);
  const one = <usize>load<u32>(starts + (left << 2));
  const other = <usize>load<u32>(starts + (right << 2));
  if (measure == 0) {
    return reached(rung, jaroWinkler<u64>(
      one, leftLength, other, rightLength, region + MATCHES, load<u32>(rung, R_MAX_PREFIX),
      load<f64>(rung, R_PREFIX_SCALE), load<f64>(rung, R_RAISED_ABOVE), load<f64>(rung, R_ODD_HALF), load<f64>(rung, R_OF_EMPTY), load<f64>(rung, R_AT_LEAST)));
  }
  const atMost = load<i32>(rung, R_AT_MOST);
  const swaps = measure > 1;
  if (atMost < 2) return reached(rung, <f64>withinOne(one, leftLength, other, rightLength, swaps));
  const farthest = measure == 3 ? atMost + (atMost >> 1) : atMost;
  const distance = alignment(one, leftLength, other, rightLength, swaps, farthest);
  // Without restriction three and more may be less.
  return measure == 3 && distance > 2 && distance <= farthest ? ask(load<u32>(rung, R_NAME), leftCode, rightCode) : reached(rung, <f64>distance);
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
