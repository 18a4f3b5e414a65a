import type { RecordTable } from '../records.ts';
import { sortByBlock, type TermColumns } from './group-records.ts';
import { blockPart, codeNumbers, listedBlocks } from './listed-blocks.ts';
import { recordsOfGroup, type BranchSpecification } from './make-branch.ts';
import type { BlockIds, BlockMembers } from './program.ts';
import { tupleNumbers, type TupleNumbers } from './tuple-numbers.ts';

/** A record that is not among those prepared, in their codes. */
export interface ForeignRecord {
  /** Code of a column; 0 for null, and for a value that no prepared record has. */
  codeOf(column: number): number;
  /** Codes of the elements of a column of lists of texts, 0 for unknown ones; of a column of lists of numbers, the numbers. */
  elementsOf(column: number): ArrayLike<number>;
}

/** Prepared records that may match a foreign one. The arrays are filled again by the next search. */
export interface FoundCandidates {
  readonly size: number;
  /** Ordinals, longer than `size`: each once, by branch, block and ordinal. */
  readonly records: Uint32Array;
  /** First rule that gives each. */
  readonly rules: Uint8Array;
}

/** Blocks of prepared records, ready to be looked up. */
export interface BlockIndex {
  /**
   * Finds the records that rules put together with a foreign one.
   *
   * @param foreign - the record; it is the right one of every pair.
   * @param passes - tells whether the pair with a record meets the condition of a branch; asked of tested branches only.
   * @returns the candidates.
   */
  find(foreign: ForeignRecord, passes?: (branch: number, record: number) => boolean): FoundCandidates;
}

/**
 * Indexes records by the blocks they are in, those they are alone in included.
 *
 * @param table - the records.
 * @param branches - what records must have in common, in the order of their rules.
 * @returns the index. A foreign record finds what it would make pairs with if it came last, from a source of its own.
 * @remarks Building is O(records × terms); a search is O(combinations + members of the blocks found), microseconds for
 *   small blocks. Memory 4 bytes a record and branch, and up to 16 bytes a block and 4 a block and term.
 */
export function makeBlockIndex(table: RecordTable, branches: readonly BranchSpecification[]): BlockIndex {
  const indexes = branches.map((branch) => indexBranch(table, branch));
  /** Which search met a record last. */
  const met = new Uint32Array(table.records);
  let search = 0;
  let records = new Uint32Array(64);
  let rules = new Uint8Array(64);
  return {
    find(foreign, passes = () => true) {
      search = (search + 1) >>> 0;
      if (search === 0) {
        met.fill(0);
        search = 1;
      }
      let size = 0;
      indexes.forEach(({ members, sizes, rule, maxBlockRecords, isTested, ...index }, branch) => {
        for (const block of blocksOf(index, foreign)) {
          // The foreign record is one more.
          if (sizes !== null && sizes(block - 1) + 1 > maxBlockRecords!) continue;
          const end = members.starts[block]!;
          for (let at = members.starts[block - 1]!; at < end; at++) {
            const record = members.records[at]!;
            if (met[record] === search || (isTested && !passes(branch, record))) continue;
            met[record] = search;
            if (size === records.length) {
              records = doubled(records, new Uint32Array(2 * size));
              rules = doubled(rules, new Uint8Array(2 * size));
            }
            records[size] = record;
            rules[size++] = rule;
          }
        }
      });
      return { size, records, rules };
    },
  };
}

function doubled<Values extends Uint32Array | Uint8Array>(values: Values, longer: Values): Values {
  longer.set(values);
  return longer;
}

/** What leads from codes to a block. */
interface Lookup {
  readonly terms: readonly TermColumns[];
  /** By term: what turns the numbers of lists into codes; null for other columns. */
  readonly numberCodes: readonly (ReadonlyMap<number, number> | null)[];
  /** By term: code of each block, by its number from 1. */
  readonly codes: readonly Uint32Array[];
  /** Open addressing by the hash of the codes: number of a block, or 0; a power of two, at most half filled. */
  readonly slots: Uint32Array;
}

/** One branch, ready to be looked up. */
interface BranchIndex extends Lookup, BranchSpecification {
  readonly members: BlockMembers;
  /** Tells the records of a block, by its number from 0, on either side; null where there is no cap. */
  readonly sizes: ((block: number) => number) | null;
}

function indexBranch(table: RecordTable, specification: BranchSpecification): BranchIndex {
  const { terms, maxBlockRecords } = specification;
  const sizes = terms.map(({ left, explode }) => blockPart(table.columns[left]!, explode).size);
  const numbers = tupleNumbers(sizes);
  const leftIds = idsOfSide(table, terms, 'left', numbers);
  const rightIds = maxBlockRecords === null || terms.every(({ left, right }) => left === right) ? leftIds : idsOfSide(table, terms, 'right', numbers);
  const members = sortByBlock(leftIds, table.records, numbers.size);
  const rights = rightIds === leftIds ? members : sortByBlock(rightIds, table.records, numbers.size);
  const codes = terms.map((_, part) => numbers.codesOf(part));
  return {
    ...specification, members, codes,
    sizes: maxBlockRecords === null ? null : (block) => recordsOfGroup({ lefts: members, rights }, block),
    numberCodes: terms.map(({ left, explode }) => {
      const { dictionary } = table.columns[left]!;
      return explode && dictionary.kind === 'numbers' ? new Map(Array.from(codeNumbers(dictionary).numbers, (number, index) => [number, index + 1])) : null;
    }),
    slots: slotsOf(codes, numbers.size),
  };
}

function idsOfSide(table: RecordTable, terms: readonly TermColumns[], side: 'left' | 'right', numbers: TupleNumbers): BlockIds {
  const parts = terms.map((term) => blockPart(table.columns[term[side]]!, term.explode));
  if (parts.some(({ lists }) => lists !== null)) return listedBlocks(parts, table.records, numbers);
  const ids = new Uint32Array(table.records);
  numbers.assign(parts.map(({ codes }) => codes), table.records, ids);
  return { offsets: null, ids };
}

function slotsOf(codes: readonly Uint32Array[], blocks: number): Uint32Array {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * blocks + 2)));
  for (let block = 1; block <= blocks; block++) {
    let hash = 0;
    for (const codesOfTerm of codes) hash = mixed(hash, codesOfTerm[block]!);
    let at = finished(hash) & (slots.length - 1);
    while (slots[at] !== 0) at = (at + 1) & (slots.length - 1);
    slots[at] = block;
  }
  return slots;
}

/** Finds the blocks of a foreign record: one per combination of one element of each of its lists. */
function blocksOf({ terms, numberCodes, codes, slots }: Lookup, foreign: ForeignRecord): number[] {
  const choices = terms.map(({ right, explode }, term) => {
    const numberCode = numberCodes[term]!;
    // A text among lists stands for itself, by its code.
    const found = explode ? foreign.elementsOf(right) : [foreign.codeOf(right)];
    return Array.from(found, (element) => numberCode === null ? element : numberCode.get(element === 0 ? 0 : element) ?? 0).filter((code) => code !== 0);
  });
  const blocks: number[] = [];
  const chosen = new Array<number>(terms.length).fill(0);
  const choose = (term: number, hash: number): void => {
    if (term < terms.length) {
      for (const code of choices[term]!) {
        chosen[term] = code;
        choose(term + 1, mixed(hash, code));
      }
      return;
    }
    for (let at = finished(hash) & (slots.length - 1); slots[at] !== 0; at = (at + 1) & (slots.length - 1)) {
      const block = slots[at]!;
      if (codes.every((codesOfTerm, index) => codesOfTerm[block] === chosen[index])) blocks.push(block);
    }
  };
  choose(0, 0);
  return blocks;
}

function mixed(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x9e3779b1) ^ (hash >>> 15);
}

function finished(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (folded ^ (folded >>> 13)) >>> 0;
}
