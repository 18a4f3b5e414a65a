// Blocking in naive lines: every pair is held against every rule, on plain values. Shares nothing with the kernels.
import type { Dictionary, RecordColumn, TextDictionary } from '../../src/link/kernel/records.ts';
import type { ComparableRecords } from '../../src/link/compile/comparable-records.ts';
import type { BlockingBranch, BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Condition } from '../../src/link/model/condition.ts';
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

/** Lists the pairs that rules give, ordered by rule, left and right. */
export function naivePairs(records: PlainRecords, rules: readonly BlockingRule[], linkType: LinkType): NaivePair[] {
  const rows = records.sources.flat();
  const sourceOf = records.sources.flatMap((source, index) => source.map(() => index));
  const pairs: NaivePair[] = [];
  for (let left = 0; left < rows.length; left++) for (let right = left + 1; right < rows.length; right++) {
    if (linkType === 'link' && sourceOf[left] === sourceOf[right]) continue;
    const rule = rules.findIndex((each) => branchesOf(each).some((branch) =>
      gives(records, rows, branch, left, right) && (branch.where === undefined || holds(records, branch.where, rows[left]!, rows[right]!))));
    if (rule >= 0) pairs.push({ left, right, rule });
  }
  return pairs.sort((one, other) => one.rule - other.rule || one.left - other.left || one.right - other.right);
}

/** Conditions here are of one form: two columns are equal, and not null. */
function holds({ columns }: PlainRecords, where: Condition, left: readonly Value[], right: readonly Value[]): boolean {
  const { of, against = of } = where as { of: { column: string }; against?: { column: string } };
  const value = left[columns.indexOf(of.column)]!;
  return value !== null && JSON.stringify(value) === JSON.stringify(right[columns.indexOf(against.column)]!);
}

/** Counts the pairs allowed that no rule gives, but that one would without its cap. */
export function naiveLost(records: PlainRecords, rules: readonly BlockingRule[], linkType: LinkType): number {
  const uncapped = rules.map((rule): BlockingRule => ({ any: branchesOf(rule).map(({ maxBlockRecords: _, ...branch }) => branch) }));
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
    const choices = explode === true && Array.isArray(value) ? value as readonly (string | null)[] : [value];
    found = found.flatMap((before) => choices.filter((choice) => choice !== null).map((choice) => [...before, JSON.stringify(choice)]));
  }
  return found.map((each) => each.join('|'));
}

/**
 * Makes plain records ready. The first letter of a column is its kind and domain: `l` for lists of texts, `t` for texts
 * that share their dictionary, `n` for lists of numbers, others for texts. Codes are in the order that is asked for.
 */
export function readyRecords(records: PlainRecords, codeOrder: (texts: string[]) => string[] = (texts) => texts): ComparableRecords {
  const rows = records.sources.flat();
  const starts = [0];
  for (const source of records.sources) starts.push(starts.at(-1)! + source.length);
  const distinct = (letters: string): string[] => codeOrder([...new Set(records.columns.flatMap((name, index) =>
    letters.includes(name[0]!) ? rows.map((row) => row[index]!).filter((value) => value !== null).map((value) => JSON.stringify(value)) : []))]);
  const elements = [...new Set(distinct('lt').flatMap((text) => JSON.parse(text) as string | (string | null)[]).filter((text) => text !== null))];
  const texts = textDictionary(codeOrder(elements));
  const domains = new Map<string, Domain>([['t', texts], ['l', listDictionary(distinct('l'), texts)], ['n', numbersDictionary(distinct('n'))]]);
  const columns = records.columns.map((name, index): RecordColumn => {
    const letter = name[0]!;
    if (!domains.has(letter)) domains.set(letter, textDictionary(distinct(letter).map((text) => JSON.parse(text) as string)));
    const { codes: known, dictionary } = domains.get(letter)!;
    const codes = Uint32Array.from(rows, (row) => row[index] === null ? 0 : known.get(JSON.stringify(row[index]))!);
    const counts = new Uint32Array(dictionary.size + 1);
    for (const code of codes) counts[code]!++;
    return { codes, counts, dictionary };
  });
  const expressions = {
    expressions: records.columns.map((column) => ({ column })), domains: records.columns.map((name) => name.charCodeAt(0)),
    indexOf: (expression: Expression) => records.columns.indexOf((expression as { column: string }).column),
  };
  return { table: { records: rows.length, sourceStarts: Uint32Array.from(starts), columns }, expressions, unit: 'codePoint' };
}

/** A dictionary, and the code of each value by its JSON. */
interface Domain<Kept extends Dictionary = Dictionary> {
  readonly codes: ReadonlyMap<string, number>;
  readonly dictionary: Kept;
}

const codesFrom = (texts: readonly string[]): Map<string, number> => new Map(texts.map((text, index) => [text, index + 1]));

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = [0, 0];
  for (const length of lengths) offsets.push(offsets.at(-1)! + length);
  return Uint32Array.from(offsets);
}

function listDictionary(lists: readonly string[], texts: Domain<TextDictionary>): Domain {
  const parsed = lists.map((text) => JSON.parse(text) as (string | null)[]);
  const elements = Uint32Array.from(parsed.flat(), (element) => element === null ? 0 : texts.codes.get(JSON.stringify(element))!);
  const offsets = offsetsOf(parsed.map(({ length }) => length));
  return { codes: codesFrom(lists), dictionary: { kind: 'texts', size: lists.length, offsets, elements, texts: texts.dictionary } };
}

function numbersDictionary(lists: readonly string[]): Domain {
  const parsed = lists.map((text) => JSON.parse(text) as number[]);
  return { codes: codesFrom(lists), dictionary: { kind: 'numbers', size: lists.length, offsets: offsetsOf(parsed.map(({ length }) => length)), numbers: Float64Array.from(parsed.flat()) } };
}

function textDictionary(texts: readonly string[]): Domain<TextDictionary> {
  const symbols = texts.map((text) => [...text].map((symbol) => symbol.codePointAt(0)!));
  const dictionary: TextDictionary = { kind: 'text', size: texts.length, offsets: offsetsOf(symbols.map(({ length }) => length)), symbols: Uint32Array.from(symbols.flat()) };
  return { codes: codesFrom(texts.map((text) => JSON.stringify(text))), dictionary };
}
