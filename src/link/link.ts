import type { Schema } from 'apache-arrow';
import type { Dataset } from '../core/dataset.ts';
import { IN_MEMORY } from '../core/fold.ts';
import { refusePlan } from '../core/errors.ts';
import { rowKeyIndex } from '../core/field.ts';
import { inputPort } from '../core/input-port.ts';
import type { Findings, OperatorContext, PortsOperator } from '../core/operator.ts';
import { attach } from './attach.ts';
import { clustersSchema } from './decide/earlier-clusters.ts';
import { checkLinkedSources, checkLinkOptions, type CheckedLinkOptions, type LinkOptions } from './link-options.ts';
import { expressionsOf, startLinkage, type Linkage } from './linkage.ts';
import { checkSources } from './records/read-sources.ts';
import { pairsSchema } from './score/pairs-table.ts';

/**
 * Links the records of one table, or of several, and tells which are one person.
 *
 * Ports in: `rows`, and the tables named in the options. Ports out: `rows`, the step's own records in their order with one
 * more column, the name of their cluster; `clusters`: `source`, `rowKey` and `cluster` of the records of all sources; with a
 * model also `pairs`: the pairs that reach the cut, with weight and probability, and on demand what each comparison says.
 *
 * Passes: 1 over every source, once, for all ports together; 1 more over its own rows for `rows`. Each opening of `pairs`
 * scores anew. Memory class `records`: 4 bytes per record for each expression of the model, 8 for each blocking rule, the row
 * keys and the distinct values; pairs are not held, but for `bestLinks` and `oneToOne` those that reach the cut. Order:
 * kept in `rows`; by source and row key in `clusters`; of the blocking rules in `pairs`. Nothing depends on the order of the
 * input, on batches or on threads. Schema: the new column is text of role `entity`. Findings: pairs compared by rule and
 * kept, links of each pass, clusters by size; no value.
 *
 * Reveals: which rows are one person; `pairs` with detail says in what they differ. A name of a cluster holds a row key.
 *
 * @param options - see {@link LinkOptions}.
 * @returns the operator.
 * @throws {PlanError} if options or model are wrong; columns that are missing or of another kind, when it is put on tables.
 * @throws {DataError} `DATA_NULL` and `DATA_DUPLICATE_KEY` for row keys, `DATA_PAIR_LIMIT` beyond `maxPairs`.
 * @example
 * ```ts no-run
 * const { rows } = link({ model, minMatchWeightBits: 3, decide: { by: 'components' } }).connect({ rows: people }, { fold: IN_MEMORY });
 * ```
 */
export function link(options: LinkOptions): PortsOperator {
  const checked = checkLinkOptions(options);
  const { model, tables } = checked;
  const ports = ['rows', 'clusters', ...(model === null ? [] : ['pairs'])];
  return {
    kind: 'ports',
    name: 'link',
    memory: {
      grows: 'records',
      formula: `4 bytes per record for each of ${expressionsOf(checked).expressions.length} expressions, 8 for each of ${model?.blocking.length ?? 0} blocking rules, row keys and distinct values`,
    },
    prepares: true,
    // Every source is read once for all ports; `rows` are read again to be given on.
    reads: Object.fromEntries(ports.map((port) => [port, { rows: Number(port === 'rows') }])),
    notes: notesOf(checked),
    outputSchemas: (inputs) => schemasOf(inputs, checked),
    connect(inputs, context) {
      const rows = inputPort(inputs, 'rows');
      const schemas = schemasOf(Object.fromEntries(Object.entries(inputs).map(([port, { schema }]) => [port, schema])), checked);
      const sources = Object.fromEntries([[checked.source, rows], ...tables.map((table) => [table, inputPort(inputs, table)] as const)]);
      const linkage = startLinkage(sources, checked, rowKeyOf(rows.schema, checked), { context: context.fold });
      // Each port finds its part; together they stand.
      let found: Findings = {};
      const onFindings = (part: Findings): void => {
        found = { ...found, ...part };
        context.onFindings?.(found);
      };
      const clusters: Dataset = {
        schema: schemas['clusters']!,
        async *open(signal) {
          const decided = await linkage.decided(signal);
          yield* decided.clusters.clusters.open(signal);
          onFindings(decided.findings);
        },
      };
      const attached = attachTo(rows, clusters, checked, { fold: context.fold });
      return { rows: attached, clusters, ...(model === null ? {} : { pairs: pairsOf(linkage, schemas['pairs']!, onFindings) }) };
    },
  };
}

function notesOf({ model, decide }: CheckedLinkOptions): readonly string[] {
  const cut = model === null ? [] : ['The cut decides how many links are wrong and how many are missed; measure it on labels, or estimate it (a423 link evaluate).'];
  const chains = decide.by === 'components' ? ['One wrong link joins two clusters: look at the largest ones.'] : [];
  return [...cut, ...chains, 'Matches that no blocking rule brings together are lost.'];
}

function rowKeyOf(rows: Schema, { rowKey }: CheckedLinkOptions): string {
  if (rowKey !== null) return rowKey;
  const index = rowKeyIndex(rows);
  if (index < 0) refusePlan('PLAN_MISSING', 'rowKey', 'expected the column that names a row, since the input declares none');
  return rows.fields[index]!.name;
}

function schemasOf(inputs: Readonly<Record<string, Schema>>, options: CheckedLinkOptions): Readonly<Record<string, Schema>> {
  const { model, tables, source, into, detail } = options;
  const rows = inputPort(inputs, 'rows');
  checkLinkedSources(options, [source, ...tables]);
  const named = [{ name: source, schema: rows }, ...tables.map((name) => ({ name, schema: inputPort(inputs, name) }))];
  const rowKeyField = checkSources(named.map(({ name, schema }) => ({ name, dataset: unread(schema) })), rowKeyOf(rows, options), expressionsOf(options).expressions);
  if (rows.fields.some(({ name }) => name === into)) refusePlan('PLAN_COLUMN_EXISTS', 'into', `there is already a column "${into}"`);
  const clusters = clustersSchema(rowKeyField, ['cluster']);
  return {
    rows: attachTo(unread(rows), unread(clusters), options, UNREAD).schema,
    clusters,
    ...(model === null ? {} : { pairs: pairsSchema({ rowKeyField }, model, detail) }),
  };
}

/** What surrounds an operator of which only the columns are looked at. */
const UNREAD: OperatorContext = Object.freeze({ fold: IN_MEMORY });

/** A table of which only the columns are looked at. */
function unread(schema: Schema): Dataset {
  return { schema, open: () => { throw new TypeError('a schema has no rows'); } };
}

function attachTo(rows: Dataset, clusters: Dataset, { source, into, rowKey }: CheckedLinkOptions, context: OperatorContext): Dataset {
  const named = rowKey === null ? {} : { rowKey };
  return attach({ source, take: { cluster: into }, ...named }).connect({ rows, linked: clusters }, context)['rows']!;
}

function pairsOf(linkage: Linkage, schema: Schema, onFindings: (findings: Findings) => void): Dataset {
  return {
    schema,
    async *open(signal) {
      yield* (await linkage.pairs(signal, (scoring) => { onFindings({ scoring }); }))!.open(signal);
    },
  };
}
