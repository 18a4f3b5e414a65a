// INS, NIF, RPPS, ADELI, SIREN, SIRET, TVA: published values, every reason, and the checks computed anew another way.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adeli, extractPsIdNat, extractStructIdNat, finess, formatIdentifier, INS_OIDS, ins, nif, nir, nirKey, rpps, siren, siret, tva, validateIdentifier, validateIns,
  type Identifier,
} from '../../../src/identifiers/index.ts';
import { describeWithData } from '../../shared-data.ts';

describeWithData('published examples', 'identifiers/identifier_vectors.json', (path) => {
  interface Vector { readonly kind: string; readonly value: string; readonly rule_ok: boolean }
  const vectors = (kind: string): Vector[] => (JSON.parse(readFileSync(path, 'utf8')) as Vector[]).filter((vector) => vector.kind === kind);

  test.each<[Identifier, number]>([[siren, 16], [siret, 57], [rpps, 2], [finess, 93]])('of $name pass or fail as recomputed', (identifier, count) => {
    const found = vectors(identifier.name);
    expect(found).toHaveLength(count);
    for (const { value, rule_ok: isRight } of found) expect([value, validateIdentifier(identifier, value) === 'ok']).toEqual([value, isRight]);
  });

  test('of SIRET hold a right SIREN, and its first nine digits are one', () => {
    for (const { value, rule_ok: isRight } of vectors('siret')) if (isRight) expect([value, validateIdentifier(siren, value.slice(0, 9))]).toEqual([value, 'ok']);
  });
});

// Values with a source are named; the wrong ones differ from them by one digit.
const cases: readonly (readonly [Identifier, readonly (readonly [value: string, reason: string])[]])[] = [
  [siren, [
    ['404 833 048', 'ok'], ['404.833.048', 'ok'], ['404833047', 'checkDigit'], ['40483304', 'length'], ['4048330488', 'length'], ['40483304A', 'character'], ['', 'empty'], ['000000000', 'zeros'],
  ]],
  [siret, [
    ['732 829 320 00074', 'ok'], ['73282932000079', 'checkDigit'], ['77984790400033', 'ok'], ['77984790400034', 'checkDigit'], ['73282932100074', 'siren'], ['7328293200007', 'length'], ['7328293200007X', 'character'],
    [' - ', 'empty'], ['00000000000000', 'zeros'],
    // La Poste: head office by the ordinary check, others by a sum that is a multiple of 5 (python-stdnum, validinsee).
    ['35600000000048', 'ok'], ['35600000009075', 'ok'], ['35600000049837', 'ok'], ['35600000027250', 'ok'], ['35600000049838', 'checkDigit'], ['35600000000049', 'checkDigit'],
    // The rule of La Poste is its own: the sum of these digits is 40, and the check digit wrong.
    ['73282932000004', 'checkDigit'],
  ]],
  [tva, [
    // python-stdnum, stdnum/fr/tva.py: old style, new style, new style from a digit, Monaco.
    ['Fr 40 303 265 045', 'ok'], ['23334175221', 'ok'], ['K7399859412', 'ok'], ['4Z123456782', 'ok'], ['FR 53 0000 04605', 'ok'],
    ['84 323 140 391', 'siren'], ['24334175221', 'key'], ['K8399859412', 'key'], ['IO334175221', 'character'], ['4O123456782', 'character'], ['2333417522A', 'character'], ['23334175220', 'siren'],
    ['DE40303265045', 'country'], ['FR4030326504', 'length'], ['', 'empty'],
  ]],
  [nif, [
    // stdnum-js; the key is 3023217600 mod 511 = 053.
    ['30 23 217 600 053', 'ok'], ['3023217600054', 'key'], ['302321760053', 'length'], ['3023217600O53', 'character'], ['', 'empty'],
    // The example of python-stdnum has no right key: 701987765 mod 511 = 493 (Python 3.11).
    ['0701987765432', 'key'], ['0701987765493', 'ok'],
    // 4023217600 mod 511 = 136 (Python 3.11).
    ['4023217600136', 'range'], ['0000000000000', 'zeros'],
  ]],
  [rpps, [
    ['10003879623', 'ok'], ['1000387962', 'length'], ['10003879624', 'checkDigit'], ['1000387962A', 'character'], ['', 'empty'], ['00000000000', 'zeros'],
  ]],
  [adeli, [
    ['750712184', 'ok'], ['750712185', 'checkDigit'], ['2a1234567', 'ok'], ['9D0000000', 'ok'], ['A51234567', 'character'], ['75071218', 'length'], ['', 'empty'], ['000000000', 'zeros'],
  ]],
  [ins, [
    ['279035121518989', 'ok'], ['2 84 05 2a 321 025 52', 'ok'], ['2790351215189', 'length'], ['279035121518988', 'key'], ['27903512151898X', 'character'], ['', 'empty'], ['^^^', 'empty'],
    ['718610018826448', 'kind'], ['941208078200575', 'sex'], ['269054958815780', 'specimen'],
    // Keys computed with Python 3.11 integers: 97 - int(n) % 97.
    ['284138832102563', 'month'], ['284050032102580', 'departement'], ['284058800002559', 'commune'], ['284058832100057', 'order'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS', 'ok'],
    ['279035121518989^^^ASIP-SANTE-INS-NIA&1.2.250.1.213.1.4.9&ISO^INS', 'ok'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS', 'test'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.11&ISO^INS', 'demo'],
    ['279035121518989^^^&1.2.250.1.213.1.4.10', 'test'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.12&ISO^INS', 'oid'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8.1&ISO^INS', 'oid'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&11.2.250.1.213.1.4.8&ISO^INS', 'oid'],
    ['279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.&ISO^INS', 'oid'],
    ['279035121518989^', 'oid'],
  ]],
];

describe.each(cases)('$name', (identifier, values) => {
  test.each(values)('%s is judged %s', (value, reason) => {
    expect(validateIdentifier(identifier, value)).toBe(reason);
  });

  test('has no reason that none of these values gives', () => {
    const seen = new Set(values.map(([, reason]) => reason));
    expect(identifier.reasons.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual(['null']);
  });
});

test.each<[Identifier, string, string]>([
  [nir, '2840588321025', '2 84 05 88 321 025 32'], [ins, '284052A32102552', '2 84 05 2A 321 025 52'], [siren, '404833048', '404 833 048'], [siret, '73282932000074', '732 829 320 00074'],
  [tva, '40303265045', 'FR 40 303 265 045'], [nif, '3023217600053', '30 23 217 600 053'], [finess, '750712184', '75 071 218 4'], [rpps, '1000 3879 623', '10003879623'],
])('$name $1 is written $2', (identifier, text, written) => {
  expect(formatIdentifier(identifier, text)).toBe(written);
});

describe('checks computed another way', () => {
  const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));

  /** Luhn from the right, digit by digit, as its standard words it. */
  function passesLuhn(text: string): boolean {
    const sum = [...text].reverse().reduce((total, digit, at) => total + (at % 2 === 0 ? Number(digit) : [...String(2 * Number(digit))].reduce((part, one) => part + Number(one), 0)), 0);
    return sum % 10 === 0;
  }

  test('a SIREN, an RPPS or an ADELI number passes exactly when Luhn does', () => {
    for (const identifier of [siren, rpps, adeli]) {
      fc.assert(fc.property(digits(identifier.width).filter((text) => Number(text) > 0), (text) => {
        expect(validateIdentifier(identifier, text)).toBe(passesLuhn(text) ? 'ok' : 'checkDigit');
      }), { numRuns: 500 });
    }
  });

  test('a SIRET passes when both checks do, or the sum of La Poste', () => {
    const any = fc.oneof(digits(14), fc.tuple(fc.constantFrom('732829320', '356000000', '404833048'), digits(5)).map((parts) => parts.join('')));
    fc.assert(fc.property(any.filter((text) => !text.startsWith('000000000')), (text) => {
      const isSum = text.startsWith('356000000') && [...text].reduce((sum, digit) => sum + Number(digit), 0) % 5 === 0;
      const reason = !passesLuhn(text.slice(0, 9)) ? 'siren' : passesLuhn(text) || isSum ? 'ok' : 'checkDigit';
      expect(validateIdentifier(siret, text)).toBe(reason);
    }), { numRuns: 2000 });
  });

  test('one key of two digits fits a SIREN in a TVA number: the SIREN and 12, by 97', () => {
    fc.assert(fc.property(digits(8).filter((text) => Number(text) > 0), (text) => {
      const number = text + [...'0123456789'].find((last) => passesLuhn(text + last))!;
      const keys = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0')).filter((pair) => validateIdentifier(tva, pair + number) === 'ok');
      expect(keys).toEqual([String(BigInt(`${number}12`) % 97n).padStart(2, '0')]);
    }), { numRuns: 100 });
  });

  test('one key of three digits fits a NIF: its first ten by 511', () => {
    fc.assert(fc.property(digits(9), fc.constantFrom('0', '1', '2', '3'), (text, first) => {
      const number = first + text;
      expect(validateIdentifier(nif, number + String(BigInt(number) % 511n).padStart(3, '0'))).toBe('ok');
      expect(validateIdentifier(nif, number + String((BigInt(number) + 1n) % 511n).padStart(3, '0'))).toBe('key');
    }), { numRuns: 500 });
  });

  test('an INS is a NIR with its key, for the kinds that may be one', () => {
    fc.assert(fc.property(digits(13), (text) => {
      const whole = text + nirKey(text)!;
      const reason = validateIdentifier(nir, whole);
      expect(validateIdentifier(ins, whole)).toBe(reason === 'ok' && /^[5-8]/.test(text) ? 'kind' : reason);
    }), { numRuns: 1000 });
  });
});

describe('an OID beside its INS', () => {
  test('tells tests and demonstrations from people', () => {
    const judged = Object.fromEntries(Object.keys(INS_OIDS).map((oid) => [oid, validateIns('279035121518989', `urn:oid:${oid}`)]));
    expect(judged).toEqual({ '1.2.250.1.213.1.4.8': 'ok', '1.2.250.1.213.1.4.9': 'ok', '1.2.250.1.213.1.4.10': 'test', '1.2.250.1.213.1.4.11': 'demo' });
  });

  test('is judged after the number, and refused when it is another', () => {
    expect(validateIns('279035121518988', '1.2.250.1.213.1.4.10')).toBe('key');
    for (const oid of ['', 'toString', '1.2.250.1.71.4.2.1']) expect(validateIns('279035121518989', oid)).toBe('oid');
  });
});

describe('national numbers', () => {
  // Prefixes of PS_IdNat and Struct_IdNat as listed by the Agence du numérique en santé; 410003879623017 is its example.
  test.each([
    ['810003879623', 'rpps', '10003879623', null], ['0750712184', 'adeli', '750712184', null], ['1750712184/12', 'adeli', '750712184', '12'], ['3750712184/A12', 'finess', '750712184', 'A12'],
    ['4404833048/7', 'siren', '404833048', '7'], ['573282932000074/x/y', 'siret', '73282932000074', 'x/y'], [' 610003879623/1 ', 'rpps', '10003879623', '1'],
  ])('the professional %s is %s %s, rest %s', (text, identifier, value, rest) => {
    expect(extractPsIdNat(text)).toEqual({ identifier, value, rest });
  });

  test.each([
    ['410003879623017', 'rpps', '10003879623', '017'], ['410003879623', 'rpps', '10003879623', null], ['075071218401', 'adeli', '750712184', '01'], ['1750712184', 'finess', '750712184', null],
    ['12A0000154', 'finess', '2A0000154', null], ['2404833048', 'siren', '404833048', null], ['373282932000074', 'siret', '73282932000074', null],
  ])('the structure %s is %s %s, rest %s', (text, identifier, value, rest) => {
    expect(extractStructIdNat(text)).toEqual({ identifier, value, rest });
  });

  test.each(['', '8', '8100038796', '81000387962', '8100038796231', '2404833048', '3750712184', '3750712184/', '37507 12184/1', '9123456789', 'constructor', '🙂10003879623'])('%j is no number of a professional', (text) => {
    expect(extractPsIdNat(text)).toBeNull();
  });

  test('any text is taken apart or refused, without exception, and what is taken apart is the text again', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.stringMatching(/^[0-9]{8,18}$/), fc.stringMatching(/^[0-9]\d{9,14}\/\w{0,3}$/)), (text) => {
      for (const found of [extractPsIdNat(text), extractStructIdNat(text)]) {
        if (found !== null) expect([text.trim().slice(1), text.trim().slice(1).replace('/', '')]).toContain(found.value + (found.rest ?? ''));
      }
    }), { numRuns: 1000 });
  });
});
