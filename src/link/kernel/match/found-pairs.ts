import type { ScoredPairs } from '../score/pair-scorer.ts';
import type { Weigher } from '../score/weigher.ts';
import { CANDIDATES } from './candidate-table.ts';

/** Gathers the matches of new records, each one's from the heaviest. */
export interface FoundPairs {
  /** Pairs gathered since they were last taken. */
  readonly pairs: number;
  /** Begins a new record. */
  start(record: number): void;
  /** Adds candidates that were weighed, where they are heavy enough. */
  add(records: Uint32Array, rules: Uint8Array, from: number, count: number, weigher: Weigher, minBits: number): void;
  /** Orders the matches of the record and keeps the best `top`, or all. */
  finish(top: number | null): void;
  /** Hands over what was gathered. */
  take(): ScoredPairs;
}

/** One match. */
interface Match {
  readonly left: number;
  readonly right: number;
  readonly rule: number;
  readonly bits: number;
  readonly levels: Uint8Array;
  readonly frequencyBits: Float64Array;
}

/**
 * Makes a gatherer.
 *
 * @param width - number of comparisons.
 * @param detail - what is told of each pair.
 * @returns the gatherer, empty.
 * @remarks An object for each match: there are few, and none for candidates that are not heavy enough.
 */
export function foundPairs(width: number, detail: 'none' | 'levels' | 'weights'): FoundPairs {
  let matches: Match[] = [];
  let current: Match[] = [];
  let right = 0;
  return {
    get pairs() {
      return matches.length;
    },
    start(record) {
      right = record;
      current = [];
    },
    add(records, rules, from, count, { bits, levels, frequencyBits }, minBits) {
      for (let place = 0; place < count; place++) {
        if (!(bits[place]! >= minBits)) continue;
        current.push({
          left: records[from + place]!, right, rule: rules[from + place]!, bits: bits[place]!,
          levels: Uint8Array.from({ length: width }, (_, index) => levels[index * CANDIDATES + place]!),
          frequencyBits: Float64Array.from({ length: width }, (_, index) => frequencyBits![index * CANDIDATES + place]!),
        });
      }
    },
    finish(top) {
      current.sort((one, other) => other.bits - one.bits || one.left - other.left);
      matches = matches.concat(top === null ? current : current.slice(0, top));
    },
    take() {
      const taken = matches;
      matches = [];
      return {
        pairs: taken.length,
        lefts: Uint32Array.from(taken, (match) => match.left),
        rights: Uint32Array.from(taken, (match) => match.right),
        rules: Uint8Array.from(taken, (match) => match.rule),
        bits: Float64Array.from(taken, (match) => match.bits),
        levels: detail === 'none' ? null : Uint8Array.from(taken.flatMap((match) => [...match.levels])),
        frequencyBits: detail === 'weights' ? Float64Array.from(taken.flatMap((match) => [...match.frequencyBits])) : null,
        scoredOfRule: new Float64Array(0),
      };
    },
  };
}
