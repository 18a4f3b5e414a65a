import { refusePlan } from '../../core/errors.ts';
import { boundOf } from '../model/check-condition.ts';
import type { Bound, Condition, MeasureName } from '../model/condition.ts';
import { textLiteral, writeExpression, type SqlSide } from './write-expression.ts';

const SIGNS: Readonly<Record<keyof Bound, string>> = { atLeast: '>=', atMost: '<=', above: '>', below: '<' };

/** Functions of DuckDB that measure two values as we do. */
const FUNCTIONS: Readonly<Partial<Record<MeasureName, string>>> = {
  levenshtein: 'levenshtein',
  damerauLevenshtein: 'damerau_levenshtein',
  jaroWinkler: 'jaro_winkler_similarity',
  jaro: 'jaro_similarity',
  jaccard: 'jaccard',
  cosine: 'list_cosine_similarity',
};

type BuiltIn = Extract<Condition, { readonly kind: 'measure' }>;

/** How columns say whose they are. */
export interface SqlStyle {
  readonly left: SqlSide;
  readonly right: SqlSide;
}

/** `name_l` and `name_r`, as in the levels of a comparison. */
export const SUFFIXED: SqlStyle = Object.freeze({ left: (name: string) => quote(`${name}_l`), right: (name: string) => quote(`${name}_r`) });

/** `l.name` and `r.name`, as in blocking rules. */
export const PREFIXED: SqlStyle = Object.freeze({ left: (name: string) => `l.${quote(name)}`, right: (name: string) => `r.${quote(name)}` });

/**
 * Writes a condition in the SQL of DuckDB.
 *
 * @param condition - what is asked of two records.
 * @param style - how columns are written.
 * @param path - where the condition stands.
 * @returns the SQL, true for the same pairs in byte mode.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where DuckDB has no counterpart.
 */
export function writeCondition(condition: Condition, style: SqlStyle, path: string): string {
  const { left, right } = style;
  switch (condition.kind) {
    case 'otherwise':
      return 'ELSE';
    case 'all':
    case 'any':
      return condition.of.map((part, index) => `(${writeCondition(part, style, `${path}.of[${index}]`)})`).join(condition.kind === 'all' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT (${writeCondition(condition.of, style, `${path}.of`)})`;
    case 'null': {
      const isNull = (side: SqlSide): string => `${writeExpression(condition.of, side, `${path}.of`)} IS NULL`;
      if (condition.side === 'left') return isNull(left);
      if (condition.side === 'right') return isNull(right);
      return `${isNull(left)} ${condition.side === 'both' ? 'AND' : 'OR'} ${isNull(right)}`;
    }
    case 'literal': {
      const isValue = (side: SqlSide): string => `${writeExpression(condition.of, side, `${path}.of`)} = ${textLiteral(condition.value)}`;
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

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function writeSides({ of, against = of }: Pick<BuiltIn, 'of' | 'against'>, { left, right }: SqlStyle, path: string): readonly [string, string] {
  return [writeExpression(of, left, `${path}.of`), writeExpression(against, right, `${path}.against`)];
}

function writeBound(bound: Bound): string {
  const { name, value } = boundOf(bound);
  return ` ${SIGNS[name]} ${value}`;
}

function writeMeasure(condition: BuiltIn, style: SqlStyle, path: string): string {
  const { measure, q } = condition;
  const bound = writeBound(condition);
  const name = FUNCTIONS[measure];
  if (name !== undefined && (measure !== 'jaccard' || q === 1)) {
    const [a, b] = writeSides(condition, style, path);
    return condition.overLists === true ? `${closest(measure, name, a, b, path)}${bound}` : `${name}(${a}, ${b})${bound}`;
  }
  if (measure === 'kilometres' || measure === 'kilometresByCosine') return `${writeKilometres(condition, style, path)}${bound}`;
  const [a, b] = writeSides(condition, style, path);
  switch (measure) {
    case 'absoluteDifference':
      return `ABS(${a} - ${b})${bound}`;
    case 'percentageDifference':
      return `(ABS(${a} - ${b}) / (CASE WHEN ${b} > ${a} THEN ${b} ELSE ${a} END))${bound}`;
    case 'timeDifference':
      return `ABS(EPOCH(${a}) - EPOCH(${b}))${bound}`;
    case 'intersection':
      return `array_length(list_intersect(${a}, ${b}))${bound}`;
    case 'containment':
      if (condition.atLeast !== 1) break;
      return `LEAST(array_length(${a}), array_length(${b})) <> 0 AND array_length(list_intersect(${a}, ${b})) = LEAST(array_length(${a}), array_length(${b}))`;
    default:
  }
  return refusePlan('PLAN_OUT_OF_RANGE', `${path}.measure`, `${measure}: DuckDB has no such measure`);
}

/** The most of a similarity, the least of a distance, over all pairs of elements. */
function closest(measure: MeasureName, name: string, a: string, b: string, path: string): string {
  if (measure === 'cosine') refusePlan('PLAN_OUT_OF_RANGE', `${path}.measure`, 'expected a measure of texts');
  const best = measure === 'levenshtein' || measure === 'damerauLevenshtein' ? 'list_min' : 'list_max';
  return `${best}(list_transform(flatten(list_transform(${a}, x -> list_transform(${b}, y -> [x, y]))), pair -> ${name}(pair[1], pair[2])))`;
}

function writeKilometres({ of, against = of }: BuiltIn, { left, right }: SqlStyle, path: string): string {
  if (!('list' in of) || !('list' in against) || of.list.length !== 2 || against.list.length !== 2) {
    return refusePlan('PLAN_OUT_OF_RANGE', `${path}.of`, 'expected a list of latitude and longitude');
  }
  const [latitude, longitude] = of.list.map((one, index) => writeExpression(one, left, `${path}.of.list[${index}]`));
  const [otherLatitude, otherLongitude] = against.list.map((one, index) => writeExpression(one, right, `${path}.against.list[${index}]`));
  const cosine = `(sin(radians(${latitude})) * sin(radians(${otherLatitude})) + cos(radians(${latitude})) * cos(radians(${otherLatitude})) * cos(radians(${otherLongitude} - ${longitude})))`;
  return `CAST(acos(CASE WHEN ${cosine} > 1 THEN 1 WHEN ${cosine} < -1 THEN -1 ELSE ${cosine} END) * 6371 AS FLOAT)`;
}
