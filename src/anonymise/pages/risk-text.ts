import { alignedText, formatNumber, withoutControls, type Language } from '../../chart/index.ts';
import type { RiskMeasure } from '../measure-risk.ts';
import { riskSections, type RiskSection } from './risk-sections.ts';
import { RISK_WORDS } from './risk-words.ts';

/**
 * Writes figures of risk for a terminal.
 *
 * @param risk - the figures.
 * @param language - of the reader; English when omitted.
 * @returns text without escape codes; no value of the data stands in it.
 */
export function riskText(risk: RiskMeasure, language: Language = 'en'): string {
  const words = RISK_WORDS[language];
  const heading = words.heading(formatNumber(risk.k, language), risk.quasiIdentifiers.join(', '));
  return `${[withoutControls(heading), ...riskSections(risk, language).map((section) => sectionText(section, words.colon)), words.noValues].join('\n\n')}\n`;
}

function sectionText({ title, sentence, heads, rows, isFigures }: RiskSection, colon: string): string {
  const lines = heads.length === 0 ? rows : [heads, ...rows];
  return [title, ...(sentence === null ? [] : [`  ${sentence}`]), ...(isFigures ? alignedText(lines) : listed(heads, rows, colon))].map(withoutControls).join('\n');
}

/** Writes words too long for columns below each other. */
function listed(heads: readonly string[], rows: readonly (readonly string[])[], colon: string): string[] {
  return rows.flatMap(([name, ...texts]) => [`  ${name!}`, ...texts.map((text, place) => `    ${heads[place + 1]!}${colon}${text}`)]);
}
