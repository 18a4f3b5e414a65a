import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReference, planGraph, referencesOf, tablesBehind } from '../../../src/plan/graph.ts';
import type { Plan, PlanTable } from '../../../src/plan/plan.ts';

const plan = (inputs: readonly string[], tables: Readonly<Record<string, PlanTable>>, outputs: readonly string[]): Plan => ({
  version: 1, title: 't',
  inputs: Object.fromEntries(inputs.map((name) => [name, { columns: {} }])),
  tables,
  outputs: Object.fromEntries(outputs.map((table, index) => [`o${index}`, { table, format: 'csv', audience: 'internal' }])),
});
const problems = (...parts: Parameters<typeof plan>): string[] => planGraph(plan(...parts)).problems.map(({ code, path }) => `${code} ${path}`);

describe('the order of tables', () => {
  test('puts each after what it reads, whatever the order they are written in', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const graphs = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }), { minLength: 6, maxLength: 6 });
    fc.assert(fc.property(graphs, fc.shuffledSubarray(names, { minLength: 6 }), (sources, written) => {
      // A table reads tables of smaller rank only, or the input: no cycle can arise.
      const from = (rank: number): string[] => sources[rank]!.map((source) => (source < rank ? names[source]! : 'stays'));
      const tables = Object.fromEntries(written.map((name) => [name, { from: from(names.indexOf(name)) }]));
      const graph = planGraph(plan(['stays'], tables, names));
      expect(graph.problems.filter(({ code }) => code !== 'PLAN_UNUSED_TABLE')).toEqual([]);
      expect([...graph.order].sort()).toEqual(names);
      for (const [place, name] of graph.order.entries()) {
        for (const source of from(names.indexOf(name))) expect(source === 'stays' || graph.order.indexOf(source) < place).toBe(true);
        expect([...graph.lineage.get(name)!]).toEqual(['stays']);
      }
    }));
  });
  test('follows inputs through tables and through what they look into', () => {
    const { lineage } = planGraph(plan(['stays', 'people', 'codes'], {
      both: { from: ['stays', 'people'] }, named: { from: 'both', steps: [{ op: 'lookUp', table: 'codes' }] }, alone: { from: 'people.rejects' },
    }, ['named', 'alone']));
    expect([...lineage.get('both')!]).toEqual(['stays', 'people']);
    expect([...lineage.get('named')!]).toEqual(['stays', 'people', 'codes']);
    expect([...lineage.get('alone')!]).toEqual(['people']);
  });
  test('follows several tables that one step names, and refuses unknown ones where they stand', () => {
    const tables = { linked: { from: 'stays', steps: [{ op: 'link', tables: ['people', 'codes'] }] } };
    expect([...planGraph(plan(['stays', 'people', 'codes'], tables, ['linked'])).lineage.get('linked')!]).toEqual(['stays', 'people', 'codes']);
    expect(problems(['stays', 'people'], tables, ['linked'])).toEqual(['PLAN_UNKNOWN_TABLE tables.linked.steps[0].tables[1]']);
  });
});

describe('what is wrong with the names of a plan', () => {
  test.each<[string, Parameters<typeof plan>, string[]]>([
    ['nothing', [['a'], { b: { from: 'a' } }, ['b']], []],
    ['an unknown source', [['stays'], { b: { from: 'stay' } }, ['b']], ['PLAN_UNKNOWN_TABLE tables.b.from']],
    ['an unknown source among several', [['stays'], { b: { from: ['stays', 'stay'] } }, ['b']], ['PLAN_UNKNOWN_TABLE tables.b.from[1]']],
    ['an unknown table to look into', [['stays'], { b: { from: 'stays', steps: [{ op: 'drop' }, { op: 'lookUp', table: 'codes' }] } }, ['b']], ['PLAN_UNKNOWN_TABLE tables.b.steps[1].table']],
    ['an unknown table to write', [['stays'], {}, ['stay']], ['PLAN_UNKNOWN_TABLE outputs.o0.table']],
    ['names that JavaScript knows', [['stays'], { b: { from: 'constructor' } }, ['toString']], ['PLAN_UNKNOWN_TABLE tables.b.from', 'PLAN_UNKNOWN_TABLE outputs.o0.table']],
    ['a table named as an input', [['a'], { a: { from: 'a' } }, ['a']], ['PLAN_DUPLICATE_NAME tables.a', 'PLAN_CYCLE tables.a.from']],
    ['a table made from itself', [['a'], { b: { from: 'b' } }, ['a', 'b']], ['PLAN_CYCLE tables.b.from']],
    ['tables made from each other', [['a'], { b: { from: 'd' }, c: { from: ['a', 'b'] }, d: { from: 'c.rejects' } }, ['d']], ['PLAN_CYCLE tables.b.from', 'PLAN_CYCLE tables.c.from', 'PLAN_CYCLE tables.d.from']],
    ['a circle through a look-up', [['a'], { b: { from: 'a', steps: [{ op: 'lookUp', table: 'c' }] }, c: { from: 'b' } }, ['c']], ['PLAN_CYCLE tables.b.from', 'PLAN_CYCLE tables.c.from']],
    ['a table behind a circle, which is not on it', [['a'], { b: { from: 'b' }, c: { from: 'b' } }, ['a', 'c']], ['PLAN_CYCLE tables.b.from']],
    ['an input nobody reads', [['a', 'b'], {}, ['a']], ['PLAN_UNUSED_TABLE inputs.b']],
    ['a table nobody reads', [['a'], { b: { from: 'a' }, c: { from: 'a' } }, ['b']], ['PLAN_UNUSED_TABLE tables.c']],
    ['only what is unknown, when what seems unused may have been meant', [['stays'], { b: { from: 'stay' } }, ['b']], ['PLAN_UNKNOWN_TABLE tables.b.from']],
  ])('is found: %s', (_title, parts, expected) => {
    expect(problems(...parts)).toEqual(expected);
  });
  test('is told with the nearest name', () => {
    expect(planGraph(plan(['stays'], { b: { from: 'stay' } }, ['b'])).problems[0]!.message).toBe('unknown table "stay", did you mean "stays"?');
  });
  test('is nothing for names that JavaScript knows, when they are the plan’s own', () => {
    expect(problems(['constructor'], { toString: { from: 'constructor' }, valueOf: { from: 'toString' } }, ['valueOf'])).toEqual([]);
  });
});

describe('references', () => {
  test('are names, with the port of the rejects', () => {
    expect(parseReference('stays')).toEqual({ name: 'stays', port: 'rows' });
    expect(parseReference('stays.rejects')).toEqual({ name: 'stays', port: 'rejects' });
    expect(parseReference('rejects')).toEqual({ name: 'rejects', port: 'rows' });
  });
  test('of a table are its sources, then what its steps look into', () => {
    expect(referencesOf({ from: 'a' })).toEqual(['a']);
    expect(referencesOf({ from: ['a', 'b.rejects'], steps: [{ op: 'lookUp', table: 'c' }, { op: 'lookUp' }, { op: 'checkQuality', checks: [{ check: 'notNull' }, { check: 'reference', table: 'd' }, null] }] })).toEqual(['a', 'b.rejects', 'c', 'd']);
  });
  test('behind a table are all it depends on, each once, its own name first', () => {
    const graph = plan(['a', 'z'], { b: { from: 'a' }, c: { from: ['b', 'a'], steps: [{ op: 'lookUp', table: 'z' }] }, other: { from: 'a' } }, ['c']);
    expect(tablesBehind(graph, 'c.rejects')).toEqual(['c', 'b', 'a', 'z']);
    expect(tablesBehind(graph, 'a')).toEqual(['a']);
  });
});
