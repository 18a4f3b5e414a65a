/** Somebody who knows the values of some cells: places of a component, ascending. */
export type Insider = readonly number[];

/** Which insiders may still be certain of which cells. Insiders and places are numbers. */
export interface Doubts {
  /** Whether no move was seen yet that moves the cell and none of those the insider knows. */
  isOpen(place: number, insider: number): boolean;
  /** Takes a move in: the places of cells that are elsewhere. Whoever knows none of them learns nothing of any of them. */
  note(places: readonly number[]): void;
}

/**
 * Starts to doubt of every insider whether he is certain of every cell but those he knows.
 *
 * @param size - number of places.
 * @param targets - the places that are looked at.
 * @param insiders - the places that each insider knows.
 * @returns the doubts, which only become fewer.
 * @remarks A bit for each target and insider. A move costs its places times the insiders ÷ 32, however many moves were seen.
 * @example
 * // Who knows cell 0 may be certain of cell 1, until a move is seen that leaves cell 0 where it is.
 * const doubts = doubtAll(3, [1], [[0]]);
 * doubts.note([0, 1]);
 * doubts.isOpen(1, 0); // => true
 * doubts.note([1, 2]);
 * doubts.isOpen(1, 0); // => false
 */
export function doubtAll(size: number, targets: readonly number[], insiders: readonly Insider[]): Doubts {
  const words = (insiders.length + 31) >>> 5;
  const targetAt = new Int32Array(size).fill(-1);
  targets.forEach((place, target) => {
    targetAt[place] = target;
  });
  const open = new Uint32Array(targets.length * words).fill(0xffff_ffff);
  const insidersAt = new Map<number, number[]>();
  insiders.forEach((known, insider) => {
    for (const place of known) {
      const others = insidersAt.get(place);
      if (others === undefined) insidersAt.set(place, [insider]);
      else others.push(insider);
      if (targetAt[place]! >= 0) open[targetAt[place]! * words + (insider >>> 5)]! &= ~(1 << (insider & 31));
    }
  });
  return {
    isOpen: (place, insider) => targetAt[place]! >= 0 && (open[targetAt[place]! * words + (insider >>> 5)]! & (1 << (insider & 31))) !== 0,
    note(places) {
      const met = new Uint32Array(words);
      for (const place of places) for (const insider of insidersAt.get(place) ?? []) met[insider >>> 5]! |= 1 << (insider & 31);
      for (const place of places) {
        const start = targetAt[place]! * words;
        if (start >= 0) for (let word = 0; word < words; word++) open[start + word]! &= met[word]!;
      }
    },
  };
}
