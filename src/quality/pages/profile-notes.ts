import { formatNumber, formatShare, type Language } from '../../chart/index.ts';
import { identifierName } from './identifier-name.ts';
import type { ColumnProfile, TableProfile } from '../profile/profile-data.ts';
import { partlyHeld } from '../profile/profile-identity.ts';
import { PROFILE_WORDS } from './profile-words.ts';
import { reasonText } from './reason-words.ts';

/** Something a person should look at in a column. */
export interface ProfileNote {
  /** `identity`: persons can be told by it where nothing else says so; `data`: the values may be wrong. */
  readonly kind: 'identity' | 'data';
  readonly text: string;
}

/** A table as it was profiled, with what was left out of it where that is known. */
export interface ProfiledTable extends TableProfile {
  /** Rows that are no rows of the table, by reason. */
  readonly rejected?: Readonly<Record<string, number>>;
  /** Columns without a name or with one that no plan can say, or of a type that no step works on. */
  readonly unusable?: readonly string[];
}

/** Chance gives a first of January to one date in 365; this many are not chance. */
const NEW_YEAR_SHARE = 0.05;

/**
 * Lists what a person should look at in a column, the gravest first.
 *
 * @param column - what was found in it.
 * @param rows - rows of the table.
 * @param language - of the reader.
 * @returns the notes: counts and names of identifiers, never values.
 */
export function profileNotes(column: ColumnProfile, rows: number, language: Language): readonly ProfileNote[] {
  const { note } = PROFILE_WORDS[language];
  const { identity, numbers, dates, texts, nulls, distinct } = column;
  const notes: ProfileNote[] = [];
  const say = (kind: ProfileNote['kind'], count: number, text: (rows: string) => string): void => {
    if (count > 0) notes.push({ kind, text: text(formatNumber(count, language)) });
  };
  if (identity.proposedRole !== 'directIdentifier' || identity.identifier === null) {
    say('identity', identity.found.nir, note.nirFound);
    say('identity', identity.found.email, note.emailFound);
    say('identity', identity.found.phone, note.phoneFound);
  }
  if (identity.identifier !== null && identity.confidence !== null && identity.confidence < 1) {
    notes.push({ kind: 'data', text: note.someInvalid(formatShare(1 - identity.confidence, language), identifierName(identity.identifier, language)) });
  }
  const partial = partlyHeld(column.name, identity);
  if (partial !== null) notes.push({ kind: 'data', text: note.someValid(formatShare(partial.share, language), identifierName(partial.identifier, language)) });
  const values = rows - nulls;
  if (rows > 0 && values === 0) notes.push({ kind: 'data', text: note.allNull });
  if (distinct.isExact && distinct.count === 1 && values > 1) notes.push({ kind: 'data', text: note.constant });
  if (texts !== null) {
    say('data', texts.misread, note.misread);
    say('data', texts.controlCharacters, note.controls);
    say('data', texts.placeholders, note.placeholderTexts);
    say('data', texts.empty, note.empty);
    say('data', Math.max(texts.leadingBlanks, texts.trailingBlanks), note.blanks);
  }
  if (numbers !== null) {
    say('data', numbers.notNumbers + numbers.infinities, note.notNumbers);
    say('data', numbers.nines, note.nines);
  }
  if (dates !== null) {
    say('data', dates.outOfRange, note.outOfRange);
    say('data', dates.placeholders, note.placeholderDates);
    if (dates.newYearDays > NEW_YEAR_SHARE * values) say('data', dates.newYearDays, note.newYearDays);
  }
  return notes;
}

/**
 * Tells whether no value of a column occurs twice.
 *
 * @param column - what was found in it.
 * @returns `false` also where values were not counted, or there are not two.
 */
export function isUnique({ distinct, frequencies }: ColumnProfile): boolean {
  return distinct.isExact && distinct.count > 1 && frequencies?.once === distinct.count;
}

/**
 * Lists what a profile says nothing about.
 *
 * @param profile - of a table.
 * @param language - of the reader.
 * @returns rows by reason and columns by name; empty when the whole table was profiled.
 */
export function leftOutNotes({ rejected = {}, unusable = [] }: ProfiledTable, language: Language): readonly string[] {
  const words = PROFILE_WORDS[language];
  const rows = Object.entries(rejected).filter(([, count]) => count > 0).map(([reason, count]) => words.rejected(formatNumber(count, language), reasonText(reason, language)));
  return [...rows, ...unusable.map((column) => words.unusable(column === '' ? '–' : column))];
}
