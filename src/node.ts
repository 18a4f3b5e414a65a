/** What touches the machine: files, releases, keys, and whole runs of a plan. */

export { spillStore, type DiskSpillStore } from './core/node.ts';
export { workerPool, type WorkerPool, type WorkerPoolOptions } from './core/workers/node/index.ts';
export { attackFiles, auditFiles, checkPlanQuality, drawReviewFiles, type DrawReviewFilesOptions, estimateReviewFile, evaluateFiles, explainPairFiles, type ExplainedFilePair, type ExplainPairFilesOptions, type NamedRecord, inspectFile, judgeRows, type JudgedPlanRows, type JudgedRows, type JudgeRowsOptions, judgeTables, type JudgedTable, type JudgedTables, type JudgeTablesOptions, linkFiles, proposeFiles, type ProposeFilesOptions, trainFiles, type LinkageFiles, type LinkedFiles, type LinkFilesOptions, type TrainFilesOptions, profileFile, reidentify, runPlan, type CheckPlanQualityOptions, type CodeContext, type EvaluatedFiles, type EvaluateFilesOptions, type FileInspection, type FileProfile, type ProfileFileOptions, type Progress, type ReadPlanOptions, type Reidentification, type ReidentifyOptions, type RunOptions, type RunResult, type SecretSource } from './plan/node/index.ts';
export { createKeyFile, newReleaseNonce, newSecretKey, readSecret, type ReadSecretOptions } from './pseudonymise/node.ts';
export { fileBlob, fileBytes, findFiles, stdinBytes } from './read/node.ts';
export { createRelease, readCurrent, writeFile, writeTextFile, type CommittedRelease, type Release, type ReleaseFile, type WriteFileOptions, type WriteTextFileOptions } from './write/node/index.ts';
