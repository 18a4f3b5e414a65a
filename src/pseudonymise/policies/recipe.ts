import type { CodeEncoding } from '../policy-options.ts';
import type { SealedLayout } from './sealed.ts';

/** The names under which a sub-key was derived. */
export interface KeyContext {
  readonly project: string;
  readonly domain: string;
  readonly form: { readonly profile: string };
  /** Put in front of the policy's name where it enters the key: `rekey/` for codes of codes, else nothing. */
  readonly scope: '' | 'rekey/';
}

/** First bits of a keyed hash, under 32 bytes. */
export interface HashRecipe {
  readonly kind: 'hash';
  readonly algorithm: 'HMAC-SHA-256' | 'BLAKE3';
  /** Bytes of a code. */
  readonly width: number;
  readonly encoding: CodeEncoding;
}

/** The value sealed with AES-SIV, under 64 bytes. */
export interface SealRecipe {
  readonly kind: 'seal';
  readonly context: KeyContext;
  readonly layout: SealedLayout;
}

/** The value shuffled with FF1, under 32 bytes. */
export interface ShapeRecipe {
  readonly kind: 'shape';
  readonly context: KeyContext;
  readonly alphabet: string;
}

/** The hash sealed for one release, under 32 bytes and 64 more. */
export interface ReleaseRecipe {
  readonly kind: 'release';
  readonly context: KeyContext;
  readonly layout: SealedLayout;
  readonly releaseNonce: Uint8Array;
}

/** What a coder is made of, the secret excepted: plain data that another thread can be told. */
export type CoderRecipe = HashRecipe | SealRecipe | ShapeRecipe | ReleaseRecipe;
