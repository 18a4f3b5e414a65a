import { REASON_OK, type Identifier } from './identifier.ts';

/**
 * Identifiers as functions on plain strings, for one value at a time. Columns have `canonicalColumn`.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Says what is wrong with one value.
 *
 * @param identifier - what the value should be: `nir`, `siret` …
 * @param text - the value as people write it.
 * @returns `ok`, or the name of the first reason against it, one of `identifier.reasons`.
 * @example
 * validateIdentifier(nir, '2 84 05 2A 321 025 52'); // => 'ok'
 * validateIdentifier(nir, '2 84 05 2A 321 025 53'); // => 'key'
 */
export function validateIdentifier<Reason extends string>(identifier: Identifier<string, Reason>, text: string): Reason {
  const bytes = encoder.encode(text);
  return identifier.reasons[identifier.read(bytes, 0, bytes.length, new Uint8Array(identifier.width), 0)]!.name;
}

/**
 * Brings one value to its canonical form: no separators, capital letters.
 *
 * @param identifier - what the value should be.
 * @param text - the value as people write it.
 * @returns the canonical form, or `null` when the value does not pass every level.
 * @example
 * normaliseIdentifier(nir, '2 84 05 2a 321 025 52'); // => '284052A321025'
 */
export function normaliseIdentifier(identifier: Identifier, text: string): string | null {
  const bytes = encoder.encode(text);
  const form = new Uint8Array(identifier.width);
  if (identifier.read(bytes, 0, bytes.length, form, 0) !== REASON_OK) return null;
  return decoder.decode(form).replace(/\0+$/, '');
}

/**
 * Writes one value the way people do.
 *
 * @param identifier - what the value should be.
 * @param text - the value in any way of writing it.
 * @returns the value in groups, with its points or its key, or `null` when it does not pass every level.
 * @example
 * formatIdentifier(nir, '2840588321025'); // => '2 84 05 88 321 025 32'
 */
export function formatIdentifier(identifier: Identifier, text: string): string | null {
  const canonical = normaliseIdentifier(identifier, text);
  return canonical === null ? null : identifier.format(canonical);
}
