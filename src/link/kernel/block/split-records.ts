import type { RecordColumn } from '../records.ts';
import type { RecordSet } from './program.ts';

/** Records sorted into groups, the records of a group rising. Mutable: groups are added at the end. */
export interface RecordGroups {
  /** Groups so far. */
  size: number;
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Where group `g` ends in `lefts`, and the next one starts. */
  readonly leftEnds: Uint32Array;
  readonly rightEnds: Uint32Array;
}

/** Counts and places by code; all zero between two splits. */
export interface SplitScratch {
  readonly leftCounts: Uint32Array;
  readonly rightCounts: Uint32Array;
  readonly leftPlaces: Uint32Array;
  readonly rightPlaces: Uint32Array;
}

/**
 * Makes room for groups of records.
 *
 * @param lefts - left records at most.
 * @param rights - right records at most; null where both sides are the same.
 * @returns no groups.
 */
export function makeGroups(lefts: number, rights: number | null): RecordGroups {
  const groups = { size: 0, lefts: new Uint32Array(lefts), leftEnds: new Uint32Array(rights === null ? lefts >> 1 : Math.min(lefts, rights)) };
  return { ...groups, rights: rights === null ? groups.lefts : new Uint32Array(rights), rightEnds: rights === null ? groups.leftEnds : groups.leftEnds.slice() };
}

/**
 * Puts all records into one group.
 *
 * @param records - number of records.
 * @returns one group, the same on both sides.
 */
export function oneGroup(records: number): RecordGroups {
  const all = new Uint32Array(records);
  for (let record = 0; record < records; record++) all[record] = record;
  const ends = Uint32Array.of(records);
  return { size: 1, lefts: all, rights: all, leftEnds: ends, rightEnds: ends };
}

/**
 * Groups all records by the codes of one column. Records that are alone with theirs, or have none (0), are left out.
 *
 * @param column - codes, and how many records have each.
 * @returns the groups in the order of their codes, the same on both sides.
 * @remarks O(records + codes): codes were counted when the column was made, so that records are read once.
 */
export function groupByCode({ codes, counts }: Pick<RecordColumn, 'codes' | 'counts'>): RecordGroups {
  // Places are one higher than they are, so that 0 is none.
  const places = new Uint32Array(counts.length);
  let size = 0;
  let total = 0;
  for (let code = 1; code < counts.length; code++) {
    if (counts[code]! < 2) continue;
    places[code] = total + 1;
    total += counts[code]!;
    size++;
  }
  const lefts = new Uint32Array(total);
  for (let record = 0; record < codes.length; record++) {
    const place = places[codes[record]!]!;
    if (place === 0) continue;
    lefts[place - 1] = record;
    places[codes[record]!] = place + 1;
  }
  const leftEnds = new Uint32Array(size);
  let group = 0;
  for (let code = 1; code < counts.length; code++) if (counts[code]! >= 2) leftEnds[group++] = places[code]! - 1;
  return { size, lefts, rights: lefts, leftEnds, rightEnds: leftEnds };
}

/**
 * Makes scratch for splits.
 *
 * @param highestCode - of all splits it serves.
 * @param isSymmetric - whether it serves only splits with the same records and codes on both sides.
 * @returns the scratch, 8 bytes a code, or 16.
 */
export function makeSplitScratch(highestCode: number, isSymmetric: boolean): SplitScratch {
  const leftCounts = new Uint32Array(highestCode + 1);
  const leftPlaces = new Uint32Array(highestCode + 1);
  return isSymmetric
    ? { leftCounts, leftPlaces, rightCounts: leftCounts, rightPlaces: leftPlaces }
    : { leftCounts, leftPlaces, rightCounts: leftCounts.slice(), rightPlaces: leftPlaces.slice() };
}

/**
 * Splits records into groups of one code. Records that are alone with theirs, or have none (0), are left out.
 *
 * @param set - the records; the same array on both sides, where codes are the same.
 * @param leftCodes - code of each record on the left.
 * @param rightCodes - code of each record on the right.
 * @param scratch - for these codes, symmetric where the sides are the same.
 * @param groups - where the groups are added, in the order of their first left record.
 * @remarks O(records): each is read three times.
 */
export function splitRecords(set: RecordSet, leftCodes: Uint32Array, rightCodes: Uint32Array, scratch: SplitScratch, groups: RecordGroups): void {
  const { leftCounts, rightCounts, leftPlaces, rightPlaces } = scratch;
  const { lefts, leftStart, leftEnd, rights, rightStart, rightEnd } = set;
  const isSymmetric = leftCounts === rightCounts;
  countCodes(leftCodes, lefts, leftStart, leftEnd, leftCounts);
  if (!isSymmetric) countCodes(rightCodes, rights, rightStart, rightEnd, rightCounts);
  const least = isSymmetric ? 2 : 1;
  let leftTotal = groups.size === 0 ? 0 : groups.leftEnds[groups.size - 1]!;
  let rightTotal = groups.size === 0 ? 0 : groups.rightEnds[groups.size - 1]!;
  for (let row = leftStart; row < leftEnd; row++) {
    const code = leftCodes[lefts[row]!]!;
    // Places are one higher than they are, so that 0 is not yet given.
    if (leftCounts[code]! < least || rightCounts[code]! < least || leftPlaces[code] !== 0) continue;
    leftPlaces[code] = leftTotal + 1;
    leftTotal += leftCounts[code]!;
    if (!isSymmetric) rightPlaces[code] = rightTotal + 1;
    rightTotal += rightCounts[code]!;
    groups.leftEnds[groups.size] = leftTotal;
    groups.rightEnds[groups.size++] = rightTotal;
  }
  placeRecords(leftCodes, lefts, leftStart, leftEnd, leftPlaces, leftCounts, groups.lefts);
  if (!isSymmetric) placeRecords(rightCodes, rights, rightStart, rightEnd, rightPlaces, rightCounts, groups.rights);
}

/** Counts codes; 0 stays 0. */
function countCodes(codes: Uint32Array, records: Uint32Array, start: number, end: number, counts: Uint32Array): void {
  for (let row = start; row < end; row++) counts[codes[records[row]!]!]!++;
  counts[0] = 0;
}

/** Moves records to their places, and leaves counts and places zero. */
function placeRecords(codes: Uint32Array, records: Uint32Array, start: number, end: number, places: Uint32Array, counts: Uint32Array, placed: Uint32Array): void {
  for (let row = start; row < end; row++) {
    const record = records[row]!;
    const code = codes[record]!;
    const place = places[code]!;
    if (place === 0) {
      counts[code] = 0;
      continue;
    }
    placed[place - 1] = record;
    places[code] = --counts[code]! === 0 ? 0 : place + 1;
  }
}
