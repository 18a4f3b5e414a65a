import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { spillStore, type DiskSpillStore } from '../../src/core/node.ts';
import { processMark } from '../../src/core/node/process-mark.ts';

let root: string;
let directory: string;
let folders = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'a423-spill-'));
});
beforeEach(async () => {
  directory = join(root, String(folders++));
  await mkdir(directory);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function readAll(store: DiskSpillStore, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(name)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

/** Every byte below a folder, with the paths it lies at. */
async function everything(folder: string): Promise<{ readonly paths: string[]; readonly bytes: Buffer }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return { paths, bytes: Buffer.concat(await Promise.all(paths.map((path) => readFile(path)))) };
}

const CANARY = Buffer.from('296017500000175|CANARY-OF-THE-SPILL|');

/** Bytes that would show: canaries end to end, from a place that depends on the number. */
function canaries(length: number, number = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => CANARY[(index + number) % CANARY.length]!);
}

const dataError = (message: RegExp): unknown => expect.objectContaining({ name: 'DataError', code: 'DATA_WRITE', message: expect.stringMatching(message) as string }) as unknown;

describe('a spill store', () => {
  test('gives every stream back as it was appended, whatever the sizes and the order of appends, readings and removals', async () => {
    const name = fc.constantFrom('runs-0', 'runs-1', '../x', '');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), name, length: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 5000 })) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), name, length: fc.constant(0) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), name, length: fc.constant(0) }) },
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const store = await spillStore(directory);
      const oracle = new Map<string, Uint8Array[]>();
      try {
        for (const [number, { kind, name: stream, length }] of steps.entries()) {
          if (kind === 'append') {
            const bytes = canaries(length, number);
            await store.append(stream, bytes);
            oracle.set(stream, [...(oracle.get(stream) ?? []), bytes]);
          } else if (kind === 'remove') {
            await store.remove(stream);
            oracle.delete(stream);
          }
          expect(Buffer.compare(await readAll(store, stream), Buffer.concat(oracle.get(stream) ?? []))).toBe(0);
        }
      } finally {
        await store.close();
      }
      expect(await readdir(directory)).toEqual([]);
    }), { numRuns: 60 });
  });

  test('gives back streams of several pieces, appended in lengths that fit neither pieces nor cipher blocks', async () => {
    const store = await spillStore(directory);
    const parts = [1, 15, 16, 17, 1_048_559, 1_048_577, 2_500_001, 0, 3].map((length, number) => canaries(length, number));
    for (const part of parts) await store.append('long', part);
    const read = await readAll(store, 'long');
    expect(Buffer.compare(read, Buffer.concat(parts))).toBe(0);
    await store.close();
  });

  test('keeps the order of appends that nobody waited for, to one stream or several', async () => {
    const store = await spillStore(directory);
    const parts = Array.from({ length: 60 }, (_, number) => canaries(1 + ((number * 7919) % 997), number));
    const pending = parts.map((part, number) => store.append(`stream ${number % 3}`, part));
    const readings = [0, 1, 2].map((stream) => readAll(store, `stream ${stream}`));
    for (const [stream, reading] of readings.entries()) {
      expect(Buffer.compare(await reading, Buffer.concat(parts.filter((_, number) => number % 3 === stream)))).toBe(0);
    }
    await Promise.all(pending);
    await store.close();
  });

  test('may be read by several at once, and while it grows', async () => {
    const store = await spillStore(directory);
    await store.append('a', canaries(3_000_000));
    const [one, two] = await Promise.all([readAll(store, 'a'), readAll(store, 'a'), store.append('a', canaries(10)), store.append('b', canaries(10))]);
    expect(Buffer.compare(one, canaries(3_000_000))).toBe(0);
    expect(Buffer.compare(one, two)).toBe(0);
    expect((await readAll(store, 'a')).length).toBe(3_000_010);
    const reading = store.read('a')[Symbol.asyncIterator]();
    expect(((await reading.next()).value as Uint8Array).length).toBe(1 << 20);
    await reading.return!();
    await store.close();
  });
});

describe('what lies on the disk', () => {
  test('is as long as what was appended and holds none of it, not even twice the same noise', async () => {
    const store = await spillStore(directory);
    const bytes = canaries(100_000);
    for (const name of ['one', 'two']) for (let at = 0; at < bytes.length; at += 9_999) await store.append(name, bytes.subarray(at, at + 9_999));
    // A stream begun again must not run the same key stream over other bytes.
    await store.append('three', bytes);
    const before = (await everything(directory)).bytes;
    await store.remove('three');
    await store.append('three', new Uint8Array(bytes.length));
    const { paths, bytes: after } = await everything(directory);
    expect(paths).toHaveLength(3);
    expect(after.length).toBe(3 * bytes.length);
    const all = Buffer.concat([before, after]);
    for (let from = 0; from + 8 <= CANARY.length; from++) expect(all.includes(CANARY.subarray(from, from + 8))).toBe(false);
    expect(Buffer.from(bytes).includes(CANARY)).toBe(true);
    const blocks = new Set<string>();
    const streams = [...paths.map((_, index) => after.subarray(index * bytes.length, (index + 1) * bytes.length)), before.subarray(2 * bytes.length)];
    for (const stream of streams) for (let at = 0; at + 16 <= stream.length; at += 16) blocks.add(stream.toString('latin1', at, at + 16));
    expect(blocks.size).toBe(4 * Math.floor(bytes.length / 16));
    // Noise does not compress: each byte value occurs about as often as the others (six standard deviations).
    const counts = new Uint32Array(256);
    for (const byte of after) counts[byte]!++;
    const mean = after.length / 256;
    expect(Math.max(...counts)).toBeLessThan(mean + 6 * Math.sqrt(mean));
    expect(Math.min(...counts)).toBeGreaterThan(mean - 6 * Math.sqrt(mean));
    for (const path of paths) expect(path).not.toMatch(/one|two|three/);
    await store.close();
    expect((await everything(directory)).paths).toEqual([]);
  });

  test('is there only when needed, for its owner alone, and gone when the store is closed', async () => {
    const store = await spillStore(directory);
    expect(await readdir(directory)).toEqual([]);
    expect(await readAll(store, 'nothing')).toEqual(new Uint8Array(0));
    expect(await readdir(directory)).toEqual([]);
    await store.append('a', Uint8Array.of(1));
    const [folder] = await readdir(directory);
    expect((await stat(join(directory, folder!))).mode & 0o777).toBe(0o700);
    const { paths } = await everything(directory);
    expect((await stat(paths[0]!)).mode & 0o777).toBe(0o600);
    await store.remove('a');
    expect((await everything(directory)).paths).toEqual([]);
    await store.append('a', Uint8Array.of(2));
    expect([...(await readAll(store, 'a'))]).toEqual([2]);
    await store.close();
    expect(await readdir(directory)).toEqual([]);
  });

  test('of dead processes is removed when the next store opens; that of living ones stays', async () => {
    const alive = await spillStore(directory);
    await alive.append('a', Uint8Array.of(7));
    const dead = ['.tmp-spill-999999999-1-0123456789abcdef', ...(process.platform === 'linux' ? [`.tmp-spill-${process.pid}-1-0123456789abcdef`] : [])];
    const others = ['.tmp-spill-x', `.tmp-spill-${await processMark()}-0123456789abcdef`, 'r-0123456789abcdef'];
    for (const name of [...dead, ...others]) {
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, '0'), 'noise');
    }
    const stores = await Promise.all([spillStore(directory), spillStore(directory)]);
    const left = await readdir(directory);
    for (const name of dead) expect(left).not.toContain(name);
    for (const name of others) expect(left).toContain(name);
    expect(left).toHaveLength(others.length + 1);
    expect([...(await readAll(alive, 'a'))]).toEqual([7]);
    for (const store of [alive, ...stores]) await store.close();
  });
});

describe('a fault of the disk', () => {
  test('in making the folder is a data error', async () => {
    await writeFile(join(directory, 'file'), '');
    const store = await spillStore(join(directory, 'file'));
    await expect(store.append('a', Uint8Array.of(1))).rejects.toEqual(dataError(/cannot be used \((ENOTDIR|EEXIST)\)/));
    await expect(store.append('a', Uint8Array.of(1))).rejects.toEqual(dataError(/cannot be used/));
    await expect(readAll(store, 'a')).rejects.toEqual(dataError(/cannot be used/));
    await expect(store.close()).rejects.toEqual(dataError(/ENOTDIR/));
  });

  test('in writing is a data error, after which the stream is not read as if it were whole', async () => {
    const store = await spillStore(directory);
    await store.append('a', canaries(100));
    await expect(store.append('a', null as unknown as Uint8Array)).rejects.toEqual(dataError(/cannot be used/));
    await expect(store.append('a', Uint8Array.of(1))).rejects.toEqual(dataError(/cannot be used/));
    await expect(readAll(store, 'a')).rejects.toEqual(dataError(/cannot be used/));
    await store.append('b', Uint8Array.of(1));
    expect([...(await readAll(store, 'b'))]).toEqual([1]);
    await store.close();
  });

  test('in reading, or a file cut short, is a data error and never fewer bytes', async () => {
    const store = await spillStore(directory);
    await store.append('a', canaries(2_000_000));
    const [path] = (await everything(directory)).paths;
    await truncate(path!, 1_500_000);
    await expect(readAll(store, 'a')).rejects.toEqual(dataError(/cut short/));
    const reading = store.read('a')[Symbol.asyncIterator]();
    await reading.next();
    await store.remove('a');
    await expect(reading.next()).rejects.toEqual(dataError(/cannot be used/));
    await store.close();
  });

  test('a folder that vanished, and a store that was closed, refuse instead of starting anew', async () => {
    const store = await spillStore(directory);
    await store.append('a', Uint8Array.of(1));
    const reading = store.read('a')[Symbol.asyncIterator]();
    await rm(join(directory, (await readdir(directory))[0]!), { recursive: true });
    await expect(store.append('b', Uint8Array.of(1))).rejects.toEqual(dataError(/ENOENT/));
    await store.close();
    await store.close();
    await expect(store.append('a', Uint8Array.of(1))).rejects.toEqual(dataError(/closed/));
    await expect(readAll(store, 'a')).rejects.toEqual(dataError(/closed/));
    await expect(reading.next()).rejects.toEqual(dataError(/closed/));
    expect(await readdir(directory)).toEqual([]);
  });
});
