import { tupleTable } from '../../../group/index.ts';
import type { ClassTable } from '../classes.ts';

/** How far a set of quasi-identifiers tells units apart. */
export interface SubsetRisk {
  /** Places of the columns, ascending. */
  readonly columns: readonly number[];
  /** Distinct combinations of the set. */
  readonly classes: number;
  /** Classes as a share of units: how close the set is to a number of its own for everyone. 0 without units. */
  readonly distinction: number;
  /** Share of the pairs of units that the set tells apart. 0 without pairs. */
  readonly separation: number;
  /** Units alone in their class. */
  readonly uniques: number;
  /** Units in classes smaller than k. */
  readonly unitsBelow: number;
}

/** What is read of classes. */
type SubsetClasses = Pick<ClassTable, 'codes' | 'sizes' | 'entities'>;

/**
 * Measures how far sets of quasi-identifiers tell units apart.
 *
 * @param table - the classes on all quasi-identifiers; a missing value is a value of its own.
 * @param subsets - places of the columns of each set.
 * @param k - the wanted size of a class.
 * @returns one for each set, in their order. An entity with rows in several classes of a set is a unit of each.
 * @throws {RangeError} for a place where there is no column.
 * @remarks O(classes · columns) a set; with entities, O(pairs of class and entity · columns).
 * @see Motwani and Xu 2007, Efficient algorithms for masking and finding quasi-identifiers.
 */
export function subsetRisks(table: SubsetClasses, subsets: readonly (readonly number[])[], k: number): SubsetRisk[] {
  const { codes, sizes, entities } = table;
  return subsets.map((columns) => {
    const groups = tupleTable(columns.length);
    const groupOf = new Int32Array(sizes.length);
    groups.assign(columns.map((place) => {
      const column = codes[place];
      if (column === undefined) throw new RangeError('subsets: expected places of columns');
      return column;
    }), sizes.length, groupOf);
    return { columns, ...figuresOf(entities === null ? addedSizes(groupOf, groups.size, sizes) : distinctSizes(groupOf, groups.size, entities), k) };
  });
}

function addedSizes(groupOf: Int32Array, groups: number, sizes: Uint32Array): Uint32Array {
  const added = new Uint32Array(groups);
  groupOf.forEach((group, index) => (added[group]! += sizes[index]!));
  return added;
}

/** Classes that become one share entities: each counts once. */
function distinctSizes(groupOf: Int32Array, groups: number, { starts, entities }: NonNullable<ClassTable['entities']>): Uint32Array {
  const groupOfPair = new Int32Array(entities.length);
  groupOf.forEach((group, index) => groupOfPair.fill(group, starts[index], starts[index + 1]));
  const pairs = tupleTable(2);
  pairs.assign([groupOfPair, entities], entities.length, new Int32Array(entities.length));
  const sizes = new Uint32Array(groups);
  for (const group of pairs.column(0)) sizes[group]!++;
  return sizes;
}

function figuresOf(sizes: Uint32Array, k: number): Omit<SubsetRisk, 'columns'> {
  let classes = 0;
  let units = 0;
  let uniques = 0;
  let unitsBelow = 0;
  let alike = 0;
  for (const size of sizes) {
    if (size === 0) continue;
    classes++;
    units += size;
    if (size === 1) uniques++;
    if (size < k) unitsBelow += size;
    // Ordered pairs: whole numbers, exact below 2⁵³.
    alike += size * (size - 1);
  }
  return { classes, distinction: units === 0 ? 0 : classes / units, separation: units < 2 ? 0 : 1 - alike / (units * (units - 1)), uniques, unitsBelow };
}
