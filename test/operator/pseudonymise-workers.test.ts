// Codes made by threads are those made without: the oracle is the operator on the calling thread, whose codes other tests
// hold to node:crypto.
import { pathToFileURL } from 'node:url';
import type { RecordBatch, Schema } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { columnsOf, codedTextType, makeBatch, makeSchema } from '../../src/core/arrow.ts';
import type { Column, TextColumn } from '../../src/core/column.ts';
import { collect, fromBatches, fromAsyncIterable, rebatch, type Dataset } from '../../src/core/dataset.ts';
import { changeField, declareSchema } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { pseudonymise, rekey, type PseudonymiseOperator, type PseudonymiseOptions } from '../../src/pseudonymise/index.ts';
import { bundle, type Script } from '../child.ts';
import { codeTexts } from '../kernel/pseudonymise/vectors.ts';

let script: Script;
const pools: WorkerPool[] = [];

beforeAll(async () => {
  script = await bundle('../src/worker.ts');
  for (const workers of [1, 2, 3]) pools.push(workerPool({ workers, entry: pathToFileURL(script.path) }));
});

afterAll(async () => {
  for (const pool of pools) await pool.close();
  await script.remove();
});

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + 131) & 255);
const releaseNonce = Uint8Array.from({ length: 16 }, (_, index) => index * 7 + 1);
const base = { column: 'nir', profile: 'nir/v1', project: 'cohort-2024', domain: 'patient', onInvalid: 'reject', secretKey } as const;

const ROWS = 20_011;

/** Valid NIRs of 13 and 15 characters, nulls, and some that are wrong in several ways. */
function nir(row: number): string | null {
  if (row % 97 === 5) return null;
  if (row % 101 === 7) return ['12', '', '284058832102533', '2691349588157'][row % 4]!;
  const digits = `2${String(row % 100).padStart(2, '0')}0588321${String(1 + (row * 7) % 999).padStart(3, '0')}`;
  return row % 3 === 0 ? digits : `${digits}${String(97n - (BigInt(digits) % 97n)).padStart(2, '0')}`;
}

const NIRS = Array.from({ length: ROWS }, (_, row) => nir(row));
const SCHEMA = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, stay: { type: 'int32', role: 'attribute' } });
const PLAIN = datasetOf(SCHEMA, textColumn(NIRS));

function datasetOf(schema: Schema, column: Column): Dataset {
  const stays: Column = { kind: 'int32', rows: column.rows, valid: null, values: Int32Array.from({ length: column.rows }, (_, row) => row) };
  return fromBatches(schema, [makeBatch(schema, [column, stays], column.rows)]);
}

interface Output {
  readonly codes: string;
  readonly stays: string;
  readonly findings: Findings;
  readonly rejects: string;
}

async function outputOf(source: Dataset, operator: PseudonymiseOperator, parallel: Parallel | null): Promise<Output> {
  let findings: Findings = {};
  const { rows, rejects } = applyOperator(source, operator, { fold: parallel === null ? IN_MEMORY : { ...IN_MEMORY, parallel }, onFindings: (found) => { findings = found; } });
  const batches = await collect(rows);
  const rejected = rejects === null ? [] : (await collect(rejects)).flatMap((batch) => batch.toArray().map((row) => `${row.row} ${row.column} ${row.code}`));
  operator.wipe();
  return {
    codes: batches.flatMap((batch) => codeTexts(columnsOf(batch)[0]!)).join(),
    stays: batches.flatMap((batch) => [...(columnsOf(batch)[1] as Column & { readonly kind: 'int32' }).values]).join(),
    findings, rejects: rejected.join(),
  };
}

/** Runs an operator without threads and with one, two and three of them. */
async function expectSame(source: Dataset, operator: () => PseudonymiseOperator, cut = source): Promise<Output> {
  const expected = await outputOf(source, operator(), null);
  for (const pool of pools) {
    const found = await outputOf(cut, operator(), pool);
    expect(found.codes === expected.codes, `codes of ${pool.workers} threads`).toBe(true);
    expect(found.stays === expected.stays, `rows of ${pool.workers} threads`).toBe(true);
    expect(found.rejects).toBe(expected.rejects);
    expect(found.findings).toEqual(expected.findings);
  }
  return expected;
}

describe('codes, rejects and findings are the same without threads and with any number of them', () => {
  test.each<[string, Partial<PseudonymiseOptions>]>([
    ['deterministic', { policy: 'deterministic' }],
    ['deterministic, invalid values null', { policy: 'deterministic', onInvalid: 'null' }],
    ['deterministic, BLAKE3 in base64url', { policy: 'deterministic', algorithm: 'BLAKE3', encoding: 'base64url' }],
    ['deterministic, 256 bits in hexadecimal', { policy: 'deterministic', bits: 256, encoding: 'hex' }],
    ['document', { policy: 'document', releaseNonce }],
    ['reversible', { policy: 'reversible' }],
    ['reversible, in base32', { policy: 'reversible', encoding: 'base32' }],
    ['releaseRandomised', { policy: 'releaseRandomised', releaseNonce }],
  ])('%s', async (_name, policy) => {
    const { codes, findings } = await expectSame(PLAIN, () => pseudonymise({ ...base, ...policy } as PseudonymiseOptions), rebatch(PLAIN, 9001));
    expect(codes.length).toBeGreaterThan(ROWS * 13);
    expect(findings).toMatchObject({ rows: ROWS });
  }, 120_000);

  test('reversible, FF1', async () => {
    await expectSame(datasetOf(SCHEMA, textColumn(NIRS.slice(0, 8211))), () => pseudonymise({ ...base, policy: 'reversible', algorithm: 'FF1' }));
  });

  test('whatever the cuts, empty batches included', async () => {
    const empty = makeBatch(SCHEMA, [textColumn([]), { kind: 'int32', rows: 0, valid: null, values: new Int32Array(0) }], 0);
    for (const batchRows of [1000, 4096, 8192, 8200]) {
      const cut = await collect(rebatch(PLAIN, batchRows));
      await expectSame(PLAIN, () => pseudonymise({ ...base, policy: 'deterministic' }), fromBatches(SCHEMA, [empty, ...cut.slice(0, 1), empty, ...cut.slice(1)]));
    }
    await expectSame(fromBatches(SCHEMA, []), () => pseudonymise({ ...base, policy: 'deterministic' }));
  });

  test('for a dictionary, small, large, changing, and with entries at fault', async () => {
    const coded = makeSchema([changeField(SCHEMA.fields[0]!, { type: codedTextType() }), SCHEMA.fields[1]!]);
    const batches: RecordBatch[] = [];
    for (const [entries, rows] of [[20_011, 300], [20_011, 300], [9000, 10_000], [9000, 10_000], [7, 5000]] as const) {
      const dictionary = textColumn(NIRS.slice(0, entries).map((text) => text ?? 'none')) as TextColumn;
      const valid = new Uint8Array((rows + 7) >> 3).fill(0b1101_1111);
      const column: Column = { kind: 'coded', rows, valid, codes: Int32Array.from({ length: rows }, (_, row) => (row * 31) % entries), dictionary };
      for (let again = 0; again < 2; again++) batches.push(makeBatch(coded, [column, { kind: 'int32', rows, valid: null, values: new Int32Array(rows) }], rows));
    }
    await expectSame(fromBatches(coded, batches), () => pseudonymise({ ...base, policy: 'deterministic' }));
  });

  test('for texts with accents, whole numbers, and slices of larger columns', async () => {
    const words = textColumn(NIRS.map((text, row) => (text === null ? null : ` Élodie ${row % 1000} Müller\u00a0`)));
    const schema = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' }, stay: { type: 'int32', role: 'attribute' } });
    await expectSame(rebatch(datasetOf(schema, words), 17_003), () => pseudonymise({ ...base, profile: 'text/v1', policy: 'deterministic' }));
    await expectSame(rebatch(datasetOf(schema, words), 17_003), () => pseudonymise({ ...base, profile: 'name/v1', policy: 'reversible' }));
    const numbers: Column = { kind: 'int64', rows: ROWS, valid: null, values: BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(NIRS[row] ?? '1')) };
    const whole = declareSchema({ nir: { type: 'int64', role: 'directIdentifier' }, stay: { type: 'int32', role: 'attribute' } });
    await expectSame(datasetOf(whole, numbers), () => pseudonymise({ ...base, policy: 'deterministic' }));
  });

  test('for composites, dictionary text among their parts', async () => {
    const schema = makeSchema([...declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' } }).fields, changeField(declareSchema({ sex: { type: 'utf8', role: 'attribute' } }).fields[0]!, { type: codedTextType() })]);
    const sexes: Column = { kind: 'coded', rows: ROWS, valid: null, codes: Int32Array.from({ length: ROWS }, (_, row) => row % 3), dictionary: textColumn(['F', ' ', 'M']) as TextColumn };
    const source = fromBatches(schema, [makeBatch(schema, [textColumn(NIRS), sexes], ROWS)]);
    for (const onMissingPart of ['null', 'absent'] as const) {
      const operator = (): PseudonymiseOperator => pseudonymise({
        columns: [{ column: 'nir', profile: 'nir/v1' }, { column: 'sex', profile: 'text/v1' }], onMissingPart, into: 'person',
        project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey,
      });
      const expected = await codesAndFindings(source, operator(), null);
      for (const pool of pools) expect(await codesAndFindings(source, operator(), pool)).toEqual(expected);
    }
  });

  test('for codes of codes', async () => {
    const first = applyOperator(PLAIN, pseudonymise({ ...base, policy: 'deterministic' })).rows;
    const held = fromBatches(first.schema, await collect(first));
    await expectSame(held, () => rekey({ column: 'nir', profile: 'code/v1', keep: 'new', project: 'national', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey }));
  });
});

async function codesAndFindings(source: Dataset, operator: PseudonymiseOperator, parallel: Parallel | null): Promise<unknown> {
  let findings: Findings = {};
  const { rows, rejects } = applyOperator(source, operator, { fold: parallel === null ? IN_MEMORY : { ...IN_MEMORY, parallel }, onFindings: (found) => { findings = found; } });
  const codes = (await collect(rows)).flatMap((batch) => codeTexts(columnsOf(batch)[0]!)).join();
  const rejected = (await collect(rejects!)).flatMap((batch) => batch.toArray().map((row) => `${row.row} ${row.column} ${row.code}`)).join();
  return { codes, rejected, findings };
}

describe('a reading with threads', () => {
  const options = { ...base, policy: 'deterministic' } as const;
  const contextOf = (pool: WorkerPool) => ({ fold: { ...IN_MEMORY, parallel: pool } });

  test('that is broken off closes the source and leaves nothing of the values in shared memory', async () => {
    const memories: SharedArrayBuffer[] = [];
    const Native = SharedArrayBuffer;
    vi.stubGlobal('SharedArrayBuffer', function observe(length: number) {
      const memory = new Native(length);
      memories.push(memory);
      return memory;
    });
    let closed = false;
    const batches = await collect(rebatch(PLAIN, 5000));
    const source = fromAsyncIterable(SCHEMA, async function* () {
      try {
        yield* batches;
      } finally {
        closed = true;
      }
    });
    const operator = pseudonymise(options);
    const reading = applyOperator(source, operator, contextOf(pools[1]!)).rows.open()[Symbol.asyncIterator]();
    try {
      expect((await reading.next()).done).toBe(false);
      // The attack works on a reading in use, or its failure afterwards would say nothing.
      expect(memories.some((memory) => Buffer.from(memory).includes(NIRS[1]!))).toBe(true);
    } finally {
      vi.unstubAllGlobals();
      await reading.return!();
    }
    operator.wipe();
    expect(closed).toBe(true);
    expect(memories.length).toBeGreaterThan(1);
    for (const memory of memories) expect(new Uint8Array(memory).every((byte) => byte === 0)).toBe(true);
  });

  test('ends with the error of its source, and with an abort', async () => {
    const batches = await collect(rebatch(PLAIN, 5000));
    const failing = fromAsyncIterable(SCHEMA, async function* () {
      yield* batches.slice(0, 3);
      await Promise.resolve();
      throw new Error('the disk is gone');
    });
    await expect(collect(applyOperator(failing, pseudonymise(options), contextOf(pools[1]!)).rows)).rejects.toThrow('the disk is gone');
    const controller = new AbortController();
    const reading = applyOperator(fromBatches(SCHEMA, batches), pseudonymise(options), contextOf(pools[1]!)).rows.open(controller.signal);
    await expect((async () => {
      for await (const batch of reading) if (batch.numRows > 0) controller.abort(new Error('enough'));
    })()).rejects.toThrow('enough');
  });

  test('fails when the pool was closed, and cannot start once the operator was wiped', async () => {
    const pool = workerPool({ workers: 1, entry: pathToFileURL(script.path) });
    await pool.close();
    await expect(collect(applyOperator(PLAIN, pseudonymise(options), contextOf(pool)).rows)).rejects.toThrow('pool: expected one that was not closed');
    const operator = pseudonymise(options);
    operator.wipe();
    await expect(collect(applyOperator(PLAIN, operator, contextOf(pools[0]!)).rows)).rejects.toThrow('expected an operator that was not wiped');
  });

  test('cuts batches of more than 65,536 rows, and gives the same codes', async () => {
    const nirs = Array.from({ length: 140_001 }, (_, row) => nir(row));
    const large = datasetOf(SCHEMA, textColumn(nirs));
    const counts: number[] = [];
    const counting: Parallel = {
      workers: 3,
      open(task, setup, secret) {
        const opened = pools[2]!.open(task, setup, secret);
        return {
          ...opened,
          run(part) {
            counts.push((part as unknown as readonly Column[])[0]!.rows);
            return opened.run(part);
          },
        };
      },
    };
    for (const policy of [{}, { encoding: 'hex' }, { onInvalid: 'null' }] as const) {
      const found = await outputOf(large, pseudonymise({ ...options, ...policy }), counting);
      const expected = await outputOf(large, pseudonymise({ ...options, ...policy }), null);
      expect([found.codes === expected.codes, found.stays === expected.stays, found.rejects === expected.rejects]).toEqual([true, true, true]);
      expect(found.findings).toEqual(expected.findings);
    }
    expect(counts.slice(0, 3)).toEqual([65_536, 65_536, 8929]);
  });

  test('two at once keep their codes apart', async () => {
    const other = secretKey.map((byte) => byte ^ 255);
    const [first, second] = await Promise.all([secretKey, other].map((key) => outputOf(rebatch(PLAIN, 3000), pseudonymise({ ...options, secretKey: key }), pools[1]!)));
    expect(first!.codes).toBe((await outputOf(PLAIN, pseudonymise(options), null)).codes);
    expect(second!.codes).toBe((await outputOf(PLAIN, pseudonymise({ ...options, secretKey: other }), null)).codes);
  });
});
