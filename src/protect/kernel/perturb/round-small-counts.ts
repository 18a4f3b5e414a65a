import { sumsOfInner, type InnerSums } from './inner-sums.ts';

/** Counts of which small ones are to be rounded. */
export interface SmallCountProblem {
  readonly inner: InnerSums;
  /** Float64Array(inner): whole numbers from 0 up. */
  readonly counts: Float64Array;
  /** Uint8Array(cells): 1 for cells that are not published. */
  readonly hidden: Uint8Array;
  /** b: no published count is left between 0 and b. */
  readonly roundingBase: number;
  /** Int32Array(inner): rank of each inner cell where several would do. */
  readonly tieRanks: Int32Array;
}

/** Inner cells rounded together; more are rounded in turns, which correct one another. */
const MAX_ROWS = 1000;

/**
 * Rounds small counts so that all cells add up and none that is published is between 0 and b.
 *
 * Only inner counts below b that are part of a small published count are touched: each becomes 0 or b. Which ones grow is
 * chosen so that the published counts stay near the true ones, in the sense of least squares. A small inner count that could
 * be worked out from published ones is rounded too.
 *
 * @param problem - the counts.
 * @returns Float64Array(inner): the rounded counts; the other cells are their sums.
 * @throws {RangeError} if the base is below 2, or a count is no whole number from 0 up.
 * @remarks O(rounded inner cells × published cells they share); the order of ties decides between equally good results.
 * @see Langsrud & Heldal (2018), Privacy in Statistical Databases; R package SmallCountRounding 1.2, `PLSrounding`.
 */
export function roundSmallCounts(problem: SmallCountProblem): Float64Array {
  const { inner, counts, roundingBase } = problem;
  if (!(Number.isInteger(roundingBase) && roundingBase >= 2)) throw new RangeError(`roundingBase: expected an integer of at least 2, got ${roundingBase}`);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) throw new RangeError('counts: expected whole numbers from 0 up');
  const cover = publishedCover(problem);
  const exact = sumsOfInner(inner, counts);
  const rounded = counts.slice();
  const total = sumOf(counts);
  for (let waiting = partsToRound(problem, cover, rounded); waiting.length > 0; waiting = partsToRound(problem, cover, rounded)) {
    const rows = spreadRows(waiting, problem.tieRanks);
    const sums = sumsOfInner(inner, rounded);
    const rests = Float64Array.from(rows, (row) => rounded[row]!);
    const grown = Math.round((sumOf(rests) + total - sumOf(rounded)) / roundingBase);
    const wanted = exact.map((sum, cell) => sum - sums[cell]!);
    rows.forEach((row, place) => {
      for (let at = cover.starts[row]!; at < cover.starts[row + 1]!; at++) wanted[cover.cells[at]!]! += rests[place]!;
    });
    const grows = chooseGrowing({ rows, cover, wanted, roundingBase, grown: Math.min(rows.length, Math.max(0, grown)) });
    rows.forEach((row, place) => (rounded[row] = grows[place] === 1 ? roundingBase : 0));
  }
  return rounded;
}

function partsToRound(problem: SmallCountProblem, cover: PublishedCover, counts: Float64Array): Int32Array {
  const small = smallParts(problem, counts);
  return small.length > 0 ? small : revealedParts(problem, cover, counts);
}

/** The published cells that each inner cell is part of. */
interface PublishedCover {
  /** Int32Array(inner + 1). */
  readonly starts: Int32Array;
  readonly cells: Int32Array;
}

function publishedCover({ inner: { cells, starts, members }, hidden }: SmallCountProblem): PublishedCover {
  const ends = new Int32Array(cells.length + 1);
  const each = (visit: (row: number, cell: number) => void): void => {
    for (let cell = 0; cell < hidden.length; cell++) {
      if (hidden[cell] !== 1) for (let place = starts[cell]!; place < starts[cell + 1]!; place++) visit(members[place]!, cell);
    }
  };
  each((row) => ends[row + 1]!++);
  for (let row = 0; row < cells.length; row++) ends[row + 1]! += ends[row]!;
  const next = ends.slice();
  const covering = new Int32Array(ends[cells.length]!);
  each((row, cell) => (covering[next[row]!++] = cell));
  return { starts: ends, cells: covering };
}

/** The inner counts between 0 and b that are part of a published count between 0 and b. */
function smallParts({ inner, hidden, roundingBase }: SmallCountProblem, counts: Float64Array): Int32Array {
  const marks = new Uint8Array(counts.length);
  const isSmall = (count: number): boolean => count > 0 && count < roundingBase;
  sumsOfInner(inner, counts).forEach((sum, cell) => {
    if (hidden[cell] === 1 || !isSmall(sum)) return;
    for (let place = inner.starts[cell]!; place < inner.starts[cell + 1]!; place++) marks[inner.members[place]!] = 1;
  });
  return Int32Array.from(marks.keys()).filter((row) => marks[row] === 1 && isSmall(counts[row]!));
}

/** Small inner counts that follow from published ones: the rest of their cell is known, or 0 altogether. */
function revealedParts({ inner, hidden, roundingBase }: SmallCountProblem, cover: PublishedCover, counts: Float64Array): Int32Array {
  const sums = sumsOfInner(inner, counts);
  const known = new Uint8Array(counts.length);
  const unknown = Int32Array.from(sums, (_, cell) => inner.starts[cell + 1]! - inner.starts[cell]!);
  const waiting = [...sums.keys()].filter((cell) => hidden[cell] !== 1 && (sums[cell] === 0 || unknown[cell] === 1));
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    for (let place = inner.starts[cell]!; place < inner.starts[cell + 1]!; place++) {
      const row = inner.members[place]!;
      if (known[row] === 1) continue;
      known[row] = 1;
      for (let at = cover.starts[row]!; at < cover.starts[row + 1]!; at++) if (--unknown[cover.cells[at]!]! === 1) waiting.push(cover.cells[at]!);
    }
  }
  return Int32Array.from(known.keys()).filter((row) => known[row] === 1 && counts[row]! > 0 && counts[row]! < roundingBase);
}

/** At most {@link MAX_ROWS} rows, spread over all of them, in the order of ties. */
function spreadRows(rows: Int32Array, tieRanks: Int32Array): Int32Array {
  const ordered = rows.slice().sort((left, right) => tieRanks[left]! - tieRanks[right]!);
  const stride = Math.ceil(ordered.length / MAX_ROWS);
  return ordered.filter((_, place) => place % stride === 0);
}

interface GrowingChoice {
  readonly rows: Int32Array;
  readonly cover: PublishedCover;
  /** Float64Array(cells): what the rows should add to each published cell. */
  readonly wanted: Float64Array;
  readonly roundingBase: number;
  /** How many rows grow to b. */
  readonly grown: number;
}

/** Chooses the rows that grow: those that are wanted most, one by one; then each that fits least gives way to one that fits better. */
function chooseGrowing({ rows, cover, wanted, roundingBase, grown }: GrowingChoice): Uint8Array {
  const grows = new Uint8Array(rows.length);
  if (grown === 0) return grows;
  const { starts, cells, placesOf } = coverOfRows(rows, cover);
  const wish = Float64Array.from(rows, (_, place) => {
    let sum = 0;
    for (let at = starts[place]!; at < starts[place + 1]!; at++) sum += wanted[cells[at]!]!;
    return sum;
  });
  const change = (place: number, by: number): void => {
    for (let at = starts[place]!; at < starts[place + 1]!; at++) for (const other of placesOf.get(cells[at]!)!) wish[other]! += by;
  };
  const idle = Array.from(rows.keys());
  const chosen: number[] = [];
  const grow = (): void => {
    const [place] = idle.splice(bestOf(idle, (candidate) => wish[candidate]!), 1);
    chosen.unshift(place!);
    change(place!, -roundingBase);
  };
  while (chosen.length < grown) grow();
  for (let pass = 0; pass < grown + 100; pass++) {
    const least = bestOf(chosen, (candidate) => -wish[candidate]!);
    // The one chosen last fits least: nothing would change any more.
    if (least === 0) break;
    const [place] = chosen.splice(least, 1);
    idle.unshift(place!);
    change(place!, roundingBase);
    grow();
  }
  for (const place of chosen) grows[place] = 1;
  return grows;
}

/** The published cells that tell rows apart, by row and the other way round: those that unite some of the rows, not all. */
function coverOfRows(rows: Int32Array, cover: PublishedCover): PublishedCover & { readonly placesOf: ReadonlyMap<number, readonly number[]> } {
  const placesOf = new Map<number, number[]>();
  rows.forEach((row, place) => {
    for (let at = cover.starts[row]!; at < cover.starts[row + 1]!; at++) {
      const places = placesOf.get(cover.cells[at]!);
      if (places === undefined) placesOf.set(cover.cells[at]!, [place]);
      else places.push(place);
    }
  });
  const starts = new Int32Array(rows.length + 1);
  const cells: number[] = [];
  rows.forEach((row, place) => {
    for (const cell of cover.cells.subarray(cover.starts[row], cover.starts[row + 1])) if (placesOf.get(cell)!.length < rows.length) cells.push(cell);
    starts[place + 1] = cells.length;
  });
  return { starts, cells: Int32Array.from(cells), placesOf };
}

/** The index of the first candidate of the highest worth. */
function bestOf(candidates: readonly number[], worth: (candidate: number) => number): number {
  let best = 0;
  for (let index = 1; index < candidates.length; index++) if (worth(candidates[index]!) > worth(candidates[best]!)) best = index;
  return best;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
