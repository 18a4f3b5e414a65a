export { inspectFile, type FileInspection } from './inspect-file.ts';
export type { Progress, RunOptions } from './run-options.ts';
export { runPlan, type RunResult } from './run.ts';
