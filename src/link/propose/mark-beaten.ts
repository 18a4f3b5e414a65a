import type { CandidatePairs } from '../block/block-records.ts';
import { KNOWN_OTHERS } from '../kernel/propose/evidence.ts';
import { isBeaten, noPartners, notePair, STRONG_BITS } from '../kernel/propose/rivals.ts';
import { makeWeigher, type WeighingSetting } from '../kernel/score/weigher.ts';
import type { LinkageModel } from '../model/model.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';
import type { PairMarker } from './gather-evidence.ts';

/** Whether records of different sources pair off. */
export interface RivalFindings {
  /** Records that have a strong link, of 10 bits and more. */
  readonly linkedRecords: number;
  /** Those of them that have two. */
  readonly sharedRecords: number;
  /** Those of them whose two partners are a strong link of each other: duplicates. */
  readonly duplicatedRecords: number;
  /** Whether sources seem to hold everybody once: at most a tenth of the linked records meet duplicates. */
  readonly areDuplicateFree: boolean;
}

const CHUNK_PAIRS = 8192;
const MAX_DUPLICATED = 0.1;

/**
 * Finds the best partners of every record, whether sources hold duplicates, and a marker of the pairs that are beaten.
 *
 * @param setting - records and comparisons.
 * @param records - number of records.
 * @param candidates - the pairs.
 * @param model - trained.
 * @returns what was found, and the marker.
 * @remarks Passes: 1 over the pairs, and 1 of whoever uses the marker. Memory 24 bytes a record.
 */
export function markBeaten(
  setting: WeighingSetting, records: number, candidates: Pick<CandidatePairs, 'visit'>, model: LinkageModel,
): { readonly findings: RivalFindings; readonly mark: PairMarker } {
  const weigher = makeWeigher(setting, weightProgramOf(model), CHUNK_PAIRS, false);
  const partners = noPartners(records);
  candidates.visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
    weigher.weigh(lefts, rights, pairs);
    for (let pair = 0; pair < pairs; pair++) notePair(partners, lefts[pair]!, rights[pair]!, weigher.bits[pair]!);
    return true;
  });
  const linkedRecords = partners.bestBits.reduce((count, bits) => count + Number(bits >= STRONG_BITS), 0);
  const shared = Uint32Array.from(partners.secondBits, (_, record) => record).filter((record) => partners.secondBits[record]! >= STRONG_BITS);
  let duplicatedRecords = 0;
  for (let from = 0; from < shared.length; from += CHUNK_PAIRS) {
    const some = shared.subarray(from, from + CHUNK_PAIRS);
    const side = (choose: (one: number, other: number) => number): Uint32Array => some.map((record) => choose(partners.best[record]!, partners.second[record]!));
    weigher.weigh(side(Math.min), side(Math.max), some.length);
    for (let place = 0; place < some.length; place++) if (weigher.bits[place]! >= STRONG_BITS) duplicatedRecords++;
  }
  return {
    findings: { linkedRecords, sharedRecords: shared.length, duplicatedRecords, areDuplicateFree: duplicatedRecords <= MAX_DUPLICATED * linkedRecords },
    mark(lefts, rights, pairs, marks) {
      weigher.weigh(lefts, rights, pairs);
      for (let pair = 0; pair < pairs; pair++) if (isBeaten(partners, lefts[pair]!, rights[pair]!, weigher.bits[pair]!)) marks[pair] = KNOWN_OTHERS;
    },
  };
}
