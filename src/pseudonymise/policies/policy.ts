import type { ColumnType } from '../../core/column-type.ts';
import type { PseudonymDescription } from '../description.ts';
import type { CanonicalValues } from '../kernel/canonical-values.ts';
import type { Codes } from '../kernel/codes.ts';
import type { CodeEncoding } from '../policy-options.ts';
import type { ValueForm } from '../profile.ts';
import type { CoderRecipe, KeyContext } from './recipe.ts';

/** Makes codes under one sub-key until it is wiped. */
export interface Coder {
  /**
   * Gives the codes of a column.
   *
   * @param values - the values in their form.
   * @returns codes of the policy's type; zeros or empty text for a row without value.
   * @throws {TypeError} if the coder was wiped.
   */
  code(values: CanonicalValues): Codes;
  /** Overwrites everything derived from the sub-key or a value, best effort; the coder is of no use afterwards. */
  wipe(): void;
}

/** What makes a coder anywhere. */
export interface PortableCoder {
  readonly recipe: CoderRecipe;
  /** The policy's own sub-keys: overwritten when it is wiped. */
  readonly secret: Uint8Array;
}

/** A way to make codes, with its sub-key. */
export interface Policy {
  /** The codes as a column: bytes of one width, or text. */
  readonly type: ColumnType;
  /** What a column of these codes says of itself. */
  readonly description: PseudonymDescription;
  /** Pairs of persons expected to share a code; `null` when no population was declared. */
  readonly expectedCollidingPairs: number | null;
  /** What somebody must know who decides about these codes; for the report and `explain`. */
  readonly notes: readonly string[];
  /** Makes a coder; its owner wipes it. */
  coder(): Coder;
  /** What makes the same coder on another thread; absent where codes need what only this one has. */
  readonly portable?: PortableCoder;
  /** Overwrites the sub-key; no coder can be made afterwards, those that were are not concerned. */
  wipe(): void;
}

/** What the codes serve and are made of. */
export interface PolicyContext extends KeyContext {
  /** Day of reference, for the description. */
  readonly asOf?: string;
  readonly form: ValueForm;
}

/** Bytes that a policy was made with: its own copies, of which it takes care. */
export interface PolicyKey {
  readonly secretKey: Uint8Array;
  readonly releaseNonce: Uint8Array | null;
}

/**
 * Words the part of a description that is the same for all policies.
 *
 * @param context - what the codes serve.
 * @param encoding - how they are written.
 * @returns members of a description.
 */
export function describeContext({ project, domain, form, asOf }: PolicyContext, encoding: CodeEncoding): Pick<PseudonymDescription, 'project' | 'domain' | 'profile' | 'encoding' | 'asOf'> {
  return { project, domain, profile: form.profile, ...(encoding === 'binary' ? {} : { encoding }), ...(asOf === undefined ? {} : { asOf }) };
}

/**
 * Refuses to work with what was wiped.
 *
 * @param wiped - whether it was.
 * @param what - its name.
 * @throws {TypeError} if it was.
 */
export function assertUsable(wiped: boolean, what: string): void {
  if (wiped) throw new TypeError(`${what}: expected one that was not wiped`);
}
