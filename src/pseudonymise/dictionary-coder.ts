import { countNulls, type CodedColumn } from '../core/column.ts';
import type { ValueCoder } from './code-values.ts';
import { REASON_MISSING } from './kernel/canonical-values.ts';
import { faultsOf, type CodedValues } from './kernel/coded-values.ts';
import type { CodeColumn } from './kernel/codes.ts';
import { gatherCodes } from './kernel/gather-codes.ts';

/** Rows of a dictionary, as a multiple of those of a batch, beyond which it is coded only once it comes again. */
const LARGE_DICTIONARY = 4;

/** Codes of the entries of a dictionary. */
interface Entries extends CodeColumn {
  readonly isWhole: boolean;
}

/**
 * Makes a coder of single values that codes the entries of a dictionary once, for as long as the dictionary stays the same, and
 * gives every row the code of its entry.
 *
 * @param plain - codes columns as they stand; closed with this one.
 * @returns the coder.
 * @remarks Holds the codes of one dictionary.
 */
export function dictionaryCoder(plain: ValueCoder): ValueCoder {
  let met: CodedColumn['dictionary'] | null = null;
  let entries: Promise<Entries> | null = null;

  async function codeRows(known: Promise<Entries>, column: CodedColumn): Promise<CodedValues> {
    const { rows } = column;
    const { isWhole, ...entries } = await known;
    const { codes, valid, reasons } = gatherCodes(entries, column.codes, column.valid, rows, REASON_MISSING, isWhole);
    // Only the entries that a row uses can be at fault.
    return { rows, codes, valid, faults: isWhole ? null : faultsOf(valid, reasons) };
  }

  return {
    ahead: plain.ahead,
    code(parts) {
      const [column] = parts;
      if (column?.kind !== 'coded') return plain.code(parts);
      if (column.dictionary !== met) {
        met = column.dictionary;
        entries = null;
        if (met.rows > LARGE_DICTIONARY * column.rows) return plain.code(parts);
      }
      entries ??= Promise.resolve(plain.code([column.dictionary])).then(entriesOf);
      return codeRows(entries, column);
    },
    close() {
      entries = null;
      return plain.close();
    },
  };
}

// An entry without code and without fault is a null.
function entriesOf({ rows, codes, valid, faults }: CodedValues): Entries {
  return { codes, valid, reasons: faults?.reasons[0] ?? new Uint8Array(rows).fill(REASON_MISSING), isWhole: countNulls(valid, rows) === 0 };
}
