import { firstPartner, pairsOfSet, setOfBlock, type BlockBranch, type BlockProgram, type PairPosition, type PairRange } from './program.ts';

/**
 * Cuts the pairs into ranges of about as many pairs each, in their order; a large block is cut between its left members.
 *
 * @param program - the blocks.
 * @param count - ranges wanted, at least 1.
 * @returns as many ranges, or fewer; none without pairs. None is empty. Their pairs include those an earlier rule gives.
 * @throws {RangeError} if `count` is none.
 * @remarks O(blocks + members of the blocks that are cut).
 */
export function splitPairs(program: BlockProgram, count: number): PairRange[] {
  if (!(Number.isSafeInteger(count) && count > 0)) throw new RangeError('count: expected an integer of at least 1');
  const total = program.branches.reduce((sum, { pairs }) => sum + pairs, 0);
  const ranges: PairRange[] = [];
  let from: PairPosition = { branch: 0, block: 0, row: 0 };
  let before = 0;
  let passed = 0;
  const cut = (to: PairPosition): void => {
    if (passed > before) ranges.push({ from, to, pairs: passed - before });
    from = to;
    before = passed;
  };
  const isDue = (): boolean => passed >= total * (ranges.length + 1) / count;

  program.branches.forEach((branch, index) => {
    for (let block = 0; block < branch.blocks; block++) {
      const pairs = pairsOfSet(program, setOfBlock(branch.leftMembers, branch.rightMembers, block));
      if (passed + pairs < total * (ranges.length + 1) / count) {
        passed += pairs;
        continue;
      }
      const partners = partnersByRow(program, branch, block);
      for (let row = 0; row < partners.length; row++) {
        passed += partners[row]!;
        if (isDue()) cut({ branch: index, block, row: row + 1 });
      }
    }
  });
  if (passed > before) cut({ branch: program.branches.length, block: 0, row: 0 });
  return ranges;
}

/** Counts the partners of each left member of a block. */
function partnersByRow(program: BlockProgram, { leftMembers, rightMembers }: BlockBranch, block: number): Float64Array {
  const start = leftMembers.starts[block]!;
  const rightEnd = rightMembers.starts[block + 1]!;
  let at = rightMembers.starts[block]!;
  return Float64Array.from({ length: leftMembers.starts[block + 1]! - start }, (_, row) => {
    const first = firstPartner(program, leftMembers.records[start + row]!);
    while (at < rightEnd && rightMembers.records[at]! < first) at++;
    return rightEnd - at;
  });
}
