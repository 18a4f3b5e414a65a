import type { ComparisonProgram, TestProgram } from './program.ts';

/** The columns that tests look at, each once: first those that a level asks to be equal, then in the order of first use. */
export interface ColumnsUsed {
  /** Of the left record. */
  readonly lefts: readonly number[];
  /** Of the right record. */
  readonly rights: readonly number[];
  /** Whether exchanging the records of a pair changes no answer, as far as the form of the tests tells. */
  readonly isSymmetric: boolean;
  /** Whether a measure that the caller brought is among them. */
  readonly isRegistered: boolean;
}

/**
 * Lists the columns that a comparison looks at.
 *
 * @param program - its levels.
 * @returns the columns by side.
 */
export function columnsOfComparison({ levels }: ComparisonProgram): ColumnsUsed {
  return columnsUsed(levels.map(({ test }) => test));
}

/**
 * Lists the columns that tests look at.
 *
 * @param tests - the tests of one comparison, or one alone.
 * @returns the columns by side.
 */
export function columnsUsed(tests: readonly TestProgram[]): ColumnsUsed {
  const lefts = new Set<number>();
  const rights = new Set<number>();
  let isSymmetric = true;
  let isRegistered = false;

  function visitSides(side: 'either' | 'both' | 'left' | 'right', column: number): void {
    if (side !== 'right') lefts.add(column);
    if (side !== 'left') rights.add(column);
    if (side === 'left' || side === 'right') isSymmetric = false;
  }

  function visit(test: TestProgram): void {
    switch (test.kind) {
      case 'otherwise':
        return;
      case 'null':
      case 'literal':
        visitSides(test.side, test.column);
        return;
      case 'all':
      case 'any':
        test.of.forEach(visit);
        return;
      case 'not':
        visit(test.of);
        return;
      default: {
        const { left, right } = test.kind === 'measure' ? test.of : test;
        lefts.add(left);
        rights.add(right);
        if (test.kind === 'registered') isRegistered = true;
        // What a registered measure does with its sides is not known.
        if (left !== right || test.kind === 'registered') isSymmetric = false;
      }
    }
  }

  tests.filter(({ kind }) => kind === 'equal').forEach(visit);
  tests.forEach(visit);
  return { lefts: [...lefts], rights: [...rights], isSymmetric, isRegistered };
}
