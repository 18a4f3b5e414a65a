// Reference data lives beside the repository, never in it. A bare clone has none: the tests that need it skip, visibly.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const root = process.env['A423_SHARED_DATA'] ?? resolve(repository, '../shared/data');

/**
 * Finds a file or folder of the reference data.
 *
 * @param path - relative to the data folder, with forward slashes, such as `microdata/arx/adult.csv`.
 * @returns its absolute path, or `null` when it is not on this machine.
 */
export function sharedData(path: string): string | null {
  const full = resolve(root, path);
  return existsSync(full) ? full : null;
}

/**
 * Runs a block of tests when the reference data they need is present, and reports them as skipped when it is not.
 *
 * @param name - title of the block.
 * @param path - file or folder the block needs, relative to the data folder.
 * @param body - declares the tests; receives the absolute path. It is still collected when the data is absent, so
 *   that the skipped tests are listed: read files inside tests or hooks, never while declaring them.
 */
export function describeWithData(name: string, path: string, body: (path: string) => void): void {
  const full = sharedData(path);
  const title = full === null ? `${name} [skipped: no ${path} in the shared data folder]` : name;
  describe.skipIf(full === null)(title, () => {
    body(full ?? resolve(root, path));
  });
}
