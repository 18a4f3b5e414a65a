import { firstPartner, pairsOfSet, setOfBlock, type BlockBranch, type BlockProgram, type PairTest, type RecordSet } from './program.ts';
import { isPlain, visitPairs } from './visit-pairs.ts';

/** Pairs that a branch gives and no earlier one. */
export interface PairCount {
  readonly pairs: number;
  /** Whether it is the count itself, rather than a bound from above. */
  readonly isExact: boolean;
}

const CHUNK = 16_384;
/** Sets with fewer pairs a member are looked at pair by pair: cheaper than to split them. */
const PAIRS_PER_MEMBER = 16;

/**
 * Counts the pairs that a branch gives and no earlier branch does.
 *
 * @param program - the blocks.
 * @param index - the branch.
 * @param tests - one a branch; null to leave tests aside, which gives a bound from above where there are any.
 * @returns the count.
 * @remarks Where block numbers alone decide, no pair is looked at: the pairs of a set that share no block of several
 *   branches are those that share none of all but the last, less the same count within each block of the last. Sets
 *   shrink quickly, so that the time is about O(members × earlier branches), whatever the number of pairs. Else, with
 *   lists or tests, the pairs are visited.
 */
export function countBranchPairs(program: BlockProgram, index: number, tests: readonly (PairTest | null)[] | null): PairCount {
  const branch = program.branches[index]!;
  const before = program.branches.slice(0, index);
  const deciding = tests === null ? before.filter(({ isTested }) => !isTested) : before;
  const isExact = tests !== null || (deciding.length === index && !branch.isTested);
  const own = tests === null ? { ...branch, isTested: false } : branch;
  const earlier = deciding.filter(({ blocks }) => blocks > 0);
  if (isPlain(own) && earlier.every(isPlain)) return { pairs: countApart(program, own, earlier), isExact };
  const branches = [...deciding, own];
  let pairs = 0;
  const range = { from: { branch: deciding.length, block: 0, row: 0 }, to: { branch: branches.length, block: 0, row: 0 }, pairs: branch.pairs };
  visitPairs({ ...program, branches }, tests ?? [], range, CHUNK, (_lefts, _rights, _rules, more) => {
    pairs += more;
    return true;
  });
  return { pairs, isExact };
}

/** What a count works with. Mutable scratch: the arrays are zero between two splits. */
interface Counter {
  readonly program: BlockProgram;
  readonly earlier: readonly BlockBranch[];
  /** Whether left and right lists are the same throughout. */
  readonly isSymmetric: boolean;
  readonly leftCounts: Uint32Array;
  readonly rightCounts: Uint32Array;
  /** Where the next member of a block is placed. */
  readonly leftPlaces: Uint32Array;
  readonly rightPlaces: Uint32Array;
}

function countApart(program: BlockProgram, branch: BlockBranch, earlier: readonly BlockBranch[]): number {
  if (earlier.length === 0) return branch.pairs;
  const largest = Math.max(...earlier.map(({ blocks }) => blocks)) + 1;
  const isSymmetric = branch.leftIds === branch.rightIds && earlier.every(({ leftIds, rightIds }) => leftIds === rightIds);
  const leftCounts = new Uint32Array(largest);
  const leftPlaces = new Uint32Array(largest);
  const counter: Counter = {
    program, earlier, isSymmetric, leftCounts, leftPlaces,
    rightCounts: isSymmetric ? leftCounts : new Uint32Array(largest), rightPlaces: isSymmetric ? leftPlaces : new Uint32Array(largest),
  };
  let pairs = 0;
  for (let block = 0; block < branch.blocks; block++) {
    pairs += countSet(counter, setOfBlock(branch.leftMembers, branch.rightMembers, block), earlier.length);
  }
  return pairs;
}

/** Counts the pairs of a set that share no block of the first `depth` earlier branches. */
function countSet(counter: Counter, set: RecordSet, depth: number): number {
  const all = pairsOfSet(counter.program, set);
  if (depth === 0 || all === 0) return all;
  if (all <= PAIRS_PER_MEMBER * (set.leftEnd - set.leftStart)) return countOneByOne(counter, set, depth);
  const groups = split(counter, set, counter.earlier[depth - 1]!);
  if (groups.length === 1 && isWhole(groups[0]!, set)) return 0;
  let pairs = countSet(counter, set, depth - 1);
  for (const group of groups) pairs -= countSet(counter, group, depth - 1);
  return pairs;
}

function isWhole(group: RecordSet, set: RecordSet): boolean {
  return group.leftEnd - group.leftStart === set.leftEnd - set.leftStart && group.rightEnd - group.rightStart === set.rightEnd - set.rightStart;
}

/** Splits a set by the blocks of a branch; records without partner in their block are left out. */
function split(counter: Counter, set: RecordSet, { leftIds, rightIds }: BlockBranch): RecordSet[] {
  const { isSymmetric, leftCounts, rightCounts, leftPlaces, rightPlaces } = counter;
  const least = isSymmetric ? 2 : 1;
  countIds(leftIds.ids, set.lefts, set.leftStart, set.leftEnd, leftCounts);
  if (!isSymmetric) countIds(rightIds.ids, set.rights, set.rightStart, set.rightEnd, rightCounts);
  const ends: number[] = [];
  let leftTotal = 0;
  let rightTotal = 0;
  for (let row = set.leftStart; row < set.leftEnd; row++) {
    const id = leftIds.ids[set.lefts[row]!]!;
    // Places are one higher than they are, so that 0 is not yet given.
    if (leftCounts[id]! < least || rightCounts[id]! < least || leftPlaces[id] !== 0) continue;
    leftPlaces[id] = leftTotal + 1;
    leftTotal += leftCounts[id]!;
    if (!isSymmetric) rightPlaces[id] = rightTotal + 1;
    rightTotal += rightCounts[id]!;
    ends.push(leftTotal, rightTotal);
  }
  const lefts = new Uint32Array(leftTotal);
  const rights = isSymmetric ? lefts : new Uint32Array(rightTotal);
  place(leftIds.ids, set.lefts, set.leftStart, set.leftEnd, leftPlaces, lefts);
  if (!isSymmetric) place(rightIds.ids, set.rights, set.rightStart, set.rightEnd, rightPlaces, rights);
  clear(leftIds.ids, set.lefts, set.leftStart, set.leftEnd, leftCounts, leftPlaces);
  if (!isSymmetric) clear(rightIds.ids, set.rights, set.rightStart, set.rightEnd, rightCounts, rightPlaces);
  return Array.from({ length: ends.length / 2 }, (_, group) => ({
    lefts, leftStart: ends[2 * group - 2] ?? 0, leftEnd: ends[2 * group]!, rights, rightStart: ends[2 * group - 1] ?? 0, rightEnd: ends[2 * group + 1]!,
  }));
}

function countIds(ids: Uint32Array, records: Uint32Array, start: number, end: number, counts: Uint32Array): void {
  for (let row = start; row < end; row++) {
    const id = ids[records[row]!]!;
    if (id !== 0) counts[id]!++;
  }
}

function place(ids: Uint32Array, records: Uint32Array, start: number, end: number, places: Uint32Array, placed: Uint32Array): void {
  for (let row = start; row < end; row++) {
    const id = ids[records[row]!]!;
    if (places[id] !== 0) placed[places[id]!++ - 1] = records[row]!;
  }
}

function clear(ids: Uint32Array, records: Uint32Array, start: number, end: number, counts: Uint32Array, places: Uint32Array): void {
  for (let row = start; row < end; row++) {
    const id = ids[records[row]!]!;
    counts[id] = 0;
    places[id] = 0;
  }
}

function countOneByOne({ program, earlier }: Counter, set: RecordSet, depth: number): number {
  let pairs = 0;
  let at = set.rightStart;
  for (let row = set.leftStart; row < set.leftEnd; row++) {
    const left = set.lefts[row]!;
    const first = firstPartner(program, left);
    while (at < set.rightEnd && set.rights[at]! < first) at++;
    for (let index = at; index < set.rightEnd; index++) if (!isGiven(earlier, depth, left, set.rights[index]!)) pairs++;
  }
  return pairs;
}

function isGiven(earlier: readonly BlockBranch[], depth: number, left: number, right: number): boolean {
  for (let index = 0; index < depth; index++) {
    const { leftIds, rightIds } = earlier[index]!;
    const id = leftIds.ids[left]!;
    if (id !== 0 && id === rightIds.ids[right]!) return true;
  }
  return false;
}
