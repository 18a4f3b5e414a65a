import { alignedText, countOf, formatNumber, formatShare, withoutControls, type Language } from '../../chart/index.ts';
import { plainFigures, toldGeneralisation, wordedModel, type JudgedRowsSection, type ToldGeneralisation } from './judged-rows.ts';
import { JUDGED_ROWS_WORDS, type JudgedRowsWords } from './judged-rows-words.ts';

/**
 * Writes what would be done to rows for a terminal.
 *
 * @param sections - the steps, in the order of the plan.
 * @param language - of the reader.
 * @returns text without escape codes; no value of the data stands in it.
 */
export function judgedRowsText(sections: readonly JudgedRowsSection[], language: Language = 'en'): string {
  const words = JUDGED_ROWS_WORDS[language];
  return sections.map((section) => sectionText(section, words, language)).join('\n');
}

function sectionText(section: JudgedRowsSection, words: JudgedRowsWords, language: Language): string {
  const { path, op, refusal, findings, frontier } = section;
  const told = toldGeneralisation(section);
  const number = (value: number | null): string => (value === null ? '–' : formatNumber(value, language));
  const lines = [`${withoutControls(path)} ${op}${told === null ? '' : `: ${countOf(told.rows, words.rows, language)}`}`, ''];
  if (refusal !== null) lines.push(`${words.refused}${words.colon}${withoutControls(refusal)}`);
  else if (told === null) lines.push(...alignedText(plainFigures(findings).map(([name, figure]) => [withoutControls(name), number(figure)])));
  else lines.push(...generalisationLines(told, words, language));
  if (frontier.length > 0) {
    const share = (value: number | null): string => (value === null ? '–' : formatShare(value, language));
    lines.push('', words.frontier, ...alignedText([
      ['k', words.loss, words.suppressed, words.highestRisk],
      ...frontier.map(({ k, loss, suppressedShare, highestRisk }) => [String(k), loss === null ? words.noLevels : number(loss), share(suppressedShare), share(highestRisk)]),
    ]));
  }
  return `${lines.join('\n')}\n`;
}

function generalisationLines(told: ToldGeneralisation, words: JudgedRowsWords, language: Language): string[] {
  const number = (value: number | null): string => (value === null ? '–' : formatNumber(value, language));
  const share = (value: number | null): string => (value === null ? '–' : formatShare(value, language));
  const { before, after } = told;
  return [
    ...alignedText([
      [words.suppressed, `${number(told.suppressedRows)} (${share(told.suppressedShare)})`],
      ...(told.blankedRows === 0 ? [] : [[words.blanked, number(told.blankedRows)]]),
      [words.loss, number(told.loss)],
      ...(told.isProven ? [] : [[words.bound, number(told.bound)]]),
    ]),
    `  ${told.isProven ? `${words.proven}; ` : ''}${words.nodes(number(told.checks), number(told.nodes))}`,
    '',
    ...alignedText([
      [words.column, words.level, words.lost, words.entropyLost],
      ...Object.entries(told.columns).map(([name, { levels, highest, loss, entropyLoss }]) => [withoutControls(name), `${levels.join('/')} / ${highest}`, share(loss), share(entropyLoss)]),
    ]),
    '',
    ...alignedText([
      [words.model, words.asked, words.attained],
      ...told.models.map((model) => [...wordedModel(model).map(withoutControls), number(model.attained)]),
    ]),
    '',
    ...alignedText([
      ['', words.before, words.after],
      [words.classes, number(before.classes), number(after.classes)],
      [words.smallest, number(before.kReached), number(after.kReached)],
      [words.uniques, number(before.sampleUniques), number(after.sampleUniques)],
      [words.highestRisk, share(before.prosecutor?.highest ?? null), share(after.prosecutor?.highest ?? null)],
      [words.averageRisk, share(before.prosecutor?.average ?? null), share(after.prosecutor?.average ?? null)],
    ]),
  ];
}
