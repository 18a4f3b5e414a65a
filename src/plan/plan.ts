import type { Audience } from '../core/roles.ts';
import type { ColumnDeclaration } from '../core/field.ts';
import type { CsvReadOptions, FixedWidthReadOptions } from '../read/index.ts';

/** How the file of an input is laid out; when omitted, its extension tells. */
export type InputFormat =
  | ({ readonly type: 'csv' } & CsvFormat)
  | ({ readonly type: 'fixedWidth' } & FixedWidthFormat)
  | { readonly type: 'arrow' }
  | { readonly type: 'parquet' };

/** What the plan itself says of an input, beside its format. */
type SaidByInput = 'columns' | 'onInvalid' | 'onUndeclared' | 'batchRows';

/** How a CSV file is written. */
export type CsvFormat = Omit<CsvReadOptions, SaidByInput>;

/** Where the columns of a fixed-width file stand. */
export type FixedWidthFormat = Omit<FixedWidthReadOptions, SaidByInput>;

/** A source file, closed world: every column it has is declared, or dropped by name. */
export interface PlanInput<Column extends string = string> {
  readonly columns: Readonly<Record<Column, ColumnDeclaration>>;
  /** Column that is unique and never null; ties and keys go by it. */
  readonly rowKey?: NoInfer<Column>;
  /** Column that tells persons (or firms) apart: rows are not people. */
  readonly entity?: NoInfer<Column>;
  /** What happens to a column that is not declared; `error` when omitted. */
  readonly onUndeclared?: 'error' | 'drop';
  /** What happens to a malformed row; `error` when omitted. `reject` sends it to the port `rejects`. */
  readonly onInvalid?: 'error' | 'reject';
  readonly format?: InputFormat;
}

/** One step of a table: the name of its operator and that operator's options. */
export interface PlanStep {
  readonly op: string;
  readonly [option: string]: unknown;
}

/** A table made from an input or another table (several are put end to end), step by step. */
export interface PlanTable<Source extends string = string> {
  readonly from: Source | readonly Source[];
  readonly steps?: readonly PlanStep[];
}

/** How an output is written. */
export type OutputFormat =
  | 'csv'
  | 'arrow'
  | 'parquet'
  | { readonly type: 'csv'; readonly profile?: 'open-data' | 'fr-excel' }
  | { readonly type: 'arrow'; readonly form?: 'file' | 'stream' }
  | { readonly type: 'parquet'; readonly compression?: 'zstd' | 'snappy' | 'gzip' | 'none' };

/** A file to write, and who may have it. */
export interface PlanOutput<Table extends string = string> {
  readonly table: Table;
  readonly format: OutputFormat;
  readonly audience: Audience;
  /**
   * Whether rows are sorted by all their columns, so that their order tells nothing, or stay in the order of the table. When
   * omitted, public rows with quasi-identifiers are sorted, everything else stays.
   */
  readonly rowOrder?: 'sorted' | 'kept';
}

/**
 * What to do with which data and who may have the result, as plain data: stored, compared, digested, reviewed.
 * Paths and keys are not part of it; they are bound at run time.
 */
export interface Plan {
  readonly version: 1;
  readonly title: string;
  readonly inputs: Readonly<Record<string, PlanInput>>;
  /** Linkage models by name, for steps that name one in place of holding it; see {@link bindModels}. */
  readonly models?: Readonly<Record<string, unknown>>;
  readonly tables: Readonly<Record<string, PlanTable>>;
  readonly outputs: Readonly<Record<string, PlanOutput>>;
}

/**
 * A table or an input, or one of its secondary results: rejected rows, the same with the values at fault (internal
 * outputs only), rows that failed a quality check, pairs and clusters of a linkage.
 */
export type Port<Name extends string> = Name | `${Name}.${'rejects' | 'rejectedValues' | 'failures' | 'pairs' | 'clusters' | 'unlinkables'}`;

/** A plan while it is being typed: names of inputs, tables and key columns are closed sets. */
export interface PlanFor<
  Inputs extends Readonly<Record<string, PlanInput>>,
  Tables extends Readonly<Record<string, PlanTable>>,
> {
  readonly version: 1;
  readonly title: string;
  readonly inputs: { readonly [Name in keyof Inputs]: PlanInput<keyof Inputs[Name]['columns'] & string> };
  readonly models?: Readonly<Record<string, unknown>>;
  readonly tables: { readonly [Name in keyof Tables]: PlanTable<Port<(keyof Inputs | keyof Tables) & string>> };
  readonly outputs: Readonly<Record<string, PlanOutput<Port<(keyof Inputs | keyof Tables) & string>>>>;
}

/**
 * Writes a plan in code; the editor and the compiler know the names of its inputs, tables and declared columns.
 * Columns that steps make are checked by {@link checkPlan}.
 *
 * @param plan - the plan.
 * @returns the same plan, frozen.
 * @example
 * const plan = definePlan({
 *   version: 1,
 *   title: 'Stays by hospital',
 *   inputs: { stays: { columns: { hospital: { type: 'utf8', role: 'attribute' } } } },
 *   tables: { counts: { from: 'stays', steps: [{ op: 'aggregate', dimensions: ['hospital'], statistics: [{ kind: 'rows' }], entity: null }] } },
 *   outputs: { counts: { table: 'counts', format: 'csv', audience: 'internal' } },
 * });
 */
export function definePlan<
  const Inputs extends Readonly<Record<string, PlanInput>>,
  const Tables extends Readonly<Record<string, PlanTable>>,
>(plan: PlanFor<Inputs, Tables> & { readonly inputs: Inputs; readonly tables: Tables }): Plan {
  return Object.freeze(plan) as unknown as Plan;
}
