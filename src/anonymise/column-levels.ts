import type { Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import type { ColumnType } from '../core/column-type.ts';
import { doubleReader } from '../core/double-reader.ts';
import { DataError } from '../core/errors.ts';
import { findColumn } from '../core/field.ts';
import { DAY_MICROS } from '../core/predicate/calendar.ts';
import { textOfValues } from '../core/text-of-values.ts';
import { levelsOfValues, type ValueLevels } from '../hierarchy/index.ts';
import type { ColumnGeneralisation } from './generalisation.ts';
import { GENERALISED_TYPES, hierarchyOf, SUPPRESSED } from './hierarchy-of.ts';
import type { ColumnLevels } from './kernel/column-levels.ts';

/** A column whose values are generalised. */
export interface GeneralisedColumn {
  /** Name of the column, for messages. */
  readonly column: string;
  /** Its distinct values as read, in any order; a missing value is a null row. */
  readonly values: Column;
  /** Uint32Array(values): rows, or units, with each value; only `frequency` asks for them. */
  readonly counts?: Uint32Array;
}

/**
 * Checks that a generalisation fits a column, before a row is read.
 *
 * @param input - schema of the rows.
 * @param column - name of the column.
 * @param generalisation - see {@link ColumnGeneralisation}.
 * @param path - where the generalisation stands.
 * @throws {PlanError} for an unknown column, a type that the hierarchy is not for, or a hierarchy that contradicts itself.
 */
export function checkGeneralisation(input: Schema, column: string, generalisation: ColumnGeneralisation, path: string): void {
  const index = findColumn(input, column, path, GENERALISED_TYPES[generalisation.hierarchy]);
  hierarchyOf(generalisation, columnTypeOf(input.fields[index]!.type)!, path);
}

/**
 * Lays out the levels of a quasi-identifier for its values at hand.
 *
 * Level 0 has the values as text; numbers, dates and truth values are text from there on. How many levels there are and what
 * their values are called does not depend on which values occur (but for `frequency`, which says so). A missing value stays
 * missing, apart from all others, up to the level where everything is one value; only there it joins.
 *
 * Leaves: what the hierarchy lists (rows of a table, whole numbers between two bounds), and the values at hand that it does not
 * list, a missing one included.
 *
 * @param generalisation - how it is generalised.
 * @param values - see {@link GeneralisedColumn}.
 * @returns the levels; codes of level 0 are rows of `values`, those above are in the order of their labels, a missing value last.
 * @throws {PlanError} if the hierarchy contradicts itself.
 * @throws {TypeError} if it asks for counts and there are none, or the values are of a type that it is not for.
 * @throws {DataError} `DATA_INVALID` with the count of values that the hierarchy does not have, unless `unknown` suppresses them.
 * @remarks O(values · levels) time and memory.
 */
export function columnLevels(generalisation: ColumnGeneralisation, { column, values, counts }: GeneralisedColumn): ColumnLevels {
  const texts = textOfValues(values);
  const present = rowsPresent(texts);
  const missing = texts.length - present.length;
  const hierarchy = hierarchyOf(generalisation, typeOf(values), '', generalisation.hierarchy === 'frequency' ? counterOf(texts, counts) : undefined);
  const unknownLabel = generalisation.unknown === 'suppress' ? SUPPRESSED : null;
  const found = hierarchy.reads === 'text'
    ? levelsOfValues(hierarchy.rules, textsOf(texts, present), unknownLabel)
    : levelsOfValues(hierarchy.rules, numbersOf(hierarchy.reads === 'day' ? dayReader(values) : doubleReader(values), present), unknownLabel);
  if (unknownLabel === null && found.unknown > 0) {
    throw new DataError('DATA_INVALID', `${found.unknown} of ${texts.length} distinct values are not in the hierarchy; clean the column, complete the hierarchy, or let unknown be suppress`, { column });
  }
  const { top } = hierarchy.rules;
  const addsTop = top === null && generalisation.top !== false;
  return withMissing(found, { texts, present, domain: found.domain + missing, top: addsTop ? SUPPRESSED : top, addsTop });
}

/**
 * Counts the rows of each value.
 *
 * @param codes - Int32Array(classes): the value of each class.
 * @param rowsOf - Uint32Array(classes).
 * @param values - number of values.
 * @returns Uint32Array(values).
 */
export function rowsOfValues(codes: Int32Array, rowsOf: Uint32Array, values: number): Uint32Array {
  const counts = new Uint32Array(values);
  codes.forEach((code, index) => (counts[code]! += rowsOf[index]!));
  return counts;
}

function typeOf(values: Column): ColumnType {
  switch (values.kind) {
    case 'text':
    case 'coded':
      return 'utf8';
    case 'decimal':
      return `decimal(${values.precision},${values.scale})`;
    case 'binary':
      return `binary(${values.width})`;
    default:
      return values.kind;
  }
}

function rowsPresent(texts: readonly (string | null)[]): Int32Array {
  const rows = new Int32Array(texts.length);
  let count = 0;
  for (let row = 0; row < texts.length; row++) if (texts[row] !== null) rows[count++] = row;
  return rows.subarray(0, count);
}

function textsOf(texts: readonly (string | null)[], present: Int32Array): readonly string[] {
  return present.length === texts.length ? texts as readonly string[] : texts.filter((text) => text !== null);
}

function numbersOf(read: (row: number) => number, present: Int32Array): Float64Array {
  const numbers = new Float64Array(present.length);
  for (let place = 0; place < present.length; place++) numbers[place] = read(present[place]!);
  return numbers;
}

function dayReader(values: Column): (row: number) => number {
  if (values.kind === 'date') return (row) => values.days[row]!;
  if (values.kind !== 'timestamp') throw new TypeError(`values: expected dates or timestamps, got ${values.kind}`);
  return (row) => {
    const micros = values.micros[row]!;
    return Number((micros - (((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS)) / DAY_MICROS);
  };
}

function counterOf(texts: readonly (string | null)[], counts: Uint32Array | undefined): (value: string) => number {
  if (counts?.length !== texts.length) throw new TypeError('counts: expected how often each value occurs');
  const countOf = new Map(texts.map((text, row) => [text, counts[row]!]));
  return (value) => countOf.get(value)!;
}

/** All values, of which some are missing. */
interface AllValues {
  readonly texts: readonly (string | null)[];
  /** Int32Array: the values that are not missing. */
  readonly present: Int32Array;
  readonly domain: number;
  /** Name of the last level of the hierarchy where that is one value; else of the one added above it; `null` for neither. */
  readonly top: string | null;
  readonly addsTop: boolean;
}

interface Level {
  readonly codes: Int32Array;
  readonly labels: readonly (string | null)[];
  readonly leaves: Float64Array;
}

/** Puts the values themselves below the levels, one value above them, and a missing value beside them. */
function withMissing({ levels }: ValueLevels, { texts, present, domain, top, addsTop }: AllValues): ColumnLevels {
  const rows = texts.length;
  const between = (top === null || addsTop ? levels : levels.slice(0, -1)).map((level): Level => {
    if (present.length === rows) return level;
    const codes = new Int32Array(rows).fill(level.labels.length);
    present.forEach((row, place) => (codes[row] = level.codes[place]!));
    const leaves = new Float64Array(level.leaves.length + 1).fill(1);
    leaves.set(level.leaves);
    return { codes, labels: [...level.labels, null], leaves };
  });
  const all: readonly Level[] = [
    { codes: new Int32Array(rows).map((_, row) => row), labels: texts, leaves: new Float64Array(rows).fill(1) },
    ...between,
    ...(top === null ? [] : [{ codes: new Int32Array(rows), labels: [top].slice(0, rows), leaves: Float64Array.of(domain).slice(0, rows) }]),
  ];
  return { codes: all.map(({ codes }) => codes), labels: all.map(({ labels }) => labels), leaves: all.map(({ leaves }) => leaves), domain };
}
