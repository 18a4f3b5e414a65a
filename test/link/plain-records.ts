// Records for linkage made of plain ones, by hand: row keys are their places.
import { makeField, arrowType } from '../../src/core/arrow.ts';
import { METADATA } from '../../src/core/field.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import type { LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { naiveValue, type PlainRecord } from './naive-comparing.ts';
import { codedRecords, type Kind } from './record-table.ts';

/** Codes records for a model; `kinds` says what each column holds. */
export function readyRecords(
  model: Pick<LinkageModel, 'blocking' | 'comparisons' | 'unit'>, kinds: Readonly<Record<string, Kind>>, sources: readonly (readonly PlainRecord[])[], more: readonly Expression[] = [],
): LinkageRecords {
  const list = collectExpressions(model, more);
  const records = sources.flat();
  const columns = list.expressions.map((expression) => ({
    kind: kinds[(expression as { readonly column: string }).column]!, values: records.map((record) => naiveValue(record, expression)),
  }));
  const keys = sources.flatMap((source) => source.map((_, row) => row));
  return {
    ...codedRecords(list, columns, sources.map(({ length }) => length), model.unit),
    sources: sources.map((_, index) => `source${index}`),
    rowKeyName: 'id',
    rowKeyField: makeField('id', arrowType('int32'), false, new Map([[METADATA.role, 'technical'], [METADATA.rowKey, 'true']])),
    rowKeys: { kind: 'int32', rows: keys.length, valid: null, values: Int32Array.from(keys) },
  };
}
