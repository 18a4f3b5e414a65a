import type { Column } from '../core/column.ts';
import type { IdentifierLevel } from '../identifiers/index.ts';
import { faultsOf, type CodedValues } from './kernel/coded-values.ts';
import { frameComposite } from './kernel/composite.ts';
import type { Coder } from './policies/policy.ts';
import { PROFILES, type CodeProfile, type Profile } from './profile.ts';

/** How values are read before they are coded: plain data that another thread can be told. */
export interface ValueReading {
  /** How the values of each part are normalised. */
  readonly profiles: readonly (Profile | CodeProfile)[];
  /** What an identifier must pass. */
  readonly level: IdentifierLevel;
  /** What a missing part does to a composite: it makes the code null, or is framed as absent. `null` for single values. */
  readonly onMissingPart: 'null' | 'absent' | null;
}

/** Codes the rows of columns until it is closed. */
export interface ValueCoder {
  /** Batches that may be at work beside the one that is awaited. */
  readonly ahead: number;
  /** Gives the codes of the parts of a batch. */
  code(parts: readonly Column[]): CodedValues | Promise<CodedValues>;
  /** Overwrites what derives from the sub-key or a value, best effort. */
  close(): void | Promise<void>;
}

/** A coder that answers at once. */
export interface LocalCoder extends ValueCoder {
  code(parts: readonly Column[]): CodedValues;
  close(): void;
}

/**
 * Makes a coder that works on the calling thread. Dictionary text is coded row by row; see {@link dictionaryCoder}.
 *
 * @param reading - how values are read.
 * @param coder - makes codes under the sub-key; wiped with the value coder.
 * @returns the coder.
 */
export function localCoder(reading: ValueReading, coder: Coder): LocalCoder {
  const code = reading.onMissingPart === null ? codeSingles : codeComposites;
  return {
    ahead: 0,
    code: (parts) => code(reading, coder, parts),
    close: () => {
      coder.wipe();
    },
  };
}

function codeSingles({ profiles, level }: ValueReading, coder: Coder, [column]: readonly Column[]): CodedValues {
  const values = PROFILES[profiles[0]!].canonical(column!, level);
  return { rows: values.rows, codes: coder.code(values), valid: values.valid, faults: faultsOf(values.valid, values.reasons) };
}

function codeComposites({ profiles, level, onMissingPart }: ValueReading, coder: Coder, columns: readonly Column[]): CodedValues {
  const { rows } = columns[0]!;
  const parts = columns.map((column, index) => PROFILES[profiles[index]!].canonical(column, level));
  const { offsets, bytes, valid, faultyParts } = frameComposite(parts, rows, onMissingPart === 'null');
  const codes = coder.code({ rows, offsets, bytes, valid, reasons: faultyParts });
  const isFaulty = faultyParts.some((part) => part !== 0);
  return { rows, codes, valid, faults: isFaulty ? { faultyParts, reasons: parts.map(({ reasons }) => reasons) } : null };
}
