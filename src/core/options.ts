import { z } from 'zod';
import { PlanError, type PlanProblemCode, type Problem } from './errors.ts';

/** A checker of one options object: unknown keys are refused, nothing is coerced. */
export type OptionsSchema<Options> = z.ZodType<Options>;

/** A secret in a plan: only its name; the bytes are bound at run time. */
export interface SecretReference {
  readonly secret: string;
}

/** Checks a {@link SecretReference}; a text in its place is reported as a raw secret and never echoed. */
export const secretReference: z.ZodType<SecretReference> = z.strictObject({
  secret: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
});

/** Checks a column name: 1 to 255 characters. */
export const columnName: z.ZodType<string> = z.string().min(1).max(255);

/**
 * Checks options against their schema.
 *
 * @param schema - what is accepted.
 * @param value - what the caller gave.
 * @param path - where the options stand, put in front of every problem's path.
 * @returns the options, typed.
 * @throws {PlanError} with every problem at once; unknown keys come with the nearest known one.
 */
export function checkOptions<Options>(schema: OptionsSchema<Options>, value: unknown, path = ''): Options {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PlanError(describe(schema, result.error, value, path));
}

/**
 * Lists what is wrong with options, without throwing.
 *
 * @param schema - what is accepted.
 * @param value - what the caller gave.
 * @param path - where the options stand.
 * @returns the problems; empty when the options are right.
 */
export function optionProblems<Options>(schema: OptionsSchema<Options>, value: unknown, path = ''): readonly Problem[] {
  const result = schema.safeParse(value);
  return result.success ? [] : describe(schema, result.error, value, path);
}

/**
 * Finds the known word nearest to a mistyped one.
 *
 * @param word - what was written.
 * @param known - what would have been right.
 * @returns the nearest known word within a third of its length in edits, or `null`.
 */
export function didYouMean(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best !== null && bestDistance <= Math.max(1, Math.ceil(best.length / 3)) ? best : null;
}

/**
 * Words an unknown name with its nearest known one. Names are the author's own text (option names, column names of
 * the plan), never data.
 *
 * @param what - the kind of thing, for example `option`.
 * @param word - what was written.
 * @param known - what would have been right.
 * @returns a message fragment.
 */
export function unknownName(what: string, word: string, known: readonly string[]): string {
  const near = didYouMean(word, known);
  const hint = near === null ? '' : `, did you mean "${near}"?`;
  return `unknown ${what} "${word.slice(0, 64)}"${hint}`;
}

function describe(schema: unknown, error: z.ZodError, root: unknown, path: string): Problem[] {
  const problems: Problem[] = [];
  collect(error.issues as readonly Issue[], [], schema, root, path, problems);
  return problems;
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly origin?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly divisor?: number;
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
  readonly params?: { readonly problem?: PlanProblemCode };
  readonly message?: string;
}

function collect(issues: readonly Issue[], prefix: readonly PropertyKey[], schema: unknown, root: unknown, path: string, out: Problem[]): void {
  for (const issue of issues) {
    const steps = [...prefix, ...issue.path];
    const at = joinPath(path, steps);
    const value = valueAt(root, steps);
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, steps);
      for (const name of issue.keys ?? []) {
        out.push({ code: 'PLAN_UNKNOWN_OPTION', path: joinPath(path, [...steps, name]), message: unknownName('option', name, known) });
      }
    } else if (issue.code === 'invalid_union' && (issue.errors?.length ?? 0) > 0) {
      const nearest = [...issue.errors!].sort((left, right) => depth(right) - depth(left) || left.length - right.length)[0]!;
      if (depth(nearest) > 0) collect(nearest, steps, schema, root, path, out);
      else out.push({ code: value === undefined ? 'PLAN_MISSING' : 'PLAN_TYPE', path: at, message: unionMessage(issue.errors!, value) });
    } else if (value === undefined && issue.code !== 'custom') {
      out.push({ code: 'PLAN_MISSING', path: at, message: `expected ${expectation(issue)}, got nothing` });
    } else if (steps.at(-1) === 'secretKey' && typeof value === 'string') {
      out.push({ code: 'PLAN_RAW_SECRET', path: at, message: 'expected a reference { secret: name }, got text; a key never stands in a plan' });
    } else {
      out.push({ code: codeOf(issue), path: at, message: messageOf(issue, value) });
    }
  }
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
}

function unionMessage(errors: readonly (readonly Issue[])[], value: unknown): string {
  const wanted = [...new Set(errors.flatMap((issues) => issues.map(expectation)))].join(' or ');
  return `expected ${wanted}, got ${kindOf(value)}`;
}

function codeOf(issue: Issue): PlanProblemCode {
  if (issue.code === 'custom') return issue.params?.problem ?? 'PLAN_OUT_OF_RANGE';
  return issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'PLAN_TYPE' : 'PLAN_OUT_OF_RANGE';
}

function messageOf(issue: Issue, value: unknown): string {
  if (issue.code === 'custom') return issue.message ?? 'not accepted';
  const quote = issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number' ? ' (quote it)' : '';
  return `expected ${expectation(issue)}, got ${kindOf(value)}${quote}`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'string' ? 'text' : issue.expected === 'int' ? 'an integer' : article(issue.expected ?? 'value');
    case 'invalid_value':
      return (issue.values ?? []).map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `${sized(issue.origin)} ${issue.inclusive === false ? 'above' : 'of at least'} ${String(issue.minimum)}`;
    case 'too_big':
      return `${sized(issue.origin)} ${issue.inclusive === false ? 'below' : 'of at most'} ${String(issue.maximum)}`;
    case 'invalid_format':
      return issue.pattern === undefined ? `text in the form ${issue.format ?? 'required'}` : `text in the form ${issue.pattern}`;
    case 'not_multiple_of':
      return `a multiple of ${String(issue.divisor)}`;
    default:
      return 'an accepted value';
  }
}

function sized(origin: string | undefined): string {
  if (origin === 'string') return 'a text length';
  if (origin === 'array') return 'a list length';
  return origin === 'int' ? 'an integer' : 'a number';
}

function article(word: string): string {
  const words: Record<string, string> = { object: 'an object', array: 'a list', number: 'a number', boolean: 'true or false', record: 'an object' };
  return words[word] ?? word;
}

/** Numbers and truth values are shown; texts are not, since a text may hold a secret or a value. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'string' ? 'text' : 'an object';
}

function joinPath(base: string, steps: readonly PropertyKey[]): string {
  let path = base;
  for (const step of steps) path += typeof step === 'number' ? `[${step}]` : path === '' ? String(step) : `.${String(step)}`;
  return path;
}

function valueAt(root: unknown, steps: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

interface SchemaNode {
  readonly def?: { readonly shape?: Record<string, unknown>; readonly innerType?: unknown; readonly element?: unknown; readonly valueType?: unknown; readonly options?: readonly unknown[] };
}

function keysAt(schema: unknown, steps: readonly PropertyKey[]): string[] {
  let nodes: SchemaNode[] = unwrap(schema as SchemaNode);
  for (const step of steps) {
    nodes = nodes.flatMap((node) => {
      const inner = typeof step === 'number' ? node.def?.element : (node.def?.shape?.[String(step)] ?? node.def?.valueType);
      return inner === undefined ? [] : unwrap(inner as SchemaNode);
    });
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.def?.shape ?? {})))];
}

function unwrap(node: SchemaNode): SchemaNode[] {
  if (node.def?.options !== undefined) return node.def.options.flatMap((option) => unwrap(option as SchemaNode));
  return node.def?.innerType === undefined ? [node] : unwrap(node.def.innerType as SchemaNode);
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + change));
    }
    previous = current;
  }
  return previous[right.length]!;
}
