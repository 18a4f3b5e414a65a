export { auditOutput, type AuditedOutput } from './audit-output.ts';
export { collectCanaries, type Canaries } from './canaries.ts';
export { scanForIdentifiers, type ColumnLikeness } from './identifier-scan.ts';
export type { Leak } from './kernel/leaks.ts';
export type { LikenessKind } from './kernel/likeness.ts';
