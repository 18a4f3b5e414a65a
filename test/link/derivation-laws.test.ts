// What holds for every derivation, whatever it makes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEPARTEMENTS, formatIdentifier, nir, nirKey } from '../../src/identifiers/index.ts';
import type { Derivation, Expression } from '../../src/link/model/expression.ts';
import { PHONETIC_ALGORITHMS } from '../../src/text/index.ts';
import { tableOf, type Value } from '../small-tables.ts';
import { decodeColumn, derived, recordsOf, schemaOf, type Decoded } from './records-of.ts';

const of = (...derive: Derivation[]): Expression => ({ column: 'value', derive });

const OF_TEXT: readonly Derivation[] = [
  { op: 'lower' }, { op: 'upper' }, { op: 'trim' }, { op: 'foldAccents' }, { op: 'name' }, { op: 'text' }, { op: 'sortWords' }, { op: 'emailUser' }, { op: 'emailDomain' }, { op: 'departement' },
  { op: 'slice', from: 2, length: 2 }, { op: 'slice', from: -2 }, { op: 'extract', pattern: '[A-Za-z]+' }, { op: 'extract', pattern: '(\\d)(\\w)?', group: 2, orEmpty: true },
  ...PHONETIC_ALGORITHMS.map((algorithm): Derivation => ({ op: 'phonetic', algorithm })),
  { op: 'identifier', name: 'nir' }, { op: 'identifier', name: 'email' }, { op: 'identifier', name: 'postalCode' },
  { op: 'nirPart', part: 'sex' }, { op: 'nullIf', value: 'a' }, { op: 'parseTime', format: '%d/%m/%Y' }, { op: 'toText' }, { op: 'toNumber' },
  { op: 'split', separator: ' ' }, { op: 'words' }, { op: 'qGrams', q: 2 }, { op: 'length' },
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'aàbBéœ ’-.@19😀'), maxLength: 10 }),
  fc.constantFrom('2 84 05 88 321 025 32', 'Anne@Example.org', '20090', '2A004', '75011', '01/02/1990', '12.5', 'Saint-Étienne', 'Le Goff née d’Ornano'),
);
const texts = fc.array(fc.option(text), { minLength: 1, maxLength: 12 });

describe('laws of derivations', () => {
  test.each(OF_TEXT)('%j makes of a value the same, whatever stands beside it', async (step) => {
    await fc.assert(fc.asyncProperty(texts, async (values) => {
      const together = await derived(values, of(step));
      const apart: Decoded[] = [];
      for (const value of values) apart.push(...(await derived([value], of(step))));
      expect(together).toEqual(apart);
    }), { numRuns: 15 });
  });

  test.each(OF_TEXT.filter(({ op }) => ['lower', 'upper', 'trim', 'foldAccents', 'name', 'text', 'sortWords', 'departement', 'identifier', 'nullIf', 'toText'].includes(op)))('%j done twice is done once', async (step) => {
    await fc.assert(fc.asyncProperty(texts, async (values) => {
      expect(await derived(values, of(step, step))).toEqual(await derived(values, of(step)));
    }), { numRuns: 20 });
  });

  test('two derivations in a row are the second of what the first gives', async () => {
    const pairs = fc.tuple(fc.constantFrom(...OF_TEXT.slice(0, 9)), fc.constantFrom(...OF_TEXT));
    await fc.assert(fc.asyncProperty(texts, pairs, async (values, [first, second]) => {
      const middle = (await derived(values, of(first))) as Value[];
      expect(await derived(values, of(first, second))).toEqual(await derived(middle, of(second)));
    }), { numRuns: 60 });
  });

  test('characters of both sides of a cut make the text again', async () => {
    await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (values, at) => {
      const both: Expression = { concat: [of({ op: 'slice', from: 1, length: at }), of({ op: 'slice', from: at + 1 })] };
      expect(await derived(values, both)).toEqual(values);
    }), { numRuns: 40 });
  });

  test('parts put together with their separator make the text again', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom(...'ab|é'), maxLength: 8 }), { minLength: 1 }), async (values) => {
      const lists = (await derived(values, of({ op: 'split', separator: '|' }))) as string[][];
      expect(lists.map((parts) => parts.join('|'))).toEqual(values);
    }), { numRuns: 40 });
  });

  test('a time written in ISO notation is read as the same time', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: -719_162, max: 2_932_896 }), { minLength: 1 }), async (days) => {
      const again = await derived(days, of({ op: 'toText' }, { op: 'parseTime', format: 'yyyy-MM-dd' }), 'date');
      expect(again).toEqual(days.map((day) => day * 86_400));
    }), { numRuns: 40 });
  });

  test('parts of a date are those of its ISO notation', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: -719_162, max: 2_932_896 }), { minLength: 1 }), async (days) => {
      const isoOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
      expect(await derived(days, of({ op: 'toText' }), 'date')).toEqual(days.map(isoOf));
      for (const [op, from, to] of [['year', 0, 4], ['month', 5, 7], ['day', 8, 10]] as const) {
        expect(await derived(days, of({ op }), 'date')).toEqual(days.map((day) => Number(isoOf(day).slice(from, to))));
      }
      expect(await derived(days, of({ op: 'dayCount' }), 'date')).toEqual(days);
      const months = days.map((day) => 12 * (Number(isoOf(day).slice(0, 4)) - 1970) + Number(isoOf(day).slice(5, 7)) - 1);
      expect(await derived(days, of({ op: 'monthCount' }), 'date')).toEqual(months);
    }), { numRuns: 30 });
  });

  test('instants from 1902 to 2037 are written to the microsecond: further off, seconds as doubles are coarser', async () => {
    const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 4_102_444_800_000_000n });
    await fc.assert(fc.asyncProperty(fc.array(micros, { minLength: 1 }), async (instants) => {
      // Doubles below 2³¹ are half a microsecond apart at most.
      const near = instants.map((instant) => instant % 2_140_000_000_000_000n);
      const expected = near.map((instant) => {
        const second = (instant - (((instant % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
        const fraction = instant - second * 1_000_000n;
        return new Date(Number(second) * 1000).toISOString().slice(0, 19) + (fraction === 0n ? '' : `.${String(fraction).padStart(6, '0')}`);
      });
      expect(await derived(near, of({ op: 'toText' }), 'timestamp')).toEqual(expected);
    }), { numRuns: 40 });
  });
});

describe('what a NIR says', () => {
  const digits = (count: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count });
  const someNir = fc.tuple(fc.constantFrom('1', '2'), digits(2), fc.integer({ min: 1, max: 12 }), fc.constantFrom('01', '13', '2A', '2B', '75', '88'), fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 999 }))
    .map(([sex, year, month, departement, commune, order]) => `${sex}${year}${String(month).padStart(2, '0')}${departement}${String(commune).padStart(3, '0')}${String(order).padStart(3, '0')}`);

  test('stands at fixed places of it, however it is written', async () => {
    await fc.assert(fc.asyncProperty(fc.array(someNir, { minLength: 1, maxLength: 6 }), async (numbers) => {
      const written = numbers.map((number, index) => (index % 3 === 0 ? number : index % 3 === 1 ? number + nirKey(number)! : formatIdentifier(nir, number)!));
      const part = (name: Extract<Derivation, { op: 'nirPart' }>['part']): Promise<Decoded[]> => derived(written, of({ op: 'nirPart', part: name }));
      expect(await derived(written, of({ op: 'identifier', name: 'nir' }))).toEqual(numbers);
      expect(await part('sex')).toEqual(numbers.map((number) => number.slice(0, 1)));
      expect(await part('birthYear')).toEqual(numbers.map((number) => number.slice(1, 3)));
      expect(await part('birthMonth')).toEqual(numbers.map((number) => number.slice(3, 5)));
      expect(await part('birthDepartement')).toEqual(numbers.map((number) => number.slice(5, 7)));
      expect(await part('birthCommune')).toEqual(numbers.map((number) => number.slice(5, 10)));
      expect(await part('order')).toEqual(numbers.map((number) => number.slice(10)));
    }), { numRuns: 25 });
  });

  test('the département of every commune code is that of its first characters', async () => {
    const codes = DEPARTEMENTS.filter((code) => code !== '20').map((code) => (code.length === 2 ? `${code}101` : `${code}01`));
    // Five digits that are a postal code too name the same département.
    expect(await derived(codes, of({ op: 'departement' }))).toEqual(DEPARTEMENTS.filter((code) => code !== '20'));
  });
});

describe('several expressions', () => {
  const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, one: { type: 'utf8', role: 'attribute' }, two: { type: 'utf8', role: 'attribute' }, number: { type: 'float64', role: 'measure' } });
  const few = fc.option(fc.constantFrom('', 'a', 'ab', 'b', 'é'));
  const someRows = fc.array(fc.tuple(few, few, fc.option(fc.constantFrom(0, -0, 1, NaN))), { minLength: 1, maxLength: 20 });

  test('a concatenation is null when one part is; equal texts have one code, whatever they are made of', async () => {
    await fc.assert(fc.asyncProperty(someRows, fc.constantFrom('', ' ', '·'), async (rows, separator) => {
      const table = tableOf(schema, rows.map(([one, two, number], row) => [row, one, two, number]));
      const { table: { columns: [column] } } = await recordsOf({ source: table }, [{ concat: [{ column: 'one' }, { column: 'two' }], separator }]);
      const expected = rows.map(([one, two]) => (one === null || two === null ? null : one + separator + two));
      expect(decodeColumn(column!)).toEqual(expected);
      expect(column!.dictionary.size).toBe(new Set(expected.filter((value) => value !== null)).size);
    }), { numRuns: 60 });
  });

  test('a list is null when all its parts are', async () => {
    await fc.assert(fc.asyncProperty(someRows, async (rows) => {
      const table = tableOf(schema, rows.map(([one, two, number], row) => [row, one, two, number]));
      const { table: { columns } } = await recordsOf({ source: table }, [{ list: [{ column: 'one' }, { column: 'two' }, { column: 'one' }] }, { list: [{ column: 'number' }, { column: 'number' }] }]);
      expect(decodeColumn(columns[0]!)).toEqual(rows.map(([one, two]) => (one === null && two === null ? null : [one, two, one])));
      expect(decodeColumn(columns[1]!)).toEqual(rows.map(([, , number]) => (number === null || Number.isNaN(number) ? null : [number + 0, number + 0])));
    }), { numRuns: 60 });
  });

  test('text in a dictionary gives what plain text gives', async () => {
    await fc.assert(fc.asyncProperty(texts, async (values) => {
      const columns = { id: { type: 'int32', role: 'technical' }, value: { type: 'utf8', role: 'attribute' } } as const;
      const rows = values.map((value, row) => [row, value]);
      const [plain, coded] = await Promise.all([[], ['value']].map((names) => recordsOf({ source: tableOf(schemaOf(columns, names), rows, [4]) }, [{ column: 'value' }, of({ op: 'upper' })])));
      expect(coded!.table).toEqual(plain!.table);
    }), { numRuns: 40 });
  });
});

