// The published vectors, as the tests read them, and the runs that give their codes.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { columnsOf, makeBatch } from '../../../src/core/arrow.ts';
import type { BinaryColumn, Column, TextColumn } from '../../../src/core/column.ts';
import { collect, fromBatches } from '../../../src/core/dataset.ts';
import { declareSchema, type ColumnDeclaration } from '../../../src/core/field.ts';
import { pipe } from '../../../src/core/operator.ts';
import { textColumn } from '../../../src/core/rejects.ts';
import {
  descriptionOf, parseKeyFile, pseudonymise, rekey, type CodeProfile, type Profile, type PseudonymDescription, type PseudonymiseOperator,
} from '../../../src/pseudonymise/index.ts';

export interface VectorCase {
  readonly about: string;
  readonly keyFile: string;
  readonly project: string;
  readonly domain: string;
  /** With the algorithm where it is not the usual one, and `rekey/` in front for codes of codes. */
  readonly policy: string;
  readonly profile: string;
  readonly bits?: number;
  readonly releaseNonce?: string;
  readonly fingerprint: string;
  readonly vectors: readonly { readonly value: string | readonly (string | null)[]; readonly code: string; readonly base32: string }[];
}

export const vectorFolder = fileURLToPath(new URL('../../../docs/pseudonym-vectors/', import.meta.url));

function readCases(name: string): readonly VectorCase[] {
  return (JSON.parse(readFileSync(`${vectorFolder}${name}`, 'utf8')) as { readonly cases: readonly VectorCase[] }).cases;
}

export const vectorFile = { cases: readCases('vectors.json') };
export const sealedVectors = readCases('sealed-vectors.json');

/** Tells whether Python is there with some packages. */
export function hasPython(...packages: readonly string[]): boolean {
  return spawnSync('python3', ['-c', packages.map((name) => `import ${name}`).join('\n')]).status === 0;
}

/** Runs one of the published programs; leaves nothing in their folder. */
export function runProgram(name: string): string {
  return execFileSync('python3', [`${vectorFolder}${name}`], { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONDONTWRITEBYTECODE: '1' } });
}

export const bytesOf = (hexadecimal: string): Uint8Array => new Uint8Array(Buffer.from(hexadecimal, 'hex'));

function operatorOf(vectorCase: VectorCase, columns: readonly string[]): PseudonymiseOperator {
  const [scope, name, algorithm] = /^(rekey\/)?([a-zA-Z]+)(?:\/(.*))?$/.exec(vectorCase.policy)!.slice(1) as [string | undefined, string, string | undefined];
  const common = {
    project: vectorCase.project,
    domain: vectorCase.domain,
    policy: name,
    onInvalid: 'null',
    secretKey: parseKeyFile(new TextEncoder().encode(vectorCase.keyFile)),
    into: 'person',
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(vectorCase.bits === undefined ? {} : { bits: vectorCase.bits, population: 1000 }),
    ...(vectorCase.releaseNonce === undefined ? {} : { releaseNonce: bytesOf(vectorCase.releaseNonce) }),
  };
  const profiles = /^composite\/v1\((.*)\)$/.exec(vectorCase.profile)?.[1]!.split(',') as Profile[] | undefined;
  if (scope !== undefined) return rekey({ ...common, column: columns[0]!, profile: vectorCase.profile as CodeProfile, keep: 'new' } as Parameters<typeof rekey>[0]);
  return pseudonymise((profiles === undefined
    ? { ...common, column: columns[0]!, profile: vectorCase.profile as Profile }
    : { ...common, columns: columns.map((column, index) => ({ column, profile: profiles[index]! })), onMissingPart: 'absent' }) as Parameters<typeof pseudonymise>[0]);
}

/** Runs a case through its operator, `copies` times in one batch so that every kernel has its turn: codes in hexadecimal or text. */
export async function codesOf(vectorCase: VectorCase, copies: number): Promise<{ codes: string[]; column: Column; description: PseudonymDescription }> {
  const isOfBytes = vectorCase.profile === 'code/v1';
  const tuples = vectorCase.vectors.map(({ value }) => (typeof value === 'string' ? [value] : value));
  const repeated = Array.from({ length: copies }, () => tuples).flat();
  const names = tuples[0]!.map((_, index) => `column ${index}`);
  const declaration: ColumnDeclaration = { type: isOfBytes ? 'binary(16)' : 'utf8', role: vectorCase.policy.startsWith('rekey/') ? 'pseudonym' : 'directIdentifier' };
  const schema = declareSchema(Object.fromEntries(names.map((name) => [name, declaration])));
  const columns = names.map((_, index): Column => isOfBytes
    ? { kind: 'binary', rows: repeated.length, valid: null, width: 16, bytes: bytesOf(repeated.map((tuple) => tuple[index]!).join('')) }
    : textColumn(repeated.map((tuple) => tuple[index]!)));
  const [output] = await collect(pipe(fromBatches(schema, [makeBatch(schema, columns, repeated.length)]), operatorOf(vectorCase, names)));
  const column = columnsOf(output!)[0]!;
  if (column.valid !== null) throw new Error(`${vectorCase.about}: a value was taken for invalid`);
  return { codes: codeTexts(column), column, description: descriptionOf(output!.schema.fields[0]!)! };
}

/** The codes of a column: bytes in hexadecimal, text as it is. */
export function codeTexts(column: Column): string[] {
  return Array.from({ length: column.rows }, (_, row) => {
    if (column.kind === 'binary') return hexOf(column, row);
    const { offsets, bytes } = column as TextColumn;
    return Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('latin1');
  });
}

function hexOf({ width, bytes }: BinaryColumn, row: number): string {
  return Buffer.from(bytes.subarray(width * row, width * (row + 1))).toString('hex');
}
