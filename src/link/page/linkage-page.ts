import { element, factList, formatNumber, formatShare, page, spanChart, wordFor, type Child, type CountedWord, type Language, type Markup } from '../../chart/index.ts';
import type { CandidateCounts } from '../block/count-candidates.ts';
import type { Comparison, LinkageModel } from '../model/model.ts';
import { accuracyChart, expectedErrorsChart, unlinkablesChart, weightHistogramChart, type AccuracyAtCut, type ErrorsAtCut, type UnlinkableShare, type WeightBin } from './cut-pictures.ts';
import { formatBits, formatProbability } from './figures.ts';
import { levelRows, priorBits } from './level-rows.ts';
import { parameterAxis, parameterRow, weightAxis, weightRow } from './match-weight-picture.ts';
import { PAGE_WORDS, type PageWords } from './page-words.ts';
import { blockingChart, completenessChart, frequencyChart, type FilledShare, type FrequencyWeight } from './record-pictures.ts';
import { sessionChart, trainedPriorChart, trainingChangeChart, type DrawnSession } from './training-pictures.ts';
import { waterfallChart, type ExplainedPair } from './waterfall-picture.ts';

/** What is known of a linkage: only the model must be there. */
export interface LinkageFindings {
  readonly model: LinkageModel;
  /** Records of all sources. */
  readonly records?: number;
  readonly blocking?: CandidateCounts;
  readonly histogram?: readonly WeightBin[];
  /** Least weight of a link. */
  readonly cutBits?: number;
  readonly accuracy?: readonly AccuracyAtCut[];
  readonly expectedErrors?: readonly ErrorsAtCut[];
  readonly unlinkables?: readonly UnlinkableShare[];
  readonly completeness?: readonly FilledShare[];
  readonly frequencies?: readonly FrequencyWeight[];
  readonly sessions?: readonly DrawnSession[];
  /** What somebody should know, in sentences without values. */
  readonly notes?: readonly string[];
  /** Pairs to explain, shown with `showValues` only. */
  readonly pairs?: readonly ShownPair[];
}

/** A pair and why it has its weight. */
export interface ShownPair extends ExplainedPair {
  readonly name: string;
  readonly values?: readonly { readonly column: string; readonly left: string | null; readonly right: string | null }[];
}

/** What surrounds a linkage on its page. */
export interface LinkagePageOptions {
  readonly title: string;
  /** Language of the words; English when omitted. */
  readonly language?: Language;
  /** Shows pairs and their values: for internal use only. Left out unless true. */
  readonly showValues?: boolean;
}

/**
 * Writes a linkage as a page: one self-contained file of HTML without scripts, readable on a phone and on paper, by day and
 * by night.
 *
 * @param findings - the model, and what else is known.
 * @param options - title and language; values stand on the page only where they are asked for.
 * @returns HTML.
 * @remarks Linear in what is shown.
 */
export function linkagePage(findings: LinkageFindings, { title, language = 'en', showValues = false }: LinkagePageOptions): string {
  const words = PAGE_WORDS[language];
  const { model, records, blocking, notes = [] } = findings;
  const counted = (word: CountedWord, count: number): readonly [string, string] => [wordFor(count, word, language), formatNumber(count, language)];
  const pairs = showValues ? findings.pairs ?? [] : [];
  return page({
    title,
    language,
    banner: pairs.length > 0 ? words.internal : null,
    header: [
      element('p', { class: 'quiet' }, words.heading),
      element('p', {}, `${words.linkType(model.linkType)}.`),
      factList([
        [words.records, records === undefined ? null : formatNumber(records, language)],
        counted(words.comparisons, model.comparisons.length),
        counted(words.rules, model.blocking.length),
        [words.pairs.many, blocking === undefined ? null : formatNumber(blocking.totalPairs, language)],
        [words.allPairs, blocking === undefined ? null : shareOfAll(blocking, language)],
        [words.chosenCut, findings.cutBits === undefined ? null : `${formatBits(findings.cutBits, language)} ${words.bits}`],
      ], 'tiles'),
      notes.length === 0 ? null : section('notes', words.notes, element('ul', { class: 'notes' }, notes.map((note) => element('li', {}, note)))),
    ],
    main: [
      modelSection(model, words, language),
      cards('blocking', words.blocking, [blocking === undefined ? null : blockingCard(blocking, words, language)]),
      cards('links', words.aboutLinks, cutCards(findings, words, language)),
      cards('records', words.aboutRecords, recordCards(findings, words, language)),
      cards('training', words.training, trainingCards(findings, words, language)),
      cards('pairs', words.waterfall, pairs.map((pair) => pairCard(pair, words, language))),
    ],
    footer: [pairs.length > 0 ? null : element('p', {}, words.noValues)],
  });
}

function section(id: string, title: string, ...content: readonly Child[]): Markup {
  return element('section', { 'aria-labelledby': id }, element('h2', { id }, title), content);
}

/** A section of cards; `null` where none is known. */
function cards(id: string, title: string, all: readonly Child[]): Child {
  const known = all.filter((each) => each !== null);
  return known.length === 0 ? null : section(id, title, element('div', { class: 'cards' }, known));
}

function card(title: string, ...content: readonly Child[]): Markup {
  return element('section', { class: 'card' }, element('h3', {}, element('bdi', {}, title)), content);
}

function caption(text: string): Markup {
  return element('p', { class: 'caption' }, text);
}

function modelSection(model: LinkageModel, words: PageWords, language: Language): Markup {
  const prior = priorBits(model.prior);
  const axis = weightAxis([prior, ...levelRows(model.comparisons).map(({ bits }) => bits)], language);
  const priorCard = card(words.prior, element('p', { class: 'small' }, words.priorText(formatProbability(model.prior, language))),
    spanChart(words.prior, [{ label: words.prior, text: formatBits(prior, language), spans: [{ from: 0, to: prior, tone: prior < 0 ? 'bad' : 'good' }] }], axis));
  const comparisonCard = (comparison: Comparison): Markup => {
    const rows = levelRows([comparison]);
    return card(comparison.name, comparison.missing === 'modelled' ? element('p', { class: 'small quiet' }, words.modelled) : null,
      caption(words.weights), spanChart(`${words.weights} · ${comparison.name}`, rows.map((row) => weightRow(row, language)), axis),
      caption(words.parameters), spanChart(`${words.parameters} · ${comparison.name}`, rows.map((row) => parameterRow(row, language)), parameterAxis(language)));
  };
  return section('model', words.weights, element('p', { class: 'small quiet' }, words.weightsNote), element('p', { class: 'small quiet' }, words.parametersNote),
    element('div', { class: 'cards' }, priorCard, model.comparisons.map(comparisonCard)));
}

function shareOfAll({ totalPairs, cartesianPairs }: CandidateCounts, language: Language): string {
  return formatShare(cartesianPairs === 0 ? 0 : Math.min(1, totalPairs / cartesianPairs), language);
}

function blockingCard(counts: CandidateCounts, words: PageWords, language: Language): Markup {
  return card(words.blocking, element('p', { class: 'small quiet' }, words.blockingNote(shareOfAll(counts, language))),
    counts.isExact ? null : element('p', { class: 'small quiet' }, words.atMost), blockingChart(counts, language));
}

function cutCards({ histogram, accuracy, expectedErrors, unlinkables, cutBits }: LinkageFindings, words: PageWords, language: Language): readonly Child[] {
  const cut = cutBits ?? null;
  return [
    histogram === undefined ? null : card(words.histogram, weightHistogramChart(histogram, language)),
    accuracy === undefined ? null : card(words.cuts, accuracyChart(accuracy, language, cut)),
    expectedErrors === undefined ? null : card(words.expected, element('p', { class: 'small quiet' }, words.expectedNote), expectedErrorsChart(expectedErrors, language, cut)),
    unlinkables === undefined ? null : card(words.unlinkables, element('p', { class: 'small quiet' }, words.unlinkablesNote), unlinkablesChart(unlinkables, language, cut)),
  ];
}

function recordCards({ completeness, frequencies }: LinkageFindings, words: PageWords, language: Language): readonly Child[] {
  return [
    completeness === undefined ? null : card(words.completeness, completenessChart(completeness, language)),
    frequencies === undefined || frequencies.length === 0 ? null : card(words.frequencies, element('p', { class: 'small quiet' }, words.frequenciesNote), frequencyChart(frequencies, language)),
  ];
}

function trainingCards({ sessions, model }: LinkageFindings, words: PageWords, language: Language): readonly Child[] {
  if (sessions === undefined || sessions.length === 0) return [];
  return [
    card(words.sessions, element('p', { class: 'small quiet' }, words.sessionsNote), sessionChart(model.comparisons, sessions, language)),
    card(words.trainedPrior, trainedPriorChart(sessions, language)),
    card(words.greatestChange, trainingChangeChart(sessions, language)),
  ];
}

function pairCard({ name, values = [], ...pair }: ShownPair, words: PageWords, language: Language): Markup {
  const shown = (value: string | null): Child => value === null ? element('span', { class: 'quiet' }, words.nullValue) : element('bdi', {}, value);
  return card(name, factList(values.map(({ column, left, right }) => [column, [shown(left), ' · ', shown(right)]]), 'values'), waterfallChart(pair, language));
}
