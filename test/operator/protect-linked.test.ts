import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { protect, type ProtectOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({ county: { type: 'utf8', role: 'attribute' }, size: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' } });
/** The regions of sdcTable's test of linked tables, grouped in two ways. */
const REGIONS: Readonly<Record<string, readonly [count: number, county: string, size: string]>> = {
  A: [2, 'county-1', 'big'], B: [2, 'county-1', 'big'], I: [8, 'county-1', 'small'], J: [8, 'county-1', 'small'],
  K: [3, 'county-2', 'big'], L: [3, 'county-2', 'small'], M: [3, 'county-2', 'small'], N: [7, 'county-2', 'big'],
};
const ROWS = tableOf(SCHEMA, Object.entries(REGIONS).flatMap(([region, [count, county, size]]) => Array.from({ length: count }, (): Row => [county, size, region])));

const EXACT: ProtectOptions = {
  rules: [{ rule: 'minimumFrequency', minCount: 4, on: 'rows' }], zeros: 'publish', status: true, secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' },
};

async function statuses(rows: Dataset, options: ProtectOptions): Promise<{ cells: Map<string, Value>; findings: Findings }> {
  const all: Findings[] = [];
  const found = await rowsOf(applyOperator(rows, protect(options), { fold: IN_MEMORY, onFindings: (findings) => all.push(findings) }).rows);
  return { cells: new Map(found.map((row) => [[0, 1, 2].map((column) => (row[column + 3] === true ? '.' : String(row[column]))).join(' '), row.at(-1)!])), findings: all.at(-1)! };
}

const withheldIn = (cells: ReadonlyMap<string, Value>): string[] => [...cells].filter(([, status]) => status !== 'safe').map(([name]) => name).sort((a, b) => a.localeCompare(b));

describe('linked tables protected together', () => {
  const counties = ['county', 'region'];
  const sizes = ['size', 'region'];
  const cellsOf = (tables: readonly (readonly string[])[]): Dataset =>
    pipe(ROWS, aggregate({ dimensions: ['county', 'size', 'region'], margins: ['county', 'size', 'region'], tables, entity: null, statistics: [] }));

  test('need a cell that neither needs alone', async () => {
    const { cells } = await statuses(cellsOf([counties, sizes]), EXACT);
    // K = big − A − B − N by size; county-2 covers K by L and M: only N (or another of that line) keeps it.
    for (const region of ['A', 'B', 'K', 'L', 'M']) expect(cells.get(`. . ${region}`)).toBe('primary:minimumFrequency');
    const together = withheldIn(cells).filter((name) => cells.get(name) === 'secondary');
    expect(together.length).toBeGreaterThan(0);
    for (const table of [counties, sizes]) {
      const alone = await statuses(pipe(ROWS, aggregate({ dimensions: table, margins: table, entity: null, statistics: [] })), { ...EXACT, status: true });
      expect(alone.findings).toMatchObject({ differencing: 'attacked' });
    }
  });

  test('publish no joint cell', async () => {
    const { cells } = await statuses(cellsOf([counties, sizes]), EXACT);
    for (const name of cells.keys()) expect(name.split(' ').filter((word) => word === '.').length).toBeGreaterThanOrEqual(1);
    expect([...cells.keys()].some((name) => name.startsWith('county-1 big'))).toBe(false);
  });

  test('give the same decision to the cell they share', async () => {
    const { cells, findings } = await statuses(cellsOf([counties, sizes]), EXACT);
    // Each region is one cell by county, one by size, one by itself, all of the same count.
    for (const [region, [, county, size]] of Object.entries(REGIONS)) {
      const seen = [`. . ${region}`, `${county} . ${region}`, `. ${size} ${region}`].map((name) => cells.get(name) === 'safe');
      expect(new Set(seen).size).toBe(1);
    }
    expect(findings).toMatchObject({ differencing: 'attacked' });
  });

  test('do not take an empty joint cell for known', async () => {
    // Hospitals by month and hospitals by diagnosis: who sees both does not know which month a diagnosis was in.
    const schema = schemaOf({ hospital: { type: 'utf8', role: 'attribute' }, month: { type: 'utf8', role: 'attribute' }, diagnosis: { type: 'utf8', role: 'attribute' } });
    const rows = tableOf(schema, ([['A', '1', 'x', 3], ['A', '2', 'y', 20], ['B', '1', 'y', 20], ['B', '2', 'x', 20], ['A', '1', 'z', 30], ['B', '2', 'z', 30]] as const)
      .flatMap(([hospital, month, diagnosis, count]) => Array.from({ length: count }, (): Row => [hospital, month, diagnosis])));
    const cells = pipe(rows, aggregate({
      dimensions: ['hospital', 'month', 'diagnosis'], margins: ['hospital', 'month', 'diagnosis'], tables: [['hospital', 'month'], ['hospital', 'diagnosis']], entity: null, statistics: [],
    }));
    const { cells: found } = await statuses(cells, EXACT);
    expect(found.get('A . x')).toBe('primary:minimumFrequency');
    // By month everything may be published: 33 and 20 of A tell nothing of x.
    expect(withheldIn(found).filter((name) => !name.startsWith('. 1') && /^\S+ [12] \.$/.test(name))).toEqual([]);
  });
});
