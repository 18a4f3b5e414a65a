export { normaliseIdentifier, normaliseIdentifierOptions } from './normalise-identifier.ts';
export type { NormaliseIdentifierOptions, NormaliseNirOptions, NormaliseOtherOptions } from './normalise-identifier.ts';
export { normaliseText, normaliseTextOptions } from './normalise-text.ts';
export type { NormaliseTextOptions } from './normalise-text.ts';
export { normaliseDate, normaliseDateOptions } from './normalise-date.ts';
export type { NormaliseDateOptions } from './normalise-date.ts';
export { DATE_PLACEHOLDERS } from './kernel/date-placeholders.ts';
export type { DatePlaceholder } from './kernel/date-placeholders.ts';
