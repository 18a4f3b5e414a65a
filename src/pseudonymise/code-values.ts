import type { CodedColumn, Column } from '../core/column.ts';
import type { IdentifierLevel } from '../identifiers/index.ts';
import { REASON_MISSING } from './kernel/canonical-values.ts';
import type { CodeColumn, Codes } from './kernel/codes.ts';
import { frameComposite } from './kernel/composite.ts';
import { gatherCodes } from './kernel/gather-codes.ts';
import type { Coder } from './policies/policy.ts';
import { PROFILES, type CodeProfile, type Profile } from './profile.ts';

/** The codes of a batch, and which rows have an invalid value. */
export interface CodedValues {
  /** Zeros or empty text where there is no code. */
  readonly codes: Codes;
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
 * Makes the coder of single values. Dictionary entries are coded once for as long as the dictionary stays the same.
 *
 * @param profile - how values are normalised.
 * @param level - what an identifier must pass.
 * @param coder - makes codes under the sub-key.
 * @returns the coder, of one part.
 */
export function singleCoder(profile: Profile | CodeProfile, level: IdentifierLevel, coder: Coder): ValueCoder {
  const { canonical } = PROFILES[profile];
  let met: CodedColumn['dictionary'] | null = null;
  let entries: CodeColumn | null = null;

  const codesOf = (column: Column): CodeColumn => {
    const values = canonical(column, level);
    return { codes: coder.code(values), valid: values.valid, reasons: values.reasons };
  };

  const codesOfRows = (column: Column): CodeColumn => {
    if (column.kind !== 'coded') return codesOf(column);
    if (column.dictionary !== met) {
      entries = null;
      met = column.dictionary;
      // A dictionary larger than the batch is worth coding only if it comes again.
      if (column.dictionary.rows > column.rows) return codesOf(column);
    }
    entries ??= codesOf(column.dictionary);
    return gatherCodes(entries, column.codes, column.valid, column.rows, REASON_MISSING);
  };

  return ([column]) => {
    const { codes, valid, reasons } = codesOfRows(column!);
    const faultyParts = new Uint8Array(reasons.length);
    for (let row = 0; row < reasons.length; row++) {
      const hasCode = (valid[row >> 3]! & (1 << (row & 7))) !== 0;
      if (!hasCode && reasons[row] !== REASON_MISSING) faultyParts[row] = 1;
    }
    return { codes, valid, faultyParts, reasons: [reasons] };
  };
}

/**
 * Makes the coder of composites.
 *
 * @param profiles - how the values of each part are normalised.
 * @param level - what an identifier must pass.
 * @param needsAll - whether a missing part makes the code null.
 * @param coder - makes codes under the sub-key.
 * @returns the coder, of as many parts as there are profiles.
 */
export function compositeCoder(profiles: readonly Profile[], level: IdentifierLevel, needsAll: boolean, coder: Coder): ValueCoder {
  return (columns) => {
    const rows = columns[0]!.rows;
    const parts = columns.map((column, index) => PROFILES[profiles[index]!].canonical(column, level));
    const reasons = parts.map((part) => part.reasons);
    const { offsets, bytes, valid, faultyParts } = frameComposite(parts, rows, needsAll);
    const codes = coder.code({ rows, offsets, bytes, valid, reasons: faultyParts });
    return { codes, valid, faultyParts, reasons };
  };
}
