export { checkKAnonymity, checkKAnonymityOptions } from './check-k-anonymity.ts';
export type { CheckKAnonymityOptions } from './check-k-anonymity.ts';
export { measureKAnonymity } from './measure-k-anonymity.ts';
export type { KAnonymityCriterion, KAnonymityMeasure, MeasureContext } from './measure-k-anonymity.ts';
export type { AttackerRisk, ClassRisk } from './kernel/class-risk.ts';
export type { SizeBin } from './kernel/size-histogram.ts';
export type { PrivacyModel } from './privacy-model.ts';
