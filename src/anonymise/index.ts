export { checkKAnonymity, checkKAnonymityOptions } from './check-k-anonymity.ts';
export type { CheckKAnonymityOptions } from './check-k-anonymity.ts';
export { checkPrivacy, checkPrivacyOptions } from './check-privacy.ts';
export type { CheckPrivacyOptions } from './check-privacy.ts';
export { checkGeneralisation, columnLevels } from './column-levels.ts';
export type { GeneralisedColumn } from './column-levels.ts';
export { columnGeneralisation } from './generalisation.ts';
export type {
  AgeGeneralisation, ColumnGeneralisation, DateGeneralisation, DiagnosisGeneralisation, FrequencyGeneralisation, IntervalGeneralisation, MedicineGeneralisation,
  NoGeneralisation, OrderGeneralisation, PlaceGeneralisation, PrefixGeneralisation, TableGeneralisation,
} from './generalisation.ts';
export { measureKAnonymity } from './measure-k-anonymity.ts';
export type { ClassCriterion, KAnonymityCriterion, KAnonymityMeasure, MeasureContext } from './measure-k-anonymity.ts';
export { measurePrivacy } from './measure-privacy.ts';
export type { ModelMeasure, PrivacyCriterion, PrivacyMeasure } from './measure-privacy.ts';
export { microaggregate, microaggregateOptions } from './microaggregate.ts';
export type { Microaggregation, MicroaggregateOptions } from './microaggregate.ts';
export { proposeGeneralisation } from './propose-generalisation.ts';
export { writeHierarchy } from './write-hierarchy.ts';
export type { AttackerRisk, ClassRisk } from './kernel/class-risk.ts';
export type { ColumnLevels } from './kernel/column-levels.ts';
export type { SizeBin } from './kernel/size-histogram.ts';
export type { PopulationEstimate, PrivacyModel } from './privacy-model.ts';
export { suppressLocally, suppressLocallyOptions } from './suppress-locally.ts';
export type { FrequencyGoal, LocalSuppression, SuppressLocallyOptions } from './suppress-locally.ts';
export { generalise } from './generalise.ts';
export { generaliseOptions } from './generalise-options.ts';
export type { GeneraliseOptions } from './generalise-options.ts';
export { judgeGeneralisation } from './judge-generalisation.ts';
export type { FrontierPoint, GeneralisationJudgement, JudgeGeneralisationContext } from './judge-generalisation.ts';
export type { UtilityMetric } from './kernel/search/search-problem.ts';
export { judgedRowsPage } from './pages/judged-rows-page.ts';
export type { JudgedRowsPageOptions } from './pages/judged-rows-page.ts';
export { judgedRowsText } from './pages/judged-rows-text.ts';
export type { JudgedRowsSection } from './pages/judged-rows.ts';
export { mondrian, mondrianOptions } from './mondrian.ts';
export type { CutRows, MondrianOptions } from './mondrian.ts';
export type { GroupValue } from './kernel/mask/replace-by-group.ts';
