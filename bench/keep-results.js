// Results are kept by day: what is measured again takes the place of what was, and the rest stays.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps what was measured today.
 *
 * @param {string} folder - where results lie; made if need be.
 * @param {string} member - name of the results in the file.
 * @param {Record<string, unknown>} results - by case or job.
 * @param {Record<string, unknown>} [about] - what is told of all.
 * @returns {string} the file.
 */
export function keepResults(folder, member, results, about = {}) {
  const date = new Date().toISOString().slice(0, 10);
  const path = join(folder, `${date}.json`);
  mkdirSync(folder, { recursive: true });
  const earlier = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8'))[member] : {};
  writeFileSync(path, `${JSON.stringify({ date, ...about, [member]: { ...earlier, ...results } }, null, 1)}\n`);
  return path;
}
