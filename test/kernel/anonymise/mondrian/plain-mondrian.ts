// Mondrian as it is described, on rows of numbers, recursively and with sorting: the oracle of the kernel.

/** How the program that is followed measures a part, and which rows at the median go to the left. */
export interface PlainMondrian {
  readonly k: number;
  readonly isStrict: boolean;
  /** `own`: between the values of the part. `inherited`: between the bounds of the part it was cut from, but for axes on which a cut was looked for since. */
  readonly bounds: 'own' | 'inherited';
  /** Relaxed: the first rows at the median go to the left; or the last ones, from the end; or the first in the order of the other axes, the widest first. */
  readonly ties: 'first' | 'last' | 'axes';
}

type NumberRow = readonly number[];
type Bounds = readonly (readonly [number, number])[];

interface Cut {
  readonly left: NumberRow[];
  readonly right: NumberRow[];
  readonly leftBounds: Bounds;
  readonly rightBounds: Bounds;
}

/** Cuts rows; gives the rows of each part, and the share of detail lost (NCP). */
export function plainMondrian(rows: readonly NumberRow[], how: PlainMondrian): { parts: NumberRow[][]; ncp: number } {
  const axes = rows[0]!.map((_, axis) => axis);
  const whole = boundsOf(rows);
  const width = ([low, high]: readonly [number, number], axis: number): number => (high === low ? 0 : (high - low) / (whole[axis]![1] - whole[axis]![0]));
  const parts: NumberRow[][] = [];
  const cut = (part: NumberRow[], inherited: Bounds): void => {
    const bounds = inherited.map((range) => range);
    const untried = new Set(axes);
    while (untried.size > 0) {
      const used = how.bounds === 'own' ? boundsOf(part) : bounds;
      const byWidth = (among: Iterable<number>): number[] => [...among].sort((one, other) => width(used[other]!, other) - width(used[one]!, one) || one - other);
      const axis = byWidth(untried)[0]!;
      untried.delete(axis);
      bounds[axis] = boundsOf(part)[axis]!;
      const halves = (how.isStrict ? strictHalves : relaxedHalves)(part, axis, bounds, { ...how, widest: byWidth(axes) });
      if (halves === null || halves.left.length < how.k || halves.right.length < how.k) continue;
      cut(halves.left, halves.leftBounds);
      cut(halves.right, halves.rightBounds);
      return;
    }
    parts.push(part);
  };
  cut([...rows], whole);
  const lost = parts.reduce((sum, part) => sum + part.length * boundsOf(part).reduce((total, range, axis) => total + width(range, axis), 0), 0);
  return { parts, ncp: lost / (axes.length * rows.length) };
}

const boundsOf = (rows: readonly NumberRow[]): Bounds => rows[0]!.map((_, axis) => [Math.min(...rows.map((row) => row[axis]!)), Math.max(...rows.map((row) => row[axis]!))]);
const replaced = (bounds: Bounds, axis: number, range: readonly [number, number]): Bounds => bounds.map((old, index) => (index === axis ? range : old));

function medianOf(part: readonly NumberRow[], axis: number): { median: number; next: number | undefined } {
  const sorted = part.map((row) => row[axis]!).sort((left, right) => left - right);
  const median = sorted[Math.max(0, Math.floor(sorted.length / 2) - 1)]!;
  return { median, next: sorted.find((value) => value > median) };
}

function strictHalves(part: readonly NumberRow[], axis: number, bounds: Bounds): Cut | null {
  const { median, next } = medianOf(part, axis);
  if (next === undefined) return null;
  const [low, high] = bounds[axis]!;
  return {
    left: part.filter((row) => row[axis]! <= median), right: part.filter((row) => row[axis]! > median),
    leftBounds: replaced(bounds, axis, [low, median]), rightBounds: replaced(bounds, axis, [next, high]),
  };
}

function relaxedHalves(part: readonly NumberRow[], axis: number, bounds: Bounds, { ties, widest }: PlainMondrian & { readonly widest: readonly number[] }): Cut | null {
  const { median, next } = medianOf(part, axis);
  if (new Set(part.map((row) => row[axis])).size < 2) return null;
  const here = part.filter((row) => row[axis] === median);
  const wanted = Math.floor(part.length / 2) - part.filter((row) => row[axis]! < median).length;
  const ordered = ties === 'axes' ? here.toSorted((left, right) => widest.map((other) => left[other]! - right[other]!).find((difference) => difference !== 0) ?? 0) : here;
  const [toLeft, toRight] = ties === 'last' ? [here.slice(here.length - wanted).reverse(), here.slice(0, here.length - wanted)] : [ordered.slice(0, wanted), ordered.slice(wanted)];
  const [low, high] = bounds[axis]!;
  const halves = ties === 'axes'
    ? { left: part.filter((row) => row[axis]! < median || toLeft.includes(row)), right: part.filter((row) => row[axis]! > median || toRight.includes(row)) }
    : { left: [...part.filter((row) => row[axis]! < median), ...toLeft], right: [...part.filter((row) => row[axis]! > median), ...toRight] };
  return { ...halves, leftBounds: replaced(bounds, axis, [low, median]), rightBounds: replaced(bounds, axis, [toRight.length > 0 ? median : next!, high]) };
}
