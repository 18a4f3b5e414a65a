/**
 * Measures of two short texts of one byte a symbol. Part of kernels; twin of `text/similarity`, which says what they must do.
 *
 * Vectors are read of 32 bytes from where a text begins, of 64 where it is longer, whatever lies behind it.
 */

/** Symbols of a text whose similarity is measured, in words of 64 bits. */
export const MOST_SYMBOLS: u32 = 64;
/** Symbols of a text whose distance is measured, or its similarity in words of 32 bits. */
export const MOST_OF_DISTANCE: u32 = 32;
/** Bytes that {@link jaroWinkler} writes to, in words of 64 bits: for each symbol a word. */
export const MATCHES_BYTES: usize = 8 * 64;

/** The places of a text, as bits, where a symbol stands. What lies behind the text is not left out. */
@inline
function placesOf(low: v128, high: v128, isLong: bool, symbol: u8): u32 {
  const splat = i8x16.splat(symbol);
  const where = <u32>i8x16.bitmask(i8x16.eq(low, splat));
  return isLong ? where | (<u32>i8x16.bitmask(i8x16.eq(high, splat)) << 16) : where;
}

/** The places at which two texts are the same, as bits. */
@inline
function samePlaces(left: usize, right: usize): u32 {
  const low = <u32>i8x16.bitmask(i8x16.eq(v128.load(left), v128.load(right)));
  return low | (<u32>i8x16.bitmask(i8x16.eq(v128.load(left, 16), v128.load(right, 16))) << 16);
}

@inline
function firstBits<Bits>(count: u32): Bits {
  return count >= 8 * <u32>sizeof<Bits>() ? <Bits>-1 : (<Bits>1 << <Bits>count) - 1;
}

/** The places of a text, as bits of a word, where a symbol stands. What lies behind the text is not left out. */
@inline
function placesInText<Bits>(text: usize, length: u32, low: v128, high: v128, symbol: u8): Bits {
  const where = <Bits>placesOf(low, high, length > 16, symbol);
  if (sizeof<Bits>() == 8) {
    if (length > 32) return where | (<Bits>placesOf(v128.load(text, 32), v128.load(text, 48), true, symbol) << 32);
  }
  return where;
}

/**
 * Measures the similarity of Jaro and Winkler of two texts of at most as many symbols as a word of places has bits: u32 or u64.
 *
 * @param matches - receives, for each matched symbol of the right text, the places of the left text where it stands.
 * @param atLeast - similarities below it may be told as 0.
 */
export function jaroWinkler<Bits>(
  left: usize, leftLength: u32, right: usize, rightLength: u32, matches: usize, maxPrefix: u32, prefixScale: f64, raisedAbove: f64, oddHalf: f64, ofEmpty: f64, atLeast: f64,
): f64 {
  const shorter = min(leftLength, rightLength);
  if (shorter == 0) return leftLength == rightLength ? ofEmpty : 0;
  const prefix = <f64>min(min(maxPrefix, shorter), ctz(~samePlaces(left, right)));
  let leastShared: f64 = 1;
  if (atLeast > 0) {
    const gain = prefixScale * prefix;
    const leastJaro = Math.max((atLeast - gain) / (1 - gain), Math.min(atLeast, raisedAbove));
    leastShared = (3 * leastJaro - 1) * <f64>leftLength * <f64>rightLength / <f64>(leftLength + rightLength) - 1e-9;
    if (<f64>shorter < leastShared) return 0;
  }
  const low = v128.load(left);
  const high = v128.load(left, 16);
  const reach = max<i32>(0, <i32>(max(leftLength, rightLength) >> 1) - 1);
  // The places within reach: the window grows at its lower end until it is whole, and then moves on.
  let growth = firstBits<Bits>(reach + 1);
  let within = growth;
  let free = firstBits<Bits>(leftLength);
  let used: Bits = 0;
  let shared: u32 = 0;
  for (let place: u32 = 0; place < rightLength; place++) {
    const where = placesInText<Bits>(left, leftLength, low, high, load<u8>(right + place));
    const open = where & within & free;
    const taken = open & (0 - open);
    used |= taken;
    free ^= taken;
    // Written whether it matches or not, and counted when it does.
    store<Bits>(matches + <usize>shared * sizeof<Bits>(), where);
    shared += u32(open != 0);
    growth >>= 1;
    within = (within << 1) | (growth & 1);
  }
  if (shared == 0 || <f64>shared < leastShared) return 0;
  let moved = shared;
  for (let index: u32 = 0; index < shared; index++) {
    moved -= u32((load<Bits>(matches + <usize>index * sizeof<Bits>()) & used & (0 - used)) != 0);
    used &= used - 1;
  }
  const transpositions = <f64>(moved >> 1) + oddHalf * <f64>(moved & 1);
  const jaro = (<f64>shared / <f64>leftLength + <f64>shared / <f64>rightLength + (<f64>shared - transpositions) / <f64>shared) / 3;
  return jaro <= raisedAbove ? jaro : jaro + prefix * prefixScale * (1 - jaro);
}

/** The distance of two texts of at most 32 symbols where it is at most 1, else 2 or more. */
export function withinOne(left: usize, leftLength: u32, right: usize, rightLength: u32, swaps: bool): i32 {
  if (leftLength == rightLength) {
    const other = ~samePlaces(left, right) & firstBits<u32>(leftLength);
    const count = popcnt(other);
    if (count != 2 || !swaps) return count;
    const first = ctz(other);
    const isSwap = other == (<u32>3 << first) && load<u16>(left + first) == bswap<u16>(load<u16>(right + first));
    return isSwap ? 1 : 2;
  }
  if (leftLength > rightLength) return leftLength - rightLength > 1 ? 2 : withoutOne(left, right, rightLength);
  return rightLength - leftLength > 1 ? 2 : withoutOne(right, left, leftLength);
}

/** Whether the longer text is the shorter one and a symbol more: 1, else 2. */
@inline
function withoutOne(long: usize, short: usize, shortLength: u32): i32 {
  const before = firstBits<u32>(min(<u32>ctz(~samePlaces(long, short)), shortLength));
  const other = ~samePlaces(long + 1, short) & firstBits<u32>(shortLength) & ~before;
  return other == 0 ? 1 : 2;
}

/** The distance of two texts of at most 32 symbols where it is at most `most`, else a greater number: a column of the table of distances as the bits of its differences. */
export function alignment(left: usize, leftLength: u32, right: usize, rightLength: u32, swaps: bool, most: i32): i32 {
  if (leftLength == 0 || rightLength == 0) return max(leftLength, rightLength);
  const isLong = leftLength > 16;
  const low = v128.load(left);
  const high = v128.load(left, 16);
  const last = leftLength - 1;
  let distance: i32 = leftLength;
  let rise: u32 = 0xffffffff;
  let fall: u32 = 0;
  let kept: u32 = 0;
  let sameBefore: u32 = 0;
  for (let place: u32 = 0; place < rightLength; place++) {
    const same = placesOf(low, high, isLong, load<u8>(right + place));
    const swapped = swaps ? ((~kept & same) << 1) & sameBefore : 0;
    kept = (((same & rise) + rise) ^ rise) | same | fall | swapped;
    const more = fall | ~(kept | rise);
    const less = kept & rise;
    distance += <i32>((more >> last) & 1) - <i32>((less >> last) & 1);
    const moreBefore = (more << 1) | 1;
    rise = (less << 1) | ~(kept | moreBefore);
    fall = kept & moreBefore;
    sameBefore = same;
    // Each further symbol can bring the distance down by one.
    if (distance - <i32>(rightLength - 1 - place) > most) break;
  }
  return distance;
}
