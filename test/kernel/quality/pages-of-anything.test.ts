// Any profile and any verdict that can be made has a page and a text: no exception, no figure that is none, no open element.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../../src/core/roles.ts';
import type { ColumnProfile, DateProfile, HistogramBin, NumberProfile, TextProfile } from '../../../src/quality/profile/profile-data.ts';
import type { ProfiledTable } from '../../../src/quality/pages/profile-notes.ts';
import { profilePage } from '../../../src/quality/pages/profile-page.ts';
import { profileText } from '../../../src/quality/pages/profile-text.ts';
import type { CheckVerdict } from '../../../src/quality/checks/quality-data.ts';
import { qualityPage, type QualitySection } from '../../../src/quality/pages/quality-page.ts';
import { qualityText } from '../../../src/quality/pages/quality-text.ts';

const ROWS = 1_000_000;
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: ROWS }), fc.constant(ROWS));
const share = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
const figure = fc.oneof(fc.constantFrom(0, -0, 1e-300, 1.7e308, -1.7e308), fc.double({ noNaN: true, noDefaultInfinity: true }));
const name = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('', '\u202E', '"><script>', 'é'.repeat(255)));
const folded = fc.record({ distinct: count, rows: count });

/** Adjoining bins between rising bounds, open at either end or not. */
const bins: fc.Arbitrary<HistogramBin[]> = fc.tuple(fc.uniqueArray(figure.map((value) => value + 0), { maxLength: 8 }), fc.boolean(), fc.boolean(), count).map(([bounds, isOpenBelow, isOpenAbove, rows]) => {
  const sorted = bounds.sort((left, right) => left - right);
  const inner = sorted.slice(1).map((to, index) => ({ from: sorted[index]!, to, rows }));
  return [...(isOpenBelow ? [{ from: null, to: sorted[0] ?? null, rows }] : []), ...inner, ...(isOpenAbove && sorted.length > 0 ? [{ from: sorted.at(-1)!, to: null, rows }] : [])];
});
const numbers: fc.Arbitrary<NumberProfile> = fc.record({
  zeros: count, negatives: count, notNumbers: count, infinities: count, nines: count, mean: fc.option(figure), standardDeviation: fc.option(figure), relativeError: fc.double({ min: 2 ** -13, max: 0.25, noNaN: true }),
  quantiles: fc.array(fc.record({ share: fc.constantFrom(0.05, 0.25, 0.5, 0.75, 0.99), value: figure }), { maxLength: 5 }), histogram: bins,
});
const dates: fc.Arbitrary<DateProfile> = fc.record({
  years: fc.uniqueArray(fc.record({ year: fc.integer({ min: 1, max: 9999 }), rows: count }), { selector: ({ year }) => year, maxLength: 6 }), otherYears: folded, outOfRange: count, newYearDays: count, placeholders: count,
  quantiles: fc.constantFrom([], [{ share: 0.5, month: '2024-03' }]),
});
const texts: fc.Arbitrary<TextProfile> = fc.record({
  empty: count, minLength: fc.option(count), maxLength: fc.option(count), meanLength: fc.option(figure), leadingBlanks: count, trailingBlanks: count, nonAscii: count, controlCharacters: count, misread: count, placeholders: count,
  shapes: fc.record({ detail: fc.constantFrom('characters', 'runs', 'none'), top: fc.array(fc.record({ shape: name, rows: count }), { maxLength: 20 }), other: folded }),
});
const column: fc.Arbitrary<ColumnProfile> = fc.record({
  name, type: fc.constantFrom('utf8', 'int32', 'float64', 'date', 'decimal(12,2)'), nulls: count, distinct: fc.record({ count, isExact: fc.boolean(), relativeError: share }),
  frequencies: fc.option(fc.record({ top: fc.array(fc.oneof(fc.record({ rows: count }), fc.record({ value: name, rows: count })), { maxLength: 20 }), other: folded, once: count })),
  numbers: fc.option(numbers), dates: fc.option(dates), texts: fc.option(texts),
  identity: fc.record({ sampled: count, candidates: fc.constant([]), identifier: fc.option(fc.constantFrom('nir', 'finess', 'cim10')), confidence: fc.option(share), found: fc.record({ nir: count, email: count, phone: count }), proposedRole: fc.constantFrom(...ROLES) }),
});
const profile: fc.Arbitrary<ProfiledTable> = fc.record({
  rows: fc.constant(ROWS), showsValues: fc.boolean(), minCount: fc.integer({ min: 1, max: 1000 }), columns: fc.array(column, { maxLength: 4 }), rejected: fc.dictionary(fc.constantFrom('DATA_FIELD_COUNT', 'DATA_QUOTE'), count), unusable: fc.array(name, { maxLength: 2 }),
});
const check: fc.Arbitrary<CheckVerdict> = fc.record({
  name, check: fc.constantFrom('notNull', 'rowCount', 'distribution'), columns: fc.array(name, { maxLength: 2 }), severity: fc.constantFrom('warn', 'fail'), verdict: fc.constantFrom('pass', 'warn', 'fail'), tested: count, failing: count, share,
  byReason: fc.dictionary(name, count), distance: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })), limits: fc.dictionary(fc.constantFrom('maxShare', 'maxCount', 'min', 'max'), share),
});
const sections: fc.Arbitrary<QualitySection[]> = fc.array(fc.record({ path: name, verdict: fc.record({ verdict: fc.constantFrom('pass', 'warn', 'fail'), rows: count, checks: fc.array(check, { maxLength: 4 }) }) }), { maxLength: 3 });

function expectWhole(html: string): void {
  const open: string[] = [];
  for (const [, close, element] of html.replace(/<style>.*?<\/style>/s, '').matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (close === '/') expect(open.pop()).toBe(element);
    else if (element !== 'meta') open.push(element!);
  }
  expect(open).toEqual([]);
  expect(html).not.toMatch(/\b(?:NaN|undefined|Infinity)[";<]/);
}

describe('anything that can be measured', () => {
  test.each(['en', 'fr'] as const)('of a table has a page: %s', (language) => {
    fc.assert(fc.property(profile, name, (table, title) => {
      expectWhole(profilePage(table, { title, language }));
    }), { numRuns: 200 });
  });

  test('of a table has a text that gives a terminal nothing to obey', () => {
    fc.assert(fc.property(profile, (table) => {
      expect(profileText(table).replaceAll('\n', '')).not.toMatch(/\p{C}|NaN(?! and)|undefined|Infinity/u);
    }), { numRuns: 200 });
  });

  test('of checks has a page and a text', () => {
    fc.assert(fc.property(sections, name, (places, title) => {
      expectWhole(qualityPage(places, { title, inputs: { a: { rows: 3, files: [{ sha256: '0'.repeat(64) }] } } }));
      expect(qualityText(places).replaceAll('\n', '')).not.toMatch(/\p{C}|NaN(?! and)|undefined|Infinity/u);
    }), { numRuns: 300 });
  });
});
