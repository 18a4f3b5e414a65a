import type { DataType, Schema } from 'apache-arrow';
import { arrowType, columnsOf, columnTypeOf, makeBatch, makeField, makeSchema } from '../../core/arrow.ts';
import { isValid, plainText, type Column } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { changeField, findColumn, METADATA } from '../../core/field.ts';
import { textColumn } from '../../core/rejects.ts';
import { columnCoder } from '../../group/index.ts';
import { withRoom } from '../decide/named-groups.ts';
import { checkRecordColumns, readColumns, type RecordNumbers } from '../decide/named-records.ts';
import { pairsTable, PAIR_ROW_KEYS, PAIR_SOURCES } from '../decide/pair-columns.ts';
import { TRUTH } from '../kernel/evaluate/bits-counts.ts';
import { labelIndex } from '../kernel/evaluate/label-index.ts';
import { countPairs, pairsWithin, type PairScope } from '../kernel/evaluate/true-pairs.ts';
import { hashRowKeys } from '../train/record-hashes.ts';

/** What is known of the truth. */
export type Truth =
  /** The person of each record: columns `source`, `rowKey`, `entity` (text, whole number or byte string; null is not known). See {@link entitiesOf}. */
  | { readonly by: 'entities'; readonly table: Dataset }
  /**
   * Pairs that somebody judged: columns `leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, and `isMatch` (truth
   * value) or `matchScore` (number in [0, 1], a match from `minMatchScore` up).
   */
  | { readonly by: 'pairs'; readonly table: Dataset; readonly minMatchScore?: number };

/** The truth, read: which pairs match. */
export interface KnownTruth {
  /** Pairs that are judged, scored or not. */
  readonly matches: number;
  readonly others: number;
  /**
   * Tells the truth of pairs of records by number.
   *
   * @returns Uint8Array of {@link TRUTH}; unknown outside what is judged.
   */
  of(left: Uint32Array, right: Uint32Array): Uint8Array;
  /** Int32Array: person of each record by number, −1 for not known; null where pairs were labelled. */
  readonly entityOf: Int32Array | null;
  /** Int32Array: hash by number of the record, of its person where persons are known, else of its row key. */
  readonly hashOf: Int32Array;
  /** Counts the matches that touch each group of records, scored or not; groups are numbered by hash modulo `groups`. */
  matchesOfGroup(groups: number): Float64Array;
  /** Numbers of both records of each match that is known; asked for where they are listed. */
  matchingPairs(): { readonly left: Uint32Array; readonly right: Uint32Array };
}

/**
 * Checks that a table tells the truth.
 *
 * @param truth - the table.
 * @param pairs - columns of the pairs it is to judge.
 * @throws {PlanError} if a column is missing or of another type.
 */
export function checkTruth(truth: Truth, pairs: Schema): void {
  const { schema } = truth.table;
  if (truth.by === 'entities') {
    checkRecordColumns([pairsTable('pairs', pairs), { port: 'labels', schema, sources: ['source'], rowKeys: ['rowKey'] }]);
    findColumn(schema, 'entity', 'labels', ['utf8', 'int32', 'int64', 'binary']);
    return;
  }
  checkRecordColumns([pairsTable('pairs', pairs), pairsTable('labels', schema)]);
  findColumn(schema, labelColumn(schema), 'labels', ['bool', 'int32', 'float64']);
}

function labelColumn(schema: Schema): string {
  const names = ['isMatch', 'matchScore'].filter((name) => schema.fields.some((field) => field.name === name));
  if (names.length !== 1) refusePlan('PLAN_MISSING', 'labels', 'expected a column "isMatch" or "matchScore"');
  return names[0]!;
}

/**
 * Reads the truth, and numbers its records.
 *
 * @param truth - a table that {@link checkTruth} accepts.
 * @param scope - which pairs are looked for.
 * @param numbers - numbers the records, which it adds to.
 * @param seed - of the hashes.
 * @param signal - aborts the reading.
 * @returns the truth.
 * @throws {DataError} `DATA_NULL`; `DATA_DUPLICATE_KEY` for a record or a pair that stands twice; `DATA_INVALID` for a label of
 *   one record alone, or a score outside [0, 1].
 * @remarks Memory: 4 to 8 bytes a record and the distinct persons, or 30 bytes a labelled pair.
 */
export function readTruth(truth: Truth, scope: PairScope, numbers: RecordNumbers, seed: number, signal?: AbortSignal): Promise<KnownTruth> {
  return truth.by === 'entities' ? readEntities(truth.table, scope, numbers, seed, signal) : readLabels(truth, scope, numbers, seed, signal);
}

async function readEntities(table: Dataset, scope: PairScope, numbers: RecordNumbers, seed: number, signal?: AbortSignal): Promise<KnownTruth> {
  const coder = columnCoder();
  const sources = columnCoder();
  let entities: Int32Array = new Int32Array(0);
  let sourceOf: Int32Array = new Int32Array(0);
  let hashOf: Int32Array = new Int32Array(0);
  for await (const { rows, firstRow, column } of readColumns(table, 'labels', ['source', 'rowKey'], signal)) {
    const records = numbers.number(column('source'), column('rowKey'));
    const codes = [new Int32Array(rows), new Int32Array(rows)] as const;
    coder.encode(column('entity'), codes[0]);
    sources.encode(column('source'), codes[1]);
    entities = withRoom(entities, numbers.size);
    sourceOf = withRoom(sourceOf, numbers.size);
    hashOf = withRoom(hashOf, numbers.size);
    const hashes = hashRowKeys(column('entity'), seed);
    for (let row = 0; row < rows; row++) {
      if (sourceOf[records[row]!] !== -1) throw new DataError('DATA_DUPLICATE_KEY', 'a record stands twice', { source: 'labels', column: 'rowKey', firstRow: firstRow + row + 1 });
      entities[records[row]!] = codes[0][row]!;
      sourceOf[records[row]!] = codes[1][row]!;
      hashOf[records[row]!] = hashes[row]!;
    }
  }
  const entityOf = entities.slice(0, numbers.size);
  const known = Int32Array.from(entityOf.keys()).filter((record) => entityOf[record]! >= 0);
  const matchesOf = pairsWithin(entityOf, coder.size, sourceOf, sources.size, scope);
  const matches = matchesOf.reduce((sum, pairs) => sum + pairs, 0);
  const isJudged = (left: number, right: number): boolean => scope === 'all' || sourceOf[left] !== sourceOf[right];
  return {
    matches,
    others: countPairs(known.map((record) => sourceOf[record]!), sources.size, scope) - matches,
    entityOf,
    hashOf,
    of: (left, right) => Uint8Array.from(left, (record, pair) => {
      const one = entityOf[record] ?? -1;
      const other = entityOf[right[pair]!] ?? -1;
      if (one < 0 || other < 0 || !isJudged(record, right[pair]!)) return TRUTH.UNKNOWN;
      return one === other ? TRUTH.MATCH : TRUTH.OTHER;
    }),
    matchesOfGroup(groups) {
      // A person's records are all in one group.
      const found = new Float64Array(groups);
      const isCounted = new Uint8Array(matchesOf.length);
      for (const record of known) {
        const entity = entityOf[record]!;
        if (isCounted[entity] === 0) found[(hashOf[record]! >>> 0) % groups]! += matchesOf[entity]!;
        isCounted[entity] = 1;
      }
      return found;
    },
    matchingPairs: () => pairsOfEntities(known, entityOf, isJudged, matches),
  };
}

function pairsOfEntities(
  known: Int32Array, entityOf: Int32Array, isJudged: (left: number, right: number) => boolean, matches: number,
): { readonly left: Uint32Array; readonly right: Uint32Array } {
  const members = new Map<number, number[]>();
  for (const record of known) {
    const others = members.get(entityOf[record]!);
    if (others === undefined) members.set(entityOf[record]!, [record]);
    else others.push(record);
  }
  const pairs = { left: new Uint32Array(matches), right: new Uint32Array(matches) };
  let at = 0;
  for (const records of members.values()) {
    records.forEach((record, index) => {
      for (let other = index + 1; other < records.length; other++) {
        if (!isJudged(record, records[other]!)) continue;
        pairs.left[at] = record;
        pairs.right[at++] = records[other]!;
      }
    });
  }
  return pairs;
}

async function readLabels({ table, minMatchScore = 0.5 }: Extract<Truth, { readonly by: 'pairs' }>, scope: PairScope, numbers: RecordNumbers, seed: number, signal?: AbortSignal): Promise<KnownTruth> {
  const name = labelColumn(table.schema);
  const left: number[] = [];
  const right: number[] = [];
  const truths: number[] = [];
  const sources = columnCoder();
  let hashOf: Int32Array = new Int32Array(0);
  for await (const { rows, firstRow, column } of readColumns(table, 'labels', [...PAIR_SOURCES, ...PAIR_ROW_KEYS, name], signal)) {
    const lefts = numbers.number(column('leftSource'), column('leftRowKey'));
    const rights = numbers.number(column('rightSource'), column('rightRowKey'));
    const score = scoreIn(column(name));
    const hashes = PAIR_ROW_KEYS.map((side) => hashRowKeys(column(side), seed)) as [Int32Array, Int32Array];
    const [leftSources, rightSources] = PAIR_SOURCES.map((side) => {
      const codes = new Int32Array(rows);
      sources.encode(column(side), codes);
      return codes;
    }) as [Int32Array, Int32Array];
    hashOf = withRoom(hashOf, numbers.size);
    for (let row = 0; row < rows; row++) {
      hashOf[lefts[row]!] = hashes[0][row]!;
      hashOf[rights[row]!] = hashes[1][row]!;
      left.push(lefts[row]!);
      right.push(rights[row]!);
      const detail = { source: 'labels', firstRow: firstRow + row + 1 };
      if (lefts[row] === rights[row]) throw new DataError('DATA_INVALID', 'expected two records, got one', { ...detail, column: 'rightRowKey' });
      if (!(score(row) >= 0 && score(row) <= 1)) throw new DataError('DATA_INVALID', 'expected a score in [0, 1]', { ...detail, column: name });
      const isJudged = scope === 'all' || leftSources[row] !== rightSources[row];
      truths.push(!isJudged ? TRUTH.UNKNOWN : score(row) >= minMatchScore ? TRUTH.MATCH : TRUTH.OTHER);
    }
  }
  const sides = [Uint32Array.from(left), Uint32Array.from(right)] as const;
  const index = labelIndex(...sides, numbers.size);
  const repeated = left.findIndex((record, label) => index.find(record, right[label]!) !== label);
  if (repeated >= 0) throw new DataError('DATA_DUPLICATE_KEY', 'a pair stands twice', { source: 'labels', column: 'rightRowKey', firstRow: repeated + 1 });
  const isMatch = (_: number, label: number): boolean => truths[label] === TRUTH.MATCH;
  return {
    matches: truths.filter((truth) => truth === TRUTH.MATCH).length,
    others: truths.filter((truth) => truth === TRUTH.OTHER).length,
    entityOf: null,
    hashOf,
    of: (lefts, rights) => Uint8Array.from(lefts, (record, pair) => {
      const label = index.find(record, rights[pair]!);
      return label < 0 ? TRUTH.UNKNOWN : truths[label]!;
    }),
    matchesOfGroup(groups) {
      const found = new Float64Array(groups);
      left.forEach((record, label) => {
        const touched = [record, right[label]!].map((one) => (hashOf[one]! >>> 0) % groups);
        if (isMatch(record, label)) for (const group of new Set(touched)) found[group]!++;
      });
      return found;
    },
    matchingPairs: () => ({ left: sides[0].filter(isMatch), right: sides[1].filter(isMatch) }),
  };
}

function scoreIn(column: Column): (row: number) => number {
  if (column.kind === 'bool') return (row) => (isValid(column.bits, row) ? 1 : 0);
  const { values } = column as Extract<Column, { readonly kind: 'float64' | 'int32' }>;
  return (row) => values[row]!;
}

/**
 * Makes the table of persons from tables that have them in a column.
 *
 * @param inputs - tables by source, those that are linked.
 * @param rowKey - the column that names a row.
 * @param entity - the column that names the person in truth; it must not be part of a model.
 * @returns columns `source`, `rowKey`, `entity`, sources in ascending order.
 * @throws {PlanError} if a table lacks a column, or tables differ in type.
 */
export function entitiesOf(inputs: Readonly<Record<string, Dataset>>, rowKey: string, entity: string): Dataset {
  const tables = Object.entries(inputs).sort(([left], [right]) => (left < right ? -1 : 1));
  const [first] = tables;
  if (first === undefined) refusePlan('PLAN_MISSING', 'inputs', 'expected at least one table');
  const places = tables.map(([name, { schema }]) => [rowKey, entity].map((column) => findColumn(schema, column, name)));
  const types = tables.map(([, { schema }], table) => places[table]!.map((place) => columnTypeOf(schema.fields[place]!.type as DataType)));
  tables.forEach(([name], table) => {
    types[table]!.forEach((type, column) => {
      if (type === null || type !== types[0]![column]) refusePlan('PLAN_SCHEMA_MISMATCH', name, `column "${[rowKey, entity][column]!}": expected one type in all tables`);
    });
  });
  const [key, person] = places[0]!.map((place) => first[1].schema.fields[place]!);
  const schema = makeSchema([
    makeField('source', arrowType('utf8'), false, new Map([[METADATA.role, 'technical']])),
    changeField(key!, { name: 'rowKey', type: arrowType(types[0]![0]!), metadata: { [METADATA.rowKey]: null } }),
    changeField(person!, { name: 'entity', type: arrowType(types[0]![1]!), nullable: true }),
  ]);
  return {
    schema,
    async *open(signal) {
      for (const [table, [name, dataset]] of tables.entries()) {
        for await (const batch of dataset.open(signal)) {
          const columns = columnsOf(batch);
          const [keys, persons] = places[table]!.map((place) => plain(columns[place]!));
          yield makeBatch(schema, [textColumn(new Array<string>(batch.numRows).fill(name)), keys!, persons!], batch.numRows);
        }
      }
    },
  };
}

function plain(column: Column): Column {
  return column.kind === 'coded' ? plainText(column) : column;
}
