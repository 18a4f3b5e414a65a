import { alignedText, countOf, formatNumber, formatShare, withoutControls, type Language } from '../../chart/index.ts';
import { toldFindings, type JudgedSection } from './judged-table.ts';
import { TABLE_WORDS, type TableWords } from './table-words.ts';

/**
 * Writes what would be withheld of tables for a terminal.
 *
 * @param sections - the tables, in the order of the plan.
 * @param language - of the reader.
 * @returns text without escape codes; no value of the data stands in it.
 */
export function tableText(sections: readonly JudgedSection[], language: Language = 'en'): string {
  const words = TABLE_WORDS[language];
  return sections.map((section) => sectionText(section, words, language)).join('\n');
}

function sectionText({ path, judgement, collapses }: JudgedSection, words: TableWords, language: Language): string {
  const { total, levels, refusal } = judgement;
  const told = toldFindings(judgement);
  const number = (value: number): string => formatNumber(value, language);
  const share = (value: number): string => formatShare(value, language);
  const published = total.cells - total.primary - total.secondary;
  const lines = [
    `${withoutControls(path)}: ${countOf(total.cells, words.cells, language)}`,
    '',
    ...(refusal === null ? [] : [`${words.refused}: ${refusal}`, '']),
    ...alignedText([
      [words.published, number(published)],
      [words.byRules, number(total.primary)],
      ...told.byRule.map(([rule, cells]) => [`  ${rule}`, number(cells)]),
      [words.asCover, number(total.secondary)],
      [words.rowsWithheld, share(total.rowShare)],
      ...(told.cost === null ? [] : [[words.cost, number(told.cost)]]),
      ...(told.gap === null ? [] : [[words.gap, share(told.gap)]]),
    ]),
    ...(told.method === null ? [] : [`${words.method}: ${told.method}`]),
    `${words.attack}: ${told.attack === null ? words.notAttacked : words.attacked(told.attack.statistics, told.attack.attacks, told.attack.unknown)}`,
    '',
    ...alignedText([
      [`${words.dimension}, ${words.level}`, words.cells.many, words.byRules, words.asCover, words.rowsWithheld],
      ...levels.map(({ dimension, level, cells, primary, secondary, rowShare }) => [`${dimension[0]!}, ${level ?? words.total}`, number(cells), number(primary), number(secondary), share(rowShare)]),
    ]),
  ];
  if (collapses.length > 0) {
    lines.push('', ...alignedText([
      [words.collapse, words.cells.many, words.withheld, words.detail],
      ...collapses.map(({ column, judgement: { total: other }, detailShare }) => [
        column === '' ? words.asItIs : words.without(withoutControls(column)), number(other.cells), number(other.primary + other.secondary), share(detailShare),
      ]),
    ]));
  }
  return `${lines.join('\n')}\n`;
}
