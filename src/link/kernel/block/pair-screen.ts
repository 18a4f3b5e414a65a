/** Gives pairs of blocks up that are not worth looking at. Not re-entrant: its arrays are filled again for the next blocks. */
export interface PairScreen {
  /** Records that are looked at together at most. */
  readonly mostMembers: number;
  /** Uint32Array(mostMembers): is written the ordinals of the records, those of a block side by side. */
  readonly members: Uint32Array;
  /** Uint32Array(mostMembers): is written the places of left records among them. */
  readonly rows: Uint32Array;
  /** Uint32Array(mostMembers): is written, by left record, the place of the first right record that it makes a pair with. */
  readonly firsts: Uint32Array;
  /** Uint32Array(mostMembers): is written, by left record, the place behind the last right record. */
  readonly ends: Uint32Array;
  /** Uint32Array(mostMembers), as many as there may be earlier branches: are written the blocks of the records; 0 for none. Pairs in one block are no pairs. */
  readonly memberIds: readonly Uint32Array[];
  /** Uint32Array: ordinals of the pairs that were not given up, in order. */
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Columns of the table whose codes it has at hand. */
  readonly columns: readonly number[];
  /** Writes the codes of a column as the blocks of an earlier branch; of so many records. */
  readIds(members: number, earlier: number, column: number): void;
  /** Reads so many records. */
  read(members: number): void;
  /**
   * Looks at left records.
   *
   * @param row - the first one.
   * @param rows - how many were written.
   * @param earlier - number of earlier branches.
   * @returns the first one that there was no room for, and how many pairs were found before it, and how many were given by no earlier branch.
   */
  sift(row: number, rows: number, earlier: number): { readonly row: number; readonly found: number; readonly given: number };
}

/** A screen, and who is told what it gave up. */
export interface Screening {
  readonly screen: PairScreen;
  /** Is told how many pairs of a rule were given up. */
  giveUp(rule: number, pairs: number): void;
}
