import { DEPARTEMENTS, departementOfCommune, type NirFactsColumn } from '../../identifiers/index.ts';
import { monthOf, packedDateOf, yearOf } from '../../text/index.ts';
import { FAILED, PASSED, UNTESTED } from './outcomes.ts';

/** Reasons of a disagreement, the first that applies. */
export const NIR_AGREEMENT_REASONS: readonly string[] = Object.freeze(['sex', 'birthYear', 'birthMonth', 'birthPlace']);

const [SEX, YEAR, MONTH, PLACE] = [FAILED, FAILED + 1, FAILED + 2, FAILED + 3] as const;

/** What the columns beside a NIR say, row by row. */
export interface StatedFacts {
  /** Uint8Array(rows): 1 male, 2 female, 0 unknown; `null` when not compared. */
  readonly sex: Uint8Array | null;
  /** Days since 1970-01-01 and their validity bits; `null` when not compared. */
  readonly birth: { readonly days: Int32Array; readonly valid: Uint8Array | null } | null;
  /** Int16Array(rows): index into `DEPARTEMENTS`, −1 unknown; `null` when not compared. */
  readonly departement: Int16Array | null;
}

const index = (code: string): number => DEPARTEMENTS.indexOf(code);
const CORSICA = index('20');
const [CORSE_DU_SUD, HAUTE_CORSE] = [index('2A'), index('2B')] as const;
/** Seine and Seine-et-Oise until 1968, and Paris, Yvelines and the others that were made of them. */
const [PARIS, YVELINES] = [index('75'), index('78')] as const;
const DIVIDED: ReadonlySet<number> = new Set(['75', '78', '91', '92', '93', '94', '95'].map(index));
/** Last year in which 75 and 78 meant the old départements; the law that divided them took effect in 1968. */
const DIVISION_YEAR = 1968;

/**
 * Compares what NIRs say with what the columns beside them say.
 *
 * @param facts - what the NIRs say; a row whose `kind` is 0 has no NIR to compare.
 * @param stated - what the columns say.
 * @param rows - number of rows.
 * @returns outcomes: passed, one of {@link NIR_AGREEMENT_REASONS}, or not tested where nothing is known on both sides.
 * @remarks O(rows). The year is compared in two digits; a fictitious month is unknown; 20 agrees with 2A and 2B, and for
 *   births that may be before 1969 the départements that Seine and Seine-et-Oise became agree with 75 and 78.
 */
export function judgeNirs(facts: NirFactsColumn, stated: StatedFacts, rows: number): Uint8Array {
  const { sex, birth, departement } = stated;
  const outcomes = new Uint8Array(rows).fill(UNTESTED);
  for (let row = 0; row < rows; row++) {
    if (facts.kind[row] === 0) continue;
    if (sex !== null && sex[row] !== 0 && facts.sex[row] !== 0) outcomes[row] = sex[row] === facts.sex[row] ? PASSED : SEX;
    if (outcomes[row]! < FAILED && birth !== null && isPresent(birth.valid, row)) judgeBirth(facts, birth.days[row]!, row, outcomes);
    if (outcomes[row]! < FAILED && departement !== null && departement[row]! >= 0 && facts.departement[row]! >= 0) {
      outcomes[row] = agree(facts.departement[row]!, departement[row]!, earliestYear(facts, birth, row)) ? PASSED : PLACE;
    }
  }
  return outcomes;
}

function judgeBirth(facts: NirFactsColumn, days: number, row: number, outcomes: Uint8Array): void {
  if (facts.year[row]! < 0) return;
  const packed = packedDateOf(days);
  // The remainder of a year before 1 is negative and agrees with nothing.
  if (yearOf(packed) % 100 !== facts.year[row]) outcomes[row] = YEAR;
  else if (facts.month[row]! > 0 && monthOf(packed) !== facts.month[row]) outcomes[row] = MONTH;
  else outcomes[row] = PASSED;
}

/** The year of birth: the stated one, else the first that the two digits may mean. */
function earliestYear(facts: NirFactsColumn, birth: StatedFacts['birth'], row: number): number {
  if (birth !== null && isPresent(birth.valid, row)) return yearOf(packedDateOf(birth.days[row]!));
  return facts.year[row]! < 0 ? Infinity : 1900 + facts.year[row]!;
}

function agree(said: number, stated: number, year: number): boolean {
  if (said === stated) return true;
  if (said === CORSICA) return stated === CORSE_DU_SUD || stated === HAUTE_CORSE;
  if (stated === CORSICA) return said === CORSE_DU_SUD || said === HAUTE_CORSE;
  return year <= DIVISION_YEAR && (said === PARIS || said === YVELINES) && DIVIDED.has(stated);
}

function isPresent(valid: Uint8Array | null, row: number): boolean {
  return valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

const scratch = new Uint8Array(5);

/**
 * Reads départements from their codes or from codes of communes.
 *
 * @param offsets - Int32Array(rows + 1).
 * @param bytes - UTF-8: row `i` is `bytes[offsets[i] … offsets[i + 1])`; blanks around a code are allowed.
 * @param rows - number of rows.
 * @returns Int16Array(rows): index into `DEPARTEMENTS` of `2A`, `974` or `99`, also as the start of five characters; −1
 *   for everything else.
 */
export function readDepartements(offsets: Int32Array, bytes: Uint8Array, rows: number): Int16Array {
  const found = new Int16Array(rows);
  for (let row = 0; row < rows; row++) {
    let start = offsets[row]!;
    let end = offsets[row + 1]!;
    while (start < end && bytes[start] === 0x20) start++;
    while (end > start && bytes[end - 1] === 0x20) end--;
    const length = end - start;
    if (length === 5) found[row] = departementOfCommune(bytes, start, end);
    else if (length === 2 || length === 3) {
      scratch.fill(0x30);
      for (let place = 0; place < length; place++) scratch[place] = bytes[start + place]!;
      const departement = departementOfCommune(scratch, 0, 5);
      found[row] = departement >= 0 && DEPARTEMENTS[departement]!.length === length ? departement : -1;
    } else found[row] = -1;
  }
  return found;
}
