import { fromAsyncIterable, rebatch, type Dataset } from '../../core/dataset.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { Links } from '../kernel/decide/links.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { pairsTable } from './pairs-table.ts';
import { checkScoreOptions, type ScoreOptions } from './score-options.ts';
import { readyScoring, scoredParts, type ScoreSurroundings } from './scored-parts.ts';

export type { ScoreProgress } from './score-totals.ts';
export type { ScoreSurroundings } from './scored-parts.ts';

/**
 * Scores the candidate pairs of a model.
 *
 * The match weight of a pair is the sum, in bits, of the prior, of what each comparison says, of what the frequency of the value
 * agreed on adds, and of the dependence between comparisons.
 *
 * Order: of the rules, in them of the blocks, in these of the records. It depends on neither input order, batches nor threads,
 * and neither does anything else.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param options - which pairs are kept, and what is told of them; see {@link ScoreOptions} and {@link ScoreSurroundings}.
 * @returns the pairs kept, scored anew at every opening: sources and row keys of both records, match weight, probability, rule and,
 *   where wanted, levels and bits of each comparison. The left record comes first in the order of sources and row keys.
 * @throws {PlanError} when an option is wrong, the model is not trained, or it does not fit the records.
 * @remarks Passes: 1 over the pairs, 2 with `topPerRecord`. Memory class `records`: 8 bytes a record and rule; with `topPerRecord` 12
 *   bytes more a record and partner; pairs are not held, save those kept of one part (about half a million) a thread. A registered
 *   measure keeps the work on the calling thread.
 * @see Fellegi and Sunter 1969, A theory for record linkage, https://doi.org/10.1080/01621459.1969.10501049; the numbers are Splink's.
 */
export function scorePairs(records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings = {}): Dataset {
  const { candidates: _candidates, registered: _registered, context: _context, onFindings: _onFindings, onProgress: _onProgress, ...wanted } = options;
  const checked = checkScoreOptions(wanted);
  const scoring = readyScoring(records, model, checked, options);
  const table = pairsTable([records, records], model, scoring.rules.weights, checked.detail);
  return rebatch(fromAsyncIterable(table.schema, async function* open(signal) {
    for await (const part of scoredParts(scoring, signal)) if (part.pairs > 0) yield table.batchOf(part);
  }));
}

/**
 * Scores the candidate pairs of a model as links between the ordinals of records, for what decides on them.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param options - which pairs are kept; see {@link ScoreOptions} and {@link ScoreSurroundings}.
 * @param signal - aborts between two parts.
 * @returns chunks of links, in the order of {@link scorePairs}.
 * @throws {PlanError} as {@link scorePairs}.
 * @remarks As {@link scorePairs}.
 */
export function scoreLinks(
  records: ComparableRecords, model: LinkageModel, options: Omit<ScoreOptions, 'detail'> & ScoreSurroundings = {}, signal?: AbortSignal,
): AsyncIterable<Links> {
  const { candidates: _candidates, registered: _registered, context: _context, onFindings: _onFindings, onProgress: _onProgress, ...wanted } = options;
  const scoring = readyScoring(records, model, checkScoreOptions(wanted), options);
  return (async function* links() {
    for await (const { lefts, rights, bits } of scoredParts(scoring, signal)) yield { left: lefts, right: rights, bits };
  })();
}
