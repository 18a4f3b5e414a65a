import { writeHrc, type CodeTree } from '../../hierarchy/index.ts';
import { writeArgusDecisions, type ArgusDecision } from './argus-decisions.ts';
import { writeArgusMetadata, type ArgusColumn, type ArgusColumnKind, type ArgusMetadata } from './argus-metadata.ts';
import { ARGUS_STATUSES } from './argus-status.ts';
import { writeArgusTable, type ArgusTable } from './argus-table.ts';

/** A dimension of a table that is exported. */
export interface ArgusDimension {
  readonly name: string;
  /** How the codes nest; `null` where all lie under the total. The total is not part of it. */
  readonly hierarchy: CodeTree | null;
}

/** A table for τ-ARGUS. */
export interface ArgusExport extends ArgusTable {
  /** In the order of `codes`. */
  readonly dimensions: readonly ArgusDimension[];
  /** Name of the figure that is protected. */
  readonly measure: string;
  /** Decimals of every figure of the measure. */
  readonly decimals: number;
}

/** Files of τ-ARGUS, as texts. */
export interface ArgusFiles {
  readonly tab: string;
  readonly rda: string;
  /** By the name that the metadata give the file. */
  readonly hrc: Readonly<Record<string, string>>;
  /** Cells that are unsafe, or safe or protected by hand: for a table whose statuses τ-ARGUS works out itself. */
  readonly hst: string;
}

const SEPARATOR = ';';

/**
 * Writes a table with its metadata, hierarchies and decisions as τ-ARGUS reads them, so that a statistician can compare.
 *
 * @param table - the cells; secondary cells are written as such: make them safe for τ-ARGUS to find its own.
 * @returns the files. Names of files are plain; codes keep their spaces, dots and letters beyond ASCII.
 * @throws {RangeError} for codes that τ-ARGUS cannot hold or tell apart, and for codes of a table that their hierarchy lacks.
 * @example
 * const { tab, rda, hst } = exportArgus({
 *   dimensions: [{ name: 'region', hierarchy: null }], codes: [[null, '.A']], measure: 'stays', decimals: 0, values: Float64Array.of(15, 3),
 *   frequencies: null, shadows: null, costs: null, largest: [], lowerLevels: null, upperLevels: null, statuses: Uint8Array.of(1, 5),
 * });
 * tab; // => '"Total";15;S\n".A";3;U\n'
 * hst; // => '".A";U\n'
 * rda.includes('<TOTCODE> "Total"'); // => true
 */
export function exportArgus(table: ArgusExport): ArgusFiles {
  const { dimensions, codes, statuses } = table;
  const totalCodes = codes.map(unusedTotal);
  const leads = dimensions.map(({ hierarchy }) => (hierarchy === null ? '@' : unusedLead(hierarchy.codes)));
  dimensions.forEach((dimension, place) => checkHierarchy(dimension, codes[place] ?? [], place));
  const metadata = metadataOf(table, totalCodes, leads);
  const decisions = Array.from(statuses ?? []).flatMap((code, cell): ArgusDecision[] => {
    const kind = code === 2 ? 'safe' : code === 10 ? 'protected' : ARGUS_STATUSES[code - 1]?.kind === 'primary' ? 'unsafe' : null;
    return kind === null ? [] : [{ codes: codes.map((column) => column[cell]!), decision: { kind } }];
  });
  return {
    tab: writeArgusTable(table, metadata),
    rda: writeArgusMetadata(metadata),
    hrc: Object.fromEntries(dimensions.flatMap(({ hierarchy }, place) => (hierarchy === null ? [] : [[hierarchyFile(place), writeHrc(hierarchy, leads[place])]]))),
    hst: writeArgusDecisions(decisions, { separator: SEPARATOR, totalCodes }),
  };
}

const hierarchyFile = (place: number): string => `dimension-${place + 1}.hrc`;

function unusedTotal(codes: readonly (string | null)[]): string {
  let total = 'Total';
  while (codes.includes(total)) total += '_';
  return total;
}

/** Codes may begin with what tells levels in most files. */
function unusedLead(codes: readonly string[]): string {
  const lead = ['@', '#', '~', '§', '%'].find((candidate) => !codes.some((code) => code.startsWith(candidate)));
  if (lead === undefined) throw new RangeError('hierarchy: expected a sign with which no code begins');
  return lead;
}

function checkHierarchy({ hierarchy }: ArgusDimension, codes: readonly (string | null)[], place: number): void {
  if (hierarchy === null) return;
  const known = new Set(hierarchy.codes);
  if (codes.some((code) => code !== null && !known.has(code))) throw new RangeError(`dimensions[${place}]: expected every code of the table in the hierarchy`);
}

function metadataOf({ dimensions, measure, decimals, values, frequencies, shadows, costs, largest, lowerLevels, upperLevels, statuses }: ArgusExport, totalCodes: readonly string[], leads: readonly string[]): ArgusMetadata {
  const column = (name: string, kind: ArgusColumnKind, more: Partial<ArgusColumn> = {}): ArgusColumn => ({
    name, kind, start: null, length: null, missing: [], decimals: 0, totalCode: null, hierarchy: null, codeList: null, distances: [], requestCodes: [], isTruncable: false, keyedPerturbation: {}, ...more,
  });
  const figure = (numbers: Float64Array | null, name: string, kind: ArgusColumnKind, places = decimals): ArgusColumn[] => (numbers === null ? [] : [column(name, kind, { decimals: places })]);
  return {
    content: 'table', separator: SEPARATOR, statusLetters: { safe: 'S', unsafe: 'U', protected: 'P' },
    columns: [
      ...dimensions.map(({ name, hierarchy }, place) => column(name, 'category', {
        totalCode: totalCodes[place]!, hierarchy: hierarchy === null ? null : { by: 'file', file: hierarchyFile(place), leadString: leads[place]! },
      })),
      ...figure(values, measure, 'numeric'), ...figure(frequencies, `${measure}_frequency`, 'frequency', 0), ...figure(shadows, `${measure}_shadow`, 'shadow'), ...figure(costs, `${measure}_cost`, 'cost'),
      ...largest.map((_, rank) => column(`${measure}_largest${rank + 1}`, 'largest', { decimals })),
      ...(statuses === null ? [] : [column('status', 'status')]),
      ...figure(lowerLevels, `${measure}_lower`, 'lowerLevel'), ...figure(upperLevels, `${measure}_upper`, 'upperLevel'),
    ],
  };
}
