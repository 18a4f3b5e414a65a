import { defineConfig, type Options } from 'tsup';

// JavaScript only: the declarations come from `tsc --emitDeclarationOnly`. `npm run build` empties the folder.
const common: Options = {
  format: ['esm'],
  target: 'es2023',
  platform: 'node',
  dts: false,
  // `node:fs` says what it is; `fs` may be anybody's.
  removeNodeProtocol: false,
};

export default defineConfig([
  {
    ...common,
    entry: { index: 'src/index.ts', 'identifiers/index': 'src/identifiers/index.ts', 'link/index': 'src/link/index.ts', node: 'src/node.ts', 'cli/main': 'src/cli/main.ts' },
    splitting: true,
  },
  // What a thread starts from has what its tasks need and nothing else: it is read by every thread anew.
  { ...common, entry: { worker: 'src/worker.ts' }, splitting: false, treeshake: true },
]);
