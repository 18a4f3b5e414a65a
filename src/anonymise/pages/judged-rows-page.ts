import { barChart, countOf, element, factList, formatNumber, formatShare, lineChart, page, type Child, type Language, type Line, type LinePoint, type Markup } from '../../chart/index.ts';
import type { FrontierPoint } from '../judge-generalisation.ts';
import { plainFigures, toldGeneralisation, wordedModel, type JudgedRowsSection, type ToldGeneralisation, type ToldRisk } from './judged-rows.ts';
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
    refusal === null ? null : element('p', {}, element('strong', {}, words.refused), `: ${refusal}`),
    told === null ? factList(plainFigures(findings).map(([name, figure]): [string, Child] => [name, formatNumber(figure, language)]), 'facts') : generalisationParts(told, words, language),
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
      [words.bound, told.isProven ? words.proven : number(told.bound)], [words.checked, words.nodes(number(told.checks), number(told.nodes))],
    ], 'facts'),
    element('h3', {}, words.columns),
    tableOf([words.column, words.level, words.lost, words.entropyLost], Object.entries(told.columns).map(([name, { levels, highest, loss, entropyLoss }]) => [name, `${levels.join('/')} / ${highest}`, share(loss), share(entropyLoss)])),
    element('h3', {}, words.models),
    tableOf([words.model, words.asked, words.attained], told.models.map((model) => [...wordedModel(model), number(model.attained)])),
    element('h3', {}, words.sizes),
    tableOf(['', words.before, words.after], [
      [words.classes, number(before.classes), number(after.classes)],
      [words.smallest, number(before.kReached), number(after.kReached)],
      [words.uniques, number(before.sampleUniques), number(after.sampleUniques)],
      [words.highestRisk, share(before.prosecutor?.highest ?? null), share(after.prosecutor?.highest ?? null)],
      [words.averageRisk, share(before.prosecutor?.average ?? null), share(after.prosecutor?.average ?? null)],
    ]),
    sizesOf(before, words.before, words, language),
    sizesOf(after, words.after, words, language),
    pathOf(told, words, language),
  ];
}

/** Draws how many rows are in classes of each size. */
function sizesOf({ histogram }: ToldRisk, when: string, words: JudgedRowsWords, language: Language): Child {
  if (histogram.length === 0) return null;
  const number = (value: number): string => formatNumber(value, language);
  const title = words.classSizes(when);
  return [element('h3', {}, title), barChart(title, histogram.map(({ from, to, rows }) => ({
    label: from === to ? number(from) : `${number(from)}–${number(to)}`, value: rows, text: countOf(rows, words.rows, language), tone: from === 1 ? 'bad' : 'mark',
  })))];
}

/** Draws the loss of the best levels so far over the search. */
function pathOf({ path, checks }: ToldGeneralisation, words: JudgedRowsWords, language: Language): Child {
  if (path.length < 2) return null;
  const number = (value: number): string => formatNumber(value, language);
  const most = Math.max(...path.map(({ loss }) => loss));
  // Each best holds until the next one.
  const points = path.flatMap(({ checks: at, loss }, place): LinePoint[] => [{ x: at, y: loss }, { x: path[place + 1]?.checks ?? checks, y: loss }]);
  const text = path.map(({ checks: at, loss }) => `${number(at)}: ${number(loss)}`).join(', ');
  return [element('h3', {}, words.path), lineChart(words.path, [{ label: words.loss, text, points, tone: 'mark', dash: 'solid' }], {
    x: { from: 0, to: Math.max(1, checks), ticks: [{ at: 0, text: '0' }, { at: Math.max(1, checks), text: `${number(checks)} ${words.checked}` }] },
    y: { from: 0, to: most > 0 ? most : 1, ticks: most > 0 ? [{ at: most, text: number(most) }] : [] },
  })];
}

function frontierParts(frontier: readonly FrontierPoint[], words: JudgedRowsWords, language: Language): Child {
  if (frontier.length === 0) return null;
  const share = (value: number | null): string => (value === null ? '–' : formatShare(value, language));
  return [element('h3', {}, words.frontier), frontierChart(frontier, words, language), tableOf(
    ['k', words.loss, words.suppressed, words.highestRisk],
    frontier.map(({ k, loss, suppressedShare, highestRisk }) => [String(k), loss === null ? words.noLevels : formatNumber(loss, language), share(suppressedShare), share(highestRisk)]),
  )];
}

/** Draws loss (as a share of the largest), suppressed rows and risk over k. */
function frontierChart(frontier: readonly FrontierPoint[], words: JudgedRowsWords, language: Language): Child {
  const first = frontier[0]!.k;
  const last = frontier.at(-1)!.k;
  if (first === last) return null;
  const most = Math.max(...frontier.map(({ loss }) => loss ?? 0), 1e-300);
  const lineOf = (label: string, valueOf: (point: FrontierPoint) => number | null, tone: Line['tone'], dash: Line['dash']): Line => {
    const known = frontier.flatMap((point) => (valueOf(point) === null ? [] : [{ x: point.k, y: valueOf(point)! }]));
    return { label, text: known.map(({ x, y }) => `k ${x} ${formatShare(y, language)}`).join(', '), points: known, tone, dash };
  };
  return lineChart(words.frontier, [
    lineOf(`${words.loss} / ${formatNumber(most, language)}`, ({ loss }) => (loss === null ? null : loss / most), 'mark', 'solid'),
    lineOf(words.suppressed, ({ suppressedShare }) => suppressedShare, 'caution', 'dashed'),
    lineOf(words.highestRisk, ({ highestRisk }) => highestRisk, 'bad', 'dotted'),
  ], {
    x: { from: first, to: last, ticks: [{ at: first, text: `k ${first}` }, { at: last, text: String(last) }] },
    y: { from: 0, to: 1, ticks: [{ at: 0.5, text: formatShare(0.5, language) }, { at: 1, text: formatShare(1, language) }] },
  });
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const align = (column: number): { readonly class?: string } => (column === 0 ? {} : { class: 'number' });
  return element(
    'table',
    { class: 'stack', role: 'table' },
    element('thead', {}, element('tr', { role: 'row' }, heads.map((text, column) => element('th', { scope: 'col', role: 'columnheader', ...align(column) }, text)))),
    element('tbody', { role: 'rowgroup' }, rows.map((row) => element('tr', { role: 'row' }, row.map((text, column) => element('td', { role: 'cell', 'data-label': heads[column]!, ...align(column) }, text))))),
  );
}
