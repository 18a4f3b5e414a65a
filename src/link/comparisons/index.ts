export { birthDateComparison, type BirthDateOptions } from './birth-date-comparison.ts';
export { addressComparison, emailComparison, type ContactComparisonOptions } from './contact-comparisons.ts';
export { customComparison } from './custom-comparison.ts';
export { frenchNameComparisons, type FrenchNameOptions } from './french-name-comparisons.ts';
export { equalLevel, levelWhen, nullLevel, otherwiseLevel, type Compared } from './levels.ts';
export { bestPairComparison, listIntersectionComparison, type BestPairOptions, type ListIntersectionOptions } from './list-comparisons.ts';
export { firstNameSurnameComparison, nameComparison, type FirstNameSurnameOptions, type NameComparisonOptions } from './name-comparisons.ts';
export { nirComparison, nirPartsComparison, type NirComparisonOptions } from './nir-comparisons.ts';
export { absoluteDifferenceComparison, cosineComparison, kilometresComparison, percentageDifferenceComparison, timeDifferenceComparison } from './number-comparisons.ts';
export type {
  AbsoluteDifferenceOptions, CosineOptions, KilometresOptions, PercentageDifferenceOptions, TimeDifferenceOptions, TimeSpan,
} from './number-comparisons.ts';
export { personKinds, type PersonKindsOptions } from './person-kinds.ts';
export { communeComparison, postalCodeComparison, ukPostcodeComparison, type CommuneComparisonOptions, type PostalCodeComparisonOptions } from './place-comparisons.ts';
export {
  damerauLevenshteinComparison, exactComparison, jaccardComparison, jaroComparison, jaroWinklerComparison, levenshteinComparison, registeredComparison,
} from './text-comparisons.ts';
export type { ComparisonOptions, DistanceOptions, QGramOptions, RegisteredOptions, SimilarityOptions } from './text-comparisons.ts';
