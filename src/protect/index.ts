export { protect, protectAfterRelease, protectOptions } from './protect.ts';
export type { ProtectOptions } from './protect.ts';
export type { CellDecision } from './decide-cells.ts';
export type { CellsState, MeasuredCells } from './measure-cells.ts';
export type { RequiredInterval, SecondarySuppression, SuppressionCost } from './secondary.ts';
export type { ProtectionRule } from './protection-rule.ts';
export { PRESETS } from './presets.ts';
export type { PresetName, ProtectionPreset } from './presets.ts';
export { cellRelations } from './kernel/cell-relations.ts';
export type { CellRelation, CellTableShape } from './kernel/cell-relations.ts';
export { recomputableCells } from './recomputable-cells.ts';
export type { RecomputableCells } from './recomputable-cells.ts';
export { addRecordKey, addRecordKeyOptions, addRecordKeyPlanOptions } from './add-record-key.ts';
export type { AddRecordKeyOptions, AddRecordKeyPlanOptions, RecordKeySettings } from './add-record-key.ts';
export { perturb } from './perturb.ts';
export { perturbOptions } from './perturb-options.ts';
export type {
  CellKeyPerturbation, ControlledPerturbation, CountPerturbation, MagnitudePerturbation, PerturbOptions, SmallCountPerturbation, ZeroSettings,
} from './perturb-options.ts';
export { countNoise, magnitudeNoise } from './kernel/perturb/noise-table.ts';
export type { CountNoise, MadeNoise, MagnitudeNoise, NoiseMoments, NoiseRow, NoiseTable } from './kernel/perturb/noise-table.ts';
export { noiseText, readNoiseText } from './kernel/perturb/noise-text.ts';
export type { NoiseTables } from './kernel/perturb/noise-text.ts';
export { boundsOfNoise, boundsOfRounding, boundsOfSmallCounts } from './kernel/perturb/true-bounds.ts';
export type { TrueBounds } from './kernel/perturb/true-bounds.ts';
