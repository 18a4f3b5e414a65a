// A comparison of a test tells levels of records; counting asks about runs of places among some of them.
import type { CodedRecords, PairLevels } from '../../../../src/link/kernel/train/pair-levels.ts';
import { plainRuns } from '../../../../src/link/kernel/train/plain-runs.ts';

/** Has a comparison asked about records, whichever of them are looked at. */
export function byRecords(records: Pick<CodedRecords, 'columns'>, comparison: Omit<PairLevels, 'among' | 'missing' | 'ofSelf'>, missing: number | null = null): PairLevels {
  const last = comparison.levels - 1;
  return { ...comparison, missing, ofSelf: null, among: plainRuns(records, comparison.columns, last, (lefts, rights, pairs, out) => { comparison.levelsOf(lefts, rights, pairs, out, 0, 1); }) };
}
