// What each policy promises. Codes are compared with node:crypto's, or with what the published vectors' programs gave.
import { createHmac, hkdfSync } from 'node:crypto';
import { blake3 } from '@noble/hashes/blake3.js';
import type { RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codedTextType, columnsOf, columnTypeOf, makeBatch, makeSchema } from '../../src/core/arrow.ts';
import type { Column, TextColumn } from '../../src/core/column.ts';
import { collect, fromBatches } from '../../src/core/dataset.ts';
import { PlanError, type Problem } from '../../src/core/errors.ts';
import { changeField, declareSchema, METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { sliceColumn } from '../../src/core/slice.ts';
import {
  codeOpener, decodeCode, descriptionOf, openReleaseCode, pseudonymFingerprint, pseudonymise, type PseudonymDescription, type PseudonymiseOptions,
} from '../../src/pseudonymise/index.ts';
import { codeTexts } from '../kernel/pseudonymise/vectors.ts';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + 131) & 255);
const otherKey = secretKey.map((byte) => byte ^ 255);
const releaseNonce = Uint8Array.from({ length: 16 }, (_, index) => index * 7 + 1);
const otherNonce = releaseNonce.map((byte) => byte + 1);
const base = { column: 'nir', profile: 'nir/v1', project: 'cohort-2024', domain: 'patient', onInvalid: 'null', secretKey } as const;

const POLICIES = {
  deterministic: { policy: 'deterministic' },
  'deterministic, BLAKE3': { policy: 'deterministic', algorithm: 'BLAKE3' },
  'deterministic, 64 bits in hexadecimal': { policy: 'deterministic', bits: 64, population: 1_000_000, encoding: 'hex' },
  'deterministic, 256 bits in base32': { policy: 'deterministic', bits: 256, encoding: 'base32' },
  document: { policy: 'document', releaseNonce },
  'document, BLAKE3 in base64url': { policy: 'document', algorithm: 'BLAKE3', encoding: 'base64url', releaseNonce },
  reversible: { policy: 'reversible' },
  'reversible in base32': { policy: 'reversible', encoding: 'base32' },
  'reversible, FF1': { policy: 'reversible', algorithm: 'FF1' },
  releaseRandomised: { policy: 'releaseRandomised', releaseNonce },
  'releaseRandomised in hexadecimal': { policy: 'releaseRandomised', encoding: 'hex', releaseNonce },
} as const;

const NAMES = Object.keys(POLICIES) as (keyof typeof POLICIES)[];
const optionsOf = (name: keyof typeof POLICIES, more: object = {}): PseudonymiseOptions => ({ ...base, ...POLICIES[name], ...more }) as PseudonymiseOptions;

const SCHEMA = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' } });
const CODED = makeSchema([changeField(SCHEMA.fields[0]!, { type: codedTextType() })]);

interface Output {
  readonly schema: Schema;
  readonly codes: (string | null)[];
  readonly findings: Findings;
  readonly description: PseudonymDescription;
}

async function run(options: PseudonymiseOptions, batches: readonly RecordBatch[], schema = SCHEMA): Promise<Output> {
  let findings: Findings = {};
  const { rows } = applyOperator(fromBatches(schema, batches), pseudonymise(options), { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const codes = (await collect(rows)).flatMap((batch) => {
    const column = columnsOf(batch)[0]!;
    return codeTexts(column).map((text, row) => (isNull(column, row) ? null : text));
  });
  return { schema: rows.schema, codes, findings, description: descriptionOf(rows.schema.fields[0]!)! };
}

function isNull({ valid }: Column, row: number): boolean {
  return valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0;
}

const batchOf = (nirs: readonly (string | null)[]): RecordBatch => makeBatch(SCHEMA, [textColumn(nirs)], nirs.length);
const codesOf = async (options: PseudonymiseOptions, nirs: readonly (string | null)[]): Promise<(string | null)[]> => (await run(options, [batchOf(nirs)])).codes;

function problemsOf(attempt: () => unknown): readonly Problem[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems;
    throw error;
  }
  return [];
}

const PERSON = '284058832102532';
const CORSICAN = '284052A321025';

describe.each(NAMES)('the policy %s', (name) => {
  test('gives one code to all spellings of one NIR, in two files and two runs, and other codes to others', async () => {
    const spellings = [PERSON, '2840588321025', '2 84 05 88 321 025 32', ' 2-84-05-88-321-025 '];
    const corsicans = [CORSICAN, '2 84 05 2a 321 025 52', '284052a32102552'];
    const first = await codesOf(optionsOf(name), [...spellings, ...corsicans]);
    const second = await codesOf(optionsOf(name), [...corsicans, ...spellings].reverse());
    expect(new Set(first.slice(0, 4)).size).toBe(1);
    expect(new Set(first.slice(4)).size).toBe(1);
    expect(first[0]).not.toBe(first[4]);
    expect(new Set(second)).toEqual(new Set(first));
  });

  test('gives no code to a null, a placeholder or an invalid value, nor leaves bytes', async () => {
    const absent = [null, '', 'xxxxxxxxxxxxxxxxx', 'XXXXXXXXXXXXXXXXD', '0000000000000', '9999999999999', '284058832102533'];
    const { codes, findings } = await run(optionsOf(name), [batchOf(absent)]);
    expect(codes).toEqual(absent.map(() => null));
    expect(findings).toMatchObject({ rows: 7, pseudonymised: 0, missing: 1, nulled: 6 });
  });

  test('does not depend on how the rows are cut, nor on whether they are dictionary text', async () => {
    const nir = fc.oneof(fc.constantFrom(PERSON, CORSICAN, 'x', null), fc.integer({ min: 1, max: 999 }).map((order) => `2840588321${String(order).padStart(3, '0')}`));
    await fc.assert(fc.asyncProperty(fc.array(nir, { maxLength: 40 }), fc.array(fc.nat({ max: 40 }), { maxLength: 3 }), async (nirs, cuts) => {
      const borders = [0, ...cuts.map((cut) => Math.min(cut, nirs.length)).sort((left, right) => left - right), nirs.length];
      const whole = await run(optionsOf(name), [batchOf(nirs)]);
      const parts = borders.slice(1).map((end, index) => makeBatch(SCHEMA, [sliceColumn(textColumn(nirs), borders[index]!, end - borders[index]!)], end - borders[index]!));
      const cut = await run(optionsOf(name), parts);
      expect(cut.codes).toEqual(whole.codes);
      expect(cut.findings).toEqual(whole.findings);
      const entries = [...new Set(nirs.filter((one) => one !== null))];
      const valid = new Uint8Array((nirs.length + 7) >> 3);
      nirs.forEach((one, row) => { if (one !== null) valid[row >> 3]! |= 1 << (row & 7); });
      const coded: Column = { kind: 'coded', rows: nirs.length, valid, codes: Int32Array.from(nirs, (one) => (one === null ? 0 : entries.indexOf(one))), dictionary: textColumn([...entries, 'unused']) as TextColumn };
      expect((await run(optionsOf(name), [makeBatch(CODED, [coded], nirs.length)], CODED)).codes).toEqual(whole.codes);
    }), { numRuns: name.includes('FF1') ? 10 : 25, seed: 1 });
  });

  test('works on an empty batch and an empty table', async () => {
    expect((await run(optionsOf(name), [batchOf([])])).codes).toEqual([]);
    expect((await run(optionsOf(name), [])).codes).toEqual([]);
  });

  test('gives other codes under another key, project or domain, and says so by its fingerprint', async () => {
    const usual = await run(optionsOf(name), [batchOf([PERSON])]);
    for (const change of [{ secretKey: otherKey }, { project: 'cohort-2025' }, { domain: 'doctor' }]) {
      const other = await run(optionsOf(name, change), [batchOf([PERSON])]);
      expect(other.codes).not.toEqual(usual.codes);
      expect(other.description.fingerprint).not.toBe(usual.description.fingerprint);
    }
  });

  test('has the fingerprint that the key shows in its context, and refuses a key of another', () => {
    const { policy, algorithm } = POLICIES[name] as { policy: 'deterministic'; algorithm?: 'BLAKE3' };
    const context = { project: base.project, domain: base.domain, profile: base.profile, policy, ...(algorithm === undefined ? {} : { algorithm }) };
    const fingerprint = pseudonymFingerprint({ ...context, secretKey });
    const described = descriptionOf(pseudonymise(optionsOf(name, { expectFingerprint: fingerprint })).outputSchema(SCHEMA).fields[0]!)!;
    expect(described.fingerprint).toBe(fingerprint);
    expect(problemsOf(() => pseudonymise(optionsOf(name, { expectFingerprint: fingerprint, secretKey: otherKey }))))
      .toMatchObject([{ code: 'PLAN_WRONG_KEY', path: 'expectFingerprint', message: expect.stringContaining(pseudonymFingerprint({ ...context, secretKey: otherKey })) as string }]);
  });

  test('makes a pseudonym that is declared as no identifier, of the column type it says', async () => {
    const { schema, description } = await run(optionsOf(name, { asOf: '2024-01-01' }), [batchOf([PERSON])]);
    const [field] = schema.fields;
    expect([roleOf(field!), field!.metadata.has(METADATA.identifier)]).toEqual(['pseudonym', false]);
    const isBytes = description.encoding === undefined && description.shape === undefined;
    expect(columnTypeOf(field!.type)).toBe(isBytes ? `binary(${description.bits! / 8})` : 'utf8');
    expect(description).toMatchObject({ policy: POLICIES[name].policy, project: 'cohort-2024', domain: 'patient', profile: 'nir/v1', asOf: '2024-01-01' });
  });

  test('cannot start, nor go on, once it was wiped', async () => {
    const operator = pseudonymise(optionsOf(name));
    const session = operator.start(SCHEMA);
    await session.apply(batchOf([PERSON]), 0, () => undefined);
    operator.wipe();
    await expect(session.apply(batchOf([PERSON]), 0, () => undefined)).rejects.toThrow('expected one that was not wiped');
    await expect(collect(applyOperator(fromBatches(SCHEMA, [batchOf([])]), operator).rows)).rejects.toThrow('expected an operator that was not wiped');
  });
});

describe('deterministic codes', () => {
  const subKey = (policy: string, length = 32): Buffer => {
    const info = Buffer.concat(['cohort-2024', 'patient', policy, 'nir/v1'].map((label) => Buffer.concat([Buffer.from(Uint32Array.of(label.length).buffer), Buffer.from(label)])));
    return Buffer.from(hkdfSync('sha256', secretKey, 'a423/pseudonymise/v1', info, length));
  };

  test('are the beginning of the keyed hash, as long as is asked for', async () => {
    const whole = createHmac('sha256', subKey('deterministic')).update('2840588321025').digest('hex');
    for (const bits of [64, 72, 96, 128, 136, 256]) {
      expect(await codesOf(optionsOf('deterministic', { bits, population: 1000 }), [PERSON, null, PERSON])).toEqual([whole.slice(0, bits / 4), null, whole.slice(0, bits / 4)]);
    }
    expect(await codesOf(optionsOf('deterministic, BLAKE3'), [PERSON])).toEqual([Buffer.from(blake3(Buffer.from('2840588321025'), { key: subKey('deterministic/BLAKE3') })).toString('hex').slice(0, 32)]);
  });

  test('are written in every encoding from the same bytes', async () => {
    const [hex] = await codesOf(optionsOf('deterministic'), [PERSON]);
    for (const encoding of ['hex', 'base64url', 'base32'] as const) {
      const [text, absent] = await codesOf(optionsOf('deterministic', { encoding }), [PERSON, null]);
      expect(Buffer.from(decodeCode(text!, encoding)!).toString('hex')).toBe(hex);
      expect(absent).toBeNull();
    }
  });

  test('report the expected collisions of the declared population, and warn when they are short', async () => {
    const short = await run(optionsOf('deterministic', { bits: 64, population: 70_000_000 }), [batchOf([PERSON])]);
    expect(short.findings['expectedCollidingPairs']).toBeCloseTo(1.3e-4, 5);
    expect(short.findings['notes']).toEqual(['Codes have 64 bits: among 70000000 persons, 1.3e-4 pairs are expected to share a code.']);
    expect(pseudonymise(optionsOf('deterministic', { bits: 64, population: 70_000_000 })).notes).toEqual(short.findings['notes']);
    const usual = await run(optionsOf('deterministic', { population: 70_000_000 }), [batchOf([PERSON])]);
    expect([usual.findings['notes'], pseudonymise(optionsOf('deterministic')).notes]).toEqual([undefined, []]);
    expect(usual.findings['expectedCollidingPairs']).toBeLessThan(1e-20);
  });

  test.each([
    [{ bits: 56, population: 10 }, 'PLAN_OUT_OF_RANGE', 'bits'],
    [{ bits: 48, population: 10 }, 'PLAN_OUT_OF_RANGE', 'bits'],
    [{ bits: 65, population: 10 }, 'PLAN_OUT_OF_RANGE', 'bits'],
    [{ bits: 264 }, 'PLAN_OUT_OF_RANGE', 'bits'],
    [{ bits: 64 }, 'PLAN_MISSING', 'population'],
    [{ bits: 120 }, 'PLAN_MISSING', 'population'],
    [{ bits: 64, population: 7e9 }, 'PLAN_OUT_OF_RANGE', 'bits'],
    [{ population: 0 }, 'PLAN_OUT_OF_RANGE', 'population'],
    [{ population: 1.5 }, 'PLAN_TYPE', 'population'],
    [{ algorithm: 'SHA-1' }, 'PLAN_OUT_OF_RANGE', 'algorithm'],
    [{ algorithm: 'FF1' }, 'PLAN_OUT_OF_RANGE', 'algorithm'],
    [{ encoding: 'base64' }, 'PLAN_OUT_OF_RANGE', 'encoding'],
    [{ releaseNonce }, 'PLAN_UNKNOWN_OPTION', 'releaseNonce'],
    [{ asOf: '2024-02-30' }, 'PLAN_OUT_OF_RANGE', 'asOf'],
    [{ expectFingerprint: 'ABCDEF0123456789' }, 'PLAN_OUT_OF_RANGE', 'expectFingerprint'],
  ])('refuse %o', (change, code, path) => {
    expect(problemsOf(() => pseudonymise(optionsOf('deterministic', change)))).toMatchObject([{ code, path }]);
  });
});

describe('codes that differ from release to release', () => {
  test.each(['document', 'releaseRandomised'] as const)('by the policy %s share none, and keep the fingerprint of the key', async (name) => {
    const nirs = Array.from({ length: 200 }, (_, order) => `2840588321${String(order + 1).padStart(3, '0')}`);
    const [first, second] = [await run(optionsOf(name), [batchOf(nirs)]), await run(optionsOf(name, { releaseNonce: otherNonce }), [batchOf(nirs)])];
    expect(new Set([...first.codes, ...second.codes]).size).toBe(400);
    expect(first.description.fingerprint).toBe(second.description.fingerprint);
    expect([first.description.releaseNonce, second.description.releaseNonce]).toEqual([releaseNonce, otherNonce].map((nonce) => Buffer.from(nonce).toString('hex')));
  });

  test('are refused without a nonce, or with one that is none', () => {
    for (const name of ['document', 'releaseRandomised'] as const) {
      expect(problemsOf(() => pseudonymise(optionsOf(name, { releaseNonce: undefined })))).toMatchObject([{ path: 'releaseNonce' }]);
      expect(problemsOf(() => pseudonymise(optionsOf(name, { releaseNonce: releaseNonce.subarray(1) })))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'releaseNonce', message: 'expected from 16 to 64 bytes, got 15' }]);
      expect(problemsOf(() => pseudonymise(optionsOf(name, { releaseNonce: new Uint8Array(16) })))).toMatchObject([{ path: 'releaseNonce' }]);
      expect(problemsOf(() => pseudonymise(optionsOf(name, { releaseNonce: '00112233445566778899aabbccddeeff' })))).toMatchObject([{ path: 'releaseNonce' }]);
    }
  });

  test('by releaseRandomised give the deterministic code back to the holder of the key, and to nobody else', async () => {
    const nirs = [PERSON, CORSICAN];
    const plain = await codesOf(optionsOf('deterministic'), nirs);
    const sealed = await codesOf(optionsOf('releaseRandomised'), nirs);
    const context = { project: 'cohort-2024', domain: 'patient', profile: 'nir/v1', secretKey, releaseNonce };
    const opened = (code: string, change: object = {}): string | null => {
      const bytes = openReleaseCode(new Uint8Array(Buffer.from(code, 'hex')), { ...context, ...change });
      return bytes === null ? null : Buffer.from(bytes).toString('hex');
    };
    expect(sealed.map((code) => opened(code!))).toEqual(plain);
    for (const change of [{ secretKey: otherKey }, { releaseNonce: otherNonce }, { project: 'x' }, { domain: 'x' }, { profile: 'text/v1' }]) expect(opened(sealed[0]!, change)).toBeNull();
    expect(opened(`${sealed[0]!.slice(0, -1)}${sealed[0]!.endsWith('0') ? '1' : '0'}`)).toBeNull();
    expect(opened(sealed[0]!.slice(2))).toBeNull();
    expect(opened('')).toBeNull();
  });
});

describe('reversible codes', () => {
  const context = { project: 'cohort-2024', domain: 'patient', policy: 'reversible', secretKey } as const;

  test('give the normalised value back to the holder of the key, in both algorithms', async () => {
    const nirs = [PERSON, '2 84 05 2a 321 025 52'];
    for (const name of ['reversible', 'reversible in base32', 'reversible, FF1'] as const) {
      const opener = codeOpener({ ...context, profile: 'nir/v1', ...(name.endsWith('FF1') ? { algorithm: 'FF1' as const } : {}) });
      const codes = await codesOf(optionsOf(name), nirs);
      const bytes = (code: string): Uint8Array => name.endsWith('FF1') ? new TextEncoder().encode(code) : name.endsWith('32') ? decodeCode(code, 'base32')! : new Uint8Array(Buffer.from(code, 'hex'));
      expect(codes.map((code) => new TextDecoder().decode(opener.open(bytes(code!))!))).toEqual(['2840588321025', '284052A321025']);
      opener.wipe();
      expect(() => opener.open(bytes(codes[0]!))).toThrow('wiped');
    }
  });

  test('of AES-SIV do not open when a bit is changed, or in another context', async () => {
    const [code] = await codesOf(optionsOf('reversible'), [PERSON]);
    const bytes = new Uint8Array(Buffer.from(code!, 'hex'));
    const opener = codeOpener({ ...context, profile: 'nir/v1' });
    for (let bit = 0; bit < 8 * bytes.length; bit += 5) {
      const changed = bytes.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(opener.open(changed)).toBeNull();
    }
    for (const change of [{ project: 'x' }, { domain: 'x' }, { profile: 'text/v1' }, { secretKey: otherKey }, { isRekey: true, profile: 'code/v1' }]) expect(codeOpener({ ...context, profile: 'nir/v1', ...change }).open(bytes)).toBeNull();
  });

  test('of FF1 keep length and letters, warn of it, and say whose shape they have', async () => {
    const nirs = Array.from({ length: 300 }, (_, order) => `2840588321${String(order + 1).padStart(3, '0')}`);
    const { codes, description, findings } = await run(optionsOf('reversible, FF1'), [batchOf(nirs)]);
    expect(codes.every((code) => /^[0-9AB]{13}$/.test(code!))).toBe(true);
    expect(new Set(codes).size).toBe(300);
    expect(description).toMatchObject({ algorithm: 'FF1', bits: null, shape: 'nir/v1', reversibility: 'key' });
    expect(findings['notes']).toEqual([expect.stringContaining('reversible') as string, expect.stringContaining('The shape survives') as string]);
    const opener = codeOpener({ ...context, profile: 'nir/v1', algorithm: 'FF1' });
    for (const text of ['', '123', '12345678901234', '284058832102X']) expect(opener.open(new TextEncoder().encode(text))).toBeNull();
  });

  test('of values without one length are text, longer by 16 bytes', async () => {
    const schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' } });
    const values = ['a', 'Jean-Pierre', 'é'];
    const { codes, description, findings } = await run({ ...base, profile: 'text/v1', policy: 'reversible' }, [makeBatch(schema, [textColumn(values)], 3)], schema);
    expect(codes.map((code) => decodeCode(code!, 'base32')!.length)).toEqual([17, 27, 18]);
    expect(description).toMatchObject({ encoding: 'base32', bits: null });
    expect(findings['notes']).toContain('The length of a code tells the length of its value.');
  });

  test.each([
    [{ algorithm: 'FF1', profile: 'text/v1' }, 'algorithm'],
    [{ algorithm: 'FF1', profile: 'date/v1' }, 'algorithm'],
    [{ algorithm: 'FF1', profile: 'birthPlace/v1' }, 'algorithm'],
    [{ algorithm: 'FF1', profile: 'phone/v1' }, 'algorithm'],
    [{ algorithm: 'FF1', encoding: 'hex' }, 'encoding'],
    [{ encoding: 'binary', profile: 'text/v1' }, 'encoding'],
    [{ algorithm: 'HMAC-SHA-256' }, 'algorithm'],
  ])('refuse %o', (change, path) => {
    expect(problemsOf(() => pseudonymise(optionsOf('reversible', change)))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path }]);
  });

  test('refuse bits, which are not theirs to choose', () => {
    expect(problemsOf(() => pseudonymise(optionsOf('reversible', { bits: 256 })))).toMatchObject([{ code: 'PLAN_UNKNOWN_OPTION', path: 'bits' }]);
  });
});

describe('a fingerprint', () => {
  test.each([['deterministic', 'FF1'], ['deterministic', 'AES-SIV'], ['reversible', 'BLAKE3'], ['releaseRandomised', 'HMAC-SHA-256'], ['document', 'FF1']] as const)('of %s does not know %s', (policy, algorithm) => {
    expect(problemsOf(() => pseudonymFingerprint({ project: 'p', domain: 'd', profile: 'nir/v1', policy, algorithm, secretKey }))).toMatchObject([{ path: 'algorithm' }]);
  });

  test('is of a profile that there is, of values or of codes as is meant, or nobody gets one', () => {
    const problems = (profile: string, isRekey: boolean): readonly Problem[] => problemsOf(() => pseudonymFingerprint({ project: 'p', domain: 'd', profile, isRekey, policy: 'deterministic', secretKey }));
    for (const profile of ['nir', 'nir/v2', 'toString', 'composite/v1(nir/v1,nir)', 'composite/v1(nir/v1,code/v1)', 'code/v1']) expect(problems(profile, false), profile).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'profile' }]);
    for (const profile of ['nir/v1', 'code', 'composite/v1(nir/v1,date/v1)']) expect(problems(profile, true), profile).toMatchObject([{ path: 'profile' }]);
    for (const profile of ['nir/v1', 'composite/v1(nir/v1,date/v1)']) expect(pseudonymFingerprint({ project: 'p', domain: 'd', profile, policy: 'deterministic', secretKey })).toMatch(/^[0-9a-f]{16}$/);
    expect(problemsOf(() => codeOpener({ project: 'p', domain: 'd', profile: 'nir', policy: 'reversible', secretKey }))).toMatchObject([{ path: 'profile' }]);
  });
});

describe('a description', () => {
  test('is read back from the field it stands in, and only as it was written', () => {
    const [field] = pseudonymise(optionsOf('document')).outputSchema(SCHEMA).fields;
    const text = field!.metadata.get(METADATA.pseudonym)!;
    expect(descriptionOf(field!)).toEqual(JSON.parse(text));
    for (const change of [{ fingerprint: PERSON }, { project: 'a b' }, { policy: 'other' }, { extra: 1 }, { releaseNonce: 'xx' }, { chain: [PERSON] }, { bits: 1 }]) {
      const changed = changeField(field!, { metadata: { [METADATA.pseudonym]: JSON.stringify({ ...(JSON.parse(text) as object), ...change }) } });
      expect(descriptionOf(changed)).toBeNull();
    }
    expect(descriptionOf(changeField(field!, { metadata: { [METADATA.pseudonym]: '{' } }))).toBeNull();
    expect(descriptionOf(SCHEMA.fields[0]!)).toBeNull();
  });
});
