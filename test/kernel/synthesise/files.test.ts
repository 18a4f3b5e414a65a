// The three files as kernels make them: rows by number, whatever is asked for before, and in whatever pieces.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nir as nirIdentifier, validateIdentifier } from '../../../src/identifiers/index.ts';
import { copiedCount, copiedRow, makeCopies, type CopiesShape } from '../../../src/synthesise/kernel/duplicates.ts';
import { createPeopleMaker, makePeople, personInFile, personLeftOut, personOfRow, type MadePeople } from '../../../src/synthesise/kernel/people.ts';
import { createPopulation } from '../../../src/synthesise/kernel/population.ts';
import { createStaysMaker, makeStays, STAYS_YEAR, type MadeStays } from '../../../src/synthesise/kernel/stays.ts';
import { stringsOf } from '../../text-column.ts';

const population = createPopulation(Uint32Array.of(2, 7, 1, 8));
const peopleMaker = createPeopleMaker(population);
const staysMaker = createStaysMaker(population);

const texts = (text: { readonly offsets: Int32Array; readonly bytes: Uint8Array; readonly valid?: Uint8Array }): (string | null)[] =>
  stringsOf({ offsets: text.offsets, bytes: text.bytes, valid: text.valid ?? null, rows: text.offsets.length - 1 });
const peopleRows = (made: MadePeople): unknown[][] => {
  const columns = [texts(made.recordIds), ...made.fields.map(texts), [...made.birthDays]];
  return columns[0]!.map((_, row) => columns.map((column) => column[row]));
};
const staysRows = (made: MadeStays): unknown[][] => {
  const columns = [
    texts(made.stayIds), texts(made.nirs), texts(made.sexes), texts(made.communes), texts(made.hospitals), texts(made.diagnoses), texts(made.dischargeModes),
    [...made.birthDays], [...made.entryDays], [...made.exitDays], [...made.costCents],
  ];
  return columns[0]!.map((_, row) => columns.map((column) => column[row]));
};
const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { maxLength: 5 }).map((places) => [0, ...places.sort((left, right) => left - right), 60]);
const inPieces = (places: readonly number[], make: (firstRow: number, rows: number) => unknown[][]): unknown[][] =>
  places.slice(1).flatMap((end, index) => make(places[index]!, end - places[index]!));

describe('any piece of a file is that piece of the whole', () => {
  test('persons', () => {
    const make = (firstRow: number, rows: number): unknown[][] => peopleRows(makePeople(peopleMaker, firstRow, rows, 60));
    const whole = make(0, 60);
    fc.assert(fc.property(cuts, (places) => {
      expect(inPieces(places, make)).toEqual(whole);
    }), { numRuns: 30 });
  });

  test('stays', () => {
    const make = (firstRow: number, rows: number): unknown[][] => staysRows(makeStays(staysMaker, { persons: 20, faultShare: 0.5 }, firstRow, rows));
    const whole = make(0, 60);
    fc.assert(fc.property(cuts, (places) => {
      expect(inPieces(places, make)).toEqual(whole);
    }), { numRuns: 30 });
  });

  test('copies', () => {
    const shape: CopiesShape = { rows: 60, persons: 50, overlap: 0.7 };
    const make = (firstRow: number, rows: number): unknown[][] => {
      const { people, copiedRows } = makeCopies(peopleMaker, shape, firstRow, rows);
      return peopleRows(people).map((row, index) => [...row, copiedRows[index]]);
    };
    const whole = make(0, 60);
    fc.assert(fc.property(cuts, (places) => {
      expect(inPieces(places, make)).toEqual(whole);
    }), { numRuns: 30 });
  });
});

describe('numbers of persons', () => {
  test('a person is in the file or left out, never both, and every person is one of them', () => {
    const inside = Array.from({ length: 1000 }, (_, position) => personInFile(position));
    const outside = Array.from({ length: 200 }, (_, position) => personLeftOut(position));
    expect([...inside, ...outside].sort((left, right) => left - right)).toEqual(Array.from({ length: 1200 }, (_, person) => person));
  });

  test('the rows of a file are different persons', () => {
    for (const rows of [1, 2, 7, 1000]) {
      expect(new Set(Array.from({ length: rows }, (_, row) => personOfRow(population, row, rows))).size).toBe(rows);
    }
  });
});

describe('copies', () => {
  const shapes = fc.record({ rows: fc.integer({ min: 1, max: 400 }), persons: fc.integer({ min: 1, max: 400 }), overlap: fc.double({ min: 0, max: 1, noNaN: true }) });

  test('as many rows are copies as were counted, each of a person of the file, none three times', () => {
    fc.assert(fc.property(shapes, (shape) => {
      const copied = Array.from({ length: shape.rows }, (_, row) => copiedRow(population, shape, row));
      const found = copied.filter((row) => row >= 0);
      expect(found.length).toBe(copiedCount(shape));
      expect(found.every((row) => Number.isInteger(row) && row < shape.persons)).toBe(true);
      const times = new Map<number, number>();
      for (const row of found) times.set(row, (times.get(row) ?? 0) + 1);
      expect(Math.max(0, ...times.values())).toBeLessThanOrEqual(2);
    }), { numRuns: 200 });
  });

  test('the count is the overlap, as far as there are persons to copy', () => {
    expect(copiedCount({ rows: 100, persons: 1000, overlap: 0.7 })).toBe(70);
    expect(copiedCount({ rows: 100, persons: 50, overlap: 1 })).toBe(54);
    expect(copiedCount({ rows: 100, persons: 1, overlap: 0 })).toBe(0);
    expect(copiedCount({ rows: 0, persons: 1, overlap: 1 })).toBe(0);
  });

  test('records have numbers of their own, which tell nothing of whose copy they are', () => {
    const { people, copiedRows } = makeCopies(peopleMaker, { rows: 300, persons: 300, overlap: 0.7 }, 0, 300);
    expect(texts(people.recordIds).slice(0, 2)).toEqual(['C000000001', 'C000000002']);
    expect([...copiedRows].filter((copied, row) => copied === row).length).toBeLessThan(8);
  });
});

describe('stays', () => {
  const shape = { persons: 400, faultShare: 0 };
  const made = makeStays(staysMaker, shape, 0, 4000);

  test('begin on every day of the year', () => {
    const days = new Set(made.entryDays);
    expect(days.size).toBe(366);
    expect(Math.min(...days)).toBe(Date.UTC(STAYS_YEAR, 0, 1) / 86_400_000);
  });

  test('of one person have one NIR, birth and sex', () => {
    const seen = new Map<string, string>();
    const nirs = texts(made.nirs);
    const sexes = texts(made.sexes);
    nirs.forEach((nir, row) => {
      const facts = `${made.birthDays[row]} ${sexes[row]}`;
      expect(seen.get(nir!) ?? facts).toBe(facts);
      seen.set(nir!, facts);
    });
    expect(seen.size).toBeGreaterThan(350);
    expect(seen.size).toBeLessThanOrEqual(400);
  });

  test('of old people are longer and end in death more often', () => {
    const old = [...made.birthDays.keys()].filter((row) => made.entryDays[row]! - made.birthDays[row]! > 75 * 365.25);
    const young = [...made.birthDays.keys()].filter((row) => made.entryDays[row]! - made.birthDays[row]! < 45 * 365.25);
    const modes = texts(made.dischargeModes);
    const nights = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + made.exitDays[row]! - made.entryDays[row]!, 0) / rows.length;
    const deaths = (rows: readonly number[]): number => rows.filter((row) => modes[row] === '9').length / rows.length;
    expect(nights(old)).toBeGreaterThan(1.5 * nights(young));
    expect(deaths(old)).toBeGreaterThan(deaths(young));
    expect(new Set(modes)).toEqual(new Set(['6', '7', '8', '9']));
  });

  test('can be of one person, and of none but faulty NIRs', () => {
    const one = texts(makeStays(staysMaker, { persons: 1, faultShare: 0 }, 0, 50).nirs);
    expect(new Set(one).size).toBe(1);
    const faulty = texts(makeStays(staysMaker, { persons: 400, faultShare: 1 }, 0, 2000).nirs);
    const kind = (nir: string | null): string => (nir === null ? 'null' : nir.includes(' ') ? 'spaces' : nir.length === 13 ? 'short' : validateIdentifier(nirIdentifier, nir) === 'ok' ? 'ok' : 'wrong');
    const counts = new Map<string, number>();
    for (const nir of faulty) counts.set(kind(nir), (counts.get(kind(nir)) ?? 0) + 1);
    for (const name of ['null', 'short', 'wrong']) expect([name, Math.abs(counts.get(name)! / 2000 - 0.2) < 0.04]).toEqual([name, true]);
    expect(Math.abs(counts.get('spaces')! / 2000 - 0.4)).toBeLessThan(0.04);
    // A letter of Corsica is left alone where a digit would have been changed.
    expect((counts.get('ok') ?? 0) / 2000).toBeLessThan(0.01);
  });
});
