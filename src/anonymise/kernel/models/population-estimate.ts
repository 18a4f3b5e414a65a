/**
 * Works out how many units a class of the file must have to show that its class of the population has at least k, where the file
 * is a random sample of the population.
 *
 * A class of k units shows X of them, X being Poisson with mean k·n/N. The size asked for is the smallest that X reaches with a
 * probability of at most the significance; a smaller class of the population reaches it even more rarely. It never exceeds k.
 *
 * @param k - units that a class of the population must have, from 1 up.
 * @param fraction - share n/N of the population that is in the file, in (0, 1].
 * @param significance - in (0, 1).
 * @param isZeroTruncated - whether only classes that show at least one unit are looked at, as those of a file are.
 * @returns an integer from 1 to k.
 * @see El Emam and Dankar 2008, https://doi.org/10.1197/jamia.M2716.
 * @example
 * sizeForPopulation(1000, 30_162 / 318_212_000, 0.01, true); // => 3
 */
export function sizeForPopulation(k: number, fraction: number, significance: number, isZeroTruncated: boolean): number {
  const mean = k * fraction;
  let size = 0;
  // In logarithms, since the first terms of a large mean are too small for a number.
  let logTerm = -mean - (isZeroTruncated ? Math.log(-Math.expm1(-mean)) : 0);
  /** Probability that a class of k shows `size` units or fewer. */
  let cumulated = isZeroTruncated ? 0 : Math.exp(logTerm);
  while (cumulated < 1 - significance && size < k) {
    size++;
    logTerm += Math.log(mean / size);
    cumulated += Math.exp(logTerm);
  }
  return Math.min(k, size + 1);
}
