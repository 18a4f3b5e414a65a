import {
  barChart, countOf, element, factList, formatEstimate, formatNumber, formatShare, histogram, page, shareBar, wordFor, yearChart,
  type Bar, type Child, type CountedWord, type Language, type Markup,
} from '../../chart/index.ts';
import { identifierName } from './identifier-name.ts';
import { histogramBuckets } from '../profile/profile-bins.ts';
import type { ColumnProfile, DateProfile, NumberProfile, TableProfile, TextProfile, TextShapes, ValueFrequencies } from '../profile/profile-data.ts';
import { isUnique, leftOutNotes, profileNotes, type ProfiledTable, type ProfileNote } from './profile-notes.ts';
import { PROFILE_WORDS, type ProfileWords } from './profile-words.ts';

/** What surrounds a profile on its page. */
export interface ProfilePageOptions {
  /** What was profiled, for example the name of the file. */
  readonly title: string;
  /** Language of the words; English when omitted. */
  readonly language?: Language;
}

/** Quantiles that a card has room for; the JSON has all. */
const SHOWN_SHARES: ReadonlySet<number> = new Set([0.05, 0.25, 0.5, 0.75, 0.95]);
/** Bars of one chart. */
const MOST_BARS = 8;
/** What a column of whole numbers or codes may have of different values for its frequencies to be drawn. */
const MOST_CODES = 40;

/** Writes figures and words in one language. */
interface Writer {
  readonly words: ProfileWords;
  readonly number: (value: number) => string;
  readonly share: (value: number) => string;
  readonly count: (value: number, word: CountedWord) => string;
  readonly language: Language;
}

/**
 * Writes a profile as a page: one self-contained file of HTML without scripts, with small charts, readable on a phone
 * and on paper, by day and by night.
 *
 * @param profile - what was found.
 * @param options - title and language.
 * @returns HTML; values stand in it only where the profile shows them, under a banner that says so.
 * @remarks Linear in the profile; 4 kB and some 4 kB a column.
 */
export function profilePage(profile: ProfiledTable, { title, language = 'en' }: ProfilePageOptions): string {
  const words = PROFILE_WORDS[language];
  const writer: Writer = { words, language, number: (value) => formatNumber(value, language), share: (value) => formatShare(value, language), count: (value, word) => countOf(value, word, language) };
  const { rows, columns, showsValues, minCount } = profile;
  const filled = columns.reduce((sum, column) => sum + rows - column.nulls, 0);
  const direct = columns.filter(({ identity }) => identity.proposedRole === 'directIdentifier').length;
  return page({
    title,
    language,
    banner: showsValues ? words.internal : null,
    header: [
      element('p', { class: 'quiet' }, words.heading),
      factList([
        [wordFor(rows, words.rows, language), writer.number(rows)],
        [wordFor(columns.length, words.columns, language), writer.number(columns.length)],
        [words.cells, rows * columns.length === 0 ? null : writer.share(filled / (rows * columns.length))],
        [wordFor(direct, words.directIdentifiers, language), writer.number(direct)],
      ], 'tiles'),
    ],
    main: [
      element('section', { 'aria-labelledby': 'look' }, element('h2', { id: 'look' }, words.toLookAt), noteList(profile, writer)),
      leftOut(leftOutNotes(profile, language), words),
      element('section', { 'aria-labelledby': 'all' }, element('h2', { id: 'all' }, words.allColumns), element('div', { class: 'cards' }, columns.map((column, index) => card(column, index, rows, writer)))),
    ],
    footer: [showsValues ? null : element('p', {}, words.noValues(writer.count(minCount, words.rows))), element('p', {}, words.estimates)],
  });
}

function noteList({ rows, columns }: TableProfile, { words, language }: Writer): Markup {
  const noted = columns.map((column, index) => ({ column, index, notes: profileNotes(column, rows, language) })).filter(({ notes }) => notes.length > 0);
  if (noted.length === 0) return element('p', { class: 'good' }, `✓ ${words.nothingToLookAt}`);
  return element('dl', { class: 'look' }, noted.map(({ column, index, notes }) => [
    element('dt', {}, element('a', { href: `#column-${index + 1}` }, element('bdi', {}, column.name))),
    element('dd', {}, element('ul', { class: 'notes' }, notes.map(noteLine))),
  ]));
}

function leftOut(notes: readonly string[], words: ProfileWords): Child {
  if (notes.length === 0) return null;
  return element('section', { 'aria-labelledby': 'left-out' }, element('h2', { id: 'left-out' }, words.leftOut), element('ul', { class: 'notes' }, notes.map((text) => noteLine({ kind: 'data', text }))));
}

/** Two signs, so that the two kinds are told apart without colour. */
function noteLine({ kind, text }: ProfileNote): Markup {
  return element('li', {}, element('span', { class: kind === 'identity' ? 'bad' : 'caution', 'aria-hidden': 'true' }, kind === 'identity' ? '◆ ' : '▲ '), text);
}

function card(column: ColumnProfile, index: number, rows: number, writer: Writer): Markup {
  const { words, number, share, language } = writer;
  const { name, type, nulls, distinct, identity } = column;
  const id = `column-${index + 1}`;
  const notes = profileNotes(column, rows, language);
  const counted = isUnique(column) ? words.unique(number(distinct.count)) : number(distinct.count);
  const distinctText = distinct.isExact ? counted : `≈ ${number(distinct.count)} (±\u00A0${share(distinct.relativeError)})`;
  const once = column.frequencies === null || distinct.count <= 1 ? null : number(column.frequencies.once);
  const valid: Fact | null = identity.identifier === null ? null : [words.validAs(identifierName(identity.identifier, language)), share(identity.confidence ?? 0)];
  return element(
    'section',
    { class: 'card', id, 'aria-labelledby': `${id}-name` },
    element('h3', { id: `${id}-name` }, element('bdi', {}, name)),
    element('p', { class: 'quiet small' }, element('code', {}, type), ` · ${words.seemsRole(words.roles[identity.proposedRole])}`),
    notes.length === 0 ? null : element('ul', { class: 'notes' }, notes.map(noteLine)),
    rows === 0 ? null : filledBar(name, nulls / rows, writer),
    factList([...(valid === null ? [] : [valid]), [words.distinct, distinctText], [words.once, once], ...kindFacts(column, writer)], 'facts'),
    charts(column, writer),
  );
}

function filledBar(name: string, nullShare: number, { words, share }: Writer): Child {
  const filled = `${share(1 - nullShare)} ${words.filled}`;
  const nulls = `${share(nullShare)} ${words.nulls}`;
  return [
    element('p', { class: 'caption' }, nullShare === 0 ? filled : `${filled}, ${nulls}`),
    shareBar(words.filledChart(name), [
      { label: words.filled, share: 1 - nullShare, text: share(1 - nullShare), tone: 'mark' },
      { label: words.nulls, share: nullShare, text: share(nullShare), tone: 'absent' },
    ]),
  ];
}

type Fact = readonly [name: string, fact: Child];

function kindFacts(column: ColumnProfile, writer: Writer): readonly Fact[] {
  const { type, numbers, dates, texts } = column;
  // Of a few codes the mean means nothing, and their bars say all the rest.
  if (numbers !== null) return hasFewValues(column) ? [] : numberFacts(numbers, type.startsWith('int'), writer);
  if (dates !== null) return dateFacts(dates, writer);
  return texts === null ? [] : textFacts(texts, writer);
}

function numberFacts({ mean, standardDeviation, minimum, maximum, quantiles, relativeError }: NumberProfile, isWhole: boolean, { words, number, share, language }: Writer): readonly Fact[] {
  const facts = quantiles.filter(({ share: at }) => SHOWN_SHARES.has(at)).map(({ share: at, value }): Fact => [at === 0.5 ? words.median : words.quantile(share(at)), formatEstimate(value, relativeError, isWhole, language)]);
  return [
    [words.mean, mean === null ? null : number(mean)],
    [words.standardDeviation, standardDeviation === null ? null : number(standardDeviation)],
    [words.minimum, minimum ?? null],
    ...facts,
    [words.quantileError, quantiles.length === 0 ? null : `±\u00A0${share(relativeError)}`],
    [words.maximum, maximum ?? null],
  ];
}

function dateFacts({ minimum, maximum, quantiles }: DateProfile, { words, share }: Writer): readonly Fact[] {
  const facts = quantiles.filter(({ share: at }) => SHOWN_SHARES.has(at)).map(({ share: at, month }): Fact => [at === 0.5 ? words.median : words.quantile(share(at)), month]);
  return [[words.minimum, minimum ?? null], ...facts, [words.maximum, maximum ?? null]];
}

function textFacts({ minLength, maxLength, shapes }: TextProfile, { words, number }: Writer): readonly Fact[] {
  const length = minLength === null || maxLength === null ? null : minLength === maxLength ? number(minLength) : words.range(number(minLength), number(maxLength));
  const shape = hasOneShape(shapes) ? element('code', {}, shapes.top[0]!.shape) : null;
  return [[words.length, length], [words.shape, shape]];
}

function hasFewValues({ frequencies, distinct }: ColumnProfile): boolean {
  return frequencies !== null && frequencies.top.length > 0 && distinct.count > 1 && distinct.count <= MOST_CODES;
}

function charts(column: ColumnProfile, writer: Writer): Child {
  const { name, numbers, dates, texts, frequencies } = column;
  const { words, number } = writer;
  const few = hasFewValues(column);
  if (dates !== null && dates.years.length > 0) {
    return [caption(words.yearsCaption), yearChart(words.years(name), dates.years.map(({ year, rows }) => ({ year, count: rows, text: number(rows) })))];
  }
  if (numbers !== null && numbers.histogram.length > 0 && !few) {
    const { buckets, ends } = histogramBuckets(numbers.histogram, words, number);
    return [caption(words.spreadCaption), histogram(words.spread(name), buckets, ends)];
  }
  return [few ? frequencyBars(name, frequencies!, writer) : null, texts === null ? null : shapeBars(name, texts, writer)];
}

function frequencyBars(name: string, { top, other }: ValueFrequencies, writer: Writer): Child {
  const { words, number } = writer;
  const bars = top.map(({ value, rows }, index): Bar => ({ label: value ?? words.rank(number(index + 1)), value: rows, text: number(rows) }));
  const shown = top.some(({ value }) => value !== undefined);
  return [caption(shown ? words.frequenciesCaption : words.ranksCaption), barChart(words.frequencies(name), folded(bars, other, writer))];
}

function shapeBars(name: string, { shapes }: TextProfile, writer: Writer): Child {
  const { words, number } = writer;
  if (shapes.top.length === 0 || hasOneShape(shapes)) return null;
  const bars = shapes.top.map(({ shape, rows }): Bar => ({ label: shape, value: rows, text: number(rows) }));
  return [caption(shapes.detail === 'runs' ? words.shapesOfRuns : words.shapesCaption), barChart(words.shapes(name), folded(bars, shapes.other, writer))];
}

function hasOneShape({ top, other }: TextShapes): boolean {
  return top.length === 1 && other.rows === 0;
}

/** Keeps the first bars and puts the rest into one. */
function folded(bars: readonly Bar[], other: { readonly distinct: number; readonly rows: number }, { words, number, count }: Writer): readonly Bar[] {
  const kept = bars.slice(0, MOST_BARS);
  const rest = bars.slice(MOST_BARS);
  const rows = rest.reduce((sum, { value }) => sum + value, other.rows);
  return rows === 0 ? kept : [...kept, { label: count(rest.length + other.distinct, words.others), value: rows, text: number(rows), tone: 'absent' }];
}

function caption(text: string): Markup {
  return element('p', { class: 'caption' }, text);
}
