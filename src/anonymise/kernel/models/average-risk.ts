import type { ClassTable } from '../classes.ts';
import { ALWAYS, NEVER, type ClassJudge } from './class-judge.ts';

/**
 * Judges by the mean probability of re-identification: classes over units, of all that is kept.
 *
 * It asks something of all classes together: `judge` refuses the smallest of those that do not fail yet until what is left
 * holds, of equal ones first those that stand first. It belongs after all other judges.
 *
 * @param hasEntities - whether units are entities, which classes may share.
 * @param maxRisk - in (0, 1].
 * @returns the judge; it attains classes over units.
 * @remarks O(classes log classes).
 * @see El Emam 2013, Guide to the De-Identification of Personal Health Information, chapter 16.
 */
export function averageRisk(hasEntities: boolean, maxRisk: number): ClassJudge {
  return {
    minSize: 1,
    // Refusing one class of no more units than a merged one leaves a mean no worse than before the merging.
    monotone: hasEntities ? NEVER : ALWAYS,
    judge(classes, failing) {
      const kept = keptClasses(classes, failing);
      let units = unitsOf(classes, kept);
      if (isWithin(kept.length, units, maxRisk)) return;
      // Classes stand in the order of the first of their parts, whatever they are called at the levels at hand.
      kept.sort((left, right) => classes.sizes[left]! - classes.sizes[right]! || left - right);
      for (let refused = 0; !isWithin(kept.length - refused, units, maxRisk); refused++) {
        failing[kept[refused]!] = 1;
        units -= classes.sizes[kept[refused]!]!;
      }
    },
    holdsForKept(classes, failing) {
      const kept = keptClasses(classes, failing);
      return isWithin(kept.length, unitsOf(classes, kept), maxRisk);
    },
    attained(classes) {
      const all = keptClasses(classes, new Uint8Array(classes.rowsOf.length));
      return all.length === 0 ? null : all.length / unitsOf(classes, all);
    },
  };
}

function isWithin(classes: number, units: number, maxRisk: number): boolean {
  return classes === 0 || classes / units <= maxRisk;
}

function keptClasses({ rowsOf }: ClassTable, failing: Uint8Array): Int32Array {
  return Int32Array.from(rowsOf.keys()).filter((index) => failing[index] === 0 && rowsOf[index]! > 0);
}

function unitsOf({ sizes }: ClassTable, kept: Int32Array): number {
  return kept.reduce((sum, index) => sum + sizes[index]!, 0);
}
