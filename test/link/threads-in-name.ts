import type { Parallel } from '../../src/core/workers/parallel.ts';

/** Threads in name: they keep what they were told apart, answer one turn of the loop later, and get copies as a message would make them. */
export function threads(workers: number): Parallel & { readonly asked: number[]; readonly closed: string[] } {
  const asked: number[] = [];
  const closed: string[] = [];
  return {
    workers, asked, closed,
    open(task, setup) {
      const runners = Array.from({ length: workers }, () => task.start(structuredClone(setup), new Uint8Array()));
      return {
        async run(part, thread = 0) {
          asked.push(thread);
          const message = structuredClone(part);
          await new Promise((done) => { setTimeout(done, 0); });
          return structuredClone(runners[thread % workers]!.run(message));
        },
        async close() {
          closed.push(task.name);
          await Promise.resolve();
        },
      };
    },
  };
}
