import { countOf, element, factList, formatNumber, formatShare, page, textTable, type Child, type Language, type Markup } from '../../chart/index.ts';
import type { FrontierPoint } from '../judge-generalisation.ts';
import { plainFigures, toldGeneralisation, wordedModel, type JudgedRowsSection, type ToldGeneralisation, type ToldRisk } from './judged-rows.ts';
import { classSizesChart, frontierChart, searchPathChart } from './judged-rows-pictures.ts';
import { JUDGED_ROWS_WORDS, type JudgedRowsWords } from './judged-rows-words.ts';

/** What surrounds judgements on their page. */
export interface JudgedRowsPageOptions {
  /** Title of the plan. */
  readonly title: string;
  /** Language of the words; English when omitted. */
  readonly language?: Language;
}

/**
 * Writes what would be done to rows as a page: one self-contained file of HTML without scripts.
 *
 * @param sections - the steps, in the order of the plan.
 * @param options - title and language.
 * @returns HTML; no value of the data stands in it.
 */
export function judgedRowsPage(sections: readonly JudgedRowsSection[], { title, language = 'en' }: JudgedRowsPageOptions): string {
  const words = JUDGED_ROWS_WORDS[language];
  return page({
    title,
    language,
    banner: words.banner,
    header: [element('p', { class: 'quiet' }, words.heading)],
    main: sections.map((section, index) => sectionOf(section, `section-${index + 1}`, words, language)),
    footer: [element('p', {}, words.noValues)],
  });
}

function sectionOf(section: JudgedRowsSection, id: string, words: JudgedRowsWords, language: Language): Markup {
  const { path, op, refusal, findings, frontier } = section;
  const told = toldGeneralisation(section);
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, element('code', {}, path), ` ${op}`, told === null ? null : ` · ${countOf(told.rows, words.rows, language)}`),
    refusal === null ? null : element('p', {}, element('strong', {}, words.refused), words.colon, refusal),
    told === null ? factList(plainFigures(findings).map(([name, figure]): [string, Child] => [name, formatNumber(figure, language)]), 'values') : generalisationParts(told, words, language),
    frontierParts(frontier, words, language),
  );
}

function generalisationParts(told: ToldGeneralisation, words: JudgedRowsWords, language: Language): Child {
  const { before, after } = told;
  const number = (value: number | null): string => (value === null ? '–' : formatNumber(value, language));
  const share = (value: number | null): string => (value === null ? '–' : formatShare(value, language));
  return [
    factList([
      [words.suppressed, share(told.suppressedShare)], [words.loss, number(told.loss)], [words.smallest, number(after.kReached)], [words.highestRisk, share(after.prosecutor?.highest ?? null)],
    ], 'tiles'),
    factList([
      [words.suppressed, number(told.suppressedRows)], [words.blanked, told.blankedRows === 0 ? null : number(told.blankedRows)],
      [words.bound, told.isProven ? null : number(told.bound)],
      [words.checked, [...(told.isProven ? [words.proven] : []), words.nodes(number(told.checks), number(told.nodes))].join('; ')],
    ], 'facts'),
    element('h3', {}, words.columns),
    textTable([words.column, words.level, words.lost, words.entropyLost], Object.entries(told.columns).map(([name, { levels, highest, loss, entropyLoss }]) => [name, `${levels.join('/')} / ${highest}`, share(loss), share(entropyLoss)])),
    element('h3', {}, words.models),
    textTable([words.model, words.asked, words.attained], told.models.map((model) => [...wordedModel(model), number(model.attained)])),
    element('h3', {}, words.sizes),
    textTable(['', words.before, words.after], [
      [words.classes, number(before.classes), number(after.classes)],
      [words.smallest, number(before.kReached), number(after.kReached)],
      [words.uniques, number(before.sampleUniques), number(after.sampleUniques)],
      [words.highestRisk, share(before.prosecutor?.highest ?? null), share(after.prosecutor?.highest ?? null)],
      [words.averageRisk, share(before.prosecutor?.average ?? null), share(after.prosecutor?.average ?? null)],
    ]),
    sizesOf(before, words.before, words, language),
    sizesOf(after, words.after, words, language),
    told.path.length < 2 ? null : [element('h3', {}, words.path), searchPathChart(told, language)],
  ];
}

function sizesOf(risk: ToldRisk, when: string, words: JudgedRowsWords, language: Language): Child {
  return risk.histogram.length === 0 ? null : [element('h3', {}, words.classSizes(when)), classSizesChart(risk, when, language)];
}

function frontierParts(frontier: readonly FrontierPoint[], words: JudgedRowsWords, language: Language): Child {
  if (frontier.length === 0) return null;
  const share = (value: number | null): string => (value === null ? '–' : formatShare(value, language));
  return [element('h3', {}, words.frontier), frontier[0]!.k < frontier.at(-1)!.k ? frontierChart(frontier, language) : null, textTable(
    ['k', words.loss, words.suppressed, words.highestRisk],
    frontier.map(({ k, loss, suppressedShare, highestRisk }) => [String(k), loss === null ? words.noLevels : formatNumber(loss, language), share(suppressedShare), share(highestRisk)]),
  )];
}
