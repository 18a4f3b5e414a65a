import { COMMUNE_NUMBERS, communeNumber, readCommune } from './commune.ts';
import { REASON_OK } from './identifier.ts';

/**
 * Which codes of communes exist, as a dated table that is loaded only when it is asked for.
 */

/** What a table knows of a code: that of a commune or municipal arrondissement now, of one once, or of none. */
export type CommuneStatus = 'unknown' | 'current' | 'former';

/** The statuses by code, for {@link communeStatuses}. */
export const COMMUNE_STATUSES: readonly CommuneStatus[] = Object.freeze(['unknown', 'current', 'former']);

const CURRENT = 1;
const FORMER = 2;

/** The codes of one edition of the official geographic code. */
export interface CommuneTable {
  /** Date of the edition, for example `2026-01-01`. */
  readonly edition: string;
  /** Where the codes are from, and their licence. */
  readonly source: string;
  /** Status by {@link communeNumber}, Uint8Array(102000) of codes into {@link COMMUNE_STATUSES}. */
  readonly statuses: Uint8Array;
  /** Tells the status of one code, written in either case, blanks around it. */
  readonly status: (code: string) => CommuneStatus;
}

/** A table as its module holds it. */
interface CommuneData {
  readonly EDITION: string;
  readonly SOURCE: string;
  /** Two sets of numbers, each as bits in base64, the lowest first. */
  readonly CURRENT_CODES: string;
  readonly FORMER_CODES: string;
}

/**
 * Loads the codes of communes of the edition of 1 January 2026: those in use, municipal arrondissements included, and
 * those that communes had before.
 *
 * @returns the table.
 * @remarks Reads a module of the package of 37 kB the first time; the table takes 102 kB.
 * @see INSEE, Code officiel géographique 2026, through `@etalab/decoupage-administratif` 6.0.0.
 * @example
 * const communes = await loadCommunes();
 * communes.status('75056'); // => 'current'
 * communes.status('78646'); // => 'current'
 * communes.status('20004'); // => 'former', Ajaccio until 1975
 * communes.status('75999'); // => 'unknown'
 */
export function loadCommunes(): Promise<CommuneTable> {
  return import('./communes-2026.ts').then(communeTable);
}

// Unpacks a table.
function communeTable({ EDITION, SOURCE, CURRENT_CODES, FORMER_CODES }: CommuneData): CommuneTable {
  const statuses = new Uint8Array(COMMUNE_NUMBERS);
  mark(statuses, FORMER_CODES, FORMER);
  mark(statuses, CURRENT_CODES, CURRENT);
  const status = (code: string): CommuneStatus => {
    const bytes = new TextEncoder().encode(code);
    return COMMUNE_STATUSES[statusOf(statuses, bytes, 0, bytes.length)]!;
  };
  return Object.freeze({ edition: EDITION, source: SOURCE, statuses, status });
}

function mark(statuses: Uint8Array, base64: string, status: number): void {
  const bits = atob(base64);
  for (let number = 0; number < COMMUNE_NUMBERS; number++) {
    if (((bits.charCodeAt(number >> 3) >> (number & 7)) & 1) === 1) statuses[number] = status;
  }
}

const form = new Uint8Array(5);

function statusOf(statuses: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  return readCommune(bytes, start, end, form, 0) === REASON_OK ? statuses[communeNumber(form, 0)]! : 0;
}

/**
 * Looks a column of codes up in a table.
 *
 * @param table - from {@link loadCommunes}.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns Uint8Array(rows): code into {@link COMMUNE_STATUSES}, 0 (`unknown`) for a null and for a text that is no code.
 * @throws {RangeError} if `offsets` is too short.
 * @remarks O(rows + bytes) time; allocates a byte a row.
 */
export function communeStatuses(table: CommuneTable, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): Uint8Array {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const found = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    found[row] = statusOf(table.statuses, bytes, offsets[row]!, offsets[row + 1]!);
  }
  return found;
}
