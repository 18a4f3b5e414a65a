export { fromSplink, splinkGaps, type FromSplinkOptions, type SplinkGap } from './from-splink.ts';
export type { SplinkDialect } from './sql-node.ts';
export { toSplink, type ToSplinkOptions } from './to-splink.ts';
export type { SplinkForm } from './write-level.ts';
