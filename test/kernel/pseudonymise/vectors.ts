// The published vectors, as the tests read them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface VectorCase {
  readonly about: string;
  readonly keyFile: string;
  readonly project: string;
  readonly domain: string;
  readonly policy: string;
  readonly profile: string;
  readonly fingerprint: string;
  readonly vectors: readonly { readonly value: string | readonly (string | null)[]; readonly code: string; readonly base32: string }[];
}

export const vectorFolder = fileURLToPath(new URL('../../../docs/pseudonym-vectors/', import.meta.url));

export const vectorFile = JSON.parse(readFileSync(`${vectorFolder}vectors.json`, 'utf8')) as { readonly cases: readonly VectorCase[] };
