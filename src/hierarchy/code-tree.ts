/** Codes of a nomenclature in a tree. */
export interface CodeTree {
  /** The code of each node; no two are equal. */
  readonly codes: readonly string[];
  /** Int32Array(nodes): the parent of each node, which has a smaller number; −1 for the highest. */
  readonly parents: Int32Array;
}

/** Values by level, the coarsest level first. */
export interface LevelColumns {
  /** One list per level, of one length; a missing value is `null`. */
  readonly levels: readonly (readonly (string | null)[])[];
}

/**
 * Tells how many levels lie above each node.
 *
 * @param tree - the tree.
 * @returns Int32Array(nodes): 0 for the highest nodes.
 */
export function depths({ parents }: CodeTree): Int32Array {
  const found = new Int32Array(parents.length);
  parents.forEach((parent, node) => {
    if (parent >= 0) found[node] = found[parent]! + 1;
  });
  return found;
}

/**
 * Counts the levels of a tree.
 *
 * @param tree - the tree.
 * @returns the largest number of nodes on a path; 0 for an empty tree.
 */
export function levelCount(tree: CodeTree): number {
  return depths(tree).reduce((most, depth) => Math.max(most, depth + 1), 0);
}

/**
 * Lists the nodes that have nothing below them.
 *
 * @param tree - the tree.
 * @returns their numbers, ascending.
 */
export function leaves({ parents }: CodeTree): Int32Array {
  const isParent = new Uint8Array(parents.length);
  for (const parent of parents) if (parent >= 0) isParent[parent] = 1;
  return Int32Array.from(isParent.keys()).filter((node) => isParent[node] === 0);
}

/**
 * Lists the codes above a node, level by level. Where a branch is shorter than the tree, its last code is repeated, so that
 * every level has one.
 *
 * @param tree - the tree.
 * @param node - a node.
 * @param levels - number of levels wanted.
 * @returns `levels` codes, the coarsest first.
 * @throws {RangeError} if there is no such node.
 * @example
 * pathOf({ codes: ['A', 'A1', 'B'], parents: Int32Array.of(-1, 0, -1) }, 2, 2); // => ['B', 'B']
 */
export function pathOf({ codes, parents }: CodeTree, node: number, levels: number): string[] {
  if (!(node in codes)) throw new RangeError(`node: expected a number below ${codes.length}, got ${node}`);
  const path: string[] = [];
  for (let next = node; next >= 0; next = parents[next]!) path.unshift(codes[next]!);
  return Array.from({ length: levels }, (_, level) => path[Math.min(level, path.length - 1)]!);
}

/**
 * Lays the leaves of a tree out by level: a correspondence table.
 *
 * @param tree - the tree.
 * @returns a place for each leaf, in the order of their numbers; gaps are filled as {@link pathOf} does.
 */
export function levelColumns(tree: CodeTree): LevelColumns {
  const levels = levelCount(tree);
  const paths = Array.from(leaves(tree), (leaf) => pathOf(tree, leaf, levels));
  return { levels: Array.from({ length: levels }, (_, level) => paths.map((path) => path[level]!)) };
}

/**
 * Makes a tree of a correspondence table. A missing value, or one that repeats the coarser value of its row, is a gap: what is
 * finer lies directly below what is coarser.
 *
 * @param columns - values by level.
 * @returns the tree; rows may repeat each other.
 * @throws {RangeError} naming row (from 1) and level (from 1, the coarsest): a value that lies under several others, a row
 *   without a value, or levels of several lengths.
 * @example
 * const { codes, parents } = treeOfLevels({ levels: [['11', '11', '84'], ['75', '78', '69']] });
 * [codes, [...parents]]; // => [['11', '75', '78', '84', '69'], [-1, 0, 0, -1, 3]]
 */
export function treeOfLevels({ levels }: LevelColumns): CodeTree {
  const rows = levels[0]?.length ?? 0;
  const short = levels.findIndex((level) => level.length !== rows);
  if (short >= 0) throw new RangeError(`level ${short + 1}: expected ${rows} values, got ${levels[short]!.length}`);
  const codes: string[] = [];
  const parents: number[] = [];
  const nodeOf = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    let parent = -1;
    for (const [place, level] of levels.entries()) {
      const code = level[row]!;
      if (code === null || (parent >= 0 && code === codes[parent])) continue;
      const known = nodeOf.get(code);
      if (known === undefined) {
        nodeOf.set(code, codes.length);
        codes.push(code);
        parents.push(parent);
      } else if (parents[known] !== parent) throw new RangeError(`row ${row + 1}, level ${place + 1}: the value lies elsewhere in another row`);
      parent = nodeOf.get(code)!;
    }
    if (parent < 0) throw new RangeError(`row ${row + 1}: expected a value at some level`);
  }
  return { codes, parents: Int32Array.from(parents) };
}

/**
 * Makes a tree of codes whose first characters are the coarser codes, as 2 of 5 characters of a commune are its département.
 *
 * @param codes - the finest codes.
 * @param lengths - characters (code points) of each coarser level, ascending.
 * @returns the tree.
 * @throws {RangeError} naming the code by its place (from 1) if it has no more characters than a coarser level; if the lengths do not ascend.
 */
export function treeOfPrefixes(codes: readonly string[], lengths: readonly number[]): CodeTree {
  lengths.forEach((length, place) => {
    if (!(Number.isSafeInteger(length) && length > (lengths[place - 1] ?? 0))) throw new RangeError(`lengths[${place}]: expected an integer above ${lengths[place - 1] ?? 0}, got ${length}`);
  });
  const characters = codes.map((code) => Array.from(code));
  const longest = lengths.at(-1) ?? 0;
  const short = characters.findIndex(({ length }) => length <= longest);
  if (short >= 0) throw new RangeError(`row ${short + 1}: expected a code of more than ${longest} characters`);
  return treeOfLevels({ levels: [...lengths.map((length) => characters.map((list) => list.slice(0, length).join(''))), codes] });
}
