import {
  barChart, countOf, element, factList, formatNumber, formatShare, page, wordFor,
  type Attributes, type Child, type CountedWord, type Language, type Markup,
} from '../../chart/index.ts';
import { judgesRows, limitText } from './limit-text.ts';
import type { CheckVerdict, QualityVerdict, Verdict } from '../checks/quality-data.ts';
import { QUALITY_WORDS, type QualityWords } from './quality-words.ts';
import { reasonText } from './reason-words.ts';
import { worstVerdict } from '../checks/worst-verdict.ts';

/** The checks of one place in a plan. */
export interface QualitySection {
  /** Where they stand, for example `tables.stays.steps[2]`. */
  readonly path: string;
  readonly verdict: QualityVerdict;
}

/** What surrounds verdicts on their page. */
export interface QualityPageOptions {
  /** What was checked, for example the title of the plan. */
  readonly title: string;
  /** Language of the words; English when omitted. */
  readonly language?: Language;
  /** What was read, by the input's name in the plan. */
  readonly inputs?: Readonly<Record<string, ReadInput>>;
}

/** An input as it was read. */
export interface ReadInput {
  readonly rows: number;
  readonly files: readonly { readonly sha256: string }[];
}

/** Told apart by sign and word, not by colour alone. */
const SIGNS: Readonly<Record<Verdict, { readonly sign: string; readonly tone: 'good' | 'caution' | 'bad' }>> = Object.freeze({
  pass: { sign: '✓', tone: 'good' },
  warn: { sign: '▲', tone: 'caution' },
  fail: { sign: '✕', tone: 'bad' },
});
const ORDER: readonly Verdict[] = ['fail', 'warn', 'pass'];

/**
 * Writes the verdicts of a plan's checks as a page: one self-contained file of HTML without scripts, readable on a phone
 * and on paper, by day and by night.
 *
 * @param sections - the checks by place, in the order of the plan; within a place the failed ones are shown first.
 * @param options - title and language.
 * @returns HTML; no value of the data stands in it.
 * @remarks Linear in the checks; some 1 kB a check.
 */
export function qualityPage(sections: readonly QualitySection[], { title, language = 'en', inputs = {} }: QualityPageOptions): string {
  const words = QUALITY_WORDS[language];
  const checks = sections.flatMap(({ verdict }) => verdict.checks);
  const whole = worstVerdict(checks.map(({ verdict }) => verdict));
  const counted = (word: CountedWord, count: number): readonly [string, string] => [wordFor(count, word, language), formatNumber(count, language)];
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  return page({
    title,
    language,
    banner: null,
    header: [
      element('p', { class: 'quiet' }, words.heading),
      element('p', {}, badge(whole, words.whole[whole], 'verdict large')),
      factList([counted(words.checks, checks.length), counted(words.failed, count('fail')), counted(words.warned, count('warn')), counted(words.passed, count('pass'))], 'tiles'),
    ],
    main: [sections.map((section, index) => sectionOf(section, `section-${index + 1}`, words, language)), inputList(inputs, words, language)],
    footer: [element('p', {}, words.noValues), element('p', {}, words.rules)],
  });
}

function sectionOf({ path, verdict }: QualitySection, id: string, words: QualityWords, language: Language): Markup {
  const sorted = ORDER.flatMap((wanted) => verdict.checks.filter((check) => check.verdict === wanted));
  const heads = [words.check, words.tested, words.failing, words.share, words.limits, words.verdict];
  const head = element('thead', {}, element('tr', { role: 'row' }, heads.map((text, index) => element('th', { scope: 'col', role: 'columnheader', ...alignment(index) }, text))));
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, element('code', {}, path), ` · ${countOf(verdict.rows, words.rows, language)}`),
    element('table', { class: 'stack', role: 'table', 'aria-labelledby': id }, head, element('tbody', { role: 'rowgroup' }, sorted.map((check) => row(check, words, language)))),
  );
}

/** The check stands first and its verdict last; between them are figures. */
function alignment(column: number): Attributes {
  return column > 0 && column < 5 ? { class: 'number' } : {};
}

function row(check: CheckVerdict, words: QualityWords, language: Language): Markup {
  const isByRow = judgesRows(check);
  const cells: readonly (readonly [label: string, content: Child])[] = [
    [words.tested, formatNumber(check.tested, language)],
    [words.failing, isByRow ? formatNumber(check.failing, language) : '–'],
    [words.share, isByRow ? formatShare(check.share, language) : check.distance === null ? '–' : words.distance(formatNumber(check.distance, language))],
    [words.limits, limitText(check, language)],
    [words.verdict, badge(check.verdict, words.verdicts[check.verdict])],
  ];
  return element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, element('bdi', {}, check.name), details(check, words, language)),
    cells.map(([label, content], index) => element('td', { role: 'cell', 'data-label': label, ...alignment(index + 1) }, element('span', {}, content))),
  );
}

/** Why rows failed: a word for one reason, bars for several. */
function details({ name, byReason, verdict }: CheckVerdict, words: QualityWords, language: Language): Child {
  const reasons = Object.entries(byReason).filter(([, count]) => count > 0).sort(([, left], [, right]) => right - left);
  const [only] = reasons;
  if (only === undefined) return null;
  if (reasons.length === 1) return element('p', { class: 'reasons' }, reasonText(only[0], language));
  return barChart(words.reasonsOf(name), reasons.map(([reason, count]) => ({ label: reasonText(reason, language), value: count, text: formatNumber(count, language), tone: SIGNS[verdict].tone })));
}

/** Which bytes the verdict is about. */
function inputList(inputs: Readonly<Record<string, ReadInput>>, words: QualityWords, language: Language): Child {
  const read = Object.entries(inputs);
  if (read.length === 0) return null;
  return element('section', { 'aria-labelledby': 'inputs' }, element('h2', { id: 'inputs' }, words.inputs), element('dl', { class: 'look' }, read.map(([name, { rows, files }]) => [
    element('dt', {}, element('bdi', {}, name)),
    element('dd', {}, element('p', {}, countOf(rows, words.rows, language)), files.map(({ sha256 }) => element('p', { class: 'small quiet' }, 'SHA-256 ', element('code', {}, sha256)))),
  ])));
}

function badge(verdict: Verdict, text: string, style = 'verdict'): Markup {
  const { sign, tone } = SIGNS[verdict];
  return element('span', { class: `${style} ${tone}` }, element('span', { 'aria-hidden': 'true' }, `${sign} `), text);
}
