import type { ListsOfValues, Postings } from './postings.ts';

/** Something two records may have in common. Of the features of one column only the rarest in common counts. */
export interface SeedFeature {
  /** Number of the column it is made of. */
  readonly column: number;
  /** Uint32Array(records): value of each record, 0 for none. */
  readonly codes: Uint32Array;
  readonly postings: Postings;
}

/** Words two records may have in common; those in common add up. */
export interface SeedWords {
  readonly column: number;
  readonly lists: ListsOfValues;
  readonly postings: Postings;
}

/** Where pairs are looked for, and how hard. */
export interface SeedSearch {
  readonly records: number;
  /** Uint32Array(sources + 1). */
  readonly sourceStarts: Uint32Array;
  /** Whether two records of one source make a pair. */
  readonly isWithin: boolean;
  /** Ordinals of the records whose partners are looked for, each once. */
  readonly sample: Uint32Array;
  /** Values that more records have are passed over. */
  readonly maxPosting: number;
  /** Pairs with less in common are left out: the sum of log₂(records ÷ records with it). */
  readonly minBits: number;
  /** Best partners kept of each record. */
  readonly perRecord: number;
}

/** Pairs that have much in common, whatever it is. */
export interface SeedPairs {
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** All pairs the records of the sample are in: what the pairs were found among. */
  readonly among: number;
}

/** Words in common are worth less than a value: they come in dozens. */
const WORD_SHARE = 0.7;

/**
 * Finds pairs that are likely to match without any blocking rule, so that rules can be judged by them.
 *
 * @param search - see {@link SeedSearch}.
 * @param features - values.
 * @param words - words.
 * @returns pairs, each once, left ordinal below right; in the order of the sample, best partners first, equal ones by ordinal.
 * @remarks O(sample × features × maxPosting) at worst. Memory 24 bytes a record.
 */
export function findSeedPairs(search: SeedSearch, features: readonly SeedFeature[], words: readonly SeedWords[]): SeedPairs {
  const { records, sample, minBits, perRecord } = search;
  const columns = [...new Set([...features, ...words].map(({ column }) => column))].sort((left, right) => left - right)
    .map((column) => ({ features: features.filter((one) => one.column === column), words: words.filter((one) => one.column === column) }));
  const score = scorer(search);
  const isDone = new Uint8Array(records);
  const [lefts, rights]: [number[], number[]] = [[], []];
  const doneOf = new Uint32Array(search.sourceStarts.length - 1);
  let among = 0;
  for (const record of sample) {
    among += partnersLeft(search, record, doneOf);
    const found = score(record, columns, isDone).filter(({ bits }) => bits >= minBits)
      .sort((one, other) => other.bits - one.bits || one.partner - other.partner).slice(0, perRecord);
    for (const { partner } of found) {
      lefts.push(Math.min(record, partner));
      rights.push(Math.max(record, partner));
    }
  }
  return { lefts: Uint32Array.from(lefts), rights: Uint32Array.from(rights), among };
}

interface Scored {
  readonly partner: number;
  readonly bits: number;
}

interface ColumnFeatures {
  readonly features: readonly SeedFeature[];
  readonly words: readonly SeedWords[];
}

function scorer(search: SeedSearch): (record: number, columns: readonly ColumnFeatures[], isDone: Uint8Array) => Scored[] {
  const { records, sourceStarts, maxPosting, isWithin } = search;
  const [total, best, ofWords] = [new Float64Array(records), new Float64Array(records), new Float64Array(records)];

  return (record, columns, isDone) => {
    isDone[record] = 1;
    const source = sourceOf(sourceStarts, record);
    const [ownStart, ownEnd] = isWithin ? [0, 0] : [sourceStarts[source]!, sourceStarts[source + 1]!];
    const touched: number[] = [];
    const visit = ({ starts, records: having }: Postings, value: number, each: (partner: number, bits: number) => void): void => {
      const [start, end] = [starts[value]!, starts[value + 1]!];
      if (end - start > maxPosting) return;
      const bits = Math.log2(records / (end - start));
      for (let at = start; at < end; at++) {
        const partner = having[at]!;
        if (isDone[partner] === 0 && !(partner >= ownStart && partner < ownEnd)) each(partner, bits);
      }
    };
    for (const { features, words } of columns) {
      const here: number[] = [];
      const offer = (partner: number, bits: number): void => {
        if (best[partner] === 0) here.push(partner);
        if (bits > best[partner]!) best[partner] = bits;
      };
      for (const { codes, postings } of features) if (codes[record]! > 0) visit(postings, codes[record]!, offer);
      for (const { lists, postings } of words) offerWords(lists, record, (word, add) => visit(postings, word, add), ofWords, offer);
      for (const partner of here) {
        if (total[partner] === 0) touched.push(partner);
        total[partner]! += best[partner]!;
        best[partner] = 0;
      }
    }
    const scored = touched.map((partner) => ({ partner, bits: total[partner]! }));
    for (const partner of touched) total[partner] = 0;
    return scored;
  };
}

function offerWords(
  { codes, offsets, elements }: ListsOfValues, record: number, visit: (word: number, add: (partner: number, bits: number) => void) => void,
  sums: Float64Array, offer: (partner: number, bits: number) => void,
): void {
  const met: number[] = [];
  const code = codes[record]!;
  if (code === 0) return;
  for (const word of new Set(elements.subarray(offsets[code], offsets[code + 1]))) {
    if (word === 0) continue;
    visit(word, (partner, bits) => {
      if (sums[partner] === 0) met.push(partner);
      sums[partner]! += WORD_SHARE * bits;
    });
  }
  for (const partner of met) {
    offer(partner, sums[partner]!);
    sums[partner] = 0;
  }
}

function sourceOf(sourceStarts: Uint32Array, record: number): number {
  let source = 0;
  while (sourceStarts[source + 1]! <= record) source++;
  return source;
}

/** Counts the pairs a record makes with records that are not done, and counts it as done. */
function partnersLeft({ records, sourceStarts, isWithin }: SeedSearch, record: number, doneOf: Uint32Array): number {
  const own = sourceOf(sourceStarts, record);
  let left = records;
  for (const done of doneOf) left -= done;
  if (isWithin) left -= 1;
  else left -= sourceStarts[own + 1]! - sourceStarts[own]! - doneOf[own]!;
  doneOf[own]!++;
  return left;
}
