import { tupleTable } from '../../../group/index.ts';

/** Numbers combinations of codes from 1 up, in the order in which they are first met. */
export interface TupleNumbers {
  /** Combinations met so far. */
  readonly size: number;
  /**
   * Numbers rows.
   *
   * @param columns - one Uint32Array(rows) of codes per part, 0 for null.
   * @param rows - number of rows.
   * @param numbers - Uint32Array(rows); receives the number of each row, 0 where a part is null.
   */
  assign(columns: readonly Uint32Array[], rows: number, numbers: Uint32Array): void;
  /**
   * Lists the codes of one part.
   *
   * @param index - the part.
   * @returns Uint32Array(size + 1): code of each combination, by its number.
   */
  codesOf(index: number): Uint32Array;
}

const RUN = 16_384;

/**
 * Makes a numbering.
 *
 * @param sizes - highest code of each part. Without parts all rows have number 1.
 * @returns the numbering, with nothing met so far.
 * @remarks One part: an array by code. Several: a hash table of packed codes. Time O(rows × parts).
 */
export function tupleNumbers(sizes: readonly number[]): TupleNumbers {
  return sizes.length === 1 ? singleNumbers(sizes[0]!) : packedNumbers(sizes.length);
}

function singleNumbers(size: number): TupleNumbers {
  const numberOf = new Uint32Array(size + 1);
  const codeOf = new Uint32Array(size + 1);
  let met = 0;
  return {
    get size() {
      return met;
    },
    assign([codes], rows, numbers) {
      for (let row = 0; row < rows; row++) {
        const code = codes![row]!;
        if (code !== 0 && numberOf[code] === 0) {
          numberOf[code] = ++met;
          codeOf[met] = code;
        }
        numbers[row] = numberOf[code]!;
      }
    },
    codesOf: () => codeOf.subarray(0, met + 1),
  };
}

function packedNumbers(parts: number): TupleNumbers {
  const table = tupleTable(parts);
  const whole = Array.from({ length: parts }, () => new Int32Array(RUN));
  const rowOf = new Int32Array(RUN);
  const groups = new Int32Array(RUN);
  return {
    get size() {
      return table.size;
    },
    assign(columns, rows, numbers) {
      for (let from = 0; from < rows; from += RUN) {
        const to = Math.min(from + RUN, rows);
        const filled = gatherWhole(columns, from, to, whole, rowOf);
        numbers.fill(0, from, to);
        table.assign(whole, filled, groups);
        for (let index = 0; index < filled; index++) numbers[rowOf[index]!] = groups[index]! + 1;
      }
    },
    codesOf(index) {
      const codes = new Uint32Array(table.size + 1);
      codes.set(table.column(index), 1);
      return codes;
    },
  };
}

/** Gathers the rows without a null. */
function gatherWhole(columns: readonly Uint32Array[], from: number, to: number, whole: readonly Int32Array[], rowOf: Int32Array): number {
  let filled = 0;
  for (let row = from; row < to; row++) rowOf[filled++] = row;
  for (const codes of columns) {
    let kept = 0;
    for (let index = 0; index < filled; index++) {
      const row = rowOf[index]!;
      rowOf[kept] = row;
      if (codes[row] !== 0) kept++;
    }
    filled = kept;
  }
  columns.forEach((codes, part) => {
    const gathered = whole[part]!;
    for (let index = 0; index < filled; index++) gathered[index] = codes[rowOf[index]!]!;
  });
  return filled;
}
