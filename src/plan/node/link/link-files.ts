import type { Language } from '../../../chart/index.ts';
import type { Dataset } from '../../../core/dataset.ts';
import type { Findings } from '../../../core/operator.ts';
import { refusePlan } from '../../../core/errors.ts';
import {
  blockRecords, checkLinkOptions, countCandidates, linkageExpressions, linkagePage, measureCompleteness, measureFrequencyWeights, measureWeights, readExpectedErrors,
  scorePairs, selfMatchWeights, startLinkage, unlinkableShares, type DecidedLinkage, type LinkageRecords, type LinkOptions, type ScoreProgress,
} from '../../../link/index.ts';
import { writeFile, writeTextFile, type WriteFileOptions } from '../../../write/node/index.ts';
import { estimateErrors } from './estimate-errors.ts';
import { checkOutputs, refuseUnknownOptions, withSources, type LinkageFiles, type OpenedSources } from './linkage-files.ts';

/** How files are linked, and what is written. */
export interface LinkFilesOptions extends LinkageFiles, Omit<LinkOptions, 'model' | 'tables' | 'source' | 'rowKey' | 'into'> {
  /** File for the pairs that reach the cut: .parquet, .arrow or .csv. */
  readonly pairs?: string;
  /** File for the cluster of every record. */
  readonly clusters?: string;
  /** File for a page that shows the model and the run; no value. */
  readonly page?: string;
  /** Language of the page; English unless given. */
  readonly language?: Language;
}

/** What linking files found: counts, no value. */
export interface LinkedFiles {
  readonly findings: Findings;
  /** Rows read, by source. */
  readonly rows: Readonly<Record<string, number>>;
}

type CheckedOptions = ReturnType<typeof checkLinkOptions>;

const SETTINGS = ['minMatchWeightBits', 'detail', 'deterministic', 'linkType', 'decide', 'maxPairs'] as const;

/**
 * Links the records of files, and writes pairs and clusters for their owner only.
 *
 * @param model - a trained model, unchecked; `null` where rules alone link.
 * @param options - sources, cut, decision, and files to write.
 * @returns what was found.
 * @throws {PlanError} when model or options are wrong, before any row is read.
 * @throws {DataError} when a file or its data is wrong; nothing was written then.
 * @remarks Reads every source once. Pairs are scored once, and never held: the file of pairs is written while they join clusters, and takes its
 *   place when these are found. A page scores them again.
 */
export async function linkFiles(model: unknown, options: LinkFilesOptions): Promise<LinkedFiles> {
  refuseUnknownOptions(options, [...SETTINGS, 'pairs', 'clusters', 'page', 'language']);
  const { pairs, clusters, page } = options;
  const settings = Object.fromEntries(SETTINGS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
  const checked = checkLinkOptions({ ...settings, ...(model === null ? {} : { model }) } as unknown as LinkOptions);
  if (checked.model === null && pairs !== undefined) refusePlan('PLAN_OUT_OF_RANGE', 'pairs', 'expected none: without a model pairs have no weight');
  if (checked.model === null && page !== undefined) refusePlan('PLAN_OUT_OF_RANGE', 'page', 'expected none: there is no model to show');
  await checkOutputs({ pairs, clusters, page }, options.inputs);
  return withSources(options, linkageExpressions(checked), [], async (sources) => {
    const { decided: { clusters: found, findings }, pairsWritten } = await decideFiles(sources, checked, options);
    try {
      if (clusters !== undefined) await writeFile(clusters, endingAfter(found.clusters, pairsWritten), surroundingsOf(sources, options));
    } finally {
      await pairsWritten;
    }
    return { findings, rows: Object.fromEntries(Object.entries(sources.bound).map(([name, input]) => [name, input.rows()])) };
  });
}

/** A linkage that was decided, while the last of its pairs may still be on their way to the file. */
interface DecidedFiles {
  readonly decided: DecidedLinkage;
  readonly pairsWritten: Promise<void>;
}

/** Links, and writes pairs and page. Records and pairs end with it: clusters are written without them. */
async function decideFiles(sources: OpenedSources, checked: CheckedOptions, options: LinkFilesOptions): Promise<DecidedFiles> {
  const { datasets, context, checkUnchanged } = sources;
  const { pairs, page, rowKey, signal, onProgress } = options;
  const progress = onProgress === undefined ? {} : {
    onProgress: ({ done, of }: ScoreProgress) => { onProgress({ phase: 'compare', name: 'pairs', rows: done, of }); },
  };
  const linkage = startLinkage(datasets, checked, rowKey, { context, ...progress, isOnce: page === undefined });
  await linkage.records(signal);
  await checkUnchanged();
  const both = pairs === undefined ? null : await linkage.pairsAndDecided(signal);
  const pairsWritten = both === null ? Promise.resolve() : writeFile(pairs!, both.pairs, onOneThread(surroundingsOf(sources, options)));
  const decided = await firstOf(both?.decided ?? linkage.decided(signal), pairsWritten);
  if (page !== undefined) {
    await pairsWritten;
    await writeTextFile(page, await pageOf(await linkage.records(signal), checked, options), {});
  }
  return { decided, pairsWritten };
}

/** Waits for the decision, or for the fault of the pairs: who cannot write them takes no more, and nothing is decided. */
async function firstOf(decision: Promise<DecidedLinkage>, pairsWritten: Promise<void>): Promise<DecidedLinkage> {
  try {
    return await Promise.race([decision, pairsWritten.then(() => decision)]);
  } catch (error) {
    // Pairs fail with the decision, and leave no file.
    await pairsWritten.catch(() => undefined);
    throw error;
  }
}

/** A table that ends when something else has been done, and fails where that fails. */
function endingAfter({ schema, open }: Dataset, done: Promise<void>): Dataset {
  return {
    schema,
    async *open(signal) {
      yield* open(signal);
      await done;
    },
  };
}

/** Pairs come slowly: one thread keeps up, and the others load no library. */
function onOneThread({ parallel, ...surroundings }: WriteFileOptions): WriteFileOptions {
  return parallel === undefined ? surroundings : { ...surroundings, parallel: { ...parallel, workers: 1 } };
}

function surroundingsOf({ context: { parallel } }: OpenedSources, { signal }: LinkFilesOptions): WriteFileOptions {
  return { isPrivate: true, ...(signal === undefined ? {} : { signal }), ...(parallel === undefined ? {} : { parallel }) };
}

/** Shows the model on all candidate pairs, whatever their weight. */
async function pageOf(records: LinkageRecords, { model, minMatchWeightBits }: CheckedOptions, { language = 'en', signal }: LinkFilesOptions): Promise<string> {
  const trained = model!;
  const candidates = blockRecords(records, trained.blocking, trained.linkType);
  const pairs = scorePairs(records, trained, { candidates });
  const { errors, loss } = await estimateErrors(records, trained, { candidates, table: pairs }, { signal });
  return linkagePage({
    model: trained,
    records: records.table.records,
    blocking: countCandidates(records, trained.blocking, trained.linkType),
    histogram: await measureWeights(pairs, 1, signal),
    cutBits: minMatchWeightBits,
    expectedErrors: await readExpectedErrors(errors.table, signal),
    unlinkables: unlinkableShares(selfMatchWeights(records, trained)),
    completeness: measureCompleteness(records),
    frequencies: measureFrequencyWeights(records, trained),
    notes: loss.lost === null ? [errors.assumption] : [errors.assumption, loss.assumption],
  }, { title: records.sources.join(', '), language });
}
