// Blocking in naive lines: every pair is held against every rule, on plain values. Shares nothing with the kernels.
import type { Dictionary, RecordColumn, RecordTable, TextDictionary } from '../../src/link/kernel/records.ts';
import type { BlockableRecords } from '../../src/link/block/block-records.ts';
import type { BlockingBranch, BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkType } from '../../src/link/model/model.ts';

export type Value = string | number | null | readonly (string | null)[] | readonly number[];

/** Records as people write them: sources in order, each with its rows, one value a column. */
export interface PlainRecords {
  readonly columns: readonly string[];
  readonly sources: readonly (readonly (readonly Value[])[])[];
}

export interface NaivePair {
  readonly left: number;
  readonly right: number;
  readonly rule: number;
}

/** A condition on two records, given by the index of the branch within the rule. */
export type NaiveTest = (rule: number, branch: number, left: number, right: number) => boolean;

const always: NaiveTest = () => true;

/** Lists the pairs that rules give, ordered by rule, left and right. */
export function naivePairs(records: PlainRecords, rules: readonly BlockingRule[], linkType: LinkType, test: NaiveTest = always): NaivePair[] {
  const rows = records.sources.flat();
  const sourceOf = records.sources.flatMap((source, index) => source.map(() => index));
  const pairs: NaivePair[] = [];
  for (let left = 0; left < rows.length; left++) for (let right = left + 1; right < rows.length; right++) {
    if (linkType === 'link' && sourceOf[left] === sourceOf[right]) continue;
    const rule = rules.findIndex((each, ruleIndex) => branchesOf(each).some((branch, index) =>
      gives(records, rows, branch, left, right) && (branch.where === undefined || test(ruleIndex, index, left, right))));
    if (rule >= 0) pairs.push({ left, right, rule });
  }
  return pairs.sort((one, other) => one.rule - other.rule || one.left - other.left || one.right - other.right);
}

/** Counts the pairs allowed that no rule gives, but that one would without its cap. */
export function naiveLost(records: PlainRecords, rules: readonly BlockingRule[], linkType: LinkType): number {
  const uncapped = rules.map((rule): BlockingRule => ({ any: branchesOf(rule).map(({ on }) => ({ on })) }));
  return naivePairs(records, uncapped, linkType).length - naivePairs(records, rules, linkType).length;
}

function branchesOf(rule: BlockingRule): readonly BlockingBranch[] {
  return 'any' in rule ? rule.any : [rule];
}

/** Whether two records share a combination of values that is not that of too many records. */
function gives(records: PlainRecords, rows: readonly (readonly Value[])[], branch: BlockingBranch, left: number, right: number): boolean {
  const rightSide = new Set(combinations(records, rows[right]!, branch, 'right'));
  return combinations(records, rows[left]!, branch, 'left').some((combination) => {
    if (!rightSide.has(combination)) return false;
    const holders = rows.filter((row) => (['left', 'right'] as const).some((side) => combinations(records, row, branch, side).includes(combination)));
    return holders.length <= (branch.maxBlockRecords ?? Infinity);
  });
}

function combinations({ columns }: PlainRecords, row: readonly Value[], { on }: BlockingBranch, side: 'left' | 'right'): string[] {
  let found: string[][] = [[]];
  for (const { of, against, explode } of on) {
    const { column } = (side === 'right' ? against ?? of : of) as { column: string };
    const value = row[columns.indexOf(column)]!;
    const choices = explode === true && value !== null ? value as readonly (string | null)[] : [value];
    found = found.flatMap((before) => choices.filter((choice) => choice !== null).map((choice) => [...before, JSON.stringify(choice)]));
  }
  return found.map((each) => each.join('|'));
}

/** Makes plain records ready: columns whose names start with the same letter share a dictionary; `l` is for lists of texts, `n` for lists of numbers. */
export function readyRecords(records: PlainRecords, codeOrder: (values: string[]) => string[] = (values) => values): BlockableRecords {
  const rows = records.sources.flat();
  const starts = [0];
  for (const source of records.sources) starts.push(starts.at(-1)! + source.length);
  const dictionaries = new Map<string, { readonly codeOf: (value: Value) => number; readonly dictionary: Dictionary }>();
  const columns = records.columns.map((name, index): RecordColumn => {
    const sharing = records.columns.flatMap((other, at) => other[0] === name[0] ? [at] : []);
    if (!dictionaries.has(name[0]!)) dictionaries.set(name[0]!, dictionaryOf(name[0]!, rows.flatMap((row) => sharing.map((at) => row[at]!)), codeOrder));
    const { codeOf, dictionary } = dictionaries.get(name[0]!)!;
    const codes = Uint32Array.from(rows, (row) => codeOf(row[index]!));
    const counts = new Uint32Array(dictionary.size + 1);
    for (const code of codes) counts[code]!++;
    return { codes, counts, dictionary };
  });
  const table: RecordTable = { records: rows.length, sourceStarts: Uint32Array.from(starts), columns };
  return { table, expressions: { indexOf: (expression: Expression) => records.columns.indexOf((expression as { column: string }).column) } };
}

function dictionaryOf(kind: string, values: readonly Value[], codeOrder: (values: string[]) => string[]): { codeOf: (value: Value) => number; dictionary: Dictionary } {
  const texts = codeOrder([...new Set(values.filter((value) => value !== null).map((value) => JSON.stringify(value)))]);
  const codes = new Map(texts.map((text, index) => [text, index + 1]));
  const codeOf = (value: Value): number => value === null ? 0 : codes.get(JSON.stringify(value))!;
  const plain = texts.map((text) => JSON.parse(text) as Exclude<Value, null>);
  if (kind !== 'l' && kind !== 'n') return { codeOf, dictionary: textDictionary(plain.map(String)) };
  const lists = plain as (string | null)[][];
  const offsets = Uint32Array.from([0, 0, ...lists.map((_, index) => lists.slice(0, index + 1).flat().length)]);
  if (kind === 'n') {
    return { codeOf, dictionary: { kind: 'numbers', size: lists.length, offsets, numbers: Float64Array.from(lists.flat() as unknown as number[]) } };
  }
  const distinct = codeOrder([...new Set(lists.flat().filter((element) => element !== null))]);
  const elements = Uint32Array.from(lists.flat(), (element) => element === null ? 0 : distinct.indexOf(element) + 1);
  return { codeOf, dictionary: { kind: 'texts', size: lists.length, offsets, elements, texts: textDictionary(distinct) } };
}

function textDictionary(texts: readonly string[]): TextDictionary {
  const symbols = texts.flatMap((text) => [...text].map((symbol) => symbol.codePointAt(0)!));
  const offsets = [0, 0];
  for (const text of texts) offsets.push(offsets.at(-1)! + [...text].length);
  return { kind: 'text', size: texts.length, offsets: Uint32Array.from(offsets), symbols: Uint32Array.from(symbols) };
}
