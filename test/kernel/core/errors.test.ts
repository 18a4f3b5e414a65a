import { describe, expect, test } from 'vitest';
import { DataError, PlanError, ProtectionError, refusePlan, type Problem } from '../../../src/core/errors.ts';

describe('a PlanError', () => {
  const problems: Problem[] = [{ code: 'PLAN_MISSING', path: 'inputs', message: 'expected at least one input' }, { code: 'PLAN_SYNTAX', path: '', message: 'expected YAML or JSON' }];

  test('says every problem, path first, code last', () => {
    const error = new PlanError(problems);
    expect(error.message).toBe('inputs: expected at least one input [PLAN_MISSING]\nplan: expected YAML or JSON [PLAN_SYNTAX]');
    expect([error.name, error instanceof Error]).toEqual(['PlanError', true]);
  });
  test('holds problems that nobody can change', () => {
    const error = new PlanError(problems);
    problems.pop();
    expect(error.problems.length).toBe(2);
    expect(Object.isFrozen(error.problems)).toBe(true);
  });
  test('is thrown for one reason by refusePlan', () => {
    expect(() => refusePlan('PLAN_CYCLE', 'tables.a.from', 'the table is made from itself')).toThrow('tables.a.from: the table is made from itself [PLAN_CYCLE]');
  });
});

describe.each([
  ['DataError', (detail?: object) => new DataError('DATA_NULL', 'a null', detail)],
  ['ProtectionError', (detail?: object) => new ProtectionError('PROTECTION_SCHEMA', 'a null', detail)],
] as const)('a %s', (name, make) => {
  const code = name === 'DataError' ? 'DATA_NULL' : 'PROTECTION_SCHEMA';

  test('puts the place before the message and the code after it', () => {
    expect(make().message).toBe(`a null [${code}]`);
    expect(make({ source: 'stays' }).message).toBe(`stays: a null [${code}]`);
    expect(make({ source: 'stays', column: 'cost', firstRow: 12, rowCount: 3, path: 'stays.csv' }).message).toBe(`stays.csv, stays, column cost, row 12: a null [${code}]`);
  });
  test('carries code and detail as data', () => {
    const detail = { column: 'cost', firstRow: 12 };
    const error = make(detail);
    detail.firstRow = 13;
    expect([error.name, error.code, error.detail]).toEqual([name, code, { column: 'cost', firstRow: 12 }]);
    expect(Object.isFrozen(error.detail)).toBe(true);
    expect(error.cause).toBeUndefined();
  });
});
