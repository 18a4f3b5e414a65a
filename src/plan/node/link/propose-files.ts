import { PlanError, type Problem } from '../../../core/errors.ts';
import { unknownName } from '../../../core/options.ts';
import { collectExpressions, proposeLinkage, type ProposedLinkage, type ProposeLinkageOptions } from '../../../link/index.ts';
import { findFiles } from '../../../read/node.ts';
import { patternsOf } from '../bind-input.ts';
import { columnNames } from './bind-source.ts';
import { refuseUnknownOptions, withSources, type LinkageFiles } from './linkage-files.ts';

/** What a linkage of files is proposed for. */
export interface ProposeFilesOptions extends LinkageFiles, Partial<Omit<ProposeLinkageOptions, 'rowKey'>> {
  /** Columns that are not looked at: what holds the truth, for one. */
  readonly without?: readonly string[];
}

/**
 * Proposes a whole linkage of files, without labels: comparisons, blocking rules, a trained model, and a cut.
 *
 * @param options - sources; which pairs are looked for (within one source, or between several, unless said otherwise); columns,
 *   all that every source has unless said otherwise.
 * @returns the proposal; nothing is written.
 * @throws {PlanError} when options or columns are wrong, or no column is of use.
 * @throws {DataError} when a file or its data is wrong.
 */
export async function proposeFiles(options: ProposeFilesOptions): Promise<ProposedLinkage> {
  refuseUnknownOptions(options, ['linkType', 'columns', 'without', 'pairsPerRecord', 'seed']);
  const { inputs, rowKey, linkType, columns, without = [], pairsPerRecord, seed, signal } = options;
  const sources = Object.values(inputs);
  const columnsOf = await Promise.all(sources.map(async (paths) => columnNames((await findFiles(patternsOf(paths)))[0]!, signal)));
  const common = columnsOf[0]?.filter((name) => columnsOf.every((names) => names.includes(name))) ?? [];
  const all = [...new Set(columnsOf.flat())];
  const problems = [...unknownColumns('columns', columns ?? [], common), ...unknownColumns('without', without, all)];
  if (problems.length > 0) throw new PlanError(problems);
  const wanted = (columns ?? common).filter((name) => name !== rowKey && !without.includes(name));
  return withSources(options, collectExpressions({ blocking: [], comparisons: [] }), wanted, ({ datasets, context }) => proposeLinkage(datasets, {
    rowKey,
    linkType: linkType ?? (sources.length > 1 ? 'link' : 'dedupe'),
    columns: wanted,
    ...(pairsPerRecord === undefined ? {} : { pairsPerRecord }),
    ...(seed === undefined ? {} : { seed }),
  }, { context, ...(signal === undefined ? {} : { signal }) }));
}

function unknownColumns(path: string, names: readonly string[], known: readonly string[]): Problem[] {
  return names.filter((name) => !known.includes(name)).map((name) => ({ code: 'PLAN_UNKNOWN_COLUMN', path, message: unknownName('column', name, known) }));
}
