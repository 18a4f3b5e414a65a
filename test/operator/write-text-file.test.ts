// A file of text: whole or not at all, for its owner only when asked.
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTextFile } from '../../src/node.ts';

describe('a text file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'a423-text-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('is its text in UTF-8, and replaces what was there', async () => {
    const path = join(folder, 'a.html');
    await writeTextFile(path, 'Hôpital “Œuvre” 東京\n');
    expect(await readFile(path)).toEqual(Buffer.from('Hôpital “Œuvre” 東京\n', 'utf8'));
    await writeTextFile(path, '');
    expect((await stat(path)).size).toBe(0);
    expect(await readdir(folder)).toEqual(['a.html']);
  });

  test('may be for its owner only', async () => {
    const mask = process.umask(0o022);
    try {
      await writeTextFile(join(folder, 'open'), 'x');
      await writeTextFile(join(folder, 'closed'), 'x', { isPrivate: true });
      await writeTextFile(join(folder, 'open'), 'y', { isPrivate: true });
    } finally {
      process.umask(mask);
    }
    expect([(await stat(join(folder, 'open'))).mode & 0o777, (await stat(join(folder, 'closed'))).mode & 0o777]).toEqual([0o600, 0o600]);
  });

  test('never replaces a folder, empty or not, and what is refused leaves nothing behind', async () => {
    await mkdir(join(folder, 'empty'));
    await mkdir(join(folder, 'full', 'inside'), { recursive: true });
    const before = await readdir(folder);
    for (const name of ['empty', 'full', join('nowhere', 'a.txt')]) {
      await expect(writeTextFile(join(folder, name), 'x')).rejects.toMatchObject({ name: 'DataError', code: 'DATA_WRITE' });
    }
    expect(await readdir(folder)).toEqual(before);
    expect((await stat(join(folder, 'empty'))).isDirectory()).toBe(true);
  });
});
