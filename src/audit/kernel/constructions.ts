import { DIGEST_NAMES, digestOf, frameLabels, hkdfExpand, hkdfExtract, hmacOf, keyedBlake3, type DigestName } from '../../keyed/index.ts';
import { SPELLINGS, type Spelling } from './spellings.ts';

/** Where the key of a construction is from; the key itself is never told. */
export type GuessedKey = 'none' | 'public text' | 'weak key';

/** One way in which codes may have been made. */
export interface Construction {
  /** For people: the function and how the key enters. */
  readonly method: string;
  readonly guessedKey: GuessedKey;
  readonly spelling: Spelling;
  /** Makes the whole digest of an identifier in that spelling. */
  readonly code: (message: Uint8Array) => Uint8Array;
}

/** What a column of codes says of how it was made: the labels that enter the key, in their order. */
export interface PublicContext {
  readonly labels: readonly string[];
  readonly algorithm: 'HMAC-SHA-256' | 'BLAKE3';
}

/** The constant from which this package derives keys; it is public, and so is the whole formula. */
const PURPOSE = new TextEncoder().encode('a423/pseudonymise/v1');
const KEY_BYTES = 32;

/** What is tried with ten thousand keys: the functions and spellings in use. */
const USUAL_DIGESTS: readonly DigestName[] = ['SHA-256', 'SHA-1', 'MD5'];
const USUAL_SPELLINGS: readonly Spelling[] = ['canonical', 'with key'];

/**
 * Lists the ways to make codes without any key: the identifier itself, and its digests.
 *
 * @returns one construction for each function and spelling.
 */
export function* unkeyedConstructions(): Generator<Construction> {
  for (const spelling of SPELLINGS) {
    yield { method: 'the identifier itself', guessedKey: 'none', spelling, code: (message) => message };
    for (const name of DIGEST_NAMES) {
      yield { method: name, guessedKey: 'none', spelling, code: (message) => digestOf(name, message) };
      yield { method: `HMAC-${name}, empty key`, guessedKey: 'none', spelling, code: (message) => hmacOf(name, NO_BYTES, message) };
    }
    for (const name of ['SHA-256', 'SHA-1', 'MD5'] as const) {
      yield { method: `${name} of ${name} in hexadecimal`, guessedKey: 'none', spelling, code: (message) => digestOf(name, hexadecimalOf(digestOf(name, message))) };
    }
    yield { method: 'keyed BLAKE3, key of zeros', guessedKey: 'none', spelling, code: (message) => keyedBlake3(NO_KEY, message) };
  }
}

const NO_BYTES = new Uint8Array(0);
const NO_KEY = new Uint8Array(KEY_BYTES);

/**
 * Lists the ways in which a text may have served as key.
 *
 * @param text - the text, as bytes.
 * @param guessedKey - where it is from; public texts are tried with every function and spelling.
 * @param context - what the codes say of themselves; `null` when nothing.
 * @returns the text in front of the identifier, behind it, as key of HMAC, as it is or hashed, of BLAKE3, and as master
 *   key of this package's formula.
 */
export function* keyedConstructions(text: Uint8Array, guessedKey: Exclude<GuessedKey, 'none'>, context: PublicContext | null): Generator<Construction> {
  const isPublic = guessedKey === 'public text';
  for (const spelling of isPublic ? SPELLINGS : USUAL_SPELLINGS) {
    const made = (method: string, code: Construction['code']): Construction => ({ method, guessedKey, spelling, code });
    for (const name of isPublic ? DIGEST_NAMES : USUAL_DIGESTS) {
      yield made(`HMAC-${name}`, (message) => hmacOf(name, text, message));
      yield made(`${name} with a salt in front`, (message) => digestOf(name, joined(text, message)));
      yield made(`${name} with a salt behind`, (message) => digestOf(name, joined(message, text)));
    }
    const hashed = digestOf('SHA-256', text);
    yield made('HMAC-SHA-256, key hashed', (message) => hmacOf('SHA-256', hashed, message));
    yield made('keyed BLAKE3, key hashed', (message) => keyedBlake3(digestOf('BLAKE3', text), message));
    if (text.length <= KEY_BYTES) yield made('keyed BLAKE3, key filled up', (message) => keyedBlake3(filled(text), message));
  }
  if (context === null) return;
  for (const [words, secretKey] of [['hashed', digestOf('SHA-256', text)], ['filled up', filled(text.subarray(0, KEY_BYTES))]] as const) {
    const subKey = hkdfExpand(hkdfExtract(PURPOSE, secretKey), frameLabels(context.labels), KEY_BYTES);
    const code = context.algorithm === 'BLAKE3' ? (message: Uint8Array) => keyedBlake3(subKey, message) : (message: Uint8Array) => hmacOf('SHA-256', subKey, message);
    yield { method: `the formula of this package, key ${words}`, guessedKey, spelling: 'canonical', code };
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

function filled(text: Uint8Array): Uint8Array {
  const secretKey = new Uint8Array(KEY_BYTES);
  secretKey.set(text);
  return secretKey;
}

const HEX = '0123456789abcdef';

function hexadecimalOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 2 * bytes.length }, (_, index) => HEX.charCodeAt((bytes[index >> 1]! >> (index % 2 === 0 ? 4 : 0)) & 15));
}
