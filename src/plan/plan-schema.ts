import { z } from 'zod';
import { columnDeclaration } from '../core/declaration.ts';
import { AUDIENCES } from '../core/roles.ts';
import type { InputFormat, OutputFormat, Plan, PlanInput, PlanOutput, PlanStep, PlanTable } from './plan.ts';

/** Names of inputs, tables, outputs and secrets: a letter, then letters, digits, `_` or `-`. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
const reference = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}(\.[a-z][A-Za-z]{0,31})?$/);

const textFormat = {
  encoding: z.enum(['utf-8', 'windows-1252', 'latin1']).exactOptional(),
  decimalMark: z.enum(['.', ',']).exactOptional(),
  nullValues: z.array(z.string().max(64)).max(64).exactOptional(),
  dateFormat: z.union([z.string().max(64), z.record(z.string(), z.string().max(64))]).exactOptional(),
  maxRowBytes: z.int().min(16).max(1 << 26).exactOptional(),
};

const inputFormat: z.ZodType<InputFormat> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('csv'),
    delimiter: z.enum(['detect', ';', ',', '\t', '|']).exactOptional(),
    quote: z.enum(['"', 'none']).exactOptional(),
    header: z.enum(['present', 'absent']).exactOptional(),
    quotedNulls: z.boolean().exactOptional(),
    maxFieldBytes: z.int().min(1).max(1 << 26).exactOptional(),
    ...textFormat,
  }),
  z.strictObject({
    type: z.literal('fixedWidth'),
    fields: z.record(z.string().min(1), z.strictObject({ start: z.int().min(1), length: z.int().min(1) })),
    onShortLine: z.enum(['error', 'blank']).exactOptional(),
    ...textFormat,
  }),
  z.strictObject({ type: z.literal('arrow') }),
  z.strictObject({ type: z.literal('parquet') }),
]);

const input: z.ZodType<PlanInput> = z.strictObject({
  columns: z.record(z.string().min(1).max(255), columnDeclaration),
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
  rowOrder: z.enum(['sorted', 'kept']).exactOptional(),
});

/** Checks the form of a plan; what its names and steps mean is checked by {@link checkPlan}. */
export const planForm: z.ZodType<Plan> = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1).max(500),
  inputs: z.record(name, input),
  models: z.record(name, z.looseObject({})).exactOptional(),
  tables: z.record(name, table),
  outputs: z.record(name, output),
});
