/** Probabilities of all combinations of the levels of comparisons that depend on each other. */
export interface JointTable {
  /** Comparisons of the table, ascending. */
  readonly comparisons: readonly number[];
  /** Levels of each, those that say nothing included. */
  readonly shape: readonly number[];
  /** Pairs of places in `comparisons` that depend on each other. */
  readonly interactions: readonly (readonly [number, number])[];
  /** Float64Array(product of `shape`), the last comparison running fastest: among matches. */
  readonly matches: Float64Array;
  /** The same among other pairs. */
  readonly others: Float64Array;
}

/** Rounds of fitting at most; the fit to one margin is exact after one. */
const MAX_ROUNDS = 200;
const CLOSE = 1e-12;
/** What a combination that was never met says at most, in bits. */
const MOST_BITS = 16;

/**
 * Groups comparisons that depend on each other, directly or through others.
 *
 * @param comparisons - number of comparisons.
 * @param between - pairs that depend on each other.
 * @returns groups of at least two, each ascending, in the order of their first comparison.
 * @example
 * dependentGroups(5, [[3, 1], [1, 4]]); // => [[1, 3, 4]]
 */
export function dependentGroups(comparisons: number, between: readonly (readonly [number, number])[]): number[][] {
  const groupOf = Array.from({ length: comparisons }, (_, index) => index);
  for (const [left, right] of between) {
    const [from, to] = [groupOf[left]!, groupOf[right]!];
    for (let index = 0; index < comparisons; index++) if (groupOf[index] === from) groupOf[index] = to;
  }
  const members = (group: number): number[] => groupOf.flatMap((other, index) => (other === group ? [index] : []));
  return [...new Set(groupOf)].map(members).filter((group) => group.length > 1);
}

/**
 * Makes a table in which the comparisons are still independent.
 *
 * @param comparisons - members, ascending.
 * @param between - pairs of comparisons that depend on each other; pairs with others are left out.
 * @param offsets - Uint32Array(comparisons + 1): first slot of each comparison of the model.
 * @param m - Float64Array(slots).
 * @param u - Float64Array(slots).
 * @returns the table.
 */
export function independentTable(
  comparisons: readonly number[], between: readonly (readonly [number, number])[], offsets: Uint32Array, m: Float64Array, u: Float64Array,
): JointTable {
  const shape = comparisons.map((comparison) => offsets[comparison + 1]! - offsets[comparison]!);
  const interactions = between.map(([left, right]) => [comparisons.indexOf(left), comparisons.indexOf(right)] as const)
    .filter(([left, right]) => left >= 0 && right >= 0);
  const product = (shares: Float64Array): Float64Array => comparisons.reduce<Float64Array>((cells, comparison) => {
    const levels = shares.subarray(offsets[comparison]!, offsets[comparison + 1]!);
    return Float64Array.from({ length: cells.length * levels.length }, (_, cell) => cells[Math.floor(cell / levels.length)]! * levels[cell % levels.length]!);
  }, Float64Array.of(1));
  return { comparisons, shape, interactions, matches: product(m), others: product(u) };
}

/**
 * Lists the cells that a pattern may belong to: one, or more where levels say nothing.
 *
 * @param shape - levels of each comparison.
 * @param levels - level of each; negative where it says nothing.
 * @returns indices of cells, ascending.
 * @example
 * cellsOf([2, 3], [1, -1]); // => [3, 4, 5]
 */
export function cellsOf(shape: readonly number[], levels: readonly number[]): Uint32Array {
  let cells = [0];
  for (let place = 0; place < shape.length; place++) {
    const level = levels[place]!;
    const choices = level < 0 ? Array.from({ length: shape[place]! }, (_, choice) => choice) : [level];
    cells = cells.flatMap((cell) => choices.map((choice) => cell * shape[place]! + choice));
  }
  return Uint32Array.from(cells);
}

/**
 * Fits the log-linear model with the given interactions and no higher ones: the likeliest table of the model.
 *
 * @param expected - Float64Array(cells): how many pairs belong to each cell.
 * @param shape - levels of each comparison.
 * @param interactions - pairs of places whose joint distribution is kept as it is; other places keep their own.
 * @param start - Float64Array(cells): a table of the model, where the fit starts; cells of 0 stay.
 * @returns Float64Array(cells), adding up to 1; `start` itself when nothing is expected.
 * @remarks Iterative proportional fitting. O(rounds × cells × interactions).
 * @see Bishop, Fienberg and Holland 1975, Discrete Multivariate Analysis, chapter 3.
 */
export function fitTable(
  expected: Float64Array, shape: readonly number[], interactions: readonly (readonly number[])[], start: Float64Array,
): Float64Array {
  const total = sum(expected);
  if (!(total > 0)) return start;
  const shares = expected.map((count) => count / total);
  const bound = new Set(interactions.flat());
  const margins = [...interactions, ...shape.flatMap((_, place) => (bound.has(place) ? [] : [[place]]))];
  return rake(start, margins.map((places) => marginOf(shares, shape, places)));
}

/**
 * Makes the table of pairs of which only those that agree on much were counted: two levels that were met together more often
 * than chance has it are dependent; what was met less often may lie among the pairs that were not counted.
 *
 * @param counted - Float64Array(cells): counted pairs by cell.
 * @param pairs - pairs there are, counted or not.
 * @param shape - levels of each comparison.
 * @param interactions - pairs of places that may depend on each other.
 * @param margins - shares of the levels of each comparison among all pairs.
 * @returns Float64Array(cells), adding up to 1.
 */
export function excessTable(
  counted: Float64Array, pairs: number, shape: readonly number[], interactions: JointTable['interactions'], margins: readonly Margin[],
): Float64Array {
  const independent = counted.map((_, cell) => margins.reduce((product, { index, shares }) => product * shares[index[cell]!]!, 1));
  const bound = new Set(interactions.flat());
  const targets = interactions.map(([left, right]): Margin => {
    const found = marginOf(counted, shape, [left, right]);
    return { index: found.index, shares: excessOfTwo(found.shares.map((count) => count / pairs), margins[left]!.shares, margins[right]!.shares) };
  });
  return rake(independent, [...targets, ...margins.filter((_, place) => !bound.has(place))]);
}

/** Two comparisons: cells met more often than chance has it stay as they were met, the others make room for them. */
function excessOfTwo(met: Float64Array, rows: Float64Array, columns: Float64Array): Float64Array {
  const chance = met.map((_, cell) => rows[Math.floor(cell / columns.length)]! * columns[cell % columns.length]!);
  const isMore = met.map((share, cell) => Number(share > chance[cell]!));
  const rest = (cellsOfLine: (line: number) => number[], lines: Float64Array): Float64Array => lines.map((share, line) =>
    Math.max(0, share - cellsOfLine(line).reduce((sum, cell) => sum + (isMore[cell] === 1 ? met[cell]! : 0), 0)));
  const inRow = (row: number): number[] => Array.from(columns, (_, column) => row * columns.length + column);
  const inColumn = (column: number): number[] => Array.from(rows, (_, row) => row * columns.length + column);
  const others = rake(chance.map((share, cell) => (isMore[cell] === 1 ? 0 : share)), [
    { index: Uint32Array.from(met, (_, cell) => Math.floor(cell / columns.length)), shares: rest(inRow, rows) },
    { index: Uint32Array.from(met, (_, cell) => cell % columns.length), shares: rest(inColumn, columns) },
  ]);
  return others.map((share, cell) => (isMore[cell] === 1 ? met[cell]! : share));
}

/** Which cell of a margin each cell of the table belongs to, and what the margin is to be. */
export interface Margin {
  readonly index: Uint32Array;
  readonly shares: Float64Array;
}

/**
 * Adds a table up over all places but some.
 *
 * @param table - Float64Array(cells).
 * @param shape - levels of each comparison.
 * @param places - places to keep.
 * @returns the margin.
 */
export function marginOf(table: Float64Array, shape: readonly number[], places: readonly number[]): Margin {
  const strides = shape.map((_, place) => shape.slice(place + 1).reduce((product, levels) => product * levels, 1));
  const index = Uint32Array.from(table, (_, cell) =>
    places.reduce((at, place) => at * shape[place]! + Math.floor(cell / strides[place]!) % shape[place]!, 0));
  const shares = new Float64Array(places.reduce((product, place) => product * shape[place]!, 1));
  for (let cell = 0; cell < table.length; cell++) shares[index[cell]!]! += table[cell]!;
  return { index, shares };
}

/**
 * Scales a table until it has the given margins; what it says of dependence beyond them stays.
 *
 * @param start - Float64Array(cells).
 * @param margins - margins to have, each adding up to 1.
 * @returns Float64Array(cells).
 */
export function rake(start: Float64Array, margins: readonly Margin[]): Float64Array {
  const table = start.slice();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let most = 0;
    for (const { index, shares } of margins) {
      const now = new Float64Array(shares.length);
      for (let cell = 0; cell < table.length; cell++) now[index[cell]!]! += table[cell]!;
      for (let at = 0; at < shares.length; at++) most = Math.max(most, Math.abs(now[at]! - shares[at]!));
      for (let cell = 0; cell < table.length; cell++) {
        const at = index[cell]!;
        table[cell] = now[at]! > 0 ? table[cell]! * (shares[at]! / now[at]!) : 0;
      }
    }
    if (most < CLOSE) break;
  }
  return table;
}

/**
 * Says in bits what combinations of levels tell beyond what each level tells alone.
 *
 * @param table - comparisons that depend on each other.
 * @param isSilent - by comparison of the table, whether each level says nothing.
 * @returns Float64Array(cells), the last comparison running fastest: log₂ of (joint m ÷ product of m) over (joint u ÷ product of u).
 *   Levels that say nothing are left out of both; 0 where a combination occurs on neither side, and at most 16 either way.
 */
export function dependenceBits({ shape, matches, others }: JointTable, isSilent: readonly (readonly boolean[])[]): Float64Array {
  const surplus = (cells: Float64Array, levels: readonly number[]): number => {
    const margins = shape.map((_, place) => marginOf(cells, shape, [place]).shares);
    const product = levels.reduce((shares, level, place) => (level < 0 ? shares : shares * margins[place]![level]!), 1);
    return cellsOf(shape, levels).reduce((total, cell) => total + cells[cell]!, 0) / product;
  };
  return Float64Array.from(matches, (_, cell) => {
    const levels = levelsOfCell(shape, cell).map((level, place) => (isSilent[place]![level]! ? -1 : level));
    const bits = Math.log2(surplus(matches, levels)) - Math.log2(surplus(others, levels));
    return Number.isNaN(bits) ? 0 : Math.max(-MOST_BITS, Math.min(MOST_BITS, bits));
  });
}

function levelsOfCell(shape: readonly number[], cell: number): number[] {
  let rest = cell;
  return shape.toReversed().map((levels) => {
    const level = rest % levels;
    rest = Math.floor(rest / levels);
    return level;
  }).toReversed();
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
