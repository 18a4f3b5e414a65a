import { addRow, flush, pairChunk, type PairChunk, type PairVisitor } from './pair-chunk.ts';
import type { Screening } from './pair-screen.ts';
import type { BlockBranch, BlockIds, BlockProgram, PairRange, PairTest } from './program.ts';
import { screenedBlocks, type BlockRows, type ScreenedBlocks } from './screened-blocks.ts';

/** Right members looked at together: few enough to stay in the nearest cache. */
const RUN = 1024;

/** What takes a pair from a branch: that an earlier one gives it. */
interface Earlier {
  readonly branch: BlockBranch;
  readonly test: PairTest | null;
  /** Whether equal numbers alone decide. */
  readonly isPlain: boolean;
  /** Block of each right member of the block at hand; for plain ones only. */
  rightIds: Uint32Array;
}

/**
 * Visits candidate pairs, each once, under the first rule that gives it.
 *
 * Order: branch, block, left record, right record; it is the order of the program, so that the visits of ranges that
 * follow each other are the visit of the whole.
 *
 * @param program - the blocks.
 * @param tests - one a branch; null where it is not tested.
 * @param range - which pairs; null for all.
 * @param chunkPairs - pairs per chunk, at least 1; the last chunk has fewer.
 * @param visitor - takes the chunks, and may stop the visit.
 * @param screening - gives pairs up that need not be visited; null, or none, to visit all.
 * @throws {RangeError} if a tested branch has no test, or `chunkPairs` is none.
 * @remarks O(pairs × earlier branches) in the worst case, some nanoseconds a pair; the blocks of the right members are
 *   gathered once a block, so that the inner loops read memory in order. Memory: a chunk, and 4 bytes an earlier branch
 *   and member of the largest block.
 */
export function visitPairs(program: BlockProgram, tests: readonly (PairTest | null)[], range: PairRange | null, chunkPairs: number, visitor: PairVisitor, screening: Screening | null = null): void {
  if (!(Number.isSafeInteger(chunkPairs) && chunkPairs > 0)) throw new RangeError('chunkPairs: expected an integer of at least 1');
  program.branches.forEach(({ isTested }, index) => {
    if (isTested && (tests[index] ?? null) === null) throw new RangeError(`tests[${index}]: expected a test`);
  });
  const chunk = pairChunk(chunkPairs, visitor);
  const from = range?.from ?? { branch: 0, block: 0, row: 0 };
  const to = range?.to ?? { branch: program.branches.length, block: 0, row: 0 };
  for (let index = from.branch; index < program.branches.length && index <= to.branch && chunk.isOpen; index++) {
    const first = index === from.branch ? from : { block: 0, row: 0 };
    const last = index === to.branch ? to : { block: program.branches[index]!.blocks, row: 0 };
    visitBranch(program, tests, index, first, last, chunk, screening);
  }
  flush(chunk);
}

function visitBranch(
  program: BlockProgram, tests: readonly (PairTest | null)[], index: number, from: { block: number; row: number }, to: { block: number; row: number }, chunk: PairChunk, screening: Screening | null,
): void {
  const branch = program.branches[index]!;
  const { starts } = branch.leftMembers;
  const before = program.branches.slice(0, index).filter(({ blocks }) => blocks > 0);
  const each = eachRow(branch, tests[index] ?? null, before.map((earlier): Earlier => ({ branch: earlier, test: tests[program.branches.indexOf(earlier)] ?? null, isPlain: isPlain(earlier), rightIds: new Uint32Array(0) })), chunk);
  const screened = screening !== null && isPlain(branch) && before.every(isPlain) ? screenedBlocks(branch, before, chunk, screening) : null;
  for (let block = from.block; block <= to.block && block < branch.blocks && chunk.isOpen; block++) {
    const firstRow = starts[block]! + (block === from.block ? from.row : 0);
    const endRow = block === to.block ? starts[block]! + to.row : starts[block + 1]!;
    if (firstRow < endRow) visitBlock(program, branch, block, firstRow, endRow, chunk, screened, each);
  }
  screened?.end();
}

/**
 * Tells a branch of which two numbers say whether it gives a pair.
 *
 * @param branch - the branch.
 * @returns whether it has neither lists nor a test.
 */
export function isPlain({ leftIds, rightIds, isTested }: BlockBranch): boolean {
  return !isTested && leftIds.offsets === null && rightIds.offsets === null;
}

function visitBlock(
  program: BlockProgram, branch: BlockBranch, block: number, firstRow: number, endRow: number, chunk: PairChunk, screened: ScreenedBlocks | null, each: ReturnType<typeof eachRow>,
): void {
  const { sourceStarts } = program;
  const isAcross = program.scope === 'acrossSources';
  const lefts = branch.leftMembers.records;
  const rights = branch.rightMembers.records;
  const rightStart = branch.rightMembers.starts[block]!;
  const rightEnd = branch.rightMembers.starts[block + 1]!;
  const rows = screened?.block(firstRow, endRow, rightStart, rightEnd) ?? each(block, rightStart, rightEnd);
  let source = 1;
  let at = rightStart;
  for (let row = firstRow; row < endRow && chunk.isOpen; row++) {
    const left = lefts[row]!;
    let first = left + 1;
    if (isAcross) {
      while (sourceStarts[source]! <= left) source++;
      first = sourceStarts[source]!;
    }
    while (at < rightEnd && rights[at]! < first) at++;
    if (at === rightEnd) break;
    rows.row(row, at);
  }
  rows.end();
}

function gatherIds(earlier: Earlier, rights: Uint32Array, start: number, end: number): void {
  if (earlier.rightIds.length < end - start) earlier.rightIds = new Uint32Array(Math.max(64, 2 * (end - start)));
  const { rightIds, branch: { rightIds: { ids } } } = earlier;
  for (let index = start; index < end; index++) rightIds[index - start] = ids[rights[index]!]!;
}

/** Readies the visit of the blocks of a branch, all pairs of which come that no earlier one gives. */
function eachRow(branch: BlockBranch, test: PairTest | null, earlier: readonly Earlier[], chunk: PairChunk): (block: number, start: number, end: number) => BlockRows {
  const lefts = branch.leftMembers.records;
  const rights = branch.rightMembers.records;
  const plain = earlier.filter((each) => each.isPlain);
  const others = earlier.filter((each) => !each.isPlain);
  const isListed = branch.leftIds.offsets !== null || branch.rightIds.offsets !== null;
  const run = new Int32Array(RUN);
  return (block, start, end) => {
    for (const each of plain) gatherIds(each, rights, start, end);
    return { row(row, from) { visitRow(block, lefts[row]!, start, from, end); }, end: () => undefined };
  };

  function visitRow(block: number, left: number, start: number, from: number, to: number): void {
    for (let next = from; next < to && chunk.isOpen; next += RUN) {
      // Positions of right members, relative to the start of the block.
      let length = fillRun(run, next - start, Math.min(next + RUN, to) - start);
      for (let index = 0; index < plain.length; index++) {
        const { branch: { leftIds: { ids } }, rightIds } = plain[index]!;
        const id = ids[left]!;
        if (id !== 0) length = keepOthers(run, length, rightIds, id);
      }
      for (const { branch: { leftIds, rightIds }, test: other } of others) {
        length = keepNotGiven(run, length, rights, start, left, leftIds, rightIds, other);
      }
      if (isListed) length = keepFirstShared(run, length, rights, start, left, branch.leftIds, branch.rightIds, block + 1);
      if (test !== null) length = keepPassing(run, length, rights, start, left, test);
      addRow(chunk, branch.rule, left, rights, start, run, length);
    }
  }
}

function fillRun(run: Int32Array, from: number, to: number): number {
  for (let position = from; position < to; position++) run[position - from] = position;
  return to - from;
}

/** Keeps the positions whose block is another. */
function keepOthers(run: Int32Array, length: number, ids: Uint32Array, id: number): number {
  let kept = 0;
  for (let index = 0; index < length; index++) {
    const position = run[index]!;
    run[kept] = position;
    if (ids[position] !== id) kept++;
  }
  return kept;
}

/** Keeps the positions of pairs that a branch does not give. */
function keepNotGiven(
  run: Int32Array, length: number, rights: Uint32Array, start: number, left: number, leftIds: BlockIds, rightIds: BlockIds, test: PairTest | null,
): number {
  let kept = 0;
  for (let index = 0; index < length; index++) {
    const position = run[index]!;
    const right = rights[start + position]!;
    run[kept] = position;
    if (firstShared(leftIds, left, rightIds, right) === 0 || (test !== null && !test(left, right))) kept++;
  }
  return kept;
}

/** Keeps the positions of pairs that share no block before this one. */
function keepFirstShared(
  run: Int32Array, length: number, rights: Uint32Array, start: number, left: number, leftIds: BlockIds, rightIds: BlockIds, id: number,
): number {
  let kept = 0;
  for (let index = 0; index < length; index++) {
    const position = run[index]!;
    run[kept] = position;
    if (firstShared(leftIds, left, rightIds, rights[start + position]!) === id) kept++;
  }
  return kept;
}

function keepPassing(run: Int32Array, length: number, rights: Uint32Array, start: number, left: number, test: PairTest): number {
  let kept = 0;
  for (let index = 0; index < length; index++) {
    const position = run[index]!;
    run[kept] = position;
    if (test(left, rights[start + position]!)) kept++;
  }
  return kept;
}

/**
 * Finds the first block two records share.
 *
 * @param leftIds - blocks of left records.
 * @param left - ordinal of the left record.
 * @param rightIds - blocks of right records.
 * @param right - ordinal of the right record.
 * @returns the lowest number of a block of both, or 0.
 */
export function firstShared(leftIds: BlockIds, left: number, rightIds: BlockIds, right: number): number {
  let atLeft = leftIds.offsets === null ? left : leftIds.offsets[left]!;
  let atRight = rightIds.offsets === null ? right : rightIds.offsets[right]!;
  const leftEnd = leftIds.offsets === null ? left + 1 : leftIds.offsets[left + 1]!;
  const rightEnd = rightIds.offsets === null ? right + 1 : rightIds.offsets[right + 1]!;
  while (atLeft < leftEnd && atRight < rightEnd) {
    const ofLeft = leftIds.ids[atLeft]!;
    const ofRight = rightIds.ids[atRight]!;
    // 0 on both sides is none on either.
    if (ofLeft === ofRight) return ofLeft;
    if (ofLeft < ofRight) atLeft++;
    else atRight++;
  }
  return 0;
}
