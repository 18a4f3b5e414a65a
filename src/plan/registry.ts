import { z } from 'zod';
import { addLevels, addLevelsOptions, aggregate, aggregateOptions } from '../aggregate/index.ts';
import {
  addNoise,
  addNoisePlanOptions,
  addRisk,
  addRiskOptions,
  checkKAnonymity,
  checkKAnonymityOptions,
  checkMasking,
  checkMaskingOptions,
  checkPrivacy,
  checkPrivacyOptions,
  generalise,
  generaliseInPopulation,
  generaliseOptions,
  microaggregate,
  microaggregateOptions,
  mondrian,
  mondrianOptions,
  pram,
  pramPlanOptions,
  suppressLocally,
  suppressLocallyOptions,
  swapRanks,
  swapRanksPlanOptions,
} from '../anonymise/index.ts';
import {
  dropDuplicates,
  dropDuplicatesOptions,
  fixEncoding,
  fixEncodingOptions,
  normaliseAddress,
  normaliseAddressOptions,
  normaliseDate,
  normaliseDateOptions,
  normaliseIdentifier,
  normaliseIdentifierOptions,
  normaliseName,
  normaliseNameOptions,
  normaliseText,
  normaliseTextOptions,
  nullValues,
  nullValuesOptions,
  padCode,
  padCodeOptions,
  phoneticCode,
  phoneticCodeOptions,
  recode,
  recodeByTable,
  recodeByTableOptions,
  recodeOptions,
} from '../clean/index.ts';
import { refusePlan } from '../core/errors.ts';
import { attach, attachOptions, link, linkPlanOptions } from '../link/index.ts';
import {
  ageAt,
  ageAtOptions,
  band,
  bandOptions,
  drop,
  dropOptions,
  generaliseCode,
  generaliseCodeOptions,
  keep,
  keepOptions,
  topBottomCode,
  topBottomCodeOptions,
  truncateDate,
  truncateDateOptions,
  truncateText,
  truncateTextOptions,
} from '../minimise/index.ts';
import { addRecordKey, addRecordKeyPlanOptions, perturb, perturbOptions, protect, protectAfterRelease, protectOptions } from '../protect/index.ts';
import { everyPseudonymisePlanOptions, pseudonymise, rekey, rekeyPlanOptions } from '../pseudonymise/index.ts';
import { checkQuality, checkQualityOptions } from '../quality/index.ts';
import { castColumn, castColumnOptions, filter, filterOptions, lookUp, lookUpOptions, rename, renameOptions, sort, sortOptions } from '../shape/index.ts';
import { bindCrosswalk } from './bind-crosswalk.ts';
import { bindKey } from './bind-keys.ts';
import { bindModel } from './bind-models.ts';
import { defineStep, type StepDefinition } from './step.ts';

/** Every step a plan may name, in the order data flows. */
export const STEPS: readonly StepDefinition[] = Object.freeze([
  defineStep('rename', 'Rename columns.', renameOptions, rename),
  defineStep('castColumn', 'Change the type of a column, exactly or with rejects.', castColumnOptions, castColumn),
  defineStep('filter', 'Keep the rows that a closed predicate accepts.', filterOptions, filter),
  defineStep('lookUp', 'Bring columns from a small reference table.', lookUpOptions, (options) => {
    if (options.table === undefined) refusePlan('PLAN_MISSING', 'table', 'expected the name of the reference table, got nothing');
    return { operator: lookUp(options), tables: { reference: options.table } };
  }),
  defineStep('sort', 'Sort the rows.', sortOptions, sort),
  defineStep('fixEncoding', 'Repair texts that were encoded twice.', fixEncodingOptions, fixEncoding),
  defineStep('normaliseText', 'Clean text: spaces, case, accents, punctuation, invisible characters.', normaliseTextOptions, normaliseText),
  defineStep('nullValues', 'Make values that stand for a missing one null.', nullValuesOptions, nullValues),
  defineStep('padCode', 'Bring codes to one form: zeros in front, suffixes, separators.', padCodeOptions, padCode),
  defineStep('recode', 'Replace values by others, listed or in a small reference table.', z.union([recodeOptions, recodeByTableOptions]), (options) => {
    if ('values' in options) return recode(options);
    if (options.table === undefined) refusePlan('PLAN_MISSING', 'table', 'expected the name of the reference table, got nothing');
    return { operator: recodeByTable(options), tables: { reference: options.table } };
  }),
  defineStep('normaliseDate', 'Bring dates written in many ways to one column of dates.', normaliseDateOptions, normaliseDate),
  defineStep('normaliseIdentifier', 'Bring identifiers to one form, checked: NIR, FINESS, SIRET …', normaliseIdentifierOptions, normaliseIdentifier),
  defineStep('normaliseName', 'Bring names to a form that can be compared; split birth names, married names and aliases.', normaliseNameOptions, normaliseName),
  defineStep('normaliseAddress', 'Write lines of addresses in one way, in full or for mail.', normaliseAddressOptions, normaliseAddress),
  defineStep('phoneticCode', 'Add the phonetic code of a name or a word.', phoneticCodeOptions, phoneticCode),
  defineStep('dropDuplicates', 'Drop the rows that repeat an earlier one, whole or in some columns.', dropDuplicatesOptions, (options) => ({ operator: dropDuplicates(options) })),
  defineStep('checkQuality', 'Check rows against declared expectations, and tell the failing rows.', checkQualityOptions, (options) => {
    const operator = checkQuality(options);
    return { operator, tables: Object.fromEntries(operator.tables.map((table) => [table, table])) };
  }),
  defineStep('drop', 'Drop columns.', dropOptions, drop),
  defineStep('keep', 'Keep only the named columns.', keepOptions, keep),
  defineStep('truncateDate', 'Coarsen dates to month, quarter or year.', truncateDateOptions, truncateDate),
  defineStep('ageAt', 'Replace a birth date by the age in completed years at a declared date.', ageAtOptions, ageAt),
  defineStep('band', 'Replace numbers by bands.', bandOptions, band),
  defineStep('topBottomCode', 'Replace extreme numbers by one value or one label.', topBottomCodeOptions, topBottomCode),
  defineStep('truncateText', 'Keep the first characters.', truncateTextOptions, truncateText),
  defineStep('generaliseCode', 'Replace codes by a coarser level of their nomenclature.', generaliseCodeOptions, generaliseCode),
  defineStep('pseudonymise', 'Replace an identifier by a keyed code.', everyPseudonymisePlanOptions, (options, binding) => {
    if (options.policy === 'random') return bindCrosswalk(options, binding);
    const { secretKey, expectFingerprint, ...settings } = options;
    return pseudonymise({ ...settings, ...bindKey({ policy: settings.policy, secretKey, expectFingerprint }, binding) });
  }),
  defineStep('rekey', 'Make pseudonyms of pseudonyms, under another key or for another project.', rekeyPlanOptions, ({ secretKey, expectFingerprint, ...settings }, binding) =>
    rekey({ ...settings, ...bindKey({ policy: settings.policy, secretKey, expectFingerprint }, binding) }),
  ),
  defineStep('link', 'Link records of one table or of several, and name the cluster of each.', linkPlanOptions, ({ model, ...options }, binding) => ({
    operator: link({ ...options, ...(model === undefined ? {} : { model: bindModel(model, binding) }) }),
    tables: Object.fromEntries((options.tables ?? []).map((table) => [table, table])),
  })),
  defineStep('attach', 'Bring clusters or links back to the records.', attachOptions, (options) => {
    if (options.table === undefined) refusePlan('PLAN_MISSING', 'table', 'expected the table of clusters or links, got nothing');
    return { operator: attach(options), tables: { linked: options.table } };
  }),
  defineStep('mondrian', 'Cut rows into classes as small as privacy models allow, and write the range of each.', mondrianOptions, mondrian),
  defineStep('suppressLocally', 'Make single quasi-identifiers null until every row fits at least k rows or persons.', suppressLocallyOptions, suppressLocally),
  defineStep('generalise', 'Generalise quasi-identifiers, and suppress the rows that stay alone, so that privacy models hold and least is lost.', generaliseOptions, (options) =>
    options.populationTable === undefined ? generalise(options) : { operator: generaliseInPopulation(options), tables: { population: options.populationTable } },
  ),
  defineStep('checkKAnonymity', 'Check that every combination of quasi-identifiers is shared by at least k rows or persons.', checkKAnonymityOptions, checkKAnonymity),
  defineStep('checkPrivacy', 'Check that privacy models (k, l, t, α, β, δ) hold for every class of rows that share their quasi-identifiers.', checkPrivacyOptions, checkPrivacy),
  defineStep('addRisk', 'Give every row the chance that somebody recognises its unit by the quasi-identifiers.', addRiskOptions, addRisk),
  defineStep('microaggregate', 'Replace numbers by those of a group of at least k rows or persons near each other.', microaggregateOptions, microaggregate),
  defineStep('pram', 'Replace categories at random with known probabilities, by a secret key.', pramPlanOptions, ({ secretKey, expectFingerprint, ...settings }, binding) =>
    pram({ ...settings, ...bindKey({ policy: 'deterministic', secretKey, expectFingerprint }, binding) }),
  ),
  defineStep('addNoise', 'Add normally distributed noise to numbers, by a secret key.', addNoisePlanOptions, ({ secretKey, expectFingerprint, ...settings }, binding) =>
    addNoise({ ...settings, ...bindKey({ policy: 'deterministic', secretKey, expectFingerprint }, binding) }),
  ),
  defineStep('swapRanks', 'Exchange values between rows whose ranks are near each other, by a secret key.', swapRanksPlanOptions, ({ secretKey, expectFingerprint, ...settings }, binding) =>
    swapRanks({ ...settings, ...bindKey({ policy: 'deterministic', secretKey, expectFingerprint }, binding) }),
  ),
  defineStep('checkMasking', 'Check masked numbers against the originals: how many rows somebody links, and what it cost.', checkMaskingOptions, (options) => {
    if (options.table === undefined) refusePlan('PLAN_MISSING', 'table', 'expected the name of the table of originals, got nothing');
    return { operator: checkMasking(options), tables: { originals: options.table } };
  }),
  defineStep('addRecordKey', 'Give every unit the secret number that decides its part of the noise of the cell key method.', addRecordKeyPlanOptions, ({ secretKey, expectFingerprint, ...settings }, binding) =>
    addRecordKey({ ...settings, ...bindKey({ policy: 'deterministic', secretKey, expectFingerprint }, binding) }),
  ),
  defineStep('addLevels', 'Add the coarser levels of a code.', addLevelsOptions, addLevels),
  defineStep('aggregate', 'Count and sum rows by combinations of values.', aggregateOptions, aggregate),
  defineStep('protect', 'Withhold unsafe cells of an aggregated table, and others that cover them, until an attack fails.', protectOptions, (options) =>
    options.alreadyPublished === undefined ? protect(options) : { operator: protectAfterRelease(options), tables: { published: options.alreadyPublished } },
  ),
  defineStep('perturb', 'Change the counts and sums of an aggregated table a little: by cell keys, or by rounding.', perturbOptions, perturb),
]);

const BY_NAME: ReadonlyMap<string, StepDefinition> = new Map(STEPS.map((step) => [step.op, step]));

/**
 * Finds a step by its name in the plan.
 *
 * @param op - the name.
 * @returns the step, or `null`.
 */
export function stepDefinition(op: string): StepDefinition | null {
  return BY_NAME.get(op) ?? null;
}
