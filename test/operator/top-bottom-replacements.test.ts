// Whether a replacement is a number of the column: told when the step is put on a schema, before a row is read.
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { topBottomCode, type TopBottomCodeOptions } from '../../src/minimise/index.ts';
import { rowsOf, schemaOf, tableOf, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  small: { type: 'int32', role: 'attribute' },
  large: { type: 'int64', role: 'attribute' },
  cost: { type: 'decimal(5,2)', role: 'measure' },
  share: { type: 'float64', role: 'attribute' },
});

function problemsOf(column: string, replacement: number): string[] {
  const top: TopBottomCodeOptions = { column, top: { above: 8, replacement } };
  try {
    topBottomCode(top).outputSchema(SCHEMA);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
}

const REFUSED = ['PLAN_OUT_OF_RANGE top.replacement'];

describe('a replacement', () => {
  test.each<[string, number, boolean]>([
    ['small', 9, true], ['small', -0, true], ['small', 2 ** 31 - 1, true], ['small', -(2 ** 31), true], ['small', 2 ** 31, false], ['small', 9.5, false],
    ['large', 2 ** 52, true], ['large', 2 ** 53, false], ['large', 0.5, false],
    ['cost', 9.25, true], ['cost', 0.1, true], ['cost', -999.99, true], ['cost', 999.99, true], ['cost', 1000, false], ['cost', 1e9, false], ['cost', 9.255, false], ['cost', 0.001, false],
    ['share', 9.255, true], ['share', 1e300, true],
  ])('of the column "%s" by %d: %s', (column, replacement, isHeld) => {
    expect(problemsOf(column, replacement)).toEqual(isHeld ? [] : REFUSED);
  });

  test('of both ends is judged at each', () => {
    const both: TopBottomCodeOptions = { column: 'cost', bottom: { below: 1, replacement: 0.001 }, top: { above: 8, replacement: 9 } };
    expect(() => topBottomCode(both).outputSchema(SCHEMA)).toThrow(/bottom\.replacement/);
  });

  test('of a decimal is written as it was said', async () => {
    let found: Findings = {};
    const values: Value[][] = [[1, 1n, 29n, 0], [1, 1n, 800n, 0], [1, 1n, 801n, 0], [1, 1n, null, 0]];
    const operator = topBottomCode({ column: 'cost', bottom: { below: 0.3, replacement: 0.29 }, top: { above: 8, replacement: 8.07 } });
    const output = applyOperator(tableOf(SCHEMA, values), operator, { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
    expect((await rowsOf(output.rows)).map((row) => row[2])).toEqual([29n, 800n, 807n, null]);
    expect(found).toEqual({ rows: 4, below: 1, above: 1 });
  });
});
