import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEPARTEMENTS, nirKey, readNirFacts } from '../../../src/identifiers/index.ts';
import { judgeNirs, NIR_AGREEMENT_REASONS, readDepartements } from '../../../src/quality/kernel/nir-agreement.ts';
import { countOutcomes, leaveOutNulls, outcomesOfCodes, outcomesOfMask, selectOutcomes } from '../../../src/quality/kernel/outcomes.ts';
import { shareDistance } from '../../../src/quality/kernel/share-distance.ts';
import { judgeLengths } from '../../../src/quality/kernel/text-lengths.ts';

const PASSED = 0;
const UNTESTED = 1;
const FAILED = 2;

function texts(values: readonly string[]): { offsets: Int32Array; bytes: Uint8Array; rows: number } {
  const parts = values.map((value) => new TextEncoder().encode(value));
  const offsets = new Int32Array(values.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = offsets[row]! + part.length));
  return { offsets, bytes: Uint8Array.from(parts.flatMap((part) => [...part])), rows: values.length };
}

describe('outcomes', () => {
  test('a mask becomes passed and failed; nulls are not tested', () => {
    expect([...outcomesOfMask(Uint8Array.of(1, 0, 1, 0), Uint8Array.of(0b0011))]).toEqual([PASSED, FAILED, UNTESTED, UNTESTED]);
    expect([...outcomesOfMask(Uint8Array.of(0), null)]).toEqual([FAILED]);
    expect([...leaveOutNulls(Uint8Array.of(7, 7), Uint8Array.of(0b10))]).toEqual([UNTESTED, 7]);
  });
  test('rows that are not selected are not tested', () => {
    expect([...selectOutcomes(Uint8Array.of(0, 2, 2), Uint8Array.of(1, 1, 0))!]).toEqual([PASSED, FAILED, UNTESTED]);
    expect([...selectOutcomes(null, Uint8Array.of(1, 0))!]).toEqual([PASSED, UNTESTED]);
    expect(selectOutcomes(null, null)).toBeNull();
  });
  test('counts go by outcome; no outcomes mean that all pass', () => {
    const counts = new Float64Array(4);
    countOutcomes(Uint8Array.of(0, 3, 3, 1, 2), 5, counts);
    countOutcomes(null, 10, counts);
    expect([...counts]).toEqual([11, 1, 1, 2]);
  });
  test('rows take the outcome of their dictionary entry', () => {
    expect([...outcomesOfCodes(Uint8Array.of(0, 2), Int32Array.of(1, 0, 1, 9), Uint8Array.of(0b0111))]).toEqual([2, 0, 2, UNTESTED]);
  });
});

describe('judgeLengths', () => {
  test('counts code points, as spreading a string does', () => {
    const word = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(fc.property(fc.array(word, { maxLength: 20 }), fc.nat(8), fc.nat(8), (values, min, max) => {
      const { offsets, bytes, rows } = texts(values);
      const wanted = values.map((value) => ([...value].length < min ? FAILED : [...value].length > max ? FAILED + 1 : PASSED));
      expect([...judgeLengths(offsets, bytes, rows, min, max)]).toEqual(wanted);
    }));
  });
});

describe('shareDistance', () => {
  test('total variation is the largest difference that any set of categories shows', () => {
    const shares = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 0, max: 50 })), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(shares, (pairs) => {
      const counts = pairs.map(([count]) => count);
      const rows = counts.reduce((sum, count) => sum + count, 0);
      const weights = pairs.map(([, weight]) => weight);
      const whole = weights.reduce((sum, weight) => sum + weight, 0);
      if (rows === 0 || whole === 0) return;
      const expected = weights.map((weight) => weight / whole);
      let largest = 0;
      for (let set = 0; set < 1 << pairs.length; set++) {
        const difference = counts.reduce((sum, count, place) => sum + ((set >> place) & 1) * (count / rows - expected[place]!), 0);
        largest = Math.max(largest, difference);
      }
      expect(shareDistance(counts, expected, 'totalVariation')).toBeCloseTo(largest, 12);
    }));
  });
  test('population stability is the two relative entropies together; an empty category counts as half a row', () => {
    // By hand: (0.6 − 0.5) ln(0.6 / 0.5) + (0.4 − 0.5) ln(0.4 / 0.5).
    expect(shareDistance([60, 40], [0.5, 0.5], 'populationStability')).toBeCloseTo(0.0405465108, 9);
    expect(shareDistance([50, 50], [0.5, 0.5], 'populationStability')).toBe(0);
    expect(shareDistance([0, 10], [0.5, 0.5], 'populationStability')).toBeCloseTo((0.05 - 0.5) * Math.log(0.1) + 0.5 * Math.log(2), 12);
    expect(shareDistance([0, 10], [0, 1], 'populationStability')).toBe(0);
    expect(shareDistance([0], [1], 'populationStability')).toBeNull();
  });
});

/** Codes of départements, from codes alone and from those of communes. */
const departementsOf = (values: readonly string[]): (string | null)[] => {
  const { offsets, bytes, rows } = texts(values);
  return [...readDepartements(offsets, bytes, rows)].map((index) => DEPARTEMENTS[index] ?? null);
};

describe('readDepartements', () => {
  test('reads a département by its code or by that of a commune', () => {
    expect(departementsOf(['75', '2A', '2b', '974', '99', '07001', '2A004', '97411', '99352', ' 01 ']))
      .toEqual(['75', '2A', '2B', '974', '99', '07', '2A', '974', '99', '01']);
  });
  test('reads nothing else', () => {
    expect(departementsOf(['', '7', '00', '96', '97', '98', '970', '999', '2C', '075', '751', '0700', '070011', 'ab', 'Paris'])).toEqual(new Array(15).fill(null));
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 6 })), (values) => {
      for (const code of departementsOf(values)) if (code !== null) expect(DEPARTEMENTS).toContain(code);
    }));
  });
});

interface Person { readonly nir: string; readonly sex?: number; readonly born?: string; readonly place?: string }

/** What becomes of each person: a reason, `ok`, or `untested`. */
function verdicts(people: readonly Person[]): string[] {
  const { offsets, bytes, rows } = texts(people.map(({ nir }) => nir));
  const valid = Uint8Array.from({ length: (rows + 7) >> 3 }, (_, byte) => people.slice(8 * byte, 8 * byte + 8).reduce((bits, { born }, bit) => bits | ((born === undefined ? 0 : 1) << bit), 0));
  const places = texts(people.map(({ place }) => place ?? ''));
  const outcomes = judgeNirs(readNirFacts(bytes, offsets, null, rows), {
    sex: Uint8Array.from(people, ({ sex }) => sex ?? 0),
    birth: { days: Int32Array.from(people, ({ born }) => Date.parse(born ?? '1970-01-01') / 86_400_000), valid },
    departement: readDepartements(places.offsets, places.bytes, rows),
  }, rows);
  return [...outcomes].map((outcome) => (outcome === PASSED ? 'ok' : outcome === UNTESTED ? 'untested' : NIR_AGREEMENT_REASONS[outcome - FAILED]!));
}

describe('judgeNirs', () => {
  test.each<[string, Person, string]>([
    ['all agrees', { nir: '2840588321025', sex: 2, born: '1984-05-17', place: '88321' }, 'ok'],
    ['the sex differs', { nir: '2840588321025', sex: 1, born: '1984-05-17', place: '88' }, 'sex'],
    ['the year differs', { nir: '2840588321025', sex: 2, born: '1985-05-17', place: '88' }, 'birthYear'],
    ['the month differs', { nir: '2840588321025', sex: 2, born: '1984-06-17', place: '88' }, 'birthMonth'],
    ['the place differs', { nir: '2840588321025', sex: 2, born: '1984-05-17', place: '54' }, 'birthPlace'],
    ['the century is not said', { nir: '2140588321025', born: '1914-05-01' }, 'ok'],
    ['a fictitious month is not compared', { nir: '2842088321025', born: '1984-11-30' }, 'ok'],
    ['an unassigned month is not compared', { nir: '2844588321025', born: '1984-11-30' }, 'ok'],
    ['a year before 1970 counts too', { nir: '1691288321025', born: '1969-12-31' }, 'ok'],
    ['nothing beside the number', { nir: '2840588321025' }, 'untested'],
    ['a provisional number says nothing', { nir: '7840588321025', sex: 2, born: '1999-01-01', place: '13' }, 'untested'],
    ['a migrant passing through too', { nir: '5840588321025', sex: 2 }, 'untested'],
    ['3 is a man being registered', { nir: '3840588321025', sex: 1 }, 'ok'],
    ['Corsica, before and after it was divided', { nir: '2600720001002', place: '2B' }, 'ok'],
    ['Corsica of today', { nir: '284052A321025', place: '2B' }, 'birthPlace'],
    ['Corsica of today, place of old', { nir: '284052A321025', place: '20' }, 'ok'],
    ['the Seine became four', { nir: '1500575056001', place: '93' }, 'ok'],
    ['the Seine became no other', { nir: '1500575056001', place: '77' }, 'birthPlace'],
    ['Paris after the division', { nir: '1800575056001', place: '93' }, 'birthPlace'],
    ['Paris or the Seine, when only the number tells the year', { nir: '1050575056001', place: '93' }, 'ok'],
    ['Paris, when the date tells the century', { nir: '1050575056001', born: '2005-05-02', place: '93' }, 'birthPlace'],
    ['the Seine, when the date tells the century', { nir: '1050575056001', born: '1905-05-02', place: '93' }, 'ok'],
    ['abroad', { nir: '2840599352025', place: '99352' }, 'ok'],
    ['Algeria or Essonne is not told apart', { nir: '1500591056001', place: '33' }, 'untested'],
    ['overseas', { nir: '2840597411025', place: '974' }, 'ok'],
    ['a place that is none is not compared', { nir: '2840588321025', place: 'Épinal' }, 'untested'],
  ])('%s', (_, person, verdict) => {
    expect(verdicts([person])).toEqual([verdict]);
  });

  test('agrees with ten naive lines for people of metropolitan France born from 1969 to 1999', () => {
    const two = (value: number): string => String(value).padStart(2, '0');
    const person = fc.record({ sex: fc.integer({ min: 1, max: 2 }), year: fc.integer({ min: 1969, max: 1999 }), month: fc.integer({ min: 1, max: 12 }), place: fc.constantFrom('01', '33', '75', '92', '95') });
    fc.assert(fc.property(fc.array(fc.tuple(person, person)), (pairs) => {
      const people = pairs.map(([said, stated]) => ({
        nir: `${said.sex}${two(said.year % 100)}${two(said.month)}${said.place}100100`, sex: stated.sex, born: `${stated.year}-${two(stated.month)}-28`, place: stated.place,
      }));
      for (const { nir } of people) expect(nirKey(nir)).not.toBeNull();
      const wanted = pairs.map(([said, stated]) => {
        if (said.sex !== stated.sex) return 'sex';
        if (said.year % 100 !== stated.year % 100) return 'birthYear';
        if (said.month !== stated.month) return 'birthMonth';
        return said.place === stated.place ? 'ok' : 'birthPlace';
      });
      expect(verdicts(people)).toEqual(wanted);
    }));
  });
});
