// What the tests of commits do in processes of their own: fail at every operation, die at one, release in a loop.
import { join } from 'node:path';
import { hookedFileSystem } from './hooked-file-system.ts';
import { releaseOnce } from './release-once.ts';
import { SCENARIOS, type FaultCase } from './scenarios.ts';

export type Task =
  | { readonly kind: 'faults'; readonly root: string; readonly cases: readonly FaultCase[] }
  | { readonly kind: 'die'; readonly out: string; readonly says: string; readonly before: number }
  | { readonly kind: 'loop'; readonly out: string; readonly says: readonly string[] };

/** How a release with a fault ended. */
export interface Outcome extends FaultCase {
  readonly folder: string;
  /** The operation with the fault. */
  readonly operation: string;
  /** `committed`, or class and code of the error. */
  readonly ended: string;
  readonly message: string;
}

const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** What the system says may hold anything. */
const fail = (): never => {
  throw Object.assign(new Error('CANARY 2960175000017'), { code: 'EIO' });
};

async function outcomeOf(one: FaultCase, folder: string): Promise<Outcome> {
  const { prepare, act } = SCENARIOS[one.scenario];
  await prepare(folder);
  let operation = '';
  const failing = (name: string, index: number): void => {
    if (index === one.at) operation = name;
    if (index === one.at || (one.fault === 'forever' && index > one.at)) fail();
  };
  const files = one.fault === 'after' ? hookedFileSystem(() => undefined, failing) : hookedFileSystem(failing);
  const { ended, message } = await act(folder, files).then(
    () => ({ ended: 'committed', message: '' }),
    (error: Error & { code?: string }) => ({ ended: `${error.name} ${error.code ?? ''}`, message: error.message }),
  );
  return { ...one, folder, operation, ended, message };
}

async function faults({ root, cases }: Extract<Task, { kind: 'faults' }>): Promise<void> {
  for (const one of cases) print(await outcomeOf(one, join(root, `${one.scenario}-${one.fault}-${one.at}`)));
}

const task = JSON.parse(process.argv[2]!) as Task;
if (task.kind === 'faults') await faults(task);
if (task.kind === 'die') {
  const files = hookedFileSystem((_, index) => { if (index === task.before) process.kill(process.pid, 'SIGKILL'); });
  await releaseOnce(task.out, task.says, files);
}
if (task.kind === 'loop') {
  print('ready');
  for (const says of task.says) {
    await releaseOnce(task.out, says);
    print(says);
  }
}
