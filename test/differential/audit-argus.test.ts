import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditTable } from '../../src/audit/index.ts';
import { readHrc } from '../../src/hierarchy/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { describeWithData } from '../shared-data.ts';

// Table Simple2D of checkTauArgus: primary and secondary cells of τ-ARGUS 4.1.5 (p % rule, modular, singletons), and the intervals of its
// own audit as recorded beside them.
describeWithData('the audit of a table that τ-ARGUS protected', 'tables/tauargus/checkTauArgus/simple2d_p15_modular_singletons.csv', (path) => {
  interface Recorded { readonly codes: readonly [string, string]; readonly value: number; readonly status: number; readonly interval: readonly [number, number] | null }
  const recorded = (): Recorded[] => readFileSync(path, 'utf8').trim().split('\n').slice(1).map((line) => {
    const [first, second, value, , , , , status, lower, upper] = line.replaceAll('"', '').split(',');
    return { codes: [first!, second!], value: Number(value), status: Number(status), interval: lower === '' ? null : [Number(lower), Number(upper)] };
  });
  const isWithheld = ({ status }: Recorded): boolean => status === 3 || status === 11;
  const schema = schemaOf({ activity: { type: 'utf8', role: 'quasiIdentifier' }, region: { type: 'utf8', role: 'quasiIdentifier' }, value: { type: 'float64', role: 'cell' } });
  const regions = readHrc('Nr\n@1\n@2\n@3\nOs\n@4\n@5\n@6\n@7\nWs\n@8\n@9\n@10\nZd\n@11\n@12\n99\n');
  const dimensions = { activity: { total: 'Total' }, region: { total: 'Total', hierarchy: regions } };

  test('finds the recorded intervals, and nothing that is certain', async () => {
    const cells = recorded().filter(({ status }) => status !== 14);
    const rows: Row[] = cells.map((cell) => [...cell.codes, isWithheld(cell) ? null : cell.value]);
    const audit = await auditTable([tableOf(schema, rows)], { dimensions, value: 'value', values: 'sums', showValues: true, missingTotals: 'accept' });
    expect([audit.exact, audit.undecided, audit.withheld]).toEqual([0, 0, 21]);
    for (const { row, lower, upper } of audit.intervals!) {
      const [least, most] = cells[row - 1]!.interval!;
      expect(lower).toBeCloseTo(least, 1);
      expect(upper).toBeCloseTo(most, 1);
    }
    expect(audit.intervals).toHaveLength(21);
  });

  test('finds every unsafe cell that is certain when the cells that τ-ARGUS withheld beside them are published', async () => {
    const cells = recorded().filter(({ status }) => status !== 14);
    const rows: Row[] = cells.map((cell) => [...cell.codes, cell.status === 3 ? null : cell.value]);
    const audit = await auditTable([tableOf(schema, rows)], { dimensions, value: 'value', values: 'sums', missingTotals: 'accept' });
    expect(audit.passed).toBe(false);
    expect(audit.exact).toBeGreaterThan(0);
  });
});
