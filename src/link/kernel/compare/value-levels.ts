import type { Ladder } from './ladder.ts';
import { RUN_PAIRS, type PairRun, type RungPlan } from './rung.ts';
import type { CacheUse } from './tried-cache.ts';

/** What is known of the level of two values before they are looked at; null where it depends on them. */
export interface SettledLevels {
  readonly bothNull: number | null;
  readonly leftNull: number | null;
  readonly rightNull: number | null;
  /** Of equal codes of one dictionary. */
  readonly equal: number | null;
}

/** The values of both sides, and how their level is found. */
export interface ValueProgram {
  readonly leftSize: number;
  readonly rightSize: number;
  readonly settled: SettledLevels;
  /** Tries all levels for one pair of values. */
  readonly levelOf: Ladder['levelOf'];
  /** Tries the levels that different values may be at. */
  readonly different: Ladder;
}

/** Finds the levels of pairs of values. Not re-entrant. */
export interface ValueLevels {
  /**
   * Finds levels of many pairs.
   *
   * @param lefts - codes on the left.
   * @param rights - codes on the right.
   * @param pairs - number of pairs, at most `RUN_PAIRS`.
   * @param out - receives the level of pair `i` at `at + i · stride`.
   */
  find(lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, at: number, stride: number): void;
  /** The same as data; null where it is more than a plan can tell. */
  readonly plan: LevelPlan | null;
  cacheUse(): CacheUse;
}

/** How the level of two codes of one dictionary is found, as data: for a kernel that finds the levels of many pairs at once. */
export interface LevelPlan {
  readonly bothNull: number;
  readonly leftNull: number;
  readonly rightNull: number;
  readonly equal: number;
  /** What is asked of different codes, in order. */
  readonly rungs: readonly RungPlan[];
  /** The level where no rung holds. */
  readonly last: number;
}

/** No level is as high. */
const OPEN = 255;

/**
 * Readies the finding of levels by values.
 *
 * @param program - the values, and how their level is found.
 * @returns what finds levels.
 * @remarks Most pairs are settled by what is null and what is equal, in one loop without branches on data; the rungs of the ladder
 *   settle the others.
 */
export function valueLevels({ leftSize, rightSize, settled, levelOf, different }: ValueProgram): ValueLevels {
  const byKind = levelsByKind(settled);
  const openKinds = byKind.map((level) => Number(level === OPEN));
  const levelOfKind = byKind.map((level) => (level === OPEN ? different.last : level));
  const hasEdges = openKinds.reduce((sum, isOpen) => sum + isOpen) > 1;
  const places = new Uint16Array(RUN_PAIRS);
  const scattered = new Uint8Array(RUN_PAIRS);
  /** By code, the level of a value and itself, and one; 0 where it was not asked for. */
  const diagonal = new Uint8Array(hasEdges ? Math.min(leftSize, rightSize) + 1 : 0);

  /** Settles nulls and equal values one by one, where they must be looked at, and lists the places of the others. */
  function lookAtEdges({ lefts, rights, levels, at }: PairRun, open: number): number {
    let rest = 0;
    for (let index = 0; index < open; index++) {
      const place = places[index]!;
      const left = lefts[place]!;
      const right = rights[place]!;
      if (left === right) levels[at + place] = (diagonal[left] ||= levelOf(left, left) + 1) - 1;
      else if (left === 0 || right === 0) levels[at + place] = levelOf(left, right);
      else places[rest++] = place;
    }
    return rest;
  }

  return {
    find(lefts, rights, pairs, out, at, stride) {
      const run: PairRun = stride === 1 ? { lefts, rights, places, levels: out, at } : { lefts, rights, places, levels: scattered, at: 0 };
      let open = settle(run, pairs, levelOfKind, openKinds);
      if (hasEdges) open = lookAtEdges(run, open);
      different.find(run, open);
      if (stride !== 1) for (let pair = 0, to = at; pair < pairs; pair++, to += stride) out[to] = scattered[pair]!;
    },
    plan: planOf(settled, different),
    cacheUse: different.cacheUse,
  };
}

function planOf({ bothNull, leftNull, rightNull, equal }: SettledLevels, { plan, last }: Ladder): LevelPlan | null {
  if (bothNull === null || leftNull === null || rightNull === null || equal === null || plan === null) return null;
  return { bothNull, leftNull, rightNull, equal, rungs: plan, last };
}

/** By whether left and right are values, and whether they differ, as bits 2, 1 and 0. */
function levelsByKind({ bothNull, leftNull, rightNull, equal }: SettledLevels): Uint8Array {
  const levels = new Uint8Array(8).fill(OPEN);
  levels[0b000] = bothNull ?? OPEN;
  levels[0b011] = leftNull ?? OPEN;
  levels[0b101] = rightNull ?? OPEN;
  levels[0b110] = equal ?? OPEN;
  // A null and null never differ, a null and a value always do.
  levels[0b001] = levels[0b010] = levels[0b100] = 0;
  return levels;
}

/** Settles what can be known of nulls and equal values, and lists the places of the others. */
function settle({ lefts, rights, places, levels, at }: PairRun, pairs: number, levelOfKind: Uint8Array, openKinds: Uint8Array): number {
  let open = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const left = lefts[pair]! | 0;
    const right = rights[pair]! | 0;
    const difference = left ^ right;
    const kind = (((left | -left) >>> 31) << 2) | (((right | -right) >>> 31) << 1) | ((difference | -difference) >>> 31);
    levels[at + pair] = levelOfKind[kind]!;
    places[open] = pair;
    open += openKinds[kind]!;
  }
  return open;
}
