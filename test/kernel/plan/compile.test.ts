// A compiled plan on tables in memory: what it connects, what it refuses, and whether it costs what it said.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeField, makeSchema } from '../../../src/core/arrow.ts';
import type { TablePorts } from '../../../src/core/bytes.ts';
import { collect, type Dataset } from '../../../src/core/dataset.ts';
import { PlanError, type Problem } from '../../../src/core/errors.ts';
import { METADATA } from '../../../src/core/field.ts';
import { IN_MEMORY } from '../../../src/core/fold.ts';
import type { Findings } from '../../../src/core/operator.ts';
import { REJECTS_SCHEMA } from '../../../src/core/rejects.ts';
import { compilePlan, secretNames, type CompiledPlan } from '../../../src/plan/compile.ts';
import { planDigest } from '../../../src/plan/plan-digest.ts';
import { explainPlan, explanationText } from '../../../src/plan/explain.ts';
import { definePlan, type Plan, type PlanStep } from '../../../src/plan/plan.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../../small-tables.ts';

const columns = { id: { type: 'int32', role: 'technical' }, region: { type: 'utf8', role: 'attribute' }, nir: { type: 'utf8', role: 'directIdentifier' } } as const;
const codes = { region: { type: 'utf8', role: 'attribute' }, label: { type: 'utf8', role: 'attribute' } } as const;
const stays: readonly Row[] = [[1, 'A', '295109912611193'], [2, 'B', 'wrong'], [3, null, '253072B07300470'], [4, 'A', null]];
const labels: readonly Row[] = [['A', 'Ain'], ['B', 'Bas-Rhin']];

function planOf(tables: Plan['tables'], outputs: readonly string[], inputs: Plan['inputs'] = { stays: { columns } }): Plan {
  return { version: 1, title: 'A test', inputs, tables, outputs: Object.fromEntries(outputs.map((table, index) => [`o${index}`, { table, format: 'csv', audience: 'internal' }])) };
}

const ports = (rows: Dataset, rejects: Dataset | null = null): TablePorts => ({ rows, rejects });
const staysTable = (coded: readonly string[] = [], rows = stays): Dataset => tableOf(schemaOf(columns, coded), rows, [2]);
const codesTable = (): Dataset => tableOf(schemaOf(codes), labels);

function connect(compiled: CompiledPlan, inputs: Readonly<Record<string, TablePorts>>, onFindings?: (path: string, op: string, findings: Findings) => void): ReadonlyMap<string, Dataset> {
  return compiled.connect({ inputs, secrets: {}, fold: IN_MEMORY, ...(onFindings === undefined ? {} : { onFindings }) }).tables;
}

function refused(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError);
    return (error as PlanError).problems.map(({ code, path }: Problem) => `${code} ${path}`);
  }
  return [];
}

const cleaning: PlanStep = { op: 'normaliseIdentifier', column: 'nir', identifier: 'nir', form: '15', onInvalid: 'reject' };

describe('a compiled plan', () => {
  test('connects inputs, tables and ports, and reads nothing before one is opened', async () => {
    let opened = 0;
    const source = staysTable();
    const counting: Dataset = { schema: source.schema, open: (signal) => { opened++; return source.open(signal); } };
    const plan = planOf({ clean: { from: 'stays', steps: [cleaning, { op: 'drop', columns: ['id'] }] } }, ['clean', 'clean.rejects']);
    const tables = connect(compilePlan(plan), { stays: ports(counting) });
    expect([...tables.keys()].sort()).toEqual(['clean', 'clean.rejectedValues', 'clean.rejects', 'stays']);
    expect(opened).toBe(0);
    expect(await rowsOf(tables.get('clean')!)).toEqual([['A', '295109912611193'], [null, '253072B07300470'], ['A', null]]);
    expect(await rowsOf(tables.get('clean.rejects')!)).toEqual([['steps[0] normaliseIdentifier', 2n, 'nir', 'NIR_LENGTH']]);
    expect(opened).toBe(2);
  });
  test('has the digest of the plan, whatever the order it was written in, and nothing of its bindings', () => {
    const plan = planOf({ kept: { from: 'stays', steps: [{ op: 'keep', columns: ['id'] }] } }, ['kept']);
    const turned = JSON.parse(JSON.stringify(plan, Object.keys(plan).reverse().concat('stays', 'columns', ...Object.keys(plan.inputs['stays']!.columns), 'role', 'type', 'kept', 'steps', 'op', 'from', 'o0', 'table', 'format', 'audience'))) as Plan;
    expect(compilePlan(plan).digest).toBe(planDigest(turned));
    expect(compilePlan(plan).digest).toMatch(/^[0-9a-f]{64}$/);
    expect(compilePlan({ ...plan, title: 'B' }).digest).not.toBe(compilePlan(plan).digest);
    // The order of columns is the order in the output, so it is part of what the digest stands for.
    const backwards = { ...plan, inputs: { stays: { ...plan.inputs['stays']!, columns: Object.fromEntries(Object.entries(plan.inputs['stays']!.columns).reverse()) } } };
    expect(compilePlan(backwards).digest).not.toBe(compilePlan(plan).digest);
  });
  test('tells each step’s findings by its path', async () => {
    const found: string[] = [];
    const plan = planOf({ few: { from: 'stays', steps: [{ op: 'drop', columns: ['nir'] }, { op: 'filter', where: { column: 'region', in: ['A'] } }] } }, ['few']);
    await collect(connect(compilePlan(plan), { stays: ports(staysTable()) }, (path, op) => found.push(`${path} ${op}`)).get('few')!);
    expect(found.sort()).toEqual(['tables.few.steps[0] drop', 'tables.few.steps[1] filter']);
  });
  test('puts several sources end to end, also where one has codes and another plain text', async () => {
    const inputs = { january: { columns }, february: { columns } };
    const plan = planOf({ all: { from: ['january', 'february'], steps: [{ op: 'keep', columns: ['id', 'region'] }] } }, ['all'], inputs);
    const both = connect(compilePlan(plan), { january: ports(staysTable(['region'])), february: ports(staysTable([])) });
    expect(await rowsOf(both.get('all')!)).toEqual([...stays, ...stays].map(([id, region]) => [id, region]));
  });
  test('looks into another table by its port', async () => {
    const plan = planOf({ named: { from: 'stays', steps: [{ op: 'drop', columns: ['nir'] }, { op: 'lookUp', table: 'codes', on: { region: 'region' }, take: { label: 'label' }, unmatched: 'null' }] } }, ['named'], { stays: { columns }, codes: { columns: codes } });
    const tables = connect(compilePlan(plan), { stays: ports(staysTable()), codes: ports(codesTable()) });
    expect((await rowsOf(tables.get('named')!)).map((row) => row.at(-1))).toEqual(['Ain', 'Bas-Rhin', null, 'Ain']);
  });
  test('passes the rejects of an input on', async () => {
    const rejects = tableOf(REJECTS_SCHEMA, [[7n, 'id', 'DATA_VALUE_TYPE']]);
    const plan = planOf({}, ['stays', 'stays.rejects'], { stays: { columns, onInvalid: 'reject' } });
    expect(await rowsOf(connect(compilePlan(plan), { stays: ports(staysTable(), rejects) }).get('stays.rejects')!)).toEqual([[7n, 'id', 'DATA_VALUE_TYPE']]);
  });
});

describe('what is bound must be what was declared', () => {
  const compiled = compilePlan(planOf({}, ['stays']));
  const bind = (dataset: Dataset): string[] => refused(() => connect(compiled, { stays: ports(dataset) }));
  const withColumns = (change: object): Dataset => tableOf(schemaOf({ ...columns, ...change } as never), []);

  test.each<[string, Dataset, string[]]>([
    ['the same', staysTable(), []],
    ['the same in another order', tableOf(schemaOf({ nir: columns.nir, id: columns.id, region: columns.region }), []), []],
    ['codes for text', staysTable(['region', 'nir']), []],
    ['a column missing', tableOf(schemaOf({ id: columns.id, nir: columns.nir }), []), ['PLAN_SCHEMA_MISMATCH inputs.stays.columns.region']],
    ['a column more', withColumns({ diagnosis: { type: 'utf8', role: 'attribute' } }), ['PLAN_SCHEMA_MISMATCH inputs.stays']],
    ['another type', withColumns({ id: { type: 'int64', role: 'technical' } }), ['PLAN_SCHEMA_MISMATCH inputs.stays.columns.id']],
    ['a column twice', tableOf(makeSchema([...schemaOf(columns).fields, schemaOf(columns).fields[0]!]), []), ['PLAN_SCHEMA_MISMATCH inputs.stays']],
  ])('%s', (_title, dataset, expected) => {
    expect(bind(dataset)).toEqual(expected);
  });
  test('an undeclared column is counted, not named: its name may be a value', () => {
    expect(() => connect(compiled, { stays: ports(withColumns({ ZZMARKERZZ: { type: 'utf8', role: 'attribute' } })) })).toThrow('inputs.stays: what was bound has 1 undeclared and 0 doubled columns [PLAN_SCHEMA_MISMATCH]');
  });
  test('and its roles are checked again: a file may know better that a column is a pseudonym', () => {
    const open = planOf({ open: { from: 'stays', steps: [{ op: 'keep', columns: ['region'] }] } }, []);
    const plan = compilePlan({ ...open, outputs: { o: { table: 'open', format: 'csv', audience: 'public' } } });
    const known = makeSchema(schemaOf(columns).fields.map((field) => (field.name === 'region' ? makeField('region', field.type, true, new Map([[METADATA.role, 'pseudonym']])) : field)));
    expect(refused(() => connect(plan, { stays: ports(tableOf(schemaOf(columns), [])) }))).toEqual([]);
    expect(refused(() => connect(plan, { stays: ports(tableOf(known, [])) }))).toEqual(['PLAN_PSEUDONYM_REACHES_PUBLIC outputs.o']);
  });
  test('inputs and secrets that are missing or unknown are told together', () => {
    const steps: PlanStep[] = [{ op: 'pseudonymise', column: 'nir', profile: 'nir/v1', project: 'p', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'main' } }];
    const secret = compilePlan(planOf({ coded: { from: 'stays', steps } }, ['coded']));
    expect(secret.secrets).toEqual(['main']);
    expect(refused(() => connect(secret, { stay: ports(staysTable()) }))).toEqual(['PLAN_UNBOUND_INPUT inputs.stays', 'PLAN_UNKNOWN_INPUT inputs.stay', 'PLAN_UNKNOWN_SECRET secrets.main']);
  });
});

describe('the secrets of a plan', () => {
  test('are those named where a key goes, each once, sorted', () => {
    const step = (name: string): PlanStep => ({ op: 'x', secretKey: { secret: name } });
    expect(secretNames(planOf({ a: { from: 'stays', steps: [step('z'), step('m')] }, b: { from: 'a', steps: [step('z'), { op: 'y', parts: [{ secretKey: { secret: 'a' } }] }] } }, ['b']))).toEqual(['a', 'm', 'z']);
  });
  test('are not seen in a column called secret', () => {
    expect(secretNames(planOf({ a: { from: 'stays', steps: [{ op: 'rename', columns: { secret: 'code' } }] } }, ['a']))).toEqual([]);
  });
});

describe('a plan costs the readings it explains', () => {
  const drop: PlanStep = { op: 'drop', columns: ['nir'] };
  const sort: PlanStep = { op: 'sort', by: [{ column: 'id' }] };
  const look: PlanStep = { op: 'lookUp', table: 'codes', on: { region: 'region' }, take: { label: 'label' }, unmatched: 'null' };
  const both = { stays: { columns }, codes: { columns: codes } };
  const cases: readonly (readonly [string, Plan])[] = [
    ['an input written', planOf({}, ['stays'])],
    ['an input written twice', planOf({}, ['stays', 'stays'])],
    ['one table', planOf({ a: { from: 'stays', steps: [drop] } }, ['a'])],
    ['a table and its rejects', planOf({ a: { from: 'stays', steps: [cleaning] } }, ['a', 'a.rejects'])],
    ['the rejects of two steps', planOf({ a: { from: 'stays', steps: [cleaning, { op: 'castColumn', column: 'nir', to: 'int64', onInvalid: 'reject' }] } }, ['a', 'a.rejects'])],
    ['a sorted table, which holds its rows', planOf({ a: { from: 'stays', steps: [sort] } }, ['a', 'a'])],
    ['two tables of one sorted table', planOf({ a: { from: 'stays', steps: [sort] }, b: { from: 'a', steps: [drop] } }, ['a', 'b'])],
    ['a branch', planOf({ a: { from: 'stays', steps: [drop] }, b: { from: 'a', steps: [sort] } }, ['a', 'b'])],
    ['a table in two parts', planOf({ a: { from: 'stays', steps: [drop] }, b: { from: ['a', 'a'] } }, ['b'])],
    ['a look-up', planOf({ a: { from: 'stays', steps: [drop, look] } }, ['a', 'a'], both)],
    ['a look-up into a sorted table', planOf({ c: { from: 'codes', steps: [{ op: 'sort', by: [{ column: 'label' }] }] }, a: { from: 'stays', steps: [drop, { ...look, table: 'c' }, sort] } }, ['a', 'c'], both)],
  ];

  test.each(cases)('%s', async (_title, plan) => {
    const opened: Record<string, number> = {};
    const counted = (name: string, source: Dataset): TablePorts => {
      opened[name] = 0;
      return ports({ schema: source.schema, open: (signal) => { opened[name]!++; return source.open(signal); } });
    };
    const inputs = Object.fromEntries(Object.keys(plan.inputs).map((name) => [name, counted(name, name === 'codes' ? codesTable() : staysTable())]));
    const tables = connect(compilePlan(plan), inputs);
    for (const output of Object.values(plan.outputs)) await collect(tables.get(output.table)!);
    expect(explainPlan(plan).passes).toEqual(opened);
  });
});

describe('the explanation', () => {
  const plan = planOf({ few: { from: 'stays', steps: [{ op: 'drop', columns: ['nir'] }, { op: 'sort', by: [{ column: 'id' }] }] } }, ['few']);

  test('tells passes, steps with their memory, and what leaves to whom', () => {
    const explanation = explainPlan(plan);
    expect(explanation).toMatchObject({ title: 'A test', digest: planDigest(plan), secrets: [], passes: { stays: 1 } });
    expect(explanation.tables.map(({ name, from, steps }) => [name, from, steps.map(({ op, kind }) => [op, kind])])).toEqual([['few', ['stays'], [['drop', 'map'], ['sort', 'reduce']]]]);
    expect(explanation.tables[0]!.steps[0]!.memory).toBe('batch');
    expect(explanation.tables[0]!.steps[1]!.memory).toMatch(/^records: /);
    expect(explanation.outputs).toEqual([{ name: 'o0', table: 'few', audience: 'internal', isSorted: false, columns: [{ name: 'id', type: 'int32', role: 'technical' }, { name: 'region', type: 'utf8', role: 'attribute' }] }]);
  });
  test('is a text for a terminal with the same facts', () => {
    const text = explanationText(explainPlan(plan));
    expect(text.endsWith('\n')).toBe(true);
    for (const fact of ['A test', `plan digest ${planDigest(plan)}`, '  stays: 1', 'Secrets to give at run time\n  none', 'Table few from stays', '  drop (map), memory batch', '  o0 to internal, from few', '    id: int32, technical']) expect(text).toContain(fact);
  });
  test('of a wrong plan is its problems', () => {
    expect(() => explainPlan({ ...plan, outputs: {} })).toThrow(PlanError);
  });
});

describe('definePlan', () => {
  test('gives the same plan, typed by its own names', () => {
    const plan = definePlan({
      version: 1, title: 't', inputs: { stays: { columns, rowKey: 'id' } }, tables: { kept: { from: 'stays', steps: [{ op: 'keep', columns: ['region'] }] } },
      outputs: { o: { table: 'kept', format: 'csv', audience: 'internal' } },
    });
    expect(compilePlan(plan).digest).toBe(planDigest(plan));
    const misnamed = (): Plan => definePlan({
      version: 1, title: 't',
      // @ts-expect-error -- the row key is not a declared column
      inputs: { stays: { columns, rowKey: 'idd' } },
      // @ts-expect-error -- the source is neither input nor table
      tables: { kept: { from: 'stay' } },
      outputs: {},
    });
    expect(misnamed().title).toBe('t');
  });
  test('is the same whatever order its tables are given in', () => {
    const steps: Record<string, PlanStep[]> = { a: [{ op: 'drop', columns: ['nir'] }], b: [{ op: 'filter', where: { column: 'region', in: ['A'] } }] };
    fc.assert(fc.property(fc.boolean(), (turned) => {
      const tables = { a: { from: 'stays', steps: steps['a']! }, b: { from: 'a', steps: steps['b']! } };
      const plan = planOf(turned ? { b: tables.b, a: tables.a } : tables, ['b']);
      expect(compilePlan(plan).layout.graph.order).toEqual(['a', 'b']);
    }));
  });
});
