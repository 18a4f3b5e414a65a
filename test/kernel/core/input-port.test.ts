import { expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { inputPort } from '../../../src/core/input-port.ts';

test('a port has what enters by it, and one without anything is a problem of the plan', () => {
  expect(inputPort({ rows: 1, reference: 2 }, 'reference')).toBe(2);
  expect(() => inputPort({ rows: 1 }, 'reference')).toThrow(PlanError);
  expect(() => inputPort({ rows: 1 }, 'reference')).toThrow('reference: expected a table for this port [PLAN_MISSING]');
});
