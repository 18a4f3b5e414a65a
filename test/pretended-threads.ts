// Threads in name: what a pool does, without one. Messages are copied as a port copies them, and answers come a turn of the loop later.
import type { Parallel } from '../src/core/workers/parallel.ts';

/** Threads that do a part as soon as it is asked for, or as late as they can: when somebody waits for it. */
export interface PretendedThreads extends Parallel {
  /** The thread of each part that was asked for. */
  readonly asked: number[];
  /** What the parts said, as it was sent. */
  readonly parts: unknown[];
  /** Names of tasks that were closed. */
  readonly closed: string[];
}

/**
 * Makes threads in name.
 *
 * @param workers - how many.
 * @param options - `isLazy`: whether parts wait for a turn of the loop; `fails`: parts, by their number, that fail.
 */
export function pretendedThreads(workers: number, { isLazy = false, fails = [] }: { readonly isLazy?: boolean; readonly fails?: readonly number[] } = {}): PretendedThreads {
  const asked: number[] = [];
  const parts: unknown[] = [];
  const closed: string[] = [];
  const turn = (): Promise<void> => new Promise((done) => { setImmediate(done); });
  return {
    workers, asked, parts, closed,
    open(task, setup) {
      const runners = Array.from({ length: workers }, () => task.start(structuredClone(setup), new Uint8Array()));
      return {
        async run(part, thread = 0) {
          const fault = fails.includes(asked.length) ? new Error('a worker thread broke down') : null;
          asked.push(thread);
          const message = structuredClone(part);
          parts.push(message);
          if (isLazy) await turn();
          if (fault !== null) throw fault;
          const answer = structuredClone(await runners[thread % workers]!.run(message));
          await turn();
          return answer;
        },
        async close() {
          await turn();
          for (const runner of runners) runner.wipe();
          closed.push(task.name);
        },
      };
    },
  };
}
