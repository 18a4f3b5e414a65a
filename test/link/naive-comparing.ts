// Comparing and scoring in naive lines, on plain values: conditions by the three truth values of SQL, measures by their textbook
// definitions, weights as sums. Shares nothing with the kernels.
import type { Condition } from '../../src/link/model/condition.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { Comparison, LinkageModel } from '../../src/link/model/model.ts';
import {
  naiveCounts, naiveDamerau, naiveJaroParts, naiveJaroWinkler, naiveLevenshtein, naiveOsa, naiveQgrams, naiveSubsequence, type Symbols,
} from '../kernel/text/similarity/textbook.ts';
import type { Value } from './record-table.ts';

/** A record: its value by column. */
export type PlainRecord = Readonly<Record<string, Value>>;

/** True, false, or null for unknown. */
type Answer = boolean | null;

const EARTH = 6371;

export function naiveValue(record: PlainRecord, expression: Expression): Value {
  if (!('column' in expression) || expression.derive !== undefined) throw new Error('plain columns only');
  return record[expression.column] ?? null;
}

/** What a condition says of two records. */
export function naiveAnswer(condition: Condition, left: PlainRecord, right: PlainRecord): Answer {
  switch (condition.kind) {
    case 'otherwise':
      return true;
    case 'not': {
      const answer = naiveAnswer(condition.of, left, right);
      return answer === null ? null : !answer;
    }
    case 'all':
      return condition.of.map((part) => naiveAnswer(part, left, right)).reduce((one, other) => (one === false || other === false ? false : one === null || other === null ? null : true));
    case 'any':
      return condition.of.map((part) => naiveAnswer(part, left, right)).reduce((one, other) => (one === true || other === true ? true : one === null || other === null ? null : false));
    case 'null': {
      const [one, other] = [naiveValue(left, condition.of) === null, naiveValue(right, condition.of) === null];
      return { either: one || other, both: one && other, left: one, right: other }[condition.side ?? 'either'];
    }
    case 'literal': {
      const values = { left: [naiveValue(left, condition.of)], right: [naiveValue(right, condition.of)], both: [naiveValue(left, condition.of), naiveValue(right, condition.of)] }[condition.side];
      const answers = values.map((value): Answer => (value === null ? null : String(value) === condition.value));
      return answers.includes(false) ? false : answers.includes(null) ? null : true;
    }
    default: {
      const one = naiveValue(left, condition.of);
      const other = naiveValue(right, condition.against ?? condition.of);
      if (one === null || other === null) return null;
      if (condition.kind === 'equal') return JSON.stringify(one) === JSON.stringify(other);
      if (condition.kind === 'registered') throw new Error('not here');
      const measured = naiveMeasure(condition, one, other);
      if (Number.isNaN(measured)) return null;
      if (condition.atLeast !== undefined) return measured >= condition.atLeast;
      if (condition.atMost !== undefined) return measured <= condition.atMost;
      return condition.above === undefined ? measured < condition.below! : measured > condition.above;
    }
  }
}

function naiveMeasure(condition: Extract<Condition, { readonly kind: 'measure' }>, left: Value, right: Value): number {
  if (condition.overLists === true) {
    const found = (left as (string | null)[]).flatMap((one) => (right as (string | null)[]).flatMap((other) => (one === null || other === null ? [] : [naiveTexts(condition, one, other)])));
    const isDistance = ['levenshtein', 'osa', 'damerauLevenshtein'].includes(condition.measure);
    return found.length === 0 ? NaN : isDistance ? Math.min(...found) : Math.max(...found);
  }
  if (typeof left === 'string') return naiveTexts(condition, left, right as string);
  if (typeof left === 'number') {
    const difference = Math.abs(left - (right as number));
    return condition.measure === 'percentageDifference' ? difference / Math.max(left, right as number) : difference;
  }
  if (['intersection', 'containment', 'jaccardOfLists'].includes(condition.measure)) {
    const [one, other] = [left, right].map((list) => new Set((list as (string | null)[]).filter((text) => text !== null)));
    const common = [...one!].filter((text) => other!.has(text)).length;
    const shorter = Math.min((left as unknown[]).length, (right as unknown[]).length);
    if (condition.measure === 'containment') return shorter === 0 ? 0 : common / shorter;
    const all = new Set([...one!, ...other!]).size;
    return condition.measure === 'intersection' ? common : all === 0 ? 1 : common / all;
  }
  const [one, other] = [left as readonly number[], right as readonly number[]];
  if (condition.measure === 'cosine') {
    if (one.length !== other.length) return NaN;
    const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, number, index) => sum + number * b[index]!, 0);
    return Math.max(-1, Math.min(1, product(one, other) / Math.sqrt(product(one, one) * product(other, other))));
  }
  if (one.length !== 2 || other.length !== 2) return NaN;
  const [latitude, longitude, toLatitude, toLongitude] = [...one, ...other].map((degrees) => degrees * Math.PI / 180) as [number, number, number, number];
  const cosine = Math.sin(latitude) * Math.sin(toLatitude) + Math.cos(latitude) * Math.cos(toLatitude) * Math.cos(toLongitude - longitude);
  return EARTH * Math.acos(Math.max(-1, Math.min(1, cosine)));
}

const symbolsOf = (text: string): Symbols => Array.from(text, (character) => character.codePointAt(0)!);

function naiveTexts({ measure, q = 2 }: { readonly measure: string; readonly q?: number }, left: string, right: string): number {
  const [one, other] = [symbolsOf(left), symbolsOf(right)];
  const longer = Math.max(one.length, other.length);
  const share = (distance: number): number => (longer === 0 ? 1 : 1 - distance / longer);
  switch (measure) {
    case 'levenshtein':
      return naiveLevenshtein(one, other);
    case 'osa':
      return naiveOsa(one, other);
    case 'damerauLevenshtein':
      return naiveDamerau(one, other);
    case 'levenshteinSimilarity':
      return share(naiveLevenshtein(one, other));
    case 'damerauLevenshteinSimilarity':
      return share(naiveDamerau(one, other));
    case 'longestCommonSubsequenceSimilarity':
      return longer === 0 ? 1 : naiveSubsequence(one, other) / longer;
    case 'jaro': {
      const { shared, moved } = naiveJaroParts(one, other);
      if (longer === 0) return 1;
      return shared === 0 ? 0 : (shared / one.length + shared / other.length + (shared - Math.floor(moved / 2)) / shared) / 3;
    }
    case 'jaroWinkler':
      return naiveJaroWinkler(one, other);
    case 'commonPrefix': {
      const end = one.findIndex((symbol, index) => symbol !== other[index]);
      return end < 0 ? one.length : end;
    }
    case 'jaccard':
    case 'dice': {
      if (one.length < q && other.length < q) return left === right ? 1 : 0;
      const { common, left: ofLeft, right: ofRight } = naiveCounts(naiveQgrams(one, q, false), naiveQgrams(other, q, false), false);
      return measure === 'jaccard' ? common / (ofLeft + ofRight - common) : 2 * common / (ofLeft + ofRight);
    }
    default:
      throw new Error(measure);
  }
}

/** The first level that holds. */
export function naiveLevel({ levels }: Pick<Comparison, 'levels'>, left: PlainRecord, right: PlainRecord): number {
  return levels.findIndex(({ when }) => naiveAnswer(when, left, right) === true);
}

export interface NaiveScore {
  readonly levels: readonly number[];
  readonly frequencyBits: readonly number[];
  readonly bits: number;
}

/** Scores two of some records. */
export function naiveScore(model: LinkageModel, records: readonly PlainRecord[], left: PlainRecord, right: PlainRecord): NaiveScore {
  const levels = model.comparisons.map((comparison) => naiveLevel(comparison, left, right));
  const frequencyBits = model.comparisons.map((comparison, index) => naiveFrequencyBits(comparison, levels[index]!, records, left, right));
  let bits = Math.log2(model.prior / (1 - model.prior));
  let isProof = false;
  model.comparisons.forEach(({ levels: all, missing }, index) => {
    const { m, u, isNull } = all[levels[index]!]!;
    bits += frequencyBits[index]!;
    if (isNull === true && missing !== 'modelled') return;
    if (u === 0) isProof = true;
    else bits += Math.log2(m! / u!);
  });
  for (const { comparisons, bits: cells } of model.dependence?.terms ?? []) {
    const indices = comparisons.map((name) => model.comparisons.findIndex((comparison) => comparison.name === name));
    bits += cells[indices.reduce((place, index) => place * model.comparisons[index]!.levels.length + levels[index]!, 0)]!;
  }
  const limit = 300 * Math.log2(10);
  return { levels, frequencyBits, bits: isProof ? limit : Math.max(-limit, Math.min(limit, bits)) };
}

function naiveFrequencyBits(comparison: Comparison, level: number, records: readonly PlainRecord[], left: PlainRecord, right: PlainRecord): number {
  const frequency = naiveFrequency(comparison, level, records, left, right);
  if (frequency === null) return 0;
  const { of, weight, baseline, usesOwnU } = comparison.levels[level]!.termFrequency!;
  const exact = comparison.levels.find(({ when }) => when.kind === 'equal' && when.against === undefined && JSON.stringify(when.of) === JSON.stringify(of));
  const ordinary = baseline ?? (usesOwnU === true ? comparison.levels[level]!.u! : exact!.u!);
  // Nothing is more frequent than what never happens.
  return ordinary === 0 ? 0 : weight * Math.log2(ordinary / frequency);
}

/** How frequent what two records agree on is; null where it does not count. */
export function naiveFrequency({ levels }: Comparison, level: number, records: readonly PlainRecord[], left: PlainRecord, right: PlainRecord): number | null {
  const { termFrequency, isNull, when } = levels[level]!;
  if (termFrequency === undefined || termFrequency.weight === 0 || isNull === true || when.kind === 'otherwise') return null;
  const { of, minFrequency = 0 } = termFrequency;
  const values = records.map((record) => naiveValue(record, of)).filter((value) => value !== null);
  const share = (test: (value: Value) => boolean): number => values.filter(test).length / values.length;
  const [one, other] = [naiveValue(left, of), naiveValue(right, of)];
  if (Array.isArray(one) || Array.isArray(other)) {
    const common = ((one ?? []) as string[]).filter((text) => text !== null && ((other ?? []) as string[]).includes(text));
    return common.length === 0 ? null : Math.max(minFrequency, Math.min(...common.map((text) => share((value) => (value as string[]).includes(text)))));
  }
  // A value that no record has, such as a new one's, has no frequency.
  const frequencies = [one, other].filter((value) => value !== null).map((value) => share((found) => JSON.stringify(found) === JSON.stringify(value))).filter((found) => found > 0);
  return frequencies.length === 0 ? null : Math.max(minFrequency, ...frequencies);
}
