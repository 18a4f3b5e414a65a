import { z } from 'zod';
import type { Json } from '../core/operator.ts';
import { evidenceSchema, reportSchema, runSchema } from '../report/index.ts';
import { planForm } from './plan-schema.ts';
import { STEPS } from './registry.ts';
import { shareDefinitions } from './share-definitions.ts';

type JsonObject = { readonly [name: string]: Json };

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * Makes the JSON Schema of a plan, for editors and validators.
 *
 * @returns the schema; every step is one alternative, told apart by `op`. Names, column types and roles across steps
 *   are checked by {@link checkPlan} only.
 */
export function planJsonSchema(): JsonObject {
  const plan = jsonSchemaOf(planForm) as { properties: { tables: { additionalProperties: { properties: { steps: Json } } } } } & JsonObject;
  const steps = STEPS.map(({ op, summary, options }) => stepSchema(op, summary, jsonSchemaOf(options)));
  const { tables } = plan.properties;
  const table = tables.additionalProperties;
  return shareDefinitions({
    ...plan,
    $id: 'a423/plan.schema.json',
    title: 'a423 plan, version 1',
    properties: {
      ...plan.properties,
      tables: {
        ...tables,
        additionalProperties: { ...table, properties: { ...table.properties, steps: { type: 'array', items: { oneOf: steps } } } },
      },
    },
  } as unknown as JsonObject);
}

/**
 * Makes the JSON Schemas of what a run writes.
 *
 * @returns the schemas by file name; all refuse members they do not know.
 */
export function reportJsonSchemas(): Readonly<Record<'report' | 'evidence' | 'run', JsonObject>> {
  const titled = (schema: z.ZodType, name: string): JsonObject => ({ ...jsonSchemaOf(schema), $id: `a423/${name}.schema.json`, title: `a423 ${name}.json` });
  return { report: titled(reportSchema, 'report'), evidence: titled(evidenceSchema, 'evidence'), run: titled(runSchema, 'run') };
}

function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const { '~standard': _, ...result } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input', target: 'draft-2020-12' }) as Record<string, Json>;
  return { $schema: DIALECT, ...result };
}

/** Puts `op` into the options of a step, in each alternative when there are several. */
function stepSchema(op: string, summary: string, options: JsonObject): Json {
  const { $schema: _, ...rest } = options;
  const alternatives = (rest['anyOf'] ?? rest['oneOf']) as readonly JsonObject[] | undefined;
  if (alternatives !== undefined) return { description: summary, anyOf: flat(alternatives).map((alternative) => withOp(op, alternative)) };
  return { description: summary, ...withOp(op, rest) };
}

/** Alternatives may have alternatives of their own: columns by policy. */
function flat(alternatives: readonly JsonObject[]): readonly JsonObject[] {
  return alternatives.flatMap((one) => {
    const inner = (one['anyOf'] ?? one['oneOf']) as readonly JsonObject[] | undefined;
    return inner === undefined ? [one] : flat(inner);
  });
}

function withOp(op: string, options: JsonObject): JsonObject {
  const required = Array.isArray(options['required']) ? (options['required'] as readonly string[]) : [];
  return { ...options, properties: { op: { const: op }, ...(options['properties'] as JsonObject) }, required: ['op', ...required] };
}
