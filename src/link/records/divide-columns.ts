import type { ExpressionList } from '../compile/expression-list.ts';
import { columnsOfExpressions } from './read-sources.ts';

/** Columns and expressions that have nothing to do with the others of a list. */
export interface ColumnsPart {
  readonly columns: readonly string[];
  /** Places of its expressions in the list, ascending. */
  readonly places: readonly number[];
}

/**
 * Divides the expressions of a list into parts that can be made apart: those of one part have columns in common, or a domain.
 *
 * @param list - expressions and their domains.
 * @returns the parts, in the order of their first expressions; each column and each expression is in one of them.
 * @example
 * const year = { column: 'birthDate', derive: [{ op: 'year' }] } as const;
 * divideColumns({ expressions: [{ column: 'birthDate' }, { column: 'city' }, year], domains: [0, 1, 2] });
 * // => [{ columns: ['birthDate'], places: [0, 2] }, { columns: ['city'], places: [1] }]
 */
export function divideColumns({ expressions, domains }: Pick<ExpressionList, 'expressions' | 'domains'>): readonly ColumnsPart[] {
  let parts: { readonly columns: ReadonlySet<string>; readonly domains: ReadonlySet<number>; readonly places: readonly number[] }[] = [];
  expressions.forEach((expression, place) => {
    const own = { columns: new Set(columnsOfExpressions([expression])), domains: new Set([domains[place]!]), places: [place] };
    const isMet = (part: typeof own | (typeof parts)[number]): boolean => part.domains.has(domains[place]!) || [...own.columns].some((column) => part.columns.has(column));
    const met = [...parts.filter(isMet), own];
    const joined = {
      columns: new Set(met.flatMap((part) => [...part.columns])), domains: new Set(met.flatMap((part) => [...part.domains])), places: met.flatMap((part) => part.places),
    };
    parts = [...parts.filter((part) => !isMet(part)), joined];
  });
  return parts.map(({ columns, places }) => ({ columns: [...columns], places: [...places].sort((left, right) => left - right) }))
    .sort((left, right) => left.places[0]! - right.places[0]!);
}
