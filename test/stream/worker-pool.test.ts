// The pool of threads: what it promises steps, whatever happens on a thread.
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { bundle, start, type Script } from '../child.ts';
import { TASKS } from './pool-tasks.ts';

let script: Script;
const pools: WorkerPool[] = [];

function poolOf(workers: number, entry = pathToFileURL(script.path)): WorkerPool {
  const pool = workerPool({ workers, entry });
  pools.push(pool);
  return pool;
}

beforeAll(async () => {
  script = await bundle('stream/worker-tasks.ts');
});

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

afterAll(async () => {
  await script.remove();
});

describe('a task', () => {
  test.each([1, 2, 3])('answers each part with its own result, on %s threads', async (workers) => {
    const task = poolOf(workers).open(TASKS.double, null);
    const values = Array.from({ length: 40 }, (_, index) => index);
    expect(await Promise.all(values.map((value) => task.run({ value })))).toEqual(values.map((value) => 2 * value));
  });

  test('sees the memory of the one who asks, and every part is done once', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const task = poolOf(2).open(TASKS.count, null);
    const seen = await Promise.all(Array.from({ length: 25 }, () => task.run(shared)));
    expect(shared[0]).toBe(25);
    expect(seen.sort((left, right) => left - right)).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });

  test('asks the thread that is named, counted round, and that one in order', async () => {
    const task = poolOf(2).open(TASKS.remember, null);
    const words = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index));
    const seen = await Promise.all(words.map((word, index) => task.run(word, index % 3)));
    // Of two threads, the third is the first.
    const of = (threads: readonly number[]): string => words.filter((_, index) => threads.includes(index % 3)).join('');
    expect(seen.at(-1)).toBe(of([1]));
    expect(seen.at(-2)).toBe(of([0, 2]));
  });

  test('leaves no arrays behind once it is closed', async () => {
    const pool = poolOf(1);
    const held = async (mebibytes: number): Promise<number> => {
      const task = pool.open(TASKS.hold, null);
      const told = await task.run(mebibytes);
      await task.close();
      return told;
    };
    const before = await held(0);
    expect(await held(40)).toBeGreaterThan(before + 30);
    expect(await held(0)).toBeLessThan(before + 10);
  });

  test('that loads something first does its parts in their order, and fails them all where that fails', async () => {
    const pool = poolOf(1);
    const task = pool.open(TASKS.rememberLate, 'loads');
    expect(await Promise.all(['a', 'b', 'c'].map((word) => task.run(word)))).toEqual(['a', 'ab', 'abc']);
    await task.close();
    const refused = pool.open(TASKS.rememberLate, 'fails');
    for (const outcome of await Promise.allSettled(['a', 'b'].map((word) => refused.run(word)))) expect(outcome).toMatchObject({ status: 'rejected', reason: new RangeError('library: expected another') });
    await refused.close();
  });

  test('hands its arrays over', async () => {
    const task = poolOf(1).open(TASKS.give, null);
    const { bytes } = await task.run(1_000_000);
    expect([bytes.length, bytes.every((byte) => byte === 7)]).toEqual([1_000_000, true]);
    expect((await task.run(0)).bytes).toHaveLength(0);
  });

  test('takes the arrays of its parts where it says so: their sender has them no more, but those in shared memory', async () => {
    const task = poolOf(1).open(TASKS.take, null);
    // The second part is asked for when the thread is ready, the first before.
    for (let part = 0; part < 2; part++) {
      const [own, shared] = [Uint8Array.of(1, 2, 3), new Uint8Array(new SharedArrayBuffer(4)).fill(5)];
      expect(await task.run({ own, shared })).toBe(26);
      expect([own.length, [...shared]]).toEqual([0, [5, 5, 5, 5]]);
    }
    const copied = Int32Array.of(0);
    await poolOf(1).open(TASKS.count, null).run(copied);
    expect([...copied]).toEqual([0]);
  });

  test('runs beside another one on the same threads', async () => {
    const pool = poolOf(2);
    const [first, second] = [pool.open(TASKS.double, null), pool.open(TASKS.give, null)];
    const [twice, given] = await Promise.all([first.run({ value: 21 }), second.run(3)]);
    expect([twice, given.bytes.length]).toEqual([42, 3]);
    await first.close();
    expect((await second.run(2)).bytes).toHaveLength(2);
  });

  test('goes on where the one who asked is busy: opened and asked, it is done while he does something else', async () => {
    const pool = poolOf(1);
    await pool.open(TASKS.double, null).run({ value: 0 });
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const asked = pool.open(TASKS.count, null).run(shared);
    // Nothing else happens on this thread: no message comes in, and none goes out.
    for (let waits = 0; waits < 500 && Atomics.load(shared, 0) === 0; waits++) Atomics.wait(shared, 0, 0, 20);
    expect(Atomics.load(shared, 0)).toBe(1);
    expect(await asked).toBe(0);
  });

  test('sees nothing of the environment nor of the arguments', async () => {
    expect(await poolOf(1).open(TASKS.environment, null).run(null)).toEqual({ variables: 0, words: 0 });
  });
});

describe('a secret', () => {
  test('reaches every thread once, and nothing is left of it in the memory it went through', async () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
    const wiped = new Int32Array(new SharedArrayBuffer(4));
    const task = poolOf(2).open(TASKS.secret, { wiped }, bytes);
    for (const { read, left } of await Promise.all([task.run(null), task.run(null), task.run(null)])) {
      expect(read).toEqual(bytes);
      expect(left).toEqual(new Uint8Array(32));
    }
    expect(bytes[0], 'it is left to its owner').toBe(1);
    await task.close();
    expect(wiped[0], 'wiped on every thread').toBe(2);
    await task.close();
    expect(wiped[0]).toBe(2);
  });

  test('is wiped when the pool closes, if nobody did before', async () => {
    const wiped = new Int32Array(new SharedArrayBuffer(4));
    const pool = poolOf(3);
    await pool.open(TASKS.secret, { wiped }, new Uint8Array(32).fill(1)).run(null);
    await pool.close();
    expect(wiped[0]).toBe(3);
    await pool.close();
  });
});

describe('a fault', () => {
  test('of a part is the fault of that part alone, with its name and its words', async () => {
    const task = poolOf(1).open(TASKS.fail, null);
    const outcomes = await Promise.allSettled([task.run('range'), task.run('none'), task.run('type'), task.run('plain'), task.run('none')]);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))))
      .toEqual(['RangeError: rows: expected fewer', 'done', 'TypeError: column: expected another', 'Error: something else', 'done']);
  });

  test('that is no error is not quoted', async () => {
    await expect(poolOf(1).open(TASKS.fail, null).run('text')).rejects.toThrow(/^the task failed$/);
  });

  test('of a start shows at the first part', async () => {
    const task = poolOf(2).open(TASKS.refuse, null);
    await expect(task.run(null)).rejects.toThrow('setup: expected another');
    await task.close();
  });

  test('is a task that the registry does not have', async () => {
    await expect(poolOf(1).open({ ...TASKS.double, name: 'unheard-of' }, null).run({ value: 1 })).rejects.toThrow('task: expected one of the registry');
  });

  test('is a part that cannot be sent, and the pool goes on', async () => {
    const task = poolOf(1).open(TASKS.double, null);
    await expect(task.run({ value: (() => 1) as unknown as number })).rejects.toThrow();
    expect(await task.run({ value: 4 })).toBe(8);
  });
});

describe('a thread that ends by itself', () => {
  test('fails what was asked of any thread, and all that is asked afterwards', async () => {
    const pool = poolOf(2);
    const [breaking, other] = [pool.open(TASKS.breakDown, null), pool.open(TASKS.double, null)];
    const outcomes = await Promise.allSettled([other.run({ value: 0 }), breaking.run('exit'), other.run({ value: 0 }), other.run({ value: 0 })]);
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(1);
    await expect(breaking.run('exit')).rejects.toThrow('a worker thread ended before its work was done');
    await expect(other.run({ value: 1 })).rejects.toThrow('a worker thread ended before its work was done');
    await pool.close();
  });

  test('leaves the others to wipe what they hold', async () => {
    const wiped = new Int32Array(new SharedArrayBuffer(4));
    const pool = poolOf(3);
    const [breaking, secret] = [pool.open(TASKS.breakDown, null), pool.open(TASKS.secret, { wiped }, new Uint8Array(32).fill(1))];
    await secret.run(null);
    await expect(breaking.run('exit')).rejects.toThrow('a worker thread ended before its work was done');
    await secret.close();
    expect(wiped[0], 'the two that are left').toBe(2);
    await pool.close();
  });

  test('is not quoted: its words may hold a value', async () => {
    const pool = poolOf(1);
    const task = pool.open(TASKS.breakDown, null);
    // The error comes from a timer of the thread, after the part was answered.
    await vi.waitFor(async () => {
      await expect(task.run('throw')).rejects.toThrow(/^a worker thread broke down$/);
    });
  });

  test('because its module is not there says so', async () => {
    const task = poolOf(2, new URL('nowhere.mjs', pathToFileURL(script.path))).open(TASKS.double, null);
    await expect(task.run({ value: 1 })).rejects.toThrow('a worker thread broke down (MODULE_NOT_FOUND)');
    await task.close();
  });
});

describe('a pool', () => {
  test.each([0, -1, 1.5, NaN, 257])('of %s threads is refused', (workers) => {
    expect(() => workerPool({ workers })).toThrow('workers: expected a whole number from 1 to 256');
  });

  test('does nothing once it is closed', async () => {
    const pool = poolOf(1);
    const task = pool.open(TASKS.double, null);
    await pool.close();
    await expect(task.run({ value: 1 })).rejects.toThrow('expected one that is open');
    await expect(pool.open(TASKS.double, null).run({ value: 1 })).rejects.toThrow('pool: expected one that was not closed');
  });

  test('that nobody used has no thread to end', async () => {
    await poolOf(4).close();
  });

  test('may be started before it is used, once, and not any more when it is closed', async () => {
    const [used, unused] = [poolOf(2), poolOf(2)];
    for (const pool of [used, unused, used]) pool.start();
    expect(await used.open(TASKS.double, null).run({ value: 4 })).toBe(8);
    await used.close();
    await unused.close();
    used.start();
    await expect(used.open(TASKS.double, null).run({ value: 4 })).rejects.toThrow('pool: expected one that was not closed');
  });

  test('that was started from a module that is not there says so to whoever uses it', async () => {
    const pool = poolOf(1, new URL('file:///nowhere/worker.js'));
    pool.start();
    await new Promise((resolve) => { setTimeout(resolve, 200); });
    await expect(pool.open(TASKS.double, null).run({ value: 1 })).rejects.toThrow('a worker thread broke down');
  });

  test('does not keep its process alive, and keeps it as long as a part is at work', async () => {
    const idle = await bundle('stream/idle-pool.ts');
    const { code, out, err } = await start(idle, { entry: script.path }).ended;
    await idle.remove();
    expect(err).toBe('');
    expect([code, out]).toEqual([0, '[ 2, 4, 6 ]\n']);
  });
});
