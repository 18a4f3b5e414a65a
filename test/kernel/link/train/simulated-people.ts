// People with records, drawn so that every parameter is known: values and errors are drawn from the same shares, so that u is
// the chance that two draws are equal, whatever the errors.
import type { CodedRecords, PairLevels, RecordGroups } from '../../../../src/link/kernel/train/pair-levels.ts';
import { countAgreement } from '../../../../src/link/kernel/train/agreement.ts';
import type { TrainingData } from '../../../../src/link/kernel/train/estimate.ts';
import { byRecords } from './levels-by-records.ts';
import { countPairs, slotsWithNull, type PlainPair } from './patterns.ts';

export interface Field {
  /** Shares of the values 1, 2, … */
  readonly shares: readonly number[];
  /** Chance that a record has a value drawn anew. */
  readonly error: number;
  readonly missing: number;
}

export interface People {
  readonly records: CodedRecords;
  readonly personOf: Uint32Array;
}

/** Zipf-like shares of `values` values. */
export function skewed(values: number, power: number): number[] {
  const weights = Array.from({ length: values }, (_, index) => (index + 1) ** -power);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

export const trueU = ({ shares }: Field): number => shares.reduce((sum, share) => sum + share * share, 0);

/** Two records of a person agree when neither erred, or errors happened to fit. */
export function trueM({ shares, error }: Field): number {
  const squares = shares.reduce((sum, share) => sum + share * share, 0);
  return (1 - error) ** 2 + (2 * (1 - error) * error + error * error) * squares;
}

export function drawPeople(fields: readonly Field[], persons: number, uniform: () => number): People {
  const cumulated = fields.map(({ shares }) => shares.map((_, index) => shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0)));
  const draw = (field: number): number => {
    const at = uniform();
    const found = cumulated[field]!.findIndex((sum) => at < sum);
    return (found < 0 ? cumulated[field]!.length - 1 : found) + 1;
  };
  const rows: number[][] = [];
  const personOf: number[] = [];
  for (let person = 0; person < persons; person++) {
    const values = fields.map((_, field) => draw(field));
    const records = 1 + Math.floor(3 * uniform() ** 2);
    for (let record = 0; record < records; record++) {
      rows.push(fields.map(({ error, missing }, field) => (uniform() < missing ? 0 : uniform() < error ? draw(field) : values[field]!)));
      personOf.push(person);
    }
  }
  const columns = fields.map((_, field) => ({ codes: Uint32Array.from(rows, (row) => row[field]!) }));
  return { records: { records: rows.length, sourceStarts: Uint32Array.of(0, rows.length), columns }, personOf: Uint32Array.from(personOf) };
}

/** Null, equal, else. */
function comparisonOf(records: CodedRecords, column: number): PairLevels {
  const { codes } = records.columns[column]!;
  return byRecords(records, {
    levels: 3, nullLevels: Uint8Array.of(1, 0, 0), isSymmetric: true, columns: [column],
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0; pair < pairs; pair++) out[at + stride * pair] = levelOf(codes[lefts[pair]!]!, codes[rights[pair]!]!);
    },
  });
}

const levelOf = (left: number, right: number): number => (left === 0 || right === 0 ? 0 : left === right ? 1 : 2);

/** Measures people as training does, for all records and without each group: rules are lists of columns to agree on. */
export function measurePeople({ records }: People, rules: readonly (readonly number[])[], groups: RecordGroups | null): { readonly all: TrainingData; readonly without: readonly TrainingData[] } {
  const width = records.columns.length;
  const slots = slotsWithNull(new Array<number>(width).fill(2));
  const agreements = records.columns.map((_, column) =>
    countAgreement(records, comparisonOf(records, column), { isWithin: true, maxDistinctPairs: 1e7, samplePairs: 0, seed: 0 }, groups));
  const pairsOf = rules.map((rule) => blocked(records, rule));
  const dataOf = (group: number): TrainingData => {
    const isIn = (record: number): boolean => group < 0 || groups!.groupOf[record] !== group;
    const size = Array.from({ length: records.records }, (_, record) => record).filter(isIn).length;
    const inside = pairsOf.map((pairs) => pairs.filter(([left, right]) => isIn(left) && isIn(right)));
    const patternsOver = (pairs: readonly (readonly [number, number])[], columns: readonly number[]): PlainPair[] =>
      pairs.map(([left, right]) => ({ levels: columns.map((column) => levelOf(records.columns[column]!.codes[left]!, records.columns[column]!.codes[right]!)) }));
    const everyColumn = records.columns.map((_, column) => column);
    const seen = new Set<number>();
    const candidates = inside.flat().filter(([left, right]) => {
      const name = left * records.records + right;
      return seen.has(name) ? false : seen.add(name);
    });
    const agreement = Float64Array.from(agreements.flatMap((found) => {
      const [, equal, other] = group < 0 ? found.pairs : found.without[group]!;
      return [0, equal! / (equal! + other!), other! / (equal! + other!)];
    }));
    return {
      slots, frequency: null, agreement, allPairs: (size * (size - 1)) / 2,
      implied: rules.map((rule) => rule.map((column) => 3 * column + 1)),
      parts: rules.map((rule, index) => {
        const free = everyColumn.filter((column) => !rule.includes(column));
        return { patterns: countPairs(patternsOver(inside[index]!, free), free.length), comparisons: free };
      }),
      candidates: { patterns: countPairs(patternsOver(candidates, everyColumn), width), comparisons: everyColumn },
    };
  };
  return { all: dataOf(-1), without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => dataOf(group)) };
}

function blocked({ records, columns }: CodedRecords, rule: readonly number[]): (readonly [number, number])[] {
  const blocks = new Map<string, number[]>();
  for (let record = 0; record < records; record++) {
    const codes = rule.map((column) => columns[column]!.codes[record]!);
    if (codes.includes(0)) continue;
    const block = blocks.get(codes.join()) ?? [];
    block.push(record);
    blocks.set(codes.join(), block);
  }
  return [...blocks.values()].flatMap((block) => block.flatMap((left, index) => block.slice(index + 1).map((right) => [left, right] as const)));
}
