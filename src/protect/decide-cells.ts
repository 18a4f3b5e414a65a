import { DataError, ProtectionError } from '../core/errors.ts';
import type { Findings } from '../core/operator.ts';
import { attackTable, loadSolver, type AttackOptions, type AttackReport, type LinearSolver } from '../linear/index.ts';
import { cellsToProtect, refuseUnknownCounts, type CellsToProtect } from './cells-to-protect.ts';
import type { SuppressionProblem } from './kernel/suppress/problem.ts';
import { suppressUntilSafe, type AttackedPattern } from './kernel/suppress/suppress-until-safe.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import type { MeasuredCells } from './measure-cells.ts';
import type { KnownFigures } from './published-before.ts';
import { publishedStatistics, type PublishedStatistic } from './published-statistics.ts';
import type { ReadyRule } from './rule-columns.ts';
import type { SecondarySuppression } from './secondary.ts';
import { attackedCells, statisticProblem } from './statistic-problem.ts';
import { methodsFor } from './suppression-methods.ts';

/** What cells are protected by. */
export interface CellPolicy {
  readonly rules: readonly ReadyRule[];
  /** The smallest count that every rule publishes; 0 without a rule on counts. */
  readonly minCount: number;
  readonly zeros: 'publish' | 'withhold';
  /** Whether no option may weaken the preset. */
  readonly locked: boolean;
  /** `null`: rules only. */
  readonly secondary: SecondarySuppression | null;
  /** What an earlier release tells of these cells. */
  readonly known: KnownFigures;
}

/** Which cells are published. */
export interface CellDecision {
  /**
   * Uint8Array(rows), in the order in which rows came: {@link SAFE}, 1 + the number of the rule that withholds the cell, or
   * one of the two marks below.
   */
  readonly marks: Uint8Array;
  /** Mark of a cell without rows that is withheld. */
  readonly zeroMark: number;
  /** Mark of a cell that is withheld as cover for others. */
  readonly secondaryMark: number;
  /** Uint8Array(rows): 1 for a joint cell, which belongs to no table and is never published. */
  readonly hidden: Uint8Array;
  readonly findings: Findings;
}

/**
 * Loads the solver if it is needed, and decides which cells are published.
 *
 * @param measured - the cells.
 * @param policy - rules and method.
 * @returns what {@link decideCells} gives.
 */
export async function judgeCells(measured: MeasuredCells, policy: CellPolicy): Promise<CellDecision> {
  const solver = policy.secondary === null ? null : await loadSolver();
  // eslint-disable-next-line no-restricted-globals -- how long to look for a cheaper pattern; what is found is safe either way
  return decideCells(measured, policy, solver, () => performance.now());
}

/** Seconds for a cheaper pattern, unless said otherwise. */
const SECONDS = 120;

/**
 * Decides which cells are published: judges each by the rules, chooses cells to cover those that are withheld, and
 * attacks the table as it would be published until nothing gives way.
 *
 * @param measured - the cells.
 * @param policy - rules and method.
 * @param solver - for the attacks; `null` only without secondary suppression.
 * @param now - milliseconds since some moment.
 * @returns the decision; it depends on the cells alone, not on the order of the rows.
 * @throws {ProtectionError} `PROTECTION_DIFFERENCING` when cells cannot be protected; then nothing may be published.
 * @throws {DataError} `DATA_INVALID` if a total is not the sum of its parts; `DATA_NULL` if a cell has no count.
 */
export function decideCells(measured: MeasuredCells, policy: CellPolicy, solver: LinearSolver | null, now: () => number): CellDecision {
  const { rules, zeros, secondary } = policy;
  const protectable = cellsToProtect(measured, rules, zeros, secondary?.cost ?? 'counts');
  const zeroMark = rules.length + 1;
  const secondaryMark = rules.length + 2;
  const marks = protectable.marks.slice();
  let found: Findings = { differencing: 'not covered' };
  if (secondary !== null) {
    const protection = protectFromDifferences(measured, protectable, policy, secondary, solver, now);
    protection.pattern.secondary.subarray(0, measured.cells).forEach((mark, cell) => {
      if (mark === 1) marks[cell] = secondaryMark;
    });
    found = protection.findings;
  }
  return {
    marks: Uint8Array.from(measured.cellOf, (cell) => marks[cell]!), zeroMark, secondaryMark,
    hidden: Uint8Array.from(measured.cellOf, (cell) => measured.laidOut.hidden[cell]!),
    findings: { ...countFindings(marks, measured, protectable, policy, secondaryMark), ...found },
  };
}

interface Protection {
  readonly pattern: AttackedPattern;
  readonly findings: Findings;
}

function protectFromDifferences(
  measured: MeasuredCells, protectable: CellsToProtect, policy: CellPolicy, secondary: SecondarySuppression, solver: LinearSolver | null, now: () => number,
): Protection {
  refuseUnknownCounts(protectable, measured.table);
  const requirement = { interval: secondary.requiredInterval, minCount: policy.minCount };
  const statistics = publishedStatistics(measured, secondary.leastContribution ?? {});
  const problems = statistics.map((statistic) => statisticProblem(measured, protectable, statistic, requirement, policy.zeros, policy.known.get(statistic.name)));
  const leading = leadingProblem(problems);
  if (leading === undefined) return { pattern: { secondary: new Uint8Array(0), cost: 0, bound: 0, attacks: 0, unprotected: new Int32Array(0), isLate: false }, findings: { differencing: 'no cells' } };
  const chosen = methodsFor(secondary.method, leading, policy.zeros);
  let reports: readonly AttackReport[] = [];
  const programs = { linear: 0, whole: 0 };
  const pattern = suppressUntilSafe(leading, chosen, { solver, seconds: secondary.seconds ?? SECONDS, now }, (withheld, seconds, settled) => {
    reports = problems.map((problem, place) => attacked(problem, statistics[place]!, withheld, settled, { solver, seconds, now }));
    for (const { effort } of reports) {
      programs.linear += effort.programs;
      programs.whole += effort.wholePrograms;
    }
    return cellsThatGaveWay(reports);
  });
  if (pattern.unprotected.length > 0) refuse(pattern, protectable, policy);
  return { pattern, findings: attackFindings(pattern, chosen.name, statistics, reports, programs, solver) };
}

/** The sum for which most is required, if anything is; else the rows, which are always there. */
function leadingProblem(problems: readonly SuppressionProblem[]): SuppressionProblem | undefined {
  const demand = ({ required, integers }: SuppressionProblem): number => (integers ? 0 : required.above.reduce((count, level) => count + Number(level > 0), 0));
  return problems.reduce<SuppressionProblem | undefined>((best, problem) => (best === undefined || demand(problem) > demand(best) ? problem : best), undefined);
}

function attacked(problem: SuppressionProblem, { name }: PublishedStatistic, withheld: Uint8Array, settled: Uint8Array, limits: Pick<AttackOptions, 'solver' | 'seconds' | 'now'>): AttackReport {
  const report = attackTable({ ...attackedCells(problem, withheld), settled }, { ...limits, mode: 'protection', insiders: 'single' });
  const rowCount = report.contradictions.length;
  if (rowCount > 0) throw new DataError('DATA_INVALID', `${rowCount} totals cannot be what their parts and what is known of them allow`, { column: name, rowCount });
  return report;
}

function cellsThatGaveWay(reports: readonly AttackReport[]): Int32Array {
  const cells = reports.flatMap(({ exact, narrow, insider, undecided }) => [...exact, ...narrow, ...undecided, ...insider]);
  return Int32Array.from(new Set(cells)).sort();
}

function refuse({ unprotected, isLate }: AttackedPattern, { marks }: CellsToProtect, { rules }: CellPolicy): never {
  const texts = new Set([...unprotected].map((cell) => rules[(marks[cell] ?? 0) - 1]?.text ?? 'cover for other cells'));
  const late = `the time ran out with ${unprotected.length} withheld cells that are not yet safe (${[...texts].join('; ')}); collapse categories, publish fewer totals, or give more seconds`;
  const bare = `${unprotected.length} withheld cells could be worked out and nothing is left to cover them (${[...texts].join('; ')}); publish fewer totals, collapse categories, or let more cells be withheld`;
  throw new ProtectionError('PROTECTION_DIFFERENCING', isLate ? late : bare, { rowCount: unprotected.length });
}

function attackFindings(pattern: AttackedPattern, method: string, statistics: readonly PublishedStatistic[], reports: readonly AttackReport[], programs: { readonly linear: number; readonly whole: number }, solver: LinearSolver | null): Findings {
  const effort = (key: keyof AttackReport['effort']): number => reports.reduce((sum, report) => sum + report.effort[key], 0);
  return {
    differencing: 'attacked',
    method,
    secondary: pattern.secondary.reduce((sum, mark) => sum + mark, 0),
    cost: pattern.cost,
    ...(pattern.bound > 0 ? { costBound: pattern.bound, gap: pattern.cost === 0 ? 0 : 1 - pattern.bound / pattern.cost } : {}),
    attack: {
      statistics: statistics.map(({ name }) => name), attacks: pattern.attacks, solver: solver?.name ?? null,
      unknown: effort('unknown'), linearPrograms: programs.linear, wholePrograms: programs.whole, insiders: effort('insiders'),
    },
  };
}

function countFindings(marks: Uint8Array, { laidOut }: MeasuredCells, { rows, primary }: CellsToProtect, { rules, zeros, locked, known }: CellPolicy, secondaryMark: number): Findings {
  const byMark = new Float64Array(secondaryMark + 1);
  let cells = 0;
  let zero = 0;
  marks.forEach((mark, cell) => {
    if (laidOut.hidden[cell] === 1) return;
    cells++;
    if (rows[cell] === 0) zero++;
    byMark[mark]!++;
  });
  return {
    cells, published: byMark[SAFE]!, withheld: cells - byMark[SAFE]!,
    withheldByRule: Object.fromEntries(rules.map(({ text }, index) => [text, byMark[index + 1]!])),
    zero, zeros, locked, waived: primary.waived, rules: rules.map(({ text }) => text),
    ...(known.size === 0 ? {} : { publishedBefore: Object.fromEntries([...known].map(([name, cell]) => [name, cell.reduce((sum, mark) => sum + mark, 0)])) }),
  };
}
