// IBAN: the examples of the registry, the check on big integers, and the French key by its other formula.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIdentifier, iban, normaliseIdentifier, validateIdentifier } from '../../../src/identifiers/index.ts';

// SWIFT, IBAN Registry: the example of each country in its electronic or written form, read through IbanNet
// (SupportedCountries.md @0352e49) and, for the countries that joined later, tests of ibantools and others.
const EXAMPLES = `AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 AZ21NABZ00000000137010001944
BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456 BI4210000100010000332045181 BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00
CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000 DJ2100010000000154000100186 DK5000400440116243
DO28BAGR00000001212453611324 EE382200221020145685 EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785 FK12SC987654321098 FO6264600001631634
FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695
GT82TRAJ01020000001210029690 HN88CABF00000000000250005469 HR1210010051863000160 HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012
IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114
LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000 LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361 MC5811222000010123456789030
MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984 MN121234123456789123 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S
MU17BOMM0101101030300200000MUR NI45BAPR00000013000003558124 NL91ABNA0417164300 NO9386011117947 OM810180000001299123456 PK36SCBL0000001123456702 PL61109010140000071219812874
PS92PALS000000000400123456702 PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379 RU0304452522540817810538091310419
SA0380000000608010167519 SC18SSCB11010000000000001497USD SD2129010501234001 SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100
SO211000001001000100141 ST23000100010051845310146 SV62CENR00000000000000700025 TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326
UA213223130000026007233566001 VA59001123000012345678 VG96VPVG0000012345678901 XK051212012345678906 YE15CBYE0001018861234567891234`.split(/\s+/);

/** The remainder modulo 97 as ISO 13616 describes it, on one big integer. */
function remainder(value: string): bigint {
  const moved = value.slice(4) + value.slice(0, 4);
  return BigInt([...moved].map((character) => parseInt(character, 36)).join('')) % 97n;
}

/** Check digits of a country and an account. */
function withCheckDigits(country: string, account: string): string {
  return country + String(98n - remainder(`${country}00${account}`)).padStart(2, '0') + account;
}

/** The French key by the formula with weights: 97 − (89·bank + 15·branch + 3·account) mod 97, letters by their table. */
function ribKey(bank: string, branch: string, account: string): string {
  const table = new Map(['AJ', 'BKS', 'CLT', 'DMU', 'ENV', 'FOW', 'GPX', 'HQY', 'IRZ'].flatMap((letters, index) => [...letters].map((letter) => [letter, String(index + 1)] as const)));
  const digits = [...account].map((character) => table.get(character) ?? character).join('');
  return String(97n - (89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(digits)) % 97n).padStart(2, '0');
}

test('the registry has 89 countries, and the example of each passes, written together or in groups of four', () => {
  expect(new Set(EXAMPLES.map((value) => value.slice(0, 2))).size).toBe(89);
  for (const value of EXAMPLES) {
    expect([value, validateIdentifier(iban, value)]).toEqual([value, 'ok']);
    const written = value.match(/.{1,4}/g)!.join(' ');
    expect([formatIdentifier(iban, value), normaliseIdentifier(iban, written.toLowerCase())]).toEqual([written, value]);
  }
});

test('one wrong digit or letter is found in each example, and so is a swap of two digits', () => {
  // A letter in the place of a digit is two digits more: that the check may miss.
  fc.assert(fc.property(fc.constantFrom(...EXAMPLES), fc.nat(33), fc.constantFrom(...'0123456789ABCXYZ'), (value, place, character) => {
    const at = 2 + (place % (value.length - 2));
    const changed = value.slice(0, at) + character + value.slice(at + 1);
    const isAlike = /\d/.test(character) === /\d/.test(value[at]!);
    if (changed !== value && isAlike) expect(validateIdentifier(iban, changed)).not.toBe('ok');
    const swapped = at + 1 < value.length ? value.slice(0, at) + value[at + 1]! + value[at]! + value.slice(at + 2) : value;
    if (swapped !== value && /^\d+$/.test(value.slice(2))) expect(validateIdentifier(iban, swapped)).not.toBe('ok');
  }), { numRuns: 1000 });
});

test('the length is that of the country', () => {
  for (const value of EXAMPLES) {
    expect([value, validateIdentifier(iban, value.slice(0, -1))]).toEqual([value, 'length']);
    expect([value, validateIdentifier(iban, `${value}0`)]).toEqual([value, 'length']);
  }
});

describe('the check digits', () => {
  test('are those that the standard computes, for accounts of any kind', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9A-Z]{18}$/), (account) => {
      expect(validateIdentifier(iban, withCheckDigits('GB', account))).toBe('ok');
    }));
  });

  test('00, 01 and 99 are never computed, though they leave the right remainder', () => {
    for (const [right, wrong] of [['97', '00'], ['98', '01'], ['02', '99']] as const) {
      const account = Array.from({ length: 2000 }, (_, index) => String(index).padStart(18, '0')).find((digits) => withCheckDigits('DE', digits).slice(2, 4) === right)!;
      expect(remainder(`DE${wrong}${account}`)).toBe(1n);
      expect([validateIdentifier(iban, `DE${right}${account}`), validateIdentifier(iban, `DE${wrong}${account}`)]).toEqual(['ok', 'checkDigits']);
    }
  });
});

describe('the key of French bank details', () => {
  test('is the one of the formula with weights', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{5}$/), fc.stringMatching(/^\d{5}$/), fc.stringMatching(/^[0-9A-Z]{11}$/), fc.constantFrom('FR', 'MC'), (bank, branch, account, country) => {
      const key = ribKey(bank, branch, account);
      expect(validateIdentifier(iban, withCheckDigits(country, bank + branch + account + key))).toBe('ok');
      const wrong = String((Number(key) % 97) + 1).padStart(2, '0');
      expect(validateIdentifier(iban, withCheckDigits(country, bank + branch + account + wrong))).toBe('ribKey');
    }), { numRuns: 500 });
  });

  test('stands behind digits for bank and branch', () => {
    expect(validateIdentifier(iban, withCheckDigits('FR', `A0041010050500013M0260${'6'}`))).toBe('ribKey');
    expect(validateIdentifier(iban, withCheckDigits('FR', '0000000000000000000000A'))).toBe('ribKey');
    // Key 00 stands for no account: the formula gives 01 to 97.
    expect(validateIdentifier(iban, withCheckDigits('FR', '0'.repeat(23)))).toBe('ribKey');
  });
});

test.each([
  ['', 'empty'],
  [' - ', 'empty'],
  ['FR14', 'length'],
  ['FR14 2004', 'length'],
  ['X'.repeat(35), 'length'],
  ['14FR2004101005', 'character'],
  ['FRA42004101005', 'character'],
  ['FR1420041010050500013M0260é', 'character'],
  ['F11420041010050500013M02606', 'character'],
  ['FR1520041010050500013M02606', 'checkDigits'],
  ['US71ABCD1234', 'checkDigits'],
  ['US70ABCD1234', 'country'],
  // A country outside the registry: the check digits are all there is.
  [withCheckDigits('ZZ', '1234567890'), 'country'],
  [withCheckDigits('MA', '011519000001205000534921'), 'country'],
])('%j is judged %s', (text, reason) => {
  expect(validateIdentifier(iban, text)).toBe(reason);
});
