/** What one pass did. */
export interface PassCounts {
  /** Pairs that the rule gave and that were looked at. */
  readonly candidates: number;
  readonly links: number;
  /** Records with two or more candidates in a source that holds each person once. */
  readonly ambiguous: number;
}

/** Links records by rules, pass after pass; the pairs of each pass are shown twice. */
export interface Passes {
  /** Counts the candidates of each record: the first showing of a pass. */
  look(lefts: Uint32Array, rights: Uint32Array, pairs: number): void;
  /**
   * Links where nothing is ambiguous: the second showing.
   *
   * @param lefts - lesser record of each pair.
   * @param rights - the other record.
   * @param pairs - pairs shown.
   * @param isLinked - Uint8Array(pairs) or longer; receives 1 for a pair that is linked.
   */
  link(lefts: Uint32Array, rights: Uint32Array, pairs: number, isLinked: Uint8Array): void;
  /** Ends the pass. */
  end(): PassCounts;
}

const ONE = 1;
const SEVERAL = 2;
const LINKED = 4;

/**
 * Starts deterministic linkage in ordered passes.
 *
 * A source may be known to hold each person once. Into such a source a record has at most one link: in a pass, a record
 * with two candidates there is ambiguous and gets none of them; and, where passes take only what is not yet linked, a
 * record with a link there gets no other in later passes. Two records of one such source are never linked.
 *
 * @param sourceOf - Int32Array(records): the source of each record.
 * @param duplicateFree - by source, whether it holds each person once.
 * @param takes - `unlinked`: later passes leave alone what an earlier one linked; `all`: they look at every record.
 * @returns the passes, so far none.
 * @remarks O(pairs); a byte per record and source, whatever the number of pairs.
 */
export function orderedPasses(sourceOf: Int32Array, duplicateFree: readonly boolean[], takes: 'unlinked' | 'all'): Passes {
  const sources = duplicateFree.length;
  // By record and source: one candidate, several, linked before.
  const state = new Uint8Array(sourceOf.length * sources);
  const barred = takes === 'unlinked' ? LINKED : 0;
  let counts = { candidates: 0, links: 0 };
  const isSingle = (to: number): boolean => duplicateFree[sourceOf[to]!] === true;
  const slotOf = (from: number, to: number): number => from * sources + sourceOf[to]!;
  const isOpen = (from: number, to: number): boolean => !isSingle(to) || (sourceOf[from] !== sourceOf[to] && (state[slotOf(from, to)]! & barred) === 0);
  const isClear = (from: number, to: number): boolean => !isSingle(to) || (state[slotOf(from, to)]! & SEVERAL) === 0;
  const note = (from: number, to: number): void => {
    const slot = slotOf(from, to);
    state[slot]! |= (state[slot]! & ONE) === 0 ? ONE : SEVERAL;
  };
  return {
    look(lefts, rights, pairs) {
      for (let pair = 0; pair < pairs; pair++) {
        const left = lefts[pair]!;
        const right = rights[pair]!;
        if (!isOpen(left, right) || !isOpen(right, left)) continue;
        counts.candidates++;
        note(left, right);
        note(right, left);
      }
    },
    link(lefts, rights, pairs, isLinked) {
      for (let pair = 0; pair < pairs; pair++) {
        const left = lefts[pair]!;
        const right = rights[pair]!;
        const links = isOpen(left, right) && isOpen(right, left) && isClear(left, right) && isClear(right, left);
        isLinked[pair] = links ? 1 : 0;
        if (!links) continue;
        counts.links++;
        // Neither has another candidate there, so nothing that follows in this pass is barred by it.
        state[slotOf(left, right)]! |= LINKED;
        state[slotOf(right, left)]! |= LINKED;
      }
    },
    end() {
      let ambiguous = 0;
      for (let record = 0; record < sourceOf.length; record++) {
        const slots = state.subarray(record * sources, (record + 1) * sources);
        if (slots.some((bits, source) => duplicateFree[source] === true && (bits & SEVERAL) !== 0)) ambiguous++;
      }
      for (let slot = 0; slot < state.length; slot++) state[slot]! &= LINKED;
      const ended = { ...counts, ambiguous };
      counts = { candidates: 0, links: 0 };
      return ended;
    },
  };
}
