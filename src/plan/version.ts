/** Version of the package. */
export const VERSION = '0.1.0';

/** Versions of what decides the bytes of an output. */
export const VERSIONS: Readonly<Record<string, string>> = Object.freeze({ a423: VERSION, 'apache-arrow': '21.2.0', 'parquet-wasm': '0.8.0' });
