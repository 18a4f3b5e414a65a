import { classesOfSize, type SizeCount } from './size-counts.ts';

/** How classes of the population are spread: their sizes less one follow a negative binomial law. */
export interface SlideNegativeBinomial {
  /** Classes of the population. */
  readonly classes: number;
  /** Successes α, above 0. */
  readonly alpha: number;
  /** Probability β of a success, in (0, 1): a class has one unit with probability β^α. */
  readonly beta: number;
}

/**
 * Fits the slide negative binomial model to the class sizes of a random sample.
 *
 * A class of the population has 1 + X units, X of the law that counts failures before α successes of probability β. Each unit is in the
 * sample with probability f. With y = β / (f + (1 − f)β), z = 1 − y and ρ = (1 − f) / f, a class shows one unit with probability
 * f y^α (1 + αρz), and two with α f z y^α (1 + (1 + α)ρz / 2). Both are set equal to what the sample shows of the K classes that the
 * modified estimator of Shlosser gives. Their quotient does not know K and is quadratic in α for each z; on the curve of its solutions the
 * first falls from that of a Poisson law (z = 0) to 0, so that there is one solution or none.
 *
 * @param sizes - what `countSizes` gives.
 * @param sampleFraction - f, in (0, 1).
 * @returns the model; `null` where no parameters show what the sample does: no class of one or two units, more classes of one than even
 *   classes of equal chances would show.
 * @remarks O(sizes), and 200 halvings.
 * @see Chen and Keller-McNulty 1998, Estimation of identification disclosure risk in microdata, Journal of Official Statistics 14(1);
 *   Haas and Stokes 1998, https://doi.org/10.1080/01621459.1998.10473807, for the number of classes.
 * @example
 * fitSlideNegativeBinomial([{ size: 1, classes: 40 }, { size: 2, classes: 15 }, { size: 5, classes: 8 }], 0.2)!.classes.toFixed(3); // => '148.652'
 */
export function fitSlideNegativeBinomial(sizes: readonly SizeCount[], sampleFraction: number): SlideNegativeBinomial | null {
  const ones = classesOfSize(sizes, 1);
  const twos = classesOfSize(sizes, 2);
  if (ones === 0 || twos === 0) return null;
  const classes = classesOfPopulation(sizes, ones, sampleFraction);
  const odds = (1 - sampleFraction) / sampleFraction;
  const quotient = twos / ones;
  const wanted = Math.log(ones / (classes * sampleFraction));
  const shownAt = (z: number): number => {
    const alpha = alphaAt(z, odds, quotient);
    return alpha * Math.log1p(-z) + Math.log1p(alpha * odds * z);
  };
  if (!(shownAt(LEAST) > wanted)) return null;
  // On the scale of ln z, since z may be small by many powers of ten.
  let low = Math.log(LEAST);
  let high = 0;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (shownAt(Math.exp(middle)) > wanted) low = middle;
    else high = middle;
  }
  const z = Math.exp(low);
  const y = 1 - z;
  return { classes, alpha: alphaAt(z, odds, quotient), beta: (sampleFraction * y) / (1 - (1 - sampleFraction) * y) };
}

/** The least z that is tried: below, the model cannot be told from a Poisson law. */
const LEAST = 1e-9;
const HALVINGS = 200;

/** Solves αz (1 + (1 + α)ρz / 2) = (1 + αρz) × quotient for α, in the form that does not cancel. */
function alphaAt(z: number, odds: number, quotient: number): number {
  const square = (odds * z * z) / 2;
  const linear = z + square - quotient * odds * z;
  const root = Math.sqrt(linear * linear + 4 * square * quotient);
  return linear < 0 ? (root - linear) / (2 * square) : (2 * quotient) / (root + linear);
}

/** The classes of the sample, and those it missed, by the modified estimator of Shlosser. */
function classesOfPopulation(sizes: readonly SizeCount[], ones: number, fraction: number): number {
  const ofAll = Math.log1p(-fraction);
  const ofSquare = Math.log1p(-fraction * fraction);
  const ofMore = Math.log1p(fraction);
  let seen = 0;
  let twice = 0;
  let among = 0;
  let missed = 0;
  let single = 0;
  for (const { size, classes } of sizes) {
    seen += classes;
    twice += classes * size * fraction * fraction * Math.exp((size - 1) * ofSquare);
    among += classes * Math.exp(size * ofSquare) * -Math.expm1(-size * ofMore);
    missed += classes * Math.exp(size * ofAll);
    single += classes * size * fraction * Math.exp((size - 1) * ofAll);
  }
  return seen + ones * (twice / among) * (missed / single) ** 2;
}
