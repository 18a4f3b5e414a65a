export { normaliseNir, normaliseNirOptions } from './normalise-nir.ts';
export type { NormaliseNirOptions } from './normalise-nir.ts';
export type { InvalidPolicy } from './kernel/nir-output.ts';
export { normaliseText, normaliseTextOptions } from './normalise-text.ts';
export type { NormaliseTextOptions } from './normalise-text.ts';
