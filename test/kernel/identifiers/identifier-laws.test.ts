import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptedReasons, canonicalColumn, cip13, finess, IDENTIFIER_LEVELS, nir, nirKey, REASON_NULL, REASON_OK, validateIdentifier, type Identifier } from '../../../src/identifiers/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

// Right keys of 60 numbers of all kinds of places, drawn and computed by a Python 3.11 program (random.seed(20240115),
// key = 97 - int(n) % 97 with 2A as 19 and 2B as 18).
const COMPUTED = `154022B63897515 261069717234439 483022054337693 317093312363655 346122059272407 169569583618197 258059841673892 476099881821355 109129760977457
431089768403171 294069934958394 354079884228865 233033337543613 252026929650903 440107505370483 231940147215395 327079582091349 174046905181240
146109846619943 102011338011134 253539748450207 497045918602142 365119559842960 165047527216064 359045937367456 281036941117838 170096978330707
448079598186706 366079341615017 407039846625881 349911338427053 395015955417407 454090130617244 161096922828647 398059349859571 461069526481956
316117532980426 469019912207815 113112A58888050 467029718172396 159106990152505 228079584761424 465012020967114 467113385796867 372122A72189851
479639745733561 195063331192259 382039842744162 402049887027341 354129332948946 214969589437986 147089717818015 401089524806096 418049360061668
148063387212110 135013317998823 217071396773427 128079746537084 173099590570943 247049767924139`.split(/\s+/);

test('numbers made by another program pass, and their key is the one it computed', () => {
  expect(COMPUTED).toHaveLength(60);
  for (const value of COMPUTED) expect([value, validateIdentifier(nir, value), nirKey(value.slice(0, 13))]).toEqual([value, 'ok', value.slice(13)]);
});

test('every month and département is judged as the published lists say', () => {
  // Months 01 to 12, and 20 to 99 when unknown. Départements 01 to 96 and 99; overseas 97 and 98 need a third digit. Written
  // as expressions, apart from the arithmetic of the kernel.
  const month = /^(?:0[1-9]|1[0-2]|[2-9][0-9])$/;
  const place = /^(?:(?:0[1-9]|[1-8][0-9]|9[0-6]|2[AB])(?!000|99[1-9])[0-9]{3}|97[1-8](?:0[1-9]|[1-8][0-9]|90)|98[4-9](?:0[1-9]|[1-8][0-9]|90)|99(?!000)[0-9]{3})$/;
  const two = (value: number): string => String(value).padStart(2, '0');
  for (let value = 0; value < 100; value++) {
    expect([value, validateIdentifier(nir, `285${two(value)}75113025`) === 'ok']).toEqual([value, month.test(two(value))]);
  }
  const wrong: string[] = [];
  for (const departement of [...Array.from({ length: 100 }, (_, value) => two(value)), '2A', '2B']) {
    for (let commune = 0; commune < 1000; commune++) {
      const code = departement + String(commune).padStart(3, '0');
      const reason = validateIdentifier(nir, `28505${code}025`);
      if ((reason === 'ok') !== place.test(code) || !['ok', 'departement', 'commune'].includes(reason)) wrong.push(code);
    }
  }
  expect(wrong).toEqual([]);
});

/** Values that an identifier accepts, without separators. */
const right: Readonly<Record<string, fc.Arbitrary<string>>> = {
  nir: fc.constantFrom(...COMPUTED, ...COMPUTED.map((value) => value.slice(0, 13))),
  finess: fc.constantFrom('750712184', '010000024', '970100012', '2A0000154', '980501506'),
  cip13: fc.constantFrom('3400949497294', '3400934872730', '3400932243266', '3400955892045'),
};

describe.each([nir, finess, cip13] as readonly Identifier[])('$name', (identifier) => {
  const good = right[identifier.name]!;
  const any = fc.oneof(good, good.map((value) => value.toLowerCase()), fc.string({ maxLength: 18 }), fc.stringMatching(/^[0-9]{8,15}$/), fc.constant(''));
  const judge = (values: readonly (string | null)[], level: 'format' | 'checksum' | 'plausibility'): ReturnType<typeof canonicalColumn> => {
    const column = textColumnOf(values, 4);
    return canonicalColumn(identifier, level, column.offsets, column.bytes, column.valid, column.rows);
  };

  test('accepts its own canonical forms, and gives them back', () => {
    fc.assert(fc.property(fc.array(fc.option(any)), fc.constantFrom(...IDENTIFIER_LEVELS), (values, level) => {
      const once = stringsOf(judge(values, level));
      // A canonical form has no key to check, or the one it had: what was accepted at a level is accepted again.
      expect(stringsOf(judge(once, level))).toEqual(once);
    }), { numRuns: 400 });
  });

  test('accepts less and less as more is asked', () => {
    fc.assert(fc.property(fc.array(fc.option(any)), (values) => {
      const [format, checksum, plausibility] = IDENTIFIER_LEVELS.map((level) => judge(values, level));
      for (let row = 0; row < values.length; row++) {
        const accepted = [format, checksum, plausibility].map((found) => (found!.valid[row >> 3]! >> (row & 7)) & 1);
        expect([...accepted].sort((left, right_) => right_ - left)).toEqual(accepted);
      }
      expect([...format!.reasons]).toEqual([...plausibility!.reasons]);
    }), { numRuns: 300 });
  });

  test('knows its right values, with separators and in either case', () => {
    fc.assert(fc.property(good, fc.array(fc.constantFrom('', ' ', '-', '.', '\u00a0'), { minLength: 15, maxLength: 15 }), (value, separators) => {
      const written = [...value].map((character, index) => character + separators[index]!).join('').toLowerCase();
      expect([...judge([value, written], 'plausibility').reasons]).toEqual([REASON_OK, REASON_OK]);
      expect(new Set(stringsOf(judge([value, written], 'plausibility'))).size).toBe(1);
    }), { numRuns: 300 });
  });

  test('counts every row once and keeps nulls apart', () => {
    fc.assert(fc.property(fc.array(fc.option(any)), (values) => {
      const { reasons, counts, acceptedCount, valid } = judge(values, 'plausibility');
      expect(Array.from(counts, (_, code) => reasons.filter((reason) => reason === code).length)).toEqual([...counts]);
      expect(counts[REASON_NULL]).toBe(values.filter((value) => value === null).length);
      expect(acceptedCount).toBe(counts[REASON_OK]);
      expect(valid.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)).toBe(acceptedCount);
    }), { numRuns: 300 });
  });

  test('reads nothing outside the value', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 16 }), { minLength: 1 }), (values) => {
      const alone = values.map((value) => judgeBytes([value]));
      expect(judgeBytes(values)).toEqual(alone.flat());
    }), { numRuns: 300 });
  });

  function judgeBytes(values: readonly Uint8Array[]): number[] {
    const column = textColumnOf(values);
    return [...canonicalColumn(identifier, 'format', column.offsets, column.bytes, null, column.rows).reasons];
  }

  test('has a closed set of reasons, each with a level', () => {
    expect(identifier.reasons.slice(0, 2)).toEqual([{ name: 'ok', level: null }, { name: 'null', level: null }]);
    expect(new Set(identifier.reasons.map(({ name }) => name)).size).toBe(identifier.reasons.length);
    expect(identifier.reasons.slice(2).every(({ level }) => level !== null && IDENTIFIER_LEVELS.includes(level))).toBe(true);
    expect(acceptedReasons(identifier, 'plausibility').reduce((sum, value) => sum + value, 0)).toBe(1);
    expect(acceptedReasons(identifier, 'format')[REASON_NULL]).toBe(0);
  });
});
