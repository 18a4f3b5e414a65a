// Verdicts as the checks of a plan might give them, written by hand: every kind of limit and every verdict.
import type { QualitySection } from '../../src/quality/pages/quality-page.ts';
import type { CheckVerdict } from '../../src/quality/checks/quality-data.ts';
import { HOSTILE_NAMES } from './sample-profile.ts';

const ROWS = 184_302;

/** A check that holds, but for what is given. */
export function sampleCheck(name: string, given: Partial<CheckVerdict> = {}): CheckVerdict {
  const check: CheckVerdict = { name, check: 'notNull', columns: [name], severity: 'fail', verdict: 'pass', tested: ROWS, failing: 0, share: 0, byReason: {}, distance: null, limits: { maxCount: 0 }, ...given };
  return { ...check, share: check.tested === 0 ? 0 : check.failing / check.tested };
}

/** Checks of hospital stays. */
export const SAMPLE_SECTIONS: readonly QualitySection[] = [
  {
    path: 'tables.stays.steps[1]',
    verdict: {
      verdict: 'fail', rows: ROWS,
      checks: [
        sampleCheck('notNull stayId'),
        sampleCheck('unique stayId', { check: 'unique', failing: 12, verdict: 'fail', byReason: { DUPLICATE: 12 } }),
        sampleCheck('identifier nir', { check: 'identifier', failing: 2_377, tested: 184_290, limits: { maxShare: 0.01, maxCount: 5_000 }, verdict: 'fail', byReason: { length: 310, checkDigits: 1_922, month: 145 } }),
        sampleCheck('order birthDate entryDate exitDate', { check: 'order', failing: 41, limits: { maxShare: 0.001 }, byReason: { OUT_OF_ORDER: 41 } }),
        sampleCheck('nirAgrees nir sex birthDate', { check: 'nirAgrees', severity: 'warn', failing: 903, tested: 181_002, limits: { maxShare: 0.002 }, verdict: 'warn', byReason: { sex: 211, birthMonth: 692 } }),
        sampleCheck('reference hospital', { check: 'reference', failing: 3, limits: { maxCount: 10 }, byReason: { NOT_FOUND: 3 } }),
      ],
    },
  },
  {
    path: 'tables.stays.steps[4]',
    verdict: {
      verdict: 'warn', rows: 183_911,
      checks: [
        sampleCheck('rowCount', { check: 'rowCount', limits: { min: 150_000, max: 250_000 }, columns: [] }),
        sampleCheck('freshness exitDate', { check: 'freshness', limits: { minCount: 1 } }),
        sampleCheck('distribution sex', { check: 'distribution', severity: 'warn', distance: 0.031_72, limits: { maxDistance: 0.02 }, verdict: 'warn' }),
        sampleCheck('mean cost', { check: 'mean', limits: { min: 2_000, max: 4_000.5 } }),
      ],
    },
  },
];

/** Checks whose names are {@link HOSTILE_NAMES}, failing by reasons of the same names. */
export const HOSTILE_SECTIONS: readonly QualitySection[] = [{
  path: `tables.${HOSTILE_NAMES[0]!}.steps[0]`,
  verdict: { verdict: 'fail', rows: ROWS, checks: HOSTILE_NAMES.map((name, index) => sampleCheck(name, { failing: index, verdict: index % 2 === 0 ? 'fail' : 'warn', byReason: { [name]: index } })) },
}];
