// Attacks on finished files. Each attack is a program of its own, written below as an outsider would write it. It must
// succeed on the file as it stands; the audit must then refuse that file, and let the clean one pass.
import { gzipSync, inflateRawSync } from 'node:zlib';
import { tableToIPC, Table } from 'apache-arrow';
import type { Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditOutput, collectCanaries, scanForIdentifiers, type AuditedOutput } from '../../src/audit/index.ts';
import { makeBatch, makeField, makeSchema } from '../../src/core/arrow.ts';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { declareSchema, METADATA, type ColumnDeclaration } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { codedColumn } from '../kernel/core/naive-columns.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const keyOf = (thirteen: string): string => String(97n - (BigInt(thirteen) % 97n)).padStart(2, '0');
const nir = (order: number): string => `2690588321${String(order).padStart(3, '0')}`;
const nirWithKey = (order: number): string => `${nir(order)}${keyOf(nir(order))}`;

/** The file as CSV, written the obvious way. */
async function csvOf(dataset: Dataset): Promise<Uint8Array> {
  const lines = (await rowsOf(dataset)).map((row) => row.map((value) => (value === null ? '' : String(value))).join(';'));
  return new TextEncoder().encode([dataset.schema.fields.map(({ name }) => name).join(';'), ...lines, ''].join('\n'));
}

async function finished(dataset: Dataset, change: Partial<AuditedOutput> = {}): Promise<AuditedOutput> {
  const bytes = bytesInMemory('extract.csv', await csvOf(dataset), 777);
  return { name: 'extract', audience: 'public', rows: dataset, promised: dataset.schema, bytes, minCounts: {}, ...change };
}

async function refusal(output: AuditedOutput, canaries: readonly Uint8Array[] = []): Promise<ProtectionError> {
  const error = await auditOutput(output, canaries).then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProtectionError);
  return error as ProtectionError;
}

const table = (columns: Readonly<Record<string, ColumnDeclaration>>, rows: readonly Row[], coded: readonly string[] = []): Dataset =>
  tableOf(schemaOf(columns, coded), rows, [Math.floor(rows.length / 3)]);

const stays = (note: (row: number) => Value, count = 1000): Row[] => Array.from({ length: count }, (_, row) => [['Ain', 'Lot', 'Var'][row % 3]!, note(row)]);
const columns = { hospital: { type: 'utf8', role: 'attribute' }, note: { type: 'utf8', role: 'attribute' } } as const;

/** Attack: every run of 13 digits (or Corsican letters) and a key, in a file read as text, whose key is right. */
function namedPersons(bytes: Uint8Array): number {
  const text = new TextDecoder('latin1').decode(bytes).replaceAll(/[ .\u00a0-]/g, '');
  return [...text.matchAll(/(?<!\d)([1-8]\d{4}(?:\d\d|2[ab])\d{6})(\d\d)(?!\d)/gi)]
    .filter(([, thirteen, key]) => keyOf(thirteen!.replace(/2a/i, '19').replace(/2b/i, '18')) === key).length;
}

describe('an attacker who looks for NIRs', () => {
  test.each<[string, string]>([
    ['alone in its cell', nirWithKey(17)], ['written in groups', '2 95 10 99 126 111 93'], ['of Corsica, in lower case', '253072b07300470'], ['inside a free text', `patiente ${nirWithKey(17)} revue`],
  ])('finds the one among a thousand cells, %s; the audit refuses the file', async (_title, planted) => {
    const clean = table(columns, stays((row) => `note ${row}`));
    const file = table(columns, stays((row) => (row === 640 ? planted : `note ${row}`)));
    expect(namedPersons(await csvOf(file))).toBe(1);
    expect(namedPersons(await csvOf(clean))).toBe(0);
    const error = await refusal(await finished(file));
    expect([error.code, error.detail]).toEqual(['PROTECTION_NIR_FOUND', { source: 'extract', column: 'note', rowCount: 1 }]);
    expect(await auditOutput(await finished(clean), [])).toMatchObject({ audited: true, rows: 1000, columns: 2 });
  });
  test('finds one in a column of codes', async () => {
    const file = table(columns, stays((row) => (row === 640 ? nirWithKey(3) : 'x')), ['note']);
    expect((await refusal(await finished(file))).code).toBe('PROTECTION_NIR_FOUND');
  });
  test('recognises thirteen characters without key by their share of the column', async () => {
    const shares = async (share: number): Promise<Dataset> => Promise.resolve(table(columns, stays((row) => (row < share * 1000 ? nir(1 + (row % 900)) : `note ${row}`))));
    expect((await refusal(await finished(await shares(0.2)))).code).toBe('PROTECTION_NIR_FOUND');
    expect(await auditOutput(await finished(await shares(0.19)), [])).toMatchObject({ audited: true });
  });
  test('takes nobody for a person in a column declared to hold product codes, but a declaration as NIR excuses nothing', async () => {
    const rows = stays((row) => nir(1 + (row % 900)));
    const declared = (identifier: string): Dataset => table({ ...columns, note: { ...columns.note, identifier } }, rows);
    for (const identifier of ['cip13', 'ucd13']) expect(await auditOutput(await finished(declared(identifier)), [])).toMatchObject({ audited: true });
    for (const identifier of ['nir', 'cip7', 'toString']) expect((await refusal(await finished(declared(identifier)))).code).toBe('PROTECTION_NIR_FOUND');
  });
  test.each<[string, ColumnDeclaration['type'], (row: number) => Value]>([
    ['whole numbers', 'int64', (row) => BigInt(nirWithKey(1 + row))], ['without key', 'int64', (row) => BigInt(nir(1 + row))], ['floating numbers', 'float64', (row) => Number(nirWithKey(1 + row))],
    ['decimals', 'decimal(15,0)', (row) => BigInt(nirWithKey(1 + row))], ['decimals with places', 'decimal(20,2)', (row) => 100n * BigInt(nirWithKey(1 + row))],
  ])('recognises a column of %s', async (_title, type, value) => {
    const file = (number: (row: number) => Value): Dataset => table({ hospital: columns.hospital, code: { type, role: 'attribute' } }, stays(number, 300));
    expect((await refusal(await finished(file(value)))).detail).toEqual({ source: 'extract', column: 'code', rowCount: 300 });
    // Amounts of the same size pass, although some have a right key by chance.
    const amount = (row: number): number => 100_000_000_000_000 + ((row * 6_700_417_999) % 800_000_000_000_000);
    const amounts = file((row) => (type === 'float64' ? amount(row) : BigInt(amount(row)) * (type === 'decimal(20,2)' ? 100n : 1n)));
    expect(await auditOutput(await finished(amounts), [])).toMatchObject({ audited: true });
  });
  test('finds it even if the file holds another kind of column than was promised', async () => {
    const promised = schemaOf({ hospital: columns.hospital, note: { type: 'int32', role: 'attribute' } });
    expect((await refusal(await finished(table(columns, stays((row) => nirWithKey(1 + (row % 900)))), { promised }))).code).toBe('PROTECTION_NIR_FOUND');
  });
  test('wherever it is planted', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(199), fc.integer({ min: 1, max: 999 }), async (at, order) => {
      const file = table(columns, stays((row) => (row === at ? nirWithKey(order) : null), 200));
      expect((await refusal(await finished(file))).code).toBe('PROTECTION_NIR_FOUND');
    }), { numRuns: 30 });
  });
});

/** Attacks: what an outsider reads as the way to reach a person, in a file read as text. */
const luhn = (digits: string): boolean => [...digits].reverse().reduce((sum, digit, index) => sum + (index % 2 === 0 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]!), 0) % 10 === 0;
const mod97 = (iban: string): boolean => BigInt([...`${iban.slice(4)}${iban.slice(0, 4)}`].map((character) => parseInt(character, 36)).join('')) % 97n === 1n;
const ATTACKS: Readonly<Record<'rpps' | 'phone' | 'email' | 'iban', (text: string) => number>> = {
  rpps: (text) => [...text.matchAll(/(?<!\w)8?(\d{11})(?!\w)/g)].filter(([, digits]) => luhn(digits!)).length,
  phone: (text) => [...text.matchAll(/(?<!\w)(?:0|\+33 ?|0033 ?)[1-9](?:[ .-]?\d\d){4}(?!\w)/g)].length,
  email: (text) => [...text.matchAll(/[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi)].length,
  iban: (text) => [...text.matchAll(/(?<!\w)[A-Z]{2}\d\d(?: ?\w{4}){2,7}(?: ?\w{1,3})?(?!\w)/g)].filter(([iban]) => mod97(iban.replaceAll(' ', ''))).length,
};
/** RPPS numbers made from any ten digits by the definition of their check digit. */
const rpps = (number: number): string => Array.from({ length: 10 }, (_, digit) => `${10_000_000_00 + number}${digit}`).find(luhn)!;
const written = (number: number): string => `06 ${String(10_000_000 + number).match(/../g)!.join(' ')}`;

describe('an attacker who looks for ways to reach a person', () => {
  test.each<[keyof typeof ATTACKS, string, number, (row: number) => string]>([
    ['rpps', 'in a column of their own', 1000, (row) => rpps(7 * row)], ['rpps', 'in three notes', 3, (row) => `adressé par ${rpps(row)}`], ['rpps', 'as PS_IdNat', 1000, (row) => `8${rpps(row)}`],
    ['phone', 'in a column of their own', 1000, (row) => `06${String(10_000_000 + row * 7919).slice(0, 8)}`], ['phone', 'in one note', 1, (row) => `rappeler au ${written(row)} le soir`],
    ['phone', 'with the code of the country', 1, () => '+33 6 12 34 56 78'], ['email', 'alone in its cell', 1, () => 'jean.dupont@chu-lyon.fr'], ['email', 'in one note', 1, () => 'écrire à a.b@c.fr'],
    ['iban', 'in one note', 1, () => 'virement sur FR14 2004 1010 0505 0001 3M02 606'], ['iban', 'alone in its cell', 1, () => 'BE68539007547034'],
  ])('finds %s %s; the audit refuses the file for the public and for research', async (kind, _where, count, value) => {
    const clean = table(columns, stays((row) => `note ${row}`));
    const file = table(columns, stays((row) => (row < count ? value(row) : `note ${row}`)));
    const text = new TextDecoder().decode(await csvOf(file));
    expect(ATTACKS[kind](text)).toBe(count);
    expect(ATTACKS[kind](new TextDecoder().decode(await csvOf(clean)))).toBe(0);
    for (const audience of ['public', 'research'] as const) {
      const error = await refusal(await finished(file, { audience }));
      expect([error.code, error.detail]).toEqual(['PROTECTION_LEAK_FOUND', { source: 'extract', column: 'note', rowCount: count }]);
    }
  });
  test('finds them in a column of codes, and among numbers', async () => {
    expect((await refusal(await finished(table(columns, stays((row) => ['a@b.fr', 'x', 'y'][row % 3]!), ['note'])))).detail.rowCount).toBe(334);
    const numbers = table({ hospital: columns.hospital, code: { type: 'int64', role: 'attribute' } }, stays((row) => BigInt(rpps(row))));
    expect((await refusal(await finished(numbers))).code).toBe('PROTECTION_LEAK_FOUND');
  });
  test('is told by column and kind what else was found, never a value', async () => {
    const file = table({ note: columns.note, other: columns.note }, Array.from({ length: 9 }, (_, row): Row => [row < 2 ? 'a.b@c.fr' : 'x', row < 3 ? `${nirWithKey(row + 1)} ${written(row)}` : 'y']));
    const error = await refusal(await finished(file));
    expect(error.message).toBe('extract, column other: 3 values look like a NIR; 2 in column note like an e-mail address; 3 in column other like a telephone number [PROTECTION_NIR_FOUND]');
  });
  test('finds numbers of the same form by chance, which the audit counts and lets pass', async () => {
    const chance = table({ eleven: columns.note, ten: columns.note }, Array.from({ length: 2000 }, (_, row): Row => [String(10_000_000_000 + ((row * 48_271_977) % 89_999_999_999)), String((row * 69_621_001) % 10_000_000_000).padStart(10, '0')]));
    const found = ATTACKS.rpps(new TextDecoder().decode(await csvOf(chance)));
    expect(found).toBeGreaterThan(100);
    expect(found).toBeLessThan(300);
    const { looksLike } = await auditOutput(await finished(chance), []) as { readonly looksLike: { readonly eleven: { readonly rpps: number }; readonly ten: { readonly phone: number } } };
    expect(looksLike.eleven.rpps).toBe(found);
    expect(looksLike.ten.phone).toBe(ATTACKS.phone(new TextDecoder().decode(await csvOf(chance))));
  });
  test('may have them in a column that declares them for research, and no account or NIR ever', async () => {
    const declared = (identifier: string, value: (row: number) => string): Dataset => table({ ...columns, note: { ...columns.note, identifier } }, stays(value));
    for (const [identifier, value] of [['rpps', rpps], ['phone', written], ['email', (row: number) => `service${row}@chu.fr`]] as const) {
      expect(await auditOutput(await finished(declared(identifier, value), { audience: 'research' }), [])).toMatchObject({ audited: true });
      expect((await refusal(await finished(declared(identifier, value)))).code).toBe('PROTECTION_LEAK_FOUND');
    }
    expect((await refusal(await finished(declared('iban', () => 'BE68539007547034'), { audience: 'research' }))).code).toBe('PROTECTION_LEAK_FOUND');
    expect((await refusal(await finished(declared('ins', (row) => nirWithKey(1 + (row % 900))), { audience: 'research' }))).code).toBe('PROTECTION_NIR_FOUND');
    expect((await refusal(await finished(declared('email', written), { audience: 'research' }))).code).toBe('PROTECTION_LEAK_FOUND');
  });
  test('is told of no pseudonym that looks like an identifier, unless it says that it has the shape of one', async () => {
    const codes = (shape: string | null): Dataset => {
      const plain = schemaOf({ hospital: columns.hospital, person: { type: 'utf8', role: 'pseudonym' } });
      const fields = plain.fields.map((field) => (field.name === 'person' && shape !== null ? makeField(field.name, field.type, true, new Map([...field.metadata, [METADATA.pseudonym, JSON.stringify({ policy: 'reversible', shape })]])) : field));
      return tableOf(makeSchema(fields), stays((row) => nir(1 + (row % 900))));
    };
    expect((await refusal(await finished(codes(null), { audience: 'research' }))).code).toBe('PROTECTION_NIR_FOUND');
    expect((await refusal(await finished(codes('rpps/v1'), { audience: 'research' }))).code).toBe('PROTECTION_NIR_FOUND');
    expect(await auditOutput(await finished(codes('nir/v1'), { audience: 'research' }), [])).toMatchObject({ audited: true });
  });
  test('finds in a table that nobody wrote yet what he would find in its file', async () => {
    const file = table(columns, stays((row) => (row < 2 ? 'a@b.fr' : `note ${row}`)), ['hospital']);
    expect(await scanForIdentifiers(file, 'public')).toEqual([{ column: 'note', looksLike: { email: 2 }, leaks: [{ kind: 'email', count: 2 }] }]);
    expect(await scanForIdentifiers(table(columns, []), 'public')).toEqual([]);
  });
});

const people: readonly Row[] = Array.from({ length: 3000 }, (_, row) => [nirWithKey(1 + (row % 999)), `personne${row}@exemple.fr`, `06${String(10_000_000 + row * 7919).slice(0, 8)}`, ['Martin-Delacroix', 'Petit'][row % 2]!, row]);
const peopleColumns = {
  nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, mail: { type: 'utf8', role: 'directIdentifier' }, phone: { type: 'utf8', role: 'directIdentifier' },
  name: { type: 'utf8', role: 'directIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' },
} as const;

/** Reads a whole input under the watch of the canary collector. */
async function canariesOf(dataset: Dataset): Promise<readonly Uint8Array[]> {
  const canaries = collectCanaries();
  await collect(canaries.watch(dataset));
  return canaries.values();
}

const decode = (values: readonly Uint8Array[]): string[] => values.map((value) => new TextDecoder().decode(value));

describe('the sample of identifiers', () => {
  const input = (rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(schemaOf(peopleColumns, ['mail']), rows, cuts);

  test('has at most a thousand values of each direct identifier that tells, and no other value', async () => {
    const values = decode(await canariesOf(input(people)));
    expect(values.length).toBe(999 + 1000 + 1000);
    const known = new Set(people.flatMap(([code, mail, phone]) => [code, mail, phone]));
    expect(values.filter((value) => !known.has(value))).toEqual([]);
  });
  test('does not depend on the order of the rows, nor on how they are cut or how often they are read', async () => {
    const sorted = async (rows: readonly Row[], cuts: readonly number[], readings = 1): Promise<string[]> => {
      const canaries = collectCanaries();
      const watched = canaries.watch(input(rows, cuts));
      for (let reading = 0; reading < readings; reading++) await collect(watched);
      return decode(canaries.values()).sort();
    };
    const once = await sorted(people, []);
    expect(await sorted(people, [1, 700, 2500], 2)).toEqual(once);
    expect(await sorted([...people].reverse(), [40])).toEqual(once);
    expect(await sorted([...people.slice(1234), ...people.slice(0, 1234)], [])).toEqual(once);
  });
  test('leaves short values, and names without digits, to the roles', async () => {
    expect(decode(await canariesOf(input([['1234567', 'a@b.fr', 'Rennes35', 'Dupont-Durand', 1], [null, 'ab@cd.fr', 'Rennes3512', null, 2]])))).toEqual(['ab@cd.fr', 'Rennes3512']);
  });
  test('watches rows without changing them, and nothing where no text identifies', async () => {
    const canaries = collectCanaries();
    expect(await rowsOf(canaries.watch(input(people.slice(0, 5))))).toEqual(people.slice(0, 5));
    const plain = table(columns, stays(() => 'x', 3));
    expect(canaries.watch(plain)).toBe(plain);
  });
});

describe('an attacker who knows persons of the input', () => {
  const known = (people[41]![1] as string);
  const holds = (bytes: Uint8Array, text = known): boolean => Buffer.from(bytes).includes(text);

  test('finds one by an address in a cell of a compressed file; the audit refuses it and names the column only', async () => {
    const canaries = await canariesOf(tableOf(schemaOf(peopleColumns), [people[41]!]));
    const file = table(columns, stays((row) => (row === 3 ? `contact : ${known}` : `note ${row}`)));
    const zipped = gzipSync(await csvOf(file));
    expect(holds(inflateRawSync(zipped.subarray(10, -8)))).toBe(true);
    expect(holds(zipped)).toBe(false);
    const output = await finished(file, { bytes: bytesInMemory('extract.csv.gz', zipped) });
    const error = await refusal(output, canaries);
    expect([error.code, error.detail]).toEqual(['PROTECTION_CANARY_FOUND', { source: 'extract', column: 'note' }]);
    expect(`${error.message}${error.stack ?? ''}`).not.toContain(known);
    expect(await auditOutput({ ...output, rows: table(columns, stays((row) => `note ${row}`)) }, canaries)).toMatchObject({ canaries: canaries.length });
  });
  test('finds one in the dictionary of a column although no row uses it', async () => {
    const canaries = await canariesOf(tableOf(schemaOf(peopleColumns), [people[41]!]));
    const schema = schemaOf({ note: columns.note }, ['note']);
    const file = fromBatches(schema, [makeBatch(schema, [codedColumn(['x', 'y'], known)], 2)]);
    const bytes = tableToIPC(new Table(await collect(file)));
    expect(holds(bytes)).toBe(true);
    expect((await rowsOf(file)).flat()).toEqual(['x', 'y']);
    expect((await refusal(await finished(file, { bytes: bytesInMemory('extract.arrow', bytes) }), canaries)).code).toBe('PROTECTION_CANARY_FOUND');
  });
  test('finds one in the raw bytes, under a null or in the metadata, although no cell shows it', async () => {
    const canaries = await canariesOf(tableOf(schemaOf(peopleColumns), [people[41]!]));
    const clean = table({ note: columns.note }, [['x'], ['y']]);
    const schema = makeSchema([makeField('note', clean.schema.fields[0]!.type, true, new Map([['source', known], [METADATA.role, 'attribute']]))]);
    const tagged = fromBatches(schema, [makeBatch(schema, [textColumn(['x', 'y'])], 2)]);
    const bytes = tableToIPC(new Table(await collect(tagged)));
    expect(holds(bytes)).toBe(true);
    const error = await refusal(await finished(clean, { bytes: bytesInMemory('extract.arrow', bytes, 100) }), canaries);
    expect([error.code, error.message.includes(known)]).toEqual(['PROTECTION_CANARY_FOUND', false]);
    expect(await auditOutput(await finished(clean, { bytes: bytesInMemory('extract.arrow', tableToIPC(new Table(await collect(clean)))) }), canaries)).toMatchObject({ audited: true });
  });
  test('takes the end of a cell and the start of the next for nobody', async () => {
    const file = table({ left: columns.note, right: columns.note }, [['0612', '0612'], ['345678', '345678']]);
    expect(await auditOutput(await finished(file, { bytes: bytesInMemory('extract.parquet', new Uint8Array(0)) }), [new TextEncoder().encode('0612345678')])).toMatchObject({ audited: true });
  });
  test('is not hindered in an internal file, which is not for publication', async () => {
    const file = table(columns, stays(() => known, 5));
    expect(await auditOutput(await finished(file, { audience: 'internal' }), await canariesOf(tableOf(schemaOf(peopleColumns), people)))).toEqual({ audited: false, reason: 'internal output' });
  });
});

const cellColumns = { hospital: columns.hospital, stays: { type: 'int64', role: 'cell' }, patients: { type: 'int64', role: 'cell' } } as const;
const cellSchema = (): Schema => {
  const plain = declareSchema(cellColumns);
  const tagged = plain.fields.map((field) => {
    const kind = field.name === 'stays' ? 'rows' : 'entities';
    return field.name === 'hospital' ? field : makeField(field.name, field.type, true, new Map([...field.metadata, [METADATA.statistic, JSON.stringify({ kind })]]));
  });
  const cells = { dimensions: ['hospital'], margins: [], rowCount: 'stays', entityCount: 'patients', protection: ['minimumFrequency'] };
  return makeSchema(tagged, new Map([[METADATA.table, JSON.stringify(cells)]]));
};
const cells = (...rows: Row[]): Dataset => tableOf(cellSchema(), rows, [2]);

describe('an attacker who reads counts', () => {
  /** Attack: cells in which few persons stand. */
  const fewPersons = async (dataset: Dataset, fewer: number): Promise<number> => (await rowsOf(dataset)).filter((row) => row.slice(1).some((count) => count !== null && count !== 0n && Number(count) < fewer)).length;
  const minCounts = { rows: 11, entities: 11 };

  test('finds a count below the rule; the audit refuses it by row', async () => {
    const file = cells(['A', 40n, 30n], ['B', 11n, 11n], ['C', null, null], ['D', 10n, null]);
    expect(await fewPersons(file, 11)).toBe(1);
    const error = await refusal(await finished(file, { minCounts }));
    expect([error.code, error.detail, error.message]).toEqual(['PROTECTION_UNSAFE_CELL', { source: 'extract', column: 'stays', firstRow: 4 }, 'extract, column stays, row 4: a published count is below 11 [PROTECTION_UNSAFE_CELL]']);
  });
  test('finds few persons behind many stays', async () => {
    const file = cells(['A', 40n, 3n]);
    expect(await fewPersons(file, 11)).toBe(1);
    expect((await refusal(await finished(file, { minCounts }))).detail).toEqual({ source: 'extract', column: 'patients', firstRow: 1 });
    expect((await refusal(await finished(file, { minCounts, audience: 'research' }))).code).toBe('PROTECTION_UNSAFE_CELL');
  });
  test('finds nothing where counts reach the rule, are withheld or are zero', async () => {
    const file = cells(['A', 11n, 11n], ['B', null, null], ['C', 0n, 0n]);
    expect(await fewPersons(file, 11)).toBe(0);
    expect(await auditOutput(await finished(file, { minCounts }), [])).toMatchObject({ audited: true, rows: 3 });
  });
  test('is not let near cells without a rule, nor counts of another type than the rule reads', async () => {
    expect((await refusal(await finished(cells(['A', 40n, 30n])))).message).toBe('extract: no minimum frequency stands behind these cells [PROTECTION_UNSAFE_CELL]');
    const { fields, metadata } = cellSchema();
    const floats = makeSchema(fields.map((field) => (field.name === 'stays' ? makeField('stays', declareSchema({ x: { type: 'float64', role: 'cell' } }).fields[0]!.type, true, field.metadata) : field)), metadata);
    expect((await refusal(await finished(tableOf(floats, [['A', 3, 30n]]), { minCounts }))).code).toBe('PROTECTION_SCHEMA');
  });
  test('sees every count from the rule up and none below, whatever the counts', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.option(fc.integer({ min: 0, max: 30 }), { freq: 5 }), { maxLength: 12 }), fc.integer({ min: 2, max: 15 }), async (counts, rule) => {
      const file = cells(...counts.map((count, row): Row => [`h${row}`, count === null ? null : BigInt(count), 50n]));
      const passed = await auditOutput(await finished(file, { minCounts: { rows: rule } }), []).then(() => true, () => false);
      expect(passed).toBe((await fewPersons(file, rule)) === 0);
    }), { numRuns: 100 });
  });
});

describe('a file that is not what was promised', () => {
  const clean = table(columns, stays((row) => `note ${row}`, 10));
  const promise = (roles: Readonly<Record<string, ColumnDeclaration['role']>>): Schema => schemaOf(Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, { ...column, role: roles[name] ?? column.role }])));

  test.each<[string, Schema]>([
    ['fewer columns', schemaOf({ hospital: columns.hospital })], ['more columns', schemaOf({ ...columns, other: columns.note })],
    ['another order', schemaOf({ note: columns.note, hospital: columns.hospital })], ['another name', schemaOf({ hospital: columns.hospital, notes: columns.note })],
  ])('is refused: %s', async (_title, promised) => {
    expect((await refusal(await finished(clean, { promised }))).code).toBe('PROTECTION_SCHEMA');
  });
  test.each([['directIdentifier', 'public'], ['pseudonym', 'public'], ['entity', 'public'], ['technical', 'public'], ['directIdentifier', 'research']] as const)('is refused when a %s would reach a %s file', async (role, audience) => {
    const error = await refusal(await finished(clean, { promised: promise({ note: role }), audience }));
    expect([error.code, error.detail]).toEqual(['PROTECTION_IDENTIFIER_FOUND', { source: 'extract', column: 'note' }]);
  });
  test('is refused when a column has no role', async () => {
    const promised = makeSchema(clean.schema.fields.map((field) => makeField(field.name, field.type, true)));
    expect((await refusal(await finished(clean, { promised }))).code).toBe('PROTECTION_IDENTIFIER_FOUND');
  });
  test.each([['pseudonym'], ['entity'], ['quasiIdentifier'], ['technical']] as const)('passes to research with a %s', async (role) => {
    expect(await auditOutput(await finished(clean, { promised: promise({ note: role }), audience: 'research' }), [])).toMatchObject({ audited: true });
  });
});

describe('the audit', () => {
  test('looks at every row and every byte, and says so in counts only', async () => {
    const file = table(columns, stays((row) => `note ${row}`));
    expect(await auditOutput(await finished(file), [new TextEncoder().encode('0612345678')])).toEqual({ audited: true, rows: 1000, bytes: (await csvOf(file)).length, columns: 2, canaries: 1 });
  });
  test('accepts a file without rows', async () => {
    expect(await auditOutput(await finished(table(columns, [])), [])).toMatchObject({ audited: true, rows: 0 });
  });
  test('stops when told to', async () => {
    await expect(auditOutput(await finished(table(columns, stays(() => 'x'))), [], AbortSignal.abort())).rejects.toThrow('aborted');
  });
});
