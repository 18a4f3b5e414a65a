import type { ClassTable } from './classes.ts';
import type { ColumnLevels } from './column-levels.ts';
import { BLANKED, DROPPED, keepClasses, labelClasses, placesOf, writtenClasses, type ClassRounds, type WrittenClasses, type WrittenColumn } from './label-classes.ts';
import type { ClassJudge } from './models/class-judge.ts';

/** Classes with the levels of their round, and what a reader sees of them. */
export interface SettledClasses {
  readonly chosen: ClassRounds;
  readonly written: readonly WrittenColumn[];
  readonly after: WrittenClasses;
}

/** What classes are settled with. */
export interface SettleOptions {
  /** Levels of the first round. */
  readonly levels: Int32Array;
  /** Whether rows in classes that fail are dropped, or keep their other columns. */
  readonly suppressed: 'drop' | 'blank';
  /** Rounds beyond the first, at most. */
  readonly recodeRounds: number;
  /** Finds levels for some of the classes alone; `null` when there are none at which any of them holds. */
  readonly search: (classes: ClassTable) => Int32Array | null;
}

/**
 * Gives every class its round, or suppresses it, and judges what will be written as a reader sees it.
 *
 * In each round beyond the first, the classes that failed so far are generalised among themselves; those that then hold take the
 * levels of that round. Classes of several rounds that read alike are one, and it is that one which is judged: a round after which
 * any class would fail is not taken, so that recoding never costs what held before. Shares of sensitive values are compared with those
 * of the whole table in all rounds.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each quasi-identifier.
 * @param judges - the models.
 * @param options - see {@link SettleOptions}.
 * @returns the rounds and what is written; `null` if it does not hold, which a search that tells the truth rules out.
 * @remarks One search for each round, among fewer classes each time.
 */
export function settleClasses(classes: ClassTable, columns: readonly ColumnLevels[], judges: readonly ClassJudge[], { levels, suppressed, recodeRounds, search }: SettleOptions): SettledClasses | null {
  let chosen = firstRound(classes, columns, judges, levels);
  for (let round = 1; round <= recodeRounds; round++) {
    const recoded = nextRound(classes, columns, judges, chosen, search);
    if (recoded === null) break;
    chosen = recoded;
  }
  if (suppressed === 'blank') {
    const blanked = write(classes, columns, { ...chosen, roundOf: chosen.roundOf.map((round) => (round === DROPPED ? BLANKED : round)) });
    // Blanked rows that cannot stay together, or with rows that miss everything anyhow, go.
    if (holds(blanked.after.table, judges)) return blanked;
  }
  const settled = write(classes, columns, chosen);
  return holds(settled.after.table, judges) ? settled : null;
}

function write(classes: ClassTable, columns: readonly ColumnLevels[], chosen: ClassRounds): SettledClasses {
  const written = labelClasses(classes, columns, chosen);
  return { chosen, written, after: writtenClasses(classes, written, chosen) };
}

/** Drops the classes that become part of one that fails. */
function firstRound(classes: ClassTable, columns: readonly ColumnLevels[], judges: readonly ClassJudge[], levels: Int32Array): ClassRounds {
  const rounds = [levels];
  const { after: { table, classOf } } = write(classes, columns, { rounds, roundOf: new Int32Array(classes.rowsOf.length) });
  const failing = failingOf(table, judges);
  return { rounds, roundOf: classOf.map((index) => (failing[index] === 1 ? DROPPED : 0)) };
}

/** Tries levels for the classes that are dropped; `null` when none of them can stay. */
function nextRound(classes: ClassTable, columns: readonly ColumnLevels[], judges: readonly ClassJudge[], { rounds, roundOf }: ClassRounds, search: SettleOptions['search']): ClassRounds | null {
  const rest = placesOf(roundOf, (round) => round === DROPPED);
  if (rest.length === 0) return null;
  const among = keepClasses(classes, rest);
  const levels = search(among);
  if (levels === null) return null;
  const found = firstRound(among, columns, judges, levels);
  if (!found.roundOf.includes(0)) return null;
  const extended: ClassRounds = { rounds: [...rounds, levels], roundOf: roundOf.slice() };
  rest.forEach((index, place) => { if (found.roundOf[place] === 0) extended.roundOf[index] = rounds.length; });
  return holds(write(classes, columns, extended).after.table, judges) ? extended : null;
}

function failingOf(table: ClassTable, judges: readonly ClassJudge[]): Uint8Array {
  const failing = new Uint8Array(table.rowsOf.length);
  for (const judge of judges) judge.judge(table, failing);
  return failing;
}

function holds(table: ClassTable, judges: readonly ClassJudge[]): boolean {
  const failing = failingOf(table, judges);
  return !failing.includes(1) && judges.every((judge) => judge.holdsForKept?.(table, failing) ?? true);
}
