// Expected values: docs/pseudonym-vectors/reproduce.py (standard library) and reproduce_sealed.py (the packages cryptography 48.0.0
// and blake3 1.0.11, and FF1 written out), which share nothing with the library but the formulas.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BinaryColumn } from '../../../src/core/column.ts';
import { encodeBase32Column } from '../../../src/keyed/index.ts';
import { codesOf, hasPython, runProgram, sealedVectors, vectorFile, vectorFolder } from './vectors.ts';

const python = hasPython();
const packages = hasPython('cryptography', 'blake3');

describe.skipIf(!python)(`the Python program${python ? '' : ' [skipped: no python3]'}`, () => {
  test('gives the published vectors, to the byte', () => {
    expect(runProgram('reproduce.py') === readFileSync(`${vectorFolder}vectors.json`, 'utf8')).toBe(true);
  });
});

describe.skipIf(!packages)(`the Python program of sealed codes${packages ? '' : ' [skipped: no cryptography and blake3 for python3]'}`, () => {
  test('gives the published vectors, to the byte', () => {
    expect(runProgram('reproduce_sealed.py') === readFileSync(`${vectorFolder}sealed-vectors.json`, 'utf8')).toBe(true);
  });
});

describe('the Python program', () => {
  const linesOf = (name: string): string[] => readFileSync(`${vectorFolder}${name}`, 'utf8').trimEnd().split('\n');
  const importsOf = (name: string): string[] => linesOf(name).filter((line) => /^(?:import|from) /.test(line));

  test('fits on a page: 20 lines of the standard library, beside the profiles', () => {
    expect(linesOf('reproduce.py').length).toBeLessThanOrEqual(20);
    expect(importsOf('reproduce.py')).toEqual(['import base64, hashlib, hmac, json, pathlib, struct', 'from profiles import form']);
    expect(importsOf('profiles.py')).toEqual(['import re, unicodedata']);
  });
});

describe('the operators give the published vectors', () => {
  test.each(vectorFile.cases.map((vectorCase) => [vectorCase.about, vectorCase] as const))('%s', async (_, vectorCase) => {
    for (const copies of [1, 40]) {
      const { codes, column, description } = await codesOf(vectorCase, copies);
      expect(codes).toEqual(Array.from({ length: copies }, () => vectorCase.vectors.map(({ code }) => code)).flat());
      expect(description).toMatchObject({ fingerprint: vectorCase.fingerprint, project: vectorCase.project, domain: vectorCase.domain, profile: vectorCase.profile, bits: vectorCase.bits ?? 128 });
      expect(description.releaseNonce).toBe(vectorCase.releaseNonce);
      if (vectorCase.bits !== undefined) continue;
      const text = encodeBase32Column((column as BinaryColumn).bytes, null, column.rows);
      expect(Array.from({ length: column.rows }, (__, row) => Buffer.from(text.bytes.subarray(26 * row, 26 * row + 26)).toString('latin1')))
        .toEqual(Array.from({ length: copies }, () => vectorCase.vectors.map(({ base32 }) => base32)).flat());
    }
  });

  test.each(sealedVectors.map((vectorCase) => [vectorCase.about, vectorCase] as const))('%s', async (_, vectorCase) => {
    for (const copies of [1, 40]) {
      const { codes, description } = await codesOf(vectorCase, copies);
      const isText = description.encoding !== undefined;
      const expected = vectorCase.vectors.map(({ code }) => (isText ? base32(code) : code));
      expect(codes).toEqual(Array.from({ length: copies }, () => expected).flat());
      expect(description.fingerprint).toBe(vectorCase.fingerprint);
    }
  });
});

/** Crockford's base32 of a number, by BigInt. */
function base32(hexadecimal: string): string {
  let rest = BigInt(`0x${hexadecimal}`);
  let text = '';
  for (let digit = Math.ceil(hexadecimal.length * 4 / 5); digit > 0; digit--) {
    text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(rest & 31n)]! + text;
    rest >>= 5n;
  }
  return text;
}

describe('the published vectors show', () => {
  const codes = (about: string): string[] => [...vectorFile.cases, ...sealedVectors].find((vectorCase) => vectorCase.about.startsWith(about))!.vectors.map(({ code }) => code);

  test('that spellings of one NIR are one person, and different NIRs are not', () => {
    const nirs = codes('NIR, with');
    expect(new Set(nirs.slice(0, 3)).size).toBe(1);
    expect(new Set(nirs.slice(3, 5)).size).toBe(1);
    expect(new Set(nirs).size).toBe(5);
  });

  test('that codes of another project, domain, policy, release, profile or key have nothing in common', () => {
    const all = ['NIR, with', 'the same values in another project', 'the same values in another domain', 'the same values as text', 'the same values under another key',
      'labels of the same letters', 'one code a release', 'another code in another release', 'reversible, AES-SIV: a NIR', 'another code in each release',
      'the same in another release', 'BLAKE3'].map((about) => codes(about)[0]!.slice(0, 16));
    expect(new Set(all).size).toBe(all.length);
  });

  test('that a fingerprint is of one context, in all its releases and lengths', () => {
    const cases = [...vectorFile.cases, ...sealedVectors];
    const contextOf = ({ keyFile, project, domain, policy, profile }: (typeof cases)[number]): string => JSON.stringify([keyFile, project, domain, policy, profile]);
    for (const left of cases) for (const right of cases) expect(left.fingerprint === right.fingerprint).toBe(contextOf(left) === contextOf(right));
  });

  test('that parts of a composite never run together', () => {
    const composites = codes('composite whose parts');
    expect(new Set(composites).size).toBe(composites.length);
  });

  test('that spellings of one name or birth are one person', () => {
    const names = codes('name:');
    expect(new Set(names.slice(0, 3)).size).toBe(1);
    expect(names[4]).toBe(names[5]);
    expect(names[9]).toBe(names[10]);
    const [first, second, without] = codes('composite of civil traits');
    expect(first).toBe(second);
    expect(without).not.toBe(first);
  });
});
