import type { RecordBatch, Schema } from 'apache-arrow';
import { arrowType, codedTextType, makeBatch, makeField, makeSchema } from '../../core/arrow.ts';
import type { Column } from '../../core/column.ts';
import type { ColumnType } from '../../core/column-type.ts';
import { changeField, METADATA } from '../../core/field.ts';
import { textColumn } from '../../core/rejects.ts';
import type { Role } from '../../core/roles.ts';
import { takeRows } from '../../core/slice.ts';
import type { ScoredPairs } from '../kernel/score/pair-scorer.ts';
import { probabilityOfBits, type WeightProgram } from '../kernel/score/weight-program.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';

/** What is told of each pair: its weight; also the level of each comparison; also what each comparison adds. */
export type PairDetail = 'none' | 'levels' | 'weights';

/** Lays pairs out as a table. */
export interface PairsTable {
  readonly schema: Schema;
  /** Makes one batch of pairs, in their order. */
  batchOf(pairs: ScoredPairs): RecordBatch;
}

/**
 * Describes the table of scored pairs: sources and row keys of both records, match weight, probability and rule; with detail, the
 * level of each comparison (−1 where a value is missing, else from 0 for the last one up) and the bits it adds.
 *
 * @param sides - the records that ordinals on the left and on the right are of; mostly the same.
 * @param model - the model.
 * @param weights - the model in bits.
 * @param detail - what is told of each pair.
 * @returns the schema, and what makes batches of it.
 */
export function pairsTable(sides: readonly [NamedRecords, NamedRecords], model: Pick<LinkageModel, 'comparisons'>, weights: WeightProgram, detail: PairDetail): PairsTable {
  const { comparisons } = model;
  const names = comparisons.map(({ name }) => name);
  const [leftNames, rightNames] = sides.map(recordNames) as [RecordNames, RecordNames];
  const schema = pairsSchema(sides[0], model, detail, sides[1]);
  const agreementOf = comparisons.map(agreementNumbers);

  return {
    schema,
    batchOf({ pairs: rows, lefts, rights, rules, bits, levels, frequencyBits }) {
      const columns = [
        ...leftNames(lefts),
        ...rightNames(rights),
        doubles(bits),
        doubles(bits.map(probabilityOfBits)),
        integers(Int32Array.from(rules)),
      ];
      const width = names.length;
      if (levels !== null) columns.push(...agreementOf.map((numbers, index) => integers(every(levels, index, width, rows, (level) => numbers[level]!, new Int32Array(rows)))));
      if (levels !== null && frequencyBits !== null) {
        columns.push(...weights.comparisons.flatMap((comparison, index) => [
          doubles(every(levels, index, width, rows, (level) => comparison.bits[level]!, new Float64Array(rows))),
          doubles(every(frequencyBits, index, width, rows, (number) => number, new Float64Array(rows))),
        ]));
      }
      return makeBatch(schema, columns, rows);
    },
  };
}

/**
 * Gives the schema of the table of scored pairs; see {@link pairsTable}.
 *
 * @param left - the field of the row key on the left.
 * @param model - the model.
 * @param detail - what is told of each pair.
 * @param right - the field of the row key on the right, where it is another.
 * @returns the schema; row keys have the type and role of the records'.
 */
export function pairsSchema(
  left: Pick<LinkageRecords, 'rowKeyField'>, { comparisons }: Pick<LinkageModel, 'comparisons'>, detail: PairDetail, right: Pick<LinkageRecords, 'rowKeyField'> = left,
): Schema {
  const names = comparisons.map(({ name }) => name);
  return makeSchema([
    sourceField('leftSource'),
    rowKeyField(left, 'leftRowKey'),
    sourceField('rightSource'),
    rowKeyField(right, 'rightRowKey'),
    field('matchWeightBits', 'float64'),
    field('matchProbability', 'float64'),
    field('rule', 'int32', 'technical'),
    ...(detail === 'none' ? [] : names.map((name) => field(`level_${name}`, 'int32'))),
    ...(detail === 'weights' ? names.flatMap((name) => [field(`bits_${name}`, 'float64'), field(`frequencyBits_${name}`, 'float64')]) : []),
  ]);
}

/** What of the records their names need. */
export type NamedRecords = Pick<LinkageRecords, 'table' | 'sources' | 'rowKeys' | 'rowKeyField'>;

/** Gives the sources and row keys of ordinals. */
export type RecordNames = (ordinals: Uint32Array) => Column[];

/**
 * Makes what names records.
 *
 * @param records - the records.
 * @returns gives the columns of sources and row keys of ordinals.
 */
export function recordNames(records: NamedRecords): RecordNames {
  const sourceNames = textColumn(records.sources);
  const sourceOf = sourceLookUp(records);
  return (ordinals) => [
    { kind: 'coded', rows: ordinals.length, valid: null, codes: Int32Array.from(ordinals, sourceOf), dictionary: sourceNames },
    takeRows(records.rowKeys, new Int32Array(ordinals.buffer, ordinals.byteOffset, ordinals.length)),
  ];
}

/**
 * Makes the field of a row key that names one side of a pair: type and role of the records', no longer unique.
 *
 * @param records - the records.
 * @param name - the column's name.
 * @returns the field.
 */
export function rowKeyField({ rowKeyField: own }: Pick<LinkageRecords, 'rowKeyField'>, name: string): Schema['fields'][number] {
  return changeField(own, { name, nullable: false, metadata: { [METADATA.rowKey]: null } });
}

/**
 * Makes the field of the name of a source.
 *
 * @param name - the column's name.
 * @returns the field, of text that travels as codes.
 */
export function sourceField(name: string): Schema['fields'][number] {
  return makeField(name, codedTextType(), false, new Map([[METADATA.role, 'technical']]));
}

/**
 * Finds the source of records.
 *
 * @param records - the records.
 * @returns gives the index of the source of an ordinal.
 */
export function sourceLookUp({ table: { sourceStarts } }: Pick<LinkageRecords, 'table'>): (ordinal: number) => number {
  const last = sourceStarts.length - 2;
  return (ordinal) => {
    let source = 0;
    while (source < last && ordinal >= sourceStarts[source + 1]!) source++;
    return source;
  };
}

/** Numbers levels as Splink does: −1 for missing values, else from the last one up. */
function agreementNumbers({ levels }: LinkageModel['comparisons'][number]): Int32Array {
  let next = levels.filter(({ isNull }) => isNull !== true).length;
  return Int32Array.from(levels, ({ isNull }) => (isNull === true ? -1 : --next));
}

function field(name: string, type: ColumnType, role: Role = 'attribute'): Schema['fields'][number] {
  return makeField(name, arrowType(type), false, new Map([[METADATA.role, role]]));
}

/** Takes every `width`-th number, from `first` on. */
function every<Out extends Int32Array | Float64Array>(from: Uint8Array | Float64Array, first: number, width: number, rows: number, map: (number: number) => number, out: Out): Out {
  for (let row = 0, at = first; row < rows; row++, at += width) out[row] = map(from[at]!);
  return out;
}

function doubles(values: Float64Array): Column {
  return { kind: 'float64', rows: values.length, valid: null, values };
}

function integers(values: Int32Array): Column {
  return { kind: 'int32', rows: values.length, valid: null, values };
}
