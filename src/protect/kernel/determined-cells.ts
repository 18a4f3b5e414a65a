import { tupleTable } from '../../group/index.ts';

/** Cells of one table with margins, by number. */
export interface PublishedCells {
  /** One Int32Array(cells) per dimension: code of the value, −1 for null, {@link TOTAL} for a total. */
  readonly codes: readonly Int32Array[];
  /** Uint8Array(cells): 1 where the cell is withheld. */
  readonly withheld: Uint8Array;
}

/** Code of a total: larger than every code of a value. */
export const TOTAL: number = 0x7ffffffe;

/** What a reader can work out by subtracting published cells from published totals. */
export interface Determined {
  /** Totals that are published or withheld beside the cells they unite. */
  readonly relations: number;
  /** Withheld cells whose exact value follows, ascending. */
  readonly cells: Int32Array;
}

/**
 * Finds withheld cells that follow from published ones: wherever a total and all but one of its cells are known, the
 * last one is known too, and may reveal the next.
 *
 * @param published - the cells of one table. Absent combinations count as published zeros.
 * @returns the relations and the withheld cells they give away.
 * @throws {RangeError} if arrays differ in length.
 * @remarks O(cells × dimensions). Necessary, not sufficient for safety: no linear combination of several relations is
 *   tried, and no bounds are used. Only for statistics that add up: rows and sums, not distinct entities.
 */
export function determinedCells(published: PublishedCells): Determined {
  const { codes, withheld } = published;
  const cells = withheld.length;
  for (const column of codes) if (column.length !== cells) throw new RangeError(`codes: expected ${cells} cells, got ${column.length}`);
  const lines = codes.map((_, dimension) => linesOf(codes, dimension, cells));
  const known = withheld.map((mark) => 1 - mark);
  const waiting: (readonly [dimension: number, line: number])[] = [];
  lines.forEach(({ unknown, hasTotal }, dimension) => {
    for (const cell of withheld.keys()) if (withheld[cell] === 1) unknown[lines[dimension]!.lineOf[cell]!]!++;
    unknown.forEach((count, line) => {
      if (count === 1 && hasTotal[line] === 1) waiting.push([dimension, line]);
    });
  });
  const found: number[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [dimension, line] = next;
    const cell = membersOf(lines[dimension]!, line).find((member) => known[member] === 0);
    if (cell === undefined) continue;
    known[cell] = 1;
    found.push(cell);
    lines.forEach(({ lineOf, unknown, hasTotal }, other) => {
      const changed = lineOf[cell]!;
      unknown[changed]!--;
      if (unknown[changed] === 1 && hasTotal[changed] === 1) waiting.push([other, changed]);
    });
  }
  const relations = lines.reduce((sum, { hasTotal }) => sum + hasTotal.reduce((count, mark) => count + mark, 0), 0);
  return { relations, cells: Int32Array.from(found).sort() };
}

/** The cells that differ in one dimension only, with their total if there is one. */
interface Lines {
  readonly lineOf: Int32Array;
  readonly starts: Int32Array;
  readonly members: Int32Array;
  readonly hasTotal: Uint8Array;
  readonly unknown: Int32Array;
}

function linesOf(codes: readonly Int32Array[], dimension: number, cells: number): Lines {
  const others = codes.filter((_, index) => index !== dimension);
  const table = tupleTable(others.length);
  const lineOf = new Int32Array(cells);
  table.assign(others, cells, lineOf);
  const starts = new Int32Array(table.size + 1);
  for (const line of lineOf) starts[line + 1]!++;
  for (let line = 0; line < table.size; line++) starts[line + 1]! += starts[line]!;
  const next = starts.slice();
  const members = new Int32Array(cells);
  const hasTotal = new Uint8Array(table.size);
  lineOf.forEach((line, cell) => {
    members[next[line]!++] = cell;
    // A total alone unites nothing: that of a finer level of a hierarchy, where the coarser one is totalled.
    if (codes[dimension]![cell] === TOTAL && starts[line + 1]! - starts[line]! > 1) hasTotal[line] = 1;
  });
  return { lineOf, starts, members, hasTotal, unknown: new Int32Array(table.size) };
}

function membersOf({ starts, members }: Lines, line: number): Int32Array {
  return members.subarray(starts[line], starts[line + 1]);
}
