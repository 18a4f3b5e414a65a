import type { RecordBatch, Schema } from 'apache-arrow';
import { columnsOf, columnTypeOf, makeBatch, makeSchema } from '../core/arrow.ts';
import type { Column, Int64Column, TextColumn } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { changeField, declareField, METADATA, roleOf } from '../core/field.ts';
import { nullColumn } from '../core/null-column.ts';
import { REJECTS_SCHEMA, textColumn } from '../core/rejects.ts';
import { mostRestrictive } from '../core/roles.ts';
import { joinColumns, takeRows } from '../core/slice.ts';
import { textOfColumn } from '../shape/index.ts';

/** The rows that one step of a table set aside or found at fault. */
export interface StepRows {
  /** How the table names the step, for example `steps[2] pseudonymise`. */
  readonly step: string;
  /** Rows that entered the step. */
  readonly source: Dataset;
  /** The rows named, as a schema of rejects has them. */
  readonly named: Dataset;
}

const STEP = declareField('step', { type: 'utf8', role: 'technical', nullable: false });
const VALUE = declareField('value', { type: 'utf8', role: 'directIdentifier' });

/**
 * Gives the schema of rows that the steps of a table named: the step, the row's number in it, the row's key where an
 * input declares one, column and code.
 *
 * @param parts - schemas of the rejects of each step.
 * @returns the schema that holds them all; the key is text where steps hold it in different types, null where it is lost.
 */
export function namedRowsSchema(parts: readonly Schema[]): Schema {
  const keys = parts.flatMap((schema) => schema.fields.filter(({ name }) => name === 'rowKey'));
  const [row, ...reasons] = REJECTS_SCHEMA.fields;
  if (keys.length === 0) return makeSchema([STEP, ...REJECTS_SCHEMA.fields]);
  const types = new Set(keys.map(({ type }) => columnTypeOf(type)));
  const role = mostRestrictive(keys.map(roleOf));
  const rowKey = types.size === 1
    ? changeField(keys[0]!, { nullable: true, metadata: { [METADATA.role]: role } })
    : declareField('rowKey', { type: 'utf8', role });
  return makeSchema([STEP, row!, rowKey, ...reasons]);
}

/**
 * Gives the schema of {@link rejectedValues}.
 *
 * @param named - schema of a table's rejects.
 * @returns the same with the value at fault as text, which is treated as naming a person: it may be anything.
 */
export function rejectedValuesSchema(named: Schema): Schema {
  return makeSchema([...named.fields, VALUE]);
}

/**
 * Puts the rows named by a table's steps end to end, each row with its step.
 *
 * @param parts - the steps that name rows, in order.
 * @returns a dataset of {@link namedRowsSchema}; row numbers count the rows that entered that step.
 */
export function namedRows(parts: readonly StepRows[]): Dataset {
  const schema = namedRowsSchema(parts.map(({ named }) => named.schema));
  return {
    schema,
    async *open(signal) {
      for (const part of parts) {
        for await (const batch of part.named.open(signal)) yield makeBatch(schema, withStep(schema, part, batch), batch.numRows);
      }
    },
  };
}

/**
 * Puts the rejects of a table's steps end to end, each with the value at fault; for the producer's own eyes.
 *
 * @param parts - the steps that reject rows, in order.
 * @returns a dataset of {@link rejectedValuesSchema}.
 * @remarks Reads what entered each step once more, beside its rejects.
 */
export function rejectedValues(parts: readonly StepRows[]): Dataset {
  const named = namedRowsSchema(parts.map((part) => part.named.schema));
  const schema = rejectedValuesSchema(named);
  return {
    schema,
    async *open(signal) {
      for (const part of parts) {
        const values = valueReader(part.source, signal);
        try {
          for await (const batch of part.named.open(signal)) {
            yield makeBatch(schema, [...withStep(named, part, batch), await values.read(batch)], batch.numRows);
          }
        } finally {
          await values.close();
        }
      }
    },
  };
}

function withStep(schema: Schema, { step, named }: StepRows, batch: RecordBatch): Column[] {
  const columns = columnsOf(batch);
  const steps = textColumn(new Array<string>(batch.numRows).fill(step));
  const wanted = schema.fields.find(({ name }) => name === 'rowKey');
  if (wanted === undefined) return [steps, ...columns];
  const index = named.schema.fields.findIndex(({ name }) => name === 'rowKey');
  if (index < 0) return [steps, columns[0]!, nullColumn(wanted.type, batch.numRows), ...columns.slice(1)];
  const differs = columnTypeOf(wanted.type) !== columnTypeOf(named.schema.fields[index]!.type);
  return [steps, columns[0]!, differs ? textOfColumn(columns[index]!) : columns[index]!, ...columns.slice(2)];
}

/** Finds the values of named rows in the rows that entered a step; both come in the order of the rows. */
interface ValueReader {
  read(named: RecordBatch): Promise<TextColumn>;
  close(): Promise<void>;
}

function valueReader(source: Dataset, signal: AbortSignal | undefined): ValueReader {
  const batches = source.open(signal)[Symbol.asyncIterator]();
  const places = new Map(source.schema.fields.map(({ name }, index) => [name, index]));
  let held: { readonly firstRow: number; readonly batch: RecordBatch }[] = [];
  let nextRow = 0;
  /** Holds the batches of rows `from` to `to`, counted from 0. */
  const hold = async (from: number, to: number): Promise<void> => {
    held = held.filter(({ firstRow, batch }) => firstRow + batch.numRows > from);
    while (nextRow <= to) {
      const next = await batches.next();
      if (next.done === true) return;
      if (nextRow + next.value.numRows > from) held.push({ firstRow: nextRow, batch: next.value });
      nextRow += next.value.numRows;
    }
  };
  return {
    async read(named) {
      const columns = columnsOf(named);
      const rows = Array.from((columns[0] as Int64Column).values, (row) => Number(row) - 1);
      const names = textsOf(columns.at(-2) as TextColumn);
      await hold(rows[0]!, rows.at(-1)!);
      const cells = rows.map((row, place) => {
        const { firstRow, batch } = held.find((candidate) => row < candidate.firstRow + candidate.batch.numRows)!;
        const index = places.get(names[place]!);
        return index === undefined ? textColumn([null]) : textOfColumn(takeRows(columnsOf(batch)[index]!, Int32Array.of(row - firstRow)));
      });
      return joinColumns(cells) as TextColumn;
    },
    close: async () => void (await batches.return?.()),
  };
}

function textsOf({ rows, offsets, bytes }: TextColumn): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: rows }, (_, row) => decoder.decode(bytes.subarray(offsets[row]!, offsets[row + 1]!)));
}
