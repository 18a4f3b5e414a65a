// Codes are compared with node:crypto's; the canonical values are written by hand.
import { createHmac } from 'node:crypto';
import type { RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, makeBatch, makeSchema, codedTextType, columnTypeOf } from '../../src/core/arrow.ts';
import type { BinaryColumn, CodedColumn, Column, TextColumn } from '../../src/core/column.ts';
import { collect, fromBatches } from '../../src/core/dataset.ts';
import { PlanError, type Problem } from '../../src/core/errors.ts';
import { changeField, declareSchema, METADATA, roleOf, type ColumnDeclaration } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { checkOptions, optionProblems } from '../../src/core/options.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { sliceColumn } from '../../src/core/slice.ts';
import { pseudonymise, pseudonymiseOptions, pseudonymisePlanOptions, type PseudonymiseOptions } from '../../src/pseudonymise/index.ts';
import { derivePseudonymKey } from '../../src/pseudonymise/kernel/pseudonym-key.ts';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + 131) & 255);
const common = { project: 'cohort-2024', domain: 'patient', policy: 'deterministic', secretKey } as const;
const byNir = { ...common, column: 'nir', profile: 'nir/v1', onInvalid: 'reject' } as const;
const byText = { ...common, column: 'id', profile: 'text/v1', onInvalid: 'reject' } as const;

const NIR: ColumnDeclaration = { type: 'utf8', role: 'directIdentifier', identifier: 'nir' };
const ID: ColumnDeclaration = { type: 'utf8', role: 'directIdentifier' };

function code(value: string | Buffer, profile = 'text/v1', context: Partial<typeof common> = {}): string {
  const { subKey } = derivePseudonymKey(secretKey, { ...common, profile, ...context });
  return createHmac('sha256', subKey).update(value).digest('hex').slice(0, 32);
}

function hexCodes(column: Column): (string | null)[] {
  const { bytes, valid, rows, width } = column as BinaryColumn;
  expect([column.kind, width]).toEqual(['binary', 16]);
  return Array.from({ length: rows }, (_, row) => {
    const text = Buffer.from(bytes.subarray(16 * row, 16 * row + 16)).toString('hex');
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) return text;
    expect(text, 'a null code leaves no bytes').toBe('0'.repeat(32));
    return null;
  });
}

function texts(column: Column): (string | null)[] {
  const { offsets, bytes, valid, rows } = column as TextColumn;
  return Array.from({ length: rows }, (_, row) => valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0
    ? Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('utf8') : null);
}

interface Output {
  readonly schema: Schema;
  readonly batches: RecordBatch[];
  readonly findings: Findings;
  readonly rejects: { row: number; column: string; code: string }[] | null;
}

async function run(schema: Schema, batches: readonly RecordBatch[], options: PseudonymiseOptions): Promise<Output> {
  let findings: Findings = {};
  const ports = applyOperator(fromBatches(schema, batches), pseudonymise(options), {
    fold: IN_MEMORY,
    onFindings: (found) => { findings = found; },
  });
  const result = await collect(ports.rows);
  const rejects = ports.rejects === null ? null : (await collect(ports.rejects)).flatMap((batch) => batch.toArray().map((row) => ({ row: Number(row.row), column: String(row.column), code: String(row.code) })));
  return { schema: ports.rows.schema, batches: result, findings, rejects };
}

function table(declarations: Readonly<Record<string, ColumnDeclaration>>, columns: readonly Column[], rows: number): { schema: Schema; batch: RecordBatch } {
  const schema = declareSchema(declarations);
  return { schema, batch: makeBatch(schema, columns, rows) };
}

function nirTable(nirs: readonly (string | null)[]): { schema: Schema; batch: RecordBatch } {
  return table({ nir: NIR, stay: { type: 'utf8', role: 'attribute' } }, [textColumn(nirs), textColumn(nirs.map((_, row) => `stay ${row + 1}`))], nirs.length);
}

function problemsOf(attempt: () => unknown): readonly Problem[] {
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError);
    return (error as PlanError).problems;
  }
  return [];
}

const NIRS = ['284058832102532', '2 84 05 2A 321 025 52', null, '284052a321025', '2840588321025'];

describe('pseudonymise replaces a column', () => {
  test('of NIRs by codes of the 13 characters', async () => {
    const { schema, batch } = nirTable(NIRS);
    const { batches: [output], rejects } = await run(schema, [batch], byNir);
    const [codes, stays] = columnsOf(output!);
    const first = code('2840588321025', 'nir/v1');
    const corsican = code('284052A321025', 'nir/v1');
    expect(hexCodes(codes!)).toEqual([first, corsican, null, corsican, first]);
    expect(texts(stays!)).toEqual(NIRS.map((_, row) => `stay ${row + 1}`));
    expect(rejects).toEqual([]);
  });

  test('of text by codes of the trimmed text, of whole numbers by codes of their digits, of dates by codes of their ISO form', async () => {
    const { schema, batch } = table(
      { id: ID, file: { type: 'int64', role: 'directIdentifier' }, short: { type: 'int32', role: 'directIdentifier' }, born: { type: 'date', role: 'quasiIdentifier' } },
      [
        textColumn(['  7', '0042', null]),
        { kind: 'int64', rows: 3, valid: Uint8Array.of(0b011), values: BigInt64Array.of(7n, 9_007_199_254_740_993n, 5n) },
        { kind: 'int32', rows: 3, valid: null, values: Int32Array.of(7, -42, 0) },
        { kind: 'date', rows: 3, valid: null, days: Int32Array.of(0, -14_108, 20_000) },
      ], 3);
    const codesOf = async (column: string): Promise<(string | null)[]> => {
      const { batches: [output], schema: after } = await run(schema, [batch], { ...byText, column });
      return hexCodes(columnsOf(output!)[after.fields.findIndex(({ name }) => name === column)]!);
    };
    expect(await codesOf('id')).toEqual([code('7'), code('0042'), null]);
    expect(await codesOf('file')).toEqual([code('7'), code('9007199254740993'), null]);
    expect(await codesOf('short')).toEqual([code('7'), code('-42'), code('0')]);
    expect(await codesOf('born')).toEqual([code('1970-01-01'), code('1931-05-18'), code('2024-10-04')]);
  });

  test('of NIRs kept as whole numbers, which are those without Corsica', async () => {
    const { schema, batch } = table({ nir: { type: 'int64', role: 'directIdentifier' } }, [{ kind: 'int64', rows: 2, valid: null, values: BigInt64Array.of(284058832102532n, 12n) }], 2);
    const { batches: [output], rejects } = await run(schema, [batch], byNir);
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([code('2840588321025', 'nir/v1')]);
    expect(rejects).toEqual([{ row: 2, column: 'nir', code: 'NIR_LENGTH' }]);
  });

  test('with a field that says what it is and how it was made', async () => {
    const { schema, batch } = nirTable(NIRS);
    const { schema: after } = await run(schema, [batch], { ...byNir, into: 'person' });
    const field = after.fields[0]!;
    expect(after.fields.map(({ name }) => name)).toEqual(['person', 'stay']);
    expect([columnTypeOf(field.type), roleOf(field), field.nullable]).toEqual(['binary(16)', 'pseudonym', true]);
    expect(field.metadata.has(METADATA.identifier)).toBe(false);
    const { fingerprint } = derivePseudonymKey(secretKey, { ...common, profile: 'nir/v1' });
    expect(JSON.parse(field.metadata.get(METADATA.pseudonym)!)).toEqual({
      policy: 'deterministic', algorithm: 'HMAC-SHA-256', bits: 128, project: 'cohort-2024', domain: 'patient', profile: 'nir/v1',
      fingerprint: Buffer.from(fingerprint).toString('hex'), reversibility: 'enumeration',
    });
    expect(after.fields[1]).toEqual(schema.fields[1]);
  });

  test('whose name does not matter, while project, domain and key do', async () => {
    const values = ['A1', 'A2'];
    const codesOf = async (column: string, options: Partial<PseudonymiseOptions>): Promise<(string | null)[]> => {
      const { schema, batch } = table({ [column]: ID }, [textColumn(values)], 2);
      const { batches: [output] } = await run(schema, [batch], { ...byText, column, ...options } as PseudonymiseOptions);
      return hexCodes(columnsOf(output!)[0]!);
    };
    const otherKey = secretKey.slice();
    otherKey[0]! ^= 1;
    const usual = await codesOf('id', {});
    expect(await codesOf('patient number', {})).toEqual(usual);
    const others = [await codesOf('id', { project: 'cohort-2025' }), await codesOf('id', { domain: 'doctor' }), await codesOf('id', { secretKey: otherKey })];
    expect(new Set([usual, ...others].flat()).size).toBe(8);
  });

  test('of which a declared-not-null one stays so when invalid rows are rejected', async () => {
    const { schema, batch } = table({ id: { ...ID, nullable: false } }, [textColumn(['a', ' '])], 2);
    expect((await run(schema, [batch], byText)).schema.fields[0]!.nullable).toBe(false);
    expect((await run(schema, [batch], { ...byText, onInvalid: 'null' })).schema.fields[0]!.nullable).toBe(true);
  });
});

describe('an invalid value', () => {
  const nirs = ['284058832102532', '284058832102533', 'abc', '', null, '2691349588157', '269054958815780', '284058832102532'];

  test('sends its row to the rejects, by number, column and reason', async () => {
    const { schema, batch } = nirTable(nirs);
    const { batches: [output], rejects, findings } = await run(schema, [batch], byNir);
    const [codes, stays] = columnsOf(output!);
    expect(texts(stays!)).toEqual(['stay 1', 'stay 5', 'stay 8']);
    expect(hexCodes(codes!)).toEqual([code('2840588321025', 'nir/v1'), null, code('2840588321025', 'nir/v1')]);
    expect(rejects).toEqual([
      { row: 2, column: 'nir', code: 'NIR_KEY' },
      { row: 3, column: 'nir', code: 'NIR_LENGTH' },
      { row: 4, column: 'nir', code: 'NIR_EMPTY' },
      { row: 6, column: 'nir', code: 'NIR_MONTH' },
      { row: 7, column: 'nir', code: 'NIR_SPECIMEN' },
    ]);
    expect(findings).toMatchObject({ rows: 8, pseudonymised: 2, missing: 1, rejected: 5, byReason: { nir: { NIR_KEY: 1, NIR_LENGTH: 1, NIR_EMPTY: 1, NIR_MONTH: 1, NIR_SPECIMEN: 1 } } });
  });

  test('gives null when that is the policy, and the row stays', async () => {
    const { schema, batch } = nirTable(nirs);
    const { batches: [output], rejects, findings } = await run(schema, [batch], { ...byNir, onInvalid: 'null' });
    const expected = code('2840588321025', 'nir/v1');
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([expected, null, null, null, null, null, null, expected]);
    expect(rejects).toBeNull();
    expect(findings).toMatchObject({ rows: 8, pseudonymised: 2, missing: 1, nulled: 5 });
  });

  test('is decided by the level, which never changes a code', async () => {
    const { schema, batch } = nirTable(nirs);
    const rows = async (level: 'format' | 'checksum' | 'plausibility'): Promise<(string | null)[]> => {
      const { batches: [output] } = await run(schema, [batch], { ...byNir, onInvalid: 'null', level });
      return hexCodes(columnsOf(output!)[0]!);
    };
    const [format, checksum, plausibility] = [await rows('format'), await rows('checksum'), await rows('plausibility')];
    expect([format, checksum, plausibility].map((codes) => codes.filter((found) => found !== null).length)).toEqual([5, 4, 2]);
    checksum.forEach((found, row) => { if (found !== null) expect(format[row]).toBe(found); });
    expect(format[1]).toBe(code('2840588321025', 'nir/v1'));
    const { rejects, findings } = await run(schema, [batch], { ...byNir, level: 'checksum' });
    expect(rejects!.map(({ row }) => row)).toEqual([2, 3, 4]);
    expect(findings).toMatchObject({ pseudonymised: 4, rejected: 3 });
  });

  test('of text is one that is blank', async () => {
    const { schema, batch } = table({ id: ID }, [textColumn(['a', '', ' \t', null, 'b'])], 5);
    const { batches: [output], rejects } = await run(schema, [batch], byText);
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([code('a'), null, code('b')]);
    expect(rejects).toEqual([{ row: 2, column: 'id', code: 'TEXT_EMPTY' }, { row: 3, column: 'id', code: 'TEXT_EMPTY' }]);
  });

  test('is numbered through all batches', async () => {
    const { schema, batch } = nirTable(['284058832102532', 'x']);
    const empty = nirTable([]).batch;
    const { rejects, batches } = await run(schema, [batch, empty, batch, batch], byNir);
    expect(rejects!.map(({ row }) => row)).toEqual([2, 4, 6]);
    expect(batches.map(({ numRows }) => numRows)).toEqual([1, 0, 1, 1]);
  });
});

describe('dictionary text', () => {
  const dictionary = textColumn([' a', 'b', '', 'a', 'unused \u00e9']) as TextColumn;
  const coded = (codes: readonly number[], valid: Uint8Array | null = null, entries = dictionary): CodedColumn =>
    ({ kind: 'coded', rows: codes.length, valid, codes: Int32Array.from(codes), dictionary: entries });
  const plain = declareSchema({ id: ID });
  const schema = makeSchema([changeField(plain.fields[0]!, { type: codedTextType() })]);
  const batchOf = (column: CodedColumn): RecordBatch => makeBatch(schema, [column], column.rows);

  test('gives plain codes, and only entries that a row uses can be invalid', async () => {
    const { batches: [output], rejects, schema: after } = await run(schema, [batchOf(coded([0, 1, 3, 2, 0, 4], Uint8Array.of(0b111011)))], byText);
    expect(columnTypeOf(after.fields[0]!.type)).toBe('binary(16)');
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([code('a'), code('b'), null, code('a'), code('unused é')]);
    expect(rejects).toEqual([{ row: 4, column: 'id', code: 'TEXT_EMPTY' }]);
    expect((await run(schema, [batchOf(coded([0, 1, 1, 1, 0]))], byText)).rejects).toEqual([]);
  });

  test('gives the same codes as plain text, whether the dictionary is small, large, repeated or changing', async () => {
    const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { minLength: 1, maxLength: 12 });
    const picks = fc.array(fc.option(fc.nat()), { maxLength: 20 });
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(words, fc.array(picks, { maxLength: 3 })), { minLength: 1, maxLength: 4 }), async (groups) => {
      const codedBatches: RecordBatch[] = [];
      const plainBatches: RecordBatch[] = [];
      for (const [entries, parts] of groups) {
        const shared = textColumn(entries) as TextColumn;
        for (const rows of parts) {
          const valid = new Uint8Array((rows.length + 7) >> 3);
          rows.forEach((pick, row) => { if (pick !== null) valid[row >> 3]! |= 1 << (row & 7); });
          codedBatches.push(batchOf(coded(rows.map((pick) => (pick ?? 0) % entries.length), valid, shared)));
          plainBatches.push(makeBatch(plain, [textColumn(rows.map((pick) => pick === null ? null : entries[pick % entries.length]!))], rows.length));
        }
      }
      const fromCoded = await run(schema, codedBatches, byText);
      const fromPlain = await run(plain, plainBatches, byText);
      expect(fromCoded.batches.map((batch) => hexCodes(columnsOf(batch)[0]!))).toEqual(fromPlain.batches.map((batch) => hexCodes(columnsOf(batch)[0]!)));
      expect(fromCoded.rejects).toEqual(fromPlain.rejects);
      expect(fromCoded.findings).toEqual(fromPlain.findings);
    }), { numRuns: 60, seed: 1 });
  });
});

describe('a composite', () => {
  const declarations = { nir: NIR, ward: { type: 'utf8', role: 'attribute' }, born: { type: 'date', role: 'quasiIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' } } as const;
  const { schema, batch } = table(declarations, [
    textColumn(['284058832102532', null, '284058832102533', '284058832102532', null]),
    textColumn(['w1', 'w2', 'w3', 'w4', 'w5']),
    { kind: 'date', rows: 5, valid: Uint8Array.of(0b01011), days: Int32Array.of(5245, 5245, 0, 5245, 0) },
    textColumn(['2', '2', '2', ' ', null]),
  ], 5);
  const byThree = {
    ...common, columns: [{ column: 'nir', profile: 'nir/v1' }, { column: 'born', profile: 'text/v1' }, { column: 'sex', profile: 'text/v1' }],
    into: 'person', onMissingPart: 'absent', onInvalid: 'reject',
  } as const;
  const profile = 'composite/v1(nir/v1,text/v1,text/v1)';
  const frame = (...parts: readonly (string | null)[]): Buffer => Buffer.concat(parts.map((part) => {
    const head = Buffer.alloc(5);
    head[0] = part === null ? 0 : 1;
    head.writeUInt32LE(part?.length ?? 0, 1);
    return Buffer.concat([head, Buffer.from(part ?? '')]);
  }));

  test('codes its parts together; direct identifiers go, the other parts stay', async () => {
    const { schema: after, batches: [output], rejects, findings } = await run(schema, [batch], byThree);
    expect(after.fields.map((field) => [field.name, roleOf(field)])).toEqual([['person', 'pseudonym'], ['ward', 'attribute'], ['born', 'quasiIdentifier'], ['sex', 'quasiIdentifier']]);
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([code(frame('2840588321025', '1984-05-12', '2'), profile), code(frame(null, '1984-05-12', '2'), profile), null]);
    expect(texts(columnsOf(output!)[1]!)).toEqual(['w1', 'w2', 'w5']);
    expect(rejects).toEqual([{ row: 3, column: 'nir', code: 'NIR_KEY' }, { row: 4, column: 'sex', code: 'TEXT_EMPTY' }]);
    expect(findings).toMatchObject({ rows: 5, pseudonymised: 2, missing: 1, rejected: 2, byReason: { nir: { NIR_KEY: 1 }, born: {}, sex: { TEXT_EMPTY: 1 } } });
    expect(JSON.parse(after.fields[0]!.metadata.get(METADATA.pseudonym)!)).toMatchObject({ profile });
  });

  test('is null without one of its parts when that is the policy', async () => {
    const { batches: [output] } = await run(schema, [batch], { ...byThree, onMissingPart: 'null', onInvalid: 'null' });
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([code(frame('2840588321025', '1984-05-12', '2'), profile), null, null, null, null]);
  });

  test('is nullable when all its parts are, or one of them under that policy', () => {
    const strict = declareSchema({ ...declarations, sex: { ...declarations.sex, nullable: false } });
    const nullable = (options: PseudonymiseOptions): boolean => pseudonymise(options).outputSchema(strict).fields[0]!.nullable;
    expect(nullable(byThree)).toBe(false);
    expect(nullable({ ...byThree, onMissingPart: 'null' })).toBe(true);
    expect(nullable({ ...byThree, onInvalid: 'null' })).toBe(true);
  });

  test('of columns that all stay stands at the end', () => {
    const operator = pseudonymise({ ...byThree, columns: [{ column: 'born', profile: 'text/v1' }, { column: 'sex', profile: 'text/v1' }] });
    expect(operator.outputSchema(schema).fields.map(({ name }) => name)).toEqual(['nir', 'ward', 'born', 'sex', 'person']);
  });

  test('may take the name of a column that goes, not of one that stays', () => {
    expect(pseudonymise({ ...byThree, into: 'nir' }).outputSchema(schema).fields[0]!.name).toBe('nir');
    expect(problemsOf(() => pseudonymise({ ...byThree, into: 'sex' }).outputSchema(schema))).toEqual([{ code: 'PLAN_COLUMN_EXISTS', path: 'into', message: 'there is a column "sex" already' }]);
  });

  test('depends on the order of its parts', async () => {
    const { batches: [output] } = await run(schema, [batch], { ...byThree, columns: [byThree.columns[1], byThree.columns[0], byThree.columns[2]] });
    expect(hexCodes(columnsOf(output!)[0]!)[0]).not.toBe(code(frame('2840588321025', '1984-05-12', '2'), profile));
  });
});

describe('the cut of the batches', () => {
  test('changes nothing: neither codes, nor rejects, nor findings', async () => {
    const nir = fc.oneof(fc.constantFrom(...NIRS), fc.integer({ min: 1, max: 999 }).map((order) => `2840588321${String(order).padStart(3, '0')}`), fc.constantFrom('', 'x', '284058832102533'));
    await fc.assert(fc.asyncProperty(fc.array(nir, { maxLength: 60 }), fc.array(fc.nat({ max: 60 }), { maxLength: 5 }), async (nirs, cuts) => {
      const { schema, batch } = nirTable(nirs);
      const borders = [0, ...cuts.map((cut) => Math.min(cut, nirs.length)).sort((left, right) => left - right), nirs.length];
      const parts = borders.slice(1).map((end, index) => {
        const from = borders[index]!;
        return makeBatch(schema, columnsOf(batch).map((column) => sliceColumn(column, from, end - from)), end - from);
      });
      const whole = await run(schema, [batch], byNir);
      const cut = await run(schema, parts, byNir);
      const all = (output: Output): unknown => output.batches.flatMap((one) => hexCodes(columnsOf(one)[0]!).map((found, row) => [found, texts(columnsOf(one)[1]!)[row]]));
      expect(all(cut)).toEqual(all(whole));
      expect(cut.rejects).toEqual(whole.rejects);
      expect(cut.findings).toEqual(whole.findings);
    }), { numRuns: 60, seed: 1 });
  });

  test('may leave an empty batch or an empty table', async () => {
    const { schema, batch } = nirTable([]);
    const { batches, findings } = await run(schema, [batch], byNir);
    expect(batches.map(({ numRows }) => numRows)).toEqual([0]);
    expect(findings).toMatchObject({ rows: 0, pseudonymised: 0 });
    expect((await run(schema, [], byNir)).batches).toEqual([]);
  });
});

describe('pseudonymise refuses', () => {
  const { schema } = nirTable(NIRS);

  test('a column that holds pseudonyms already', () => {
    const once = pseudonymise(byNir).outputSchema(schema);
    expect(problemsOf(() => pseudonymise(byNir).outputSchema(once))).toEqual([{ code: 'PLAN_ALREADY_PSEUDONYMISED', path: 'column', message: 'column "nir" already holds pseudonyms' }]);
    const declared = declareSchema({ nir: { type: 'utf8', role: 'pseudonym' } });
    expect(problemsOf(() => pseudonymise(byNir).outputSchema(declared))[0]!.code).toBe('PLAN_ALREADY_PSEUDONYMISED');
    expect(problemsOf(() => pipe(fromBatches(schema, []), pseudonymise(byNir), pseudonymise(byNir)))[0]!.code).toBe('PLAN_ALREADY_PSEUDONYMISED');
  });

  test('columns that are unknown, of another type or named twice, all at once', () => {
    const input = declareSchema({ nir: NIR, cost: { type: 'float64', role: 'measure' }, code: { type: 'binary(16)', role: 'attribute' }, rank: { type: 'int32', role: 'attribute' } });
    const part = (column: string, profile: 'nir/v1' | 'text/v1' = 'text/v1'): { column: string; profile: 'nir/v1' | 'text/v1' } => ({ column, profile });
    const columns = [part('nri'), part('cost'), part('code'), part('rank', 'nir/v1'), part('nir'), part('nir')];
    expect(problemsOf(() => pseudonymise({ ...common, columns, into: 'p', onMissingPart: 'null', onInvalid: 'null' }).outputSchema(input)).map(({ code: found, path }) => [found, path])).toEqual([
      ['PLAN_UNKNOWN_COLUMN', 'columns[0].column'],
      ['PLAN_COLUMN_TYPE', 'columns[1].column'],
      ['PLAN_COLUMN_TYPE', 'columns[2].column'],
      ['PLAN_COLUMN_TYPE', 'columns[3].column'],
      ['PLAN_DUPLICATE_NAME', 'columns[5].column'],
    ]);
  });

  test('a name that is taken', () => {
    expect(problemsOf(() => pseudonymise({ ...byNir, into: 'stay' }).outputSchema(schema))[0]!.code).toBe('PLAN_COLUMN_EXISTS');
  });

  test.each([
    ['no domain', { domain: undefined }, 'PLAN_MISSING', 'domain'],
    ['no project', { project: undefined }, 'PLAN_MISSING', 'project'],
    ['no policy', { policy: undefined }, 'PLAN_MISSING', 'policy'],
    ['no profile', { profile: undefined }, 'PLAN_MISSING', 'profile'],
    ['no word on invalid values', { onInvalid: undefined }, 'PLAN_MISSING', 'onInvalid'],
    ['another policy', { policy: 'random' }, 'PLAN_OUT_OF_RANGE', 'policy'],
    ['another profile', { profile: 'nir/v2' }, 'PLAN_OUT_OF_RANGE', 'profile'],
    ['a project with an accent', { project: 'étude' }, 'PLAN_OUT_OF_RANGE', 'project'],
    ['a domain with a space', { domain: 'a b' }, 'PLAN_OUT_OF_RANGE', 'domain'],
    ['a key in place of the project', { project: Buffer.from(secretKey).toString('base64url') }, 'PLAN_OUT_OF_RANGE', 'project'],
    ['an empty domain', { domain: '' }, 'PLAN_OUT_OF_RANGE', 'domain'],
    ['a mistyped option', { domian: 'patient' }, 'PLAN_UNKNOWN_OPTION', 'domian'],
    ['an option of composites', { onMissingPart: 'null' }, 'PLAN_UNKNOWN_OPTION', 'onMissingPart'],
    ['no key', { secretKey: undefined }, 'PLAN_OUT_OF_RANGE', 'secretKey'],
    ['a key of text', { secretKey: 'correct horse battery staple 123' }, 'PLAN_RAW_SECRET', 'secretKey'],
    ['a key of 16 bytes', { secretKey: secretKey.subarray(0, 16) }, 'PLAN_OUT_OF_RANGE', 'secretKey'],
    ['a key of 64 bytes', { secretKey: new Uint8Array(64) }, 'PLAN_OUT_OF_RANGE', 'secretKey'],
    ['a key that was typed', { secretKey: Buffer.from('correct horse battery staple 123') }, 'PLAN_OUT_OF_RANGE', 'secretKey'],
    ['a key that was overwritten', { secretKey: new Uint8Array(32) }, 'PLAN_OUT_OF_RANGE', 'secretKey'],
  ])('%s', (_, change, found, path) => {
    const options = Object.fromEntries(Object.entries({ ...byNir, ...change }).filter(([, value]) => value !== undefined));
    expect(problemsOf(() => pseudonymise(options as unknown as PseudonymiseOptions))).toMatchObject([{ code: found, path }]);
  });

  test('one column given as a list', () => {
    const options = { ...common, columns: [{ column: 'nir', profile: 'nir/v1' }], into: 'p', onMissingPart: 'null', onInvalid: 'null' };
    expect(optionProblems(pseudonymiseOptions, options)).toMatchObject([{ path: 'columns' }]);
  });

  test('to start once it was wiped', async () => {
    const { batch } = nirTable(NIRS);
    const operator = pseudonymise(byNir);
    const rows = applyOperator(fromBatches(schema, [batch]), operator).rows;
    expect(await collect(rows)).toHaveLength(1);
    operator.wipe();
    await expect(collect(rows)).rejects.toThrow('expected an operator that was not wiped');
  });
});

describe('a reading', () => {
  test('that is broken off can be wiped through its operator', async () => {
    const { schema, batch } = nirTable(NIRS);
    const operator = pseudonymise(byNir);
    const session = operator.start(schema);
    await session.apply(batch, 0, () => undefined);
    operator.wipe();
    await expect(session.apply(batch, 0, () => undefined)).rejects.toThrow('hasher: expected one that was not wiped');
  });

  test('wipes its hasher at its end, and leaves other readings alone', async () => {
    const { schema, batch } = nirTable(NIRS);
    const operator = pseudonymise(byNir);
    const [first, second] = [operator.start(schema), operator.start(schema)];
    await first.apply(batch, 0, () => undefined);
    await first.close!();
    await expect(first.apply(batch, 0, () => undefined)).rejects.toThrow('hasher: expected one that was not wiped');
    expect((await second.apply(batch, 0, () => undefined)).numRows).toBe(NIRS.length);
  });
});

describe('in a plan', () => {
  test('the key is a name, never bytes nor text', () => {
    const settings = { column: 'nir', profile: 'nir/v1', project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'null' };
    expect(checkOptions(pseudonymisePlanOptions, { ...settings, secretKey: { secret: 'pseudonyms' } })).toMatchObject({ secretKey: { secret: 'pseudonyms' } });
    expect(optionProblems(pseudonymisePlanOptions, { ...settings, secretKey: 'a423-key-v1:x' })).toMatchObject([{ code: 'PLAN_RAW_SECRET', path: 'secretKey' }]);
    expect(optionProblems(pseudonymisePlanOptions, { ...settings, secretKey })).not.toEqual([]);
  });
});

describe('the key', () => {
  test('can be overwritten by its owner as soon as the operator is made', async () => {
    const owned = secretKey.slice();
    const operator = pseudonymise({ ...byText, secretKey: owned });
    owned.fill(0);
    const { schema, batch } = table({ id: ID }, [textColumn(['a'])], 1);
    const [output] = await collect(pipe(fromBatches(schema, [batch]), operator));
    expect(hexCodes(columnsOf(output!)[0]!)).toEqual([code('a')]);
  });

  test('is not needed to know whether two columns are comparable: equal fingerprints say so', () => {
    const { schema } = table({ id: ID, other: ID }, [textColumn([]), textColumn([])], 0);
    const fingerprint = (options: PseudonymiseOptions): string => {
      const field = pseudonymise(options).outputSchema(schema).fields.find((one) => roleOf(one) === 'pseudonym')!;
      return (JSON.parse(field.metadata.get(METADATA.pseudonym)!) as { fingerprint: string }).fingerprint;
    };
    expect(fingerprint({ ...byText, column: 'other' })).toBe(fingerprint(byText));
    expect(fingerprint({ ...byText, domain: 'doctor' })).not.toBe(fingerprint(byText));
    expect(fingerprint(byText)).toMatch(/^[0-9a-f]{16}$/);
  });
});
