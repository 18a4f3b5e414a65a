import { CELL, type SuppressionMethod, type SuppressionProblem } from './problem.ts';

/** What is guarded beside primary cells. */
export interface SingletonGuard {
  /** Primary cells of one relation are guarded together where fewer units than this are behind them; 0 when omitted: nowhere. */
  readonly minUnits?: number;
}

/**
 * Makes a method guard what one contributor could work out: where two primary cells are withheld of one relation and a single unit is
 * behind one of them, that unit knows it, and must not learn the other. Their sum, or difference where one is the total, gets a
 * cell of its own that must not be determined.
 *
 * @param method - a method that respects relations outside layouts: the optimal and the modular one.
 * @param guard - what else is guarded.
 * @returns the method; primary cells whose sum nothing covers are uncovered.
 * @remarks It looks at primary cells only, one relation at a time: what else a contributor learns, an attack tells.
 * @see de Wolf and others, τ-ARGUS user's manual 4.1, §2.10: the singleton problem and minimum frequencies.
 */
export function guardSingletons(method: SuppressionMethod, guard: SingletonGuard = {}): SuppressionMethod {
  return (problem, context) => {
    const groups = knowableGroups(problem, guard.minUnits ?? 0);
    if (groups.length === 0) return method(problem, context);
    const { cells } = problem.system;
    const { secondary, uncovered, ...rest } = method(withGroupCells(problem, groups), context);
    const bare = Array.from(uncovered).flatMap((cell) => (cell < cells ? [cell] : groups[cell - cells]!.filter((member) => member >= 0)));
    return { ...rest, secondary: secondary.slice(0, cells), uncovered: Int32Array.from(new Set(bare)).sort() };
  };
}

/** The total of a relation if it is primary, else −1; then its primary parts. */
type Group = readonly number[];

function knowableGroups({ system: { starts, members }, states, units, onlyUnit }: SuppressionProblem, minUnits: number): Group[] {
  const groups = new Map<string, Group>();
  for (let relation = 0; relation + 1 < starts.length; relation++) {
    const group = Array.from(members.subarray(starts[relation], starts[relation + 1])).filter((cell) => states[cell] === CELL.primary);
    const [first, second] = group;
    if (first === undefined || second === undefined || group.length === starts[relation + 1]! - starts[relation]!) continue;
    const isKnown = group.length === 2 && onlyUnit[first] !== onlyUnit[second] && (onlyUnit[first]! >= 0 || onlyUnit[second]! >= 0);
    const isFew = group.reduce((sum, cell) => sum + units[cell]!, 0) < minUnits;
    const hasTotal = first === members[starts[relation]!];
    if (isKnown || isFew) groups.set(`${hasTotal} ${group.join(' ')}`, hasTotal ? group : [-1, ...group]);
  }
  return [...groups.values()];
}

/** Appends a cell for each group that makes up its sum, or what is left of its total. */
function withGroupCells(problem: SuppressionProblem, groups: readonly Group[]): SuppressionProblem {
  const { system: { cells, starts, members }, required } = problem;
  const ends = [...starts];
  const all = [...members];
  const values = groups.map(([total, ...parts], index) => {
    const sum = parts.reduce((of, part) => of + problem.values[part]!, 0);
    // A group without a total adds up to its own cell, one with a total leaves it as the last part.
    all.push(...(total === -1 ? [cells + index, ...parts] : [total!, ...parts, cells + index]));
    ends.push(all.length);
    return total === -1 ? sum : problem.values[total!]! - sum;
  });
  const extend = (of: Float64Array, value: number): Float64Array => Float64Array.from([...of, ...groups.map(() => value)]);
  return {
    ...problem,
    system: { cells: cells + groups.length, starts: Int32Array.from(ends), members: Int32Array.from(all) },
    values: Float64Array.from([...problem.values, ...values]),
    states: Uint8Array.from([...problem.states, ...groups.map(() => CELL.primary)]),
    costs: extend(problem.costs, 0),
    lower: extend(problem.lower, -Infinity),
    upper: extend(problem.upper, Infinity),
    required: { below: extend(required.below, 0), above: extend(required.above, 0), width: extend(required.width, 0) },
    units: extend(problem.units, 0),
    onlyUnit: Int32Array.from([...problem.onlyUnit, ...groups.map(() => -1)]),
  };
}
