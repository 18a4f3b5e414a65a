import type { Component } from './components.ts';
import { columnRows, componentRows, isSolution, movingProgram } from './distance-program.ts';
import { isNearWhole, separateMoves, withColumns } from './separate-moves.ts';
import { roundSolution } from './round-solution.ts';
import type { LinearProgram, LinearSolver, SolverModel } from './solver.ts';

/** A cell is asked to be elsewhere: at least `distance` above (`direction` 1) or below (−1) where it is. */
export interface Demand {
  readonly place: number;
  readonly direction: 1 | -1;
  /** Above 0. */
  readonly distance: number;
}

/** Whether demands were met by a solution, cannot be met, or nobody knows. */
export type Answer = 'met' | 'impossible' | 'unknown';

/** Moves cells of a component away from one solution to others. Places are those of the component's cells. */
export interface Mover {
  /** Float64Array each: how far below and above its place in the first solution each cell was seen. */
  readonly down: Float64Array;
  readonly up: Float64Array;
  /** Smallest distance that counts: 1 for whole numbers. */
  readonly step: number;
  /** Looks for one solution that meets all demands at once; it moves as few cells as little as it can. */
  meet(demands: readonly Demand[]): Answer;
  /** Looks for solutions that meet as many demands as they can, without regard to how much moves; tells nothing of those that are not met. */
  sweep(demands: readonly Demand[]): void;
  /** Holds cells where they are, and lets go all others. */
  hold(places: readonly number[]): void;
  /** Tells every move seen from now on, as the places of the cells that are elsewhere by a step or more; moves that are apart one by one. */
  onMove(listener: (places: readonly number[]) => void): void;
  close(): void;
}

/** What limits the search for solutions, and counts it. */
export interface SearchContext {
  readonly solver: LinearSolver;
  readonly isWhole: boolean;
  /** Distance below which two values are one, for values that are no whole numbers. */
  readonly tolerance: number;
  /** Seconds left; infinite without a limit. */
  readonly secondsLeft: () => number;
  readonly count: (kind: 'linear' | 'whole') => void;
}

/** Bounds by cell number. */
export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Share of a component's extent below which a value did not move; ten times what the solver may miss a bound by. */
const SMALLEST_MOVE = 1e-8;

/**
 * Starts to move the cells of a component.
 *
 * @param component - cells and rows.
 * @param bounds - lower and upper bounds by cell number.
 * @param start - Float64Array(cells of the component): a solution.
 * @param context - solver and limits.
 * @returns the mover. Its program, in distances up and down from `start`, has the sum of all distances as its cost and no right
 *   sides: where nothing is asked nothing moves, and each search ends near where it started.
 * @remarks A solution in whole numbers counts only after its rows and bounds were checked in whole numbers: what was met is
 *   certain whatever the solver's tolerance.
 */
export function moveCells(component: Component, bounds: Bounds, start: Float64Array, context: SearchContext): Mover {
  const { isWhole, secondsLeft } = context;
  const size = component.cells.length;
  const rows = componentRows(component);
  const rowsOf = columnRows(size, rows);
  const scale = isWhole ? 1 : extentOf(component, bounds, start);
  const below = Float64Array.from(component.cells, (cell, place) => Math.min(0, (bounds.lower[cell]! - start[place]!) / scale));
  const above = Float64Array.from(component.cells, (cell, place) => Math.max(0, (bounds.upper[cell]! - start[place]!) / scale));
  const program = movingProgram(rows, below, above);
  const down = new Float64Array(size);
  const up = new Float64Array(size);
  const listeners: ((places: readonly number[]) => void)[] = [];
  const step = isWhole ? 1 : Math.max(2 * context.tolerance, SMALLEST_MOVE * scale);
  const held = new Set<number>();
  const plain: LinearProgram = { ...program, ...rows, columns: size, costs: new Float64Array(size), lower: below, upper: above };
  const programs = { plain, linear: program, whole: { ...program, integers: new Uint8Array(2 * size).fill(1) } };
  const models: { plain: SolverModel | null; linear: SolverModel | null; whole: SolverModel | null } = { plain: null, linear: null, whole: null };

  const isOutOfBounds = ({ place, direction, distance }: Demand): boolean => distance > scale * (direction === 1 ? above[place]! : -below[place]!) + context.tolerance;

  function open(kind: keyof typeof models): SolverModel {
    const known = models[kind];
    if (known !== null) return known;
    const model = context.solver.open(programs[kind]);
    models[kind] = model;
    for (const place of held) holdAt(model, place);
    return model;
  }

  function holdAt(model: SolverModel, place: number): void {
    model.setBounds(place, 0, 0);
    if (model !== models.plain) model.setBounds(size + place, 0, 0);
  }

  function release(model: SolverModel, place: number): void {
    if (model === models.plain) {
      model.setBounds(place, below[place]!, above[place]!);
      return;
    }
    model.setBounds(place, 0, above[place]!);
    model.setBounds(size + place, 0, -below[place]!);
  }

  function solve(kind: 'linear' | 'whole', demands: readonly Demand[]): Float64Array | Answer {
    const model = open(kind);
    for (const { place, direction, distance } of demands) {
      // Nothing is gained by going up and down at once.
      model.setBounds(place, direction === 1 ? distance / scale : 0, direction === 1 ? above[place]! : 0);
      model.setBounds(size + place, direction === 1 ? 0 : distance / scale, direction === 1 ? 0 : -below[place]!);
    }
    context.count(kind);
    const { status, values } = model.run({ seconds: secondsLeft() });
    for (const { place } of demands) release(model, place);
    if (status === 'infeasible') return 'impossible';
    return values.length === 0 ? 'unknown' : values.subarray(0, size).map((value, place) => value - values[size + place]!);
  }

  /** Looks for a solution in which a cell is as far as it can be: another corner, whose numbers may be whole. */
  function solveFurthest({ place, direction }: Demand): Float64Array | null {
    const model = open('plain');
    model.setCost(place, -direction);
    context.count('linear');
    const { values } = model.run({ seconds: secondsLeft() });
    model.setCost(place, 0);
    return values.length === 0 ? null : values;
  }

  /** Looks for a solution in whole numbers among the cells that share a row with those that moved; `null` when there is none so close. */
  function solveNearby(demand: Demand, found: Float64Array): Float64Array | null {
    const moved = separateMoves(rows, rowsOf, found).find((part) => part.includes(demand.place)) ?? [demand.place];
    const places = [...new Set([...moved, ...moved.flatMap((place) => rowsOf[place]!.flatMap((row) => [...rows.rowColumns.subarray(rows.rowStarts[row], rows.rowStarts[row + 1])]))])]
      .filter((place) => !held.has(place));
    const small = withColumns(program, [...places, ...places.map((place) => size + place)]);
    const at = places.indexOf(demand.place);
    const [asked, opposite] = demand.direction === 1 ? [at, places.length + at] : [places.length + at, at];
    small.lower[asked] = demand.distance;
    small.upper[opposite] = 0;
    const model = context.solver.open({ ...small, integers: new Uint8Array(small.columns).fill(1) });
    context.count('whole');
    const { values } = model.run({ seconds: Math.min(secondsLeft(), SECONDS_NEARBY) });
    model.close();
    if (values.length === 0) return null;
    const distances = new Float64Array(size);
    places.forEach((place, column) => {
      distances[place] = values[column]! - values[places.length + column]!;
    });
    return distances;
  }

  /** Makes a solution in whole numbers of what is whole, or can be rounded, in one that is not. */
  function wholePart(found: Float64Array, first: Demand | undefined): Float64Array {
    const distances = new Float64Array(size);
    for (const part of separateMoves(rows, rowsOf, found)) {
      if (part.every((place) => isNearWhole(found[place]!))) {
        for (const place of part) distances[place] = Math.round(found[place]!);
        continue;
      }
      const alone = new Float64Array(size);
      for (const place of part) alone[place] = found[place]!;
      const lead = first !== undefined && part.includes(first.place) ? first : { place: part[0]!, direction: 1 };
      const rounded = roundSolution({ ...rows, rowLower: program.rowLower }, rowsOf, alone, lead.place, lead.direction === 1);
      if (rounded !== null) for (const place of part) distances[place] = rounded[place]!;
    }
    return distances;
  }

  /** Tells a move; in whole numbers, each part that no row connects to the others, as it is a move by itself. */
  function tell(moved: Float64Array): void {
    if (listeners.length === 0) return;
    for (const part of isWhole ? separateMoves(rows, rowsOf, moved) : [Array.from(moved.keys())]) {
      const places = part.filter((place) => Math.abs(moved[place]!) >= step);
      for (const listener of listeners) listener(places);
    }
  }

  /** Takes a solution in, as far as it is one in the numbers that count; tells whether it meets the demands. */
  function see(found: Float64Array, demands: readonly Demand[]): boolean {
    const distances = isWhole ? wholePart(found, demands[0]) : found;
    if (isWhole && !isSolution(rows, program.rowLower, below, above, distances)) return false;
    for (const place of held) if (Math.abs(distances[place]!) * scale > context.tolerance) return false;
    const moved = scale === 1 ? distances : distances.map((distance) => distance * scale);
    moved.forEach((distance, place) => {
      if (distance > up[place]!) up[place] = distance;
      if (-distance > down[place]!) down[place] = -distance;
    });
    tell(moved);
    return demands.every(({ place, direction, distance }) => direction * moved[place]! >= distance - context.tolerance);
  }

  return {
    down,
    up,
    step,
    meet(demands) {
      if (demands.some(isOutOfBounds)) return 'impossible';
      const found = solve('linear', demands);
      if (typeof found === 'string') return found;
      if (see(found, demands)) return 'met';
      if (!isWhole || demands.length > 1) return 'unknown';
      for (const look of [solveFurthest, solveNearby]) {
        const other = look(demands[0]!, found);
        if (other !== null && see(other, demands)) return 'met';
      }
      const whole = solve('whole', demands);
      if (typeof whole === 'string') return whole;
      return see(whole, demands) ? 'met' : 'unknown';
    },
    sweep(demands) {
      const [lower, upper, costs] = [below.slice(), above.slice(), new Float64Array(size)];
      for (const { place, direction, distance } of demands) {
        // What one cell moves further than it has to is not there for others; the solver may miss a bound by a little.
        const enough = isWhole ? Math.ceil(distance) : (2 * distance) / scale;
        if (direction === 1) upper[place] = Math.min(upper[place]!, enough);
        else lower[place] = Math.max(lower[place]!, -enough);
        costs[place] = -direction;
      }
      for (const place of held) lower[place] = upper[place] = 0;
      const model = context.solver.open({ ...plain, costs, lower, upper });
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        context.count('linear');
        const { values } = model.run({ seconds: secondsLeft() });
        if (values.length > 0) see(values, []);
        const broken = isWhole ? Array.from(values.keys()).filter((place) => !isNearWhole(values[place]!)) : [];
        if (broken.length === 0) break;
        // Without the cells between whole numbers, the others may be whole.
        for (const place of broken) model.setBounds(place, 0, 0);
      }
      model.close();
    },
    hold(places) {
      const next = new Set(places);
      for (const model of Object.values(models)) {
        if (model === null) continue;
        for (const place of held) if (!next.has(place)) release(model, place);
        for (const place of next) holdAt(model, place);
      }
      held.clear();
      for (const place of next) held.add(place);
    },
    onMove: (listener) => void listeners.push(listener),
    close() {
      for (const model of Object.values(models)) model?.close();
    },
  };
}

/**
 * Meets demands: first as many as can be at once, then one after the other, several together where that goes well.
 *
 * @param mover - looks for the solutions.
 * @param demands - what is asked.
 * @param isMet - tells whether a demand was met by a solution seen before.
 * @param onAnswer - receives the demands that are not met, each with its answer.
 */
export function meetAll(mover: Mover, demands: readonly Demand[], isMet: (demand: Demand) => boolean, onAnswer: (demand: Demand, answer: Answer) => void): void {
  let waiting = demands.filter((demand) => !isMet(demand));
  for (let before = Infinity; waiting.length >= MANY && before - waiting.length >= MANY / 2;) {
    before = waiting.length;
    mover.sweep(waiting);
    waiting = waiting.filter((demand) => !isMet(demand));
  }
  for (let together = 1; waiting.length > 0;) {
    waiting = waiting.filter((demand) => !isMet(demand));
    const asked = waiting.slice(0, together);
    if (asked.length === 0) break;
    const answer = mover.meet(asked);
    if (answer !== 'met' && asked.length > 1) {
      // What moved apart from the rest may have been met all the same.
      if (!asked.some(isMet)) together = Math.ceil(asked.length / 4);
      continue;
    }
    if (answer !== 'met') onAnswer(asked[0]!, answer);
    waiting.splice(0, asked.length);
    together = answer === 'met' ? Math.min(2 * together, MOST_TOGETHER) : 1;
  }
}

const MOST_TOGETHER = 64;

/** So many demands are worth a program for all of them; half as many that it met are worth another. */
const MANY = 32;

/** Programs one sweep is made of at most. */
const ATTEMPTS = 4;

/** Seconds for a search among few cells, before one among all of them. */
const SECONDS_NEARBY = 5;

/** How far cells can be from a solution at most, as far as that is finite. */
function extentOf({ cells }: Component, { lower, upper }: Bounds, start: Float64Array): number {
  const finite = (value: number): number => (Number.isFinite(value) ? value : 0);
  return cells.reduce((most, cell, place) => Math.max(most, finite(start[place]! - lower[cell]!), finite(upper[cell]! - start[place]!)), 0) || 1;
}
