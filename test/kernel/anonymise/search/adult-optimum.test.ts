// The optima of ARX, which an exhaustive search written apart found again: where two nodes are equally good, ARX names the one it met first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ColumnLevels } from '../../../../src/anonymise/kernel/column-levels.ts';
import type { ClassJudge } from '../../../../src/anonymise/kernel/models/class-judge.ts';
import { averageRisk } from '../../../../src/anonymise/kernel/models/average-risk.ts';
import { deltaPresence } from '../../../../src/anonymise/kernel/models/delta-presence.ts';
import { basicBetaLikeness, enhancedBetaLikeness } from '../../../../src/anonymise/kernel/models/inference.ts';
import { kAnonymity, kMap } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { entropyLDiversity, recursiveLDiversity } from '../../../../src/anonymise/kernel/models/l-diversity.ts';
import { sizeForPopulation } from '../../../../src/anonymise/kernel/models/population-estimate.ts';
import { equalTCloseness, hierarchicalTCloseness, orderedTCloseness } from '../../../../src/anonymise/kernel/models/t-closeness.ts';
import { nodeChecks } from '../../../../src/anonymise/kernel/search/check-nodes.ts';
import { searchBestFirst } from '../../../../src/anonymise/kernel/search/search-best-first.ts';
import { searchLevels } from '../../../../src/anonymise/kernel/search/search-levels.ts';
import type { SearchProblem, UtilityMetric } from '../../../../src/anonymise/kernel/search/search-problem.ts';
import { ADULT, levelsOfTable, readAdult, type AdultTable } from '../../../adult.ts';
import { describeWithData, sharedData } from '../../../shared-data.ts';

const LIMITS = { columnWeights: null, maxNodes: 1e6, maxChecks: 1e6 };

/** Searches, and checks that the wanted node is as good. */
function expectOptimum(problem: SearchProblem, loss: number, node: readonly number[]): void {
  const found = searchLevels(problem);
  if (loss === 0) expect(found.loss).toBe(0);
  else expect(found.loss / loss).toBeCloseTo(1, 9);
  expect(found.bound).toBe(found.loss);
  const checks = nodeChecks(problem);
  checks.check(Int32Array.from(node));
  expect(checks.best!.losses[0]).toBe(found.loss);
}

describeWithData('nine quasi-identifiers of adult.csv', ADULT, (path) => {
  let adult: AdultTable;
  beforeAll(() => {
    adult = readAdult(path);
  });
  const problem = (k: number, limit: number, metric: UtilityMetric): SearchProblem =>
    ({ ...adult, ...LIMITS, judges: [kAnonymity(k)], maxSuppressedRows: Math.floor(limit * adult.rows), metric });

  // Run in ARX 3.9.2 and reproduced by an exhaustive search.
  test.each([
    [5, 0, { metric: 'loss' }, 0.5731509655590044, [0, 4, 1, 1, 3, 2, 2, 1, 0], 0],
    [5, 0, { metric: 'precision' }, 0.6666666666666667, [0, 4, 1, 2, 3, 2, 0, 2, 0], 0],
    [5, 0, { metric: 'entropy' }, 407289.5388925293, [1, 2, 1, 1, 3, 2, 2, 1, 1], 0],
    [5, 0, { metric: 'discernibility' }, 33627534, [1, 1, 1, 2, 3, 2, 2, 1, 1], 0],
    [5, 0, { metric: 'averageClassSize' }, 628.375, [1, 2, 1, 1, 3, 2, 2, 1, 1], 0],
    [5, 0, { metric: 'height' }, 14, [0, 4, 1, 2, 3, 2, 0, 2, 0], 0],
    [5, 0.02, { metric: 'loss' }, 0.3137130352819242, [0, 3, 0, 2, 2, 1, 1, 2, 0], 506],
    [5, 0.02, { metric: 'precision' }, 0.43565180126084574, [0, 4, 0, 1, 1, 1, 1, 2, 0], 511],
    [5, 0.02, { metric: 'entropy' }, 285604.749644758, [0, 0, 1, 1, 3, 2, 2, 1, 1], 309],
    [5, 0.02, { metric: 'discernibility' }, 7220555, [0, 0, 1, 2, 3, 2, 2, 1, 1], 105],
    [5, 0.02, { metric: 'averageClassSize' }, 47.35007849293564, [1, 0, 1, 2, 3, 2, 2, 0, 1], 419],
    [5, 0.05, { metric: 'loss' }, 0.2419323650662908, [0, 3, 0, 0, 2, 1, 1, 2, 0], 1346],
    [5, 0.05, { metric: 'precision' }, 0.36562562164312706, [0, 4, 0, 0, 3, 1, 0, 1, 0], 1461],
    [5, 0.05, { metric: 'entropy' }, 264341.93830412335, [0, 0, 1, 1, 2, 2, 2, 1, 1], 1285],
    [5, 0.05, { metric: 'discernibility' }, 7220555, [0, 0, 1, 2, 3, 2, 2, 1, 1], 105],
    [5, 0.05, { metric: 'averageClassSize' }, 28.808022922636102, [1, 0, 1, 1, 3, 2, 2, 0, 1], 906],
    [5, 1, { metric: 'entropy', ignoresSuppression: true }, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0], 23470],
    [5, 1, { metric: 'discernibility', ignoresSuppression: true }, 115382, [0, 0, 0, 0, 0, 0, 0, 0, 0], 23470],
    [5, 1, { metric: 'height' }, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0], 23470],
    [11, 0, { metric: 'loss' }, 0.5731509655590044, [0, 4, 1, 1, 3, 2, 2, 1, 0], 0],
    [11, 0.02, { metric: 'loss' }, 0.36917081106118355, [0, 3, 1, 1, 2, 2, 1, 1, 0], 585],
    [11, 0.05, { metric: 'loss' }, 0.30327639837087306, [0, 4, 0, 1, 2, 1, 1, 1, 0], 1507],
    [11, 0.05, { metric: 'precision' }, 0.41719345165734656, [0, 4, 0, 0, 3, 1, 0, 2, 0], 1397],
    [100, 0.04, { metric: 'entropy', ignoresSuppression: true }, 379417.3460570988, [1, 1, 1, 1, 3, 2, 2, 1, 1], null],
    [100, 0, { metric: 'entropy' }, 453196.8932458743, [0, 4, 1, 1, 3, 2, 2, 1, 1], 0],
  ] as const)('k = %i, limit %d, %j: loss %d', (k, limit, metric, loss, node, suppressedRows) => {
    expectOptimum(problem(k, limit, metric), loss, node);
    const checks = nodeChecks(problem(k, limit, metric));
    checks.check(Int32Array.from(node));
    if (suppressedRows !== null) expect(checks.best!.suppressedRows).toBe(suppressedRows);
  });
  // Slower: every node below the optimum's loss holds, and must be looked at.
  test.skipIf(process.env['A423_SEARCH_CASES'] === undefined).each([
    [5, 1, { metric: 'loss' }, 0.22041192847984292, [0, 3, 0, 0, 2, 1, 1, 1, 0]],
    [5, 1, { metric: 'precision' }, 0.3119463538865435, [0, 4, 0, 0, 1, 0, 0, 1, 0]],
    [5, 1, { metric: 'averageClassSize' }, 16.321428571428573, [0, 0, 1, 1, 1, 2, 2, 0, 1]],
    [11, 1, { metric: 'loss' }, 0.26825074948268, [0, 3, 0, 0, 2, 1, 1, 1, 0]],
  ] as const)('k = %i, limit %d, %j: loss %d', (k, limit, metric, loss, node) => {
    expectOptimum(problem(k, limit, metric), loss, node);
  });
  test('of equally good nodes of one height the first in lexicographic order is taken; ARX names the one it met first', () => {
    const { levels, loss } = searchLevels(problem(5, 0, { metric: 'precision' }));
    expect([[...levels!], loss]).toEqual([[0, 4, 1, 1, 3, 2, 2, 1, 0], 0.666666666667]);
    const checks = nodeChecks(problem(5, 0, { metric: 'precision' }));
    checks.check(Int32Array.of(0, 4, 1, 2, 3, 2, 0, 2, 0));
    expect(checks.best).toMatchObject({ losses: [loss], height: 14 });
  });
  // A lattice of 100,800 nodes: values of columns that have many are joined two and two, level by level.
  const halved = (own: ColumnLevels): ColumnLevels => {
    const values = own.codes[0]!.length;
    if (values < 12) return own;
    const levels = Array.from({ length: Math.ceil(Math.log2(values)) + 1 }, (_, level) => Array.from({ length: values }, (_value, code) => `${level}:${code >> level}`));
    return levelsOfTable(levels).columns;
  };
  test('best first among 100,800 nodes, stopped early, bounds the optimum that the exact search proves', () => {
    const finer = { ...problem(5, 0.02, { metric: 'loss' }), columns: adult.columns.map(halved) };
    const exact = searchLevels(finer);
    expect([exact.nodes, exact.bound]).toEqual([100_800, exact.loss]);
    const found = [50, 200, 1000, 1e6].map((maxChecks) => searchBestFirst({ ...finer, maxChecks }));
    for (const { loss, bound } of found) expect(loss >= exact.loss && bound <= exact.loss).toBe(true);
    // More checks never loosen the bound, and without a limit it closes on the same node.
    expect(found.map(({ bound }) => bound)).toEqual(found.map(({ bound }) => bound).sort((one, other) => one - other));
    expect(found.at(-1)).toMatchObject({ levels: exact.levels, loss: exact.loss, bound: exact.loss });
  });
  test('a share of suppression below a half is counted as ARX counts it (TestAnonymizationHeuristic:53)', () => {
    const checks = nodeChecks(problem(5, 1, { metric: 'loss', suppressionWeight: 0.1 }));
    checks.check(Int32Array.of(0, 3, 0, 0, 0, 0, 0, 0, 0));
    expect(checks.best!.losses[0]).toBeCloseTo(0.09257312971977383, 9);
  });
  test('an average risk of 1 % within 4 % of suppression (TestAnonymizationRiskBased:52)', () => {
    const checks = nodeChecks({ ...problem(1, 0.04, { metric: 'entropy' }), judges: [averageRisk(false, 0.01)] });
    checks.check(Int32Array.of(1, 0, 1, 1, 3, 2, 2, 1, 1));
    expect(checks.best).not.toBeNull();
  });
});

interface OracleCase {
  readonly file: string;
  readonly line: number;
  readonly suppressionLimit: number;
  readonly metric: string;
  readonly metricArgs: string;
  readonly privacy: string;
  readonly sensitive: string | null;
  readonly expectedLoss: number;
  readonly expectedTransformation: readonly number[] | null;
  readonly practicalMonotonicity: boolean;
  readonly independentlyReproduced: string | null;
}

/** The metric of a case. ARX's third argument of entropy and the one of discernibility ask for the variant that ignores suppression. */
function metricOfCase({ metric, metricArgs }: OracleCase): UtilityMetric {
  const blind = /\btrue\b/.test(metricArgs) ? { ignoresSuppression: true } : {};
  if (metric.includes('Entropy')) return { metric: 'entropy', ...blind };
  if (metric.includes('Discernability')) return { metric: 'discernibility', ...blind };
  return { metric: metric.includes('AECS') ? 'averageClassSize' : 'loss' };
}

/** Makes the judges of a case, sizes first. */
function judgesOfCase(privacy: string, adult: AdultTable, folder: string): ClassJudge[] {
  const place = { place: 0, hasEntities: false };
  const judges: ClassJudge[] = [];
  const k = /new KAnonymity\((\d+)\)/.exec(privacy)?.[1];
  if (k !== undefined) judges.push(kAnonymity(Number(k)));
  for (const [, name, text] of privacy.matchAll(/new (\w+)\(([^()]*)/g)) {
    const numbers = (text!.match(/\d+(?:\.\d+)?(?=d?\b)/g) ?? []).map(Number);
    const [one, two] = numbers as [number, number];
    switch (name) {
      case 'KAnonymity':
        break;
      case 'BasicBLikeness':
        judges.push(basicBetaLikeness(place, one));
        break;
      case 'EnhancedBLikeness':
        judges.push(enhancedBetaLikeness(place, one));
        break;
      case 'DPresence':
        // Beside a model that asks for a size, ARX does not look at classes without rows.
        judges.push(deltaPresence(false, [one, two], k !== undefined || /RecursiveCL/.test(privacy)));
        break;
      case 'EntropyLDiversity':
        judges.push(entropyLDiversity(place, one));
        break;
      case 'RecursiveCLDiversity':
        judges.push(recursiveLDiversity(place, two, one));
        break;
      case 'KMap':
        judges.push(/ADULT_SUBSET/.test(privacy) ? kMap(one) : kAnonymity(sizeForPopulation(one, adult.rows / 318_212_000, two, true)));
        break;
      case 'EqualDistanceTCloseness':
        judges.push(equalTCloseness(place, one));
        break;
      case 'OrderedDistanceTCloseness':
        judges.push(orderedTCloseness(place, one));
        break;
      case 'HierarchicalDistanceTCloseness':
        judges.push(hierarchicalTCloseness(place, one, occupationLevels(adult, folder)));
        break;
      default:
        throw new TypeError(`unknown model ${name}`);
    }
  }
  return judges;
}

/** The hierarchy of occupations, its leaves in the order of the sensitive codes. */
function occupationLevels(adult: AdultTable, folder: string): ReturnType<typeof levelsOfTable>['columns'] {
  const paths = new Map(readFileSync(join(folder, 'adult_hierarchy_occupation.csv'), 'utf8').trim().split(/\r?\n/).map((line) => line.split(';')).map((path) => [path[0]!, path]));
  const order = [...adult.sensitiveValues, ...[...paths.keys()].filter((value) => !adult.sensitiveValues.includes(value))];
  return levelsOfTable(paths.get(order[0]!)!.map((_, level) => order.map((value) => paths.get(value)![level]!))).columns;
}

/** Whether a search takes longer, and is left to the run of all cases: rows may be suppressed, so that fewer nodes are ruled out by others. */
function takesLong({ suppressionLimit }: OracleCase): boolean {
  return process.env['A423_SEARCH_CASES'] === undefined && suppressionLimit > 0;
}

describeWithData('the cases of ARX that are consistent with its formulas', 'microdata/oracles/arx_adult_optimum.json', (oracle) => {
  const data = sharedData(ADULT) ?? '';
  const cases = sharedData('microdata/oracles/arx_adult_optimum.json') === null ? [] : (JSON.parse(readFileSync(oracle, 'utf8')) as { cases: OracleCase[] }).cases;
  const consistent = cases.filter(({ independentlyReproduced }) => independentlyReproduced !== null && independentlyReproduced !== 'MISMATCH');
  const tables = new Map<string, AdultTable>();
  const tableOf = ({ sensitive, privacy }: OracleCase): AdultTable => {
    const subset = /ADULT_SUBSET/.test(privacy) ? sharedData('microdata/arx/adult_subset.csv') : null;
    const name = `${sensitive} ${subset}`;
    if (!tables.has(name)) tables.set(name, readAdult(data, sensitive, subset));
    return tables.get(name)!;
  };
  test('are 92', () => {
    expect(consistent).toHaveLength(92);
  });
  test('classes of the population without a row count beside a least size, unless they are skipped as in ARX', () => {
    const one = consistent.find(({ file, line }) => /Combinations/.test(file) && line === 57)!;
    const adult = tableOf(one);
    const found = (skipsAbsent: boolean): number => searchLevels({
      ...adult, ...LIMITS, judges: [kAnonymity(5), deltaPresence(false, [0.05, 0.15], skipsAbsent)], maxSuppressedRows: 0, metric: metricOfCase(one),
    }).loss;
    expect(found(true)).toBeCloseTo(35_461.300017243804, 5);
    expect(found(false)).toBeGreaterThan(found(true));
  });
  /** Two of them ask for an entropy estimated after Grassberger, which we have not; they have the optimum, or no solution, of Shannon's as well. */
  const distinct = [...new Map(consistent.map((one) => [[one.suppressionLimit, one.metric, one.metricArgs, one.privacy, one.sensitive, one.expectedLoss].join(), one])).values()];
  test.each(distinct.map((one) => [`${one.file}:${one.line}`, one] as const))('%s', (_, one) => {
    const adult = tableOf(one);
    const problem: SearchProblem = { ...adult, ...LIMITS, judges: judgesOfCase(one.privacy, adult, join(data, '..')), maxSuppressedRows: Math.floor(one.suppressionLimit * adult.rows), metric: metricOfCase(one) };
    if (one.expectedTransformation === null) {
      expect(searchLevels(problem).levels).toBeNull();
    } else if (one.independentlyReproduced?.startsWith('OK-at-node') === true) {
      const checks = nodeChecks(problem);
      checks.check(Int32Array.from(one.expectedTransformation));
      expect(checks.best!.losses[0]).toBeCloseTo(one.expectedLoss, 3);
      if (!takesLong(one)) expect(searchLevels(problem).loss).toBeLessThanOrEqual(checks.best!.losses[0]!);
    } else if (takesLong(one)) {
      // That the node holds and has the loss is quick.
      const checks = nodeChecks(problem);
      checks.check(Int32Array.from(one.expectedTransformation));
      expect(checks.best!.losses[0]! / one.expectedLoss).toBeCloseTo(1, 9);
    } else expectOptimum(problem, one.expectedLoss, one.expectedTransformation);
  });
});
