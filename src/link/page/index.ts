export {
  accuracyChart, accuracySpecification, expectedErrorsChart, expectedErrorsSpecification, unlinkablesChart, unlinkableShares, unlinkablesSpecification, weightHistogramChart, weightHistogramSpecification,
  type AccuracyAtCut, type ErrorsAtCut, type UnlinkableShare, type WeightBin,
} from './cut-pictures.ts';
export { linkagePage, type LinkageFindings, type LinkagePageOptions, type ShownPair } from './linkage-page.ts';
export { matchWeightChart, matchWeightSpecification, parameterChart, parameterSpecification, type WeighedModel } from './match-weight-picture.ts';
export { measureWeights, readAccuracy, readExpectedErrors } from './measure-pairs.ts';
export { measureCompleteness, measureFrequencyWeights } from './measure-records.ts';
export {
  blockingChart, blockingSpecification, completenessChart, completenessSpecification, frequencyChart, frequencySpecification, type FilledShare, type FrequencyWeight,
} from './record-pictures.ts';
export type { Datum, VegaLiteSpecification } from '../../chart/index.ts';
export { sessionChart, sessionSpecification, trainedPriorChart, trainingChangeChart, trainingSpecification, type DrawnIteration, type DrawnSession } from './training-pictures.ts';
export { explainedPair, waterfallChart, waterfallSpecification, type ExplainedPair, type WaterfallStep } from './waterfall-picture.ts';
