// Every pair of short texts over few letters: no chance, no case left out.
import { describe, expect, test } from 'vitest';
import {
  commonSubsequence, commonSubstring, damerauLevenshtein, hamming, JARO, jaroWinkler, levenshtein, normalisedDistance, osa, shareOfLonger, WINKLER, type DistanceKernel,
} from '../../../../src/text/index.ts';
import { naiveDamerau, naiveLevenshtein, naiveOsa } from './textbook.ts';
import { run } from './text-pairs.ts';

/** Every text of at most `longest` letters out of `letters`. */
function everyText(letters: number, longest: number): number[][] {
  const texts: number[][] = [[]];
  for (let from = 0, length = 0; length < longest; length++) {
    const to = texts.length;
    for (; from < to; from++) for (let letter = 0; letter < letters; letter++) texts.push([...texts[from]!, 97 + letter]);
  }
  return texts;
}

const TWO = everyText(2, 5);
const THREE = everyText(3, 4);

/** Calls with every pair, and gives those for which it says false. */
function pairsWithout(texts: readonly (readonly number[])[], law: (left: readonly number[], right: readonly number[]) => boolean): string[] {
  const written = (text: readonly number[]): string => String.fromCodePoint(...text);
  return texts.flatMap((left) => texts.flatMap((right) => (law(left, right) ? [] : [`${written(left)} ${written(right)}`])));
}

describe('every pair of short texts', () => {
  test.each([
    ['levenshtein', levenshtein, naiveLevenshtein], ['osa', osa, naiveOsa], ['damerauLevenshtein', damerauLevenshtein, naiveDamerau],
  ] as const)('%s is that of the textbook', (_name, kernel, naive) => {
    expect(pairsWithout(TWO, (left, right) => run(kernel, left, right) === naive(left, right))).toEqual([]);
    expect(pairsWithout(THREE, (left, right) => run(kernel, left, right) === naive(left, right))).toEqual([]);
  });

  test.each<[string, DistanceKernel]>([['levenshtein', levenshtein], ['osa', osa], ['damerauLevenshtein', damerauLevenshtein]])('%s within any largest distance is exact or beyond it', (_name, kernel) => {
    for (let atMost = 0; atMost <= 6; atMost++) {
      expect(pairsWithout(TWO, (left, right) => {
        const [distance, found] = [run(kernel, left, right), run(kernel, left, right, atMost)];
        return distance <= atMost ? found === distance : found > atMost;
      })).toEqual([]);
    }
  });

  test('unrestricted swaps save a third of the edits at most, on which the kernel rests', () => {
    expect(pairsWithout(THREE, (left, right) => {
      const [free, restricted] = [naiveDamerau(left, right), naiveOsa(left, right)];
      return free <= restricted && restricted <= Math.floor(1.5 * free);
    })).toEqual([]);
  });

  test('distances stand in one order: swaps save edits, places cost more than edits', () => {
    expect(pairsWithout(THREE, (left, right) => {
      const ordered = [damerauLevenshtein, osa, levenshtein, hamming].map((kernel) => run(kernel, left, right));
      return ordered.every((distance, index) => index === 0 || ordered[index - 1]! <= distance);
    })).toEqual([]);
  });

  test('what two texts have in common is a count from the definition', () => {
    const isSubsequence = (part: readonly number[], whole: readonly number[]): boolean => {
      let at = 0;
      for (const symbol of whole) if (at < part.length && part[at] === symbol) at++;
      return at === part.length;
    };
    const partsOf = (text: readonly number[]): number[][] => Array.from({ length: 2 ** text.length }, (_, bits) => text.filter((__, place) => ((bits >> place) & 1) === 1));
    const naiveSubsequence = (left: readonly number[], right: readonly number[]): number => Math.max(...partsOf(left).filter((part) => isSubsequence(part, right)).map(({ length }) => length));
    const naiveSubstring = (left: readonly number[], right: readonly number[]): number => {
      const [one, other] = [left, right].map((text) => String.fromCodePoint(...text));
      let longest = 0;
      for (let from = 0; from < one!.length; from++) for (let to = from + 1; to <= one!.length; to++) if (other!.includes(one!.slice(from, to))) longest = Math.max(longest, to - from);
      return longest;
    };
    const texts = everyText(2, 4);
    expect(pairsWithout(texts, (left, right) => run(commonSubsequence, left, right) === naiveSubsequence(left, right))).toEqual([]);
    expect(pairsWithout(texts, (left, right) => run(commonSubstring, left, right) === naiveSubstring(left, right))).toEqual([]);
  });

  test('insertions and deletions alone are the lengths less twice the common subsequence, never fewer than all edits', () => {
    expect(pairsWithout(TWO, (left, right) => {
      const indel = left.length + right.length - 2 * run(commonSubsequence, left, right);
      const distance = run(levenshtein, left, right);
      return distance <= indel && indel <= 2 * distance;
    })).toEqual([]);
  });

  test('Jaro is symmetric, 1 for the same alone, and Winkler never less', () => {
    const [jaro, winkler] = [jaroWinkler(JARO), jaroWinkler(WINKLER)];
    expect(pairsWithout(THREE, (left, right) => {
      const [plain, raised] = [run(jaro, left, right), run(winkler, left, right)];
      return plain === run(jaro, right, left) && (plain === 1) === (left.join() === right.join()) && raised >= plain && raised <= 1;
    })).toEqual([]);
  });

  test.each([
    ['Jaro', jaroWinkler(JARO)], ['Winkler', jaroWinkler(WINKLER)], ['normalised Levenshtein', normalisedDistance(levenshtein)],
    ['normalised Damerau–Levenshtein', normalisedDistance(damerauLevenshtein)], ['share of the longer', shareOfLonger(commonSubsequence)],
  ] as const)('%s with any least similarity of its own values is exact or below it', (_name, kernel) => {
    const values = [...new Set(THREE.slice(0, 40).flatMap((left) => THREE.slice(0, 40).map((right) => run(kernel, left, right))))];
    for (const atLeast of values) {
      expect(pairsWithout(THREE.slice(0, 60), (left, right) => {
        const [similarity, found] = [run(kernel, left, right), run(kernel, left, right, atLeast)];
        return similarity >= atLeast ? found === similarity : found < atLeast;
      })).toEqual([]);
    }
  });
});
