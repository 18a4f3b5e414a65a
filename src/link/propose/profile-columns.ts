import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../core/dataset.ts';
import { PlanError } from '../../core/errors.ts';
import { findColumn, roleOf } from '../../core/field.ts';
import type { FoldContext } from '../../core/fold.ts';
import type { Role } from '../../core/roles.ts';
import { derived } from '../comparisons/levels.ts';
import { collectExpressions } from '../compile/expression-list.ts';
import { kindOf, type ColumnKind, type Uselessness } from '../kernel/propose/column-kind.ts';
import { profileColumn, type ColumnProfile } from '../kernel/propose/column-profile.ts';
import { containedShare, type WordColumn } from '../kernel/propose/contained-words.ts';
import type { Expression } from '../model/expression.ts';
import { baseKindOf } from '../records/base-type.ts';
import { prepareRecords } from '../records/prepare-records.ts';

/** Why a column is not compared. */
export type LeftOutReason =
  | Uselessness
  /** Its words are those of other columns put together, or of one other column. */
  | 'madeOfOthers'
  /** Whoever agrees on another column agrees on it too, as a town goes with its code. */
  | 'toldByOthers'
  /** What it is declared to be says nothing of who a person is, or gives the truth away. */
  | 'role'
  /** Lists, structures and other things that are not one value. */
  | 'type';

/** What was found about a column, in numbers; never its values. */
export interface ColumnFinding {
  readonly column: string;
  readonly kind: ColumnKind | null;
  /** `null` where it is compared. */
  readonly leftOut: LeftOutReason | null;
  /** `null` where it was not looked at. */
  readonly profile: ColumnProfile | null;
}

/** How columns are looked at. */
export interface ProfileColumnsOptions {
  /** The column that names a row. */
  readonly rowKey: string;
  /** Columns to look at; all of the first source but the row key unless given. Leave out what holds the truth. */
  readonly columns?: readonly string[];
  readonly context?: FoldContext;
  readonly signal?: AbortSignal;
}

/** Entities are what is looked for; the others are about something else than identity. */
const ROLES_LEFT_OUT: readonly Role[] = ['entity', 'measure', 'weight', 'cell', 'technical'];
/** Share of records in which one column's words are all in another that makes it a part. */
const CONTAINED = 0.8;

/**
 * Looks at the columns of sources as linkage sees them.
 *
 * @param inputs - tables by source name; all have the columns.
 * @param options - see {@link ProfileColumnsOptions}.
 * @returns one finding per column, in the order of the schema or of `columns`.
 * @throws {PlanError} and {DataError} as `prepareRecords`; `PLAN_UNKNOWN_COLUMN`, `PLAN_MISSING` without a source.
 * @remarks Passes: 1. Memory class `records`: 8 bytes per record and column, and the distinct values twice.
 */
export async function profileColumns(inputs: Readonly<Record<string, Dataset>>, options: ProfileColumnsOptions): Promise<readonly ColumnFinding[]> {
  const { rowKey, context, signal } = options;
  const [first] = Object.values(inputs);
  if (first === undefined) throw new PlanError([{ code: 'PLAN_MISSING', path: 'inputs', message: 'expected at least one source' }]);
  const { schema } = first;
  const names = options.columns ?? schema.fields.flatMap(({ name }) => (name === rowKey ? [] : [name]));
  names.forEach((name, index) => findColumn(schema, name, `columns[${index}]`));
  const usable = names.filter((name) => reasonOf(schema, name, options.columns !== undefined) === null);
  const bases = usable.map((name) => textOf(schema, name));
  const expressions = collectExpressions({ blocking: [], comparisons: [] }, bases.flatMap((base) => [base, plainWords(base)]));
  const { table } = await prepareRecords(inputs, { rowKey, expressions, unit: 'codePoint', ...(context && { context }), ...(signal && { signal }) });
  const columnOf = (expression: Expression): WordColumn => table.columns[expressions.indexOf(expression)] as WordColumn;
  const looked = new Map(usable.map((column, index) => {
    const [raw, plain] = [columnOf(bases[index]!), columnOf(plainWords(bases[index]!))];
    const profile = profileColumn(raw, plain, table.records);
    const kind = kindOf(profile);
    const isUseless = kind === 'empty' || kind === 'constant';
    return [column, { column, kind: isUseless ? null : kind, leftOut: isUseless ? kind : null, profile, plain }] as const;
  }));
  const made = columnsMadeOfOthers([...looked.values()]);
  return names.map((column): ColumnFinding => {
    const found = looked.get(column);
    if (found === undefined) return { column, kind: null, leftOut: reasonOf(schema, column, options.columns !== undefined), profile: null };
    const { kind, leftOut, profile } = found;
    return { column, kind, leftOut: made.has(column) ? 'madeOfOthers' : leftOut, profile };
  });
}

/**
 * Takes a column as text, whatever it is.
 *
 * @param schema - of the sources.
 * @param column - name of a column of one value.
 * @returns the text without spaces around it; ISO for dates.
 */
export function textOf(schema: Schema, column: string): Expression {
  const kind = baseKindOf(schema.fields[findColumn(schema, column, 'columns')]!);
  return { column, derive: kind === 'text' ? [{ op: 'trim' }] : [{ op: 'toText' }] };
}

/**
 * Brings text to plain words: capitals, no accents, no punctuation.
 *
 * @param of - a text.
 * @returns the words, one space between them.
 */
export function plainWords(of: Expression): Expression {
  return derived(of, { op: 'text' });
}

/** A column that was asked for by name is looked at whatever its role. */
function reasonOf(schema: Schema, column: string, isAskedFor: boolean): 'role' | 'type' | null {
  const field = schema.fields[findColumn(schema, column, 'columns')]!;
  if (!isAskedFor && ROLES_LEFT_OUT.includes(roleOf(field))) return 'role';
  const kind = baseKindOf(field);
  return kind === 'text' || kind === 'number' || kind === 'time' ? null : 'type';
}

interface LookedAt {
  readonly column: string;
  readonly kind: ColumnKind | null;
  readonly profile: ColumnProfile;
  readonly plain: WordColumn;
}

/** What is said twice counts twice: of a full name and its parts, the parts stay; of two columns with the same words, the first. */
function columnsMadeOfOthers(all: readonly LookedAt[]): ReadonlySet<string> {
  const texts = all.filter(({ kind }) => kind === 'name' || kind === 'phrase' || kind === 'list');
  const made = new Set<string>();
  const isPart = (whole: LookedAt, part: LookedAt): boolean => containedShare(whole.plain, part.plain) > CONTAINED;
  for (const whole of texts) {
    if (made.has(whole.column)) continue;
    const parts = texts.filter((part) => part !== whole && !made.has(part.column) && part.profile.words <= whole.profile.words && isPart(whole, part));
    const shorter = parts.filter((part) => part.profile.words < whole.profile.words);
    if (shorter.length >= 2) made.add(whole.column);
    else for (const part of parts) if (isPart(part, whole)) made.add(part.column);
  }
  return made;
}
