import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../core/dataset.ts';
import type { Findings } from '../../core/operator.ts';

/** Tables that come of one computation. */
export interface ComputedTables<Name extends string> {
  readonly tables: Readonly<Record<Name, Dataset>>;
  readonly findings: Findings;
}

/**
 * Makes ports of tables that are computed together, once, when the first of them is opened.
 *
 * @param schemas - columns of each port.
 * @param compute - reads the inputs and makes the tables.
 * @param onFindings - receives the findings after each complete reading.
 * @returns a table for each port. A computation that failed is forgotten, so that the next opening starts afresh; whoever
 *   shared one that its starter aborted starts another.
 */
export function computedPorts<Name extends string>(
  schemas: Readonly<Record<Name, Schema>>, compute: (signal?: AbortSignal) => Promise<ComputedTables<Name>>, onFindings?: (findings: Findings) => void,
): Readonly<Record<Name, Dataset>> {
  let pending: { readonly result: Promise<ComputedTables<Name>>; readonly signal: AbortSignal | undefined } | undefined;
  const computed = async (signal?: AbortSignal): Promise<ComputedTables<Name>> => {
    for (;;) {
      signal?.throwIfAborted();
      const attempt = (pending ??= { result: compute(signal), signal });
      try {
        return await attempt.result;
      } catch (error) {
        if (pending === attempt) pending = undefined;
        if (attempt.signal === signal || attempt.signal?.aborted !== true) throw error;
      }
    }
  };
  const port = (name: Name): Dataset => ({
    schema: schemas[name],
    async *open(signal) {
      const { tables, findings } = await computed(signal);
      yield* tables[name].open(signal);
      onFindings?.(findings);
    },
  });
  return Object.fromEntries((Object.keys(schemas) as Name[]).map((name) => [name, port(name)])) as Record<Name, Dataset>;
}
