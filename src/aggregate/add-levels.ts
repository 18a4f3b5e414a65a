import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { codedTextType, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid, noneValid, setValid, type CodedColumn, type Column, type TextColumn } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, checkAll, findColumn, METADATA } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { columnCoder } from '../group/index.ts';
import { levelCount, pathOf, readHrc, type CodeTree } from '../hierarchy/index.ts';

interface LevelTarget {
  /** A text column of codes. */
  readonly column: string;
  /** Names of the columns to add, one per coarser level, the coarsest first. */
  readonly into: readonly string[];
  /** What happens to a code that has no coarser codes, and to a missing one. */
  readonly unmatched: 'null' | 'reject';
}

/** Options of {@link addLevels}: coarser codes are the first characters of a code, or stand in a hierarchy file. */
export type AddLevelsOptions =
  | (LevelTarget & { /** Characters of each coarser code, ascending; every code has more. */ readonly prefixLengths: readonly number[] })
  | (LevelTarget & {
    /** Text of a τ-ARGUS hierarchy file: one code a line, its level told by repeating the lead string. */
    readonly hrc: string;
    /** What is repeated; `@` when omitted. */
    readonly leadString?: string;
  });

const target = { column: columnName, into: z.array(columnName).min(1).max(20).readonly(), unmatched: z.enum(['null', 'reject']) };

/** Checks {@link AddLevelsOptions}. */
export const addLevelsOptions: OptionsSchema<AddLevelsOptions> = z.union([
  z.strictObject({ ...target, prefixLengths: z.array(z.int().min(1).max(1000)).min(1).readonly() }),
  z.strictObject({ ...target, hrc: z.string(), leadString: z.string().min(1).exactOptional() }),
]);

/**
 * Adds the coarser levels of a code, so that rows can be aggregated over a hierarchy.
 *
 * A coarser level is a prefix, or what stands above the code in a τ-ARGUS hierarchy; where a branch is shorter than others,
 * its last code is repeated. Of a correspondence table, `lookUp` brings the levels.
 *
 * Passes: 1. Memory: the distinct codes. Order: kept. Schema: a text column per level is appended; its role is that of the
 * codes. Findings: rows, and rows unmatched. Rejects: `LEVEL_UNKNOWN`, when asked for.
 *
 * @param options - see {@link AddLevelsOptions}; characters are code points.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, the hierarchy cannot be read or has another number of levels; an unknown column
 *   or another type when it is put on a schema.
 * @example
 * addLevels({ column: 'commune', into: ['departement'], prefixLengths: [2], unmatched: 'null' });
 */
export function addLevels(options: AddLevelsOptions): MapOperator {
  const checked = checkOptions(addLevelsOptions, options);
  const { column, into, unmatched } = checked;
  const levelsOf = 'hrc' in checked ? hierarchyLevels(checked.hrc, checked.leadString ?? '@', into) : prefixLevels(checked.prefixLengths, into);
  return {
    kind: 'map',
    name: 'addLevels',
    rejects: unmatched === 'reject',
    memory: { grows: 'groups', formula: 'the distinct codes and 40 bytes for each of them and level' },
    outputSchema: (input) => levelSchema(input, column, into),
    start(input) {
      const output = levelSchema(input, column, into);
      const index = input.fields.findIndex(({ name }) => name === column);
      const known = knownCodes(levelsOf, into.length);
      let rows = 0;
      let missing = 0;
      return {
        apply(batch: RecordBatch, firstRow, reject) {
          const columns = columnsOf(batch);
          const added = known.levels(columns[index] as TextColumn | CodedColumn);
          const kept: number[] = [];
          for (let row = 0; row < batch.numRows; row++) {
            if (isValid(added[0]!.valid, row)) kept.push(row);
            else if (unmatched === 'reject') reject(firstRow + row + 1, column, 'LEVEL_UNKNOWN');
          }
          rows += batch.numRows;
          missing += batch.numRows - kept.length;
          const all: readonly Column[] = [...columns, ...added];
          if (unmatched === 'null' || kept.length === batch.numRows) return makeBatch(output, all, batch.numRows);
          return makeBatch(output, all.map((one) => takeRows(one, Int32Array.from(kept))), kept.length);
        },
        finish: () => ({ rows, unmatched: missing }),
      };
    },
  };
}

/** Gives the coarser codes of a code, the coarsest first; `null` when it has none. */
type LevelsOf = (code: string) => readonly string[] | null;

function prefixLevels(lengths: readonly number[], into: readonly string[]): LevelsOf {
  const wrong = lengths.findIndex((length, place) => place > 0 && length <= lengths[place - 1]!);
  if (wrong > 0) refusePlan('PLAN_OUT_OF_RANGE', `prefixLengths[${wrong}]`, `expected an integer above ${lengths[wrong - 1]!}, got ${lengths[wrong]!}`);
  refuseLevels(into, lengths.length, 'the prefixes have');
  const longest = lengths.at(-1)!;
  return (code) => {
    const characters = Array.from(code);
    return characters.length > longest ? lengths.map((length) => characters.slice(0, length).join('')) : null;
  };
}

function hierarchyLevels(text: string, leadString: string, into: readonly string[]): LevelsOf {
  const tree = readTree(text, leadString);
  const levels = Math.max(0, levelCount(tree) - 1);
  refuseLevels(into, levels, 'the hierarchy has');
  const nodeOf = new Map(tree.codes.map((code, node) => [code, node]));
  return (code) => {
    const node = nodeOf.get(code);
    return node === undefined ? null : pathOf(tree, node, levels);
  };
}

function readTree(text: string, leadString: string): CodeTree {
  try {
    return readHrc(text, leadString);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refusePlan('PLAN_OUT_OF_RANGE', 'hrc', error.message);
  }
}

function refuseLevels(into: readonly string[], levels: number, what: string): void {
  if (into.length !== levels) refusePlan('PLAN_OUT_OF_RANGE', 'into', `${what} ${levels} levels above the codes, got ${into.length} names`);
}

function levelSchema(input: Schema, column: string, into: readonly string[]): Schema {
  checkAll([
    () => {
      if (cellTableOf(input) !== null) refusePlan('PLAN_OP_ORDER', 'column', 'the rows are cells of a table already; add levels before aggregating');
    },
    () => void findColumn(input, column, 'column', ['utf8']),
    ...into.map((name, index) => () => {
      const doubled = input.fields.some((field) => field.name === name) || into.indexOf(name) < index;
      if (doubled) refusePlan('PLAN_COLUMN_EXISTS', `into[${index}]`, `there is already a column "${name}"`);
    }),
  ]);
  const field = input.fields.find(({ name }) => name === column)!;
  const change = { type: codedTextType(), nullable: true, metadata: { [METADATA.identifier]: null, [METADATA.rowKey]: null, [METADATA.pseudonym]: null } };
  return makeSchema([...input.fields, ...into.map((name) => changeField(field, { ...change, name }))], input.metadata);
}

/** Looks each distinct code up once. */
function knownCodes(levelsOf: LevelsOf, levelTotal: number): { levels(column: TextColumn | CodedColumn): CodedColumn[] } {
  const coder = columnCoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  // By level: the names met, their numbers, and by code of the coder the number of its name; −1 for none.
  const levels = Array.from({ length: levelTotal }, () => ({ names: new Map<string, number>(), numberOf: [] as number[] }));
  const learn = (from: number): void => {
    const { offsets, bytes } = coder.gather(Int32Array.from({ length: coder.size - from }, (_, place) => from + place)) as TextColumn;
    for (let place = 0; place < coder.size - from; place++) {
      const found = levelsOf(decoder.decode(bytes.subarray(offsets[place], offsets[place + 1])));
      levels.forEach(({ names, numberOf }, level) => {
        const name = found?.[level];
        if (name !== undefined && !names.has(name)) names.set(name, names.size);
        numberOf.push(name === undefined ? -1 : names.get(name)!);
      });
    }
  };
  return {
    levels(column) {
      const { rows } = column;
      const codes = new Int32Array(rows);
      const before = coder.size;
      coder.encode(column, codes);
      if (coder.size > before) learn(before);
      return levels.map(({ names, numberOf }): CodedColumn => {
        const valid = noneValid(rows);
        const numbers = codes.map((code, row) => {
          const number = code < 0 ? -1 : numberOf[code]!;
          if (number >= 0) setValid(valid, row);
          return Math.max(0, number);
        });
        return { kind: 'coded', rows, valid, codes: numbers, dictionary: textColumn([...names.keys()]) };
      });
    },
  };
}
