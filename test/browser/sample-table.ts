// Judgements of tables as protect might give them, written by hand: a map, levels, what to leave out, a refusal.
import type { CollapseProposal, JudgedSection, Outcome, OutcomeMap, TableJudgement, WithheldShare } from '../../src/protect/index.ts';
import { HOSTILE_NAMES } from './sample-profile.ts';

const share = (cells: number, primary: number, secondary: number, rowShare: number): WithheldShare => ({ cells, primary, secondary, rowShare });

const OUTCOMES: readonly Outcome[] = ['published', 'published', 'primary', 'secondary', 'published', 'absent', 'zero'];

/** A map of as many rows and columns, named or numbered, with totals that are published. */
function sampleMap(rows: number, columns: number, nameOf: (place: number) => string = (place) => String(place + 1)): OutcomeMap {
  const names = (count: number): (string | null)[] => [...Array.from({ length: count }, (_, place) => nameOf(place)), null];
  return {
    rowColumn: 'departement', columnColumn: 'ageBand', rows: names(rows), columns: names(columns), leftOut: 3,
    outcomes: names(rows).map((row, y) => names(columns).map((column, x) => (row === null || column === null ? 'published' : OUTCOMES[(3 * x + 5 * y + x * y) % OUTCOMES.length]!))),
  };
}

const JUDGEMENT: TableJudgement = {
  findings: {
    cells: 1_204, published: 1_017, withheld: 187, withheldByRule: { 'minimumFrequency 11 on entities': 88, 'minimumFrequency 11 on rows': 4 }, secondary: 95, method: 'optimal', cost: 5_387, gap: 0.021,
    attack: { statistics: ['stays', 'patients', 'cost'], attacks: 3, solver: 'HiGHS', unknown: 561, linearPrograms: 218, wholePrograms: 4, insiders: 12 },
  },
  total: share(1_204, 92, 95, 0.0184),
  levels: [
    { dimension: ['region', 'departement'], level: 'departement', ...share(960, 88, 80, 0.041) },
    { dimension: ['region', 'departement'], level: 'region', ...share(208, 4, 15, 0.006) },
    { dimension: ['region', 'departement'], level: null, ...share(36, 0, 0, 0) },
    { dimension: ['ageBand'], level: 'ageBand', ...share(1_100, 92, 90, 0.02) },
    { dimension: ['ageBand'], level: null, ...share(104, 0, 5, 0.001) },
  ],
  map: sampleMap(24, 12),
  refusal: null,
};

const COLLAPSES: readonly CollapseProposal[] = [
  { column: '', judgement: JUDGEMENT, detailShare: 0.959 },
  { column: 'ageBand', judgement: { ...JUDGEMENT, total: share(104, 0, 0, 0) }, detailShare: 1 },
  { column: 'departement', judgement: { ...JUDGEMENT, total: share(244, 3, 4, 0.001) }, detailShare: 0.999 },
];

const REFUSED: TableJudgement = {
  ...JUDGEMENT, findings: { differencing: 'not covered', withheldByRule: { 'dominance below 0.85 of cost': 2 } }, total: share(12, 2, 0, 0.3), levels: [], map: null,
  refusal: '2 withheld cells could be worked out and nothing is left to cover them (dominance below 0.85 of cost) [PROTECTION_DIFFERENCING]',
};

/** A table that can be protected, and one that cannot. */
export const SAMPLE_TABLES: readonly JudgedSection[] = [
  { path: 'tables.cells.steps[2]', judgement: JUDGEMENT, collapses: COLLAPSES },
  { path: 'tables.sums.steps[1]', judgement: REFUSED, collapses: [] },
  { path: 'tables.none.steps[1]', judgement: { ...REFUSED, refusal: null, total: share(0, 0, 0, 0), findings: {} }, collapses: [] },
];

/** Categories and columns of any name. */
export const HOSTILE_TABLES: readonly JudgedSection[] = [
  {
    path: `tables.${HOSTILE_NAMES[0]!}.steps[1]`,
    judgement: { ...JUDGEMENT, map: sampleMap(60, 60, (place) => `${HOSTILE_NAMES[place % HOSTILE_NAMES.length]!}${place}`), levels: JUDGEMENT.levels.map((level, place) => ({ ...level, dimension: [HOSTILE_NAMES[place % HOSTILE_NAMES.length]!], level: null })) },
    collapses: HOSTILE_NAMES.map((column) => ({ column, judgement: JUDGEMENT, detailShare: 0.5 })),
  },
];
