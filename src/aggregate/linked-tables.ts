import { z } from 'zod';
import { refusePlan } from '../core/errors.ts';
import { checkAll } from '../core/field.ts';
import { columnName, unknownName } from '../core/options.ts';
import { groupingSets, type TableShape } from './kernel/grouping-sets.ts';

/** What tables are made over. */
export interface TableOptions {
  /** Columns whose combinations of values make cells. */
  readonly dimensions: readonly string[];
  /** Dimensions that also get a total, in every combination; none when omitted. */
  readonly margins?: readonly string[];
  /**
   * Runs of dimensions that nest, the coarsest first, such as region, département, commune. A level is totalled only where
   * all finer ones are.
   */
  readonly hierarchies?: readonly (readonly string[])[];
  /**
   * The dimensions of each of several linked tables, which are computed together; one table over all when omitted. A
   * dimension that a table lacks is totalled in it.
   */
  readonly tables?: readonly (readonly string[])[];
}

const names = z.array(columnName).refine((list) => new Set(list).size === list.length, { message: 'expected every column once' });

/** Checkers of {@link TableOptions}, by option. */
export const tableOptions: {
  readonly dimensions: z.ZodType<readonly string[]>;
  readonly margins: z.ZodExactOptional<z.ZodType<readonly string[]>>;
  readonly hierarchies: z.ZodExactOptional<z.ZodType<readonly (readonly string[])[]>>;
  readonly tables: z.ZodExactOptional<z.ZodType<readonly (readonly string[])[]>>;
} = {
  dimensions: names.min(1).max(64).readonly(),
  margins: names.readonly().exactOptional(),
  hierarchies: z.array(names.min(2).readonly()).readonly().exactOptional(),
  tables: z.array(names.min(1).readonly()).min(1).readonly().exactOptional(),
};

/**
 * Lists the dimensions that have a total in some cell: the margins, and what some table lacks.
 *
 * @param options - the tables.
 * @returns names in the order of the dimensions, however they were listed.
 */
export function totalledDimensions({ dimensions, margins = [], tables = [] }: TableOptions): string[] {
  return dimensions.filter((name) => margins.includes(name) || tables.some((table) => !table.includes(name)));
}

/**
 * Names dimensions by number.
 *
 * @param options - the tables.
 * @returns the same with numbers; names that are no dimension are left out.
 */
export function tableShape({ dimensions, margins = [], hierarchies = [], tables }: TableOptions): TableShape {
  const numbers = (list: readonly string[]): number[] => list.map((name) => dimensions.indexOf(name)).filter((number) => number >= 0);
  return { dimensions: dimensions.length, margins: numbers(margins), hierarchies: hierarchies.map(numbers).filter(({ length }) => length > 0), tables: tables?.map(numbers) ?? null };
}

/**
 * Checks tables against each other and against their hierarchies.
 *
 * @param options - the tables.
 * @throws {PlanError} with every problem: a column that is no dimension, that lies in two hierarchies or in no table, a level
 *   totalled or kept without its neighbours, a table twice, or more combinations of totals than there may be.
 */
export function checkTables(options: TableOptions): void {
  const { dimensions, margins = [], hierarchies = [], tables = [] } = options;
  const known = (path: string) => (name: string, index: number) => (): void => {
    if (!dimensions.includes(name)) refusePlan('PLAN_UNKNOWN_COLUMN', `${path}[${index}]`, unknownName('dimension', name, dimensions));
  };
  checkAll([
    ...margins.map(known('margins')),
    ...hierarchies.flatMap((run, index) => run.map(known(`hierarchies[${index}]`))),
    ...tables.flatMap((table, index) => table.map(known(`tables[${index}]`))),
    ...hierarchies.flatMap((run, index) => [
      () => refuseShared(run, hierarchies.slice(0, index), `hierarchies[${index}]`),
      () => refuseOpenMargin(run, margins),
      ...tables.map((table, place) => () => refuseMissingLevel(run, table, `tables[${place}]`)),
    ]),
    ...tables.map((table, index) => () => refuseRepeated(table, tables.slice(0, index), `tables[${index}]`)),
    ...(tables.length === 0 ? [] : dimensions.map((name, index) => () => {
      if (!tables.some((table) => table.includes(name))) refusePlan('PLAN_MISSING', `dimensions[${index}]`, `no table has "${name}"; drop it from the dimensions`);
    })),
  ]);
  try {
    groupingSets(tableShape(options));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refusePlan('PLAN_OUT_OF_RANGE', 'margins', error.message);
  }
}

function refuseShared(run: readonly string[], others: readonly (readonly string[])[], path: string): void {
  const shared = run.find((name) => others.some((other) => other.includes(name)));
  if (shared !== undefined) refusePlan('PLAN_DUPLICATE_NAME', path, `"${shared}" is a level of another hierarchy too`);
}

/** A coarser level is totalled only together with all finer ones. */
function refuseOpenMargin(run: readonly string[], margins: readonly string[]): void {
  const open = run.findIndex((name, place) => place > 0 && margins.includes(run[place - 1]!) && !margins.includes(name));
  if (open > 0) refusePlan('PLAN_MISSING', 'margins', `"${run[open - 1]!}" is totalled only where "${run[open]!}" is, the finer level; add it`);
}

function refuseMissingLevel(run: readonly string[], table: readonly string[], path: string): void {
  const missing = run.findIndex((name, place) => !table.includes(name) && run.slice(place + 1).some((finer) => table.includes(finer)));
  if (missing >= 0) refusePlan('PLAN_MISSING', path, `a table with a finer level also has "${run[missing]!}", the coarser one; add it`);
}

function refuseRepeated(table: readonly string[], others: readonly (readonly string[])[], path: string): void {
  const isSame = (other: readonly string[]): boolean => other.length === table.length && other.every((name) => table.includes(name));
  if (others.some(isSame)) refusePlan('PLAN_DUPLICATE_NAME', path, 'another table has the same dimensions');
}
