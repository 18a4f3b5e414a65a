import { DataError } from '../../core/errors.ts';
import type { FoldContext } from '../../core/fold.ts';
import { DIGEST_BYTES, digestSet, rowDigests, type DigestSet, type NullDigests } from '../../group/index.ts';
import type { BatchView } from './batch-view.ts';
import type { RowJudge } from './gauge.ts';
import { FAILED, PASSED, UNTESTED } from '../kernel/outcomes.ts';

/** Tells, by how often a digest was added, whether its rows fail. */
type FailsAt = (times: number) => boolean;

/**
 * Digests the rows that are tested; the others have none.
 *
 * @param view - the batch.
 * @param indexes - columns of the key.
 * @param nulls - whether a row with a null has a digest.
 * @param selected - 1 where the row counts; `null` for all.
 * @returns 16 bytes a row, zeros where the row is not tested.
 */
export function digestSelected(view: BatchView, indexes: readonly number[], nulls: NullDigests, selected: Uint8Array | null): Uint8Array {
  const digests = rowDigests(indexes.map((index) => view.column(index)), view.rows, nulls);
  if (selected !== null) for (let row = 0; row < view.rows; row++) if (selected[row] === 0) digests.fill(0, DIGEST_BYTES * row, DIGEST_BYTES * (row + 1));
  return digests;
}

/**
 * Tells whether a row has a digest.
 *
 * @param words - the digests, four words a row.
 * @param row - the row.
 * @returns whether any of its words is not zero.
 */
export function hasDigest(words: Int32Array, row: number): boolean {
  return (words[4 * row]! | words[4 * row + 1]! | words[4 * row + 2]! | words[4 * row + 3]!) !== 0;
}

/**
 * Counts the rows that have a digest.
 *
 * @param digests - 16 bytes a row, from {@link digestSelected}.
 * @param rows - number of rows.
 * @returns how many have one.
 */
export function countDigests(digests: Uint8Array, rows: number): number {
  const words = new Int32Array(digests.buffer, digests.byteOffset, 4 * rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (hasDigest(words, row)) count++;
  return count;
}

/**
 * Judges rows by how often a set has their digests.
 *
 * @param set - the set.
 * @param fails - whether a row fails whose digest was never added (0), once (1) or more often (2).
 * @param indexes - columns of the key.
 * @param nulls - whether a row with a null is tested.
 * @returns the judge.
 */
export function judgeBy(set: DigestSet, fails: FailsAt, indexes: readonly number[], nulls: NullDigests): RowJudge {
  return (view, selected) => {
    const digests = digestSelected(view, indexes, nulls, selected);
    const outcomes = new Uint8Array(view.rows);
    set.count(digests, view.rows, outcomes);
    const words = new Int32Array(digests.buffer, digests.byteOffset, 4 * view.rows);
    for (let row = 0; row < view.rows; row++) outcomes[row] = !hasDigest(words, row) ? UNTESTED : fails(outcomes[row]!) ? FAILED : PASSED;
    return outcomes;
  };
}

/** Holds the digests of failing rows while there is room for them. */
export interface FailingKeys {
  /** Adds digests, zeros left out. */
  add(digests: Uint8Array, rows: number): void;
  /** Gives the judge that finds their rows again; it throws when there was no room. */
  judge(indexes: readonly number[], nulls: NullDigests): RowJudge;
}

/**
 * Makes an empty holder of failing keys.
 *
 * @param context - half of its memory limit is room for them.
 * @returns the holder.
 */
export function failingKeys({ maxMemoryBytes }: FoldContext): FailingKeys {
  const set = digestSet();
  let isFull = false;
  return {
    add(digests, rows) {
      if (!isFull) set.add(digests, rows);
      if (set.byteLength <= maxMemoryBytes / 2) return;
      isFull = true;
      set.clear();
    },
    judge(indexes, nulls) {
      const judge = judgeBy(set, (times) => times > 0, indexes, nulls);
      return (view, selected) => {
        if (isFull) throw new DataError('DATA_MEMORY_LIMIT', `the distinct keys of failing rows outgrew ${maxMemoryBytes} bytes; raise maxMemoryBytes, or see the counts`);
        return judge(view, selected);
      };
    },
  };
}
