import type { Json } from '../core/operator.ts';
import type { Report } from './report.ts';

/**
 * Writes a report for a person to read.
 *
 * @param report - the internal account.
 * @returns Markdown with the same facts as the JSON, in the order data flows.
 */
export function reportMarkdown(report: Report): string {
  const lines = [
    `# ${escape(report.title)}`,
    '',
    'Internal report: it holds counts that can undo the protection of a public table. Publish `evidence.json` instead.',
    '',
    `Plan digest \`${report.planDigest}\``,
    '',
    ...(report.releaseNonce === undefined ? [] : [`Release nonce \`${report.releaseNonce}\``, '']),
    '## Inputs',
    '',
    ...table(
      ['input', 'files', 'rows', 'rejected', 'SHA-256 (first file)'],
      Object.entries(report.inputs).map(([name, input]) => [
        name,
        String(input.files.length),
        number(input.rows),
        rejected(input.rejected),
        input.files[0] === undefined ? '' : `\`${input.files[0].sha256.slice(0, 16)}…\``,
      ]),
    ),
    '',
    '## Steps',
    '',
    ...report.steps.flatMap(({ path, op, findings }) => [`- \`${path}\` **${op}**`, ...Object.entries(findings).map(([name, value]) => `  - ${name}: ${brief(value)}`)]),
    '',
    '## Outputs',
    '',
    ...table(
      ['output', 'file', 'audience', 'rows', 'bytes', 'audit', 'SHA-256'],
      Object.entries(report.outputs).map(([name, output]) => [
        name,
        output.file,
        output.audience,
        number(output.rows),
        number(output.bytes),
        output.audit['audited'] === true ? 'passed' : 'internal, not audited',
        `\`${output.sha256.slice(0, 16)}…\``,
      ]),
    ),
    '',
    '## What this does not protect against',
    '',
    ...report.limits.map((limit) => `- ${escape(limit)}`),
    '',
    `Versions: ${Object.entries(report.versions).map(([name, version]) => `${name} ${version}`).join(', ')}`,
    '',
  ];
  return lines.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.map(escape).join(' | ')} |`)];
}

function rejected(codes: Readonly<Record<string, number>>): string {
  const entries = Object.entries(codes).filter(([, count]) => count > 0);
  return entries.length === 0 ? '0' : entries.map(([code, count]) => `${number(count)} ${code}`).join(', ');
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}

function brief(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? number(value) : String(Number(value.toPrecision(6)));
  if (value === null || typeof value !== 'object') return escape(String(value));
  const text = JSON.stringify(value);
  return code(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** Names of columns may hold the mark of code: what encloses them is longer than any run of it inside. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return fence + text + fence;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\r\n|\r|\n/g, ' ');
}
