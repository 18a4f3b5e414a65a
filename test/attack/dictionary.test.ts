// The dictionary attack on codes that others made. Every column of codes is made here with node:crypto, by somebody else's
// recipe; the attack must break all that can be broken, and be left with guessing where the key is random and secret.
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { blake3 } from '@noble/hashes/blake3.js';
import { describe, expect, test } from 'vitest';
import { attackPseudonyms, candidateNirs, type AttackPseudonymsOptions, type PseudonymAttack } from '../../src/audit/index.ts';
import { fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { makeField, makeSchema } from '../../src/core/arrow.ts';
import { METADATA, type ColumnDeclaration } from '../../src/core/field.ts';
import { pipe } from '../../src/core/operator.ts';
import { pseudonymise } from '../../src/pseudonymise/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const known = { sexes: [2], years: [84, 85], months: [5], places: ['88321'] } as const;
const candidates = candidateNirs(known);
/** 300 of the 1,998 women born in May 1984 or 1985 in commune 88321. */
const persons: readonly string[] = Array.from({ length: 300 }, (_, index) => `2${84 + (index % 2)}0588321${String(1 + ((index * 331) % 999)).padStart(3, '0')}`);

const keyOf = (nir: string): string => String(97n - (BigInt(nir) % 97n)).padStart(2, '0');
const hash = (name: string, ...parts: (string | Uint8Array)[]): Buffer => parts.reduce((state, part) => state.update(part), createHash(name)).digest();
const hmac = (name: string, secret: string | Uint8Array, message: string): Buffer => createHmac(name, secret).update(message).digest();
const base32 = (bytes: Buffer): string => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('').match(/.{1,5}/g)!.map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five.padEnd(5, '0'), 2)]).join('');

const description = { policy: 'deterministic', algorithm: 'HMAC-SHA-256', bits: 128, project: 'cohort-2024', domain: 'patient', profile: 'nir/v1', fingerprint: '0123456789abcdef', reversibility: 'enumeration' };

/** A table of identifiers and codes, whose column of codes may say how it was made. */
function pairsOf(codes: readonly (string | null)[], type: ColumnDeclaration['type'] = 'utf8', described: object | null = null): Dataset {
  const { fields } = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, code: { type, role: 'pseudonym' } });
  const schema = makeSchema(fields.map((field) => (field.name === 'code' && described !== null ? makeField('code', field.type, true, new Map([...field.metadata, [METADATA.pseudonym, JSON.stringify(described)]])) : field)));
  return tableOf(schema, codes.map((code, row): Row => [persons[row % persons.length]!, code]), [100]);
}

const attack = (pairs: Dataset, change: Partial<AttackPseudonymsOptions> = {}): Promise<PseudonymAttack> => attackPseudonyms(pairs, candidates, { identifier: 'nir', code: 'code', ...change });

/** The formula that this package publishes, written with what Node brings. */
function published(secret: Uint8Array): (nir: string) => string {
  const frame = Buffer.concat(['cohort-2024', 'patient', 'deterministic', 'nir/v1'].flatMap((label) => [Buffer.from(Uint32Array.of(label.length).buffer), Buffer.from(label)]));
  const subKey = Buffer.from(hkdfSync('sha256', secret, 'a423/pseudonymise/v1', frame, 32));
  return (nir) => hmac('sha256', subKey, nir).subarray(0, 16).toString('hex');
}

const filledUp = (text: string): Buffer => Buffer.concat([Buffer.from(text), Buffer.alloc(32)]).subarray(0, 32);

describe('a dictionary attack with half of the pairs', () => {
  test.each<[string, (nir: string) => string, Partial<PseudonymAttack['found'] & object>, ColumnDeclaration['type']?, object?]>([
    ['identifiers in clear', (nir) => nir, { method: 'the identifier itself', reading: 'text' }],
    ['identifiers in base64', (nir) => Buffer.from(nir).toString('base64'), { method: 'the identifier itself', reading: 'base64' }],
    ['SHA-256 in hexadecimal', (nir) => hash('sha256', nir).toString('hex'), { method: 'SHA-256', guessedKey: 'none', reading: 'hexadecimal' }],
    ['SHA-256 in capitals, cut at 16', (nir) => hash('sha256', nir).toString('hex').slice(0, 16).toUpperCase(), { method: 'SHA-256' }],
    ['SHA-256 as bytes, cut at 16', (nir) => hash('sha256', nir).toString('hex').slice(0, 32), { method: 'SHA-256', reading: 'first bytes' }, 'binary(16)'],
    ['the end of SHA-1', (nir) => hash('sha1', nir).toString('hex').slice(-12), { method: 'SHA-1', reading: 'hexadecimal, end' }],
    ['an odd number of digits', (nir) => hash('sha1', nir).toString('hex').slice(0, 15), { method: 'SHA-1' }],
    ['MD5', (nir) => hash('md5', nir).toString('hex'), { method: 'MD5' }],
    ['MD5 of MD5', (nir) => hash('md5', hash('md5', nir).toString('hex')).toString('hex'), { method: 'MD5 of MD5 in hexadecimal' }],
    ['SHA-1 in base64', (nir) => hash('sha1', nir).toString('base64'), { method: 'SHA-1', reading: 'base64' }],
    ['SHA-256 in base64, whole', (nir) => hash('sha256', nir).toString('base64'), { method: 'SHA-256', reading: 'base64' }],
    ['SHA-512 in base64url, cut at 22', (nir) => hash('sha512', nir).toString('base64url').slice(0, 22), { method: 'SHA-512' }],
    ['SHA-256 in base32, cut at 20', (nir) => base32(hash('sha256', nir)).slice(0, 20), { method: 'SHA-256', reading: 'base32' }],
    ['BLAKE3', (nir) => Buffer.from(blake3(Buffer.from(nir))).toString('hex'), { method: 'BLAKE3' }],
    ['keyed BLAKE3 under zeros', (nir) => Buffer.from(blake3(Buffer.from(nir), { key: new Uint8Array(32) })).toString('hex'), { method: 'keyed BLAKE3, key of zeros' }],
    ['the number with its key', (nir) => hash('sha256', `${nir}${keyOf(nir)}`).toString('hex'), { spelling: 'with key' }],
    ['the number in groups', (nir) => hash('md5', `${nir}${keyOf(nir)}`.replace(/^(.)(..)(..)(..)(...)(...)/, '$1 $2 $3 $4 $5 $6 ')).toString('hex'), { spelling: 'in groups' }],
    ['the number and the end of the line', (nir) => hash('sha256', `${nir}\n`).toString('hex'), { spelling: 'canonical, end of line' }],
    ['HMAC under the empty key', (nir) => hmac('sha256', '', nir).toString('hex'), { method: 'HMAC-SHA-256, empty key', guessedKey: 'none' }],
    ['HMAC under the name of the project', (nir) => hmac('sha256', 'cohort-2024', nir).toString('hex'), { method: 'HMAC-SHA-256', guessedKey: 'public text' }, 'utf8', description],
    ['a salt in front, the domain', (nir) => hash('sha256', 'patient', nir).toString('hex'), { method: 'SHA-256 with a salt in front', guessedKey: 'public text' }, 'utf8', description],
    ['HMAC under the fingerprint', (nir) => hmac('sha256', Buffer.from('0123456789abcdef', 'hex'), nir).toString('hex'), { method: 'HMAC-SHA-256', guessedKey: 'public text' }, 'utf8', description],
    ['HMAC under the constant of the formula', (nir) => hmac('sha1', 'a423/pseudonymise/v1', nir).toString('hex'), { method: 'HMAC-SHA-1', guessedKey: 'public text' }],
    ['the formula under a public text', published(filledUp('cohort-2024')), { method: 'the formula of this package, key filled up', guessedKey: 'public text' }, 'binary(16)', description],
  ])('names everybody it can think of, in a column of %s', async (_title, code, expected, type = 'utf8', described = undefined) => {
    const found = await attack(pairsOf(persons.map(code), type, described ?? null));
    expect(found).toMatchObject({ pairs: 300, known: 150, hidden: 150, candidates: 1998, recovered: 150, narrowed: 0, beatsChance: true });
    expect(found.found).toMatchObject(expected);
  });

  test.each<[string, (nir: string) => string, string, ColumnDeclaration['type']?, object?]>([
    ['HMAC under a weak key', (nir) => hmac('sha256', 'Soleil123', nir).toString('hex'), 'HMAC-SHA-256'],
    ['HMAC-SHA-1 of the number with its key', (nir) => hmac('sha1', '00000000', `${nir}${keyOf(nir)}`).toString('base64'), 'HMAC-SHA-1'],
    ['MD5 with a salt behind', (nir) => hash('md5', nir, 'azerty').toString('hex'), 'MD5 with a salt behind'],
    ['HMAC under a weak key, hashed', (nir) => hmac('sha256', hash('sha256', 'motdepasse1'), nir).toString('hex'), 'HMAC-SHA-256, key hashed'],
    ['keyed BLAKE3 under a weak key, hashed', (nir) => Buffer.from(blake3(Buffer.from(nir), { key: blake3(Buffer.from('secret')) })).toString('hex'), 'keyed BLAKE3, key hashed'],
    ['the published formula under a password, hashed', published(hash('sha256', 'PMSI')), 'the formula of this package, key hashed', 'binary(16)', description],
    ['the published formula under a password, filled up', published(filledUp('marseille1')), 'the formula of this package, key filled up', 'binary(16)', description],
  ])('names everybody in a column of %s', async (_title, code, method, type = 'utf8', described = undefined) => {
    const found = await attack(pairsOf(persons.map(code), type, described ?? null));
    expect(found).toMatchObject({ recovered: 150, beatsChance: true, found: { method, guessedKey: 'weak key' } });
  }, 120_000);

  test('names everybody if what served as key is among the public texts it is given', async () => {
    const pairs = pairsOf(persons.map((nir) => hmac('sha512', 'Hôpital Saint-Exupéry', nir).toString('hex')));
    expect(await attack(pairs, { publicTexts: ['CHU', 'Hôpital Saint-Exupéry'] })).toMatchObject({ recovered: 150, found: { method: 'HMAC-SHA-512', guessedKey: 'public text' } });
  });

  test('is left with guessing where the key is random and secret, whatever the column says of itself', async () => {
    const secretKey = new Uint8Array(hash('sha256', 'nobody can guess this key, made for one test'));
    const people = tableOf(schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' }, code: { type: 'utf8', role: 'directIdentifier' } }), persons.map((nir): Row => [nir, nir]));
    const ours = pipe(people, pseudonymise({ column: 'code', profile: 'nir/v1', project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey }));
    const result = await attack(ours, { publicTexts: ['cohort', 'hospital'] });
    expect(result).toMatchObject({ pairs: 300, hidden: 150, found: null, recovered: 0, narrowed: 0, beatsChance: false });
    expect(result.constructions).toBeGreaterThan(200_000);
    expect(result.expectedByChance).toBeCloseTo(150 / 1998, 10);
    // The same codes fall when the key is public: it is the key that protects.
    const leaked = published(secretKey);
    const broken = await attack(pairsOf(persons.map(leaked), 'binary(16)', description), { publicTexts: [Buffer.from(secretKey).toString('hex')] });
    expect(broken).toMatchObject({ recovered: 150, found: { method: 'the formula of this package, key filled up', guessedKey: 'public text' } });
  }, 240_000);

  test('knows that short codes leave several candidates', async () => {
    const codes = persons.map((nir) => hash('sha256', nir).toString('hex').slice(0, 3));
    const sizes = new Map<string, number>();
    for (let index = 0; index < 1998; index++) {
      const code = hash('sha256', `2${84 + Math.floor(index / 999)}0588321${String((index % 999) + 1).padStart(3, '0')}`).toString('hex').slice(0, 3);
      sizes.set(code, (sizes.get(code) ?? 0) + 1);
    }
    const found = await attack(pairsOf(codes));
    expect(found.recovered + found.narrowed).toBe(150);
    // Four in ten candidates share their three digits with none of the 1,997 others: (1 − 1/4096)^1997 = 0.61.
    const alone = codes.filter((code) => sizes.get(code) === 1).length / 300;
    expect(Math.abs(found.recovered / 150 - alone)).toBeLessThan(0.12);
  });
});

describe('what the attack says', () => {
  const hashed = persons.map((nir) => hash('sha256', nir).toString('hex'));

  test('depends neither on the order of the rows, nor on their batches, nor on repeated rows', async () => {
    const rows = persons.map((nir, row): Row => [nir, hashed[row]!]);
    const schema = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' }, code: { type: 'utf8', role: 'pseudonym' } }, ['code']);
    const first = await attack(tableOf(schema, rows, []), { sampleSize: 40 });
    expect(first).toMatchObject({ pairs: 40, known: 20, hidden: 20, recovered: 20 });
    expect(await attack(tableOf(schema, [...rows].reverse(), [3, 3, 200]), { sampleSize: 40 })).toEqual(first);
    expect(await attack(tableOf(schema, [...rows, ...rows], [450]), { sampleSize: 40 })).toEqual(first);
  });
  test('leaves out rows without identifier or code, and codes of another length', async () => {
    const codes = hashed.map((code, row) => (row % 10 === 0 ? null : row % 10 === 1 ? 'unknown' : code));
    const found = await attack(pairsOf(codes));
    expect(found.pairs).toBe(270);
    expect(found.recovered).toBeLessThan(found.hidden);
    expect(found.recovered).toBeGreaterThan(0.8 * found.hidden);
  });
  test('recovers nobody who is not among the candidates, and says all the same that it knows the recipe', async () => {
    const elsewhere = candidateNirs({ ...known, places: ['75112'] });
    expect(await attackPseudonyms(pairsOf(hashed), elsewhere, { identifier: 'nir', code: 'code' })).toMatchObject({ recovered: 0, beatsChance: true });
    const none = { count: 0, rows: fromBatches(elsewhere.rows.schema, []) };
    expect(await attackPseudonyms(pairsOf(hashed), none, { identifier: 'nir', code: 'code' })).toMatchObject({ candidates: 0, recovered: 0, expectedByChance: 150 });
  });
  test('holds no identifier, no code and no key', async () => {
    const pairs = pairsOf(persons.map((nir) => hmac('sha256', 'azerty', nir).toString('hex')));
    const told = JSON.stringify(await attack(pairs));
    expect(told).toContain('weak key');
    for (const value of [...persons, 'azerty', hmac('sha256', 'azerty', persons[0]!).toString('hex').slice(0, 8)]) expect(told).not.toContain(value);
  }, 60_000);
  test('needs two pairs, columns of the right types, and no other option', async () => {
    await expect(attack(pairsOf([hashed[0]!]))).rejects.toMatchObject({ code: 'DATA_INVALID' });
    await expect(attack(pairsOf([]))).rejects.toMatchObject({ code: 'DATA_INVALID' });
    await expect(attack(pairsOf(hashed), { code: 'codes' })).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_COLUMN', path: 'code' }] });
    await expect(attack(pairsOf(hashed), { secretKey: 'x' } as never)).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_OPTION' }] });
    const numbers = tableOf(schemaOf({ nir: { type: 'int64', role: 'directIdentifier' }, code: { type: 'int32', role: 'pseudonym' } }), [[1n, 2]]);
    await expect(attack(numbers)).rejects.toMatchObject({ problems: [{ path: 'identifier' }, { path: 'code' }] });
  });
  test('stops when told to', async () => {
    await expect(attackPseudonyms(pairsOf(hashed), candidates, { identifier: 'nir', code: 'code' }, AbortSignal.abort())).rejects.toThrow('aborted');
  });
});
