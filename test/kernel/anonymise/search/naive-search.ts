// The search again, by brute force over strings: every node, every class, formulas as papers write them. It shares nothing with the kernels.
import type { UtilityMetric } from '../../../../src/anonymise/kernel/search/search-problem.ts';

/** A row: the values of its quasi-identifiers, its sensitive value, its entity, and whether it is in the file. */
export interface NaiveRow {
  readonly values: readonly string[];
  readonly sensitive: string;
  readonly entity: string;
  readonly inFile: boolean;
}

/** For each column and value, what stands for it at each level. */
export type NaiveHierarchy = ReadonlyMap<string, readonly string[]>;

/** A class: its rows in the file and in the population. */
export interface NaiveClass {
  readonly rows: readonly NaiveRow[];
  readonly population: readonly NaiveRow[];
}

/** What must hold. */
export interface NaiveCriterion {
  /** Whether a class may be kept, beside the rows of the file. */
  readonly accepts: (one: NaiveClass, file: readonly NaiveRow[]) => boolean;
  /** Which of the classes that may be kept, in the order of their first rows, are left when something is asked of all together. */
  readonly keeps?: (kept: readonly NaiveClass[]) => readonly NaiveClass[];
}

export interface NaiveProblem extends NaiveCriterion {
  readonly rows: readonly NaiveRow[];
  readonly hierarchies: readonly NaiveHierarchy[];
  readonly maxSuppressedRows: number;
}

/** A node that holds. */
export interface NaiveNode {
  readonly levels: readonly number[];
  readonly kept: readonly (readonly NaiveRow[])[];
  readonly suppressed: readonly NaiveRow[];
}

/** The best of them, by a metric. */
export interface NaiveOptimum extends NaiveNode {
  readonly losses: readonly number[];
}

/** Lists every node that holds. */
export function naiveNodes(problem: NaiveProblem): NaiveNode[] {
  const heights = problem.hierarchies.map((hierarchy) => [...hierarchy.values()][0]!.length);
  const nodes = heights.reduce<number[][]>((lists, height) => lists.flatMap((list) => Array.from({ length: height }, (_, level) => [...list, level])), [[]]);
  return nodes.flatMap((levels) => naiveNode(problem, levels) ?? []);
}

/**
 * Finds the optimum among nodes that hold: least loss, then the smallest sum of levels, then the first in lexicographic order. Losses this
 * close are equal.
 */
export function naiveOptimum(problem: NaiveProblem, nodes: readonly NaiveNode[], metric: UtilityMetric, weights: readonly number[] | null): NaiveOptimum | null {
  return nodes.map((node) => ({ ...node, losses: naiveLoss(problem, node, metric, weights) })).sort(order)[0] ?? null;
}

function order(one: NaiveOptimum, other: NaiveOptimum): number {
  for (const [place, loss] of one.losses.entries()) if (Math.abs(loss - other.losses[place]!) > 1e-9 * Math.max(1, Math.abs(loss))) return loss - other.losses[place]!;
  const sum = (levels: readonly number[]): number => levels.reduce((total, level) => total + level, 0);
  if (sum(one.levels) !== sum(other.levels)) return sum(one.levels) - sum(other.levels);
  const place = one.levels.findIndex((level, column) => level !== other.levels[column]);
  return place < 0 ? 0 : one.levels[place]! - other.levels[place]!;
}

/** Judges one node; `null` where it does not hold. */
function naiveNode({ rows, hierarchies, accepts, keeps, maxSuppressedRows }: NaiveProblem, levels: readonly number[]): NaiveNode | null {
  const groups = new Map<string, { rows: NaiveRow[]; population: NaiveRow[] }>();
  for (const row of rows) {
    const name = generalised(hierarchies, levels, row).join('|');
    const group = groups.get(name) ?? { rows: [], population: [] };
    groups.set(name, group);
    if (row.inFile) group.rows.push(row);
    group.population.push(row);
  }
  const file = rows.filter(({ inFile }) => inFile);
  const accepted = [...groups.values()].filter((group) => accepts(group, file));
  if ([...groups.values()].some((group) => group.rows.length === 0 && !accepted.includes(group))) return null;
  const inFile = accepted.filter((group) => group.rows.length > 0);
  const kept = (keeps?.(inFile) ?? inFile).map((group) => group.rows);
  const suppressed = file.filter((row) => !kept.some((group) => group.includes(row)));
  return suppressed.length > maxSuppressedRows ? null : { levels, kept, suppressed };
}

function generalised(hierarchies: readonly NaiveHierarchy[], levels: readonly number[], row: NaiveRow): string[] {
  return row.values.map((value, column) => hierarchies[column]!.get(value)![levels[column]!]!);
}

function naiveLoss({ rows, hierarchies }: NaiveProblem, { levels, kept, suppressed }: NaiveNode, metric: UtilityMetric, weights: readonly number[] | null): number[] {
  const file = rows.filter(({ inFile }) => inFile);
  const names = new Map(file.map((row) => [row, generalised(hierarchies, levels, row)]));
  const n = file.length;
  if (n === 0) return metric.metric === 'height' ? [weighted(levels, weights)] : [0];
  const isSuppressed = (row: NaiveRow): boolean => suppressed.includes(row);
  const blind = metric.ignoresSuppression ?? false;
  const shareOf = (row: NaiveRow, column: number): number => {
    const all = [...hierarchies[column]!.values()].map((path) => path[levels[column]!]!);
    return all.filter((name) => name === names.get(row)![column]).length / all.length;
  };
  switch (metric.metric) {
    case 'height':
      return [weighted(levels, weights)];
    case 'precision':
      return [weighted(levels.map((level, column) => {
        const height = [...hierarchies[column]!.values()][0]!.length - 1;
        return file.reduce((sum, row) => sum + (isSuppressed(row) && !blind ? 1 : height === 0 ? 0 : level / height), 0) / n;
      }), weights) / levels.length];
    case 'entropy':
      return [weighted(levels.map((_, column) => {
        const raw = file.map((row) => row.values[column]!);
        const coarse = file.map((row) => names.get(row)![column]!);
        const count = (list: readonly string[], name: string): number => list.filter((other) => other === name).length;
        const lost = file.reduce((sum, _row, at) => sum - Math.log2(count(raw, raw[at]!) / count(coarse, coarse[at]!)), 0);
        const gone = suppressed.map((row) => names.get(row)![column]!);
        return blind ? lost : lost + gone.reduce((sum, name) => sum - Math.log2(count(gone, name) / gone.length), 0);
      }), weights)];
    case 'discernibility': {
      const classes = file.map((row) => names.get(row)!.join('|'));
      const sizes = classes.map((name) => classes.filter((other) => other === name).length);
      return [file.reduce((sum, row, at) => sum + (isSuppressed(row) && !blind ? n : sizes[at]!), 0)];
    }
    case 'averageClassSize':
      return [n / (kept.length + (suppressed.length > 0 ? 1 : 0))];
    case 'loss': {
      const { aggregate = 'geometricMean', suppressionWeight: g = 0.5 } = metric;
      const losses = levels.map((_, column) => {
        const domain = hierarchies[column]!.size;
        if (domain === 1) return 0;
        const cost = file.reduce((sum, row) => {
          const share = shareOf(row, column);
          if (isSuppressed(row)) return sum + (g < 0.5 ? share + 2 * g * (1 - share) : 1);
          return sum + (g > 0.5 ? (2 - 2 * g) * share : share);
        }, 0);
        return Math.max(0, (cost - n / domain) / (n - n / domain));
      });
      const scaled = (column: number): number => weights === null ? 1 : (weights[column]! * weights.length) / weights.reduce((sum, weight) => sum + weight, 0);
      const own = losses.map((loss, column) => scaled(column) * loss);
      switch (aggregate) {
        case 'geometricMean':
          return [losses.reduce((product, loss, column) => product * (1 + loss) ** (scaled(column) / losses.length), 1) - 1];
        case 'arithmeticMean':
          return [own.reduce((sum, loss) => sum + loss, 0) / losses.length];
        case 'sum':
          return [own.reduce((sum, loss) => sum + loss, 0)];
        case 'max':
          return [Math.max(...own)];
        case 'rank':
          return own.sort((one, other) => other - one);
      }
    }
  }
}

function weighted(figures: readonly number[], weights: readonly number[] | null): number {
  const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 1;
  return figures.reduce((total, figure, column) => total + (weights === null ? 1 : (weights[column]! * weights.length) / sum) * figure, 0);
}
