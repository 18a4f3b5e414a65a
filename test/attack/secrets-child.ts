// Runs a command, or a plan that tells what its process looks like from outside while it works, dies or throws, in a process
// of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { workerPool } from '../../src/core/workers/node/index.ts';
import { readSecret, runPlan, type RunOptions } from '../../src/node.ts';

export type ChildTask = { readonly folder: string } & (
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'run' | 'die' | 'throw'; readonly plan: unknown; readonly secrets: Readonly<Record<string, string>>; readonly options: Pick<RunOptions, 'inputs' | 'out' | 'maxMemoryBytes'>; readonly worker?: string }
);

const argv = process.argv;
const task = JSON.parse(argv[2]!) as ChildTask;
const terminal = { out: (text: string) => process.stdout.write(text), err: (text: string) => process.stderr.write(text), interactive: true };
let shots = 0;

/** Writes down everything that can be seen of this process, its threads and what it starts. */
function look(): void {
  const { stdout } = spawnSync(process.execPath, ['-e', 'console.log(JSON.stringify([process.env, process.argv, require("fs").readFileSync("/proc/self/environ", "latin1")]))'], { encoding: 'latin1' });
  const own = ['cmdline', 'environ'].map((name) => (existsSync('/proc/self') ? readFileSync(`/proc/self/${name}`, 'latin1') : ''));
  const report = process.report.getReport() as object;
  const seen = { report, own, child: stdout, env: process.env, argv, title: process.title, resources: process.getActiveResourcesInfo(), inspected: inspect(process, { depth: 4, showHidden: true, maxArrayLength: null }) };
  writeFileSync(join(task.folder, `seen-${process.pid}-${shots++}.json`), JSON.stringify(seen));
}

/** Tells whether state lies on the disk. */
function hasSpilled(out: string): boolean {
  return existsSync(out) && readdirSync(out, { recursive: true, encoding: 'utf8' }).some((name) => /^\.tmp-spill-[^/]+\/\d+$/.test(name));
}

async function run({ kind, plan, secrets: sources, options, worker }: Exclude<ChildTask, { kind: 'command' }>): Promise<void> {
  const secrets: Record<string, Uint8Array> = {};
  for (const [name, source] of Object.entries(sources)) secrets[name] = await readSecret(source);
  const phases = new Set<string>();
  const onProgress: NonNullable<RunOptions['onProgress']> = (progress) => {
    process.stdout.write(`${JSON.stringify(progress)}\n`);
    if (kind !== 'run') {
      if (!hasSpilled(options.out)) return;
      look();
      if (kind === 'die') process.kill(process.pid, 'SIGKILL');
      process.nextTick(() => { throw new Error('a fault of the program'); });
    } else if (!phases.has(progress.phase)) {
      phases.add(progress.phase);
      look();
    }
  };
  const pool = worker === undefined ? null : workerPool({ workers: 2, entry: pathToFileURL(worker) });
  const result = await runPlan(plan, { ...options, secrets, releaseNonce: Uint8Array.from({ length: 16 }, (_, index) => index), onProgress, workers: pool ?? 0 });
  await pool?.close();
  writeFileSync(join(task.folder, `result-${process.pid}.txt`), inspect(result, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null }));
  writeFileSync(join(task.folder, `secrets-${process.pid}.txt`), inspect(secrets, { maxArrayLength: null }));
}

if (task.kind === 'command') {
  // Bundled together, the command would take this script for itself and start.
  process.argv = argv.slice(0, 1);
  const { main } = await import('../../src/cli/main.ts');
  process.exitCode = await main(task.words, terminal, new AbortController().signal);
  look();
} else await run(task);
