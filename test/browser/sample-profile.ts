// A profile as a file of hospital stays might give it, written by hand: every kind of column and everything to look at.
import type { ColumnProfile, TableProfile, TextProfile } from '../../src/quality/profile/profile-data.ts';

/** Names that try to be more than names: markup, the other direction, signs no one sees, no place to break. */
export const HOSTILE_NAMES: readonly string[] = [
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title><img src=x onerror=alert(1)>',
  'تاريخ الميلاد',
  'evil\u202Efdp.exe',
  'unnomdecolonnevraimentbeaucouptroplongpourtenirsuruntelephone'.repeat(4),
  'WWWWWWWWWW'.repeat(12),
  '&lt;b&gt;&amp;',
  'tab\tand\nline',
];

const ROWS = 184_302;
const NOTHING_FOUND = { nir: 0, email: 0, phone: 0 };
const TEXT: TextProfile = {
  empty: 0, minLength: 1, maxLength: 1, meanLength: 1, leadingBlanks: 0, trailingBlanks: 0, nonAscii: 0, controlCharacters: 0, misread: 0, placeholders: 0,
  shapes: { detail: 'characters', top: [], other: { distinct: 0, rows: 0 } },
};

/** A column of which nothing is known but what is given. */
export function sampleColumn(name: string, given: Partial<ColumnProfile> = {}): ColumnProfile {
  return {
    name, type: 'utf8', nulls: 0, distinct: { count: 1200, isExact: true, relativeError: 0 }, frequencies: null, numbers: null, dates: null, texts: null,
    identity: { sampled: 1000, candidates: [], identifier: null, confidence: null, found: NOTHING_FOUND, proposedRole: 'attribute' }, ...given,
  };
}

/** Stays of hospitals, without values. */
export const SAMPLE_PROFILE: TableProfile = {
  rows: ROWS,
  showsValues: false,
  minCount: 11,
  columns: [
    sampleColumn('nir', {
      nulls: 12, distinct: { count: 151_204, isExact: false, relativeError: 0.0081 },
      texts: { ...TEXT, minLength: 15, maxLength: 21, meanLength: 15.4, trailingBlanks: 31, shapes: { detail: 'characters', top: [{ shape: '999999999999999', rows: 170_114 }, { shape: '9 99 99 99 999 999 99', rows: 13_870 }, { shape: '9999A9999999999', rows: 298 }], other: { distinct: 4, rows: 8 } } },
      identity: { sampled: 4096, candidates: [{ identifier: 'nir', share: 0.9871 }], identifier: 'nir', confidence: 0.9871, found: { nir: 184_290, email: 0, phone: 0 }, proposedRole: 'directIdentifier' },
    }),
    sampleColumn('birthDate', {
      type: 'date', nulls: 902, distinct: { count: 33_870, isExact: false, relativeError: 0.0081 },
      dates: {
        years: Array.from({ length: 95 }, (_, index) => ({ year: 1930 + index, rows: Math.round(900 + 1500 * Math.sin(index / 30) ** 2 + (index % 7) * 40) })), otherYears: { distinct: 3, rows: 21 },
        outOfRange: 0, newYearDays: 9_870, placeholders: 212,
        quantiles: [{ share: 0.05, month: '1936-04' }, { share: 0.25, month: '1951-09' }, { share: 0.5, month: '1968-02' }, { share: 0.75, month: '1992-11' }, { share: 0.95, month: '2019-06' }],
      },
      identity: { sampled: 4096, candidates: [], identifier: null, confidence: null, found: NOTHING_FOUND, proposedRole: 'quasiIdentifier' },
    }),
    sampleColumn('sex', {
      distinct: { count: 3, isExact: true, relativeError: 0 }, frequencies: { top: [{ rows: 98_114 }, { rows: 86_020 }, { rows: 168 }], other: { distinct: 0, rows: 0 }, once: 0 },
      texts: { ...TEXT, shapes: { detail: 'characters', top: [{ shape: '9', rows: 184_134 }, { shape: 'A', rows: 168 }], other: { distinct: 0, rows: 0 } } },
      identity: { sampled: 3, candidates: [], identifier: null, confidence: null, found: NOTHING_FOUND, proposedRole: 'quasiIdentifier' },
    }),
    sampleColumn('hospital', {
      distinct: { count: 36, isExact: true, relativeError: 0 }, frequencies: { top: Array.from({ length: 20 }, (_, index) => ({ rows: Math.round(24_000 / (index + 1)) })), other: { distinct: 16, rows: 12_000 }, once: 0 },
      texts: { ...TEXT, minLength: 9, maxLength: 9, meanLength: 9, shapes: { detail: 'characters', top: [{ shape: '999999999', rows: 180_000 }, { shape: '9A9999999', rows: 4_302 }], other: { distinct: 0, rows: 0 } } },
      identity: { sampled: 36, candidates: [{ identifier: 'finess', share: 1 }], identifier: 'finess', confidence: 1, found: NOTHING_FOUND, proposedRole: 'attribute' },
    }),
    sampleColumn('cost', {
      type: 'decimal(12,2)', nulls: 40_102, distinct: { count: 88_120, isExact: false, relativeError: 0.0081 },
      numbers: {
        zeros: 120, negatives: 14, notNumbers: 0, infinities: 0, nines: 37, mean: 3_127.4412, standardDeviation: 4_410.6, relativeError: 0.0078,
        quantiles: [{ share: 0.05, value: 412 }, { share: 0.25, value: 980 }, { share: 0.5, value: 1_896 }, { share: 0.75, value: 3_720 }, { share: 0.95, value: 10_144 }],
        histogram: [{ from: null, to: 500, rows: 11_000 }, ...Array.from({ length: 22 }, (_, index) => ({ from: 500 * (index + 1), to: 500 * (index + 2), rows: Math.round(30_000 * Math.exp(-index / 4)) })), { from: 11_500, to: null, rows: 5_100 }],
      },
      identity: { sampled: 4096, candidates: [], identifier: null, confidence: null, found: NOTHING_FOUND, proposedRole: 'measure' },
    }),
    sampleColumn('comment', {
      nulls: 150_230, distinct: { count: 29_114, isExact: false, relativeError: 0.0081 },
      texts: { ...TEXT, minLength: 1, maxLength: 480, meanLength: 61.2, nonAscii: 21_004, leadingBlanks: 804, trailingBlanks: 1_390, controlCharacters: 3, misread: 57, placeholders: 1_204, empty: 88, shapes: { detail: 'runs', top: [{ shape: 'Aa+ a+ a+', rows: 412 }, { shape: 'AAA', rows: 1_100 }], other: { distinct: 28_003, rows: 32_560 } } },
      identity: { sampled: 4096, candidates: [], identifier: null, confidence: null, found: { nir: 42, email: 7, phone: 118 }, proposedRole: 'directIdentifier' },
    }),
    sampleColumn('oldCode', { nulls: ROWS, distinct: { count: 0, isExact: true, relativeError: 0 } }),
    sampleColumn('country', { distinct: { count: 1, isExact: true, relativeError: 0 }, frequencies: { top: [{ rows: ROWS }], other: { distinct: 0, rows: 0 }, once: 0 } }),
  ],
};

/** The same with values, as with `--show-values`. */
export const SAMPLE_WITH_VALUES: TableProfile = {
  ...SAMPLE_PROFILE,
  showsValues: true,
  columns: SAMPLE_PROFILE.columns.map((column) => {
    if (column.name === 'sex') return { ...column, frequencies: { ...column.frequencies!, top: [{ value: '2', rows: 98_114 }, { value: '1', rows: 86_020 }, { value: 'M', rows: 168 }] } };
    if (column.name === 'cost') return { ...column, numbers: { ...column.numbers!, minimum: '-120.50', maximum: '99999.99' } };
    return column.name === 'birthDate' ? { ...column, dates: { ...column.dates!, minimum: '1900-01-01', maximum: '2024-12-31' } } : column;
  }),
};

/** A table whose columns have {@link HOSTILE_NAMES}, with a chart of every kind. */
export const HOSTILE_PROFILE: TableProfile = {
  ...SAMPLE_WITH_VALUES,
  columns: HOSTILE_NAMES.map((name, index) => {
    const like = SAMPLE_WITH_VALUES.columns[index % 6]!;
    const top = HOSTILE_NAMES.map((value, rank) => ({ value, rows: 900 - rank }));
    return { ...like, name, ...(like.frequencies === null ? {} : { frequencies: { ...like.frequencies, top } }) };
  }),
};
