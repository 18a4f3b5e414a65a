// The linter is a guard, so it is tested like one: each house rule must turn red on the fault it is there for.
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
let linter: ESLint;

beforeAll(() => {
  linter = new ESLint({
    cwd: repository,
    overrideConfigFile: 'test/config/eslint.config.js',
    // The samples are not files of the project, so the rules that ask the compiler cannot see them.
    overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }] as never,
  });
});

async function faults(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await linter.lintText(code, { filePath });
  return [...new Set((result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message))].sort();
}

const documented = `
/**
 * Adds one.
 *
 * @param value - any number.
 * @returns the next number.
 */
export function addOne(value: number): number {
  return value + 1;
}
`;

test('a documented pure function passes', async () => {
  expect(await faults('src/clean/sample.ts', documented)).toEqual([]);
});

describe('each fault is refused by the rule that is there for it', () => {
  const refused: readonly [title: string, file: string, code: string, rule: string][] = [
    ['an export without documentation', 'src/clean/sample.ts', 'export function f(): void {}', 'jsdoc/require-jsdoc'],
    ['an exported constant without documentation', 'src/clean/sample.ts', 'export const limit: number = 3;', 'jsdoc/require-jsdoc'],
    ['an exported interface without documentation', 'src/clean/sample.ts', 'export interface Sample { readonly a: number }', 'jsdoc/require-jsdoc'],
    ['an exported type without documentation', 'src/clean/sample.ts', 'export type Sample = string;', 'jsdoc/require-jsdoc'],
    ['a parameter without description', 'src/clean/sample.ts', documented.replace(' - any number.', ''), 'jsdoc/require-param-description'],
    ['a parameter left out', 'src/clean/sample.ts', documented.replace(/ \* @param.*\n/, ''), 'jsdoc/require-param'],
    ['a parameter that does not exist', 'src/clean/sample.ts', documented.replace('@param value', '@param number'), 'jsdoc/check-param-names'],
    ['three parameters, none described', 'src/clean/sample.ts', '/** Adds. */\nexport function add(a: number, b: number, c: number): number { return a + b + c; }', 'jsdoc/require-param'],
    ['a result left out of three parameters', 'src/clean/sample.ts', '/** Adds. */\nexport function add(a: number, b: number, c: number): number { return a + b + c; }', 'jsdoc/require-returns'],
    ['a result left out', 'src/clean/sample.ts', documented.replace(/ \* @returns.*\n/, ''), 'jsdoc/require-returns'],
    ['a thrown error left out', 'src/clean/sample.ts', documented.replace('return value', 'if (value < 0) throw new RangeError(); return value'), 'jsdoc/require-throws'],
    ['a description with a subject', 'src/clean/sample.ts', documented.replace('Adds one', 'This function adds one'), 'jsdoc/match-description'],
    ['a default export', 'src/clean/sample.ts', 'const a = 1;\nexport default a;', 'no-restricted-syntax'],
    ['any', 'src/clean/sample.ts', 'const a: any = 1;\nexport { a };', '@typescript-eslint/no-explicit-any'],
    ['an enum', 'src/clean/sample.ts', 'enum A { B }\nexport { A };', 'no-restricted-syntax'],
    ['a namespace', 'src/clean/sample.ts', 'namespace A { export const b = 1; }\nexport { A };', 'no-restricted-syntax'],
    ['Math.random', 'src/synthesise/sample.ts', 'const a = Math.random();\nexport { a };', 'no-restricted-properties'],
    ['Math.random even beside files', 'src/read/node.ts', 'const a = Math.random();\nexport { a };', 'no-restricted-properties'],
    ['Math.random in a benchmark', 'bench/sample.js', 'export const a = Math.random();', 'no-restricted-properties'],
    ['the clock', 'src/minimise/sample.ts', 'const a = Date.now();\nexport { a };', 'no-restricted-globals'],
    ['a high-resolution clock', 'src/plan/sample.ts', 'const a = performance.now();\nexport { a };', 'no-restricted-globals'],
    ['process', 'src/plan/sample.ts', 'const a = process.argv;\nexport { a };', 'no-restricted-globals'],
    ['Buffer', 'src/keyed/sample.ts', 'const a = Buffer.alloc(1);\nexport { a };', 'no-restricted-globals'],
    ['a request', 'src/cli/sample.ts', 'const a = fetch;\nexport { a };', 'no-restricted-globals'],
    ['node: in a neutral file', 'src/read/csv.ts', "import { open } from 'node:fs/promises';\nexport { open };", 'no-restricted-imports'],
    ['a bare builtin in a neutral file', 'src/read/csv.ts', "import { open } from 'fs/promises';\nexport { open };", 'no-restricted-imports'],
    ['node:https anywhere', 'src/read/node.ts', "import { get } from 'node:https';\nexport { get };", 'no-restricted-imports'],
    ['Arrow constructors outside core/arrow.ts', 'src/read/csv.ts', "import { makeData } from 'apache-arrow';\nexport { makeData };", 'no-restricted-imports'],
    ['console in the library', 'src/report/sample.ts', 'console.log(1);\nexport {};', 'no-console'],
    ['eval', 'src/plan/sample.ts', "eval('1');\nexport {};", 'no-eval'],
    ['new Function', 'src/plan/sample.ts', "const a = new Function('return 1');\nexport { a };", 'no-new-func'],
    ['a file of more than 500 lines', 'src/clean/sample.ts', `${'// why\n'.repeat(501)}export {};`, 'max-lines'],
    ['an unexplained exception', 'src/clean/sample.ts', '// eslint-disable-next-line no-console\nconsole.log(1);\nexport {};', 'house/explained-exceptions'],
    ['an unused exception', 'src/clean/sample.ts', '// eslint-disable-next-line no-console -- to show it\nexport {};', "Unused eslint-disable directive (no problems were reported from 'no-console')."],
  ];
  test.each(refused)('%s', async (_title, file, code, rule) => {
    expect(await faults(file, code)).toContain(rule);
  });
});

describe('what is allowed stays allowed', () => {
  const allowed: readonly [title: string, file: string, code: string][] = [
    ['one sentence for a private function', 'src/clean/sample.ts', `/** Adds two numbers. */\nfunction add(a: number, b: number): number { return a + b; }\nexport { add };`],
    ['node: in node.ts', 'src/read/node.ts', "import { open } from 'node:fs/promises';\nexport { open };"],
    ['node: under the command line', 'src/cli/sample.ts', "import { parseArgs } from 'node:util';\nconsole.log(process.argv);\nexport { parseArgs };"],
    ['Arrow types anywhere', 'src/read/csv.ts', "import type { Schema } from 'apache-arrow';\nexport type { Schema };"],
    ['Arrow constructors in core/arrow.ts', 'src/core/arrow.ts', "import { makeData } from 'apache-arrow';\nexport { makeData };"],
    ['an explained exception', 'src/clean/sample.ts', '// eslint-disable-next-line no-console -- to show it\nconsole.log(1);\nexport {};'],
  ];
  test.each(allowed)('%s', async (_title, file, code) => {
    expect(await faults(file, code)).toEqual([]);
  });
});
