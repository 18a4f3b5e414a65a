// What every identifier promises, written once over the registry: no exception on any text or bytes, a closed set of
// answers, one canonical form, and a written form that reads as the same value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceptedReasons, canonicalColumn, formatIdentifier, IDENTIFIER_LEVELS, IDENTIFIER_NAMES, IDENTIFIERS, judgeColumn, normaliseIdentifier, REASON_NULL, REASON_OK, validateIdentifier,
  type Identifier, type IdentifierName,
} from '../../../src/identifiers/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

/** Values that are right, as people write them, so that the texts below come near to every branch. */
const RIGHT: Readonly<Record<IdentifierName, readonly string[]>> = {
  nir: ['2 84 05 88 321 025 32', '284052a32102552', '7186100188264', '2609999352001'],
  ins: ['2 79 03 51 215 189 89', '279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS'],
  nif: ['30 23 217 600 053'],
  rpps: ['10003879623'],
  adeli: ['2a1234567', '750712184'],
  finess: ['75 071 218 4', '2A0000154'],
  siren: ['404 833 048'],
  siret: ['732 829 320 00074', '35600000009075'],
  tva: ['Fr 40 303 265 045', 'K7399859412', '4Z123456782'],
  cip13: ['34009 494 972 9 4'],
  cip7: ['494 972-9'],
  ucd7: ['9000626'],
  ucd13: ['34008 900 062 6 2'],
  cim10: ['E11.9', 'a39.0†', 'G01*', 'B95.+1', 'z38'],
  ccam: ['HHFA001', 'bfga004-1', 'BFGA004 1 0'],
  atc: ['A', 'a10ba02', 'QJ01', 'QI07AA01', 'N05B'],
  departement: ['75', '2a', '971', '075', '02B', '985'],
  commune: ['75056', '2a004', '97105', '20004'],
  birthPlace: ['99352', '75112', '96001', '98511', '2B033'],
  postalCode: ['75012', '20 200', '97139', '98000'],
  phone: ['06 12 34 56 78', '+33 (0)1 45 67 89 01', '00262 692 12 34 56', '0508 41 12 34', '+687.27.12.34', '0709 21 23 45', '+689 40 12 34 56'],
  email: ["Jean.d'Arc+test@Hopital-Nord.FR", 'x@a.co'],
  iban: ['fr76 3000 6000 0112 3456 7890 189', 'MC5811222000010123456789030', 'GB82 WEST 1234 5698 7654 32', 'MT84MALT011000012345MTLCAST001S'],
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const NOTHING = 0x23;

/** Texts at one or two slips from right values, and texts of any kind. */
function texts(name: IdentifierName): fc.Arbitrary<string> {
  const right = fc.constantFrom(...RIGHT[name]);
  const character = fc.constantFrom(...'0123456789ABZabz .-/+@^&()\u00a0\u202f\u2020é', '');
  const slip = fc.tuple(right, fc.array(fc.tuple(fc.nat(60), character, fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 2 }))
    .map(([value, slips]) => slips.reduce((text, [place, written, dropped]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + written + text.slice(at + dropped);
    }, value));
  return fc.oneof(
    right, right.map((value) => value.toLowerCase()), { arbitrary: slip, weight: 4 },
    fc.string({ unit: character, maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed()), fc.constantFrom('', ' ', '\0', '0'.repeat(40)),
  );
}

/** Reads bytes with room around the place of the form, and gives what was written where. */
function readAt(identifier: Identifier, bytes: Uint8Array, start: number, end: number): { readonly reason: number; readonly form: Uint8Array; readonly isTidy: boolean } {
  const out = new Uint8Array(identifier.width + 6).fill(NOTHING);
  const reason = identifier.read(bytes, start, end, out, 3);
  const isTidy = [...out.subarray(0, 3), ...out.subarray(3 + identifier.width)].every((byte) => byte === NOTHING);
  return { reason, form: out.subarray(3, 3 + identifier.width), isTidy };
}

test('columns of no rows are legal, and wrong sizes are refused', () => {
  const none = new Uint8Array(0);
  for (const identifier of Object.values(IDENTIFIERS)) {
    expect(judgeColumn(identifier, new Int32Array(1), none, null, 0).reasons).toHaveLength(0);
    expect(canonicalColumn(identifier, 'format', new Int32Array(1), none, null, 0).offsets).toEqual(new Int32Array(1));
  }
  expect(() => judgeColumn(IDENTIFIERS.nir, new Int32Array(1), none, null, 1)).toThrow('offsets: expected at least 2 entries, got 1');
  expect(() => judgeColumn(IDENTIFIERS.nir, new Int32Array(1), none, null, 0.5)).toThrow('rows: expected an integer from 0 up, got 0.5');
});

test('the registry names each identifier as it names itself', () => {
  expect(IDENTIFIER_NAMES.map((name) => IDENTIFIERS[name].name)).toEqual(IDENTIFIER_NAMES);
  expect(IDENTIFIER_NAMES).toEqual(Object.keys(RIGHT).sort((left, right) => IDENTIFIER_NAMES.indexOf(left as IdentifierName) - IDENTIFIER_NAMES.indexOf(right as IdentifierName)));
});

describe.each(IDENTIFIER_NAMES.map((name) => [name, IDENTIFIERS[name]] as const))('%s', (name, identifier) => {
  const { reasons, width, isFixed } = identifier;
  const any = texts(name);

  test('has reasons of its own after ok and null, each with a level and a name for a code', () => {
    expect(reasons.slice(0, 2)).toEqual([{ name: 'ok', level: null }, { name: 'null', level: null }]);
    expect(new Set(reasons.map((reason) => reason.name)).size).toBe(reasons.length);
    for (const reason of reasons.slice(2)) {
      expect(IDENTIFIER_LEVELS).toContain(reason.level);
      expect(reason.name).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/);
    }
    expect([identifier, reasons].every((part) => Object.isFrozen(part))).toBe(true);
  });

  test('passes the values that are right, whatever the space around them', () => {
    for (const value of RIGHT[name]) {
      expect([value, validateIdentifier(identifier, value)]).toEqual([value, 'ok']);
      expect(normaliseIdentifier(identifier, ` ${value}\u00a0`)).toBe(normaliseIdentifier(identifier, value));
    }
  });

  test('answers any bytes from its closed set, and writes only in its place', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 8 }), (bytes, around) => {
      const { reason, isTidy } = readAt(identifier, Uint8Array.of(...around, ...bytes, ...around), around.length, around.length + bytes.length);
      expect(reason === REASON_NULL || reasons[reason] === undefined).toBe(false);
      expect(isTidy).toBe(true);
      expect(readAt(identifier, bytes, 0, bytes.length).reason).toBe(reason);
    }), { numRuns: 400 });
  });

  test('writes a form of ASCII characters, of its whole width when that is fixed', () => {
    fc.assert(fc.property(any, (text) => {
      const bytes = encode(text);
      const { reason, form, isTidy } = readAt(identifier, bytes, 0, bytes.length);
      expect(isTidy).toBe(true);
      expect(validateIdentifier(identifier, text)).toBe(reasons[reason]!.name);
      if (reasons[reason]!.level === 'format') return;
      const length = form.includes(0) ? form.indexOf(0) : width;
      expect(length).toBeGreaterThan(0);
      if (isFixed) expect(length).toBe(width);
      expect([...form.subarray(0, length)].every((byte) => byte > 0x20 && byte < 0x7f)).toBe(true);
      expect(form.subarray(length).every((byte) => byte === 0)).toBe(true);
    }), { numRuns: 600 });
  });

  test('accepts its own forms at the level they were accepted at, and gives them back', () => {
    fc.assert(fc.property(any, fc.constantFrom(...IDENTIFIER_LEVELS), (text, level) => {
      const accepted = acceptedReasons(identifier, level);
      const bytes = encode(text);
      const first = readAt(identifier, bytes, 0, bytes.length);
      if (accepted[first.reason] !== 1) return;
      const form = encode(decode(first.form).replace(/\0+$/, ''));
      const second = readAt(identifier, form, 0, form.length);
      expect([accepted[second.reason], decode(second.form)]).toEqual([1, decode(first.form)]);
    }), { numRuns: 600 });
  });

  test('reads what it writes for people as the same value', () => {
    let formatted = 0;
    fc.assert(fc.property(any, (text) => {
      const canonical = normaliseIdentifier(identifier, text);
      const written = formatIdentifier(identifier, text);
      expect(written === null).toBe(canonical === null);
      if (canonical === null || written === null) return;
      formatted++;
      expect(validateIdentifier(identifier, written)).toBe('ok');
      expect(normaliseIdentifier(identifier, written)).toBe(canonical);
      expect(formatIdentifier(identifier, written)).toBe(written);
    }), { numRuns: 600 });
    expect(formatted).toBeGreaterThan(50);
  });

  test('reads quickly, if at all, to the same answer and the same form', () => {
    const { quickRead } = identifier;
    fc.assert(fc.property(any, fc.uint8Array({ maxLength: 5 }), (text, around) => {
      if (quickRead === undefined) return;
      const value = encode(text);
      const bytes = Uint8Array.of(...around, ...value, ...around);
      const [start, end] = [around.length, around.length + value.length];
      const out = new Uint8Array(width + 3);
      const quick = quickRead(new DataView(bytes.buffer), start, end, new DataView(out.buffer), 2);
      const { reason, form } = readAt(identifier, bytes, start, end);
      expect([-1, reason]).toContain(quick);
      if (quick >= 0) expect([reason, decode(out.subarray(2, 2 + width))]).toEqual([REASON_OK, decode(form)]);
      expect([out[0], out[1], out[width + 2]]).toEqual([0, 0, 0]);
    }), { numRuns: 1000 });
  });

  test('formats any text at all without exception', () => {
    fc.assert(fc.property(any, (text) => {
      expect(typeof identifier.format(text)).toBe('string');
    }), { numRuns: 300 });
  });

  test('judges a column as it judges its values', () => {
    fc.assert(fc.property(fc.array(fc.option(any), { maxLength: 8 }), fc.nat(3), (values, lead) => {
      const column = textColumnOf(values, lead);
      const found = canonicalColumn(identifier, 'plausibility', column.offsets, column.bytes, column.valid, column.rows);
      expect(stringsOf(found)).toEqual(values.map((value) => (value === null ? null : normaliseIdentifier(identifier, value))));
      expect(Array.from(found.reasons, (reason) => reasons[reason]!.name)).toEqual(values.map((value) => (value === null ? 'null' : validateIdentifier(identifier, value))));
      expect(found.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      expect(found.acceptedCount).toBe(found.counts[REASON_OK]);
      const judged = judgeColumn(identifier, column.offsets, column.bytes, column.valid, column.rows);
      expect([judged.reasons, judged.counts]).toEqual([found.reasons, found.counts]);
    }), { numRuns: 200 });
  });
});
