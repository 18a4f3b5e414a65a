// Masking steps from plan to files: keys are bound by name, the same key gives the same bytes, and the matrix stays in the internal report.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPlan, explainPlan, explanationText, fromArrowTable, maskingsOf, measureMasking, PlanError } from '../../src/index.ts';
import { runPlan, type RunResult } from '../../src/node.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-masking-plan-'));
const secret = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + 131 * seed) & 255);
const numbers = ['age', 'weight', 'cost'];
let runs = 0;

beforeAll(() => {
  let state = 20_261_128;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const rows = Array.from({ length: 500 }, (_, stay) => [stay, ['alone', 'couple', 'widowed'][Math.floor(3 * next() ** 2)], 18 + 80 * next(), 45 + 50 * next(), 300 + 4000 * next() ** 3].join(','));
  writeFileSync(join(folder, 'stays.csv'), `stay,status,age,weight,cost\n${rows.join('\n')}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const STEPS = [
  { op: 'topBottomCode', column: 'age', top: { above: 90, replacement: 91 } },
  { op: 'microaggregate', columns: ['age', 'weight'], k: 5, entity: null },
  { op: 'pram', column: 'status', unit: 'stay', transition: { keep: 0.7, alpha: 0.8 }, secretKey: { secret: 'mask' } },
  { op: 'addNoise', columns: ['cost'], unit: 'stay', method: 'preserving', share: 0.3, secretKey: { secret: 'mask' } },
  { op: 'swapRanks', columns: ['cost'], unit: 'stay', windowShare: 0.02, secretKey: { secret: 'mask' } },
];
const planOf = (steps: readonly object[]): object => ({
  version: 1, title: 'Masked stays',
  inputs: { stays: { rowKey: 'stay', columns: {
    stay: { type: 'int32', role: 'technical', nullable: false }, status: { type: 'utf8', role: 'quasiIdentifier' },
    age: { type: 'float64', role: 'quasiIdentifier' }, weight: { type: 'float64', role: 'quasiIdentifier' }, cost: { type: 'float64', role: 'sensitive' },
  } } },
  tables: { masked: { from: 'stays', steps } },
  outputs: { original: { table: 'stays', format: 'arrow', audience: 'internal' }, masked: { table: 'masked', format: 'arrow', audience: 'research' } },
});
const run = (key: Uint8Array, steps: readonly object[] = STEPS): Promise<RunResult> =>
  runPlan(planOf(steps), { inputs: { stays: join(folder, 'stays.csv') }, secrets: { mask: key }, out: join(folder, `out-${runs++}`) });
const bytesOf = ({ release }: RunResult, name: string): Uint8Array => readFileSync(join(release.directory, name));

describe('a plan that masks', () => {
  test('has no problem, and explains what was given up', () => {
    expect(checkPlan(planOf(STEPS))).toEqual([]);
    expect(explanationText(explainPlan(planOf(STEPS)))).toMatch(/measures no protection/);
  });
  test('tells beside the file, and in it, which columns were masked and how', async () => {
    const result = await run(secret(1));
    const beside = JSON.parse(Buffer.from(bytesOf(result, 'masked.arrow.meta.json')).toString()) as { columns: { name: string; masked?: { method: string }[] }[] };
    expect(beside.columns.map(({ name, masked }) => [name, masked?.map(({ method }) => method)])).toEqual([
      ['stay', undefined], ['status', ['pram']], ['age', ['microaggregate']], ['weight', ['microaggregate']], ['cost', ['addNoise', 'swapRanks']],
    ]);
    expect(tableFromIPC(bytesOf(result, 'masked.arrow')).schema.fields.map((field) => maskingsOf(field).length)).toEqual([0, 1, 1, 1, 2]);
  });
  test('gives the same bytes under the same key, and others under another', async () => {
    const first = await run(secret(1));
    expect(bytesOf(await run(secret(1)), 'masked.arrow')).toEqual(bytesOf(first, 'masked.arrow'));
    expect(bytesOf(await run(secret(2)), 'masked.arrow')).not.toEqual(bytesOf(first, 'masked.arrow'));
  });
  test('writes rows that are linked no more often than k says by the columns of a group, keeps means, and is measured by all columns', async () => {
    const result = await run(secret(1), STEPS.slice(1));
    const table = (name: string): ReturnType<typeof fromArrowTable> => fromArrowTable(tableFromIPC(bytesOf(result, `${name}.arrow`)));
    const { linkage, loss } = await measureMasking(table('original'), table('masked'), { columns: ['age', 'weight'], rowKey: 'stay' });
    expect(linkage.nearest).toBeLessThanOrEqual(1 / 5);
    for (const shift of loss.meanShift) expect(Math.abs(shift)).toBeLessThan(1e-9);
    const all = await measureMasking(table('original'), table('masked'), { columns: numbers, rowKey: 'stay' });
    // Beside a column that is masked weakly, the k of the others is no bound.
    expect(all.linkage.nearest).toBeGreaterThan(1 / 5);
    expect(all.linkage.nearest).toBeLessThan(0.5);
  });
  test('tells the matrix in the internal report, and in no evidence', async () => {
    const result = await run(secret(1));
    const report = Buffer.from(bytesOf(result, 'report.json')).toString();
    expect(report).toMatch(/"matrix"/);
    expect(report).not.toMatch(/widowed/);
    expect(Buffer.from(bytesOf(result, 'evidence.json')).toString()).not.toMatch(/"matrix"|"posterior"/);
  });
  test('does not become public by counting classes of values that were drawn, but may by those of groups', () => {
    const check = { op: 'checkKAnonymity', quasiIdentifiers: ['age', 'weight'], k: 5, entity: null, nullMatching: 'own-class', onFailure: 'refuse' };
    const publicPlan = (steps: readonly object[]): object => ({
      ...planOf([{ op: 'drop', columns: ['status', 'cost'] }, ...steps, check, { op: 'drop', columns: ['stay'] }]),
      outputs: { masked: { table: 'masked', format: 'csv', audience: 'public' } },
    });
    const masked = (step: object): string[] => checkPlan(publicPlan([step])).map(({ code, message }) => `${code} ${message.replace(/ was masked.*/, '')}`);
    expect(masked({ op: 'microaggregate', columns: ['age', 'weight'], k: 5, entity: null })).toEqual([]);
    expect(masked({ op: 'addNoise', columns: ['age'], unit: 'stay', method: 'additive', share: 0.3, secretKey: { secret: 'mask' } })).toEqual(['PLAN_UNCHECKED_ROWS column "age"']);
    expect(masked({ op: 'swapRanks', columns: ['age', 'weight'], unit: 'stay', windowShare: 0.3, secretKey: { secret: 'mask' } })).toEqual([
      'PLAN_UNCHECKED_ROWS column "age"',
      'PLAN_UNCHECKED_ROWS column "weight"',
    ]);
  });
  test('hands the mark on to a plan that reads its file, which may then claim no classes either, nor lose the mark by a second step', async () => {
    const { release } = await run(secret(1), [STEPS[3]!, { op: 'drop', columns: ['status', 'age'] }]);
    // A person's name goes no further than research; the public plan counts classes of what the first one masked.
    const columns = { stay: { type: 'int32', role: 'technical', nullable: false }, weight: { type: 'float64', role: 'quasiIdentifier' }, cost: { type: 'float64', role: 'quasiIdentifier' } };
    const check = { op: 'checkKAnonymity', quasiIdentifiers: ['weight', 'cost'], k: 2, entity: null, nullMatching: 'own-class', onFailure: 'refuse' };
    const second = (steps: readonly object[], audience: string): object => ({
      version: 1, title: 'A second plan', inputs: { masked: { rowKey: 'stay', columns } }, tables: { rows: { from: 'masked', steps } },
      outputs: { rows: { table: 'rows', format: 'csv', audience } },
    });
    const publicPlan = second([{ op: 'microaggregate', columns: ['weight'], k: 5, entity: null }, check, { op: 'drop', columns: ['stay'] }], 'public');
    // Without the file nobody knows.
    expect(checkPlan(publicPlan)).toEqual([]);
    const inputs = { masked: join(release.directory, 'masked.arrow') };
    const refused = await runPlan(publicPlan, { inputs, out: join(folder, `out-${runs++}`) }).then(() => null, (error: unknown) => (error as PlanError).problems);
    expect(refused?.map(({ code, path, message }) => `${code} ${path} ${message.replace(/, so that.*/, '')}`)).toEqual(['PLAN_UNCHECKED_ROWS outputs.rows column "cost" was masked (addNoise)']);
    const further = await runPlan(second([{ op: 'microaggregate', columns: ['cost'], k: 5, entity: null }], 'research'), { inputs, out: join(folder, `out-${runs++}`) });
    const beside = JSON.parse(Buffer.from(bytesOf(further, 'rows.csv.meta.json')).toString()) as { columns: { name: string; masked?: { method: string; share?: number }[] }[] };
    expect(beside.columns.map(({ name, masked }) => [name, masked?.map(({ method, share }) => [method, share])])).toEqual([
      ['stay', undefined], ['weight', undefined], ['cost', [['addNoise', 0.3], ['microaggregate', undefined]]],
    ]);
  });
  test('tells every method of the parts of an input, each once', async () => {
    const noisy = await run(secret(1), [STEPS[3]!]);
    const swapped = await run(secret(1), [STEPS[4]!]);
    const both = await runPlan({ ...planOf([]), tables: {}, outputs: { rows: { table: 'stays', format: 'csv', audience: 'internal' } } }, {
      inputs: { stays: [noisy, swapped, await run(secret(2), [STEPS[3]!])].map(({ release }) => join(release.directory, 'masked.arrow')) }, out: join(folder, `out-${runs++}`),
    });
    const beside = JSON.parse(Buffer.from(bytesOf(both, 'rows.csv.meta.json')).toString()) as { columns: { name: string; masked?: { method: string }[] }[] };
    expect(beside.columns.filter(({ masked }) => masked !== undefined).map(({ name, masked }) => [name, masked!.map(({ method }) => method)])).toEqual([['cost', ['addNoise', 'swapRanks']]]);
  });
  test('refuses another key than the one it expects', async () => {
    const steps = [{ ...STEPS[2], expectFingerprint: '0123456789abcdef' }];
    await expect(run(secret(1), steps)).rejects.toThrow(PlanError);
  });
});
