// Codes and seals are computed again from the blocks of node:crypto; who must be known is decided by hand.
import { createHmac } from 'node:crypto';
import type { Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnTypeOf } from '../../src/core/arrow.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { pseudonymiseWithCrosswalk, type CrosswalkOptions } from '../../src/pseudonymise/index.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { framed, sealNaively, subKeyOf } from './naive-siv.ts';

const bytesOf = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + seed) & 255);
const secretKey = bytesOf(131);
const releaseNonce = bytesOf(7).subarray(0, 16);
const byNir = {
  policy: 'random', column: 'nir', profile: 'nir/v1', project: 'cohort-2024', domain: 'patient', onInvalid: 'null', asOf: '2024-10-04',
  secretKey, drawing: { secretKey: bytesOf(32) }, releaseNonce,
} as const satisfies CrosswalkOptions;
/** A later run: another key that draws, another nonce, another day. */
const later = { ...byNir, drawing: { secretKey: bytesOf(33) }, releaseNonce: bytesOf(8), asOf: '2025-03-01' } as const;

const NIR = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' } });
const CODED = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' } }, ['nir']);
const ANNE = '2840588321025';
const JEAN = '284052A321025';
const PAUL = '1770250933010';

function nirs(values: readonly (string | null)[], cuts: readonly number[] = [], schema: Schema = NIR): Dataset {
  return tableOf(schema, values.map((value) => [value]), cuts);
}

interface Outcome {
  readonly rows: Value[][];
  readonly crosswalk: Value[][];
  readonly findings: Findings;
  /** The crosswalk as the next run has it. */
  readonly table: Dataset;
}

async function run(rows: Dataset, options: CrosswalkOptions = byNir, crosswalk?: Dataset, fold: FoldContext = IN_MEMORY): Promise<Outcome> {
  let findings: Findings = {};
  const ports = pseudonymiseWithCrosswalk(options).connect({ rows, ...(crosswalk === undefined ? {} : { crosswalk }) }, { fold, onFindings: (found) => { findings = found; } });
  const given = await rowsOf(ports['rows']!);
  const table = ports['crosswalk']!;
  const batches = await collect(table);
  return { rows: given, crosswalk: await rowsOf(fromBatches(table.schema, batches)), findings, table: fromBatches(table.schema, batches) };
}

/** What a run draws for a value. */
function drawn(value: string, { drawing, releaseNonce: nonce }: Pick<CrosswalkOptions, 'drawing' | 'releaseNonce'> = byNir, profile = 'nir/v1'): string {
  const subKey = subKeyOf(drawing.secretKey, ['cohort-2024', 'patient', 'random/draw', profile, Buffer.from(nonce).toString('hex')], 32);
  return createHmac('sha256', subKey).update(value).digest('hex').slice(0, 32);
}

const LABELS = ['cohort-2024', 'patient', 'random', 'nir/v1'];
const sealed = (code: string, value: string, labels: readonly string[] = LABELS): string =>
  sealNaively(subKeyOf(secretKey, labels, 64), framed(...labels), Buffer.concat([Buffer.from(code, 'hex'), Buffer.from(value)])).toString('hex');
const fingerprint = createHmac('sha256', subKeyOf(secretKey, LABELS, 64)).update('a423/fingerprint').digest('hex').slice(0, 16);
const day = (text: string): number => Date.parse(text) / 86_400_000;
const person = (code: string, value: string, firstSeen: string): Value[] => [code, sealed(code, value), fingerprint, day(firstSeen)];
const byCode = (rows: readonly Value[][]): Value[][] => [...rows].sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));

async function failure(attempt: () => Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PlanError) return { code: error.problems.map(({ code }) => code).join(), text: error.message };
    if (error instanceof DataError) return { code: error.code, text: error.message };
    throw error;
  }
  return { code: 'none', text: '' };
}

describe('the policy random', () => {
  test('draws a code for each person and lists it beside the sealed identifier, in the order of the codes', async () => {
    const { rows, crosswalk, findings } = await run(nirs([ANNE, null, '2 84 05 2a 321 025 52', ANNE, '284058832102532']));
    expect(rows).toEqual([[drawn(ANNE)], [null], [drawn(JEAN)], [drawn(ANNE)], [drawn(ANNE)]]);
    expect(crosswalk).toEqual(byCode([person(drawn(ANNE), ANNE, '2024-10-04'), person(drawn(JEAN), JEAN, '2024-10-04')]));
    expect(findings).toMatchObject({ rows: 5, pseudonymised: 4, missing: 1, nulled: 0, knownPersons: 0, newPersons: 2 });
  });

  test('leaves known persons their code under whatever key and nonce a later run draws, and adds the new ones', async () => {
    const first = await run(nirs([ANNE, JEAN]));
    const second = await run(nirs([PAUL, JEAN, PAUL]), later, first.table);
    expect(second.rows).toEqual([[drawn(PAUL, later)], [drawn(JEAN)], [drawn(PAUL, later)]]);
    expect(second.crosswalk).toEqual(byCode([...first.crosswalk, person(drawn(PAUL, later), PAUL, '2025-03-01')]));
    expect(second.findings).toMatchObject({ knownPersons: 2, newPersons: 1 });
    const third = await run(nirs([ANNE, PAUL]), { ...later, asOf: '2025-04-01' }, second.table);
    expect(third.rows).toEqual([[drawn(ANNE)], [drawn(PAUL, later)]]);
    expect(third.crosswalk).toEqual(second.crosswalk);
  });

  test('gives other codes to the same persons where there is no crosswalk', async () => {
    const codes = [...(await run(nirs([ANNE, JEAN]))).rows, ...(await run(nirs([ANNE, JEAN]), later)).rows].flat();
    expect(new Set(codes).size).toBe(4);
  });

  test('says of the rows how they were made and of the crosswalk who may have it', async () => {
    const operator = pseudonymiseWithCrosswalk({ ...byNir, into: 'person', encoding: 'hex', onInvalid: 'reject' });
    const { rows, crosswalk, rejects } = operator.outputSchemas({ rows: NIR });
    const described = { policy: 'random', algorithm: 'HMAC-SHA-256', bits: 128, project: 'cohort-2024', domain: 'patient', profile: 'nir/v1', fingerprint, reversibility: 'crosswalk', asOf: '2024-10-04' };
    const form = (schema: Schema): unknown[][] => schema.fields.map((field) => [field.name, columnTypeOf(field.type), roleOf(field), field.nullable]);
    expect(form(rows!)).toEqual([['person', 'utf8', 'pseudonym', true]]);
    expect(JSON.parse(rows!.fields[0]!.metadata.get(METADATA.pseudonym)!)).toEqual({ ...described, encoding: 'hex' });
    expect(form(crosswalk!)).toEqual([['code', 'binary(16)', 'pseudonym', false], ['identifier', 'binary(45)', 'directIdentifier', false], ['keyId', 'utf8', 'technical', false], ['firstSeen', 'date', 'attribute', false]]);
    expect(JSON.parse(crosswalk!.fields[0]!.metadata.get(METADATA.pseudonym)!)).toEqual(described);
    expect(rejects!.fields.map(({ name }) => name)).toEqual(['row', 'column', 'code']);
    expect(operator.memory?.grows).toBe('records');
  });

  test('writes codes in the encoding that is asked for, and bytes in the crosswalk', async () => {
    const { rows, crosswalk } = await run(nirs([ANNE, null]), { ...byNir, encoding: 'hex' });
    expect(rows).toEqual([[drawn(ANNE)], [null]]);
    expect(crosswalk).toEqual([person(drawn(ANNE), ANNE, '2024-10-04')]);
  });

  test('rejects invalid values with their reason, and never lists them', async () => {
    const ports = pseudonymiseWithCrosswalk({ ...byNir, onInvalid: 'reject' }).connect({ rows: nirs([ANNE, '284058832102531', 'NC']) }, { fold: IN_MEMORY });
    expect(await rowsOf(ports['rows']!)).toEqual([[drawn(ANNE)]]);
    expect(await rowsOf(ports['rejects']!)).toEqual([[2n, 'nir', 'NIR_KEY'], [3n, 'nir', 'NIR_LENGTH']]);
    expect((await rowsOf(ports['crosswalk']!)).map(([code]) => code)).toEqual([drawn(ANNE)]);
  });

  test('seals values without one length as base64url text of a length that tells nothing', async () => {
    const schema = schemaOf({ file: { type: 'utf8', role: 'directIdentifier' } });
    const rows = tableOf(schema, [['A1'], ['a much longer file number'], ['A1']]);
    const labels = ['cohort-2024', 'patient', 'random', 'text/v1'];
    const options = { ...byNir, column: 'file', profile: 'text/v1' } as const;
    const { crosswalk, table } = await run(rows, options);
    const pad = (value: string): string => `${value}\u0080`;
    const expected = ['A1', 'a much longer file number'].map((value) => {
      const code = drawn(value, byNir, 'text/v1');
      const message = Buffer.concat([Buffer.from(code, 'hex'), Buffer.from(pad(value), 'latin1'), Buffer.alloc(31 - value.length)]);
      return [code, sealNaively(subKeyOf(secretKey, labels, 64), framed(...labels), message).toString('base64url')];
    });
    expect(crosswalk.map((row) => row.slice(0, 2))).toEqual(byCode(expected));
    expect(new Set(crosswalk.map(([, identifier]) => String(identifier).length)).size).toBe(1);
    expect((await run(rows, { ...options, drawing: { secretKey: bytesOf(99) } }, table)).crosswalk).toEqual(crosswalk);
  });

  test('takes several columns together for one person', async () => {
    const schema = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' }, born: { type: 'date', role: 'quasiIdentifier' } });
    const { column: _, profile: __, ...rest } = byNir;
    const options = { ...rest, columns: [{ column: 'nir', profile: 'nir/v1' }, { column: 'born', profile: 'date/v1' }], into: 'person', onMissingPart: 'null' } as const;
    const rows = tableOf(schema, [[ANNE, 0], [ANNE, 1], [ANNE, 0], [ANNE, null]]);
    const first = await run(rows, options);
    const codes = first.rows.map(([code]) => code);
    expect(codes[0]).toBe(codes[2]);
    expect(new Set(codes).size).toBe(3);
    expect(first.crosswalk.map(([code]) => [code])).toEqual(byCode([[codes[0]!], [codes[1]!]]));
    expect((await run(rows, { ...options, drawing: { secretKey: bytesOf(99) } }, first.table)).rows).toEqual(first.rows);
  });

  test('accepts an empty table, an empty batch and nobody to list', async () => {
    for (const rows of [nirs([]), nirs([], [0]), nirs([null, null], [1, 1])]) expect((await run(rows)).crosswalk).toEqual([]);
    const first = await run(nirs([ANNE]));
    expect((await run(nirs([]), later, first.table)).crosswalk).toEqual(first.crosswalk);
    expect((await run(nirs([ANNE]), byNir, fromBatches(first.table.schema, []))).crosswalk).toEqual(first.crosswalk);
  });

  test('lists no entry of a dictionary that no row has', async () => {
    const whole = await collect(nirs([ANNE, JEAN, PAUL, null], [], CODED));
    const part = fromBatches(CODED, [whole[0]!.slice(1, 2)]);
    expect((await run(part)).crosswalk).toEqual([person(drawn(JEAN), JEAN, '2024-10-04')]);
  });
});

describe('a crosswalk does not depend on', () => {
  const people = Array.from({ length: 60 }, (_, index) => `28405883210${String(index + 10)}`);

  test('batch cuts, the order of the rows, repetitions, dictionaries or the memory limit', async () => {
    const first = await run(nirs(people.slice(0, 20)));
    const whole = await run(nirs(people), later, first.table);
    await fc.assert(fc.asyncProperty(
      fc.shuffledSubarray(people, { minLength: people.length }), fc.array(fc.nat(people.length - 1), { maxLength: 40 }), fc.array(fc.nat(100), { maxLength: 6 }), fc.boolean(), fc.array(fc.nat(20), { maxLength: 3 }),
      async (order, again, cuts, isCoded, earlierCuts) => {
        const values = [...order, ...again.map((index) => people[index]!)];
        const earlier = tableOf(first.table.schema, first.crosswalk, earlierCuts);
        const { rows, crosswalk } = await run(nirs(values, cuts, isCoded ? CODED : NIR), later, earlier);
        expect(crosswalk).toEqual(whole.crosswalk);
        const codes = new Map(people.map((value, row) => [value, whole.rows[row]!]));
        expect(rows).toEqual(values.map((value) => codes.get(value)));
      }), { numRuns: 40 });
  });

  test('whether new persons spill, and a person who spills again and again is listed once', async () => {
    const many = Array.from({ length: 30_000 }, (_, index) => `2${String(index % 100).padStart(2, '0')}0588321${String((Math.floor(index / 100) % 300) + 1).padStart(3, '0')}`);
    const batches = Array.from({ length: 15 }, (_, index) => 4000 * index);
    const rows = nirs([...many, ...many], batches);
    const first = await run(nirs(many.slice(0, 5)));
    const whole = await run(rows, later, first.table);
    const spill = memorySpill(997);
    const spilled = await run(rows, later, first.table, { spill, maxMemoryBytes: 1000_000 });
    expect(whole.crosswalk).toHaveLength(30_000);
    expect(spill.written()).toBeGreaterThan(30_000 * 65);
    expect(spill.streams.size).toBe(0);
    expect(spilled.crosswalk).toEqual(whole.crosswalk);
    expect(await failure(() => run(rows, later, first.table, { spill: null, maxMemoryBytes: 1000_000 }))).toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
    expect(await failure(() => run(nirs([ANNE]), later, whole.table, { spill, maxMemoryBytes: 1000_000 }))).toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  }, 60_000);
});

describe('a crosswalk is refused', () => {
  const first = run(nirs([ANNE, JEAN, PAUL]));
  const columns = { code: { type: 'binary(16)', role: 'pseudonym' }, identifier: { type: 'binary(45)', role: 'directIdentifier' }, keyId: { type: 'utf8', role: 'technical' }, firstSeen: { type: 'date', role: 'attribute' } } as const;
  /** A crosswalk as a file without metadata gives it. */
  const bare = (rows: readonly Row[]): Dataset => tableOf(schemaOf(columns), rows);
  const changed = async (change: (rows: Value[][]) => Row[]): Promise<{ code: string; text: string }> => {
    const { crosswalk } = await first;
    return failure(() => run(nirs([ANNE]), later, bare(change(structuredClone(crosswalk)))));
  };

  test('under another key, project, domain or profile, by its fingerprint', async () => {
    const { table, crosswalk } = await first;
    for (const change of [{ secretKey: bytesOf(132) }, { project: 'cohort-2025' }, { domain: 'doctor' }, { profile: 'nif/v1' }] as const) {
      for (const earlier of [table, bare(crosswalk)]) {
        const { code, text } = await failure(() => run(nirs([ANNE]), { ...byNir, ...change }, earlier));
        expect([code, text.includes(fingerprint)]).toEqual(['PLAN_WRONG_KEY', false]);
      }
    }
    expect(await changed((rows) => rows)).toEqual({ code: 'none', text: '' });
  });

  test('where a code or a person stands twice', async () => {
    expect(await changed(([one, two]) => [one!, one!, two!])).toMatchObject({ code: 'DATA_DUPLICATE_KEY', text: expect.stringContaining('row 2') as string });
    const twice = byCode([person('0'.repeat(31) + '1', ANNE, '2024-10-04'), person('0'.repeat(31) + '2', ANNE, '2024-10-04')]);
    expect(await changed(() => twice)).toMatchObject({ code: 'DATA_DUPLICATE_KEY', text: expect.stringContaining('one person') as string });
  });

  test('where the rows are not in the order of their codes, a value is missing or a key id is another', async () => {
    expect(await changed(([one, two, three]) => [one!, three!, two!])).toMatchObject({ code: 'DATA_INVALID', text: expect.stringContaining('row 3') as string });
    expect(await changed(([one]) => [[one![0]!, null, one![2]!, one![3]!]])).toMatchObject({ code: 'DATA_NULL' });
    expect(await changed(([one, two]) => [one!, [two![0]!, two![1]!, 'f'.repeat(16), two![3]!]])).toMatchObject({ code: 'PLAN_WRONG_KEY' });
  });

  test('where a seal was changed, or moved to another code', async () => {
    expect(await changed(([one, two]) => [one!, [two![0]!, `${String(two![1]).slice(0, -2)}00`, two![2]!, two![3]!]])).toMatchObject({ code: 'DATA_INVALID', text: expect.stringContaining('row 2') as string });
    expect(await changed(([one, two]) => [[one![0]!, two![1]!, one![2]!, one![3]!], [two![0]!, one![1]!, two![2]!, two![3]!]])).toMatchObject({ code: 'DATA_INVALID', text: expect.stringContaining('row 1') as string });
  });

  test('where a new person has the code of a known one', async () => {
    const clash = [person(drawn(JEAN, later), ANNE, '2024-10-04')];
    expect(await failure(() => run(nirs([JEAN]), later, bare(clash)))).toMatchObject({ code: 'DATA_DUPLICATE_KEY' });
  });

  test('without its columns, with others, or with columns of another type', async () => {
    const refused = (others: Parameters<typeof schemaOf>[0]): Promise<{ code: string }> => failure(() => run(nirs([ANNE]), byNir, tableOf(schemaOf(others), [])));
    const { firstSeen: _, ...short } = columns;
    expect(await refused(short)).toMatchObject({ code: 'PLAN_UNKNOWN_COLUMN' });
    expect(await refused({ ...columns, name: { type: 'utf8', role: 'directIdentifier' } })).toMatchObject({ code: 'PLAN_UNKNOWN_COLUMN' });
    expect(await refused({ ...columns, identifier: { type: 'utf8', role: 'directIdentifier' }, keyId: { type: 'int32', role: 'technical' } })).toMatchObject({ code: 'PLAN_COLUMN_TYPE,PLAN_COLUMN_TYPE' });
  });
});

describe('options', () => {
  const refused = (change: object): { code: string; path: string }[] => {
    try {
      pseudonymiseWithCrosswalk({ ...byNir, ...change } as CrosswalkOptions);
    } catch (error) {
      return (error as PlanError).problems.map(({ code, path }) => ({ code, path }));
    }
    return [];
  };

  test('need a day, a nonce and two keys that differ', () => {
    expect(refused({ asOf: undefined })).toEqual([{ code: 'PLAN_MISSING', path: 'asOf' }]);
    expect(refused({ releaseNonce: undefined })).toMatchObject([{ path: 'releaseNonce' }]);
    expect(refused({ drawing: undefined })).toEqual([{ code: 'PLAN_MISSING', path: 'drawing' }]);
    expect(refused({ drawing: { secretKey: new Uint8Array(32) } })).toMatchObject([{ path: 'drawing.secretKey' }]);
    expect(refused({ drawing: { secretKey: secretKey.slice() } })).toEqual([{ code: 'PLAN_OUT_OF_RANGE', path: 'drawing.secretKey' }]);
    expect(refused({ bits: 64 })).toEqual([{ code: 'PLAN_UNKNOWN_OPTION', path: 'bits' }]);
    expect(refused({})).toEqual([]);
  });

  test('compare the key with the fingerprint that is expected', () => {
    expect(refused({ expectFingerprint: '0'.repeat(16) })).toEqual([{ code: 'PLAN_WRONG_KEY', path: 'expectFingerprint' }]);
    expect(refused({ expectFingerprint: fingerprint })).toEqual([]);
  });

  test('leave the keys as they are, and a wiped operator opens nothing', async () => {
    const options = { ...byNir, secretKey: secretKey.slice(), drawing: { secretKey: bytesOf(32) } };
    const operator = pseudonymiseWithCrosswalk(options);
    const ports = operator.connect({ rows: nirs([ANNE]) }, { fold: IN_MEMORY });
    await collect(ports['rows']!);
    expect([options.secretKey, options.drawing.secretKey]).toEqual([secretKey, bytesOf(32)]);
    operator.wipe();
    for (const port of ['rows', 'crosswalk']) await expect(collect(ports[port]!)).rejects.toThrow('wiped');
  });

  test('refuse a column that holds pseudonyms already, and rows that do not enter', () => {
    const coded = schemaOf({ nir: { type: 'binary(16)', role: 'pseudonym' } });
    expect(() => pseudonymiseWithCrosswalk(byNir).outputSchemas({ rows: coded })).toThrow('PLAN_ALREADY_PSEUDONYMISED');
    expect(() => pseudonymiseWithCrosswalk(byNir).outputSchemas({})).toThrow('PLAN_MISSING');
  });
});
