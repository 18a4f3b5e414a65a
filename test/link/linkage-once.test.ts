// One scoring for the pairs and for what decides on them: the same as two, and one fails with the other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { checkLinkOptions, startLinkage, type Linkage, type LinkOptions } from '../../src/link/index.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const name = { column: 'name' };
const born = { column: 'born' };
const SCHEMA = schemaOf({ id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, born: { type: 'int32', role: 'quasiIdentifier' } });

/** Equal names of one year are a link; of other years, a pair that reaches low cuts only. */
const MODEL: LinkageModel = {
  version: 1, linkType: 'link', prior: 0.2, unit: 'codePoint', blocking: [{ on: [{ of: name }] }, { on: [{ of: born }] }],
  comparisons: [
    { name: 'name', levels: [{ label: 'same', when: { kind: 'equal', of: name }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] },
    { name: 'born', levels: [{ label: 'same', when: { kind: 'equal', of: born }, m: 0.8, u: 0.08 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.2, u: 0.92 }] },
  ],
};
const options: LinkOptions = { model: MODEL, minMatchWeightBits: -1, decide: { by: 'components' } };
const pass = { passes: [{ on: [{ of: born }] }], duplicateFree: [], takes: 'all', then: 'add' } as const;

/** Every second row is of the other source. */
const started = (rows: readonly Row[], more: Partial<LinkOptions> = {}, isOnce = false): Linkage =>
  startLinkage({ people: tableOf(SCHEMA, rows.filter((_, row) => row % 2 === 0)), others: tableOf(SCHEMA, rows.filter((_, row) => row % 2 === 1)) }, checkLinkOptions({ ...options, ...more } as LinkOptions), 'id', { context: IN_MEMORY, isOnce });

const rows = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', null), fc.option(fc.integer({ min: 1, max: 3 }))), { maxLength: 12 })
  .map((values) => values.map(([own, year], row): Row => [`r${row}`, own, year]));

/** Ways to decide, some of which hold all links before they do. */
const ways = fc.constantFrom<Partial<LinkOptions>>(
  {}, { decide: { by: 'oneToOne' }, detail: 'levels' }, { decide: { by: 'bestLinks', duplicateFree: ['people'], ties: 'drop' } },
  { deterministic: pass, detail: 'weights' }, { deterministic: { ...pass, then: 'takeOut' } },
);

describe('pairs and decision from one scoring', () => {
  test('are those of two scorings, findings included, whatever decides', async () => {
    await fc.assert(fc.asyncProperty(rows.filter(({ length }) => length > 1), ways, fc.boolean(), async (given, way, isOnce) => {
      const apart = started(given, way);
      const together = (await started(given, way, isOnce).pairsAndDecided())!;
      const pairs = await rowsOf(together.pairs);
      const decided = await together.decided;
      expect(pairs).toEqual(await rowsOf((await apart.pairs())!));
      const expected = await apart.decided();
      expect(decided.findings).toEqual(expected.findings);
      expect(await rowsOf(decided.clusters.clusters)).toEqual(await rowsOf(expected.clusters.clusters));
    }), { numRuns: 60 });
  });

  test('let go of the records where nobody asks for them again; who does has them read anew', async () => {
    const given: readonly Row[] = [['r0', 'a', 1], ['r1', 'a', 1], ['r2', 'b', 1]];
    for (const isOnce of [true, false]) {
      const linkage = started(given, {}, isOnce);
      const before = await linkage.records();
      const { pairs, decided } = (await linkage.pairsAndDecided())!;
      expect(await rowsOf(pairs)).toHaveLength(1);
      const { findings } = await decided;
      const after = await linkage.records();
      expect([after === before, after.table]).toEqual([!isOnce, before.table]);
      expect((await linkage.decided()).findings).toEqual(findings);
    }
  });

  test('are nothing, and every record alone, of an empty table and of one record', async () => {
    for (const few of [[], [['r0', 'a', 1]]] as const) {
      const { pairs, decided } = (await started(few).pairsAndDecided())!;
      expect(await rowsOf(pairs)).toEqual([]);
      expect(await rowsOf((await decided).clusters.clusters)).toHaveLength(few.length);
    }
  });

  test('are there only with a model: rules alone give no weights', async () => {
    const { model: _, minMatchWeightBits: __, ...rest } = options as LinkOptions & { readonly minMatchWeightBits: number };
    const linkage = startLinkage({ people: tableOf(SCHEMA, [['r0', 'a', 1]]) }, checkLinkOptions({ ...rest, linkType: 'dedupe', deterministic: pass } as never), 'id', { context: IN_MEMORY });
    expect(await linkage.pairsAndDecided()).toBeNull();
    expect((await linkage.decided()).findings).toMatchObject({ records: 1 });
  });

  test('ask threads only where pairs or records are many enough to be worth their start', async () => {
    const asked: string[] = [];
    const parallel: Parallel = {
      workers: 2,
      open(task, setup) {
        asked.push(task.name);
        if (task.name !== 'link/columns') throw new RangeError('asked');
        const { run } = task.start(setup, new Uint8Array());
        return { run: (part) => Promise.resolve(run(part)), close: () => Promise.resolve() };
      },
    };
    const some = (count: number, name: (row: number) => string | null): readonly Row[] => Array.from({ length: count }, (_, row): Row => [`r${row}`, name(row), null]);
    const begin = (given: readonly Row[]): Linkage => startLinkage({ people: tableOf(SCHEMA, given) }, checkLinkOptions({ ...options, model: { ...MODEL, linkType: 'dedupe' } } as LinkOptions), 'id', { context: { ...IN_MEMORY, parallel } });
    expect((await begin(some(1999, () => 'a')).decided()).findings).toMatchObject({ scoring: { pairs: (1999 * 1998) / 2 } });
    expect(asked).toEqual([]);
    await expect(begin(some(2001, () => 'a')).decided()).rejects.toThrow('asked');
    await expect(begin(some(200_000, (row) => `a${row}`)).decided()).rejects.toThrow('asked');
    expect(asked).toEqual(['link/score', 'link/columns', 'link/block']);
  });

  test('fail together: where no decision can be made the pairs do not end', async () => {
    const some: readonly Row[] = [['r0', 'a', 1], ['r1', 'a', 1]];
    const controller = new AbortController();
    const { pairs, decided } = (await started(some).pairsAndDecided(controller.signal))!;
    controller.abort(new RangeError('aborted'));
    const reasons = await Promise.all([rowsOf(pairs), decided].map((work) => work.then(() => 'done', (error: unknown) => (error as Error).message)));
    expect(reasons).toEqual(['aborted', 'aborted']);
  });

  test('are read once: a second reading is refused, rather than empty', async () => {
    const { pairs, decided } = (await started([['r0', 'a', 1], ['r1', 'a', 1]]).pairsAndDecided())!;
    expect(await rowsOf(pairs)).toHaveLength(1);
    expect((await decided).findings).toMatchObject({ links: 1 });
    await expect(rowsOf(pairs)).rejects.toMatchObject({ code: 'DATA_READ_TWICE' });
  });
});
