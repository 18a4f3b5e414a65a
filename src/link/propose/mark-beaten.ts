import type { CandidatePairs } from '../block/block-records.ts';
import { isBeaten, noteWeight, noWeights, strengthOf } from '../kernel/propose/rivals.ts';
import { makeWeigher, type WeighingSetting } from '../kernel/score/weigher.ts';
import type { LinkageModel } from '../model/model.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';
import type { OtherMarker } from './gather-evidence.ts';

/** Whether records of different sources pair off. */
export interface RivalFindings {
  /** Strong links, of 10 bits and more, and those of them that share a record with another one. */
  readonly strongLinks: number;
  readonly sharedLinks: number;
  /** Whether sources seem to hold everybody once: at most a tenth of the strong links share a record. */
  readonly areDuplicateFree: boolean;
}

const CHUNK_PAIRS = 8192;
const MAX_SHARED = 0.1;

/**
 * Finds the best partners of every record, and a marker of the pairs they beat.
 *
 * @param setting - records and comparisons.
 * @param records - number of records.
 * @param candidates - the pairs.
 * @param model - trained.
 * @returns what was found, and the marker.
 * @remarks Passes: 2 over the pairs, and 1 of whoever uses the marker. Memory 16 bytes a record.
 */
export function markBeaten(setting: WeighingSetting, records: number, candidates: Pick<CandidatePairs, 'visit'>, model: LinkageModel): { readonly findings: RivalFindings; readonly mark: OtherMarker } {
  const weigher = makeWeigher(setting, weightProgramOf(model), CHUNK_PAIRS, false);
  const weights = noWeights(records);
  const visit = (each: (left: number, right: number, bits: number) => void): void => {
    candidates.visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
      weigher.weigh(lefts, rights, pairs);
      for (let pair = 0; pair < pairs; pair++) each(lefts[pair]!, rights[pair]!, weigher.bits[pair]!);
      return true;
    });
  };
  visit((left, right, bits) => {
    noteWeight(weights, left, right, bits);
  });
  let [strongLinks, sharedLinks] = [0, 0];
  visit((left, right, bits) => {
    const strength = strengthOf(weights, left, right, bits);
    if (strength !== 'none') strongLinks++;
    if (strength === 'shared') sharedLinks++;
  });
  return {
    findings: { strongLinks, sharedLinks, areDuplicateFree: sharedLinks <= MAX_SHARED * strongLinks },
    mark(lefts, rights, pairs, marks) {
      weigher.weigh(lefts, rights, pairs);
      for (let pair = 0; pair < pairs; pair++) if (isBeaten(weights, lefts[pair]!, rights[pair]!, weigher.bits[pair]!)) marks[pair] = 1;
    },
  };
}
