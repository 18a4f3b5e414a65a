export type { SyntheticOptions } from './batches.ts';
export { ERROR_MODEL } from './kernel/corrupt.ts';
export { DUPLICATES_SCHEMA, synthesiseDuplicates, synthesiseDuplicatesOptions, synthesiseTruth, TRUTH_SCHEMA } from './synthesise-duplicates.ts';
export type { SynthesiseDuplicatesOptions } from './synthesise-duplicates.ts';
export { PEOPLE_SCHEMA, synthesisePeople, synthesisePeopleOptions } from './synthesise-people.ts';
export type { SynthesisePeopleOptions } from './synthesise-people.ts';
export { STAYS_SCHEMA, synthesiseStays, synthesiseStaysOptions } from './synthesise-stays.ts';
export type { SynthesiseStaysOptions } from './synthesise-stays.ts';
