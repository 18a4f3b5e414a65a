// Limits in signs, and bins without bound in a drawing.
import { describe, expect, test } from 'vitest';
import { formatNumber } from '../../../src/chart/index.ts';
import { judgesRows, limitText } from '../../../src/quality/pages/limit-text.ts';
import { histogramBuckets } from '../../../src/quality/profile/profile-bins.ts';
import type { HistogramBin } from '../../../src/quality/profile/profile-data.ts';
import { leftOutNotes } from '../../../src/quality/pages/profile-notes.ts';
import { PROFILE_WORDS } from '../../../src/quality/pages/profile-words.ts';
import { SAMPLE_PROFILE } from '../../browser/sample-profile.ts';
import { sampleCheck } from '../../browser/sample-quality.ts';

describe('limits', () => {
  test.each<[Record<string, number>, string, string]>([
    [{ maxCount: 0 }, '≤\u00A00', '≤\u00A00'], [{ maxShare: 0.005, maxCount: 1200 }, '≤\u00A00.5%, ≤\u00A01,200', '≤\u00A00,5\u202F%, ≤\u00A01\u202F200'], [{ min: -2.5, max: 3 }, '≥\u00A0-2.5, ≤\u00A03', '≥\u00A0-2,5, ≤\u00A03'],
    [{ minCount: 10 }, '≥\u00A010', '≥\u00A010'], [{ maxDistance: 0.1 }, '≤\u00A00.1', '≤\u00A00,1'], [{}, '', ''], [{ maxAgeDays: 30 }, 'maxAgeDays\u00A030', 'maxAgeDays\u00A030'], [{ constructor: 3 }, 'constructor\u00A03', 'constructor\u00A03'],
  ])('%j are %s in English', (limits, english, french) => {
    const check = sampleCheck('c', { limits });
    expect([limitText(check, 'en'), limitText(check, 'fr')]).toEqual([english, french]);
  });

  test('of failing rows tell the checks that judge rows', () => {
    expect([{ maxCount: 0 }, { maxShare: 0.1 }, { min: 1 }, { minCount: 1 }, {}].map((limits) => judgesRows(sampleCheck('c', { limits })))).toEqual([true, true, false, false, false]);
  });
});

describe('bins', () => {
  const draw = (bins: readonly HistogramBin[]): ReturnType<typeof histogramBuckets> => histogramBuckets(bins, PROFILE_WORDS.en, formatNumber);

  test('with bounds stay where they are, and say so at the ends', () => {
    expect(draw([{ from: 0, to: 10, rows: 1200 }, { from: 10, to: 50, rows: 30 }])).toEqual({
      buckets: [{ from: 0, to: 10, count: 1200, text: '0 to 10: 1,200' }, { from: 10, to: 50, count: 30, text: '10 to 50: 30' }], ends: ['0', '50'],
    });
  });

  test('without bound are as wide as the bin beside them', () => {
    const { buckets, ends } = draw([{ from: null, to: 10, rows: 5 }, { from: 10, to: 30, rows: 9 }, { from: 30, to: null, rows: 7 }]);
    expect(buckets.map(({ from, to, text }) => [from, to, text])).toEqual([[-10, 10, 'below 10: 5'], [10, 30, '10 to 30: 9'], [30, 50, 'from 30: 7']]);
    expect(ends).toEqual(['below 10', 'from 30']);
  });

  test('two without bound, or one that is all there is, have a place too', () => {
    expect(draw([{ from: null, to: 4, rows: 20 }, { from: 4, to: null, rows: 20 }]).buckets.map(({ from, to }) => [from, to])).toEqual([[3, 4], [4, 5]]);
    expect(draw([{ from: null, to: null, rows: 20 }])).toEqual({ buckets: [{ from: 0, to: 1, count: 20, text: ': 20' }], ends: ['', ''] });
  });
});

describe('what was left out', () => {
  test('is nothing of a whole table', () => {
    expect(leftOutNotes(SAMPLE_PROFILE, 'en')).toEqual([]);
    expect(leftOutNotes({ ...SAMPLE_PROFILE, rejected: { DATA_FIELD_COUNT: 0 }, unusable: [] }, 'en')).toEqual([]);
  });

  test('are rows by reason and columns by name, in either language', () => {
    const table = { ...SAMPLE_PROFILE, rejected: { DATA_FIELD_COUNT: 1200 }, unusable: ['list', ''] };
    expect(leftOutNotes(table, 'en')).toEqual(['rows rejected as DATA_FIELD_COUNT: 1,200', 'column that no step works on: list', 'column that no step works on: –']);
    expect(leftOutNotes(table, 'fr')[0]).toBe('lignes rejetées, motif DATA_FIELD_COUNT (nombre de champs)\u00A0: 1\u202F200');
  });
});
