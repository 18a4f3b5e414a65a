import { compareLosses, type Metric } from '../utility/metric.ts';
import { metricOf } from '../utility/metric-of.ts';
import { keptClasses } from './kept-classes.ts';
import { nodeJudge } from './judge-node.ts';
import { rollUpOf } from './roll-up.ts';
import type { SearchProblem, SearchResult } from './search-problem.ts';

/** The best node so far. */
export interface BestNode {
  readonly levels: Int32Array;
  /** The loss, and what is compared when losses are equal. */
  readonly losses: readonly number[];
  readonly height: number;
  readonly suppressedRows: number;
}

/** What one check told. */
export interface NodeCheck {
  readonly holds: boolean;
  /** The loss; infinite where the node does not hold. */
  readonly loss: number;
  /** Whether every node below fails as well. */
  readonly failsBelow: boolean;
  /** A loss that neither the node nor any node above it is below, by its classes. */
  readonly boundAbove: number;
  /** A loss that neither the node nor any node below it is below, by the rows in classes too small. */
  readonly boundBelow: number;
}

/** Checks nodes one after the other, and remembers the best. */
export interface NodeChecks {
  readonly metric: Metric;
  readonly best: BestNode | null;
  readonly checks: number;
  readonly path: SearchResult['path'];
  /** Whether a node may be better than the best, by the first part of its bound, its levels and the order of ties. */
  mayBeBetter(bound: number, levels: Int32Array): boolean;
  /** Judges a node. */
  check(levels: Int32Array): NodeCheck;
}

/**
 * Makes ready to check nodes.
 *
 * Of nodes that hold, the better has the lower loss, then the smaller sum of levels, then the lower level in the first column in which
 * they differ.
 *
 * @param problem - classes, levels, judges, metric.
 * @returns what checks.
 * @throws {RangeError} if a parameter of the problem is not usable.
 */
export function nodeChecks(problem: SearchProblem): NodeChecks {
  const metric = metricOf(problem.classes, problem.columns, problem.metric, problem.columnWeights);
  const { minSize, judge } = nodeJudge(problem);
  const classes = keptClasses(rollUpOf(problem.classes, problem.columns), problem.columns);
  const path: SearchResult['path'][number][] = [];
  let best: BestNode | null = null;
  let checks = 0;
  return {
    metric,
    get best() {
      return best;
    },
    get checks() {
      return checks;
    },
    path,
    mayBeBetter: (bound, levels) => best === null || bound < best.losses[0]!
      || (bound === best.losses[0] && (compareLosses(metric.boundOfLevels(levels), best.losses) || compareTies(heightOf(levels), levels, best.height, best.levels)) < 0),
    check(levels) {
      checks++;
      const { table } = classes.at(levels);
      const { holds, failing, suppressedRows, failsBelow, inSmall } = judge(table);
      let loss = Infinity;
      if (holds) {
        const losses = metric.lossOf({ levels, classes: table, failing, suppressedRows });
        loss = losses[0]!;
        const node: BestNode = { levels, losses, height: heightOf(levels), suppressedRows };
        if (best === null || compareNodes(node, best) < 0) {
          best = node;
          path.push({ levels, loss, suppressedRows, checks });
        }
      }
      return { holds, loss, failsBelow, boundAbove: metric.boundOfClasses?.(table, minSize) ?? -Infinity, boundBelow: metric.boundOfSuppressed?.(inSmall) ?? -Infinity };
    },
  };
}

function compareNodes(one: BestNode, other: BestNode): number {
  return compareLosses(one.losses, other.losses) || compareTies(one.height, one.levels, other.height, other.levels);
}

/** Compares nodes of one loss. */
function compareTies(height: number, levels: Int32Array, otherHeight: number, other: Int32Array): number {
  if (height !== otherHeight) return height - otherHeight;
  for (let column = 0; column < levels.length; column++) if (levels[column] !== other[column]) return levels[column]! - other[column]!;
  return 0;
}

/**
 * Adds levels up.
 *
 * @param levels - the level of each column.
 * @returns their sum.
 */
export function heightOf(levels: Int32Array): number {
  let sum = 0;
  for (let column = 0; column < levels.length; column++) sum += levels[column]!;
  return sum;
}
