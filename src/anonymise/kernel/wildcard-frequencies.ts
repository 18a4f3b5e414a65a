import { tupleTable } from '../../group/index.ts';

/** Entities of classes: those of class `c` are `entities[starts[c] … starts[c + 1])`, each once. */
export interface ClassEntities {
  readonly starts: Int32Array;
  readonly entities: Int32Array;
  /** Number of distinct entities; every entity is below it. */
  readonly entityCount: number;
}

/**
 * Counts, for each class, the units it is compatible with, when a missing value matches any value.
 *
 * Compatibility is symmetric: two classes agree on every column in which both have a value. It is not transitive, so
 * that classes overlap and frequencies do not add up to the number of rows. A class is compatible with itself.
 *
 * @param codes - one Int32Array(classes) per column, −1 for a missing value; classes are distinct.
 * @param counts - Uint32Array(classes): rows of each class.
 * @param classEntities - the entities of each class when entities are counted, each once however many compatible
 *   classes it is in; `null` to count rows.
 * @returns Uint32Array(classes): rows, or distinct entities, of all compatible classes together.
 * @remarks Rows: O(patterns² · classes), where a pattern is a set of missing columns; no comparison of row pairs.
 *   Entities: O(compatible pairs of classes and entities).
 * @see Templ, Kowarik and Meindl 2015, Statistical Disclosure Control for Micro-Data Using the R Package sdcMicro,
 *   https://doi.org/10.18637/jss.v067.i04, section 3.1.
 */
export function wildcardFrequencies(codes: readonly Int32Array[], counts: Uint32Array, classEntities: ClassEntities | null): Uint32Array {
  const patterns = classesByPattern(codes, counts.length);
  return classEntities === null ? compatibleRows(codes, counts, patterns) : compatibleEntities(codes, counts.length, classEntities, patterns);
}

/**
 * Adds, for each class, the weights of the classes it is compatible with, when a missing value matches any value.
 *
 * @param codes - one Int32Array(classes) per column, −1 for a missing value; classes are distinct, in an order that does not depend on the
 *   rows' if sums are not to depend on it in their last digits.
 * @param weights - Float64Array(classes): the weights of the rows of each class together.
 * @returns Float64Array(classes): the weights of all compatible classes together, each class being compatible with itself.
 * @remarks O(patterns² · classes), as {@link wildcardFrequencies}.
 * @see Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04, section 3.1: sdcMicro with α = 1.
 */
export function wildcardWeights(codes: readonly Int32Array[], weights: Float64Array): Float64Array {
  return compatibleRows(codes, weights, classesByPattern(codes, weights.length));
}

/** Classes that miss the same columns. */
interface Pattern {
  readonly present: readonly boolean[];
  readonly classes: Int32Array;
}

function classesByPattern(codes: readonly Int32Array[], classes: number): Pattern[] {
  const table = tupleTable(codes.length);
  const patternOf = new Int32Array(classes);
  table.assign(codes.map((column) => column.map((code) => (code < 0 ? -1 : 0))), classes, patternOf);
  const present = codes.map((_, column) => table.column(column));
  const { starts, members } = membersOf(patternOf, table.size);
  return Array.from({ length: table.size }, (_, pattern) => ({
    present: present.map((column) => column[pattern] === 0),
    classes: members.subarray(starts[pattern], starts[pattern + 1]),
  }));
}

/** Lists the members of each group: those of group `g` are `members[starts[g] … starts[g + 1])`. */
function membersOf(groupOf: Int32Array, groups: number): { readonly starts: Int32Array; readonly members: Int32Array } {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) starts[group + 1]!++;
  for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const members = new Int32Array(groupOf.length);
  groupOf.forEach((group, member) => (members[next[group]!++] = member));
  return { starts, members };
}

/** The groups that the classes of two patterns form on the columns which both have. */
interface Join {
  readonly leftGroups: Int32Array;
  readonly rightGroups: Int32Array;
  readonly groups: number;
}

function joinPatterns(codes: readonly Int32Array[], left: Pattern, right: Pattern): Join {
  const common = codes.filter((_, column) => left.present[column]! && right.present[column]!);
  const table = tupleTable(common.length);
  const groupsOf = ({ classes }: Pattern): Int32Array => {
    const groups = new Int32Array(classes.length);
    table.assign(common.map((column) => classes.map((index) => column[index]!)), classes.length, groups);
    return groups;
  };
  const leftGroups = groupsOf(left);
  return { leftGroups, rightGroups: groupsOf(right), groups: table.size };
}

function compatibleRows<Counts extends Uint32Array | Float64Array>(codes: readonly Int32Array[], counts: Counts, patterns: readonly Pattern[]): Counts {
  const frequencies = counts.slice() as Counts;
  for (let one = 0; one < patterns.length; one++) {
    for (let other = one + 1; other < patterns.length; other++) {
      const left = patterns[one]!;
      const right = patterns[other]!;
      const { leftGroups, rightGroups, groups } = joinPatterns(codes, left, right);
      addSums(left.classes, leftGroups, sumsOf(right.classes, rightGroups, groups, counts), frequencies);
      addSums(right.classes, rightGroups, sumsOf(left.classes, leftGroups, groups, counts), frequencies);
    }
  }
  return frequencies;
}

function sumsOf(classes: Int32Array, groupOf: Int32Array, groups: number, counts: Uint32Array | Float64Array): Float64Array {
  const sums = new Float64Array(groups);
  for (let index = 0; index < classes.length; index++) sums[groupOf[index]!]! += counts[classes[index]!]!;
  return sums;
}

function addSums(classes: Int32Array, groupOf: Int32Array, sums: Float64Array, frequencies: Uint32Array | Float64Array): void {
  for (let index = 0; index < classes.length; index++) frequencies[classes[index]!]! += sums[groupOf[index]!]!;
}

function compatibleEntities(codes: readonly Int32Array[], classes: number, { starts, entities, entityCount }: ClassEntities, patterns: readonly Pattern[]): Uint32Array {
  const frequencies = new Uint32Array(classes);
  /** The last class that counted an entity, so that each class counts it once without a set. */
  const countedBy = new Int32Array(entityCount).fill(-1);
  for (const pattern of patterns) {
    const joins = patterns.map((other) => {
      const { leftGroups, rightGroups, groups } = joinPatterns(codes, pattern, other);
      return { groupOf: leftGroups, other, ...membersOf(rightGroups, groups) };
    });
    for (let index = 0; index < pattern.classes.length; index++) {
      const own = pattern.classes[index]!;
      for (const { groupOf, other, starts: groupStarts, members } of joins) {
        const group = groupOf[index]!;
        for (let member = groupStarts[group]!; member < groupStarts[group + 1]!; member++) {
          const compatible = other.classes[members[member]!]!;
          for (let at = starts[compatible]!; at < starts[compatible + 1]!; at++) {
            const entity = entities[at]!;
            if (countedBy[entity] === own) continue;
            countedBy[entity] = own;
            frequencies[own]!++;
          }
        }
      }
    }
  }
  return frequencies;
}
