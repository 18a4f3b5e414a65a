import type { ColumnType } from '../../core/column-type.ts';
import type { Role } from '../../core/roles.ts';

/**
 * What a profile is made of: plain data, ready for JSON. Counts are of rows unless said otherwise.
 *
 * Without values shown, no value of the table stands in a profile: what is told of values comes from `minCount` rows at
 * least, and rarer values, shapes, years and bins are told together. Means and lengths come from columns of as many.
 */

/** What one pass over a table found. */
export interface TableProfile {
  readonly rows: number;
  /** Whether values of the table stand in the profile, which is then as confidential as the table. */
  readonly showsValues: boolean;
  /** Fewest rows of what is told by itself. */
  readonly minCount: number;
  readonly columns: readonly ColumnProfile[];
}

/** What was found in one column. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  readonly nulls: number;
  readonly distinct: DistinctCount;
  /** `null` when there are too many values to count each. */
  readonly frequencies: ValueFrequencies | null;
  /** Of numbers only. */
  readonly numbers: NumberProfile | null;
  /** Of dates and instants only. */
  readonly dates: DateProfile | null;
  /** Of texts only. */
  readonly texts: TextProfile | null;
  readonly identity: IdentityProfile;
}

/** How many different values there are; null is none. */
export interface DistinctCount {
  readonly count: number;
  /** Whether they were counted; otherwise estimated. */
  readonly isExact: boolean;
  /** Standard error of the estimate as a share of the count; 0 when exact. */
  readonly relativeError: number;
}

/** What is told together, since each alone is too rare or comes too late in the list. */
export interface FoldedCount {
  /** Different values, shapes or years. */
  readonly distinct: number;
  readonly rows: number;
}

/** How often values occur. */
export interface ValueFrequencies {
  /** The most frequent values in descending order, of `minCount` rows each at least; 20 at most. */
  readonly top: readonly ValueFrequency[];
  readonly other: FoldedCount;
  /** Values that occur once: as many as rows with a value in a column without repeats. */
  readonly once: number;
}

/** How often one value occurs. */
export interface ValueFrequency {
  /** The value as text; only where values are shown. */
  readonly value?: string;
  readonly rows: number;
}

/** A quantile: the smallest number that at least this share of the numbers does not exceed. */
export interface NumberQuantile {
  /** From 0 to 1. */
  readonly share: number;
  /** Within the stated relative error. */
  readonly value: number;
}

/** Numbers from `from` up to and not including `to`; `null` is without bound. */
export interface HistogramBin {
  readonly from: number | null;
  readonly to: number | null;
  readonly rows: number;
}

/** What was found in a column of numbers. */
export interface NumberProfile {
  readonly zeros: number;
  readonly negatives: number;
  /** Values that are no number (NaN), and infinities: left out of everything below. */
  readonly notNumbers: number;
  readonly infinities: number;
  /** Numbers such as 999 or 99999, which often stand for a missing value. */
  readonly nines: number;
  /** `null` below `minCount` numbers, or beyond the doubles. */
  readonly mean: number | null;
  /** Of the numbers as a whole population; `null` as the mean is. */
  readonly standardDeviation: number | null;
  /** Only the quantiles with `minCount` numbers on either side. */
  readonly quantiles: readonly NumberQuantile[];
  /** Largest error of a quantile, as a share of the true one. */
  readonly relativeError: number;
  /** Adjoining bins of `minCount` numbers each at least; numbers fall into them within the relative error. */
  readonly histogram: readonly HistogramBin[];
  /** The least and the greatest number; only where values are shown. */
  readonly minimum?: string;
  readonly maximum?: string;
}

/** A quantile of dates, to the month. */
export interface MonthQuantile {
  readonly share: number;
  /** In the form `2024-03`. */
  readonly month: string;
}

/** How many dates lie in one year. */
export interface YearCount {
  readonly year: number;
  readonly rows: number;
}

/** What was found in a column of dates or instants. */
export interface DateProfile {
  /** In ascending order, years of `minCount` rows each at least. */
  readonly years: readonly YearCount[];
  readonly otherYears: FoldedCount;
  /** Dates outside the years 1 to 9999. */
  readonly outOfRange: number;
  /** Dates on a first of January, which often stand for a year alone. */
  readonly newYearDays: number;
  /** Dates such as 1900-01-01 or 9999-12-31, which often stand for a missing value. */
  readonly placeholders: number;
  /** Only the quantiles with `minCount` dates on either side. */
  readonly quantiles: readonly MonthQuantile[];
  /** The first and the last date; only where values are shown. */
  readonly minimum?: string;
  readonly maximum?: string;
}

/** How many texts have one shape. */
export interface ShapeCount {
  /** Letters as `A` or `a`, digits as `9`; a space, a point and other plain marks as they are; `*` for the rest. */
  readonly shape: string;
  readonly rows: number;
}

/** The shapes of texts. */
export interface TextShapes {
  /** Whether shapes go character by character, or by runs (`Aa+ 9+`) since there are too many; `none` if there still are. */
  readonly detail: 'characters' | 'runs' | 'none';
  /** The most frequent shapes in descending order, of `minCount` rows each at least; 20 at most. */
  readonly top: readonly ShapeCount[];
  readonly other: FoldedCount;
}

/** What was found in a column of texts; lengths are in characters (Unicode code points). */
export interface TextProfile {
  readonly empty: number;
  /** Lengths are `null` below `minCount` texts; of more, the shortest and the longest may be single texts still. */
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly meanLength: number | null;
  readonly leadingBlanks: number;
  readonly trailingBlanks: number;
  /** Texts with a letter or mark outside ASCII. */
  readonly nonAscii: number;
  readonly controlCharacters: number;
  /** Texts with U+FFFD, or with UTF-8 that was read as another encoding (`Ã©`). */
  readonly misread: number;
  /** Texts that often stand for a missing value: words such as INCONNU or TEST, and one character over and over. */
  readonly placeholders: number;
  readonly shapes: TextShapes;
}

/** How many of the sampled values one identifier accepts. */
export interface IdentifierShare {
  readonly identifier: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** What a column seems to be to a person's privacy, to be confirmed by a person. */
export interface IdentityProfile {
  /** Different values looked at: all of them, or a sample that depends on the values alone. */
  readonly sampled: number;
  /** Identifiers that accept half of the sampled values or more, most first. */
  readonly candidates: readonly IdentifierShare[];
  /** The identifier that the column seems to hold, and the share of sampled values it accepts. */
  readonly identifier: string | null;
  readonly confidence: number | null;
  /** Texts that are or hold a direct identifier, counted over all rows. */
  readonly found: FoundIdentifiers;
  readonly proposedRole: Role;
}

/** Texts with a direct identifier, alone or inside a longer text. */
export interface FoundIdentifiers {
  /** NIRs of 15 characters with the right key. */
  readonly nir: number;
  readonly email: number;
  /** French telephone numbers. */
  readonly phone: number;
}
