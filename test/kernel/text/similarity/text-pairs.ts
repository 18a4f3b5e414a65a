// Texts to compare: short ones of few letters, where matches abound; lengths around those of a word or two; accents and
// characters beyond 16 bits; and pairs of which one came of the other by a few edits.
import fc from 'fast-check';
import type { CountKernel, DistanceKernel, SimilarityKernel } from '../../../../src/text/index.ts';

const BORDERS = [31, 32, 33, 63, 64, 65, 96, 97, 130];
const letter = fc.constantFrom(...[...'abcdé한👩'].map((character) => character.codePointAt(0)!));
const anySymbol = fc.nat(0x10ffff);

const text = fc.oneof(
  { weight: 6, arbitrary: fc.array(letter, { maxLength: 10 }) },
  { weight: 1, arbitrary: fc.array(anySymbol, { maxLength: 10 }) },
  { weight: 2, arbitrary: fc.constantFrom(...BORDERS).chain((length) => fc.array(letter, { minLength: length, maxLength: length })) },
);

/** An edit: where (a share of the length), what kind, which symbol. */
const edit = fc.record({ place: fc.nat(200), kind: fc.constantFrom('replace', 'insert', 'delete', 'swap'), symbol: letter });

const edited = fc.tuple(text, fc.array(edit, { maxLength: 6 })).map(([one, edits]) => {
  const other = [...one];
  for (const { place, kind, symbol } of edits) {
    const at = other.length === 0 ? 0 : place % other.length;
    if (kind === 'insert' || other.length === 0) other.splice(at, 0, symbol);
    else if (kind === 'delete') other.splice(at, 1);
    else if (kind === 'replace') other[at] = symbol;
    else if (at + 1 < other.length) [other[at], other[at + 1]] = [other[at + 1]!, other[at]!];
  }
  return [one, other] as [number[], number[]];
});

/** Two texts as arrays of symbols. */
export const textPair: fc.Arbitrary<[number[], number[]]> = fc.oneof(fc.tuple(text, text), edited);

/** Three texts. */
export const textTriple: fc.Arbitrary<[number[], number[], number[]]> = fc.tuple(textPair, text).map(([[one, two], three]) => [one, two, three]);

/** Runs a kernel on two texts that do not start where their arrays do. */
export function run(kernel: DistanceKernel | SimilarityKernel | CountKernel, left: readonly number[], right: readonly number[], cutoff?: number): number {
  const one = Uint32Array.from([7, 7, ...left, 7]);
  const other = Uint32Array.from([7, ...right, 9]);
  return cutoff === undefined
    ? kernel(one, 2, 2 + left.length, other, 1, 1 + right.length)
    : (kernel as DistanceKernel)(one, 2, 2 + left.length, other, 1, 1 + right.length, cutoff);
}
