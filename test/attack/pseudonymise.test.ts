// Attacks on pseudonyms. Each must succeed on the unprotected column first, or its failure on ours would prove nothing.
import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import type { RecordBatch, Schema } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import type { BinaryColumn } from '../../src/core/column.ts';
import { collect, fromBatches } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { hmacSha256, keyedHasher, keyedUniform } from '../../src/keyed/index.ts';
import { midstates } from '../../src/keyed/midstates.ts';
import { formatKeyFile, parseKeyFile, pseudonymise, type PseudonymiseOptions } from '../../src/pseudonymise/index.ts';
import { derivePseudonymKey } from '../../src/pseudonymise/kernel/pseudonym-key.ts';

const secretKey = new Uint8Array(createHash('sha256').update('a key for these tests only').digest());
const settings = { project: 'cohort-2024', domain: 'patient', policy: 'deterministic', profile: 'nir/v1' } as const;
const options: PseudonymiseOptions = { ...settings, column: 'nir', onInvalid: 'null', secretKey };

async function pseudonymsOf(nirs: readonly (string | null)[], given: PseudonymiseOptions = options): Promise<string[]> {
  const schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' } });
  const [output] = await collect(pipe(fromBatches(schema, [makeBatch(schema, [textColumn(nirs)], nirs.length)]), pseudonymise(given)));
  const { bytes } = columnsOf(output!)[0] as BinaryColumn;
  return nirs.map((_, row) => Buffer.from(bytes.subarray(16 * row, 16 * row + 16)).toString('hex'));
}

/** Every NIR of a woman born in May in commune 88321, whatever the year and the order: 100 · 999 candidates. */
const candidates: readonly string[] = Array.from({ length: 100 * 999 }, (_, index) =>
  `2${String(Math.floor(index / 999)).padStart(2, '0')}0588321${String((index % 999) + 1).padStart(3, '0')}`);

/** The file: 300 persons among the candidates, spread by a multiplier that has no common factor with their number. */
const persons: readonly string[] = Array.from({ length: 300 }, (_, person) => candidates[(person * 7919 + 13) % candidates.length]!);

/** Tries every candidate under a guess of how the codes were made; gives the rows whose identifier came out right. */
function attack(codes: readonly string[], guess: (candidate: string) => Buffer): number {
  const rowsOf = new Map<string, number[]>();
  codes.forEach((code, row) => rowsOf.set(code, [...(rowsOf.get(code) ?? []), row]));
  let right = 0;
  for (const candidate of candidates) {
    for (const row of rowsOf.get(guess(candidate).toString('hex').slice(0, 32)) ?? []) if (persons[row] === candidate) right++;
  }
  return right;
}

const unkeyed = (candidate: string): Buffer => createHash('sha256').update(candidate).digest();

describe('a dictionary attack, with sex, month and commune of birth known,', () => {
  test('names everybody in a column of unkeyed hashes', () => {
    expect(attack(persons.map((nir) => unkeyed(nir).toString('hex').slice(0, 32)), unkeyed)).toBe(persons.length);
  });

  test('names everybody in a column hashed with a salt that lies beside it', () => {
    const salted = (candidate: string): Buffer => createHash('sha256').update(`cohort-2024${candidate}`).digest();
    expect(attack(persons.map((nir) => salted(nir).toString('hex').slice(0, 32)), salted)).toBe(persons.length);
  });

  test('names everybody in our column if the key leaks, which is what the key is for', async () => {
    const { subKey } = derivePseudonymKey(secretKey, settings);
    expect(attack(await pseudonymsOf(persons), (candidate) => createHmac('sha256', subKey).update(candidate).digest())).toBe(persons.length);
  });

  test('names nobody in our column with anything that is public', async () => {
    const codes = await pseudonymsOf(persons);
    expect(new Set(codes).size).toBe(persons.length);
    const { fingerprint } = derivePseudonymKey(secretKey, settings);
    const other = new Uint8Array(createHash('sha256').update('another key').digest());
    const hmac = (secret: Uint8Array | string) => (candidate: string): Buffer => createHmac('sha256', secret).update(candidate).digest();
    const guesses: Readonly<Record<string, (candidate: string) => Buffer>> = {
      'no key': unkeyed,
      'the empty key': hmac(''),
      'the purpose': hmac('a423/pseudonymise/v1'),
      'the project': hmac('cohort-2024'),
      'the domain': hmac('patient'),
      'the fingerprint': hmac(fingerprint),
      'the fingerprint in hexadecimal': hmac(Buffer.from(fingerprint).toString('hex')),
      'another key, same names': hmac(derivePseudonymKey(other, settings).subKey),
      'the same key, another project': hmac(derivePseudonymKey(secretKey, { ...settings, project: 'cohort-2025' }).subKey),
      'the same key, another domain': hmac(derivePseudonymKey(secretKey, { ...settings, domain: 'doctor' }).subKey),
      'the same key, another profile': hmac(derivePseudonymKey(secretKey, { ...settings, profile: 'text/v1' }).subKey),
    };
    // By chance: 99,900 candidates against 300 codes of 128 bits, less than one hit in 10³⁰ tries.
    for (const [name, guess] of Object.entries(guesses)) expect(attack(codes, guess), name).toBe(0);
  }, 120_000);
});

describe('a guess that ranks candidates by likeness', () => {
  // Kendall-like: do neighbouring identifiers have neighbouring codes? For identifiers kept in clear they do.
  const inOrder = (codes: readonly string[]): number => {
    let ascending = 0;
    for (let row = 1; row < codes.length; row++) if (codes[row]! > codes[row - 1]!) ascending++;
    return ascending / (codes.length - 1);
  };

  test('gets the order of identifiers in clear and nothing from codes', async () => {
    const sorted = candidates.slice(0, 20_000);
    expect(inOrder(sorted)).toBe(1);
    const codes = await pseudonymsOf(sorted);
    // Independent codes ascend half of the time; standard deviation of the share √(1/12/20,000) = 0.002.
    expect(Math.abs(inOrder(codes) - 0.5)).toBeLessThan(6 * 0.0021);
  });

  test('sees half of the bits change when one digit changes', async () => {
    const codes = (await pseudonymsOf(candidates.slice(0, 5000))).map((code) => BigInt(`0x${code}`));
    let bits = 0;
    for (let row = 1; row < codes.length; row++) bits += (codes[row]! ^ codes[row - 1]!).toString(2).replaceAll('0', '').length;
    // Mean of 4,999 · 128 fair bits; standard deviation of the share 0.5 / √639,872 = 0.0006.
    expect(Math.abs(bits / (4999 * 128) - 0.5)).toBeLessThan(6 * 0.0007);
  });
});

describe('joining two projects', () => {
  test('works on files that share a key and names, and not across projects', async () => {
    const first = new Set(await pseudonymsOf(persons));
    const same = await pseudonymsOf([...persons].reverse());
    expect(same.filter((code) => first.has(code))).toHaveLength(persons.length);
    const other = await pseudonymsOf(persons, { ...options, project: 'cohort-2025' });
    expect(other.filter((code) => first.has(code))).toEqual([]);
  });

  test('never joins persons by a missing identifier', async () => {
    const codes = await pseudonymsOf([null, '', 'xxxxxxxxxxxxxxxxx', 'XXXXXXXXXXXXXXXXD', '0000000000000', '9999999999999']);
    expect(codes).toEqual(codes.map(() => '0'.repeat(32)));
    const schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' } });
    const nirs = [null, '', 'xxxxxxxxxxxxxxxxx'];
    const [output] = await collect(pipe(fromBatches(schema, [makeBatch(schema, [textColumn(nirs)], 3)]), pseudonymise(options)));
    expect([...(columnsOf(output!)[0] as BinaryColumn).valid!]).toEqual([0]);
  });
});

/** Spellings in which a secret could slip into a message. */
function spellings(secret: Uint8Array): string[] {
  const buffer = Buffer.from(secret);
  const words = Array.from({ length: secret.length >> 2 }, (_, index) => [buffer.readInt32BE(4 * index), buffer.readUInt32BE(4 * index), buffer.readInt32LE(4 * index)]);
  return [
    buffer.toString('hex'), buffer.toString('hex').toUpperCase(), buffer.toString('base64').replace(/=+$/, ''), buffer.toString('base64url'),
    buffer.toString('latin1'), [...secret].join(','), [...secret].join(', '), [...buffer.toString('hex').match(/../g)!].join(' '),
    ...[0, 1, 2].flatMap((spelling) => [',', ', '].map((comma) => words.map((word) => word[spelling]).join(comma))),
  ].flatMap((text) => [text, text.slice(0, Math.ceil(text.length / 2)), text.slice(Math.floor(text.length / 2))]);
}

describe('looking for the key', () => {
  const { subKey } = derivePseudonymKey(secretKey, settings);
  const states = midstates(subKey);
  const bytesOf = (words: Int32Array): Uint8Array => {
    const bytes = Buffer.alloc(4 * words.length);
    words.forEach((word, index) => bytes.writeInt32BE(word, 4 * index));
    return bytes;
  };
  const secrets = [secretKey, subKey, bytesOf(states.inner), bytesOf(states.outer), hmacSha256(new TextEncoder().encode('a423/pseudonymise/v1'), secretKey)];
  const needles = secrets.flatMap(spellings);
  const holds = (text: string): boolean => {
    // `inspect` lays numbers out in a grid.
    const flat = text.replaceAll(/,\s+/g, ', ');
    return needles.some((needle) => text.includes(needle) || flat.includes(needle));
  };

  test('finds it in each spelling, where it is written', () => {
    for (const secret of secrets) {
      expect(holds(Buffer.from(secret).toString('hex'))).toBe(true);
      expect(holds(`key ${Buffer.from(secret).toString('base64url')}`)).toBe(true);
      expect(holds(JSON.stringify([...secret]))).toBe(true);
      expect(holds(inspect(secret, { maxArrayLength: null, breakLength: Infinity }))).toBe(true);
    }
    expect(holds(inspect(states, { maxArrayLength: null, breakLength: Infinity }))).toBe(true);
  });

  test('finds it in no error', async () => {
    const schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' }, cost: { type: 'float64', role: 'measure' } });
    const wiped = pseudonymise(options);
    wiped.wipe();
    const hasher = keyedHasher(subKey);
    const line = Buffer.from(formatKeyFile(secretKey));
    const text = line.toString('latin1').trim();
    const attempts: readonly (() => unknown)[] = [
      () => pseudonymise({ ...options, secretKey: secretKey.subarray(0, 31) }),
      () => pseudonymise({ ...options, secretKey: Buffer.concat([secretKey, secretKey]) }),
      () => pseudonymise({ ...options, secretKey: text as never }),
      () => pseudonymise({ ...options, secretKey: { secret: text } as never }),
      () => pseudonymise({ ...options, secretKey: [...secretKey] as never }),
      () => pseudonymise({ ...options, project: text }),
      () => pseudonymise({ ...options, domain: Buffer.from(secretKey).toString('hex') }),
      () => pseudonymise({ ...options, key: secretKey } as never),
      () => pseudonymise({ ...options, column: 'cost' }).outputSchema(schema),
      () => pseudonymise({ ...options, column: 'unknown' }).outputSchema(schema),
      () => wiped.start(schema),
      () => derivePseudonymKey(secretKey.subarray(1), settings),
      () => derivePseudonymKey(secretKey, { ...settings, project: '\ud800' }),
      () => parseKeyFile(line.subarray(0, 50)),
      () => parseKeyFile(Buffer.from(text.slice(12))),
      () => parseKeyFile(Buffer.from(`a423-key-v1:${Buffer.from(secretKey).toString('hex')}`)),
      () => formatKeyFile(secretKey.subarray(0, 31)),
      () => { hasher.hashColumn(Int32Array.of(0), new Uint8Array(0), null, 5, new Uint8Array(0)); },
      () => keyedHasher(subKey.subarray(0, 15)),
      () => { hasher.wipe(); return hasher.hash(new Uint8Array(1)); },
      () => keyedUniform(secretKey.subarray(0, 16), { operator: 'noise', column: '' }),
    ];
    for (const [index, attempt] of attempts.entries()) {
      let error: unknown;
      try {
        await attempt();
      } catch (caught) {
        error = caught;
      }
      expect(error, `attempt ${index}`).toBeInstanceOf(Error);
      const { message, stack, cause } = error as Error;
      const told = [message, stack ?? '', inspect(cause), inspect(error, { depth: null, showHidden: true, maxArrayLength: null }), JSON.stringify(error)];
      expect(told.some(holds), `attempt ${index}`).toBe(false);
    }
  });

  test('finds it neither in the operator, nor in the output, its metadata or its findings', async () => {
    const schema: Schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' } });
    const batch: RecordBatch = makeBatch(schema, [textColumn([...persons, 'not a NIR'])], persons.length + 1);
    const operator = pseudonymise(options);
    let findings: Findings = {};
    const output = applyOperator(fromBatches(schema, [batch]), operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
    const [result] = await collect(output.rows);
    const { bytes } = columnsOf(result!)[0] as BinaryColumn;
    const deep = { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null, breakLength: Infinity };
    const told = [
      inspect(operator, deep), JSON.stringify(operator), inspect(operator.start(schema), deep), inspect(result!.schema, deep),
      JSON.stringify([...result!.schema.fields[0]!.metadata]), JSON.stringify(findings), Buffer.from(bytes).toString('latin1'), Buffer.from(bytes).toString('hex'),
    ];
    expect(told.map(holds)).toEqual(told.map(() => false));
    // Nor does any identifier remain.
    const left = told.join('\n');
    expect(persons.some((nir) => left.includes(nir))).toBe(false);
  });
});
