import { defineConfig } from 'tsup';

// JavaScript only: the declarations come from `tsc --emitDeclarationOnly`.
export default defineConfig({
  entry: { index: 'src/index.ts', 'identifiers/index': 'src/identifiers/index.ts', 'link/index': 'src/link/index.ts', node: 'src/node.ts', worker: 'src/worker.ts', 'cli/main': 'src/cli/main.ts' },
  format: ['esm'],
  target: 'es2023',
  platform: 'node',
  splitting: true,
  clean: true,
  dts: false,
  // `node:fs` says what it is; `fs` may be anybody's.
  removeNodeProtocol: false,
});
