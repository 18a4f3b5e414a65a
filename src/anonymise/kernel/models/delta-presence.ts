import { NEVER, type ClassJudge } from './class-judge.ts';
import { greatestOf } from './extremes.ts';
import { populationOf } from './k-anonymity.ts';
import { MIXTURE } from './sensitive-judge.ts';

/**
 * Judges by δ-presence: in each class of the population, the share of units that are in the file lies between two bounds, so that
 * nobody can tell well who is in it, nor who is not.
 *
 * @param hasEntities - whether units are entities, which classes may share.
 * @param bounds - in [0, 1], the first no larger than the second.
 * @param skipsAbsent - whether classes without a row always hold. ARX by-passes them beside any model that asks for a size; it is
 *   weaker: a class of the population with nobody in the file tells of all its members that they are not in it.
 * @returns the judge, of classes that have `populationSizes` and, unless skipped, the classes of the population without a row;
 *   it attains the greatest share.
 * @throws {TypeError} while judging, if the classes have no population.
 * @see Nergiz, Atzori and Clifton 2007, https://doi.org/10.1145/1247480.1247554.
 */
export function deltaPresence(hasEntities: boolean, [min, max]: readonly [min: number, max: number], skipsAbsent: boolean): ClassJudge {
  return {
    minSize: 1,
    // A class that was skipped and is merged with others counts again.
    monotone: hasEntities || skipsAbsent ? NEVER : MIXTURE,
    judge(classes, failing) {
      const { sizes, rowsOf } = classes;
      const inPopulation = populationOf(classes);
      for (let index = 0; index < sizes.length; index++) {
        if (rowsOf[index] === 0 && skipsAbsent) continue;
        const share = sizes[index]! / inPopulation[index]!;
        if (share < min || share > max) failing[index] = 1;
      }
    },
    attained(classes) {
      const inPopulation = populationOf(classes);
      return greatestOf(classes.rowsOf, (index) => classes.sizes[index]! / inPopulation[index]!);
    },
  };
}
