import type { Schema } from 'apache-arrow';
import { derived } from '../comparisons/levels.ts';
import type { ColumnKind } from '../kernel/propose/column-kind.ts';
import type { ColumnProfile } from '../kernel/propose/column-profile.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import { comparedForm } from './compare-column.ts';
import { dateParts } from './date-parts.ts';
import { plainWords, textOf } from './profile-columns.ts';

/** Something made of a column that records can be blocked on. */
export interface BlockingFeature {
  readonly column: string;
  /** For people: the column, and what is made of it. */
  readonly label: string;
  readonly of: Expression;
  /** Whether one word in common is enough. */
  readonly explode: boolean;
}

/** Names of more words than this are blocked on single words too. */
const SEVERAL_WORDS = 1.25;

/**
 * Lists what can be made of a column to block on, by the kind of thing it holds: the whole value, its beginning, its end, its
 * sound, its words, the parts of a date.
 *
 * @param schema - of the sources.
 * @param column - its name.
 * @param kind - what it holds.
 * @param profile - what it is like.
 * @returns the features, the whole value first.
 */
export function featuresOfColumn(schema: Schema, column: string, kind: ColumnKind, profile: ColumnProfile): readonly BlockingFeature[] {
  const text = textOf(schema, column);
  const whole = comparedForm(text, kind);
  const feature = (what: string, of: Expression, explode = false): BlockingFeature => ({ column, label: what === '' ? column : `${column}, ${what}`, of, explode });
  const made = (what: string, ...steps: readonly Derivation[]): BlockingFeature => feature(what, derived(whole, ...steps));
  const first = (length: number): BlockingFeature => made(`first ${length}`, { op: 'slice', from: 1, length });
  const last = (length: number): BlockingFeature => made(`last ${length}`, { op: 'slice', from: -length });
  const words = feature('a word', derived(plainWords(text), { op: 'words' }), true);
  switch (kind) {
    case 'name':
      return [feature('', whole), first(2), first(4), made('sound', { op: 'phonetic', algorithm: 'frenchSoundex' }), last(4), ...(profile.words > SEVERAL_WORDS ? [words] : [])];
    case 'phrase':
      return [feature('', whole), first(10), made('first word', { op: 'words' }, { op: 'element', at: 1 }), last(8), words];
    case 'list':
      return [feature('', whole), made('first word', { op: 'words' }, { op: 'element', at: 1 }), words];
    case 'date': {
      const { year, yearAndMonth, monthAndDay } = dateParts(whole, profile.dateOrder ?? 'dashed');
      return [feature('', whole), feature('year', year), feature('year and month', yearAndMonth), feature('month and day', monthAndDay)];
    }
    case 'code': {
      const most = Math.ceil(0.6 * profile.characters);
      return [feature('', whole), ...new Map([3, most].map((length) => [length, first(length)])).values(), last(most)];
    }
    case 'email':
      return [feature('', whole), made('before the @', { op: 'emailUser' })];
    case 'category':
    case 'year':
      return [feature('', whole)];
  }
}
