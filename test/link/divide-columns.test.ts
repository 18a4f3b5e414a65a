// Which columns can be made apart: the oracle walks from expression to expression.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import { divideColumns } from '../../src/link/records/divide-columns.ts';
import { columnsOfExpressions } from '../../src/link/records/read-sources.ts';

const column = (name: string): Expression => ({ column: name });

describe('divideColumns', () => {
  test('what is made of one column stays together', () => {
    const year: Expression = { column: 'birthDate', derive: [{ op: 'year' }] };
    expect(divideColumns({ expressions: [column('birthDate'), column('city'), year], domains: [0, 1, 2] }))
      .toEqual([{ columns: ['birthDate'], places: [0, 2] }, { columns: ['city'], places: [1] }]);
  });

  test('so do columns that are compared with each other, put end to end, or side by side', () => {
    const names = collectExpressions({ blocking: [{ on: [{ of: column('birthName'), against: column('usedName') }] }], comparisons: [] }, [column('city')]);
    expect(divideColumns(names).map(({ columns }) => columns)).toEqual([['birthName', 'usedName'], ['city']]);
    const joined: Expression = { concat: [column('b'), { list: [column('c'), column('d')] }] };
    expect(divideColumns({ expressions: [column('a'), joined, column('d')], domains: [0, 1, 2] }).map(({ columns }) => columns)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  test('an expression that comes late joins what was apart before', () => {
    const expressions = [column('a'), column('b'), column('c'), { concat: [column('c'), column('a')] }];
    expect(divideColumns({ expressions, domains: [0, 1, 2, 3] })).toEqual([{ columns: ['a', 'c'], places: [0, 2, 3] }, { columns: ['b'], places: [1] }]);
  });

  test('no expression, no part', () => {
    expect(divideColumns({ expressions: [], domains: [] })).toEqual([]);
  });

  test('two expressions are in one part exactly where a chain of common columns and domains leads from one to the other', () => {
    const someExpression: fc.Arbitrary<Expression> = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 3 })
      .map((names) => (names.length === 1 ? column(names[0]!) : { concat: names.map(column) }));
    fc.assert(fc.property(fc.array(fc.tuple(someExpression, fc.nat(9)), { maxLength: 10 }), (list) => {
      const expressions = list.map(([expression]) => expression);
      const domains = list.map(([, domain]) => domain);
      const parts = divideColumns({ expressions, domains });
      const reached = (from: number): number[] => {
        const found = new Set([from]);
        for (const place of found) {
          expressions.forEach((other, index) => {
            const shared = columnsOfExpressions([other]).some((name) => columnsOfExpressions([expressions[place]!]).includes(name));
            if (shared || domains[index] === domains[place]) found.add(index);
          });
        }
        return [...found].sort((left, right) => left - right);
      };
      expect(parts.flatMap(({ places }) => places).sort((left, right) => left - right)).toEqual(expressions.map((_, index) => index));
      for (const { places, columns } of parts) {
        for (const place of places) expect(reached(place)).toEqual(places);
        expect([...columns].sort()).toEqual([...columnsOfExpressions(places.map((place) => expressions[place]!))].sort());
      }
    }), { numRuns: 300 });
  });
});
