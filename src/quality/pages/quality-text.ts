import { countOf, formatNumber, formatShare, withoutControls, type CountedWord, type Language } from '../../chart/index.ts';
import { judgesRows, limitText } from './limit-text.ts';
import type { CheckVerdict, Verdict } from '../checks/quality-data.ts';
import type { QualitySection } from './quality-page.ts';
import { QUALITY_WORDS } from './quality-words.ts';
import { reasonText } from './reason-words.ts';
import { textTable, type TextColumn } from './text-table.ts';
import { worstVerdict } from '../checks/worst-verdict.ts';

const right = (head: string): TextColumn => ({ head, align: 'right' });
/**
 * Writes the verdicts of a plan's checks for a terminal: a table per place, then why rows failed, then the whole.
 *
 * @param sections - the checks by place, in the order of the plan.
 * @param language - of the reader.
 * @returns text without escape codes, no wider than 120 signs as long as limits allow; signs that a terminal obeys
 *   become U+FFFD. No value of the data stands in it.
 */
export function qualityText(sections: readonly QualitySection[], language: Language = 'en'): string {
  const words = QUALITY_WORDS[language];
  const checks = sections.flatMap(({ verdict }) => verdict.checks);
  const count = (verdict: Verdict, word: CountedWord): string => countOf(checks.filter((check) => check.verdict === verdict).length, word, language);
  const name: TextColumn = { head: words.check, most: 44, least: 12 };
  const heads = [name, right(words.tested), right(words.failing), right(words.share), right(words.limits), { head: words.verdict }];
  const tables = sections.map(({ path, verdict }) => `${withoutControls(path)}: ${countOf(verdict.rows, words.rows, language)}\n\n${textTable(heads, verdict.checks.map((check) => line(check, language)))}`);
  const reasons = checks.flatMap((check) => reasonLines(check, language));
  const whole = words.whole[worstVerdict(checks.map(({ verdict }) => verdict))];
  return [
    ...tables,
    ...(reasons.length === 0 ? [] : [`${words.byReason}\n\n${textTable([name, { head: words.reason, most: 40 }, right(words.rows.many)], reasons)}`]),
    `${words.figure(whole, [count('fail', words.failed), count('warn', words.warned), count('pass', words.passed)].join(', '))}.\n`,
  ].join('\n');
}

function line(check: CheckVerdict, language: Language): string[] {
  const isByRow = judgesRows(check);
  const share = isByRow ? formatShare(check.share, language) : check.distance === null ? '–' : formatNumber(check.distance, language);
  const limits = limitText(check, language).replaceAll('\u00A0', ' ');
  return [check.name, formatNumber(check.tested, language), isByRow ? formatNumber(check.failing, language) : '–', share, limits, QUALITY_WORDS[language].verdicts[check.verdict]];
}

function reasonLines({ name, byReason }: CheckVerdict, language: Language): string[][] {
  const reasons = Object.entries(byReason).filter(([, count]) => count > 0);
  return reasons.map(([reason, count], index) => [index === 0 ? name : '', reasonText(reason, language), formatNumber(count, language)]);
}
