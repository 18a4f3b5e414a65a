/**
 * Describes texts of one byte a symbol, so that two words tell what two texts can have in common. Part of kernels; twin of
 * `link/kernel/compare/signatures.ts`, which says what the words hold.
 *
 * The record of a text has 16 bytes: both words of its signature, address of its first symbol, length. Texts lie one behind the other.
 */

const RECORD_BYTES: usize = 16;
const ADDRESS: usize = 8;
const LENGTH: usize = 12;

/** Lengths from here on are not told apart. */
const LONG: u32 = 63;
/** An excess of so many or more is told as so many. */
const MOST_EXCESS: u32 = 31;
/** Stands for the first symbol of an empty text. */
const NO_CLASS: u32 = 31;
/** Length of a text that is not measured. */
const NOT_MEASURED: u32 = 255;

/**
 * Writes signatures and lengths into records that hold addresses.
 *
 * @param records - address of the first record.
 * @param count - number of records.
 * @param end - one past the last symbol of the last text.
 * @param bits - 32 bits by byte: the bit of its class.
 * @param mostSymbols - symbols of a text that is measured.
 * @param hasOthers - whether byte 0 stands for several symbols: texts that have it are not measured.
 */
export function describeTexts(records: usize, count: u32, end: usize, bits: usize, mostSymbols: u32, hasOthers: bool): void {
  const last = records + RECORD_BYTES * count;
  for (let record = records, next = <usize>load<u32>(records, ADDRESS); record < last; record += RECORD_BYTES) {
    const start = next;
    next = record + RECORD_BYTES < last ? <usize>load<u32>(record, RECORD_BYTES + ADDRESS) : end;
    let once: u32 = 0;
    let twice: u32 = 0;
    for (let at = start; at < next; at++) {
      const bit = load<u32>(bits + (<usize>load<u8>(at) << 2));
      twice |= once & bit;
      once |= bit;
    }
    const length = <u32>(next - start);
    const excess = length - popcnt(once) - popcnt(twice);
    const isLong = length >= LONG || excess > MOST_EXCESS;
    const told = isLong ? MOST_EXCESS : excess;
    const first = length == 0 ? NO_CLASS : ctz(load<u32>(bits + (<usize>load<u8>(start) << 2)));
    store<u32>(record, once | ((isLong ? LONG : length) << 24) | ((told & 3) << 30));
    store<u32>(record, twice | (first << 24) | ((told >> 2) << 29), 4);
    store<u32>(record, length <= mostSymbols && !(hasOthers && hasZero(start, next)) ? length : NOT_MEASURED, LENGTH);
  }
}

function hasZero(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) if (load<u8>(at) == 0) return true;
  return false;
}
