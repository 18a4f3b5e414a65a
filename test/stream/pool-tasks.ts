// Tasks of the tests of the pool: the tests name them, the threads do them.
import type { Task } from '../../src/core/workers/parallel.ts';

/** Waits without giving the thread away. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const nothing = (): void => undefined;

/** Gives twice the number, the later the smaller it is. */
const double: Task<null, { readonly value: number }, number> = {
  name: 'double',
  start: () => ({
    run({ value }) {
      sleep(Math.max(0, 30 - value));
      return 2 * value;
    },
    wipe: nothing,
  }),
};

/** Adds to numbers that the threads see at once. */
const count: Task<null, Int32Array, number> = {
  name: 'count',
  start: () => ({ run: (shared) => Atomics.add(shared, 0, 1), wipe: nothing }),
};

/** Gives all that this thread was told so far. */
const remember: Task<null, string, string> = {
  name: 'remember',
  start() {
    let told = '';
    return { run: (word) => (told += word), wipe: nothing };
  },
};

/** Tells what is left of the secret, what it was told, and counts how often it was wiped. */
const secret: Task<{ readonly wiped: Int32Array }, null, { readonly read: Uint8Array; readonly left: Uint8Array }> = {
  name: 'secret',
  start({ wiped }, bytes) {
    const read = Uint8Array.from(bytes);
    return { run: () => ({ read: read.slice(), left: Uint8Array.from(bytes) }), wipe: () => void Atomics.add(wiped, 0, 1) };
  },
};

/** Fails as its part says. */
const fail: Task<null, 'range' | 'type' | 'plain' | 'text' | 'none', string> = {
  name: 'fail',
  start: () => ({
    run(how) {
      if (how === 'range') throw new RangeError('rows: expected fewer');
      if (how === 'type') throw new TypeError('column: expected another');
      if (how === 'plain') throw new Error('something else');
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- others may throw anything
      if (how === 'text') throw '2840588321025';
      return 'done';
    },
    wipe: nothing,
  }),
};

/** Loads something first, and gives all that this thread was told so far. */
const rememberLate: Task<'loads' | 'fails', string, string> = {
  name: 'rememberLate',
  start(how) {
    const loaded = new Promise<void>((resolve, reject) => {
      setTimeout(() => { if (how === 'loads') resolve(); else reject(new RangeError('library: expected another')); }, 30);
    });
    let told = '';
    return { run: async (word) => { await loaded; return (told += word); }, wipe: nothing };
  },
};

/** Refuses to start. */
const refuse: Task<null, null, null> = {
  name: 'refuse',
  start() {
    throw new RangeError('setup: expected another');
  },
};

/** Ends its thread: at once, or by an error that nobody catches. */
const breakDown: Task<null, 'exit' | 'throw', null> = {
  name: 'breakDown',
  start: () => ({
    run(how) {
      if (how === 'exit') process.exit(3);
      setTimeout(() => {
        throw new Error('the value 2840588321025 is wrong');
      });
      sleep(20);
      return null;
    },
    wipe: nothing,
  }),
};

/** Tells what the thread sees of the machine. */
const environment: Task<null, null, { readonly variables: number; readonly words: number }> = {
  name: 'environment',
  start: () => ({ run: () => ({ variables: Object.keys(process.env).length, words: process.argv.length - 2 + process.execArgv.length }), wipe: nothing }),
};

/** Gives a large array, which is handed over. */
const give: Task<null, number, { readonly bytes: Uint8Array }> = {
  name: 'give',
  start: () => ({ run: (length) => ({ bytes: new Uint8Array(length).fill(7) }), wipe: nothing }),
};

/** Holds arrays of so many MiB until it is dropped, and tells how many MiB its thread has outside of the heap. */
const hold: Task<null, number, number> = {
  name: 'hold',
  start() {
    const held: Uint8Array[] = [];
    return {
      run(mebibytes) {
        held.push(new Uint8Array(mebibytes * 2 ** 20));
        return process.memoryUsage().external / 2 ** 20;
      },
      wipe: nothing,
    };
  },
};

/** Takes what it is sent, and tells its sum. */
const take: Task<null, { readonly own: Uint8Array; readonly shared: Uint8Array }, number> = {
  name: 'take',
  takesParts: true,
  start: () => ({ run: ({ own, shared }) => [...own, ...shared].reduce((sum, byte) => sum + byte, 0), wipe: nothing }),
};

export const TASKS = { double, count, take, remember, rememberLate, secret, fail, refuse, breakDown, environment, give, hold } as const;
