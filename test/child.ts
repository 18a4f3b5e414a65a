// Children of tests: a script bundled with the sources it needs, run by plain Node in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** A bundled script and the temporary folder it lies in. */
export interface Script {
  readonly path: string;
  readonly folder: string;
  remove(): Promise<void>;
}

/** How a child ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Packages that read files of their own beside them. */
const WITH_FILES = ['parquet-wasm', 'highs', '@duckdb/node-api', 'esbuild'];
/** What packages written for `require` ask for in a module. */
const REQUIRE = "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Bundles a script of the tests, named from the folder `test`, with the packages it needs: a process starts in two thirds of the time. */
export async function bundle(entry: string): Promise<Script> {
  const folder = await mkdtemp(join(tmpdir(), 'a423-test-'));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, 'script.mjs');
  await build({ entryPoints: [join(repository, 'test', entry)], outfile: path, bundle: true, platform: 'node', format: 'esm', external: WITH_FILES, banner: { js: REQUIRE }, logLevel: 'error' });
  return { path, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Starts a script with a JSON argument; `ended` waits for its end. */
export function start(script: Script, argument: unknown, flags: readonly string[] = []): { readonly child: ChildProcess; readonly ended: Promise<Ending> } {
  const child = spawn(process.execPath, [...flags, script.path, JSON.stringify(argument)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => { resolve({ code, signal, out, err }); });
  });
  return { child, ended };
}

/** Runs a script to its end and gives the JSON values it printed, one a line. */
export async function run<Line>(script: Script, argument: unknown, flags: readonly string[] = []): Promise<Line[]> {
  const { code, signal, out, err } = await start(script, argument, flags).ended;
  if (code !== 0) throw new Error(`the child ended with ${code ?? signal}: ${err}`);
  return out.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}
