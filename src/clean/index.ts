export { normaliseIdentifier, normaliseIdentifierOptions } from './normalise-identifier.ts';
export type { NormaliseIdentifierOptions, NormaliseNirOptions, NormaliseOtherOptions } from './normalise-identifier.ts';
export { normaliseText, normaliseTextOptions } from './normalise-text.ts';
export type { NormaliseTextOptions } from './normalise-text.ts';
