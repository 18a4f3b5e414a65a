import type { Findings } from '../../../core/operator.ts';
import { PlanError } from '../../../core/errors.ts';
import { unknownName } from '../../../core/options.ts';
import { checkLinkOptions, linkageExpressions, startLinkage, type LinkOptions, type ScoreProgress } from '../../../link/index.ts';
import { writeFile } from '../../../write/node/index.ts';
import { checkOutputs, withSources, type LinkageFiles } from './linkage-files.ts';

/** How files are linked, and what is written. */
export interface LinkFilesOptions extends LinkageFiles, Omit<LinkOptions, 'model' | 'tables' | 'source' | 'rowKey' | 'into'> {
  /** File for the pairs that reach the cut: .parquet, .arrow or .csv. */
  readonly pairs?: string;
  /** File for the cluster of every record. */
  readonly clusters?: string;
}

/** What linking files found: counts, no value. */
export interface LinkedFiles {
  readonly findings: Findings;
  /** Rows read, by source. */
  readonly rows: Readonly<Record<string, number>>;
}

const SETTINGS = ['minMatchWeightBits', 'detail', 'deterministic', 'linkType', 'decide', 'maxPairs'] as const;
const FILES = ['inputs', 'rowKey', 'workers', 'maxMemoryBytes', 'signal', 'onProgress', 'pairs', 'clusters'] as const;

/**
 * Links the records of files, and writes pairs and clusters for their owner only.
 *
 * @param model - a trained model, unchecked; `null` where rules alone link.
 * @param options - sources, cut, decision, and files to write.
 * @returns what was found.
 * @throws {PlanError} when model or options are wrong, before any row is read.
 * @throws {DataError} when a file or its data is wrong; nothing was written then.
 * @remarks Reads every source once. Pairs are scored once for the clusters and once more for the file of pairs, and never held.
 */
export async function linkFiles(model: unknown, options: LinkFilesOptions): Promise<LinkedFiles> {
  refuseUnknown(options);
  const { pairs, clusters, signal, onProgress } = options;
  const settings = Object.fromEntries(SETTINGS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
  const checked = checkLinkOptions({ ...settings, ...(model === null ? {} : { model }) } as unknown as LinkOptions);
  checkOutputs({ pairs, clusters }, options);
  return withSources(options, linkageExpressions(checked), [], async ({ datasets, context, bound }) => {
    const progress = onProgress === undefined ? {} : {
      onProgress: ({ done, of }: ScoreProgress) => { onProgress({ phase: 'compare', name: 'pairs', rows: done, of }); },
    };
    const linkage = startLinkage(datasets, checked, options.rowKey, { context, ...progress });
    const decided = await linkage.decided(signal);
    const surroundings = { isPrivate: true, ...(signal === undefined ? {} : { signal }) };
    const found = await linkage.pairs(signal);
    if (pairs !== undefined && found !== null) await writeFile(pairs, found, surroundings);
    if (clusters !== undefined) await writeFile(clusters, decided.clusters.clusters, surroundings);
    return { findings: decided.findings, rows: Object.fromEntries(Object.entries(bound).map(([name, input]) => [name, input.record().rows])) };
  });
}

function refuseUnknown(options: LinkFilesOptions): void {
  const known: readonly string[] = [...SETTINGS, ...FILES];
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new PlanError(unknown.map((name) => ({ code: 'PLAN_UNKNOWN_OPTION', path: name, message: unknownName('option', name, known) })));
}
