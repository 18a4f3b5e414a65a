// pages: 2 to 65536, shared
/**
 * Gives pairs of blocks up before their levels are found: those that lose too much even if all went as well as a glance at two values allows.
 * Sixteen right records are held against a left one at once. What a glance tells: whether a value is missing, whether codes are equal, and by
 * how many letters of what kind two texts have whether they can be similar enough. Texts are looked at last, comparison by comparison: until then
 * those of all comparisons are taken to be similar, so that a pair is mostly given up by the letters of one.
 *
 * Losses are bytes here: a pair that has lost 255 is given up. The owner scales and rounds them so that none is given up too soon.
 *
 * The owner lays out descriptions, whose fields stand below, and for every thread a region. It writes the records of some blocks and calls
 * `read`, which puts what is known of them side by side, a plane for each thing; then it says which left records make pairs with which right
 * ones, all by their places among these records, and calls `sift`.
 */

/** Records that one call reads at most. */
export const MOST_MEMBERS: usize = 8192;
/** Comparisons at most. */
export const MOST_COMPARISONS: usize = 64;
/** Earlier rules at most. */
export const MOST_EARLIER: usize = 16;
/** Room for pairs; a left record is begun only where there is room for all it may have. */
const FOUND_CAPACITY: usize = 2 * MOST_MEMBERS;

/** Records that are looked at together. */
const LANES: u32 = 16;
/** Bytes of a plane: there is something behind the last record, and planes do not all begin at one place of a cache. */
export const PLANE_BYTES: usize = MOST_MEMBERS + 80;

// A region: what lies where, in bytes from its start.
/** Receives pairs that are neither given by an earlier rule nor given up: how many, and how many were given by none. */
export const FOUND: usize = 0;
export const GIVEN: usize = 4;
/** Ordinals of records. */
export const MEMBERS: usize = 16;
/** Of each left record its place, the place of the first right record that it is a pair with, and the place behind the last one. */
export const ROWS: usize = MEMBERS + 4 * PLANE_BYTES;
export const FIRSTS: usize = ROWS + 4 * MOST_MEMBERS;
export const ENDS: usize = FIRSTS + 4 * MOST_MEMBERS;
/** By earlier rule and record, a number that the records of its block share; 0 for none. A plane of four bytes a record for each rule. */
export const MEMBER_IDS: usize = ENDS + 4 * MOST_MEMBERS;
/** Receives the ordinals of the pairs. */
export const LEFTS: usize = MEMBER_IDS + 4 * PLANE_BYTES * MOST_EARLIER;
export const RIGHTS: usize = LEFTS + 4 * FOUND_CAPACITY;
/** By comparison, what sixteen pairs lose at least as far as their texts do not matter. */
const BOUNDS: usize = RIGHTS + 4 * FOUND_CAPACITY;
/** What is known of the records. */
export const PLANES: usize = BOUNDS + 16 * MOST_COMPARISONS;

// Something to read of each record: 32 bytes.
/** 0 its code: the low 16 bits, and a plane with 255 where there is none; 1 the signature of its text; 2 a byte by its code. */
const P_KIND: usize = 0;
/** Where its code stands in a record, in bytes. */
const P_COLUMN: usize = 4;
/** Codes by that code; 0 where it is meant itself. */
const P_CODES: usize = 8;
/** Records of texts, as `pair-levels` has them; or bytes. */
const P_VALUES: usize = 12;
/** Where its first plane begins. */
const P_PLANE: usize = 16;

const READING_BYTES: u32 = 32;

// A comparison: 64 bytes.
/** Where the planes of its codes begin. */
const C_LEFT: usize = 0;
const C_RIGHT: usize = 4;
/** What pairs lose that lack a value, that agree, and that differ without a sign of anything better. */
const C_BOTH_NULL: usize = 8;
const C_LEFT_NULL: usize = 12;
const C_RIGHT_NULL: usize = 16;
const C_EQUAL: usize = 20;
const C_DIFFERENT: usize = 24;
/** Whether what pairs lose that agree stands in the plane at `C_EQUAL`, by left record. */
const C_IS_BY_VALUE: usize = 28;
/** Signs of equal codes, and behind them those of texts. */
const C_SIGNS: usize = 32;
const C_CODE_SIGNS: usize = 36;
const C_TEXT_SIGNS: usize = 40;
/** What pairs may lose whose texts are similar. */
const C_SIMILAR: usize = 44;

const COMPARISON_BYTES: u32 = 64;

// A sign that a pair may lose less: 32 bytes.
/** Where its planes begin. */
const S_LEFT: usize = 0;
const S_RIGHT: usize = 4;
/** Of texts, by left length, 64 bytes: by right length symbols that texts must share whose first ones differ, then those of the others. */
const S_NEEDED: usize = 8;
/** What it may lose then. */
const S_BEST: usize = 12;

const SIGN_BYTES: u32 = 32;

/** Behind codes of two bytes, which are none. */
const NULLS: usize = 2 * PLANE_BYTES;

// Planes of a text: three of classes that are there, three of those that are there twice, then these.
const TWICE: usize = 3 * PLANE_BYTES;
const EXCESS: usize = 6 * PLANE_BYTES;
const FIRST_CLASS: usize = 7 * PLANE_BYTES;
/** The length as a place of a table; and as the signature tells it. */
const LENGTH: usize = 8 * PLANE_BYTES;
const TOLD_LENGTH: usize = 9 * PLANE_BYTES;

/** Length of a text of which nothing can be said: no place of any table. */
const NO_LENGTH: i8 = -128;
/** Greater lengths are told as this one. */
const MOST_LENGTH: i8 = 31;
const LONG: i8 = 63;

/**
 * Writes codes of records as the numbers of their blocks.
 *
 * @param region - address of the region.
 * @param members - number of records.
 * @param earlier - which of the earlier rules they are of.
 * @param column - address of the code of the first record.
 * @param recordBytes - bytes of a record.
 */
export function readIds(region: usize, members: u32, earlier: u32, column: usize, recordBytes: u32): void {
  const ids = region + <usize>earlier * (4 * PLANE_BYTES);
  for (let member: u32 = 0; member < members; member++) store<u32>(ids + (member << 2), load<u32>(column + <usize>load<u32>(region + (member << 2), MEMBERS) * recordBytes), MEMBER_IDS);
}

/**
 * Reads records.
 *
 * @param region - address of the region.
 * @param members - number of records, at least 1.
 * @param readings - descriptions of what is read, one behind the other.
 * @param count - how many.
 * @param records - codes of the records.
 * @param recordBytes - bytes of a record.
 */
export function read(region: usize, members: u32, readings: usize, count: u32, records: usize, recordBytes: u32): void {
  const end = (members + LANES - 1) / LANES * LANES;
  // Whole groups are read: the last record stands for those that are not there.
  for (let member = members; member < end; member++) store<u32>(region + (member << 2), load<u32>(region + ((members - 1) << 2), MEMBERS), MEMBERS);
  for (let index: u32 = 0; index < count; index++) {
    const reading = readings + index * READING_BYTES;
    const kind = load<u32>(reading, P_KIND);
    const column = records + <usize>load<u32>(reading, P_COLUMN);
    const codes = <usize>load<u32>(reading, P_CODES);
    const values = <usize>load<u32>(reading, P_VALUES);
    const plane = region + PLANES + <usize>load<u32>(reading, P_PLANE);
    if (kind == 0) readCodes(region, end, column, recordBytes, codes, plane);
    else if (kind == 1) for (let member: u32 = 0; member < end; member += LANES) readTexts(region + (member << 2), column, recordBytes, codes, values, plane + member);
    else for (let member: u32 = 0; member < end; member++) store<u8>(plane + member, load<u8>(values + codeOf(region + (member << 2), column, recordBytes, codes)));
  }
}

@inline
function codeOf(member: usize, column: usize, recordBytes: u32, codes: usize): usize {
  const code = <usize>load<u32>(column + <usize>load<u32>(member, MEMBERS) * recordBytes);
  return codes == 0 ? code : <usize>load<u32>(codes + (code << 2));
}

function readCodes(region: usize, end: u32, column: usize, recordBytes: u32, codes: usize, plane: usize): void {
  for (let member: u32 = 0; member < end; member++) {
    const code = codeOf(region + (member << 2), column, recordBytes, codes);
    store<u16>(plane + (member << 1), <u16>code);
    store<u8>(plane + member, code == 0 ? 255 : 0, NULLS);
  }
}

/** The signature of a text in the low half. */
@inline
function signatureOf(member: usize, column: usize, recordBytes: u32, codes: usize, texts: usize): v128 {
  return v128.load64_zero(texts + (codeOf(member, column, recordBytes, codes) << 4));
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

/** The signatures of two texts, eight records apart, by byte in turn. */
@inline
function signaturesOf(member: usize, column: usize, recordBytes: u32, codes: usize, texts: usize): v128 {
  return mixLow(signatureOf(member, column, recordBytes, codes, texts), signatureOf(member + 32, column, recordBytes, codes, texts));
}

/** Reads sixteen signatures, and writes their first bytes, their second bytes and so on: a matrix is turned in four steps. */
function readTexts(members: usize, column: usize, recordBytes: u32, codes: usize, texts: usize, at: usize): void {
  const zeroth = signaturesOf(members, column, recordBytes, codes, texts);
  const first = signaturesOf(members + 4, column, recordBytes, codes, texts);
  const second = signaturesOf(members + 8, column, recordBytes, codes, texts);
  const third = signaturesOf(members + 12, column, recordBytes, codes, texts);
  const fourth = signaturesOf(members + 16, column, recordBytes, codes, texts);
  const fifth = signaturesOf(members + 20, column, recordBytes, codes, texts);
  const sixth = signaturesOf(members + 24, column, recordBytes, codes, texts);
  const seventh = signaturesOf(members + 28, column, recordBytes, codes, texts);
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
  v128.store(at, mixHigh(evenOnce, oddOnce), PLANE_BYTES);
  v128.store(at, mixLow(evenLast, oddLast), 2 * PLANE_BYTES);
  const lengths = mixHigh(evenLast, oddLast);
  v128.store(at, mixLow(evenTwice, oddTwice), TWICE);
  v128.store(at, mixHigh(evenTwice, oddTwice), TWICE + PLANE_BYTES);
  v128.store(at, mixLow(evenMost, oddMost), TWICE + 2 * PLANE_BYTES);
  const firsts = mixHigh(evenMost, oddMost);
  const length = v128.and(lengths, i8x16.splat(LONG));
  const isLong = v128.and(i8x16.eq(length, i8x16.splat(LONG)), i8x16.splat(NO_LENGTH));
  v128.store(at, v128.or(i8x16.min_u(length, i8x16.splat(MOST_LENGTH)), isLong), LENGTH);
  v128.store(at, length, TOLD_LENGTH);
  v128.store(at, v128.and(firsts, i8x16.splat(31)), FIRST_CLASS);
  // The excess: two bits above the length, and three above the first class.
  v128.store(at, v128.or(v128.and(i16x8.shr_u(lengths, 6), i8x16.splat(3)), v128.and(i16x8.shr_u(firsts, 3), i8x16.splat(28))), EXCESS);
}

/**
 * Lists pairs of records that were read.
 *
 * @param row - first left record that is looked at.
 * @param rows - number of left records.
 * @param earlier - number of earlier rules.
 * @param comparisons - descriptions of comparisons, one behind the other.
 * @param count - how many.
 * @returns the first left record that was not looked at, since there was no room for its pairs.
 */
export function sift(region: usize, row: u32, rows: u32, earlier: u32, comparisons: usize, count: u32): u32 {
  let found: u32 = 0;
  let given: u32 = 0;
  for (; row < rows; row++) {
    const place = region + (row << 2);
    const left = load<u32>(place, ROWS);
    const end = load<u32>(place, ENDS);
    let right = load<u32>(place, FIRSTS);
    if (found + (end - right) > <u32>FOUND_CAPACITY) break;
    const ordinal = load<u32>(region + (left << 2), MEMBERS);
    for (; right < end; right += LANES) {
      let lost = taken(region, left, right, end, earlier);
      given += popcnt(isOpenOf(lost));
      for (let index: u32 = 0; index < count && isOpenOf(lost) != 0; index++) lost = lose(region, index, comparisons + index * COMPARISON_BYTES, left, right, lost);
      for (let index: u32 = 0; index < count && isOpenOf(lost) != 0; index++) lost = loseByTexts(region, index, comparisons + index * COMPARISON_BYTES, left, right, lost);
      for (let open = isOpenOf(lost); open != 0; open &= open - 1) {
        store<u32>(region + (found << 2), ordinal, LEFTS);
        store<u32>(region + (found << 2), load<u32>(region + ((right + ctz(open)) << 2), MEMBERS), RIGHTS);
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

/** Which of sixteen right records make no pair, or one of an earlier rule. */
@inline
function taken(region: usize, left: u32, right: u32, end: u32, earlier: u32): v128 {
  let found = i8x16.ge_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>min<u32>(LANES, end - right)));
  let ids = region;
  for (let index: u32 = 0; index < earlier; index++, ids += 4 * PLANE_BYTES) {
    const id = load<u32>(ids + (left << 2), MEMBER_IDS);
    if (id != 0) found = v128.or(found, areSame(ids + MEMBER_IDS + (right << 2), i32x4.splat(id)));
  }
  return found;
}

/** Which of sixteen words are one. */
@inline
function areSame(words: usize, word: v128): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(i32x4.eq(v128.load(words), word), i32x4.eq(v128.load(words, 16), word)),
    i16x8.narrow_i32x4_s(i32x4.eq(v128.load(words, 32), word), i32x4.eq(v128.load(words, 48), word)),
  );
}

/** Which of sixteen codes may be that of a left record: those that have the same low bits. */
@inline
function mayBeSame(leftCodes: usize, left: u32, rightCodes: usize, right: u32): v128 {
  const code = v128.load16_splat(leftCodes + (left << 1));
  const codes = rightCodes + (right << 1);
  return i8x16.narrow_i16x8_s(i16x8.eq(v128.load(codes), code), i16x8.eq(v128.load(codes, 16), code));
}

/** Adds what sixteen pairs of a left record lose in a comparison if their texts are similar. */
function lose(region: usize, index: u32, comparison: usize, left: u32, right: u32, lost: v128): v128 {
  const planes = region + PLANES;
  const leftCodes = planes + <usize>load<u32>(comparison, C_LEFT);
  const rightCodes = planes + <usize>load<u32>(comparison, C_RIGHT);
  const areNull = v128.load(rightCodes + right, NULLS);
  const at = region + (index << 4);
  if (load<u8>(leftCodes + left, NULLS) != 0) {
    v128.store(at, i8x16.splat(0), BOUNDS);
    return i8x16.add_sat_u(lost, v128.bitselect(v128.load8_splat(comparison, C_BOTH_NULL), v128.load8_splat(comparison, C_LEFT_NULL), areNull));
  }
  let bounds = v128.load8_splat(comparison, C_DIFFERENT);
  const signs = <usize>load<u32>(comparison, C_SIGNS);
  const end = signs + load<u32>(comparison, C_CODE_SIGNS) * SIGN_BYTES;
  for (let sign = signs; sign < end; sign += SIGN_BYTES) {
    const ofLeft = planes + <usize>load<u32>(sign, S_LEFT);
    if (load<u8>(ofLeft + left, NULLS) == 0) bounds = lower(bounds, v128.load8_splat(sign, S_BEST), mayBeSame(ofLeft, left, planes + <usize>load<u32>(sign, S_RIGHT), right));
  }
  const isByValue = load<u32>(comparison, C_IS_BY_VALUE) != 0;
  const equal = v128.load8_splat(isByValue ? planes + <usize>load<u32>(comparison, C_EQUAL) + left : comparison + C_EQUAL);
  bounds = lower(bounds, equal, mayBeSame(leftCodes, left, rightCodes, right));
  // Where a value is missing, no text matters.
  v128.store(at, v128.andnot(bounds, areNull), BOUNDS);
  bounds = i8x16.min_u(bounds, v128.load8_splat(comparison, C_SIMILAR));
  return i8x16.add_sat_u(lost, v128.bitselect(v128.load8_splat(comparison, C_RIGHT_NULL), bounds, areNull));
}

/** Adds what sixteen pairs lose more in a comparison where their texts are not similar. */
function loseByTexts(region: usize, index: u32, comparison: usize, left: u32, right: u32, lost: v128): v128 {
  const bounds = v128.load(region + (index << 4), BOUNDS);
  const supposed = i8x16.min_u(bounds, v128.load8_splat(comparison, C_SIMILAR));
  // What open pairs can lose more: nothing, where equal codes have told, or there are no texts.
  if (!v128.any_true(v128.andnot(i8x16.sub(bounds, supposed), i8x16.eq(lost, i8x16.splat(-1))))) return lost;
  const planes = region + PLANES;
  const signs = <usize>load<u32>(comparison, C_SIGNS) + load<u32>(comparison, C_CODE_SIGNS) * SIGN_BYTES;
  const end = signs + load<u32>(comparison, C_TEXT_SIGNS) * SIGN_BYTES;
  let found = bounds;
  for (let sign = signs; sign < end; sign += SIGN_BYTES) {
    const where = mightShare(planes + <usize>load<u32>(sign, S_LEFT) + left, planes + <usize>load<u32>(sign, S_RIGHT) + right, <usize>load<u32>(sign, S_NEEDED));
    found = lower(found, v128.load8_splat(sign, S_BEST), where);
  }
  return i8x16.add_sat_u(lost, i8x16.sub(found, supposed));
}

/** Lowers what is lost where a sign says that it may be less. */
@inline
function lower(bounds: v128, best: v128, where: v128): v128 {
  return v128.bitselect(i8x16.min_u(bounds, best), bounds, where);
}

/** Symbols of a class that a text and sixteen others have in common, by plane. */
@inline
function sharedOf(left: usize, right: usize): v128 {
  return i8x16.popcnt(v128.and(v128.load8_splat(left), v128.load(right)));
}

/** Which of sixteen texts might share as many symbols with a left one as they would have to. */
@inline
function mightShare(left: usize, right: usize, table: usize): v128 {
  const once = i8x16.add(i8x16.add(sharedOf(left, right), sharedOf(left + PLANE_BYTES, right + PLANE_BYTES)), sharedOf(left + 2 * PLANE_BYTES, right + 2 * PLANE_BYTES));
  const twice = i8x16.add(
    i8x16.add(sharedOf(left + TWICE, right + TWICE), sharedOf(left + TWICE + PLANE_BYTES, right + TWICE + PLANE_BYTES)),
    sharedOf(left + TWICE + 2 * PLANE_BYTES, right + TWICE + 2 * PLANE_BYTES),
  );
  const shared = i8x16.add(i8x16.add(once, twice), i8x16.min_u(v128.load8_splat(left, EXCESS), v128.load(right, EXCESS)));
  const needed = table + (<usize>load<u8>(left, TOLD_LENGTH) << 6);
  const short = v128.load(right, LENGTH);
  const long = i8x16.sub(short, i8x16.splat(16));
  const leastShared = v128.bitselect(
    v128.or(i8x16.swizzle(v128.load(needed, 32), short), i8x16.swizzle(v128.load(needed, 48), long)),
    v128.or(i8x16.swizzle(v128.load(needed), short), i8x16.swizzle(v128.load(needed, 16), long)),
    i8x16.eq(v128.load8_splat(left, FIRST_CLASS), v128.load(right, FIRST_CLASS)),
  );
  return i8x16.ge_u(shared, leastShared);
}
