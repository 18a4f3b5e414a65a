// The report for a person stays one document with whole tables and code, whatever a title, a name or a finding holds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportMarkdown, type Report } from '../../../src/report/index.ts';

const hash = 'ab'.repeat(32);
const report: Report = {
  format: 'a423-report/1', title: 'Stays', planDigest: hash, versions: { a423: '0.1.0' },
  inputs: { stays: { files: [{ sha256: hash, bytes: 1 }], rows: 1, rejected: {} } },
  steps: [{ path: 'tables.t.steps[0]', op: 'keep', findings: { columns: ['a'] } }],
  outputs: { o: { file: 'o.csv', audience: 'public', rows: 1, bytes: 1, sha256: hash, columns: [], audit: { audited: true } } },
  secrets: [], limits: ['None.'],
};
const odd = fc.string({ unit: fc.constantFrom('|', '\n', '\r', '\u2028', '`', '\\', '#', '<b>', 'a', ' '), maxLength: 12 });
/** Lines as CommonMark counts them: a carriage return ends one too. */
const lines = (text: string): string[] => text.split(/\r\n|\n|\r/);
const plain = lines(reportMarkdown(report)).length;

describe('the report for a person', () => {
  test('has the same lines whatever title, names, limits and findings hold', () => {
    fc.assert(fc.property(odd, odd, odd, odd, (title, name, limit, finding) => {
      const text = reportMarkdown({ ...report, title, inputs: { [`x${name}`]: report.inputs['stays']! }, limits: [limit], steps: [{ path: 'tables.t.steps[0]', op: 'keep', findings: { said: finding } }] });
      expect(lines(text)).toHaveLength(plain);
      expect(lines(text).filter((line) => /^#+ /.test(line))).toHaveLength(5);
    }), { numRuns: 500 });
  });

  test('has as many cells in a row as in its head', () => {
    fc.assert(fc.property(odd, odd, (input, file) => {
      const text = reportMarkdown({ ...report, inputs: { [`x${input}`]: report.inputs['stays']! }, outputs: { [`y${file}`]: { ...report.outputs['o']!, file: `${file}.csv` } } });
      // A sign that is escaped separates no cells.
      const cells = (line: string): number => line.replaceAll(/\\\|/g, '').split('|').length;
      const rows = lines(text).filter((line) => line.startsWith('| '));
      expect(rows.map(cells)).toEqual([7, 7, 9, 9]);
    }), { numRuns: 300 });
  });

  test('keeps lists of findings in one piece of code, also with the mark of code in them', () => {
    fc.assert(fc.property(fc.array(odd, { maxLength: 4 }), (columns) => {
      const text = reportMarkdown({ ...report, steps: [{ path: 'tables.t.steps[0]', op: 'keep', findings: { columns } }] });
      const line = lines(text).find((found) => found.startsWith('  - columns: '))!;
      const [, fence, content] = /^ {2}- columns: (`+)(.*)\1$/s.exec(line)!;
      // CommonMark: the code ends at the first run of marks as long as the one that began it.
      expect([...content!.matchAll(/`+/g)].some(([run]) => run.length === fence!.length)).toBe(false);
      expect(JSON.parse(content!.trim())).toEqual(columns);
    }), { numRuns: 300 });
  });

  test('writes numbers for reading: grouped, and shares of six digits', () => {
    const text = reportMarkdown({ ...report, steps: [{ path: 'p', op: 'o', findings: { whole: 1_234_567, share: 1 / 3, small: 1e-9, below: -2.5, yes: true, none: null } }] });
    for (const line of ['whole: 1,234,567', 'share: 0.333333', 'small: 1e-9', 'below: -2.5', 'yes: true', 'none: null']) expect(lines(text)).toContain(`  - ${line}`);
  });
});
