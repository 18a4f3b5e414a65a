import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalNirColumn, DEPARTEMENTS, extractNir, nir, NIR_KINDS, NIR_MONTH_KINDS, normaliseIdentifier, readNirFacts, validateIdentifier, type NirFacts,
} from '../../../src/identifiers/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { textColumnOf } from '../../text-column.ts';

const unknown = { sex: 'unknown', birthYear: 'unknown', birthYears: [], birthMonth: 'unknown', monthKind: 'unknown', birthPlace: { kind: 'unknown' }, order: 'unknown' } as const;

describe('one NIR', () => {
  // Published examples (CNAM, les-emplois, IsoCodes, localflavor); what they say is read off their digits.
  test.each<[string, NirFacts]>([
    ['2 84 05 88 321 025 32', { kind: 'nir', sex: 'female', birthYear: 84, birthYears: [1984, 2084], birthMonth: 5, monthKind: 'calendar', birthPlace: { kind: 'france', departement: '88', commune: '88321' }, order: 25, checkDigits: '32' }],
    ['2 84 05 2b 321 025 79', { kind: 'nir', sex: 'female', birthYear: 84, birthYears: [1984, 2084], birthMonth: 5, monthKind: 'calendar', birthPlace: { kind: 'france', departement: '2B', commune: '2B321' }, order: 25, checkDigits: '79' }],
    ['1 41 20 80 782 005 87', { kind: 'nir', sex: 'male', birthYear: 41, birthYears: [1941, 2041], birthMonth: 'unknown', monthKind: 'fictitious', birthPlace: { kind: 'france', departement: '80', commune: '80782' }, order: 5, checkDigits: '87' }],
    ['341068078200554', { kind: 'registering', sex: 'male', birthYear: 41, birthYears: [1941, 2041], birthMonth: 6, monthKind: 'calendar', birthPlace: { kind: 'france', departement: '80', commune: '80782' }, order: 5, checkDigits: '54' }],
    ['2 95 10 99 126 111 93', { kind: 'nir', sex: 'female', birthYear: 95, birthYears: [1995, 2095], birthMonth: 10, monthKind: 'calendar', birthPlace: { kind: 'abroad', country: '99126' }, order: 111, checkDigits: '93' }],
    ['260072000100289', { kind: 'nir', sex: 'female', birthYear: 60, birthYears: [1960, 2060], birthMonth: 7, monthKind: 'calendar', birthPlace: { kind: 'france', departement: '20', commune: '20001' }, order: 2, checkDigits: '89' }],
    ['718610018826448', { kind: 'nnp', ...unknown, checkDigits: '48' }],
    ['869069713002256', { kind: 'nnp', ...unknown, checkDigits: '56' }],
  ])('%s says so much and no more', (text, facts) => {
    expect(extractNir(text)).toEqual(facts);
  });

  test('a value that does not pass every level says nothing', () => {
    for (const text of ['', '284058832102531', '2841388321025', '269054958815780', '12', 'é']) expect(extractNir(text)).toBeNull();
  });

  const place = (thirteen: string): unknown => extractNir(thirteen)?.birthPlace;

  test('départements 91 to 95 are ambiguous as long as Algeria and Morocco had them, and 96 was Tunisia', () => {
    // Independence: Algeria 1962, Morocco and Tunisia 1956; country codes of the COG 99352, 99350, 99351.
    expect(place('1620591228001')).toEqual({ kind: 'ambiguous', departement: '91', commune: '91228', country: '99352' });
    expect(place('1630591228001')).toEqual({ kind: 'france', departement: '91', commune: '91228' });
    expect(place('2050594028001')).toEqual({ kind: 'ambiguous', departement: '94', commune: '94028', country: '99352' });
    expect(place('1560595127001')).toEqual({ kind: 'ambiguous', departement: '95', commune: '95127', country: '99350' });
    expect(place('1570595127001')).toEqual({ kind: 'france', departement: '95', commune: '95127' });
    expect(place('1500596001001')).toEqual({ kind: 'abroad', country: '99351' });
    expect(place('1800596001001')).toEqual({ kind: 'unknown' });
  });

  test('a commune or country that stands for an unknown one is unknown', () => {
    expect(place('2840588990025')).toEqual({ kind: 'france', departement: '88', commune: 'unknown' });
    expect(place('2840597190025')).toEqual({ kind: 'france', departement: '971', commune: 'unknown' });
    expect(place('2840597105025')).toEqual({ kind: 'france', departement: '971', commune: '97105' });
    expect(place('2840599990025')).toEqual({ kind: 'abroad', country: 'unknown' });
    // 985 was Mayotte, of which the list of départements knows the code of today only.
    expect(place('2840598501025')).toEqual({ kind: 'unknown' });
  });

  test('months 43 to 49 pass as fictitious months do, and are told apart', () => {
    const kinds = Array.from({ length: 100 }, (_, month) => extractNir(`285${String(month).padStart(2, '0')}75113025`)?.monthKind ?? 'refused');
    const expected = (month: number): string => /^(?:0|1[3-9])$/.test(String(month)) ? 'refused' : month <= 12 ? 'calendar' : /^4[3-9]$/.test(String(month)) ? 'unassigned' : 'fictitious';
    expect(kinds).toEqual(kinds.map((_, month) => expected(month)));
  });
});

describe('a column of canonical NIRs', () => {
  const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const canonical = fc.tuple(fc.constantFrom(...'0123456789'), digits(4), fc.oneof(fc.constantFrom('2A', '2B', '20', '91', '95', '96', '97', '98', '99', '00'), digits(2)), digits(6)).map((parts) => parts.join(''));

  /** The same, by expressions on strings. */
  function naive(value: string | null): readonly number[] {
    const [, sex, year, month, place] = /^([1-4])(\d\d)(\d\d)(\d[\dAB]\d{3})\d{3}$/.exec(value ?? '') ?? [];
    const kind = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4 }[Number(value?.[0])] ?? 0;
    if (sex === undefined) return [kind, 0, -1, -1, 0, -1, -1];
    const isHistoric = /^9[1-4]/.test(place!) ? Number(year) < 63 : /^9[56]/.test(place!) && Number(year) < 57;
    const departement = isHistoric ? (place!.startsWith('96') ? '99' : '') : DEPARTEMENTS.find((code) => place!.startsWith(code)) ?? '';
    const commune = departement === '' ? -1 : isHistoric ? 351 : /^(?:9[78]\d(?:00|90)|.{2}(?:000|990))$/.test(place!) ? -1 : Number(place!.slice(2));
    const monthKind = /^(?:0[1-9]|1[0-2])$/.test(month!) ? 1 : /^4[3-9]$/.test(month!) ? 3 : /^[2-9]/.test(month!) ? 2 : 0;
    return [kind, 2 - (Number(sex) % 2), Number(year), monthKind === 1 ? Number(month) : -1, monthKind, DEPARTEMENTS.indexOf(departement), commune];
  }

  test('says what expressions on the strings say, nulls and odd lengths included', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.oneof({ arbitrary: canonical, weight: 9 }, digits(12))), { maxLength: 20 }), fc.nat(4), (values, lead) => {
      const { bytes, offsets, valid, rows } = textColumnOf(values, lead);
      const { kind, sex, year, month, monthKind, departement, commune } = readNirFacts(bytes, offsets, valid, rows);
      expect(values.map((_, row) => [kind[row], sex[row], year[row], month[row], monthKind[row], departement[row], commune[row]]))
        .toEqual(values.map((value) => (value?.length === 13 ? naive(value) : [0, 0, -1, -1, 0, -1, -1])));
    }), { numRuns: 2000 });
  });

  test('agrees with the function for one value', () => {
    fc.assert(fc.property(canonical, (value) => {
      const facts = extractNir(value);
      expect(facts === null).toBe(validateIdentifier(nir, value) !== 'ok');
      if (facts === null) return;
      const column = textColumnOf([normaliseIdentifier(nir, value)]);
      const found = readNirFacts(column.bytes, column.offsets, null, 1);
      expect([facts.kind, facts.monthKind]).toEqual([NIR_KINDS[found.kind[0]!], NIR_MONTH_KINDS[found.monthKind[0]!]]);
      expect([facts.birthYear, facts.birthMonth]).toEqual([found.year[0]! < 0 ? 'unknown' : found.year[0], found.month[0]! < 0 ? 'unknown' : found.month[0]]);
    }), { numRuns: 1000 });
  });

  test('takes any bytes, an empty column, and refuses offsets that are too few', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 12, maxLength: 14 })), (values) => {
      const { bytes, offsets, rows } = textColumnOf(values);
      const facts = readNirFacts(bytes, offsets, null, rows);
      expect([...facts.sex, ...facts.kind, ...facts.monthKind].every((code) => code <= 4)).toBe(true);
      expect([...facts.departement].every((index) => index >= -1 && index < DEPARTEMENTS.length)).toBe(true);
      expect([...facts.commune].every((number) => number >= -1 && number <= 999)).toBe(true);
    }), { numRuns: 300 });
    expect(readNirFacts(new Uint8Array(0), new Int32Array(1), null, 0).sex).toHaveLength(0);
    expect(() => readNirFacts(new Uint8Array(0), new Int32Array(1), null, 1)).toThrow('offsets: expected at least 2 entries, got 1');
  });
});

describeWithData('published NIRs', 'identifiers/nir_vectors.json', (path) => {
  test('have facts wherever they pass, the same one by one and as a column', () => {
    const values = (JSON.parse(readFileSync(path, 'utf8')) as { nir: string }[]).map((vector) => vector.nir);
    const column = textColumnOf(values);
    const canonical = canonicalNirColumn(column.offsets, column.bytes, column.valid, column.rows);
    const facts = readNirFacts(canonical.bytes, canonical.offsets, canonical.valid, canonical.rows);
    expect(values.map((value) => extractNir(value)?.kind ?? 'unknown')).toEqual(Array.from(facts.kind, (code) => NIR_KINDS[code]));
  });
});
