import { firstPartner, pairsOfSet, setOfBlock, type BlockBranch, type BlockProgram, type PairTest, type RecordSet } from './program.ts';
import { makeGroups, makeSplitScratch, splitRecords, type SplitScratch } from './split-records.ts';
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
 * @param mostPairs - a visit of pairs ends once it has met more.
 * @returns the count.
 * @remarks Where block numbers alone decide, no pair is looked at: the pairs of a set that share no block of several
 *   branches are those that share none of all but the last, less the same count within each block of the last. Sets
 *   shrink quickly, so that the time is about O(members × earlier branches), whatever the number of pairs. Else, with
 *   lists or tests, the pairs are visited.
 */
export function countBranchPairs(program: BlockProgram, index: number, tests: readonly (PairTest | null)[] | null, mostPairs: number = Infinity): PairCount {
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
    return pairs <= mostPairs;
  });
  return { pairs, isExact };
}

/** What a count works with. */
interface Counter {
  readonly program: BlockProgram;
  readonly earlier: readonly BlockBranch[];
  /** Whether left and right lists are the same throughout. */
  readonly isSymmetric: boolean;
  readonly scratch: SplitScratch;
}

function countApart(program: BlockProgram, branch: BlockBranch, earlier: readonly BlockBranch[]): number {
  if (earlier.length === 0) return branch.pairs;
  const largest = earlier.flatMap(({ leftIds, rightIds }) => [leftIds, rightIds]).reduce((most, { ids }) => greatest(ids, most), 0);
  const isSymmetric = branch.leftIds === branch.rightIds && earlier.every(({ leftIds, rightIds }) => leftIds === rightIds);
  const counter: Counter = { program, earlier, isSymmetric, scratch: makeSplitScratch(largest, isSymmetric) };
  let pairs = 0;
  for (let block = 0; block < branch.blocks; block++) {
    pairs += countSet(counter, setOfBlock(branch.leftMembers, branch.rightMembers, block), earlier.length);
  }
  return pairs;
}

function greatest(ids: Uint32Array, least: number): number {
  let most = least;
  for (let index = 0; index < ids.length; index++) most = Math.max(most, ids[index]!);
  return most;
}

/** Counts the pairs of a set that share no block of the first `depth` earlier branches. */
function countSet(counter: Counter, set: RecordSet, depth: number): number {
  const all = pairsOfSet(counter.program, set);
  if (depth === 0 || all === 0) return all;
  if (all <= PAIRS_PER_MEMBER * (set.leftEnd - set.leftStart)) return countOneByOne(counter, set, depth);
  const groups = splitSet(counter, set, counter.earlier[depth - 1]!);
  if (groups.length === 1 && isWhole(groups[0]!, set)) return 0;
  let pairs = countSet(counter, set, depth - 1);
  for (const group of groups) pairs -= countSet(counter, group, depth - 1);
  return pairs;
}

function isWhole(group: RecordSet, set: RecordSet): boolean {
  return group.leftEnd - group.leftStart === set.leftEnd - set.leftStart && group.rightEnd - group.rightStart === set.rightEnd - set.rightStart;
}

/** Splits a set by the blocks of a branch; records without partner in their block are left out. */
function splitSet({ isSymmetric, scratch }: Counter, set: RecordSet, { leftIds, rightIds }: BlockBranch): RecordSet[] {
  const groups = makeGroups(set.leftEnd - set.leftStart, isSymmetric ? null : set.rightEnd - set.rightStart);
  splitRecords(set, leftIds.ids, rightIds.ids, scratch, groups);
  const { lefts, rights, leftEnds, rightEnds } = groups;
  return Array.from({ length: groups.size }, (_, group) => ({
    lefts, leftStart: group === 0 ? 0 : leftEnds[group - 1]!, leftEnd: leftEnds[group]!,
    rights, rightStart: group === 0 ? 0 : rightEnds[group - 1]!, rightEnd: rightEnds[group]!,
  }));
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
