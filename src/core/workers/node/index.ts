import { Worker } from 'node:worker_threads';
import { refusePlan } from '../../errors.ts';
import type { OpenTask, Parallel, Task } from '../parallel.ts';
import { buffersOf, type Reply, type Request } from './messages.ts';
import { memoryReturner } from './return-memory.ts';

/** Most threads of a pool: beyond it somebody meant something else. */
export const MAX_WORKERS = 256;

/** Threads that end when their owner says so. */
export interface WorkerPool extends Parallel {
  /** Starts the threads beside other work, so that they are there when the first task is opened. May be called twice. */
  start(): void;
  /** Closes the tasks that are still open, then ends the threads. May be called twice. */
  close(): Promise<void>;
}

/** What a pool is made of. */
export interface WorkerPoolOptions {
  /** Threads, from 1 to 256. More than the processors serve nothing. */
  readonly workers: number;
  /** The module that threads start from: `worker.js` of this package. For those who bundle the package and move that file. */
  readonly entry?: URL;
}

interface Waiting {
  readonly kind: Request['kind'];
  readonly resolve: (done: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/**
 * Makes a pool of threads for steps that can use them.
 *
 * Threads start when the first task is opened, or when they are told to. They hold no environment and no arguments; a secret reaches them once, through
 * shared memory that is overwritten when all have read it. A thread that ends by itself fails what was asked of the pool and
 * everything asked afterwards; the others still wipe their tasks when these are closed.
 *
 * @param options - how many threads.
 * @returns the pool; its owner closes it.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` if `workers` is not a whole number from 1 to 256.
 * @remarks A thread takes about 50 MiB, and some tenths of a second to start. An idle pool does not keep the process alive.
 * @example
 * ```ts no-run
 * const pool = workerPool({ workers: 2 });
 * const { rows } = applyOperator(stays, operator, { fold: { ...IN_MEMORY, parallel: pool } });
 * for await (const batch of rows.open()) console.log(batch.numRows);
 * await pool.close();
 * ```
 */
export function workerPool({ workers, entry = new URL('./worker.js', import.meta.url) }: WorkerPoolOptions): WorkerPool {
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
    refusePlan('PLAN_OUT_OF_RANGE', 'workers', `expected a whole number from 1 to ${MAX_WORKERS}, got ${workers}`);
  }
  let threads: Thread[] = [];
  let nextJob = 0;
  let nextTask = 0;
  let ending: Promise<void> | null = null;
  let broken: Error | null = null;
  const returnMemory = memoryReturner();
  const atWork = new Set<OpenTask<never, unknown>>();
  const ended = new Set<Worker>();

  function fail(error: Error, worker: Worker): void {
    broken ??= error;
    ended.add(worker);
    for (const thread of threads) {
      for (const [job, { kind, reject }] of thread.waiting) {
        if (kind === 'close' && !ended.has(thread.worker)) continue;
        thread.waiting.delete(job);
        reject(broken);
      }
    }
  }

  function startThread(): Thread {
    const worker = new Worker(entry, { name: 'a423', env: {}, argv: [], execArgv: [] });
    const waiting = new Map<number, Waiting>();
    worker.unref();
    worker.on('message', (reply: Reply) => {
      const asked = waiting.get(reply.job);
      waiting.delete(reply.job);
      if (waiting.size === 0) worker.unref();
      if ('fault' in reply) asked?.reject(faultOf(reply.fault));
      else asked?.resolve(reply.done);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      fail(new Error(`a worker thread broke down${codeOf(error)}`), worker);
    });
    worker.on('exit', () => {
      fail(new Error('a worker thread ended before its work was done'), worker);
    });
    return { worker, waiting };
  }

  function ask({ worker, waiting }: Thread, request: Request, handedOver: readonly ArrayBuffer[] = []): Promise<unknown> {
    // Threads that are left keep what derives from a secret until they are told to wipe it.
    if (broken !== null && (request.kind !== 'close' || ended.has(worker))) return Promise.reject(broken);
    return new Promise((resolve, reject) => {
      worker.postMessage(request, handedOver);
      waiting.set(request.job, { kind: request.kind, resolve, reject });
      worker.ref();
    });
  }

  function leastBusy(): Thread {
    return threads.reduce((best, thread) => (thread.waiting.size < best.waiting.size ? thread : best));
  }

  function startThreads(): void {
    if (threads.length === 0 && ending === null) threads = Array.from({ length: workers }, startThread);
  }

  async function start(task: number, name: string, setup: unknown, secret: Uint8Array): Promise<void> {
    const shared = new Uint8Array(new SharedArrayBuffer(secret.length));
    shared.set(secret);
    try {
      if (ending !== null) throw new TypeError('pool: expected one that was not closed');
      startThreads();
      await Promise.all(threads.map((thread) => ask(thread, { kind: 'open', job: nextJob++, task, name, setup, secret: shared })));
    } finally {
      shared.fill(0);
    }
  }

  return {
    workers,
    start: startThreads,
    open<Setup, Part, Done>({ name, takesParts }: Task<Setup, Part, Done>, setup: Setup, secret = new Uint8Array(0)): OpenTask<Part, Done> {
      const task = nextTask++;
      const ready = start(task, name, setup, secret);
      returnMemory();
      const asked = new Set<Promise<unknown>>();
      let closing: Promise<void> | null = null;
      // Whoever asks for a part hears of it.
      ready.catch(() => undefined);
      const opened: OpenTask<Part, Done> = {
        async run(part, thread) {
          if (closing !== null) throw new TypeError('task: expected one that is open');
          const askOne = (): Promise<unknown> => ask(thread === undefined ? leastBusy() : threads[thread % threads.length]!, { kind: 'run', job: nextJob++, task, part }, takesParts === true ? buffersOf(part) : []);
          // A thread readies the task before it looks at parts, so that these can be sent at once, whatever this thread does afterwards. A secret
          // is overwritten first.
          const done = secret.length > 0 || threads.length === 0 ? ready.then(askOne) : Promise.all([ready, askOne()]).then(([, answer]) => answer);
          asked.add(done);
          try {
            return await done as Done;
          } finally {
            asked.delete(done);
            returnMemory();
          }
        },
        close() {
          return closing ??= (async () => {
            await Promise.allSettled([ready, ...asked]);
            await Promise.allSettled(threads.map((thread) => ask(thread, { kind: 'close', job: nextJob++, task })));
            atWork.delete(opened);
            returnMemory();
          })();
        },
      };
      atWork.add(opened);
      return opened;
    },
    close() {
      return ending ??= (async () => {
        await Promise.all([...atWork].map((task) => task.close()));
        for (const { worker } of threads) worker.removeAllListeners('exit');
        await Promise.all(threads.map(({ worker }) => worker.terminate()));
      })();
    },
  };
}

function faultOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === 'RangeError') return new RangeError(message);
  return name === 'TypeError' ? new TypeError(message) : new Error(message);
}

// What a thread says when it breaks may quote a value; its code does not.
function codeOf({ code }: NodeJS.ErrnoException): string {
  return typeof code === 'string' && /^[A-Z][A-Z_]*$/.test(code) ? ` (${code})` : '';
}
