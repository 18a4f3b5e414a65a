export { checkQuality, checkQualityOptions } from './checks/check-quality.ts';
export type { CheckQualityOperator, CheckQualityOptions } from './checks/check-quality.ts';
export { qualityCheck } from './checks/checks.ts';
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
} from './checks/checks.ts';
export { LANGUAGES, type Language } from '../chart/index.ts';
export { judgeQuality } from './checks/judge-quality.ts';
export { measureQuality } from './checks/measure-quality.ts';
export type { MeasureQualityContext } from './checks/measure-quality.ts';
export { qualityMeasure } from './checks/quality-data.ts';
export type { CheckFigures, CheckMeasure, CheckVerdict, QualityMeasure, QualityVerdict, Verdict } from './checks/quality-data.ts';
export { worstVerdict } from './checks/worst-verdict.ts';
export { profile, profileFold, profileOptions } from './profile/profile.ts';
export type { ProfileContext, ProfileOptions } from './profile/profile.ts';
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
} from './profile/profile-data.ts';
export type { ProfileState } from './profile/profile-fold.ts';
export type { ProfiledTable } from './pages/profile-notes.ts';
export { profilePage, type ProfilePageOptions } from './pages/profile-page.ts';
export { profileText } from './pages/profile-text.ts';
export { qualityPage, type QualityPageOptions, type QualitySection, type ReadInput } from './pages/quality-page.ts';
export { qualityText } from './pages/quality-text.ts';
