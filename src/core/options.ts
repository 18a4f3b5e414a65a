import { z } from 'zod';
import { PlanError, type PlanProblemCode, type Problem } from './errors.ts';

/** A checker of one options object: unknown keys are refused, nothing is coerced. */
export type OptionsSchema<Options> = z.ZodType<Options>;

/** A secret in a plan: only its name; the bytes are bound at run time. */
export interface SecretReference {
  readonly secret: string;
}

/**
 * Checks a {@link SecretReference}; a text in its place is reported as a raw secret and never echoed. Names end at 32
 * characters, so that a key written in hexadecimal or base64 is not taken for one.
 */
export const secretReference: z.ZodType<SecretReference> = z.strictObject({
  secret: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/),
});

const SECRET_BYTES = 32;

/** Checks the bytes of a secret key in code, as `a423 key new` makes them; in a plan it is only named. */
export const secretBytes: z.ZodType<Uint8Array> = z.custom<Uint8Array>().superRefine((value: unknown, context) => {
  const fault = value instanceof Uint8Array ? secretFault(value) : 'expected 32 bytes, got something else';
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

/** What people type can be guessed, and a repeated byte is a placeholder or was overwritten. */
function secretFault(secretKey: Uint8Array): string | null {
  if (secretKey.length !== SECRET_BYTES) return `expected ${SECRET_BYTES} bytes, got ${secretKey.length}`;
  const isTyped = secretKey.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));
  return isTyped || new Set(secretKey).size < 8 ? 'expected random bytes, got printable text or a few bytes repeated' : null;
}

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
  const problems = describe(schema, result.error ?? null, value, path);
  if (!result.success || problems.length > 0) throw new PlanError(problems);
  return result.data;
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
  return describe(schema, schema.safeParse(value).error ?? null, value, path);
}

/**
 * Finds the known word nearest to a mistyped one.
 *
 * @param word - what was written.
 * @param known - what would have been right.
 * @returns the nearest known word within a third of its length in edits, or `null`.
 * @example
 * didYouMean('minCoutn', ['minCount', 'maxShare']); // => 'minCount'
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
 * @example
 * unknownName('option', 'minCoutn', ['minCount']); // => 'unknown option "minCoutn", did you mean "minCount"?'
 */
export function unknownName(what: string, word: string, known: readonly string[]): string {
  const near = didYouMean(word, known);
  const hint = near === null ? '' : `, did you mean "${near}"?`;
  return `unknown ${what} "${word.slice(0, 64)}"${hint}`;
}

function describe(schema: unknown, error: z.ZodError | null, root: unknown, path: string): Problem[] {
  const problems: Problem[] = [];
  if (error !== null) collect(error.issues as readonly Issue[], [], schema, root, path, problems);
  const forbidden = prototypeNames(root, []).map((steps) => joinPath(path, steps));
  for (const at of forbidden) {
    if (!problems.some((problem) => problem.path === at)) problems.push({ code: 'PLAN_UNKNOWN_OPTION', path: at, message: 'a name that cannot be used' });
  }
  return problems;
}

/** Finds members called `__proto__`, which the checker skips and which would be read as something else. */
function prototypeNames(value: unknown, steps: readonly PropertyKey[]): PropertyKey[][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || steps.length > 100) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = [...steps, Array.isArray(value) ? Number(name) : name];
    return name === '__proto__' ? [at] : prototypeNames(member, at);
  });
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
  /** Accepted values of the member that tells the forms of a union apart. */
  readonly options?: readonly unknown[];
  readonly params?: { readonly problem?: PlanProblemCode };
  readonly message?: string;
}

function collect(issues: readonly Issue[], prefix: readonly PropertyKey[], schema: unknown, root: unknown, path: string, out: Problem[]): void {
  for (const issue of issues) {
    const steps = [...prefix, ...issue.path];
    const at = joinPath(path, steps);
    const value = valueAt(root, steps);
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, steps, root);
      for (const name of issue.keys ?? []) {
        out.push({ code: 'PLAN_UNKNOWN_OPTION', path: joinPath(path, [...steps, name]), message: unknownName('option', name, known) });
      }
    } else if (issue.code === 'invalid_union' && (issue.errors?.length ?? 0) > 0) {
      const nearest = [...issue.errors!].sort((left, right) => depth(right) - depth(left) || left.length - right.length)[0]!;
      if (depth(nearest) > 0) collect(nearest, steps, schema, root, path, out);
      else out.push({ code: value === undefined ? 'PLAN_MISSING' : 'PLAN_TYPE', path: at, message: unionMessage(issue.errors!, value) });
    } else if (value === undefined && issue.code !== 'custom') {
      out.push({ code: 'PLAN_MISSING', path: at, message: `expected ${expectation(issue, false)}, got nothing` });
    } else if ((typeof value === 'string' || typeof value === 'number') && isSecret(steps)) {
      out.push({ code: 'PLAN_RAW_SECRET', path: at, message: 'expected a reference { secret: name } with a name of at most 32 letters, digits, _ or -; a key never stands in a plan' });
    } else {
      out.push({ code: codeOf(issue), path: at, message: messageOf(issue, value, isInteger(schema, steps, root)) });
    }
  }
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
}

/** Tells whether a path is where a key might have been pasted: an option `secretKey`, or the name in its reference. */
function isSecret(steps: readonly PropertyKey[]): boolean {
  return steps.at(-1) === 'secretKey' || (steps.at(-1) === 'secret' && steps.at(-2) === 'secretKey');
}

function unionMessage(errors: readonly (readonly Issue[])[], value: unknown): string {
  const wanted = [...new Set(errors.flatMap((issues) => issues.map((issue) => expectation(issue, false))))].join(' or ');
  return `expected ${wanted}, got ${kindOf(value)}`;
}

function codeOf(issue: Issue): PlanProblemCode {
  if (issue.code === 'custom') return issue.params?.problem ?? 'PLAN_OUT_OF_RANGE';
  return issue.code === 'invalid_type' ? 'PLAN_TYPE' : 'PLAN_OUT_OF_RANGE';
}

function messageOf(issue: Issue, value: unknown, integer: boolean): string {
  if (issue.code === 'custom') return issue.message ?? 'not accepted';
  if (issue.code === 'invalid_key') return `expected a name that is ${issue.issues?.[0] === undefined ? 'accepted' : expectation(issue.issues[0], false)}`;
  const quote = issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number' ? ' (quote it)' : '';
  return `expected ${expectation(issue, integer)}, got ${kindOf(value)}${quote}`;
}

function expectation(issue: Issue, integer: boolean): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'string' ? 'text' : issue.expected === 'int' ? 'an integer' : article(issue.expected ?? 'value');
    case 'invalid_value':
    case 'invalid_union':
      return (issue.values ?? issue.options ?? ['value']).map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `${sized(issue.origin, integer)} ${issue.inclusive === false ? 'above' : 'of at least'} ${String(issue.minimum)}`;
    case 'too_big':
      return `${sized(issue.origin, integer)} ${issue.inclusive === false ? 'below' : 'of at most'} ${String(issue.maximum)}`;
    case 'invalid_format':
      return issue.pattern === undefined ? `text in the form ${issue.format ?? 'required'}` : `text in the form ${issue.pattern}`;
    case 'not_multiple_of':
      return `a multiple of ${String(issue.divisor)}`;
    default:
      return 'an accepted value';
  }
}

function sized(origin: string | undefined, integer: boolean): string {
  if (origin === 'string') return 'a text length';
  if (origin === 'array') return 'a list length';
  return integer || origin === 'int' ? 'an integer' : 'a number';
}

function article(word: string): string {
  const words: Record<string, string> = { object: 'an object', array: 'a list', number: 'a number', boolean: 'true or false', record: 'an object' };
  return words[word] ?? word;
}

/** Numbers and truth values are shown; texts are not, since a text may hold a secret or a value. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'string') return value === '' ? 'empty text' : 'text';
  return 'an object';
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

/** What is read of a checker's own description of itself. */
interface SchemaNode {
  readonly def?: {
    readonly shape?: Readonly<Record<string, SchemaNode>>;
    readonly innerType?: SchemaNode;
    /** What a recursive checker stands for. */
    readonly getter?: () => SchemaNode;
    readonly element?: SchemaNode;
    readonly valueType?: SchemaNode;
    /** Members of a union. */
    readonly options?: readonly SchemaNode[];
    /** Values of a literal. */
    readonly values?: readonly unknown[];
    readonly format?: string;
  };
}

function keysAt(schema: unknown, steps: readonly PropertyKey[], root: unknown): string[] {
  return [...new Set(nodesAt(schema, steps, root).flatMap((node) => Object.keys(node.def?.shape ?? {})))];
}

function isInteger(schema: unknown, steps: readonly PropertyKey[], root: unknown): boolean {
  return nodesAt(schema, steps, root).some((node) => node.def?.format === 'safeint');
}

/** Finds what is accepted at a path; of the forms of a union, those that the value's own literals point at. */
function nodesAt(schema: unknown, steps: readonly PropertyKey[], root: unknown): SchemaNode[] {
  let nodes = unwrap(schema as SchemaNode, root);
  for (const [index, step] of steps.entries()) {
    const value = valueAt(root, steps.slice(0, index + 1));
    nodes = nodes.flatMap((node) => {
      const inner = typeof step === 'number' ? node.def?.element : (node.def?.shape?.[String(step)] ?? node.def?.valueType);
      return inner === undefined ? [] : unwrap(inner, value);
    });
  }
  return nodes;
}

function unwrap(node: SchemaNode, value: unknown): SchemaNode[] {
  const inner = node.def?.innerType ?? node.def?.getter?.();
  if (node.def?.options === undefined) return inner === undefined ? [node] : unwrap(inner, value);
  const forms = node.def.options.flatMap((option) => unwrap(option, value));
  const meant = forms.filter((form) => isMeant(form, value));
  return meant.length > 0 ? meant : forms;
}

function isMeant(form: SchemaNode, value: unknown): boolean {
  const literals = Object.entries(form.def?.shape ?? {}).filter(([, member]) => member.def?.values !== undefined);
  return literals.length > 0 && literals.every(([name, member]) => member.def!.values!.includes(valueAt(value, [name])));
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
