// Expressions of a model as numbered columns, and conditions over them: by hand, and by what may not matter.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchesOf, collectExpressions, sameExpression } from '../../../src/link/compile/expression-list.ts';
import type { Condition } from '../../../src/link/model/condition.ts';
import type { Expression } from '../../../src/link/model/expression.ts';
import type { Comparison } from '../../../src/link/model/model.ts';

const column = (name: string): Expression => ({ column: name });
const equal = (of: string, against?: string): Condition => ({ kind: 'equal', of: column(of), ...(against === undefined ? {} : { against: column(against) }) });
const comparisonOf = (...conditions: readonly Condition[]): Comparison => ({ name: 'c', levels: conditions.map((when) => ({ label: 'l', when, m: 0.5, u: 0.5 })) });
const none = { blocking: [], comparisons: [] };

describe('two expressions', () => {
  test('say the same whatever the order of members, and where a member says nothing', () => {
    expect(sameExpression({ column: 'a', derive: [{ op: 'slice', from: 1, length: 3 }] }, { derive: [{ length: 3, from: 1, op: 'slice' }], column: 'a' })).toBe(true);
    expect(sameExpression({ column: 'a', derive: [] }, column('a'))).toBe(true);
    expect(sameExpression({ concat: [column('a'), column('b')], separator: '' }, { concat: [column('a'), { column: 'b', derive: [] }] })).toBe(true);
  });

  test('say something else by column, by order of parts, by separator, by step and by form', () => {
    const different: readonly Expression[] = [
      column('a'), column('b'), column('A'), { column: 'a', derive: [{ op: 'lower' }] }, { column: 'a', derive: [{ op: 'lower' }, { op: 'trim' }] }, { column: 'a', derive: [{ op: 'trim' }, { op: 'lower' }] },
      { concat: [column('a')] }, { concat: [column('a'), column('b')] }, { concat: [column('b'), column('a')] }, { concat: [column('a'), column('b')], separator: ' ' }, { list: [column('a')] } as never, { list: [column('a'), column('b')] } as never,
    ];
    different.forEach((left, one) => { different.forEach((right, other) => { expect([one, other, sameExpression(left, right)]).toEqual([one, other, one === other]); }); });
  });

  test('are not taken for one another by what their names hold', () => {
    expect(sameExpression({ concat: [column('a","b')] }, { concat: [column('a'), column('b')] })).toBe(false);
    expect(sameExpression({ concat: [column('a')], separator: '[]' }, { concat: [column('a')] })).toBe(false);
  });
});

describe('the expressions of a model', () => {
  test('come in the order of first use, each once: rules, their conditions, levels, frequencies, and what is asked for besides', () => {
    const { expressions } = collectExpressions({
      blocking: [{ on: [{ of: column('postcode') }], where: equal('sex') }, { any: [{ on: [{ of: column('town') }] }, { on: [{ of: column('postcode') }, { of: column('phone') }] }] }],
      comparisons: [{ name: 'c', levels: [{ label: 'l', when: equal('name'), m: 0.5, u: 0.5, termFrequency: { of: column('name key'), weight: 1 } }] }],
    }, [column('label'), column('sex')]);
    expect(expressions).toEqual(['postcode', 'sex', 'town', 'phone', 'name', 'name key', 'label'].map(column));
  });

  test('are found in every kind of condition', () => {
    const everything: Condition = {
      kind: 'all', of: [
        { kind: 'null', of: column('a') }, { kind: 'literal', of: column('b'), side: 'left', value: '1' }, { kind: 'not', of: { kind: 'any', of: [equal('c', 'd'), { kind: 'otherwise' }] } },
        { kind: 'measure', measure: 'jaro', of: column('e'), against: column('f'), atLeast: 0.9 }, { kind: 'registered', name: 'own', of: column('g'), above: 0 },
      ],
    };
    expect(collectExpressions({ ...none, comparisons: [comparisonOf(everything)] }).expressions).toEqual([...'abcdefg'].map(column));
  });

  test('of nothing are none', () => {
    const list = collectExpressions(none);
    expect([list.expressions, list.domains]).toEqual([[], []]);
    expect(() => list.indexOf(column('a'))).toThrow(new RangeError('expression: expected one of the list'));
  });

  test('are found again by what they say, and cannot be changed', () => {
    const list = collectExpressions(none, [column('a'), { concat: [column('a'), column('b')] }]);
    expect([list.indexOf({ column: 'a', derive: [] }), list.indexOf({ separator: '', concat: [column('a'), column('b')] })]).toEqual([0, 1]);
    expect(() => list.indexOf(column('b'))).toThrow(RangeError);
    expect([list, list.expressions, list.domains].every((part) => Object.isFrozen(part))).toBe(true);
  });
});

describe('domains', () => {
  test('hold expressions that are compared with each other, through others too; numbered by first use', () => {
    const { expressions, domains } = collectExpressions({ ...none, comparisons: [comparisonOf(equal('x'), equal('a', 'b'), equal('c', 'd'), equal('y'), equal('d', 'a'))] });
    expect(expressions.map((expression) => (expression as { readonly column: string }).column)).toEqual(['x', 'a', 'b', 'c', 'd', 'y']);
    expect(domains).toEqual([0, 1, 1, 1, 1, 2]);
  });

  test('are those of connected expressions, by walking from one to the other', () => {
    const pair = fc.tuple(fc.nat(7), fc.nat(7));
    fc.assert(fc.property(fc.array(pair, { maxLength: 8 }), fc.array(pair, { maxLength: 4 }), (compared, blocked) => {
      const { expressions, domains } = collectExpressions({
        blocking: blocked.map(([of, against]) => ({ on: [{ of: column(`${of}`), against: column(`${against}`) }] })), comparisons: [comparisonOf(...compared.map(([of, against]) => equal(`${of}`, `${against}`)))],
      });
      const names = expressions.map((expression) => Number((expression as { readonly column: string }).column));
      const reach = (from: number): Set<number> => {
        const met = new Set([from]);
        for (const name of met) for (const [one, other] of [...compared, ...blocked]) {
          if (one === name) met.add(other);
          if (other === name) met.add(one);
        }
        return met;
      };
      names.forEach((one, left) => { names.forEach((other, right) => { expect(domains[left] === domains[right]).toBe(reach(one).has(other)); }); });
      // Without gaps, in the order of first use.
      expect([...new Set(domains)]).toEqual(Array.from({ length: new Set(domains).size }, (_, domain) => domain));
    }));
  });
});

test('the branches of a rule are its own, or those of which one is enough', () => {
  const branch = { on: [{ of: column('a') }] };
  expect(branchesOf(branch)).toEqual([branch]);
  expect(branchesOf({ any: [branch, { on: [] }], label: 'either' })).toEqual([branch, { on: [] }]);
});
