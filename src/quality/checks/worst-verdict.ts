import type { Verdict } from './quality-data.ts';

/**
 * Joins verdicts: the whole is as bad as its worst part.
 *
 * @param verdicts - of the parts.
 * @returns `fail` when one is, else `warn` when one is, else `pass`.
 * @example
 * worstVerdict(['pass', 'fail', 'warn']); // => 'fail'
 * worstVerdict([]); // => 'pass'
 */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('warn') ? 'warn' : 'pass';
}
