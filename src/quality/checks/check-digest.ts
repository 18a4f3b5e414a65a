import { hmacSha256 } from '../../keyed/index.ts';
import type { QualityCheck } from './checks.ts';

const LABEL = new TextEncoder().encode('a423/quality-check/v1');
const DIGEST_BYTES = 16;

/** What every check says beside what it measures. */
const SETTINGS: ReadonlySet<string> = new Set(['name', 'severity', 'maxShare', 'maxCount']);
/** What checks of the whole table are judged by, once measured. */
const JUDGED: Readonly<Partial<Record<QualityCheck['check'], ReadonlySet<string>>>> = Object.freeze({
  rowCount: new Set(['min', 'max']),
  freshness: new Set(['minCount']),
  distribution: new Set(['share', 'distance', 'maxDistance']),
  mean: new Set(['min', 'max']),
  quantile: new Set(['min', 'max']),
});

/**
 * Digests what a check measures, so that a measure is never judged by other checks than those it was made for.
 *
 * @param check - the check.
 * @returns 32 hexadecimal digits: the same for checks that differ in name, severity and thresholds only.
 */
export function digestOfCheck(check: QualityCheck): string {
  const judged = JUDGED[check.check];
  const measured = Object.fromEntries(Object.entries(check).filter(([option]) => !SETTINGS.has(option) && judged?.has(option) !== true));
  // The expected shares of a distribution are thresholds, its values are not.
  if (check.check === 'distribution') measured['expected'] = check.expected.map(({ value }) => value);
  const digest = hmacSha256(LABEL, new TextEncoder().encode(sorted(measured)));
  return Array.from(digest.subarray(0, DIGEST_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Writes plain data as JSON, members in the order of their names. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(',')}}`;
}
