import { RUN_PAIRS, type AskedOfRuns, type CodedRecords, type RunLevels } from './pair-levels.ts';

/** Writes to `out[pair]` the level of each pair of records; of {@link RUN_PAIRS} at most. */
export type RecordLevels = (lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array) => void;

/**
 * Finds the levels of runs of pairs by asking about every unequal pair of records.
 *
 * @param records - codes of all records.
 * @param columns - the columns that say which records are equal.
 * @param last - the last level.
 * @param levelsOf - finds levels of pairs of records.
 * @returns readies the finding of levels among some records, whose arrays are filled again and again.
 */
export function plainRuns({ columns: all }: Pick<CodedRecords, 'columns'>, columns: readonly number[], last: number, levelsOf: RecordLevels): (members: Uint32Array, asked: AskedOfRuns) => RunLevels {
  const [lefts, rights, levels] = [new Uint32Array(RUN_PAIRS), new Uint32Array(RUN_PAIRS), new Uint8Array(RUN_PAIRS)];
  const [leftRecords, rightRecords] = [new Uint32Array(RUN_PAIRS), new Uint32Array(RUN_PAIRS)];
  return (members, { isOrdered, listsLast }) => {
    const codes = columns.map((column) => members.map((record) => all[column]!.codes[record]!));
    const isEqual = (one: number, other: number): boolean => codes.every((of) => of[one] === of[other]);
    /** Puts a pair at a place of the arrays. */
    function put(pair: number, one: number, other: number): void {
      const isTurned = isOrdered && members[one]! > members[other]!;
      lefts[pair] = isTurned ? other : one;
      rights[pair] = isTurned ? one : other;
      leftRecords[pair] = members[lefts[pair]!]!;
      rightRecords[pair] = members[rights[pair]!]!;
    }
    const counts = new Uint32Array(last);
    function find(left: number, right: number, pairs: number): { readonly unequal: number; readonly listed: number } {
      let unequal = 0;
      for (let one = left, other = right; one < left + pairs; one++, other++) if (!isEqual(one, other)) put(unequal++, one, other);
      levelsOf(leftRecords, rightRecords, unequal, levels);
      let listed = 0;
      for (let pair = 0; pair < unequal; pair++) {
        lefts[listed] = lefts[pair]!;
        rights[listed] = rights[pair]!;
        levels[listed] = levels[pair]!;
        listed += Number(listsLast || levels[pair] !== last);
      }
      return { unequal, listed };
    }
    return {
      lefts, rights, levels, counts, find,
      findAll(left, right, pairs) {
        for (let pair = 0; pair < pairs; pair++) put(pair, left + pair, right + pair);
        levelsOf(leftRecords, rightRecords, pairs, levels);
      },
      count(left, right, pairs) {
        const { unequal, listed } = find(left, right, pairs);
        for (let pair = 0; pair < listed; pair++) if (levels[pair]! < last) counts[levels[pair]!]!++;
        return unequal;
      },
    };
  };
}
