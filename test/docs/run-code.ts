// Runs a TypeScript snippet as a reader would, and holds it to what its comments say:
//   expression; // => value          the value of the expression, or of the constant just declared; the items of an
//                                    array may stand without brackets, and a remark may follow a comma or semicolon
//   statement;  // throws RangeError: words of its message
import { join } from 'node:path';
import ts from 'typescript';
import { expect } from 'vitest';
import { repository } from '../package/source-graph.ts';

type Names = Readonly<Record<string, unknown>>;

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (...texts: string[]) => (...values: unknown[]) => Promise<void>;

/** Finds what a specifier means to a reader of the documentation: the public entries, and Node's own modules. */
export async function load(specifier: string): Promise<Names> {
  if (specifier === 'a423') return await import(join(repository, 'src/index.ts')) as Names;
  if (specifier === 'a423/link') return await import(join(repository, 'src/link/index.ts')) as Names;
  if (specifier === 'a423/identifiers') return await import(join(repository, 'src/identifiers/index.ts')) as Names;
  if (specifier === 'a423/node') return await import(join(repository, 'src/node.ts')) as Names;
  if (specifier === 'apache-arrow' || specifier.startsWith('node:')) return await import(specifier) as Names;
  throw new Error(`a snippet imports "${specifier}", which a reader of the documentation does not have`);
}

/** Rewrites a snippet into the body of an async function: imports become `load`, expectations become calls. */
export function rewrite(code: string): string {
  const file = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const body = file.statements.map((statement) => {
    if (ts.isImportDeclaration(statement)) return importStatement(statement);
    const text = statement.getFullText(file).replace(/^(\s*)export\s+/, '$1');
    const comment = trailingComment(code, statement.getEnd());
    // `Uint8Array(2) [1, 2]`, as Node prints it, means the list.
    const written = /^\/\/ =>\s*(?:[A-Z]\w*(?:\(\d+\))? ?(?=[[{]))?(.+)$/.exec(comment)?.[1];
    const items = written === undefined ? undefined : expectedItems(written);
    const thrown = /^\/\/ throws (\w+)(?::\s*(.+))?$/.exec(comment);
    if (thrown !== null) return `await $throws(async () => {${text}\n}, ${JSON.stringify(thrown[1])}, ${JSON.stringify(thrown[2] ?? '')});`;
    if (items === undefined) return text;
    if (ts.isExpressionStatement(statement)) {
      return `$equals(${statement.expression.getFullText(file)}, ${items}, ${JSON.stringify(statement.getText(file))});`;
    }
    const declaration = ts.isVariableStatement(statement) ? statement.declarationList.declarations.at(-1)?.name : undefined;
    if (declaration === undefined) throw new Error('"// =>" follows an expression or a declaration');
    return `${text}\n$equals(${declaration.getText(file).replace(/^\{/, '({').replace(/\}$/, '})')}, ${items}, ${JSON.stringify(statement.getText(file))});`;
  });
  return ts.transpileModule(body.join('\n'), { compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext } }).outputText
    .replace(/^export \{\s*\};?$/m, '');
}

/** The code of a list of what is expected: one value, or the items of an array; a remark behind it is left off. */
function expectedItems(written: string): string {
  const ends = [written.length, ...[...written.matchAll(/[,;] |\s\(/g)].map(({ index }) => index).reverse()];
  const end = ends.find((at) => isExpression(written.slice(0, at)));
  if (end === undefined) throw new Error(`"// => ${written}" does not begin with a value`);
  return `[${written.slice(0, end)}]`;
}

function isExpression(text: string): boolean {
  const { diagnostics } = ts.transpileModule(`void [${text}];`, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2023 } });
  return text.trim() !== '' && (diagnostics ?? []).length === 0;
}

function importStatement(statement: ts.ImportDeclaration): string {
  const clause = statement.importClause;
  const from = (statement.moduleSpecifier as ts.StringLiteral).text;
  if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return '';
  const bindings = clause.namedBindings;
  if (bindings === undefined) return `const { default: ${clause.name?.text ?? ''} } = await $load('${from}');`;
  if (ts.isNamespaceImport(bindings)) return `const ${bindings.name.text} = await $load('${from}');`;
  const names = bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => propertyName === undefined ? name.text : `${propertyName.text}: ${name.text}`);
  return `const { ${names.join(', ')} } = $named(await $load('${from}'), ${JSON.stringify(names.map((name) => name.split(':')[0]))}, '${from}');`;
}

function trailingComment(code: string, end: number): string {
  return /^[ \t]*(\/\/[^\n]*)/.exec(code.slice(end))?.[1]?.trim() ?? '';
}

/** Makes values comparable with literals: typed arrays and iterables of pairs become plain arrays and records. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Uint8Array);
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, item]) => [String(name), plain(item)]));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(plain);
  if (value !== null && typeof value === 'object' && !(value instanceof Error)) {
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function').map(([name, item]) => [name, plain(item)]));
  }
  return value;
}

/**
 * Runs a snippet.
 *
 * @param code - TypeScript.
 * @param scope - names the snippet may use without importing them.
 */
export async function runCode(code: string, scope: Names = {}): Promise<void> {
  const javascript = rewrite(code);
  const tools = {
    $load: load,
    $named: (names: Names, wanted: readonly string[], from: string): Names => {
      const missing = wanted.filter((name) => !(name in names));
      if (missing.length > 0) throw new Error(`"${from}" has no export ${missing.join(', ')}`);
      return names;
    },
    $equals: (actual: unknown, items: readonly unknown[], text: string): void => {
      const value = plain(actual);
      const isListed = Array.isArray(value) && !(items.length === 1 && (Array.isArray(items[0]) || ArrayBuffer.isView(items[0])));
      expect(isListed ? value : [value], text).toEqual(plain(items));
    },
    $throws: async (body: () => Promise<void>, name: string, words: string): Promise<void> => {
      const thrown = await body().then(() => null, (error: unknown) => error);
      expect(thrown, 'the statement throws').toBeInstanceOf(Error);
      expect((thrown as Error).name).toBe(name);
      expect((thrown as Error).message).toContain(words);
    },
  };
  // A name the snippet declares or imports itself hides the one in scope.
  const declared = new Set([...javascript.matchAll(/\b(?:const|let|var|function|class)\s+(?:\{([^}]*)\}|\[([^\]]*)\]|(\w+))/g)]
    .flatMap((match) => (match[1] ?? match[2] ?? match[3] ?? '').split(',').map((part) => part.split(':').at(-1)!.split('=')[0]!.trim())));
  const names = Object.entries({ ...scope, ...tools }).filter(([name]) => /^[\w$]+$/.test(name) && name !== 'default' && !declared.has(name));
  await new AsyncFunction(...names.map(([name]) => name), javascript)(...names.map(([, value]) => value));
}

