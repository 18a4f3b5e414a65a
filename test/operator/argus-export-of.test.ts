import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { PlanError } from '../../src/core/errors.ts';
import { applyOperator, pipe } from '../../src/core/operator.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { readHrc } from '../../src/hierarchy/index.ts';
import { argusExportOf, exportArgus, protect, readArgusDecisions, readArgusMetadata, readArgusTable, type ArgusTable } from '../../src/protect/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  firm: { type: 'utf8', role: 'entity', nullable: false }, region: { type: 'utf8', role: 'quasiIdentifier' }, town: { type: 'utf8', role: 'quasiIdentifier' },
  size: { type: 'int32', role: 'quasiIdentifier', nullable: false }, cost: { type: 'decimal(10,2)', role: 'measure', nullable: false },
});
/** A town has the name of a region, and values are missing on both levels. */
const ROWS: readonly Row[] = [
  ['a', 'N', '1', 5, 1000n], ['b', 'N', '1', 5, 250n], ['b', 'N', 'S', 7, 250n], ['c', 'S', '2', 5, 4000n], ['d', 'S', ' é.', 7, 10n], ['e', 'S', null, 7, -5n], ['a', null, null, 5, 1n],
];
const cells = (rows: readonly Row[], options: Partial<AggregateOptions> = {}): Dataset => pipe(tableOf(SCHEMA, rows), aggregate({
  dimensions: ['region', 'town', 'size'], hierarchies: [['region', 'town']], margins: ['region', 'town', 'size'], entity: 'firm',
  statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'absoluteSum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }], ...options,
}));

/** The files of a table, read again. */
function reread(files: ReturnType<typeof exportArgus>): { readonly table: ArgusTable; readonly trees: readonly (ReturnType<typeof readHrc> | null)[]; readonly unsafe: readonly string[] } {
  const metadata = readArgusMetadata(files.rda, 'table');
  const categories = metadata.columns.filter(({ kind }) => kind === 'category');
  return {
    table: readArgusTable(files.tab, metadata),
    trees: categories.map(({ hierarchy }) => (hierarchy?.by === 'file' ? readHrc(files.hrc[hierarchy.file]!, hierarchy.leadString) : null)),
    unsafe: readArgusDecisions(files.hst, { separator: ';', totalCodes: categories.map(({ totalCode }) => totalCode!) }).map(({ codes }) => codes.map((code) => code ?? '*').join('|')),
  };
}

const nameOf = ({ codes }: ArgusTable, cell: number): string => codes.map((column) => column[cell] ?? '*').join('|');

describe('argusExportOf', () => {
  test('a hierarchy is one dimension whose codes are told apart', async () => {
    const files = exportArgus(await argusExportOf(cells(ROWS), { of: 'cost' }));
    const { trees } = reread(files);
    const [places, sizes] = trees;
    expect(sizes).toBeNull();
    // Children follow their parents in the order of their values; what has a name that was given already carries more.
    expect(places!.codes).toEqual(['N', '1', 'S', 'S_', ' é.', '2', '(missing)', '(missing)_', '(missing)_/(missing)']);
    expect(files.rda).toContain('town');
  });
  test('values, frequencies and contributions are those of the cells', async () => {
    const { table } = reread(exportArgus(await argusExportOf(cells(ROWS), { of: 'cost' })));
    const cell = Array.from(table.values!.keys()).find((place) => nameOf(table, place) === 'N|*')!;
    expect([table.values![cell], table.frequencies![cell], table.shadows![cell], table.largest.map((rank) => rank[cell])]).toEqual([15, 2, 15, [10, 5]]);
    const negative = Array.from(table.values!.keys()).find((place) => nameOf(table, place).endsWith('(missing)|7'))!;
    expect([table.values![negative], table.shadows![negative], table.largest[0]![negative]]).toEqual([-0.05, 0.05, 0.05]);
  });
  test('rules give statuses, and the file of decisions names the unsafe cells', async () => {
    const { table, unsafe } = reread(exportArgus(await argusExportOf(cells(ROWS), { of: 'cost', rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'entities' }] })));
    const few = Array.from(table.frequencies!.keys()).filter((cell) => table.frequencies![cell]! < 3).map((cell) => nameOf(table, cell));
    expect([...unsafe].sort()).toEqual(few.sort());
    expect(Array.from(table.statuses!, (status, cell) => (status === 9 ? nameOf(table, cell) : '')).filter((name) => name !== '').sort()).toEqual(few);
    expect(few).toContain('N|*');
    expect(few).not.toContain('*|*');
  });
  test('counts are exported without a measure', async () => {
    const { table } = reread(exportArgus(await argusExportOf(cells(ROWS, { statistics: [] }), { of: null })));
    const total = Array.from(table.values!.keys()).find((cell) => nameOf(table, cell) === '*|*')!;
    expect([table.values![total], table.frequencies, table.largest, table.shadows]).toEqual([7, null, [], null]);
  });
  test('cells of linked tables are exported without those that belong to none', async () => {
    const linked = cells(ROWS, { dimensions: ['region', 'size'], hierarchies: [], margins: ['region', 'size'], tables: [['region'], ['size']] });
    const { table } = reread(exportArgus(await argusExportOf(linked, { of: 'cost' })));
    expect(Array.from(table.values!.keys(), (cell) => nameOf(table, cell)).sort()).toEqual(['(missing)|*', '*|*', '*|5', '*|7', 'N|*', 'S|*']);
  });
  test('an empty table is a file without lines', async () => {
    expect(exportArgus(await argusExportOf(cells([]), { of: 'cost', rules: [{ rule: 'singletons', on: 'rows' }] }))).toMatchObject({ tab: '', hst: '' });
  });
  test('rows that are no cells, protected cells and sums that are not there are problems', async () => {
    await expect(argusExportOf(tableOf(SCHEMA, ROWS), { of: null })).rejects.toThrow(PlanError);
    await expect(argusExportOf(cells(ROWS), { of: 'turnover' })).rejects.toThrow('add { kind: sum, of: turnover } to the aggregate step');
    const once = applyOperator(cells(ROWS), protect({ rules: [{ rule: 'minimumFrequency', minCount: 2, on: 'entities' }] }), { fold: IN_MEMORY, onFindings: () => undefined }).rows;
    await expect(argusExportOf(once, { of: 'cost' })).rejects.toThrow('expected unprotected cells');
  });

  test('in what is read again, every total is the sum of the codes below it', async () => {
    const row = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('N', 'S', null), fc.constantFrom('1', ' x', null), fc.constantFrom(5, 7), fc.bigInt({ min: 0n, max: 9999n }))
      .map(([firm, region, town, size, cost]): Row => [firm, region, town === null || region === null ? null : `${town}${region}`, size, cost]);
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 15 }), async (rows) => {
      const { table, trees: [places] } = reread(exportArgus(await argusExportOf(cells(rows), { of: 'cost' })));
      const valueOf = new Map(Array.from(table.values!, (value, cell) => [nameOf(table, cell), Math.round(value * 100)]));
      const below = (code: string | null): string[] => places!.codes.filter((_, node) => (places!.parents[node]! < 0 ? null : places!.codes[places!.parents[node]!]!) === code);
      for (const size of ['5', '7', '*']) {
        for (const code of [null, ...below(null)]) {
          const total = valueOf.get(`${code ?? '*'}|${size}`) ?? 0;
          expect(below(code).reduce((sum, part) => sum + (valueOf.get(`${part}|${size}`) ?? 0), 0)).toBe(total);
        }
      }
    }), { numRuns: 40 });
  });
});
