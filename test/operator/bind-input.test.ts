// An input bound to its files: what is known of them before they are read, and what their bytes are where a report asks.
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bindInput, type BoundInput } from '../../src/plan/node/bind-input.ts';
import { hashFile, seeFile } from '../../src/plan/node/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-bind-input-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const CSV = 'id,age\na,1\nb,2\n';
const bind = (...files: readonly string[]): Promise<BoundInput> =>
  bindInput('people', { columns: { id: { type: 'utf8', role: 'technical' }, age: { type: 'int32', role: 'attribute' } } }, { patterns: files, out: '' });
const fresh = (name: string): string => {
  writeFileSync(at(name), CSV);
  return at(name);
};
const readAll = async ({ ports }: BoundInput): Promise<void> => {
  for await (const batch of ports.rows.open()) expect(batch.numRows).toBeGreaterThan(0);
};
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', ({ code }: { readonly code: string }) => code);

describe('an input that is hashed', () => {
  test('is told by the bytes of each of its files, and their number', async () => {
    const hashed = await (await bind(fresh('first.csv'), fresh('second.csv'))).hash();
    appendFileSync(at('second.csv'), 'c,3\n');
    const sha256 = createHash('sha256').update(CSV).digest('hex');
    expect(hashed.hashes).toEqual([sha256, sha256]);
    expect(hashed.record()).toEqual({ files: [{ sha256, bytes: CSV.length }, { sha256, bytes: CSV.length }], rows: 0, rejected: {} });
  });

  test('counts what is read of it, whether that is asked of the one or of the other', async () => {
    const plain = await bind(fresh('counted.csv'));
    const hashed = await plain.hash();
    await readAll(plain);
    await readAll(hashed);
    expect([plain.rows(), hashed.rows(), hashed.record().rows, plain.passes(), hashed.passes()]).toEqual([2, 2, 2, 2, 2]);
  });

  test('stops where it is told to', async () => {
    const reason = new Error('enough');
    const error = await (await bind(fresh('stopped.csv'))).hash(AbortSignal.abort(reason)).then(() => null, (thrown: unknown) => thrown as Error);
    expect(error?.name).toBe('AbortError');
  });
});

describe('a file that changes after its input was bound is found', () => {
  test.each<[string, (path: string) => void]>([
    ['grown', (path) => { appendFileSync(path, 'c,3\n'); }],
    ['shorter', (path) => { truncateSync(path, 12); }],
    ['of the same size at another time', (path) => { writeFileSync(path, CSV.replace('1', '9')); utimesSync(path, 1, 1); }],
    ['gone', (path) => { rmSync(path); }],
  ])('%s, hashed or not', async (_title, change) => {
    const plain = await bind(fresh('changing.csv'));
    const hashed = await plain.hash();
    await plain.checkUnchanged();
    change(at('changing.csv'));
    expect([await codeOf(plain.checkUnchanged()), await codeOf(hashed.checkUnchanged())]).toEqual(['DATA_CHANGED', 'DATA_CHANGED']);
  });

  test('between the binding and the hashing, too', async () => {
    const plain = await bind(fresh('between.csv'));
    appendFileSync(at('between.csv'), 'c,3\n');
    const hashed = await plain.hash();
    expect(hashed.hashes).toEqual([createHash('sha256').update(readFileSync(at('between.csv'))).digest('hex')]);
    expect(await codeOf(hashed.checkUnchanged())).toBe('DATA_CHANGED');
  });
});

test('a file that is not there, or is none, is refused before it is read', async () => {
  mkdirSync(at('folder.csv'), { recursive: true });
  expect([await codeOf(seeFile(at('nowhere.csv'), 'people')), await codeOf(seeFile(at('folder.csv'), 'people'))]).toEqual(['DATA_FILE_MISSING', 'DATA_FILE_UNREADABLE']);
  expect([await codeOf(hashFile(at('nowhere.csv'), 'people')), await codeOf(hashFile(at('folder.csv'), 'people'))]).toEqual(['DATA_FILE_MISSING', 'DATA_FILE_UNREADABLE']);
  const gone = await bind(fresh('gone.csv'));
  rmSync(at('gone.csv'));
  expect(await codeOf(gone.hash())).toBe('DATA_FILE_MISSING');
});
