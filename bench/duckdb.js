// DuckDB as yardstick and oracle: one thread, in memory, no network, no temporary files where the case is run.

/**
 * Opens a database in memory.
 *
 * @param {{ threads?: number, folder?: string }} [options] - threads, one unless said; where it may spill.
 */
export async function openDuckDb({ threads = 1, folder } = {}) {
  // Loaded when it is asked for: the memory of a subject that runs alone must not hold the yardstick's 70 MB.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), ...(folder === undefined ? {} : { temp_directory: folder }) });
  const connection = await instance.connect();
  return {
    /** Runs statements that give nothing back. */
    run: (sql) => connection.run(sql),
    /** Runs a query; rows as arrays, whole numbers as numbers where they are safe. */
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRows().map((row) => row.map(plain));
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function plain(value) {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  // Decimals carry their scale: 12345 at scale 2 is 123.45.
  if (value !== null && typeof value === 'object' && 'scale' in value && 'value' in value) return Number(value.value) / 10 ** value.scale;
  return value;
}

/** Quotes a name or a path for SQL. */
export const quoteName = (name) => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text) => `'${text.replaceAll("'", "''")}'`;
