import { refusePlan } from '../../core/errors.ts';
import { boundOf } from '../model/check-condition.ts';
import type { Bound, Condition, MeasureName } from '../model/condition.ts';
import { SQL_DIALECTS, type SqlDialect } from './sql-dialects.ts';
import { textLiteral, writeExpression, type SqlSide } from './write-expression.ts';

const SIGNS: Readonly<Record<keyof Bound, string>> = { atLeast: '>=', atMost: '<=', above: '>', below: '<' };

type BuiltIn = Extract<Condition, { readonly kind: 'measure' }>;

/** How columns say whose they are, and for which database. */
export interface SqlStyle {
  readonly left: SqlSide;
  readonly right: SqlSide;
  readonly dialect: SqlDialect;
}

/**
 * Writes columns as `name_l` and `name_r`, as in the levels of a comparison.
 *
 * @param dialect - of the database.
 * @returns the style.
 */
export function suffixed(dialect: SqlDialect = SQL_DIALECTS.duckdb): SqlStyle {
  return { dialect, left: (name) => quote(`${name}_l`, dialect), right: (name) => quote(`${name}_r`, dialect) };
}

/**
 * Writes columns as `l.name` and `r.name`, as in blocking rules.
 *
 * @param dialect - of the database.
 * @returns the style.
 */
export function prefixed(dialect: SqlDialect = SQL_DIALECTS.duckdb): SqlStyle {
  return { dialect, left: (name) => `l.${quote(name, dialect)}`, right: (name) => `r.${quote(name, dialect)}` };
}

/**
 * Writes a condition in the SQL of a database.
 *
 * @param condition - what is asked of two records.
 * @param style - how columns are written.
 * @param path - where the condition stands.
 * @returns the SQL, true for the same pairs: for DuckDB 1 in byte mode, for the others in code points.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where the database has no counterpart.
 */
export function writeCondition(condition: Condition, style: SqlStyle, path: string): string {
  const { left, right, dialect } = style;
  switch (condition.kind) {
    case 'otherwise':
      return 'ELSE';
    case 'all':
    case 'any':
      return condition.of.map((part, index) => `(${writeCondition(part, style, `${path}.of[${index}]`)})`).join(condition.kind === 'all' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT (${writeCondition(condition.of, style, `${path}.of`)})`;
    case 'null': {
      const isNull = (side: SqlSide): string => `${writeExpression(condition.of, side, `${path}.of`, dialect)} IS NULL`;
      if (condition.side === 'left') return isNull(left);
      if (condition.side === 'right') return isNull(right);
      return `${isNull(left)} ${condition.side === 'both' ? 'AND' : 'OR'} ${isNull(right)}`;
    }
    case 'literal': {
      const isValue = (side: SqlSide): string => `${writeExpression(condition.of, side, `${path}.of`, dialect)} = ${textLiteral(condition.value, dialect)}`;
      return condition.side === 'both' ? `${isValue(left)} AND ${isValue(right)}` : isValue(condition.side === 'left' ? left : right);
    }
    case 'equal': {
      const [a, b] = writeSides(condition, style, path);
      return `${a} = ${b}`;
    }
    case 'registered': {
      if (!/^[A-Za-z_]\w*$/.test(condition.name)) refusePlan('PLAN_OUT_OF_RANGE', `${path}.name`, 'expected a name that SQL takes for a function');
      const [a, b] = writeSides(condition, style, path);
      return `${condition.name}(${a}, ${b})${writeBound(condition)}`;
    }
    case 'measure':
      return writeMeasure(condition, style, path);
  }
}

function quote(name: string, { quote: mark }: SqlDialect): string {
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
}

function writeSides({ of, against = of }: Pick<BuiltIn, 'of' | 'against'>, { left, right, dialect }: SqlStyle, path: string): readonly [string, string] {
  return [writeExpression(of, left, `${path}.of`, dialect), writeExpression(against, right, `${path}.against`, dialect)];
}

function writeBound(bound: Bound): string {
  const { name, value } = boundOf(bound);
  return ` ${SIGNS[name]} ${value}`;
}

function writeMeasure(condition: BuiltIn, style: SqlStyle, path: string): string {
  const { measure, q } = condition;
  const { measures, seconds, lengthOfList: length, intersection, title } = style.dialect;
  const bound = writeBound(condition);
  const name = measures[measure];
  if (name !== undefined && (measure !== 'jaccard' || q === 1)) {
    const [a, b] = writeSides(condition, style, path);
    return condition.overLists === true ? `${closest(measure, name, a, b, style.dialect, path)}${bound}` : `${name}(${a}, ${b})${bound}`;
  }
  if (measure === 'kilometres' || measure === 'kilometresByCosine') return `${writeKilometres(condition, style, path)}${bound}`;
  const [a, b] = writeSides(condition, style, path);
  switch (measure) {
    case 'absoluteDifference':
      return `ABS(${a} - ${b})${bound}`;
    case 'percentageDifference':
      return `(ABS(${a} - ${b}) / (CASE WHEN ${b} > ${a} THEN ${b} ELSE ${a} END))${bound}`;
    case 'timeDifference':
      if (seconds === null) break;
      return `ABS(${seconds(a)} - ${seconds(b)})${bound}`;
    case 'intersection':
      if (length === null) break;
      return `${length}(${intersection}(${a}, ${b}))${bound}`;
    case 'containment':
      if (condition.atLeast !== 1 || length === null) break;
      return `LEAST(${length}(${a}), ${length}(${b})) <> 0 AND ${length}(${intersection}(${a}, ${b})) = LEAST(${length}(${a}), ${length}(${b}))`;
    default:
  }
  return refusePlan('PLAN_OUT_OF_RANGE', `${path}.measure`, `${measure}: ${title} has no such measure`);
}

/** The most of a similarity, the least of a distance, over all pairs of elements. */
function closest(measure: MeasureName, name: string, a: string, b: string, dialect: SqlDialect, path: string): string {
  if (measure === 'cosine') refusePlan('PLAN_OUT_OF_RANGE', `${path}.measure`, 'expected a measure of texts');
  const best = measure === 'levenshtein' || measure === 'damerauLevenshtein' ? 'least' : 'most';
  return dialect.closest?.(best, name, a, b) ?? refusePlan('PLAN_OUT_OF_RANGE', `${path}.overLists`, `overLists: ${dialect.title} has no counterpart`);
}

function writeKilometres({ of, against = of }: BuiltIn, { left, right, dialect }: SqlStyle, path: string): string {
  if (!('list' in of) || !('list' in against) || of.list.length !== 2 || against.list.length !== 2) {
    return refusePlan('PLAN_OUT_OF_RANGE', `${path}.of`, 'expected a list of latitude and longitude');
  }
  const [latitude, longitude] = of.list.map((one, index) => writeExpression(one, left, `${path}.of.list[${index}]`, dialect));
  const [otherLatitude, otherLongitude] = against.list.map((one, index) => writeExpression(one, right, `${path}.against.list[${index}]`, dialect));
  const cosine = `(sin(radians(${latitude})) * sin(radians(${otherLatitude})) + cos(radians(${latitude})) * cos(radians(${otherLatitude})) * cos(radians(${otherLongitude} - ${longitude})))`;
  return `CAST(acos(CASE WHEN ${cosine} > 1 THEN 1 WHEN ${cosine} < -1 THEN -1 ELSE ${cosine} END) * 6371 AS FLOAT)`;
}
