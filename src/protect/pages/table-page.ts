import { countOf, element, factList, formatNumber, formatShare, heatMap, page, shareBar, textTable, type Child, type HeatCell, type Language, type Markup, type Tone } from '../../chart/index.ts';
import type { Outcome, OutcomeMap } from '../outcome-map.ts';
import type { WithheldShare } from '../kernel/withheld-shares.ts';
import { toldFindings, type JudgedSection } from './judged-table.ts';
import { TABLE_WORDS, type TableWords } from './table-words.ts';

/** What surrounds judgements on their page. */
export interface TablePageOptions {
  /** Title of the plan. */
  readonly title: string;
  /** Language of the words; English when omitted. */
  readonly language?: Language;
}

const TONES: Readonly<Record<Outcome, Tone | null>> = Object.freeze({ absent: null, published: 'line', primary: 'bad', secondary: 'caution', zero: 'panel' });

/**
 * Writes what would be withheld of tables as a page: one self-contained file of HTML without scripts, for those who may see the cells.
 *
 * @param sections - the tables, in the order of the plan.
 * @param options - title and language.
 * @returns HTML; categories stand in it only where a map names them.
 */
export function tablePage(sections: readonly JudgedSection[], { title, language = 'en' }: TablePageOptions): string {
  const words = TABLE_WORDS[language];
  const isNamed = sections.some(({ judgement: { map } }) => map !== null && map.rows.some((name) => name !== null && !/^\d+$/.test(name)));
  return page({
    title,
    language,
    banner: words.banner,
    header: [element('p', { class: 'quiet' }, words.heading)],
    main: sections.map((section, index) => sectionOf(section, `section-${index + 1}`, words, language)),
    footer: isNamed ? [] : [element('p', {}, words.noValues)],
  });
}

function sectionOf({ path, judgement, collapses }: JudgedSection, id: string, words: TableWords, language: Language): Markup {
  const { total, levels, refusal, map } = judgement;
  const told = toldFindings(judgement);
  const number = (value: number): string => formatNumber(value, language);
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, element('code', {}, path), ` · ${countOf(total.cells, words.cells, language)}`),
    refusal === null ? null : element('p', {}, element('strong', {}, words.refused), `: ${refusal}`),
    factList([
      [words.published, number(total.cells - total.primary - total.secondary)], [words.byRules, number(total.primary)], [words.asCover, number(total.secondary)],
      [words.rowsWithheld, formatShare(total.rowShare, language)],
    ], 'tiles'),
    partsBar(total, words, language),
    factList([
      ...told.byRule.map(([rule, cells]): [string, Child] => [rule, number(cells)]),
      [words.method, told.method], [words.cost, told.cost === null ? null : number(told.cost)], [words.gap, told.gap === null ? null : formatShare(told.gap, language)],
      [words.attack, told.attack === null ? words.notAttacked : words.attacked(told.attack.statistics, told.attack.attacks, told.attack.unknown)],
    ], 'facts'),
    map === null ? null : mapOf(map, words, language),
    levels.length === 0 ? null : textTable(
      [`${words.dimension}, ${words.level}`, words.cells.many, words.byRules, words.asCover, words.rowsWithheld],
      levels.map(({ dimension, level, cells, primary, secondary, rowShare }) => [`${dimension[0]!}, ${level ?? words.total}`, number(cells), number(primary), number(secondary), formatShare(rowShare, language)]),
    ),
    collapses.length === 0 ? null : [element('h3', {}, words.collapse), textTable(
      [words.collapse, words.cells.many, words.withheld, words.detail],
      collapses.map(({ column, judgement: { total: other }, detailShare }) => [column === '' ? words.asItIs : words.without(column), number(other.cells), number(other.primary + other.secondary), formatShare(detailShare, language)]),
    )],
  );
}

function partsBar({ cells, primary, secondary }: WithheldShare, words: TableWords, language: Language): Child {
  if (cells === 0) return null;
  const part = (label: string, count: number, tone: Tone): { readonly label: string; readonly share: number; readonly text: string; readonly tone: Tone } => ({ label, share: count / cells, text: formatShare(count / cells, language), tone });
  return shareBar(words.heading, [part(words.published, cells - primary - secondary, 'good'), part(words.byRules, primary, 'bad'), part(words.asCover, secondary, 'caution')]);
}

function mapOf({ rowColumn, columnColumn, rows, columns, outcomes, leftOut }: OutcomeMap, words: TableWords, language: Language): Child {
  const counts = new Map<Outcome, number>();
  const cells = outcomes.map((row) => row.map((outcome): HeatCell | null => {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    const tone = TONES[outcome];
    return tone === null ? null : { tone, text: words.outcomes[outcome] };
  }));
  const description = [...counts].filter(([outcome]) => outcome !== 'absent').map(([outcome, count]) => `${words.outcomes[outcome]} ${formatNumber(count, language)}`).join('; ');
  const legend = [...counts].flatMap(([outcome, count]): HeatCell[] => {
    const tone = TONES[outcome];
    return tone === null ? [] : [{ tone, text: `${words.outcomes[outcome]} ${formatNumber(count, language)}` }];
  });
  const named = (names: readonly (string | null)[]): string[] => names.map((name) => name ?? words.total);
  const title = words.map(rowColumn, columnColumn);
  return [
    element('h3', {}, title),
    heatMap(title, { rows: named(rows), columns: named(columns), cells, legend, description }),
    rows.some((name) => name !== null && !/^\d+$/.test(name)) ? null : element('p', { class: 'quiet' }, words.numbered),
    leftOut === 0 ? null : element('p', { class: 'quiet' }, words.leftOut(formatNumber(leftOut, language))),
  ];
}
