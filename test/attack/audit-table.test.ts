import { describe, expect, test } from 'vitest';
import { auditTable, type AuditTableOptions, type TableAudit } from '../../src/audit/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

/** A published table of counts: codes, then the count; `null` is withheld. */
function published(dimensions: readonly string[], rows: readonly Row[], cuts: readonly number[] = []): Dataset {
  const codes = Object.fromEntries(dimensions.map((name) => [name, { type: 'utf8', role: 'quasiIdentifier' } as const]));
  return tableOf(schemaOf({ ...codes, count: { type: 'int64', role: 'cell' } }), rows.map((row) => row.map((value) => (typeof value === 'number' ? BigInt(value) : value))), cuts);
}

/** Rows of a cross table with its totals, from inner values; cells named in `withheld` are null. */
function crossTable(inner: Readonly<Record<string, readonly number[]>>, columns: readonly string[], withheld: readonly string[]): Row[] {
  const lines = Object.entries(inner);
  const total = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0);
  const all: [string, string, number][] = [
    ...lines.flatMap(([line, values]) => [...values.map((value, at): [string, string, number] => [line, columns[at]!, value]), [line, 'Total', total(values)] as [string, string, number]]),
    ...columns.map((column, at): [string, string, number] => ['Total', column, total(lines.map(([, values]) => values[at]!))]),
    ['Total', 'Total', total(lines.flatMap(([, values]) => values))],
  ];
  return all.map(([line, column, value]) => [line, column, withheld.includes(`${line}|${column}`) ? null : value]);
}

const both: AuditTableOptions = { dimensions: { line: { total: 'Total' }, column: { total: 'Total' } }, value: 'count', values: 'counts' };
const leaks = ({ passed, exact, narrow, undecided }: TableAudit): unknown => ({ passed, exact, narrow, undecided });

// sdcTable, tests/testthat/test-simpleheuristic.R.
const FOUR = { w: [30, 47, 64, 89], x: [90, 124, 5, 31], y: [92, 100, 59, 85], z: [800, 991, 651, 685] };
const FOUR_WITHHELD = ['w|a', 'w|b', 'w|c', 'x|a', 'x|c', 'y|b', 'y|d', 'z|b', 'z|d'];

describe('the audit of a published table', () => {
  test('finds the cell that two withheld cells in every line do not hide', async () => {
    const rows = crossTable(FOUR, ['a', 'b', 'c', 'd'], FOUR_WITHHELD);
    const audit = await auditTable([published(['line', 'column'], rows)], { ...both, withheldAtLeast: 0, showValues: true });
    expect(leaks(audit)).toEqual({ passed: false, exact: 1, narrow: 0, undecided: 0 });
    expect([audit.cells, audit.withheld, audit.relations]).toEqual([25, 9, 10]);
    const ends = Object.fromEntries(audit.intervals!.map(({ row, lower, upper }) => [rows[row - 1]!.slice(0, 2).join('|'), [lower, upper]]));
    expect(ends).toEqual({
      'w|a': [25, 94], 'w|b': [47, 47], 'w|c': [0, 69], 'x|a': [26, 95], 'x|c': [0, 69], 'y|b': [0, 185], 'y|d': [0, 185], 'z|b': [906, 1091], 'z|d': [585, 770],
    });
    expect(audit.intervals!.filter(({ verdict }) => verdict === 'exact')).toHaveLength(1);
  });

  test('passes once one more cell is withheld, and tells figures only', async () => {
    const repaired = crossTable(FOUR, ['a', 'b', 'c', 'd'], [...FOUR_WITHHELD, 'x|b']);
    const audit = await auditTable([published(['line', 'column'], repaired)], both);
    expect(leaks(audit)).toEqual({ passed: true, exact: 0, narrow: 0, undecided: 0 });
    expect(audit.intervals).toBeNull();
  });

  test('does not depend on the order of rows or on batches', async () => {
    const rows = crossTable(FOUR, ['a', 'b', 'c', 'd'], FOUR_WITHHELD);
    const audit = await auditTable([published(['line', 'column'], rows)], both);
    expect(await auditTable([published(['line', 'column'], rows.toReversed(), [0, 3, 3, 11])], both)).toEqual(audit);
  });

  test('finds a single withheld cell beside its total', async () => {
    const rows: Row[] = [['a', 'Total', 10], ['a', 'f', null], ['a', 'm', 7]];
    const audit = await auditTable([published(['line', 'column'], rows)], { ...both, dimensions: { line: {}, column: { total: 'Total' } } });
    expect(leaks(audit)).toEqual({ passed: false, exact: 1, narrow: 0, undecided: 0 });
  });

  test('knows that a withheld count is not zero where zeros are published', async () => {
    // 2 = ? + ? with both at least 1: both are 1.
    const rows: Row[] = [['a', 'Total', 2], ['a', 'f', null], ['a', 'm', null]];
    const options: AuditTableOptions = { ...both, dimensions: { line: {}, column: { total: 'Total' } } };
    expect((await auditTable([published(['line', 'column'], rows)], options)).exact).toBe(2);
    expect((await auditTable([published(['line', 'column'], rows)], { ...options, withheldAtLeast: 0 })).exact).toBe(0);
  });

  test('asks for the width that is required, and knows the bound that rules give away', async () => {
    const rows: Row[] = [['a', 'Total', 12], ['a', 'f', null], ['a', 'm', null]];
    const options: AuditTableOptions = { ...both, dimensions: { line: {}, column: { total: 'Total' } } };
    expect((await auditTable([published(['line', 'column'], rows)], { ...options, minWidth: 10 })).passed).toBe(true);
    expect((await auditTable([published(['line', 'column'], rows)], { ...options, minWidth: 11 })).narrow).toBe(2);
    expect((await auditTable([published(['line', 'column'], rows)], { ...options, withheldAtMost: 6 })).exact).toBe(2);
    expect((await auditTable([published(['line', 'column'], rows)], { ...options, withheldAtMost: '1.5 × largest', minWidth: 10 })).passed).toBe(true);
  });

  test('takes texts for withheld where they are declared, and says where a text is no number', async () => {
    const schema = schemaOf({ line: { type: 'utf8', role: 'quasiIdentifier' }, count: { type: 'utf8', role: 'cell' } });
    const rows: Row[] = [['Total', '1 0'], ['f', 'c'], ['m', '7']];
    const options: AuditTableOptions = { dimensions: { line: { total: 'Total' } }, value: 'count', values: 'counts', withheld: ['c'] };
    await expect(auditTable([tableOf(schema, rows)], options)).rejects.toMatchObject({ code: 'DATA_VALUE_TYPE', detail: { firstRow: 1 } });
    expect((await auditTable([tableOf(schema, [['Total', '10'], ...rows.slice(1)])], options)).exact).toBe(1);
  });

  test('reads a missing code as the total where that is declared', async () => {
    const rows: Row[] = [[null, 'f', 10], ['a', 'f', null], ['b', 'f', 7]];
    const audit = await auditTable([published(['line', 'column'], rows)], { ...both, dimensions: { line: { total: null }, column: {} } });
    expect(audit.exact).toBe(1);
  });

  test('tells published counts that are below the smallest publishable one', async () => {
    const rows: Row[] = [['a', 'Total', 20], ['a', 'f', 3], ['a', 'm', 17]];
    const audit = await auditTable([published(['line', 'column'], rows)], { ...both, dimensions: { line: {}, column: { total: 'Total' } }, minCount: 11 });
    expect([audit.passed, audit.belowMinCount]).toEqual([false, 1]);
  });
});

describe('the audit of linked tables', () => {
  // sdcTable, tests/testthat/test-linked-tables.r: regions under counties in one table, under sizes in the other.
  const regions = { A: 2, B: 2, I: 8, J: 8, K: 3, L: 3, M: 3, N: 7 };
  const counties = { codes: ['county-1', 'A', 'B', 'I', 'J', 'county-2', 'K', 'L', 'M', 'N'], parents: [-1, 0, 0, 0, 0, -1, 5, 5, 5, 5] };
  const withheld = ['A', 'B', 'K', 'L', 'M'];
  const cells = (names: readonly string[]): Row[] => names.map((name) => [name, withheld.includes(name) ? null : regions[name as 'A']]);
  const first = published(['region'], [['county-1', 20], ...cells(['A', 'B', 'I', 'J']), ['county-2', 16], ...cells(['K', 'L', 'M', 'N'])]);
  const options: AuditTableOptions = { dimensions: { region: { hierarchy: counties } }, value: 'count', values: 'counts' };

  test('passes a hierarchy alone', async () => {
    expect(leaks(await auditTable([first], options))).toEqual({ passed: true, exact: 0, narrow: 0, undecided: 0 });
  });

  test('finds what follows from the difference of two tables', async () => {
    // By size, published elsewhere: big = L + M = 6. So K = 16 − 7 − 6 = 3.
    const both2 = published(['region', 'size'], [['Total', 'Total', 36], ['Total', 'big', 6], ['Total', 'small', 30]]);
    const one = published(['region'], [['Total', 36], ['big', 6], ['L', null], ['M', null], ['K', null], ['rest', 27]]);
    const joined = { codes: ['big', 'L', 'M', 'K', 'rest'], parents: [-1, 0, 0, -1, -1] };
    const audit = await auditTable([one], { ...options, dimensions: { region: { total: 'Total', hierarchy: joined } } });
    expect(audit.exact).toBe(1);
    expect(both2.schema.fields).toHaveLength(3);
  });

  test('attacks tables that share margins together', async () => {
    // By sex and by age of one population; each table alone hides, but one publishes what the other withholds.
    const sex = published(['area', 'sex'], [['a', 'Total', 10], ['a', 'f', null], ['a', 'm', null], ['b', 'Total', 9], ['b', 'f', 4], ['b', 'm', 5]]);
    const age = published(['area', 'age'], [['a', 'Total', 10], ['a', 'young', 6], ['a', 'old', 4], ['b', 'Total', null], ['b', 'young', null], ['b', 'old', 2]]);
    const linked: AuditTableOptions = { dimensions: { area: {}, sex: { total: 'Total' }, age: { total: 'Total' } }, value: 'count', values: 'counts' };
    expect((await auditTable([sex], linked)).exact).toBe(0);
    expect((await auditTable([age], linked)).exact).toBe(0);
    // The total of b stands in the first table: with it, the young of b are known, and the total itself is withheld from nobody.
    expect((await auditTable([sex, age], linked)).exact).toBe(2);
  });
});

describe('tables that do not hold together are refused', () => {
  const options: AuditTableOptions = { dimensions: { line: { total: 'Total' }, column: { total: 'Total' } }, value: 'count', values: 'counts' };
  const full = crossTable({ a: [1, 2], b: [3, 4] }, ['f', 'm'], []);

  test.each<[string, readonly Row[], string]>([
    ['two rows with the same codes', [...full, ['a', 'f', 1]], 'DATA_DUPLICATE_KEY'],
    ['a total that is not the sum of its parts', full.map((row) => (row[0] === 'a' && row[1] === 'Total' ? ['a', 'Total', 4] : row)), 'DATA_INVALID'],
    ['a total that withheld parts cannot reach', full.map((row) => (row[0] === 'a' ? ['a', row[1]!, row[1] === 'Total' ? 1 : null] : row)), 'DATA_INVALID'],
    ['a total that is absent', full.filter((row) => !(row[0] === 'a' && row[1] === 'Total')), 'DATA_INVALID'],
    ['a negative count', full.map((row) => (row[0] === 'a' && row[1] === 'f' ? ['a', 'f', -1] : row)), 'DATA_VALUE_RANGE'],
  ])('for %s', async (_, rows, code) => {
    await expect(auditTable([published(['line', 'column'], rows)], options)).rejects.toMatchObject({ code });
  });

  test('unless absent totals are accepted: their parts stand in for them', async () => {
    const rows = full.filter((row) => !(row[0] === 'a' && row[1] === 'Total'));
    const audit = await auditTable([published(['line', 'column'], rows)], { ...options, missingTotals: 'accept' });
    expect([audit.passed, audit.missingTotals]).toEqual([true, 1]);
  });

  test('for a code that the hierarchy does not have, tables that disagree, and wrong options', async () => {
    const nested: AuditTableOptions = { ...options, dimensions: { ...options.dimensions, line: { total: 'Total', hierarchy: { codes: ['a'], parents: [-1] } } } };
    await expect(auditTable([published(['line', 'column'], full)], nested)).rejects.toMatchObject({ code: 'DATA_INVALID', detail: { column: 'line' } });
    const other = published(['line', 'column'], [['Total', 'Total', 11]]);
    await expect(auditTable([published(['line', 'column'], full), other], options)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    await expect(auditTable([], options)).rejects.toMatchObject({ problems: [{ code: 'PLAN_MISSING' }] });
    await expect(auditTable([published(['line', 'column'], full)], { ...options, value: 'counts' })).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_COLUMN' }] });
  });

  test('and an empty table passes', async () => {
    expect(await auditTable([published(['line', 'column'], [])], options)).toMatchObject({ passed: true, cells: 0, withheld: 0 });
  });
});

describe('tables that were published with noise', () => {
  const options: AuditTableOptions = { dimensions: { line: { total: 'Total' } }, value: 'count', values: 'counts', minCount: 11, maxNoise: 2 };

  test('pass while small counts stay uncertain', async () => {
    const audit = await auditTable([published(['line'], [['Total', 40], ['a', 3], ['b', 38]])], options);
    expect(leaks(audit)).toEqual({ passed: true, exact: 0, narrow: 0, undecided: 0 });
  });

  test('fail where noise cancels: what is left between the published values is one table', async () => {
    // 44 − 2 = 42 at least, and 3 + 2 and 35 + 2 at most: all three are certain.
    const audit = await auditTable([published(['line'], [['Total', 44], ['a', 3], ['b', 35]])], options);
    expect(audit).toMatchObject({ passed: false, exact: 1 });
  });

  test('are refused where no table is left', async () => {
    await expect(auditTable([published(['line'], [['Total', 45], ['a', 3], ['b', 35]])], options)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });
});
