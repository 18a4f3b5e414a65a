// What the package promises about itself, held to it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importEdges, librarySources, readSources, repository } from './source-graph.ts';

interface Manifest {
  readonly name: string;
  readonly type: string;
  readonly license: string;
  readonly sideEffects: boolean;
  readonly engines: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly hasInstallScript?: boolean; readonly dev?: boolean; readonly optional?: boolean }>>;
}

const read = <Shape>(path: string): Shape => JSON.parse(readFileSync(join(repository, path), 'utf8')) as Shape;
const manifest = read<Manifest>('package.json');
const lock = read<Lock>('package-lock.json');

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?$/i;

describe('the manifest', () => {
  test('names an ES module without side effects, for Node 20.19 and later, under MIT', () => {
    expect(manifest).toMatchObject({ name: 'a423', type: 'module', sideEffects: false, license: 'MIT', engines: { node: '>=20.19' } });
    expect(readFileSync(join(repository, 'LICENSE'), 'utf8')).toContain('MIT License');
  });

  test('exports the library, its identifiers alone, its linkage, its Node side and itself, with types first and no file of src', () => {
    expect(Object.keys(manifest.exports)).toEqual(['.', './identifiers', './link', './node', './package.json']);
    for (const entry of ['.', './identifiers', './link', './node']) {
      const conditions = manifest.exports[entry] as Record<string, string>;
      expect(Object.keys(conditions)).toEqual(['types', 'default']);
      expect(Object.values(conditions).every((target) => target.startsWith('./dist/'))).toBe(true);
      expect(conditions['types']).toBe(conditions['default']?.replace(/\.js$/, '.d.ts'));
    }
  });

  test('installs one command, a423', () => {
    expect(manifest.bin).toEqual({ a423: './dist/cli/main.js' });
  });

  test('publishes the build and the schemas only', () => {
    expect(manifest.files).toEqual(['dist', 'docs/*.schema.json']);
  });

  test('runs nothing when it is installed', () => {
    const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare', 'prepack', 'postpack', 'prepublishOnly', 'dependencies'];
    expect(Object.keys(manifest.scripts).filter((name) => lifecycle.includes(name))).toEqual([]);
  });

  test('fixes the version of every dependency and development dependency', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([, version]) => !EXACT.test(version));
    expect(loose).toEqual([]);
  });

  test('leaves Arrow to the user, and develops against a version its own range admits', () => {
    expect(manifest.peerDependencies).toEqual({ 'apache-arrow': '^21.2.0' });
    expect(manifest.dependencies).not.toHaveProperty('apache-arrow');
    expect(manifest.devDependencies['apache-arrow']).toMatch(/^21\.(?:[2-9]|\d\d)\./);
  });

  test('keeps oracles and competitors out of the dependencies', () => {
    const never = ['@duckdb/node-api', 'parquetjs-lite', 'hyparquet', 'csv-parse', 'fast-csv', 'fast-check', 'vitest', 'typescript'];
    expect(never.filter((name) => name in manifest.dependencies)).toEqual([]);
  });

  test('declares exactly the packages the sources import', () => {
    const imported = new Set(importEdges(librarySources()).filter(({ relative, to }) => !relative && !to.startsWith('node:'))
      .map(({ to }) => to.split('/').slice(0, to.startsWith('@') ? 2 : 1).join('/')));
    const declared = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]);
    expect([...imported].filter((name) => !declared.has(name))).toEqual([]);
    expect([...declared].filter((name) => !imported.has(name))).toEqual([]);
  });
});

describe('the lock file', () => {
  test('agrees with the manifest', () => {
    const direct = { ...manifest.dependencies, ...manifest.devDependencies };
    const wrong = Object.entries(direct).filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version);
    expect(wrong).toEqual([]);
  });

  test('brings no package to a user that runs a script when installed', () => {
    const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript === true && entry.dev !== true && entry.optional !== true);
    expect(scripted.map(([path]) => path)).toEqual([]);
  });

  test('holds one Arrow', () => {
    expect(Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/apache-arrow'))).toEqual(['node_modules/apache-arrow']);
  });
});

describe('the repository', () => {
  test('has the top level it was given, and what tools cannot live without', () => {
    for (const name of ['src', 'bench', 'docs', 'test', 'package.json', 'tsconfig.json', 'tsup.config.ts', 'README.md', 'LICENSE']) {
      expect(existsSync(join(repository, name)), name).toBe(true);
    }
  });

  test('says nowhere on which machine or for whom it was made', () => {
    const texts = [...librarySources(), ...readSources('test', '.ts', '.js', '.py'), ...readSources('bench', '.js', '.md'), ...readSources('docs', '.md', '.yaml', '.js')];
    const told = texts.filter(([path, text]) => !path.endsWith('manifest.test.ts') && /\/(?:home|Users|work)\/\w|C:\\Users/.test(text));
    expect(told.map(([path]) => path)).toEqual([]);
  });
});
