import { DataError, refusePlan } from '../../core/errors.ts';
import { checkAll } from '../../core/field.ts';
import { checkOptions } from '../../core/options.ts';
import { digestOfCheck } from './check-digest.ts';
import { checkNames, columnsOfCheck, qualityChecks, type QualityCheck } from './checks.ts';
import { shareDistance } from '../kernel/share-distance.ts';
import { qualityMeasure, type CheckMeasure, type CheckVerdict, type QualityMeasure, type QualityVerdict } from './quality-data.ts';
import { worstVerdict } from './worst-verdict.ts';

/**
 * Holds what was measured against thresholds and severities. Pure: thresholds may be changed and held against the same
 * measure again, without reading the rows.
 *
 * A check is exceeded when more rows fail than `maxCount` allows, or a larger share of the tested rows than `maxShare`
 * does. A check of the whole table is exceeded when its figure lies outside what is declared, or cannot be computed for
 * want of rows.
 *
 * @param measure - what `measureQuality` gave, or its JSON read back.
 * @param checks - the checks it measured, with other names, severities and thresholds perhaps, in any order; checks that
 *   were measured may be left out.
 * @returns the verdict.
 * @throws {PlanError} if the checks are wrong, or one of them is not what was measured.
 * @throws {DataError} `DATA_FORMAT` when the measure is none.
 * @example
 * const measure = { format: 'a423-quality/1', rows: 9, checks: [{ check: 'rowCount', measures: 'e1872bc1f68965e24bc065ccbf04538c', tested: 9, failing: 0, byReason: {}, figures: null }] };
 * judgeQuality(measure, [{ check: 'rowCount', min: 10 }]).verdict; // => 'fail'
 * judgeQuality(measure, [{ check: 'rowCount', min: 10, severity: 'warn' }]).verdict; // => 'warn'
 */
export function judgeQuality(measure: QualityMeasure, checks: readonly QualityCheck[]): QualityVerdict {
  const checked = checkOptions(qualityChecks, checks, 'checks');
  if (!qualityMeasure.safeParse(measure).success) throw new DataError('DATA_FORMAT', 'expected a quality measure as it was written');
  const measured = new Map(measure.checks.map((check) => [check.measures, check]));
  const names = checkNames(checked);
  const verdicts: CheckVerdict[] = [];
  checkAll(checked.map((check, place) => () => {
    const found = measured.get(digestOfCheck(check));
    if (found === undefined) refusePlan('PLAN_OUT_OF_RANGE', `checks[${place}]`, 'the measure was made without this check; measure the rows again');
    verdicts.push(judgeCheck(check, names[place]!, found));
  }));
  return { verdict: worstVerdict(verdicts.map(({ verdict }) => verdict)), rows: measure.rows, checks: verdicts };
}

function judgeCheck(check: QualityCheck, name: string, measure: CheckMeasure): CheckVerdict {
  const { tested, failing, byReason } = measure;
  const severity = check.severity ?? 'fail';
  const share = tested === 0 ? 0 : failing / tested;
  const distance = distanceOf(check, measure);
  const verdict = isExceeded(check, measure, share, distance) ? severity : 'pass';
  return { name, check: check.check, columns: columnsOfCheck(check), severity, verdict, tested, failing, share, byReason, distance, limits: limitsOf(check) };
}

function distanceOf(check: QualityCheck, { figures }: CheckMeasure): number | null {
  if (check.check !== 'distribution' || figures === null || !('counts' in figures)) return null;
  const shares = check.expected.map(({ share }) => share);
  const rest = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
  return shareDistance([...figures.counts, figures.other], [...shares, rest], check.distance);
}

function isExceeded(check: QualityCheck, { tested, failing, figures }: CheckMeasure, share: number, distance: number | null): boolean {
  switch (check.check) {
    case 'rowCount':
      return isOutside(tested, check);
    case 'freshness':
      return figures === null || !('recent' in figures) || figures.recent < (check.minCount ?? 1);
    case 'distribution':
      return distance === null || distance > check.maxDistance;
    case 'mean':
    case 'quantile':
      return figures === null || !('value' in figures) || figures.value === null || isOutside(figures.value, check);
    default: {
      const { maxCount, maxShare } = check;
      return failing > (maxCount ?? (maxShare === undefined ? 0 : Infinity)) || share > (maxShare ?? 1);
    }
  }
}

function isOutside(figure: number, { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number }): boolean {
  return figure < min || figure > max;
}

/** The limits that a figure or a number of failing rows is held against. */
function limitsOf(check: QualityCheck): Readonly<Record<string, number>> {
  const limits = check.check === 'freshness' ? { minCount: check.minCount ?? 1 }
    : check.check === 'distribution' ? { maxDistance: check.maxDistance }
    : check.check === 'rowCount' || check.check === 'mean' || check.check === 'quantile' ? { min: check.min, max: check.max }
    : { maxShare: check.maxShare, maxCount: check.maxCount ?? (check.maxShare === undefined ? 0 : undefined) };
  return Object.fromEntries(Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined));
}
