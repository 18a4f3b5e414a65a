import { z } from 'zod';
import { refusePlan } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { releaseCipher, releaseKey } from './policies/release-randomised.ts';
import { reversibleCipher, reversibleKey } from './policies/reversible.ts';
import { shapeCipher, shapeKey } from './policies/format-preserving.ts';
import type { PolicyContext } from './policies/policy.ts';
import { contextName, nonceBytes, secretBytes } from './policy-options.ts';
import { checkProfile, PROFILES } from './profile.ts';

/** What codes are opened with: the context that they were made in, and the key. */
export interface CodeOpenerOptions {
  readonly project: string;
  readonly domain: string;
  readonly policy: 'reversible' | 'releaseRandomised';
  /** Of `reversible`: `AES-SIV` unless said otherwise. */
  readonly algorithm?: 'AES-SIV' | 'FF1';
  readonly profile: string;
  /** Whether the codes are codes of codes. */
  readonly isRekey?: boolean;
  /** Uint8Array(32). */
  readonly secretKey: Uint8Array;
  /** The nonce of the release, for `releaseRandomised`. */
  readonly releaseNonce?: Uint8Array;
}

/** Opens codes until it is wiped. */
export interface CodeOpener {
  /**
   * Opens one code.
   *
   * @param code - its bytes; those of its text for `FF1`.
   * @returns what it stands for: the normalised value in UTF-8 (`reversible`), or the deterministic code of 16 bytes
   *   (`releaseRandomised`); `null` when it was not made in this context. FF1 cannot tell: it opens every text of the right shape.
   * @throws {TypeError} if the opener was wiped.
   */
  open(code: Uint8Array): Uint8Array | null;
  /** Overwrites what was derived from the key, best effort. */
  wipe(): void;
}

const shape = {
  project: contextName,
  domain: contextName,
  profile: z.string().regex(/^[a-z][A-Za-z0-9,()/-]{0,399}$/),
  isRekey: z.boolean().exactOptional(),
  secretKey: secretBytes,
};

const codeOpenerOptions: OptionsSchema<CodeOpenerOptions> = z.discriminatedUnion('policy', [
  z.strictObject({ ...shape, policy: z.literal('reversible'), algorithm: z.enum(['AES-SIV', 'FF1']).exactOptional() }),
  z.strictObject({ ...shape, policy: z.literal('releaseRandomised'), releaseNonce: nonceBytes }),
]);

/**
 * Makes an opener of codes that lead back with the key. Every use is a re-identification or a join of releases: whoever
 * offers it to others keeps a log of who asked and why.
 *
 * @param options - see {@link CodeOpenerOptions}; the key is read at once and not kept.
 * @returns the opener; its owner wipes it.
 * @throws {PlanError} if an option is wrong, or there is no such profile.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);
 * const opener = codeOpener({ project: 'cohort-2024', domain: 'patient', policy: 'reversible', profile: 'nir/v1', secretKey });
 * opener.open(new Uint8Array(29)); // => null
 * opener.wipe();
 */
export function codeOpener(options: CodeOpenerOptions): CodeOpener {
  const settings = checkOptions(codeOpenerOptions, options);
  const { project, domain, profile, isRekey = false, secretKey } = settings;
  checkProfile(profile, isRekey);
  const context = { project, domain, scope: isRekey ? 'rekey/' : '', form: { profile } } as const;
  if (settings.policy === 'reversible' && settings.algorithm === 'FF1') return shapeOpener(context, secretKey);
  const isSealed = settings.policy === 'reversible';
  const { subKey } = isSealed ? reversibleKey(context, secretKey) : releaseKey(context, secretKey);
  const cipher = isSealed ? reversibleCipher(context, subKey) : releaseCipher(context, subKey, settings.releaseNonce!);
  subKey.fill(0);
  return { open: (code) => cipher.unseal(code), wipe: () => void cipher.wipe() };
}

/**
 * Opens one code of the policy `releaseRandomised`.
 *
 * @param code - its 32 bytes.
 * @param options - context, key and release nonce.
 * @returns the deterministic code, Uint8Array(16), or `null` when the code was not made in this context and release.
 * @throws {PlanError} if an option is wrong.
 * @remarks For many codes make one {@link codeOpener}.
 */
export function openReleaseCode(code: Uint8Array, options: Omit<CodeOpenerOptions, 'policy' | 'algorithm'>): Uint8Array | null {
  const opener = codeOpener({ ...options, policy: 'releaseRandomised' });
  try {
    return opener.open(code);
  } finally {
    opener.wipe();
  }
}

type NamedContext = Pick<PolicyContext, 'project' | 'domain' | 'scope'> & { readonly form: { readonly profile: string } };

function shapeOpener(context: NamedContext, secretKey: Uint8Array): CodeOpener {
  const { profile } = context.form;
  const { width = null, alphabet = null } = Object.hasOwn(PROFILES, profile) ? PROFILES[profile as keyof typeof PROFILES] : {};
  if (width === null || alphabet === null) refusePlan('PLAN_OUT_OF_RANGE', 'profile', 'no codes of FF1 are made of this profile');
  const { subKey } = shapeKey(context, secretKey);
  const cipher = shapeCipher(context, subKey, alphabet);
  let wiped = false;
  return {
    open(code) {
      if (wiped) throw new TypeError('cipher: expected one that was not wiped');
      const digits = Array.from(code, (byte) => alphabet.indexOf(String.fromCharCode(byte)));
      if (digits.length !== width || digits.includes(-1)) return null;
      return Uint8Array.from(cipher.decrypt(digits), (digit) => alphabet.charCodeAt(digit));
    },
    wipe() {
      wiped = true;
      subKey.fill(0);
    },
  };
}
