// Blocking against DuckDB: rules as SQL conditions on pairs, each with what the rules before it give taken out, as Splink writes them.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkType } from '../../src/link/model/model.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const text = { type: 'utf8', role: 'attribute' } as const;
const SCHEMA = schemaOf({ id: { type: 'int32', role: 'technical' }, first: text, last: text, born: text, town: text, phones: text });
const ROWS = 900;

/** Names as often as names are, dates, and lists of numbers; a tenth is null. */
function someRows(seed: number): Row[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const oneOf = (kind: string, many: number): string | null => next(10) === 0 ? null : `${kind}${Math.floor(next(many) * next(many) / many)}`;
  return Array.from({ length: ROWS }, (_, id): Row => {
    const phones = Array.from({ length: next(4) }, () => `p${next(300)}`);
    return [id, oneOf('name', 60), oneOf('name', 90), oneOf('1970-01-', 28), oneOf('town', 30), next(8) === 0 ? null : phones.join(' ')];
  });
}

const column = (name: string): Expression => ({ column: name });
const list: Expression = { column: 'phones', derive: [{ op: 'split', separator: ' ' }] };
const prefix = (name: string, length: number): Expression => ({ column: name, derive: [{ op: 'slice', from: 1, length }] });

/** Each rule, and what it is in SQL. DuckDB splits '' into one empty text, as here. */
const RULES: readonly (readonly [sql: string, rule: BlockingRule])[] = [
  ['l.first = r.first AND l.last = r.last', { on: [{ of: column('first') }, { of: column('last') }] }],
  ['l.first = r.last', { on: [{ of: column('first'), against: column('last') }] }],
  ['list_has_any(string_split(l.phones, \' \'), string_split(r.phones, \' \'))', { on: [{ of: list, explode: true }] }],
  ['l.born = r.born AND substr(l.last, 1, 5) = substr(r.last, 1, 5) AND l.town = r.town', { on: [{ of: column('born') }, { of: prefix('last', 5) }, { of: column('town') }] }],
  ['(l.town = r.town AND l.first = r.first) OR (l.born = r.born AND l.first = r.last)', { any: [{ on: [{ of: column('town') }, { of: column('first') }] }, { on: [{ of: column('born') }, { of: column('first'), against: column('last') }] }] }],
  ['l.born = r.born AND levenshtein(l.last, r.last) <= 1', { on: [{ of: column('born') }], where: { kind: 'measure', measure: 'levenshtein', of: column('last'), atMost: 1 } }],
  ['l.town = r.town', { on: [{ of: column('town') }] }],
];

describe('pairs of seven rules', () => {
  let duckdb: DuckDBConnection;
  const rows = someRows(7);
  beforeAll(async () => {
    duckdb = await openDuckdb();
    await createTable(duckdb, 'persons', SCHEMA, rows);
  });

  async function expected(rules: typeof RULES, allowed: string): Promise<string[]> {
    const given = rules.map(([sql], rule) => `SELECT l.id, r.id, ${rule} FROM persons l JOIN persons r ON (${sql}) WHERE ${allowed}${
      rules.slice(0, rule).map(([before]) => ` AND NOT coalesce((${before}), false)`).join('')}`);
    return (await query(duckdb, given.join(' UNION ALL '))).map((pair) => pair.join(' ')).sort();
  }

  async function found(rules: typeof RULES, linkType: LinkType): Promise<string[]> {
    const blocking = rules.map(([, rule]) => rule);
    // Row keys are whole numbers from 0, and the sources are cut where they rise: ordinals are row keys.
    const sources = linkType === 'dedupe' ? { all: rows } : { a: rows.slice(0, 250), b: rows.slice(250, 600), c: rows.slice(600) };
    const inputs = Object.fromEntries(Object.entries(sources).map(([name, part]) => [name, tableOf(SCHEMA, part, [100])]));
    const records = await prepareRecords(inputs, { rowKey: 'id', expressions: collectExpressions({ blocking, comparisons: [] }), unit: 'byte' });
    const pairs: string[] = [];
    blockRecords(records, blocking, linkType).visit(null, 1000, (lefts, rights, ruleOf, count) => {
      for (let pair = 0; pair < count; pair++) pairs.push(`${lefts[pair]} ${rights[pair]} ${ruleOf[pair]}`);
      return true;
    });
    return pairs.sort();
  }

  test.each(['dedupe', 'linkAndDedupe'] as const)('are those of DuckDB, under the same rules: %s', async (linkType) => {
    const pairs = await expected(RULES, 'l.id < r.id');
    expect(pairs.length).toBeGreaterThan(10_000);
    expect(await found(RULES, linkType)).toEqual(pairs);
  });

  test('of three sources are those of DuckDB across them', async () => {
    const source = (side: string): string => `(CASE WHEN ${side}.id < 250 THEN 0 WHEN ${side}.id < 600 THEN 1 ELSE 2 END)`;
    expect(await found(RULES, 'link')).toEqual(await expected(RULES, `l.id < r.id AND ${source('l')} <> ${source('r')}`));
  });

  test('in another order of rules are the same, under other rules', async () => {
    const turned = RULES.toReversed();
    expect(await found(turned, 'dedupe')).toEqual(await expected(turned, 'l.id < r.id'));
  });
});
