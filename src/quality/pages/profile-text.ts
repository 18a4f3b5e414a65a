import { countOf, formatEstimate, formatNumber, formatShare, type Language } from '../../chart/index.ts';
import { identifierName } from './identifier-name.ts';
import type { ColumnProfile } from '../profile/profile-data.ts';
import { isUnique, leftOutNotes, profileNotes, type ProfiledTable } from './profile-notes.ts';
import { PROFILE_TABLE_WORDS, type ProfileTableWords } from './profile-table-words.ts';
import { PROFILE_WORDS, type ProfileWords } from './profile-words.ts';
import { textTable, type TextColumn } from './text-table.ts';

/** Quantiles that a terminal has room for. */
const SHARES: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95];
const NOTHING = '–';
const right = (head: string): TextColumn => ({ head, align: 'right' });

/** Writes figures and words in one language. */
interface Writer {
  readonly words: ProfileWords & { readonly table: ProfileTableWords };
  readonly number: (value: number) => string;
  readonly share: (value: number) => string;
  readonly language: Language;
}

/**
 * Writes a profile for a terminal: tables of columns, numbers, dates and texts, then what is to be looked at.
 *
 * @param profile - what was found.
 * @param language - of the reader.
 * @returns text without escape codes, no wider than 120 signs as long as the names of columns allow; signs that a
 *   terminal obeys become U+FFFD. Values stand in it only where the profile shows them.
 */
export function profileText(profile: ProfiledTable, language: Language = 'en'): string {
  const { rows, columns, showsValues } = profile;
  const words = { ...PROFILE_WORDS[language], table: PROFILE_TABLE_WORDS[language] };
  const writer: Writer = { words, language, number: (value) => formatNumber(value, language), share: (value) => formatShare(value, language) };
  const { table } = words;
  const name: TextColumn = { head: words.column, most: 40, least: 12 };
  const quantiles = SHARES.map((share) => right(share === 0.5 ? words.median : writer.share(share)));
  const least = countOf(profile.minCount, words.rows, language);
  const figures = (title: string, heads: readonly TextColumn[], lines: readonly (readonly string[])[]): string =>
    lines.length > 0 && lines.every(([, ...cells]) => cells.every((cell) => cell === NOTHING)) ? `${title}\n\n${table.tooFew(least)}\n` : section(title, heads, lines);
  const sections = [
    `${countOf(rows, words.rows, language)}, ${countOf(columns.length, words.columns, language)}\n`,
    textTable([name, { head: words.type }, right(words.nulls), right(table.distinct), { head: table.seems, least: 20 }], columns.map((column) => overview(column, rows, writer))),
    figures(table.numbers, [name, right(words.mean), right(table.standardDeviation), ...quantiles], columns.flatMap((column) => numberLine(column, writer))),
    figures(table.dates, [name, ...quantiles], columns.flatMap(dateLine)),
    figures(table.texts, [name, right(table.shortest), right(words.mean), right(table.longest), { head: table.shape, most: 40 }, right(words.rows.many)], columns.flatMap((column) => textLine(column, writer))),
    section(words.frequenciesCaption, [name, { head: table.value, most: 60 }, right(words.rows.many)], showsValues ? columns.flatMap((column) => valueLines(column, writer)) : []),
    section(words.toLookAt, [name, { head: table.what }], columns.flatMap((column) => noteLines(column, rows, language))),
    section(words.leftOut, [{ head: table.what, most: 120 }], leftOutNotes(profile, language).map((text) => [text])),
    `${showsValues ? table.valuesShown : table.noValueShown(least)}\n`,
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function section(title: string, heads: readonly TextColumn[], lines: readonly (readonly string[])[]): string {
  return lines.length === 0 ? '' : `${title}\n\n${textTable(heads, lines)}`;
}

function overview(column: ColumnProfile, rows: number, { words, number, share, language }: Writer): string[] {
  const { name, type, nulls, distinct, identity } = column;
  const found = identity.identifier === null ? '' : ` (${words.table.valid(identifierName(identity.identifier, language), share(identity.confidence ?? 0))})`;
  const counted = isUnique(column) ? words.unique(number(distinct.count)) : number(distinct.count);
  return [name, type, rows === 0 ? NOTHING : share(nulls / rows), distinct.isExact ? counted : `≈${number(distinct.count)}`, `${words.roles[identity.proposedRole]}${found}`];
}

function numberLine({ name, type, numbers }: ColumnProfile, writer: Writer): string[][] {
  if (numbers === null) return [];
  const quantiles = SHARES.map((share) => {
    const found = numbers.quantiles.find((quantile) => quantile.share === share);
    return found === undefined ? NOTHING : formatEstimate(found.value, numbers.relativeError, type.startsWith('int'), writer.language);
  });
  return [[name, figure(numbers.mean, writer), figure(numbers.standardDeviation, writer), ...quantiles]];
}

function dateLine({ name, dates }: ColumnProfile): string[][] {
  return dates === null ? [] : [[name, ...SHARES.map((share) => dates.quantiles.find((quantile) => quantile.share === share)?.month ?? NOTHING)]];
}

function textLine({ name, texts }: ColumnProfile, writer: Writer): string[][] {
  if (texts === null) return [];
  const [shape] = texts.shapes.top;
  return [[name, figure(texts.minLength, writer), figure(texts.meanLength, writer), figure(texts.maxLength, writer), shape?.shape ?? NOTHING, figure(shape?.rows ?? null, writer)]];
}

function valueLines({ name, frequencies }: ColumnProfile, { number }: Writer): string[][] {
  const top = (frequencies?.top ?? []).slice(0, 5);
  return top.map(({ value, rows }, index) => [index === 0 ? name : '', value ?? NOTHING, number(rows)]);
}

function noteLines(column: ColumnProfile, rows: number, language: Language): string[][] {
  return profileNotes(column, rows, language).map(({ text }, index) => [index === 0 ? column.name : '', text]);
}

function figure(value: number | null, { number }: Writer): string {
  return value === null ? NOTHING : number(value);
}
