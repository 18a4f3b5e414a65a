import type { DataType, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf } from '../core/arrow.ts';
import { parseColumnType, type ColumnType, type ColumnTypeParts } from '../core/column-type.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, roleOf, type Statistic } from '../core/field.ts';
import { columnName } from '../core/options.ts';

/** A statistic of each cell. */
export type StatisticRequest =
  /** Rows of the cell; with `of`, rows that have a value in that column. */
  | { readonly kind: 'rows'; readonly of?: string; readonly into?: string }
  /** `entities`: distinct entities of the cell; `weight`: sum of the weights of its rows. */
  | { readonly kind: 'entities' | 'weight'; readonly into?: string }
  /** `contributors`: distinct entities (rows, when none are declared) with a value; `absoluteSum`: sum of absolute values;
   * `largestShare`: the share of the largest contributor in it. */
  | { readonly kind: 'sum' | 'mean' | 'min' | 'max' | 'absoluteSum' | 'largestShare' | 'contributors'; readonly of: string; readonly into?: string }
  /** The largest contributions in absolute value, a column each: `into` with their rank. */
  | { readonly kind: 'largest'; readonly of: string; readonly count: number; readonly into?: string }
  /** Number of the only entity of the cell (with `of`, of the only one with a value); null where there are several. */
  | { readonly kind: 'onlyEntity'; readonly of?: string; readonly into?: string }
  /** Sum of the record keys in the column `of`, modulo 10⁸, each entity once. */
  | { readonly kind: 'cellKey'; readonly of: string; readonly into?: string };

const into = columnName.exactOptional();

/** Checks a {@link StatisticRequest}. */
export const statisticRequest: z.ZodType<StatisticRequest> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rows'), of: columnName.exactOptional(), into }),
  z.strictObject({ kind: z.literal('entities'), into }),
  z.strictObject({ kind: z.literal('weight'), into }),
  ...(['sum', 'mean', 'min', 'max', 'absoluteSum', 'largestShare', 'contributors'] as const).map((kind) => z.strictObject({ kind: z.literal(kind), of: columnName, into })),
  z.strictObject({ kind: z.literal('largest'), of: columnName, count: z.int().min(1).max(100), into }),
  z.strictObject({ kind: z.literal('onlyEntity'), of: columnName.exactOptional(), into }),
  z.strictObject({ kind: z.literal('cellKey'), of: columnName, into }),
]) as unknown as z.ZodType<StatisticRequest>;

/** A statistic with its column, complete. */
export interface ResolvedStatistic {
  readonly kind: Statistic['kind'];
  /** Column it is about; `null` for what is about rows as such. */
  readonly of: string | null;
  /** Of a largest contribution, from 1 up. */
  readonly rank?: number;
  /** Name of its column in the table of cells. */
  readonly name: string;
  /** Where it was asked for. */
  readonly path: string;
}

/**
 * Completes the statistics asked for, since rules decide by counts: a table of cells always has its row count and, with
 * entities, their number; a sum or mean of a column that may have nulls the number of its contributors; a mean also the
 * number of its values.
 *
 * @param requests - what was asked for.
 * @param hasEntity - whether an entity column is declared.
 * @param nullable - tells whether a column may have nulls.
 * @returns the statistics in the order of their columns; counts that were not asked for are added with default names.
 */
export function resolveStatistics(requests: readonly StatisticRequest[], hasEntity: boolean, nullable: (column: string) => boolean): ResolvedStatistic[] {
  const asked = requests.flatMap((request, index): ResolvedStatistic[] => {
    const { kind } = request;
    const of = 'of' in request ? (request.of ?? null) : null;
    const name = request.into ?? defaultName(kind, of);
    const path = `statistics[${index}]`;
    if (kind !== 'largest') return [{ kind, of, name, path }];
    return Array.from({ length: request.count }, (_, place) => ({ kind, of, rank: place + 1, name: `${name}${place + 1}`, path }));
  });
  const all: ResolvedStatistic[] = [];
  const ensure = (kind: Statistic['kind'], of: string | null, path: string): void => {
    if (![...asked, ...all].some((statistic) => statistic.kind === kind && statistic.of === of)) all.push({ kind, of, name: defaultName(kind, of), path });
  };
  ensure('rows', null, 'statistics');
  if (hasEntity) ensure('entities', null, 'statistics');
  for (const statistic of asked) {
    all.push(statistic);
    const { kind, of, path } = statistic;
    if (kind === 'mean') ensure('rows', of, path);
    if ((kind === 'mean' || kind === 'sum') && of !== null && nullable(of)) ensure('contributors', of, path);
  }
  return all;
}

function defaultName(kind: string, of: string | null): string {
  return of === null || kind === 'cellKey' ? kind : `${of}${kind[0]!.toUpperCase()}${kind.slice(1)}`;
}

const SUMMABLE = ['int32', 'int64', 'float64', 'decimal'];
const ORDERED = [...SUMMABLE, 'date', 'timestamp'];

/** Statistics of quantities: whatever is added or compared. */
const ACCEPTED: Readonly<Partial<Record<Statistic['kind'], readonly string[]>>> = Object.freeze({
  sum: SUMMABLE, mean: SUMMABLE, absoluteSum: SUMMABLE, largestShare: SUMMABLE, largest: SUMMABLE, min: ORDERED, max: ORDERED,
});

/**
 * Checks statistics against the columns there are.
 *
 * @param input - schema of the rows.
 * @param statistics - what is to be computed.
 * @param declared - the columns of entities and weights; `null` where there is none.
 * @throws {PlanError} with every problem.
 */
export function checkStatistics(input: Schema, statistics: readonly ResolvedStatistic[], declared: { readonly entity: string | null; readonly weight: string | null }): void {
  if (declared.weight !== null) findColumn(input, declared.weight, 'weight', SUMMABLE);
  checkAll(statistics.map(({ kind, of, path }) => () => {
    if (kind === 'entities' && declared.entity === null) refusePlan('PLAN_MISSING', 'entity', 'expected the column that tells entities apart, since they are to be counted');
    if (kind === 'weight' && declared.weight === null) refusePlan('PLAN_MISSING', 'weight', 'expected the column of weights, since they are to be summed');
    if (of === null) return;
    if (kind === 'cellKey') findColumn(input, of, `${path}.of`, ['int32']);
    const accepted = ACCEPTED[kind];
    const field = input.fields[findColumn(input, of, `${path}.of`, accepted)]!;
    const role = roleOf(field);
    if (accepted !== undefined && (role === 'directIdentifier' || role === 'pseudonym' || role === 'entity')) {
      refusePlan('PLAN_COLUMN_ROLE', `${path}.of`, `column "${of}" is a ${role}, not a quantity`);
    }
  }));
}

/**
 * Tells the type of a statistic's column.
 *
 * @param input - schema of the rows.
 * @param statistic - which one.
 * @param weighted - whether sums are weighted.
 * @returns the type of its column.
 */
export function statisticType(input: Schema, { kind, of }: ResolvedStatistic, weighted: boolean): ColumnType {
  if (kind === 'weight') return 'float64';
  if (kind === 'cellKey') return 'int32';
  if (of === null || kind === 'rows' || kind === 'contributors' || kind === 'onlyEntity') return 'int64';
  if (kind === 'mean' || kind === 'largestShare') return 'float64';
  const { name, scale, precision } = typeOf(input, of);
  const added = kind === 'sum' || kind === 'absoluteSum' || kind === 'largest';
  if (added) return weighted || name === 'float64' ? 'float64' : name === 'decimal' ? `decimal(38,${scale!})` : 'int64';
  return name === 'decimal' ? `decimal(${precision!},${scale!})` : (name as ColumnType);
}

/** Counts of what there is: 0 where there is nothing. */
const NEVER_NULL: readonly Statistic['kind'][] = ['rows', 'entities', 'contributors', 'weight', 'cellKey'];

/**
 * Tells whether a statistic may be null.
 *
 * @param input - schema of the rows.
 * @param statistic - which one.
 * @param cells - whether sums are weighted, so that a cell may weigh nothing; whether there may be cells without rows.
 * @returns whether its column is nullable.
 */
export function isNullable(input: Schema, { kind, of, rank }: ResolvedStatistic, { weighted, hasZeroCells }: { readonly weighted: boolean; readonly hasZeroCells: boolean }): boolean {
  if (NEVER_NULL.includes(kind)) return false;
  if (kind === 'onlyEntity' || (rank ?? 1) > 1 || of === null) return true;
  if (weighted && (kind === 'mean' || kind === 'largest' || kind === 'largestShare')) return true;
  // A cell with rows has a figure about a column that is never missing; a cell without has its sum, which is 0.
  return input.fields.find(({ name }) => name === of)!.nullable || (hasZeroCells && kind !== 'sum' && kind !== 'absoluteSum');
}

/**
 * Tells the type of a column.
 *
 * @param input - schema that has the column.
 * @param name - its name.
 * @returns the type, taken apart.
 */
export function typeOf(input: Schema, name: string): ColumnTypeParts {
  return parseColumnType(columnTypeOf(input.fields.find((field) => field.name === name)!.type as DataType)!)!;
}
