/** What noise is asked for, for cells of one size. */
export interface NoiseRequest {
  /** Float64Array(n), ascending: what may be added. */
  readonly deviations: Float64Array;
  /** Float64Array(n) > 0: least probability of each deviation; below 0 one and the same. */
  readonly least: Float64Array;
  readonly variance: number;
  /** Whether the variance is that exactly, or at most that. */
  readonly varianceIs: 'exact' | 'atMost';
  /** Whether probabilities rise up to the deviation 0, where it is allowed. */
  readonly monotone: boolean;
}

/** Newton steps tried before a request counts as one that nothing fulfils; feasible ones take about ten. */
const MAX_STEPS = 300;
/** Largest residual of a constraint, in units of the largest deviation. */
const TOLERANCE = 1e-13;
/** What is added to the diagonal, as a share of its largest entry, until a step succeeds. */
const DAMPINGS = [1e-14, 1e-9, 1e-6, 1e-3, 1, 1e3];
/** Multipliers beyond this belong to no solution. */
const MAX_MULTIPLIER = 1e6;

/**
 * Finds the distribution of noise with mean 0 that says least: the one of largest entropy.
 *
 * @param request - what is asked for.
 * @returns Float64Array(n): the probabilities, to about 12 digits; `null` when no distribution fulfils the request.
 * @remarks The dual has three unknowns: the multipliers of Σp = 1, Σvp = 0 and Σv²p ≤ V. For given multipliers the
 *   probabilities are exponentials of λ₀ + λ₁v + λ₂v²; where they must rise, neighbours that would fall are pooled at the
 *   mean of their exponents, and bounds cut. Newton's method with a line search on that convex function: O(n) a step.
 * @see R package ptable 1.0.0, which poses the problem; Giessing & Tent (2019).
 * @example
 * const even = { deviations: Float64Array.of(-1, 0, 1), least: new Float64Array(3).fill(1e-8), variance: 0.5, varianceIs: 'exact', monotone: true } as const;
 * [...mostEntropy(even)!].map((share) => share.toFixed(6)); // => ['0.250000', '0.500000', '0.250000']
 */
export function mostEntropy(request: NoiseRequest): Float64Array | null {
  const scale = Math.max(...request.deviations.map(Math.abs));
  const scaled = request.deviations.map((deviation) => deviation / scale);
  const variance = request.variance / (scale * scale);
  const spread = (shares: Float64Array): number => scaled.reduce((sum, deviation, index) => sum + deviation * deviation * shares[index]!, 0);
  if (request.varianceIs === 'atMost') {
    const free = solveDual(scaled, request, [1, 0]);
    if (free !== null && spread(free) <= variance * (1 + 1e-12)) return free;
  }
  return solveDual(scaled, request, [1, 0, variance]);
}

/** Minimises the dual over as many multipliers as there are moments. */
function solveDual(deviations: Float64Array, request: NoiseRequest, moments: readonly number[]): Float64Array | null {
  let now = evaluate(deviations, request, moments, moments.map((_, order) => (order === 0 ? -Math.log(deviations.length) : 0)));
  for (let step = 0; step < MAX_STEPS && residualOf(now) >= TOLERANCE; step++) {
    const next = descend(now, (change) => evaluate(deviations, request, moments, change));
    if (next === null) break;
    if (next.multipliers.some((multiplier) => Math.abs(multiplier) > MAX_MULTIPLIER)) return null;
    now = next;
  }
  // At the limit of what doubles hold the last residual stays; further off, the constraints contradict each other.
  return residualOf(now) < 1e-10 ? now.shares : null;
}

/** Steps to a place with a lower value: by Newton's direction, or one nearer the gradient where pools make the dual flat. */
function descend(now: Evaluation, at: (multipliers: readonly number[]) => Evaluation): Evaluation | null {
  for (const damping of DAMPINGS) {
    const direction = newtonDirection(now, damping);
    const slope = direction.reduce((sum, part, order) => sum + part * now.gradient[order]!, 0);
    for (let length = 1; length > 1e-7; length /= 2) {
      const next = at(now.multipliers.map((multiplier, order) => multiplier + length * direction[order]!));
      // Exponents beyond what doubles hold make the value one that no comparison may trust.
      if (Number.isFinite(next.value) && (next.value <= now.value + 1e-4 * length * slope || shrinks(now, next))) return next;
    }
  }
  return null;
}

/** Near the solution the values differ by less than they are rounded; there the residuals decide. */
function shrinks(now: Evaluation, next: Evaluation): boolean {
  return residualOf(now) < 1e-6 && residualOf(next) < residualOf(now);
}

function residualOf({ gradient }: Evaluation): number {
  return Math.max(...gradient.map(Math.abs));
}

/** The dual at one place. */
interface Evaluation {
  readonly multipliers: readonly number[];
  readonly shares: Float64Array;
  readonly value: number;
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly number[])[];
}

function evaluate(deviations: Float64Array, request: NoiseRequest, moments: readonly number[], multipliers: readonly number[]): Evaluation {
  const powers = moments.map((_, order) => deviations.map((deviation) => deviation ** order));
  const exponents = deviations.map((_, index) => multipliers.reduce((sum, multiplier, order) => sum + multiplier * powers[order]![index]!, 0));
  const { shares, pools } = sharesOf(exponents, deviations, request);
  const value = shares.reduce((sum, share, index) => sum + share * (1 + exponents[index]! - Math.log(share)), 0)
    - moments.reduce((sum, moment, order) => sum + moment * multipliers[order]!, 0);
  const gradient = moments.map((moment, order) => shares.reduce((sum, share, index) => sum + share * powers[order]![index]!, -moment));
  const hessian = moments.map(() => moments.map(() => 0));
  for (const { from, to } of pools) {
    const means = powers.map((power) => power.subarray(from, to).reduce((sum, part) => sum + part, 0) / (to - from));
    const weight = (to - from) * shares[from]!;
    means.forEach((left, row) => means.forEach((right, column) => (hessian[row]![column]! += weight * left * right)));
  }
  return { multipliers, shares, value, gradient, hessian };
}

/** Neighbours `[from, to)` that share one probability, which follows the multipliers. */
interface Pool {
  readonly from: number;
  readonly to: number;
}

/** The best probabilities for given exponents; pools leave out those that a bound holds. */
function sharesOf(exponents: Float64Array, deviations: Float64Array, { least, monotone }: NoiseRequest): { shares: Float64Array; pools: Pool[] } {
  const zero = deviations.indexOf(0);
  const shares = new Float64Array(exponents.length);
  const pools: Pool[] = [];
  const place = (from: number, to: number, share: number, most: number): void => {
    const low = least[from]!;
    if (share > low && share < most) pools.push({ from, to });
    shares.fill(Math.min(most, Math.max(low, share)), from, to);
  };
  const chain = monotone ? zero + 1 : 0;
  const risen = poolRising(exponents.subarray(0, chain));
  const last = risen.at(-1);
  const isHeld = last !== undefined && Math.exp(last.mean) < least[zero]!;
  const rising = isHeld ? poolRising(exponents.subarray(0, zero)) : risen;
  for (const { from, to, mean } of rising) place(from, to, Math.exp(mean), isHeld ? least[zero]! : Infinity);
  if (isHeld) shares[zero] = least[zero]!;
  for (let index = chain; index < exponents.length; index++) place(index, index + 1, Math.exp(exponents[index]!), Infinity);
  return { shares, pools };
}

/** Pools neighbours that fall until the means rise. */
function poolRising(values: Float64Array): (Pool & { readonly mean: number })[] {
  const pools: (Pool & { readonly mean: number })[] = [];
  values.forEach((value, index) => {
    let pool = { from: index, to: index + 1, mean: value };
    for (let last = pools.at(-1); last !== undefined && last.mean > pool.mean; last = pools.at(-1)) {
      const left = last.to - last.from;
      const right = pool.to - pool.from;
      pool = { from: last.from, to: pool.to, mean: (last.mean * left + pool.mean * right) / (left + right) };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools;
}

/** Solves (hessian + damping) · direction = −gradient, of two or three rows. */
function newtonDirection({ gradient, hessian }: Evaluation, damping: number): number[] {
  const size = gradient.length;
  const ridge = damping * Math.max(1e-300, ...hessian.map((row, index) => row[index]!));
  const rows = hessian.map((row, index) => [...row.map((entry, column) => (column === index ? entry + ridge : entry)), -gradient[index]!]);
  for (let pivot = 0; pivot < size; pivot++) {
    const best = rows.reduce((found, row, index) => (index > pivot && Math.abs(row[pivot]!) > Math.abs(rows[found]![pivot]!) ? index : found), pivot);
    [rows[pivot], rows[best]] = [rows[best]!, rows[pivot]!];
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      rows[row] = rows[row]!.map((entry, column) => entry - factor * rows[pivot]![column]!);
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}
