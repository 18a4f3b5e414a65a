export { evidenceOf } from './evidence.ts';
export { reportMarkdown } from './markdown.ts';
export {
  evidenceSchema,
  reportSchema,
  runSchema,
  type ColumnRecord,
  type Evidence,
  type EvidenceOutput,
  type FileRecord,
  type InputRecord,
  type OutputRecord,
  type Report,
  type RunRecord,
  type StepRecord,
} from './report.ts';
