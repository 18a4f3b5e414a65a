import { NIR_WIDTH, readNir, REASON_OK } from '../../identifiers/index.ts';

/** All NIRs that an attacker thinks possible: every combination of the parts. */
export interface NirSpace {
  /** First digits: 1 for men, 2 for women. */
  readonly sexes: readonly number[];
  /** Last two digits of the years. */
  readonly years: readonly number[];
  readonly months: readonly number[];
  /** Places of birth, Uint8Array(5 · n): département and commune, or 99 and a country. */
  readonly places: Uint8Array;
  /** Order numbers run from 1 to this. */
  readonly highestOrder: number;
}

const PLACE_WIDTH = 5;
const ZERO = 48;

const encoder = new TextEncoder();

/**
 * Lists the places of birth that a text stands for.
 *
 * @param text - a commune or country in five characters (`88321`, `2A004`, `99139`), or a département in two or three (`88`,
 *   `2A`, `974`) for every number that it could give to a commune, whether it did or not; `99` for every country.
 * @returns Uint8Array(5 · n), in order; empty when the text is no place of birth.
 */
export function birthPlaces(text: string): Uint8Array {
  const digits = PLACE_WIDTH - text.length;
  if (digits !== 0 && digits !== 2 && digits !== 3) return new Uint8Array(0);
  const codes = digits === 0 ? [text] : Array.from({ length: 10 ** digits }, (_, number) => `${text}${String(number).padStart(digits, '0')}`);
  return encoder.encode(codes.filter(isBirthPlace).join(''));
}

/** Tells whether a NIR could hold a place. */
function isBirthPlace(place: string): boolean {
  if (!/^\d[\dAB]\d{3}$/.test(place)) return false;
  const nir = encoder.encode(`15001${place}001`);
  return readNir(nir, 0, NIR_WIDTH, new Uint8Array(NIR_WIDTH), 0) === REASON_OK;
}

/**
 * Counts the NIRs of a space.
 *
 * @param space - its parts.
 * @returns their number, exact below 2⁵³, as all of France is.
 */
export function countNirs({ sexes, years, months, places, highestOrder }: NirSpace): number {
  return sexes.length * years.length * months.length * (places.length / PLACE_WIDTH) * highestOrder;
}

/**
 * Writes the NIRs with the numbers `[from, from + rows)`, in the order sex, year, month, place, order number.
 *
 * @param space - its parts.
 * @param from - first number.
 * @param rows - how many; `from + rows` is at most their count.
 * @param out - Uint8Array(13 · rows) or longer: receives the 13 characters of each.
 * @remarks O(rows); any block can be written by itself.
 */
export function writeNirs(space: NirSpace, from: number, rows: number, out: Uint8Array): void {
  const { sexes, years, months, places, highestOrder } = space;
  const placeCount = places.length / PLACE_WIDTH;
  let order = from % highestOrder;
  let group = Math.floor(from / highestOrder);
  for (let row = 0; row < rows; ) {
    const place = group % placeCount;
    const month = Math.floor(group / placeCount) % months.length;
    const year = Math.floor(group / placeCount / months.length) % years.length;
    const sex = Math.floor(group / placeCount / months.length / years.length);
    for (; order < highestOrder && row < rows; order++, row++) {
      const at = NIR_WIDTH * row;
      out[at] = ZERO + sexes[sex]!;
      writeDigits(years[year]!, 2, out, at + 1);
      writeDigits(months[month]!, 2, out, at + 3);
      for (let index = 0; index < PLACE_WIDTH; index++) out[at + 5 + index] = places[PLACE_WIDTH * place + index]!;
      writeDigits(order + 1, 3, out, at + 10);
    }
    order = 0;
    group++;
  }
}

function writeDigits(number: number, width: number, out: Uint8Array, at: number): void {
  let rest = number;
  for (let index = width - 1; index >= 0; index--) {
    out[at + index] = ZERO + (rest % 10);
    rest = (rest / 10) | 0;
  }
}
