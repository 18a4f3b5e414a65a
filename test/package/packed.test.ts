// The package as a user gets it: packed, installed in an empty folder with its peer, imported, run, compiled against.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importEdges, readSources, repository } from './source-graph.ts';
import type { Sources } from './source-graph.ts';

/** Bytes of the tarball and of what it unpacks to. They move when someone decides they should, not by accident. */
const MAX_TARBALL_BYTES = 1_500_000;
const MAX_UNPACKED_BYTES = 5_800_000;
/** Bytes of the identifiers alone, tables included, before compression. */
const MAX_IDENTIFIERS_BYTES = 150_000;

const NODE_VERSIONS = ['22', '24'] as const;

interface Pack {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'a423-packed-'));
const project = join(folder, 'project');
let pack: Pack;
let installFault: string | null = null;

/** Runs a program to its end, whatever the end. */
function run(command: string, parameters: readonly string[], cwd: string = project): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' };
    execFile(command, parameters, { cwd, env, timeout: 110_000, maxBuffer: 1 << 26, shell: process.platform === 'win32' }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

const registryIsAway = (text: string): boolean =>
  /ENOTCACHED|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/.test(text);

beforeAll(async () => {
  if (!existsSync(join(repository, 'dist/index.js'))) throw new Error('there is no dist/: run npm run build first');
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], repository);
  pack = (JSON.parse(packed.stdout) as Pack[])[0]!;

  const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({
    name: 'user', private: true, type: 'module',
    dependencies: { a423: `file:../${pack.filename}`, 'apache-arrow': devDependencies['apache-arrow'] },
  }));
  const installed = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']);
  if (installed.code !== 0) {
    const text = installed.stdout + installed.stderr;
    if (!registryIsAway(text)) throw new Error(`the tarball does not install:\n${text}`);
    installFault = 'the npm registry is out of reach and the cache lacks a dependency';
  }
  writeFileSync(join(project, 'smoke.js'), `
    import * as library from 'a423';
    import * as identifiers from 'a423/identifiers';
    import * as link from 'a423/link';
    import * as node from 'a423/node';
    import manifest from 'a423/package.json' with { type: 'json' };
    console.log(JSON.stringify({ version: manifest.version, library: Object.keys(library).sort(), identifiers: Object.keys(identifiers).sort(), link: Object.keys(link).sort(), node: Object.keys(node).sort() }));
  `);
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the tarball', () => {
  test('holds the build, its declarations, the schemas, and nothing of the workshop', () => {
    const paths = pack.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'dist/identifiers/index.js', 'dist/identifiers/index.d.ts', 'dist/link/index.js', 'dist/link/index.d.ts', 'dist/node.js', 'dist/node.d.ts', 'dist/cli/main.js']));
    const expected = /^(?:package\.json|LICENSE|README\.md|dist\/[\w./-]+\.(?:js|d\.ts)|docs\/[\w-]+\.schema\.json)$/;
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  });

  test('stays under its size ceilings', () => {
    expect(pack.size).toBeLessThan(MAX_TARBALL_BYTES);
    expect(pack.unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
  });
});

describe('the declarations', () => {
  test('are those that an entry leads to, all of them and no others', () => {
    const declared = readSources('dist', '.d.ts');
    const edges = importEdges(declared).filter(({ relative }) => relative).map(({ from, to }) => ({ from, to: to.replace(/(?:\.d)?\.[jt]s$/, '.d.ts') }));
    const reached = new Set(['index.d.ts', 'identifiers/index.d.ts', 'link/index.d.ts', 'node.d.ts']);
    for (const file of reached) for (const { from, to } of edges) if (from === file) reached.add(to);
    expect([...reached].sort()).toEqual([...declared.keys()].sort());
  });
});

describe('the build', () => {
  const dist: Sources = readSources('dist', '.js');

  /** Follows the imports of a built file, whatever chunks they were cut into. */
  function reached(entry: string): { files: Set<string>; packages: Set<string> } {
    const edges = importEdges(dist);
    const files = new Set([entry]);
    const packages = new Set<string>();
    for (const file of files) {
      for (const { to, relative } of edges.filter(({ from }) => from === file)) (relative ? files : packages).add(to);
    }
    return { files, packages };
  }

  test('of the library never reaches for the machine: it runs in a browser as well', () => {
    const { files, packages } = reached('index.js');
    expect([...files].filter((file) => !dist.has(file))).toEqual([]);
    expect([...packages].filter(isBuiltin)).toEqual([]);
    const globals = [...files].filter((file) => /(?<![.\w])(?:process|Buffer|__dirname|require)\s*[.(]/.test(withoutComments(dist.get(file) ?? '')));
    expect(globals).toEqual([]);
  });

  test('of the identifiers alone needs no package, and is small with the tables it loads when asked', () => {
    const { files, packages } = reached('identifiers/index.js');
    expect([...packages]).toEqual([]);
    const bytes = [...files].reduce((sum, file) => sum + (dist.get(file)?.length ?? Number.NaN), 0);
    expect(bytes).toBeLessThan(MAX_IDENTIFIERS_BYTES);
  });

  test('of the Node side does, which shows that the walk above sees such imports', () => {
    expect([...reached('node.js').packages].some((name) => name.startsWith('node:'))).toBe(true);
  });

  test('names a builtin module with its prefix', () => {
    expect(importEdges(dist).filter(({ to, relative }) => !relative && isBuiltin(to) && !to.startsWith('node:'))).toEqual([]);
  });

  test('holds no ambient randomness, no evaluated text, no network', () => {
    const forbidden = /\bMath\.random\b|\beval\s*\(|\bnew Function\b|(?<![.\w])fetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\b|["'](?:node:)?(?:https?|http2|net|tls|dgram|dns)["']/;
    const found = [...dist].map(([path, text]) => [path, forbidden.exec(withoutComments(text))?.[0]]).filter(([, word]) => word !== undefined);
    expect(found).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

describe('installed in an empty folder with its peer, the package', () => {
  let here: Ran;

  test('is imported whole, every entry and the manifest', async ({ skip }) => {
    if (installFault !== null) skip(installFault);
    here = await run(process.execPath, ['smoke.js']);
    expect(here.stderr.replaceAll(/.*(?:ExperimentalWarning|--trace-warnings).*\n/g, '')).toBe('');
    expect(here.code).toBe(0);
    const { library, identifiers, node } = JSON.parse(here.stdout) as { library: string[]; identifiers: string[]; node: string[] };
    expect(library).toEqual(expect.arrayContaining(['definePlan', 'checkPlan', 'compilePlan', 'pipe']));
    expect(identifiers).toEqual(expect.arrayContaining(['formatIdentifier', 'normaliseIdentifier', 'siret', 'validateIdentifier']));
    expect(identifiers.filter((name) => !library.includes(name))).toEqual([]);
    expect(node).toEqual(expect.arrayContaining(['runPlan']));
  });

  test('brings one copy of Arrow', ({ skip }) => {
    if (installFault !== null) skip(installFault);
    const manifests = readdirSync(join(project, 'node_modules'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/')).filter((path) => /(?:^|node_modules\/)apache-arrow\/package\.json$/.test(path));
    expect(manifests).toEqual(['apache-arrow/package.json']);
  });

  test('runs its command', async ({ skip }) => {
    if (installFault !== null) skip(installFault);
    const help = await run('npx', ['--no-install', 'a423', '--help']);
    expect(help.code).toBe(0);
    for (const word of ['inspect', 'check', 'explain', 'run', 'key', 'synthesise']) expect(help.stdout).toContain(word);
    const unknown = await run('npx', ['--no-install', 'a423', 'frobnicate']);
    expect(unknown.code).not.toBe(0);
    expect(unknown.stdout).toBe('');
  });

  test('runs a plan with threads, to the same bytes', async ({ skip }) => {
    if (installFault !== null) skip(installFault);
    const command = join(project, 'node_modules/a423/dist/cli/main.js');
    const a423 = async (...words: string[]): Promise<void> => {
      const { code, stderr } = await run(process.execPath, [command, ...words]);
      expect(code, stderr).toBe(0);
    };
    await a423('synthesise', 'stays', '--rows', '5000', '--seed', '7', 'stays.csv');
    await a423('key', 'new', 'project.key');
    writeFileSync(join(project, 'plan.json'), JSON.stringify({
      version: 1, title: 'Pseudonyms', inputs: { stays: { onUndeclared: 'drop', columns: { nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' } } } },
      tables: { coded: { from: 'stays', steps: [{ op: 'pseudonymise', column: 'nir', profile: 'nir/v1', project: 'packed', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'project' } }] } },
      outputs: { coded: { table: 'coded', format: 'arrow', audience: 'research' } },
    }));
    const digests: string[] = [];
    for (const workers of ['0', '2']) {
      await a423('run', 'plan.json', '--input', 'stays=stays.csv', '--secret', 'project=file:project.key', '--out', `out-${workers}`, '--workers', workers);
      const { release } = JSON.parse(readFileSync(join(project, `out-${workers}`, 'current.json'), 'utf8')) as { release: string };
      digests.push(createHash('sha256').update(readFileSync(join(project, `out-${workers}`, release, 'coded.arrow'))).digest('hex'));
    }
    expect(digests[1]).toBe(digests[0]);
  }, 120_000);

  test('compiles in a strict TypeScript project, its declarations included', async ({ skip }) => {
    if (installFault !== null) skip(installFault);
    writeFileSync(join(project, 'user.ts'), "import { definePlan } from 'a423';\nimport { siret, validateIdentifier, type SiretReason } from 'a423/identifiers';\nimport { runPlan } from 'a423/node';\nexport const names: [typeof definePlan, typeof runPlan] = [definePlan, runPlan];\nexport const reason: SiretReason = validateIdentifier(siret, '73282932000074');\n");
    const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'false', '--types', 'node',
      '--typeRoots', join(repository, 'node_modules/@types')];
    const { stdout } = await run(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), ...flags, 'user.ts']);
    expect(stdout.split('\n').filter((line) => /user\.ts|node_modules\/a423\//.test(line))).toEqual([]);
  });

  test.for(NODE_VERSIONS)('exports the same names and writes the same bytes on Node %s', async (version, { skip }) => {
    if (installFault !== null) skip(installFault);
    const there = await run('npx', ['-y', `node@${version}`, 'smoke.js']);
    if (there.code !== 0 && registryIsAway(there.stderr)) skip(`Node ${version} cannot be downloaded: the npm registry is out of reach`);
    expect(there.stderr.replaceAll(/^npm (?:warn|notice).*\n/gm, '').replaceAll(/.*(?:ExperimentalWarning|--trace-warnings).*\n/g, '')).toBe('');
    expect(there.stdout).toBe(here.stdout);

    const command = join(project, 'node_modules/a423/dist/cli/main.js');
    const digests: string[] = [];
    for (const [runner, ...before] of [[process.execPath], ['npx', '-y', `node@${version}`]] as const) {
      const file = join(project, `stays-${digests.length}-${version}.csv`);
      const made = await run(runner, [...before, command, 'synthesise', 'stays', '--rows', '2000', '--seed', '7', file]);
      expect(made.code, made.stderr).toBe(0);
      digests.push(createHash('sha256').update(readFileSync(file)).digest('hex'));
    }
    expect(digests[1]).toBe(digests[0]);
  });
});
