import { tupleTable } from '../../../group/index.ts';
import { levelFinder, type LevelFinder } from '../compare/level-finder.ts';
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

/** Counts patterns of pairs, chunk by chunk. Its state is the only memory held, and can be merged. */
export interface PatternCounter {
  /** Adds pairs. */
  add(lefts: Uint32Array, rights: Uint32Array, rules: Uint8Array, pairs: number): void;
  /** Adds what another counter of the same comparisons counted. */
  merge(other: RawCounts): void;
  /** Hands over what was counted. */
  raw(): RawCounts;
}

/** Pairs that are numbered together. */
const CHUNK = 8192;

/**
 * Readies what counters find levels with, for several counters one after the other.
 *
 * @param setting - records and comparisons.
 * @returns what finds levels.
 */
export function patternFinder({ comparisons, packed, shared = null }: WeighingSetting): LevelFinder {
  return levelFinder(comparisons, packed, CHUNK, null, shared);
}

/**
 * Makes a counter.
 *
 * @param setting - records and comparisons.
 * @param rules - what is counted.
 * @param ready - what finds levels, of {@link patternFinder}; made when the first pairs come unless given.
 * @returns the counter, empty.
 * @remarks O(pairs × comparisons) time. Memory per pattern: 4 bytes a comparison and 8 a rule, times 1 + groups where a rule has
 *   the pattern. Frequencies tell patterns apart by the number of records with a value.
 */
export function patternCounter(setting: WeighingSetting, { rules, termFrequencies, groups, asked: given }: CountingRules, ready: LevelFinder | null = null): PatternCounter {
  const { table } = setting;
  const asked = given ?? setting.comparisons.map((_, index) => index);
  const comparisons = asked.map((index) => setting.comparisons[index]!);
  const frequencies = termFrequencies ? comparisons.map(({ program }) => frequenciesOf(program, table)) : comparisons.map(() => null);
  const adjusted = frequencies.flatMap((one, index) => (one === null ? [] : [index]));
  const patterns = tupleTable(comparisons.length + adjusted.length);
  const perRule = 1 + (groups?.groups ?? 0);
  const counts = Array.from({ length: rules * perRule }, () => new Float64Array(0));
  let finder = ready;
  const levels = new Uint8Array(setting.comparisons.length * CHUNK);
  const columns = Array.from({ length: comparisons.length + adjusted.length }, () => new Int32Array(CHUNK));
  const numbers = new Int32Array(CHUNK);

  function fillColumns(lefts: Uint32Array, rights: Uint32Array, pairs: number): void {
    finder ??= patternFinder(setting);
    finder.find(lefts, rights, pairs, null, levels, asked);
    let next = comparisons.length;
    for (let index = 0; index < comparisons.length; index++) {
      const from = asked[index]! * CHUNK;
      const ofPairs = levels.subarray(from, from + pairs);
      columns[index]!.set(ofPairs);
      const frequency = frequencies[index]!;
      if (frequency === null) continue;
      const column = columns[next++]!;
      for (let pair = 0; pair < pairs; pair++) column[pair] = (frequency[ofPairs[pair]!]?.countOf(lefts[pair]!, rights[pair]!) ?? 0) - 1;
    }
  }

  /** Makes room for the patterns met so far. */
  function slotOf(rule: number, group: number): Float64Array {
    const place = rule * perRule + group;
    const found = counts[place]!;
    if (found.length >= patterns.size) return found;
    const grown = new Float64Array(Math.max(64, 2 * patterns.size));
    grown.set(found);
    return counts[place] = grown;
  }

  return {
    add(lefts, rights, ruleOf, pairs) {
      for (let from = 0; from < pairs; from += CHUNK) {
        const run = Math.min(CHUNK, pairs - from);
        const runLefts = lefts.subarray(from, from + run);
        const runRights = rights.subarray(from, from + run);
        fillColumns(runLefts, runRights, run);
        patterns.assign(columns, run, numbers);
        for (let pair = 0; pair < run; pair++) {
          const rule = ruleOf[from + pair]!;
          const number = numbers[pair]!;
          slotOf(rule, 0)[number]!++;
          if (groups === null) continue;
          const left = groups.groupOf[runLefts[pair]!]!;
          const right = groups.groupOf[runRights[pair]!]!;
          slotOf(rule, 1 + left)[number]!++;
          if (left !== right) slotOf(rule, 1 + right)[number]!++;
        }
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
    raw: () => ({
      columns: columns.map((_, index) => patterns.column(index)),
      counts: counts.map((found) => found.slice(0, patterns.size)),
    }),
  };
}
