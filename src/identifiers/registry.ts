import { adeli } from './adeli.ts';
import { cip13 } from './cip13.ts';
import { finess } from './finess.ts';
import type { Identifier } from './identifier.ts';
import { ins } from './ins.ts';
import { nif } from './nif.ts';
import { nir } from './nir.ts';
import { rpps } from './rpps.ts';
import { siren } from './siren.ts';
import { siret } from './siret.ts';
import { tva } from './tva.ts';

/** Names of the identifiers, as plans and declarations write them. */
export type IdentifierName =
  | 'nir'
  | 'ins'
  | 'nif'
  | 'rpps'
  | 'adeli'
  | 'finess'
  | 'siren'
  | 'siret'
  | 'tva'
  | 'cip13';

/** Every identifier by its name. Whoever needs one only imports it by itself. */
export const IDENTIFIERS: Readonly<Record<IdentifierName, Identifier>> = Object.freeze({
  nir,
  ins,
  nif,
  rpps,
  adeli,
  finess,
  siren,
  siret,
  tva,
  cip13,
});

/** The names in the order of {@link IDENTIFIERS}. */
export const IDENTIFIER_NAMES: readonly IdentifierName[] = Object.freeze(Object.keys(IDENTIFIERS) as IdentifierName[]);
