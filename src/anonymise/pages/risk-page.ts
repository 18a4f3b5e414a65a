import { barChart, countOf, element, factList, formatNumber, formatShare, page, textTable, type Child, type Language, type Markup } from '../../chart/index.ts';
import type { RiskMeasure } from '../measure-risk.ts';
import { riskSections, type RiskSection } from './risk-sections.ts';
import { RISK_WORDS, type RiskWords } from './risk-words.ts';

/** What surrounds figures of risk on their page. */
export interface RiskPageOptions {
  /** Title, such as the name of the file. */
  readonly title: string;
  /** Language of the words; English when omitted. */
  readonly language?: Language;
}

/**
 * Writes figures of risk as a page: one self-contained file of HTML without scripts.
 *
 * @param risk - the figures.
 * @param options - title and language.
 * @returns HTML; no value of the data stands in it.
 */
export function riskPage(risk: RiskMeasure, { title, language = 'en' }: RiskPageOptions): string {
  const words = RISK_WORDS[language];
  const sections = riskSections(risk, language);
  const pictures: Readonly<Record<string, Child>> = { [words.overview]: sizesOf(risk, words, language), [words.columns]: contributionsOf(risk, words, language) };
  return page({
    title,
    language,
    banner: words.banner,
    header: [element('p', { class: 'quiet' }, words.heading(formatNumber(risk.k, language), risk.quasiIdentifiers.join(', '))), tilesOf(risk, words, language)],
    main: sections.flatMap((section, index) => [sectionOf(section, `section-${index + 1}`), pictures[section.title] ?? null]),
    footer: [element('p', {}, words.noValues)],
  });
}

function tilesOf({ risk }: RiskMeasure, words: RiskWords, language: Language): Child {
  const share = (value: number | null): string => (value === null ? '–' : formatShare(value, language));
  return factList([
    [words.smallest, risk.kReached === null ? '–' : formatNumber(risk.kReached, language)],
    [words.below, share(risk.shareBelow)],
    [`${words.attackers}, ${words.highest}`, share(risk.prosecutor?.highest ?? null)],
    [`${words.attackers}, ${words.average}`, share(risk.prosecutor?.average ?? null)],
  ], 'tiles');
}

/** Draws how many rows are in classes of each size; those that are too small stand out. */
function sizesOf({ risk: { histogram }, k }: RiskMeasure, words: RiskWords, language: Language): Child {
  if (histogram.length === 0) return null;
  const number = (value: number): string => formatNumber(value, language);
  return element('section', { 'aria-labelledby': 'sizes' }, element('h2', { id: 'sizes' }, words.sizes), barChart(words.sizes, histogram.map(({ from, to, rows }) => ({
    label: from === to ? number(from) : `${number(from)}–${number(to)}`, value: rows, text: countOf(rows, words.rows, language), tone: from === 1 ? 'bad' : from < k ? 'caution' : 'mark',
  }))));
}

/** Draws how often each column is part of what singles somebody out. */
function contributionsOf({ columns }: RiskMeasure, words: RiskWords, language: Language): Child {
  const known = columns.flatMap(({ column, contribution }) => (contribution === null ? [] : [{ column, contribution }])).sort((one, other) => other.contribution - one.contribution);
  if (!known.some(({ contribution }) => contribution > 0)) return null;
  const bars = known.map(({ column, contribution }) => ({ label: column, value: contribution, text: formatShare(contribution, language) }));
  return element('section', { 'aria-labelledby': 'contributions' }, element('h2', { id: 'contributions' }, words.contributions), barChart(words.contributions, bars, 1));
}

function sectionOf({ title, sentence, heads, rows, isFigures }: RiskSection, id: string): Markup {
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, title),
    sentence === null ? null : element('p', {}, sentence),
    heads.length === 0 ? factList(rows.map(([name, text]): [string, Child] => [name!, text!]), 'facts') : textTable(heads, rows, isFigures),
  );
}
