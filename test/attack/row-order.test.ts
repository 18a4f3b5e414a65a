// Who knows in which order a source lists its people finds them in a file that kept that order, whatever its classes are.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { explainPlan, explanationText } from '../../src/index.ts';
import { runPlan } from '../../src/node.ts';
import type { PlanOutput } from '../../src/plan/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-row-order-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** People in the order of their names; two values of each quasi-identifier, so that everybody is one of many. */
interface Person { readonly sex: string; readonly region: string; readonly note: string }
const people: fc.Arbitrary<Person[]> = fc.array(fc.record({ sex: fc.constantFrom('F', 'M'), region: fc.constantFrom('11', '84'), note: fc.constantFrom('a', 'b', 'c') }), { minLength: 40, maxLength: 60 });

const columns = {
  sex: { type: 'utf8', role: 'quasiIdentifier' }, region: { type: 'utf8', role: 'quasiIdentifier' }, note: { type: 'utf8', role: 'attribute' },
} as const;
const planWith = (output: Partial<PlanOutput>, steps: readonly { readonly op: string; readonly [option: string]: unknown }[] = []): unknown => ({
  version: 1, title: 'order', inputs: { people: { columns } },
  tables: { rows: { from: 'people', steps: [...steps, { op: 'checkKAnonymity', quasiIdentifiers: ['sex', 'region'], k: 2, nullMatching: 'own-class', onFailure: 'refuse' }] } },
  outputs: { open: { table: 'rows', format: 'csv', audience: 'public', ...output } },
});

let runs = 0;
async function release(rows: readonly Person[], plan: unknown): Promise<Person[]> {
  const file = join(folder, 'people.csv');
  writeFileSync(file, ['sex,region,note', ...rows.map(({ sex, region, note }) => `${sex},${region},${note}`), ''].join('\n'));
  const { release: made } = await runPlan(plan, { inputs: { people: file }, out: join(folder, `out-${runs++}`) });
  const [, ...lines] = readFileSync(join(made.directory, 'open.csv'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [sex, region, note] = line.split(',');
    return { sex: sex!, region: region!, note: note! };
  });
}

/** Takes the n-th person of the source for the n-th row of the release. */
const shareFound = (source: readonly Person[], released: readonly Person[]): number =>
  source.filter(({ note }, place) => released[place]!.note === note).length / source.length;

/** No order of the source survives: the release of any permutation is the same. */
describe('the order of public rows', () => {
  test('gives every person away where a plan keeps it, and nobody where it does not say so', async () => {
    await fc.assert(fc.asyncProperty(people, fc.infiniteStream(fc.nat()), async (source, random) => {
      for (const sex of ['F', 'M']) for (const region of ['11', '84']) source.push({ sex, region, note: 'a' }, { sex, region, note: 'b' });
      const shuffled = source.map((person) => ({ person, at: random.next().value as number })).sort((left, right) => left.at - right.at).map(({ person }) => person);
      expect(shareFound(source, await release(source, planWith({ rowOrder: 'kept' })))).toBe(1);
      const released = await release(source, planWith({}));
      expect(released).toEqual(await release(shuffled, planWith({})));
      expect(released).toEqual([...source].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)));
    }), { numRuns: 5 });
  });

  test('follows a last sort step first, then all other columns', async () => {
    const source: Person[] = ['c', 'a', 'b', 'a'].flatMap((note) => [{ sex: 'F', region: '11', note }, { sex: 'M', region: '84', note }]);
    const released = await release(source, planWith({}, [{ op: 'sort', by: [{ column: 'note', direction: 'descending' }] }]));
    expect(released.map(({ sex, note }) => note + sex)).toEqual(['cF', 'cM', 'bF', 'bM', 'aF', 'aF', 'aM', 'aM']);
  });

  test('is told before a plan runs', () => {
    const isSorted = (plan: unknown): boolean => explainPlan(plan).outputs[0]!.isSorted;
    expect(explanationText(explainPlan(planWith({})))).toContain('open to public, from rows, sorted by all its columns');
    expect([isSorted(planWith({})), isSorted(planWith({ rowOrder: 'kept' })), isSorted(planWith({ audience: 'research' })), isSorted(planWith({ audience: 'internal', rowOrder: 'sorted' }))]).toEqual([true, false, false, true]);
  });
});
