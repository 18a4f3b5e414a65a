import { z } from 'zod';
import type { Field } from 'apache-arrow';
import { METADATA } from '../core/field.ts';
import { CODE_ENCODINGS, contextName, declaredDay, fingerprintText, POLICIES, type CodeEncoding, type PolicyName } from './policy-options.ts';

/** The functions that make codes. */
export type PseudonymAlgorithm = 'HMAC-SHA-256' | 'BLAKE3' | 'AES-SIV' | 'FF1';

/** Every one of them. */
export const ALGORITHMS: readonly PseudonymAlgorithm[] = Object.freeze(['HMAC-SHA-256', 'BLAKE3', 'AES-SIV', 'FF1'] as const);

/**
 * How a code leads back to its value: by trying every candidate under the key (`enumeration`), with the key at once (`key`), or
 * through a table kept apart (`crosswalk`). Nobody without the key or the table can.
 */
export type Reversibility = 'enumeration' | 'key' | 'crosswalk';

/** What a pseudonym column says of itself, in its field metadata `a423:pseudonym` as JSON and in the file beside a CSV. */
export interface PseudonymDescription {
  readonly policy: PolicyName;
  readonly algorithm: PseudonymAlgorithm;
  /** Bits of a code; `null` when codes have no one length. */
  readonly bits: number | null;
  readonly project: string;
  readonly domain: string;
  readonly profile: string;
  /** 16 hexadecimal digits; equal for codes of one key, project, domain, policy and profile. */
  readonly fingerprint: string;
  readonly reversibility: Reversibility;
  /** How codes are written; absent when they are bytes. */
  readonly encoding?: Exclude<CodeEncoding, 'binary'>;
  /** The profile whose shape the codes have (`FF1`): they look like identifiers and are not. */
  readonly shape?: string;
  /** Release nonce in hexadecimal, where codes differ from release to release. */
  readonly releaseNonce?: string;
  /** Day of reference that the plan declares, `YYYY-MM-DD`. */
  readonly asOf?: string;
  /** Fingerprints of the codes that these are codes of, the first one first; `unknown` where a file did not say. */
  readonly chain?: readonly string[];
  /** Last day on which these codes may still be used beside their successors, `YYYY-MM-DD`. */
  readonly until?: string;
}

const UNKNOWN = 'unknown';

/** Checks a description that comes from a file. */
export const pseudonymDescription: z.ZodType<PseudonymDescription> = z.strictObject({
  policy: z.enum(POLICIES as [PolicyName, ...PolicyName[]]),
  algorithm: z.enum(ALGORITHMS as [PseudonymAlgorithm, ...PseudonymAlgorithm[]]),
  bits: z.int().min(8).max(524_288).nullable(),
  project: contextName,
  domain: contextName,
  profile: z.string().regex(/^[a-z][A-Za-z0-9,()/-]{0,399}$/),
  fingerprint: fingerprintText,
  reversibility: z.enum(['enumeration', 'key', 'crosswalk']),
  encoding: z.enum(CODE_ENCODINGS.slice(1) as ['hex', 'base64url', 'base32']).exactOptional(),
  shape: z.string().regex(/^[a-z][A-Za-z0-9/-]{0,39}$/).exactOptional(),
  releaseNonce: z.string().regex(/^(?:[0-9a-f]{2}){16,64}$/).exactOptional(),
  asOf: declaredDay.exactOptional(),
  chain: z.array(z.union([fingerprintText, z.literal(UNKNOWN)])).max(64).exactOptional(),
  until: declaredDay.exactOptional(),
}) as unknown as z.ZodType<PseudonymDescription>;

/**
 * Reads what a pseudonym column says of itself.
 *
 * @param field - the column's field.
 * @returns the description, or `null` when there is none of this form.
 */
export function descriptionOf(field: Field): PseudonymDescription | null {
  const text = field.metadata.get(METADATA.pseudonym);
  if (text === undefined) return null;
  try {
    return pseudonymDescription.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Tells whether two columns claim to be of one context: same project, domain, policy, algorithm, profile and codes
 * behind them. Under one key they then have one fingerprint.
 *
 * @param left - a description.
 * @param right - another.
 * @returns whether their fingerprints must be equal.
 */
export function isSameContext(left: PseudonymDescription, right: PseudonymDescription): boolean {
  return (['project', 'domain', 'policy', 'algorithm', 'profile'] as const).every((name) => left[name] === right[name])
    && (left.chain === undefined) === (right.chain === undefined);
}

/**
 * Tells whether codes can be compared: one key, one context, one form and, where it matters, one release.
 *
 * @param left - a description.
 * @param right - another.
 * @returns whether equal codes stand for equal values, and different ones for different values.
 */
export function isSameMaking(left: PseudonymDescription, right: PseudonymDescription): boolean {
  return isSameContext(left, right) && left.fingerprint === right.fingerprint && left.bits === right.bits && left.encoding === right.encoding
    && left.releaseNonce === right.releaseNonce && String(left.chain) === String(right.chain);
}

/**
 * Lists the fingerprints behind codes that are about to be coded once more.
 *
 * @param source - the description of the codes, or `null` when the file did not say.
 * @returns the chain of their successors.
 */
export function chainAfter(source: PseudonymDescription | null): readonly string[] {
  return source === null ? [UNKNOWN] : [...(source.chain ?? []), source.fingerprint];
}
