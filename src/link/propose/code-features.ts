import type { ComparableRecords } from '../compile/comparable-records.ts';
import { listPostings, postingsOf, type ListsOfValues, type Postings } from '../kernel/propose/postings.ts';
import type { BlockingFeature } from './block-column.ts';

/** A feature of one value a record. */
export interface CodedValue {
  readonly feature: BlockingFeature;
  /** Number of the column it is made of. */
  readonly column: number;
  /** Uint32Array(records): 0 for none. */
  readonly codes: Uint32Array;
  /** Number of distinct values. */
  readonly size: number;
  readonly postings: Postings;
}

/** A feature of several words a record. */
export interface CodedWords {
  readonly feature: BlockingFeature;
  readonly column: number;
  readonly lists: ListsOfValues;
  readonly postings: Postings;
  readonly rarest: WordCounts;
}

/** How many records have each word. */
export interface WordCounts extends ListsOfValues {
  /** Uint32Array(words + 1). */
  readonly counts: Uint32Array;
}

/** Features of records, as codes. */
export interface CodedFeatures {
  /** Number of columns they are made of. */
  readonly columns: number;
  readonly values: readonly CodedValue[];
  readonly words: readonly CodedWords[];
}

/**
 * Finds the codes of features in prepared records.
 *
 * @param records - coded by expressions that hold those of the features.
 * @param features - see {@link BlockingFeature}.
 * @returns the codes, with the records that have each.
 * @throws {TypeError} if words are asked of what is no list of texts.
 * @remarks O(records × features); 4 bytes a record and feature, and a record and word.
 */
export function codeFeatures({ table, expressions }: Pick<ComparableRecords, 'table' | 'expressions'>, features: readonly BlockingFeature[]): CodedFeatures {
  const columns = [...new Set(features.map(({ column }) => column))];
  const values: CodedValue[] = [];
  const words: CodedWords[] = [];
  for (const feature of features) {
    const { codes, dictionary } = table.columns[expressions.indexOf(feature.of)]!;
    const column = columns.indexOf(feature.column);
    if (!feature.explode) {
      values.push({ feature, column, codes, size: dictionary.size, postings: postingsOf(codes, dictionary.size) });
      continue;
    }
    if (dictionary.kind !== 'texts') throw new TypeError(`features: expected lists of texts, got ${dictionary.kind}`);
    const lists = { codes, offsets: dictionary.offsets, elements: dictionary.elements };
    const postings = listPostings(lists, dictionary.texts.size);
    const counts = Uint32Array.from({ length: dictionary.texts.size + 1 }, (_, word) => (word === 0 ? 0 : postings.starts[word + 1]! - postings.starts[word]!));
    words.push({ feature, column, lists, postings, rarest: { ...lists, counts } });
  }
  return { columns: columns.length, values, words };
}

/**
 * Tells how frequent the rarest word is that two records have in common.
 *
 * @param words - words of records.
 * @param left - ordinal.
 * @param right - ordinal.
 * @returns records that have it; infinity where they have none in common.
 */
export function rarestInCommon({ codes, offsets, elements, counts }: WordCounts, left: number, right: number): number {
  const [one, other] = [codes[left]!, codes[right]!];
  let rarest = Infinity;
  for (let index = offsets[one]!; index < offsets[one + 1]!; index++) {
    const word = elements[index]!;
    if (word === 0 || counts[word]! >= rarest) continue;
    for (let place = offsets[other]!; place < offsets[other + 1]!; place++) {
      if (elements[place] !== word) continue;
      rarest = counts[word]!;
      break;
    }
  }
  return rarest;
}
