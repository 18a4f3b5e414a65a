import type { RecordBatch } from 'apache-arrow';
import { makeBatch } from '../core/arrow.ts';
import type { TextColumn } from '../core/column.ts';
import { REJECTS_SCHEMA } from '../core/rejects.ts';
import { FAULT_NAMES } from './kernel/cells.ts';

/** Collects the rejected rows of a text file: three numbers a row, whatever the names. */
export interface TextRejects {
  /** Takes one row: its number, the place of its column in `names`, and the fault. */
  add(row: number, names: readonly string[], field: number, fault: number): void;
  /** Rows held. */
  readonly count: () => number;
  /** Hands out what is held as a batch of the rejects schema, or `null` when there is nothing. */
  take(): RecordBatch | null;
}

/** Rejected rows of a batch at most. */
export const MOST_REJECTS = 16_384;

/**
 * Makes a collector of rejected rows.
 *
 * @returns a collector that holds nothing; take what it holds at least every {@link MOST_REJECTS} rows.
 */
export function textRejects(): TextRejects {
  // Names seen so far and their codes: as many as the files have columns.
  const codeOfName = new Map<string, number>();
  const encodedNames: Uint8Array[] = [];
  const encodedFaults = FAULT_NAMES.map((name) => new TextEncoder().encode(name));
  let rows: number[] = [];
  let names: number[] = [];
  let faults: number[] = [];
  return {
    add(row, fieldNames, field, fault) {
      const name = fieldNames[field]!;
      let code = codeOfName.get(name);
      if (code === undefined) {
        code = encodedNames.push(new TextEncoder().encode(name)) - 1;
        codeOfName.set(name, code);
      }
      rows.push(row);
      names.push(code);
      faults.push(fault);
    },
    count: () => rows.length,
    take() {
      const count = rows.length;
      if (count === 0) return null;
      const values = BigInt64Array.from(rows, BigInt);
      const batch = makeBatch(REJECTS_SCHEMA, [{ kind: 'int64', rows: count, valid: null, values }, textOf(names, encodedNames), textOf(faults, encodedFaults)], count);
      rows = [];
      names = [];
      faults = [];
      return batch;
    },
  };
}

function textOf(codes: readonly number[], texts: readonly Uint8Array[]): TextColumn {
  const offsets = new Int32Array(codes.length + 1);
  for (let row = 0; row < codes.length; row++) offsets[row + 1] = offsets[row]! + texts[codes[row]!]!.length;
  const bytes = new Uint8Array(offsets[codes.length]!);
  for (let row = 0; row < codes.length; row++) bytes.set(texts[codes[row]!]!, offsets[row]!);
  return { kind: 'text', rows: codes.length, valid: null, offsets, bytes };
}
