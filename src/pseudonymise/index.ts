export { formatKeyFile, parseKeyFile } from './key-file.ts';
export { pseudonymise } from './pseudonymise.ts';
export type { PseudonymDescription, PseudonymiseOperator } from './pseudonymise.ts';
export { pseudonymiseOptions, pseudonymisePlanOptions } from './options.ts';
export type {
  CompositeSettings, PseudonymiseOptions, PseudonymisePlanOptions, PseudonymPart, PseudonymSettings, SingleSettings,
} from './options.ts';
export type { Profile } from './profile.ts';
