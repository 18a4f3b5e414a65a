import type { ScoredPairs } from '../score/pair-scorer.ts';
import type { Weigher } from '../score/weigher.ts';
import { CANDIDATES } from './candidate-table.ts';

/** Gathers the matches of new records, each one's from the heaviest. */
export interface FoundPairs {
  /** Pairs gathered since they were last taken. */
  readonly pairs: number;
  /** Begins a new record, of which the best `top` matches are kept, or all. */
  start(record: number, top: number | null): void;
  /** Adds candidates that were weighed, where they are heavy enough. */
  add(records: Uint32Array, rules: Uint8Array, from: number, count: number, weigher: Pick<Weigher, 'bits' | 'levels' | 'frequencyBits'>, minBits: number): void;
  /** Orders the matches of the record. */
  finish(): void;
  /** Hands over what was gathered. */
  take(): ScoredPairs;
}

/** Matches in arrays of one length, of which the first so many are in use. */
interface MatchStore {
  size: number;
  lefts: Uint32Array;
  rights: Uint32Array;
  rules: Uint8Array;
  bits: Float64Array;
  levels: Uint8Array;
  frequencyBits: Float64Array;
}

const FIRST_ROOM = 16;
/** The best are chosen anew when there are as many times more matches than are kept. */
const SLACK = 4;

/**
 * Makes a gatherer.
 *
 * @param width - number of comparisons.
 * @param detail - what is told of each pair.
 * @returns the gatherer, empty.
 * @remarks O(matches × log matches) a record, whatever is kept; memory of what is kept, and of four times the best of one record.
 *   No object for a candidate or a match.
 */
export function foundPairs(width: number, detail: 'none' | 'levels' | 'weights'): FoundPairs {
  const levelWidth = detail === 'none' ? 0 : width;
  const frequencyWidth = detail === 'weights' ? width : 0;
  let gathered = makeStore(FIRST_ROOM);
  let current = makeStore(FIRST_ROOM);
  let right = 0;
  let most: number | null = null;
  /** No match that weighs less can be among the best. */
  let floor = -Infinity;

  function makeStore(room: number): MatchStore {
    return {
      size: 0, lefts: new Uint32Array(room), rights: new Uint32Array(room), rules: new Uint8Array(room), bits: new Float64Array(room),
      levels: new Uint8Array(room * levelWidth), frequencyBits: new Float64Array(room * frequencyWidth),
    };
  }

  /** Makes room for more matches. */
  function withRoom(store: MatchStore, more: number): MatchStore {
    if (store.size + more <= store.bits.length) return store;
    const grown = makeStore(Math.max(2 * store.bits.length, store.size + more));
    for (const name of ['lefts', 'rights', 'rules', 'bits', 'levels', 'frequencyBits'] as const) grown[name].set(store[name]);
    grown.size = store.size;
    return grown;
  }

  /** The matches of the record from the heaviest, those that weigh the same in the order of the prepared records. */
  function ordered(): Uint32Array {
    const { bits, lefts, size } = current;
    const order = Uint32Array.from({ length: size }, (_, place) => place).sort((one, other) => bits[other]! - bits[one]! || lefts[one]! - lefts[other]!);
    return most === null ? order : order.subarray(0, most);
  }

  function copy(from: MatchStore, place: number, to: MatchStore): void {
    const at = to.size++;
    to.lefts[at] = from.lefts[place]!;
    to.rights[at] = from.rights[place]!;
    to.rules[at] = from.rules[place]!;
    to.bits[at] = from.bits[place]!;
    for (let index = 0; index < levelWidth; index++) to.levels[at * levelWidth + index] = from.levels[place * levelWidth + index]!;
    for (let index = 0; index < frequencyWidth; index++) to.frequencyBits[at * frequencyWidth + index] = from.frequencyBits[place * frequencyWidth + index]!;
  }

  /** Keeps the best matches so far. */
  function choose(): void {
    const best = makeStore(current.bits.length);
    for (const place of ordered()) copy(current, place, best);
    current = best;
    if (best.size === most) floor = best.bits[best.size - 1]!;
  }

  return {
    get pairs() {
      return gathered.size;
    },
    start(record, top) {
      right = record;
      most = top;
      floor = -Infinity;
      current.size = 0;
    },
    add(records, rules, from, count, { bits, levels, frequencyBits }, minBits) {
      for (let place = 0; place < count; place++) {
        if (!(bits[place]! >= minBits && bits[place]! >= floor)) continue;
        current = withRoom(current, 1);
        const at = current.size++;
        current.lefts[at] = records[from + place]!;
        current.rights[at] = right;
        current.rules[at] = rules[from + place]!;
        current.bits[at] = bits[place]!;
        for (let index = 0; index < levelWidth; index++) current.levels[at * levelWidth + index] = levels[index * CANDIDATES + place]!;
        for (let index = 0; index < frequencyWidth; index++) current.frequencyBits[at * frequencyWidth + index] = frequencyBits![index * CANDIDATES + place]!;
        if (most !== null && current.size > SLACK * most + FIRST_ROOM) choose();
      }
    },
    finish() {
      const order = ordered();
      gathered = withRoom(gathered, order.length);
      for (const place of order) copy(current, place, gathered);
      current.size = 0;
    },
    take() {
      const { size: pairs, lefts, rights, rules, bits, levels, frequencyBits } = gathered;
      gathered = makeStore(FIRST_ROOM);
      return {
        pairs, lefts: lefts.slice(0, pairs), rights: rights.slice(0, pairs), rules: rules.slice(0, pairs), bits: bits.slice(0, pairs),
        levels: detail === 'none' ? null : levels.slice(0, pairs * width),
        frequencyBits: detail === 'weights' ? frequencyBits.slice(0, pairs * width) : null,
        scoredOfRule: new Float64Array(0),
      };
    },
  };
}
