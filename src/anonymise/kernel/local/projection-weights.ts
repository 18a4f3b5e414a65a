/**
 * Sums of weights over the units that agree with a unit on some columns, kept up to date while cells are suppressed. Units are
 * sorted by pattern, the set of columns in which they have a value; sets of columns are bits, column `j` being `1 << j`.
 */
export interface ProjectionWeights {
  /** Int32Array(units): the columns in which each unit has a value. */
  readonly present: Int32Array;
  /** The patterns that occur or occurred; the one with most units first when the index was made. */
  readonly patterns: readonly number[];
  /**
   * Adds up the weights of the units of a pattern that agree with a unit.
   *
   * @param pattern - the pattern of the units to add up.
   * @param columns - columns on which they must agree with `unit`: a part of `pattern` in which `unit` has values.
   * @param unit - the unit they are compared with; it counts itself where it has that pattern.
   * @returns the sum.
   */
  sum(pattern: number, columns: number, unit: number): number;
  /** Suppresses the cell of a unit in a column in which it has a value. */
  suppress(unit: number, column: number): void;
}

/** Sums by the values of some columns: open addressing, a unit standing for all that agree with it. */
interface WeightTable {
  size: number;
  /** Int32Array(power of two): a unit of the entry plus one; 0 for an empty slot. */
  units: Int32Array;
  hashes: Int32Array;
  sums: Uint32Array;
}

/** The units of one pattern, and the tables asked for so far by their columns. */
interface PatternUnits {
  members: Int32Array;
  size: number;
  readonly tables: Map<number, WeightTable>;
}

/** Most columns whose set fits the bits of an integer. */
export const MAX_COLUMNS = 30;

/**
 * Makes the sums for a table.
 *
 * @param codes - one Int32Array(units) per column, −1 for a missing value; at most {@link MAX_COLUMNS}.
 * @param weights - weight of each unit, from 0 up; all together below 2³².
 * @param present - Int32Array(units): the columns to begin with, a part of those with a value; changed as cells are suppressed.
 * @returns the sums. A table of sums is made when it is first asked for.
 * @throws {RangeError} for more columns, or a larger weight.
 * @remarks A sum costs one look-up; a suppressed cell as many updates as its two patterns have tables. Memory: 16 to 32 bytes for each distinct
 *   combination of values of each set of columns asked for.
 */
export function projectionWeights(codes: readonly Int32Array[], weights: Uint32Array, present: Int32Array): ProjectionWeights {
  const columns = codes.length;
  if (columns > MAX_COLUMNS) throw new RangeError(`codes: expected at most ${MAX_COLUMNS} columns, got ${columns}`);
  if (weights.reduce((sum, weight) => sum + weight, 0) >= 2 ** 32) throw new RangeError('weights: expected less than 4294967296 in all');
  const cells = rowMajor(codes, weights.length);
  const hashes = cells.map((code, cell) => mixed(code, cell % columns));
  const byPattern = unitsByPattern(present);
  const patterns = [...byPattern.keys()].sort((left, right) => byPattern.get(right)!.size - byPattern.get(left)!.size || right - left);

  function hashOf(unit: number, chosen: number): number {
    let hash = 0;
    for (let rest = chosen, from = unit * columns; rest !== 0; rest &= rest - 1) hash ^= hashes[from + lowest(rest)]!;
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  }

  function agree(left: number, right: number, chosen: number): boolean {
    for (let rest = chosen; rest !== 0; rest &= rest - 1) {
      const column = lowest(rest);
      if (cells[left * columns + column] !== cells[right * columns + column]) return false;
    }
    return true;
  }

  /** Finds the slot of a unit's values, or the empty one where they would go. */
  function slotOf(table: WeightTable, unit: number, chosen: number, hash: number): number {
    const last = table.units.length - 1;
    let slot = hash & last;
    while (table.units[slot] !== 0 && (table.hashes[slot] !== hash || !agree(table.units[slot]! - 1, unit, chosen))) slot = (slot + 1) & last;
    return slot;
  }

  function add(table: WeightTable, unit: number, chosen: number, weight: number): void {
    const hash = hashOf(unit, chosen);
    const slot = slotOf(table, unit, chosen, hash);
    if (table.units[slot] === 0) {
      table.units[slot] = unit + 1;
      table.hashes[slot] = hash;
      table.size++;
    }
    table.sums[slot]! += weight;
    if (4 * table.size > 3 * table.units.length) widen(table);
  }

  function tableOf(group: PatternUnits, pattern: number, chosen: number): WeightTable {
    const known = group.tables.get(chosen);
    if (known !== undefined) return known;
    const table = emptyTable(16);
    for (let index = 0; index < group.size; index++) {
      const member = group.members[index]!;
      if (present[member] === pattern) add(table, member, chosen, weights[member]!);
    }
    group.tables.set(chosen, table);
    return table;
  }

  return {
    present,
    patterns,
    sum(pattern, chosen, unit) {
      const group = byPattern.get(pattern);
      if (group === undefined) return 0;
      const table = tableOf(group, pattern, chosen);
      return table.sums[slotOf(table, unit, chosen, hashOf(unit, chosen))]!;
    },
    suppress(unit, column) {
      const before = present[unit]!;
      const after = before & ~(1 << column);
      const weight = weights[unit]!;
      for (const [chosen, table] of byPattern.get(before)!.tables) add(table, unit, chosen, -weight);
      present[unit] = after;
      if (!byPattern.has(after)) {
        byPattern.set(after, { members: new Int32Array(16), size: 0, tables: new Map() });
        patterns.push(after);
      }
      const group = byPattern.get(after)!;
      append(group, unit);
      for (const [chosen, table] of group.tables) add(table, unit, chosen, weight);
    },
  };
}

/**
 * Finds the first column of a set.
 *
 * @param set - columns as bits, at least one.
 * @returns the lowest of them.
 */
export function lowest(set: number): number {
  return 31 - Math.clz32(set & -set);
}

/**
 * Lays codes out unit by unit, so that the cells of a unit are neighbours.
 *
 * @param codes - one Int32Array(units) per column.
 * @param units - number of units.
 * @returns Int32Array(units × columns).
 */
export function rowMajor(codes: readonly Int32Array[], units: number): Int32Array {
  const cells = new Int32Array(units * codes.length);
  codes.forEach((column, index) => {
    for (let unit = 0, at = index; unit < units; unit++, at += codes.length) cells[at] = column[unit]!;
  });
  return cells;
}

function unitsByPattern(present: Int32Array): Map<number, PatternUnits> {
  const byPattern = new Map<number, PatternUnits>();
  present.forEach((pattern, unit) => {
    let group = byPattern.get(pattern);
    if (group === undefined) byPattern.set(pattern, (group = { members: new Int32Array(16), size: 0, tables: new Map() }));
    append(group, unit);
  });
  return byPattern;
}

function append(group: PatternUnits, unit: number): void {
  if (group.size === group.members.length) {
    const members = new Int32Array(2 * group.size);
    members.set(group.members);
    group.members = members;
  }
  group.members[group.size++] = unit;
}

function emptyTable(slots: number): WeightTable {
  return { size: 0, units: new Int32Array(slots), hashes: new Int32Array(slots), sums: new Uint32Array(slots) };
}

function widen(table: WeightTable): void {
  const { units, hashes, sums } = table;
  const wider = emptyTable(2 * units.length);
  const last = wider.units.length - 1;
  for (let from = 0; from < units.length; from++) {
    if (units[from] === 0) continue;
    let slot = hashes[from]! & last;
    while (wider.units[slot] !== 0) slot = (slot + 1) & last;
    wider.units[slot] = units[from]!;
    wider.hashes[slot] = hashes[from]!;
    wider.sums[slot] = sums[from]!;
  }
  Object.assign(table, { units: wider.units, hashes: wider.hashes, sums: wider.sums });
}

function mixed(code: number, column: number): number {
  let hash = Math.imul(code ^ Math.imul(column + 1, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
