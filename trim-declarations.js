// node trim-declarations.js
// Removes the declarations that no entry of the package leads to, once tsc has written one for each source file: nobody can import them.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.values(exports).map((entry) => entry.types).filter((path) => path !== undefined);

const reached = new Set(entries.map((path) => resolve(root, path)));
for (const path of reached) {
  for (const [, to] of readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?['"](\.[^'"]+)['"]/g)) {
    reached.add(resolve(dirname(path), to.replace(/\.[jt]s$/, '.d.ts')));
  }
}

const dist = join(root, 'dist');
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  const path = join(dist, name);
  if (name.endsWith('.d.ts') && !reached.has(path)) rmSync(path);
}
