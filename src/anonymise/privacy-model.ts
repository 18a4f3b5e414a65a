import { z } from 'zod';
import { columnName, type OptionsSchema } from '../core/options.ts';
import { columnGeneralisation, type ColumnGeneralisation } from './generalisation.ts';

/** How the size of a class in the population is estimated from its size in the file, where the population is not at hand. */
export interface PopulationEstimate {
  /** Units of the population, of which those of the file are a random sample. */
  readonly populationSize: number;
  /** Probability in (0, 1) that a class of the population below k shows at least as many units as are asked for. */
  readonly significance: number;
  /** Whether the units of a class that are in the file follow a Poisson distribution, or one of those that have at least one. */
  readonly distribution: 'poisson' | 'zeroTruncatedPoisson';
}

/**
 * A privacy model: what must hold for every class of rows that share their quasi-identifiers. A missing sensitive value is a
 * value of its own. Several sensitive columns have a model each and are judged one by one: nothing is said of what they give
 * away together.
 */
export type PrivacyModel =
  /** At least k units in the file. */
  | { readonly model: 'kAnonymity'; readonly k: number }
  /** At least k units in the population: in the table that is given, or by an estimate. */
  | { readonly model: 'kMap'; readonly k: number; readonly estimate?: PopulationEstimate }
  /** At least l values of a sensitive column. */
  | { readonly model: 'distinctLDiversity'; readonly column: string; readonly l: number }
  /** An entropy of at least ln l. */
  | { readonly model: 'entropyLDiversity'; readonly column: string; readonly l: number }
  /** The most frequent value is rarer than c times all from the l-th on. */
  | { readonly model: 'recursiveLDiversity'; readonly column: string; readonly l: number; readonly c: number }
  /** No value has a share above α. */
  | { readonly model: 'alpha'; readonly column: string; readonly alpha: number }
  /** The distribution of a class is within t of that of the table; `hierarchical` measures along the levels of `hierarchy`, which ends in one value. */
  | { readonly model: 'tCloseness'; readonly column: string; readonly t: number; readonly distance: 'equal' | 'ordered' | 'hierarchical'; readonly hierarchy?: ColumnGeneralisation }
  /** |log₂ of share in the class over share in the table| < δ. */
  | { readonly model: 'deltaDisclosure'; readonly column: string; readonly delta: number }
  /** No value gains more than β, relatively. */
  | { readonly model: 'basicBetaLikeness'; readonly column: string; readonly beta: number }
  /** As basic, and no more than −ln of its share in the table. */
  | { readonly model: 'enhancedBetaLikeness'; readonly column: string; readonly beta: number }
  /**
   * The share of the population that is in the file lies between two bounds, in each class. Classes of the population without
   * a row count, unless `skipsAbsent` leaves them out, as ARX does beside a model that asks for a size.
   */
  | { readonly model: 'deltaPresence'; readonly min: number; readonly max: number; readonly skipsAbsent?: boolean }
  /** Mean probability of re-identification of the kept units: classes over units. */
  | { readonly model: 'averageRisk'; readonly maxRisk: number };

const k = z.int().min(1).max(1_000_000);
const share = z.number().min(0).max(1);
const positive = z.number().positive();

const kMap = z.strictObject({
  model: z.literal('kMap'),
  k,
  estimate: z
    .strictObject({ populationSize: z.int().min(1), significance: z.number().gt(0).lt(1), distribution: z.enum(['poisson', 'zeroTruncatedPoisson']) })
    .exactOptional(),
});

const tCloseness = z
  .strictObject({ model: z.literal('tCloseness'), column: columnName, t: share, distance: z.enum(['equal', 'ordered', 'hierarchical']), hierarchy: columnGeneralisation.exactOptional() })
  .refine(({ distance, hierarchy }) => (distance === 'hierarchical') === (hierarchy !== undefined), { path: ['hierarchy'], message: 'expected a hierarchy with the distance hierarchical, and none without' });

const deltaPresence = z
  .strictObject({ model: z.literal('deltaPresence'), min: share, max: share, skipsAbsent: z.boolean().exactOptional() })
  .refine(({ min, max }) => min <= max, { path: ['max'], message: 'expected no less than min' });

/** Checks a {@link PrivacyModel}. */
export const privacyModelSchema: OptionsSchema<PrivacyModel> = z.discriminatedUnion('model', [
  z.strictObject({ model: z.literal('kAnonymity'), k }),
  kMap,
  z.strictObject({ model: z.literal('distinctLDiversity'), column: columnName, l: z.int().min(1).max(1_000_000) }),
  z.strictObject({ model: z.literal('entropyLDiversity'), column: columnName, l: z.number().min(1).max(1_000_000) }),
  z.strictObject({ model: z.literal('recursiveLDiversity'), column: columnName, l: z.int().min(1).max(1_000_000), c: positive }),
  z.strictObject({ model: z.literal('alpha'), column: columnName, alpha: share }),
  tCloseness,
  z.strictObject({ model: z.literal('deltaDisclosure'), column: columnName, delta: positive }),
  z.strictObject({ model: z.literal('basicBetaLikeness'), column: columnName, beta: positive }),
  z.strictObject({ model: z.literal('enhancedBetaLikeness'), column: columnName, beta: positive }),
  deltaPresence,
  z.strictObject({ model: z.literal('averageRisk'), maxRisk: share.gt(0) }),
]);

/**
 * Lists the sensitive columns that models speak of.
 *
 * @param models - the models.
 * @returns their columns, each once, in the order of the models.
 * @example
 * sensitiveColumns([{ model: 'kAnonymity', k: 5 }, { model: 'alpha', column: 'diagnosis', alpha: 0.5 }]); // => ['diagnosis']
 */
export function sensitiveColumns(models: readonly PrivacyModel[]): string[] {
  return [...new Set(models.flatMap((model) => ('column' in model ? [model.column] : [])))];
}

/**
 * Tells whether a model needs a table of the population.
 *
 * @param model - the model.
 * @returns whether classes must be counted in the population to judge by it.
 */
export function needsPopulation(model: PrivacyModel): boolean {
  return model.model === 'deltaPresence' || (model.model === 'kMap' && model.estimate === undefined);
}
