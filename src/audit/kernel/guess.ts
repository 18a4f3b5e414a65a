/** What comes of guessing at random among those who fit. */
export interface Guess {
  /** Guesses made: one for everybody, or every row, that fits anything. */
  readonly attempts: number;
  /** How many are right, on average. */
  readonly expectedRight: number;
  /** Share of the attempts in [0, 1]; 0 when there are none. */
  readonly share: number;
  /** Between these lies the share in 95 % of attacks on as many others like them. */
  readonly low: number;
  readonly high: number;
}

/** Of a standard normal variable, 95 % lie within it. */
const NORMAL_95 = 1.959963984540054;

/**
 * Works out the prospects of guessing.
 *
 * @param byCandidates - by the number of those who fit, how many guesses are made, and how many candidates are right in all of
 *   them together.
 * @returns the prospects; the same for any order of the map.
 * @see Wilson 1927, https://doi.org/10.2307/2276774, for the interval.
 * @example
 * guessAmong(new Map([[2, { attempts: 10, right: 10 }], [5, { attempts: 10, right: 10 }]])).share; // => 0.35
 */
export function guessAmong(byCandidates: ReadonlyMap<number, { readonly attempts: number; readonly right: number }>): Guess {
  let attempts = 0;
  let expectedRight = 0;
  for (const [candidates, counts] of [...byCandidates].sort(([left], [right]) => right - left)) {
    attempts += counts.attempts;
    expectedRight += counts.right / candidates;
  }
  const share = attempts === 0 ? 0 : expectedRight / attempts;
  return { attempts, expectedRight, share, ...intervalOf(share, attempts) };
}

function intervalOf(share: number, attempts: number): { readonly low: number; readonly high: number } {
  if (attempts === 0) return { low: 0, high: 1 };
  const square = NORMAL_95 ** 2 / attempts;
  const centre = share + square / 2;
  const half = Math.sqrt(square * (share * (1 - share) + square / 4));
  return { low: Math.max(0, (centre - half) / (1 + square)), high: Math.min(1, (centre + half) / (1 + square)) };
}
