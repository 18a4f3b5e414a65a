/** The three truth values of SQL, ordered: `all` takes the least, `any` the greatest, `not` what is left to 2. */
export type Truth = 0 | 1 | 2;

/** Not so. */
export const FALSE = 0;
/** A null leaves it open. */
export const UNKNOWN = 1;
/** So. */
export const TRUE = 2;

/** Asks something of a pair. What a left and a right are (records, or distinct values) is the maker's affair. */
export type PairQuestion = (left: number, right: number) => Truth;

/**
 * Asks several questions at once.
 *
 * @param questions - at least one; those after the answer is clear are not asked.
 * @returns true where all are, false where one is, else unknown.
 */
export function allOf(questions: readonly PairQuestion[]): PairQuestion {
  return (left, right) => {
    let least: Truth = TRUE;
    for (const question of questions) {
      const truth = question(left, right);
      if (truth < least) least = truth;
      if (least === FALSE) break;
    }
    return least;
  };
}

/**
 * Asks whether one of several questions is true.
 *
 * @param questions - at least one; those after the answer is clear are not asked.
 * @returns true where one is, false where all are, else unknown.
 */
export function anyOf(questions: readonly PairQuestion[]): PairQuestion {
  return (left, right) => {
    let greatest: Truth = FALSE;
    for (const question of questions) {
      const truth = question(left, right);
      if (truth > greatest) greatest = truth;
      if (greatest === TRUE) break;
    }
    return greatest;
  };
}

/**
 * Turns a question round.
 *
 * @param question - any.
 * @returns true where it is false and the other way round; unknown stays.
 */
export function notOf(question: PairQuestion): PairQuestion {
  return (left, right) => (TRUE - question(left, right)) as Truth;
}
