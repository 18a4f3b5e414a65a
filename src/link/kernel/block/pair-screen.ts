/** Gives pairs of a block up that are not worth looking at. Not re-entrant: its arrays are filled again for the next block. */
export interface PairScreen {
  /** Right members of a block at most. */
  readonly mostMembers: number;
  /** Left members of one call at most. */
  readonly mostRows: number;
  /** Earlier branches at most. */
  readonly mostEarlier: number;
  /** Uint32Array(mostMembers): is written the ordinals of the right members. */
  readonly members: Uint32Array;
  /** Uint32Array(mostRows): is written the ordinals of left members. */
  readonly rows: Uint32Array;
  /** Uint32Array(mostRows): is written, by left member, the first right member that it makes a pair with. */
  readonly firsts: Uint32Array;
  /** Uint32Array(mostEarlier × mostMembers): is written, by earlier branch, the blocks of the right members; 0 for none. */
  readonly memberIds: Uint32Array;
  /** Uint32Array(mostEarlier × mostRows): the same of left members. Pairs in one block of an earlier branch are no pairs of this one. */
  readonly rowIds: Uint32Array;
  /** Uint32Array: ordinals of the pairs that were not given up, in order. */
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Reads so many right members. */
  read(members: number): void;
  /**
   * Looks at left members.
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
