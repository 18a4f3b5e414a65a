// Wrong plans, each with exactly the problems a person would list. Everything is told at once, before any row is read.
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/plan/check.ts';
import { parsePlan } from '../../src/plan/parse.ts';

/** A plan that is right: an open table, a research extract, and the rejects of the reading. */
const RIGHT = `
version: 1
title: Hospital stays
inputs:
  stays:
    rowKey: stayId
    entity: nir
    onInvalid: reject
    columns:
      stayId: { type: utf8, role: technical, nullable: false }
      nir: { type: utf8, role: directIdentifier, identifier: nir }
      birthDate: { type: date, role: quasiIdentifier }
      sex: { type: utf8, role: quasiIdentifier }
      hospital: { type: utf8, role: attribute }
      entryDate: { type: date, role: quasiIdentifier }
      diagnosis: { type: utf8, role: sensitive }
      cost: { type: "decimal(12,2)", role: measure }
  communes:
    columns:
      code: { type: utf8, role: attribute }
      region: { type: utf8, role: attribute }
tables:
  cells:
    from: stays
    steps:
      - { op: truncateDate, column: entryDate, to: month, into: month }
      - { op: lookUp, table: communes, on: { hospital: code }, take: { region: region }, unmatched: "null" }
      - { op: aggregate, dimensions: [hospital, month], entity: nir, statistics: [{ kind: rows, into: stays }, { kind: entities, into: patients }, { kind: sum, of: cost }, { kind: largestShare, of: cost }] }
      - { op: protect, rules: [{ rule: minimumFrequency, minCount: 11, on: entities }, { rule: dominance, contributors: 1, maxShare: 0.85, of: cost }] }
  extract:
    from: stays
    steps:
      - { op: pseudonymise, column: nir, into: patient, profile: nir/v1, project: cohort, domain: patient, policy: deterministic, onInvalid: reject, secretKey: { secret: main } }
      - { op: truncateDate, column: birthDate, to: year, into: birthYear }
      - { op: keep, columns: [patient, birthYear, sex, hospital] }
      - { op: checkKAnonymity, quasiIdentifiers: [birthYear, sex], entity: patient, k: 5, nullMatching: own-class, onFailure: refuse }
outputs:
  open: { table: cells, format: csv, audience: public }
  research: { table: extract, format: { type: parquet, compression: zstd }, audience: research }
  rejects: { table: stays.rejects, format: csv, audience: internal }
  unpseudonymised: { table: extract.rejects, format: csv, audience: internal }
`;

type Node = { [name: string]: Node } & Node[] & string;
type Change = (plan: Node) => void;

const right = (): Node => parsePlan(RIGHT) as Node;
const told = (plan: unknown): string[] => checkPlan(plan).map(({ code, path }) => `${code} ${path}`);

/** Changes the right plan and lists what is wrong with the result. */
function after(...changes: readonly Change[]): string[] {
  const plan = right();
  for (const change of changes) change(plan);
  return told(plan);
}

/** Puts a value at a path such as `tables.cells.steps.2.entity`; undefined removes the member. */
const set = (path: string, value: unknown): Change => (plan) => {
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce((node, step) => node[step as never] as Node, plan) as unknown as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
};

/** Gives a member another name, in place. */
const renamed = (path: string, name: string): Change => (plan) => {
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce((node, step) => node[step as never] as Node, plan) as unknown as Record<string, unknown>;
  const members = Object.entries(parent).map(([member, value]) => [member === last ? name : member, value] as const);
  for (const member of Object.keys(parent)) Reflect.deleteProperty(parent, member);
  Object.assign(parent, Object.fromEntries(members));
};

const step = (table: string, index: number, value: unknown): Change => (plan) => {
  (plan['tables']![table]!['steps'] as unknown as unknown[]).splice(index, 0, value);
};
const withoutStep = (table: string, index: number): Change => (plan) => {
  (plan['tables']![table]!['steps'] as unknown as unknown[]).splice(index, 1);
};

test('the right plan has no problem', () => {
  expect(after()).toEqual([]);
});

describe('a misspelt name is told where it stands', () => {
  test.each<[string, Change, string[]]>([
    ['a member of the plan', set('ouputs', {}), ['PLAN_UNKNOWN_OPTION ouputs']],
    ['a missing member', set('outputs', undefined), ['PLAN_MISSING outputs']],
    ['an option of an input', renamed('inputs.stays.rowKey', 'rowkey'), ['PLAN_UNKNOWN_OPTION inputs.stays.rowkey']],
    ['an option of a column', renamed('inputs.stays.columns.nir.identifier', 'identifer'), ['PLAN_UNKNOWN_OPTION inputs.stays.columns.nir.identifer']],
    ['a role', set('inputs.stays.columns.nir.role', 'directIdentifer'), ['PLAN_OUT_OF_RANGE inputs.stays.columns.nir.role']],
    ['an identifier', set('inputs.stays.columns.nir.identifier', 'nri'), ['PLAN_OUT_OF_RANGE inputs.stays.columns.nir.identifier']],
    ['a type', set('inputs.stays.columns.cost.type', 'decimal(12.2)'), ['PLAN_OUT_OF_RANGE inputs.stays.columns.cost.type']],
    ['a format', set('outputs.open.format', 'cvs'), ['PLAN_TYPE outputs.open.format']],
    ['an option of a format', renamed('outputs.research.format.compression', 'compresion'), ['PLAN_UNKNOWN_OPTION outputs.research.format.compresion']],
    ['an audience', set('outputs.open.audience', 'pubic'), ['PLAN_OUT_OF_RANGE outputs.open.audience']],
    ['an operator', set('tables.cells.steps.0.op', 'truncatDate'), ['PLAN_UNKNOWN_OP tables.cells.steps[0].op']],
    ['a source', set('tables.cells.from', 'stay'), ['PLAN_UNKNOWN_TABLE tables.cells.from']],
    ['a table to look into', set('tables.cells.steps.1.table', 'commune'), ['PLAN_UNKNOWN_TABLE tables.cells.steps[1].table']],
    ['a table to write', set('outputs.open.table', 'cell'), ['PLAN_UNKNOWN_TABLE outputs.open.table']],
    ['a row key', set('inputs.stays.rowKey', 'stayid'), ['PLAN_UNKNOWN_COLUMN inputs.stays.rowKey']],
    ['an entity', set('inputs.stays.entity', 'NIR'), ['PLAN_UNKNOWN_COLUMN inputs.stays.entity']],
    ['a name that is none', renamed('outputs.open', '1open'), ['PLAN_OUT_OF_RANGE outputs.1open']],
    ['a name twice but for its case', set('outputs.Open', { table: 'extract.rejects', format: 'csv', audience: 'internal' }), ['PLAN_OUTPUT_PATH outputs.Open']],
  ])('%s', (_title, change, expected) => {
    expect(after(change)).toEqual(expected);
  });

  test.each<[string, number, string, string]>([
    ['cells', 0, 'column', 'colum'], ['cells', 0, 'to', 'too'], ['cells', 1, 'unmatched', 'unmatch'], ['cells', 2, 'dimensions', 'dimension'],
    ['cells', 2, 'statistics', 'statistic'], ['cells', 3, 'rules', 'rule'], ['extract', 0, 'profile', 'profil'], ['extract', 0, 'domain', 'domaine'],
    ['extract', 0, 'secretKey', 'key'], ['extract', 2, 'columns', 'column'], ['extract', 3, 'k', 'minimum'], ['extract', 3, 'nullMatching', 'nullmatching'],
    ['extract', 3, 'onFailure', 'onfailure'], ['extract', 3, 'quasiIdentifiers', 'quasiidentifiers'],
  ])('an option of the step %s[%i]: %s', (table, index, option, typo) => {
    const problems = after(renamed(`tables.${table}.steps.${index}.${option}`, typo));
    const path = `tables.${table}.steps[${index}]`;
    expect(problems).toContain(`PLAN_UNKNOWN_OPTION ${path}.${typo}`);
    expect(problems.filter((problem) => !problem.includes(path))).toEqual([]);
  });
  test.each<[string, string, string]>([
    ['into', 'intoo', 'cells'], ['entity', 'entitty', 'cells'],
  ])('an option that may be left out, such as %s, too', (option, typo, table) => {
    const index = option === 'into' ? 0 : 2;
    expect(after(renamed(`tables.${table}.steps.${index}.${option}`, typo))).toContain(`PLAN_UNKNOWN_OPTION tables.${table}.steps[${index}].${typo}`);
  });
  test('inside a rule or a statistic', () => {
    expect(after(renamed('tables.cells.steps.3.rules.0.minCount', 'mincount'))).toEqual(['PLAN_MISSING tables.cells.steps[3].rules[0].minCount', 'PLAN_UNKNOWN_OPTION tables.cells.steps[3].rules[0].mincount']);
    expect(after(set('tables.cells.steps.2.statistics.2.kind', 'summ'))).toEqual(['PLAN_OUT_OF_RANGE tables.cells.steps[2].statistics[2].kind']);
    expect(after(set('tables.cells.steps.3.rules.0.rule', 'minimumFrequence'))).toEqual(['PLAN_OUT_OF_RANGE tables.cells.steps[3].rules[0].rule']);
  });
  test('with the nearest right one', () => {
    const plan = right();
    renamed('tables.extract.steps.3.nullMatching', 'nullMatchng')(plan);
    set('tables.cells.steps.2.dimensions.0', 'hopital')(plan);
    expect(checkPlan(plan).map(({ message }) => message)).toEqual([
      'unknown column "hopital", did you mean "hospital"?',
      'expected "own-class" or "wildcard" or "error", got nothing',
      'unknown option "nullMatchng", did you mean "nullMatching"?',
    ]);
  });
});

describe('a column that is not there', () => {
  test.each<[string, Change, string[]]>([
    ['in a coarsening', set('tables.cells.steps.0.column', 'entrydate'), ['PLAN_UNKNOWN_COLUMN tables.cells.steps[0].column']],
    ['among the dimensions', set('tables.cells.steps.2.dimensions.1', 'year'), ['PLAN_UNKNOWN_COLUMN tables.cells.steps[2].dimensions[1]']],
    ['under a statistic', set('tables.cells.steps.2.statistics.2.of', 'costs'), ['PLAN_UNKNOWN_COLUMN tables.cells.steps[2].statistics[2].of']],
    ['as the entity of a count', set('tables.cells.steps.2.entity', 'patient'), ['PLAN_UNKNOWN_COLUMN tables.cells.steps[2].entity']],
    ['to pseudonymise', set('tables.extract.steps.0.column', 'ins'), ['PLAN_UNKNOWN_COLUMN tables.extract.steps[0].column']],
    ['to keep', set('tables.extract.steps.2.columns.1', 'birthyear'), ['PLAN_UNKNOWN_COLUMN tables.extract.steps[2].columns[1]']],
    ['among the quasi-identifiers', set('tables.extract.steps.3.quasiIdentifiers.1', 'gender'), ['PLAN_UNKNOWN_COLUMN tables.extract.steps[3].quasiIdentifiers[1]']],
    ['because a step before dropped it', step('extract', 1, { op: 'drop', columns: ['birthDate'] }), ['PLAN_UNKNOWN_COLUMN tables.extract.steps[2].column']],
    ['because its input does not declare it', set('inputs.stays.columns.diagnosis', undefined), []],
    ['in a condition', step('extract', 0, { op: 'filter', where: { column: 'age', range: { min: 18 } } }), ['PLAN_UNKNOWN_COLUMN tables.extract.steps[0].where.column']],
    ['under a name that is taken', set('tables.cells.steps.0.into', 'sex'), ['PLAN_COLUMN_EXISTS tables.cells.steps[0].into']],
    ['of the type that is needed', set('inputs.stays.columns.entryDate.type', 'utf8'), ['PLAN_COLUMN_TYPE tables.cells.steps[0].column']],
  ])('%s', (_title, change, expected) => {
    expect(after(change)).toEqual(expected);
  });
});

describe('a key in the plan', () => {
  test.each<[string, unknown, string]>([
    ['for the reference', 'a423-key-v1:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA', ''],
    ['for the name in the reference', { secret: 'a423-key-v1:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA' }, '.secret'],
    ['in hexadecimal', { secret: 'abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789' }, '.secret'],
    ['as a number', 12345678901234, ''],
  ])('is refused and not repeated: %s', (_title, value, member) => {
    const plan = right();
    set('tables.extract.steps.0.secretKey', value)(plan);
    const problems = checkPlan(plan);
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([`PLAN_RAW_SECRET tables.extract.steps[0].secretKey${member}`]);
    expect(JSON.stringify(problems)).not.toMatch(/q83vEj|abcdef01|12345678/);
  });
});

describe('what would leave', () => {
  const columns = (right()['inputs']!['stays']!['columns'] as unknown) as Record<string, object>;
  const aggregate = (options: object = {}): object => ({ op: 'aggregate', dimensions: ['hospital'], entity: 'nir', statistics: [{ kind: 'rows' }, { kind: 'entities' }], ...options });
  const protect = (minCount = 11, on = 'entities'): object => ({ op: 'protect', rules: [{ rule: 'minimumFrequency', minCount, on }] });
  const check = (options: object = {}): object => ({ op: 'checkKAnonymity', quasiIdentifiers: ['sex'], k: 5, entity: 'nir', nullMatching: 'own-class', onFailure: 'refuse', ...options });
  const keep = (...names: string[]): object => ({ op: 'keep', columns: names });
  const drop = (...names: string[]): object => ({ op: 'drop', columns: names });
  const pseudonymise = { op: 'pseudonymise', column: 'nir', profile: 'nir/v1', project: 'p', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'main' } };

  /** What is wrong with one table of stays for one audience. */
  const leaving = (audience: string, steps: readonly object[], input: object = { columns, entity: 'nir' }): string[] =>
    told({ version: 1, title: 't', inputs: { stays: input }, tables: { t: { from: 'stays', steps } }, outputs: { o: { table: 't', format: 'csv', audience } } });
  const withoutEntity = { columns };

  test.each<[string, string, object[], string[]]>([
    ['an identifier, to the public', 'public', [keep('nir', 'hospital')], ['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.o']],
    ['an identifier, to research', 'research', [keep('nir', 'hospital')], ['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.o']],
    ['an identifier, inside', 'internal', [keep('nir', 'hospital')], []],
    ['the start of an identifier', 'research', [{ op: 'truncateText', column: 'nir', characters: 5, into: 'start' }, keep('start')], ['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.o']],
    ['an identifier under another name', 'research', [{ op: 'rename', columns: { nir: 'code' } }, keep('code')], ['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.o']],
    ['an identifier as a dimension', 'public', [aggregate({ dimensions: ['nir'] }), protect()], ['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.o']],
    ['a pseudonym, to the public', 'public', [pseudonymise, keep('nir', 'hospital')], ['PLAN_PSEUDONYM_REACHES_PUBLIC outputs.o']],
    ['a pseudonym, to research', 'research', [pseudonymise, keep('nir', 'hospital')], []],
    ['a row key, to the public', 'public', [keep('stayId', 'hospital')], ['PLAN_COLUMN_ROLE outputs.o']],
    ['a row key, to research', 'research', [keep('stayId', 'hospital')], []],
    ['attributes of rows', 'public', [keep('hospital')], []],
    ['everything at once, each column for itself', 'public', [], [
      'PLAN_COLUMN_ROLE outputs.o', 'PLAN_IDENTIFIER_REACHES_OUTPUT outputs.o', 'PLAN_UNCHECKED_ROWS outputs.o', 'PLAN_UNCHECKED_ROWS outputs.o', 'PLAN_UNCHECKED_ROWS outputs.o',
    ]],
  ])('%s', (_title, audience, steps, expected) => {
    expect(leaving(audience, steps)).toEqual(expected);
  });

  test.each<[string, object[], object | undefined, string[]]>([
    ['cells behind a rule on persons', [aggregate(), protect()], undefined, []],
    ['cells behind a preset', [aggregate(), { op: 'protect', preset: 'casdElevenPatients' }], undefined, []],
    ['a coarse dimension of a sensitive column', [{ op: 'generaliseCode', column: 'diagnosis', to: 'cim10Chapter', into: 'chapter' }, aggregate({ dimensions: ['chapter'] }), protect()], undefined, []],
    ['unprotected cells', [aggregate()], undefined, ['PLAN_UNPROTECTED_CELLS outputs.o']],
    ['cells behind a rule that withholds nobody', [aggregate(), protect(1)], undefined, ['PLAN_UNPROTECTED_CELLS outputs.o']],
    ['cells behind dominance only', [aggregate({ entity: null, statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largestShare', of: 'cost' }] }), { op: 'protect', rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.9 }] }], withoutEntity, ['PLAN_UNPROTECTED_CELLS outputs.o']],
    ['cells that count rows where rows are not people', [aggregate({ entity: null, statistics: [{ kind: 'rows' }] }), protect(11, 'rows')], undefined, ['PLAN_UNPROTECTED_CELLS outputs.o']],
    ['cells that count rows where rows are people', [aggregate({ entity: null, statistics: [{ kind: 'rows' }] }), protect(11, 'rows')], withoutEntity, []],
    ['a minimum', [aggregate({ statistics: [{ kind: 'min', of: 'cost' }] }), protect()], undefined, ['PLAN_INTERNAL_STATISTIC outputs.o']],
    ['a maximum', [aggregate({ statistics: [{ kind: 'max', of: 'cost' }] }), protect()], undefined, ['PLAN_INTERNAL_STATISTIC outputs.o']],
    ['the largest contributions, unprotected', [aggregate({ statistics: [{ kind: 'largest', of: 'cost', count: 1 }] })], undefined, ['PLAN_INTERNAL_STATISTIC outputs.o', 'PLAN_UNPROTECTED_CELLS outputs.o']],
    ['who is alone in a cell, unprotected', [aggregate({ statistics: [{ kind: 'onlyEntity' }] })], undefined, ['PLAN_INTERNAL_STATISTIC outputs.o', 'PLAN_UNPROTECTED_CELLS outputs.o']],
    ['who is alone in a cell, which only served protection', [aggregate({ statistics: [{ kind: 'onlyEntity' }] }), protect()], undefined, []],
    ['a largest share, unprotected', [aggregate({ statistics: [{ kind: 'largestShare', of: 'cost' }] })], undefined, ['PLAN_INTERNAL_STATISTIC outputs.o', 'PLAN_UNPROTECTED_CELLS outputs.o']],
    ['a largest share that only served a rule', [aggregate({ statistics: [{ kind: 'largestShare', of: 'cost' }] }), protect()], undefined, []],
    ['margins', [aggregate({ margins: ['hospital'] }), protect()], undefined, ['PLAN_DIFFERENCING outputs.o']],
    ['margins that were attacked', [aggregate({ margins: ['hospital'] }), { ...protect(), secondary: { method: 'auto', requiredInterval: 'exactDisclosure' } }], undefined, []],
    ['attacked cells of persons without a rule on persons', [aggregate({ margins: ['hospital'] }), { ...protect(11, 'rows'), secondary: { method: 'auto', requiredInterval: 'exactDisclosure' } }], undefined, ['PLAN_UNPROTECTED_CELLS outputs.o']],
    ['rounded counts that nobody tried to undo', [aggregate({ margins: ['hospital'] }), { op: 'perturb', method: 'smallCounts', roundingBase: 11 }], undefined, ['PLAN_UNPROTECTED_CELLS outputs.o']],
    ['rounded counts that were attacked', [aggregate({ margins: ['hospital'] }), { op: 'perturb', method: 'smallCounts', roundingBase: 11, attack: { minCount: 11 } }], undefined, []],
    ['why a cell is withheld', [aggregate(), { op: 'protect', status: true, rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }] }], undefined, ['PLAN_COLUMN_ROLE outputs.o']],
    ['why a cell is withheld, dropped before', [aggregate(), { op: 'protect', status: true, rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }] }, drop('status')], undefined, []],
  ])('to the public, of cells: %s', (_title, steps, input, expected) => {
    expect(leaving('public', steps, input)).toEqual(expected);
  });
  test('to research, cells may be unprotected, with margins and extremes', () => {
    expect(leaving('research', [aggregate({ margins: ['hospital'], statistics: [{ kind: 'min', of: 'cost' }] })])).toEqual([]);
  });

  const rows = ['PLAN_UNCHECKED_ROWS outputs.o'];
  test.each<[string, object[], object | undefined, string[]]>([
    ['behind a check that refuses', [check(), keep('sex', 'hospital')], undefined, []],
    ['behind a check in rows, where rows are people', [check({ entity: null }), keep('sex', 'hospital')], withoutEntity, []],
    ['and sorted after it', [check(), keep('sex'), { op: 'sort', by: [{ column: 'sex' }] }], undefined, []],
    ['without a check', [keep('sex', 'hospital')], undefined, rows],
    ['behind a check that only reports', [check({ onFailure: 'report' }), keep('sex')], undefined, rows],
    ['behind a check that lets some through', [check({ maxShareBelow: 0.01 }), keep('sex')], undefined, rows],
    ['behind a check that nobody can fail', [check({ k: 1 }), keep('sex')], undefined, rows],
    ['behind a check in rows, where rows are not people', [check({ entity: null }), keep('sex')], undefined, rows],
    ['with a quasi-identifier that was not checked', [check(), keep('sex', 'birthDate')], undefined, rows],
    ['changed after the check', [check(), keep('sex', 'hospital'), { op: 'filter', where: { column: 'hospital', equals: 'H1' } }], undefined, rows],
    ['renamed after the check', [check(), keep('sex'), { op: 'rename', columns: { sex: 'gender' } }], undefined, rows],
    ['with a sensitive column', [check(), keep('sex', 'diagnosis')], undefined, rows],
    ['with a measure', [check(), keep('hospital', 'cost')], undefined, rows],
  ])('to the public, of rows with quasi-identifiers: %s', (_title, steps, input, expected) => {
    expect(leaving('public', steps, input)).toEqual(expected);
  });

  test('a check behind another table does not count: its rows may have changed since', () => {
    const tables = { a: { from: 'stays', steps: [check(), keep('sex')] }, b: { from: 'a' } };
    expect(told({ version: 1, title: 't', inputs: { stays: { columns, entity: 'nir' } }, tables, outputs: { o: { table: 'b', format: 'csv', audience: 'public' } } })).toEqual(rows);
  });

  describe('beside something else', () => {
    const cells = (dimension: string): object[] => [aggregate({ dimensions: [dimension] }), protect()];
    const many = (inputs: object, tables: Record<string, object>, outputs: Record<string, string>): string[] =>
      told({ version: 1, title: 't', inputs, tables, outputs: Object.fromEntries(Object.entries(outputs).map(([table, audience]) => [`o-${table}`, { table, format: 'csv', audience }])) });
    const stays = { columns, entity: 'nir' };

    test('two public outputs of one input difference each other', () => {
      const tables = { a: { from: 'stays', steps: cells('hospital') }, b: { from: 'stays', steps: cells('sex') } };
      expect(many({ stays }, tables, { a: 'public', b: 'public' })).toEqual(['PLAN_DIFFERENCING outputs.o-b']);
      expect(many({ stays }, tables, { a: 'public', b: 'research' })).toEqual([]);
    });
    test('one table may leave in several files, not with another protection or order, nor what it leaves over', () => {
      const tables = { a: { from: 'stays', steps: cells('hospital') }, b: { from: 'stays', steps: [aggregate({ dimensions: ['hospital'] }), protect(20)] } };
      const outputs = (...list: readonly object[]): string[] =>
        told({ version: 1, title: 't', inputs: { stays }, tables, outputs: Object.fromEntries([...list, { table: 'b', audience: 'internal' }].map((output, at) => [`o${at}`, { table: 'a', format: 'csv', audience: 'public', ...output }])) });
      expect(outputs({}, { format: 'parquet' }, { format: 'arrow', table: 'a.rows' })).toEqual([]);
      expect(outputs({}, { format: 'parquet', table: 'b' })).toEqual(['PLAN_DIFFERENCING outputs.o1']);
      expect(outputs({}, { format: 'parquet' }, { table: 'b' })).toEqual(['PLAN_DIFFERENCING outputs.o2']);
      expect(outputs({}, { format: 'parquet', rowOrder: 'sorted' })).toEqual(['PLAN_DIFFERENCING outputs.o1']);
    });
    test('so do a table and what is made of it, filtered or joined', () => {
      const filtered = { op: 'filter', where: { column: 'sex', equals: 'F' } };
      const tables = { a: { from: 'stays', steps: cells('hospital') }, b: { from: 'stays', steps: [filtered, ...cells('hospital')] }, c: { from: ['stays', 'others'], steps: cells('hospital') } };
      expect(many({ stays, others: stays }, tables, { a: 'public', b: 'public', c: 'public' })).toEqual(['PLAN_DIFFERENCING outputs.o-b', 'PLAN_DIFFERENCING outputs.o-c']);
    });
    test('outputs of different inputs do not', () => {
      const tables = { a: { from: 'stays', steps: cells('hospital') }, b: { from: 'others', steps: cells('hospital') } };
      expect(many({ stays, others: stays }, tables, { a: 'public', b: 'public' })).toEqual([]);
    });
    test('rows that enter twice overstate persons, whichever way they come', () => {
      const twice = ['PLAN_UNPROTECTED_CELLS outputs.o-t'];
      const filtered = { from: 'stays', steps: [{ op: 'filter', where: { column: 'sex', equals: 'F' } }] };
      expect(many({ stays }, { t: { from: ['stays', 'stays'], steps: cells('hospital') } }, { t: 'public' })).toEqual(twice);
      expect(many({ stays }, { a: filtered, t: { from: ['stays', 'a'], steps: cells('hospital') } }, { t: 'public' })).toEqual(twice);
      expect(many({ stays }, { a: { from: ['stays', 'stays'] }, t: { from: 'a', steps: cells('hospital') } }, { t: 'public' })).toEqual(twice);
      expect(many({ stays, others: stays }, { t: { from: ['stays', 'others'], steps: cells('hospital') } }, { t: 'public' })).toEqual([]);
      expect(many({ stays }, { t: { from: ['stays', 'stays'], steps: cells('hospital') } }, { t: 'research' })).toEqual([]);
    });
  });
});

describe('persons', () => {
  test('are told apart on purpose, or not at all', () => {
    expect(after(set('tables.cells.steps.2.entity', undefined))).toEqual(['PLAN_MISSING tables.cells.steps[2].entity', 'PLAN_MISSING tables.cells.steps[2].entity']);
    expect(after(set('tables.extract.steps.3.entity', undefined))).toEqual(['PLAN_MISSING tables.extract.steps[3].entity']);
    expect(after(set('inputs.stays.entity', undefined), set('tables.extract.steps.3.entity', undefined))).toEqual([]);
  });
  test('are counted under the rule that needs them', () => {
    expect(after(set('inputs.stays.entity', undefined), set('tables.cells.steps.2', { op: 'aggregate', dimensions: ['hospital'], entity: null, statistics: [{ kind: 'rows' }, { kind: 'largestShare', of: 'cost' }] })))
      .toEqual(['PLAN_MISSING tables.cells.steps[3].rules[0].on']);
  });
});

describe('the order of things', () => {
  test.each<[string, Change[], string[]]>([
    ['a table made from itself', [set('tables.cells.from', 'cells')], ['PLAN_CYCLE tables.cells.from']],
    ['tables made from each other', [set('tables.a', { from: 'b' }), set('tables.b', { from: ['a', 'stays'] })], ['PLAN_CYCLE tables.a.from', 'PLAN_CYCLE tables.b.from']],
    ['an input nobody reads', [set('inputs.people', { columns: { id: { type: 'utf8', role: 'technical' } } })], ['PLAN_UNUSED_TABLE inputs.people']],
    ['a table nobody reads', [set('tables.more', { from: 'stays' })], ['PLAN_UNUSED_TABLE tables.more']],
    ['a table named as an input', [set('tables.communes', { from: 'stays' })], ['PLAN_DUPLICATE_NAME tables.communes']],
    ['protection before aggregation', [withoutStep('cells', 2)], ['PLAN_OP_ORDER tables.cells.steps[2]']],
    ['protection twice', [step('cells', 4, { op: 'protect', preset: 'casdElevenPatients' })], ['PLAN_OP_ORDER tables.cells.steps[4]']],
    ['aggregation twice', [step('cells', 3, { op: 'aggregate', dimensions: ['hospital'], entity: null, statistics: [] })], ['PLAN_OP_ORDER tables.cells.steps[3]']],
    ['a pseudonym of a pseudonym', [step('extract', 1, { op: 'pseudonymise', column: 'patient', into: 'code', profile: 'text/v1', project: 'p', domain: 'd', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'main' } })], ['PLAN_ALREADY_PSEUDONYMISED tables.extract.steps[1].column']],
    ['rejects of a table that rejects nothing', [set('outputs.rejects.table', 'cells.rejects')], ['PLAN_UNKNOWN_TABLE outputs.rejects.table']],
    ['rejects of an input that does not set them aside', [set('inputs.stays.onInvalid', 'error')], ['PLAN_UNKNOWN_TABLE outputs.rejects.table']],
    ['tables of other columns end to end', [set('tables.cells.from', ['stays', 'communes'])], [
      ...['code', 'region'].map(() => 'PLAN_SCHEMA_MISMATCH tables.cells.from[1]'), ...['stayId', 'nir', 'birthDate', 'sex', 'hospital', 'entryDate', 'diagnosis', 'cost'].map(() => 'PLAN_SCHEMA_MISMATCH tables.cells.from[1]'),
    ]],
    ['no input and no output', [set('inputs', {}), set('tables', {}), set('outputs', {})], ['PLAN_MISSING inputs', 'PLAN_MISSING outputs']],
  ])('%s', (_title, changes, expected) => {
    expect(after(...changes)).toEqual(expected);
  });
});

describe('the form', () => {
  test.each<[string, unknown, string[]]>([
    ['a newer version', 2, ['PLAN_VERSION version']], ['a version as text', '1', ['PLAN_VERSION version']], ['a version before the first', 0, ['PLAN_VERSION version']],
    ['no version', undefined, ['PLAN_MISSING version']],
  ])('%s', (_title, version, expected) => {
    expect(after(set('version', version))).toEqual(expected);
  });
  test.each<[string, Change, string, string]>([
    ['a title', set('title', 2024), 'title', 'expected text, got 2024 (quote it)'],
    ['a mark of missing values', set('inputs.stays.format', { type: 'csv', nullValues: [9, 99] }), 'inputs.stays.format.nullValues[0]', 'expected text, got 9 (quote it)'],
    ['a column', set('tables.cells.steps.0.column', 2024), 'tables.cells.steps[0].column', 'expected text, got 2024 (quote it)'],
    ['a project', set('tables.extract.steps.0.project', 2024), 'tables.extract.steps[0].project', 'expected text, got 2024 (quote it)'],
    ['a name of a band', step('extract', 0, { op: 'band', column: 'cost', bounds: [0, 10], labels: ['low', 10] }), 'tables.extract.steps[0].labels[1]', 'expected text, got 10 (quote it)'],
  ])('a number where text is expected is to be quoted: %s', (_title, change, path, message) => {
    const plan = right();
    change(plan);
    expect(checkPlan(plan)).toContainEqual({ code: 'PLAN_TYPE', path, message });
  });
  test.each<[string, unknown]>([['text', 'plan'], ['nothing', null], ['a list', []], ['a number', 7]])('is not %s', (_title, value) => {
    const [first] = checkPlan(value);
    expect([first!.code, first!.path]).toEqual(['PLAN_TYPE', '']);
  });
  test('is plain data, or it has no digest', () => {
    expect(after(set('title', 'half a sign \ud83d'))).toEqual(['PLAN_TYPE ']);
    const circle = right();
    set('tables.cells.steps.0.self', circle)(circle);
    expect(told(circle)).toEqual(['PLAN_TYPE ', 'PLAN_UNKNOWN_OPTION tables.cells.steps[0].self']);
  });
});

test('everything wrong is told at once, even where the form itself is wrong', () => {
  expect(after(
    set('version', 3), set('title', 7), set('ouputs', {}), renamed('inputs.stays.onInvalid', 'oninvalid'), set('inputs.stays.columns.sex.role', 'quasi'),
    set('tables.cells.steps.0.to', 'decade'), set('tables.cells.steps.3.rules.0.minCount', 0), set('tables.extract.steps.0.secretKey', 'the key itself'), renamed('tables.extract.steps.3.k', 'K'), set('outputs.open.audience', 'all'),
  )).toEqual([
    'PLAN_VERSION version', 'PLAN_TYPE title', 'PLAN_OUT_OF_RANGE inputs.stays.columns.sex.role', 'PLAN_UNKNOWN_OPTION inputs.stays.oninvalid', 'PLAN_OUT_OF_RANGE outputs.open.audience', 'PLAN_UNKNOWN_OPTION ouputs',
    'PLAN_OUT_OF_RANGE tables.cells.steps[0].to', 'PLAN_OUT_OF_RANGE tables.cells.steps[3].rules[0].minCount',
    'PLAN_RAW_SECRET tables.extract.steps[0].secretKey', 'PLAN_MISSING tables.extract.steps[3].k', 'PLAN_UNKNOWN_OPTION tables.extract.steps[3].K',
  ]);
});

test('everything wrong is told at once where the form is right', () => {
  expect(after(
    set('inputs.stays.entity', 'patient'), set('tables.cells.steps.2.dimensions.0', 'hospitals'), set('tables.extract.steps.0.column', 'ins'), set('tables.more', { from: 'cells' }),
    set('outputs.rejects.audience', 'public'), set('outputs.research.table', 'stays'),
  )).toEqual([
    'PLAN_UNUSED_TABLE tables.more', 'PLAN_UNKNOWN_COLUMN inputs.stays.entity', 'PLAN_UNKNOWN_COLUMN tables.cells.steps[2].dimensions[0]', 'PLAN_UNKNOWN_COLUMN tables.extract.steps[0].column',
    'PLAN_IDENTIFIER_REACHES_OUTPUT outputs.research',
    'PLAN_COLUMN_ROLE outputs.rejects', 'PLAN_COLUMN_ROLE outputs.rejects', 'PLAN_COLUMN_ROLE outputs.rejects',
  ]);
});
