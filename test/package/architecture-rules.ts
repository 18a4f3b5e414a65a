// The house rules about who may import whom, as pure functions of the sources, so that they can be tested on toy trees.
import ts from 'typescript';
import { loadedAtStart, namesBeyondEntries } from './command-rules.ts';
import { cycles, importEdges, isDataTable, lineCount, parse } from './source-graph.ts';
import type { Edge, Sources } from './source-graph.ts';

/** Pure machinery that several steps share; lies below the steps and knows nothing of Arrow or of the machine. */
export const PURE = ['identifiers', 'text', 'group', 'keyed', 'hierarchy', 'linear', 'chart', 'parquet', 'wasm'] as const;

export const STEPS = [
  'read', 'shape', 'clean', 'quality', 'minimise', 'pseudonymise', 'link', 'anonymise', 'aggregate', 'protect', 'audit', 'write',
  'report', 'synthesise',
] as const;

export const FOLDERS: readonly string[] = ['core', ...PURE, ...STEPS, 'plan', 'cli'];

/** Files at the top of `src`: the public entries, and the one file every worker starts from. */
const ENTRIES = ['index.ts', 'node.ts', 'worker.ts'];

/** Third-party packages, and the only places each may be imported from as a value. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'apache-arrow': ['core/arrow.ts', 'core/arrow-ipc.ts'],
  'parquet-wasm': ['read/', 'write/'],
  highs: ['linear/'],
  '@noble/ciphers': ['keyed/'],
  '@noble/hashes': ['keyed/', 'plan/'],
  seedrandom: ['synthesise/'],
  'simple-statistics': STEPS.map((step) => `${step}/`),
  yaml: ['plan/'],
  zod: ['core/', 'plan/', ...STEPS.map((step) => `${step}/`)],
};

export const MAX_LINES = 500;
export const MAX_LINES_P90 = 300;

const folderOf = (path: string): string => path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
const isKernel = (path: string): boolean => path.includes('/kernel/');
/** Tells kernels and the shared pure folders. */
export const isPure = (path: string): boolean => isKernel(path) || (PURE as readonly string[]).includes(folderOf(path));
const isStep = (path: string): boolean => (STEPS as readonly string[]).includes(folderOf(path));

/** Tells the files that may touch the machine: `node.ts` anywhere, a folder `node/`, the command, the worker. */
export function isMachineFile(path: string): boolean {
  return /(?:^|\/)node(?:\.ts$|\/)/.test(path) || path.startsWith('cli/') || path === 'worker.ts';
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] ?? specifier;
}

const arrow = ({ from, to }: Edge): string => `${from} -> ${to}`;

/** A rule: its sentence, and what breaks it. */
export interface Rule {
  readonly law: string;
  readonly faults: (sources: Sources) => string[];
}

const edgeRule = (law: string, breaks: (edge: Edge, edges: readonly Edge[]) => boolean): Rule => ({
  law,
  faults: (sources) => {
    const edges = importEdges(sources);
    return edges.filter((edge) => breaks(edge, edges)).map(arrow);
  },
});

/** Lists the places where a file of some kind holds a node of some kind. */
function statementFaults(sources: Sources, concerns: (path: string) => boolean, isFault: (node: ts.Node) => boolean): string[] {
  return [...sources].filter(([path]) => concerns(path)).flatMap(([path, text]) => {
    const file = parse(path, text);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (isFault(node)) found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`);
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(file, visit);
    return found;
  });
}

/** Tells a loop, or a call such as `TABLE.fill(-1)`, by which a module fills a lookup table of its own. */
function fillsTable(node: ts.Node): boolean {
  if (ts.isForStatement(node) || ts.isForOfStatement(node)) return true;
  return ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)
    && ts.isPropertyAccessExpression(node.expression.expression) && /^[A-Z][A-Z0-9_]*$/.test(node.expression.expression.expression.getText())
    && ['fill', 'set', 'forEach'].includes(node.expression.expression.name.text);
}

export const RULES: readonly Rule[] = [
  {
    law: 'the top of src holds the declared folders and entries only',
    faults: (sources) => [...sources.keys()].filter((path) => path.includes('/')
      ? !FOLDERS.includes(folderOf(path))
      : !ENTRIES.includes(path)),
  },
  {
    law: 'no folder and no file is called util or helpers',
    faults: (sources) => [...sources.keys()].filter((path) => /(?:^|\/)(?:utils?|helpers?|misc|common|shared)(?:\.ts$|\/)/.test(path)),
  },
  {
    law: 'files are in kebab-case',
    faults: (sources) => [...sources.keys()].filter((path) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.wasm)?\.ts$/.test(path)),
  },
  {
    law: 'every relative import names an existing file with its .ts extension',
    faults: (sources) => importEdges(sources).filter(({ relative, to }) => relative && !sources.has(to)).map(arrow),
  },
  edgeRule('core imports only core', ({ from, to, relative }) =>
    folderOf(from) === 'core' && relative && folderOf(to) !== 'core'),
  edgeRule('the shared pure folders import only themselves and each other', ({ from, to, relative }) =>
    (PURE as readonly string[]).includes(folderOf(from)) && relative && !(PURE as readonly string[]).includes(folderOf(to))),
  edgeRule('identifiers import only themselves: they are a public entry of their own', ({ from, to, relative }) =>
    folderOf(from) === 'identifiers' && (!relative || folderOf(to) !== 'identifiers')),
  {
    law: 'the shared pure folders import each other downwards, never in a circle',
    faults: (sources) => cycles(importEdges(sources)
      .filter(({ from, to, relative }) => relative && (PURE as readonly string[]).includes(folderOf(from)) && folderOf(from) !== folderOf(to))
      .map(({ from, to }) => ({ from: folderOf(from), to: folderOf(to) }))).map((circle) => circle.join(' <-> ')),
  },
  edgeRule('a step imports its own files, core and the shared pure folders, never another step', ({ from, to, relative }) =>
    isStep(from) && relative && folderOf(to) !== folderOf(from)
    && folderOf(to) !== 'core' && !(PURE as readonly string[]).includes(folderOf(to))),
  edgeRule('a kernel imports kernels of its own step and the shared pure folders: not even types of core', ({ from, to, relative }) =>
    isKernel(from) && relative && !(PURE as readonly string[]).includes(folderOf(to))
    && !(isKernel(to) && folderOf(to) === folderOf(from))),
  edgeRule('kernels and pure folders know no Arrow, not even its types', ({ from, to }) =>
    isPure(from) && packageName(to) === 'apache-arrow'),
  edgeRule('the plan imports core, steps and pure folders, never the command', ({ from, to, relative }) =>
    folderOf(from) === 'plan' && relative && (folderOf(to) === 'cli' || folderOf(to) === '')),
  edgeRule('the command imports no package', ({ from, to, relative }) => folderOf(from) === 'cli' && !relative && !to.startsWith('node:')),
  { law: 'the command takes nothing of the library but names of the two public entries: what it can do, every user can', faults: namesBeyondEntries },
  { law: 'the command starts without packages and public entries: what it works with is imported when it runs', faults: loadedAtStart },
  edgeRule('nothing imports a public entry but the command', ({ from, to, relative }) =>
    relative && ENTRIES.includes(to) && folderOf(from) !== 'cli'),
  edgeRule('a folder is entered only through its index.ts, or from a machine file through its node.ts (core, and names for the command, excepted)',
    ({ from, to, relative }) => relative && folderOf(from) !== 'cli' && folderOf(to) !== '' && folderOf(to) !== folderOf(from) && folderOf(to) !== 'core'
      && to !== `${folderOf(to)}/index.ts`
      && !(isMachineFile(from) && (to === `${folderOf(to)}/node.ts` || to === `${folderOf(to)}/node/index.ts`))),
  edgeRule('what runs anywhere never imports what needs a machine', ({ from, to, relative }) =>
    relative && !isMachineFile(from) && isMachineFile(to)),
  edgeRule('node: is imported by machine files only, and always with its prefix', ({ from, to, relative }) =>
    !relative && (to.startsWith('node:') ? !isMachineFile(from) : PACKAGES[packageName(to)] === undefined)),
  edgeRule('nothing imports a network module', ({ to }) => /^node:(?:http2?|https|net|tls|dgram|dns|inspector)(?:\/|$)/.test(to)),
  edgeRule('each third-party package is imported only where it belongs (types of Arrow excepted)', ({ from, to, relative, kind }) => {
    const places = PACKAGES[packageName(to)];
    return !relative && kind === 'value' && places !== undefined && !places.some((place) => from.startsWith(place));
  }),
  {
    law: 'there are no import cycles, not even of types',
    faults: (sources) => cycles(importEdges(sources).filter(({ relative }) => relative)).map((circle) => circle.join(' <-> ')),
  },
  {
    law: 'kernels and pure folders are synchronous',
    faults: (sources) => statementFaults(sources, isPure, (node) => ts.isAwaitExpression(node)
      || (ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword))),
  },
  {
    law: 'importing a file does nothing but fill its own tables (the command and the worker excepted, which are started)',
    faults: (sources) => statementFaults(sources, (path) => path !== 'cli/main.ts' && path !== 'worker.ts', (node) =>
      ts.isSourceFile(node.parent) && !(ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isVariableStatement(node)
        || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
        || fillsTable(node) || node.kind === ts.SyntaxKind.EndOfFileToken)),
  },
  {
    law: `no file is longer than ${MAX_LINES} lines, data tables excepted`,
    faults: (sources) => [...sources].filter(([path, text]) => !isDataTable(path, text) && lineCount(text) > MAX_LINES)
      .map(([path, text]) => `${path}: ${lineCount(text)} lines`),
  },
  {
    law: `nine files in ten are at most ${MAX_LINES_P90} lines long`,
    faults: (sources) => {
      const files = [...sources].filter(([path, text]) => !isDataTable(path, text))
        .map(([path, text]) => ({ path, lines: lineCount(text) })).sort((a, b) => b.lines - a.lines);
      const long = files.filter(({ lines }) => lines > MAX_LINES_P90);
      return long.length <= files.length / 10 ? [] : long.map(({ path, lines }) => `${path}: ${lines} lines`);
    },
  },
  {
    law: 'every step has a face, index.ts, that only re-exports',
    faults: (sources) => [...FOLDERS].filter((folder) => folder !== 'core' && folder !== 'cli' && folder !== 'wasm')
      .filter((folder) => [...sources.keys()].some((path) => folderOf(path) === folder))
      .filter((folder) => !sources.has(`${folder}/index.ts`)).map((folder) => `${folder}/index.ts is missing`),
  },
];
