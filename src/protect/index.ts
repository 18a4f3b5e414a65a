export { protect, protectAfterRelease } from './protect.ts';
export { protectOptions } from './protect-options.ts';
export type { ProtectOptions } from './protect-options.ts';
export type { CellDecision } from './decide-cells.ts';
export type { CellsState, MeasuredCells } from './measure-cells.ts';
export type { RequiredInterval, SecondarySuppression, SuppressionCost } from './secondary.ts';
export type {
  DominanceRule, KDisclosureRule, ManualCell, ManualRule, MinimumContributorsRule, MinimumFrequencyRule, MinimumWeightRule, PPercentRule, PriorPosteriorRule, ProtectionRule,
  RequestRule, SingletonsRule, ZerosRule,
} from './protection-rule.ts';
export { HEALTH_INTERVAL, PRESETS } from './presets.ts';
export type { PresetName, ProtectionPreset } from './presets.ts';
export { cellRelations } from './kernel/cell-relations.ts';
export type { CellRelation, CellTableShape } from './kernel/cell-relations.ts';
export { judgeTable } from './judge-table.ts';
export type { JudgeTableContext, LevelShare, TableJudgement } from './judge-table.ts';
export type { Outcome, OutcomeMap } from './outcome-map.ts';
export type { JudgedSection } from './pages/judged-table.ts';
export { tablePage } from './pages/table-page.ts';
export type { TablePageOptions } from './pages/table-page.ts';
export { tableText } from './pages/table-text.ts';
export { proposeCollapses } from './propose-collapses.ts';
export type { CollapseProposal } from './propose-collapses.ts';
export type { WithheldShare } from './kernel/withheld-shares.ts';
export { recomputableCells } from './recomputable-cells.ts';
export type { RecomputableCells } from './recomputable-cells.ts';
export { addRecordKey, addRecordKeyOptions, addRecordKeyPlanOptions } from './add-record-key.ts';
export type { AddRecordKeyOptions, AddRecordKeyPlanOptions, RecordKeySettings } from './add-record-key.ts';
export { perturb } from './perturb.ts';
export { perturbOptions } from './perturb-options.ts';
export type {
  CellKeyPerturbation, CommonPerturbation, ControlledPerturbation, CountPerturbation, MagnitudePerturbation, PerturbOptions, SmallCountPerturbation,
} from './perturb-options.ts';
export { countNoise, magnitudeNoise } from './kernel/perturb/noise-table.ts';
export type { CountNoise, MadeNoise, MagnitudeNoise, NoiseMoments, NoiseRow, NoiseTable } from './kernel/perturb/noise-table.ts';
export { noiseText, readNoiseText } from './kernel/perturb/noise-text.ts';
export type { NoiseTables } from './kernel/perturb/noise-text.ts';
export { boundsOfNoise, boundsOfRounding, boundsOfSmallCounts } from './kernel/perturb/true-bounds.ts';
export type { TrueBounds } from './kernel/perturb/true-bounds.ts';
export { declareArgusColumns } from './argus/argus-columns.ts';
export type { DeclaredArgusColumns } from './argus/argus-columns.ts';
export { manualRuleOf, readArgusDecisions, writeArgusDecisions } from './argus/argus-decisions.ts';
export type { ArgusDecision, ArgusDecisionForm } from './argus/argus-decisions.ts';
export { readArgusMetadata, writeArgusMetadata } from './argus/argus-metadata.ts';
export type { ArgusColumn, ArgusColumnKind, ArgusHierarchy, ArgusMetadata } from './argus/argus-metadata.ts';
export { ARGUS_STATUSES, argusStatusOf, sbsLetter } from './argus/argus-status.ts';
export type { ArgusStatus } from './argus/argus-status.ts';
export { readArgusTable, writeArgusTable } from './argus/argus-table.ts';
export type { ArgusTable } from './argus/argus-table.ts';
export { argusExportOf } from './argus/argus-export-of.ts';
export type { ArgusExportOptions } from './argus/argus-export-of.ts';
export { exportArgus } from './argus/export-argus.ts';
export type { ArgusDimension, ArgusExport, ArgusFiles } from './argus/export-argus.ts';
export { readJj, scaledCosts, writeJj } from './argus/jj-format.ts';
export type { JjStatus, JjTable } from './argus/jj-format.ts';
