import { z } from 'zod';
import { columnOf } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { findColumn } from '../core/field.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { attackTable, loadSolver, type AttackReport } from '../linear/index.ts';
import { figuresOf, textsOf } from './cell-columns.ts';
import { attackedTables, joinTables, type DimensionTree, type JoinedTables, type PublishedTable } from './kernel/published-tables.ts';

/** A column of codes. */
export interface AuditedDimension {
  /** The code that stands for all codes together; `null` where that is a missing value. Absent: the column has no totals. */
  readonly total?: string | null;
  /** How codes lie under each other; absent, none is a part of another. */
  readonly hierarchy?: { readonly codes: readonly string[]; readonly parents: readonly number[] | Int32Array };
}

/** Options of {@link auditTable}. */
export interface AuditTableOptions {
  /** Columns of codes by name; each table has some of them, and counts over all codes of the others. */
  readonly dimensions: Readonly<Record<string, AuditedDimension>>;
  /** The column of values. A missing value is withheld. */
  readonly value: string;
  /** Texts that stand for a withheld value, beside a missing one. */
  readonly withheld?: readonly string[];
  /** Whether values are counts or sums of something else. */
  readonly values: 'counts' | 'sums';
  /** Smallest publishable count, if one is known: published ones between 0 and it are told; where there is noise, they must not be certain. */
  readonly minCount?: number;
  /** What everybody knows that a withheld value is not below: 1 for counts unless said otherwise, since a zero would be published; 0 for sums. */
  readonly withheldAtLeast?: number;
  /** What everybody knows that it is not above; `1.5 × largest` is the bound that τ-ARGUS takes, far above every value. */
  readonly withheldAtMost?: number | '1.5 × largest';
  /** How wide the interval of a withheld value must be at least; anything but certainty passes when omitted. */
  readonly minWidth?: number;
  /** How far published values may be from the true ones: the step of rounding less 1, the largest noise. */
  readonly maxNoise?: number;
  /** What happens when totals are absent that others of their kind are not; refused when omitted. */
  readonly missingTotals?: 'refuse' | 'accept';
  /** Whether the result has the interval of each withheld cell; it is then as confidential as what was withheld. */
  readonly showValues?: boolean;
}

const hierarchy: z.ZodType<NonNullable<AuditedDimension['hierarchy']>> = z.strictObject({
  codes: z.array(z.string()).readonly(),
  parents: z.custom<readonly number[] | Int32Array>((value) => value instanceof Int32Array || (Array.isArray(value) && value.every(Number.isSafeInteger)), { message: 'expected a list of integers' }),
});

/** Checks {@link AuditTableOptions}. */
export const auditTableOptions: OptionsSchema<AuditTableOptions> = z.strictObject({
  dimensions: z.record(columnName, z.strictObject({ total: z.string().nullable().exactOptional(), hierarchy: hierarchy.exactOptional() })),
  value: columnName,
  withheld: z.array(z.string().min(1)).readonly().exactOptional(),
  values: z.enum(['counts', 'sums']),
  minCount: z.int().min(2).exactOptional(),
  withheldAtLeast: z.number().exactOptional(),
  withheldAtMost: z.union([z.number(), z.literal('1.5 × largest')]).exactOptional(),
  minWidth: z.number().min(0).exactOptional(),
  maxNoise: z.number().min(0).exactOptional(),
  missingTotals: z.enum(['refuse', 'accept']).exactOptional(),
  showValues: z.boolean().exactOptional(),
});

/** A cell that is not safe, or any withheld one where values are shown. */
export interface AuditedCell {
  /** Which table, from 0, and which of its rows, from 1. */
  readonly table: number;
  readonly row: number;
  readonly verdict: 'safe' | 'exact' | 'narrow' | 'undecided';
  /** What an attacker knows the value to be at least and at most; infinite where he knows no end. */
  readonly lower: number;
  readonly upper: number;
}

/** What an audit found, in figures. */
export interface TableAudit {
  /** Whether nothing was found and nothing is undecided. */
  readonly passed: boolean;
  /** Cells of all tables together; one that several tables have counts once. */
  readonly cells: number;
  readonly withheld: number;
  /** Totals that stand beside their parts. */
  readonly relations: number;
  /** Withheld cells whose value is certain, whose interval is narrower than required, and of which nobody knows. */
  readonly exact: number;
  readonly narrow: number;
  readonly undecided: number;
  /** Published counts between 0 and the smallest publishable one. */
  readonly belowMinCount: number;
  /** Totals that are absent; those that others stand in for. */
  readonly missingTotals: number;
  /** The solver of linear programs. */
  readonly solver: string;
  /** Every withheld cell with its interval; `null` unless asked for. */
  readonly intervals: readonly AuditedCell[] | null;
}

/**
 * Attacks tables that somebody published: finds out what a reader can work out of the values that were withheld.
 *
 * The reader knows every published value, how codes add up to their totals in every table and across tables, and the bounds of
 * what is withheld. Tables that are linked are attacked together: give all that were published on one population.
 *
 * @param tables - the tables, one row per cell; they have no two rows with the same codes.
 * @param options - see {@link AuditTableOptions}.
 * @param signal - aborts the reading.
 * @returns figures, and intervals if asked for.
 * @throws {PlanError} if an option is wrong or names no column.
 * @throws {DataError} `DATA_DUPLICATE_KEY` for two rows with the same codes, `DATA_INVALID` when a code is in no hierarchy,
 *   totals are missing, published totals cannot be the sums of their parts, or tables disagree; `DATA_VALUE_TYPE` for a text that is no number.
 * @remarks One pass a table; memory 100 bytes a row, and the solver's. Combinations of codes that are absent count as zero.
 */
export async function auditTable(tables: readonly Dataset[], options: AuditTableOptions, signal?: AbortSignal): Promise<TableAudit> {
  const checked = checkOptions(auditTableOptions, options);
  if (tables.length === 0) refusePlan('PLAN_MISSING', 'tables', 'expected a table');
  const names = Object.keys(checked.dimensions);
  const coders = names.map((name) => nodeCoder(name, checked.dimensions[name]!));
  const published: PublishedTable[] = [];
  for (const table of tables) published.push(await readTable(table, names, coders, checked, signal));
  const trees = coders.map(({ tree }) => tree());
  const largest = published.reduce((most, { values }) => values.reduce((size, value) => Math.max(size, Number.isNaN(value) ? 0 : Math.abs(value)), most), 0);
  const integers = checked.values === 'counts';
  const { joined, faults } = joinTables(trees, published, integers ? 0 : 1e-9 * largest);
  if (faults.duplicates > 0) throw new DataError('DATA_DUPLICATE_KEY', `${faults.duplicates} rows have the same codes as others`, { rowCount: faults.duplicates });
  if (faults.missingTotals > 0 && checked.missingTotals !== 'accept') throw new DataError('DATA_INVALID', `${faults.missingTotals} totals are missing though their parts are there; add them, or accept that they are`, { rowCount: faults.missingTotals });
  if (faults.disagreements > 0 && (checked.maxNoise ?? 0) === 0) throw new DataError('DATA_INVALID', `${faults.disagreements} cells have other values in other tables`, { rowCount: faults.disagreements });
  return attack(joined!, published, checked, largest, faults.missingTotals);
}

async function attack(joined: JoinedTables, published: readonly PublishedTable[], options: AuditTableOptions, largest: number, missingTotals: number): Promise<TableAudit> {
  const integers = options.values === 'counts';
  const { minCount = 0, maxNoise = 0, withheldAtMost = Infinity } = options;
  const attacked = attackedTables(joined, {
    integers, maxNoise, minCount,
    minWidth: options.minWidth ?? 0,
    withheldAtLeast: options.withheldAtLeast ?? (integers ? 1 : 0),
    withheldAtMost: withheldAtMost === '1.5 × largest' ? 1.5 * largest : withheldAtMost,
  });
  const solver = await loadSolver();
  const report = attackTable(attacked, { solver, mode: options.showValues === true ? 'intervals' : 'protection' });
  const faults = report.contradictions.length;
  if (faults > 0) throw new DataError('DATA_INVALID', `${faults} totals cannot be the sums of their parts`, { rowCount: faults });
  const belowMinCount = maxNoise > 0 ? 0 : joined.values.reduce((count, value, cell) => count + Number(joined.withheld[cell] === 0 && value > 0 && value < minCount), 0);
  return {
    passed: report.passed && belowMinCount === 0,
    cells: joined.cells,
    withheld: joined.withheld.reduce((sum, mark) => sum + mark, 0),
    relations: joined.system.starts.length - 1,
    exact: report.exact.length,
    narrow: report.narrow.length,
    undecided: report.undecided.length,
    belowMinCount,
    missingTotals,
    solver: solver.name,
    intervals: report.intervals === null ? null : auditedCells(joined, published, report, report.intervals),
  };
}

function auditedCells({ cellOf }: JoinedTables, published: readonly PublishedTable[], { exact, narrow, undecided }: AttackReport, { lower, upper }: { readonly lower: Float64Array; readonly upper: Float64Array }): AuditedCell[] {
  const verdicts = new Map<number, AuditedCell['verdict']>();
  for (const cell of exact) verdicts.set(cell, 'exact');
  for (const cell of narrow) verdicts.set(cell, 'narrow');
  for (const cell of undecided) verdicts.set(cell, 'undecided');
  return published.flatMap(({ values }, table) => Array.from(values.keys())
    .map((row) => ({ table, row: row + 1, cell: cellOf[table]![row]! }))
    .filter(({ row, cell }) => Number.isNaN(values[row - 1]!) || verdicts.has(cell))
    .map(({ row, cell }): AuditedCell => ({ table, row, verdict: verdicts.get(cell) ?? 'safe', lower: lower[cell]!, upper: upper[cell]! })));
}

/** Numbers the codes of a dimension over all tables. */
interface NodeCoder {
  /** Gives the node of a code (`null` for a missing value); −1 for one that the hierarchy does not have. */
  node(code: string | null): number;
  tree(): DimensionTree;
}

function nodeCoder(name: string, { total, hierarchy: nested }: AuditedDimension): NodeCoder {
  const nodes = new Map<string | null, number>();
  const parents = [-1];
  if (total !== undefined) nodes.set(total, 0);
  if (nested !== undefined && nested.codes.length !== nested.parents.length) refusePlan('PLAN_OUT_OF_RANGE', `dimensions.${name}.hierarchy.parents`, `expected a list length of ${nested.codes.length}, got ${nested.parents.length}`);
  nested?.codes.forEach((code, place) => {
    const parent = nested.parents[place] ?? -1;
    if (nodes.has(code) && nodes.get(code) !== 0) refusePlan('PLAN_DUPLICATE_NAME', `dimensions.${name}.hierarchy.codes[${place}]`, 'expected each code once');
    if (parent >= place) refusePlan('PLAN_OUT_OF_RANGE', `dimensions.${name}.hierarchy.parents[${place}]`, 'expected a parent before its children');
    nodes.set(code, parents.push(parent < 0 ? 0 : parent + 1) - 1);
  });
  return {
    node(code) {
      const known = nodes.get(code);
      if (known !== undefined) return known;
      if (nested !== undefined) return -1;
      nodes.set(code, parents.push(0) - 1);
      return parents.length - 1;
    },
    tree: () => ({ parents: Int32Array.from(parents) }),
  };
}

async function readTable(table: Dataset, names: readonly string[], coders: readonly NodeCoder[], options: AuditTableOptions, signal?: AbortSignal): Promise<PublishedTable> {
  const { schema } = table;
  const dimensions = Array.from(names.keys()).filter((dimension) => schema.fields.some(({ name }) => name === names[dimension]));
  if (dimensions.length === 0) findColumn(schema, names[0] ?? '', 'dimensions');
  const places = dimensions.map((dimension) => findColumn(schema, names[dimension]!, `dimensions.${names[dimension]!}`, ['utf8']));
  const valuePlace = findColumn(schema, options.value, 'value', VALUE_TYPES);
  const nodes = dimensions.map((): number[] => []);
  const values: number[] = [];
  for await (const batch of table.open(signal)) {
    dimensions.forEach((dimension, at) => {
      const texts = textsOf(columnOf(batch, places[at]!));
      for (const text of texts) {
        const node = coders[dimension]!.node(text);
        if (node < 0) throw new DataError('DATA_INVALID', 'a code is in no place of the hierarchy', { column: names[dimension]!, firstRow: nodes[at]!.length + 1 });
        nodes[at]!.push(node);
      }
    });
    const { figures, fault } = figuresOf(columnOf(batch, valuePlace), options.withheld ?? []);
    if (fault >= 0) throw new DataError('DATA_VALUE_TYPE', 'expected a number, or a text that stands for a withheld one', { column: options.value, firstRow: values.length + fault + 1 });
    if (options.values === 'counts' && figures.some((value) => !Number.isNaN(value) && !(Number.isSafeInteger(value) && value >= 0))) throw new DataError('DATA_VALUE_RANGE', 'expected counts: whole numbers that are not negative', { column: options.value });
    for (const value of figures) values.push(value);
  }
  return { dimensions, nodes: nodes.map((list) => Int32Array.from(list)), values: Float64Array.from(values) };
}

const VALUE_TYPES = ['int64', 'int32', 'float64', 'decimal', 'utf8'];
