import { columnOf } from '../../../core/arrow.ts';
import { isValid, type Column, type TextColumn } from '../../../core/column.ts';
import { DataError, refusePlan } from '../../../core/errors.ts';
import { textColumn } from '../../../core/rejects.ts';
import { checkModel, collectExpressions, columnsOfExpressions, explainPair, ordinalsOf, type ExplainedRecords, type LinkageRecords } from '../../../link/index.ts';
import { textOfColumn } from '../../../shape/index.ts';
import { recordsOf, refuseUnknownOptions, withSources, type LinkageFiles, type OpenedSources } from './linkage-files.ts';

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
 * @throws {PlanError} when model or options are wrong.
 * @throws {DataError} `DATA_INVALID` when there is no such record; when a file or its data is wrong.
 * @remarks Reads every source once, since frequencies are those of all records; twice with values.
 */
export async function explainPairFiles(model: unknown, options: ExplainPairFilesOptions): Promise<ExplainedFilePair> {
  refuseUnknownOptions(options, ['left', 'right', 'showValues']);
  const checked = checkModel(model);
  const expressions = collectExpressions(checked);
  return withSources(options, expressions, [], async (sources) => {
    const records = await recordsOf(sources, options, expressions, checked.unit);
    const named = [options.left, options.right] as const;
    const [left, right] = named.map((record, side) => ordinalOf(records, record, side === 0 ? 'left' : 'right')) as [number, number];
    if (left === right) refusePlan('PLAN_OUT_OF_RANGE', 'right', 'expected another record than the left one');
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
  // Written as a file would write it, and within the type: another number would be found otherwise.
  const whole = /^-?\d{1,19}$/.test(text) ? BigInt(text) : null;
  const fits = (bits: number, value: bigint): boolean => String(value) === text && BigInt.asIntN(bits, value) === value;
  if (kind === 'int64' && whole !== null && fits(64, whole)) return { kind, rows: 1, valid: null, values: BigInt64Array.of(whole) };
  if (kind === 'int32' && whole !== null && fits(32, whole)) return { kind, rows: 1, valid: null, values: Int32Array.of(Number(whole)) };
  return refusePlan('PLAN_TYPE', `${side}.rowKey`, 'expected a row key of the type that the sources have');
}

async function valuesOf({ datasets }: OpenedSources, { rowKey, left, right, signal }: ExplainPairFilesOptions, columns: readonly string[]): Promise<NonNullable<ExplainedFilePair['values']>> {
  const [first] = Object.keys(datasets);
  const sides = await Promise.all([left, right].map(async (record) => {
    const dataset = datasets[record.source ?? first!]!;
    const places = [rowKey, ...columns].map((name) => dataset.schema.fields.findIndex((field) => field.name === name));
    for await (const batch of dataset.open(signal)) {
      const [own, ...others] = places;
      const row = rowOfText(textOfColumn(columnOf(batch, own!)), record.rowKey);
      if (row >= 0) return others.map((place) => textAt(textOfColumn(columnOf(batch, place)), row));
    }
    return columns.map(() => null);
  }));
  return columns.map((column, index) => ({ column, left: sides[0]![index]!, right: sides[1]![index]! }));
}

function rowOfText(column: TextColumn, text: string): number {
  for (let row = 0; row < column.rows; row++) if (textAt(column, row) === text) return row;
  return -1;
}

function textAt({ valid, bytes, offsets }: TextColumn, row: number): string | null {
  return isValid(valid, row) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(offsets[row]!, offsets[row + 1]!)) : null;
}
