import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { PlanError } from '../../src/core/errors.ts';
import { proposeRole } from '../../src/core/propose-role.ts';
import { inspect, proposalYaml, readCsv, type CsvProposal, type InspectOptions } from '../../src/read/index.ts';
import { describeWithData } from '../shared-data.ts';
import { rowsOf } from '../small-tables.ts';
import { fileBytes } from '../../src/read/node.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function look(text: string | Uint8Array, options: InspectOptions = {}): Promise<CsvProposal> {
  return inspect(bytesInMemory('file.csv', typeof text === 'string' ? new TextEncoder().encode(text) : text), options);
}

const column = (values: readonly string[], name = 'x'): string => `${name};other\n${values.map((value) => `${value};z\n`).join('')}`;
const typeOf = async (values: readonly string[], name = 'x'): Promise<string> => (await look(column(values, name))).columns[name]!.type;

describe('the format of a file', () => {
  test.each([[';'], [','], ['\t'], ['|']] as const)('%j stands between the fields', async (delimiter) => {
    expect((await look(`name${delimiter}age\nA${delimiter}1\nB${delimiter}2\n`)).delimiter).toBe(delimiter);
  });

  test('the delimiter is the one that makes rows even', async () => {
    expect((await look('cost;label,x\n1,5;a\n2,25;b, c\n3,5;d\n')).delimiter).toBe(';');
  });

  test('the encoding is UTF-8 when the bytes are, else that of old French files', async () => {
    expect((await look('a;b\né;1\n')).encoding).toBe('utf-8');
    expect((await look('a;b\ne;1\n')).encoding).toBe('utf-8');
    expect((await look(latin1('a;b\n\xe9\x9c;1\n'))).encoding).toBe('windows-1252');
    expect((await look(latin1('a;b\n\xe9\x81;1\n'))).encoding).toBe('latin1');
  });

  test('a character cut by the limit is no other encoding', async () => {
    expect(await look('a;b\nx;é\nx;é\n', { maxBytes: 13 })).toMatchObject({ encoding: 'utf-8', isComplete: false, rows: 1 });
  });

  test('the decimal mark is that of the numbers', async () => {
    expect(await look('a;b\n1,5;2\n2,75;3\n')).toMatchObject({ decimalMark: ',', columns: { a: { type: 'float64' } } });
    expect(await look('a;b\n1.5;2\n2.75;3\n')).toMatchObject({ decimalMark: '.', columns: { a: { type: 'float64' } } });
  });

  test('markers of missing values are those that let a column be typed', async () => {
    expect((await look('a;b;c\n1;NA;2024-01-01\nNA;x;.\n')).nullValues).toEqual(['', 'NA', '.']);
    expect((await look('a;b\nx;NA\ny;z\n')).nullValues).toEqual(['']);
  });

  test('rows and malformed rows are counted', async () => {
    expect(await look('a;b\n1;2\n3\n4;5\n')).toMatchObject({ rows: 3, malformedRows: 1, isComplete: true });
  });
});

describe('the type of a column', () => {
  test.each<[string, string[]]>([
    ['int32', ['1', '-2', '0']], ['int64', ['1', '3000000000']], ['float64', ['1.5', '2']], ['float64', ['1e5', '2']], ['decimal(12,2)', ['10.50', '-3.25']], ['decimal(12,4)', ['0.1234']], ['float64', ['10.50', '-5e-3']],
    ['date', ['2024-01-31', '1999-12-31']], ['date', ['31/01/2024', '01/02/2024']], ['date', ['20240131', '19991231']], ['timestamp', ['2024-01-31T10:00:00', '2024-02-01 11:30']],
    ['bool', ['true', 'false']], ['bool', ['oui', 'non']], ['int32', ['0', '1']], ['utf8', ['a', '1']], ['utf8', ['', '']], ['utf8', ['1.5', '2,5']],
  ])('%s: %j', async (type, values) => {
    expect(await typeOf(values)).toBe(type);
  });

  test('digits with a leading zero are text, since a number would lose it', async () => {
    expect(await typeOf(['01234', '75001'])).toBe('utf8');
    expect(await typeOf(['01', '2'])).toBe('utf8');
  });

  test('digits that are a code by name or by constant length are text', async () => {
    expect(await typeOf(['75001', '69002'], 'code_postal')).toBe('utf8');
    expect(await typeOf(['750014521', '690025874'])).toBe('utf8');
    expect(await typeOf(['12', '13'], 'id_patient')).toBe('utf8');
  });

  test('the format of dates is common to all columns, or given by column', async () => {
    expect((await look('a;b\n31/12/1999;01/01/2000\n30/12/1999;2/1/2000\n')).dateFormat).toEqual({ a: 'dd/MM/yyyy', b: 'd/M/yyyy' });
    expect((await look('a;b\n31/12/1999;01/01/2000\n30/12/1999;02/01/2000\n')).dateFormat).toBe('dd/MM/yyyy');
    expect((await look('a;b\n1999-12-31;x\n1999-12-30;y\n')).dateFormat).toBeNull();
    expect((await look('a;b\n12/31/1999;x\n01/13/2000;y\n')).dateFormat).toBe('MM/dd/yyyy');
  });

  test('a column is not nullable only when the whole file was seen and nothing is missing', async () => {
    expect((await look('a;b\n1;\n2;x\n')).columns).toMatchObject({ a: { nullable: false }, b: { type: 'utf8' } });
    expect((await look('a;b\n1;\n2;x\n')).columns['b']).not.toHaveProperty('nullable');
    expect((await look('a;b\n1;y\n2;x\n', { maxBytes: 8 })).columns['a']).not.toHaveProperty('nullable');
    expect((await look('a;b\n1;y\nNA;x\n')).columns['a']).not.toHaveProperty('nullable');
  });
});

describe('identifiers and roles', () => {
  // Published examples: the NIRs of the specimen and of Wikipedia's article on the number, keys recomputed by hand.
  const nir = (body: string): string => {
    const number = BigInt(body.replace('2A', '19').replace('2B', '18'));
    return body + String(97n - (number % 97n)).padStart(2, '0');
  };

  test('a column of NIRs with the right key is a direct identifier, and text', async () => {
    const proposal = await look(column([nir('2840588321025'), nir('1850178006084'), nir('284052A321025')], 'numero'));
    expect(proposal.columns['numero']).toEqual({ type: 'utf8', role: 'directIdentifier', identifier: 'nir', nullable: false });
  });

  test('with wrong keys it is none by its values, and text by its length', async () => {
    expect((await look(column(['284058832102500', '185017800608400'], 'numero'))).columns['numero']).toEqual({ type: 'utf8', role: 'quasiIdentifier', nullable: false });
  });

  test('CIP13 codes are not NIRs', async () => {
    expect((await look(column(['3400949497294', '3400934872730', '3400932243266'], 'produit'))).columns['produit']).toMatchObject({ identifier: 'cip13', role: 'sensitive' });
  });

  test('FINESS numbers and CIM-10 codes are known by their values', async () => {
    expect((await look(column(['750712184', '130783236'], 'lieu'))).columns['lieu']).toMatchObject({ type: 'utf8', identifier: 'finess', role: 'quasiIdentifier' });
    expect((await look(column(['I10', 'E11.9', 'C509'], 'code'))).columns['code']).toMatchObject({ type: 'utf8', identifier: 'cim10', role: 'sensitive' });
  });

  test('addresses of e-mail are direct identifiers', async () => {
    expect((await look(column(['a@b.fr', 'c@d.fr'], 'contact'))).columns['contact']).toMatchObject({ role: 'directIdentifier' });
  });

  test.each([
    ['NOM', 'utf8', 'directIdentifier'], ['Prénom', 'utf8', 'directIdentifier'], ['date de naissance', 'date', 'quasiIdentifier'], ['SEXE', 'int32', 'quasiIdentifier'], ['diag_principal', 'utf8', 'sensitive'], ['DP', 'utf8', 'sensitive'],
    ['montant_rembourse', 'decimal(12,2)', 'measure'], ['nb_sejours', 'int32', 'measure'], ['id_patient', 'utf8', 'entity'], ['NUM_ENQ', 'utf8', 'pseudonym'], ['ponderation', 'float64', 'weight'], ['xyz', 'utf8', 'quasiIdentifier'], ['xyz', 'float64', 'measure'], ['nombre_en_lettres', 'utf8', 'directIdentifier'],
  ] as const)('%s (%s) is proposed as %s', (name, type, role) => {
    expect(proposeRole(name, type, null)).toBe(role);
  });
});

describe('a file without header', () => {
  test.each([
    ['numbers in the first line of columns of numbers', '1;A\n2;B\n3;C\n'],
    ['a NIR in the first line', '284058832102532;Ann\n185017800608491;Bob\n'],
    ['a code with leading zeros', '01004;Ann\n75001;Bob\n01005;Cy\n'],
    ['a field that comes back below', 'Durand;x\nMartin;y\nDurand;z\n'],
    ['the same name twice', 'a;a\nx;y\n'],
    ['a date, with no line below', '1984-05-01;Ann\n'],
    ['a number with decimals, with no line below', 'Ann;1250,5\n'],
    ['an e-mail address', 'ann@example.org;Ann\nbob@example.org;Bob\n'],
  ])('%s: columns are named by position, and nothing of the line is shown', async (_name, text) => {
    const proposal = await look(text);
    expect(proposal.header).toBe('absent');
    expect(Object.keys(proposal.columns)).toEqual(['column1', 'column2']);
    expect(proposalYaml('x', proposal)).not.toMatch(/Ann|Durand|2840588|01004|example/);
  });

  test.each([['name;age\nAnn;1\n'], ['group;2019;2020\nA;x;y\n'], ['a;b\n']])('%j has one', async (text) => {
    expect((await look(text)).header).toBe('present');
  });

  test('a column without name cannot be declared, and is to be dropped', async () => {
    const proposal = await look('"";"x"\n"1";2\n"2";3\n');
    expect([proposal.header, proposal.namelessColumns, Object.keys(proposal.columns)]).toEqual(['present', 1, ['x']]);
    expect(proposalYaml('t', proposal)).toContain('onUndeclared: drop');
  });
});

describe('a proposal', () => {
  const text = 'nir;naissance;coût;sexe\n1850178006084;31/12/1985;1,50;1\n2840588321025;01/05/1984;NA;2\n';

  test('is YAML that says the same', async () => {
    const proposal = await look(text);
    const plan = parseYaml(proposalYaml('stays', proposal)) as { inputs: Record<string, { format: Record<string, unknown>; columns: Record<string, unknown> }> };
    expect(plan.inputs['stays']!.columns).toEqual(proposal.columns);
    expect(plan.inputs['stays']!.format).toEqual({ type: 'csv', delimiter: ';', decimalMark: ',', nullValues: ['', 'NA'], dateFormat: 'dd/MM/yyyy' });
  });

  test('never shows a value', async () => {
    const yaml = proposalYaml('stays', await look(text));
    for (const value of ['1850178006084', '31/12/1985', '1,50', '2840588321025']) expect(yaml).not.toContain(value);
  });

  test('reads the file it was made from', async () => {
    for (const file of [text, latin1('a|b\n\x80|x\n"\xe9"|\n'), '\uFEFFa,b\r\n1,2024-01-01\r\n,\r\n', '1;A\n2;B\n']) {
      const source = bytesInMemory('file.csv', typeof file === 'string' ? new TextEncoder().encode(file) : file);
      const { columns, delimiter, encoding, decimalMark, nullValues, dateFormat, header, rows } = await inspect(source);
      const read = readCsv(source, { columns, delimiter, encoding, decimalMark, nullValues, header, ...(dateFormat === null ? {} : { dateFormat }) });
      const expected = header === 'absent' ? rows + 1 : rows;
      expect(await rowsOf(read.rows)).toHaveLength(expected);
    }
  });

  test('of an empty file, or of no text, is a fault', async () => {
    await expect(look('')).rejects.toMatchObject({ code: 'DATA_FILE_EMPTY' });
    await expect(look('"a;b\n')).rejects.toMatchObject({ code: 'DATA_FORMAT' });
    await expect(look(Uint8Array.from({ length: 300 }, (_, index) => (index * 37) % 256))).rejects.toMatchObject({ code: 'DATA_FORMAT' });
    await expect(look(Uint8Array.of(0xff, 0xfe, 0x61, 0))).rejects.toMatchObject({ code: 'DATA_ENCODING' });
  });

  test('takes known options only', async () => {
    await expect(look('a;b\n', { maxByte: 1 } as unknown as InspectOptions)).rejects.toThrow(PlanError);
  });
});

describeWithData('the Adult data', 'microdata/arx/adult.csv', (path) => {
  test('has nine columns and 30,162 rows', async () => {
    const proposal = await inspect(fileBytes(path));
    expect(proposal).toMatchObject({ delimiter: ';', encoding: 'utf-8', header: 'present', rows: 30_162, malformedRows: 0, isComplete: true });
    expect(Object.entries(proposal.columns).map(([name, { type }]) => `${name} ${type}`)).toEqual([
      'sex utf8', 'age int32', 'race utf8', 'marital-status utf8', 'education utf8', 'native-country utf8', 'workclass utf8', 'occupation utf8', 'salary-class utf8',
    ]);
  });
});
