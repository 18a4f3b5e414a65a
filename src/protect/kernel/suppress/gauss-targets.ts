import { areProportional, type Elimination, type SparseVector } from '../../../linear/index.ts';

/**
 * Combinations that must not follow from what is published, each in the unknowns that are left. A combination with one
 * unknown left is lost once that unknown is published.
 */
export interface Targets {
  /** Whether an unknown is all that is left of some target. */
  isSoleUnknown(place: number): boolean;
  /** Whether some target lies wholly in these unknowns. */
  liesWithin(places: Int32Array): boolean;
  /** Whether some target is a multiple of a combination that is not empty. */
  hasMultipleOf(combination: SparseVector): boolean;
  /** Whether a test holds for some target that has an unknown; the test is given what is left of it, and its number. */
  someAt(place: number, test: (target: SparseVector, number: number) => boolean): boolean;
  /** An unknown is known from now on. */
  settle(place: number): void;
  /** An unknown depends on others from now on: every target that has it is written anew. */
  rewrite(place: number): void;
  /** Guards one more combination. */
  add(target: SparseVector): void;
  /** Numbers of the targets of which nothing is left, in the order in which they were lost. */
  readonly lost: readonly number[];
}

/**
 * Gathers targets.
 *
 * @param vectors - the combinations, reduced.
 * @param size - number of unknowns.
 * @param reduce - writes a combination in the unknowns that are left, coprime, so that multiples are equal.
 * @param reduceAgain - the same for one that was reduced before an unknown that it has came to depend on others.
 * @returns the targets, numbered as given.
 * @remarks Of each target the number of unknowns left and the exclusive or of their numbers are kept, so that settling an
 *   unknown costs each of its targets one step; its vector is only looked at when it may be a multiple of another.
 */
export function gaussTargets(vectors: readonly SparseVector[], size: number, reduce: Elimination['reduce'], reduceAgain: Elimination['reduceAgain']): Targets {
  const current: SparseVector[] = [];
  const left: number[] = [];
  const mixed: number[] = [];
  const lost: number[] = [];
  /** Of each unknown, the number of targets of which nothing else is left. */
  const soleOf = new Int32Array(size);
  /** Whether a target was written anew or added: where it is, is then told by `later`, no more by `first`. */
  const moved: boolean[] = [];
  const later: (number[] | undefined)[] = [];
  const wasAt = new Int32Array(size);
  const wasListed: number[] = [];
  let lists = 0;
  const first = targetsByPlace(vectors, size);
  for (const vector of vectors) measure(current.length, vector);

  function measure(target: number, vector: SparseVector): void {
    const { places } = vector;
    current[target] = vector;
    left[target] = places.length;
    let bits = 0;
    for (const place of places) bits ^= place;
    mixed[target] = bits;
    if (places.length === 1) soleOf[places[0]!]!++;
    if (places.length === 0) lost.push(target);
  }

  /** Gives a target a new vector, and enters it at the places that are new to it; from those that are lost to it, it is not taken out. */
  function move(target: number, vector: SparseVector): void {
    const before = moved[target] === true ? current[target]!.places : NOWHERE;
    moved[target] = true;
    measure(target, vector);
    for (const place of before) wasAt[place] = target + 1;
    for (const place of vector.places) if (wasAt[place] !== target + 1) (later[place] ??= []).push(target);
    for (const place of before) wasAt[place] = 0;
  }

  function targetsAt(place: number): number[] {
    const found: number[] = [];
    for (let at = first.starts[place]!; at < first.starts[place + 1]!; at++) {
      const target = first.targets[at]!;
      if (moved[target] !== true) found.push(target);
    }
    lists++;
    for (const target of later[place] ?? []) {
      if (wasListed[target] === lists || !hasPlace(current[target]!, place)) continue;
      wasListed[target] = lists;
      found.push(target);
    }
    return found;
  }

  return {
    lost,
    isSoleUnknown: (place) => soleOf[place]! > 0,
    liesWithin(places) {
      const found = new Map<number, number>();
      for (const place of places) for (const target of targetsAt(place)) found.set(target, (found.get(target) ?? 0) + 1);
      return [...found].some(([target, count]) => count === left[target]);
    },
    hasMultipleOf(combination) {
      return targetsAt(combination.places[0]!).some((target) =>
        left[target] === combination.places.length && areProportional(reduce(current[target]!), combination));
    },
    someAt: (place, test) => targetsAt(place).some((target) => test(reduce(current[target]!), target)),
    settle(place) {
      for (const target of targetsAt(place)) {
        left[target]!--;
        mixed[target]! ^= place;
        if (left[target] === 1) soleOf[mixed[target]!]!++;
        if (left[target] === 0) {
          soleOf[place]!--;
          lost.push(target);
        }
      }
    },
    rewrite(place) {
      for (const target of targetsAt(place)) {
        if (left[target] === 1) soleOf[mixed[target]!]!--;
        move(target, reduceAgain(current[target]!, place));
      }
    },
    add(target) {
      move(current.length, target);
    },
  };
}

const NOWHERE = new Int32Array(0);

function hasPlace({ places }: SparseVector, place: number): boolean {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (places[middle]! > place) low = middle + 1;
    else high = middle;
  }
  return places[low] === place;
}

/** The targets at each place, run by run. */
function targetsByPlace(vectors: readonly SparseVector[], size: number): { readonly starts: Int32Array; readonly targets: Int32Array } {
  const starts = new Int32Array(size + 1);
  for (const { places } of vectors) for (const place of places) starts[place + 1]!++;
  for (let place = 0; place < size; place++) starts[place + 1]! += starts[place]!;
  const next = starts.slice();
  const targets = new Int32Array(starts[size]!);
  vectors.forEach(({ places }, target) => {
    for (const place of places) targets[next[place]!++] = target;
  });
  return { starts, targets };
}
