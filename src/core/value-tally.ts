import type { Findings, Json } from './operator.ts';

/** What becomes of a value that cannot be brought to form: its row leaves, it becomes null, or it stays as it was. */
export type InvalidPolicy = 'reject' | 'null' | 'keep';

/** Why a value is in form, or what is wrong with it, and what becomes of it. */
export interface ValueReason {
  /** Stable name for reports and reject files, for example `length`. */
  readonly name: string;
  readonly fate: 'accept' | InvalidPolicy;
}

/** Reason of a value in form, the first of every operator. */
export const REASON_OK: number = 0;
/** Reason of a missing value, the second. */
export const REASON_NULL: number = 1;

const COUNTED_AS = Object.freeze({ reject: 'rejected', null: 'nulled', keep: 'kept' } as const);

/** Counts what became of the values of a column, in the words that every operator uses. */
export interface ValueTally {
  /**
   * Counts the values of a batch.
   *
   * @param codes - Uint8Array(rows): the reason of each value.
   * @param isChanged - Uint8Array(rows): 1 where an accepted value is not what it was.
   * @returns values whose row leaves.
   */
  add(codes: Uint8Array, isChanged: Uint8Array): number;
  /**
   * Tells what was counted: `rows`, `changed` (accepted values that are not what they were), `rejected`, `nulled` and
   * `kept` where a reason has that fate, and `byReason`, which adds up to `rows`.
   */
  findings(): Findings;
}

/**
 * Makes a tally of values by reason.
 *
 * @param reasons - at most 256 reasons by code; 0 is a value in form and 1 a missing one.
 * @returns an empty tally.
 * @example
 * const tally = valueTally([{ name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'length', fate: 'null' }]);
 * tally.add(Uint8Array.of(0, 0, 2), Uint8Array.of(0, 1, 0)); // => 0
 * tally.findings(); // => { rows: 3, changed: 1, nulled: 1, byReason: { ok: 2, null: 0, length: 1 } }
 */
export function valueTally(reasons: readonly ValueReason[]): ValueTally {
  const counts = new Float64Array(reasons.length);
  const leaves = Uint8Array.from(reasons, ({ fate }) => (fate === 'reject' ? 1 : 0));
  let rows = 0;
  let changed = 0;
  return {
    add(codes, isChanged) {
      let leaving = 0;
      for (let row = 0; row < codes.length; row++) {
        counts[codes[row]!]!++;
        leaving += leaves[codes[row]!]!;
        changed += isChanged[row]!;
      }
      rows += codes.length;
      return leaving;
    },
    findings() {
      const byFate: Record<string, Json> = {};
      for (const fate of ['reject', 'null', 'keep'] as const) {
        const codes = reasons.flatMap((reason, code) => (reason.fate === fate ? [code] : []));
        if (codes.length > 0) byFate[COUNTED_AS[fate]] = codes.reduce((sum, code) => sum + counts[code]!, 0);
      }
      return { rows, changed, ...byFate, byReason: Object.fromEntries(reasons.map(({ name }, code) => [name, counts[code]!])) };
    },
  };
}
