import type { Bound, Condition, MeasureName, MeasureSettings } from '../model/condition.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import { matchSql, sqlTemplate, type SqlTemplate } from './match-sql.ts';
import { isCall, readSided, type SplinkText } from './read-expression.ts';
import { refuseSql, type SqlNode } from './sql-node.ts';

/** What is measured of a pair, before it is bounded. */
export type Measured =
  | ({ readonly kind: 'measure'; readonly measure: MeasureName } & Sides & MeasureSettings)
  | ({ readonly kind: 'registered'; readonly name: string } & Sides);

interface Sides {
  readonly of: Expression;
  readonly against?: Expression;
}

/** Functions of two values, by the name they have here. */
const FUNCTIONS: Readonly<Record<string, { readonly measure: MeasureName; readonly q?: number }>> = {
  levenshtein: { measure: 'levenshtein' },
  damerau_levenshtein: { measure: 'damerauLevenshtein' },
  jaro_winkler: { measure: 'jaroWinkler' },
  jaro: { measure: 'jaro' },
  jaccard: { measure: 'jaccard', q: 1 },
  cosine_similarity: { measure: 'cosine' },
};

/** The cosine between two angles on the sphere. */
const COSINE = '(sin(radians($a)) * sin(radians($b)) + cos(radians($a)) * cos(radians($b)) * cos(radians($d - $c)))';

const KILOMETRES = ['real', 'double precision'].map((type) => sqlTemplate(
  `CAST(acos(CASE WHEN ${COSINE} > 1 THEN 1 WHEN ${COSINE} < -1 THEN -1 ELSE ${COSINE} END) * 6371 AS ${type})`,
));
const CLOSEST = ['array_max', 'array_min'].map((best) => sqlTemplate(`${best}(transform(flatten(transform($a, x -> transform($b, y -> [x, y]))), pair -> $f(pair[1], pair[2])))`));
const SPARK_COSINE = sqlTemplate(`aggregate(zip_with($a, $b, (x, y) -> x * y), CAST(0.0 AS DOUBLE), (acc, x) -> acc + x)
  / nullif(sqrt(aggregate(transform($a, x -> x * x), CAST(0.0 AS DOUBLE), (acc, x) -> acc + x)) * sqrt(aggregate(transform($b, x -> x * x), CAST(0.0 AS DOUBLE), (acc, x) -> acc + x)), 0.0)`);
const INTERSECTION = ['length(array_intersect($a, $b))', 'list_unique($a) + list_unique($b) - list_unique(array_concat($a, $b))'].map(sqlTemplate);
const PERCENTAGE = [
  'abs($a - $b) / CASE WHEN $b > $a THEN $b ELSE $a END',
  'abs($a - $b) / CASE WHEN $a > $b THEN $a ELSE $b END',
  'abs($a - $b) / greatest($a, $b)',
].map(sqlTemplate);
const SECONDS = sqlTemplate('abs(epoch($a) - epoch($b))');
const CALENDAR = sqlTemplate('abs(date_diff($u, $a, $b))');
const SPARK_DAYS = sqlTemplate('abs(date_diff($a, $b))');
const DIFFERENCE = sqlTemplate('abs($a - $b)');

/** Parts of times that `date_diff` counts the beginnings of. */
const COUNTED: Readonly<Record<string, Derivation['op']>> = { year: 'year', month: 'monthCount', day: 'dayCount' };

/**
 * Reads what a number says of two records.
 *
 * @param text - the text it is part of.
 * @param node - the number.
 * @returns the measure and its two sides.
 * @throws {PlanError} `PLAN_SYNTAX` where it is not understood.
 */
export function readMeasured(text: SplinkText, node: SqlNode): Measured {
  const builtIn = (measure: MeasureName, a: SqlNode, b: SqlNode, settings: MeasureSettings = {}): Measured => ({ kind: 'measure', measure, ...readSides(text, a, b), ...settings });
  const matched = (measure: MeasureName, templates: readonly SqlTemplate[]): Measured | null => {
    for (const template of templates) {
      const found = matchSql(template, node);
      if (found !== null) return builtIn(measure, found['$a']!, found['$b']!);
    }
    return null;
  };

  if (node.kind === 'call' && node.of.length === 2) {
    const { name, of: [a, b] } = node;
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (known !== undefined) return builtIn(known.measure, a!, b!, known.q === undefined ? {} : { q: known.q });
    // SQL does not tell capitals from small letters.
    const registered = text.registered.find((one) => one.toLowerCase() === name);
    if (registered !== undefined) return { kind: 'registered', name: registered, ...readSides(text, a!, b!) };
  }
  for (const template of KILOMETRES) {
    const found = matchSql(template, node);
    if (found !== null) return readPlaces(text, [found['$a']!, found['$c']!], [found['$b']!, found['$d']!]);
  }
  for (const template of CLOSEST) {
    const found = matchSql(template, node);
    if (found !== null) return readClosest(text, node, found);
  }
  const lists = matched('intersection', INTERSECTION) ?? matched('cosine', [SPARK_COSINE]) ?? matched('percentageDifference', PERCENTAGE) ?? matched('timeDifference', [SECONDS]);
  if (lists !== null) return lists;
  const counted = matchSql(CALENDAR, node);
  if (counted !== null) return readCounted(text, counted['$u']!, counted['$a']!, counted['$b']!);
  const days = matchSql(SPARK_DAYS, node);
  if (days !== null) return readCounted(text, { kind: 'text', value: 'day', at: node.at }, days['$a']!, days['$b']!);
  return matched('absoluteDifference', [DIFFERENCE]) ?? refuseMeasure(text, node);
}

/**
 * Puts a bound on what was measured.
 *
 * @param measured - what was measured.
 * @param bound - exactly one bound.
 * @returns the condition.
 */
export function bounded(measured: Measured, bound: Bound): Condition {
  return { ...measured, ...bound };
}

/**
 * Reads the two sides of a test, in either order.
 *
 * @param text - the text they are part of.
 * @param a - what is made of one record.
 * @param b - what is made of the other.
 * @returns the expression, and that of the right record where it differs.
 * @throws {PlanError} `PLAN_SYNTAX` where both are of one record.
 */
export function readSides(text: SplinkText, a: SqlNode, b: SqlNode): Sides {
  const one = readSided(text, a);
  const other = readSided(text, b);
  if (one.side === other.side) refuseSql(text, b.at, 'expected something of the other record');
  const [left, right] = one.side === 'left' ? [one.of, other.of] : [other.of, one.of];
  return isSame(left, right) ? { of: left } : { of: left, against: right };
}

/** What is read by one reader has its members in one order. */
function isSame(left: Expression, right: Expression): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function readPlaces(text: SplinkText, a: readonly SqlNode[], b: readonly SqlNode[]): Measured {
  const [latitude, longitude] = [readSides(text, a[0]!, b[0]!), readSides(text, a[1]!, b[1]!)];
  const of: Expression = { list: [latitude.of, longitude.of] };
  const against: Expression = { list: [latitude.against ?? latitude.of, longitude.against ?? longitude.of] };
  return { kind: 'measure', measure: 'kilometresByCosine', of, ...(isSame(of, against) ? {} : { against }) };
}

/** The closest elements are those of most similarity, or of least distance. */
function readClosest(text: SplinkText, node: SqlNode, found: Readonly<Record<string, SqlNode>>): Measured {
  const name = found['$f']!.kind === 'text' ? found['$f']!.value : '';
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const wanted = isCall(node, 'array_max') ? ['jaroWinkler', 'jaro', 'jaccard'] : ['levenshtein', 'damerauLevenshtein'];
  if (known === undefined || !wanted.includes(known.measure)) return refuseSql(text, node.at, 'expected the most of a similarity or the least of a distance of texts');
  return { kind: 'measure', ...known, ...readSides(text, found['$a']!, found['$b']!), overLists: true };
}

function readCounted(text: SplinkText, unit: SqlNode, a: SqlNode, b: SqlNode): Measured {
  const word = unit.kind === 'text' ? unit.value.toLowerCase().replace(/s$/, '') : '';
  const op = Object.hasOwn(COUNTED, word) ? COUNTED[word]! : refuseSql(text, unit.at, 'date_diff: expected days, months or years');
  const { of, against } = readSides(text, a, b);
  const counted = (one: Expression): Expression => {
    if ('list' in one) return refuseSql(text, a.at, 'expected a time');
    return { ...one, derive: [...(one.derive ?? []), { op } as Derivation] };
  };
  return { kind: 'measure', measure: 'absoluteDifference', of: counted(of), ...(against === undefined ? {} : { against: counted(against) }) };
}

function refuseMeasure(text: SplinkText, node: SqlNode): never {
  if (node.kind !== 'call' || !/^[a-z_]\w*$/.test(node.name) || node.name === 'case') return refuseSql(text, node.at, 'expected a measure of the two records that is understood; give the meaning of the whole text in completions');
  return refuseSql(text, node.at, `function ${node.name.slice(0, 64)} is not understood here; register a kernel of this name, or give the meaning of the whole text in completions`);
}
