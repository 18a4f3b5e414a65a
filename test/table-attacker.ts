// An attacker on published tables that shares nothing with the house's: subtraction, and trying all tables that could be behind a published one.
import type { Value } from './small-tables.ts';

/** A cell as a reader sees it. */
export interface SeenCell {
  /** One path per dimension: `''` for its total, `N` for a region, `N/n1` for a town of it. */
  readonly paths: readonly string[];
  /** `null` when it is not published. */
  readonly value: number | null;
  /** What everybody knows it is not below. */
  readonly least: number;
  /** Whether it stands behind linked tables, never published and in need of no protection. */
  readonly isJoint?: boolean;
}

/** A total and its parts, by place. */
export interface Sum {
  readonly total: number;
  readonly parts: readonly number[];
}

/**
 * Reads rows of cells whose dimensions all have totals.
 *
 * @param rows - the cells: dimensions, markers of their totals in the same order, statistics.
 * @param dimensions - the columns of each dimension, the coarsest first.
 * @param statistic - place of the statistic.
 * @returns the cells; withheld ones are 1 at least, since zeros are published.
 */
export function seenCells(rows: readonly (readonly Value[])[], dimensions: readonly (readonly number[])[], statistic: number): SeenCell[] {
  const columns = dimensions.flat().length;
  return rows.map((row) => ({
    paths: dimensions.map((levels) => levels.filter((level) => row[columns + level] !== true).map((level) => String(row[level])).join('/')),
    value: row[statistic] === null ? null : Number(row[statistic]),
    least: 1,
  }));
}

/** Name of a cell. */
export const nameOf = ({ paths }: Pick<SeenCell, 'paths'>): string => paths.map((path) => (path === '' ? '.' : path)).join(' ');

/** Lists what adds up, over each dimension from each category to those right below it. */
export function sumsOf(cells: readonly SeenCell[]): Sum[] {
  const places = new Map(cells.map((cell, place) => [nameOf(cell), place]));
  const sums = new Map<string, { readonly total: number; readonly parts: number[] }>();
  cells.forEach(({ paths }, place) => {
    paths.forEach((path, dimension) => {
      if (path === '') return;
      const above = paths.with(dimension, path.split('/').slice(0, -1).join('/'));
      const total = places.get(nameOf({ paths: above }));
      if (total === undefined) return;
      const key = `${dimension} ${total}`;
      if (!sums.has(key)) sums.set(key, { total, parts: [] });
      sums.get(key)!.parts.push(place);
    });
  });
  return [...sums.values()];
}

/** The classic attack: a sum of which one number is missing gives it; then again. Names of the cells that are found. */
export function foundBySubtraction(cells: readonly SeenCell[]): string[] {
  const sums = sumsOf(cells);
  const values = cells.map(({ value }) => value);
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const { total, parts } of sums) {
      const missing = [total, ...parts].filter((place) => values[place] === null);
      if (missing.length !== 1) continue;
      const place = missing[0]!;
      const known = parts.reduce((sum, part) => sum + (values[part] ?? 0), 0);
      values[place] = place === total ? known : values[total]! - known;
      isNew = true;
    }
  }
  return cells.flatMap((cell, place) => (cell.value === null && values[place] !== null ? [nameOf(cell)] : []));
}

interface Ranges {
  readonly low: number[];
  readonly high: number[];
}

/** Narrows ranges by every sum until nothing moves; `false` when a range is empty. */
function narrow(sums: readonly Sum[], { low, high }: Ranges): boolean {
  for (let isNew = true; isNew;) {
    isNew = false;
    const raise = (place: number, value: number): void => { if (value > low[place]!) { low[place] = value; isNew = true; } };
    const reduce = (place: number, value: number): void => { if (value < high[place]!) { high[place] = value; isNew = true; } };
    for (const { total, parts } of sums) {
      const least = parts.reduce((sum, part) => sum + low[part]!, 0);
      const most = parts.reduce((sum, part) => sum + high[part]!, 0);
      raise(total, least);
      reduce(total, most);
      for (const part of parts) {
        raise(part, low[total]! - (most - high[part]!));
        reduce(part, high[total]! - (least - low[part]!));
      }
      if ([total, ...parts].some((place) => low[place]! > high[place]!)) return false;
    }
  }
  return true;
}

/** Beyond these a search is given up as one that found nothing out: no test of ours comes near. */
const MOST_STEPS = 200_000;

/**
 * Tells which withheld cells have one value only in all tables of whole numbers that look like the published one.
 *
 * @param cells - the published table.
 * @param truth - the values behind, from which the search starts; it proves nothing by them.
 * @param most - no value is larger than this.
 * @returns names of the cells.
 */
export function certainCells(cells: readonly SeenCell[], truth: readonly number[], most = 1000): string[] {
  const sums = sumsOf(cells);
  const start: Ranges = { low: cells.map(({ value, least }) => value ?? least), high: cells.map(({ value }) => value ?? most) };
  if (!narrow(sums, start)) throw new Error('no table looks like the published one');
  let steps = 0;
  const exists = ({ low, high }: Ranges): boolean => {
    if (++steps > MOST_STEPS) throw new Error('the search does not end');
    const open = low.map((_, place) => place).filter((place) => low[place] !== high[place]).sort((a, b) => high[a]! - low[a]! - (high[b]! - low[b]!));
    if (open.length === 0) return true;
    const place = open[0]!;
    const values = Array.from({ length: high[place]! - low[place]! + 1 }, (_, index) => low[place]! + index).sort((a, b) => Math.abs(a - truth[place]!) - Math.abs(b - truth[place]!));
    return values.some((value) => {
      const tried = { low: low.with(place, value), high: high.with(place, value) };
      return narrow(sums, tried) && exists(tried);
    });
  };
  return cells.flatMap((cell, place) => {
    if (cell.value !== null || cell.isJoint === true) return [];
    const sides = [{ low: [...start.low], high: start.high.with(place, truth[place]! - 1) }, { low: start.low.with(place, truth[place]! + 1), high: [...start.high] }];
    return sides.some((side) => side.low[place]! <= side.high[place]! && narrow(sums, side) && exists(side)) ? [] : [nameOf(cell)];
  });
}
