// Run from the repository root: eslint --config test/config/eslint.config.js src test bench --max-warnings 0
import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Files that may touch the machine: `node.ts` anywhere, a folder `node/`, and the command line. */
const MACHINE = ['src/**/node.ts', 'src/**/node/**/*.ts', 'src/cli/**/*.ts', 'src/worker.ts'];

/** Tables of facts are as long as the facts are; they say so in their first line. */
const dataTables = ['src', 'test']
  .flatMap((folder) => list(folder))
  .filter((file) => readFileSync(join(repository, file), 'utf8').startsWith('// Data table: '));

function list(folder) {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}

const clock = 'results never depend on the clock: take days as numbers since 1970-01-01';
const ambientRandomness = 'take a seeded generator or a keyed PRF as an argument';
const network = 'nothing here talks to a network';
const machine = 'only a file called node.ts, a folder node/ or src/cli may touch the machine';

const clockGlobals = [
  { name: 'Date', message: clock },
  { name: 'performance', message: clock },
  { name: 'Temporal', message: clock },
];
const networkGlobals = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource']
  .map((name) => ({ name, message: network }));
const machineGlobals = ['process', 'Buffer', 'global', 'require', 'module', '__dirname', '__filename', 'setImmediate', 'navigator']
  .map((name) => ({ name, message: machine }));
const randomProperties = [
  { object: 'Math', property: 'random', message: ambientRandomness },
  { object: 'crypto', property: 'getRandomValues', message: ambientRandomness },
  { object: 'crypto', property: 'randomUUID', message: ambientRandomness },
];

const notErasable = [
  { selector: 'TSEnumDeclaration', message: 'use a frozen record and a union of literals' },
  { selector: 'TSModuleDeclaration[declare!=true]', message: 'use a module' },
  { selector: 'ExportDefaultDeclaration', message: 'use a named export' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'use a named export' },
];

const house = {
  rules: {
    /** An exception to a rule says why. */
    'explained-exceptions': {
      meta: { type: 'problem', schema: [], messages: { unexplained: 'say why after "--"' } },
      create(context) {
        return {
          Program() {
            for (const comment of context.sourceCode.getAllComments()) {
              if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value)) {
                context.report({ loc: comment.loc, messageId: 'unexplained' });
              }
            }
          },
        };
      },
    },
  },
};

/** The core rules that catch mistakes rather than taste. */
const mistakes = Object.fromEntries([
  'constructor-super', 'for-direction', 'getter-return', 'no-async-promise-executor', 'no-class-assign', 'no-compare-neg-zero',
  'no-cond-assign', 'no-const-assign', 'no-constant-binary-expression', 'no-control-regex', 'no-debugger', 'no-delete-var',
  'no-dupe-else-if', 'no-dupe-keys', 'no-duplicate-case', 'no-empty', 'no-empty-character-class', 'no-empty-pattern',
  'no-ex-assign', 'no-fallthrough', 'no-func-assign', 'no-global-assign', 'no-invalid-regexp', 'no-irregular-whitespace',
  'no-loss-of-precision', 'no-misleading-character-class', 'no-promise-executor-return', 'no-prototype-builtins',
  'no-regex-spaces', 'no-self-assign', 'no-self-compare', 'no-shadow-restricted-names', 'no-sparse-arrays',
  'no-template-curly-in-string', 'no-unreachable', 'no-unreachable-loop', 'no-unsafe-finally', 'no-unsafe-negation',
  'no-unsafe-optional-chaining', 'no-unused-labels', 'no-useless-escape', 'no-with', 'use-isnan', 'valid-typeof',
].map((rule) => [rule, 'error']));

const everywhere = {
  ...mistakes,
  eqeqeq: ['error', 'always'],
  'house/explained-exceptions': 'error',
  'max-lines': ['error', { max: 500, skipBlankLines: false, skipComments: false }],
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
};

/** Functions that others call: their parameters, results and errors are documented; private ones say what they need to. */
const EXPORTED_FUNCTIONS = ['ExportNamedDeclaration > FunctionDeclaration'];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/.tmp-*/', 'bench/data/', 'bench/peers/', 'src/wasm/assembly/', '**/*.wasm.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, plugins: { house } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: {
      // One program for sources and tests: a second one would double the time.
      parserOptions: { project: ['test/config/tsconfig.json'], tsconfigRootDir: repository },
    },
    rules: {
      ...everywhere,
      // With noUncheckedIndexedAccess, `array[i]!` inside a checked loop is how a hot loop stays free of branches.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-require-imports': 'error',
      // Rules that read types, few and chosen: what they find cannot be found by eye.
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': ['error', {
        allowForKnownSafeCalls: [{ from: 'package', package: 'vitest', name: ['describe', 'test', 'it'] }],
      }],
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', ...notErasable],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript', tagNamePreference: { return: 'returns', exception: 'throws' } } },
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', ...clockGlobals, ...networkGlobals, ...machineGlobals],
      'no-restricted-properties': ['error', ...randomProperties],
      'no-restricted-imports': ['error', {
        paths: builtinModules.map((name) => ({ name, message: machine })),
        patterns: [
          { regex: '^node:', message: machine },
          { regex: '^apache-arrow$', allowTypeImports: true, message: 'take constructors from core/arrow.ts or core/arrow-ipc.ts' },
          { regex: '^\\.{1,2}/.*(?<!\\.ts)$', message: 'write the .ts extension' },
        ],
      }],
      'jsdoc/require-jsdoc': ['error', {
        publicOnly: true,
        checkConstructors: false,
        enableFixer: false,
        require: { FunctionDeclaration: true, ClassDeclaration: true, MethodDefinition: true },
        contexts: [
          'ExportNamedDeclaration > VariableDeclaration',
          'TSInterfaceDeclaration',
          'TSTypeAliasDeclaration',
        ],
      }],
      'jsdoc/require-description': ['error', {
        contexts: ['FunctionDeclaration', 'ClassDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration'],
      }],
      'jsdoc/match-description': ['error', {
        mainDescription: {
          match: '^(?!This (?:function|class|interface|type|method)\\b|(?:A|The) function\\b)[\\s\\S]*$',
          message: 'start with the verb, in the present tense, without a subject',
        },
      }],
      'jsdoc/require-param': ['error', { checkDestructured: false, checkDestructuredRoots: false, enableFixer: false, contexts: EXPORTED_FUNCTIONS }],
      'jsdoc/require-param-name': 'error',
      'jsdoc/require-param-description': 'error',
      'jsdoc/require-hyphen-before-param-description': ['error', 'always'],
      'jsdoc/check-param-names': ['error', { checkDestructured: false }],
      'jsdoc/require-returns': ['error', { enableFixer: false, contexts: EXPORTED_FUNCTIONS }],
      'jsdoc/require-returns-check': 'error',
      'jsdoc/require-returns-description': 'error',
      'jsdoc/require-throws': ['error', { contexts: EXPORTED_FUNCTIONS }],
      'jsdoc/require-throws-type': 'error',
      'jsdoc/check-tag-names': ['error', { definedTags: ['remarks', 'privateRemarks', 'typeParam', 'defaultValue'] }],
      'jsdoc/no-types': 'error',
      'jsdoc/no-bad-blocks': 'error',
      'jsdoc/empty-tags': 'error',
      'jsdoc/no-multi-asterisks': 'error',
    },
  },
  {
    files: ['src/core/arrow.ts', 'src/core/arrow-ipc.ts'],
    rules: {
      'no-restricted-imports': ['error', {
        paths: builtinModules.map((name) => ({ name, message: machine })),
        patterns: [{ regex: '^node:', message: machine }],
      }],
    },
  },
  {
    files: MACHINE,
    rules: {
      'no-restricted-globals': ['error', ...networkGlobals],
      'no-restricted-imports': ['error', {
        patterns: [
          { regex: `^(?:node:)?(?:http2?|https|net|tls|dgram|dns|inspector)(?:/.*)?$`, message: network },
          { regex: '^apache-arrow$', allowTypeImports: true, message: 'take constructors from core/arrow.ts or core/arrow-ipc.ts' },
        ],
      }],
      'no-restricted-properties': ['error', randomProperties[0]],
    },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  // One default export each: the tools that read these files ask for it.
  { files: ['test/config/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/**/*.wasm.ts', ...dataTables], rules: { 'max-lines': 'off' } },
  {
    files: ['bench/**/*.js', 'test/**/*.js', 'src/**/*.js'],
    extends: [tseslint.configs.base, tseslint.configs.eslintRecommended],
    languageOptions: { parserOptions: { ecmaVersion: 'latest', sourceType: 'module' } },
    rules: {
      ...everywhere,
      'no-undef': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-properties': ['error', randomProperties[0]],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(['AbortController', 'AbortSignal', 'Blob', 'Buffer', 'TextDecoder', 'TextEncoder', 'URL', 'WebAssembly',
        'clearTimeout', 'console', 'gc', 'performance', 'process', 'setImmediate', 'setTimeout', 'structuredClone']
        .map((name) => [name, 'readonly'])),
    },
  },
);
