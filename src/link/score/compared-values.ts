import type { FoldContext } from '../../core/fold.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { comparisonProgramOf } from '../compile/comparison-program.ts';
import { testProgramsOf } from '../compile/test-program.ts';
import { columnsOfComparison, columnsUsed } from '../kernel/compare/columns-of.ts';
import type { LevelMemory } from '../kernel/compare/compiled-levels.ts';
import { decidingColumns } from '../kernel/compare/deciding-column.ts';
import { codesToPack, packCodes, type PackedCodes } from '../kernel/compare/packed-codes.ts';
import type { ComparisonProgram, TestProgram } from '../kernel/compare/program.ts';
import type { RecordTable } from '../kernel/records.ts';
import { onlyCodesOf } from '../kernel/records/light-table.ts';
import { isCountedPacked } from '../kernel/score/frequency-bits.ts';
import { shareScoring } from '../kernel/score/pair-work.ts';
import type { LinkageModel } from '../model/model.ts';
import { weightProgramOf } from './weight-program-of.ts';

/** What a scoring compares, whatever the pairs. */
export interface ComparedValues {
  readonly programs: readonly ComparisonProgram[];
  /** The codes that comparisons go by. */
  readonly packed: PackedCodes;
  /** Codes and values where all threads see them; null where each lays them out itself. Good for one scoring. */
  readonly shared: LevelMemory | null;
  /** The records as scoring reads them: without codes that it finds side by side, where those were laid out. */
  readonly table: RecordTable;
}

/**
 * Readies what a scoring compares.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param minBits - the weight that pairs worth keeping reach.
 * @param context - threads, where there are any: all is laid out here, once for them and for the calling one; `null` where whoever compares has to
 *   lay out for himself, since there are measures of the caller's.
 * @returns what {@link scoredParts} compares, good for one scoring by these threads or by the calling one.
 * @remarks O(records × comparisons), and O(symbols). It needs no pairs: threads can make the blocks meanwhile.
 */
export function compareValues({ table, unit, expressions }: ComparableRecords, model: LinkageModel, minBits: number, context: Pick<FoldContext, 'parallel'> | null = {}): ComparedValues {
  const programs = model.comparisons.map((comparison) => comparisonProgramOf(comparison, expressions));
  const sides = programs.map((program) => decidingColumns(table, columnsOfComparison(program)));
  const rules = { weights: weightProgramOf(model), minBits };
  const shared = context === null ? null : shareScoring({ table, unit, comparisons: programs }, codesToPack(table, sides), rules, (context.parallel?.workers ?? 0) + 1);
  if (shared === null) return { programs, packed: packCodes(table, sides), shared, table };
  return { programs, packed: shared.packed, shared, table: onlyCodesOf(table, columnsLookedUp(table, programs, shared.packed, testProgramsOf(model.blocking, expressions))) };
}

/** Columns whose codes are looked up by record: those of frequencies that packed codes do not tell, of comparisons that no column decides, and of tests. */
function columnsLookedUp({ columns }: RecordTable, programs: readonly ComparisonProgram[], packed: PackedCodes, tests: readonly (TestProgram | null)[]): ReadonlySet<number> {
  const used = [
    ...programs.flatMap((program, index) => (packed.sides[index] === null ? [columnsOfComparison(program)] : [])),
    ...tests.flatMap((test) => (test === null ? [] : [columnsUsed([test])])),
  ];
  const counted = programs.flatMap(({ levels }) => levels.flatMap((level) => (level.frequency === null || isCountedPacked(level, columns, packed) ? [] : [level.frequency.column])));
  return new Set([...counted, ...used.flatMap(({ lefts, rights }) => [...lefts, ...rights])]);
}
