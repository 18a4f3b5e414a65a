import type { Schema } from 'apache-arrow';
import type { ByteSource } from '../../core/bytes.ts';
import type { ColumnType } from '../../core/column-type.ts';
import { columnTypeOf } from '../../core/arrow.ts';
import type { Dataset } from '../../core/dataset.ts';
import { roleOf, type ColumnDeclaration } from '../../core/field.ts';
import type { Parallel } from '../../core/workers/parallel.ts';
import { readArrow, readCsv, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { arrowBytes, csvBytes, parquetBytes } from '../../write/index.ts';
import type { Release } from '../../write/node/index.ts';
import type { OutputFormat, PlanOutput } from '../plan.ts';
import { SIDECAR_SUFFIX, sidecarText } from './sidecar.ts';

/** A written output. */
export interface WrittenFile {
  readonly schema: Schema;
  readonly rows: number;
  readonly sha256: string;
  readonly bytes: number;
}

type FormatOptions = Exclude<OutputFormat, string>;

const EXTENSIONS: Readonly<Record<FormatOptions['type'], string>> = { csv: '.csv', arrow: '.arrow', parquet: '.parquet' };

function formatOptions(format: OutputFormat): FormatOptions {
  return typeof format === 'string' ? { type: format } : format;
}

/**
 * Names the file of an output.
 *
 * @param name - the output's name.
 * @param output - its format.
 * @returns a plain file name.
 */
export function outputFile(name: string, output: PlanOutput): string {
  const format = formatOptions(output.format);
  return `${name}${format.type === 'arrow' && format.form === 'stream' ? '.arrows' : EXTENSIONS[format.type]}`;
}

/**
 * Writes an output aside.
 *
 * @param name - the output's name.
 * @param output - format and audience.
 * @param dataset - its rows.
 * @param release - the release being written.
 * @param surroundings - what aborts the writing, and threads for row groups of Parquet; the bytes do not depend on these.
 * @returns size, hash and rows.
 */
export async function writeOutput(
  name: string, output: PlanOutput, dataset: Dataset, release: Release, { signal, parallel }: { readonly signal?: AbortSignal | undefined; readonly parallel?: Parallel | undefined } = {},
): Promise<WrittenFile> {
  let rows = 0;
  const counted: Dataset = {
    schema: dataset.schema,
    async *open(openSignal) {
      rows = 0;
      for await (const batch of dataset.open(openSignal ?? signal)) {
        rows += batch.numRows;
        yield batch;
      }
    },
  };
  const file = outputFile(name, output);
  const { sha256, bytes } = await release.writeBytes(file, encode(counted, output, parallel));
  if (output.audience !== 'public') await release.writeText(`${file}${SIDECAR_SUFFIX}`, sidecarText(dataset.schema));
  return { schema: dataset.schema, rows, sha256, bytes };
}

function encode(dataset: Dataset, { format, audience }: PlanOutput, parallel: Parallel | undefined): AsyncIterable<Uint8Array> {
  const options = formatOptions(format);
  switch (options.type) {
    case 'csv':
      return csvBytes(dataset, { profile: options.profile ?? 'open-data' });
    case 'arrow':
      return arrowBytes(dataset, { form: options.form ?? 'file', audience });
    case 'parquet':
      return parquetBytes(dataset, { compression: options.compression ?? 'zstd', audience }, undefined, parallel);
  }
}

/** A written output as its readers see it. */
export interface OutputSource {
  readonly rows: Dataset;
  readonly bytes: ByteSource;
}

/**
 * Opens a written output as a reader of the file would, for the audit.
 *
 * @param name - the output's name.
 * @param output - its format.
 * @param schema - the schema that was written.
 * @param release - the release being written.
 * @returns its rows and its raw bytes.
 */
export async function outputSource(name: string, output: PlanOutput, schema: Schema, release: Release): Promise<OutputSource> {
  const path = release.path(outputFile(name, output));
  const bytes = fileBytes(path);
  const format = formatOptions(output.format);
  const columns = Object.fromEntries(schema.fields.map((field): [string, ColumnDeclaration] => [field.name, { type: readType(field.type, format), role: roleOf(field) }]));
  if (format.type === 'arrow') return { rows: (await readArrow(fileBlob(path), { columns, onUndeclared: 'error' })).rows, bytes };
  if (format.type === 'parquet') return { rows: (await readParquet(fileBlob(path), { columns, onUndeclared: 'error' })).rows, bytes };
  const french = format.profile === 'fr-excel';
  return { rows: readCsv(bytes, { columns, delimiter: french ? ';' : ',', decimalMark: french ? ',' : '.' }).rows, bytes };
}

/** Byte strings and instants stand as text in a CSV file. */
function readType(type: Schema['fields'][number]['type'], format: FormatOptions): ColumnType {
  const named = columnTypeOf(type);
  return named === null || (format.type === 'csv' && /^(binary|timestamp)/.test(named)) ? 'utf8' : named;
}
