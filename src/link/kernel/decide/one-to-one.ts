import { bestAssignment } from './assignment.ts';
import { orderLinks, takeLinks, type Links } from './links.ts';
import { orderByWords } from './order-by-words.ts';
import { flatten, joinSets, singletons } from './union-find.ts';

/** Links of which no record has two. */
export interface OneToOneLinks {
  /** In the order of left record. */
  readonly links: Links;
  /** Groups of records that links connect, each decided by itself. */
  readonly components: number;
  readonly largestComponentLinks: number;
  /** Groups with more links than the limit, where the greedy decided. */
  readonly greedyComponents: number;
  readonly greedyLinks: number;
  /** Links within one source, and links that say the records are rather two persons than one: never chosen. */
  readonly ignored: number;
}

/** A weight that no sum of others outweighs, for links that are certain. */
const CERTAIN_BITS = 2 ** 40;

/**
 * Chooses links between two sources so that no record has two and the sum of their bits is largest.
 *
 * The sum of bits is the logarithm of the odds of the whole choice, so this is the most probable one-to-one linkage. A
 * link below 0 bits would lower it and is never chosen, whatever the cut. Each connected component is decided by itself,
 * exactly; one with more links than the limit goes to a greedy, from the heaviest link down, and is counted.
 *
 * @param links - any links; of several between the same records the heaviest stands.
 * @param minBits - least weight taken, in bits.
 * @param records - number of records.
 * @param rightStart - ordinal of the first record of the second source.
 * @param maxComponentLinks - links of a component up to which it is decided exactly.
 * @returns the chosen links, and how they were come by.
 * @remarks O(links) and, for each component, {@link bestAssignment}; 60 bytes a link at or above the cut.
 * @example
 * const links = { left: Uint32Array.of(0, 0, 1), right: Uint32Array.of(2, 3, 2), bits: Float64Array.of(9, 6, 8) };
 * chooseOneToOne(links, 0, 4, 2, 1000).links.bits; // => [6, 8]
 */
export function chooseOneToOne(links: Links, minBits: number, records: number, rightStart: number, maxComponentLinks: number): OneToOneLinks {
  const reached = takeLinks(links, minBits);
  const crossing = chosenFrom(reached, heaviestOfPairs(reached, rightStart));
  const parents = singletons(records);
  for (let link = 0; link < crossing.left.length; link++) joinSets(parents, crossing.left[link]!, crossing.right[link]!);
  flatten(parents);
  const componentOf = crossing.left.map((record) => parents[record]!);
  const order = orderByWords([crossing.right, crossing.left, componentOf]);
  const decide = componentDecider(crossing, records);
  const chosen: number[] = [];
  const counts = { components: 0, largestComponentLinks: 0, greedyComponents: 0, greedyLinks: 0 };
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && componentOf[order[end]!] === componentOf[order[start]!]) end++;
    counts.components++;
    counts.largestComponentLinks = Math.max(counts.largestComponentLinks, end - start);
    const isGreedy = end - start > maxComponentLinks;
    const found = decide(order.subarray(start, end), isGreedy);
    for (const link of found) chosen.push(link);
    if (!isGreedy) continue;
    counts.greedyComponents++;
    counts.greedyLinks += found.length;
  }
  const byLeft = chosen.sort((one, other) => crossing.left[one]! - crossing.left[other]!);
  return { links: chosenFrom(crossing, byLeft), ...counts, ignored: countIgnored(reached, rightStart) };
}

function chosenFrom({ left, right, bits }: Links, links: ArrayLike<number>): Links {
  const chosen = Uint32Array.from(links);
  return { left: chosen.map((link) => left[link]!), right: chosen.map((link) => right[link]!), bits: Float64Array.from(chosen, (link) => bits[link]!) };
}

function isChoosable({ left, right, bits }: Links, link: number, rightStart: number): boolean {
  return left[link]! < rightStart && right[link]! >= rightStart && bits[link]! > 0;
}

function countIgnored(links: Links, rightStart: number): number {
  let ignored = 0;
  for (let link = 0; link < links.left.length; link++) if (!isChoosable(links, link, rightStart)) ignored++;
  return ignored;
}

/** Takes the links across sources that raise the sum, the heaviest of each pair, ordered by left and right record. */
function heaviestOfPairs(links: Links, rightStart: number): number[] {
  const byWeight = orderLinks(links);
  // The sort is stable: of one pair, the heaviest stays in front.
  const byPair = orderByWords([links.right, links.left].map((side) => byWeight.map((link) => side[link]!))).map((at) => byWeight[at]!);
  const taken: number[] = [];
  for (const link of byPair) {
    const last = taken.at(-1);
    const isRepeated = last !== undefined && links.left[last] === links.left[link] && links.right[last] === links.right[link];
    if (!isRepeated && isChoosable(links, link, rightStart)) taken.push(link);
  }
  return taken;
}

/** Makes a function that decides one component; `places` are scratch numbers of its records. */
function componentDecider({ left, right, bits }: Links, records: number): (component: Uint32Array, isGreedy: boolean) => readonly number[] {
  const places = new Int32Array(records);
  const isTaken = new Uint8Array(records);
  const exact = (component: Uint32Array): number[] => {
    const starts: number[] = [];
    const rights: number[] = [];
    const targets = new Int32Array(component.length);
    component.forEach((link, edge) => {
      if (edge === 0 || left[component[edge - 1]!] !== left[link]) starts.push(edge);
      // Places count from 1, so that 0 means none yet.
      if (places[right[link]!] === 0) places[right[link]!] = rights.push(right[link]!);
      targets[edge] = places[right[link]!]! - 1;
    });
    for (const record of rights) places[record] = 0;
    starts.push(component.length);
    const weights = Float64Array.from(component, (link) => Math.min(bits[link]!, CERTAIN_BITS));
    const edges = bestAssignment({ lefts: starts.length - 1, rights: rights.length, starts: Int32Array.from(starts), targets, weights });
    return [...edges].filter((edge) => edge >= 0).map((edge) => component[edge]!);
  };
  const greedy = (component: Uint32Array): number[] => {
    const part = chosenFrom({ left, right, bits }, component);
    const found: number[] = [];
    for (const at of orderLinks(part)) {
      if (isTaken[part.left[at]!] === 1 || isTaken[part.right[at]!] === 1) continue;
      isTaken[part.left[at]!] = 1;
      isTaken[part.right[at]!] = 1;
      found.push(component[at]!);
    }
    return found;
  };
  return (component, isGreedy) => (component.length === 1 ? [component[0]!] : isGreedy ? greedy(component) : exact(component));
}
