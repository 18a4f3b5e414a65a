// The benchmark harness measures; here it is measured: answers first, own processes, samples interleaved, table generated.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { repository } from './source-graph.ts';

interface Table {
  readonly median: (values: readonly number[]) => number;
  readonly formatNumber: (value: number) => string;
  readonly slopeMiBPerMillion: (growth: readonly { rows: number; peakMiB: number }[]) => number | null;
  readonly tableOf: (files: readonly unknown[]) => string;
  readonly between: (text: string, table: string) => string;
}

const folder = mkdtempSync(join(tmpdir(), 'a423-bench-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function bench(...parameters: readonly string[]): Promise<{ code: number; stdout: string; report: { testResults: { assertionResults: { status: string; failureMessages: string[] }[] }[] } }> {
  const report = join(folder, `report-${Math.abs(parameters.join().length)}.json`);
  return new Promise((resolve) => {
    execFile(process.execPath, [join(repository, 'bench/run.js'), '--cases', join(repository, 'test/package/bench-cases'), '--results', join(folder, 'results'), ...parameters],
      { env: { ...process.env, A423_BENCH_REPORT: report }, timeout: 100_000 }, (error, stdout) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, report: JSON.parse(readFileSync(report, 'utf8')) as never });
      });
  });
}

const loadTable = async (): Promise<Table> => await import(join(repository, 'bench/table.js')) as Table;

describe('a smoke run', () => {
  test('checks answers and keeps no figures', async () => {
    const { code, stdout } = await bench('--smoke', 'right');
    expect(code).toBe(0);
    expect(stdout).toBe('right: 1,000 rows, answer equal to reduce\n');
    expect(() => readdirSync(join(folder, 'results'))).toThrow();
  });

  test('fails on a wrong answer or a dead process, and goes on to the next case', async () => {
    const { code, stdout, report } = await bench('--smoke');
    expect(code).toBe(1);
    expect(stdout).toContain('crash: FAILED check: the process ended with 7 and said nothing');
    expect(stdout).toContain('wrong: FAILED Error: the answer differs from theirs: the sums differ');
    expect(stdout).toContain('right: 1,000 rows');
    expect(report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status))).toEqual(['failed', 'passed', 'failed']);
  });
});

describe('a full run', () => {
  test('keeps every sample, ratios, rates, memory and growth, and says which claims were met', async () => {
    const { code, stdout } = await bench('right');
    expect(code).toBe(0);
    expect(stdout).toContain('met: at most a thousand times memcpy');
    expect(stdout).toContain('MISSED: faster than light');
    const [file] = readdirSync(join(folder, 'results'));
    expect(file).toMatch(/^\d{4}-\d\d-\d\d\.json$/);
    const { cases, machine } = JSON.parse(readFileSync(join(folder, 'results', file!), 'utf8')) as { machine: { node: string }; cases: Record<string, Record<string, never>> };
    expect(machine.node).toBe(process.version);
    const right = cases['right'] as unknown as {
      samples: { name: string; ms: number[]; cpuMs: number[] }[]; ratios: { name: string; ratio: number; roundRatios: number[] }[];
      rowsPerSecond: number; mibPerSecond: number; memory: { peakMiB: number; aboveBaselineMiB: number }; growth: { rows: number; peakMiB: number }[];
    };
    expect(right.samples.map(({ name, ms }) => [name, ms.length])).toEqual([['a loop', 3], ['reduce', 3], ['memcpy', 3]]);
    expect(right.ratios.map(({ name }) => name)).toEqual(['reduce', 'memcpy']);
    expect(right.ratios.every(({ ratio, roundRatios }) => ratio > 0 && roundRatios.length === 3)).toBe(true);
    expect(right.mibPerSecond / right.rowsPerSecond).toBeCloseTo(8 / 1024 / 1024, 12);
    expect(right.memory.peakMiB).toBeGreaterThan(20);
    expect(right.memory.aboveBaselineMiB).toBeGreaterThanOrEqual(0);
    expect(right.growth.map(({ rows }) => rows)).toEqual([1000, 1_000_000]);

    const { tableOf } = await loadTable();
    expect(tableOf([{ date: file!.slice(0, 10), machine, cases }])).toContain('| Sum of integers | 200,000 |');
  });

  test('refuses to time a wrong answer', async () => {
    const { code, stdout } = await bench('wrong');
    expect(code).toBe(1);
    expect(stdout).not.toContain('rows/s');
    expect(stdout).toContain('FAILED');
  });
});

describe('the table', () => {
  test('takes the median, even of an even count, and does not change its input', async () => {
    const { median } = await loadTable();
    const values = [9, 1, 5];
    expect([median(values), median([4, 1, 2, 3])]).toEqual([5, 2.5]);
    expect(values).toEqual([9, 1, 5]);
  });
  test('writes numbers people can read', async () => {
    const { formatNumber } = await loadTable();
    expect([0, 0.40321, 9.99, 30_162, 1_234_567.8].map(formatNumber)).toEqual(['0', '0.403', '9.99', '30,162', '1,234,568']);
  });
  test('gives the slope of the peak between the two largest sizes', async () => {
    const { slopeMiBPerMillion } = await loadTable();
    expect(slopeMiBPerMillion([{ rows: 1e5, peakMiB: 90 }, { rows: 3e6, peakMiB: 200 }, { rows: 1e7, peakMiB: 214 }])).toBe(2);
    expect(slopeMiBPerMillion([{ rows: 1e5, peakMiB: 90 }])).toBeNull();
  });
  test('is written between its markers, and nowhere else', async () => {
    const { between } = await loadTable();
    const page = 'before\n<!-- bench:begin (written by bench/table.js, do not edit) -->\nold\n<!-- bench:end -->\nafter\n';
    expect(between(page, 'new')).toBe(page.replace('old', 'new'));
    expect(() => between('no markers', 'new')).toThrow('no markers');
  });
  test('shows the latest result of each case', async () => {
    const { tableOf } = await loadTable();
    const machine = { cpu: 'x', cores: 2, node: 'v20.0.0', duckdb: '1' };
    const result = (title: string): object => ({ title, rows: 10, ratios: [], mibPerSecond: null, medianMs: 1, rowsPerSecond: 10_000, memory: { ms: 1, peakMiB: 3, aboveBaselineMiB: 1 }, growth: [] });
    const table = tableOf([
      { date: '2026-02-01', machine, cases: { a: result('new A') } },
      { date: '2026-01-01', machine, cases: { a: result('old A'), b: result('B') } },
    ]);
    expect(table).toContain('new A');
    expect(table).not.toContain('old A');
    expect(table).toContain('| B |');
  });
});

