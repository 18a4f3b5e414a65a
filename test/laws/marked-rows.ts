// Rows whose every value holds a marker, and what looks for it in errors, findings and rejected rows.
import { inspect } from 'node:util';
import type { Schema } from 'apache-arrow';
import { expect } from 'vitest';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings, type Operator, type OperatorContext } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

export const MARK = 'ZZ7QX9ZZ';
/** The marker as a number, in the forms a message might print. */
export const NUMBER = 918_273_645;
const NUMBERS = ['918273645', '918,273,645', '918 273 645', '9182736.45'];
export const DATE = '1987-06-05';
export const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 73 + 5) % 256);

/** Everything an error shows: message, stack, cause, problems, details, hidden members. */
export const shown = (thrown: unknown): string => `${inspect(thrown, { depth: 12, showHidden: true, maxStringLength: null })}${String(thrown)}${JSON.stringify(thrown)}`;

export function expectSilence(text: string, about: string): void {
  for (const mark of [MARK, ...NUMBERS, DATE, Buffer.from(SECRET).toString('hex').slice(0, 16), Buffer.from(SECRET).toString('base64').slice(0, 12)]) {
    expect(text.includes(mark), `${about} shows ${mark}: ${text.slice(0, 400)}`).toBe(false);
  }
}

/** Codes of the errors met so far. */
export const codesMet = new Set<string>();
const KNOWN = [PlanError, DataError, ProtectionError, RangeError, TypeError];

/** Runs what must fail, and looks at how it fails. */
export async function failsSilently(about: string, action: () => unknown): Promise<void> {
  let thrown: unknown;
  try {
    await action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, `${about} was to fail`).toBeDefined();
  expect(KNOWN.some((kind) => thrown instanceof kind), `${about} failed with ${String(thrown)}`).toBe(true);
  if (thrown instanceof PlanError) for (const { code } of thrown.problems) codesMet.add(code);
  if (thrown instanceof DataError || thrown instanceof ProtectionError) codesMet.add(thrown.code);
  expectSilence(shown(thrown), about);
}

export const columns = {
  id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, nir: { type: 'utf8', role: 'directIdentifier' }, region: { type: 'utf8', role: 'quasiIdentifier' },
  born: { type: 'date', role: 'quasiIdentifier' }, cost: { type: 'decimal(12,2)', role: 'measure' }, stays: { type: 'int64', role: 'measure' }, share: { type: 'float64', role: 'measure' },
  diagnosis: { type: 'utf8', role: 'sensitive' }, code: { type: 'binary(3)', role: 'attribute' },
} as const;
export const schema: Schema = schemaOf(columns, ['region']);
const born = Date.UTC(1987, 5, 5) / 86_400_000;
export const row = (id: number, change: Partial<Record<keyof typeof columns, Row[number]>> = {}): Row => {
  const values = { id: NUMBER + id, name: `${MARK} ${id}`, nir: `2690${MARK}${id}`, region: `${MARK}-${id % 2}`, born, cost: BigInt(NUMBER), stays: BigInt(NUMBER), share: NUMBER, diagnosis: MARK, code: '5a5a37', ...change };
  return Object.values(values);
};
export const rows: readonly Row[] = [row(1), row(2, { name: null, region: null, cost: null }), row(3), row(1, { born: null, nir: null })];
export const marked = (): Dataset => tableOf(schema, rows, [2]);

/** Reads all ports of an operator, and looks at what it found and rejected. */
export async function readsSilently(about: string, operator: Operator, source: Dataset = marked()): Promise<void> {
  const found: Findings[] = [];
  const context: OperatorContext = { fold: IN_MEMORY, onFindings: (findings) => found.push(findings) };
  const output = applyOperator(source, operator, context);
  await collect(output.rows);
  if (output.rejects !== null) expectSilence(inspect(await rowsOf(output.rejects), { depth: 5 }), `${about}: rejects`);
  expect(found.length).toBeGreaterThan(0);
  expectSilence(JSON.stringify(found), `${about}: findings`);
}
