import type { Symbols } from '../../text/index.ts';

/** Distinct texts by code, as symbols: code points, or bytes in byte mode. Code 0 stands for null and has no symbols. */
export interface TextDictionary {
  readonly kind: 'text';
  /** Distinct values; their codes are 1 … size. */
  readonly size: number;
  /** Uint32Array(size + 2): value `c` is `symbols[offsets[c] … offsets[c + 1])`. */
  readonly offsets: Uint32Array;
  /** As narrow as the greatest symbol allows. They move, once a kernel has them where it reads them: nobody holds them twice. */
  symbols: Symbols;
}

/** Distinct numbers by code; times are seconds since 1970-01-01T00:00:00. Slot 0 stands for null. */
export interface NumberDictionary {
  readonly kind: 'number' | 'time';
  readonly size: number;
  /** Float64Array(size + 1). */
  readonly numbers: Float64Array;
}

/** Distinct lists of texts by code; elements are codes of `texts`, 0 for a null element. */
export interface TextListDictionary {
  readonly kind: 'texts';
  readonly size: number;
  /** Uint32Array(size + 2): list `c` is `elements[offsets[c] … offsets[c + 1])`. */
  readonly offsets: Uint32Array;
  readonly elements: Uint32Array;
  readonly texts: TextDictionary;
}

/** Distinct lists of numbers by code. */
export interface NumberListDictionary {
  readonly kind: 'numbers';
  readonly size: number;
  /** Uint32Array(size + 2): list `c` is `numbers[offsets[c] … offsets[c + 1])`. */
  readonly offsets: Uint32Array;
  readonly numbers: Float64Array;
}

/** Distinct values by code. Equal values have equal codes, so that most comparisons end there. */
export type Dictionary = TextDictionary | NumberDictionary | TextListDictionary | NumberListDictionary;

/** One expression over all records. Expressions that are compared with each other share one dictionary. */
export interface RecordColumn {
  /** Uint32Array(records): code of each record, 0 for null. */
  readonly codes: Uint32Array;
  /** Uint32Array(dictionary.size + 1): records with each code in this column. */
  readonly counts: Uint32Array;
  readonly dictionary: Dictionary;
}

/**
 * Records made ready for linkage, in the order of source and row key, so that nothing depends on how they came. Every
 * array may lie in shared memory. Codes are internal: no result depends on their order.
 */
export interface RecordTable {
  readonly records: number;
  /** Uint32Array(sources + 1): source `s` has the records `sourceStarts[s] … sourceStarts[s + 1])`. */
  readonly sourceStarts: Uint32Array;
  /** One column per expression of the model, in the order of the list the records were prepared for. */
  readonly columns: readonly RecordColumn[];
}
