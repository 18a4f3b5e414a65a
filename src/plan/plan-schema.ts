import { z } from 'zod';
import { parseColumnType, type ColumnType } from '../core/column-type.ts';
import { AUDIENCES, ROLES } from '../core/roles.ts';
import type { ColumnDeclaration } from '../core/field.ts';
import type { InputFormat, OutputFormat, Plan, PlanInput, PlanOutput, PlanStep, PlanTable } from './plan.ts';

/** Names of inputs, tables, outputs and secrets: a letter, then letters, digits, `_` or `-`. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
const reference = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}(\.rejects)?$/);

const columnType = z
  .string()
  .refine((text) => parseColumnType(text) !== null, { message: 'expected a column type such as utf8, int32, date or decimal(12,2)' })
  .meta({
    pattern: '^(utf8|int32|int64|float64|bool|date|timestamp|decimal\\(\\d{1,2},\\d{1,2}\\)|binary\\(\\d{1,5}\\))$',
  }) as unknown as z.ZodType<ColumnType>;

const column: z.ZodType<ColumnDeclaration> = z.strictObject({
  type: columnType,
  role: z.enum(ROLES as readonly ['attribute', ...typeof ROLES]),
  nullable: z.boolean().exactOptional(),
  identifier: z.string().regex(/^[a-z][a-z0-9]{1,31}$/).exactOptional(),
});

const textFormat = {
  encoding: z.enum(['utf-8', 'windows-1252', 'latin1']).exactOptional(),
  decimalMark: z.enum(['.', ',']).exactOptional(),
  nullValues: z.array(z.string().max(64)).readonly().exactOptional(),
  dateFormat: z.string().min(6).max(32).exactOptional(),
};

const inputFormat: z.ZodType<InputFormat> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('csv'), delimiter: z.enum(['detect', ';', ',', '\t', '|']).exactOptional(), ...textFormat }),
  z.strictObject({
    type: z.literal('fixedWidth'),
    fields: z.record(z.string().min(1), z.strictObject({ start: z.int().min(1), length: z.int().min(1) })),
    ...textFormat,
  }),
  z.strictObject({ type: z.literal('arrow') }),
  z.strictObject({ type: z.literal('parquet') }),
]);

const input: z.ZodType<PlanInput> = z.strictObject({
  columns: z.record(z.string().min(1).max(255), column),
  rowKey: z.string().exactOptional(),
  entity: z.string().exactOptional(),
  onUndeclared: z.enum(['error', 'drop']).exactOptional(),
  onInvalid: z.enum(['error', 'reject']).exactOptional(),
  format: inputFormat.exactOptional(),
}) as unknown as z.ZodType<PlanInput>;

const step: z.ZodType<PlanStep> = z.looseObject({ op: z.string() });

const table: z.ZodType<PlanTable> = z.strictObject({
  from: z.union([reference, z.array(reference).min(1).readonly()]),
  steps: z.array(step).readonly().exactOptional(),
});

const outputFormat: z.ZodType<OutputFormat> = z.union([
  z.enum(['csv', 'arrow', 'parquet']),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('csv'), profile: z.enum(['open-data', 'fr-excel']).exactOptional() }),
    z.strictObject({ type: z.literal('arrow'), form: z.enum(['file', 'stream']).exactOptional() }),
    z.strictObject({ type: z.literal('parquet'), compression: z.enum(['zstd', 'snappy', 'gzip', 'none']).exactOptional() }),
  ]),
]);

const output: z.ZodType<PlanOutput> = z.strictObject({
  table: reference,
  format: outputFormat,
  audience: z.enum(AUDIENCES as readonly ['internal', 'research', 'public']),
});

/** Checks the form of a plan; what its names and steps mean is checked by {@link checkPlan}. */
export const planForm: z.ZodType<Plan> = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1).max(500),
  inputs: z.record(name, input),
  tables: z.record(name, table),
  outputs: z.record(name, output),
});
