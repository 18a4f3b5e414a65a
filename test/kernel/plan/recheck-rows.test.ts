// The rows of a finished file are judged again by the last check of their table, from what stands in the file.
import { describe, expect, test } from 'vitest';
import { recheckRows } from '../../../src/plan/recheck-rows.ts';
import { lastRowsCheck } from '../../../src/plan/rows-check.ts';
import type { Plan, PlanOutput, PlanStep } from '../../../src/plan/plan.ts';
import { schemaOf, tableOf, type Row } from '../../small-tables.ts';

const OPEN: PlanOutput = { table: 'rows', format: 'csv', audience: 'public' };
const planOf = (...steps: PlanStep[]): Plan => ({ version: 1, title: 't', inputs: { people: { columns: {} } }, tables: { rows: { from: 'people', steps } }, outputs: { open: OPEN } });
const CHECK = { op: 'checkPrivacy', quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', onFailure: 'refuse', models: [{ model: 'kAnonymity', k: 2 }, { model: 'tCloseness', column: 'diagnosis', t: 0.3, distance: 'equal' }] } as const;

const SCHEMA = schemaOf({ sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'utf8', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' } });
const GOOD: readonly Row[] = [['F', '40', 'a'], ['F', '40', 'b'], ['M', '40', 'a'], ['M', '40', 'b']];
const ALONE: readonly Row[] = [['F', '40', 'a'], ['F', '40', 'b'], ['M', '40', 'a']];
const ALIKE: readonly Row[] = [['F', '40', 'a'], ['F', '40', 'a'], ['M', '40', 'b'], ['M', '40', 'b']];
const again = (plan: Plan, rows: readonly Row[], schema = SCHEMA): Promise<readonly string[] | null> => recheckRows(plan, OPEN, tableOf(schema, rows));

describe('rows of a finished file', () => {
  test('pass when all models hold, and tell which were judged', async () => {
    expect(await again(planOf(CHECK), GOOD)).toEqual(['kAnonymity', 'tCloseness']);
    expect(await again(planOf({ op: 'checkKAnonymity', quasiIdentifiers: ['sex'], k: 2, nullMatching: 'own-class', onFailure: 'refuse' }), GOOD)).toEqual(['kAnonymity']);
  });

  test('are refused when somebody stands alone, or all of a class are alike', async () => {
    await expect(again(planOf(CHECK), ALONE)).rejects.toMatchObject({ code: 'PROTECTION_PRIVACY_MODEL' });
    await expect(again(planOf(CHECK), ALIKE)).rejects.toMatchObject({ code: 'PROTECTION_PRIVACY_MODEL' });
  });

  test('are judged by what is left of the columns', async () => {
    const withoutSex = schemaOf({ age: { type: 'utf8', role: 'quasiIdentifier' } });
    expect(await again(planOf(CHECK, { op: 'drop', columns: ['sex', 'diagnosis'] }), [['40'], ['40']], withoutSex)).toEqual(['kAnonymity']);
    expect(await again(planOf(CHECK), [['x']], schemaOf({ note: { type: 'utf8', role: 'attribute' } }))).toBeNull();
  });

  test('counted as persons by the step, are judged by what rows alone can contradict', async () => {
    const plan = planOf({ ...CHECK, entity: 'person', models: [...CHECK.models, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }] });
    expect(await again(plan, GOOD)).toEqual(['kAnonymity', 'distinctLDiversity']);
    await expect(again(plan, ALIKE)).rejects.toMatchObject({ code: 'PROTECTION_PRIVACY_MODEL' });
  });

  test('are not judged where no check stands last', async () => {
    expect(await again(planOf(CHECK, { op: 'rename', columns: { age: 'years' } }), ALONE)).toBeNull();
    expect(lastRowsCheck(planOf(), 'rows')).toBeNull();
    expect(lastRowsCheck(planOf(CHECK), 'rows.rejects')).toBeNull();
  });
});
