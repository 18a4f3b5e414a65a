import { describe, expect, test } from 'vitest';
import { Field, List, Schema, Struct, Utf8 } from 'apache-arrow';
import type { Derivation, Expression } from '../../src/link/model/expression.ts';
import { checkExpression, expressionKind } from '../../src/link/records/expression-kind.ts';
import { schemaOf } from './records-of.ts';

const base = schemaOf({ name: { type: 'utf8', role: 'attribute' }, born: { type: 'date', role: 'attribute' }, age: { type: 'int32', role: 'attribute' }, alive: { type: 'bool', role: 'attribute' }, code: { type: 'binary(16)', role: 'pseudonym' }, cost: { type: 'decimal(9,2)', role: 'measure' } }, ['name']);
const SCHEMA = new Schema([...base.fields, new Field('names', new List(new Field('item', new Utf8(), true)), true), new Field('odd', new Struct([]), true), new Field('days', new List(base.fields[1]!), true)]);

const of = (column: string, ...derive: Derivation[]): Expression => ({ column, derive });

describe('expressionKind', () => {
  test.each<[expression: Expression, kind: string]>([
    [{ column: 'name' }, 'text'], [{ column: 'alive' }, 'text'], [{ column: 'code' }, 'text'], [{ column: 'age' }, 'number'], [{ column: 'cost' }, 'number'], [{ column: 'born' }, 'time'], [{ column: 'names' }, 'texts'],
    [of('born', { op: 'year' }), 'number'], [of('born', { op: 'toText' }, { op: 'slice', from: 1, length: 4 }, { op: 'toNumber' }), 'number'], [of('born', { op: 'nullIf', value: '1900-01-01' }), 'time'],
    [of('name', { op: 'words' }), 'texts'], [of('names', { op: 'element', at: 1 }), 'text'], [of('names', { op: 'length' }), 'number'], [of('name', { op: 'parseTime', format: 'dd/MM/yyyy' }), 'time'],
    [{ concat: [{ column: 'name' }, of('age', { op: 'toText' })], derive: [{ op: 'qGrams', q: 3 }] }, 'texts'], [{ list: [{ column: 'name' }, { column: 'alive' }] }, 'texts'], [{ list: [{ column: 'age' }, { column: 'cost' }] }, 'numbers'],
  ])('%j gives %s', (expression, kind) => {
    expect(expressionKind(expression, SCHEMA)).toBe(kind);
  });

  test.each<[expression: Expression, problems: readonly (readonly [code: string, path: string])[]]>([
    [{ column: 'nam' }, [['PLAN_UNKNOWN_COLUMN', 'at.column']]],
    [{ column: 'odd' }, [['PLAN_COLUMN_TYPE', 'at.column']]],
    [{ column: 'days' }, [['PLAN_COLUMN_TYPE', 'at.column']]],
    [of('name', { op: 'year' }, { op: 'lower' }), [['PLAN_COLUMN_TYPE', 'at.derive[0]'], ['PLAN_COLUMN_TYPE', 'at.derive[1]']]],
    [of('nam', { op: 'extract', pattern: '(' }), [['PLAN_UNKNOWN_COLUMN', 'at.column'], ['PLAN_OUT_OF_RANGE', 'at.derive[0].pattern']]],
    [of('name', { op: 'extract', pattern: '(a)', group: 2 }), [['PLAN_OUT_OF_RANGE', 'at.derive[0].pattern']]],
    [of('name', { op: 'parseTime', format: 'YYYY' }), [['PLAN_OUT_OF_RANGE', 'at.derive[0].format']]],
    [{ concat: [{ column: 'name' }, { column: 'age' }, { concat: [{ column: 'born' }] }] }, [['PLAN_COLUMN_TYPE', 'at.concat[1]'], ['PLAN_COLUMN_TYPE', 'at.concat[2].concat[0]']]],
    [{ list: [{ column: 'name' }, { column: 'age' }] }, [['PLAN_COLUMN_TYPE', 'at.list']]],
    [{ list: [{ column: 'names' }, { column: 'born' }] }, [['PLAN_COLUMN_TYPE', 'at.list[0]'], ['PLAN_COLUMN_TYPE', 'at.list[1]']]],
  ])('%j has every problem at once', (expression, problems) => {
    expect(checkExpression(expression, SCHEMA, 'at').problems.map(({ code, path }) => [code, path])).toEqual(problems);
    expect(() => expressionKind(expression, SCHEMA, 'at')).toThrow(problems[0]![0]);
  });

  test('without columns, what derivations say is checked', () => {
    expect(checkExpression(of('name', { op: 'year' }), null)).toEqual({ kind: 'number', problems: [] });
    expect(checkExpression(of('name', { op: 'lower' }, { op: 'year' }), null).problems).toMatchObject([{ path: 'derive[1]' }]);
    expect(checkExpression({ list: [{ column: 'x' }] }, null)).toEqual({ kind: null, problems: [] });
  });
});
