export { PRESETS, type PresetName, type ProtectionPreset } from './presets.ts';
export { protect } from './protect.ts';
export { minimumCounts, protectOptions, type DominanceRule, type MinimumFrequencyRule, type ProtectionRule, type ProtectOptions } from './rules.ts';
