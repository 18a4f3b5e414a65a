// Record tables of codes alone, for tests of blocking: what the values are does not matter to it.
import type { Dictionary, RecordColumn, RecordTable } from '../../../../src/link/kernel/records.ts';
import type { BranchSpecification } from '../../../../src/link/kernel/block/make-branch.ts';
import type { TermColumns } from '../../../../src/link/kernel/block/group-records.ts';
import { visitPairs } from '../../../../src/link/kernel/block/visit-pairs.ts';
import type { BlockProgram, PairRange, PairTest } from '../../../../src/link/kernel/block/program.ts';

/** A dictionary of texts without symbols. */
export const textsUpTo = (size: number): Dictionary => ({ kind: 'text', size, offsets: new Uint32Array(size + 2), symbols: new Uint32Array(0) });

/** A column of codes, 0 for null. */
export function codesColumn(codes: readonly number[], dictionary: Dictionary = textsUpTo(Math.max(0, ...codes))): RecordColumn {
  const counts = new Uint32Array(dictionary.size + 1);
  for (const code of codes) counts[code]!++;
  return { codes: Uint32Array.from(codes), counts, dictionary };
}

/** A column of lists of codes, null for none; equal lists have one code. */
export function listsColumn(lists: readonly (readonly number[] | null)[], texts: Dictionary = textsUpTo(Math.max(0, ...lists.flatMap((list) => list ?? [])))): RecordColumn {
  const distinct = [...new Set(lists.filter((list) => list !== null).map((list) => list.join()))];
  const parsed = distinct.map((text) => (text === '' ? [] : text.split(',').map(Number)));
  const offsets = [0, 0];
  for (const list of parsed) offsets.push(offsets.at(-1)! + list.length);
  if (texts.kind !== 'text') throw new Error('expected texts');
  return codesColumn(
    lists.map((list) => (list === null ? 0 : distinct.indexOf(list.join()) + 1)),
    { kind: 'texts', size: distinct.length, offsets: Uint32Array.from(offsets), elements: Uint32Array.from(parsed.flat()), texts },
  );
}

/** A table of columns, one source unless sizes are given. */
export function tableOfColumns(columns: readonly RecordColumn[], sizes: readonly number[] = [columns[0]!.codes.length]): RecordTable {
  const starts = [0];
  for (const size of sizes) starts.push(starts.at(-1)! + size);
  return { records: starts.at(-1)!, sourceStarts: Uint32Array.from(starts), columns };
}

export const term = (left: number, right = left, explode = false): TermColumns => ({ left, right, explode });

export const branch = (rule: number, terms: readonly TermColumns[], more: Partial<BranchSpecification> = {}): BranchSpecification =>
  ({ rule, terms, maxBlockRecords: null, isTested: false, ...more });

/** Pairs of a program as `left right rule`, in the order in which they come. */
export function pairsOf(program: BlockProgram, tests: readonly (PairTest | null)[] = [], range: PairRange | null = null, chunkPairs = 5): string[] {
  const pairs: string[] = [];
  visitPairs(program, tests, range, chunkPairs, (lefts, rights, rules, count) => {
    for (let pair = 0; pair < count; pair++) pairs.push(`${lefts[pair]} ${rights[pair]} ${rules[pair]}`);
    return true;
  });
  return pairs;
}
