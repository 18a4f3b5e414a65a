import type { Schema } from 'apache-arrow';
import { comparisonOf, derived, equalLevel, levelWhen, nullLevel } from '../comparisons/levels.ts';
import type { ColumnKind } from '../kernel/propose/column-kind.ts';
import type { ColumnProfile } from '../kernel/propose/column-profile.ts';
import type { Condition, MeasureName } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison, Level } from '../model/model.ts';
import { dateParts } from './date-parts.ts';
import { plainWords, textOf } from './profile-columns.ts';

/** Columns of at least so many characters have enough of them for two edits to mean a slip. */
const LONG_CODE = 6;
/** Mean length from which on a text is compared by words alone: its q-grams cost more than they tell. */
const LONG_TEXT = 120;

/**
 * Proposes how a column is compared, by the kind of thing it holds. Agreement on rare values counts for more throughout.
 *
 * @param schema - of the sources.
 * @param column - its name.
 * @param kind - what it holds.
 * @param profile - what it is like.
 * @returns the comparison, named after the column; m and u unknown.
 */
export function compareColumn(schema: Schema, column: string, kind: ColumnKind, profile: ColumnProfile): Comparison {
  const text = textOf(schema, column);
  const of = comparedForm(text, kind);
  return comparisonOf(of, column, [nullLevel(of), equalLevel(of, { termFrequency: true }), ...levelsOf(text, of, kind, profile)]);
}

/**
 * Gives the form of a column that is compared and blocked on.
 *
 * @param text - the column as text.
 * @param kind - what it holds.
 * @returns plain words, but for dates, numbers and e-mail addresses.
 */
export function comparedForm(text: Expression, kind: ColumnKind): Expression {
  switch (kind) {
    case 'date':
      return text;
    case 'email':
      return derived(text, { op: 'lower' });
    case 'year':
      return derived(text, { op: 'toNumber' });
    case 'list':
      return derived(plainWords(text), { op: 'sortWords' });
    default:
      return plainWords(text);
  }
}

function levelsOf(text: Expression, of: Expression, kind: ColumnKind, profile: ColumnProfile): readonly Level[] {
  switch (kind) {
    case 'name':
      return [0.92, 0.88, 0.7].map((bound) => levelWhen(`Jaro–Winkler similarity at least ${bound}`, atLeast('jaroWinkler', of, bound)));
    case 'phrase':
      return phraseLevels(of, profile);
    case 'list':
      return listLevels(plainWords(text));
    case 'category':
      return [];
    case 'date':
      return dateLevels(of, profile);
    case 'year':
      return [1, 10].map((years) => levelWhen(`at most ${years} apart`, atMost('absoluteDifference', of, years)));
    case 'email':
      return emailLevels(of);
    case 'code':
      return codeLevels(of, profile);
  }
}

/** Letters in common stand misspellings, words in common stand another order; whichever is more decides. Of long texts, words do. */
function phraseLevels(of: Expression, { characters }: ColumnProfile): readonly Level[] {
  const words = derived(of, { op: 'words' });
  const alike = (bound: number): Condition => {
    const byWords = atLeast('jaccardOfLists', words, bound);
    return characters > LONG_TEXT ? byWords : any(atLeast('jaccard', of, bound), byWords);
  };
  const inside = (share: number): Condition => atLeast('containment', words, share);
  return [
    levelWhen('three quarters in common', alike(0.75)),
    levelWhen('half in common, or the shorter one within the longer', any(alike(0.5), { kind: 'all', of: [inside(0.95), atLeast('intersection', words, 3)] })),
    levelWhen('a third in common', any(alike(0.33), inside(0.65))),
    levelWhen('a third of the words of the shorter one', inside(0.3)),
  ];
}

function listLevels(of: Expression): readonly Level[] {
  const words = derived(of, { op: 'words' });
  return [
    levelWhen('nine in ten words in common', atLeast('jaccardOfLists', words, 0.9)),
    levelWhen('half of the words in common', atLeast('jaccardOfLists', words, 0.5)),
    levelWhen('a quarter of the words in common', atLeast('jaccardOfLists', words, 0.25)),
    levelWhen('a word in common', atLeast('intersection', words, 1)),
  ];
}

function dateLevels(of: Expression, { dateOrder }: ColumnProfile): readonly Level[] {
  const { year, month, day, monthAndDay } = dateParts(of, dateOrder ?? 'dashed');
  const written = (parts: readonly Expression[]): Expression => ({ concat: parts, separator: '-' });
  const exchanged: Condition = { kind: 'equal', of: written([year, month, day]), against: written([year, day, month]) };
  const years = derived(year, { op: 'toNumber' });
  return [
    levelWhen('one keystroke apart, or day and month exchanged', any(atMost('damerauLevenshtein', of, 1), exchanged)),
    levelWhen('two keystrokes apart, or the same but for the year', any({ kind: 'equal', of: monthAndDay }, atMost('damerauLevenshtein', of, 2))),
    levelWhen('the same year', { kind: 'equal', of: year }),
    levelWhen('at most 1 year apart', atMost('absoluteDifference', years, 1)),
    levelWhen('at most 10 years apart', atMost('absoluteDifference', years, 10)),
  ];
}

function emailLevels(of: Expression): readonly Level[] {
  const user = derived(of, { op: 'emailUser' });
  return [
    levelWhen('the same before the @', { kind: 'equal', of: user }),
    levelWhen('Jaro–Winkler similarity at least 0.92', any(atLeast('jaroWinkler', user, 0.92), atLeast('jaroWinkler', of, 0.92))),
    levelWhen('Jaro–Winkler similarity at least 0.85 before the @', atLeast('jaroWinkler', user, 0.85)),
  ];
}

function codeLevels(of: Expression, { characters }: ColumnProfile): readonly Level[] {
  const begins = (length: number): Condition => ({ kind: 'equal', of: derived(of, { op: 'slice', from: 1, length }) });
  const head = Math.max(3, Math.ceil(0.6 * characters));
  return [
    levelWhen('one keystroke apart', atMost('osa', of, 1)),
    levelWhen(`the same first ${head} characters`, characters >= LONG_CODE ? any(atMost('osa', of, 2), begins(head)) : begins(head)),
    levelWhen('the same first 2 characters', begins(2)),
  ];
}

function any(...of: readonly Condition[]): Condition {
  return { kind: 'any', of };
}

function atLeast(measure: MeasureName, of: Expression, bound: number): Condition {
  return { kind: 'measure', measure, of, atLeast: bound };
}

function atMost(measure: MeasureName, of: Expression, bound: number): Condition {
  return { kind: 'measure', measure, of, atMost: bound };
}
