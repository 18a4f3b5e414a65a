import { communeNumber, readBirthPlace } from './commune.ts';
import { REASON_OK } from './identifier.ts';

/**
 * Whether a code was that of a commune, or of a country, on a given day, by a table of dates that the user has: INSEE
 * publishes one of communes since 1943 and one of countries.
 */

/** One line of a table with dates. */
export interface CommunePeriod {
  /** Code of a commune or country. */
  readonly code: string;
  /** First day on which the code existed, in days since 1970-01-01; `null` for always. */
  readonly fromDay: number | null;
  /** First day on which it no longer existed; `null` while it does. */
  readonly untilDay: number | null;
}

/** A table with dates, made for looking up. */
export interface CommuneHistory {
  /** Int32Array(periods): number of the code, in ascending order. */
  readonly numbers: Int32Array;
  /** Int32Array(periods): first day. */
  readonly fromDays: Int32Array;
  /** Int32Array(periods): first day after. */
  readonly untilDays: Int32Array;
}

/** What a table knows of a code on a day. */
export type CommuneUse = 'unknown' | 'inUse' | 'notYet' | 'noLonger';

/** The answers by code, for {@link communeUses}. */
export const COMMUNE_USES: readonly CommuneUse[] = Object.freeze(['unknown', 'inUse', 'notYet', 'noLonger']);

const [UNKNOWN, IN_USE, NOT_YET, NO_LONGER] = [0, 1, 2, 3] as const;

const FIRST_DAY = -(2 ** 31);
const LAST_DAY = 2 ** 31 - 1;

const form = new Uint8Array(5);

/**
 * Prepares a table with dates.
 *
 * @param periods - lines in any order; a code may have several.
 * @returns the table.
 * @throws {RangeError} if a code is not of the form of a commune or country, or a period ends before it starts; the
 *   line is named, not its code.
 * @remarks O(n log n) time; 12 bytes a line.
 */
export function communeHistory(periods: readonly CommunePeriod[]): CommuneHistory {
  const encoder = new TextEncoder();
  const lines = periods.map(({ code, fromDay, untilDay }, index) => {
    const bytes = encoder.encode(code);
    const number = numberOf(bytes, 0, bytes.length);
    if (number < 0) throw new RangeError(`periods[${index}].code: expected the code of a commune or country`);
    const line = { number, fromDay: fromDay ?? FIRST_DAY, untilDay: untilDay ?? LAST_DAY };
    if (line.untilDay < line.fromDay) throw new RangeError(`periods[${index}].untilDay: expected no day before fromDay`);
    return line;
  }).sort((left, right) => left.number - right.number || left.fromDay - right.fromDay);
  return {
    numbers: Int32Array.from(lines, ({ number }) => number),
    fromDays: Int32Array.from(lines, ({ fromDay }) => fromDay),
    untilDays: Int32Array.from(lines, ({ untilDay }) => untilDay),
  };
}

// Gives the number of a code, or −1 for a text that is none.
function numberOf(bytes: Uint8Array, start: number, end: number): number {
  return readBirthPlace(bytes, start, end, form, 0) === REASON_OK ? communeNumber(form, 0) : -1;
}

/**
 * Tells whether a code was in use on a day.
 *
 * @param table - from {@link communeHistory}.
 * @param code - the code of a commune or country, in either case, blanks around it.
 * @param day - days since 1970-01-01.
 * @returns `inUse`; `notYet` before its first period, `noLonger` after or between its periods; `unknown` when the table
 *   does not have it.
 * @remarks O(log n) time.
 * @example
 * const table = communeHistory([{ code: '2A004', fromDay: 2191, untilDay: null }, { code: '20004', fromDay: null, untilDay: 2191 }]);
 * communeAt(table, '20004', 0); // => 'inUse', the code of Ajaccio then
 * communeAt(table, '2A004', 0); // => 'notYet'
 * communeAt(table, '20004', 2191); // => 'noLonger'
 */
export function communeAt(table: CommuneHistory, code: string, day: number): CommuneUse {
  const bytes = new TextEncoder().encode(code);
  return COMMUNE_USES[useOf(table, numberOf(bytes, 0, bytes.length), day)]!;
}

// Finds the last period of the code that starts on the day or before.
function useOf({ numbers, fromDays, untilDays }: CommuneHistory, number: number, day: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number || (numbers[middle] === number && fromDays[middle]! <= day)) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && numbers[low - 1] === number) return day < untilDays[low - 1]! ? IN_USE : NO_LONGER;
  return numbers[low] === number ? NOT_YET : UNKNOWN;
}

/**
 * Looks a column of codes up on the days of another column.
 *
 * @param table - from {@link communeHistory}.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits of codes and days alike, least significant bit first, or `null` for no nulls.
 * @param days - Int32Array(rows): days since 1970-01-01.
 * @param rows - rows of the columns.
 * @returns Uint8Array(rows): code into {@link COMMUNE_USES}, 0 (`unknown`) for a null and for a text that is no code.
 * @throws {RangeError} if `offsets` or `days` is too short.
 * @remarks O(rows · log n + bytes) time; allocates a byte a row.
 */
export function communeUses(
  table: CommuneHistory,
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
  days: Int32Array,
  rows: number,
): Uint8Array {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  if (days.length < rows) throw new RangeError(`days: expected at least ${rows} entries, got ${days.length}`);
  const found = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    found[row] = useOf(table, numberOf(bytes, offsets[row]!, offsets[row + 1]!), days[row]!);
  }
  return found;
}
