export { pageKernel, SCRIPT_KERNEL } from './page-kernel.ts';
export type { PageKernel } from './page-kernel.ts';
export { readPage } from './read-page.ts';
export type { PageRows, StoredPage, ValueLayout } from './read-page.ts';
export type { PageTexts } from './split-texts.ts';
export { readChunk } from './stored-chunk.ts';
export type { ChunkColumn, StoredChunk } from './stored-chunk.ts';
