// What the command may take from the library, and when: rules of their own, since they look at names and not at files.
import { posix } from 'node:path';
import ts from 'typescript';
import { importEdges, parse, type Sources } from './source-graph.ts';

const ENTRIES = ['index.ts', 'node.ts'];
const COMMAND = 'cli/';

/**
 * Lists what the command takes of the library that no user of it is given.
 *
 * @param sources - the library.
 * @returns `file: name of module` for each name that neither public entry exports, or that cannot be told.
 */
export function namesBeyondEntries(sources: Sources): string[] {
  const given = new Set(ENTRIES.flatMap((entry) => [...exportedNames(sources, entry)]));
  return [...sources].filter(([path]) => path.startsWith(COMMAND)).flatMap(([path, text]) =>
    takenNames(path, text).filter(({ module, name }) => !module.startsWith(COMMAND) && !ENTRIES.includes(module) && !given.has(name))
      .map(({ module, name }) => `${path}: ${name} of ${module}`));
}

/**
 * Lists what keeps the command from starting at once.
 *
 * @param sources - the library.
 * @returns `file -> package or entry` for each that is reached from `cli/main.ts` before a command runs.
 */
export function loadedAtStart(sources: Sources): string[] {
  const edges = importEdges(sources).filter(({ kind, isLater }) => kind === 'value' && !isLater);
  const reached = new Set(['cli/main.ts']);
  const faults: string[] = [];
  for (const path of reached) {
    for (const { to, relative } of edges.filter(({ from }) => from === path)) {
      if (relative && !ENTRIES.includes(to)) reached.add(to);
      else if (!to.startsWith('node:')) faults.push(`${path} -> ${to}`);
    }
  }
  return faults;
}

/** Names that a module exports, followed through what it passes on; of types and values alike. */
function exportedNames(sources: Sources, path: string): ReadonlySet<string> {
  const names = new Set<string>();
  const text = sources.get(path);
  if (text === undefined) return names;
  for (const statement of parse(path, text).statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (exportClause !== undefined && ts.isNamedExports(exportClause)) exportClause.elements.forEach(({ name }) => names.add(name.text));
      else if (exportClause === undefined) for (const name of exportedNames(sources, moduleOf(path, moduleSpecifier))) names.add(name);
    } else if (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      for (const name of declaredNames(statement)) names.add(name);
    }
  }
  return names;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
}

interface Taken {
  readonly module: string;
  readonly name: string;
}

/** Names that a file takes of other files: by an import, or by taking apart what `await import(…)` gives. What is taken whole is told as `*`. */
function takenNames(path: string, text: string): Taken[] {
  const taken: Taken[] = [];
  const add = (specifier: ts.Node | undefined, names: readonly string[]): void => {
    const module = moduleOf(path, specifier);
    if (module !== '') taken.push(...names.map((name) => ({ module, name })));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, namesOf(node.importClause?.namedBindings));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, namesOf(node.exportClause));
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], namesTakenApart(node));
    ts.forEachChild(node, visit);
  };
  visit(parse(path, text));
  return taken;
}

function namesOf(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): string[] {
  return bindings !== undefined && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text) : ['*'];
}

function namesTakenApart({ parent }: ts.CallExpression): string[] {
  const declaration = ts.isAwaitExpression(parent) ? parent.parent : parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isObjectBindingPattern(declaration.name)) return ['*'];
  return declaration.name.elements.map(({ name, propertyName }) => (propertyName ?? name).getText());
}

/** A module of the library by its path; nothing for a package. */
function moduleOf(path: string, specifier: ts.Node | undefined): string {
  return specifier !== undefined && ts.isStringLiteralLike(specifier) && specifier.text.startsWith('.') ? posix.join(posix.dirname(path), specifier.text) : '';
}
