import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../../core/arrow.ts';
import { countNulls, isValid, type Column, type TextColumn } from '../../core/column.ts';
import { refusePlan } from '../../core/errors.ts';
import { checkAll, findColumn } from '../../core/field.ts';
import { COMPARATORS, markCompared } from '../../core/predicate/compare-columns.ts';
import { compilePredicate, type RowTest } from '../../core/predicate/compile-predicate.ts';
import type { Predicate } from '../../core/predicate/predicate.ts';
import { acceptedReasons, IDENTIFIERS } from '../../identifiers/index.ts';
import type { BatchView } from './batch-view.ts';
import type { IdentifierCheck, LengthCheck, NirAgreesCheck, NotNullCheck, OrderCheck, PatternCheck, PredicateCheck, RangeCheck, ValuesCheck } from './checks.ts';
import { rowCheck, type ReadyCheck } from './gauge.ts';
import { compilePattern, matches, type CompiledPattern } from '../kernel/match-pattern.ts';
import { judgeNirs, NIR_AGREEMENT_REASONS, readDepartements } from '../kernel/nir-agreement.ts';
import { FAILED, leaveOutNulls, outcomesOfCodes, outcomesOfMask, PASSED, UNTESTED } from '../kernel/outcomes.ts';
import { judgeLengths, LENGTH_REASONS } from '../kernel/text-lengths.ts';
import { valueTest } from './value-test.ts';

/** A check that judges each row by itself. */
export type RowCheck =
  | NotNullCheck | ValuesCheck | RangeCheck | LengthCheck | PatternCheck | IdentifierCheck | NirAgreesCheck | OrderCheck | PredicateCheck;

/**
 * Makes a check ready that judges each row by itself.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param path - where the check stands in the options, for problems.
 * @returns the check.
 * @throws {PlanError} for unknown columns, other types and values of another type.
 */
export function readyRowCheck(check: RowCheck, schema: Schema, path: string): ReadyCheck {
  switch (check.check) {
    case 'notNull':
      return readyNotNull(check, schema, path);
    case 'values':
    case 'range':
      return readyValues(check, schema, path);
    case 'length':
      return readyLength(check, schema, path);
    case 'pattern':
      return readyPattern(check, schema, path);
    case 'identifier':
      return readyIdentifier(check, schema, path);
    case 'nirAgrees':
      return readyNirAgrees(check, schema, path);
    case 'order':
      return readyOrder(check, schema, path);
    case 'predicate':
      return readyPredicate(check, schema, path);
  }
}

/** Makes a check ready that every row has a value. */
function readyNotNull({ column }: NotNullCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`);
  return rowCheck(column, ['null'], (view) => {
    const { valid, rows } = view.column(index);
    if (countNulls(valid, rows) === 0) return null;
    const outcomes = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) outcomes[row] = isValid(valid, row) ? PASSED : FAILED;
    return outcomes;
  });
}

/** Makes a check ready that values are among a list, or between bounds. */
function readyValues(check: ValuesCheck | RangeCheck, schema: Schema, path: string): ReadyCheck {
  const { column } = check;
  const index = findColumn(schema, column, `${path}.column`);
  const condition: Predicate = check.check === 'values' ? { column, in: check.in } : { column, range: check.range };
  const holds = compilePredicate(condition, schema, path);
  return rowCheck(column, ['value'], (view) => {
    const values = view.column(index);
    return outcomesOfMask(holds(alone(values, index), view.rows), values.valid);
  });
}

/** Makes a check ready that a condition holds. */
function readyPredicate({ holds: condition }: PredicateCheck, schema: Schema, path: string): ReadyCheck {
  const holds = compilePredicate(condition, schema, `${path}.holds`);
  return rowCheck(firstColumn(condition), ['predicate'], (view) => outcomesOfMask(holds(allColumns(view, schema), view.rows), null));
}

/** Makes a check ready that texts have so many characters. */
function readyLength({ column, min = 0, max = Infinity }: LengthCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`, ['utf8']);
  return rowCheck(column, LENGTH_REASONS, (view) => judgeTexts(view, index, ({ offsets, bytes, rows }) => judgeLengths(offsets, bytes, rows, min, max)));
}

/** Makes a check ready that texts have one of several forms. */
function readyPattern({ column, patterns }: PatternCheck, schema: Schema, path: string): ReadyCheck {
  const forms: CompiledPattern[] = [];
  let index = -1;
  checkAll([
    () => {
      index = findColumn(schema, column, `${path}.column`, ['utf8']);
    },
    ...patterns.map((pattern, place) => () => void forms.push(readPattern(pattern, `${path}.patterns[${place}]`))),
  ]);
  return rowCheck(column, ['pattern'], (view) => judgeTexts(view, index, ({ offsets, bytes, rows }) => {
    const outcomes = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      let found = false;
      for (let form = 0; form < forms.length && !found; form++) found = matches(forms[form]!, bytes, start, end);
      outcomes[row] = found ? PASSED : FAILED;
    }
    return outcomes;
  }));
}

function readPattern(pattern: string, path: string): CompiledPattern {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refusePlan('PLAN_OUT_OF_RANGE', path, error.message.replace('pattern: ', ''));
  }
}

/** Makes a check ready that texts are identifiers. */
function readyIdentifier({ column, identifier: name, level = 'plausibility' }: IdentifierCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`, ['utf8']);
  const identifier = IDENTIFIERS[name];
  const accepted = acceptedReasons(identifier, level);
  // Outcomes have the codes of reasons: 0 passes, 1 is null.
  const reasons = identifier.reasons.slice(FAILED).map((reason) => reason.name);
  return rowCheck(column, reasons, (view) => {
    const { reasons: found, counts } = view.canonical(index, identifier);
    if (counts[PASSED] === view.rows) return null;
    return found.map((reason) => (accepted[reason] === 1 ? PASSED : reason));
  });
}

/** Makes a check ready that NIRs agree with the columns beside them. */
function readyNirAgrees(check: NirAgreesCheck, schema: Schema, path: string): ReadyCheck {
  const { column, sex, birthDate, birthPlace } = check;
  const found = { nir: -1, sex: -1, birthDate: -1, birthPlace: -1 };
  let isMale = null as RowTest | null;
  let isFemale = null as RowTest | null;
  checkAll([
    () => void (found.nir = findColumn(schema, column, `${path}.column`, ['utf8'])),
    () => {
      if (sex === undefined) return;
      found.sex = findColumn(schema, sex.column, `${path}.sex.column`);
      checkAll([
        () => void (isMale = valueTest(sex.column, sex.male, schema, `${path}.sex.male`)),
        () => void (isFemale = valueTest(sex.column, sex.female, schema, `${path}.sex.female`)),
      ]);
    },
    () => {
      if (birthDate !== undefined) found.birthDate = findColumn(schema, birthDate, `${path}.birthDate`, ['date']);
    },
    () => {
      if (birthPlace !== undefined) found.birthPlace = findColumn(schema, birthPlace, `${path}.birthPlace`, ['utf8']);
    },
  ]);
  const sexOf = (view: BatchView): Uint8Array | null => {
    if (sex === undefined) return null;
    const values = alone(view.column(found.sex), found.sex);
    const [males, females] = [isMale!(values, view.rows), isFemale!(values, view.rows)];
    return males.map((male, row) => male + 2 * females[row]!);
  };
  const departementOf = (view: BatchView): Int16Array | null => {
    if (birthPlace === undefined) return null;
    const { offsets, bytes, valid, rows } = view.text(found.birthPlace);
    const departements = readDepartements(offsets, bytes, rows);
    if (valid !== null) for (let row = 0; row < rows; row++) if (!isValid(valid, row)) departements[row] = -1;
    return departements;
  };
  return rowCheck(column, NIR_AGREEMENT_REASONS, (view) => {
    const dates = birthDate === undefined ? null : view.column(found.birthDate);
    const birth = dates?.kind === 'date' ? { days: dates.days, valid: dates.valid } : null;
    return judgeNirs(view.nirFacts(found.nir), { sex: sexOf(view), birth, departement: departementOf(view) }, view.rows);
  });
}

/** Makes a check ready that values never fall from one column to the next. */
function readyOrder({ columns, strict = false }: OrderCheck, schema: Schema, path: string): ReadyCheck {
  const indexes: number[] = [];
  checkAll(columns.map((column, place) => () => {
    const index = findColumn(schema, column, `${path}.columns[${place}]`, ['date', 'timestamp', 'int32', 'int64', 'float64', 'decimal']);
    indexes.push(index);
    const [type, first] = [index, indexes[0]!].map((at) => columnTypeOf(schema.fields[at]!.type as DataType));
    if (type !== first) refusePlan('PLAN_COLUMN_TYPE', `${path}.columns[${place}]`, `column "${column}": expected ${first ?? 'one type'}, got ${type ?? 'another type'}`);
  }));
  const comparator = COMPARATORS.find((name) => name === (strict ? 'below' : 'atMost'))!;
  return rowCheck(columns[0]!, ['order'], (view) => {
    const values = indexes.map((index) => view.column(index));
    const outcomes = new Uint8Array(view.rows).fill(UNTESTED);
    for (let right = 1; right < values.length; right++) {
      for (let left = right - 1; left >= 0; left--) {
        const isInOrder = markCompared(values[left]!, comparator, values[right]!);
        let isGapped = false;
        for (let row = 0; row < view.rows; row++) {
          if (!isValid(values[right]!.valid, row)) continue;
          if (!isValid(values[left]!.valid, row)) isGapped = true;
          else if (isInOrder[row] === 0) outcomes[row] = FAILED;
          else if (outcomes[row] === UNTESTED) outcomes[row] = PASSED;
        }
        // Only over a null does a column need to be compared with one further back.
        if (!isGapped) break;
      }
    }
    return outcomes;
  });
}

/** Judges texts, those of a dictionary once each unless there are more of them than rows. */
function judgeTexts(view: BatchView, index: number, judge: (text: TextColumn) => Uint8Array): Uint8Array {
  const column = view.column(index);
  if (column.kind === 'coded' && column.dictionary.rows <= view.rows) return outcomesOfCodes(judge(column.dictionary), column.codes, column.valid);
  return leaveOutNulls(judge(view.text(index)), column.valid);
}

/** A condition on one column looks at this place only. */
function alone(column: Column, index: number): readonly Column[] {
  const columns: Column[] = [];
  columns[index] = column;
  return columns;
}

/**
 * Gives all columns of a batch that steps work on.
 *
 * @param view - the batch.
 * @param schema - its schema.
 * @returns the columns in their order.
 */
export function allColumns(view: BatchView, schema: Schema): readonly Column[] {
  return schema.fields.map((_, index) => view.column(index));
}

function firstColumn(condition: Predicate): string {
  if ('not' in condition) return firstColumn(condition.not);
  if ('all' in condition) return firstColumn(condition.all[0]!);
  return 'any' in condition ? firstColumn(condition.any[0]!) : condition.column;
}
