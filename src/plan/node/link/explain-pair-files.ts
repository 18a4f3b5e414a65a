import { columnOf } from '../../../core/arrow.ts';
import { isValid, plainText, type Column } from '../../../core/column.ts';
import { DataError, refusePlan } from '../../../core/errors.ts';
import { textColumn } from '../../../core/rejects.ts';
import { checkModel, collectExpressions, columnsOfExpressions, explainPair, ordinalsOf, type ExplainedRecords, type LinkageRecords } from '../../../link/index.ts';
import { recordsOf, withSources, type LinkageFiles, type OpenedSources } from './linkage-files.ts';

/** Which record is meant. */
export interface NamedRecord {
  /** Name of its source; it may be left out where there is one. */
  readonly source?: string;
  /** Its row key, as text. */
  readonly rowKey: string;
}

/** A pair of records of files to explain. */
export interface ExplainPairFilesOptions extends LinkageFiles {
  readonly left: NamedRecord;
  readonly right: NamedRecord;
  /** Gives the values that were compared too: as confidential as the files. */
  readonly showValues?: boolean;
}

/** A pair explained; values where they were asked for. */
export interface ExplainedFilePair extends ExplainedRecords {
  readonly values: readonly { readonly column: string; readonly left: string | null; readonly right: string | null }[] | null;
}

/**
 * Explains why two records of files have their match weight.
 *
 * @param model - a trained model, unchecked.
 * @param options - sources, the two records, and whether values are told.
 * @returns what each comparison says, and all of them together.
 * @throws {PlanError} when model or options are wrong, or values of another type than text are asked for.
 * @throws {DataError} `DATA_INVALID` when there is no such record; when a file or its data is wrong.
 * @remarks Reads every source once, since frequencies are those of all records; twice with values.
 */
export function explainPairFiles(model: unknown, options: ExplainPairFilesOptions): Promise<ExplainedFilePair> {
  const checked = checkModel(model);
  const expressions = collectExpressions(checked);
  return withSources(options, expressions, [], async (sources) => {
    const records = await recordsOf(sources, options, expressions, checked.unit);
    const named = [options.left, options.right] as const;
    const [left, right] = named.map((record, side) => ordinalOf(records, record, side === 0 ? 'left' : 'right')) as [number, number];
    const explained = explainPair(records, checked, left, right);
    const values = options.showValues === true ? await valuesOf(sources, options, columnsOfExpressions(expressions.expressions)) : null;
    return { ...explained, values };
  });
}

function ordinalOf(records: LinkageRecords, { source, rowKey }: NamedRecord, side: 'left' | 'right'): number {
  const { sources, rowKeys } = records;
  if (source === undefined && sources.length > 1) refusePlan('PLAN_MISSING', `${side}.source`, 'expected the source of the record, since there are several');
  const wanted = rowKeyColumn(rowKey, rowKeys, side);
  const [ordinal] = ordinalsOf(records, textColumn([source ?? sources[0]!]), wanted);
  if (ordinal === undefined || ordinal < 0) throw new DataError('DATA_INVALID', `there is no such ${side} record`, { source: side });
  return ordinal;
}

/** A row key as the records have it. */
function rowKeyColumn(text: string, { kind }: Column, side: string): Column {
  if (kind === 'text' || kind === 'coded') return textColumn([text]);
  const isWhole = /^-?\d{1,18}$/.test(text);
  if (kind === 'int64' && isWhole) return { kind, rows: 1, valid: null, values: BigInt64Array.of(BigInt(text)) };
  if (kind === 'int32' && isWhole) return { kind, rows: 1, valid: null, values: Int32Array.of(Number(text)) };
  return refusePlan('PLAN_TYPE', `${side}.rowKey`, 'expected a row key of the type that the sources have');
}

async function valuesOf({ datasets }: OpenedSources, { rowKey, left, right, signal }: ExplainPairFilesOptions, columns: readonly string[]): Promise<NonNullable<ExplainedFilePair['values']>> {
  const [first] = Object.keys(datasets);
  const sides = await Promise.all([left, right].map(async (record) => {
    const dataset = datasets[record.source ?? first!]!;
    const places = [rowKey, ...columns].map((name) => dataset.schema.fields.findIndex((field) => field.name === name));
    for await (const batch of dataset.open(signal)) {
      const [own, ...others] = places.map((place) => columnOf(batch, place));
      for (let row = 0; row < batch.numRows; row++) if (textAt(own!, row) === record.rowKey) return others.map((column) => textAt(column, row));
    }
    return columns.map(() => null);
  }));
  return columns.map((column, index) => ({ column, left: sides[0]![index]!, right: sides[1]![index]! }));
}

function textAt(column: Column, row: number): string | null {
  if (!isValid(column.valid, row)) return null;
  const plain = column.kind === 'coded' ? plainText(column) : column;
  if (plain.kind === 'text') return new TextDecoder().decode(plain.bytes.subarray(plain.offsets[row]!, plain.offsets[row + 1]!));
  if (plain.kind === 'date') return new Date(plain.days[row]! * 86_400_000).toISOString().slice(0, 10);
  if (plain.kind === 'int32' || plain.kind === 'int64' || plain.kind === 'float64') return String(plain.values[row]);
  return null;
}
