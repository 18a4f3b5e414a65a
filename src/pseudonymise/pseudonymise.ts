import { checkOptions } from '../core/options.ts';
import { layOutPseudonym, partsOf, readingOf, valueFormOf } from './layout.ts';
import { pseudonymiseOptions, type PseudonymiseOptions } from './options.ts';
import { makePolicy } from './policies/make-policy.ts';
import { codingOperator, type PseudonymiseOperator } from './session.ts';

/**
 * Replaces identifiers by pseudonyms: codes made of the normalised value under a sub-key of its own for each project,
 * domain, policy and profile.
 *
 * | `policy` | One value has | Codes | The holder of the key |
 * |---|---|---|---|
 * | `deterministic` | one code in the project | keyed hash, 16 bytes unless said otherwise | finds the value by trying all |
 * | `document` | one code in a release | the same, under the release nonce too | finds the value by trying all |
 * | `reversible` | one code in the project | the value sealed (AES-SIV), or shuffled in its shape (FF1) | reads the value |
 * | `releaseRandomised` | one code in a release | the deterministic code sealed, 32 bytes | reads the deterministic code |
 *
 * Codes drawn at random, `random`, need a crosswalk: see `pseudonymiseWithCrosswalk`.
 *
 * Passes: 1. Memory: a batch, and one code per entry of the last dictionary. Order: kept. Schema: the identifier gives
 * way to a column of role `pseudonym`, plain even when the identifier was dictionary text: `binary`, or `utf8` where the
 * encoding says so; its metadata say how it was made and never hold the key. Null stays null; an invalid value is rejected
 * (with a code such as `NIR_KEY`) or null, never coded.
 *
 * Reveals: that two rows are of one person, how often each person occurs, and, to whoever holds the key, the
 * identifier itself. Pseudonyms are personal data; the other columns may identify persons.
 *
 * @param options - see {@link PseudonymiseOptions}. The secret key is read at once and not kept: its owner overwrites
 *   it.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong, or the key is not the expected one; when it is put on a schema, also for a
 *   column that is unknown, of another type, or a pseudonym already.
 * @remarks O(rows + bytes). JavaScript cannot promise that no copy of a secret stays in memory: the engine may have
 *   moved or spilled it.
 * @see RFC 2104 (HMAC), RFC 5869 (HKDF), RFC 5297 (AES-SIV); the vectors and the Python programs in
 *   `docs/pseudonym-vectors/`.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index); // a real one comes from `a423 key new`
 * pseudonymise({ column: 'nir', profile: 'nir/v1', into: 'person', project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey });
 */
export function pseudonymise(options: PseudonymiseOptions): PseudonymiseOperator {
  const { secretKey, releaseNonce = null, ...settings } = checkOptions(pseudonymiseOptions, options);
  const { onInvalid, expectFingerprint } = settings;
  const policy = makePolicy({ ...settings, form: valueFormOf(settings), scope: '' }, settings, { secretKey, releaseNonce }, expectFingerprint);
  return codingOperator({
    name: 'pseudonymise',
    policy,
    parts: partsOf(settings),
    reading: readingOf(settings),
    onInvalid,
    layOut: (input) => layOutPseudonym(input, settings, policy.type, policy.description),
  });
}
