import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLevels, aggregate, type AddLevelsOptions } from '../../src/aggregate/index.ts';
import { PlanError } from '../../src/core/errors.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({ commune: { type: 'utf8', role: 'quasiIdentifier', identifier: 'commune' }, n: { type: 'int32', role: 'measure' } });
const CODED = schemaOf({ commune: { type: 'utf8', role: 'quasiIdentifier' }, n: { type: 'int32', role: 'measure' } }, ['commune']);
const PREFIX: AddLevelsOptions = { column: 'commune', into: ['departement'], prefixLengths: [2], unmatched: 'null' };
const ROWS: readonly Row[] = [['75056', 1], ['2A004', 2], [null, 3], ['75056', 4], ['é1x', 5], ['75', 6], ['', 7]];
const HRC = '11\n@75\n@@75056\n@@75101\n@78\n20\n@@2A004\n';

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('levels by prefix', () => {
  test('are the first characters; what has no more than those has no level', async () => {
    expect(await rowsOf(pipe(tableOf(SCHEMA, ROWS, [2]), addLevels(PREFIX)))).toEqual(ROWS.map((row, index) => [...row, ['75', '2A', null, '75', 'é1', null, null][index]!]));
  });
  test('can be several, the coarsest first', async () => {
    const cells = await rowsOf(pipe(tableOf(CODED, ROWS, [3]), addLevels({ ...PREFIX, into: ['a', 'b'], prefixLengths: [1, 4] })));
    expect(cells.map((row) => row.slice(2))).toEqual([['7', '7505'], ['2', '2A00'], [null, null], ['7', '7505'], [null, null], [null, null], [null, null]]);
  });
  test('rows without a level are set aside when asked for, by number and reason', async () => {
    const findings: Findings[] = [];
    const { rows, rejects } = applyOperator(tableOf(SCHEMA, ROWS, [1, 4]), addLevels({ ...PREFIX, unmatched: 'reject' }), { fold: IN_MEMORY, onFindings: (found) => findings.push(found) });
    expect((await rowsOf(rows)).map(([commune, , departement]) => [commune, departement])).toEqual([['75056', '75'], ['2A004', '2A'], ['75056', '75'], ['é1x', 'é1']]);
    expect(await rowsOf(rejects!)).toEqual([[3n, 'commune', 'LEVEL_UNKNOWN'], [6n, 'commune', 'LEVEL_UNKNOWN'], [7n, 'commune', 'LEVEL_UNKNOWN']]);
    expect(findings).toEqual([{ rows: 7, unmatched: 3 }]);
  });
  test('do not depend on batches, nor on whether codes are coded, and nest', async () => {
    const codes = fc.array(fc.option(fc.stringMatching(/^[0-9é]{0,4}$/)), { maxLength: 20 });
    await fc.assert(fc.asyncProperty(codes, fc.array(fc.nat(20), { maxLength: 3 }), async (list, cuts) => {
      const rows = list.map((code, index): Row => [code, index]);
      const operator = addLevels({ ...PREFIX, into: ['a', 'b'], prefixLengths: [1, 2] });
      const whole = await rowsOf(pipe(tableOf(SCHEMA, rows), operator));
      expect(await rowsOf(pipe(tableOf(CODED, rows, cuts), operator))).toEqual(whole);
      for (const [code, , first, second] of whole) if (first !== null) expect([(second as string).startsWith(first as string), (code as string).startsWith(second as string)]).toEqual([true, true]);
      // What nests by construction, aggregation accepts.
      await rowsOf(pipe(tableOf(SCHEMA, rows), operator, aggregate({ dimensions: ['a', 'b', 'commune'], hierarchies: [['a', 'b', 'commune']], entity: null, statistics: [] })));
    }), { numRuns: 40 });
  });
});

describe('levels by a τ-ARGUS hierarchy', () => {
  const options: AddLevelsOptions = { column: 'commune', into: ['region', 'departement'], hrc: HRC.replace('@@2A', '@2A'), unmatched: 'null' };
  test('are what stands above a code; a short branch repeats its last code', async () => {
    const rows: readonly Row[] = [['75056', 1], ['2A004', 2], ['78', 3], ['11', 4], ['99', 5], [null, 6]];
    expect((await rowsOf(pipe(tableOf(SCHEMA, rows, [1]), addLevels(options)))).map((row) => row.slice(2))).toEqual([['11', '75'], ['20', '2A004'], ['11', '78'], ['11', '11'], [null, null], [null, null]]);
  });
  test('with another lead string', async () => {
    const made = addLevels({ column: 'commune', into: ['r'], hrc: '@A\n. @A1\n', leadString: '. ', unmatched: 'null' });
    expect(await rowsOf(pipe(tableOf(SCHEMA, [['@A1', 1]]), made))).toEqual([['@A1', 1, '@A']]);
  });
  test('that cannot be read, or has other levels than names, are problems of the plan without the text', () => {
    expect(problemsOf(() => addLevels({ ...options, hrc: HRC }))).toEqual(['PLAN_OUT_OF_RANGE hrc: line 7: level 3 follows level 1, the level between is missing']);
    expect(problemsOf(() => addLevels({ ...options, into: ['region'] }))).toEqual(['PLAN_OUT_OF_RANGE into: the hierarchy has 2 levels above the codes, got 1 names']);
  });
});

describe('the schema', () => {
  test('has a text column per level, with the role of the codes', () => {
    const { fields } = addLevels(PREFIX).outputSchema(SCHEMA);
    expect(fields.map(({ name, nullable }) => [name, nullable])).toEqual([['commune', true], ['n', true], ['departement', true]]);
    expect([roleOf(fields[2]!), fields[2]!.metadata.get(METADATA.identifier)]).toEqual(['quasiIdentifier', undefined]);
  });
  test('wrong columns and options are problems, all at once', () => {
    expect(problemsOf(() => addLevels({ ...PREFIX, column: 'n', into: ['commune'] }).outputSchema(SCHEMA)).map((text) => text.split(':')[0])).toEqual(['PLAN_COLUMN_TYPE column', 'PLAN_COLUMN_EXISTS into[0]']);
    expect(problemsOf(() => addLevels({ ...PREFIX, into: ['a', 'a'], prefixLengths: [1, 2] }).outputSchema(SCHEMA)).map((text) => text.split(':')[0])).toEqual(['PLAN_COLUMN_EXISTS into[1]']);
    expect(problemsOf(() => addLevels({ ...PREFIX, into: ['a', 'b'], prefixLengths: [2, 2] }))).toEqual(['PLAN_OUT_OF_RANGE prefixLengths[1]: expected an integer above 2, got 2']);
    expect(problemsOf(() => addLevels({ ...PREFIX, prefixLengths: [1, 2] }))).toEqual(['PLAN_OUT_OF_RANGE into: the prefixes have 2 levels above the codes, got 1 names']);
    const cells = aggregate({ dimensions: ['commune'], entity: null, statistics: [] }).outputSchema(SCHEMA);
    expect(problemsOf(() => addLevels(PREFIX).outputSchema(cells)).map((text) => text.split(':')[0])).toEqual(['PLAN_OP_ORDER column']);
    expect(problemsOf(() => addLevels({ ...PREFIX, hrc: 'A' } as unknown as AddLevelsOptions)).length).toBeGreaterThan(0);
  });
  test('an empty table keeps its form', async () => {
    expect(await rowsOf(pipe(tableOf(SCHEMA, [], [0]), addLevels(PREFIX)))).toEqual([]);
  });
});
