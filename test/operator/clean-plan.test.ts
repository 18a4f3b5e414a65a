// The steps of cleaning as a plan has them: checked as a whole, with rejects by row key and findings by step.
import { describe, expect, test } from 'vitest';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { checkPlan, compilePlan } from '../../src/plan/index.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const COLUMNS = {
  stay: { type: 'utf8', role: 'technical', nullable: false }, nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, name: { type: 'utf8', role: 'directIdentifier' },
  birth: { type: 'utf8', role: 'quasiIdentifier' }, commune: { type: 'utf8', role: 'quasiIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, unit: { type: 'utf8', role: 'attribute' },
} as const;
const UNITS = { old: { type: 'utf8', role: 'attribute' }, new: { type: 'utf8', role: 'attribute' } } as const;

const STEPS = [
  { op: 'fixEncoding', columns: ['name'] },
  { op: 'normaliseText', columns: ['name', 'commune'], case: 'upper', accents: 'strip', punctuation: 'space', empty: 'null' },
  { op: 'nullValues', columns: { commune: ['NC', '99999'] } },
  { op: 'padCode', column: 'commune', width: 5, suffix: ' 0', onInvalid: 'reject' },
  { op: 'recode', column: 'sex', values: { M: '1', F: '2' }, otherwise: 'null' },
  { op: 'recode', column: 'unit', table: 'units', from: 'old', to: 'new', otherwise: 'reject' },
  { op: 'normaliseDate', column: 'birth', formats: ['dd/MM/yyyy', 'yyyy-MM-dd'], onInvalid: 'reject', onPlaceholder: 'null' },
  { op: 'normaliseIdentifier', column: 'nir', identifier: 'nir', form: '13', onInvalid: 'reject' },
  { op: 'dropDuplicates', columns: ['nir', 'birth', 'unit'], nulls: 'distinct' },
] as const;

const plan = (steps: readonly object[] = STEPS): unknown => ({
  version: 1, title: 'Cleaning',
  inputs: { stays: { columns: COLUMNS, rowKey: 'stay' }, units: { columns: UNITS } },
  tables: { clean: { from: 'stays', steps } },
  outputs: { clean: { table: 'clean', format: 'csv', audience: 'internal' }, rejects: { table: 'clean.rejects', format: 'csv', audience: 'internal' } },
});

const ROWS: readonly Row[] = [
  ['s1', '2 84 05 88 321 025 32', ' LefÃ¨vre ', '01/05/1984', '1001', 'F', 'A'],
  ['s2', '2840588321025', 'LEFEVRE', '1984-05-01', 'nc', 'F', 'A'],
  ['s3', '284058832102531', 'x', '01/05/1984', '75056', 'M', 'A'],
  ['s4', '2840588321025', 'x', '31/04/1984', '75056', 'M', 'A'],
  ['s5', '2840588321025', 'x', '01/01/1900', '75056', '?', 'A'],
  ['s6', '2840588321025', '...', '01/01/1900', '1001.0', 'M', 'B'],
  ['s7', '2840588321025', 'x', '01/05/1984', '750566', 'M', 'A'],
  ['s8', '2840588321025', 'x', '01/05/1984', '75056', 'M', 'Z'],
];
const UNIT_ROWS: readonly Row[] = [['A', 'U1'], ['B', null]];

async function run(fold: FoldContext): Promise<{ rows: Value[][]; rejects: Value[][]; findings: Record<string, Findings> }> {
  const findings: Record<string, Findings> = {};
  const { tables } = compilePlan(plan()).connect({
    inputs: { stays: { rows: tableOf(schemaOf(COLUMNS), ROWS, [3, 5]), rejects: null }, units: { rows: tableOf(schemaOf(UNITS), UNIT_ROWS), rejects: null } },
    secrets: {}, fold, onFindings: (path, op, found) => { findings[`${path} ${op}`] = found; },
  });
  const rows = await rowsOf(tables.get('clean')!);
  return { rows, rejects: await rowsOf(tables.get('clean.rejects')!), findings };
}

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

describe('a plan that cleans', () => {
  test('has no problem', () => {
    expect(checkPlan(plan())).toEqual([]);
  });

  test('gives clean rows, and every other by its key and reason, with memory and without', async () => {
    const inMemory = await run(IN_MEMORY);
    expect(inMemory.rows).toEqual([
      ['s1', '2840588321025', 'LEFEVRE', day('1984-05-01'), '01001', '2', 'U1'],
      ['s5', '2840588321025', 'X', null, '75056', null, 'U1'],
      ['s6', '2840588321025', null, null, '01001', '1', null],
    ]);
    expect(inMemory.rejects.map(([step, , key, column, code]) => [step, key, column, code])).toEqual([
      ['steps[3] padCode', 's7', 'commune', 'CODE_LENGTH'],
      ['steps[5] recode', 's8', 'unit', 'RECODE_UNMATCHED'],
      ['steps[6] normaliseDate', 's4', 'birth', 'DATE_IMPOSSIBLE'],
      ['steps[7] normaliseIdentifier', 's3', 'nir', 'NIR_KEY'],
      ['steps[8] dropDuplicates', 's2', 'nir', 'DUPLICATE'],
    ]);
    const spilled = await run({ spill: memorySpill(), maxMemoryBytes: 1 });
    expect([spilled.rows, spilled.rejects]).toEqual([inMemory.rows, inMemory.rejects]);
  });

  test('accounts for every row that entered a step', async () => {
    const { rows, rejects, findings } = await run(IN_MEMORY);
    expect(rows.length + rejects.length).toBe(ROWS.length);
    const counts = STEPS.map(({ op }, index) => findings[`tables.clean.steps[${index}] ${op}`]!).map((found) => [found['rows'], found['rejected'] ?? 0]);
    expect(counts).toEqual([[8, 0], [8, 0], [8, 0], [8, 1], [7, 0], [7, 1], [6, 1], [5, 1], [4, 1]]);
  });
});

describe('a plan that cleans wrongly is refused before any row', () => {
  const problems = (...steps: readonly object[]): string[] => checkPlan(plan([...steps, STEPS[3]])).map(({ code, path }) => `${code} ${path}`);
  test.each<[string, object, string[]]>([
    ['a map of both kinds', { op: 'recode', column: 'sex', values: { M: '1' }, table: 'units', from: 'old', to: 'new', otherwise: 'keep' }, ['PLAN_UNKNOWN_OPTION tables.clean.steps[0].table', 'PLAN_UNKNOWN_OPTION tables.clean.steps[0].from', 'PLAN_UNKNOWN_OPTION tables.clean.steps[0].to']],
    ['a map of no kind', { op: 'recode', column: 'sex', otherwise: 'keep' }, ['PLAN_MISSING tables.clean.steps[0].values']],
    ['a map without its table', { op: 'recode', column: 'sex', from: 'old', to: 'new', otherwise: 'keep' }, ['PLAN_MISSING tables.clean.steps[0].table']],
    ['a map by an unknown column', { op: 'recode', column: 'sex', table: 'units', from: 'olde', to: 'new', otherwise: 'keep' }, ['PLAN_UNKNOWN_COLUMN tables.clean.steps[0].from']],
    ['a NIR without its form', { op: 'normaliseIdentifier', column: 'nir', identifier: 'nir', onInvalid: 'null' }, ['PLAN_MISSING tables.clean.steps[0].form']],
    ['a step that is no more', { op: 'normaliseNir', column: 'nir', form: '13', onInvalid: 'null' }, ['PLAN_UNKNOWN_OP tables.clean.steps[0].op']],
    ['an unknown option', { op: 'dropDuplicates', column: ['nir'] }, ['PLAN_UNKNOWN_OPTION tables.clean.steps[0].column']],
    ['a placeholder of another type', { op: 'nullValues', columns: { sex: [9] } }, ['PLAN_TYPE tables.clean.steps[0].columns.sex[0]']],
  ])('%s', (_title, step, expected) => {
    expect(problems(step).filter((problem) => problem.includes('steps[0]'))).toEqual(expected);
  });
});
