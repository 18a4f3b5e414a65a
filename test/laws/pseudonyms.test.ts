// Over a million people: one person is one code within a project, and two projects share none.
import { describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import type { BinaryColumn, TextColumn } from '../../src/core/column.ts';
import { collect, fromBatches } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { pipe } from '../../src/core/operator.ts';
import { pseudonymise, rekey, type PseudonymiseOptions } from '../../src/pseudonymise/index.ts';

const PEOPLE = 1_000_000;
const BATCH = 65_536;
const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const base = { column: 'nir', profile: 'nir/v1', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey } as const;
const SCHEMA = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier' } });

/** Women born in May of 1970, 1971 and 1972 in one of 500 communes of the Vosges, 999 in each. */
function people(first: number, rows: number): TextColumn {
  const bytes = new Uint8Array(13 * rows);
  const write = (number: number, at: number): void => {
    for (let digit = 2, rest = number; digit >= 0; digit--, rest = Math.floor(rest / 10)) bytes[at + digit] = 48 + (rest % 10);
  };
  for (let row = 0; row < rows; row++) {
    const person = first + row;
    bytes.set([0x32, 0x37, 0x30 + Math.floor(person / (999 * 500)), 0x30, 0x35, 0x38, 0x38], 13 * row);
    write(1 + (Math.floor(person / 999) % 500), 13 * row + 7);
    write(1 + (person % 999), 13 * row + 10);
  }
  return { kind: 'text', rows, valid: null, offsets: Int32Array.from({ length: rows + 1 }, (_, row) => 13 * row), bytes };
}

/** The first 64 bits of the code of everybody: two of two million codes agree in them by chance once in nine million tries. */
async function prefixes(project: string, more: Partial<PseudonymiseOptions> = {}): Promise<BigUint64Array> {
  const out = new BigUint64Array(PEOPLE);
  const batches = Array.from({ length: Math.ceil(PEOPLE / BATCH) }, (_, index) => {
    const rows = Math.min(BATCH, PEOPLE - index * BATCH);
    return makeBatch(SCHEMA, [people(index * BATCH, rows)], rows);
  });
  let at = 0;
  for (const batch of await collect(pipe(fromBatches(SCHEMA, batches), pseudonymise({ ...base, project, ...more } as PseudonymiseOptions)))) {
    const { bytes, valid, width } = columnsOf(batch)[0] as BinaryColumn;
    expect(valid).toBeNull();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let row = 0; row < batch.numRows; row++) out[at++] = view.getBigUint64(width * row);
  }
  return out;
}

function repeated(codes: BigUint64Array): number {
  const sorted = codes.slice().sort();
  let found = 0;
  for (let index = 1; index < sorted.length; index++) if (sorted[index] === sorted[index - 1]) found++;
  return found;
}

function together(...parts: readonly BigUint64Array[]): BigUint64Array {
  const all = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

describe('over a million people', () => {
  test('one person has one code in two runs of a project, and two projects share no code', async () => {
    const [first, again, other] = [await prefixes('cohort-2024'), await prefixes('cohort-2024'), await prefixes('cohort-2025')];
    expect(first.every((code, person) => code === again[person])).toBe(true);
    expect(repeated(together(first, other))).toBe(0);
  }, 60_000);
});

describe('over fifty thousand people', () => {
  test('no two policies, releases, keys, domains or levels of a circuit share a code', async () => {
    const rows = 50_000;
    const batch = makeBatch(SCHEMA, [people(0, rows)], rows);
    const nonces = [1, 2].map((release) => Uint8Array.from({ length: 16 }, (_, index) => index * release + 1));
    const variants: readonly object[] = [
      {}, { algorithm: 'BLAKE3' }, { policy: 'document', releaseNonce: nonces[0] }, { policy: 'document', releaseNonce: nonces[1] },
      { domain: 'doctor' }, { secretKey: secretKey.map((byte) => byte ^ 1) }, { policy: 'document', algorithm: 'BLAKE3', releaseNonce: nonces[0] },
    ];
    const columns: BigUint64Array[] = [];
    for (const variant of variants) {
      const options = { ...base, project: 'cohort-2024', ...variant } as PseudonymiseOptions;
      const second = rekey({ column: 'nir', profile: 'code/v1', keep: 'new', project: 'national', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: secretKey.map((byte) => byte ^ 255) });
      for (const dataset of [pipe(fromBatches(SCHEMA, [batch]), pseudonymise(options)), pipe(fromBatches(SCHEMA, [batch]), pseudonymise(options), second)]) {
        const [output] = await collect(dataset);
        const { bytes } = columnsOf(output!)[0] as BinaryColumn;
        columns.push(new BigUint64Array(bytes.slice().buffer).filter((_, index) => index % 2 === 0));
      }
    }
    expect(columns.map((column) => column.length)).toEqual(columns.map(() => rows));
    expect(repeated(together(...columns))).toBe(0);
  }, 60_000);
});
