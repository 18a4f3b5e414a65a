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
    return {
      lefts, rights, levels,
      find(left, right, pairs) {
        let unequal = 0;
        for (let one = left, other = right; one < left + pairs; one++, other++) {
          if (isEqual(one, other)) continue;
          const isTurned = isOrdered && members[one]! > members[other]!;
          lefts[unequal] = isTurned ? other : one;
          rights[unequal] = isTurned ? one : other;
          leftRecords[unequal] = members[lefts[unequal]!]!;
          rightRecords[unequal] = members[rights[unequal]!]!;
          unequal++;
        }
        levelsOf(leftRecords, rightRecords, unequal, levels);
        let listed = 0;
        for (let pair = 0; pair < unequal; pair++) {
          lefts[listed] = lefts[pair]!;
          rights[listed] = rights[pair]!;
          levels[listed] = levels[pair]!;
          listed += Number(listsLast || levels[pair] !== last);
        }
        return { unequal, listed };
      },
    };
  };
}
