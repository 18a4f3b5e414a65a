/** Which records have each value: value `v` has `records[starts[v] … starts[v + 1])`, rising. */
export interface Postings {
  readonly starts: Uint32Array;
  readonly records: Uint32Array;
}

/**
 * Lists the records of each value.
 *
 * @param codes - Uint32Array(records): value of each record, 0 for none.
 * @param size - number of values, 1 … size.
 * @returns the lists.
 * @remarks O(records + values); 4 bytes each.
 */
export function postingsOf(codes: Uint32Array, size: number): Postings {
  const starts = new Uint32Array(size + 2);
  for (const code of codes) if (code > 0) starts[code + 1]!++;
  accumulate(starts);
  const records = new Uint32Array(starts[size + 1]!);
  const next = starts.slice();
  for (let record = 0; record < codes.length; record++) if (codes[record]! > 0) records[next[codes[record]!]!++] = record;
  return { starts, records };
}

/** Lists of values, as a dictionary of lists has them. */
export interface ListsOfValues {
  /** Uint32Array(records): list of each record, 0 for none. */
  readonly codes: Uint32Array;
  /** List `c` is `elements[offsets[c] … offsets[c + 1])`; 0 is no element. */
  readonly offsets: Uint32Array;
  readonly elements: Uint32Array;
}

/**
 * Lists the records whose list has each value.
 *
 * @param lists - lists by record.
 * @param size - number of values, 1 … size.
 * @returns the lists; a record stands once under a value, however often its list has it.
 * @remarks O(elements of all records).
 */
export function listPostings({ codes, offsets, elements }: ListsOfValues, size: number): Postings {
  const starts = new Uint32Array(size + 2);
  const last = new Uint32Array(size + 1);
  const visit = (each: (value: number, record: number) => void): void => {
    last.fill(0);
    for (let record = 0; record < codes.length; record++) {
      const code = codes[record]!;
      if (code === 0) continue;
      for (let at = offsets[code]!; at < offsets[code + 1]!; at++) {
        const value = elements[at]!;
        if (value === 0 || last[value] === record + 1) continue;
        last[value] = record + 1;
        each(value, record);
      }
    }
  };
  visit((value) => starts[value + 1]!++);
  accumulate(starts);
  const records = new Uint32Array(starts[size + 1]!);
  const next = starts.slice();
  visit((value, record) => {
    records[next[value]!++] = record;
  });
  return { starts, records };
}

function accumulate(starts: Uint32Array): void {
  for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!;
}
