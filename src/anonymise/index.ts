export { checkKAnonymity, checkKAnonymityOptions } from './check-k-anonymity.ts';
export type { CheckKAnonymityOptions } from './check-k-anonymity.ts';
export { checkGeneralisation, columnLevels } from './column-levels.ts';
export type { GeneralisedColumn } from './column-levels.ts';
export { columnGeneralisation } from './generalisation.ts';
export type {
  AgeGeneralisation, ColumnGeneralisation, DateGeneralisation, DiagnosisGeneralisation, FrequencyGeneralisation, IntervalGeneralisation, MedicineGeneralisation,
  NoGeneralisation, OrderGeneralisation, PlaceGeneralisation, PrefixGeneralisation, TableGeneralisation,
} from './generalisation.ts';
export { measureKAnonymity } from './measure-k-anonymity.ts';
export type { KAnonymityCriterion, KAnonymityMeasure, MeasureContext } from './measure-k-anonymity.ts';
export { proposeGeneralisation } from './propose-generalisation.ts';
export { writeHierarchy } from './write-hierarchy.ts';
export type { AttackerRisk, ClassRisk } from './kernel/class-risk.ts';
export type { ColumnLevels } from './kernel/column-levels.ts';
export type { SizeBin } from './kernel/size-histogram.ts';
export type { PrivacyModel } from './privacy-model.ts';
export { suppressLocally, suppressLocallyOptions } from './suppress-locally.ts';
export type { FrequencyGoal, LocalSuppression, SuppressLocallyOptions } from './suppress-locally.ts';
export { generalise } from './generalise.ts';
export { generaliseOptions } from './generalise-options.ts';
export type { GeneraliseOptions } from './generalise-options.ts';
export type { UtilityMetric } from './kernel/search/search-problem.ts';
