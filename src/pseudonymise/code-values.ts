import type { CodedColumn, Column } from '../core/column.ts';
import type { IdentifierLevel } from '../identifiers/index.ts';
import { CODE_BYTES, type KeyedHasher } from '../keyed/index.ts';
import { REASON_MISSING } from './kernel/canonical-values.ts';
import { frameComposite } from './kernel/composite.ts';
import { gatherCodes, type CodeColumn } from './kernel/gather-codes.ts';
import { PROFILES, type Profile } from './profile.ts';

/** The codes of a batch, and which rows have an invalid value. */
export interface CodedValues {
  /** Uint8Array(16 · rows); zeros where there is no code. */
  readonly bytes: Uint8Array;
  /** Validity bits, 1 where there is a code. */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): 0, or 1 + the part at fault. */
  readonly faultyParts: Uint8Array;
  /** Per part, Uint8Array(rows): the reason by the part's profile. */
  readonly reasons: readonly Uint8Array[];
}

/** Gives the codes of the parts of a batch. */
export type ValueCoder = (parts: readonly Column[]) => CodedValues;

/**
 * Makes the coder of single values. Dictionary entries are hashed once for as long as the dictionary stays the same.
 *
 * @param profile - how values are normalised.
 * @param level - what a NIR must pass.
 * @param hasher - hashes under the sub-key.
 * @returns the coder, of one part.
 */
export function singleCoder(profile: Profile, level: IdentifierLevel, hasher: KeyedHasher): ValueCoder {
  const { canonical } = PROFILES[profile];
  let met: CodedColumn['dictionary'] | null = null;
  let entries: CodeColumn | null = null;

  const codesOf = (column: Column): CodeColumn => {
    const { rows, offsets, bytes, valid, reasons } = canonical(column, level);
    const codes = new Uint8Array(CODE_BYTES * rows);
    hasher.hashColumn(offsets, bytes, valid, rows, codes);
    return { bytes: codes, valid, reasons };
  };

  const codesOfRows = (column: Column): CodeColumn => {
    if (column.kind !== 'coded') return codesOf(column);
    if (column.dictionary !== met) {
      entries = null;
      met = column.dictionary;
      // A dictionary larger than the batch is worth hashing only if it comes again.
      if (column.dictionary.rows > column.rows) return codesOf(column);
    }
    entries ??= codesOf(column.dictionary);
    return gatherCodes(entries, column.codes, column.valid, column.rows, REASON_MISSING);
  };

  return ([column]) => {
    const { bytes, valid, reasons } = codesOfRows(column!);
    const faultyParts = new Uint8Array(reasons.length);
    for (let row = 0; row < reasons.length; row++) {
      const hasCode = (valid[row >> 3]! & (1 << (row & 7))) !== 0;
      if (!hasCode && reasons[row] !== REASON_MISSING) faultyParts[row] = 1;
    }
    return { bytes, valid, faultyParts, reasons: [reasons] };
  };
}

/**
 * Makes the coder of composites.
 *
 * @param profiles - how the values of each part are normalised.
 * @param level - what a NIR must pass.
 * @param needsAll - whether a missing part makes the code null.
 * @param hasher - hashes under the sub-key.
 * @returns the coder, of as many parts as there are profiles.
 */
export function compositeCoder(profiles: readonly Profile[], level: IdentifierLevel, needsAll: boolean, hasher: KeyedHasher): ValueCoder {
  return (columns) => {
    const rows = columns[0]!.rows;
    const parts = columns.map((column, index) => PROFILES[profiles[index]!].canonical(column, level));
    const { offsets, bytes, valid, faultyParts } = frameComposite(parts, rows, needsAll);
    const codes = new Uint8Array(CODE_BYTES * rows);
    hasher.hashColumn(offsets, bytes, valid, rows, codes);
    return { bytes: codes, valid, faultyParts, reasons: parts.map(({ reasons }) => reasons) };
  };
}
