// The fault injector of the tests, for cases: written apart from the checks, and in TypeScript, so it is bundled first.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** Imports one file of `test/faults`, which needs nothing but Node. */
export async function loadFaults(name) {
  const entry = fileURLToPath(new URL(`../test/faults/${name}.ts`, import.meta.url));
  const { outputFiles: [bundle] } = await build({ entryPoints: [entry], bundle: true, write: false, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  return import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);
}
