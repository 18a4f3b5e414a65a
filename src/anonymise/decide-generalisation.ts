import { ProtectionError } from '../core/errors.ts';
import type { Classes } from './class-fold.ts';
import type { ClassTable } from './kernel/classes.ts';
import type { ColumnLevels } from './kernel/column-levels.ts';
import { columnLevels, rowsOfValues } from './column-levels.ts';
import type { GeneraliseOptions } from './generalise-options.ts';
import { valuedClasses } from './measure-k-anonymity.ts';
import { judgesOf } from './judges-of.ts';
import { DROPPED, inMetOrder, type ClassRounds, type WrittenClasses, type WrittenColumn } from './kernel/label-classes.ts';
import type { ClassJudge } from './kernel/models/class-judge.ts';
import { searchLevels } from './kernel/search/search-levels.ts';
import type { SearchProblem, SearchResult } from './kernel/search/search-problem.ts';
import { settleClasses } from './kernel/settle-classes.ts';

/** What becomes of every class. */
export interface Generalisation {
  readonly found: SearchResult;
  /** The distinct combinations as they are, ordered by their values. */
  readonly before: ClassTable;
  /** Those that a reader of the result sees. */
  readonly after: WrittenClasses;
  readonly columns: readonly ColumnLevels[];
  readonly judges: readonly ClassJudge[];
  readonly chosen: ClassRounds;
  /** One per quasi-identifier, by class as it was met: the place of its label, −1 for none. */
  readonly written: readonly WrittenColumn[];
  /** Uint8Array(classes as they were met): 1 where the rows stay. */
  readonly stays: Uint8Array;
}

const AS_IT_IS = { hierarchy: 'none' } as const;
/** A search goes up to this many combinations of levels to the proven best, unless the plan says otherwise. */
const MAX_NODES = 200_000;
/** Beyond, it looks at this many. */
const MAX_CHECKS = 20_000;

/**
 * Decides at which levels quasi-identifiers are written and which rows are suppressed.
 *
 * @param measured - the classes of the rows.
 * @param options - how columns may be generalised, what must hold, and what is to be kept.
 * @param population - the classes of the population; `null` without one.
 * @returns the decision; the same whatever the order of the rows.
 * @throws {ProtectionError} `PROTECTION_PRIVACY_MODEL` when the models hold at no levels.
 * @throws {DataError} when a hierarchy does not have the values of its column, or the population not the rows.
 */
export function decideGeneralisation(measured: Classes, options: GeneraliseOptions, population: Classes | null = null): Generalisation {
  const { models, maxSuppressedShare, metric = { metric: 'loss' }, search = {} } = options;
  const valued = valuedClasses(measured, population);
  const before = valued.table;
  const columns = Object.entries(options.quasiIdentifiers).map(([column, generalisation], place) => {
    const { values } = valued.quasiIdentifiers[place]!;
    // Of no rows, nobody told which type they have.
    return columnLevels(values.rows === 0 ? AS_IT_IS : generalisation, { column, values, counts: rowsOfValues(before.codes[place]!, before.rowsOf, values.rows) });
  });
  const judges = judgesOf(models, valued);
  const problem: SearchProblem = {
    classes: before,
    columns,
    judges,
    maxSuppressedRows: rowsWithin(maxSuppressedShare, measured.rows),
    metric,
    columnWeights: weightsOf(options),
    maxNodes: search.maxNodes ?? MAX_NODES,
    maxChecks: search.maxChecks ?? MAX_CHECKS,
  };
  const found = searchLevels(problem);
  if (found.levels === null) {
    const levels = found.nodes > problem.maxNodes ? `the ${found.checks} of ${found.nodes} combinations of levels that were looked at` : 'the levels';
    throw new ProtectionError('PROTECTION_PRIVACY_MODEL', `the models hold at none of ${levels} with at most a share of ${maxSuppressedShare} of the rows suppressed`, { rowCount: measured.rows });
  }
  const settled = settleClasses(before, columns, judges, {
    levels: found.levels,
    suppressed: options.suppressed ?? 'drop',
    recodeRounds: options.recodeRounds ?? 0,
    // Whatever of the rest can be kept is: the share that may be suppressed was spent on it.
    search: (classes) => searchLevels({ ...problem, classes, maxSuppressedRows: rowsIn(classes) }).levels,
  });
  if (settled === null) throw new ProtectionError('PROTECTION_PRIVACY_MODEL', 'the models do not hold for what would be written', { rowCount: measured.rows });
  const { chosen, written, after } = settled;
  return { found, before, after, columns, judges, chosen, ...asMet(written, chosen, valued.metAs, measured.rowsOf.length) };
}

/** The most rows whose share is no larger, as it is computed: of 100 rows, 29 are within 0.29, though 0.29 · 100 is below 29. */
function rowsWithin(share: number, rows: number): number {
  const whole = Math.floor(share * rows);
  return (whole + 1) / rows <= share ? whole + 1 : whole;
}

function rowsIn({ rowsOf }: ClassTable): number {
  return rowsOf.reduce((sum, count) => sum + count, 0);
}

function weightsOf({ quasiIdentifiers, columnWeights }: GeneraliseOptions): Float64Array | null {
  return columnWeights === undefined ? null : Float64Array.from(Object.keys(quasiIdentifiers), (column) => columnWeights[column] ?? 1);
}

/** Brings what was decided of classes into the order in which the rows met them. */
function asMet(written: readonly WrittenColumn[], { roundOf }: ClassRounds, metAs: Int32Array, classes: number): Pick<Generalisation, 'written' | 'stays'> {
  return {
    written: written.map(({ labels, codes }) => labelsInUse(labels, inMetOrder(codes, metAs, classes))),
    stays: Uint8Array.from(inMetOrder(roundOf, metAs, classes), (round) => (round === DROPPED ? 0 : 1)),
  };
}

/** Leaves out labels that no row has. */
function labelsInUse(labels: readonly string[], codes: Int32Array): WrittenColumn {
  const placeOf = new Int32Array(labels.length).fill(-1);
  for (const code of codes) if (code >= 0) placeOf[code] = 0;
  const used = labels.filter((_, code) => placeOf[code] === 0);
  let place = 0;
  for (let code = 0; code < labels.length; code++) if (placeOf[code] === 0) placeOf[code] = place++;
  return { labels: used, codes: codes.map((code) => (code < 0 ? -1 : placeOf[code]!)) };
}
