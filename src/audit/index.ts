export { auditOutput, type AuditedOutput } from './audit-output.ts';
export { collectCanaries, type Canaries } from './canaries.ts';
