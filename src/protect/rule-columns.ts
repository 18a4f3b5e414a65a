import type { Schema } from 'apache-arrow';
import type { Column } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, statisticOf, type CellTable } from '../core/field.ts';
import type { CellSystem } from '../linear/index.ts';
import { needStatistic, numbersOf, statisticPlaces, summedMeasures, wholeNumbersOf } from './cell-statistics.ts';
import { contributionReader } from './contribution-columns.ts';
import { dominatedCells, estimableCells, requestedCells, type Contributions, type UnsafeCells } from './kernel/primary-contributions.ts';
import { revealedUnions, type CellUnions } from './kernel/primary-disclosure.ts';
import { singletonCells, smallCounts, zeroCells } from './kernel/unsafe-cells.ts';
import { findManualCells, manualDimensions } from './manual-cells.ts';
import type { KDisclosureRule, ManualRule, MinimumContributorsRule, MinimumFrequencyRule, ProtectionRule, RequestRule, ZerosRule } from './protection-rule.ts';

export { isStatistic, numbersOf } from './cell-statistics.ts';

/** All cells of a table, as rules see them. */
export interface JudgedCells {
  /** The columns of the table, one place per cell. */
  readonly columns: readonly Column[];
  /** How the cells add up. */
  readonly system: CellSystem;
}

/** What one rule says of all cells. */
export interface Verdict {
  /** Uint8Array(cells): 1 for an unsafe cell. */
  readonly unsafe: Uint8Array;
  /** Share of its value that an attacker's interval must reach on either side of an unsafe figure. */
  readonly protectionShare?: number;
  /** How far the interval of an unsafe sum must reach, in units of the measure; without a measure, that of every figure. */
  readonly levels?: { readonly of: string | null; readonly below: Float64Array; readonly above: Float64Array };
  /** Differences that are unsafe though no cell shows them. */
  readonly unions?: CellUnions;
  /** What was decided by hand, by cell: published whatever happens, or against a rule; a cost, or NaN. */
  readonly manual?: { readonly frozen: Uint8Array; readonly waived: Uint8Array; readonly costs: Float64Array };
}

/** A rule made ready for a table: its words, and how it judges cells. */
export interface ReadyRule {
  /** The rule in words, for the schema and the report: `minimumFrequency 11 on rows`. */
  readonly text: string;
  readonly rule: ProtectionRule['rule'];
  judge(cells: JudgedCells): Verdict;
}

/**
 * Makes rules ready for a table of cells.
 *
 * @param rules - the rules, in the order in which they decide.
 * @param input - schema of the cells.
 * @param table - what it says of its cells.
 * @returns the rules with the columns they read; a rule on every measure is one for each.
 * @throws {PlanError} for every statistic that a rule needs and the table lacks.
 */
export function readyRules(rules: readonly ProtectionRule[], input: Schema, table: CellTable): ReadyRule[] {
  const ready: ReadyRule[] = [];
  checkAll(rules.map((rule, index) => () => {
    const path = `rules[${index}]`;
    for (const { text, judge } of readyRule(rule, { input, table, path })) ready.push({ text, rule: rule.rule, judge });
  }));
  return ready;
}

/** Where a rule is made ready. */
interface RulePlace {
  readonly input: Schema;
  readonly table: CellTable;
  /** The rule's place in the options. */
  readonly path: string;
}

type Judge = Pick<ReadyRule, 'text' | 'judge'>;

function readyRule(rule: ProtectionRule, place: RulePlace): readonly Judge[] {
  const { input, path } = place;
  switch (rule.rule) {
    case 'minimumFrequency':
      return [frequencyRule(rule, place)];
    case 'minimumContributors':
      return contributorRules(rule, place);
    case 'minimumWeight': {
      const index = input.fields.findIndex((field) => statisticOf(field)?.kind === 'weight');
      if (index < 0) refusePlan('PLAN_MISSING', path, 'the cells have no sum of weights; add { kind: weight } to the aggregate step');
      return [{ text: `minimumWeight ${rule.minWeight}`, judge: ({ columns }) => withShare(smallCounts(numbersOf(columns[index]!, NaN), rule.minWeight), rule) }];
    }
    case 'dominance': {
      const { contributors: count, maxShare, atMaxShare = 'withhold' } = rule;
      const atLimit = atMaxShare === 'withhold';
      const words = `dominance ${count === 1 ? '' : `of ${count} `}${atLimit ? 'below' : 'up to'} ${maxShare}`;
      return onMeasures(rule.of, input, path, words, count, (contributions) => dominatedCells(contributions, count, maxShare, atLimit));
    }
    case 'pPercent':
    case 'priorPosterior': {
      const { coalition = 1, minErrorShare } = rule;
      const prior = rule.rule === 'pPercent' ? 1 : rule.priorErrorShare;
      const words = `${rule.rule} ${minErrorShare}${prior === 1 ? '' : ` from ${prior}`}${coalition === 1 ? '' : ` against ${coalition}`}`;
      return onMeasures(rule.of, input, path, words, coalition + 1, (contributions) => estimableCells(contributions, coalition, minErrorShare, prior));
    }
    case 'request':
      return [requestRule(rule, place)];
    case 'zeros':
      return zeroRules(rule, place);
    case 'singletons': {
      const index = countColumn(rule.on, place);
      return [{ text: `singletons on ${rule.on}`, judge: ({ columns }) => ({ unsafe: singletonCells(numbersOf(columns[index]!, NaN)) }) }];
    }
    case 'kDisclosure':
      return [disclosureRule(rule, place)];
    case 'manual':
      return [manualRule(rule, place)];
  }
}

const COUNTS = ['int32', 'int64', 'float64'];

function countColumn(on: 'rows' | 'entities', { input, table, path }: RulePlace): number {
  const name = on === 'rows' ? table.rowCount : table.entityCount;
  if (name === null) refusePlan('PLAN_MISSING', `${path}.on`, 'the cells count no entities; name the column that tells them apart in the aggregate step');
  return findColumn(input, name, path, COUNTS);
}

function withShare(unsafe: Uint8Array, { protectionShare }: { readonly protectionShare?: number }): Verdict {
  return protectionShare === undefined ? { unsafe } : { unsafe, protectionShare };
}

function eitherUnsafe(parts: readonly Uint8Array[]): Uint8Array {
  return parts[0]!.map((unsafe, cell) => (unsafe === 1 || parts.some((part) => part[cell] === 1) ? 1 : 0));
}

function frequencyRule(rule: MinimumFrequencyRule, place: RulePlace): Judge {
  const { minCount, on } = rule;
  const { input, table, path } = place;
  const index = countColumn(on, place);
  const total = findColumn(input, table.rowCount, path, COUNTS);
  const partial = statisticPlaces(input, 'rows');
  // Behind a sum stand those who have a value, maybe few of many; how many rows they have is known only where counted.
  for (const { of, index: at } of [...statisticPlaces(input, 'sum'), ...statisticPlaces(input, 'mean')]) {
    const counted = [...statisticPlaces(input, 'contributors'), ...(on === 'rows' ? partial : [])].some((other) => other.of === of);
    if (input.fields[at]!.nullable && !counted) refusePlan('PLAN_MISSING', path, `the cells do not count who stands behind "${input.fields[at]!.name}"; keep the contributors of ${of} until the cells are protected`);
  }
  const contributors = statisticPlaces(input, 'contributors').filter(({ of }) => on === 'entities' || !partial.some((other) => other.of === of));
  return {
    text: `minimumFrequency ${minCount} on ${on}`,
    judge({ columns }) {
      const counts = [index, ...contributors.map((other) => other.index)].map((at) => numbersOf(columns[at]!, NaN));
      if (on === 'rows') {
        const all = numbersOf(columns[total]!, NaN);
        for (const other of partial) {
          // Rows with a value and rows without are two cells: who knows one and the total knows the other.
          const having = numbersOf(columns[other.index]!, NaN);
          counts.push(having, having.map((count, cell) => all[cell]! - count));
        }
      }
      return withShare(eitherUnsafe(counts.map((column) => smallCounts(column, minCount))), rule);
    },
  };
}

function contributorRules(rule: MinimumContributorsRule, { input, path }: RulePlace): Judge[] {
  return (rule.of === undefined ? summedMeasures(input) : [rule.of]).map((of) => {
    const index = needStatistic(input, { kind: 'contributors', of }, `${path}.of`);
    return { text: `minimumContributors ${rule.minCount} of ${of}`, judge: ({ columns }) => withShare(smallCounts(numbersOf(columns[index]!, NaN), rule.minCount), rule) };
  });
}

/** A rule on the largest contributions to one measure or to all. */
function onMeasures(of: string | undefined, input: Schema, path: string, words: string, count: number, judge: (contributions: Contributions) => UnsafeCells): Judge[] {
  const judges: Judge[] = [];
  checkAll((of === undefined ? summedMeasures(input) : [of]).map((measure) => () => {
    const read = contributionReader(measure, count, input, `${path}.of`);
    judges.push({
      text: `${words} of ${measure}`,
      judge({ columns }) {
        const { contributions, inMeasure } = read(columns);
        const { unsafe, levels } = judge(contributions);
        const reach = inMeasure(levels);
        return { unsafe, levels: { of: measure, below: reach, above: reach } };
      },
    });
  }));
  return judges;
}

function requestRule(rule: RequestRule, { input, path }: RulePlace): Judge {
  const { of, requested, maxShare, minCount = 0 } = rule;
  const total = needStatistic(input, { kind: 'absoluteSum', of }, `${path}.of`);
  const largest = needStatistic(input, { kind: 'largest', of: requested, rank: 1 }, `${path}.requested`);
  const contributors = minCount === 0 ? -1 : needStatistic(input, { kind: 'contributors', of }, `${path}.of`);
  return {
    text: `request up to ${maxShare} of ${of}`,
    judge({ columns }) {
      const { numbers: totals, unit } = wholeNumbersOf(columns[total]!, 0);
      const asked = wholeNumbersOf(columns[largest]!, 0);
      const sizes = asked.numbers.map((number) => Math.abs(number) * (unit / asked.unit));
      return withShare(requestedCells(totals, sizes, maxShare, contributors < 0 ? null : numbersOf(columns[contributors]!, NaN), minCount), rule);
    },
  };
}

function zeroRules({ on, protectionRange = 0 }: ZerosRule, { input, table, path }: RulePlace): Judge[] {
  const verdict = (unsafe: Uint8Array, of: string | null): Verdict => {
    const none = new Float64Array(unsafe.length);
    return { unsafe, levels: { of, below: none, above: none.map((_, cell) => unsafe[cell]! * protectionRange) } };
  };
  const rows = findColumn(input, table.rowCount, path, COUNTS);
  if (on === 'counts') return [{ text: 'zeros on counts', judge: ({ columns }) => verdict(zeroCells(numbersOf(columns[rows]!, NaN), null), null) }];
  return statisticPlaces(input, 'sum').map(({ of, index }) => {
    const counted = [...statisticPlaces(input, 'contributors'), ...statisticPlaces(input, 'rows')].find((other) => other.of === of)?.index ?? rows;
    return { text: `zeros on values of ${of}`, judge: ({ columns }) => verdict(zeroCells(numbersOf(columns[index]!, NaN), numbersOf(columns[counted]!, NaN)), of) };
  });
}

function disclosureRule({ on, coalition, maxCount = Infinity }: KDisclosureRule, place: RulePlace): Judge {
  const index = countColumn(on, place);
  return {
    text: `kDisclosure ${coalition} on ${on}`,
    judge({ columns, system }) {
      const counts = numbersOf(columns[index]!, NaN);
      if (system.cells !== counts.length) throw new TypeError('kDisclosure: expected all cells of the table and how they add up');
      const unions = revealedUnions(system, counts, coalition, maxCount);
      return { unsafe: new Uint8Array(counts.length), unions };
    },
  };
}

function manualRule(rule: ManualRule, { input, table, path }: RulePlace): Judge {
  const at = `${path}.cells`;
  const dimensions = manualDimensions(rule.cells, input, table, at);
  return {
    text: `manual ${rule.cells.length} cells`,
    judge({ columns }) {
      const found = findManualCells(rule.cells, dimensions, columns, at);
      const cells = columns[0]!.rows;
      const [unsafe, frozen, waived] = [new Uint8Array(cells), new Uint8Array(cells), new Uint8Array(cells)];
      const costs = new Float64Array(cells).fill(NaN);
      rule.cells.forEach(({ decision, cost }, place) => {
        const cell = found[place]!;
        if (decision === 'withhold') unsafe[cell] = 1;
        else if (decision === 'prefer') costs[cell] = cost!;
        else {
          frozen[cell] = 1;
          if (decision === 'waive') waived[cell] = 1;
        }
      });
      return { ...withShare(unsafe, rule), manual: { frozen, waived, costs } };
    },
  };
}
