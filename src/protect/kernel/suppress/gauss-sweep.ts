import { areProportional, coprime, elimination, type Elimination, type SparseVector } from '../../../linear/index.ts';
import { gaussTargets } from './gauss-targets.ts';

/**
 * What is done about singletons: inner cells whose one unit knows its own value. `ignore`: nothing. Where publishing a candidate would tell a
 * sum of singletons, `withhold`: it is withheld; `learn`: the singletons are zeros, and whoever learns that their sum is zero knows each of
 * them: the candidate is withheld only when that gives a target away. `apart`: singletons count as known when targets are guarded.
 * `owners`: a unit counts its own singletons as known, and no target may follow for it; sums of singletons of few units are guarded too.
 */
export type SingletonRule = 'ignore' | 'withhold' | 'learn' | 'apart' | 'owners';

/** What is to be swept. All numbers are places in the order of preference. */
export interface Sweep {
  readonly places: number;
  /** Holds the relations between the places; changed by the sweep. */
  readonly relations: Elimination;
  /** Int32Array: what may be published, in the order in which it is decided. */
  readonly candidates: Int32Array;
  /** How many of the candidates, from the first, are published whatever follows. */
  readonly frozen: number;
  /** What must not follow from what is published. */
  readonly targets: readonly SparseVector[];
  /** Uint8Array(places): 1 for a singleton, which is free. */
  readonly singletons: Uint8Array;
  readonly rule: SingletonRule;
  /** For `owners`: Int32Array(places), the unit of each singleton. */
  readonly owners?: Int32Array;
  /** For `owners`, of the targets that are guarded against other units: the unit that owns all of it, or −1. */
  readonly targetOwners?: readonly number[];
  /** For `owners`: of how many units at most sums of singletons are guarded. */
  readonly guardedUnits?: number;
}

/**
 * Publishes candidates one by one unless a target would then follow from all that is published.
 *
 * @param sweep - what is to be decided.
 * @returns Uint8Array(places), 1 for a candidate that is withheld, and the numbers of the targets that frozen candidates
 *   give away, ascending.
 * @remarks A free candidate gives a target away exactly when it is all that is left of it, and costs nothing else. A
 *   dependent one is written in what has been withheld so far, mostly nothing: then it follows from what is published and is free to go.
 */
export function sweepCandidates(sweep: Sweep): { readonly withheld: Uint8Array; readonly lost: readonly number[] } {
  const { places, relations, candidates, frozen, targets: combinations, singletons, rule } = sweep;
  const { owners = new Int32Array(places), targetOwners = [], guardedUnits = 0 } = sweep;
  const withheld = new Uint8Array(places);
  const used = new Uint8Array(places);
  const guard = rule === 'apart' ? withoutSingletons(relations, singletons) : relations.reduce;
  const targets = gaussTargets(combinations.map(guard), places, guard, rule === 'apart' ? guard : relations.reduceAgain);
  const empty = targets.lost.length;

  for (let at = 0; at < candidates.length; at++) {
    const place = candidates[at]!;
    const combination = relations.reduce({ places: Int32Array.of(place), values: Int32Array.of(1) });
    if (combination.places.length === 0) relations.settle(place);
    else if (at < frozen) publish(place, combination);
    else if (tellsSingletons(combination)) {
      if (rule !== 'learn' || targets.liesWithin(combination.places)) withheld[place] = 1;
      else combination.places.forEach(publishFree);
    } else if (givesTargetAway(combination)) withheld[place] = 1;
    else if (rule === 'owners' && givesToOwner(combination)) {
      withheld[place] = 1;
      targets.add(combination);
    } else publish(place, combination);
  }
  return { withheld, lost: targets.lost.slice(empty).sort((a, b) => a - b) };

  function givesTargetAway(combination: SparseVector): boolean {
    const guarded = rule === 'apart' ? guard(combination) : combination;
    return guarded.places.length === 1 ? targets.isSoleUnknown(guarded.places[0]!) : targets.hasMultipleOf(guarded);
  }

  /** A difference of singletons tells none of their sums, unless it meets another difference. */
  function tellsSingletons({ places: terms, values }: SparseVector): boolean {
    if (rule === 'ignore' || rule === 'owners' || terms.some((place) => singletons[place] === 0)) return false;
    if (rule === 'apart' || values.every((value) => value > 0) || terms.some((place) => used[place] === 1)) return true;
    for (const place of terms) used[place] = 1;
    return false;
  }

  /** Whether a unit that knows its own singletons learns a target that is not all its own, or a sum of few units' singletons is told. */
  function givesToOwner({ places: terms, values }: SparseVector): boolean {
    const units = new Set(Array.from(terms, (place) => (singletons[place] === 1 ? owners[place]! : -1)));
    if (units.size <= guardedUnits && !units.has(-1)) return true;
    const tried = terms.subarray(0, singletons[terms[0]!] === 1 ? terms.length : 1);
    return tried.some((place) => targets.someAt(place, (target, number) =>
      number < targetOwners.length && differByOneUnit({ places: terms, values }, target, targetOwners[number]!)));
  }

  function differByOneUnit(first: SparseVector, second: SparseVector, own: number): boolean {
    const units = new Set([...first.places, ...second.places].filter((place) => singletons[place] === 1).map((place) => owners[place]!));
    units.delete(own);
    return [...units].some((unit) => {
      const rest = without(first, unit);
      return rest.places.length > 0 && areProportional(rest, without(second, unit));
    });
  }

  function without({ places: terms, values }: SparseVector, unit: number): SparseVector {
    const kept = [...terms.keys()].filter((term) => singletons[terms[term]!] === 0 || owners[terms[term]!] !== unit);
    return coprime({ places: Int32Array.from(kept, (term) => terms[term]!), values: values instanceof Int32Array ? Int32Array.from(kept, (term) => values[term]!) : kept.map((term) => values[term]!) });
  }

  function publish(place: number, combination: SparseVector): void {
    if (combination.places.length === 1) publishFree(combination.places[0]!);
    else targets.rewrite(relations.add(combination));
    relations.settle(place);
  }

  function publishFree(place: number): void {
    relations.settle(place);
    targets.settle(place);
  }
}

/** Reduces combinations and leaves the singletons out of them. */
function withoutSingletons({ reduce }: Elimination, singletons: Uint8Array): Elimination['reduce'] {
  const apart = elimination(singletons.length);
  singletons.forEach((mark, place) => {
    if (mark === 1) apart.settle(place);
  });
  return (combination) => apart.reduce(reduce(combination));
}
