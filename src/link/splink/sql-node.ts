import { refusePlan } from '../../core/errors.ts';

/** The databases whose SQL Splink writes. */
export type SplinkDialect = 'duckdb' | 'spark' | 'sqlite' | 'postgres' | 'athena';

/** Every {@link SplinkDialect}. */
export const SPLINK_DIALECTS: readonly SplinkDialect[] = Object.freeze(['duckdb', 'spark', 'sqlite', 'postgres', 'athena']);

/**
 * A part of an SQL expression. Operators, casts, cases and functions are all calls, by one name whatever the dialect calls
 * them, so that what means the same looks the same. `at` is the position in the text, from 0.
 */
export type SqlNode =
  | { readonly kind: 'column'; readonly table: string | null; readonly name: string; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  /** `null`, `true`, `false`, the name of a type or of a part of a time. */
  | { readonly kind: 'word'; readonly value: string; readonly at: number }
  /** What a function without a name is given: the n-th of those that surround the place. */
  | { readonly kind: 'parameter'; readonly index: number; readonly at: number }
  | SqlCall;

/** A function or an operator with its operands. */
export interface SqlCall {
  readonly kind: 'call';
  readonly name: string;
  readonly of: readonly SqlNode[];
  readonly at: number;
}

/** An SQL text, and what is needed to say where in it something stands. */
export interface SqlText {
  readonly sql: string;
  readonly dialect: SplinkDialect;
  /** Where the text stands in the model. */
  readonly path: string;
}

/**
 * Refuses an SQL text.
 *
 * @param text - the text.
 * @param at - position of what is refused, from 0.
 * @param message - a fragment that quotes neither the text nor a value in it.
 * @throws {PlanError} `PLAN_SYNTAX` always, with the character, counted from 1; in a text of several lines also the line.
 */
export function refuseSql({ sql, path }: Pick<SqlText, 'sql' | 'path'>, at: number, message: string): never {
  const lines = sql.slice(0, at).split('\n');
  const place = lines.length === 1 ? `character ${at + 1}` : `line ${lines.length}, character ${lines.at(-1)!.length + 1}`;
  refusePlan('PLAN_SYNTAX', path, `${place}: ${message}`);
}
