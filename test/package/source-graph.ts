// Reads what imports what from the sources, with the compiler's own parser: comments and strings cannot fool it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** One import or re-export. `to` is a path from the folder's root when relative, else the bare specifier. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly relative: boolean;
  readonly kind: 'value' | 'type';
  /** Whether it is imported when the code around it runs, and not before. */
  readonly isLater: boolean;
}

/** Sources by path, with forward slashes, relative to the folder they were read from. */
export type Sources = ReadonlyMap<string, string>;

export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** Reads every file below a folder of the repository whose name ends so; an absent folder is empty. */
export function readSources(folder: string, ...endings: readonly string[]): Sources {
  const root = join(repository, folder);
  if (!existsSync(root)) return new Map();
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .filter((path) => !/(?:^|\/)(?:node_modules|dist|\.tmp-[^/]*)\//.test(path))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Reads the library's TypeScript. AssemblyScript is another language, compiled elsewhere. */
export function librarySources(): Sources {
  return new Map([...readSources('src', '.ts')].filter(([path]) => !path.startsWith('wasm/assembly/')));
}

/** Each rule parses every file. */
const parsed = new Map<string, { readonly text: string; readonly file: ts.SourceFile }>();

export function parse(path: string, text: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known?.text === text) return known.file;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  parsed.set(path, { text, file });
  return file;
}

/** Lists every import of every file: static, re-exported, dynamic, and `import('…')` in types. */
export function importEdges(sources: Sources): Edge[] {
  return [...sources].flatMap(([path, text]) => edgesOf(path, text));
}

/** Edges of files that were looked at, by what was parsed. */
const edgesByFile = new WeakMap<ts.SourceFile, readonly Edge[]>();

function edgesOf(path: string, text: string): readonly Edge[] {
  const file = parse(path, text);
  const known = edgesByFile.get(file);
  if (known !== undefined) return known;
  const edges: Edge[] = [];
  const add = (specifier: ts.Node | undefined, kind: Edge['kind'], isLater = false): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const relative = specifier.text.startsWith('.');
    edges.push({ from: path, to: relative ? posix.join(posix.dirname(path), specifier.text) : specifier.text, relative, kind, isLater });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node.importClause) ? 'type' : 'value');
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly || allTypes(node.exportClause) ? 'type' : 'value');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, 'type');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], 'value', true);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  edgesByFile.set(file, edges);
  return edges;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return clause.name === undefined && bindings !== undefined && ts.isNamedImports(bindings)
    && bindings.elements.length > 0 && bindings.elements.every(({ isTypeOnly: only }) => only);
}

function allTypes(clause: ts.NamedExportBindings | undefined): boolean {
  return clause !== undefined && ts.isNamedExports(clause)
    && clause.elements.length > 0 && clause.elements.every(({ isTypeOnly: only }) => only);
}

/**
 * Finds the groups of files that import each other in a circle (strongly connected components of more than one file,
 * or a file that imports itself), by Tarjan's algorithm.
 */
export function cycles(edges: readonly Pick<Edge, 'from' | 'to'>[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const connect = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    stack.push(node);
    let lowest = own;
    for (const next of targets.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, connect(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, low.get(next) ?? index.get(next) ?? own);
    }
    low.set(node, lowest);
    if (lowest === own) {
      const component = stack.splice(stack.indexOf(node)).sort();
      if (component.length > 1 || (targets.get(node) ?? []).includes(node)) found.push(component);
    }
    return lowest;
  };
  for (const node of targets.keys()) if (!index.has(node)) connect(node);
  return found;
}

/** Counts lines as an editor does: a last newline opens no further line. */
export function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Tells a table of facts, which its first line declares, or a module generated from a binary. */
export function isDataTable(path: string, text: string): boolean {
  return text.startsWith('// Data table: ') || path.endsWith('.wasm.ts');
}
