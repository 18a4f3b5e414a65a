import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { foldDataset, IN_MEMORY } from '../core/fold.ts';
import { checkOptions } from '../core/options.ts';
import { classFold, type Classes } from './class-fold.ts';
import type { ClassRisk } from './kernel/class-risk.ts';
import type { ValuedClasses } from './kernel/class-table.ts';
import { columnSubsets, largestSubset } from './kernel/risk/column-subsets.ts';
import { globalRisk, type GlobalRisk } from './kernel/risk/global-risk.ts';
import { householdRisks } from './kernel/risk/household-risk.ts';
import type { RiskEstimator } from './kernel/risk/individual-risk.ts';
import { minimalUniques } from './kernel/risk/minimal-uniques.ts';
import { populationUniques, type PopulationUniques } from './kernel/risk/population-uniques.ts';
import { countSizes } from './kernel/risk/size-counts.ts';
import { subsetRisks } from './kernel/risk/subset-risks.ts';
import { disScores, sudaScores } from './kernel/risk/suda-scores.ts';
import { checkCriterion, columnsOfCriterion, valuedClasses, type MeasureContext } from './measure-k-anonymity.ts';
import { measureModels, type ModelMeasure } from './measure-privacy.ts';
import { checkRiskCriterion, countedColumns, privacyOf, riskCriterion, type RiskCriterion } from './risk-options.ts';
import { codesWithoutMissing, householdMembers, unitRisks, type PopulationBasis } from './unit-risks.ts';

/** What classes give away of a sensitive column; figures are those of the worst class, `null` without rows. */
export interface SensitiveRisk {
  readonly column: string;
  /** Fewest distinct values in a class; 1 means that whoever knows the class knows the value. */
  readonly fewestValues: number | null;
  /** Largest share of one value in a class. */
  readonly highestShare: number | null;
  /** Largest distance of a class from the whole table: half the sum of differences of shares. */
  readonly farthest: number | null;
}

/** How far a set of quasi-identifiers tells units apart; a missing value is a value of its own. */
export interface QuasiIdentifierRisk {
  readonly columns: readonly string[];
  readonly classes: number;
  /** Classes as a share of units. */
  readonly distinction: number;
  /** Share of the pairs of units that are told apart. */
  readonly separation: number;
  /** Units alone in their class. */
  readonly uniques: number;
  /** Units in classes smaller than k. */
  readonly unitsBelow: number;
}

/** What a quasi-identifier adds to the risk. */
export interface ColumnRisk {
  readonly column: string;
  /** By itself. */
  readonly alone: QuasiIdentifierRisk;
  /** All the others without it; `null` where there are none. */
  readonly without: QuasiIdentifierRisk | null;
  /** Share of the special-uniques scores to which it belongs; shares of all columns add up to more than 1. `null` where none were searched. */
  readonly contribution: number | null;
}

/** The smallest sets of quasi-identifiers on which units are alone (SUDA2). A missing value singles nobody out. */
export interface SpecialUniques {
  /** Size of the largest sets that were searched: all sets up to it. */
  readonly searchedUpTo: number;
  /** Classes of one unit that a set singles out. */
  readonly units: number;
  /** By size of the sets: how many sets single somebody out, counted for each unit. */
  readonly ofSize: readonly { readonly columns: number; readonly sets: number; readonly units: number }[];
  /** Highest score, Σ (M − s)! over the sets of s of M columns. */
  readonly highestScore: number;
  /** Share of the population that the file is taken to be for the figures below: the sample fraction where it is known and below 1, otherwise 0.01. */
  readonly sampleShare: number;
  /** Highest and mean DIS-SUDA score of those singled out: the chance that a match is right. */
  readonly highestMatch: number;
  readonly averageMatch: number;
}

/** Figures of risk. Sizes, counts and shares only: no value of the data, but names of columns. */
export interface RiskMeasure {
  readonly rows: number;
  /** What class sizes count. */
  readonly unit: 'rows' | 'entities';
  readonly quasiIdentifiers: readonly string[];
  readonly nullMatching: RiskCriterion['nullMatching'];
  readonly k: number;
  /** Class sizes, and three attackers. */
  readonly risk: ClassRisk;
  /** The same with null as a value of its own. */
  readonly own: ClassRisk;
  /** k-anonymity first, then the models asked for. */
  readonly models: readonly ModelMeasure[];
  readonly sensitive: readonly SensitiveRisk[];
  /** What individual risks were worked out from. */
  readonly basis: PopulationBasis;
  readonly estimator: RiskEstimator;
  /** Units of the population; `null` where nothing is known of it. */
  readonly populationSize: number | null;
  /** The risks of all units together; `null` without rows. */
  readonly individual: GlobalRisk | null;
  /** The same when recognising one member of a household gives all away; `null` without households. */
  readonly household: GlobalRisk | null;
  /** Estimated from sizes alone; `null` where the share of the population that is in the file is not known, or the population is at hand. */
  readonly populationUniques: PopulationUniques | null;
  /** `null` with more than 30 quasi-identifiers. */
  readonly specialUniques: SpecialUniques | null;
  /** Quasi-identifiers; first the one without which fewest units are below k: the one to coarsen first. */
  readonly columns: readonly ColumnRisk[];
  /** All sets of quasi-identifiers up to a size, by size. */
  readonly subsets: readonly QuasiIdentifierRisk[];
}

/** Most sets that are told one by one, and most classes × sets that are counted for them: some seconds. */
const MOST_SUBSETS = 1023;
const MOST_SUBSET_WORK = 2 ** 26;
/** The same for special uniques, which hold a bit for each. */
const MOST_UNIQUE_SETS = 4096;
const MOST_UNIQUE_WORK = 2 ** 27;
const MOST_UNIQUE_COLUMNS = 30;
/** Share of the population that sdcMicro takes a file to be where nobody says. */
const USUAL_SHARE = 0.01;

/**
 * Measures how easily persons can be recognised in a table, and what would be learnt of them.
 *
 * @param dataset - the rows.
 * @param options - see {@link RiskCriterion}.
 * @param context - a population, a memory limit, a signal.
 * @returns the figures; they depend neither on the order of the rows nor on their batches.
 * @throws {PlanError} if the options are wrong or do not fit the columns; `PLAN_NULL_MATCHING` for wildcards with sensitive columns, a
 *   population, or weights of entities: decision by overlapping classes is not defined there.
 * @throws {DataError} `DATA_NULL` for rows without entity or weight, or without a quasi-identifier under `error`; `DATA_INVALID` for weights
 *   that are none, entities of several weights, or a population that does not contain the rows.
 * @remarks One pass over the rows, one over the population. Memory: distinct combinations, each with its distinct sensitive values, weights
 *   and households (× entities where declared). Sets of quasi-identifiers: all of them with up to 10 columns and 65,000 classes, otherwise
 *   up to the size that keeps sets × classes below 2²⁶ (2²⁷ for special uniques).
 * @see Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04.
 * @example
 * ```ts no-run
 * const { risk, individual, columns } = await measureRisk(survey, { quasiIdentifiers: ['sex', 'age', 'commune'], nullMatching: 'own-class', k: 11, weight: 'weight' });
 * ```
 */
export async function measureRisk(dataset: Dataset, options: RiskCriterion, context: MeasureContext = {}): Promise<RiskMeasure> {
  const criterion = checkOptions(riskCriterion, options);
  const { population, fold = IN_MEMORY, signal } = context;
  checkRiskCriterion(dataset.schema, criterion, population !== undefined);
  if (population !== undefined) checkPopulation(dataset.schema, population.schema, criterion);
  const columns = columnsOfCriterion(criterion);
  const classes = await foldDataset(dataset, classFold(dataset.schema, { ...columns, sensitive: countedColumns(criterion) }), fold, signal);
  const all = population === undefined ? null : await foldDataset(population, classFold(population.schema, columns), fold, signal);
  return riskOfClasses(classes, all, criterion);
}

function checkPopulation(input: Schema, population: Schema, criterion: RiskCriterion): void {
  checkCriterion(population, criterion);
  const typeIn = (schema: Schema, name: string): string | null => columnTypeOf(schema.fields[findColumn(schema, name, 'population')]!.type as DataType);
  checkAll(criterion.quasiIdentifiers.map((name, index) => () => {
    if (typeIn(input, name) !== typeIn(population, name)) refusePlan('PLAN_COLUMN_TYPE', `quasiIdentifiers[${index}]`, `column "${name}": expected one type in the file and in its population`);
  }));
}

function riskOfClasses(classes: Classes, population: Classes | null, criterion: RiskCriterion): RiskMeasure {
  const { quasiIdentifiers, nullMatching, k, models: asked = [], sensitive = [], estimator = 'exact', weight, household, sampleFraction = null } = criterion;
  const counted = countedColumns(criterion);
  const valued = valuedClasses(classes, population);
  const { table } = valued;
  const { rows, unit, risk, own, models } = measureModels(classes, privacyOf(criterion), population);
  const { basis, risks, populationSize } = unitRisks(valued, {
    isWildcard: nullMatching === 'wildcard', weight: weight === undefined ? null : counted.indexOf(weight), weightName: weight ?? '', sampleFraction, estimator,
  });
  const units = table.sizes.reduce((sum, size) => sum + size, 0);
  const fraction = populationSize === null || units === 0 ? null : Math.min(1, units / populationSize);
  // Classes of the population that nobody of the file is in make nobody of the file less alone.
  const special = specialUniquesOf(population === null ? valued : valuedClasses(classes, null), fraction);
  const subsets = toldSubsets(valued, quasiIdentifiers, k);
  return {
    rows, unit, quasiIdentifiers, nullMatching, k, risk, own,
    models: models.slice(0, 1 + asked.length),
    sensitive: sensitive.map((column, place) => {
      const [values, share, distance] = models.slice(1 + asked.length + 3 * place);
      return { column, fewestValues: values!.attained, highestShare: share!.attained, farthest: distance!.attained };
    }),
    basis, estimator, populationSize,
    individual: globalRisk(risks, table.sizes, 1 / k),
    household: household === undefined ? null : householdRiskOf(valued, counted.indexOf(household), risks, 1 / k),
    populationUniques: fraction === null || basis === 'population' ? null : populationUniques(countSizes(table.sizes), fraction),
    specialUniques: special?.told ?? null,
    columns: columnRisks(valued, quasiIdentifiers, k, special?.contributions ?? null),
    subsets,
  };
}

function householdRiskOf({ table, sensitive }: ValuedClasses, place: number, risks: Float64Array, maxRisk: number): GlobalRisk | null {
  const members = householdMembers(table.sensitive[place]!, sensitive[place]!);
  return globalRisk(householdRisks(risks, members), members.units, maxRisk);
}

/** Names the sets; as many sizes as the work allows. */
function toldSubsets({ table }: ValuedClasses, names: readonly string[], k: number): QuasiIdentifierRisk[] {
  const most = Math.min(MOST_SUBSETS, Math.floor(MOST_SUBSET_WORK / Math.max(1, table.sizes.length)));
  return namedRisks(table, names, columnSubsets(names.length, most), k);
}

function namedRisks(table: ValuedClasses['table'], names: readonly string[], subsets: readonly (readonly number[])[], k: number): QuasiIdentifierRisk[] {
  return subsetRisks(table, subsets, k).map(({ columns, ...figures }) => ({ columns: columns.map((place) => names[place]!), ...figures }));
}

function columnRisks({ table }: ValuedClasses, names: readonly string[], k: number, contributions: readonly number[] | null): ColumnRisk[] {
  const places = names.map((_, place) => place);
  const alone = namedRisks(table, names, places.map((place) => [place]), k);
  const without = names.length === 1 ? null : namedRisks(table, names, places.map((place) => places.filter((other) => other !== place)), k);
  return places
    .map((place) => ({ column: names[place]!, alone: alone[place]!, without: without?.[place] ?? null, contribution: contributions?.[place] ?? null }))
    .sort((one, other) => (one.without?.unitsBelow ?? 0) - (other.without?.unitsBelow ?? 0) || (one.without?.uniques ?? 0) - (other.without?.uniques ?? 0));
}

function specialUniquesOf(valued: ValuedClasses, fraction: number | null): { readonly told: SpecialUniques; readonly contributions: readonly number[] } | null {
  const { sizes, entities } = valued.table;
  const columns = valued.table.codes.length;
  if (columns > MOST_UNIQUE_COLUMNS) return null;
  const searchedUpTo = largestSubset(columns, Math.min(MOST_UNIQUE_SETS, Math.floor(MOST_UNIQUE_WORK / Math.max(1, sizes.length))));
  const ownerOf = Int32Array.from(sizes, (size, index) => (size !== 1 ? -1 : entities === null ? index : entities.entities[entities.starts[index]!]!));
  const found = minimalUniques(codesWithoutMissing(valued), ownerOf, searchedUpTo);
  const { scores, contributions } = sudaScores(found, columns, 'original');
  const sampleShare = fraction !== null && fraction < 1 ? fraction : USUAL_SHARE;
  const paired = sizes.reduce((sum, size) => sum + (size === 2 ? 2 : 0), 0);
  const alone = sizes.reduce((sum, size) => sum + (size === 1 ? 1 : 0), 0);
  const matches = disScores(scores, columns, alone, paired, sampleShare);
  const all = globalRisk(matches, Uint32Array.from(scores, (score) => (score > 0 ? 1 : 0)), 1);
  const ofSize = found.ofSize.map((counts, place) => ({
    columns: place + 1, sets: counts.reduce((sum, count) => sum + count, 0), units: counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
  }));
  const highestScore = scores.reduce((most, score) => Math.max(most, score), 0);
  const units = scores.reduce((sum, score) => sum + (score > 0 ? 1 : 0), 0);
  return { told: { searchedUpTo, units, ofSize, highestScore, sampleShare, highestMatch: all?.highest ?? 0, averageMatch: all?.average ?? 0 }, contributions };
}
