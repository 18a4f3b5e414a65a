import type { RecordBatch, Schema } from 'apache-arrow';
import { arrowType, columnsOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, METADATA, statisticOf, type CellTable, type Statistic } from '../core/field.ts';
import { inputPort } from '../core/input-port.ts';
import { applyOperator, type LearnOperator, type PortsOperator, type Session } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { judgeCells, type CellDecision } from './decide-cells.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import { CELL_BYTES, cellsFold, type CellsState, type MeasuredCells } from './measure-cells.ts';
import { cellsOf, policyOf, protectOptions, type ProtectOptions } from './protect-options.ts';
import { publishedBefore } from './published-before.ts';
import { isStatistic, numbersOf, type ReadyRule } from './rule-columns.ts';

/**
 * Withholds unsafe cells by rules, withholds further ones so that these cannot be worked out, and attacks the result before it
 * lets a cell through.
 *
 * A cell that fails a rule loses every statistic at once: counts of rows and of entities share one decision, and so do
 * a mean, its sum and its count. Withheld numbers leave no bytes. The minimum frequency also holds for the contributors
 * behind each sum or mean, and for the rows with and without a value where those are counted. What only rules need
 * (shares, contributions, numbers of contributors) is dropped, and so are joint cells of linked tables.
 *
 * With `secondary`, an attacker is played who knows every published cell of all tables of the step, that cells add up,
 * the rules, that counts are whole and a withheld cell is not empty where zeros are published, and, in turn, each single
 * contributor's own values. He works out the interval of every withheld cell for every statistic. Where one is certain or
 * narrower than required, more cells are withheld and he attacks again; where nothing is left to withhold, the step refuses.
 *
 * Passes: 2. Memory: the cells. Order: kept. Schema: statistics may be null, helper columns go, `status` comes when asked
 * for (role `technical`), and the table names the rules applied and whether it was attacked. Findings: cells, published, withheld
 * by rule, secondary, zero, the attack. Reveals: that a withheld cell is not empty and fails some rule or covers one that
 * does; an interval for it, as wide as required.
 *
 * @param options - see {@link ProtectOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows that are no cells, are protected already, or
 *   lack a count or share that a rule needs.
 * @see Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001; Handbook on Statistical Disclosure Control, chapter 4.
 * @example
 * protect({
 *   rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }],
 *   secondary: { method: 'auto', requiredInterval: { reachesMinCount: true, minWidth: 3 } },
 * });
 */
export function protect(options: ProtectOptions): LearnOperator<CellsState, MeasuredCells, CellDecision> {
  const checked = checkOptions(protectOptions, options);
  if (checked.alreadyPublished !== undefined) refusePlan('PLAN_UNKNOWN_OPTION', 'alreadyPublished', 'expected only in a plan; in code, connect the earlier cells to protectAfterRelease');
  return protection(checked, null);
}

/**
 * Protects cells, some of which an earlier release has published already.
 *
 * Like {@link protect}, with a second port `published`: cells as they were released, in columns of the same names, withheld ones
 * null. The attacker knows them. A figure that was published stays known; it is withheld no more from him, covers nothing, and is not held
 * against the table. All of them must be cells of this table (let the aggregate step make them as one of its `tables`), of the same values.
 *
 * Passes: 2, and 1 of the port `published`. Memory: the cells. Findings: as {@link protect}, and `publishedBefore`, the number of known
 * figures by column.
 *
 * @param options - see {@link ProtectOptions}.
 * @returns the operator.
 * @throws {PlanError} as {@link protect}; or when a dimension is missing in `published`.
 * @example
 * ```ts no-run
 * const { rows } = protectAfterRelease(options).connect({ rows: cells, published: lastYearsTable }, { fold: IN_MEMORY });
 * ```
 */
export function protectAfterRelease(options: ProtectOptions): PortsOperator {
  const checked = checkOptions(protectOptions, options);
  const { outputSchema } = protection(checked, null);
  return {
    kind: 'ports',
    name: 'protect',
    memory: MEMORY,
    outputSchemas: (inputs) => ({ rows: outputSchema(inputPort(inputs, 'rows')) }),
    reads: { rows: { rows: 2, published: 1 } },
    connect: (inputs, context) => ({ rows: applyOperator(inputPort(inputs, 'rows'), protection(checked, inputPort(inputs, 'published')), context).rows }),
  };
}

const MEMORY = { grows: 'cells', formula: CELL_BYTES } as const;

function protection(options: ProtectOptions, published: Dataset | null): LearnOperator<CellsState, MeasuredCells, CellDecision> {
  return {
    kind: 'learn',
    name: 'protect',
    memory: MEMORY,
    outputSchema: (input) => protectedSchema(input, policyOf(options, input).rules, options),
    fold: (input) => cellsFold(input, cellsOf(input)),
    decide: async (measured) => judgeCells(measured, policyOf(options, measured.schema, published === null ? undefined : await publishedBefore(measured, published))),
    start: (input, decision) => session(input, policyOf(options, input).rules, decision, options),
  };
}

/** Statistics that only rules need. */
const FOR_RULES: readonly Statistic['kind'][] = ['largestShare', 'contributors', 'largest', 'absoluteSum', 'onlyEntity', 'cellKey', 'weight'];

function keptColumns(input: Schema): number[] {
  return input.fields.flatMap((field, index) => (FOR_RULES.includes(statisticOf(field)?.kind as Statistic['kind']) ? [] : [index]));
}

function protectedSchema(input: Schema, rules: readonly ReadyRule[], options: ProtectOptions): Schema {
  const fields = keptColumns(input).map((index) => (isStatistic(input, index) ? changeField(input.fields[index]!, { nullable: true }) : input.fields[index]!));
  if (options.status === true) {
    if (fields.some(({ name }) => name === 'status')) refusePlan('PLAN_COLUMN_EXISTS', 'status', 'there is already a column "status"; rename it');
    fields.push(makeField('status', arrowType('utf8'), false, new Map([[METADATA.role, 'technical']])));
  }
  const table: CellTable = { ...cellTableOf(input)!, protection: rules.map(({ text }) => text), ...(options.secondary === undefined ? {} : { attacked: true }) };
  return makeSchema(fields, new Map([...input.metadata, [METADATA.table, JSON.stringify(table)]]));
}

function session(input: Schema, rules: readonly ReadyRule[], decision: CellDecision, options: ProtectOptions): Session {
  const output = protectedSchema(input, rules, options);
  const kept = keptColumns(input);
  const rowCount = input.fields.findIndex((field) => field.name === cellTableOf(input)!.rowCount);
  return {
    apply(batch: RecordBatch, firstRow: number) {
      const columns = columnsOf(batch);
      const rows = Int32Array.from({ length: batch.numRows }, (_, row) => row).filter((row) => decision.hidden[firstRow + row] === 0);
      const marks = Uint8Array.from(rows, (row) => decision.marks[firstRow + row]!);
      const published = rows.map((row, place) => (marks[place] === SAFE ? row : -1));
      const cells: Column[] = kept.map((index) => takeRows(columns[index]!, isStatistic(input, index) ? published : rows));
      if (options.status === true) {
        const counts = numbersOf(columns[rowCount]!, NaN);
        cells.push(textColumn(Array.from(marks, (mark, place) => statusOf(mark, counts[rows[place]!]!, decision, rules))));
      }
      return makeBatch(output, cells, rows.length);
    },
    finish: () => ({ preset: options.preset ?? null, ...decision.findings }),
  };
}

function statusOf(mark: number, count: number, { secondaryMark }: CellDecision, rules: readonly ReadyRule[]): string {
  if (count === 0) return 'zero';
  if (mark === secondaryMark) return 'secondary';
  return mark === SAFE ? 'safe' : `primary:${rules[mark - 1]!.rule}`;
}
