import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalNirColumn, nir, nirKey, nirKeyOfBytes, normaliseIdentifier, validateIdentifier, type NirReason } from '../../../src/identifiers/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

/** The key by the textbook, on big integers: 97 − n mod 97, Corsica as 19 and 18. */
function textbookKey(thirteen: string): string {
  const number = BigInt(thirteen.replace('2A', '19').replace('2B', '18'));
  return String(97n - (number % 97n)).padStart(2, '0');
}

const level = (reason: NirReason): string | null => nir.reasons.find(({ name }) => name === reason)!.level;

interface Vector {
  readonly nir: string;
  readonly key_ok: boolean | null;
  readonly expected_key: string | null;
}

describeWithData('published examples of NIRs', 'identifiers/nir_vectors.json', (path) => {
  const vectors = (): Vector[] => JSON.parse(readFileSync(path, 'utf8')) as Vector[];

  test('a value has a right key, a wrong key, or no key at all exactly as recomputed for each example', () => {
    expect(vectors()).toHaveLength(72);
    for (const vector of vectors()) {
      const reason = validateIdentifier(nir, vector.nir);
      const bare = vector.nir.replace(/\s/g, '');
      const verdict = level(reason) === 'format' || bare.length === 13 ? null : reason !== 'key';
      expect([vector.nir, verdict]).toEqual([vector.nir, vector.key_ok]);
    }
  });

  test('the key computed from the 13 characters is the recomputed one', () => {
    for (const { nir: value, expected_key: key } of vectors()) {
      if (key !== null) expect([value, nirKey(value.replace(/\s/g, '').slice(0, 13))]).toEqual([value, key]);
    }
  });

  test('the column kernel agrees with the one-value function', () => {
    const values = vectors().map((vector) => vector.nir);
    const column = textColumnOf(values);
    const found = canonicalNirColumn(column.offsets, column.bytes, column.valid, column.rows);
    expect(Array.from(found.reasons, (code) => nir.reasons[code]!.name)).toEqual(values.map((value) => validateIdentifier(nir, value)));
    expect(stringsOf(found)).toEqual(values.map((value) => normaliseIdentifier(nir, value)));
  });
});

describe('reasons', () => {
  // Keys computed with Python 3.11 integers: 97 - int(n) % 97, 2A as 19 and 2B as 18.
  const cases: readonly [string, NirReason][] = [
    ['284058832102532', 'ok'],
    ['2840588321025', 'ok'],
    ['2 84 05 2a 321 025 52', 'ok'],
    ['2.84.05.2B.321.025-79', 'ok'],
    ['2\u00a084\u202f05\u200988 321 025 32', 'ok'],
    ['\ufeff284058832102532', 'ok'],
    ['', 'empty'],
    ['  .-  ', 'empty'],
    ['28405883210253', 'length'],
    ['284058832102', 'length'],
    ['2840588321025320', 'length'],
    ['184058832102532.0', 'length'],
    ['inconnu', 'length'],
    ['28405883210253X', 'character'],
    ['2840588321O25', 'character'],
    ['2840512A21025', 'character'],
    ['284053A32102552', 'character'],
    ['284052C32102552', 'character'],
    ['28405éé321025', 'character'],
    ['284058832102531', 'key'],
    ['284058832102500', 'key'],
    ['284058832102598', 'key'],
    ['9840588321025', 'sex'],
    ['0840588321025', 'sex'],
    ['2840088321025', 'month'],
    ['2841388321025', 'month'],
    ['2841988321025', 'month'],
    ['2842088321025', 'ok'],
    ['2844588321025', 'ok'],
    ['2849988321025', 'ok'],
    ['2840500321025', 'departement'],
    ['2840597021025', 'departement'],
    ['2840597901025', 'departement'],
    ['2840598321025', 'departement'],
    ['2840598701025', 'ok'],
    ['2840597100025', 'commune'],
    ['2840597191025', 'commune'],
    ['2840597118025', 'ok'],
    ['2840588000025', 'commune'],
    ['2840588991025', 'commune'],
    ['2840588990025', 'ok'],
    ['284052A000025', 'commune'],
    ['2840599000025', 'commune'],
    ['2840599999025', 'ok'],
    ['2600720001002', 'ok'],
    ['2840588321000', 'order'],
    ['2690549588157', 'specimen'],
    ['269054958815780', 'specimen'],
    // Temporary numbers: the second digit is the sex, or their parts read as a birth.
    ['7186100188264', 'ok'],
    ['8000000000001', 'ok'],
    ['5300000000000', 'month'],
    ['8690697130022', 'ok'],
  ];
  test.each(cases)('%s is judged %s', (value, reason) => {
    expect(validateIdentifier(nir, value)).toBe(reason);
  });

  test('every reason occurs in this list, so none is dead', () => {
    const seen = new Set(cases.map(([, reason]) => reason));
    expect(nir.reasons.map(({ name }) => name).filter((name) => !seen.has(name as NirReason))).toEqual(['null']);
  });

  test('a digit kept down is nobody’s number, whatever the first digit, with its key or without', () => {
    for (let first = 1; first <= 9; first++) {
      for (let digit = 0; digit <= 9; digit++) {
        const number = `${first}${String(digit).repeat(12)}`;
        const reason = validateIdentifier(nir, number);
        expect(reason, number).not.toBe('ok');
        expect(validateIdentifier(nir, number + nirKey(number)!), number).toBe(reason);
      }
    }
    for (const number of ['1111111111111', '1999999999999', '2222222222222', '7777777777777', '8000000000000']) expect(validateIdentifier(nir, number), number).toBe('specimen');
    for (const number of ['1111111111112', '1111111111101', '2111111111112']) expect(validateIdentifier(nir, number), number).toBe('ok');
  });

  test('a failing canonical form is no canonical form', () => {
    expect(normaliseIdentifier(nir, '284058832102531')).toBeNull();
    expect(normaliseIdentifier(nir, '2 84 05 2a 321 025 52')).toBe('284052A321025');
    expect(nirKey('28405')).toBeNull();
    expect(nirKey('28405883210XX')).toBeNull();
    expect(nirKey('284053A321025')).toBeNull();
    expect(nirKey('284052a321025')).toBe('52');
    expect(nirKeyOfBytes(new TextEncoder().encode('xx2840588321025'), 2)).toBe(32);
  });
});

const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const plausible = fc
  .tuple(fc.constantFrom('1', '2', '3', '4'), digits(2), fc.integer({ min: 1, max: 12 }), fc.constantFrom('01', '13', '2A', '2B', '75', '95'), fc.integer({ min: 1, max: 990 }), fc.integer({ min: 1, max: 999 }))
  .map(([sex, year, month, departement, commune, order]) =>
    sex + year + String(month).padStart(2, '0') + departement + String(commune).padStart(3, '0') + String(order).padStart(3, '0'));

describe('laws', () => {
  test('the key equals the textbook computation on big integers', () => {
    fc.assert(fc.property(fc.oneof(digits(13), plausible), (value) => {
      expect(nirKey(value)).toBe(textbookKey(value));
    }), { numRuns: 2000 });
  });

  test('a number with its textbook key passes, and its canonical form is the 13 characters', () => {
    fc.assert(fc.property(plausible.filter((value) => value !== '2690549588157'), (value) => {
      expect(validateIdentifier(nir, value + textbookKey(value))).toBe('ok');
      expect(normaliseIdentifier(nir, value + textbookKey(value))).toBe(value);
    }), { numRuns: 2000 });
  });

  test('every single wrong digit and every exchange of two neighbours is found', () => {
    fc.assert(fc.property(plausible, fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 9 }), (value, at, shift) => {
      const whole = value + textbookKey(value);
      const characters = [...whole];
      if (/\d/.test(characters[at]!)) {
        const wrong = characters.with(at, String((Number(characters[at]) + shift) % 10)).join('');
        expect(validateIdentifier(nir, wrong)).not.toBe('ok');
      }
      if (at < 14 && characters[at] !== characters[at + 1]) {
        const swapped = characters.with(at, characters[at + 1]!).with(at + 1, characters[at]!).join('');
        expect(validateIdentifier(nir, swapped)).not.toBe('ok');
      }
    }), { numRuns: 3000 });
  });

  test('normalising twice is normalising once', () => {
    fc.assert(fc.property(fc.oneof(plausible, fc.string()), (value) => {
      const once = normaliseIdentifier(nir, value);
      if (once !== null) expect(normaliseIdentifier(nir, once)).toBe(once);
    }), { numRuns: 1000 });
  });

  test('separators and case change nothing', () => {
    const separator = fc.constantFrom('', ' ', '-', '.', '\t', '\u00a0', '\u202f');
    fc.assert(fc.property(plausible, fc.array(separator, { minLength: 15, maxLength: 15 }), fc.boolean(), (value, separators, isLower) => {
      const whole = value + textbookKey(value);
      const written = [...whole].map((character, index) => character + separators[index]!).join('');
      expect(normaliseIdentifier(nir, isLower ? written.toLowerCase() : written)).toBe(value === '2690549588157' ? null : value);
    }), { numRuns: 1000 });
  });

  test('any bytes get a reason of the closed set and no exception', () => {
    const bytes = fc.uint8Array({ maxLength: 24 });
    fc.assert(fc.property(fc.array(fc.option(bytes)), fc.integer({ min: 0, max: 5 }), (values, lead) => {
      const column = textColumnOf(values, lead);
      const found = canonicalNirColumn(column.offsets, column.bytes, column.valid, column.rows, 'format');
      expect(found.reasons.every((code) => code < nir.reasons.length)).toBe(true);
      expect(found.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      expect(found.offsets[column.rows]).toBe(13 * found.acceptedCount);
    }), { numRuns: 1000 });
  });
});

describe('column', () => {
  const values = ['284058832102532', null, '284058832102531', '2841388321025', '', '2 84 05 2a 321 025 52', 'x'.repeat(15)];
  const column = textColumnOf(values, 3);
  const run = (accept: 'format' | 'checksum' | 'plausibility'): ReturnType<typeof canonicalNirColumn> =>
    canonicalNirColumn(column.offsets, column.bytes, column.valid, column.rows, accept);

  test('what is accepted depends on the level, the reasons do not', () => {
    expect(stringsOf(run('plausibility'))).toEqual(['2840588321025', null, null, null, null, '284052A321025', null]);
    expect(stringsOf(run('checksum'))).toEqual(['2840588321025', null, null, '2841388321025', null, '284052A321025', null]);
    expect(stringsOf(run('format'))).toEqual(['2840588321025', null, '2840588321025', '2841388321025', null, '284052A321025', null]);
    for (const accept of ['format', 'checksum', 'plausibility'] as const) {
      expect(Array.from(run(accept).reasons, (code) => nir.reasons[code]!.name)).toEqual(['ok', 'null', 'key', 'month', 'empty', 'ok', 'character']);
    }
  });

  test('a refused value leaves no bytes in the buffer behind the view', () => {
    const refused = textColumnOf(['284058832102532', '184058832102532']);
    const found = canonicalNirColumn(refused.offsets, refused.bytes, null, 2);
    expect(found.bytes).toHaveLength(13);
    expect(new Uint8Array(found.bytes.buffer).subarray(13).every((byte) => byte === 0)).toBe(true);
  });

  test('cutting the column anywhere gives the same reasons and forms', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.oneof(plausible, plausible.map((value) => value + textbookKey(value)), fc.string()))), fc.nat(), (rows, cut) => {
      const at = rows.length === 0 ? 0 : cut % rows.length;
      const whole = textColumnOf(rows);
      const found = canonicalNirColumn(whole.offsets, whole.bytes, whole.valid, whole.rows);
      const parts = [rows.slice(0, at), rows.slice(at)].map((part) => {
        const piece = textColumnOf(part, 2);
        return canonicalNirColumn(piece.offsets, piece.bytes, piece.valid, piece.rows);
      });
      expect([...parts[0]!.reasons, ...parts[1]!.reasons]).toEqual([...found.reasons]);
      expect([...stringsOf(parts[0]!), ...stringsOf(parts[1]!)]).toEqual(stringsOf(found));
    }), { numRuns: 300 });
  });

  test('an empty column is legal, and wrong sizes are refused', () => {
    expect(canonicalNirColumn(new Int32Array(1), new Uint8Array(0), null, 0).acceptedCount).toBe(0);
    expect(() => canonicalNirColumn(new Int32Array(1), new Uint8Array(0), null, 1)).toThrow('offsets: expected at least 2 entries, got 1');
    expect(() => canonicalNirColumn(new Int32Array(1), new Uint8Array(0), null, -1)).toThrow('rows: expected an integer from 0 up, got -1');
  });
});
