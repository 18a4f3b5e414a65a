/** What the totals of tables are made over. Dimensions go by number. */
export interface TableShape {
  /** Number of dimensions. */
  readonly dimensions: number;
  /** Runs of dimensions that nest, the coarsest first; a dimension of no run stands by itself. */
  readonly hierarchies: readonly (readonly number[])[];
  /** Dimensions that get a total within a table. */
  readonly margins: readonly number[];
  /** The dimensions of each table; `null` for one table over all. */
  readonly tables: readonly (readonly number[])[] | null;
}

/** The cells in which the same dimensions are totalled. */
export interface GroupingSet {
  /** By dimension, whether all its values are united. */
  readonly totalled: readonly boolean[];
  /** Whether the cells belong to a table; joint cells, which tie tables together, belong to none. */
  readonly published: boolean;
  /** Sets, by number, whose cells these unite over one dimension; they come before. Empty for the first set only. */
  readonly finer: readonly number[];
}

/** Most sets a table may have. */
export const MAX_GROUPING_SETS = 65_536;

/**
 * Lists the grouping sets of tables: no level of a hierarchy is totalled under one that is kept, so that a run of
 * n levels has n + 1 grades. Cells over all dimensions come first. Wherever a set unites cells of no other set over one
 * dimension, joint cells are put between, so that all sums can be followed from the cells, one dimension at a time.
 *
 * @param shape - dimensions, hierarchies, margins and tables; each hierarchy of a table starts with its coarsest level.
 * @returns the sets, the finer before the coarser.
 * @throws {RangeError} if there are more than {@link MAX_GROUPING_SETS}.
 * @example
 * const sets = groupingSets({ dimensions: 2, hierarchies: [[0, 1]], margins: [0, 1], tables: null });
 * sets.map(({ totalled }) => totalled); // => [[false, false], [false, true], [true, true]]
 */
export function groupingSets(shape: TableShape): GroupingSet[] {
  const runs = runsOf(shape);
  const tables = shape.tables ?? [range(shape.dimensions)];
  const sets = new Map<string, { readonly totalled: readonly boolean[]; readonly published: boolean }>();
  const enter = (totalled: readonly boolean[], published: boolean): void => {
    const name = nameOf(totalled);
    if (sets.get(name)?.published === true || (!published && sets.has(name))) return;
    sets.set(name, { totalled, published });
    if (sets.size > MAX_GROUPING_SETS) throw new RangeError(`tables: expected at most ${MAX_GROUPING_SETS} combinations of totals`);
  };
  for (const table of tables) for (const totalled of setsOfTable(shape, runs, table)) enter(totalled, true);
  enter(new Array<boolean>(shape.dimensions).fill(false), false);
  for (const { totalled } of [...sets.values()]) {
    for (let set = totalled; set.includes(true);) {
      const steps = finerSets(runs, set);
      if (steps.some((step) => sets.has(nameOf(step)))) break;
      set = steps.at(-1)!;
      enter(set, false);
    }
  }
  const ordered = [...sets.values()].sort((left, right) => totalsIn(left.totalled) - totalsIn(right.totalled) || compare(nameOf(left.totalled), nameOf(right.totalled)));
  const numbers = new Map(ordered.map(({ totalled }, index) => [nameOf(totalled), index]));
  return ordered.map((set) => ({ ...set, finer: finerSets(runs, set.totalled).flatMap((step) => numbers.get(nameOf(step)) ?? []) }));
}

/**
 * Completes hierarchies to runs that have every dimension once.
 *
 * @param shape - dimensions and hierarchies.
 * @returns the runs, in the order of their first dimensions.
 */
export function runsOf({ dimensions, hierarchies }: Pick<TableShape, 'dimensions' | 'hierarchies'>): readonly (readonly number[])[] {
  const nested = new Set(hierarchies.flat());
  const alone = range(dimensions).filter((dimension) => !nested.has(dimension)).map((dimension) => [dimension]);
  return [...hierarchies, ...alone].sort((left, right) => left[0]! - right[0]!);
}

/** Every combination of grades, one per run. */
function setsOfTable({ dimensions, margins }: TableShape, runs: readonly (readonly number[])[], table: readonly number[]): boolean[][] {
  let sets = [new Array<boolean>(dimensions).fill(false)];
  for (const run of runs) {
    const kept = run.filter((dimension) => table.includes(dimension)).length;
    const grades = [kept];
    while (grades.at(-1)! > 0 && margins.includes(run[grades.at(-1)! - 1]!)) grades.push(grades.at(-1)! - 1);
    if (sets.length * grades.length > MAX_GROUPING_SETS) throw new RangeError(`tables: expected at most ${MAX_GROUPING_SETS} combinations of totals`);
    sets = sets.flatMap((set) => grades.map((grade) => set.map((isTotalled, dimension) => isTotalled || run.indexOf(dimension) >= grade)));
  }
  return sets;
}

/** Sets with one total less. */
function finerSets(runs: readonly (readonly number[])[], totalled: readonly boolean[]): boolean[][] {
  return runs.flatMap((run) => {
    const opened = run.find((dimension) => totalled[dimension]);
    return opened === undefined ? [] : [totalled.map((isTotalled, dimension) => isTotalled && dimension !== opened)];
  });
}

function totalsIn(totalled: readonly boolean[]): number {
  return totalled.filter(Boolean).length;
}

function nameOf(totalled: readonly boolean[]): string {
  return totalled.map((isTotalled) => (isTotalled ? '1' : '0')).join('');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
