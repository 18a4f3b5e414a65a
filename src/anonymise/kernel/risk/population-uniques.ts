import { digamma, logGamma, trigamma } from './gamma.ts';
import { classesOfSize, type SizeCount } from './size-counts.ts';
import { fitSlideNegativeBinomial } from './slide-negative-binomial.ts';

/** How many units of the population are alone in their class, estimated from a random sample; `null` where a method has no answer. */
export interface PopulationUniques {
  /** Units of the population: those of the sample over the sampling fraction. */
  readonly populationSize: number;
  /** By the formula of Ewens and Pitman, fitted by maximum likelihood. */
  readonly pitman: number | null;
  /** By the share of population uniques among sample uniques, after Zayatz. */
  readonly zayatz: number | null;
  /** By the slide negative binomial model, fitted to the classes of one and of two units. */
  readonly slideNegativeBinomial: number | null;
  /**
   * The one that Dankar and others advise: up to a sampling fraction of a tenth Pitman, or Zayatz where that has no answer; above, the
   * smaller of Zayatz and the slide negative binomial model, or Zayatz where that has none.
   */
  readonly advised: number | null;
  /** The advised number as a share of the population. */
  readonly share: number | null;
}

/**
 * Estimates the uniques of a population from the class sizes of a random sample.
 *
 * @param sizes - what `countSizes` gives.
 * @param sampleFraction - share of the population that is in the sample, in (0, 1].
 * @returns the estimates; all `null` without units. A sample of everybody gives its own uniques.
 * @throws {RangeError} if the fraction is out of range.
 * @remarks O(classes) a step of Newton's method, of which there are some ten. Zayatz takes the population to be spread as the sample is, which
 *   overstates its uniques.
 * @see Dankar et al. 2012, https://doi.org/10.1186/1472-6947-12-66; Hoshino 2001, Journal of Official Statistics 17(4); Zayatz 1991.
 * @example
 * populationUniques([{ size: 1, classes: 3 }, { size: 2, classes: 1 }], 1).advised; // => 3
 */
export function populationUniques(sizes: readonly SizeCount[], sampleFraction: number): PopulationUniques {
  if (!(sampleFraction > 0 && sampleFraction <= 1)) throw new RangeError('sampleFraction: expected a number above 0 and at most 1');
  const units = sizes.reduce((sum, { size, classes }) => sum + size * classes, 0);
  const populationSize = units / sampleFraction;
  if (units === 0) return { populationSize, pitman: null, zayatz: null, slideNegativeBinomial: null, advised: null, share: null };
  const uniques = classesOfSize(sizes, 1);
  if (sampleFraction === 1) return { populationSize, pitman: uniques, zayatz: uniques, slideNegativeBinomial: uniques, advised: uniques, share: uniques / units };
  const pitman = within(pitmanUniques(sizes, units, populationSize), populationSize);
  const zayatz = within(zayatzUniques(sizes, units, populationSize), populationSize);
  const slideNegativeBinomial = within(slideUniques(sizes, sampleFraction), populationSize);
  const advised = sampleFraction <= 0.1 ? (pitman ?? zayatz) : zayatz === null ? null : Math.min(zayatz, slideNegativeBinomial ?? zayatz);
  return { populationSize, pitman, zayatz, slideNegativeBinomial, advised, share: advised === null ? null : advised / populationSize };
}

/** An estimate that is no number of units of the population is none. */
function within(estimate: number | null, populationSize: number): number | null {
  return estimate !== null && estimate >= 0 && estimate <= populationSize ? estimate : null;
}

/**
 * Sample uniques over the sampling fraction, times the chance that a class that shows one unit has but one. The sizes in the population are
 * taken to be spread as those in the sample; a class of j shows one unit with the hypergeometric chance j C(N − j, n − 1) / C(N, n).
 */
function zayatzUniques(sizes: readonly SizeCount[], units: number, populationSize: number): number {
  const uniques = classesOfSize(sizes, 1);
  // Of a class of j against one of 1: j Π (N − n − i + 1) / (N − i) for i from 1 to j − 1.
  let ratio = 1;
  let reached = 1;
  let shown = 0;
  for (const { size, classes } of sizes) {
    for (; reached < size && ratio > 0; reached++) ratio *= Math.max(0, populationSize - units - reached + 1) / (populationSize - reached);
    shown += classes * size * ratio;
  }
  return shown === 0 ? 0 : ((uniques * uniques) / shown) * (populationSize / units);
}

/** Classes of one unit: K β^α; `null` where the model has no answer. */
function slideUniques(sizes: readonly SizeCount[], sampleFraction: number): number | null {
  const fitted = fitSlideNegativeBinomial(sizes, sampleFraction);
  return fitted === null ? null : fitted.classes * fitted.beta ** fitted.alpha;
}

const MOST_STEPS = 100;

/** Uniques of a population of the size given, Γ(θ + 1) / Γ(θ + α) · N^α; `null` where the likelihood has no highest point inside. */
function pitmanUniques(sizes: readonly SizeCount[], units: number, populationSize: number): number | null {
  const fitted = fitPitman(sizes, units);
  return fitted === null ? null : Math.exp(logGamma(fitted.theta + 1) - logGamma(fitted.theta + fitted.alpha) + fitted.alpha * Math.log(populationSize));
}

interface PitmanParameters {
  readonly theta: number;
  readonly alpha: number;
}

/** Climbs to the highest likelihood by Newton's steps, halved until they lead up. */
function fitPitman(sizes: readonly SizeCount[], units: number): PitmanParameters | null {
  const classes = sizes.reduce((sum, { classes: count }) => sum + count, 0);
  let at = firstGuess(sizes, units, classes);
  let now = likelihood(sizes, units, classes, at);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { byTheta, byAlpha, thetaTheta, thetaAlpha, alphaAlpha } = now;
    const determinant = thetaTheta * alphaAlpha - thetaAlpha * thetaAlpha;
    const isConcave = thetaTheta < 0 && determinant > 0;
    // Where Newton's step would lead down, one uphill on the scale of each parameter.
    const towards = isConcave
      ? { theta: (thetaAlpha * byAlpha - alphaAlpha * byTheta) / determinant, alpha: (thetaAlpha * byTheta - thetaTheta * byAlpha) / determinant }
      : { theta: byTheta / Math.abs(thetaTheta), alpha: byAlpha / Math.abs(alphaAlpha) };
    if (isConcave && Math.abs(towards.theta) <= 1e-12 * (1 + Math.abs(at.theta)) && Math.abs(towards.alpha) <= 1e-12) return at;
    let share = 1;
    let next = at;
    let then = now;
    for (; share > 1e-10; share /= 2) {
      next = { theta: at.theta + share * towards.theta, alpha: at.alpha + share * towards.alpha };
      if (!isInside(next)) continue;
      then = likelihood(sizes, units, classes, next);
      if (then.value > now.value) break;
    }
    // Nothing higher within the digits of a double: this is the top, if there is one.
    if (share <= 1e-10) return isConcave && Math.abs(towards.alpha) < 1e-6 ? at : null;
    at = next;
    now = then;
  }
  return null;
}

function isInside({ theta, alpha }: PitmanParameters): boolean {
  return alpha > 0 && alpha < 1 && theta > -alpha && theta < Infinity;
}

/** Hoshino's moments, or the middle where they lie outside. */
function firstGuess(sizes: readonly SizeCount[], units: number, classes: number): PitmanParameters {
  const ones = classesOfSize(sizes, 1);
  const c = (ones * (ones - 1)) / Math.max(1, classesOfSize(sizes, 2));
  const theta = (units * classes * c - ones * (units - 1) * (2 * classes + c)) / (2 * ones * classes + ones * c - units * c);
  const alpha = (theta * (ones - units) + (units - 1) * ones) / (units * classes);
  return isInside({ theta, alpha }) ? { theta, alpha } : { theta: 1, alpha: 0.5 };
}

interface Likelihood {
  readonly value: number;
  readonly byTheta: number;
  readonly byAlpha: number;
  readonly thetaTheta: number;
  readonly thetaAlpha: number;
  readonly alphaAlpha: number;
}

/** The logarithm of the likelihood and its derivatives: Σ ln(θ + iα) over classes − Σ ln(θ + i) over units + Σ ln(i − α) within classes. */
function likelihood(sizes: readonly SizeCount[], units: number, classes: number, { theta, alpha }: PitmanParameters): Likelihood {
  let value = logGamma(theta + 1) - logGamma(theta + units);
  let byTheta = digamma(theta + 1) - digamma(theta + units);
  let thetaTheta = trigamma(theta + 1) - trigamma(theta + units);
  let byAlpha = 0;
  let thetaAlpha = 0;
  let alphaAlpha = 0;
  for (let index = 1; index < classes; index++) {
    const inverse = 1 / (theta + index * alpha);
    value -= Math.log(inverse);
    byTheta += inverse;
    byAlpha += index * inverse;
    thetaTheta -= inverse * inverse;
    thetaAlpha -= index * inverse * inverse;
    alphaAlpha -= index * inverse * index * inverse;
  }
  for (const { size, classes: count } of sizes) {
    value += count * (logGamma(size - alpha) - logGamma(1 - alpha));
    byAlpha -= count * (digamma(size - alpha) - digamma(1 - alpha));
    alphaAlpha += count * (trigamma(size - alpha) - trigamma(1 - alpha));
  }
  return { value, byTheta, byAlpha, thetaTheta, thetaAlpha, alphaAlpha };
}
