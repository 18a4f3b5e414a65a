// Who may import whom. Each rule is first shown a toy tree that breaks it, so that a green run means something.
import { describe, expect, test } from 'vitest';
import { MAX_LINES, MAX_LINES_P90, RULES } from './architecture-rules.ts';
import { cycles, importEdges, isDataTable, librarySources, readSources } from './source-graph.ts';

const library = librarySources();

describe('the library keeps its house rules', () => {
  test('there are sources to look at', () => {
    expect(library.size).toBeGreaterThan(0);
  });
  test.each(RULES.map(({ law, faults }) => [law, faults] as const))('%s', (_law, faults) => {
    expect(faults(library)).toEqual([]);
  });
  test('there are at least as many lines of test as of source, comments and blank lines aside', () => {
    const total = (sources: ReadonlyMap<string, string>): number => [...sources]
      .filter(([path, text]) => !isDataTable(path, text) && !path.endsWith('.wasm.ts')).reduce((lines, [, text]) => lines + codeLineCount(text), 0);
    expect(total(readSources('test', '.ts', '.js', '.py'))).toBeGreaterThanOrEqual(total(library));
  });
});

/** A third of the sources is documentation, which other tests hold to account: statements are weighed against statements. */
function codeLineCount(text: string): number {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

/** Runs every rule over a toy tree and lists the laws it breaks. */
function broken(files: Readonly<Record<string, string>>): string[] {
  const sources = new Map(Object.entries(files));
  return RULES.filter(({ faults }) => faults(sources).length > 0).map(({ law }) => law);
}

const empty = 'export {};\n';
const house: Readonly<Record<string, string>> = {
  'index.ts': "export { readCsv } from './read/index.ts';\nexport * from './plan/index.ts';\n",
  'node.ts': "export { openCsv } from './read/node.ts';\n",
  'core/dataset.ts': "import type { Schema } from 'apache-arrow';\nexport interface Dataset { readonly schema: Schema }\n",
  'core/arrow.ts': "import { makeData } from 'apache-arrow';\nexport { makeData };\n",
  'group/index.ts': "export { hash } from './hash.ts';\n",
  'group/hash.ts': empty,
  'read/index.ts': "export { readCsv } from './csv.ts';\n",
  'read/csv.ts': "import { makeData } from '../core/arrow.ts';\nimport { scan } from './kernel/scan.ts';\nexport { makeData, scan };\n",
  'read/kernel/scan.ts': "import { hash } from '../../group/index.ts';\nexport { hash };\n",
  'read/node.ts': "import { open } from 'node:fs/promises';\nexport { open };\n",
  'clean/index.ts': empty,
  'plan/index.ts': "import { readCsv } from '../read/index.ts';\nexport { VERSION } from './version.ts';\nexport { readCsv };\n",
  'plan/node.ts': "import { openCsv } from '../read/node.ts';\nexport { openCsv };\n",
  'cli/main.ts': "import { argv } from 'node:process';\nargv.pop();\nimport { VERSION } from '../plan/version.ts';\nexport async function main() { const { readCsv } = await import('../index.ts'); const { openCsv: open } = await import('../read/node.ts'); return [argv, VERSION, readCsv, open]; }\n",
  'plan/version.ts': "export const VERSION = '1';\n",
};

describe('each rule is broken by the tree it is there for', () => {
  test('a well-built house breaks none', () => {
    expect(broken(house)).toEqual([]);
  });

  const faults: readonly [title: string, change: Readonly<Record<string, string>>, law: RegExp][] = [
    ['an undeclared folder', { 'tools/index.ts': empty }, /declared folders/],
    ['an undeclared entry', { 'other.ts': empty }, /declared folders/],
    ['a util folder', { 'read/util/x.ts': empty }, /util or helpers/],
    ['a helpers file', { 'read/helpers.ts': empty }, /util or helpers/],
    ['a camel-case file', { 'read/csvReader.ts': empty }, /kebab-case/],
    ['an import without extension', { 'clean/index.ts': "export * from './trim';\n" }, /existing file/],
    ['core importing a step', { 'core/dataset.ts': "export * from '../read/index.ts';\n" }, /core imports only core/],
    ['core importing a pure folder', { 'core/dataset.ts': "export * from '../group/index.ts';\n" }, /core imports only core/],
    ['a pure folder importing core', { 'group/hash.ts': "import type { Dataset } from '../core/dataset.ts';\nexport type { Dataset };\n" }, /shared pure folders import only/],
    ['identifiers that need another folder', { 'identifiers/index.ts': "export * from '../group/index.ts';\n" }, /identifiers import only themselves/],
    ['identifiers that need a package', { 'identifiers/index.ts': "export * from 'zod';\n" }, /identifiers import only themselves/],
    ['pure folders in a circle', {
      'group/hash.ts': "export * from '../text/index.ts';\n", 'text/index.ts': "export * from '../group/index.ts';\n",
    }, /never in a circle/],
    ['a step importing a step', { 'clean/index.ts': "export * from '../read/index.ts';\n" }, /never another step/],
    ['a step importing a type of a step', { 'clean/index.ts': "export type { A } from '../read/index.ts';\n" }, /never another step/],
    ['a step importing the plan', { 'clean/index.ts': "export * from '../plan/index.ts';\n" }, /never another step/],
    ['a kernel importing core', { 'read/kernel/scan.ts': "export * from '../../core/arrow.ts';\n" }, /a kernel imports kernels/],
    ['a kernel importing a type of core', { 'read/kernel/scan.ts': "import type { Dataset } from '../../core/dataset.ts';\nexport type { Dataset };\n" }, /a kernel imports kernels/],
    ['a kernel importing its operator', { 'read/kernel/scan.ts': "export * from '../options.ts';\n", 'read/options.ts': empty }, /a kernel imports kernels/],
    ['a kernel importing Arrow types', { 'read/kernel/scan.ts': "import type { Data } from 'apache-arrow';\nexport type { Data };\n" }, /know no Arrow/],
    ['a kernel importing node:', { 'read/kernel/scan.ts': "export * from 'node:os';\n" }, /node: is imported by machine files/],
    ['a dynamic import of node:', { 'read/csv.ts': "export const f = () => import('node:os');\n" }, /node: is imported by machine files/],
    ['a builtin without prefix', { 'read/node.ts': "export * from 'fs';\n" }, /always with its prefix/],
    ['an unknown package', { 'read/csv.ts': "export * from 'left-pad';\n" }, /always with its prefix/],
    ['a network module', { 'read/node.ts': "export * from 'node:https';\n" }, /network module/],
    ['the plan importing the command', { 'plan/index.ts': "export * from '../cli/main.ts';\n" }, /never the command/],
    ['the command taking a step whole', { 'cli/main.ts': "export * from '../read/index.ts';\n" }, /two public entries/],
    ['the command taking a name of its own', { 'cli/main.ts': "export const f = async () => { const { scan } = await import('../read/csv.ts'); return scan; };\n" }, /two public entries/],
    ['the command taking a renamed name of its own', { 'cli/main.ts': "export { hash as readCsv } from '../group/hash.ts';\n", 'group/hash.ts': 'export const hash = 1;\n' }, /two public entries/],
    ['the command taking a module whole, later', { 'cli/main.ts': "export const f = () => import('../read/index.ts');\n" }, /two public entries/],
    ['the command importing a package', { 'cli/main.ts': "export const f = () => import('yaml');\n" }, /imports no package/],
    ['the command starting with a public entry', { 'cli/main.ts': "import { readCsv } from '../index.ts';\nexport { readCsv };\n" }, /starts without packages/],
    ['the command starting with what needs a package', { 'cli/main.ts': "import { f } from './run.ts';\nexport { f };\n", 'cli/run.ts': "import { makeData } from '../core/arrow.ts';\nexport const f = makeData;\n", 'index.ts': "export { makeData } from './core/arrow.ts';\n" }, /starts without packages/],
    ['a step importing the public entry', { 'clean/index.ts': "export * from '../index.ts';\n" }, /public entry but the command/],
    ['a folder entered by the window', { 'plan/index.ts': "export * from '../read/csv.ts';\n" }, /entered only through/],
    ['a neutral file importing a machine file', { 'plan/index.ts': "export * from '../read/node.ts';\n" }, /what runs anywhere/],
    ['Arrow values outside core/arrow.ts', { 'read/csv.ts': "export * from 'apache-arrow';\n" }, /only where it belongs/],
    ['Parquet outside reading and writing', { 'clean/index.ts': "export * from 'parquet-wasm';\n" }, /only where it belongs/],
    ['a seeded generator that protects', { 'protect/index.ts': "export * from 'seedrandom';\n" }, /only where it belongs/],
    ['a cycle', { 'read/csv.ts': "export * from './a.ts';\n", 'read/a.ts': "export * from './csv.ts';\n" }, /no import cycles/],
    ['a cycle of types', {
      'read/csv.ts': "export type { B } from './a.ts';\n", 'read/a.ts': "export type { A } from './csv.ts';\n",
    }, /no import cycles/],
    ['a kernel that waits', { 'read/kernel/scan.ts': 'export async function scan(): Promise<void> { await null; }\n' }, /synchronous/],
    ['a pure folder with a method that waits', { 'group/hash.ts': 'export const hash = { async add(): Promise<void> {} };\n' }, /synchronous/],
    ['a file that acts when imported', { 'read/csv.ts': 'globalThis.a = 1;\nexport {};\n' }, /importing a file does nothing/],
    ['a file that asks when imported', { 'read/csv.ts': 'if (1 > 0) throw new Error();\nexport {};\n' }, /importing a file does nothing/],
    ['a long file', { 'read/csv.ts': '// why\n'.repeat(MAX_LINES + 1) }, /longer than/],
    ['too many longish files', {
      'read/csv.ts': '// why\n'.repeat(MAX_LINES_P90 + 1), 'clean/index.ts': '// why\n'.repeat(MAX_LINES_P90 + 1),
    }, /nine files in ten/],
    ['a folder without a face', { 'write/csv.ts': empty }, /has a face/],
  ];
  test.each(faults)('%s', (_title, change, law) => {
    expect(broken({ ...house, ...change })).toContainEqual(expect.stringMatching(law));
  });

  test('a module may fill its own lookup tables', () => {
    expect(broken({ ...house, 'read/csv.ts': 'const A = new Uint8Array(9);\nfor (let i = 0; i < 9; i++) A[i] = i;\nA.fill(1);\nexport const a = A;\n' })).toEqual([]);
  });

  test('the command may start with types, and with what needs nothing', () => {
    const type = "import type { Schema } from '../index.ts';\nimport { VERSION } from '../plan/version.ts';\nexport const f = (schema: Schema): unknown => [schema, VERSION];\n";
    expect(broken({ ...house, 'cli/main.ts': type })).toEqual([]);
  });

  test('a declared data table may be as long as its facts', () => {
    expect(broken({ ...house, 'read/codes.ts': `// Data table: codes\n${'// fact\n'.repeat(900)}` })).toEqual([]);
  });
});

describe('imports are read as the compiler reads them', () => {
  const edges = (text: string): string[] => importEdges(new Map([['a/b.ts', text]])).map(({ to, kind }) => `${kind} ${to}`);

  test('a comment or a string is no import', () => {
    expect(edges("// import x from './x.ts';\nconst s = \"import y from './y.ts'\";\n")).toEqual([]);
  });
  test('values and types are told apart', () => {
    expect(edges("import { v } from './v.ts';\nimport type { T } from './t.ts';\nimport { type U } from './u.ts';\nimport w, { type W } from './w.ts';\n"))
      .toEqual(['value a/v.ts', 'type a/t.ts', 'type a/u.ts', 'value a/w.ts']);
  });
  test('re-exports, side effects, dynamic imports and import types count', () => {
    expect(edges("export * from '../c.ts';\nimport './d.ts';\nexport type { E } from './e.ts';\nconst f = import('./f.ts');\ntype G = import('./g.ts').G;\n"))
      .toEqual(['value c.ts', 'value a/d.ts', 'type a/e.ts', 'value a/f.ts', 'type a/g.ts']);
  });
  test('what is imported when it runs is told', () => {
    const later = importEdges(new Map([['a/b.ts', "import './d.ts';\nexport const f = async () => { await import('./f.ts'); };\n"]]));
    expect(later.map(({ to, isLater }) => [to, isLater])).toEqual([['a/d.ts', false], ['a/f.ts', true]]);
  });
  test('circles are found whole, and a line is no circle', () => {
    const edge = (text: string): { from: string; to: string }[] => text.split(' ').map((pair) => ({ from: pair[0]!, to: pair[1]! }));
    expect(cycles(edge('ab bc cd'))).toEqual([]);
    expect(cycles(edge('ab bc ca cd de ed ff'))).toEqual([['d', 'e'], ['a', 'b', 'c'], ['f']]);
  });
});
