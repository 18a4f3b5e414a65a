import { z } from 'zod';
import type { Json } from '../../core/operator.ts';
import { linkageModelSchema } from './model.ts';

/**
 * Makes the JSON Schema of a linkage model, for editors and validators.
 *
 * @returns the schema. What no schema can say (the last level takes what is left, bounds that a measure reaches, columns that
 *   exist) is checked by {@link checkModel} only.
 */
export function linkageModelJsonSchema(): { readonly [name: string]: Json } {
  const { '~standard': _, ...schema } = z.toJSONSchema(linkageModelSchema, { unrepresentable: 'any', io: 'input', target: 'draft-2020-12' }) as Record<string, Json>;
  return { ...schema, $id: 'a423/linkage-model.schema.json', title: 'a423 linkage model, version 1' };
}
