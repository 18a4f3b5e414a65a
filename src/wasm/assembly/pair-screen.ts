// pages: 2 to 65536, shared
/**
 * Gives pairs of a block up before their levels are found: those that lose too much even if all went as well as a glance at two values allows.
 * Sixteen right records are held against a left one at once. What a glance tells: whether a value is missing, whether codes are equal, and by
 * how many letters of what kind two texts have whether they can be similar enough.
 *
 * Losses are bytes here: a pair that has lost 255 is given up. The owner scales and rounds them so that none is given up too soon.
 *
 * The owner lays out descriptions, whose fields stand below, and for every thread a region. It writes the right records of a block and calls
 * `read`, which puts what is known of them side by side, sixteen records at a time; then it writes left records and calls `sift`.
 */

/** Right records of a block at most. */
export const MOST_MEMBERS: usize = 8192;
/** Left records that one call accepts. */
export const MOST_ROWS: usize = 1024;
/** Earlier rules at most. */
export const MOST_EARLIER: usize = 16;
/** Room for pairs; a left record is begun only where there is room for all it may have. */
const FOUND_CAPACITY: usize = 2 * MOST_MEMBERS;

// A region: what lies where, in bytes from its start.
/** Receives pairs that are neither given by an earlier rule nor given up: how many, and how many were given by none. */
export const FOUND: usize = 0;
export const GIVEN: usize = 4;
/** Ordinals of right records, and of left ones. */
export const MEMBERS: usize = 16;
export const ROWS: usize = MEMBERS + 4 * MOST_MEMBERS;
/** By left record, the first right record that it is a pair with. */
export const FIRSTS: usize = ROWS + 4 * MOST_ROWS;
/** By earlier rule and record, the block it is in; 0 for none. */
export const MEMBER_IDS: usize = FIRSTS + 4 * MOST_ROWS;
export const ROW_IDS: usize = MEMBER_IDS + 4 * MOST_MEMBERS * MOST_EARLIER;
/** Receives the ordinals of the pairs. */
export const LEFTS: usize = ROW_IDS + 4 * MOST_ROWS * MOST_EARLIER;
export const RIGHTS: usize = LEFTS + 4 * FOUND_CAPACITY;
/** A byte a right record: what it has lost with the left record at hand, and what it loses at least in the comparison at hand. */
const LOST: usize = RIGHTS + 4 * FOUND_CAPACITY;
const BOUNDS: usize = LOST + MOST_MEMBERS;
/** Codes of the right records in the comparison at hand. */
const CODES: usize = BOUNDS + MOST_MEMBERS;
/** What is known of the right records, group by group. */
export const GROUPS: usize = CODES + 4 * MOST_MEMBERS;

/** Records that are looked at together. */
const LANES: u32 = 16;

// A comparison: 64 bytes.
/** Where its codes stand in a record, in bytes. */
const C_LEFT: usize = 0;
const C_RIGHT: usize = 4;
/** Where its lanes stand in a group: the low 16 bits of codes, then a byte each, 255 where there is none. */
const C_LANES: usize = 8;
/** What pairs lose that lack a value, that agree, and that differ without a sign of anything better. */
const C_BOTH_NULL: usize = 12;
const C_LEFT_NULL: usize = 16;
const C_RIGHT_NULL: usize = 20;
const C_EQUAL: usize = 24;
const C_DIFFERENT: usize = 28;
const C_SIGNS: usize = 32;
const C_SIGN_COUNT: usize = 36;
/** A byte by code: what pairs lose that agree on it; 0 where that is the same for all. */
const C_EQUAL_BY_CODE: usize = 40;

const NULLS: usize = 32;

// A sign that a pair may lose less: 32 bytes.
/** 0 equal codes, 1 texts that might share enough symbols. */
const S_KIND: usize = 0;
/** Codes by code of the comparison; 0 where these are meant themselves. */
const S_LEFT_CODES: usize = 4;
const S_RIGHT_CODES: usize = 8;
/** Records of texts, as `pair-levels` has them. */
const S_TEXTS: usize = 12;
/** By left length, 64 bytes: by right length symbols that texts must share whose first ones differ, then those of the others. */
const S_NEEDED: usize = 16;
/** Where its lanes stand in a group. */
const S_LANES: usize = 20;
/** What it may lose then. */
const S_BEST: usize = 24;

const COMPARISON_BYTES: u32 = 64;
const SIGN_BYTES: u32 = 32;

// Lanes of texts: planes of 16 bytes, of which the first three and those from 64 on have the classes.
const LENGTH: usize = 48;
const FIRST_CLASS: usize = 112;
const EXCESS: usize = 128;

/** Length of a text of which nothing can be said: no place of any table. */
const NO_LENGTH: i8 = -128;
/** Greater lengths are told as this one. */
const MOST_LENGTH: i8 = 31;
const LONG: u32 = 63;

/**
 * Reads the right records of a block.
 *
 * @param region - address of the region.
 * @param members - number of records.
 * @param comparisons - descriptions of comparisons, one behind the other.
 * @param count - how many.
 * @param groupBytes - bytes of what is known of sixteen records.
 * @param records - codes of the records.
 * @param recordBytes - bytes of a record.
 */
export function read(region: usize, members: u32, comparisons: usize, count: u32, groupBytes: u32, records: usize, recordBytes: u32): void {
  const end = (members + LANES - 1) / LANES;
  // Whole groups are read: the last record stands for those that are not there.
  for (let member = members; member < end * LANES; member++) store<u32>(region + (member << 2), load<u32>(region + ((members - 1) << 2), MEMBERS), MEMBERS);
  for (let index: u32 = 0; index < count; index++) {
    const comparison = comparisons + index * COMPARISON_BYTES;
    const codes = records + <usize>load<u32>(comparison, C_RIGHT);
    const lanes = region + GROUPS + <usize>load<u32>(comparison, C_LANES);
    for (let member: u32 = 0; member < end * LANES; member++) {
      const code = load<u32>(codes + <usize>load<u32>(region + (member << 2), MEMBERS) * recordBytes);
      const group = lanes + (member / LANES) * groupBytes;
      const lane = member % LANES;
      store<u32>(region + (member << 2), code, CODES);
      store<u16>(group + (lane << 1), code);
      store<u8>(group + lane, code == 0 ? 255 : 0, NULLS);
    }
    const signs = <usize>load<u32>(comparison, C_SIGNS);
    const signCount = load<u32>(comparison, C_SIGN_COUNT);
    for (let place: u32 = 0; place < signCount; place++) readSign(region, end, signs + place * SIGN_BYTES, groupBytes);
  }
}

function readSign(region: usize, end: u32, sign: usize, groupBytes: u32): void {
  const beside = <usize>load<u32>(sign, S_RIGHT_CODES);
  const texts = <usize>load<u32>(sign, S_TEXTS);
  const lanes = region + GROUPS + <usize>load<u32>(sign, S_LANES);
  const isText = load<u32>(sign, S_KIND) != 0;
  for (let group: u32 = 0; group < end; group++) {
    const codes = region + CODES + ((group * LANES) << 2);
    const at = lanes + group * groupBytes;
    if (isText) readTexts(codes, beside, texts, at);
    else for (let lane: u32 = 0; lane < LANES; lane++) store<u16>(at + (lane << 1), codeBeside(codes + (lane << 2), beside));
  }
}

@inline
function codeBeside(code: usize, beside: usize): u32 {
  return beside == 0 ? load<u32>(code) : load<u32>(beside + (<usize>load<u32>(code) << 2));
}

/** The signature of a text in the low half. */
@inline
function signatureOf(codes: usize, lane: u32, beside: usize, texts: usize): v128 {
  return v128.load64_zero(texts + (<usize>codeBeside(codes + (lane << 2), beside) << 4));
}

/** The bytes of two low halves in turn. */
@inline
function mixLow(left: v128, right: v128): v128 {
  return i8x16.shuffle(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

@inline
function mixHigh(left: v128, right: v128): v128 {
  return i8x16.shuffle(left, right, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Reads sixteen signatures, and writes their first bytes, their second bytes and so on: a matrix is turned in four steps. */
function readTexts(codes: usize, beside: usize, texts: usize, at: usize): void {
  const zeroth = mixLow(signatureOf(codes, 0, beside, texts), signatureOf(codes, 8, beside, texts));
  const first = mixLow(signatureOf(codes, 1, beside, texts), signatureOf(codes, 9, beside, texts));
  const second = mixLow(signatureOf(codes, 2, beside, texts), signatureOf(codes, 10, beside, texts));
  const third = mixLow(signatureOf(codes, 3, beside, texts), signatureOf(codes, 11, beside, texts));
  const fourth = mixLow(signatureOf(codes, 4, beside, texts), signatureOf(codes, 12, beside, texts));
  const fifth = mixLow(signatureOf(codes, 5, beside, texts), signatureOf(codes, 13, beside, texts));
  const sixth = mixLow(signatureOf(codes, 6, beside, texts), signatureOf(codes, 14, beside, texts));
  const seventh = mixLow(signatureOf(codes, 7, beside, texts), signatureOf(codes, 15, beside, texts));
  // By words, of the even texts and the odd ones.
  const evenOnce = mixLow(mixLow(zeroth, fourth), mixLow(second, sixth));
  const oddOnce = mixLow(mixLow(first, fifth), mixLow(third, seventh));
  const evenLast = mixHigh(mixLow(zeroth, fourth), mixLow(second, sixth));
  const oddLast = mixHigh(mixLow(first, fifth), mixLow(third, seventh));
  const evenTwice = mixLow(mixHigh(zeroth, fourth), mixHigh(second, sixth));
  const oddTwice = mixLow(mixHigh(first, fifth), mixHigh(third, seventh));
  const evenMost = mixHigh(mixHigh(zeroth, fourth), mixHigh(second, sixth));
  const oddMost = mixHigh(mixHigh(first, fifth), mixHigh(third, seventh));
  v128.store(at, mixLow(evenOnce, oddOnce));
  v128.store(at, mixHigh(evenOnce, oddOnce), 16);
  v128.store(at, mixLow(evenLast, oddLast), 32);
  const lengths = mixHigh(evenLast, oddLast);
  v128.store(at, mixLow(evenTwice, oddTwice), 64);
  v128.store(at, mixHigh(evenTwice, oddTwice), 80);
  v128.store(at, mixLow(evenMost, oddMost), 96);
  const firsts = mixHigh(evenMost, oddMost);
  const length = v128.and(lengths, i8x16.splat(63));
  const isLong = v128.and(i8x16.eq(length, i8x16.splat(63)), i8x16.splat(NO_LENGTH));
  v128.store(at, v128.or(i8x16.min_u(length, i8x16.splat(MOST_LENGTH)), isLong), LENGTH);
  v128.store(at, v128.and(firsts, i8x16.splat(31)), FIRST_CLASS);
  // The excess: two bits above the length, and three above the first class.
  v128.store(at, v128.or(v128.and(i16x8.shr_u(lengths, 6), i8x16.splat(3)), v128.and(i16x8.shr_u(firsts, 3), i8x16.splat(28))), EXCESS);
}

@inline
function excessOf(once: u32, twice: u32): u32 {
  return ((twice >> 29) << 2) | (once >> 30);
}

/**
 * Lists pairs of left records with the right ones that were read.
 *
 * @param row - first left record that is looked at.
 * @param rows - number of left records.
 * @param earlier - number of earlier rules.
 * @returns the first left record that was not looked at, since there was no room for its pairs.
 */
export function sift(region: usize, row: u32, rows: u32, members: u32, earlier: u32, comparisons: usize, count: u32, groupBytes: u32, records: usize, recordBytes: u32): u32 {
  let found: u32 = 0;
  let given: u32 = 0;
  const end = (members + LANES - 1) / LANES;
  for (; row < rows && found + members <= <u32>FOUND_CAPACITY; row++) {
    const first = load<u32>(region + (row << 2), FIRSTS);
    const start = first / LANES;
    const ofRow = begin(region, row, first, members, earlier);
    given += ofRow;
    if (ofRow == 0) continue;
    const ordinal = load<u32>(region + (row << 2), ROWS);
    const left = records + <usize>ordinal * recordBytes;
    let isOpen = true;
    for (let index: u32 = 0; index < count && isOpen; index++) isOpen = lose(region, comparisons + index * COMPARISON_BYTES, left, start, end, groupBytes);
    if (!isOpen) continue;
    for (let group = start; group < end; group++) {
      let open = isOpenOf(v128.load(region + group * LANES, LOST));
      for (; open != 0; open &= open - 1) {
        store<u32>(region + (found << 2), ordinal, LEFTS);
        store<u32>(region + (found << 2), load<u32>(region + ((group * LANES + ctz(open)) << 2), MEMBERS), RIGHTS);
        found++;
      }
    }
  }
  store<u32>(region, found, FOUND);
  store<u32>(region, given, GIVEN);
  return row;
}

/** The lanes that have not lost all, as bits. */
@inline
function isOpenOf(lost: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.eq(lost, i8x16.splat(-1))) ^ 0xffff;
}

/** Gives up what is no pair, or one of an earlier rule; tells how many are left. */
@inline
function begin(region: usize, row: u32, first: u32, members: u32, earlier: u32): u32 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  let given: u32 = 0;
  for (let group = first / LANES; group * LANES < members; group++) {
    const from = group * LANES;
    let taken = v128.or(i8x16.lt_s(lanes, i8x16.splat(<i8>max<i32>(0, first - from))), i8x16.ge_s(lanes, i8x16.splat(<i8>min<i32>(LANES, members - from))));
    for (let index: u32 = 0; index < earlier; index++) {
      const id = load<u32>(region + ((index * <u32>MOST_ROWS + row) << 2), ROW_IDS);
      if (id != 0) taken = v128.or(taken, areSame(region + MEMBER_IDS + ((index * <u32>MOST_MEMBERS + from) << 2), i32x4.splat(id)));
    }
    v128.store(region + from, taken, LOST);
    given += popcnt(isOpenOf(taken));
  }
  return given;
}

/** Which of sixteen words are one. */
@inline
function areSame(words: usize, word: v128): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(i32x4.eq(v128.load(words), word), i32x4.eq(v128.load(words, 16), word)),
    i16x8.narrow_i32x4_s(i32x4.eq(v128.load(words, 32), word), i32x4.eq(v128.load(words, 48), word)),
  );
}

/** Which of sixteen codes may be one: those that have the same low bits. */
@inline
function mayBeSame(lowBits: usize, code: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.eq(v128.load(lowBits), code), i16x8.eq(v128.load(lowBits, 16), code));
}

/** Adds what the pairs of a left record lose in a comparison; tells whether any is left. */
function lose(region: usize, comparison: usize, left: usize, start: u32, end: u32, groupBytes: u32): bool {
  const code = load<u32>(left + <usize>load<u32>(comparison, C_LEFT));
  const lanes = region + GROUPS + <usize>load<u32>(comparison, C_LANES);
  let isOpen: u32 = 0;
  if (code == 0) {
    const both = v128.load_splat<u8>(comparison, C_BOTH_NULL);
    const one = v128.load_splat<u8>(comparison, C_LEFT_NULL);
    for (let group = start; group < end; group++) {
      const lost = i8x16.add_sat_u(v128.load(region + group * LANES, LOST), v128.bitselect(both, one, v128.load(lanes + group * groupBytes, NULLS)));
      v128.store(region + group * LANES, lost, LOST);
      isOpen |= isOpenOf(lost);
    }
    return isOpen != 0;
  }
  const different = v128.load_splat<u8>(comparison, C_DIFFERENT);
  for (let group = start; group < end; group++) v128.store(region + group * LANES, different, BOUNDS);
  const signs = <usize>load<u32>(comparison, C_SIGNS);
  const signCount = load<u32>(comparison, C_SIGN_COUNT);
  for (let index: u32 = 0; index < signCount; index++) hope(region, signs + index * SIGN_BYTES, code, start, end, groupBytes);
  const lowBits = i16x8.splat(<i16>code);
  const byCode = <usize>load<u32>(comparison, C_EQUAL_BY_CODE);
  const equal = byCode == 0 ? v128.load_splat<u8>(comparison, C_EQUAL) : v128.load_splat<u8>(byCode + code);
  const rightNull = v128.load_splat<u8>(comparison, C_RIGHT_NULL);
  for (let group = start; group < end; group++) {
    const at = lanes + group * groupBytes;
    lower(region + group * LANES, equal, mayBeSame(at, lowBits));
    const lost = i8x16.add_sat_u(v128.load(region + group * LANES, LOST), v128.bitselect(rightNull, v128.load(region + group * LANES, BOUNDS), v128.load(at, NULLS)));
    v128.store(region + group * LANES, lost, LOST);
    isOpen |= isOpenOf(lost);
  }
  return isOpen != 0;
}

/** Lowers what is lost where a sign says that it may be less. */
function hope(region: usize, sign: usize, code: u32, start: u32, end: u32, groupBytes: u32): void {
  const beside = <usize>load<u32>(sign, S_LEFT_CODES);
  if (beside != 0) code = load<u32>(beside + (code << 2));
  const lanes = region + GROUPS + <usize>load<u32>(sign, S_LANES);
  const best = v128.load_splat<u8>(sign, S_BEST);
  if (load<u32>(sign, S_KIND) == 0) {
    if (code == 0) return;
    const lowBits = i16x8.splat(<i16>code);
    for (let group = start; group < end; group++) lower(region + group * LANES, best, mayBeSame(lanes + group * groupBytes, lowBits));
    return;
  }
  const text = <usize>load<u32>(sign, S_TEXTS) + (code << 4);
  const once = load<u32>(text);
  const twice = load<u32>(text, 4);
  const length = code == 0 ? LONG : (once >> 24) & 63;
  const needed = <usize>load<u32>(sign, S_NEEDED) + (length << 6);
  const ofShort = v128.load(needed);
  const ofLong = v128.load(needed, 16);
  const sameOfShort = v128.load(needed, 32);
  const sameOfLong = v128.load(needed, 48);
  const once0 = i8x16.splat(<u8>once);
  const once1 = i8x16.splat(<u8>(once >> 8));
  const once2 = i8x16.splat(<u8>(once >> 16));
  const twice0 = i8x16.splat(<u8>twice);
  const twice1 = i8x16.splat(<u8>(twice >> 8));
  const twice2 = i8x16.splat(<u8>(twice >> 16));
  const excess = i8x16.splat(<u8>excessOf(once, twice));
  const firstClass = i8x16.splat(<u8>((twice >> 24) & 31));
  const half = i8x16.splat(16);
  for (let group = start; group < end; group++) {
    if (isOpenOf(v128.load(region + group * LANES, LOST)) == 0) continue;
    const at = lanes + group * groupBytes;
    const onceShared = i8x16.add(
      i8x16.popcnt(v128.and(once0, v128.load(at))),
      i8x16.add(i8x16.popcnt(v128.and(once1, v128.load(at, 16))), i8x16.popcnt(v128.and(once2, v128.load(at, 32)))),
    );
    const twiceShared = i8x16.add(
      i8x16.popcnt(v128.and(twice0, v128.load(at, 64))),
      i8x16.add(i8x16.popcnt(v128.and(twice1, v128.load(at, 80))), i8x16.popcnt(v128.and(twice2, v128.load(at, 96)))),
    );
    const shared = i8x16.add(i8x16.add(onceShared, twiceShared), i8x16.min_u(excess, v128.load(at, EXCESS)));
    const short = v128.load(at, LENGTH);
    const long = i8x16.sub(short, half);
    const leastShared = v128.bitselect(
      v128.or(i8x16.swizzle(sameOfShort, short), i8x16.swizzle(sameOfLong, long)),
      v128.or(i8x16.swizzle(ofShort, short), i8x16.swizzle(ofLong, long)),
      i8x16.eq(firstClass, v128.load(at, FIRST_CLASS)),
    );
    lower(region + group * LANES, best, i8x16.ge_u(shared, leastShared));
  }
}

@inline
function lower(bounds: usize, best: v128, where: v128): void {
  const bound = v128.load(bounds, BOUNDS);
  v128.store(bounds, v128.bitselect(i8x16.min_u(bound, best), bound, where), BOUNDS);
}
