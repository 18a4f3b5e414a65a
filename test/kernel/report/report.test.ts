import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceOf, evidenceSchema, reportMarkdown, reportSchema, runSchema, type Report } from '../../../src/report/index.ts';

const hash = (digit: string): string => digit.repeat(64);

const report: Report = {
  format: 'a423-report/1',
  title: 'Stays by hospital | 2024\nfinal',
  planDigest: hash('a'),
  versions: { a423: '0.1.0', 'apache-arrow': '21.2.0' },
  inputs: {
    stays: { files: [{ sha256: hash('b'), bytes: 1234 }, { sha256: hash('c'), bytes: 5 }], rows: 1_234_567, rejected: { DATA_FIELD_COUNT: 3, DATA_VALUE_TYPE: 0, DATA_QUOTE: 1200 } },
    people: { files: [], rows: 0, rejected: {} },
  },
  steps: [
    { path: 'tables.counts.steps[0]', op: 'aggregate', findings: { cells: 40, rowsIn: 1_234_567, share: 0.123456789, none: null, kept: true } },
    { path: 'tables.counts.steps[1]', op: 'protect', findings: { withheldByRule: [{ rule: 'minimumFrequency 11 on entities', cells: 7 }] } },
  ],
  outputs: {
    counts: { file: 'counts.csv', audience: 'public', rows: 40, bytes: 4096, sha256: hash('d'), columns: [{ name: 'hospital', type: 'utf8', role: 'attribute' }], audit: { audited: true, rows: 40, canaries: 1000 } },
    extract: { file: 'extract.parquet', audience: 'research', rows: 900, bytes: 99, sha256: hash('e'), columns: [{ name: 'code', type: 'binary(16)', role: 'pseudonym' }], audit: { audited: true } },
    checks: { file: 'checks.csv', audience: 'internal', rows: 1203, bytes: 7, sha256: hash('f'), columns: [], audit: { audited: false, reason: 'internal output' } },
  },
  secrets: ['main'],
  limits: ['Differencing is not covered.'],
};
const protection = { counts: ['minimumFrequency 11 on entities', 'dominance below 0.85 of cost', '85 % rule'], extract: ['never published'] };

describe('the evidence', () => {
  test('says of public outputs what a reader needs to check them, and nothing else', () => {
    expect(evidenceOf(report, protection)).toEqual({
      format: 'a423-evidence/1', title: report.title, planDigest: report.planDigest, versions: report.versions, limits: report.limits,
      outputs: { counts: { file: 'counts.csv', sha256: hash('d'), bytes: 4096, columns: [{ name: 'hospital', type: 'utf8' }], protection: ['minimumFrequency 11 on entities', 'dominance', 'rule'], audit: 'passed' } },
    });
  });
  test('says nothing new when the report learns something new, at any depth', () => {
    const names = (value: unknown): string[] => (typeof value !== 'object' || value === null ? [] : Object.entries(value).flatMap(([name, member]) => (Array.isArray(value) ? names(member) : [name, ...names(member)])));
    const before = evidenceOf(report, protection);
    /** A report with one more member in every object that is not a table by name. */
    const grown = (value: unknown, path: readonly string[] = []): unknown => {
      if (Array.isArray(value)) return value.map((member) => grown(member, path));
      if (typeof value !== 'object' || value === null) return value;
      const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, grown(member, [...path, name])]));
      const table = ['inputs', 'outputs', 'versions'].includes(path.at(-1) ?? '') && path.length === 1;
      return table ? members : { ...members, ZZLEAKZZ: 'ZZLEAKZZ' };
    };
    const after = evidenceOf(grown(report) as Report, protection);
    expect(JSON.stringify(grown(report))).toContain('ZZLEAKZZ');
    expect(after).toEqual(before);
    expect(names(after)).toEqual(names(before));
  });
  test('has no count of rows, no count of withheld cells, no input and no secret', () => {
    const text = JSON.stringify(evidenceOf(report, protection));
    for (const fact of ['"rows"', 'rejected', 'findings', 'withheld', 'inputs', 'secrets', 'main', 'research', 'internal', 'role', 'canaries', hash('b'), '1234567', '0.85', '85 %']) expect(text).not.toContain(fact);
  });
  test('of a run without public output lists none', () => {
    expect(evidenceOf({ ...report, outputs: { checks: report.outputs['checks']! } }, protection).outputs).toEqual({});
    expect(evidenceOf(report, {}).outputs['counts']!.protection).toEqual([]);
  });
});

describe('the published schemas', () => {
  const run = { format: 'a423-run/1', startedAt: '2026-06-01T12:00:00.000Z', seconds: 1.5, rowsPerSecond: 800_000, peakMemoryBytes: 2 ** 28, runtime: 'node v20.20.2', machine: 'linux x64', passes: { stays: 2 } };

  test('accept what is produced, also after it was written and read', () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const evidence = evidenceOf(report, protection);
    expect(evidenceSchema.parse(JSON.parse(JSON.stringify(evidence)))).toEqual(evidence);
    expect(runSchema.parse(run)).toEqual(run);
  });
  test('refuse a field they do not know, wherever it stands', () => {
    const places: readonly ((value: Record<string, unknown>) => object)[] = [
      (value) => value,
      (value) => (value['outputs'] as Record<string, object>)['counts']!,
      (value) => ((value['outputs'] as Record<string, { columns: object[] }>)['counts']!).columns[0]!,
    ];
    for (const [schema, value] of [[reportSchema, report], [evidenceSchema, evidenceOf(report, protection)]] as const) {
      for (const place of places) {
        const copy = structuredClone(value) as unknown as Record<string, unknown>;
        (place(copy) as Record<string, unknown>)['extra'] = 1;
        expect(schema.safeParse(copy).success).toBe(false);
      }
    }
    expect(runSchema.safeParse({ ...run, user: 'x' }).success).toBe(false);
  });
  test.each<[string, (copy: Record<string, unknown>) => void]>([
    ['another format', (copy) => { copy['format'] = 'a423-report/2'; }],
    ['a digest of another length', (copy) => { copy['planDigest'] = 'abc'; }],
    ['a digest in capitals', (copy) => { copy['planDigest'] = hash('A'); }],
    ['a missing list', (copy) => { delete copy['limits']; }],
    ['a negative count', (copy) => { (copy['inputs'] as Record<string, Record<string, unknown>>)['stays']!['rows'] = -1; }],
    ['a count that is not whole', (copy) => { (copy['outputs'] as Record<string, Record<string, unknown>>)['counts']!['rows'] = 1.5; }],
    ['an audience nobody knows', (copy) => { (copy['outputs'] as Record<string, Record<string, unknown>>)['counts']!['audience'] = 'everyone'; }],
    ['a finding that is no data', (copy) => { (copy['steps'] as Record<string, unknown>[])[0]!['findings'] = { at: NaN }; }],
  ])('refuse %s', (_title, change) => {
    const copy = structuredClone(report) as unknown as Record<string, unknown>;
    change(copy);
    expect(reportSchema.safeParse(copy).success).toBe(false);
  });
});

describe('the report for a person', () => {
  const text = reportMarkdown(report);

  test('says the same facts in the order data flows', () => {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(['Stays by hospital \\| 2024 final', 'Inputs', 'Steps', 'Outputs', 'What this does not protect against']);
    expect(text).toContain('| stays | 2 | 1,234,567 | 3 DATA_FIELD_COUNT, 1,200 DATA_QUOTE | `bbbbbbbbbbbbbbbb…` |');
    expect(text).toContain('| people | 0 | 0 | 0 |  |');
    expect(text).toContain('- `tables.counts.steps[0]` **aggregate**\n  - cells: 40\n  - rowsIn: 1,234,567\n  - share: 0.123457\n  - none: null\n  - kept: true\n');
    expect(text).toContain('  - withheldByRule: `[{"rule":"minimumFrequency 11 on entities","cells":7}]`');
    expect(text).toContain('| counts | counts.csv | public | 40 | 4,096 | passed | `dddddddddddddddd…` |');
    expect(text).toContain('| checks | checks.csv | internal | 1,203 | 7 | internal, not audited |');
    expect(text).toContain('- Differencing is not covered.');
    expect(text).toContain('Versions: a423 0.1.0, apache-arrow 21.2.0');
  });
  test('says that it is internal', () => {
    expect(text).toContain('Internal report: it holds counts that can undo the protection of a public table. Publish `evidence.json` instead.');
  });
  test('keeps its tables whole whatever the names hold', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('|', '\n', 'a', '`', ' '), maxLength: 12 }), (name) => {
      const lines = reportMarkdown({ ...report, inputs: { [`x${name}`]: report.inputs['people']! } }).split('\n');
      const row = lines[lines.findIndex((line) => line.startsWith('| input |')) + 2]!;
      expect(row.startsWith('| x') && row.endsWith(' |')).toBe(true);
      expect(row.replaceAll('\\|', '').split('|').length).toBe(7);
    }));
  });
  test('cuts a long finding', () => {
    const long = reportMarkdown({ ...report, steps: [{ path: 'p', op: 'o', findings: { sizes: Array.from({ length: 500 }, (_, index) => index) } }] });
    expect(/sizes: `(.*)`/.exec(long)![1]!.length).toBe(201);
  });
});
