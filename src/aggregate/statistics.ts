import type { DataType, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf } from '../core/arrow.ts';
import { parseColumnType, type ColumnTypeParts } from '../core/column-type.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, roleOf, type Statistic } from '../core/field.ts';
import { columnName } from '../core/options.ts';

/** A statistic of each cell. */
export type StatisticRequest =
  /** Rows of the cell; with `of`, rows that have a value in that column. */
  | { readonly kind: 'rows'; readonly of?: string; readonly into?: string }
  /** Distinct entities of the cell. */
  | { readonly kind: 'entities'; readonly into?: string }
  /** `contributors`: distinct entities (rows, when none are declared) with a value; `largestShare`: the share of the
   * largest of them in the sum of absolute values. */
  | { readonly kind: 'sum' | 'mean' | 'min' | 'max' | 'largestShare' | 'contributors'; readonly of: string; readonly into?: string };

/** Checks a {@link StatisticRequest}. */
export const statisticRequest: z.ZodType<StatisticRequest> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rows'), of: columnName.exactOptional(), into: columnName.exactOptional() }),
  z.strictObject({ kind: z.literal('entities'), into: columnName.exactOptional() }),
  ...(['sum', 'mean', 'min', 'max', 'largestShare', 'contributors'] as const).map((kind) =>
    z.strictObject({ kind: z.literal(kind), of: columnName, into: columnName.exactOptional() })),
]) as unknown as z.ZodType<StatisticRequest>;

/** A statistic with its column, complete. */
export interface ResolvedStatistic {
  readonly kind: Statistic['kind'];
  /** Column it is about; `null` for rows and entities. */
  readonly of: string | null;
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
  const asked = requests.map((request, index): ResolvedStatistic => {
    const of = 'of' in request ? (request.of ?? null) : null;
    return { kind: request.kind, of, name: request.into ?? defaultName(request.kind, of), path: `statistics[${index}]` };
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
  return of === null ? kind : `${of}${kind[0]!.toUpperCase()}${kind.slice(1)}`;
}

const SUMMABLE = ['int32', 'int64', 'float64', 'decimal'];
const ORDERED = [...SUMMABLE, 'date', 'timestamp'];

/**
 * Checks statistics against the columns there are.
 *
 * @param input - schema of the rows.
 * @param statistics - what is to be computed.
 * @param hasEntity - whether an entity column is declared.
 * @throws {PlanError} with every problem.
 */
export function checkStatistics(input: Schema, statistics: readonly ResolvedStatistic[], hasEntity: boolean): void {
  checkAll(statistics.map(({ kind, of, path }) => () => {
    if (kind === 'entities' && !hasEntity) refusePlan('PLAN_MISSING', 'entity', 'expected the column that tells entities apart, since they are to be counted');
    if (of === null) return;
    const accepted = kind === 'rows' || kind === 'contributors' ? undefined : kind === 'min' || kind === 'max' ? ORDERED : SUMMABLE;
    const field = input.fields[findColumn(input, of, `${path}.of`, accepted)]!;
    const role = roleOf(field);
    if (accepted !== undefined && (role === 'directIdentifier' || role === 'pseudonym' || role === 'entity')) {
      refusePlan('PLAN_COLUMN_ROLE', `${path}.of`, `column "${of}" is a ${role}, not a quantity`);
    }
  }));
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
