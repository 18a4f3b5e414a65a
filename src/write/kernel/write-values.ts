import type { CellWriter, CsvDialect } from './csv-writer.ts';
import { writeDouble, writeInteger, writePadded, writeScaled } from './digits.ts';

const MINUS = 45;
const COLON = 58;
const DOT = 46;

/** Makes the writer of a column whose cells have at most `width` bytes; null cells are empty. */
function valueWriter(valid: Uint8Array | null, width: number, write: CellWriter['write']): CellWriter {
  return {
    mostBytes: (from, to) => (to - from) * width,
    write: valid === null ? write : (row, out, at) => ((valid[row >> 3]! & (1 << (row & 7))) === 0 ? at : write(row, out, at)),
  };
}

/**
 * Makes a writer of 32-bit whole numbers.
 *
 * @param values - Int32Array(rows).
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer.
 */
export function int32Writer(values: Int32Array, valid: Uint8Array | null): CellWriter {
  return valueWriter(valid, 11, (row, out, at) => {
    const value = values[row]!;
    if (value >= 0) return writeInteger(value, out, at);
    out[at] = MINUS;
    return writeInteger(-value, out, at + 1);
  });
}

/**
 * Makes a writer of 64-bit whole numbers, exact.
 *
 * @param values - BigInt64Array(rows).
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer.
 */
export function int64Writer(values: BigInt64Array, valid: Uint8Array | null): CellWriter {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  return valueWriter(valid, 20, (row, out, at) => writeScaled(words, 2 * row, 2, 0, DOT, out, at));
}

/**
 * Makes a writer of doubles, in the shortest form that reads back as the same number.
 *
 * @param dialect - the decimal mark.
 * @param values - Float64Array(rows); NaN and the infinities are written by name.
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer.
 */
export function float64Writer(dialect: CsvDialect, values: Float64Array, valid: Uint8Array | null): CellWriter {
  const { decimalMark } = dialect;
  return valueWriter(valid, 25, (row, out, at) => writeDouble(values[row]!, decimalMark, out, at));
}

/**
 * Makes a writer of exact decimals, all with as many decimals as the scale.
 *
 * @param dialect - the decimal mark.
 * @param limbs - Uint32Array(4 · rows), low word first.
 * @param scale - digits after the decimal mark.
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer.
 */
export function decimalWriter(dialect: CsvDialect, limbs: Uint32Array, scale: number, valid: Uint8Array | null): CellWriter {
  const { decimalMark } = dialect;
  return valueWriter(valid, 42, (row, out, at) => writeScaled(limbs, 4 * row, 4, scale, decimalMark, out, at));
}

const TRUE = Uint8Array.from('true', (character) => character.charCodeAt(0));
const FALSE = Uint8Array.from('false', (character) => character.charCodeAt(0));

/**
 * Makes a writer of truth values, `true` and `false`.
 *
 * @param bits - values, least significant bit first.
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer.
 */
export function boolWriter(bits: Uint8Array, valid: Uint8Array | null): CellWriter {
  return valueWriter(valid, 5, (row, out, at) => {
    const word = (bits[row >> 3]! & (1 << (row & 7))) === 0 ? FALSE : TRUE;
    for (let index = 0; index < word.length; index++) out[at + index] = word[index]!;
    return at + word.length;
  });
}

/**
 * Makes a writer of days, `yyyy-MM-dd`.
 *
 * @param days - Int32Array(rows), days since 1970-01-01.
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer; a day outside the years 1 to 9999 cannot be written.
 */
export function dateWriter(days: Int32Array, valid: Uint8Array | null): CellWriter {
  return valueWriter(valid, 10, (row, out, at) => writeDay(days[row]!, out, at));
}

/**
 * Makes a writer of instants, `yyyy-MM-ddTHH:mm:ss`, with six decimals when there are any.
 *
 * @param dialect - the byte between date and time.
 * @param micros - BigInt64Array(rows), microseconds since 1970-01-01T00:00:00.
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer; an instant outside the years 1 to 9999 cannot be written.
 */
export function timestampWriter(dialect: CsvDialect, micros: BigInt64Array, valid: Uint8Array | null): CellWriter {
  const words = new Int32Array(micros.buffer, micros.byteOffset, 2 * micros.length);
  return valueWriter(valid, 26, (row, out, at) => {
    const high = words[2 * row + 1]!;
    let seconds: number;
    let rest: number;
    if (high > -0x200000 && high < 0x1fffff) {
      const total = high * 4294967296 + (words[2 * row]! >>> 0);
      seconds = Math.floor(total / 1e6);
      rest = total - seconds * 1e6;
    } else {
      const total = micros[row]!;
      rest = Number(((total % 1_000_000n) + 1_000_000n) % 1_000_000n);
      seconds = Number((total - BigInt(rest)) / 1_000_000n);
    }
    const day = Math.floor(seconds / 86_400);
    let to = writeDay(day, out, at);
    if (to < 0) return -1;
    const time = seconds - day * 86_400;
    const hour = (time / 3600) | 0;
    const minute = ((time - hour * 3600) / 60) | 0;
    out[to++] = dialect.timeMark;
    to = writePadded(hour, 2, out, to);
    out[to++] = COLON;
    to = writePadded(minute, 2, out, to);
    out[to++] = COLON;
    to = writePadded(time - hour * 3600 - minute * 60, 2, out, to);
    if (rest === 0) return to;
    out[to++] = DOT;
    return writePadded(rest, 6, out, to);
  });
}

const HEX = Uint8Array.from('0123456789abcdef', (character) => character.charCodeAt(0));

/**
 * Makes a writer of byte strings, as pairs of hexadecimal digits.
 *
 * @param bytes - Uint8Array(width · rows).
 * @param width - bytes of every value.
 * @param valid - validity bits, or `null` for no nulls.
 * @returns a writer.
 */
export function hexWriter(bytes: Uint8Array, width: number, valid: Uint8Array | null): CellWriter {
  return valueWriter(valid, 2 * width, (row, out, at) => {
    for (let index = 0; index < width; index++) {
      const byte = bytes[width * row + index]!;
      out[at + 2 * index] = HEX[byte >> 4]!;
      out[at + 2 * index + 1] = HEX[byte & 15]!;
    }
    return at + 2 * width;
  });
}

/** First and last day that four digits of a year can say. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

// Writes a day as yyyy-MM-dd; −1 outside the years 1 to 9999. Years are counted from March, so that the leap day is last.
function writeDay(day: number, out: Uint8Array, at: number): number {
  if (day < FIRST_DAY || day > LAST_DAY) return -1;
  const shifted = day + 719_468;
  const era = (shifted / 146_097) | 0;
  const ofEra = shifted - era * 146_097;
  const yearOfEra = ((ofEra - ((ofEra / 1460) | 0) + ((ofEra / 36_524) | 0) - ((ofEra / 146_096) | 0)) / 365) | 0;
  const ofYear = ofEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
  const marchMonth = ((5 * ofYear + 2) / 153) | 0;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  let to = writePadded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4, out, at);
  out[to++] = MINUS;
  to = writePadded(month, 2, out, to);
  out[to++] = MINUS;
  return writePadded(ofYear - (((153 * marchMonth + 2) / 5) | 0) + 1, 2, out, to);
}
