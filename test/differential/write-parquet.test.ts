// What we write, read by programs that share no code with us: DuckDB and hyparquet for Parquet, Arrow's own reader for
// Arrow. Values come from fast-check and from the ends of each type's range; parquet.test.ts has the wider tables.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tableFromIPC, type Vector } from 'apache-arrow';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codedTextType, makeBatch, makeSchema } from '../../src/core/arrow.ts';
import type { ColumnType } from '../../src/core/column-type.ts';
import { fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { changeField, declareSchema } from '../../src/core/field.ts';
import { arrowBytes, parquetBytes, type ParquetWriteOptions } from '../../src/write/index.ts';
import { KINDS, naiveColumn, valuesOf, WIDTH, type Kind, type NaiveValue, type NaiveValues } from '../kernel/core/naive-columns.ts';
import { openDuckdb, query } from './duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-write-parquet-'));
let path = '';
let files = 0;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true });
});

const COMPRESSIONS = ['zstd', 'snappy', 'gzip', 'none'] as const;
const TYPE_OF: Readonly<Record<Kind, ColumnType>> = {
  text: 'utf8', coded: 'utf8', int32: 'int32', int64: 'int64', float64: 'float64', bool: 'bool', date: 'date', timestamp: 'timestamp', decimal: 'decimal(38,2)', binary: `binary(${WIDTH})`,
};

/** The ends of each type, and what lies beside zero. Instants stay in the years DuckDB can say. */
const EXTREMES: Readonly<Record<Kind, NaiveValues>> = {
  text: ['', ' ', '\u0000', 'é', '🙂', 'a'.repeat(70_000), null, 'null'],
  coded: ['', 'a', null, 'a', ''],
  int32: [-(2 ** 31), -1, 0, 1, 2 ** 31 - 1, null],
  int64: [-(2n ** 63n), -(2n ** 53n) - 1n, -1n, 0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, null],
  float64: [-Infinity, -Number.MAX_VALUE, -1, -Number.MIN_VALUE, -0, 0, Number.MIN_VALUE, 0.1 + 0.2, Number.MAX_VALUE, Infinity, NaN, null],
  bool: [true, false, null, true, null, false],
  date: [-719_162, -141_427, -25_567, -1, 0, 1, 2_932_896, null],
  timestamp: [-62_135_596_800_000_000n, -2_208_988_800_000_001n, -1n, 0n, 1n, 253_402_300_799_999_999n, null],
  decimal: [-(10n ** 38n) + 1n, -(2n ** 64n), -101n, -1n, 0n, 1n, 100n, 2n ** 64n, 10n ** 38n - 1n, null],
  binary: ['000000', 'ffffff', '00ff00', null],
};

/** Runs of nulls and of one value, as sorted files have them. */
const withRuns = (values: NaiveValues): NaiveValues => [...values, ...Array.from({ length: 100 }, () => null), ...values.flatMap((value) => Array.from({ length: 20 }, () => value)), ...values];

function tableOf(kind: Kind, values: NaiveValues): Dataset {
  const declared = declareSchema({ column: { type: TYPE_OF[kind], role: 'attribute' } });
  const schema = kind === 'coded' ? makeSchema(declared.fields.map((field) => changeField(field, { type: codedTextType() }))) : declared;
  return fromBatches(schema, [makeBatch(schema, [naiveColumn(kind, values)], values.length)]);
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(Buffer.concat(all));
}

/** Writes `path` anew: DuckDB remembers what stood in a file. */
async function write(dataset: Dataset, options?: ParquetWriteOptions): Promise<void> {
  path = join(folder, `${files++}.parquet`);
  writeFileSync(path, await bytesOf(parquetBytes(dataset, options)));
}

/** A decimal of scale 2 as people write it. */
function decimalText(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What DuckDB is asked, and what it must answer for a value. */
const SQL: Readonly<Record<Kind, readonly [sql: string, answer: (value: NaiveValue) => string | number | boolean]>> = {
  text: ['lower(hex("column"))', (value) => Buffer.from(value as string).toString('hex')],
  coded: ['"column"', (value) => value as string],
  int32: ['"column"', (value) => value as number],
  int64: ['"column"::VARCHAR', String],
  float64: ['"column"::VARCHAR', (value) => value as number],
  bool: ['"column"', (value) => value as boolean],
  date: ['("column" - DATE \'1970-01-01\')::INTEGER', (value) => value as number],
  timestamp: ['epoch_us("column")::VARCHAR', String],
  decimal: ['"column"::VARCHAR', (value) => decimalText(value as bigint)],
  binary: ['lower(hex("column"))', (value) => value as string],
};

/** How a value is written in SQL. */
const LITERAL: Readonly<Record<Kind, (value: NaiveValue) => string>> = {
  text: (value) => `decode(from_hex('${Buffer.from(value as string).toString('hex')}'))`,
  coded: (value) => `'${value as string}'`,
  int32: String,
  int64: String,
  float64: (value) => `'${String(value)}'::DOUBLE`,
  bool: String,
  date: (value) => `DATE '1970-01-01' + ${value as number}`,
  timestamp: (value) => `make_timestamp(${value as bigint})`,
  decimal: (value) => `'${decimalText(value as bigint)}'::DECIMAL(38,2)`,
  binary: (value) => `from_hex('${value as string}')`,
};

/** DuckDB writes a double in the shortest digits that give it back. */
function answerOf(kind: Kind, value: string | number | boolean | null): string | number | boolean | null {
  return kind === 'float64' && value !== null ? Number(String(value).replace('inf', 'Infinity').replace('nan', 'NaN')) : value;
}

async function expectInDuckdb(kind: Kind, values: NaiveValues): Promise<void> {
  const [sql, answer] = SQL[kind];
  const read = await query(duckdb, `SELECT ${sql} FROM '${path}'`);
  expect(read.map(([value]) => answerOf(kind, value!))).toEqual(values.map((value) => (value === null ? null : answer(value))));
}

describe.each(KINDS)('Parquet of %s columns', (kind) => {
  test.each(COMPRESSIONS)('is read by DuckDB with the ends of the range, runs and nulls: %s', async (compression) => {
    const values = withRuns(EXTREMES[kind]);
    await write(tableOf(kind, values), { compression, rowGroupRows: 64 });
    await expectInDuckdb(kind, values);
    const groups = await query(duckdb, `SELECT row_group_num_rows, compression FROM parquet_metadata('${path}') ORDER BY row_group_id`);
    expect(groups.map(([rows]) => Number(rows))).toEqual(Array.from({ length: Math.ceil(values.length / 64) }, (_, group) => Math.min(64, values.length - 64 * group)));
    expect(groups.every(([, codec]) => codec === (compression === 'none' ? 'UNCOMPRESSED' : compression.toUpperCase()))).toBe(true);
  });

  test('is read by DuckDB whatever the values', async () => {
    const years = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
    const arbitrary: fc.Arbitrary<NaiveValues> = kind === 'timestamp' ? fc.array(fc.option(years, { freq: 4 }), { maxLength: 40 }) : valuesOf(kind);
    await fc.assert(fc.asyncProperty(arbitrary, async (values) => {
      await write(tableOf(kind, values));
      await expectInDuckdb(kind, values);
    }), { numRuns: 12 });
  });

  test('says how many values are missing, and a reader that skips by least and greatest finds every value', async () => {
    const values = withRuns(EXTREMES[kind]);
    await write(tableOf(kind, values), { rowGroupRows: 50 });
    const [counts] = await query(duckdb, `SELECT sum(stats_null_count), sum(num_values) FROM parquet_metadata('${path}')`);
    expect(counts!.map(Number)).toEqual([values.filter((value) => value === null).length, values.length]);
    for (const value of EXTREMES[kind]) {
      // DuckDB takes both zeros for one, and NaN for a value equal to itself.
      if (value === null || value === 0) continue;
      const [count] = await query(duckdb, `SELECT count(*) FROM '${path}' WHERE "column" = ${LITERAL[kind](value)}`);
      expect(Number(count![0]), kind).toBe(values.filter((other) => Object.is(other, value)).length);
    }
  });
});

describe('Parquet', () => {
  /** What hyparquet makes of a value; its decimals are doubles, so that only small ones are compared. */
  const hyparquet: Readonly<Record<Kind, (value: NaiveValue) => unknown>> = {
    text: (value) => value, coded: (value) => value, int32: (value) => value, int64: (value) => value, float64: (value) => value, bool: (value) => value,
    date: (value) => value, timestamp: (value) => value, decimal: (value) => Number(value as bigint) / 100, binary: (value) => value,
  };

  test.each(COMPRESSIONS)('is read by hyparquet with the same values of every type: %s', async (compression) => {
    for (const kind of KINDS) {
      const small = (value: NaiveValue | null): boolean => kind !== 'decimal' || value === null || ((value as bigint) < 2n ** 53n && (value as bigint) > -(2n ** 53n));
      const values = withRuns(EXTREMES[kind].filter(small));
      await write(tableOf(kind, values), { compression });
      const parsers = { dateFromDays: (days: number) => days, timestampFromMicroseconds: (micros: bigint) => micros, stringFromBytes: (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8') };
      const rows = await parquetReadObjects({ file: new Uint8Array(readFileSync(path)).buffer, compressors, parsers, utf8: kind !== 'binary' });
      const read = rows.map((row) => (row as { column: unknown }).column ?? null).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value));
      expect(read, kind).toEqual(values.map((value) => (value === null ? null : hyparquet[kind](value))));
    }
  });

  test.each(COMPRESSIONS)('of values that mostly occur once has no dictionary, and is read by DuckDB and hyparquet with the same values: %s', async (compression) => {
    const rows = 9000;
    const rank = (row: number): number => (row * 7919) % rows;
    const values: Readonly<Record<string, readonly (string | null)[]>> = {
      // As row keys are: each begins as the one before does.
      sorted: Array.from({ length: rows }, (_, row) => `patient-${String(row).padStart(7, '0')}`),
      shuffled: Array.from({ length: rows }, (_, row) => (row % 11 === 0 ? null : `${'é'.repeat(rank(row) % 5)}${rank(row)}`)),
      few: Array.from({ length: rows }, (_, row) => `ward ${row % 40}`),
      pseudonym: Array.from({ length: rows }, (_, row) => Buffer.from([rank(row) >> 8, rank(row) & 255, 7]).toString('hex')),
    };
    const schema = declareSchema({ sorted: { type: 'utf8', role: 'technical' }, shuffled: { type: 'utf8', role: 'attribute' }, few: { type: 'utf8', role: 'attribute' }, pseudonym: { type: `binary(${WIDTH})`, role: 'attribute' } });
    const columns = Object.entries(values).map(([name, column]) => naiveColumn(name === 'pseudonym' ? 'binary' : 'text', column));
    await write(fromBatches(schema, [makeBatch(schema, columns, rows)]), { compression, rowGroupRows: 5000 });
    const read = await query(duckdb, `SELECT sorted, shuffled, few, lower(hex(pseudonym)) FROM '${path}'`);
    expect(read).toEqual(Array.from({ length: rows }, (_, row) => Object.values(values).map((column) => column[row]!)));
    const encodings = await query(duckdb, `SELECT path_in_schema, string_agg(DISTINCT encodings, ' ') FROM parquet_metadata('${path}') GROUP BY ALL`);
    const encodingOf = Object.fromEntries(encodings as [string, string][]);
    expect([encodingOf['sorted'], encodingOf['shuffled']]).toEqual([expect.stringContaining('DELTA_BYTE_ARRAY'), expect.stringContaining('DELTA_BYTE_ARRAY')]);
    expect(Object.entries(encodingOf).filter(([, encoding]) => encoding.includes('DICTIONARY')).map(([name]) => name)).toEqual(['few']);
    const told = await parquetReadObjects({ file: new Uint8Array(readFileSync(path)).buffer, compressors, columns: ['sorted', 'shuffled', 'few'] });
    expect(told).toEqual(Array.from({ length: rows }, (_, row) => ({ sorted: values['sorted']![row], shuffled: values['shuffled']![row], few: values['few']![row] })));
  });

  test('of several types keeps the rows together', async () => {
    const kinds = KINDS.filter((kind) => kind !== 'text');
    const rows = 500;
    const columns = Object.fromEntries(kinds.map((kind) => [kind, Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? null : EXTREMES[kind][row % EXTREMES[kind].length]!))]));
    const declared = declareSchema(Object.fromEntries(kinds.map((kind) => [kind, { type: TYPE_OF[kind], role: 'attribute' as const }])));
    const schema = makeSchema(declared.fields.map((field) => (field.name === 'coded' ? changeField(field, { type: codedTextType() }) : field)));
    await write(fromBatches(schema, [makeBatch(schema, kinds.map((kind) => naiveColumn(kind, columns[kind]!)), rows)]), { rowGroupRows: 130 });
    const read = await query(duckdb, `SELECT ${kinds.map((kind) => SQL[kind][0].replaceAll('"column"', `"${kind}"`)).join(', ')} FROM '${path}'`);
    expect(read.map((row) => row.map((value, column) => answerOf(kinds[column]!, value)))).toEqual(Array.from({ length: rows }, (_, row) => kinds.map((kind) => {
      const value = columns[kind]![row]!;
      return value === null ? null : SQL[kind][1](value);
    })));
  });
});

/** What Arrow's reader says of a row; its `get` turns microseconds into milliseconds and refuses the far ones. */
function arrowValue(kind: Kind, vector: Vector, row: number): NaiveValue | null {
  const data = vector.data[0]!;
  if (!data.getValid(row)) return null;
  if (kind === 'timestamp') return (data.values as BigInt64Array)[row]!;
  const value = vector.get(row) as unknown;
  switch (kind) {
    case 'date':
      return Number(value) / 86_400_000;
    case 'decimal': {
      const unsigned = Array.from(value as Uint32Array).reduceRight((sum, limb) => (sum << 32n) | BigInt(limb), 0n);
      return BigInt.asIntN(128, unsigned);
    }
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('hex');
    default:
      return value as NaiveValue;
  }
}

const ARROW_TYPES: Readonly<Record<Kind, string>> = {
  text: 'Utf8', coded: 'Utf8', int32: 'Int32', int64: 'Int64', float64: 'Float64', bool: 'Bool', date: 'Date32<DAY>', timestamp: 'Timestamp<MICROSECOND>', decimal: 'Decimal[38e+2]', binary: `FixedSizeBinary[${WIDTH}]`,
};

describe.each(['file', 'stream'] as const)('Arrow as a %s', (form) => {
  test.each(KINDS)('of %s columns is read by Arrow with the same values', async (kind) => {
    const expectRead = async (values: NaiveValues): Promise<void> => {
      const table = tableFromIPC(await bytesOf(arrowBytes(tableOf(kind, values), { form })));
      expect(table.numRows).toBe(values.length);
      const vector = table.getChildAt(0)!;
      expect([String(vector.type), vector.nullCount]).toEqual([ARROW_TYPES[kind], values.filter((value) => value === null).length]);
      expect(Array.from(values, (_, row) => arrowValue(kind, vector, row))).toEqual(values);
    };
    await expectRead(withRuns(EXTREMES[kind]));
    await fc.assert(fc.asyncProperty(valuesOf(kind), expectRead), { numRuns: 25 });
  });
});
