/** What JSON holds. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A Vega-Lite specification: plain JSON with its data inside, for whoever draws or changes pictures with other tools. */
export type VegaLiteSpecification = Readonly<Record<string, Json>>;

/** Only a name: nothing is fetched from there. */
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** One row of data. */
export type Datum = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Puts a specification together.
 *
 * @param title - the picture's name.
 * @param values - the data; numbers that JSON does not have become null.
 * @param rest - marks and encodings.
 * @returns the specification.
 */
export function specificationOf(title: string, values: readonly Datum[], rest: Readonly<Record<string, Json>>): VegaLiteSpecification {
  return { $schema: SCHEMA, title, data: { values: values.map(finite) }, ...rest };
}

/** JSON has neither infinite numbers nor −0. */
function finite(row: Datum): Datum {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, typeof value !== 'number' ? value : Number.isFinite(value) ? value + 0 : null]));
}

/**
 * Encodes a number.
 *
 * @param field - column of the data.
 * @param title - its name to readers.
 * @param more - what else Vega-Lite is to know of it.
 * @returns the encoding.
 */
export function quantity(field: string, title: string | null, more: Readonly<Record<string, Json>> = {}): Json {
  return { field, type: 'quantitative', title, ...more };
}

/**
 * Encodes a name, in the order of the data.
 *
 * @param field - column of the data.
 * @param title - its name to readers.
 * @param more - what else Vega-Lite is to know of it.
 * @returns the encoding.
 */
export function name(field: string, title: string | null = null, more: Readonly<Record<string, Json>> = {}): Json {
  return { field, type: 'nominal', title, sort: null, ...more };
}

/**
 * Encodes a name in a tip, which has no order.
 *
 * @param field - column of the data.
 * @param title - its name to readers; null for none.
 * @returns the encoding.
 */
export function tip(field: string, title: string | null = null): Json {
  return { field, type: 'nominal', title };
}
