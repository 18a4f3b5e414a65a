// Every kind of quality check in naive lines over rows of plain values: an oracle that shares nothing with the library
// but the form of a check.
import type { QualityCheck } from '../../src/quality/index.ts';
import type { Row, Value } from '../small-tables.ts';

/** What becomes of one row: it passes, is not tested, or fails for a reason. */
export type Outcome = 'passed' | 'untested' | { readonly reason: string };

type Cells = Readonly<Record<string, Value>>;
type Condition = NonNullable<QualityCheck['where']>;
type PlanValue = string | number | boolean;

const failed = (reason: string): Outcome => ({ reason });
const passedIf = (holds: boolean, reason: string): Outcome => (holds ? 'passed' : failed(reason));

/** A value of a plan in the form of a small table's cells: dates are days, decimals have two places. */
function inForm(value: PlanValue, like: Value, column: string): Value {
  if (column.startsWith('day')) return Date.parse(value as string) / 86_400_000;
  if (typeof like === 'bigint') return BigInt(Math.round(Number(value) * 100));
  return value;
}

function compared(left: Exclude<Value, null>, right: Exclude<Value, null>): number {
  if (typeof left === 'string' && typeof right === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : NaN;
}

const SIGNS: Readonly<Record<string, readonly number[]>> = {
  equal: [0], notEqual: [-1, 1], below: [-1], atMost: [-1, 0], above: [1], atLeast: [0, 1],
};

/** Tells whether a condition holds for a row. */
export function holds(condition: Condition, cells: Cells): boolean {
  if ('not' in condition) return !holds(condition.not, cells);
  if ('all' in condition) return condition.all.every((one) => holds(one, cells));
  if ('any' in condition) return condition.any.some((one) => holds(one, cells));
  const { column } = condition;
  const value = cells[column]!;
  if ('isNull' in condition) return (value === null) === condition.isNull;
  if (value === null) return false;
  if ('compare' in condition) {
    const other = cells[condition.to]!;
    return other !== null && SIGNS[condition.compare]!.includes(Math.sign(compared(value, other)));
  }
  if ('equals' in condition) return compared(value, inForm(condition.equals, value, column)!) === 0;
  if ('in' in condition) return condition.in.some((one) => compared(value, inForm(one, value, column)!) === 0);
  return within(value, condition.range, column);
}

function within(value: Exclude<Value, null>, range: { readonly min?: PlanValue; readonly max?: PlanValue }, column: string): boolean {
  if (Number.isNaN(value)) return false;
  const isAbove = range.min === undefined || compared(value, inForm(range.min, value, column)!) >= 0;
  const isBelow = range.max === undefined || compared(value, inForm(range.max, value, column)!) <= 0;
  return isAbove && isBelow;
}

/** Values as one text; −0 is 0. */
function identity(values: readonly Value[]): string {
  return JSON.stringify(values.map((value) => (value === null ? null : `${typeof value} ${Object.is(value, -0) ? '0' : String(value)}`)));
}

function inOrder(values: readonly Value[], strict: boolean): Outcome {
  const present = values.filter((value) => value !== null);
  if (present.length < 2) return 'untested';
  const steps = present.slice(1).map((value, place) => compared(present[place]!, value));
  return passedIf(steps.every((step) => (strict ? step < 0 : step <= 0)), 'order');
}

const CLASSES: Readonly<Record<string, string>> = { 9: '[0-9]', A: '[A-Z]', a: '[a-z]', X: '[0-9A-Za-z]', '?': '[^]', '*': '[^]*' };

function hasForm(text: string, pattern: string): boolean {
  const expression = [...pattern].map((character) => CLASSES[character] ?? character).join('');
  return new RegExp(`^${expression}$`, 'u').test(text);
}

/** Judges every row of a table by one check; for checks of the whole table every row passes. */
export function judgeRows(check: QualityCheck, names: readonly string[], rows: readonly Row[], references: Readonly<Record<string, readonly Cells[]>>): Outcome[] {
  const table: readonly Cells[] = rows.map((row) => Object.fromEntries(names.map((name, place) => [name, row[place]!])));
  const counted = table.map((cells) => check.where === undefined || holds(check.where, cells));
  const judge = judgeOf(check, table.filter((_, place) => counted[place]), references);
  return table.map((cells, place) => (counted[place]! ? judge(cells) : 'untested'));
}

function judgeOf(check: QualityCheck, counted: readonly Cells[], references: Readonly<Record<string, readonly Cells[]>>): (cells: Cells) => Outcome {
  /** Judges the value of a column; a null is not tested. */
  const ofValue = (judge: (value: Exclude<Value, null>) => Outcome) => (cells: Cells): Outcome => {
    const value = cells[(check as { readonly column: string }).column]!;
    return value === null ? 'untested' : judge(value);
  };
  switch (check.check) {
    case 'notNull':
      return (cells) => passedIf(cells[check.column] !== null, 'null');
    case 'unique': {
      const keyOf = (cells: Cells): string => identity(check.columns.map((column) => cells[column]!));
      const isTested = (cells: Cells): boolean => check.nulls === 'equal' || check.columns.every((column) => cells[column] !== null);
      const all = counted.filter(isTested).map(keyOf);
      return (cells) => (isTested(cells) ? passedIf(all.filter((other) => other === keyOf(cells)).length === 1, 'duplicate') : 'untested');
    }
    case 'values':
      return ofValue((value) => passedIf(check.in.some((one) => compared(value, inForm(one, value, check.column)!) === 0), 'value'));
    case 'range':
      return ofValue((value) => passedIf(within(value, check.range, check.column), 'value'));
    case 'length':
      return ofValue((value) => {
        const characters = [...(value as string)].length;
        if (characters < (check.min ?? 0)) return failed('short');
        return passedIf(characters <= (check.max ?? Infinity), 'long');
      });
    case 'pattern':
      return ofValue((value) => passedIf(check.patterns.some((pattern) => hasForm(value as string, pattern)), 'pattern'));
    case 'reference': {
      const pairs = Object.entries(check.on);
      const known = references[check.table]!.filter((cells) => pairs.every(([, name]) => cells[name] !== null)).map((cells) => identity(pairs.map(([, name]) => cells[name]!)));
      return (cells) => {
        const values: readonly Value[] = pairs.map(([name]) => cells[name]!);
        return values.includes(null) ? 'untested' : passedIf(known.includes(identity(values)), 'missing');
      };
    }
    case 'order':
      return (cells) => inOrder(check.columns.map((column) => cells[column]!), check.strict ?? false);
    case 'predicate':
      return (cells) => passedIf(holds(check.holds, cells), 'predicate');
    default:
      return () => 'passed';
  }
}
