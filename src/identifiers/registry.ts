import { adeli } from './adeli.ts';
import { atc } from './atc.ts';
import { ccam } from './ccam.ts';
import { cim10 } from './cim10.ts';
import { cip13 } from './cip13.ts';
import { cip7 } from './cip7.ts';
import { birthPlace, commune } from './commune.ts';
import { departement } from './departement.ts';
import { email } from './email.ts';
import { finess } from './finess.ts';
import { iban } from './iban.ts';
import type { Identifier } from './identifier.ts';
import { ins } from './ins.ts';
import { nif } from './nif.ts';
import { nir } from './nir.ts';
import { phone } from './phone.ts';
import { postalCode } from './postal-code.ts';
import { rpps } from './rpps.ts';
import { siren } from './siren.ts';
import { siret } from './siret.ts';
import { tva } from './tva.ts';
import { ucd13 } from './ucd13.ts';
import { ucd7 } from './ucd7.ts';

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
  | 'cip13'
  | 'cip7'
  | 'ucd7'
  | 'ucd13'
  | 'cim10'
  | 'ccam'
  | 'atc'
  | 'departement'
  | 'commune'
  | 'birthPlace'
  | 'postalCode'
  | 'phone'
  | 'email'
  | 'iban';

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
  cip7,
  ucd7,
  ucd13,
  cim10,
  ccam,
  atc,
  departement,
  commune,
  birthPlace,
  postalCode,
  phone,
  email,
  iban,
});

/** The names in the order of {@link IDENTIFIERS}. */
export const IDENTIFIER_NAMES: readonly IdentifierName[] = Object.freeze(Object.keys(IDENTIFIERS) as IdentifierName[]);
