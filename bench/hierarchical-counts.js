// Tables of counts with hierarchies, from a seed: one inner cell in twenty is empty, and one cell in ten, of any level, counts 1 to 10.

/** Sizes, as the numbers of nodes of each level of each dimension. */
export const SHAPES = {
  1e3: [[1, 3, 12], [1, 5], [1, 10]],
  3.8e3: [[1, 4, 30], [1, 3], [1, 3, 23]],
  1e4: [[1, 4, 30], [1, 4], [1, 5, 50]],
  2.2e4: [[1, 6, 56], [1, 3], [1, 8, 80]],
  1e5: [[1, 8, 72], [1, 8], [1, 10, 126]],
  1e6: [[1, 12, 170], [1, 4, 24], [1, 14, 173]],
};

/**
 * Makes a table.
 *
 * @param {number[][]} shape - of each dimension the number of nodes of each level, the coarsest first.
 * @param {number} seed - any whole number.
 * @returns {{ layout: { trees: { parents: Int32Array }[], cells: Int32Array, nodes: Int32Array[] }, counts: Float64Array }} the layout of all
 *   cells, and what each counts.
 */
export function hierarchicalCounts(shape, seed) {
  const random = generator(seed);
  const trees = shape.map((levels) => ({ parents: treeParents(levels, random) }));
  const sizes = trees.map(({ parents }) => parents.length);
  const places = sizes.reduce((product, size) => product * size, 1);
  const nodes = sizes.map((size, dimension) => {
    const below = sizes.slice(dimension + 1).reduce((product, other) => product * other, 1);
    return Int32Array.from({ length: places }, (_, place) => Math.floor(place / below) % size);
  });
  const leaves = trees.map(({ parents }) => parents.map((_, node) => Number(!parents.includes(node))));
  const effects = sizes.map((size) => Float64Array.from({ length: size }, () => normal(random) * 0.7));
  const logs = Float64Array.from({ length: places }, (_, place) => {
    const isInner = nodes.every((column, dimension) => leaves[dimension][column[place]] === 1);
    if (!isInner) return NaN;
    const noise = normal(random) * 0.7;
    return random() < 0.05 ? -Infinity : nodes.reduce((sum, column, dimension) => sum + effects[dimension][column[place]], noise);
  });
  let [low, high] = [-4, 14];
  let counts = new Float64Array(0);
  for (let step = 0; step < 18; step++) {
    const middle = (low + high) / 2;
    counts = addUp(trees, sizes, logs.map((log) => (Number.isNaN(log) ? 0 : Math.floor(Math.exp(middle + log)))));
    const unsafe = counts.reduce((sum, count) => sum + (count >= 1 && count <= 10 ? 1 : 0), 0);
    // Few are unsafe when counts are large; from the other side, few are when nearly all are zero: keep to the larger ones.
    if (unsafe > 0.1 * places) low = middle;
    else high = middle;
  }
  return { layout: { trees, cells: Int32Array.from({ length: places }, (_, place) => place), nodes }, counts };
}

function addUp(trees, sizes, counts) {
  trees.forEach(({ parents }, dimension) => {
    const below = sizes.slice(dimension + 1).reduce((product, size) => product * size, 1);
    const block = below * sizes[dimension];
    for (let node = parents.length - 1; node > 0; node--) {
      for (let start = 0; start < counts.length; start += block) {
        for (let rest = 0; rest < below; rest++) counts[start + parents[node] * below + rest] += counts[start + node * below + rest];
      }
    }
  });
  return counts;
}

function treeParents(levels, random) {
  const parents = [];
  let above = 0;
  levels.forEach((count, level) => {
    const first = parents.length;
    for (let node = 0; node < count; node++) {
      // Every node of the level above has two children at least, where there are so many.
      const width = level === 0 ? 0 : levels[level - 1];
      parents.push(level === 0 ? -1 : above + (node < 2 * width ? node % width : Math.floor(random() * width)));
    }
    above = first;
  });
  return Int32Array.from(parents);
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Numbers in [0, 1), the same everywhere. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
