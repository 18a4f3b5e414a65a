import type { Evidence, Report } from './report.ts';

/**
 * Takes from a report what may be published: an allow-list, not a deny-list.
 *
 * @param report - the internal account.
 * @param protection - rules applied per public output, in words. Minimum frequencies are public knowledge; of any other
 *   rule only the name is published, since its figures help to undo it.
 * @returns the publishable account; outputs that are not public do not appear.
 */
export function evidenceOf(report: Report, protection: Readonly<Record<string, readonly string[]>>): Evidence {
  const published = Object.entries(report.outputs).filter(([, output]) => output.audience === 'public');
  return {
    format: 'a423-evidence/1',
    title: report.title,
    planDigest: report.planDigest,
    versions: report.versions,
    outputs: Object.fromEntries(
      published.map(([name, output]) => [
        name,
        {
          file: output.file,
          sha256: output.sha256,
          bytes: output.bytes,
          columns: output.columns.map(({ name: column, type }) => ({ name: column, type })),
          protection: (protection[name] ?? []).map(publishableRule),
          audit: 'passed' as const,
        },
      ]),
    ),
    ...(report.releaseNonce === undefined ? {} : { releaseNonce: report.releaseNonce }),
    limits: report.limits,
  };
}

function publishableRule(rule: string): string {
  return /^minimumFrequency \d+ on (?:rows|entities)$/.test(rule) ? rule : (/^[A-Za-z]+/.exec(rule)?.[0] ?? 'rule');
}
