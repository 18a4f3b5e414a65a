import { basename } from 'node:path';
import { measureRisk, type RiskCriterion, type RiskMeasure } from '../../anonymise/index.ts';
import type { Dataset } from '../../core/dataset.ts';
import type { ColumnDeclaration } from '../../core/field.ts';
import { arrowSchemaOf, inspect, parquetSchemaOf, readArrow, readCsv, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { fileFormat } from './inspect-file.ts';

/** What surrounds the measuring of a file. */
export interface MeasureRiskOfFileContext {
  /** File of a table that contains the rows, with the same quasi-identifiers. */
  readonly population?: string;
  readonly signal?: AbortSignal;
}

/** The risk of a file; plain data. */
export interface FileRisk extends RiskMeasure {
  /** Base name of the file. */
  readonly file: string;
}

/**
 * Measures how easily persons can be recognised in a file: see {@link measureRisk}.
 *
 * @param path - a CSV file (packed or not), an Arrow file or a Parquet file.
 * @param options - what identifies, what is sensitive, what is known of the population.
 * @param context - the population, a signal.
 * @returns figures, without a value of the data.
 * @throws {PlanError} if an option is wrong or names no column.
 * @throws {DataError} when a file is missing, damaged or of no known format, or its rows do not allow the measure.
 * @remarks Other columns than those that are named are not read. Values of a CSV file are told apart as they are spelt; weights are read as numbers.
 */
export async function measureRiskOfFile(path: string, options: RiskCriterion, { population, signal }: MeasureRiskOfFileContext = {}): Promise<FileRisk> {
  const { quasiIdentifiers, entity, sensitive = [], models = [], weight, household } = options;
  const named = [...quasiIdentifiers, ...sensitive, ...models.flatMap((model) => ('column' in model ? [model.column] : [])), weight, entity, household];
  const rows = await openColumns(path, named, weight, signal);
  const all = population === undefined ? {} : { population: await openColumns(population, [...quasiIdentifiers, entity], undefined, signal) };
  return { file: basename(path), ...await measureRisk(rows, options, { ...all, ...(signal === undefined ? {} : { signal }) }) };
}

/** Opens the named columns of a file. */
async function openColumns(path: string, named: readonly (string | null | undefined)[], weight: string | undefined, signal?: AbortSignal): Promise<Dataset> {
  const format = fileFormat(path);
  if (format !== 'csv') {
    const stored = format === 'parquet' ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
    const columns = Object.fromEntries(stored.flatMap(({ name, type, nullable }) => (type === null || !named.includes(name) ? [] : [[name, { type, nullable, role: 'attribute' } satisfies ColumnDeclaration]])));
    return (await (format === 'parquet' ? readParquet : readArrow)(fileBlob(path), { columns, onUndeclared: 'drop' })).rows;
  }
  const { delimiter, encoding, decimalMark, nullValues, header, columns } = await inspect(fileBytes(path), {}, signal);
  const declared = Object.keys(columns).filter((name) => named.includes(name)).map((name) => [name, { type: name === weight ? 'float64' : 'utf8', role: 'attribute' } satisfies ColumnDeclaration] as const);
  return readCsv(fileBytes(path), { delimiter, encoding, decimalMark, header, nullValues, onInvalid: 'error', onUndeclared: 'drop', columns: Object.fromEntries(declared) }).rows;
}
