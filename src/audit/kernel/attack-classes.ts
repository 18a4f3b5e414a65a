import { exactSum } from '../../group/index.ts';
import { compatibleClasses } from './compatible-classes.ts';
import { sharesOf, tallier, type CountedItems } from './counted-items.ts';
import { guessAmong, type Guess } from './guess.ts';
import type { LabelMatches } from './match-labels.ts';

/** A released table as classes of rows that read alike. */
export interface ReleasedClasses {
  /** One Int32Array(classes) per column: labels, −1 for a withheld one. */
  readonly codes: readonly Int32Array[];
  /** Rows, or entities, of each class, all with the value 0. */
  readonly units: CountedItems;
  /** Number of rows, or of distinct entities. */
  readonly unitCount: number;
  /** Values of sensitive columns by units. */
  readonly sensitive: readonly CountedItems[];
  /** The persons behind units, where they are known; 0 stands for an unknown one. */
  readonly truth: CountedItems | null;
}

/** Persons of whom an attacker knows the same. */
export interface KnownPersons {
  /** Labels that may stand for values, by column. */
  readonly matches: readonly LabelMatches[];
  /** One Int32Array(groups) per column: the set of labels, −1 where the value is not known. */
  readonly sets: readonly Int32Array[];
  /** Float64Array(groups): persons in each. */
  readonly counts: Float64Array;
  /** Int32Array: the group of the person with each value of `truth`; −1 for those who are not in the attacker's file. */
  readonly groupOf: Int32Array;
}

/** What the values of a sensitive column give away of the persons found. */
export interface Inference {
  /** Persons whose compatible units all have the same value, and their share of the persons found. */
  readonly homogeneous: number;
  readonly homogeneousShare: number;
  /** The share that the most frequent value has among the units compatible with a person: on average, and at most. */
  readonly meanShare: number;
  readonly highestShare: number;
  /** The share of the most frequent value in the whole release: what is known without an attack. */
  readonly baseShare: number;
  /** How much more probable the value that gains most becomes by the attack: on average, and at most. */
  readonly meanGain: number;
  readonly highestGain: number;
}

/** What is known of the attack by whoever knows who is who. */
export interface KnownOutcome {
  /** Attacked persons who are in the release, and those of them whose own rows do not fit them. */
  readonly present: number;
  readonly lost: number;
  /** Persons with a single compatible unit, which is their own. */
  readonly singledOut: number;
  readonly fromPersons: Guess;
  readonly fromRows: Guess;
}

/** What an attack found. */
export interface ClassAttack {
  readonly found: number;
  readonly single: number;
  readonly fewest: number | null;
  /** A compatible unit for each person found, as if everybody found were in the release. */
  readonly fromPersons: Guess;
  /** A compatible person for each unit that fits any, as if everybody released were in the attacker's file. */
  readonly fromRows: Guess;
  readonly truth: KnownOutcome | null;
  readonly inference: readonly Inference[];
}

/** Guesses with one number of candidates. */
interface Guesses { attempts: number; right: number }

/**
 * Attacks classes: finds the units that each person may be, the persons that each unit may be, and what they have in common.
 *
 * @param released - the classes.
 * @param persons - those who are attacked.
 * @returns figures, the same for any order of classes and groups.
 * @remarks O(groups × (search + items of the compatible classes)); memory as {@link ReleasedClasses}.
 */
export function attackClasses(released: ReleasedClasses, persons: KnownPersons): ClassAttack {
  const { codes, units, unitCount, truth } = released;
  const classes = units.starts.length - 1;
  const find = compatibleClasses(codes, classes);
  const compatible = new Int32Array(classes);
  const tallyUnits = tallier(units);
  const inference = released.sensitive.map((values) => inferenceFrom(values, unitCount));
  const outcome = truth === null ? null : outcomeOf(truth, persons, classes);
  const fromPersons = new Map<number, Guesses>();
  const personsOf = new Float64Array(classes);
  let found = 0;
  let single = 0;
  for (let group = 0; group < persons.counts.length; group++) {
    const sets = persons.sets.map((column, place) => (column[group]! < 0 ? null : persons.matches[place]!.sets[column[group]!]!));
    const count = find(sets, compatible);
    if (count === 0) continue;
    const attacked = persons.counts[group]!;
    const candidates = tallyUnits(compatible, count).units[0]!;
    found += attacked;
    if (candidates === 1) single += attacked;
    add(fromPersons, candidates, attacked, attacked);
    for (let place = 0; place < count; place++) personsOf[compatible[place]!]! += attacked;
    for (const each of inference) each.add(compatible, count, candidates, attacked);
    outcome?.add(group, compatible, count, candidates);
  }
  return {
    found,
    single,
    fewest: found === 0 ? null : [...fromPersons.keys()].reduce((least, candidates) => Math.min(least, candidates)),
    fromPersons: guessAmong(fromPersons),
    fromRows: guessAmong(guessesOfRows(units, personsOf, null)),
    truth: outcome === null ? null : outcome.finish(units, personsOf),
    inference: inference.map((each) => each.finish(found)),
  };
}

function add(guesses: Map<number, Guesses>, candidates: number, attempts: number, right: number): void {
  const known = guesses.get(candidates) ?? { attempts: 0, right: 0 };
  known.attempts += attempts;
  known.right += right;
  guesses.set(candidates, known);
}

/** Guesses a person for every unit of every class; `right` counts the units whose own person is compatible, all when `null`. */
function guessesOfRows({ starts, counts }: CountedItems, personsOf: Float64Array, right: Float64Array | null): Map<number, Guesses> {
  const guesses = new Map<number, Guesses>();
  personsOf.forEach((candidates, index) => {
    if (candidates === 0) return;
    const attempts = counts === null ? starts[index + 1]! - starts[index]! : counts[starts[index]!]!;
    add(guesses, candidates, attempts, right === null ? attempts : right[index]!);
  });
  return guesses;
}

/** Gathers what one sensitive column gives away. */
interface InferenceState {
  add(compatible: Int32Array, count: number, candidates: number, attacked: number): void;
  finish(found: number): Inference;
}

function inferenceFrom(values: CountedItems, unitCount: number): InferenceState {
  const tally = tallier(values);
  const base = sharesOf(values, unitCount);
  const shares: number[] = [];
  const gains: number[] = [];
  let homogeneous = 0;
  let highestShare = 0;
  let highestGain = 0;
  return {
    add(compatible, count, candidates, attacked) {
      const { units, values: met, size } = tally(compatible, count);
      let share = 0;
      let gain = 0;
      for (let place = 0; place < size; place++) {
        const value = met[place]!;
        share = Math.max(share, units[value]! / candidates);
        gain = Math.max(gain, units[value]! / candidates - base[value]!);
      }
      if (size === 1) homogeneous += attacked;
      shares.push(attacked * share);
      gains.push(attacked * gain);
      highestShare = Math.max(highestShare, share);
      highestGain = Math.max(highestGain, gain);
    },
    finish: (found) => ({
      homogeneous,
      homogeneousShare: found === 0 ? 0 : homogeneous / found,
      meanShare: found === 0 ? 0 : exactSum(shares) / found,
      highestShare,
      baseShare: base.reduce((most, share) => Math.max(most, share), 0),
      meanGain: found === 0 ? 0 : exactSum(gains) / found,
      highestGain,
    }),
  };
}

/** Gathers what is right. */
interface OutcomeState {
  add(group: number, compatible: Int32Array, count: number, candidates: number): void;
  finish(units: CountedItems, personsOf: Float64Array): KnownOutcome;
}

function outcomeOf(truth: CountedItems, { groupOf, counts }: KnownPersons, classes: number): OutcomeState {
  const { starts, items, counts: rows, valueOf } = truth;
  const tally = tallier(truth);
  const fromPersons = new Map<number, Guesses>();
  const ownIn = new Float64Array(classes);
  let kept = 0;
  let singledOut = 0;
  const personOf = (item: number): number => (valueOf === null ? item : valueOf[item]!);
  return {
    add(group, compatible, count, candidates) {
      const { units, values, size } = tally(compatible, count);
      let own = 0;
      for (let place = 0; place < size; place++) {
        const person = values[place]!;
        if (groupOf[person] !== group) continue;
        own += units[person]!;
        kept++;
      }
      if (candidates === 1) singledOut += own;
      add(fromPersons, candidates, counts[group]!, own);
      for (let place = 0; place < count; place++) {
        const index = compatible[place]!;
        for (let at = starts[index]!; at < starts[index + 1]!; at++) if (groupOf[personOf(items[at]!)] === group) ownIn[index]! += rows === null ? 1 : rows[at]!;
      }
    },
    finish(units, personsOf) {
      const released = new Uint8Array(groupOf.length);
      for (const item of items) released[personOf(item)] = 1;
      const present = groupOf.reduce((sum, group, person) => sum + Number(group >= 0 && released[person] === 1), 0);
      return { present, lost: present - kept, singledOut, fromPersons: guessAmong(fromPersons), fromRows: guessAmong(guessesOfRows(units, personsOf, ownIn)) };
    },
  };
}
