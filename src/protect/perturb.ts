import type { RecordBatch, Schema } from 'apache-arrow';
import { columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, METADATA, type CellTable } from '../core/field.ts';
import type { LearnOperator } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { takeRows } from '../core/slice.ts';
import { loadSolver } from '../linear/index.ts';
import { countNoise, magnitudeNoise, type MadeNoise } from './kernel/perturb/noise-table.ts';
import type { MagnitudeRecipe } from './kernel/perturb/perturb-magnitude.ts';
import { splitIntervals } from './kernel/perturb/split-intervals.ts';
import { CELL_BYTES, cellsFold, type CellsState, type MeasuredCells } from './measure-cells.ts';
import { perturbCells, type PerturbedCells, type ReadyPerturbation } from './perturb-cells.ts';
import { perturbOptions, type CellKeyPerturbation, type MagnitudePerturbation, type PerturbOptions } from './perturb-options.ts';
import { publishedColumns, type PublishedColumns } from './perturbed-statistics.ts';
import { readyRules } from './rule-columns.ts';

/**
 * Changes all numbers of a table a little, so that none can be relied on to be the true one.
 *
 * | `method` | Changes | Adds up | Needs |
 * |---|---|---|---|
 * | `cellKey` | every count by a noise of mean 0, the same for one cell wherever it is published; sums in proportion to their largest contributions | no | cell keys |
 * | `smallCounts` | small inner counts to 0 or the base, and what is summed of them | yes | counts that add up |
 * | `controlledRounding` | every count to a multiple of the base | yes | counts that add up, a solver |
 *
 * Nothing true leaves beside: weights and means follow the perturbed counts and sums, whatever cannot be perturbed is
 * refused, what only rules and noise need is dropped, and so are joint cells of linked tables. A cell whose units are published
 * as 0 has no other number, and is left out unless `zeros` says otherwise: so nobody sees that it was not empty.
 *
 * With `cellKey`, counts of one cell that are equal get equal noise, others noise of their own; so do the sums of different
 * measures. Two publications of one cell under one secret key have the same noise: averaging them gains nothing.
 *
 * With `attack`, somebody is played who knows the method with all its parameters, that counts are whole and how they add
 * up, and works out bounds of every true count; where an unsafe one is certain, the step refuses. Sums are not attacked.
 *
 * Passes: 2. Memory: the cells. Order: kept. Schema: statistics may be null, helper columns go, and the table names the
 * method, such as `cellKey D 5 V 3`, and whether it was attacked. Findings: cells, published, the attack, and for each statistic the distances from the truth,
 * its Hellinger utility and, for counts that add up, how many relations are broken: for internal use. Reveals: each count to
 * within the largest deviation, or the base; see {@link boundsOfNoise} and its like for what an attacker starts from.
 *
 * @param options - see {@link PerturbOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong or contradict each other, or when it is put on rows that are no cells, are
 *   protected already, or have a statistic that cannot be perturbed.
 * @throws {DataError} while it runs: `DATA_INVALID` if totals that are to be rounded are not the sums of their parts.
 * @throws {ProtectionError} while it runs: `PROTECTION_UNSAFE_CELL` if no rounded table adds up, `PROTECTION_DIFFERENCING` if the
 *   attack succeeds.
 * @see Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 4 and 5.
 * @example
 * perturb({ method: 'cellKey', counts: { maxDeviation: 5, variance: 3, minPublished: 3, stayShare: 0.5 } });
 */
export function perturb(options: PerturbOptions): LearnOperator<CellsState, MeasuredCells, PerturbedCells> {
  const checked = checkOptions(perturbOptions, options);
  const ready = readyNoise(checked);
  const columnsFor = (input: Schema): PublishedColumns => publishedColumns(input, cellsOf(input), checked);
  return {
    kind: 'learn',
    name: 'perturb',
    memory: { grows: 'cells', formula: CELL_BYTES },
    notes: ['Perturbed numbers are not the true ones: say so beside the table, with the method and its largest deviation.'],
    outputSchema(input) {
      const columns = columnsFor(input);
      ready(input);
      return perturbedSchema(input, columns, checked);
    },
    fold: (input) => cellsFold(input, cellsOf(input)),
    async decide(measured) {
      const { attack, method } = checked;
      const solver = method === 'controlledRounding' || attack !== undefined ? await loadSolver() : null;
      // eslint-disable-next-line no-restricted-globals -- how long to attack; what could not be decided by then is refused
      const now = (): number => performance.now();
      const context = { solver, attack: attack === undefined ? null : { seconds: SECONDS, ...attack, solver: solver!, now } };
      return perturbCells(measured, columnsFor(measured.schema), ready(measured.schema), context);
    },
    start(input, { cellOf, columns, findings }) {
      const { kept } = columnsFor(input);
      const output = perturbedSchema(input, columnsFor(input), checked);
      return {
        apply(batch: RecordBatch, firstRow: number) {
          const source = columnsOf(batch);
          const rows = Int32Array.from({ length: batch.numRows }, (_, row) => row).filter((row) => cellOf[firstRow + row]! >= 0);
          const cells = rows.map((row) => cellOf[firstRow + row]!);
          return makeBatch(output, kept.map((index) => (columns.has(index) ? takeRows(columns.get(index)!, cells) : takeRows(source[index]!, rows))), rows.length);
        },
        finish: () => findings,
      };
    },
  };
}

/** Seconds for an attack, unless said otherwise. */
const SECONDS = 60;

function cellsOf(input: Schema): CellTable {
  const table = cellTableOf(input);
  if (table === null) refusePlan('PLAN_OP_ORDER', '', 'expected cells; put an aggregate step before');
  if (table.protection !== null) refusePlan('PLAN_OP_ORDER', '', 'the cells are protected already; perturb those of the aggregate step');
  return table;
}

function perturbedSchema(input: Schema, { kept, statistics }: PublishedColumns, options: PerturbOptions): Schema {
  const perturbed = new Set(statistics.map(({ index }) => index));
  const fields = kept.map((index) => (perturbed.has(index) ? changeField(input.fields[index]!, { nullable: true }) : input.fields[index]!));
  const table: CellTable = { ...cellTableOf(input)!, protection: protectionTexts(options, statistics.some(({ is }) => is === 'sum')), ...(options.attack === undefined ? {} : { attacked: true }) };
  return makeSchema(fields, new Map([...input.metadata, [METADATA.table, JSON.stringify(table)]]));
}

/** The method in words, for the schema and the release: letters are those of the literature. */
function protectionTexts(options: PerturbOptions, hasSums: boolean): string[] {
  if (options.method === 'smallCounts') return [`smallCounts base ${options.roundingBase}`];
  if (options.method === 'controlledRounding') return [`controlledRounding base ${options.roundingBase} steps ${options.steps ?? 0}`];
  const { counts: { maxDeviation, variance }, magnitudes } = options;
  return [`cellKey D ${maxDeviation} V ${variance}`, ...(hasSums && magnitudes !== undefined ? ['cellKey magnitudes'] : [])];
}

/** Makes the tables of noise once; rules need the schema. */
function readyNoise(options: PerturbOptions): (input: Schema) => ReadyPerturbation {
  const zeros = options.zeros ?? 'drop';
  if (options.method !== 'cellKey') return () => ({ ...options, zeros });
  const { counts, magnitudes } = readyTables(options);
  const rules = options.magnitudes?.unsafe?.rules ?? [];
  return (input) => ({ method: 'cellKey', zeros, counts, magnitudes, rules: readyRules(rules, input, cellsOf(input)) });
}

function readyTables({ counts, magnitudes }: CellKeyPerturbation): Pick<Extract<ReadyPerturbation, { readonly method: 'cellKey' }>, 'counts' | 'magnitudes'> {
  const { maxPieceShare, ...noise } = counts;
  const { table } = made('counts', () => countNoise(noise));
  return { counts: maxPieceShare === undefined ? table : splitIntervals(table, maxPieceShare), magnitudes: magnitudes === undefined ? null : readyMagnitudes(magnitudes) };
}

function readyMagnitudes(magnitudes: MagnitudePerturbation): MagnitudeRecipe {
  const { noise, smallNoise, smallShare, largeShare = smallShare, flexPoint = 1, power = 1, contributionWeights = [1], unsafe, keepsFirstKey = false, compat = 'tauArgus' } = magnitudes;
  const { even, odd } = 'even' in noise ? noise : { even: noise, odd: noise };
  return {
    flex: { smallShare, largeShare, flexPoint, power },
    contributionWeights,
    evenTable: made('magnitudes.noise', () => magnitudeNoise(even)).table,
    oddTable: made('magnitudes.noise', () => magnitudeNoise(odd)).table,
    smallTable: smallNoise === undefined ? null : made('magnitudes.smallNoise', () => magnitudeNoise(smallNoise)).table,
    unsafeExtra: unsafe?.extra ?? 0,
    isKeyKept: keepsFirstKey,
    compat,
  };
}

/** Demands that no noise fulfils are the author's to change. */
function made(path: string, make: () => MadeNoise): MadeNoise {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refusePlan('PLAN_OUT_OF_RANGE', path, error.message);
  }
}
