export { protect, protectOptions } from './protect.ts';
export type { ProtectOptions } from './protect.ts';
export type { ProtectionRule } from './protection-rule.ts';
export { PRESETS } from './presets.ts';
export type { PresetName, ProtectionPreset } from './presets.ts';
export { cellRelations } from './kernel/cell-relations.ts';
export type { CellRelation, CellTableShape } from './kernel/cell-relations.ts';
export { recomputableCells } from './recomputable-cells.ts';
export type { RecomputableCells } from './recomputable-cells.ts';
