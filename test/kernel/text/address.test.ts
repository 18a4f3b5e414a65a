import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADDRESS_LINE_LENGTH, ADDRESS_REASONS, normaliseAddress, normaliseAddresses, type AddressForm } from '../../../src/text/index.ts';
import { NUMBER_SUFFIXES, OTHER_WORDS, STREET_WORDS } from '../../../src/text/address-words.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

const FORMS: readonly AddressForm[] = ['full', 'mail'];
const ENTRIES = [...STREET_WORDS, ...OTHER_WORDS];

const pieces = fc.constantFrom(
  '12', '7', '12bis', '3TER', '5 quater', '12B', '12R', 'R', 'CH', 'rue', 'av.', 'Bd', 'PL', 'Général', 'GAL', 'Mal', 'St', 'Ste', 'de', 'la', 'Résidence', 'BAT', 'B', 'CEDEX',
  'Cedex8', 'CEDEX 9', 'bis', 'Victor', 'Hugo', 'Œuvre', '王', 'CHE', 'chemin',
);
const addresses = fc.oneof(
  fc.array(fc.tuple(pieces, fc.constantFrom(' ', ', ', '-', '’', '', '  ')), { maxLength: 9 }).map((parts) => parts.flat().join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

describe('an address in full', () => {
  test.each<[string, string | null]>([
    ['12bis, av. du Gal-Leclerc', '12 B AVENUE DU GENERAL LECLERC'], ['12 BIS AVENUE DU GENERAL LECLERC', '12 B AVENUE DU GENERAL LECLERC'],
    ['3 ter bd St-Germain', '3 T BOULEVARD SAINT GERMAIN'], ['5 quater, pl. de l’Église', '5 Q PLACE DE L EGLISE'], ['12B R. Victor-Hugo', '12 B RUE VICTOR HUGO'],
    ['R de la Paix', 'RUE DE LA PAIX'], ['4 ch des Prés', '4 CHEMIN DES PRES'], ['CH DE LENS', 'CH DE LENS'], ['RUE DU CH', 'RUE DU CH'], ['RUE R', 'RUE R'],
    ['Rés. les Lilas Bât B', 'RESIDENCE LES LILAS BATIMENT B'], ['75008 Paris cedex 8', '75008 PARIS CEDEX 08'], ['PARIS CEDEX08', 'PARIS CEDEX 08'], ['LYON CEDEX', 'LYON CEDEX'],
    ['rue du 8-mai-1945', 'RUE DU 8 MAI 1945'], ['2ème étage', '2EME ETAGE'], ['BP 12', 'BP 12'], ['', null], [' -- ', null], ['王', null],
  ])('%j is %j', (text, expected) => {
    expect(normaliseAddress(text, 'full')).toBe(expected);
  });

  test('spells out every abbreviation and other spelling of the table', () => {
    for (const { full, short, others, atStart } of ENTRIES) {
      const spellings = [full, short ?? full, ...others.split(' '), atStart?.spelling ?? ''].filter((spelling) => spelling !== '');
      expect(spellings.map((spelling) => normaliseAddress(`9 ${spelling.toLowerCase()} Zola`, 'full'))).toEqual(spellings.map(() => `9 ${full} ZOLA`));
    }
    for (const [full, letter] of NUMBER_SUFFIXES) expect(normaliseAddress(`9${full} rue`, 'full')).toBe(`9 ${letter} RUE`);
  });

  test('has one word per spelling: no two words of the table share one', () => {
    const spellings = ENTRIES.flatMap(({ full, short, others, atStart }) => [full, short ?? '', ...others.split(' '), atStart?.spelling ?? ''].filter((spelling) => spelling !== ''));
    expect(spellings.filter((spelling, index) => spellings.indexOf(spelling) !== index)).toEqual([]);
    expect(ENTRIES.filter(({ full, short }) => short !== null && short.length >= full.length)).toEqual([]);
  });
});

describe('an address for mail', () => {
  test('stays in full up to 32 characters, and is abbreviated from the type of street on beyond', () => {
    // La Poste: the street line of 32 characters is written in full; longer ones are abbreviated by the tables of the standard.
    expect(normaliseAddress('25 bd du Général Leclerc', 'mail')).toBe('25 BOULEVARD DU GENERAL LECLERC');
    expect(normaliseAddress('1234 boulevard du Général Leclerc', 'mail')).toBe('1234 BD DU GENERAL LECLERC');
    expect(normaliseAddress('12 boulevard du Maréchal de Lattre de Tassigny', 'mail')).toBe('12 BD DU MAL DE LATTRE DE TASSIGNY');
  });

  test('is the address in full where that is short enough, and never longer', () => {
    fc.assert(fc.property(addresses, (text) => {
      const full = normaliseAddress(text, 'full');
      const mail = normaliseAddress(text, 'mail');
      if (full === null || full.length <= ADDRESS_LINE_LENGTH) expect(mail).toBe(full);
      else expect(mail!.length).toBeLessThanOrEqual(full.length);
    }), { numRuns: 2000 });
  });
});

describe('the laws of addresses', () => {
  test.each(FORMS)('writing an address again in %s changes nothing, whichever form it was in', (form) => {
    fc.assert(fc.property(addresses, fc.constantFrom(...FORMS), (text, other) => {
      const once = normaliseAddress(text, form);
      expect(once === null ? null : normaliseAddress(once, form)).toBe(once);
      const before = normaliseAddress(text, other);
      expect(before === null ? null : normaliseAddress(before, form)).toBe(once);
    }), { numRuns: 5000 });
  });

  test.each(FORMS)('an address in %s is capitals, digits and single spaces', (form) => {
    fc.assert(fc.property(addresses, (text) => {
      expect(normaliseAddress(text, form) ?? 'A').toMatch(/^[A-Z0-9]+(?: [A-Z0-9]+)*$/);
    }), { numRuns: 2000 });
  });

  test('a column gives what the function on strings gives, and says what is wrong', () => {
    fc.assert(fc.property(fc.array(fc.option(addresses), { maxLength: 20 }), fc.nat(4), fc.constantFrom(...FORMS), (values, lead, form) => {
      const { offsets, bytes, valid, rows } = textColumnOf(values.map((value) => value?.toWellFormed() ?? null), lead);
      const column = normaliseAddresses(form, offsets, bytes, valid, rows);
      const made = stringsOf({ ...column, rows });
      expect(made).toEqual(values.map((value) => (value === null ? null : normaliseAddress(value, form))));
      expect([...column.isChanged]).toEqual(values.map((value, row) => (made[row] !== null && made[row] !== value ? 1 : 0)));
      expect([...column.reasons].map((reason) => ADDRESS_REASONS[reason])).toEqual(values.map((value, row) =>
        value === null ? 'null' : made[row] === null ? 'empty' : form === 'mail' && made[row]!.length > ADDRESS_LINE_LENGTH ? 'long' : 'ok'));
    }), { numRuns: 300 });
  });

  test('a column without rows is legal, one without offsets is not', () => {
    expect(normaliseAddresses('full', new Int32Array(1), new Uint8Array(0), null, 0).bytes).toHaveLength(0);
    expect(() => normaliseAddresses('full', new Int32Array(1), new Uint8Array(0), null, 1)).toThrow(RangeError);
  });
});
