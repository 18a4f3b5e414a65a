import type { CandidatePairs } from '../block/block-records.ts';
import { noPartners, notePair } from '../kernel/propose/rivals.ts';
import { APART, TOGETHER } from '../kernel/propose/split-patterns.ts';
import { makeWeigher, type WeighingSetting } from '../kernel/score/weigher.ts';
import type { LinkageModel } from '../model/model.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';
import type { PairMarker } from './gather-evidence.ts';

const CHUNK_PAIRS = 8192;

/**
 * Finds ordinary matches, and a marker that tells of every pair whether one of its records has one with a third record, and
 * whether that third record is an ordinary match of the other too.
 *
 * @param setting - records and comparisons.
 * @param records - number of records.
 * @param candidates - the pairs.
 * @param model - trained; of its kinds, ordinary matches alone match.
 * @returns the marker.
 * @remarks Passes: 1 over the pairs, and 1 of whoever uses the marker. Memory 24 bytes a record.
 */
export function markPartners(setting: WeighingSetting, records: number, candidates: Pick<CandidatePairs, 'visit'>, model: LinkageModel): PairMarker {
  const weigher = makeWeigher(setting, weightProgramOf(model), CHUNK_PAIRS, false);
  const partners = noPartners(records);
  candidates.visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
    weigher.weigh(lefts, rights, pairs);
    for (let pair = 0; pair < pairs; pair++) if (weigher.bits[pair]! > 0) notePair(partners, lefts[pair]!, rights[pair]!, weigher.bits[pair]!);
    return true;
  });
  /** The best ordinary match of a record that is not the other one of the pair; −1 for none. */
  const thirdOf = (record: number, other: number): number => {
    const { best, bestBits, second, secondBits } = partners;
    if (bestBits[record]! > 0 && best[record] !== other) return best[record]!;
    return secondBits[record]! > 0 ? second[record]! : -1;
  };
  const [ones, others, places] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS)];
  return (lefts, rights, pairs, marks) => {
    for (const [from, to] of [[lefts, rights], [rights, lefts]] as const) {
      let asked = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const third = thirdOf(from[pair]!, to[pair]!);
        if (third < 0) continue;
        marks[pair] = Math.max(marks[pair]!, APART);
        ones[asked] = Math.min(third, to[pair]!);
        others[asked] = Math.max(third, to[pair]!);
        places[asked++] = pair;
      }
      weigher.weigh(ones, others, asked);
      for (let place = 0; place < asked; place++) if (weigher.bits[place]! > 0) marks[places[place]!] = TOGETHER;
    }
  };
}
