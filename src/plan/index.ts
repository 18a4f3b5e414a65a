export { bindModels } from './bind-models.ts';
export { checkPlan } from './check.ts';
export { compilePlan, type CompiledPlan, type ConnectedPlan, type PlanBindings } from './compile.ts';
export { canonicalJson, digestOf } from './digest.ts';
export { explainPlan, explanationText, type ExplainedColumn, type ExplainedOutput, type ExplainedStep, type ExplainedTable, type Explanation } from './explain.ts';
export { planJsonSchema, reportJsonSchemas } from './json-schema.ts';
export { parsePlan } from './parse.ts';
export {
  definePlan,
  type CsvFormat,
  type InputFormat,
  type OutputFormat,
  type Plan,
  type PlanFor,
  type PlanInput,
  type PlanOutput,
  type PlanStep,
  type PlanTable,
  type Port,
} from './plan.ts';
export { judgeAgain, type QualityReport, type QualityStepReport } from './quality-report.ts';
export { VERSION } from './version.ts';
