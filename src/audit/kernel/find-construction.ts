import { sameBytes } from '../../text/index.ts';
import { cutDigest, type CodeBits, type CodeReading } from './code-readings.ts';
import type { Construction } from './constructions.ts';
import { spell } from './spellings.ts';

/** An identifier and its code, as bytes. */
export interface CodePair {
  readonly identifier: Uint8Array;
  readonly code: Uint8Array;
}

/** How codes were made and how they are read. */
export interface Match {
  readonly construction: Construction;
  readonly reading: CodeReading;
}

/** Pairs on which a construction is tried first; one of them may have been written otherwise. */
const PROBES = 2;
/** Pairs by which it is then confirmed, and the bits that must agree in all: by chance once in 2⁸⁰. */
const CONFIRMATIONS = 64;
const CONFIRMED_BITS = 80;

/**
 * Tries constructions until one explains known pairs.
 *
 * @param known - identifiers with their codes.
 * @param constructions - what to try, in order.
 * @param readings - the ways to read a code.
 * @returns how many were tried, and the first that explains the pairs, or `null`.
 */
export function findConstruction(known: readonly CodePair[], constructions: Iterable<Construction>, readings: readonly CodeReading[]): { readonly tried: number; readonly match: Match | null } {
  const probes = known.slice(0, PROBES).map(({ identifier, code }) => ({ identifier, codes: readings.map((reading) => reading.read(code)) }));
  let tried = 0;
  for (const construction of constructions) {
    tried++;
    for (const { identifier, codes } of probes) {
      const digest = construction.code(spell(identifier, construction.spelling));
      const place = codes.findIndex((code, index) => code !== null && isCodeOf(digest, code, readings[index]!));
      if (place >= 0 && isConfirmed(known, construction, readings[place]!)) return { tried, match: { construction, reading: readings[place]! } };
    }
  }
  return { tried, match: null };
}

function isCodeOf(digest: Uint8Array, code: CodeBits, { from }: CodeReading): boolean {
  const cut = cutDigest(digest, code.bits, from);
  return cut !== null && sameBytes(cut, 0, cut.length, code.bytes, 0, code.bytes.length);
}

function isConfirmed(known: readonly CodePair[], construction: Construction, reading: CodeReading): boolean {
  let bits = 0;
  for (const { identifier, code } of known.slice(0, CONFIRMATIONS)) {
    const read = reading.read(code);
    if (read !== null && isCodeOf(construction.code(spell(identifier, construction.spelling)), read, reading)) bits += read.bits;
  }
  return bits >= CONFIRMED_BITS;
}
