import { dayOf, daysInMonth, daysOfDate, monthOf, packedDateOf, yearOf } from '../../text/index.ts';
import { appendUnit, copyCell, createCell, type Cell } from './cell.ts';
import { capitalise, keepFirstPart, mishear, mistype } from './misspell.ts';
import { FIELD, type PersonRecord } from './record.ts';
import { drawBelow, drawShare, type GeneratorState } from './xoshiro.ts';

/**
 * How often a copied record differs from the person. Mistakes come together: a record has a quality, which multiplies
 * the rates of `mistakes`; `habits` are ways in which a source writes; `gaps` are missing values.
 *
 * Proposed by the project; orders of magnitude as reported for French administrative files.
 */
export const ERROR_MODEL: Readonly<{
  qualities: readonly (readonly [share: number, factor: number])[];
  mistakes: Readonly<Record<'family' | 'given' | 'familySound' | 'givenSound' | 'swap' | 'birthDate' | 'sex' | 'nir' | 'commune' | 'address' | 'phone' | 'email', number>>;
  habits: Readonly<Record<'capitals' | 'marriedName' | 'firstPart' | 'nirWithoutKey' | 'relativeNir' | 'moved', number>>;
  gaps: Readonly<Record<'nir' | 'contact' | 'phone' | 'email' | 'birthCommune' | 'address' | 'birthDate' | 'givenName', number>>;
}> = Object.freeze({
  /** Share of records, and the factor of their mistakes. */
  qualities: Object.freeze([[0.55, 0.2], [0.35, 1.2], [0.1, 4.5]] as const),
  mistakes: Object.freeze({
    family: 0.05, given: 0.035, familySound: 0.035, givenSound: 0.02, swap: 0.008, birthDate: 0.025, sex: 0.004, nir: 0.012, commune: 0.012,
    address: 0.08, phone: 0.03, email: 0.02,
  }),
  habits: Object.freeze({ capitals: 0.3, marriedName: 0.45, firstPart: 0.35, nirWithoutKey: 0.12, relativeNir: 0.35, moved: 0.22 }),
  gaps: Object.freeze({ nir: 0.28, contact: 0.08, phone: 0.25, email: 0.4, birthCommune: 0.15, address: 0.05, birthDate: 0.004, givenName: 0.004 }),
});

const NULL = -1;
const NAMES = [FIELD.givenName, FIELD.familyName, FIELD.usedName, FIELD.city, FIELD.address] as const;
const spare: Cell = createCell();

/**
 * Turns a record without errors into a copy as another source might hold it.
 *
 * @param record - changed in place.
 * @param relativeNir - Uint8Array(15): NIR of the head of the household for a child, under which a fund may file it; else
 *   `null`.
 * @param state - the generator of this copy.
 */
export function corruptRecord(record: PersonRecord, relativeNir: Uint8Array | null, state: GeneratorState): void {
  const { cells } = record;
  const { mistakes, habits } = ERROR_MODEL;
  const factor = drawQuality(state);
  const nir = cells[FIELD.nir]!;
  const given = cells[FIELD.givenName]!;
  const family = cells[FIELD.familyName]!;
  const used = cells[FIELD.usedName]!;
  const sex = cells[FIELD.sex]!;

  if (happens(state, habits.marriedName) && used.length > 0) copyCell(used, family);
  if (happens(state, habits.firstPart)) keepFirstPart(given);
  if (happens(state, mistakes.familySound * factor)) mishear(family, state);
  if (happens(state, mistakes.givenSound * factor)) mishear(given, state);
  if (happens(state, mistakes.family * factor)) mistype(family, state);
  if (happens(state, mistakes.given * factor)) mistype(given, state);
  if (happens(state, mistakes.swap * factor)) {
    copyCell(given, spare);
    copyCell(family, given);
    copyCell(spare, family);
  }
  if (happens(state, mistakes.birthDate * factor)) record.birthDays = slipDate(record.birthDays, state);
  if (happens(state, mistakes.sex * factor)) sex.units[0] = 99 - sex.units[0]!;
  if (relativeNir !== null && happens(state, habits.relativeNir)) {
    nir.length = 0;
    for (const byte of relativeNir) appendUnit(nir, byte);
  }
  if (happens(state, mistakes.nir * factor)) mistype(nir, state);
  if (happens(state, habits.nirWithoutKey) && nir.length > 13) nir.length = 13;
  if (happens(state, mistakes.commune * factor)) mistype(cells[FIELD.commune]!, state);
  if (happens(state, mistakes.address * factor)) mistype(cells[FIELD.address]!, state);
  if (happens(state, mistakes.phone * factor)) mistype(cells[FIELD.phone]!, state);
  if (happens(state, mistakes.email * factor)) mistype(cells[FIELD.email]!, state);
  leaveGaps(record, factor, state);
  if (happens(state, habits.capitals)) for (const field of NAMES) capitalise(cells[field]!);
}

function happens(state: GeneratorState, rate: number): boolean {
  return drawShare(state) < rate;
}

function drawQuality(state: GeneratorState): number {
  const share = drawShare(state);
  const { qualities } = ERROR_MODEL;
  let below = 0;
  for (const [part, factor] of qualities) {
    below += part;
    if (share < below) return factor;
  }
  return qualities[0]![1];
}

// Missing values come in blocks: a record without contact details has no address, telephone or e-mail.
function leaveGaps(record: PersonRecord, factor: number, state: GeneratorState): void {
  const { cells } = record;
  const { gaps } = ERROR_MODEL;
  const scale = 0.6 + 0.4 * factor;
  const hasNoContact = happens(state, gaps.contact * scale);
  if (happens(state, gaps.nir * scale)) cells[FIELD.nir]!.length = NULL;
  if (happens(state, gaps.phone * scale) || hasNoContact) cells[FIELD.phone]!.length = NULL;
  if (happens(state, gaps.email * scale) || hasNoContact) cells[FIELD.email]!.length = NULL;
  if (happens(state, gaps.birthCommune * scale)) cells[FIELD.birthCommune]!.length = NULL;
  if (happens(state, gaps.address * scale) || hasNoContact) cells[FIELD.address]!.length = NULL;
  if (happens(state, gaps.givenName * scale)) cells[FIELD.givenName]!.length = NULL;
  if (happens(state, gaps.birthDate * scale)) {
    record.hasBirthDate = false;
    record.birthDays = 0;
  }
}

/**
 * Slips a date: day and month exchanged, one of day, month, year or decade off by one, or 1 January for an unknown day.
 *
 * @param days - days since 1970-01-01.
 * @param state - the generator.
 * @returns another date that exists, or the same one where the slip changes nothing.
 */
export function slipDate(days: number, state: GeneratorState): number {
  const packed = packedDateOf(days);
  const year = yearOf(packed);
  const month = monthOf(packed);
  const day = dayOf(packed);
  const kind = drawBelow(state, 10);
  const sign = drawShare(state) < 0.5 ? -1 : 1;
  if (kind < 3) return day <= 12 ? daysOfDate(year, day, month) : days + sign;
  if (kind < 5) return days + sign;
  if (kind === 5) return dated(year, ((month - 1 + sign + 12) % 12) + 1, day);
  if (kind < 8) return dated(year + sign, month, day);
  return kind === 8 ? dated(year + 10 * sign, month, day) : daysOfDate(year, 1, 1);
}

function dated(year: number, month: number, day: number): number {
  return daysOfDate(year, month, Math.min(day, daysInMonth(year, month)));
}
