// Links for tests, and the naive lines that tests compare with: sets and searches, nothing shared with the kernels.
import fc from 'fast-check';
import type { Links } from '../../../../src/link/kernel/decide/links.ts';

/** A link as a test writes it: left record, right record, bits. */
export type Link = readonly [left: number, right: number, bits: number];

export function linksOf(links: readonly Link[]): Links {
  return {
    left: Uint32Array.from(links, ([left]) => left),
    right: Uint32Array.from(links, ([, right]) => right),
    bits: Float64Array.from(links, ([, , bits]) => bits),
  };
}

/** Weights that tie often, and the ends of their range. */
export const someBits = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -3, max: 6 }) }, fc.constantFrom(-Infinity, Infinity, -0, 0, 0.5, NaN));

/** Links of distinct pairs among a few records. */
export const someLinks = (records: number, bits: fc.Arbitrary<number> = someBits): fc.Arbitrary<Link[]> =>
  fc.uniqueArray(fc.tuple(fc.nat(records - 1), fc.nat(records - 1), bits), { maxLength: 3 * records, selector: ([left, right]) => `${Math.min(left, right)} ${Math.max(left, right)}` })
    .map((links) => links.filter(([left, right]) => left !== right).map(([left, right, weight]) => [Math.min(left, right), Math.max(left, right), weight] as const));

/** Clusters by searching from every record. */
export function naiveClusters(records: number, links: readonly Link[], cut: number): number[] {
  const clusterOf = new Array<number>(records).fill(-1);
  for (let record = 0; record < records; record++) {
    if (clusterOf[record] !== -1) continue;
    const waiting = [record];
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      if (clusterOf[at] !== -1) continue;
      clusterOf[at] = record;
      for (const [left, right, bits] of links) if (bits >= cut && (left === at || right === at)) waiting.push(left === at ? right : left);
    }
  }
  return clusterOf;
}
