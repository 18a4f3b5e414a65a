export { inspectFile, type FileInspection } from './inspect-file.ts';
export { runPlan, type Progress, type RunOptions, type RunResult } from './run.ts';
