// Every code a user can meet is explained, every explained code exists, and every code can be met.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { librarySources, parse, repository } from '../package/source-graph.ts';

const sources = librarySources();

/** Reads the closed union from its declaration. */
function declaredCodes(text: string): string[] {
  const codes: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) codes.push(node.literal.text);
    ts.forEachChild(node, visit);
  };
  for (const statement of parse('errors.ts', text).statements) {
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text.endsWith('Code')) visit(statement.type);
  }
  return codes;
}

/** Reads the codes a page explains: one heading or one table row each. */
function explainedCodes(markdown: string): string[] {
  return [...markdown.matchAll(/^(?:#{2,4}\s+|\|\s*)(?:<a [^>]*><\/a>)?`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/gm)].map((match) => match[1]!);
}

const declared = declaredCodes(sources.get('core/errors.ts') ?? '');
const page = join(repository, 'docs/errors.md');
const explained = existsSync(page) ? explainedCodes(readFileSync(page, 'utf8')) : [];

describe('error codes', () => {
  test('are declared once each', () => {
    expect(declared.length).toBeGreaterThan(0);
    expect(declared.filter((code, index) => declared.indexOf(code) !== index)).toEqual([]);
  });
  test('are all explained in docs/errors.md', () => {
    expect(declared.filter((code) => !explained.includes(code))).toEqual([]);
  });
  test('are explained once each, and only those that exist', () => {
    expect(explained.filter((code, index) => !declared.includes(code) || explained.indexOf(code) !== index)).toEqual([]);
  });
  test('can all be met: each is raised somewhere in the sources', () => {
    const others = [...sources].filter(([path]) => path !== 'core/errors.ts').map(([, text]) => text).join('\n');
    expect(declared.filter((code) => !others.includes(`'${code}'`))).toEqual([]);
  });
  test('are read from headings and tables, and from unions of literals', () => {
    expect(explainedCodes('## `PLAN_A_B`\n| `DATA_C` | text |\ntext `PLAN_D`\n### <a id="x"></a>`DATA_E_2`')).toEqual(['PLAN_A_B', 'DATA_C', 'DATA_E_2']);
    expect(declaredCodes("export type XCode = | 'A_B' | 'C_D';\nexport type Other = 'E_F';\nexport type YCode = XCode | 'G_H';")).toEqual(['A_B', 'C_D', 'G_H']);
  });
});
