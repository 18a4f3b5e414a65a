// Compares what both programs estimated. Sessions of expectation maximisation start alike and see the same pairs: they agree as
// far as their ends do. u is drawn: it agrees as far as the sample does.

/** The same start, pairs and steps: only the order of adding differs. */
const M_TOLERANCE = 1e-6;
/** Of u: of the shares of drawn pairs, where records are drawn and pairs are all of theirs. */
const U_TOLERANCE = 0.35;
/** Levels with fewer pairs in the sample are left out: chance decides there. */
const LEAST_DRAWN = 1_000;

/**
 * Compares parameters.
 *
 * @param {{ u: Record<string, number[]>, m: Record<string, number[]>, iterations?: number[] }} ours - by comparison, in the order of levels.
 * @param {{ u: Record<string, number[]>, m: Record<string, number[]>, iterations?: number[] }} theirs - the same.
 * @param {number} [samplePairs] - pairs that u is drawn from.
 * @returns {{ mGreatestDifference: number, uGreatestRatio: number, uLevels: number }}
 */
export function compareTraining(ours, theirs, samplePairs = 1e7) {
  if (String(ours.iterations) !== String(theirs.iterations)) throw new Error(`sessions took ${ours.iterations} iterations, ${theirs.iterations} theirs`);
  const levels = (which) => Object.entries(theirs[which]).flatMap(([name, shares]) => {
    const own = ours[which][name];
    if (own?.length !== shares.length) throw new Error(`${name} has other levels`);
    return shares.map((their, level) => ({ their, own: own[level] }));
  });
  const mGreatestDifference = Math.max(...levels('m').map(({ own, their }) => Math.abs(own - their)));
  const drawn = levels('u').filter(({ their }) => their * samplePairs >= LEAST_DRAWN);
  const uGreatestRatio = Math.max(...drawn.map(({ own, their }) => Math.max(own / their, their / own)));
  if (!(mGreatestDifference <= M_TOLERANCE)) throw new Error(`m differs by up to ${mGreatestDifference}`);
  if (!(uGreatestRatio <= 1 + U_TOLERANCE)) throw new Error(`u differs by a factor of up to ${uGreatestRatio}`);
  return { mGreatestDifference, uGreatestRatio, uLevels: drawn.length };
}
