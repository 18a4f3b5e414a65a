/** Which labels of a released column may stand for each value that an attacker knows. */
export interface LabelMatches {
  /** Int32Array(values): the set of labels of each value. */
  readonly setOf: Int32Array;
  /** The sets, each of ascending codes of labels; no two are equal. */
  readonly sets: readonly Int32Array[];
}

/**
 * Finds the labels of a released column that may stand for values known in full.
 *
 * A label stands for a value that reads like it, and for every value that says so. Values with the same labels share a set, so
 * that persons whom the release does not tell apart are attacked once.
 *
 * @param values - distinct values that the attacker knows.
 * @param labels - distinct labels of the release, by code.
 * @param standing - by value, labels that may stand for it, at any level of generalisation.
 * @returns the sets; a value that no label stands for has the empty one.
 * @remarks O(values + labels + labels standing for a value).
 * @example
 * const { setOf, sets } = matchLabels(['34', '35', '61'], ['30-39', '61'], { 34: ['30-39', '*'], 35: ['30-39', '*'] });
 * [[...setOf], sets.map((set) => [...set])]; // => [[0, 0, 1], [[0], [1]]]
 */
export function matchLabels(values: readonly string[], labels: readonly string[], standing: Readonly<Record<string, readonly string[]>>): LabelMatches {
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const sets: Int32Array[] = [];
  const known = new Map<string, number>();
  const setOf = Int32Array.from(values, (value) => {
    const named = Object.hasOwn(standing, value) ? [value, ...standing[value]!] : [value];
    const set = Int32Array.from(new Set(named.flatMap((label) => codeOf.get(label) ?? []))).sort();
    const name = set.join();
    const place = known.get(name) ?? sets.push(set) - 1;
    known.set(name, place);
    return place;
  });
  return { setOf, sets };
}
