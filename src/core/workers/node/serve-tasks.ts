import type { MessagePort } from 'node:worker_threads';
import type { AnyTask, Task, TaskRunner } from '../parallel.ts';
import { buffersOf, type Reply, type Request } from './messages.ts';
import { memoryReturner } from './return-memory.ts';

/**
 * Does what the pool asks for, on a thread of its own, until the pool ends the thread.
 *
 * @param port - where requests come from and replies go.
 * @param tasks - the registry: nothing else can be asked for.
 */
export function serveTasks(port: MessagePort, tasks: readonly AnyTask[]): void {
  const known = new Map(tasks.map((task) => [task.name, task as unknown as Task<unknown, unknown, unknown>]));
  const runners = new Map<number, TaskRunner<unknown, unknown>>();
  const returnMemory = memoryReturner();

  function answer(request: Request): unknown {
    switch (request.kind) {
      case 'open': {
        const task = known.get(request.name);
        if (task === undefined) throw new RangeError('task: expected one of the registry');
        returnMemory();
        runners.set(request.task, task.start(request.setup, request.secret));
        return null;
      }
      case 'run': {
        const runner = runners.get(request.task);
        if (runner === undefined) throw new TypeError('task: expected one that is open');
        return runner.run(request.part);
      }
      case 'close':
        runners.get(request.task)?.wipe();
        runners.delete(request.task);
        returnMemory();
        return null;
    }
  }

  async function serve(request: Request): Promise<void> {
    const { job } = request;
    let reply: Reply;
    try {
      reply = { job, done: await answer(request) };
    } catch (error) {
      reply = { job, fault: { name: error instanceof Error ? error.name : 'Error', message: error instanceof Error ? error.message : 'the task failed' } };
    }
    port.postMessage(reply, 'done' in reply ? buffersOf(reply.done) : []);
  }

  port.on('message', (request: Request) => void serve(request));
}
