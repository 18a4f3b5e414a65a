import { z } from 'zod';
import { PlanError, refusePlan, type Problem } from '../core/errors.ts';
import { checkOptions, columnName, unknownName, type OptionsSchema } from '../core/options.ts';
import { passesShape, type DeterministicOptions } from './decide/link-deterministically.ts';
import { checkModel, linkageModelSchema, type LinkageModel, type LinkType } from './model/index.ts';
import type { PairDetail } from './score/pairs-table.ts';

/** Which links are taken of those that reach the cut. */
export type LinkDecision =
  /** All of them: records that links hold together are one cluster. */
  | { readonly by: 'components' }
  /** The heaviest first, unless that would bring two records of one of these sources together. */
  | { readonly by: 'bestLinks'; readonly duplicateFree: readonly string[]; readonly ties: 'lowestRowKey' | 'drop' }
  /** Between two sources, those with the largest sum of bits while no record has two. */
  | { readonly by: 'oneToOne'; readonly maxComponentLinks?: number };

/** Rules that link before the model does. */
export interface DeterministicPasses extends Omit<DeterministicOptions, 'linkType'> {
  /** Whether the model leaves alone the records that rules linked, or its links are added to theirs. */
  readonly then: 'takeOut' | 'add';
}

/** Options of {@link link}. */
export interface LinkOptions {
  /** In a plan: tables whose records are linked with those of the step. Code connects them as ports of these names. */
  readonly tables?: readonly string[];
  /** Name of the step's own records among the sources; `rows` unless said otherwise. */
  readonly source?: string;
  /** Column that names a row in every source; the declared row key of the step's own rows unless said otherwise. */
  readonly rowKey?: string;
  /** A trained model; it may be left out where there are passes. */
  readonly model?: LinkageModel;
  /** Least weight of a link of the model, in bits: a choice that belongs to whoever answers for the links. */
  readonly minMatchWeightBits?: number;
  /** What the port `pairs` tells of each pair; the weight alone unless said otherwise. */
  readonly detail?: PairDetail;
  /** Linkage by rules, before the model or alone. */
  readonly deterministic?: DeterministicPasses;
  /** Which pairs are looked for, where there is no model to say so. */
  readonly linkType?: LinkType;
  readonly decide: LinkDecision;
  /** Runs with more candidate pairs are refused before any is compared. */
  readonly maxPairs?: number;
  /** Name of the new column; `cluster` unless said otherwise. */
  readonly into?: string;
}

const name = z.string().min(1).max(64);

const shape = {
  tables: z.array(name).min(1).readonly().exactOptional(),
  source: name.exactOptional(),
  rowKey: columnName.exactOptional(),
  minMatchWeightBits: z.number().exactOptional(),
  detail: z.enum(['none', 'levels', 'weights']).exactOptional(),
  deterministic: z.strictObject({ ...passesShape, then: z.enum(['takeOut', 'add']) }).exactOptional(),
  linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']).exactOptional(),
  decide: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('components') }),
    z.strictObject({ by: z.literal('bestLinks'), duplicateFree: z.array(name).min(1).readonly(), ties: z.enum(['lowestRowKey', 'drop']) }),
    z.strictObject({ by: z.literal('oneToOne'), maxComponentLinks: z.int().min(1).max(10_000_000).exactOptional() }),
  ]),
  maxPairs: z.number().min(1).exactOptional(),
  into: columnName.exactOptional(),
};

/** Checks {@link LinkOptions}. */
export const linkOptions: OptionsSchema<LinkOptions> = z.strictObject({ ...shape, model: linkageModelSchema.exactOptional() }) as never;

/** {@link LinkOptions} as a plan has them: a model may be named in place of standing there. */
export interface LinkPlanOptions extends Omit<LinkOptions, 'model'> {
  readonly model?: LinkageModel | string;
}

/** Checks {@link LinkPlanOptions}; what a model must be is in its own schema, and checked once it is found. */
export const linkPlanOptions: OptionsSchema<LinkPlanOptions> = z.strictObject({ ...shape, model: z.union([name, z.looseObject({})]).exactOptional() }) as never;

/** {@link LinkOptions}, with what was left unsaid. */
export interface CheckedLinkOptions {
  readonly tables: readonly string[];
  readonly source: string;
  readonly rowKey: string | null;
  readonly model: LinkageModel | null;
  readonly minMatchWeightBits: number;
  readonly detail: PairDetail;
  readonly deterministic: DeterministicPasses | null;
  readonly linkType: LinkType;
  readonly decide: LinkDecision;
  readonly maxPairs: number | null;
  readonly into: string;
}

/**
 * Checks how records are to be linked.
 *
 * @param options - see {@link LinkOptions}.
 * @returns the same, with what was left unsaid.
 * @throws {PlanError} with every problem at once.
 */
export function checkLinkOptions(options: LinkOptions): CheckedLinkOptions {
  const { tables = [], source = 'rows', rowKey = null, model = null, minMatchWeightBits, detail = 'none', deterministic = null, linkType, decide, maxPairs = null, into = 'cluster' } = checkOptions(linkOptions, options);
  if (model === null && deterministic === null) refusePlan('PLAN_MISSING', 'model', 'expected a linkage model, or passes of rules in deterministic');
  if (model !== null && minMatchWeightBits === undefined) refusePlan('PLAN_MISSING', 'minMatchWeightBits', 'expected the least weight of a link; nobody but you can choose it');
  if (model === null && linkType === undefined) refusePlan('PLAN_MISSING', 'linkType', 'expected "dedupe", "link" or "linkAndDedupe", since there is no model to say so');
  if (model !== null && linkType !== undefined) refusePlan('PLAN_OUT_OF_RANGE', 'linkType', 'expected nothing here: the model says which pairs are looked for');
  if (decide.by === 'oneToOne' && deterministic?.then === 'add') refusePlan('PLAN_OUT_OF_RANGE', 'deterministic.then', 'expected takeOut: one-to-one leaves alone what rules linked');
  if (tables.includes(source)) refusePlan('PLAN_DUPLICATE_NAME', 'source', 'a table has this name; sources have names of their own');
  if (new Set(tables).size < tables.length) refusePlan('PLAN_DUPLICATE_NAME', 'tables', 'expected each table once');
  return {
    tables, source, rowKey, detail, deterministic, decide, maxPairs, into,
    model: model === null ? null : checkModel(model, { path: 'model' }),
    minMatchWeightBits: minMatchWeightBits ?? 0,
    linkType: model?.linkType ?? linkType!,
  };
}

/**
 * Checks that options fit the sources that are linked.
 *
 * @param options - checked by themselves.
 * @param sources - names of the sources.
 * @throws {PlanError} `PLAN_UNKNOWN_INPUT` for every source that is named and not linked, `PLAN_OUT_OF_RANGE` where links are to
 *   be one to one and there are not two sources.
 */
export function checkLinkedSources({ decide, deterministic }: Pick<CheckedLinkOptions, 'decide' | 'deterministic'>, sources: readonly string[]): void {
  const problems: Problem[] = [
    ...unknownSources('decide.duplicateFree', decide.by === 'bestLinks' ? decide.duplicateFree : [], sources),
    ...unknownSources('deterministic.duplicateFree', deterministic?.duplicateFree ?? [], sources),
  ];
  if (decide.by === 'oneToOne' && sources.length !== 2) {
    problems.push({ code: 'PLAN_OUT_OF_RANGE', path: 'decide.by', message: `one-to-one links are between two sources, got ${sources.length}; with more, decide by bestLinks` });
  }
  if (problems.length > 0) throw new PlanError(problems);
}

function unknownSources(path: string, named: readonly string[], sources: readonly string[]): Problem[] {
  return named.flatMap((source, index) => (sources.includes(source) ? [] : [{ code: 'PLAN_UNKNOWN_INPUT', path: `${path}[${index}]`, message: unknownName('source', source, sources) }]));
}
