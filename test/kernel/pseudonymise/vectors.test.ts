// Expected values: docs/pseudonym-vectors/reproduce.py, which shares nothing with the library but the formula.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeBatch } from '../../../src/core/arrow.ts';
import { fromBatches, collect } from '../../../src/core/dataset.ts';
import { columnsOf } from '../../../src/core/arrow.ts';
import type { BinaryColumn } from '../../../src/core/column.ts';
import { declareSchema, METADATA } from '../../../src/core/field.ts';
import { pipe } from '../../../src/core/operator.ts';
import { textColumn } from '../../../src/core/rejects.ts';
import { encodeBase32Column } from '../../../src/keyed/index.ts';
import { parseKeyFile, pseudonymise, type Profile, type PseudonymiseOptions } from '../../../src/pseudonymise/index.ts';
import { vectorFile, vectorFolder, type VectorCase } from './vectors.ts';

const python = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!python)(`the Python program${python ? '' : ' [skipped: no python3]'}`, () => {
  test('gives the published vectors, to the byte', () => {
    const printed = execFileSync('python3', [`${vectorFolder}reproduce.py`], { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8' } });
    expect(printed === readFileSync(`${vectorFolder}vectors.json`, 'utf8')).toBe(true);
  });
});

describe('the Python program', () => {
  test('fits on a page: 20 lines of the standard library', () => {
    const lines = readFileSync(`${vectorFolder}reproduce.py`, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(20);
    const imports = lines.filter((line) => /^(?:import|from) /.test(line));
    expect(imports).toEqual(['import base64, hashlib, hmac, json, pathlib, re, struct, unicodedata']);
  });
});

/** Runs a case through the operator, `copies` times in one batch so that every kernel has its turn. */
async function codesOf(vectorCase: VectorCase, copies: number): Promise<{ codes: string[]; base32: string[]; fingerprint: string }> {
  const profiles = /^composite\/v1\((.*)\)$/.exec(vectorCase.profile)?.[1]!.split(',') as Profile[] | undefined;
  const tuples = vectorCase.vectors.map(({ value }) => (typeof value === 'string' ? [value] : value));
  const repeated = Array.from({ length: copies }, () => tuples).flat();
  const names = tuples[0]!.map((_, index) => `column ${index}`);
  const schema = declareSchema(Object.fromEntries(names.map((name) => [name, { type: 'utf8' as const, role: 'directIdentifier' as const }])));
  const batch = makeBatch(schema, names.map((_, index) => textColumn(repeated.map((tuple) => tuple[index]!))), repeated.length);
  const common = {
    project: vectorCase.project,
    domain: vectorCase.domain,
    policy: 'deterministic',
    onInvalid: 'null',
    secretKey: parseKeyFile(new TextEncoder().encode(vectorCase.keyFile)),
  } as const;
  const options: PseudonymiseOptions = profiles === undefined
    ? { ...common, column: names[0]!, profile: vectorCase.profile as Profile, into: 'person' }
    : { ...common, columns: names.map((column, index) => ({ column, profile: profiles[index]! })), into: 'person', onMissingPart: 'absent' };
  const [output] = await collect(pipe(fromBatches(schema, [batch]), pseudonymise(options)));
  const column = columnsOf(output!)[0] as BinaryColumn;
  expect(column.valid).toBeNull();
  const text = encodeBase32Column(column.bytes, null, column.rows);
  const { fingerprint } = JSON.parse(output!.schema.fields[0]!.metadata.get(METADATA.pseudonym)!) as { fingerprint: string };
  return {
    codes: repeated.map((_, row) => Buffer.from(column.bytes.subarray(16 * row, 16 * row + 16)).toString('hex')),
    base32: repeated.map((_, row) => Buffer.from(text.bytes.subarray(26 * row, 26 * row + 26)).toString('latin1')),
    fingerprint,
  };
}

describe('the operator gives the published vectors', () => {
  test.each(vectorFile.cases.map((vectorCase) => [vectorCase.about, vectorCase] as const))('%s', async (_, vectorCase) => {
    for (const copies of [1, 40]) {
      const { codes, base32, fingerprint } = await codesOf(vectorCase, copies);
      expect(codes).toEqual(Array.from({ length: copies }, () => vectorCase.vectors.map(({ code }) => code)).flat());
      expect(base32).toEqual(Array.from({ length: copies }, () => vectorCase.vectors.map((vector) => vector.base32)).flat());
      expect(fingerprint).toBe(vectorCase.fingerprint);
    }
  });
});

describe('the published vectors show', () => {
  const codes = (about: string): string[] => vectorFile.cases.find((vectorCase) => vectorCase.about.startsWith(about))!.vectors.map(({ code }) => code);

  test('that spellings of one NIR are one person, and different NIRs are not', () => {
    const nirs = codes('NIR, with');
    expect(new Set(nirs.slice(0, 3)).size).toBe(1);
    expect(new Set(nirs.slice(3, 5)).size).toBe(1);
    expect(new Set(nirs).size).toBe(5);
  });

  test('that codes of another project, domain, profile or key have nothing in common', () => {
    const all = ['NIR, with', 'the same values in another project', 'the same values in another domain', 'the same values as text', 'the same values under another key', 'labels of the same letters']
      .map((about) => codes(about)[0]);
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(vectorFile.cases.map(({ fingerprint }) => fingerprint)).size).toBe(vectorFile.cases.length);
  });

  test('that parts of a composite never run together', () => {
    const composites = codes('composite whose parts');
    expect(new Set(composites).size).toBe(composites.length);
  });
});
