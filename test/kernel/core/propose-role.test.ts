import { describe, expect, test } from 'vitest';
import { namesCode, plainName, proposeRole } from '../../../src/core/propose-role.ts';
import { ROLES } from '../../../src/core/roles.ts';
import { IDENTIFIER_NAMES } from '../../../src/identifiers/index.ts';

describe('the role of a column', () => {
  test('is that of the identifier it holds, whatever its name', () => {
    const expected: Readonly<Record<string, string>> = {
      nir: 'directIdentifier', ins: 'directIdentifier', nif: 'directIdentifier', rpps: 'directIdentifier', adeli: 'directIdentifier',
      phone: 'directIdentifier', email: 'directIdentifier', iban: 'directIdentifier',
      finess: 'quasiIdentifier', siren: 'quasiIdentifier', siret: 'quasiIdentifier', tva: 'quasiIdentifier',
      commune: 'quasiIdentifier', birthPlace: 'quasiIdentifier', departement: 'quasiIdentifier', postalCode: 'quasiIdentifier',
      cip7: 'sensitive', cip13: 'sensitive', ucd7: 'sensitive', ucd13: 'sensitive', cim10: 'sensitive', ccam: 'sensitive', atc: 'sensitive',
    };
    for (const identifier of IDENTIFIER_NAMES) {
      for (const name of ['x', 'montant', 'sexe']) expect(proposeRole(name, 'utf8', identifier), identifier).toBe(expected[identifier]);
    }
  });

  test('is one of the roles for any name', () => {
    for (const name of ['', ' ', '__proto__', 'constructor', 'é'.repeat(300), '𝔫𝔦𝔯']) expect(ROLES).toContain(proposeRole(name, 'utf8', null));
  });

  test('an identifier that nobody knows leaves the name to speak', () => {
    expect(proposeRole('nom', 'utf8', 'constructor')).toBe('directIdentifier');
    expect(proposeRole('cout', 'float64', 'passport')).toBe('measure');
  });
});

describe('the words of a column name', () => {
  test.each([
    ['N° Sécurité sociale', 'n_securite_sociale'],
    ['  Prénom ', 'prenom'],
    ['DATE-NAISSANCE', 'date_naissance'],
    ['', ''],
  ])('%j reads as %j', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });

  test.each([
    ['code_postal', true],
    ['CP', true],
    ['finess', true],
    ['nir', true],
    ['age', false],
    ['montant', false],
  ])('%s speaks of a code: %s', (name, expected) => {
    expect(namesCode(name)).toBe(expected);
  });
});
