import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHrc } from '../../src/hierarchy/index.ts';
import { declareArgusColumns } from '../../src/protect/argus/argus-columns.ts';
import { manualRuleOf, readArgusDecisions, writeArgusDecisions, type ArgusDecision } from '../../src/protect/argus/argus-decisions.ts';
import { readArgusMetadata, writeArgusMetadata } from '../../src/protect/argus/argus-metadata.ts';
import { argusStatusOf, ARGUS_STATUSES, sbsLetter } from '../../src/protect/argus/argus-status.ts';
import { readArgusTable, writeArgusTable, type ArgusTable } from '../../src/protect/argus/argus-table.ts';
import { exportArgus, type ArgusExport } from '../../src/protect/argus/export-argus.ts';
import { readJj, scaledCosts, writeJj, type JjTable } from '../../src/protect/argus/jj-format.ts';
import { readFixedWidth } from '../../src/read/index.ts';
import { describeWithData } from '../shared-data.ts';
import { rowsOf } from '../small-tables.ts';

const read = (path: string): string => readFileSync(path, 'latin1');
const faultOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as RangeError).message;
  }
  return 'none';
};

describe('metadata', () => {
  test('columns have places, missing codes, totals and hierarchies', () => {
    const { columns, separator } = readArgusMetadata('Year 1  2 99 \n  <RECODEABLE>\n  <DISTANCE>  1  2  3\nIndustry 4  5 99999\r\n<RECODABLE>\n <HIERARCHICAL>\n <HIERLEVELS> 3 1 1 0\n', 'microdata');
    expect(separator).toBeNull();
    expect(columns.map(({ name, kind, start, length, missing, distances, hierarchy }) => ({ name, kind, start, length, missing, distances, hierarchy }))).toEqual([
      { name: 'Year', kind: 'category', start: 1, length: 2, missing: ['99'], distances: [1, 2, 3], hierarchy: null },
      { name: 'Industry', kind: 'category', start: 4, length: 5, missing: ['99999'], distances: [], hierarchy: { by: 'levels', lengths: [3, 1, 1, 0] } },
    ]);
  });
  test('names of files may hold spaces and letters beyond ASCII, quoted or not', () => {
    const { columns } = readArgusMetadata('<SEPARATOR> ","\nrégion\n<RECODEABLE>\n<HIERCODELIST> C:\\Mes documents\\régions.hrc\n<CODELIST> "\\\\serveur\\codes é.cdl"\n', 'table');
    expect(columns[0]).toMatchObject({ name: 'région', codeList: '\\\\serveur\\codes é.cdl', hierarchy: { by: 'file', file: 'C:\\Mes documents\\régions.hrc', leadString: '@' } });
  });
  test('faults name their line and nothing of what it holds', () => {
    const fault = (text: string, content: 'microdata' | 'table' = 'microdata'): string => faultOf(() => readArgusMetadata(text, content));
    expect(fault('Secret 1 2\n  <RECODEABLE>\n  <SECRETWORD>\n')).toBe('line 3: unknown keyword');
    expect(fault('<RECODEABLE>\n')).toBe('line 1: expected a column before what is said of it');
    expect(fault('\n\nSecret 1\n')).toBe('line 3: expected the place and the length of the column');
    expect(fault('Secret 1 x\n')).toBe('line 1: expected a whole number');
    expect(fault('Secret 0 4\n')).toBe('line 1: expected places and lengths from 1 up');
    expect(fault('Secret 1 4\nother 5 2\nSECRET 7 1\n')).toBe('line 3: another column has this name');
    expect(fault('Secret 1 4\n<HIERLEVELS> 1 2\n')).toBe('line 2: expected lengths of levels that add up to that of the column');
    expect(fault('Secret 1 4\n<HIERARCHICAL>\n')).toBe('line 1: expected the levels or the file of the hierarchy');
    expect(fault('Secret\n<TOTCODE> "Secret\n', 'table')).toBe('line 2: expected a closing quote');
    expect(fault('Secret\n<NUMERIC> <SECRET>\n', 'table')).toBe('line 2: unknown keyword after <NUMERIC>');
    expect(fault('<SEPARATOR> ""\n', 'table')).toBe('line 1: expected one character');
    expect(fault('Secret\n<DECIMALS>\n', 'table')).toBe('line 2: expected a whole number');
  });
  test('nothing but range errors come of any text, and what is read is written and read again', () => {
    const words = fc.constantFrom('<RECODEABLE>', '<NUMERIC>', '<SHADOW>', '<TOTCODE>', '<HIERLEVELS>', '<HIERCODELIST>', '<DECIMALS>', '<REQUEST>', '<CKM>', '"a b"', '"a  b"', '""', '"', 'x', '1', '2', '\n', '\n', '//', 'é');
    fc.assert(fc.property(fc.array(words, { maxLength: 20 }), fc.constantFrom('microdata' as const, 'table' as const), (parts, content) => {
      try {
        const metadata = readArgusMetadata(parts.join(' '), content);
        expect(readArgusMetadata(writeArgusMetadata(metadata), content)).toEqual(metadata);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }), { numRuns: 500 });
  });
  test('spaces in quotes stay, in the words about keys and in a name that is empty too', () => {
    const metadata = readArgusMetadata('x\n<CKM> " "\n<PARITY> "a  b"\n<SCALING> a   b\n""\n<RECODEABLE>\n', 'table');
    expect(metadata.columns.map(({ name, keyedPerturbation }) => [name, keyedPerturbation])).toEqual([['x', { CKM: ' ', PARITY: 'a  b', SCALING: 'a b' }], ['', {}]]);
    expect(readArgusMetadata(writeArgusMetadata(metadata), 'table')).toEqual(metadata);
  });
});

const TWO = readArgusMetadata('<SEPARATOR> ";"\n"a b"\n<RECODEABLE>\n<TOTCODE> "Total"\ny\n<RECODEABLE>\n<TOTCODE> "T"\nvalue\n<NUMERIC>\n<DECIMALS> 2\nn\n<FREQUENCY>\ntop\n<MAXSCORE>\ns\n<STATUS>\n', 'table');

describe('tables', () => {
  test('codes keep their spaces and dots, numbers have a comma or a point, nothing and a dash are no number', () => {
    const table = readArgusTable('"Total";T;12,5;3;9.5;s\r\n" 1";".é";-;;;E\n; "x;y" ;2;1;1;u\n', TWO);
    expect(table.codes).toEqual([[null, ' 1', null], [null, '.é', 'x;y']]);
    expect([...table.values!]).toEqual([12.5, NaN, 2]);
    expect([...table.frequencies!]).toEqual([3, NaN, 1]);
    expect(table.largest.map((rank) => [...rank])).toEqual([[9.5, NaN, 1]]);
    expect([...table.statuses!]).toEqual([2, 14, 9]);
    expect([table.shadows, table.costs, table.lowerLevels]).toEqual([null, null, null]);
  });
  test('a file without lines is a table without cells', () => {
    expect(readArgusTable('', TWO).codes).toEqual([[], []]);
    expect(writeArgusTable(readArgusTable('', TWO), TWO)).toBe('');
  });
  test('faults name their line and nothing of what it holds', () => {
    const fault = (text: string): string => faultOf(() => readArgusTable(text, TWO));
    expect(fault('A;B;1;1;1\n')).toBe('line 1: expected 6 fields, got 5');
    expect(fault('\nA;B;secret;1;1;S\n')).toBe('line 2: expected a number');
    expect(fault('A;B;1;1;1;Q\n')).toBe('line 1: unknown status');
    expect(fault('A;B;1;1;1;15\n')).toBe('line 1: unknown status');
    expect(fault('A;B;1;1;1;S\nA;C;1;1;1;S\nA;B;2;1;1;S\n')).toBe('line 3: the cell stands on line 1 already');
    expect(fault('"A;B;1;1;1;S\n')).toBe('line 1: expected a closing quote');
    expect(fault('"A"x;B;1;1;1;S\n')).toBe('line 1: expected a separator after a closing quote');
  });
  test('what cannot be told apart in τ-ARGUS is not written', () => {
    const table = (codes: readonly (string | null)[], more: Partial<ArgusTable> = {}): ArgusTable => ({
      codes: [codes, codes.map(() => null)], values: new Float64Array(codes.length), frequencies: new Float64Array(codes.length), shadows: null, costs: null, largest: [new Float64Array(codes.length)],
      lowerLevels: null, upperLevels: null, statuses: new Uint8Array(codes.length).fill(1), ...more,
    });
    const fault = (codes: readonly (string | null)[], more?: Partial<ArgusTable>): string => faultOf(() => writeArgusTable(table(codes, more), TWO));
    expect(fault([' 1', '1'])).toContain('differ in the spaces around them only');
    expect(fault([''])).toContain('not empty');
    expect(fault(['Total'])).toContain('not that of the total');
    expect(fault(['a"b'])).toContain('quotes');
    expect(fault(['a'], { costs: new Float64Array(1) })).toContain('a column for every figure');
    expect(fault(['a'], { frequencies: null })).toContain('columns[3]: the table has no such figure');
    expect(fault(['a'], { values: new Float64Array(2) })).toContain('columns[2]: expected 1 cells, got 2');
    expect(fault(['a'], { statuses: Uint8Array.of(0) })).toContain('statuses');
  });
  test('what is written is read again', () => {
    const code = fc.option(fc.string({ unit: fc.constantFrom('a', 'B', ' ', '.', 'é', ';', '@', '_'), minLength: 1, maxLength: 4 }).filter((text) => text.trim() !== ''), { nil: null });
    fc.assert(fc.property(fc.uniqueArray(code, { selector: (text) => text?.trim() ?? null }), (codes) => {
      const numbers = Float64Array.from(codes, (_, cell) => cell + 0.25);
      const table: ArgusTable = { codes: [codes, codes.map(() => null)], values: numbers, frequencies: numbers.map(Math.floor), shadows: null, costs: null, largest: [numbers], lowerLevels: null, upperLevels: null, statuses: Uint8Array.from(codes, (_, cell) => [2, 9, 10, 11, 14][cell % 5]!) };
      expect(readArgusTable(writeArgusTable(table, TWO), TWO)).toEqual(table);
    }));
  });
});

describe('decisions', () => {
  const form = { separator: ';', totalCodes: ['Total', 'T'] };
  const decisions: readonly ArgusDecision[] = [
    { codes: [null, 'x'], decision: { kind: 'safe' } }, { codes: [' 1', null], decision: { kind: 'unsafe' } }, { codes: ['.a', 'é'], decision: { kind: 'protected' } },
    { codes: ['b', 'c'], decision: { kind: 'cost', cost: 7.5 } }, { codes: ['b', 'd'], decision: { kind: 'levels', below: 1, above: 2 } },
    { codes: ['b', 'e'], decision: { kind: 'bounds', lower: 0, upper: 99 } }, { codes: ['b', 'f'], decision: { kind: 'secondary' } }, { codes: ['b', 'g'], decision: { kind: 'secondaryOfLinked' } },
  ];
  test('are read as they were written, in capitals or not', () => {
    expect(readArgusDecisions(writeArgusDecisions(decisions, form), form)).toEqual(decisions);
    expect(readArgusDecisions('a;T;pl;1;2\n;;w;3', form)).toEqual([{ codes: ['a', null], decision: { kind: 'levels', below: 1, above: 2 } }, { codes: [null, null], decision: { kind: 'cost', cost: 3 } }]);
  });
  test('become a rule by hand, each cell once', () => {
    expect(manualRuleOf(decisions, ['p', 'q'])).toEqual({ left: 4, rule: { rule: 'manual', cells: [
      { categories: { q: 'x' }, decision: 'waive' }, { categories: { p: ' 1' }, decision: 'withhold' }, { categories: { p: '.a', q: 'é' }, decision: 'publish' },
      { categories: { p: 'b', q: 'c' }, decision: 'prefer', cost: 7.5 },
    ] } });
    const twice = readArgusDecisions('a;b;C;5\na;b;U\na;b;C;6\n', form);
    expect(manualRuleOf(twice, ['p', 'q'])).toEqual({ left: 2, rule: { rule: 'manual', cells: [{ categories: { p: 'a', q: 'b' }, decision: 'withhold' }] } });
  });
  test('faults name their line and nothing of what it holds', () => {
    const fault = (text: string): string => faultOf(() => readArgusDecisions(text, form));
    expect(fault('a;b;SECRET\n')).toBe('line 1: unknown decision');
    expect(fault('a;b;S\na;b;C;-1\n')).toBe('line 2: expected a cost from 0 up');
    expect(fault('a;b;C\n')).toBe('line 1: expected 1 numbers after the decision, got 0');
    expect(fault('a;b;PL;1;secret\n')).toBe('line 1: expected a number');
    expect(fault('a;b;S;1\n')).toBe('line 1: expected 0 numbers after the decision, got 1');
  });
});

describe('statuses', () => {
  test('codes run from 1 to 14, and every rule of ours has one', () => {
    expect(ARGUS_STATUSES.map(({ code }) => code)).toEqual(Array.from({ length: 14 }, (_, place) => place + 1));
    expect(['safe', 'secondary', 'zero', 'primary:dominance', 'primary:request', 'primary:minimumFrequency', 'primary:zeros', 'primary:manual', 'primary:kDisclosure'].map(argusStatusOf)).toEqual([1, 11, 14, 3, 4, 5, 6, 9, 9]);
  });
  test('letters of structural business statistics', () => {
    expect([1, 2, 5, 9, 10, 11, 12, 13, 14].map((code) => sbsLetter(code, null)).join('')).toBe('VVABVDDV-');
    expect((['dominanceOfOne', 'dominanceOfSeveral', 'pPercent'] as const).map((rule) => sbsLetter(3, rule)).join('')).toBe('BCF');
    expect(() => sbsLetter(0, null)).toThrow(RangeError);
  });
});

describe('the JJ format', () => {
  const table: JjTable = {
    system: { cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(0, 1, 2) }, values: Float64Array.of(10, 7.5, 2.5), costs: Float64Array.of(20_000, 1, 5), statuses: ['s', 'u', 'z'],
    lower: new Float64Array(3), upper: new Float64Array(3).fill(15), required: { below: Float64Array.of(0, 1, 0), above: Float64Array.of(0, 1.5, 0), width: new Float64Array(3) },
  };
  test('is read as it was written', () => {
    expect(writeJj(table)).toBe('0\n3\n0 10 20000 s 0 15 0 0 0\n1 7.5 1 u 0 15 1 1.5 0\n2 2.5 5 z 0 15 0 0 0\n1\n0 3 : 0 (-1) 1 (1) 2 (1)\n');
    expect(readJj(writeJj(table))).toEqual(table);
  });
  test('the table of sdcTable’s snapshot has 15 cells and 8 relations', () => {
    // tests/testthat/_snaps/jjformat.md at 6393dfb: freqs, costs, lbi 0, ubi 150, LPL = UPL = 1, SPL 0.
    const freqs = [100, 45, 55, 20, 2, 18, 33, 19, 14, 22, 10, 12, 25, 14, 11];
    const relations = ['0 (-1) 3 (1) 6 (1) 9 (1) 12 (1)', '1 (-1) 4 (1) 7 (1) 10 (1) 13 (1)', '2 (-1) 5 (1) 8 (1) 11 (1) 14 (1)', '0 (-1) 1 (1) 2 (1)', '3 (-1) 4 (1) 5 (1)', '6 (-1) 7 (1) 8 (1)', '9 (-1) 10 (1) 11 (1)', '12 (-1) 13 (1) 14 (1)'];
    const text = ['0', '15', ...freqs.map((freq, cell) => `${cell} ${freq} ${freq} s 0 150 1 1 0`), '8', ...relations.map((relation) => `0 ${relation.split('(').length - 1} : ${relation}`), ''].join('\n');
    const read15 = readJj(text);
    expect([...read15.values]).toEqual(freqs);
    expect(writeJj(read15)).toBe(text);
    for (let relation = 0; relation < 8; relation++) {
      const [total, ...parts] = read15.system.members.subarray(read15.system.starts[relation], read15.system.starts[relation + 1]);
      expect(parts.reduce((sum, part) => sum + freqs[part]!, 0)).toBe(freqs[total!]);
    }
  });
  test('faults name their line', () => {
    const lines = writeJj(table).split('\n');
    const fault = (line: number, text: string): string => faultOf(() => readJj(lines.map((old, place) => (place === line - 1 ? text : old)).join('\n')));
    expect(fault(1, '1')).toBe('line 1: expected 0');
    expect(fault(2, '4')).toContain('line 6');
    expect(fault(3, '1 10 1 s 0 15 0 0 0')).toBe('line 3: expected cell 0');
    expect(fault(3, '0 10 1 q 0 15 0 0 0')).toBe('line 3: unknown status');
    expect(fault(3, '0 - 1 s 0 15 0 0 0')).toBe('line 3: expected a number');
    expect(fault(3, '0 10 1 s 0 15 0 0')).toBe('line 3: expected 9 words, got 8');
    expect(fault(6, '2')).toBe('line 8: expected more lines');
    expect(fault(6, '0')).toBe('line 7: expected no more lines');
    expect(fault(7, '0 3 : 0 (-1) 1 (1) 7 (1)')).toBe('line 7: expected cells below 3');
    expect(fault(7, '0 2 : 0 (-1) 1 (1) 2 (1)')).toBe('line 7: expected as many cells with factors as announced');
    expect(fault(7, '0 3 : 0 (-1) 1 (2) 2 (1)')).toContain('expected a total with −1');
  });
  test('what has no word is not written', () => {
    expect(() => writeJj({ ...table, upper: new Float64Array(3).fill(Infinity) })).toThrow('expected finite numbers');
    expect(() => writeJj({ ...table, statuses: ['s'] })).toThrow('expected 3 cells');
    expect([...scaledCosts(new Float64Array(2))]).toEqual([1, 1]);
  });
});

describe('exports', () => {
  const table: ArgusExport = {
    dimensions: [{ name: 'région', hierarchy: readHrc('@A\n# 1\n# 2\n', '#') }, { name: 'sex', hierarchy: null }], codes: [[null, '@A', ' 1', ' 2'], ['Total', 'Total', 'Total', 'Total']],
    measure: 'stays', decimals: 0, values: Float64Array.of(10, 10, 7, 3), frequencies: null, shadows: null, costs: Float64Array.of(4, 3, 2, 1), largest: [], lowerLevels: null, upperLevels: null, statuses: Uint8Array.of(1, 10, 11, 5),
  };
  test('every file is read again, with codes that look like totals, levels or lead strings', () => {
    const { tab, rda, hrc, hst } = exportArgus(table);
    const metadata = readArgusMetadata(rda, 'table');
    const back = readArgusTable(tab, metadata);
    expect(back.codes).toEqual(table.codes);
    expect([[...back.values!], [...back.costs!], [...back.statuses!]]).toEqual([[10, 10, 7, 3], [4, 3, 2, 1], [2, 10, 11, 9]]);
    const { hierarchy } = metadata.columns[0]!;
    expect(hierarchy).toEqual({ by: 'file', file: 'dimension-1.hrc', leadString: '#' });
    expect(readHrc(hrc['dimension-1.hrc']!, '#')).toEqual(table.dimensions[0]!.hierarchy);
    expect(readArgusDecisions(hst, { separator: ';', totalCodes: metadata.columns.slice(0, 2).map(({ totalCode }) => totalCode!) })).toEqual([
      { codes: ['@A', 'Total'], decision: { kind: 'protected' } }, { codes: [' 2', 'Total'], decision: { kind: 'unsafe' } },
    ]);
    expect(metadata.columns[1]!.totalCode).toBe('Total_');
  });
  test('a code that the hierarchy lacks is refused', () => {
    expect(() => exportArgus({ ...table, dimensions: [{ name: 'région', hierarchy: readHrc('A\n') }, table.dimensions[1]!] })).toThrow('dimensions[0]: expected every code of the table in the hierarchy');
  });
});

describeWithData('files of τ-ARGUS', 'tables/tauargus', (folder) => {
  const METADATA_FILES: readonly (readonly [file: string, content: 'microdata' | 'table', columns: number])[] = [
    ['sampledata/Tau_TestW.rda', 'microdata', 14], ['sampledata/vars1to5sampleG.rda', 'microdata', 8], ['sampledata/tableinput/pp.rda', 'table', 11],
    ['sampledata/cellkey/Frequency/Tau_TestW_CKM.rda', 'microdata', 15], ['sampledata/cellkey/Frequency/hc_9_2_synth_Tau.rda', 'microdata', 8], ['sampledata/cellkey/Magnitude/microdata.rda', 'microdata', 6],
    ['checkTauArgus/example_enterprise.rda', 'microdata', 6], ['checkTauArgus/batch/ex1/metadata_ex1.rda', 'table', 6], ['checkTauArgus/batch/ex2/metadata_ex2.rda', 'microdata', 6],
  ];
  test.each(METADATA_FILES)('the metadata %s are read, written and read again as the same', (file, content, columns) => {
    const metadata = readArgusMetadata(read(`${folder}/${file}`), content);
    expect(metadata.columns).toHaveLength(columns);
    expect(metadata.columns.filter(({ kind }) => kind === 'other')).toEqual([]);
    expect(readArgusMetadata(writeArgusMetadata(metadata), content)).toEqual(metadata);
  });
  test('the table pp.tab is read, written and read again as the same', () => {
    const metadata = readArgusMetadata(read(`${folder}/sampledata/tableinput/pp.rda`), 'table');
    const table = readArgusTable(read(`${folder}/sampledata/tableinput/pp.tab`), metadata);
    expect([table.codes[0]!.slice(0, 3), table.codes[1]!.slice(0, 4)]).toEqual([[null, null, null], [null, 'Nr', ' 1', ' 2']]);
    expect([table.values![0], table.frequencies![0], table.largest[1]![0], table.upperLevels![0]]).toEqual([16_847_646.84, 42_723, 141_482, 0.01]);
    expect(readArgusTable(writeArgusTable(table, metadata), metadata)).toEqual(table);
    // The total of every line is the sum of its parts: what was read is a table.
    const total = table.codes[0]!.flatMap((size, cell) => (size === null && table.codes[1]![cell] !== null && ['Nr', 'Os', 'Ws', 'Zd'].includes(table.codes[1]![cell]!) ? [table.values![cell]!] : []));
    expect(total.reduce((sum, value) => sum + value, 0)).toBeCloseTo(16_847_646.84, 2);
  });
  test('the table of batch ex1 has commas, spaces, and one unsafe cell', () => {
    const metadata = readArgusMetadata(read(`${folder}/checkTauArgus/batch/ex1/metadata_ex1.rda`), 'table');
    const table = readArgusTable(read(`${folder}/checkTauArgus/batch/ex1/tabdata_ex1.tab`), metadata);
    expect(table.codes.map((codes) => codes[5])).toEqual(['A', 'female']);
    expect([...table.statuses!].map((status, cell) => (status === 9 ? cell : -1)).filter((cell) => cell >= 0)).toEqual([5]);
    expect(table.values![5]).toBe(137);
  });
  test('the table that τ-ARGUS wrote is read with its statuses by number', () => {
    const metadata = readArgusMetadata('<SEPARATOR> ","\nsize\n<RECODEABLE>\n<TOTCODE> Total\nregion\n<RECODEABLE>\n<TOTCODE> Total\nvalue\n<NUMERIC>\nstatus\n<STATUS>\n', 'table');
    const { statuses } = readArgusTable(read(`${folder}/checkTauArgus/original_output/Simple2D.txt`), metadata);
    expect([1, 3, 11, 14].map((code) => statuses!.filter((status) => status === code).length)).toEqual([98, 9, 12, 43]);
  });
  test('the decisions test_3a.hst protect the totals of 15 regions', () => {
    const decisions = readArgusDecisions(read(`${folder}/checkTauArgus/original_output/test_3a.hst`), { separator: ',', totalCodes: ['Total', 'Total'] });
    expect(decisions).toHaveLength(15);
    expect(decisions[1]).toEqual({ codes: ['RegA', null], decision: { kind: 'protected' } });
    expect(manualRuleOf(decisions, ['region', 'mun']).left).toBe(0);
  });
  test('microdata of fixed fields are read by their metadata', async () => {
    const { columns, fields } = declareArgusColumns(readArgusMetadata(read(`${folder}/checkTauArgus/example_enterprise.rda`), 'microdata'));
    const bytes = readFileSync(`${folder}/checkTauArgus/example_enterprise.asc`);
    const source = { name: 'enterprise', open: () => (async function* once() { yield new Uint8Array(bytes); })() };
    const rows = await rowsOf(readFixedWidth(source, { columns, fields: fields!, onShortLine: 'blank' }).rows);
    expect([rows.length, new Set(rows.map(([holding]) => holding)).size]).toEqual([8169, 5100]);
    expect(rows[0]).toEqual(['101010008', '20', '08', '12', '050', 20_657n]);
  });
});
