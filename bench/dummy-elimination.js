// Gaussian elimination as it was published, the yardstick of ours: every published column of the dummy matrix is eliminated from all later ones.

/**
 * Chooses cells to withhold by eliminating columns of inner cells; sums of cells of one unit are withheld, as by `anySum`.
 *
 * @param {{ system: { cells: number, starts: Int32Array, members: Int32Array }, values: Float64Array, states: Uint8Array }} problem - states
 *   are 0 for open and 1 for primary.
 * @param {Int32Array | number[]} order - the open cells, those to be published first.
 * @returns {Uint8Array} 1 for a cell that is withheld.
 */
export function dummyElimination({ system: { cells, starts, members }, values, states }, order) {
  const relationOf = new Int32Array(cells).fill(-1);
  for (let relation = starts.length - 2; relation >= 0; relation--) relationOf[members[starts[relation]]] = relation;
  const contents = new Array(cells);
  const contentOf = (cell) => contents[cell] ??= relationOf[cell] < 0
    ? [cell]
    : [...members.subarray(starts[relationOf[cell]] + 1, starts[relationOf[cell] + 1])].flatMap(contentOf);
  // Cells of one unit are the last rows, so that others serve as pivots first.
  const isSingle = (row) => values[row] === 1;
  const columns = Array.from({ length: cells }, (_, cell) => new Map(contentOf(cell).map((row) => [row, 1])));
  const at = new Map();
  columns.forEach((column, cell) => {
    for (const row of column.keys()) (at.get(row) ?? at.set(row, new Set()).get(row)).add(cell);
  });
  const drop = (cell) => {
    for (const row of columns[cell].keys()) at.get(row).delete(cell);
    columns[cell] = new Map();
  };
  const withheld = new Uint8Array(cells);
  const used = new Set();
  for (const cell of order) {
    const column = columns[cell];
    if (column.size === 0) continue;
    const rows = [...column.keys()].sort((a, b) => isSingle(a) - isSingle(b) || a - b);
    let gives = isSingle(rows[0]);
    if (gives && new Set([...column.values()].map(Math.sign)).size > 1 && !rows.some((row) => used.has(row))) {
      gives = false;
      for (const row of rows) used.add(row);
    }
    gives ||= [...at.get(rows[0])].some((other) => states[other] === 1 && columns[other].size === column.size
      && rows.every((row) => columns[other].get(row) * column.get(rows[0]) === column.get(row) * columns[other].get(rows[0])));
    if (gives) withheld[cell] = 1;
    else for (const other of [...at.get(rows[0])]) if (other !== cell) subtract(other, column, rows[0]);
    drop(cell);
  }
  return withheld;

  function subtract(other, column, pivot) {
    const own = columns[other];
    const [scale, factor] = [column.get(pivot), own.get(pivot)];
    if (scale !== 1) for (const [row, value] of own) own.set(row, value * scale);
    for (const [row, value] of column) {
      const left = (own.get(row) ?? 0) - factor * value;
      if (left === 0) {
        own.delete(row);
        at.get(row).delete(other);
      } else {
        own.set(row, left);
        at.get(row).add(other);
      }
    }
  }
}
