import { formatEstimate, formatNumber, formatShare } from './figures.ts';
import { identifierName } from './identifier-name.ts';
import type { ColumnProfile } from '../profile/profile-data.ts';
import { leftOutNotes, profileNotes, type ProfiledTable } from './profile-notes.ts';
import { PROFILE_WORDS } from './profile-words.ts';
import { textTable, type TextColumn } from './text-table.ts';

const WORDS = PROFILE_WORDS.en;
const NAME: TextColumn = { head: 'column', most: 40, least: 12 };
const right = (head: string): TextColumn => ({ head, align: 'right' });

/** Quantiles that a terminal has room for. */
const SHARES: readonly (readonly [share: number, head: string])[] = [[0.05, '5%'], [0.25, '25%'], [0.5, 'median'], [0.75, '75%'], [0.95, '95%']];

/**
 * Writes a profile for a terminal: tables of columns, numbers, dates and texts, then what is to be looked at.
 *
 * @param profile - what was found.
 * @returns English text without escape codes, no wider than 120 signs as long as the names of columns allow; signs that a
 *   terminal obeys become U+FFFD. Values stand in it only where the profile shows them.
 */
export function profileText(profile: ProfiledTable): string {
  const { rows, columns } = profile;
  const sections = [
    `${formatNumber(rows)} ${WORDS.rows}, ${formatNumber(columns.length)} ${WORDS.columns}\n`,
    textTable([NAME, { head: 'type' }, right('null'), right('distinct'), { head: 'seems', least: 20 }], columns.map((column) => overview(column, rows))),
    section('Numbers', [NAME, right('mean'), right('std. dev.'), ...SHARES.map(([, head]) => right(head))], columns.flatMap(numberLine)),
    section('Dates', [NAME, ...SHARES.map(([, head]) => right(head))], columns.flatMap(dateLine)),
    section('Texts', [NAME, right('shortest'), right('mean'), right('longest'), { head: 'most frequent shape', most: 40 }, right('rows')], columns.flatMap(textLine)),
    section('Most frequent values', [NAME, { head: 'value', most: 60 }, right('rows')], profile.showsValues ? columns.flatMap(valueLines) : []),
    section('To look at', [NAME, { head: 'what' }], columns.flatMap((column) => noteLines(column, rows))),
    section(WORDS.leftOut, [{ head: 'what', most: 120 }], leftOutNotes(profile, 'en').map((text) => [text])),
    profile.showsValues
      ? 'Values of the data are shown: this is as confidential as the data.\n'
      : `No value is shown; what is told of values comes from at least ${formatNumber(profile.minCount)} rows. ≈ is an estimate.\n`,
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function section(title: string, heads: readonly TextColumn[], lines: readonly (readonly string[])[]): string {
  return lines.length === 0 ? '' : `${title}\n\n${textTable(heads, lines)}`;
}

function overview({ name, type, nulls, distinct, identity }: ColumnProfile, rows: number): string[] {
  const found = identity.identifier === null ? '' : ` (${identifierName(identity.identifier)}, ${formatShare(identity.confidence ?? 0)} valid)`;
  return [name, type, rows === 0 ? '–' : formatShare(nulls / rows), `${distinct.isExact ? '' : '≈'}${formatNumber(distinct.count)}`, `${WORDS.roles[identity.proposedRole]}${found}`];
}

function numberLine({ name, type, numbers }: ColumnProfile): string[][] {
  if (numbers === null) return [];
  const quantiles = SHARES.map(([share]) => {
    const found = numbers.quantiles.find((quantile) => quantile.share === share);
    return found === undefined ? '–' : formatEstimate(found.value, numbers.relativeError, type.startsWith('int'));
  });
  return [[name, figure(numbers.mean), figure(numbers.standardDeviation), ...quantiles]];
}

function dateLine({ name, dates }: ColumnProfile): string[][] {
  return dates === null ? [] : [[name, ...SHARES.map(([share]) => dates.quantiles.find((quantile) => quantile.share === share)?.month ?? '–')]];
}

function textLine({ name, texts }: ColumnProfile): string[][] {
  if (texts === null) return [];
  const [shape] = texts.shapes.top;
  return [[name, figure(texts.minLength), figure(texts.meanLength), figure(texts.maxLength), shape?.shape ?? '–', shape === undefined ? '–' : formatNumber(shape.rows)]];
}

function valueLines({ name, frequencies }: ColumnProfile): string[][] {
  const top = (frequencies?.top ?? []).slice(0, 5);
  return top.map(({ value, rows }, index) => [index === 0 ? name : '', value ?? '–', formatNumber(rows)]);
}

function noteLines(column: ColumnProfile, rows: number): string[][] {
  return profileNotes(column, rows, 'en').map(({ text }, index) => [index === 0 ? column.name : '', text]);
}

function figure(value: number | null): string {
  return value === null ? '–' : formatNumber(value);
}
