import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../core/dataset.ts';
import type { Findings } from '../../core/operator.ts';
import { remember } from '../../core/remember.ts';

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
  const computed = remember(compute);
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
