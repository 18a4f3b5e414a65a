export { checkQuality, checkQualityOptions } from './check-quality.ts';
export type { CheckQualityOperator, CheckQualityOptions } from './check-quality.ts';
export { qualityCheck } from './checks.ts';
export type {
  CheckSettings,
  DistributionCheck,
  FreshnessCheck,
  IdentifierCheck,
  LengthCheck,
  MeanCheck,
  NirAgreesCheck,
  NotNullCheck,
  OrderCheck,
  OutliersCheck,
  PatternCheck,
  PredicateCheck,
  QualityCheck,
  QualityCheckKind,
  QuantileCheck,
  RangeCheck,
  ReferenceCheck,
  RowCountCheck,
  RowLimits,
  UniqueCheck,
  ValuesCheck,
} from './checks.ts';
export { LANGUAGES, type Language } from './figures.ts';
export { judgeQuality } from './judge-quality.ts';
export { measureQuality } from './measure-quality.ts';
export type { MeasureQualityContext } from './measure-quality.ts';
export type { CheckFigures, CheckMeasure, CheckVerdict, QualityMeasure, QualityVerdict, Verdict } from './quality-data.ts';
export { profile, profileFold, profileOptions } from './profile.ts';
export type { ProfileContext, ProfileOptions } from './profile.ts';
export type {
  ColumnProfile,
  DateProfile,
  DistinctCount,
  FoldedCount,
  FoundIdentifiers,
  HistogramBin,
  IdentifierShare,
  IdentityProfile,
  MonthQuantile,
  NumberProfile,
  NumberQuantile,
  ShapeCount,
  TableProfile,
  TextProfile,
  TextShapes,
  ValueFrequencies,
  ValueFrequency,
  YearCount,
} from './profile-data.ts';
export type { ProfileState } from './profile-fold.ts';
export type { ProfiledTable } from './profile-notes.ts';
export { profilePage, type ProfilePageOptions } from './profile-page.ts';
export { profileText } from './profile-text.ts';
export { qualityPage, type QualityPageOptions, type QualitySection, type ReadInput } from './quality-page.ts';
export { qualityText } from './quality-text.ts';
