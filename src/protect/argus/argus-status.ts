/** A status of τ-ARGUS. */
export interface ArgusStatus {
  readonly code: number;
  readonly name: string;
  /** Whether the cell is published, by itself withheld, withheld as cover, or empty. */
  readonly kind: 'safe' | 'protected' | 'primary' | 'secondary' | 'empty';
  /** Letter in tables: `S`, `P` (published, and cover for nothing), `U`, `M`, `E`. */
  readonly letter: 'S' | 'P' | 'U' | 'M' | 'E';
}

/**
 * The statuses of τ-ARGUS by their codes.
 *
 * @see τ-ARGUS 4.2, `CellStatus`; codes 7 and 8 are not given any more.
 */
export const ARGUS_STATUSES: readonly ArgusStatus[] = Object.freeze([
  { code: 1, name: 'safe', kind: 'safe', letter: 'S' },
  { code: 2, name: 'safe by hand', kind: 'safe', letter: 'S' },
  { code: 3, name: 'unsafe by a rule on contributions', kind: 'primary', letter: 'U' },
  { code: 4, name: 'unsafe by request', kind: 'primary', letter: 'U' },
  { code: 5, name: 'unsafe by frequency', kind: 'primary', letter: 'U' },
  { code: 6, name: 'unsafe zero', kind: 'primary', letter: 'U' },
  { code: 7, name: 'unsafe singleton', kind: 'primary', letter: 'U' },
  { code: 8, name: 'unsafe singleton by hand', kind: 'primary', letter: 'U' },
  { code: 9, name: 'unsafe by hand', kind: 'primary', letter: 'U' },
  { code: 10, name: 'protected', kind: 'protected', letter: 'P' },
  { code: 11, name: 'secondary', kind: 'secondary', letter: 'M' },
  { code: 12, name: 'secondary by hand', kind: 'secondary', letter: 'M' },
  { code: 13, name: 'empty, could have been otherwise', kind: 'empty', letter: 'E' },
  { code: 14, name: 'empty', kind: 'empty', letter: 'E' },
] satisfies ArgusStatus[]);

/** Codes by what our column `status` says; rules by their names. */
const CODES: Readonly<Record<string, number>> = Object.freeze({
  safe: 1, secondary: 11, zero: 14, 'primary:dominance': 3, 'primary:pPercent': 3, 'primary:priorPosterior': 3, 'primary:request': 4, 'primary:minimumFrequency': 5,
  'primary:minimumContributors': 5, 'primary:minimumWeight': 5, 'primary:singletons': 5, 'primary:zeros': 6, 'primary:manual': 9,
});

/**
 * Finds the code of τ-ARGUS for a status of a protected table.
 *
 * @param status - what the column `status` says.
 * @returns the code; 9, by hand, for rules that τ-ARGUS does not have.
 * @example
 * argusStatusOf('primary:pPercent'); // => 3
 */
export function argusStatusOf(status: string): number {
  return CODES[status] ?? 9;
}

/**
 * Finds the flag of a cell in the transmission of structural business statistics.
 *
 * @param code - code of the status.
 * @param rule - the rule on contributions of the table: dominance by one or by several, or p %; `null` where there is none.
 * @returns `A` for too few, `B` dominated by one, `C` by several, `F` p %, `D` secondary, `V` published, `-` empty.
 * @throws {RangeError} for a code that is none.
 * @see τ-ARGUS 4.2, output for SBS; INSEE's rtauargus uses A, B, D and V.
 * @example
 * sbsLetter(3, 'dominanceOfOne'); // => 'B'
 */
export function sbsLetter(code: number, rule: 'dominanceOfOne' | 'dominanceOfSeveral' | 'pPercent' | null): 'A' | 'B' | 'C' | 'D' | 'F' | 'V' | '-' {
  const status = ARGUS_STATUSES.find((other) => other.code === code);
  if (status === undefined) throw new RangeError(`code: expected a status of τ-ARGUS from 1 to 14, got ${code}`);
  if (code === 5) return 'A';
  if (code === 3 && rule === 'pPercent') return 'F';
  if (code === 3 && rule === 'dominanceOfSeveral') return 'C';
  if (status.kind === 'primary') return 'B';
  if (status.kind === 'secondary') return 'D';
  return code === 14 ? '-' : 'V';
}
