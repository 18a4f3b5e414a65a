import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linkageModelJsonSchema } from '../../src/link/index.ts';
import { planJsonSchema, reportJsonSchemas } from '../../src/plan/index.ts';
import { STEPS } from '../../src/plan/registry.ts';

const published = (name: string): unknown => JSON.parse(readFileSync(`docs/${name}.schema.json`, 'utf8'));

describe('the published schemas', () => {
  test.each(Object.entries({ plan: planJsonSchema(), 'linkage-model': linkageModelJsonSchema(), ...reportJsonSchemas() }))('%s is what the library checks (npm run schemas)', (name, schema) => {
    expect(published(name)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test('have one alternative for each step, which takes no option it does not name', () => {
    const { properties } = published('plan') as { properties: { tables: { additionalProperties: { properties: { steps: { items: { oneOf: Alternative[] } } } } } } };
    const steps = properties.tables.additionalProperties.properties.steps.items.oneOf;
    expect(steps.map((step) => (step.anyOf ?? [step])[0]!.properties!.op.const)).toEqual(STEPS.map(({ op }) => op));
    for (const alternative of steps.flatMap((step) => step.anyOf ?? [step])) {
      expect(alternative.additionalProperties).toBe(false);
      expect(alternative.required).toContain('op');
    }
  });
});

interface Alternative {
  readonly anyOf?: readonly Alternative[];
  readonly properties?: { readonly op: { readonly const: string } };
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
}
