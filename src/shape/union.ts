import type { DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { arrowType, columnsOf, columnTypeOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import { plainText, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { PlanError, type Problem } from '../core/errors.ts';
import { cellTableOf, METADATA, roleOf } from '../core/field.ts';
import type { PortsOperator } from '../core/operator.ts';
import { mostRestrictive } from '../core/roles.ts';

/**
 * Puts tables of the same columns end to end, in the order of the ports.
 *
 * Ports: any names in, `rows` out. Passes: 1. Memory: a batch. Order: kept within each table. Schema: names and their
 * order are those of the first table; columns are matched by name and must have one type. A column takes the most
 * restrictive of its roles, is nullable if it is so anywhere, and keeps other metadata (its identifier, how it was
 * pseudonymised) unless the tables contradict each other.
 * Tables of cells are refused: their cells would be unions of each other.
 *
 * @returns the operator.
 * @throws {PlanError} `PLAN_SCHEMA_MISMATCH` with every difference, when it is put on schemas.
 */
export function union(): PortsOperator {
  return {
    kind: 'ports',
    name: 'union',
    outputSchemas: (inputs) => ({ rows: unionSchema(inputs) }),
    connect(inputs) {
      const schema = unionSchema(Object.fromEntries(Object.entries(inputs).map(([port, dataset]) => [port, dataset.schema])));
      return { rows: { schema, open: (signal) => endToEnd(schema, Object.values(inputs), signal) } };
    },
  };
}

async function* endToEnd(schema: Schema, parts: readonly Dataset[], signal: AbortSignal | undefined): AsyncIterable<RecordBatch> {
  for (const part of parts) {
    const places = schema.fields.map(({ name }) => part.schema.fields.findIndex((field) => field.name === name));
    for await (const batch of part.open(signal)) {
      const columns = columnsOf(batch);
      yield makeBatch(schema, places.map((place, index) => inForm(columns[place]!, schema.fields[index]!)), batch.numRows);
    }
  }
}

/** Dictionary codes of two tables mean different texts, so text travels plain where any of them has plain text. */
function inForm(column: Column, field: Field): Column {
  return column.kind === 'coded' && !isCoded(field) ? plainText(column) : column;
}

function isCoded(field: Field): boolean {
  return 'dictionary' in (field.type as DataType);
}

function unionSchema(inputs: Readonly<Record<string, Schema>>): Schema {
  const ports = Object.entries(inputs);
  const [firstPort, ...others] = ports;
  if (firstPort === undefined) throw new PlanError([{ code: 'PLAN_MISSING', path: '', message: 'expected at least one table' }]);
  const [, first] = firstPort;
  const problems: Problem[] = ports.flatMap(([port, schema]) => (cellTableOf(schema) === null ? [] : [mismatch(port, 'tables of cells cannot be put end to end')]));
  const names = first.fields.map(({ name }) => name);
  for (const [port, schema] of others) {
    const present = new Map(schema.fields.map((field) => [field.name, field]));
    for (const name of present.keys()) if (!names.includes(name)) problems.push(mismatch(port, `column "${name}" is not in the first table`));
    for (const field of first.fields) {
      const other = present.get(field.name);
      if (other === undefined) problems.push(mismatch(port, `column "${field.name}" is missing`));
      else if (typeName(other) !== typeName(field)) problems.push(mismatch(port, `column "${field.name}": expected ${typeName(field)}, got ${typeName(other)}; cast it first`));
    }
  }
  if (problems.length > 0) throw new PlanError(problems);
  return makeSchema(first.fields.map((field) => unionField(ports.map(([, schema]) => schema.fields.find(({ name }) => name === field.name)!))));
}

function unionField(fields: readonly Field[]): Field {
  const first = fields[0]!;
  const metadata = new Map<string, string>();
  for (const name of new Set(fields.flatMap((field) => [...field.metadata.keys()]))) {
    const values = new Set(fields.flatMap((field) => field.metadata.get(name) ?? []));
    if (values.size === 1) metadata.set(name, [...values][0]!);
  }
  metadata.set(METADATA.role, mostRestrictive(fields.map(roleOf)));
  const type = fields.every(isCoded) ? (first.type as DataType) : isCoded(first) ? arrowType('utf8') : (first.type as DataType);
  return makeField(first.name, type, fields.some(({ nullable }) => nullable), metadata);
}

function typeName(field: Field): string {
  return columnTypeOf(field.type as DataType) ?? String(field.type);
}

function mismatch(port: string, message: string): Problem {
  return { code: 'PLAN_SCHEMA_MISMATCH', path: port, message };
}
