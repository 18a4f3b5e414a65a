export { evaluateFiles, type EvaluatedFiles, type EvaluateFilesOptions } from './evaluate-files.ts';
export { explainPairFiles, type ExplainedFilePair, type ExplainPairFilesOptions, type NamedRecord } from './explain-pair-files.ts';
export { linkFiles, type LinkedFiles, type LinkFilesOptions } from './link-files.ts';
export type { LinkageFiles } from './linkage-files.ts';
export { proposeFiles, type ProposeFilesOptions } from './propose-files.ts';
export { drawReviewFiles, estimateReviewFile, type DrawReviewFilesOptions } from './review-files.ts';
export { trainFiles, type TrainFilesOptions } from './train-files.ts';
