/** What a table publishes, without its cells. */
export interface CellTableShape {
  readonly name: string;
  /** Names the rows it counts: tables with the same text count the same rows, or parts of them. */
  readonly population: string;
  readonly dimensions: readonly string[];
  /** Dimensions that have a total. */
  readonly margins: readonly string[];
}

/** A way in which published cells add up to others, so that a withheld one may be worked out. */
export interface CellRelation {
  /**
   * `margin`: a total is the union of the cells of its dimension. `repeated`: two tables have the same cells.
   * `nested`: each cell of the coarser table is a union of cells of the finer. `crossed`: summed over what they do not
   * share, two tables are equal.
   */
  readonly kind: 'margin' | 'repeated' | 'nested' | 'crossed';
  /** The table, or the two tables, the coarser first. */
  readonly tables: readonly string[];
  /** The dimensions over which cells add up. */
  readonly over: readonly string[];
}

/**
 * Tells whether any published cell is a union or a difference of others, from the dimensions of the tables alone.
 *
 * @param tables - the tables of a release, and those that were published before.
 * @returns every relation; empty when no cell can be worked out from others.
 * @remarks Conservative: tables on parts of one population are treated as tables on all of it, and whatever their
 *   statistics are. Two tables on one population are always related, if only by their grand total.
 * @example
 * cellRelations([{ name: 'a', population: 'stays', dimensions: ['sex'], margins: ['sex'] }]);
 * // => [{ kind: 'margin', tables: ['a'], over: ['sex'] }]
 */
export function cellRelations(tables: readonly CellTableShape[]): CellRelation[] {
  const within = tables.flatMap(({ name, margins }) => margins.map((dimension): CellRelation => ({ kind: 'margin', tables: [name], over: [dimension] })));
  const between = tables.flatMap((second, index) =>
    tables.slice(0, index).filter(({ population }) => population === second.population).map((first) => relate(first, second)));
  return [...within, ...between];
}

function relate(first: CellTableShape, second: CellTableShape): CellRelation {
  const onlyFirst = first.dimensions.filter((name) => !second.dimensions.includes(name));
  const onlySecond = second.dimensions.filter((name) => !first.dimensions.includes(name));
  if (onlyFirst.length === 0 && onlySecond.length === 0) return { kind: 'repeated', tables: [first.name, second.name], over: [] };
  if (onlyFirst.length === 0) return { kind: 'nested', tables: [first.name, second.name], over: onlySecond };
  if (onlySecond.length === 0) return { kind: 'nested', tables: [second.name, first.name], over: onlyFirst };
  return { kind: 'crossed', tables: [first.name, second.name], over: [...onlyFirst, ...onlySecond] };
}
