import { isValid, type Column } from '../core/column.ts';
import { dimensionsOf } from '../core/field.ts';
import { columnCoder } from '../group/index.ts';
import type { CellDecision } from './decide-cells.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import { categoryAt } from './manual-cells.ts';
import type { MeasuredCells } from './measure-cells.ts';

/** What became of a cell: absent, published, withheld by a rule, withheld as cover, without rows. */
export type Outcome = 'absent' | 'published' | 'primary' | 'secondary' | 'zero';

/** The cells of two dimensions, all others totalled. */
export interface OutcomeMap {
  /** Columns of the finest levels of the two dimensions. */
  readonly rowColumn: string;
  readonly columnColumn: string;
  /** Categories in the order of their values, the total last as `null`; numbers from 1 up unless categories were asked for. */
  readonly rows: readonly (string | null)[];
  readonly columns: readonly (string | null)[];
  /** Row by row. */
  readonly outcomes: readonly (readonly Outcome[])[];
  /** Categories beyond those that a map has room for. */
  readonly leftOut: number;
}

/** Rows and columns of a map at most, beside the total. */
const MOST = 60;

/**
 * Maps a table over the two dimensions with most categories.
 *
 * @param measured - the cells.
 * @param decision - what became of them.
 * @param shows - whether categories are named, or numbered.
 * @returns the map; `null` for tables of fewer than two dimensions, linked tables, and where another dimension has no total.
 */
export function outcomeMap(measured: MeasuredCells, decision: CellDecision, shows: 'numbers' | 'categories'): OutcomeMap | null {
  const { schema, table, columns, cells } = measured;
  if (table.tables !== undefined || cells === 0) return null;
  const columnOf = (name: string): Column => columns[schema.fields.findIndex((field) => field.name === name)]!;
  const totalsOf = (name: string): Column | null => (table.margins.includes(name) ? columnOf(`${name}Total`) : null);
  const isTotal = (marker: Column | null, cell: number): boolean => marker?.kind === 'bool' && isValid(marker.bits, cell);
  const dimensions = dimensionsOf(table).map((names) => {
    const coder = columnCoder();
    const codes = new Int32Array(cells);
    coder.encode(columnOf(names.at(-1)!), codes);
    return { names, coder, codes, first: totalsOf(names[0]!), last: totalsOf(names.at(-1)!) };
  });
  const [one, two] = [...dimensions.keys()].sort((a, b) => dimensions[b]!.coder.size - dimensions[a]!.coder.size || a - b);
  if (one === undefined || two === undefined || dimensions.some(({ first }, place) => place !== one && place !== two && first === null)) return null;
  const axes = [one, two].map((place) => axisOf(dimensions[place]!));
  const outcomes: Outcome[][] = axes[0]!.labels(shows).map(() => axes[1]!.labels(shows).map(() => 'absent'));
  decision.marks.forEach((mark, row) => {
    const cell = measured.cellOf[row]!;
    const isShown = dimensions.every(({ first }, place) => place === one || place === two || isTotal(first, cell));
    const places = [one, two].map((place, axis) => {
      const { codes, first, last } = dimensions[place]!;
      return isTotal(first, cell) ? axes[axis]!.total : isTotal(last, cell) ? -1 : axes[axis]!.placeOf(codes[cell]!);
    });
    if (isShown && places.every((place) => place >= 0)) outcomes[places[0]!]![places[1]!] = outcomeOf(mark, decision, rowsOf(measured, cell));
  });
  return {
    rowColumn: dimensions[one]!.names.at(-1)!, columnColumn: dimensions[two]!.names.at(-1)!, rows: axes[0]!.labels(shows), columns: axes[1]!.labels(shows), outcomes,
    leftOut: axes[0]!.leftOut + axes[1]!.leftOut,
  };
}

function rowsOf({ schema, table, columns }: MeasuredCells, cell: number): number {
  const counts = columns[schema.fields.findIndex(({ name }) => name === table.rowCount)]!;
  return 'values' in counts ? Number(counts.values[cell]) : NaN;
}

function outcomeOf(mark: number, { secondaryMark }: CellDecision, rows: number): Outcome {
  if (rows === 0) return 'zero';
  return mark === SAFE ? 'published' : mark === secondaryMark ? 'secondary' : 'primary';
}

interface Axis {
  readonly total: number;
  readonly leftOut: number;
  readonly labels: (shows: 'numbers' | 'categories') => (string | null)[];
  readonly placeOf: (code: number) => number;
}

function axisOf({ coder, codes, first, last }: { readonly coder: ReturnType<typeof columnCoder>; readonly codes: Int32Array; readonly first: Column | null; readonly last: Column | null }): Axis {
  // A coarser level has no category of the finest, and misses none.
  const hasNull = codes.some((code, cell) => code < 0 && !(last?.kind === 'bool' && isValid(last.bits, cell)));
  const order = [...coder.order(), ...(hasNull ? [-1] : [])];
  const shown = order.slice(0, MOST);
  const places = new Map(shown.map((code, place) => [code, place]));
  const values = coder.gather(Int32Array.from(shown)) as Column;
  return {
    total: first === null ? -1 : shown.length,
    leftOut: order.length - shown.length,
    labels: (shows) => [...shown.map((code, place) => (shows === 'numbers' ? String(place + 1) : code < 0 ? '–' : String(categoryAt(values, place) ?? place + 1))), ...(first === null ? [] : [null])],
    placeOf: (code) => places.get(code) ?? -1,
  };
}
