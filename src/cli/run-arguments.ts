import { readSecret } from '../node.ts';
import { UsageError } from './exit-code.ts';

/**
 * Reads all secrets or none: what was read before one fails is overwritten.
 *
 * @param sources - where each secret is, by name.
 * @returns 32 bytes by name.
 * @throws {UsageError} when a name was given twice.
 * @throws {DataError} `DATA_SECRET` when a source holds no secret.
 */
export async function readSecrets(sources: Readonly<Record<string, readonly string[]>>): Promise<Readonly<Record<string, Uint8Array>>> {
  if (Object.values(sources).some((given) => given.length > 1)) throw new UsageError('--secret: a name was given twice');
  const secrets = Object.create(null) as Record<string, Uint8Array>;
  try {
    for (const [name, [source]] of Object.entries(sources)) secrets[name] = await readSecret(source!);
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
