import { tupleTable } from '../../../group/index.ts';
import { frequenciesOf } from './frequency-kernel.ts';
import type { WeighingSetting } from './weigher.ts';

/** Groups of records that are left out in turn, to see how far an estimate rests on any of them. */
export interface LeftOutGroups {
  readonly groups: number;
  /** Uint8Array(records). */
  readonly groupOf: Uint8Array;
}

/** What is counted. */
export interface CountingRules {
  /** Blocking rules. */
  readonly rules: number;
  /** Whether patterns are told apart by how frequent the values are that records agree on. */
  readonly termFrequencies: boolean;
  readonly groups: LeftOutGroups | null;
  /** Comparisons whose levels make a pattern, rising; all unless given. */
  readonly asked?: readonly number[];
}

/** Counts of patterns, in no order; what threads hand over. */
export interface RawCounts {
  /** Per comparison that is asked, Int32Array(patterns): level; then, where frequencies count, records with the value, −1 for none. */
  readonly columns: readonly Int32Array[];
  /** Per rule, and in it for all pairs and then for each group: Float64Array(patterns or fewer); what is missing is 0. */
  readonly counts: readonly Float64Array[];
}

/** Counts patterns of pairs whose levels are known. Its state is the only memory held, and can be merged. */
export interface PatternTally {
  /**
   * Adds pairs.
   *
   * @param levels - by comparison that is asked, a level each.
   * @param pairs - number of pairs, {@link TALLY_PAIRS} at most.
   * @param lefts - ordinals of the left records; read where `asksRecords`.
   * @param rights - ordinals of the right records; read where `asksRecords`.
   * @param ruleOf - the rule of each pair; null where all are of the first.
   */
  add(levels: readonly Uint8Array[], pairs: number, lefts: Uint32Array, rights: Uint32Array, ruleOf: Uint8Array | null): void;
  /** Whether levels alone do not tell patterns apart. */
  readonly asksRecords: boolean;
  /** Adds what another tally of the same comparisons counted. */
  merge(other: RawCounts): void;
  /** Hands over what was counted. */
  raw(): RawCounts;
}

/** Pairs that are numbered together, at most. */
export const TALLY_PAIRS = 8192;
/** Patterns that there may be, up to which each has a place of its own. */
const MOST_PLACES = 8192;

/**
 * Makes a tally.
 *
 * @param setting - records and comparisons.
 * @param rules - what is counted.
 * @returns the tally, empty.
 * @remarks O(pairs × comparisons) time. Memory per pattern: 4 bytes a comparison and 8 a rule, times 1 + groups where a rule has
 *   the pattern. Frequencies tell patterns apart by the number of records with a value.
 */
export function patternTally({ table, comparisons: all }: Pick<WeighingSetting, 'table' | 'comparisons'>, { rules, termFrequencies, groups, asked }: CountingRules): PatternTally {
  const comparisons = asked === undefined ? all : asked.map((index) => all[index]!);
  const frequencies = termFrequencies ? comparisons.map(({ program }) => frequenciesOf(program, table)) : comparisons.map(() => null);
  const adjusted = frequencies.flatMap((one, index) => (one === null ? [] : [index]));
  const patterns = numbersOf(comparisons.map(({ levels }) => levels), adjusted.length);
  const perRule = 1 + (groups?.groups ?? 0);
  const counts = Array.from({ length: rules * perRule }, () => new Float64Array(0));
  const counted = adjusted.map(() => new Int32Array(TALLY_PAIRS));
  const numbers = new Int32Array(TALLY_PAIRS);

  /** Makes room for the patterns met so far. */
  function slotOf(rule: number, group: number): Float64Array {
    const place = rule * perRule + group;
    const found = counts[place]!;
    if (found.length >= patterns.size()) return found;
    const grown = new Float64Array(Math.max(64, 2 * patterns.size()));
    grown.set(found);
    return counts[place] = grown;
  }

  function countFrequencies(levels: readonly Uint8Array[], pairs: number, lefts: Uint32Array, rights: Uint32Array): void {
    adjusted.forEach((index, place) => {
      const column = counted[place]!;
      const ofPairs = levels[index]!;
      const frequency = frequencies[index]!;
      for (let pair = 0; pair < pairs; pair++) column[pair] = (frequency[ofPairs[pair]!]?.countOf(lefts[pair]!, rights[pair]!) ?? 0) - 1;
    });
  }

  return {
    asksRecords: groups !== null || adjusted.length > 0,
    add(levels, pairs, lefts, rights, ruleOf) {
      countFrequencies(levels, pairs, lefts, rights);
      patterns.assign([...levels, ...counted], pairs, numbers);
      let rule = 0;
      let slot = slotOf(0, 0);
      for (let pair = 0; pair < pairs; pair++) {
        const number = numbers[pair]!;
        if (ruleOf !== null && ruleOf[pair] !== rule) slot = slotOf(rule = ruleOf[pair]!, 0);
        slot[number]!++;
        if (groups === null) continue;
        const left = groups.groupOf[lefts[pair]!]!;
        const right = groups.groupOf[rights[pair]!]!;
        slotOf(rule, 1 + left)[number]!++;
        if (left !== right) slotOf(rule, 1 + right)[number]!++;
      }
    },
    merge(other) {
      const size = other.columns[0]?.length ?? Math.max(...other.counts.map(({ length }) => length));
      const map = new Int32Array(size);
      patterns.assign(other.columns, size, map);
      other.counts.forEach((found, place) => {
        if (found.length === 0) return;
        const own = slotOf(Math.floor(place / perRule), place % perRule);
        for (let number = 0; number < size; number++) own[map[number]!]! += found[number] ?? 0;
      });
    },
    raw() {
      const { columns, countsOf } = patterns.met(counts);
      return { columns, counts: counts.map((found) => (found.length === 0 ? found : countsOf(found))) };
    },
  };
}

/** Columns of levels, or of frequencies. */
type Columns = readonly (Uint8Array | Int32Array)[];

/** Gives patterns numbers. */
interface PatternNumbers {
  /** One more than the highest number. */
  size(): number;
  assign(columns: Columns, pairs: number, numbers: Int32Array): void;
  /** The patterns that were met, column by column, and what picks their counts out of those by number. */
  met(counts: readonly Float64Array[]): { readonly columns: readonly Int32Array[]; readonly countsOf: (counts: Float64Array) => Float64Array };
}

function numbersOf(levels: readonly number[], adjusted: number): PatternNumbers {
  const most = levels.reduce((product, count) => product * count, 1);
  return adjusted === 0 && most <= MOST_PLACES ? placesOf(levels, most) : tuplesOf(levels.length + adjusted);
}

/** Each pattern has a place: no other is looked for. */
function placesOf(levels: readonly number[], most: number): PatternNumbers {
  return {
    size: () => most,
    assign(columns, pairs, numbers) {
      numbers.fill(0, 0, pairs);
      for (let index = 0; index < levels.length; index++) {
        const column = columns[index]!;
        const count = levels[index]!;
        for (let pair = 0; pair < pairs; pair++) numbers[pair] = numbers[pair]! * count + column[pair]!;
      }
    },
    met(counts) {
      const numbers = Float64Array.from({ length: most }, (_, number) => number).filter((number) => counts.some((found) => (found[number] ?? 0) > 0));
      let rest = most;
      const columns = levels.map((count) => {
        rest /= count;
        const weight = rest;
        return Int32Array.from(numbers, (number) => Math.floor(number / weight) % count);
      });
      return { columns, countsOf: (found) => numbers.map((number) => found[number] ?? 0) };
    },
  };
}

function tuplesOf(columnCount: number): PatternNumbers {
  const table = tupleTable(columnCount);
  const own = Array.from({ length: columnCount }, () => new Int32Array(TALLY_PAIRS));
  return {
    size: () => table.size,
    assign(columns, pairs, numbers) {
      const asCodes = columns.map((column, index) => {
        if (column instanceof Int32Array) return column;
        own[index]!.set(column.subarray(0, pairs));
        return own[index]!;
      });
      table.assign(asCodes, pairs, numbers);
    },
    met: () => ({ columns: own.map((_, index) => table.column(index)), countsOf: (found) => found.slice(0, table.size) }),
  };
}
