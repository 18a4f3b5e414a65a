import { describe, expect, test } from 'vitest';
import type { Derivation, Expression } from '../../src/link/model/expression.ts';
import type { Value } from '../small-tables.ts';
import { derived, type Decoded } from './records-of.ts';

const of = (...derive: Derivation[]): Expression => ({ column: 'value', derive });

/** What each derivation makes of values: written by hand, from what the words of the model say. */
const EXAMPLES: readonly (readonly [what: string, derive: readonly Derivation[], examples: readonly (readonly [Value, Decoded])[]])[] = [
  ['lower', [{ op: 'lower' }], [['ÉLODIE', 'élodie'], ['İ', 'i̇'], ['', '']]],
  ['upper', [{ op: 'upper' }], [['straße', 'STRASSE'], ['œuf', 'ŒUF']]],
  ['trim', [{ op: 'trim' }], [['  a b\u00a0', 'a b'], [' ', '']]],
  ['foldAccents', [{ op: 'foldAccents' }], [['Élodie Cœur', 'Elodie Coeur'], ['日本', '日本']]],
  ['name', [{ op: 'name' }], [['  Le Goff née d’Ornano', 'LE GOFF'], ['ST-PIERRE', 'SAINT PIERRE'], ['inconnu', null], ['123', null]]],
  ['text', [{ op: 'text' }], [['12, rue de l’Église', '12 RUE DE L EGLISE'], [' - ', null]]],
  ['sortWords', [{ op: 'sortWords' }], [['Paul  Jean Émile', 'Jean Paul Émile'], ['', '']]],
  ['emailUser', [{ op: 'emailUser' }], [['anne@example.org', 'anne'], ['@example.org', null], ['anne', null]]],
  ['emailDomain', [{ op: 'emailDomain' }], [['anne@example.org', 'example.org'], ['"a@b"@c.fr', 'c.fr'], ['anne', null], ['anne@', null]]],
  ['departement', [{ op: 'departement' }], [
    ['75056', '75'], ['2A004', '2A'], ['20000', '2A'], ['20167', '2A'], ['20200', '2B'], ['20620', '2B'], ['97105', '971'], ['98735', '987'], ['99352', '99'], ['01', '01'], ['2b', '2B'], ['', null], ['abcde', null], ['00000', null],
  ]],
  ['slice from the start', [{ op: 'slice', from: 1, length: 2 }], [['élan', 'él'], ['😀bc', '😀b'], ['a', 'a'], ['', '']]],
  ['slice from the end', [{ op: 'slice', from: -2 }], [['hello', 'lo'], ['x😀y', '😀y'], ['a', 'a']]],
  ['slice before the start', [{ op: 'slice', from: -3, length: 2 }], [['ab', 'a'], ['hello', 'll']]],
  ['slice after the end', [{ op: 'slice', from: 5 }], [['abc', '']]],
  ['extract', [{ op: 'extract', pattern: '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]' }], [['SW1A 2AA', 'SW1A 2'], ['M1 1AE', 'M1 1'], ['75001', null]]],
  ['extract a group', [{ op: 'extract', pattern: '(\\d+)-(\\d+)?', group: 2 }], [['12-34', '34'], ['12-', null], ['x', null]]],
  ['extract or empty', [{ op: 'extract', pattern: '^[^@]+', orEmpty: true }], [['a@b', 'a'], ['@b', '']]],
  ['phonetic', [{ op: 'phonetic', algorithm: 'soundex2' }], [['Martin', 'MRTN'], ['Barthélémy', 'BRTL'], ['?', null]]],
  ['identifier', [{ op: 'identifier', name: 'nir' }], [['2 84 05 88 321 025 32', '2840588321025'], ['2 84 05 88 321 025 33', null], ['x', null]]],
  ['sex of a NIR', [{ op: 'nirPart', part: 'sex' }], [['2840588321025', '2'], ['7186100188264', null], ['x', null]]],
  ['birth year of a NIR', [{ op: 'nirPart', part: 'birthYear' }], [['2840588321025', '84'], ['7186100188264', null]]],
  ['birth month of a NIR', [{ op: 'nirPart', part: 'birthMonth' }], [['2840588321025', '05'], ['1412080782005', null]]],
  ['birth département of a NIR', [{ op: 'nirPart', part: 'birthDepartement' }], [['2840588321025', '88'], ['284052A321025', '2A'], ['2840597105025', '971'], ['2500596001025', '99'], ['2500591001025', null]]],
  ['birth commune of a NIR', [{ op: 'nirPart', part: 'birthCommune' }], [['2840588321025', '88321'], ['284052A321025', '2A321'], ['2840597105025', '97105'], ['2500596001025', '99351'], ['2840588990025', null], ['2840599352025', '99352']]],
  ['order of a NIR', [{ op: 'nirPart', part: 'order' }], [['2840588321025', '025']]],
  ['nullIf', [{ op: 'nullIf', value: 'x' }], [['x', null], ['X', 'X'], ['', '']]],
  ['parseTime in the notation of plans', [{ op: 'parseTime', format: 'dd/MM/yyyy' }], [['01/01/1970', 0], ['02/01/1970', 86_400], ['31/02/1970', null], ['1/1/1970', null], ['x', null]]],
  ['parseTime with month names', [{ op: 'parseTime', format: 'd MMM yyyy' }], [['2 janv. 1970', 86_400], ['1 Février 1970', 31 * 86_400], ['1 jui 1970', null], ['1 juil 1970', 181 * 86_400]]],
  ['parseTime in the notation of strptime', [{ op: 'parseTime', format: '%Y-%m-%d %H:%M:%S' }], [['1970-1-1 0:00:01', 1], ['1970-01-01', null], ['1970-01-01 24:00:00', null], [' 1970-01-02  00:00:00 ', 86_400]]],
  ['year', [{ op: 'parseTime', format: '%Y%m%d' }, { op: 'year' }], [['19991231', 1999], ['00010101', 1]]],
  ['month', [{ op: 'parseTime', format: '%Y%m%d' }, { op: 'month' }], [['19991231', 12]]],
  ['day', [{ op: 'parseTime', format: '%Y%m%d' }, { op: 'day' }], [['19991231', 31]]],
  ['monthCount', [{ op: 'parseTime', format: '%Y%m%d' }, { op: 'monthCount' }], [['19700131', 0], ['19700201', 1], ['19691231', -1]]],
  ['dayCount', [{ op: 'parseTime', format: '%Y%m%d %H' }, { op: 'dayCount' }], [['19700101 23', 0], ['19691231 23', -1]]],
  ['time to text and back', [{ op: 'parseTime', format: 'dd/MM/yyyy' }, { op: 'toText' }], [['31/12/2024', '2024-12-31'], ['x', null]]],
  ['time of day to text', [{ op: 'parseTime', format: '%d/%m/%Y %H:%M:%S.%f' }, { op: 'toText' }], [['31/12/2024 1:02:03.5', '2024-12-31T01:02:03.500000'], ['1/1/1900 0:0:0.0', '1900-01-01T00:00:00']]],
  ['text to text', [{ op: 'toText' }], [['a', 'a']]],
  ['toNumber', [{ op: 'toNumber' }], [[' 12.50 ', 12.5], ['-0', 0], ['1e3', 1000], ['1,5', null], ['.5', null], ['1e999', null], ['', null]]],
  ['number to text', [{ op: 'toNumber' }, { op: 'toText' }], [['0012.50', '12.5'], ['7', '7']]],
  ['split', [{ op: 'split', separator: '|' }], [['a||b', ['a', '', 'b']], ['', ['']], ['a', ['a']]]],
  ['words', [{ op: 'words' }], [['12, rue  de l’Église', ['12', 'RUE', 'DE', 'L', 'EGLISE']], [' - ', null]]],
  ['qGrams', [{ op: 'qGrams', q: 2 }], [['x😀y', ['x😀', '😀y']], ['ab', ['ab']], ['a', ['a']], ['', []]]],
  ['first element', [{ op: 'split', separator: ' ' }, { op: 'element', at: 1 }], [['a b', 'a'], ['', '']]],
  ['last element', [{ op: 'split', separator: ' ' }, { op: 'element', at: -1 }], [['a b', 'b']]],
  ['third element', [{ op: 'split', separator: ' ' }, { op: 'element', at: 3 }], [['a b', null], ['a b c', 'c']]],
  ['length of a text', [{ op: 'length' }], [['x😀y', 3], ['', 0]]],
  ['length of a list', [{ op: 'words' }, { op: 'length' }], [['a b c', 3]]],
  ['several in a row', [{ op: 'name' }, { op: 'phonetic', algorithm: 'soundex2' }, { op: 'slice', from: 1, length: 1 }], [['Mme Martin', 'M'], ['Bernard', 'B']]],
];

describe('derivations', () => {
  test.each(EXAMPLES)('%s gives what its words say, and null for null', async (_, derive, examples) => {
    const values = [...examples.map(([value]) => value), null];
    expect(await derived(values, of(...derive))).toEqual([...examples.map(([, expected]) => expected), null]);
  });

  test.each(EXAMPLES)('%s of no values gives none', async (_, derive) => {
    expect(await derived([], of(...derive))).toEqual([]);
    expect(await derived([null, null], of(...derive))).toEqual([null, null]);
  });
});

describe('values of columns', () => {
  test('truth values are texts', async () => {
    expect(await derived([true, false, null], { column: 'value' }, 'bool')).toEqual(['true', 'false', null]);
  });

  test('whole numbers and decimals are numbers', async () => {
    expect(await derived([7, -2, null], { column: 'value' }, 'int32')).toEqual([7, -2, null]);
    expect(await derived([2n ** 53n - 1n, null], { column: 'value' }, 'int64')).toEqual([2 ** 53 - 1, null]);
    expect(await derived([1250n, -5n, null], { column: 'value' }, 'decimal(12,2)')).toEqual([12.5, -0.05, null]);
  });

  test('there is one zero, and NaN is null', async () => {
    expect(await derived([0, -0, NaN, Infinity, null], { column: 'value' }, 'float64')).toEqual([0, 0, null, Infinity, null]);
  });

  test('dates and instants are seconds', async () => {
    expect(await derived([1, -1, null], { column: 'value' }, 'date')).toEqual([86_400, -86_400, null]);
    expect(await derived([1_500_000n, null], { column: 'value' }, 'timestamp')).toEqual([1.5, null]);
    expect(await derived([0], of({ op: 'toText' }), 'date')).toEqual(['1970-01-01']);
    expect(await derived([0n], of({ op: 'toText' }), 'timestamp')).toEqual(['1970-01-01T00:00:00']);
    expect(await derived([3, 4], of({ op: 'nullIf', value: '1970-01-04' }), 'date')).toEqual([null, 4 * 86_400]);
  });

  test('byte strings are hexadecimal digits', async () => {
    expect(await derived(['00ff', null], { column: 'value' }, 'binary(2)')).toEqual(['00ff', null]);
  });

  test('a whole number that doubles cannot hold is refused with its row, never rounded', async () => {
    await expect(derived([1n, 2n ** 53n + 1n, 2n ** 53n + 1n], { column: 'value' }, 'int64')).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'value', firstRow: 2 } });
    await expect(derived([1n, 10n ** 15n], { column: 'value' }, 'decimal(20,2)')).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { firstRow: 2 } });
  });

  test('a derivation that does not fit is a problem of the plan, with its path', async () => {
    await expect(derived(['a'], of({ op: 'year' }))).rejects.toMatchObject({ name: 'PlanError', problems: [{ code: 'PLAN_COLUMN_TYPE', path: 'source.expressions[0].derive[0]' }] });
  });
});
