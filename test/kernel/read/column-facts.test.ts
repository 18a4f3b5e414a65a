import { describe, expect, test } from 'vitest';
import { addColumnFacts, createColumnFacts, type ColumnFacts } from '../../../src/read/kernel/column-facts.ts';
import { columnParser, type CellType } from '../../../src/read/kernel/column-parser.ts';
import { parseDateFormat } from '../../../src/read/kernel/date-format.ts';
import { isNullMarker } from '../../../src/read/kernel/null-markers.ts';
import { createTrials, DATE_FORMATS, tryTypes } from '../../../src/read/kernel/type-trials.ts';
import { blockOf, markersOf, NULLABLE, type CellText } from './cell-blocks.ts';

const MARKERS = markersOf(['', 'NA', '.'], true);

function factsOf(texts: readonly CellText[], firstLine = ''): ColumnFacts {
  const facts = createColumnFacts(MARKERS);
  addColumnFacts(facts, blockOf(texts), 0, MARKERS, new TextEncoder().encode(firstLine));
  return facts;
}

describe('facts about a column', () => {
  test('count what is there and what is not', () => {
    const facts = factsOf(['a', '', 'NA', ' NA ', '.', '  ', { quoted: '' }, 'NAN']);
    expect([facts.present, facts.empty, [...facts.markerCells]]).toEqual([2, 3, [2, 1]]);
  });

  test.each<[readonly CellText[], Partial<ColumnFacts>]>([
    [['1', '22', '333'], { digitsOnly: 3, leadingZeros: 0, minWhole: 1, maxWhole: 3, minDecimals: 0, maxDecimals: 0 }],
    [['01', '0', '007'], { digitsOnly: 3, leadingZeros: 2, minWhole: 1, maxWhole: 3 }],
    [['-1', '+22'], { digitsOnly: 0, leadingZeros: 0, minWhole: 1, maxWhole: 2 }],
    [['1.5', '12,25', '3'], { digitsOnly: 1, minDecimals: 0, maxDecimals: 2, maxWhole: 2 }],
    [['0.5', '00.5'], { leadingZeros: 1, minDecimals: 1, maxDecimals: 1 }],
    [['1.2.3', 'x1', '1e5', '12-3'], { digitsOnly: 0, maxWhole: 0, minWhole: Infinity, minDecimals: Infinity, maxDecimals: 0 }],
  ])('%j are numbers like these', (texts, expected) => {
    expect(factsOf(texts)).toMatchObject(expected);
  });

  // Keys by the definition: 97 less the number modulo 97. FINESS and CIP13 numbers are published ones.
  const keyed = (body: string): string => body + String(97n - (BigInt(body) % 97n)).padStart(2, '0');

  test.each<[string, readonly CellText[], Partial<ColumnFacts>]>([
    ['NIRs with key', [keyed('2840588321025'), keyed('1850178006084')], { nirsWithKey: 2, nirsWithoutKey: 0 }],
    ['NIRs with key and spaces', ['2 84 05 88 321 025 32'], { nirsWithKey: 1 }],
    ['NIRs without key', ['2840588321025'], { nirsWithKey: 0, nirsWithoutKey: 1 }],
    ['NIRs with a wrong key', ['284058832102599'], { nirsWithKey: 0, nirsWithoutKey: 0 }],
    ['FINESS numbers', ['750712184', '130783236', '750712185'], { finess: 2 }],
    ['CIP13 codes', ['3400949497294', '3400949497295'], { cip13: 1 }],
    ['CIM-10 codes', ['I10', 'E11.9', 'c509', 'ZZ9', '10I'], { cim10: 3 }],
    ['addresses with @', ['a@b.fr', 'a(at)b', '@@'], { atSigns: 2 }],
    ['cells like the first line', ['Durand', 'Durant', ' Durand '], { likeFirstLine: 2 }],
  ])('%s are counted', (_what, texts, expected) => {
    expect(factsOf(texts, 'Durand')).toMatchObject(expected);
  });

  test('add up over blocks, in any cut', () => {
    const texts = ['1', '', '02', 'NA', '3,5', 'I10', '750712184', 'x@y'];
    const whole = factsOf(texts);
    for (let cut = 0; cut <= texts.length; cut++) {
      const facts = createColumnFacts(MARKERS);
      for (const part of [texts.slice(0, cut), texts.slice(cut)]) addColumnFacts(facts, blockOf(part), 0, MARKERS, new Uint8Array(0));
      expect(facts).toEqual(whole);
    }
  });

  test('hold numbers only, never a text', () => {
    const facts = factsOf(['Secret', '12'], 'Secret');
    for (const value of Object.values(facts)) expect(typeof value === 'number' || value instanceof Float64Array).toBe(true);
  });
});

describe('trials of types', () => {
  const aliveAfter = (...blocks: readonly (readonly CellText[])[]): string[] => {
    const trials = createTrials(MARKERS, 100);
    for (const texts of blocks) tryTypes(trials, blockOf(texts), 0);
    return trials.filter(({ isAlive }) => isAlive).map(({ type, spelling }) => (spelling === '' ? type : `${type} ${spelling}`));
  };

  test.each<[readonly CellText[], string[]]>([
    [['1', '0'], ['int32', 'int64', 'float64 .', 'float64 ,', 'bool']],
    [['1', '5'], ['int32', 'int64', 'float64 .', 'float64 ,']],
    [['3000000000'], ['int64', 'float64 .', 'float64 ,']],
    [['1.5'], ['float64 .']],
    [['1,5', 'NA'], ['float64 ,']],
    [['1.5', '1,5'], []],
    [['2024-02-29'], ['date yyyy-MM-dd', 'timestamp yyyy-MM-dd']],
    [['2024-02-29T10:00'], ['timestamp yyyy-MM-dd']],
    [['31/12/1999'], ['date dd/MM/yyyy', 'date d/M/yyyy', 'timestamp dd/MM/yyyy', 'timestamp d/M/yyyy']],
    [['1/12/1999'], ['date d/M/yyyy', 'date M/d/yyyy', 'timestamp d/M/yyyy', 'timestamp M/d/yyyy']],
    [['oui', 'non', ''], ['bool']],
    [['x'], []],
  ])('%j may be %j', (texts, expected) => {
    expect(aliveAfter(texts)).toEqual(expected);
  });

  test('a type that failed once is not believed again', () => {
    expect(aliveAfter(['1'], ['x'], ['2'])).toEqual([]);
    expect(aliveAfter(['1'], ['1.5'])).toEqual(['float64 .']);
  });

  test('missing cells speak for every type', () => {
    expect(aliveAfter(['', 'NA', { quoted: '' }])).toHaveLength(5 + 2 * DATE_FORMATS.length);
  });

  test('leave no fault behind in the block', () => {
    const block = blockOf(['x', '1']);
    tryTypes(createTrials(MARKERS, 100), block, 0);
    expect([block.rowFaultCount, [...block.rowFaults.subarray(0, 2)]]).toEqual([0, [0, 0]]);
  });
});

describe('the parser of a type', () => {
  const date = parseDateFormat('yyyy-MM-dd')!;
  test.each<[CellType, string, string]>([
    [{ name: 'utf8', encoding: 'utf-8' }, 'a', 'text'], [{ name: 'int32' }, '1', 'int32'], [{ name: 'int64' }, '1', 'int64'], [{ name: 'float64', decimalMark: 46 }, '1', 'float64'],
    [{ name: 'decimal', decimalMark: 46, precision: 5, scale: 2 }, '1', 'decimal'], [{ name: 'bool' }, '1', 'bool'], [{ name: 'date', format: date }, '2024-01-01', 'date'], [{ name: 'timestamp', format: date }, '2024-01-01', 'timestamp'],
    [{ name: 'binary', width: 2, form: 'hex' }, '00ff', 'binary'],
  ])('$name gives a column of its kind, one row, nothing missing', (type, text, kind) => {
    const parser = columnParser(type, NULLABLE, markersOf());
    const block = blockOf([text]);
    parser.parse(block, 0, 0);
    expect(block.rowFaultCount).toBe(0);
    expect(parser.finish(1)).toMatchObject({ kind, rows: 1, valid: null });
    expect(parser.finish(0)).toMatchObject({ kind, rows: 0, valid: null });
  });
});

describe('markers of missing values', () => {
  const is = (texts: readonly string[], text: string): boolean => {
    const bytes = new TextEncoder().encode(`x${text}x`);
    return isNullMarker(markersOf(texts), bytes, 1, bytes.length - 1);
  };
  test.each<[readonly string[], string, boolean]>([
    [[''], '', true], [[''], 'a', false], [[], '', false], [['NA'], '', false], [['NA'], 'NA', true], [['NA'], 'na', false], [['NA'], 'N', false], [['NA'], 'NAN', false], [['é'], 'é', true], [['é'], 'è', false], [['', 'a', 'bcd'], 'bcd', true], [['', 'a', 'bcd'], 'bc', false],
  ])('%j and %j: %j', (texts, text, expected) => {
    expect(is(texts, text)).toBe(expected);
  });
  test('know whether they could be taken for values', () => {
    expect([markersOf(['']).lookLikeValues, markersOf([]).lookLikeValues, markersOf(['', '0']).lookLikeValues]).toEqual([false, false, true]);
  });
});
