import { withoutControls } from '../../chart/index.ts';
import { formatNumber, formatShare } from './figures.ts';
import { judgesRows, limitText } from './limit-text.ts';
import type { CheckVerdict } from '../checks/quality-data.ts';
import type { QualitySection } from './quality-page.ts';
import { QUALITY_WORDS } from './quality-words.ts';
import { textTable, type TextColumn } from './text-table.ts';
import { worstVerdict } from '../checks/worst-verdict.ts';

const right = (head: string): TextColumn => ({ head, align: 'right' });
const COLUMNS: readonly TextColumn[] = [{ head: 'check', most: 44, least: 12 }, right('tested'), right('failing'), right('share'), right('limits'), { head: 'verdict' }];
const REASONS: readonly TextColumn[] = [{ head: 'check', most: 44, least: 12 }, { head: 'reason', most: 40 }, right('rows')];

/**
 * Writes the verdicts of a plan's checks for a terminal: a table per place, then why rows failed, then the whole.
 *
 * @param sections - the checks by place, in the order of the plan.
 * @returns English text without escape codes, no wider than 120 signs as long as limits allow; signs that a terminal obeys
 *   become U+FFFD. No value of the data stands in it.
 */
export function qualityText(sections: readonly QualitySection[]): string {
  const checks = sections.flatMap(({ verdict }) => verdict.checks);
  const count = (verdict: string): string => formatNumber(checks.filter((check) => check.verdict === verdict).length);
  const tables = sections.map(({ path, verdict }) => `${withoutControls(path)}: ${formatNumber(verdict.rows)} rows\n\n${textTable(COLUMNS, verdict.checks.map(line))}`);
  const reasons = checks.flatMap(reasonLines);
  const whole = QUALITY_WORDS.en.whole[worstVerdict(checks.map(({ verdict }) => verdict))];
  return [
    ...tables,
    ...(reasons.length === 0 ? [] : [`Failing rows by reason\n\n${textTable(REASONS, reasons)}`]),
    `${whole}: ${count('fail')} failed, ${count('warn')} warned, ${count('pass')} passed.\n`,
  ].join('\n');
}

function line(check: CheckVerdict): string[] {
  const isByRow = judgesRows(check);
  const share = isByRow ? formatShare(check.share) : check.distance === null ? '–' : formatNumber(check.distance);
  return [check.name, formatNumber(check.tested), isByRow ? formatNumber(check.failing) : '–', share, limitText(check, 'en').replaceAll('\u00A0', ' '), check.verdict];
}

function reasonLines({ name, byReason }: CheckVerdict): string[][] {
  const reasons = Object.entries(byReason).filter(([, count]) => count > 0);
  return reasons.map(([reason, count], index) => [index === 0 ? name : '', reason, formatNumber(count)]);
}
