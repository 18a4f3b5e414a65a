import { describe, expect, test } from 'vitest';
import { planJsonSchema } from '../../../src/plan/json-schema.ts';
import { shareDefinitions } from '../../../src/plan/share-definitions.ts';

type Json = Parameters<typeof shareDefinitions>[0][string];

const wide = (name: string): { readonly [name: string]: Json } => ({ type: 'object', properties: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${name}${index}`, { type: 'string' }])) });

/** Puts definitions back where they are referred to. */
function inlined(value: Json, definitions: { readonly [name: string]: Json }): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => inlined(item, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as { readonly $ref?: string }).$ref;
  if (reference !== undefined) return inlined(definitions[reference.replace('#/$defs/', '')]!, definitions);
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '$defs').map(([name, member]) => [name, inlined(member, definitions)]));
}

describe('parts of a schema that are repeated', () => {
  test('stand once, and mean the same', () => {
    const schema = { type: 'object', properties: { a: wide('x'), b: { type: 'array', items: wide('x') }, c: wide('y') } };
    const shared = shareDefinitions(schema);
    expect(shared['properties']).toEqual({ a: { $ref: '#/$defs/shared1' }, b: { type: 'array', items: { $ref: '#/$defs/shared1' } }, c: wide('y') });
    expect(shared['$defs']).toEqual({ shared1: wide('x') });
    expect(inlined(shared, shared['$defs'] as { readonly [name: string]: Json })).toEqual(schema);
  });
  test('stand once within each other too', () => {
    const outer = { type: 'object', properties: { inner: wide('x'), more: wide('z') } };
    const schema = { anyOf: [outer, outer, wide('x')] };
    const shared = shareDefinitions(schema);
    expect(Object.keys(shared['$defs'] as object)).toEqual(['shared1', 'shared2']);
    expect(inlined(shared, shared['$defs'] as { readonly [name: string]: Json })).toEqual(schema);
  });
  test('stay where they are when they are short, or stand once', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' }, c: wide('x') } };
    expect(shareDefinitions(schema)).toEqual(schema);
  });
  test('of the plan are shared, and every reference has its definition', () => {
    const schema = planJsonSchema();
    const definitions = Object.keys(schema['$defs'] as object);
    const references = [...JSON.stringify(schema).matchAll(/#\/\$defs\/(shared\d+)/g)].map(([, name]) => name!);
    expect(definitions.length).toBeGreaterThan(3);
    expect([...new Set(references)].sort()).toEqual([...definitions].sort());
  });
});
