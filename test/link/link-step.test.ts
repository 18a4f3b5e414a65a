// The step link by code: what passes of rules and a model make together, what is read and computed how often, and how it fails.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import type { PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Findings, OperatorContext } from '../../src/core/operator.ts';
import { link, type LinkOptions } from '../../src/link/index.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const name = { column: 'name' };
const born = { column: 'born' };
const SCHEMA = schemaOf({ id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, born: { type: 'int32', role: 'quasiIdentifier' } });

/** Equal names of one year, or nearly, are a link: 4.5 bits, and 1.2 bits. */
const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.2, unit: 'codePoint', blocking: [{ on: [{ of: name }] }],
  comparisons: [
    { name: 'name', levels: [{ label: 'same', when: { kind: 'equal', of: name }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] },
    {
      name: 'born',
      levels: [
        { label: 'same', when: { kind: 'equal', of: born }, m: 0.8, u: 0.08 }, { label: 'near', when: { kind: 'measure', measure: 'absoluteDifference', of: born, atMost: 1 }, m: 0.15, u: 0.15 },
        { label: 'other', when: { kind: 'otherwise' }, m: 0.05, u: 0.77 },
      ],
    },
  ],
};
const components = { by: 'components' } as const;
const options: LinkOptions = { model: MODEL, minMatchWeightBits: 0, decide: components, rowKey: 'id' };

/** A table that counts how often it is opened. */
function counted(rows: readonly Row[], batches?: readonly number[]): Dataset & { readonly opened: () => number } {
  const table = tableOf(SCHEMA, rows, batches);
  let openings = 0;
  return { schema: SCHEMA, open: (signal) => { openings++; return table.open(signal); }, opened: () => openings };
}

const connect = (given: LinkOptions, inputs: Readonly<Record<string, Dataset>>, context: Partial<OperatorContext> = {}): Record<string, Dataset> =>
  link(given).connect(inputs, { fold: IN_MEMORY, ...context }) as Record<string, Dataset>;

const clustersOf = async (given: LinkOptions, inputs: Readonly<Record<string, Dataset>>): Promise<string[]> =>
  (await rowsOf(connect(given, inputs)['clusters']!)).map((row) => row.join(' '));

const refusal = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return ((error as PlanError).problems ?? [{ code: (error as { code: string }).code, path: '' }]).map(({ code, path }) => `${code} ${path}`.trim()).join(', ');
  }
  throw new Error('expected a refusal');
};

const someRows = fc.array(fc.tuple(fc.constantFrom('a', 'b', null), fc.option(fc.integer({ min: 1, max: 4 }))), { maxLength: 10 })
  .map((values) => values.map(([own, year], row): Row => [`r${row}`, own, year]));

/** Joins what a test of two rows holds for, directly or through others; names clusters by their first row key. */
function naiveClusters(rows: readonly Row[], isLinked: (left: Row, right: Row) => boolean): string[] {
  const cluster = rows.map((_, row) => row);
  for (let changed = true; changed;) {
    changed = false;
    rows.forEach((left, one) => {
      rows.forEach((right, other) => {
        if (one === other || !isLinked(left, right) || cluster[one] === cluster[other]) return;
        cluster[one] = cluster[other] = Math.min(cluster[one]!, cluster[other]!);
        changed = true;
      });
    });
  }
  return rows.map(([id], row) => `rows ${id} r${cluster[row]}`);
}

const isModelLink = ([, one, year]: Row, [, other, otherYear]: Row): boolean => one !== null && one === other && year !== null && otherYear !== null && Math.abs(Number(year) - Number(otherYear)) <= 1;
const isSameYear = ([, , year]: Row, [, , other]: Row): boolean => year !== null && year === other;

describe('clusters', () => {
  test('of a model are what links at the cut hold together, directly or through others', async () => {
    await fc.assert(fc.asyncProperty(someRows, async (rows) => {
      expect(await clustersOf(options, { rows: tableOf(SCHEMA, rows) })).toEqual(naiveClusters(rows, isModelLink));
    }), { numRuns: 60 });
  });

  test('of rules and a model hold together what either links; taken out, the model leaves alone what rules linked', async () => {
    const passes = { passes: [{ on: [{ of: born }] }], duplicateFree: [], takes: 'all' } as const;
    await fc.assert(fc.asyncProperty(someRows, async (rows) => {
      const ruled = new Set(rows.filter((row) => rows.some((other) => other !== row && isSameYear(row, other))));
      const table = tableOf(SCHEMA, rows);
      expect(await clustersOf({ ...options, deterministic: { ...passes, then: 'add' } }, { rows: table })).toEqual(naiveClusters(rows, (left, right) => isSameYear(left, right) || isModelLink(left, right)));
      expect(await clustersOf({ ...options, deterministic: { ...passes, then: 'takeOut' } }, { rows: table }))
        .toEqual(naiveClusters(rows, (left, right) => isSameYear(left, right) || (isModelLink(left, right) && !ruled.has(left) && !ruled.has(right))));
    }), { numRuns: 60 });
  });

  test('depend on neither the order of rows nor batches, and are attached to rows as they come', async () => {
    await fc.assert(fc.asyncProperty(someRows.filter((rows) => rows.length > 1), fc.infiniteStream(fc.nat()), async (rows, random) => {
      const expected = await clustersOf(options, { rows: tableOf(SCHEMA, rows) });
      const shuffled = rows.map((row) => ({ row, key: random.next().value as number })).sort((one, other) => one.key - other.key).map(({ row }) => row);
      const ports = connect(options, { rows: tableOf(SCHEMA, shuffled, [1, rows.length - 1]) });
      expect((await rowsOf(ports['clusters']!)).map((row) => row.join(' '))).toEqual(expected);
      const clusterOf = new Map(expected.map((line) => line.split(' ').slice(1) as [string, string]));
      expect(await rowsOf(ports['rows']!)).toEqual(shuffled.map((row) => [...row, clusterOf.get(String(row[0]))]));
    }), { numRuns: 40 });
  });
});

describe('what is read and computed', () => {
  const rows: Row[] = [['a', 'x', 1], ['b', 'x', 1], ['c', 'x', 9]];

  test('is read once for all ports, and once more for rows; clusters are decided once', async () => {
    const table = counted(rows);
    const found: Findings[] = [];
    const ports = connect(options, { rows: table }, { onFindings: (findings) => found.push(findings) });
    expect(table.opened()).toBe(0);
    await rowsOf(ports['clusters']!);
    await rowsOf(ports['clusters']!);
    await rowsOf(ports['pairs']!);
    expect(table.opened()).toBe(1);
    await rowsOf(ports['rows']!);
    expect(table.opened()).toBe(2);
    expect(found.at(-1)).toMatchObject({ scoring: { pairs: 3, kept: 1 }, links: 1, records: 3 });
  });

  test('is what both ports ask for at once, of one reading', async () => {
    const table = counted(rows);
    const { clusters, pairs } = connect(options, { rows: table });
    const [one, two] = await Promise.all([rowsOf(clusters!), rowsOf(pairs!)]);
    expect([one.length, two.length, table.opened()]).toEqual([3, 1, 1]);
  });

  test('is forgotten when it fails, and read again', async () => {
    const table = tableOf(SCHEMA, rows);
    const fault = new Error('the disk is gone');
    let isBroken = true;
    const broken: Dataset = { schema: SCHEMA, async *open(signal) { yield* table.open(signal); if (isBroken) throw fault; } };
    const { clusters } = connect(options, { rows: broken });
    await expect(rowsOf(clusters!)).rejects.toBe(fault);
    isBroken = false;
    expect(await rowsOf(clusters!)).toHaveLength(3);
  });

  test('is not what somebody else aborted', async () => {
    const { clusters } = connect(options, { rows: tableOf(SCHEMA, rows) });
    const stopped = new AbortController();
    const reason = new Error('enough');
    const [aborted, other] = [clusters!.open(stopped.signal)[Symbol.asyncIterator]().next(), rowsOf(clusters!)];
    stopped.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    expect(await other).toHaveLength(3);
  });

  test('has no value in findings and notes', async () => {
    const secret = 'Quetzalcoatl';
    const found: Findings[] = [];
    const ports = connect({ ...options, detail: 'weights' }, { rows: tableOf(SCHEMA, [['a', secret, 1], ['b', secret, 1]]) }, { onFindings: (findings) => found.push(findings) });
    for (const port of Object.values(ports)) await rowsOf(port);
    expect(JSON.stringify([found, link(options).notes, link(options).memory])).not.toContain(secret);
    expect((await rowsOf(ports['pairs']!))[0]!.map(String)).not.toContain(secret);
  });
});

describe('options', () => {
  const deterministic = { passes: [{ on: [{ of: name }] }], duplicateFree: [], takes: 'all', then: 'add' } as const;
  const { model: _, minMatchWeightBits: __, ...bare } = options;

  test.each<[object, string]>([
    [bare, 'PLAN_MISSING model'],
    [{ ...bare, model: MODEL }, 'PLAN_MISSING minMatchWeightBits'],
    [{ ...bare, deterministic }, 'PLAN_MISSING linkType'],
    [{ ...options, linkType: 'dedupe' }, 'PLAN_OUT_OF_RANGE linkType'],
    [{ ...options, minMatchWeightBits: Infinity }, 'minMatchWeightBits'],
    [{ ...options, minMatchWeightBits: '3' }, 'minMatchWeightBits'],
    [{ ...options, decide: { by: 'oneToOne' }, deterministic }, 'PLAN_OUT_OF_RANGE deterministic.then'],
    [{ ...options, decide: { by: 'oneToOne', maxComponentLinks: 0 } }, 'decide.maxComponentLinks'],
    [{ ...options, decide: { by: 'bestLinks', duplicateFree: [], ties: 'drop' } }, 'decide.duplicateFree'],
    [{ ...options, decide: { by: 'components', ties: 'drop' } }, 'decide.ties'],
    [{ ...options, tables: ['rows'] }, 'PLAN_DUPLICATE_NAME source'],
    [{ ...options, tables: ['a', 'a'] }, 'PLAN_DUPLICATE_NAME tables'],
    [{ ...options, tables: [] }, 'tables'],
    [{ ...options, maxPairs: 0 }, 'maxPairs'],
    [{ ...options, detail: 'all' }, 'detail'],
    [{ ...options, into: '' }, 'into'],
    [{ ...options, model: { ...MODEL, prior: 3 } }, 'model.prior'],
  ])('%# are refused before any table is there, by their path', async (wrong, expected) => {
    expect(await refusal(() => link(wrong as LinkOptions))).toContain(expected);
  });

  test('that name a source which is not linked are refused before any row is read', async () => {
    const table = counted([['a', 'x', 1]]);
    const free = { by: 'bestLinks', duplicateFree: ['rows', 'nowhere'], ties: 'drop' } as const;
    expect(await refusal(() => rowsOf(connect({ ...options, decide: free }, { rows: table })['clusters']!))).toMatch(/^PLAN_UNKNOWN_INPUT decide\.duplicateFree\[1\]$/);
    expect(await refusal(() => rowsOf(connect({ ...options, deterministic: { ...deterministic, duplicateFree: ['nowhere'] } }, { rows: table })['clusters']!))).toBe('PLAN_UNKNOWN_INPUT deterministic.duplicateFree[0]');
    expect(await refusal(() => rowsOf(connect({ ...options, decide: { by: 'oneToOne' } }, { rows: table })['clusters']!))).toMatch(/^PLAN_OUT_OF_RANGE/);
    expect(table.opened()).toBe(0);
  });

  test('that do not fit the table are refused when it is connected', async () => {
    const rows = tableOf(SCHEMA, []);
    expect(await refusal(() => connect({ ...options, into: 'name' }, { rows }))).toBe('PLAN_COLUMN_EXISTS into');
    expect(await refusal(() => connect({ ...bare, model: MODEL, minMatchWeightBits: 0, rowKey: 'nothing' }, { rows }))).toMatch(/^PLAN_UNKNOWN_COLUMN rows\.rowKey/);
    const { rowKey: ___, ...undeclared } = options;
    expect(await refusal(() => connect(undeclared, { rows }))).toBe('PLAN_MISSING rowKey');
    expect(await refusal(() => connect({ ...options, tables: ['others'] }, { rows }))).toMatch(/others/);
  });

  test('with more pairs than allowed refuse whoever asks, each time', async () => {
    const ports = connect({ ...options, maxPairs: 2 }, { rows: tableOf(SCHEMA, [['a', 'x', 1], ['b', 'x', 2], ['c', 'x', 3]]) });
    for (let time = 0; time < 2; time++) for (const port of ['pairs', 'clusters', 'rows']) expect(await refusal(() => rowsOf(ports[port]!))).toBe('DATA_PAIR_LIMIT');
  });
});
