import { areProportional, type SparseVector } from '../../../linear/index.ts';

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
 * @returns the targets, numbered as given.
 * @remarks Of each target the number of unknowns left and the exclusive or of their numbers are kept, so that settling an
 *   unknown costs each of its targets one step; its vector is only looked at when it may be a multiple of another.
 */
export function gaussTargets(vectors: readonly SparseVector[], size: number, reduce: (vector: SparseVector) => SparseVector): Targets {
  const current: SparseVector[] = [];
  const left: number[] = [];
  const mixed: number[] = [];
  const lost: number[] = [];
  /** Of each unknown, the number of targets of which nothing else is left. */
  const soleOf = new Int32Array(size);
  /** Targets that were written anew or added: where they are is told by `later`, no more by `first`. */
  const moved = new Set<number>();
  const later = new Map<number, number[]>();
  const first = targetsByPlace(vectors, size);
  for (const vector of vectors) measure(current.length, vector);

  function measure(target: number, vector: SparseVector): void {
    const { places } = vector;
    current[target] = vector;
    left[target] = places.length;
    mixed[target] = places.reduce((bits, place) => bits ^ place, 0);
    if (places.length === 1) soleOf[places[0]!]!++;
    if (places.length === 0) lost.push(target);
  }

  function move(target: number, vector: SparseVector): void {
    moved.add(target);
    measure(target, vector);
    for (const place of vector.places) {
      const there = later.get(place);
      if (there === undefined) later.set(place, [target]);
      else if (!there.includes(target)) there.push(target);
    }
  }

  function targetsAt(place: number): number[] {
    const found: number[] = [];
    for (let at = first.starts[place]!; at < first.starts[place + 1]!; at++) {
      const target = first.targets[at]!;
      if (!moved.has(target)) found.push(target);
    }
    for (const target of later.get(place) ?? []) if (current[target]!.places.includes(place)) found.push(target);
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
        move(target, reduce(current[target]!));
      }
    },
    add(target) {
      move(current.length, target);
    },
  };
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
