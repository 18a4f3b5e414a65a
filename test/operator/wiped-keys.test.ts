// What is left of sub-keys after a plan, or an opener, has done its work or refused it: nothing. The derivation and the block
// cipher are watched, and everything that went through them is looked at again at the end.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runPlan } from '../../src/plan/node/index.ts';
import { codeOpener, pseudonymFingerprint } from '../../src/pseudonymise/index.ts';

const keyOf = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + seed) & 255);
const [MAIN, DRAWING] = [131, 32];

/** Everything that derives from the keys above. The check of a plan derives from a stand-in, which is public. */
const seen: Uint8Array[] = [];
const roots = new WeakSet<Uint8Array>();

vi.mock(import('../../src/keyed/hkdf.ts'), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    hkdfExtract: (purpose, key) => {
      const root = original.hkdfExtract(purpose, key);
      if (![MAIN, DRAWING].some((seed) => keyOf(seed).join() === key.join())) return root;
      seen.push(root);
      roots.add(root);
      return root;
    },
    hkdfExpand: (root, context, length) => {
      const subKey = original.hkdfExpand(root, context, length);
      if (roots.has(root)) seen.push(subKey);
      return subKey;
    },
  };
});

vi.mock(import('../../src/keyed/block-cipher.ts'), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    blockCipher: (key) => {
      seen.push(key);
      return original.blockCipher(key);
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'a423-wiped-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  seen.length = 0;
});

/** Which of the secrets that were met still have a byte that is not zero. */
const left = (): number[] => seen.flatMap((secret, index) => (secret.some((byte) => byte !== 0) ? [index] : []));

const NONCE = keyOf(7).slice(0, 16);

writeFileSync(join(folder, 'persons.csv'), 'nir,other\n2840588321025,1770250933010\n');
const step = (policy: object, column = 'nir'): object => ({ op: 'pseudonymise', column, profile: 'nir/v1', project: 'cohort', domain: 'patient', onInvalid: 'null', secretKey: { secret: 'main' }, ...policy });
const random = { policy: 'random', asOf: '2024-10-04', drawing: { secretKey: { secret: 'drawing' } } };

let runs = 0;
async function run(steps: readonly object[], outputs: object = {}): Promise<unknown> {
  const usesDrawing = JSON.stringify(steps).includes('drawing');
  return runPlan({
    version: 1, title: 'wiped',
    inputs: { persons: { columns: { nir: { type: 'utf8', role: 'directIdentifier' }, other: { type: 'utf8', role: 'directIdentifier' } } } },
    tables: { coded: { from: 'persons', steps: [...steps, { op: 'keep', columns: ['nir'] }] } },
    outputs: { coded: { table: 'coded', format: 'csv', audience: 'research' }, ...outputs },
  }, {
    inputs: { persons: join(folder, 'persons.csv') }, out: join(folder, `out-${++runs}`),
    secrets: { main: keyOf(MAIN), ...(usesDrawing ? { drawing: keyOf(DRAWING) } : {}) },
    ...(/document|random|releaseRandomised/.test(JSON.stringify(steps)) ? { releaseNonce: NONCE } : {}),
  });
}

const POLICIES = [['deterministic'], ['document'], ['reversible'], ['releaseRandomised']] as const;
const crosswalk = { persons: { table: 'coded.crosswalk', format: 'parquet', audience: 'internal' } };

describe('nothing is left of a sub-key', () => {
  afterEach(() => {
    expect(seen.length).toBeGreaterThan(1);
    expect(left()).toEqual([]);
  });

  test.each(POLICIES)('by %s', async (policy) => {
    await run([step({ policy })]);
    expect(readdirSync(join(folder, `out-${runs}`))).toContain('current.json');
  });

  test('by random', async () => {
    await run([step(random)], crosswalk);
  });

  test.each(POLICIES)('by %s where a later step has another key than it expects', async (policy) => {
    const wrong = step({ policy: 'deterministic', expectFingerprint: '0123456789abcdef' }, 'other');
    await expect(run([step({ policy }), wrong])).rejects.toMatchObject({ problems: [{ code: 'PLAN_WRONG_KEY' }] });
  });
});

describe('an opener', () => {
  const context = { project: 'cohort', domain: 'patient', profile: 'nir/v1' } as const;

  test.each([
    [{ policy: 'reversible' }], [{ policy: 'reversible', algorithm: 'FF1' }], [{ policy: 'releaseRandomised', releaseNonce: NONCE }],
  ] as const)('keeps nothing once it is wiped: %o', (change) => {
    const secretKey = keyOf(MAIN);
    codeOpener({ ...context, ...change, secretKey }).wipe();
    expect(seen.length).toBeGreaterThan(1);
    expect(left()).toEqual([]);
  });

  test('of fingerprints keeps nothing', () => {
    for (const policy of ['deterministic', 'document', 'reversible', 'releaseRandomised', 'random'] as const) pseudonymFingerprint({ ...context, policy, secretKey: keyOf(MAIN) });
    expect(seen.length).toBe(10);
    expect(left()).toEqual([]);
  });
});
