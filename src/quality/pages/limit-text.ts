import { formatNumber, formatShare, type Language } from '../../chart/index.ts';
import type { CheckVerdict } from '../checks/quality-data.ts';

/** How a limit is written: its sign, and whether it is a share. */
const LIMITS: Readonly<Record<string, { readonly sign: string; readonly isShare: boolean }>> = Object.freeze({
  maxShare: { sign: '≤', isShare: true },
  maxCount: { sign: '≤', isShare: false },
  maxDistance: { sign: '≤', isShare: false },
  max: { sign: '≤', isShare: false },
  minCount: { sign: '≥', isShare: false },
  min: { sign: '≥', isShare: false },
});

/**
 * Writes the limits of a check.
 *
 * @param check - what became of it.
 * @param language - of the reader.
 * @returns signs and figures, for example `≤ 5, ≤ 0.1%`; empty without limits.
 */
export function limitText({ limits }: CheckVerdict, language: Language): string {
  return Object.entries(limits).map(([name, value]) => {
    const { sign, isShare } = Object.hasOwn(LIMITS, name) ? LIMITS[name]! : { sign: name, isShare: false };
    return `${sign}\u00A0${isShare ? formatShare(value, language) : formatNumber(value, language)}`;
  }).join(', ');
}

/**
 * Tells whether a check judges rows one by one.
 *
 * @param check - what became of it.
 * @returns whether it has failing rows to count, as a check of the table as a whole has not.
 */
export function judgesRows({ limits }: CheckVerdict): boolean {
  return limits['maxShare'] !== undefined || limits['maxCount'] !== undefined;
}
