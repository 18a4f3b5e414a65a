import type { Json } from '../core/operator.ts';

type JsonObject = { readonly [name: string]: Json };

/** Shorter parts are repeated rather than looked up. */
const LEAST_CHARACTERS = 200;

/**
 * Writes each part of a JSON Schema that stands in several places once, under `$defs`.
 *
 * @param schema - the schema, without `$defs` of its own.
 * @returns a schema that accepts the same; the largest repeated parts are referred to as `#/$defs/shared1` …, in the order in which they are met.
 */
export function shareDefinitions(schema: JsonObject): JsonObject {
  const counts = new Map<string, number>();
  const count = (value: Json): void => {
    if (!isObject(value)) {
      if (Array.isArray(value)) value.forEach(count);
      return;
    }
    if (isSchema(value)) {
      const text = JSON.stringify(value);
      const met = (counts.get(text) ?? 0) + 1;
      counts.set(text, met);
      // What is inside a part that was met before is met there only.
      if (met > 1) return;
    }
    Object.values(value).forEach(count);
  };
  count(schema);
  const names = new Map<string, string>();
  const definitions: Record<string, Json> = {};
  const share = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map(share);
    if (!isObject(value)) return value;
    const text = isSchema(value) ? JSON.stringify(value) : '';
    if (text.length < LEAST_CHARACTERS || counts.get(text)! < 2) return members(value);
    const known = names.get(text);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const name = `shared${names.size + 1}`;
    names.set(text, name);
    definitions[name] = null;
    definitions[name] = members(value);
    return { $ref: `#/$defs/${name}` };
  };
  const members = (value: JsonObject): JsonObject => Object.fromEntries(Object.entries(value).map(([name, member]) => [name, share(member)]));
  const shared = members(schema);
  return names.size === 0 ? shared : { ...shared, $defs: definitions };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members of `properties` are schemas; `properties` itself is none, and neither is what `enum` or `const` lists. */
function isSchema(value: JsonObject): boolean {
  return typeof value['type'] === 'string' || 'anyOf' in value || 'oneOf' in value;
}
