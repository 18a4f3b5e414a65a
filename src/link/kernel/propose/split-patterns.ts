import type { Evidence } from './evidence.ts';
import type { FoundKinds } from './find-kinds.ts';

/** Pairs of a kind, by what is known of the ordinary matches of their records. */
export interface Company {
  readonly pairs: number;
  /** Pairs one of whose records has an ordinary match with a third record. */
  readonly accompanied: number;
  /** Pairs whose records have one with the same third record. */
  readonly together: number;
}

/** Mark of pairs one of whose records has an ordinary match with a third record, which the other has not. */
export const APART = 2;
/** Mark of pairs whose records have an ordinary match with the same third record. */
export const TOGETHER = 3;

/**
 * Splits the pairs of every pattern into kinds and strangers.
 *
 * @param evidence - patterns.
 * @param found - kinds.
 * @returns by kind, strangers last, Float64Array(patterns): share of the pairs with the pattern.
 * @remarks O(patterns × kinds × comparisons).
 */
export function splitPatterns({ patterns, slots: { offsets, isSilent }, slotOf, frequencyLogs }: Evidence, { kinds, u }: FoundKinds): readonly Float64Array[] {
  const width = offsets.length - 1;
  const strangers = { share: kinds.reduce((rest, { share }) => rest - share, 1), levels: u };
  const logs = [...kinds, strangers].map(({ share, levels }) => ({ start: Math.log(share), levels: levels.map((own, slot) => (isSilent[slot] === 1 ? 0 : Math.log(own))) }));
  const shares = logs.map(() => new Float64Array(patterns));
  const own = new Float64Array(logs.length);
  for (let pattern = 0; pattern < patterns; pattern++) {
    const [from, to] = [pattern * width, (pattern + 1) * width];
    logs.forEach(({ start, levels }, kind) => {
      let sum = start;
      for (let at = from; at < to; at++) sum += levels[slotOf[at]!]!;
      own[kind] = sum;
    });
    // Strangers alone agree by chance, and less likely on what is rare.
    if (frequencyLogs !== null) for (let at = from; at < to; at++) own[kinds.length]! -= frequencyLogs[at]!;
    const most = own.reduce((greatest, log) => Math.max(greatest, log), -Infinity);
    const total = own.reduce((sum, log) => sum + Math.exp(log - most), 0);
    own.forEach((log, kind) => (shares[kind]![pattern] = Math.exp(log - most) / total));
  }
  return shares;
}

/**
 * Counts the pairs of a kind by the company that their records keep.
 *
 * @param evidence - patterns with marks.
 * @param shares - Float64Array(patterns): share of the pairs that are of the kind.
 * @returns the counts.
 */
export function companyOf({ counts, marks }: Pick<Evidence, 'counts' | 'marks'>, shares: Float64Array): Company {
  let [pairs, accompanied, together] = [0, 0, 0];
  shares.forEach((share, pattern) => {
    const own = share * counts[pattern]!;
    const mark = marks?.[pattern] ?? 0;
    pairs += own;
    if (mark === APART || mark === TOGETHER) accompanied += own;
    if (mark === TOGETHER) together += own;
  });
  return { pairs, accompanied, together };
}
