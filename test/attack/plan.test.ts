// Plans written by someone who wants more to leave than may: each would publish a person's figures, or count persons
// more than once. Each must be refused before any row is read.
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/plan/check.ts';
import { parsePlan } from '../../src/plan/parse.ts';

const columns = {
  nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' },
  stayId: { type: 'utf8', role: 'technical' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  hospital: { type: 'utf8', role: 'attribute' },
  cost: { type: 'int64', role: 'measure' },
};
const stays = { columns, entity: 'nir' };
const hospitals = { columns: { code: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' }, director: { type: 'utf8', role: 'sensitive' } } };
const reference = (take: object): object => ({ op: 'lookUp', table: 'hospitals', on: { hospital: 'code' }, take, unmatched: 'null' });

const aggregate = (options: object = {}): object => ({ op: 'aggregate', dimensions: ['hospital'], entity: 'nir', statistics: [{ kind: 'rows' }, { kind: 'entities' }], ...options });
const protect = (on: string): object => ({ op: 'protect', rules: [{ rule: 'minimumFrequency', minCount: 11, on }] });
const lookUp = (take: object): object => ({ op: 'lookUp', table: 'other', on: { hospital: 'hospital' }, take, unmatched: 'null' });

function problems(tables: object, options: { readonly inputs?: object; readonly audience?: string } = {}): string[] {
  const { inputs = { stays }, audience = 'public' } = options;
  return checkPlan({ version: 1, title: 't', inputs, tables, outputs: { o: { table: 't', format: 'csv', audience } } }).map(({ code, path }) => `${code} ${path}`);
}

describe('cells of few persons with many stays', () => {
  test('do not become public behind a rule on rows', () => {
    expect(problems({ t: { from: 'stays', steps: [aggregate(), protect('rows')] } })).toEqual(['PLAN_UNPROTECTED_CELLS outputs.o']);
    expect(problems({ t: { from: 'stays', steps: [aggregate(), protect('entities')] } })).toEqual([]);
  });
  test('nor by counting stays as if they were persons', () => {
    expect(problems({ t: { from: 'stays', steps: [aggregate({ entity: 'stayId' }), protect('entities')] } })).toEqual(['PLAN_COLUMN_ROLE tables.t.steps[0].entity']);
    const check = (entity: string): object => ({ op: 'checkKAnonymity', quasiIdentifiers: ['sex'], k: 5, entity, nullMatching: 'own-class', onFailure: 'refuse' });
    const keep = { op: 'keep', columns: ['sex'] };
    expect(problems({ t: { from: 'stays', steps: [check('stayId'), keep] } })).toEqual(['PLAN_COLUMN_ROLE tables.t.steps[0].entity']);
    expect(problems({ t: { from: 'stays', steps: [check('nir'), keep] } })).toEqual([]);
  });
  test('while a pseudonym, or the declared column under another name, tells persons apart', () => {
    const pseudonymise = { op: 'pseudonymise', column: 'nir', into: 'patient', profile: 'nir/v1', project: 'p', domain: 'd', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'main' } };
    expect(problems({ t: { from: 'stays', steps: [pseudonymise, aggregate({ entity: 'patient' }), protect('entities')] } })).toEqual([]);
    expect(problems({ t: { from: 'stays', steps: [{ op: 'rename', columns: { nir: 'n' } }, aggregate({ entity: 'n' }), protect('entities')] } })).toEqual([]);
  });
});

describe('a look-up brings nothing to public cells that a rule would have withheld', () => {
  const refused = ['PLAN_UNPROTECTED_CELLS outputs.o'];
  const bySex = aggregate({ dimensions: ['hospital', 'sex'] });
  test.each<[string, object]>([
    ['the same cells, unprotected', { other: { from: 'stays', steps: [aggregate({ statistics: [{ kind: 'sum', of: 'cost' }] })] }, t: { from: 'other', steps: [protect('entities'), lookUp({ costSum: 'truth' })] } }],
    ['totals, before the rule', { other: { from: 'stays', steps: [aggregate()] }, t: { from: 'stays', steps: [bySex, lookUp({ rows: 'all' }), protect('entities')] } }],
    ['totals, as a dimension', { other: { from: 'stays', steps: [aggregate()] }, t: { from: 'stays', steps: [lookUp({ rows: 'all' }), aggregate({ dimensions: ['sex', 'all'] }), protect('entities')] } }],
    ['totals, in a table behind', { other: { from: 'stays', steps: [aggregate()] }, a: { from: 'stays', steps: [bySex, lookUp({ rows: 'all' })] }, t: { from: 'a', steps: [protect('entities')] } }],
    ['rows of the same input', { other: { from: 'stays' }, t: { from: 'stays', steps: [aggregate(), protect('entities'), lookUp({ sex: 'someone' })] } }],
  ])('%s', (_title, tables) => {
    expect(problems(tables)).toEqual(refused);
    expect(problems(tables, { audience: 'internal' })).toEqual([]);
  });
  test('a sensitive column of another input, while a label of a nomenclature passes', () => {
    const inputs = { stays, hospitals };
    expect(problems({ t: { from: 'stays', steps: [aggregate(), protect('entities'), reference({ director: 'director' })] } }, { inputs })).toEqual(refused);
    expect(problems({ t: { from: 'stays', steps: [aggregate(), protect('entities'), reference({ region: 'region' })] } }, { inputs })).toEqual([]);
    expect(problems({ t: { from: 'stays', steps: [reference({ region: 'region' }), aggregate({ dimensions: ['region'] }), protect('entities')] } }, { inputs })).toEqual([]);
  });
});

describe('the layout of a file is checked with the plan', () => {
  const input = (format: object, more: object = {}): string[] => problems({ t: { from: 'stays' } }, { inputs: { stays: { columns: { name: { type: 'utf8', role: 'directIdentifier' }, code: { type: 'utf8', role: 'attribute' } }, format, ...more } }, audience: 'internal' });
  test('names of digits would take the place of an identifier in a file without header', () => {
    const swapped = { name: { type: 'utf8', role: 'directIdentifier' }, 1: { type: 'utf8', role: 'attribute' } };
    expect(Object.keys(swapped)).toEqual(['1', 'name']);
    expect(input({ type: 'csv', header: 'absent' }, { columns: swapped })).toEqual(['PLAN_OUT_OF_RANGE inputs.stays.columns.1']);
    expect(input({ type: 'csv' }, { columns: swapped })).toEqual([]);
    expect(input({ type: 'csv', header: 'absent' })).toEqual([]);
  });
  test.each<[string, object, object, string[]]>([
    ['a date format that is none', { type: 'csv', dateFormat: 'zzz' }, {}, ['PLAN_OUT_OF_RANGE inputs.stays.format.dateFormat']],
    ['a date format of no column', { type: 'csv', dateFormat: { birth: 'dd/MM/yyyy' } }, {}, ['PLAN_UNKNOWN_COLUMN inputs.stays.format.dateFormat.birth']],
    ['a column without a place', { type: 'fixedWidth', fields: { name: { start: 1, length: 3 } } }, {}, ['PLAN_MISSING inputs.stays.format.fields.code']],
    ['malformed rows of a file that has none', { type: 'parquet' }, { onInvalid: 'reject' }, ['PLAN_OUT_OF_RANGE inputs.stays.onInvalid']],
  ])('%s', (_title, format, more, expected) => {
    expect(input(format, more)).toEqual(expected);
  });
});

test.each(['=cmd', '+a', '-a', '@a', '\tb'])('a column called %j stands in no CSV file, where it could be computed or would be changed', (name) => {
  const tables = { t: { from: 'stays', steps: [{ op: 'rename', columns: { hospital: name } }, { op: 'keep', columns: [name] }] } };
  expect(problems(tables)).toEqual(['PLAN_OUT_OF_RANGE outputs.o']);
});

test('a key that YAML takes for the name of a member is not repeated', () => {
  const key = 'a423-key-v1:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
  for (const [text, codes] of [[`{ ${key} }`, ['PLAN_MISSING', 'PLAN_RAW_SECRET']], [`{ secret: main, ${key} }`, ['PLAN_RAW_SECRET']]] as const) {
    const step = parsePlan(`{ op: pseudonymise, column: nir, profile: nir/v1, project: p, domain: d, policy: deterministic, onInvalid: "null", secretKey: ${text} }`);
    const found = checkPlan({ version: 1, title: 't', inputs: { stays }, tables: { t: { from: 'stays', steps: [step] } }, outputs: { o: { table: 't', format: 'csv', audience: 'internal' } } });
    expect(found.map(({ code }) => code)).toEqual(codes);
    expect(JSON.stringify(found)).not.toContain('q83vEj');
  }
});
