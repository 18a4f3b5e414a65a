import type { ComparedTable } from './compared-table.ts';
import type { Sides, TestProgram } from './program.ts';
import { knownTruth, settledLevel, type AtomProgram, type KnownTruth } from './settled-level.ts';
import { FALSE, TRUE, UNKNOWN } from './truth.ts';
import type { SettledLevels } from './value-levels.ts';

/** What is known of a pair of values: which are null, and whether they are equal. */
interface ValueKind {
  readonly isLeftNull: boolean;
  readonly isRightNull: boolean;
  readonly relation: 'equal' | 'different' | null;
}

/** What is known of levels before values are looked at. */
export interface SettledValues {
  readonly settled: SettledLevels;
  /** Tells the levels that different values may be at. */
  readonly isPossible: (level: number) => boolean;
}

/**
 * Finds what is known of levels before values are looked at.
 *
 * @param tests - what the levels ask, in order.
 * @param table - distinct values of the deciding columns as both sides of pairs.
 * @param single - the deciding columns.
 * @returns what is known.
 */
export function settledValues(tests: readonly TestProgram[], table: ComparedTable, single: Sides): SettledValues {
  const isOneDictionary = table.dictionaries[single.left] === table.dictionaries[single.right];
  const isNull = nullnessOf(table);
  const levelOf = (kind: ValueKind): number | null => settledLevel(tests, (test) => knownOf(test, kind, single, isNull));
  const present = { isLeftNull: false, isRightNull: false };
  const known = (test: AtomProgram): KnownTruth => knownOf(test, { ...present, relation: 'different' }, single, isNull);
  return {
    isPossible: (level) => {
      const truth = knownTruth(tests[level]!, known);
      return truth === null || truth === TRUE;
    },
    settled: {
      bothNull: levelOf({ isLeftNull: true, isRightNull: true, relation: null }),
      leftNull: levelOf({ isLeftNull: true, isRightNull: false, relation: null }),
      rightNull: levelOf({ isLeftNull: false, isRightNull: true, relation: null }),
      equal: isOneDictionary ? levelOf({ ...present, relation: 'equal' }) : null,
    },
  };
}

/** Whether a column has no value where the deciding one has none, or has one; null where that differs. */
type Nullness = (column: number, side: 'left' | 'right', kind: ValueKind) => boolean | null;

function nullnessOf({ lefts, rights }: ComparedTable): Nullness {
  // Columns that have a value wherever the deciding one has.
  const present = new Map<Uint32Array, boolean>();
  const isPresent = (codes: Uint32Array): boolean => {
    const known = present.get(codes) ?? !codes.subarray(1).includes(0);
    present.set(codes, known);
    return known;
  };
  return (column, side, { isLeftNull, isRightNull }) => {
    const codes = (side === 'left' ? lefts : rights)[column]!;
    const isDecidingNull = side === 'left' ? isLeftNull : isRightNull;
    // The deciding column itself.
    if (codes === null) return isDecidingNull;
    if (isDecidingNull) return codes[0] === 0;
    return isPresent(codes) ? false : null;
  };
}

function knownOf(test: AtomProgram, kind: ValueKind, single: Sides, isNull: Nullness): KnownTruth {
  if (test.kind === 'null') return knownNull(test.side, isNull(test.column, 'left', kind), isNull(test.column, 'right', kind));
  if (test.kind === 'literal') return null;
  const { left, right } = test.kind === 'measure' ? test.of : test;
  const [isLeftNull, isRightNull] = [isNull(left, 'left', kind), isNull(right, 'right', kind)];
  if (isLeftNull === true || isRightNull === true) return UNKNOWN;
  if (isLeftNull === null || isRightNull === null) return null;
  if (test.kind !== 'equal') return null;
  const isDeciding = left === single.left && right === single.right;
  // What is made of equal values is equal; what is made of others may be.
  if (kind.relation === 'equal') return isDeciding || (left === right && single.left === single.right) ? TRUE : null;
  return isDeciding && kind.relation !== null ? FALSE : null;
}

function knownNull(side: 'either' | 'both' | 'left' | 'right', left: boolean | null, right: boolean | null): KnownTruth {
  if (side === 'left' || side === 'right') return truthOf(side === 'left' ? left : right);
  const deciding = side === 'either';
  if (left === deciding || right === deciding) return truthOf(deciding);
  return left === null || right === null ? null : truthOf(!deciding);
}

function truthOf(known: boolean | null): KnownTruth {
  if (known === null) return null;
  return known ? TRUE : FALSE;
}
