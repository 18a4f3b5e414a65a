// Secrets from files, descriptors and the environment, on a real file system.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataError } from '../../../src/core/errors.ts';
import { createKeyFile, newSecretKey, readSecret } from '../../../src/pseudonymise/node.ts';

const secretKey = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 91 + 200) & 255));
const characters = secretKey.toString('base64url');
const line = `a423-key-v1:${characters}\n`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'a423-secret-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function keyFile(name: string, content: string | Buffer = line, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** Runs a reading that must fail, and gives the error; whatever it says, it never says the key. */
async function refused(read: () => Promise<unknown>): Promise<DataError> {
  let error: unknown;
  try {
    await read();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(DataError);
  const { code, message, stack, detail } = error as DataError;
  expect(code).toBe('DATA_SECRET');
  const told = `${message}${stack ?? ''}${JSON.stringify(detail)}`;
  for (const secret of [characters, characters.slice(5, 25), secretKey.toString('hex'), secretKey.toString('base64')]) expect(told).not.toContain(secret);
  return error as DataError;
}

describe('file:PATH', () => {
  test('reads the key', async () => {
    expect(await readSecret(`file:${keyFile('good.key')}`)).toEqual(new Uint8Array(secretKey));
    expect(await readSecret(`file:${keyFile('read-only.key', line, 0o400)}`)).toEqual(new Uint8Array(secretKey));
  });

  test('follows links, as mounted secrets are', async () => {
    symlinkSync(keyFile('target.key'), join(folder, 'link.key'));
    expect(await readSecret(`file:${join(folder, 'link.key')}`)).toEqual(new Uint8Array(secretKey));
  });

  test.skipIf(process.platform === 'win32').each([0o604, 0o644, 0o602, 0o666, 0o601])('refuses a file of mode %o, open to everybody', async (mode) => {
    expect((await refused(() => readSecret(`file:${keyFile('open.key', line, mode)}`))).message).toContain('open to everybody');
  });

  test.skipIf(process.platform === 'win32').each([0o640, 0o660])('warns of a file of mode %o, open to its group', async (mode) => {
    const warnings: string[] = [];
    const path = keyFile('group.key', line, mode);
    expect(await readSecret(`file:${path}`, { onWarning: (message) => warnings.push(message) })).toHaveLength(32);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('open to its group');
    expect(warnings[0]).not.toContain(characters);
    expect(await readSecret(`file:${path}`)).toHaveLength(32);
  });

  test('warns of nothing when all is well', async () => {
    const warnings: string[] = [];
    await readSecret(`file:${keyFile('quiet.key')}`, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([]);
  });

  test.each([
    ['missing', 'no such key file', (): string => join(folder, 'nowhere.key')],
    ['a folder', 'it cannot be read', (): string => folder],
    ['empty', 'expected one line', (): string => keyFile('empty.key', '')],
    ['a password', 'expected one line', (): string => keyFile('password.key', 'hunter2-hunter2-hunter2-hunter2!')],
    ['32 raw bytes', 'expected one line', (): string => keyFile('raw.key', secretKey)],
    ['too long', 'at most 128 bytes', (): string => keyFile('long.key', line.repeat(3))],
    ['huge', 'at most 128 bytes, got 5000000', (): string => keyFile('huge.key', Buffer.alloc(5_000_000, 0x41))],
    ['truncated', 'expected 43 characters', (): string => keyFile('short.key', line.slice(0, 40))],
    ['a typed key', 'printable text', (): string => keyFile('typed.key', `a423-key-v1:${Buffer.from('correct horse battery staple 123').toString('base64url')}`)],
  ])('refuses a file that is %s, by its path', async (_, words, path) => {
    const file = path();
    const { message } = await refused(() => readSecret(`file:${file}`));
    expect(message).toContain(words);
    expect(message).toContain(file);
  });

  test('leaves no descriptor open, whether it reads or refuses', async () => {
    const next = (): number => {
      const descriptor = openSync(folder, 'r');
      closeSync(descriptor);
      return descriptor;
    };
    const before = next();
    await readSecret(`file:${keyFile('closed.key')}`);
    await refused(() => readSecret(`file:${keyFile('closed-bad.key', 'x')}`));
    await refused(() => readSecret(`file:${keyFile('closed-open.key', line, 0o644)}`));
    expect(next()).toBe(before);
  });
});

describe('fd:NUMBER', () => {
  test('reads an open descriptor to its end and closes it', async () => {
    const descriptor = openSync(keyFile('fd.key'), 'r');
    expect(await readSecret(`fd:${descriptor}`)).toEqual(new Uint8Array(secretKey));
    expect(() => { closeSync(descriptor); }).toThrow();
  });

  test.skipIf(process.platform === 'win32')('reads a pipe, in which a key may come in pieces', async () => {
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', ['-m', '644', pipe]).status).toBe(0);
    for (const reference of [(): string => `fd:${openSync(pipe, 'r')}`, (): string => `file:${pipe}`]) {
      const writer = spawn('sh', ['-c', `(printf '%s' "$1"; sleep 0.2; printf '%s\\n' "$2") > "$0"`, pipe, line.slice(0, 20), line.slice(20).trim()]);
      const ended = new Promise((resolve) => { writer.on('close', resolve); });
      expect(await readSecret(reference())).toEqual(new Uint8Array(secretKey));
      expect(await ended).toBe(0);
    }
  });

  test.each(['', '1', '2', '-1', '3.5', '0x3', '99999', ' 3', '01'])('refuses the descriptor %j', async (number) => {
    expect((await refused(() => readSecret(`fd:${number}`))).message).toContain('expected a file descriptor');
  });

  test('refuses a descriptor that is not open, or holds too much', async () => {
    expect((await refused(() => readSecret('fd:9999'))).message).toContain('cannot be read');
    const descriptor = openSync(keyFile('fd-long.key', Buffer.alloc(100_000, 0x41)), 'r');
    expect((await refused(() => readSecret(`fd:${descriptor}`))).message).toContain('at most 128 bytes');
  });
});

describe('env:NAME', () => {
  test('reads the variable once and removes it', async () => {
    process.env['A423_TEST_SECRET'] = line;
    expect(await readSecret('env:A423_TEST_SECRET')).toEqual(new Uint8Array(secretKey));
    expect('A423_TEST_SECRET' in process.env).toBe(false);
    expect((await refused(() => readSecret('env:A423_TEST_SECRET'))).message).toContain('can be read once');
  });

  test('removes a variable that holds no key, too', async () => {
    process.env['A423_TEST_SECRET'] = `a423-key-v1:${characters.slice(1)}`;
    expect((await refused(() => readSecret('env:A423_TEST_SECRET'))).message).toContain('env:A423_TEST_SECRET');
    expect('A423_TEST_SECRET' in process.env).toBe(false);
  });

  test('hands the variable to no child process and to no diagnostic report', async () => {
    process.env['A423_TEST_SECRET'] = line;
    const child = (): string => spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.env.A423_TEST_SECRET))'], { encoding: 'utf8' }).stdout;
    const report = (): string => JSON.stringify(process.report.getReport());
    // Both leaks are real before the variable is read.
    expect(child()).toContain(characters);
    expect(report()).toContain(characters);
    await readSecret('env:A423_TEST_SECRET');
    expect(child()).toBe('undefined');
    expect(report()).not.toContain(characters);
  });

  test.each(['', '1A', 'A-B', 'A B', 'A=B', characters])('refuses the name %j', async (name) => {
    expect((await refused(() => readSecret(`env:${name}`))).message).toMatch(/expected an environment variable|is not set/);
  });
});

describe('any other reference', () => {
  test.each([characters, line.trim(), 'key:abc', 'FILE:/tmp/x', '/tmp/x', '', ':', 'http://example.org/key'])('is refused without being quoted: %j', async (reference) => {
    const { message } = await refused(() => readSecret(reference));
    expect(message).toBe('expected a secret as file:PATH, fd:NUMBER or env:NAME [DATA_SECRET]');
  });
});

describe('a new key', () => {
  test('is 32 bytes, another one each time', () => {
    const made = Array.from({ length: 50 }, () => Buffer.from(newSecretKey()).toString('hex'));
    expect(new Set(made).size).toBe(50);
    expect(made.every((text) => text.length === 64)).toBe(true);
  });

  test('is written to a file that only its owner can read, and reads back', async () => {
    const path = join(folder, 'new.key');
    const mask = process.umask(0o277);
    try {
      await createKeyFile(path);
    } finally {
      process.umask(mask);
    }
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'latin1')).toMatch(/^a423-key-v1:[A-Za-z0-9_-]{43}\n$/);
    expect(await readSecret(`file:${path}`)).toHaveLength(32);
  });

  test('never replaces a file', async () => {
    const path = keyFile('kept.key');
    expect((await refused(() => createKeyFile(path))).message).toContain('never replaced');
    expect(readFileSync(path, 'utf8')).toBe(line);
    symlinkSync(join(folder, 'dangling-target'), join(folder, 'dangling.key'));
    await refused(() => createKeyFile(join(folder, 'dangling.key')));
    expect(existsSync(join(folder, 'dangling-target'))).toBe(false);
  });

  test('says where it could not be written', async () => {
    const path = join(folder, 'no-such-folder', 'new.key');
    expect((await refused(() => createKeyFile(path))).message).toContain(path);
  });
});

describe('a key typed where its place belongs', () => {
  test.each([['env', Buffer.from(secretKey).toString('hex')], ['file', Buffer.from(secretKey).toString('hex')], ['file', line.trim()], ['file', Buffer.from(secretKey).toString('base64url')], ['fd', Buffer.from(secretKey).toString('hex')]])('%s: is not repeated', async (place, typed) => {
    const { message } = await refused(() => readSecret(`${place}:${typed}`));
    expect(message).not.toContain(typed.slice(-20));
  });
});
