import { eliminateRelations, type SparseVector } from '../../../linear/index.ts';
import { publishingOrder, type PublishingOrder } from './gauss-order.ts';
import { guardSingletons, type SingletonMethod } from './gauss-singletons.ts';
import { sweepCandidates } from './gauss-sweep.ts';
import { CELL, type SuppressionMethod, type SuppressionProblem } from './problem.ts';

/** A sum or difference of cells. */
export interface CellCombination {
  readonly cells: Int32Array;
  /** Int32Array: whole-number factors of the cells. */
  readonly factors: Int32Array;
}

/** How Gaussian elimination goes about it. */
export interface GaussOptions {
  /** Which cells are published first; `costs` unless said. */
  readonly order?: PublishingOrder;
  /** Whether cells of value 0 are published before all others, so that they hardly ever cover another; unless said, they are. */
  readonly zerosFirst?: boolean;
  /** `anySum` unless said. */
  readonly singletons?: SingletonMethod;
  /**
   * For counts, whether inner cells of 0 or of one unit are the singletons. Unless said, those of 0 where they are withheld for being 0: where
   * some are primary and none may be published, or zeros do not come first.
   */
  readonly singletonsAre?: 'zeros' | 'ones';
  /** What is to be guarded like a primary cell: a difference of two cells that tells of a few people, for one. */
  readonly alsoGuard?: readonly CellCombination[];
}

/**
 * Makes the method of secondary suppression by Gaussian elimination: cells are published one by one, the most wanted
 * first, unless a multiple of a primary cell would then be a combination of published ones.
 *
 * @param options - how.
 * @returns the method. Its pattern leaves no linear combination of published cells that gives a primary cell; it does not
 *   look at intervals.
 * @remarks The relations are solved for their least wanted cells, so that most candidates are free unknowns, and a
 *   primary cell is a short combination of them. Publishing a free unknown strikes it out of those it is in; it is the end of one that
 *   has nothing else left. No dense column of a total ever arises. Time and memory go with the entries of the primary cells in what
 *   is wanted most: some dozens each with hierarchies, however large the table; in flat tables of five dimensions and more they become many.
 * @see Ø. Langsrud, Secondary Cell Suppression by Gaussian Elimination, Privacy in Statistical Databases 2024; the patterns are those of
 *   SSBtools.
 */
export function gaussSuppression(options: GaussOptions = {}): SuppressionMethod {
  return (problem) => {
    const { system, states, costs } = problem;
    const { cells } = system;
    const zerosFirst = options.zerosFirst ?? true;
    const primary = cellsOf(problem, CELL.primary);
    const frozen = cellsOf(problem, CELL.frozen);
    const guard = guardSingletons(problem, options.singletons ?? 'anySum', (options.singletonsAre ?? singletonsOf(problem, zerosFirst)) === 'zeros');
    const candidates = [...frozen, ...publishingOrder(problem, options.order ?? 'costs', zerosFirst)];

    const rank = rankCells(guard.singletons, [...candidates, ...cellsOf(problem, CELL.hidden), ...primary]);
    const places = (of: Iterable<number>): Int32Array => Int32Array.from(of, (cell) => rank[cell]!);
    const sumOf = (list: Int32Array): SparseVector => ({ places: places(list), values: list.map(() => 1) });
    const alone = [...primary, ...guard.alone];
    const also = options.alsoGuard ?? [];
    const { withheld, lost } = sweepCandidates({
      places: cells, relations: eliminateRelations(system, rank), candidates: places(candidates), frozen: frozen.length, rule: guard.rule,
      targets: [
        ...alone.map((cell) => sumOf(Int32Array.of(cell))),
        ...also.map(({ cells: list, factors }) => ({ places: places(list), values: factors })),
        ...guard.sums.map(sumOf),
      ],
      singletons: byRank(guard.singletons, rank), owners: byRank(guard.owners, rank), guardedUnits: guard.guardedUnits,
      targetOwners: [...alone.map((cell) => guard.owners[cell]!), ...also.map(() => -1)],
    });
    const secondary = states.map((_, cell) => withheld[rank[cell]!]!);
    const cost = costs.reduce((sum, price, cell) => sum + (secondary[cell] === 1 ? price : 0), 0);
    return { secondary, cost, bound: 0, uncovered: Int32Array.from(lost.filter((target) => target < primary.length), (target) => primary[target]!) };
  };
}

function singletonsOf({ states, values }: SuppressionProblem, zerosFirst: boolean): 'zeros' | 'ones' {
  const isZero = (state: number): boolean => values.some((value, cell) => value === 0 && states[cell] === state);
  return !zerosFirst || (isZero(CELL.primary) && !isZero(CELL.open)) ? 'zeros' : 'ones';
}

function cellsOf({ states }: SuppressionProblem, state: number): Int32Array {
  return Int32Array.from(states.keys()).filter((cell) => states[cell] === state);
}

/** Numbers all cells by preference: singletons before the others, which are given in order. */
function rankCells(singletons: Uint8Array, others: readonly number[]): Int32Array {
  const rank = new Int32Array(singletons.length);
  let next = 0;
  singletons.forEach((mark, cell) => {
    if (mark === 1) rank[cell] = next++;
  });
  for (const cell of others) if (singletons[cell] === 0) rank[cell] = next++;
  return rank;
}

/** Moves what stands at each cell to its place. */
function byRank<A extends Uint8Array | Int32Array>(of: A, rank: Int32Array): A {
  const moved = of.slice() as A;
  rank.forEach((place, cell) => {
    moved[place] = of[cell]!;
  });
  return moved;
}
