import { blake3Hasher, keyedHasher } from '../../keyed/index.ts';
import { expectedCollidingPairs } from '../kernel/collisions.ts';
import type { CanonicalValues } from '../kernel/canonical-values.ts';
import type { Codes } from '../kernel/codes.ts';
import { encodeCodes } from '../kernel/encode-codes.ts';
import { hashCodes } from '../kernel/hash-codes.ts';
import { hexadecimal } from '../kernel/hexadecimal.ts';
import type { PseudonymKey } from '../kernel/pseudonym-key.ts';
import { USUAL_BITS, type CodeEncoding, type DeterministicPolicy, type DocumentPolicy } from '../policy-options.ts';
import { assertUsable, describeContext, type Coder, type Policy, type PolicyContext } from './policy.ts';
import type { HashRecipe } from './recipe.ts';

/** Settings of the policies whose codes are keyed hashes. */
export type HashedPolicy = DeterministicPolicy | DocumentPolicy;

/**
 * Names a policy as it enters the key: the usual algorithm goes without saying.
 *
 * @param context - its scope.
 * @param settings - the policy and its algorithm.
 * @returns for example `deterministic`, `document/BLAKE3` or `rekey/deterministic`.
 */
export function hashedLabel({ scope }: Pick<PolicyContext, 'scope'>, { policy, algorithm = 'HMAC-SHA-256' }: Pick<HashedPolicy, 'policy' | 'algorithm'>): string {
  return `${scope}${policy}${algorithm === 'HMAC-SHA-256' ? '' : `/${algorithm}`}`;
}

/**
 * Makes a policy whose codes are the first bits of a keyed hash.
 *
 * @param context - what the codes serve.
 * @param settings - algorithm, length and encoding.
 * @param derived - the sub-key, which the policy overwrites when it is wiped, and its fingerprint.
 * @param releaseNonce - the nonce that entered the sub-key, in hexadecimal; `null` for none.
 * @returns the policy.
 */
export function hashedPolicy(context: PolicyContext, settings: HashedPolicy, derived: PseudonymKey, releaseNonce: string | null): Policy {
  const { policy, algorithm = 'HMAC-SHA-256', bits = USUAL_BITS, population, encoding = 'binary' } = settings;
  const width = bits / 8;
  const recipe = { kind: 'hash', algorithm, width, encoding } as const;
  let wiped = false;
  return {
    type: encoding === 'binary' ? `binary(${width})` : 'utf8',
    description: Object.freeze({
      policy, algorithm, bits, ...describeContext(context, encoding),
      fingerprint: hexadecimal(derived.fingerprint),
      reversibility: 'enumeration' as const,
      ...(releaseNonce === null ? {} : { releaseNonce }),
    }),
    expectedCollidingPairs: population === undefined ? null : expectedCollidingPairs(population, bits),
    notes: bits < USUAL_BITS ? [collisionNote(bits, population!)] : [],
    coder() {
      assertUsable(wiped, 'policy');
      return hashingCoder(recipe, derived.subKey);
    },
    portable: { recipe, secret: derived.subKey },
    wipe() {
      wiped = true;
      derived.subKey.fill(0);
    },
  };
}

/**
 * Makes a coder of keyed hashes.
 *
 * @param recipe - algorithm, length and encoding.
 * @param subKey - Uint8Array(32); read at once and not kept.
 * @returns the coder; its owner wipes it.
 */
export function hashingCoder({ algorithm, width, encoding }: HashRecipe, subKey: Uint8Array): Coder {
  const hasher = algorithm === 'BLAKE3' ? blake3Hasher(subKey) : keyedHasher(subKey);
  return {
    code(values: CanonicalValues): Codes {
      return layOutCodes(values, hashCodes(hasher, values, width), width, encoding);
    },
    wipe: () => {
      hasher.wipe();
    },
  };
}

/**
 * Writes codes of one width in an encoding.
 *
 * @param values - what they are codes of; rows without value have none.
 * @param bytes - Uint8Array(width · rows), which the codes may take over.
 * @param width - bytes of a code.
 * @param encoding - bytes, or text.
 * @returns the codes.
 */
export function layOutCodes(values: CanonicalValues, bytes: Uint8Array, width: number, encoding: CodeEncoding): Codes {
  return encoding === 'binary' ? { kind: 'binary', width, bytes } : encodeCodes(presentStrings(values, bytes, width), values.rows, encoding);
}

/** Codes of one width as byte strings, those of rows without value left out. */
function presentStrings({ rows, valid }: CanonicalValues, bytes: Uint8Array, width: number): { offsets: Int32Array; bytes: Uint8Array } {
  const offsets = new Int32Array(rows + 1);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      bytes.copyWithin(to, width * row, width * (row + 1));
      to += width;
    }
    offsets[row + 1] = to;
  }
  return { offsets, bytes };
}

function collisionNote(bits: number, population: number): string {
  const pairs = expectedCollidingPairs(population, bits);
  return `Codes have ${bits} bits: among ${population} persons, ${pairs.toExponential(1)} pairs are expected to share a code.`;
}
