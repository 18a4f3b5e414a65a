import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import { attackPublishedCells } from '../../src/audit/index.ts';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import { allValid, setNull, type Column } from '../../src/core/column.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { fromBatches } from '../../src/core/dataset.ts';
import { pipe } from '../../src/core/operator.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const schema = schemaOf({ area: { type: 'utf8', role: 'quasiIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'int64', role: 'measure' } });

/** Stays by area and sex, as many as the counts say, each at a cost of its own. */
const stays: Row[] = Object.entries({ 'a f': 4, 'a m': 20, 'b f': 30, 'b m': 3, 'c f': 15, 'c m': 16 })
  .flatMap(([codes, count]) => Array.from({ length: count }, (_, at) => [...codes.split(' '), BigInt(10 + at)]));

async function cells(): Promise<Dataset> {
  const made = pipe(tableOf(schema, stays), aggregate({ dimensions: ['area', 'sex'], margins: ['area', 'sex'], statistics: [{ kind: 'rows' }, { kind: 'sum', of: 'cost' }], entity: null }));
  const batches = [];
  for await (const batch of made.open()) batches.push(batch);
  return fromBatches(made.schema, batches);
}

/** Withholds all figures of rows that are chosen by their counts. */
async function withheld(isWithheld: (count: bigint) => boolean): Promise<Dataset> {
  const source = await cells();
  const batches = [];
  for await (const batch of source.open()) {
    const columns = columnsOf(batch);
    const counts = columns[source.schema.fields.findIndex(({ name }) => name === 'rows')]!;
    const kept = columns.map((column, index): Column => {
      if (!['rows', 'costSum'].includes(source.schema.fields[index]!.name) || counts.kind !== 'int64') return column;
      const valid = allValid(batch.numRows);
      counts.values.forEach((count, row) => {
        if (isWithheld(count)) setNull(valid, row);
      });
      return { ...column, valid } as Column;
    });
    batches.push(makeBatch(source.schema, kept, batch.numRows));
  }
  return fromBatches(source.schema, batches);
}

describe('the attack on a finished table of cells', () => {
  test('recovers counts and sums that small cells alone were withheld of', async () => {
    const found = await attackPublishedCells(await withheld((count) => count < 11n), () => 0);
    expect(found).toEqual([
      { name: 'rows', withheld: 2, exact: 2, undecided: 0, contradictions: 0 },
      { name: 'costSum', withheld: 2, exact: 2, undecided: 0, contradictions: 0 },
    ]);
  });

  test('recovers none once they are covered in every line', async () => {
    const found = await attackPublishedCells(await withheld((count) => [4n, 20n, 30n, 3n].includes(count)), () => 0);
    expect(found.map(({ withheld: count, exact }) => [count, exact])).toEqual([[4, 0], [4, 0]]);
  });

  test('finds nothing in a table without withheld cells', async () => {
    expect((await attackPublishedCells(await cells(), () => 0)).every(({ withheld: count, exact }) => count + exact === 0)).toBe(true);
  });

  test('is refused for rows that are no cells', async () => {
    await expect(attackPublishedCells(tableOf(schema, stays), () => 0)).rejects.toMatchObject({ problems: [{ code: 'PLAN_OP_ORDER' }] });
  });
});
