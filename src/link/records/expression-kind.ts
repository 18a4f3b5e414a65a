import type { Schema } from 'apache-arrow';
import { PlanError, type Problem } from '../../core/errors.ts';
import { unknownName } from '../../core/options.ts';
import { compileExpression } from '../kernel/records/match-expression.ts';
import { compileTimeFormat } from '../kernel/records/time-format.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import { baseKindOf, type ValueKind } from './base-type.ts';

/** What an expression gives, as far as can be told, and what is wrong with it. */
export interface ExpressionCheck {
  /** `null` where it cannot be told: the schema is not known, or something is wrong. */
  readonly kind: ValueKind | null;
  readonly problems: readonly Problem[];
}

type Op = Derivation['op'];

const TEXT: readonly ValueKind[] = ['text'];
const TIME: readonly ValueKind[] = ['time'];
const PLAIN: readonly ValueKind[] = ['text', 'number', 'time'];

/** The kinds that each derivation takes, and the one it gives; `null` gives what it takes. */
const DERIVATIONS: Readonly<Record<Op, readonly [takes: readonly ValueKind[], gives: ValueKind | null]>> = {
  lower: [TEXT, 'text'], upper: [TEXT, 'text'], trim: [TEXT, 'text'], foldAccents: [TEXT, 'text'], name: [TEXT, 'text'], text: [TEXT, 'text'],
  sortWords: [TEXT, 'text'], emailUser: [TEXT, 'text'], emailDomain: [TEXT, 'text'], departement: [TEXT, 'text'], slice: [TEXT, 'text'], extract: [TEXT, 'text'],
  phonetic: [TEXT, 'text'], identifier: [TEXT, 'text'], nirPart: [TEXT, 'text'], nullIf: [PLAIN, null],
  parseTime: [TEXT, 'time'], year: [TIME, 'number'], month: [TIME, 'number'], day: [TIME, 'number'], monthCount: [TIME, 'number'], dayCount: [TIME, 'number'],
  toText: [PLAIN, 'text'], toNumber: [['text', 'number'], 'number'],
  split: [TEXT, 'texts'], words: [TEXT, 'texts'], qGrams: [TEXT, 'texts'], element: [['texts'], 'text'], length: [['text', 'texts', 'numbers'], 'number'],
};

/**
 * Tells what an expression gives on records of a schema.
 *
 * @param expression - an expression of the right form.
 * @param schema - the columns there are.
 * @param path - where the expression stands.
 * @returns the kind of its values.
 * @throws {PlanError} with every problem at once: unknown columns, types that records cannot be linked on, derivations that
 *   do not fit what comes before them, regular expressions and formats that are none.
 */
export function expressionKind(expression: Expression, schema: Schema, path = ''): ValueKind {
  const { kind, problems } = checkExpression(expression, schema, path);
  if (kind === null || problems.length > 0) throw new PlanError(problems);
  return kind;
}

/**
 * Checks an expression without throwing; see {@link expressionKind}.
 *
 * @param expression - an expression of the right form.
 * @param schema - the columns there are; `null` while they are not known: what columns hold is then taken to fit.
 * @param path - where the expression stands.
 * @returns the kind of its values, and the problems.
 */
export function checkExpression(expression: Expression, schema: Schema | null, path = ''): ExpressionCheck {
  if ('column' in expression) return checkSteps(checkColumn(expression.column, schema, join(path, 'column')), expression.derive, join(path, 'derive'));
  if ('concat' in expression) {
    const parts = checkParts(expression.concat, schema, join(path, 'concat'), TEXT);
    return checkSteps({ kind: 'text', problems: parts.flatMap(({ problems }) => problems) }, expression.derive, join(path, 'derive'));
  }
  const parts = checkParts(expression.list, schema, join(path, 'list'), ['text', 'number']);
  const problems = parts.flatMap((part) => part.problems);
  const kinds = new Set(parts.flatMap(({ kind }) => (kind === 'text' || kind === 'number' ? [kind] : [])));
  if (kinds.size > 1) return { kind: null, problems: [...problems, { code: 'PLAN_COLUMN_TYPE', path: join(path, 'list'), message: 'expected texts only or numbers only' }] };
  const [kind] = kinds;
  return { kind: kind === undefined ? null : kind === 'text' ? 'texts' : 'numbers', problems };
}

const join = (path: string, member: string): string => (path === '' ? member : `${path}.${member}`);

function checkColumn(name: string, schema: Schema | null, path: string): ExpressionCheck {
  if (schema === null) return { kind: null, problems: [] };
  const field = schema.fields.find((candidate) => candidate.name === name);
  if (field === undefined) return { kind: null, problems: [{ code: 'PLAN_UNKNOWN_COLUMN', path, message: unknownName('column', name, schema.fields.map((candidate) => candidate.name)) }] };
  const kind = baseKindOf(field);
  return { kind, problems: kind === null ? [{ code: 'PLAN_COLUMN_TYPE', path, message: `column "${name}": expected a type that records can be linked on` }] : [] };
}

function checkParts(parts: readonly Expression[], schema: Schema | null, path: string, kinds: readonly ValueKind[]): readonly ExpressionCheck[] {
  return parts.map((part, index) => {
    const at = `${path}[${index}]`;
    const { kind, problems } = checkExpression(part, schema, at);
    if (kind === null || kinds.includes(kind)) return { kind, problems };
    return { kind: null, problems: [...problems, { code: 'PLAN_COLUMN_TYPE', path: at, message: `expected ${kinds.join(' or ')}, got ${kind}` }] };
  });
}

function checkSteps(base: ExpressionCheck, steps: readonly Derivation[] = [], path: string): ExpressionCheck {
  const problems = [...base.problems];
  let { kind } = base;
  steps.forEach((step, index) => {
    const at = `${path}[${index}]`;
    const [takes, gives] = DERIVATIONS[step.op];
    if (kind !== null && !takes.includes(kind)) problems.push({ code: 'PLAN_COLUMN_TYPE', path: at, message: `"${step.op}" takes ${takes.join(' or ')}, got ${kind}` });
    problems.push(...settingProblems(step, at));
    kind = gives ?? kind;
  });
  return { kind, problems };
}

function settingProblems(step: Derivation, path: string): readonly Problem[] {
  if (step.op === 'parseTime' && compileTimeFormat(step.format) === null) {
    return [{ code: 'PLAN_OUT_OF_RANGE', path: `${path}.format`, message: 'expected a format such as yyyy-MM-dd or %Y-%m-%d' }];
  }
  if (step.op !== 'extract') return [];
  const compiled = compileExpression(step.pattern, step.group ?? 0);
  return 'message' in compiled ? [{ code: 'PLAN_OUT_OF_RANGE', path: `${path}.pattern`, message: `character ${compiled.at + 1}: ${compiled.message}` }] : [];
}
