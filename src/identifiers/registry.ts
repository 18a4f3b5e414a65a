import { cip13 } from './cip13.ts';
import { finess } from './finess.ts';
import type { Identifier } from './identifier.ts';
import { nir } from './nir.ts';

/** Names of the identifiers, as plans and declarations write them. */
export type IdentifierName =
  | 'nir'
  | 'finess'
  | 'cip13';

/** Every identifier by its name. Whoever needs one only imports it by itself. */
export const IDENTIFIERS: Readonly<Record<IdentifierName, Identifier>> = Object.freeze({
  nir,
  finess,
  cip13,
});

/** The names in the order of {@link IDENTIFIERS}. */
export const IDENTIFIER_NAMES: readonly IdentifierName[] = Object.freeze(Object.keys(IDENTIFIERS) as IdentifierName[]);
