/**
 * The shape shared by every identifier of this folder. An identifier reads one value as bytes, writes its canonical
 * form and answers with a reason code; reading never throws on data, never allocates and never makes a string.
 */

/**
 * The three things that can be asked of an identifier, from the weakest to the strongest: its characters and length,
 * its check digits, and whether its parts can exist.
 */
export type IdentifierLevel = 'format' | 'checksum' | 'plausibility';

/** The levels in the order in which they are checked. */
export const IDENTIFIER_LEVELS: readonly IdentifierLevel[] = Object.freeze(['format', 'checksum', 'plausibility']);

/** One possible answer about a value. */
export interface IdentifierReason<Reason extends string = string> {
  /** Stable name for reports and reject files, for example `length`. */
  readonly name: Reason;
  /** Level at which the value fails; `null` for `ok` and `null`. */
  readonly level: IdentifierLevel | null;
}

/** Code of a value that passes every level; the first reason of every identifier. */
export const REASON_OK = 0;

/** Code of a missing value; the second reason of every identifier. */
export const REASON_NULL = 1;

/** One identifier: how to read it, how to write it, and the closed set of answers. */
export interface Identifier<Name extends string = string, Reason extends string = string> {
  /** Name used in plans and reports, for example `nir`. */
  readonly name: Name;
  /** Bytes of the longest canonical form, all ASCII and none of them zero. */
  readonly width: number;
  /** Whether every canonical form has `width` bytes. */
  readonly isFixed: boolean;
  /** Reasons by code; 0 is `ok` and 1 is `null`. */
  readonly reasons: readonly IdentifierReason<Reason>[];
  /**
   * Reads the value in `bytes[start … end)` and writes its canonical form at `out[at … at + width)`, zeros after a form
   * that is shorter. Returns a reason code; unless the reason is of level `format`, the canonical form has been written.
   */
  readonly read: (bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number) => number;
  /**
   * Reads the value as `read` does where it is written in the most frequent way and passes every level: writes its form and
   * returns 0. Returns −1 for any other value, which is then to be read in full. It spares time and changes no answer.
   */
  readonly quickRead?: (bytes: DataView, start: number, end: number, out: DataView, at: number) => number;
  /** Writes a canonical form the way people do: in groups, with its points or its key. */
  readonly format: (canonical: string) => string;
}

/** The answers that every identifier knows. */
export type CommonReason = 'ok' | 'null';

/**
 * Freezes the reasons of an identifier, after `ok` and `null`.
 *
 * @param reasons - the ways to fail, each with the level it belongs to, in the order of their codes from 2 up.
 * @returns all reasons by code.
 */
export function reasonTable<Reason extends string>(
  reasons: readonly (readonly [name: Reason, level: IdentifierLevel])[],
): readonly IdentifierReason<Reason | CommonReason>[] {
  const all: IdentifierReason<Reason | CommonReason>[] = [{ name: 'ok', level: null }, { name: 'null', level: null }];
  for (const [name, level] of reasons) all.push({ name, level });
  return Object.freeze(all.map((reason) => Object.freeze(reason)));
}

/**
 * Tells which reasons a level accepts: `ok`, and every failure of a stronger level. `null` is no value and is not
 * accepted.
 *
 * @param identifier - the identifier.
 * @param level - the strongest level that is asked for.
 * @returns Uint8Array(reasons.length): 1 where a value with that reason is accepted.
 */
export function acceptedReasons(identifier: Identifier, level: IdentifierLevel): Uint8Array {
  const asked = IDENTIFIER_LEVELS.indexOf(level);
  return Uint8Array.from(identifier.reasons, ({ level: failed }, code) =>
    code === REASON_OK || (failed !== null && IDENTIFIER_LEVELS.indexOf(failed) > asked) ? 1 : 0);
}
