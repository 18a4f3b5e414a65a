// What docs/differences.md lists: for each line the answer given elsewhere, by its rule written out here, and ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  canonicalColumn, cip13, cip7, extractNir, finess, iban, ins, nif, nir, nirKey, normaliseIdentifier, phone, rpps, siren, siret, ucd13, validateIdentifier, type IdentifierLevel,
} from '../../../src/identifiers/index.ts';
import { repository } from '../../package/source-graph.ts';
import { textColumnOf } from '../../text-column.ts';

const page = readFileSync(join(repository, 'docs/differences.md'), 'utf8');

/** Tells whether a step accepts one value at a level. */
function isAccepted(identifier: Parameters<typeof canonicalColumn>[0], level: IdentifierLevel, value: string): boolean {
  const column = textColumnOf([value]);
  return canonicalColumn(identifier, level, column.offsets, column.bytes, column.valid, 1).acceptedCount === 1;
}

const keyOf = (number: string): string => String(97n - (BigInt(number) % 97n)).padStart(2, '0');
const digitSum = (text: string): number => [...text].reduce((sum, digit) => sum + Number(digit), 0);

function passesLuhn(text: string): boolean {
  return digitSum([...text].reverse().map((digit, at) => String(Number(digit) * (1 + (at % 2)))).join('')) % 10 === 0;
}

describe('NIR', () => {
  // django-localflavor, localflavor/fr/forms.py: A and B give way to 0, without taking a million or two off.
  const localflavorKey = (thirteen: string): string => keyOf(thirteen.replace(/[AB]/, '0'));

  test.each([['882062A09002279', '09'], ['882062B09002279', '36'], ['105062B09002231', '85']])('%s passes where the letter of Corsica counts as 0, and has the key %s', (value, key) => {
    const thirteen = value.slice(0, 13);
    expect(page).toContain(value);
    expect(localflavorKey(thirteen)).toBe(value.slice(13));
    expect(keyOf(thirteen.replace('2A', '19').replace('2B', '18'))).toBe(key);
    expect([validateIdentifier(nir, value), nirKey(thirteen)]).toEqual(['key', key]);
    expect([isAccepted(nir, 'format', value), isAccepted(nir, 'checksum', value)]).toEqual([true, false]);
  });

  test('a wrong letter is never found where letters count as 0, and always here', () => {
    for (let order = 1; order <= 999; order++) {
      const numbers = ['2A', '2B', '20'].map((place) => `28405${place}321${String(order).padStart(3, '0')}`);
      expect(new Set(numbers.map(localflavorKey)).size).toBe(1);
      expect(new Set(numbers.map(nirKey)).size).toBe(3);
    }
  });

  test.each([['170017510112313', '88'], ['194052203228988', '80']])('the sample %s has another key, %s', (value, key) => {
    expect(page).toContain(value);
    expect(keyOf(value.slice(0, 13))).toBe(key);
    expect(validateIdentifier(nir, value)).toBe('key');
  });

  test('the number of the specimen card has a right key and is nobody’s', () => {
    expect(page).toContain('269054958815780');
    expect(keyOf('2690549588157')).toBe('80');
    expect(validateIdentifier(nir, '269054958815780')).toBe('specimen');
    expect(isAccepted(nir, 'checksum', '269054958815780')).toBe(true);
  });

  test('months 43 to 49 are accepted and counted apart', () => {
    for (let month = 43; month <= 49; month++) expect(extractNir(`141${month}80782005`)).toMatchObject({ birthMonth: 'unknown', monthKind: 'unassigned' });
  });

  test('first digits 3 to 8 are accepted, and kept apart by kind', () => {
    // assurance-maladie-digital/nir-validation accepts 1 and 2 as NIR.
    expect(validateIdentifier(nir, '8 84 05 88 321 025 23')).toBe('ok');
    const kinds = [...'12345678'].map((first) => extractNir(`${first}840588321025`)?.kind);
    expect(kinds).toEqual(['nir', 'nir', 'registering', 'registering', 'mig', 'mig', 'nnp', 'nnp']);
  });
});

describe('SIRET', () => {
  // python-stdnum, stdnum/fr/siret.py; InseeFrLab/validinsee.
  const ordinary = passesLuhn;
  const stdnum = (value: string): boolean => value === '35600000000048' ? passesLuhn(value) : digitSum(value) % 5 === 0;
  const validinsee = (value: string): boolean => passesLuhn(value) || digitSum(value) % 5 === 0;

  test.each([['35600000000048', [true, true, true]], ['35600000009075', [false, true, true]], ['35600000000055', [true, false, true]]])('of La Poste: %s is right by three rules as %j', (value, answers) => {
    expect(page).toContain(value);
    expect([ordinary(value), stdnum(value), validinsee(value)]).toEqual(answers);
    expect(validateIdentifier(siret, value)).toBe('ok');
  });

  test('of La Poste: two wrong digits in nine go unnoticed', () => {
    const value = '35600000009075';
    const slips = Array.from({ length: 5 }, (_, place) => 9 + place).flatMap((at) => [...'0123456789'].filter((digit) => digit !== value[at]).map((digit) => value.slice(0, at) + digit + value.slice(at + 1)));
    const missed = slips.filter((slip) => validateIdentifier(siret, slip) === 'ok').length;
    expect([slips.length, missed]).toEqual([45, slips.filter(validinsee).length]);
    expect(missed / slips.length).toBeCloseTo(2 / 9, 1);
  });

  test('a right check digit over a wrong SIREN is not enough', () => {
    expect(page).toContain('73282932100007');
    expect([passesLuhn('73282932100007'), validateIdentifier(siren, '732829321')]).toEqual([true, 'checkDigit']);
    expect(validateIdentifier(siret, '73282932100007')).toBe('siren');
  });
});

describe('other numbers', () => {
  test.each([[rpps, '10003461033'], [finess, '070020804']] as const)('the sample $1 fails the check of Luhn, which is reported and may be accepted', (identifier, value) => {
    expect(page).toContain(value);
    expect(passesLuhn(value)).toBe(false);
    expect(validateIdentifier(identifier, value)).toBe('checkDigit');
    expect([isAccepted(identifier, 'format', value), isAccepted(identifier, 'checksum', value)]).toEqual([true, false]);
  });

  test('the example of python-stdnum for a NIF has another key', () => {
    expect(page).toContain('0701987765432');
    expect(701_987_765 % 511).toBe(493);
    expect([validateIdentifier(nif, '0701987765432'), validateIdentifier(nif, '0701987765493')]).toEqual(['key', 'ok']);
  });

  test('an INS of tests or demonstrations is told from one of people, and passes below plausibility', () => {
    for (const [number, reason] of [['10', 'test'], ['11', 'demo']] as const) {
      const value = `279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.${number}&ISO^INS`;
      expect(validateIdentifier(ins, value)).toBe(reason);
      expect([isAccepted(ins, 'checksum', value), isAccepted(ins, 'plausibility', value)]).toEqual([true, false]);
    }
  });
});

describe('medicines', () => {
  test.each(['3002468', '5504654'])('the last digit of the CIP7 code %s is not that of the sum modulo 11', (code) => {
    expect(page).toContain(code);
    expect([...code].slice(0, 6).reduce((sum, digit, index) => sum + Number(digit) * (index + 2), 0) % 11).not.toBe(Number(code[6]));
    expect(validateIdentifier(cip7, code)).toBe('ok');
  });

  test('a UCD13 code is a right EAN-13, and no CIP13 code', () => {
    expect(page).toContain('3400890006262');
    expect([...'3400890006262'].reduce((sum, digit, index) => sum + Number(digit) * (1 + 2 * (index % 2)), 0) % 10).toBe(0);
    expect([validateIdentifier(cip13, '3400890006262'), validateIdentifier(ucd13, '3400949497294')]).toEqual(['ucd', 'cip']);
    expect([isAccepted(cip13, 'checksum', '3400890006262'), isAccepted(cip13, 'plausibility', '3400890006262')]).toEqual([true, false]);
  });
});

describe('telephone numbers and accounts', () => {
  test('the series tells the country code, whatever code was written', () => {
    expect(page).toContain('+262692123456');
    expect(['+33 6 92 12 34 56', '0692 12 34 56', '+262 692 12 34 56'].map((text) => normaliseIdentifier(phone, text))).toEqual(Array(3).fill('+262692123456'));
  });

  test('a number behind 0508 has six digits in Saint-Pierre-et-Miquelon', () => {
    expect(page).toContain('+508411234');
    expect(['0508 41 12 34', '+508 41 12 34', '+508 508 41 12 34'].map((text) => normaliseIdentifier(phone, text))).toEqual(Array(3).fill('+508411234'));
  });

  const remainder = (value: string): bigint => BigInt([...value.slice(4) + value.slice(0, 4)].map((character) => parseInt(character, 36)).join('')) % 97n;

  test('check digits that are never computed may leave the right remainder', () => {
    // The bank of the German example of the registry, with an account whose check digits are 97.
    const account = Array.from({ length: 200 }, (_, index) => `37040044${String(index).padStart(10, '0')}`).find((digits) => remainder(`DE97${digits}`) === 1n)!;
    expect([remainder(`DE97${account}`), remainder(`DE00${account}`)]).toEqual([1n, 1n]);
    expect([validateIdentifier(iban, `DE97${account}`), validateIdentifier(iban, `DE00${account}`)]).toEqual(['ok', 'checkDigits']);
  });

  test('a French account has a key of its own', () => {
    // FR76 3000 6000 0112 3456 7890 189 with the key 90 instead of 89, and check digits for it.
    const wrong = Array.from({ length: 97 }, (_, index) => `FR${String(2 + index).padStart(2, '0')}30006000011234567890190`).find((value) => remainder(value) === 1n)!;
    expect([validateIdentifier(iban, 'FR7630006000011234567890189'), validateIdentifier(iban, wrong)]).toEqual(['ok', 'ribKey']);
  });
});
