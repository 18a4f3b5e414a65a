import { z } from 'zod';
import { parseIsoDate } from '../text/index.ts';
import { expectedCollidingPairs } from './kernel/collisions.ts';
import { releaseNonceFault } from './kernel/release-nonce.ts';
import { secretKeyFault } from './kernel/secret-key.ts';

/** The ways to make codes. */
export type PolicyName = 'deterministic' | 'document' | 'random' | 'reversible' | 'releaseRandomised';

/** Every one of them. */
export const POLICIES: readonly PolicyName[] = Object.freeze(['deterministic', 'document', 'random', 'reversible', 'releaseRandomised'] as const);

/** Policies whose codes differ from release to release: a run must be given a release nonce. */
export const RELEASE_POLICIES: readonly PolicyName[] = Object.freeze(['document', 'random', 'releaseRandomised'] as const);

/** How codes are written: as bytes, or as text in hexadecimal, base64url or Crockford's base32. */
export type CodeEncoding = 'binary' | 'hex' | 'base64url' | 'base32';

/** Every one of them, bytes first. */
export const CODE_ENCODINGS: readonly CodeEncoding[] = Object.freeze(['binary', 'hex', 'base64url', 'base32'] as const);

interface HashedSettings {
  /** The keyed hash; `HMAC-SHA-256` unless said otherwise. */
  readonly algorithm?: 'HMAC-SHA-256' | 'BLAKE3';
  /**
   * Bits of a code: 128 unless said otherwise; a multiple of 8 from 64 to 256. A shorter code is the beginning of a longer one.
   */
  readonly bits?: number;
  /** Persons or things that there are in all, for the expected collisions; needed when `bits` is below 128. */
  readonly population?: number;
  /** `binary` unless said otherwise; the others make text. */
  readonly encoding?: CodeEncoding;
}

/** One value has one code, in every file of the project. */
export interface DeterministicPolicy extends HashedSettings {
  readonly policy: 'deterministic';
}

/** One value has one code within a release, and another in the next. Needs the release nonce of the run. */
export interface DocumentPolicy extends HashedSettings {
  readonly policy: 'document';
}

/** One value has one code, from which the holder of the key gets it back. */
export interface ReversiblePolicy {
  readonly policy: 'reversible';
  /**
   * `AES-SIV` (unless said otherwise): authenticated encryption, 16 bytes longer than the value. `FF1`: a text of the same length
   * and letters, which looks like an identifier.
   */
  readonly algorithm?: 'AES-SIV' | 'FF1';
  /** Of `AES-SIV`: `binary` for identifiers of one length and `base32` for others unless said otherwise. `FF1` has none. */
  readonly encoding?: CodeEncoding;
}

/**
 * One value has one code within a release, and another in the next; the holder of the key gets the deterministic code
 * back. Needs the release nonce of the run.
 */
export interface ReleaseRandomisedPolicy {
  readonly policy: 'releaseRandomised';
  /** `binary` unless said otherwise. */
  readonly encoding?: CodeEncoding;
}

/** How codes are made: told apart by `policy`. */
export type PolicySettings = DeterministicPolicy | DocumentPolicy | ReversiblePolicy | ReleaseRandomisedPolicy;

// Names are plain ASCII: two spellings of an accented letter, or a no-break space, would silently be two projects. They
// are published, and too short for a key put in their place by mistake.
/** Checks the name of a project or a domain. */
export const contextName: z.ZodType<string> = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,39}$/);

/** Checks a fingerprint. */
export const fingerprintText: z.ZodType<string> = z.string().regex(/^[0-9a-f]{16}$/);

/** Checks a day that a plan declares. */
export const declaredDay: z.ZodType<string> = z.string().regex(/^\d{4}-\d{2}-\d{2}$/).refine((text) => parseIsoDate(text) !== null, 'expected a day of the calendar');

/** Checks a secret key in code; in a plan it is only named. */
export const secretBytes: z.ZodType<Uint8Array> = z.custom<Uint8Array>().superRefine((value: unknown, context) => {
  const fault = value instanceof Uint8Array ? secretKeyFault(value) : `expected 32 bytes, got ${kindOf(value)}`;
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

/** Checks a release nonce in code; in a plan it is an input of the run. */
export const nonceBytes: z.ZodType<Uint8Array> = z.custom<Uint8Array>().superRefine((value: unknown, context) => {
  const fault = value instanceof Uint8Array ? releaseNonceFault(value) : `expected bytes, got ${kindOf(value)}`;
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

function kindOf(value: unknown): string {
  return value === undefined ? 'nothing' : 'something else';
}

const MIN_BITS = 64;
const MAX_BITS = 256;
/** Bits from which collisions are out of the question, and unless said otherwise. */
export const USUAL_BITS = 128;

const encoding = z.enum(CODE_ENCODINGS as [CodeEncoding, ...CodeEncoding[]]).exactOptional();

const hashed = {
  algorithm: z.enum(['HMAC-SHA-256', 'BLAKE3']).exactOptional(),
  bits: z.int().min(MIN_BITS).max(MAX_BITS).multipleOf(8).exactOptional(),
  population: z.int().min(1).max(1e12).exactOptional(),
  encoding,
};

interface Lengths {
  readonly bits?: number | undefined;
  readonly population?: number | undefined;
}

function checkCollisions({ bits = USUAL_BITS, population }: Lengths, context: z.RefinementCtx): void {
  if (bits < USUAL_BITS && population === undefined) {
    context.addIssue({ code: 'custom', path: ['population'], params: { problem: 'PLAN_MISSING' }, message: `codes of ${bits} bits can collide: say how many persons there are` });
  } else if (population !== undefined && expectedCollidingPairs(population, bits) >= 1) {
    context.addIssue({ code: 'custom', path: ['bits'], message: `too few: among ${population}, codes of ${bits} bits are expected to collide` });
  }
}

/** Whether options stand in code, with bytes, or in a plan, where secrets are named and the nonce is the run's. */
export type Place = 'code' | 'plan';

/**
 * Checks the options of every policy together with those of an operator.
 *
 * @param base - what the operator itself accepts.
 * @param place - whether the release nonce is an option.
 * @param others - forms of further policies.
 * @returns one form a policy, told apart by `policy`.
 */
export function policyForms(base: z.ZodRawShape, place: Place, others: readonly z.ZodObject[] = []): z.ZodType {
  const releaseNonce = place === 'code' ? { releaseNonce: nonceBytes } : {};
  return z.discriminatedUnion('policy', [
    z.strictObject({ ...base, policy: z.literal('deterministic'), ...hashed }).superRefine(checkCollisions),
    z.strictObject({ ...base, policy: z.literal('document'), ...hashed, ...releaseNonce }).superRefine(checkCollisions),
    z.strictObject({ ...base, policy: z.literal('reversible'), algorithm: z.enum(['AES-SIV', 'FF1']).exactOptional(), encoding }),
    z.strictObject({ ...base, policy: z.literal('releaseRandomised'), encoding, ...releaseNonce }),
    ...others,
  ]);
}
