import { UsageError } from './exit-code.ts';

/**
 * Reads all secrets or none: what was read before one fails is overwritten.
 *
 * @param sources - where each secret is, by name.
 * @param onWarning - receives a fragment about a key file that its group may read.
 * @returns 32 bytes by name.
 * @throws {UsageError} when a name was given twice.
 * @throws {DataError} `DATA_SECRET` when a source holds no secret.
 */
export async function readSecrets(sources: Readonly<Record<string, readonly string[]>>, onWarning: (message: string) => void): Promise<Readonly<Record<string, Uint8Array>>> {
  if (Object.values(sources).some((given) => given.length > 1)) throw new UsageError('--secret: a name was given twice');
  const { readSecret } = await import('../node.ts');
  const secrets = Object.create(null) as Record<string, Uint8Array>;
  try {
    for (const [name, [source]] of Object.entries(sources)) secrets[name] = await readSecret(source!, { onWarning });
    return secrets;
  } catch (error) {
    for (const secret of Object.values(secrets)) secret.fill(0);
    throw error;
  }
}

/**
 * Reads the option `--max-memory`.
 *
 * @param text - its value, if given.
 * @returns bytes; `null` when it was not given.
 * @throws {UsageError} when it is no whole number of MiB.
 */
export function readMebibytes(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError('--max-memory: expected a whole number of MiB');
  return Number(text) * 2 ** 20;
}

/**
 * Reads the option `--workers`.
 *
 * @param text - its value, if given.
 * @returns how many threads; 0 when it was not given.
 * @throws {UsageError} when it is no whole number from 0 to 256.
 */
export function readWorkers(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,3}$/.test(text) || Number(text) > 256) throw new UsageError('--workers: expected a whole number from 0 to 256');
  return Number(text);
}

/**
 * Reads the option `--release-nonce`.
 *
 * @param text - its value, if given: hexadecimal digits, or `new`.
 * @returns from 16 to 64 public bytes; `null` when it was not given.
 * @throws {UsageError} when it is neither.
 */
export async function readReleaseNonce(text: string | undefined): Promise<Uint8Array | null> {
  if (text === undefined) return null;
  if (text === 'new') {
    const { newReleaseNonce } = await import('../node.ts');
    return newReleaseNonce();
  }
  if (!/^(?:[0-9a-f]{2}){16,64}$/i.test(text)) throw new UsageError('--release-nonce: expected 32 to 128 hexadecimal digits, or new');
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));
}
