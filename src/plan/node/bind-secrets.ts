import { DataError } from '../../core/errors.ts';

/** A secret of a run: its 32 bytes, or how to get them from where keys are kept, asked once when the plan has passed its checks. */
export type SecretSource = Uint8Array | (() => Promise<Uint8Array>);

/** Secrets by name, as bytes. */
export type Secrets = Readonly<Record<string, Uint8Array>>;

/**
 * Gets the secrets of a run.
 *
 * @param sources - bytes, or functions that ask a key management service for them.
 * @returns the bytes by name; their owner overwrites them.
 * @throws {DataError} `DATA_SECRET` when a function fails or gives something else. Its own words are not passed on, since
 *   they may hold the key; what was got before is overwritten.
 */
export async function resolveSecrets(sources: Readonly<Record<string, SecretSource>>): Promise<Secrets> {
  const secrets = Object.create(null) as Record<string, Uint8Array>;
  try {
    for (const [name, source] of Object.entries(sources)) secrets[name] = typeof source === 'function' ? await ask(name, source) : source;
    return secrets;
  } catch (error) {
    wipeSecrets(secrets);
    throw error;
  }
}

async function ask(name: string, source: () => Promise<Uint8Array>): Promise<Uint8Array> {
  let secret: unknown;
  try {
    secret = await source();
  } catch {
    throw new DataError('DATA_SECRET', `secrets.${name}: the function that gets it failed`);
  }
  if (secret instanceof Uint8Array) return secret;
  throw new DataError('DATA_SECRET', `secrets.${name}: the function that gets it gave something else than bytes`);
}

/**
 * Overwrites the secrets that are bytes.
 *
 * @param sources - what a run was given, or what was got for it.
 */
export function wipeSecrets(sources: Readonly<Record<string, SecretSource>>): void {
  for (const source of Object.values(sources)) if (source instanceof Uint8Array) source.fill(0);
}
