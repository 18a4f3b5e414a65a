export type { SecretSource } from './bind-secrets.ts';
export { checkPlanQuality, type CheckPlanQualityOptions } from './check-quality.ts';
export { inspectFile, type FileInspection } from './inspect-file.ts';
export { profileFile, type FileProfile, type ProfileFileOptions } from './profile-file.ts';
export { reidentify, type CodeContext, type Reidentification, type ReidentifyOptions } from './reidentify.ts';
export type { Progress, RunOptions } from './run-options.ts';
export { runPlan, type RunResult } from './run.ts';
