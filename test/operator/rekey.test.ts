// Codes of codes, compared with node:crypto's.
import { createHmac, hkdfSync } from 'node:crypto';
import type { RecordBatch, Schema } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import type { BinaryColumn, Column } from '../../src/core/column.ts';
import { collect, fromBatches } from '../../src/core/dataset.ts';
import { PlanError, type Problem } from '../../src/core/errors.ts';
import { declareSchema, METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { codeOpener, descriptionOf, pseudonymise, rekey, type RekeyOptions } from '../../src/pseudonymise/index.ts';
import { codeTexts } from '../kernel/pseudonymise/vectors.ts';

const sourceKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + 131) & 255);
const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 31 + 7) & 255);
const releaseNonce = Uint8Array.from({ length: 16 }, (_, index) => index * 7 + 1);
const base = { column: 'person', profile: 'code/v1', keep: 'new', project: 'national-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey } as const;

const SCHEMA = declareSchema({ person: { type: 'binary(16)', role: 'pseudonym' }, stay: { type: 'utf8', role: 'attribute' } });
const NIRS = declareSchema({ person: { type: 'utf8', role: 'directIdentifier' }, stay: { type: 'utf8', role: 'attribute' } });

function bytesColumn(codes: readonly (string | null)[]): BinaryColumn {
  const valid = new Uint8Array((codes.length + 7) >> 3);
  codes.forEach((code, row) => { if (code !== null) valid[row >> 3]! |= 1 << (row & 7); });
  return { kind: 'binary', rows: codes.length, valid: codes.includes(null) ? valid : null, width: 16, bytes: new Uint8Array(Buffer.from(codes.map((code) => code ?? '0'.repeat(32)).join(''), 'hex')) };
}

const stays = (rows: number): Column => textColumn(Array.from({ length: rows }, (_, row) => `stay ${row + 1}`));
const batchOf = (codes: readonly (string | null)[], schema: Schema = SCHEMA): RecordBatch => makeBatch(schema, [bytesColumn(codes), stays(codes.length)], codes.length);

function code(value: Buffer | string, profile = 'code/v1'): string {
  const labels = ['national-2024', 'patient', 'rekey/deterministic', profile];
  const info = Buffer.concat(labels.map((label) => Buffer.concat([Buffer.from(Uint32Array.of(label.length).buffer), Buffer.from(label)])));
  const subKey = Buffer.from(hkdfSync('sha256', secretKey, 'a423/pseudonymise/v1', info, 32));
  return createHmac('sha256', subKey).update(value).digest('hex').slice(0, 32);
}

interface Output {
  readonly schema: Schema;
  readonly columns: readonly Column[];
  readonly findings: Findings;
  readonly rejects: readonly { row: number; code: string }[];
}

async function run(options: RekeyOptions, batch: RecordBatch): Promise<Output> {
  let findings: Findings = {};
  const ports = applyOperator(fromBatches(batch.schema, [batch]), rekey(options), { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const [output] = await collect(ports.rows);
  const rejects = ports.rejects === null ? [] : (await collect(ports.rejects)).flatMap((one) => one.toArray().map((row) => ({ row: Number(row.row), code: String(row.code) })));
  return { schema: ports.rows.schema, columns: columnsOf(output!), findings, rejects };
}

function problemsOf(attempt: () => unknown): readonly Problem[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems;
    throw error;
  }
  return [];
}

const [FIRST, SECOND] = ['66bf046b7be73d7206da4445dc754415', '01ab6448768f71c65f3fd39eb6cb9399'];
const hashed = (hexadecimal: string): string => code(Buffer.from(hexadecimal, 'hex'));

describe('rekey', () => {
  test('codes the bytes of the old code; null stays null, and bytes that are all the same are nobody', async () => {
    const { columns, rejects, findings } = await run(base, batchOf([FIRST, null, SECOND, '0'.repeat(32), FIRST, 'ff'.repeat(16)]));
    expect(codeTexts(columns[0]!)).toEqual([hashed(FIRST), '0'.repeat(32), hashed(SECOND), hashed(FIRST)]);
    expect(columns[0]!.valid).toEqual(Uint8Array.of(0b1101));
    expect(codeTexts(columns[1]!)).toEqual(['stay 1', 'stay 2', 'stay 3', 'stay 5']);
    expect(rejects).toEqual([{ row: 4, code: 'CODE_PLACEHOLDER' }, { row: 6, code: 'CODE_PLACEHOLDER' }]);
    expect(findings).toMatchObject({ rows: 6, pseudonymised: 3, missing: 1, rejected: 2, byReason: { person: { CODE_PLACEHOLDER: 2 } } });
  });

  test('codes text that others made, but for the placeholders of the SNDS', async () => {
    const schema = declareSchema({ person: { type: 'utf8', role: 'pseudonym' } });
    const texts = ['Kx9Pq2LmZ81Tt0aVb', 'xxxxxxxxxxxxxxxxx', 'XXXXXXXXXXXXXXXXD', ' Kx9Pq2LmZ81Tt0aVb ', null];
    const { columns, rejects } = await run({ ...base, profile: 'code-text/v1', onInvalid: 'reject' }, makeBatch(schema, [textColumn(texts)], 5));
    expect(codeTexts(columns[0]!).slice(0, 2)).toEqual([code('Kx9Pq2LmZ81Tt0aVb', 'code-text/v1'), code('Kx9Pq2LmZ81Tt0aVb', 'code-text/v1')]);
    expect(rejects.map(({ row }) => row)).toEqual([2, 3]);
  });

  test('makes a second level: source then national, with the chain of fingerprints in the metadata', async () => {
    const first = pseudonymise({ column: 'person', profile: 'nir/v1', project: 'hospital', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: sourceKey });
    const second = rekey(base);
    const third = rekey({ ...base, project: 'study-7', secretKey: sourceKey });
    const rows = pipe(fromBatches(NIRS, [makeBatch(NIRS, [textColumn(['284058832102532', '2840588321025', null]), stays(3)], 3)]), first, second, third);
    const fingerprints = [first.outputSchema(NIRS), second.outputSchema(first.outputSchema(NIRS))].map((schema) => descriptionOf(schema.fields[0]!)!.fingerprint);
    const description = descriptionOf(rows.schema.fields[0]!)!;
    expect(description.chain).toEqual(fingerprints);
    expect(description).toMatchObject({ project: 'study-7', profile: 'code/v1', policy: 'deterministic', reversibility: 'enumeration' });
    const [output] = await collect(rows);
    const [one, same] = codeTexts(columnsOf(output!)[0]!);
    expect(one).toBe(same);
    expect(roleOf(rows.schema.fields[0]!)).toBe('pseudonym');
  });

  test('says that the chain is unknown where the file does not tell', () => {
    expect(descriptionOf(rekey(base).outputSchema(SCHEMA).fields[0]!)!.chain).toEqual(['unknown']);
  });

  test('keeps both codes during a transition, in this order, and says until when', async () => {
    const old = pseudonymise({ column: 'person', profile: 'nir/v1', project: 'hospital', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: sourceKey });
    const both = { ...base, keep: 'both', into: 'person2025', asOf: '2025-01-01', until: '2025-06-30' } as const;
    const schema = rekey(both).outputSchema(old.outputSchema(NIRS));
    expect(schema.fields.map((field) => [field.name, roleOf(field)])).toEqual([['person', 'pseudonym'], ['person2025', 'pseudonym'], ['stay', 'attribute']]);
    expect(descriptionOf(schema.fields[0]!)).toMatchObject({ project: 'hospital', until: '2025-06-30' });
    expect(descriptionOf(schema.fields[1]!)).toMatchObject({ project: 'national-2024', asOf: '2025-01-01' });
    expect(descriptionOf(schema.fields[1]!)!.until).toBeUndefined();
    const { columns } = await run(both, batchOf([FIRST, SECOND]));
    expect(columns.slice(0, 2).map(codeTexts)).toEqual([[FIRST, SECOND], [hashed(FIRST), hashed(SECOND)]]);
  });

  test('is not limited to keyed hashes: an extraction may have codes of its own, a circuit sealed ones', async () => {
    const batch = batchOf([FIRST, SECOND, null]);
    const random = await run({ ...base, policy: 'releaseRandomised', releaseNonce }, batch);
    const other = await run({ ...base, policy: 'releaseRandomised', releaseNonce: releaseNonce.map((byte) => byte ^ 1) }, batch);
    expect(new Set([...codeTexts(random.columns[0]!).slice(0, 2), ...codeTexts(other.columns[0]!).slice(0, 2)]).size).toBe(4);
    const opener = codeOpener({ project: 'national-2024', domain: 'patient', profile: 'code/v1', policy: 'releaseRandomised', isRekey: true, secretKey, releaseNonce });
    const opened = opener.open((random.columns[0] as BinaryColumn).bytes.subarray(0, 32))!;
    expect(Buffer.from(opened).toString('hex')).toBe(hashed(FIRST));
    const sealed = await run({ ...base, policy: 'reversible', encoding: 'base32' }, batch);
    expect(codeTexts(sealed.columns[0]!)[0]).toMatch(/^[0-9A-Z]{52}$/);
  });

  test('works on no rows', async () => {
    expect((await run(base, batchOf([]))).columns[0]!.rows).toBe(0);
  });
});

describe('rekey refuses', () => {
  test('what is no pseudonym, unknown, of another type, or would take a name', () => {
    expect(problemsOf(() => rekey(base).outputSchema(NIRS))).toMatchObject([{ code: 'PLAN_COLUMN_ROLE', path: 'column' }]);
    expect(problemsOf(() => rekey({ ...base, column: 'nobody' }).outputSchema(SCHEMA))).toMatchObject([{ code: 'PLAN_UNKNOWN_COLUMN', path: 'column' }]);
    expect(problemsOf(() => rekey({ ...base, profile: 'code-text/v1' }).outputSchema(SCHEMA))).toMatchObject([{ code: 'PLAN_COLUMN_TYPE', path: 'column' }]);
    expect(problemsOf(() => rekey({ ...base, into: 'stay' }).outputSchema(SCHEMA))).toMatchObject([{ code: 'PLAN_COLUMN_EXISTS', path: 'into' }]);
    expect(problemsOf(() => rekey({ ...base, keep: 'both', into: 'person', asOf: '2025-01-01', until: '2025-02-01' }).outputSchema(SCHEMA))).toMatchObject([{ code: 'PLAN_COLUMN_EXISTS', path: 'into' }]);
  });

  test('codes read as text that the file says are bytes: they would be other persons', () => {
    const [field] = pseudonymise({ column: 'person', profile: 'nir/v1', project: 'hospital', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: sourceKey }).outputSchema(NIRS).fields;
    const read = declareSchema({ person: { type: 'utf8', role: 'pseudonym' } });
    read.fields[0]!.metadata.set(METADATA.pseudonym, field!.metadata.get(METADATA.pseudonym)!);
    expect(problemsOf(() => rekey({ ...base, profile: 'code-text/v1' }).outputSchema(read))).toMatchObject([{ code: 'PLAN_COLUMN_TYPE', path: 'profile' }]);
  });

  test('a transition that is over', () => {
    const both = { ...base, keep: 'both', into: 'p2', asOf: '2025-07-01', until: '2025-06-30' } as const;
    expect(problemsOf(() => rekey(both))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'until' }]);
    expect(problemsOf(() => rekey({ ...both, asOf: '2025-06-30' }))).toEqual([]);
  });

  test.each([
    ['no word on the old codes', { keep: undefined }, 'keep'],
    ['another profile', { profile: 'nir/v1' }, 'profile'],
    ['both without an end', { keep: 'both', into: 'p2', asOf: '2025-01-01' }, 'until'],
    ['both without a day of reference', { keep: 'both', into: 'p2', until: '2025-01-01' }, 'asOf'],
    ['an end without a transition', { until: '2025-01-01' }, 'until'],
    ['FF1', { policy: 'reversible', algorithm: 'FF1' }, 'algorithm'],
    ['a level', { level: 'format' }, 'level'],
    ['no key', { secretKey: undefined }, 'secretKey'],
  ])('%s', (_, change, path) => {
    expect(problemsOf(() => rekey({ ...base, ...change } as unknown as RekeyOptions))).toMatchObject([{ path }]);
  });
});
