import type { RecordBatch, Schema } from 'apache-arrow';
import { fromAsyncIterable, rebatch, type Dataset } from '../../core/dataset.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { Links } from '../kernel/decide/links.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { pairsTable, type PairsTable } from './pairs-table.ts';
import { checkScoreOptions, type ScoreOptions } from './score-options.ts';
import { readyScoring, scoredParts, type ScoreSurroundings, type Scoring } from './scored-parts.ts';

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
 *   bytes more a record and partner; pairs are not held, save those kept of four parts (about a quarter of a million each) a thread, or 16 MiB. A registered
 *   measure keeps the work on the calling thread.
 * @see Fellegi and Sunter 1969, A theory for record linkage, https://doi.org/10.1080/01621459.1969.10501049; the numbers are Splink's.
 */
export function scorePairs(records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings = {}): Dataset {
  const { scoring, table } = readyTable(records, model, options);
  return rebatch(fromAsyncIterable(table.schema, async function* open(signal) {
    for await (const part of scoredParts(scoring, signal)) if (part.pairs > 0) yield table.batchOf(part);
  }));
}

function readyTable(records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings): { readonly scoring: Scoring; readonly table: PairsTable } {
  const { candidates: _candidates, compared: _compared, registered: _registered, context: _context, onFindings: _onFindings, onProgress: _onProgress, ...wanted } = options;
  const checked = checkScoreOptions(wanted);
  const scoring = readyScoring(records, model, checked, options);
  return { scoring, table: pairsTable([records, records], model, scoring.rules.weights, checked.detail) };
}

/** Pairs that are scored once for two: as links for what decides on them, and as rows for what keeps them. */
export interface SharedPairs {
  /** Columns of the rows: those of {@link scorePairs}. */
  readonly schema: Schema;
  /** The links, to be read once; of each part, its rows are taken before. */
  readonly links: AsyncIterable<Links>;
}

/**
 * Scores the candidate pairs of a model once, as links and as rows of a table.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param options - as for {@link scorePairs}.
 * @param take - takes the rows of a part; the next one is scored when it is done.
 * @param signal - aborts between two parts.
 * @returns what {@link scoreLinks} and {@link scorePairs} give, in their order.
 * @throws {PlanError} as {@link scorePairs}.
 * @remarks As {@link scorePairs}.
 */
export function sharePairs(
  records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings, take: (rows: RecordBatch) => Promise<void>, signal?: AbortSignal,
): SharedPairs {
  const { scoring, table } = readyTable(records, model, options);
  return {
    schema: table.schema,
    links: (async function* links() {
      for await (const part of scoredParts(scoring, signal)) {
        if (part.pairs > 0) await take(table.batchOf(part));
        yield { left: part.lefts, right: part.rights, bits: part.bits };
      }
    })(),
  };
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
  const { candidates: _candidates, compared: _compared, registered: _registered, context: _context, onFindings: _onFindings, onProgress: _onProgress, ...wanted } = options;
  const scoring = readyScoring(records, model, checkScoreOptions(wanted), options);
  return (async function* links() {
    for await (const { lefts, rights, bits } of scoredParts(scoring, signal)) yield { left: lefts, right: rights, bits };
  })();
}
