import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { markRowKey, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { addRecordKey, type AddRecordKeyOptions } from '../../src/protect/add-record-key.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const OTHER = Uint8Array.from({ length: 32 }, (_, index) => (index * 41 + 7) & 255);
const SCHEMA = schemaOf({ person: { type: 'utf8', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' } }, ['person']);
const OPTIONS: AddRecordKeyOptions = { column: 'person', domain: 'patient', secretKey: SECRET };
const ROWS: readonly Row[] = ['a', 'b', 'a', 'é', ''].map((person) => [person, 'F']);

const keysOf = async (rows: readonly Row[], options: Partial<AddRecordKeyOptions> = {}, cuts: readonly number[] = []): Promise<unknown[]> =>
  (await rowsOf(pipe(tableOf(SCHEMA, rows, cuts), addRecordKey({ ...OPTIONS, ...options })))).map((row) => row.at(-1));

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

/** The formula once more, with the functions of Node. */
function expectedKey(secretKey: Uint8Array, domain: string, unit: Uint8Array): number {
  const framed = Buffer.concat(['addRecordKey', domain, ''].flatMap((label) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(label));
    return [length, Buffer.from(label)];
  }));
  const subKey = Buffer.from(hkdfSync('sha256', secretKey, 'a423/protective-randomness/v1', framed, 32));
  const code = createHmac('sha256', subKey).update(unit).digest();
  return Number((code.readBigUInt64BE(0) >> 11n) % 100_000_000n);
}

describe('addRecordKey', () => {
  test('draws the integer that HKDF and HMAC of Node give', async () => {
    expect(await keysOf(ROWS)).toEqual(ROWS.map(([person]) => expectedKey(SECRET, 'patient', Buffer.from(String(person)))));
    const numbers = schemaOf({ id: { type: 'int32', role: 'entity' } });
    const [[, recordKey]] = (await rowsOf(pipe(tableOf(numbers, [[-2]]), addRecordKey({ ...OPTIONS, column: 'id' })))) as [[unknown, unknown]];
    expect(recordKey).toBe(expectedKey(SECRET, 'patient', Uint8Array.of(254, 255, 255, 255, 255, 255, 255, 255)));
  });
  test('gives one unit one key, whatever the order, the batches and the name of its column', async () => {
    const keys = await keysOf(ROWS);
    expect(keys[0]).toBe(keys[2]);
    expect(await keysOf([...ROWS].reverse())).toEqual([...keys].reverse());
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(5)), async (cuts) => {
      expect(await keysOf(ROWS, {}, cuts)).toEqual(keys);
    }), { numRuns: 20 });
    const renamed = schemaOf({ id: { type: 'utf8', role: 'entity' } });
    expect((await rowsOf(pipe(tableOf(renamed, ROWS.map(([person]) => [person!])), addRecordKey({ ...OPTIONS, column: 'id' })))).map(([, recordKey]) => recordKey)).toEqual(keys);
  });
  test('gives other keys under another secret, and in another domain', async () => {
    const keys = await keysOf(ROWS);
    for (const other of [await keysOf(ROWS, { secretKey: OTHER }), await keysOf(ROWS, { domain: 'stay' })]) {
      expect(other.filter((recordKey, row) => recordKey === keys[row])).toEqual([]);
    }
  });
  test('spreads keys evenly', async () => {
    const keys = (await keysOf(Array.from({ length: 10_000 }, (_, index): Row => [`p${index}`, 'F']))) as number[];
    const tenths = Array.from({ length: 10 }, (_, tenth) => keys.filter((recordKey) => Math.floor(recordKey / 1e7) === tenth).length);
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(6 * 30);
    expect(Math.min(...keys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...keys)).toBeLessThan(1e8);
  });
  test('adds a technical column without nulls, and tells rows and fingerprint', async () => {
    const schema = addRecordKey({ ...OPTIONS, into: 'cle' }).outputSchema(SCHEMA);
    const field = schema.fields.at(-1)!;
    expect([field.name, field.nullable, roleOf(field)]).toEqual(['cle', false, 'technical']);
    const all: Findings[] = [];
    await rowsOf(applyOperator(tableOf(SCHEMA, ROWS), addRecordKey(OPTIONS), { fold: IN_MEMORY, onFindings: (found) => all.push(found) }).rows);
    expect(all.at(-1)).toEqual({ rows: 5, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown });
    const { fingerprint } = all.at(-1)!;
    expect(problemsOf(() => addRecordKey({ ...OPTIONS, expectFingerprint: String(fingerprint) }))).toEqual([]);
    expect(problemsOf(() => addRecordKey({ ...OPTIONS, secretKey: OTHER, expectFingerprint: String(fingerprint) }))).toEqual(['PLAN_WRONG_KEY secretKey']);
  });
  test('takes the row key, entities, pseudonyms and identifiers, of text, numbers, dates and bytes, and nothing else', () => {
    const put = (type: string, role: string): string[] => problemsOf(() => addRecordKey({ ...OPTIONS, column: 'x' }).outputSchema(schemaOf({ x: { type, role } as never })));
    for (const type of ['utf8', 'int32', 'int64', 'date', 'binary(16)']) expect(put(type, 'pseudonym')).toEqual([]);
    expect(put('utf8', 'directIdentifier')).toEqual([]);
    expect(put('utf8', 'quasiIdentifier')).toEqual(['PLAN_COLUMN_ROLE column']);
    expect(put('float64', 'entity')).toEqual(['PLAN_COLUMN_TYPE column']);
    const stays = schemaOf({ x: { type: 'utf8', role: 'technical', nullable: false } });
    expect(problemsOf(() => addRecordKey({ ...OPTIONS, column: 'x' }).outputSchema(markRowKey(stays, 'x')))).toEqual([]);
  });
  test('is refused for a key that is none, an unknown column and a name that exists', () => {
    const wrong = (change: object): string[] => problemsOf(() => addRecordKey({ ...OPTIONS, ...change }).outputSchema(SCHEMA));
    expect(wrong({ secretKey: SECRET.slice(1) })).toEqual(['PLAN_OUT_OF_RANGE secretKey']);
    expect(wrong({ secretKey: new TextEncoder().encode('a password of thirty-two letters') })).toEqual(['PLAN_OUT_OF_RANGE secretKey']);
    expect(wrong({ secretKey: new Uint8Array(32) })).toEqual(['PLAN_OUT_OF_RANGE secretKey']);
    expect(wrong({ column: 'persn' })).toEqual(['PLAN_UNKNOWN_COLUMN column']);
    expect(wrong({ into: 'sex' })).toEqual(['PLAN_COLUMN_EXISTS into']);
    expect(wrong({ domain: '' })).toEqual(['PLAN_OUT_OF_RANGE domain']);
    expect(wrong({ seed: 1 })).toEqual(['PLAN_UNKNOWN_OPTION seed']);
  });
  test('refuses a row whose unit is unknown', async () => {
    await expect(keysOf([['a', 'F'], [null, 'F'], [null, 'M']], {}, [1])).rejects.toThrow(DataError);
    await expect(keysOf([['a', 'F'], [null, 'F'], [null, 'M']], {}, [1])).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'person', rowCount: 2, firstRow: 2 } });
  });
  test('accepts tables without rows, and starts no more when wiped', async () => {
    expect(await keysOf([], {}, [0, 0])).toEqual([]);
    const operator = addRecordKey(OPTIONS);
    operator.wipe!();
    await expect(rowsOf(applyOperator(tableOf(SCHEMA, ROWS), operator).rows)).rejects.toThrow(/not wiped/);
  });
});
