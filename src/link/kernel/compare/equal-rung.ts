import { NEXT, type CodesOf, type Rung } from './rung.ts';

/**
 * Makes the rung of a level that asks for equal values of one column.
 *
 * @param level - the level.
 * @param leftCodes - codes of the column on the left.
 * @param rightCodes - codes of the column on the right.
 * @returns the rung.
 */
export function equalRung(level: number, leftCodes: CodesOf, rightCodes: CodesOf): Rung {
  return {
    levelOf(left, right) {
      const one = leftCodes === null ? left : leftCodes[left]!;
      const other = rightCodes === null ? right : rightCodes[right]!;
      return one === other && one !== 0 ? level : NEXT;
    },
    sift({ lefts, rights, places, levels, at }, pairs) {
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const left = lefts[place]! | 0;
        const right = rights[place]! | 0;
        const one = (leftCodes === null ? left : leftCodes[left]!) | 0;
        const other = (rightCodes === null ? right : rightCodes[right]!) | 0;
        // Few are equal.
        if (one === other && one !== 0) levels[at + place] = level;
        else places[rest++] = place;
      }
      return rest;
    },
  };
}
