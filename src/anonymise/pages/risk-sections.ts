import { countOf, formatNumber, formatShare, type Language } from '../../chart/index.ts';
import type { AttackerRisk } from '../kernel/class-risk.ts';
import type { GlobalRisk } from '../kernel/risk/global-risk.ts';
import type { QuasiIdentifierRisk, RiskMeasure } from '../measure-risk.ts';
import type { PrivacyModel } from '../privacy-model.ts';
import { RISK_PRESETS } from '../risk-presets.ts';
import { RISK_WORDS, type RiskWords } from './risk-words.ts';

/** A part of the text and of the page: what is told in both, in words. */
export interface RiskSection {
  readonly title: string;
  /** A sentence above the table; `null` for none. */
  readonly sentence: string | null;
  /** Heads of the columns; empty for a table of two columns that needs none. */
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether all columns but the first are figures. */
  readonly isFigures: boolean;
}

/** Sets of columns that are told one by one; the others are in the JSON. */
const SHOWN_SUBSETS = 12;

/**
 * Puts figures of risk into words.
 *
 * @param risk - the figures.
 * @param language - of the reader.
 * @returns the sections; names of columns, no value of the data.
 */
export function riskSections(risk: RiskMeasure, language: Language): RiskSection[] {
  const words = RISK_WORDS[language];
  const say: Say = {
    number: (value) => (value === null ? '–' : formatNumber(value, language)),
    share: (value) => (value === null ? '–' : formatShare(value, language)),
  };
  return [
    overview(risk, words, say, language), attackers(risk, words, say), columns(risk, words, say), ...special(risk, words, say), subsets(risk, words, say),
    ...sensitive(risk, words, say), models(risk, words, say), criteria(risk, words), presets(words, say),
  ];
}

/** How figures are written. */
interface Say {
  readonly number: (value: number | null) => string;
  readonly share: (value: number | null) => string;
}

function overview({ rows, unit, nullMatching, risk, own }: RiskMeasure, words: RiskWords, { number, share }: Say, language: Language): RiskSection {
  const below = ({ rowsBelow, shareBelow }: RiskMeasure['risk']): string => `${number(rowsBelow)} (${share(shareBelow)})`;
  return {
    title: words.overview,
    sentence: `${[countOf(rows, words.rows, language), words.unitOf[unit], words.nulls[nullMatching]].join(words.semicolon)}.`,
    heads: [],
    rows: [
      [words.classes, number(risk.classes)], [words.smallest, number(risk.kReached)], [words.uniques, number(risk.sampleUniques)], [words.below, below(risk)],
      ...(nullMatching === 'wildcard' ? [[words.ownBelow, below(own)]] : []),
    ],
    isFigures: true,
  };
}

function attackers({ risk, basis, individual, household, populationUniques }: RiskMeasure, words: RiskWords, { number, share }: Say): RiskSection {
  const attacker = (name: string, figures: AttackerRisk | null): string[] => [name, share(figures?.highest ?? null), share(figures?.average ?? null), share(figures?.recordsAtRisk ?? null), '–'];
  const unit = (name: string, figures: GlobalRisk | null): string[] => [
    name, share(figures?.highest ?? null), share(figures?.average ?? null), share(figures?.shareAtRisk ?? null), number(figures === null ? null : Math.round(figures.expectedReidentifications * 10) / 10),
  ];
  return {
    title: words.attackers,
    sentence: null,
    heads: ['', words.highest, words.average, words.atRisk, words.expected],
    rows: [
      attacker(words.prosecutor, risk.prosecutor),
      // Without the population the journalist is not known to know less than the prosecutor: the estimates below speak of it.
      attacker(words.journalist, basis === 'population' ? risk.journalist : null),
      [words.marketer, '–', share(risk.marketer), '–', '–'],
      unit(words.individual[basis], individual),
      ...(household === null ? [] : [unit(words.household, household)]),
      ...(populationUniques === null ? [] : [[words.populationUniques, '–', share(populationUniques.share), '–', number(populationUniques.advised === null ? null : Math.round(populationUniques.advised))]]),
    ],
    isFigures: true,
  };
}

function columns({ columns: told }: RiskMeasure, words: RiskWords, { number, share }: Say): RiskSection {
  const first = told[0];
  return {
    title: words.columns,
    sentence: [...(first === undefined || first.without === null ? [] : [words.coarsen(first.column)]), words.counted].join(' '),
    heads: [words.column, words.alone, words.separation, words.belowWithout, words.contribution],
    rows: told.map(({ column, alone, without, contribution }) => [column, number(alone.classes), share(alone.separation), number(without?.unitsBelow ?? null), share(contribution)]),
    isFigures: true,
  };
}

function special({ specialUniques }: RiskMeasure, words: RiskWords, { number, share }: Say): RiskSection[] {
  if (specialUniques === null || specialUniques.units === 0) return [];
  return [{
    title: words.special,
    sentence: words.match(share(specialUniques.averageMatch)),
    heads: [words.ofColumns, words.sets, words.units],
    rows: specialUniques.ofSize.filter(({ sets }) => sets > 0).map(({ columns: size, sets, units }) => [number(size), number(sets), number(units)]),
    isFigures: true,
  }];
}

function subsets({ subsets: told }: RiskMeasure, words: RiskWords, { number, share }: Say): RiskSection {
  // Most pairs told apart by fewest columns first.
  const order = (one: QuasiIdentifierRisk, other: QuasiIdentifierRisk): number => other.separation - one.separation || one.columns.length - other.columns.length;
  const shown = [...told].filter(({ columns: names }) => names.length <= 3).sort(order).slice(0, SHOWN_SUBSETS);
  return {
    title: words.subsets(number(shown.length), number(told.length)),
    sentence: null,
    heads: [words.subset, words.distinction, words.separation, words.uniques],
    rows: shown.map(({ columns: names, distinction, separation, uniques }) => [names.join(' × '), share(distinction), share(separation), number(uniques)]),
    isFigures: true,
  };
}

function sensitive({ sensitive: told }: RiskMeasure, words: RiskWords, { number, share }: Say): RiskSection[] {
  if (told.length === 0) return [];
  return [{
    title: words.sensitive,
    sentence: words.worst,
    heads: [words.column, words.fewestValues, words.highestShare, words.farthest],
    rows: told.map(({ column, fewestValues, highestShare, farthest }) => [column, number(fewestValues), share(highestShare), share(farthest)]),
    isFigures: true,
  }];
}

function models({ models: told }: RiskMeasure, words: RiskWords, { number }: Say): RiskSection {
  return {
    title: words.models,
    sentence: null,
    heads: [words.model, words.holds, words.attained, words.failing],
    rows: told.map(({ model, holds, attained, rowsFailing }) => [nameOf(model), holds ? words.yes : words.no, number(attained), number(rowsFailing)]),
    isFigures: true,
  };
}

/** A model and its plain parameters; a hierarchy holds values and is left out. */
function nameOf({ model, ...parameters }: PrivacyModel): string {
  const plain = Object.entries(parameters).filter(([, value]) => typeof value !== 'object').map(([name, value]) => `${name} ${String(value)}`);
  return `${model} (${plain.join(', ')})`;
}

function criteria({ sensitive: told }: RiskMeasure, words: RiskWords): RiskSection {
  const [inference, measured, nothing, not] = words.inference;
  return {
    title: words.criteria,
    sentence: null,
    heads: [words.criterion, words.measured, words.notMeasured],
    rows: [words.singlingOut, words.linkability, [inference, told.length === 0 ? nothing : measured, not]],
    isFigures: false,
  };
}

function presets(words: RiskWords, { number, share }: Say): RiskSection {
  return {
    title: words.presets,
    sentence: words.proposal,
    heads: [words.preset, 'k', words.highest, words.source],
    rows: RISK_PRESETS.map(({ name, k, maxRisk, source, date }) => [words.presetNames[name], number(k), share(maxRisk), `${source} (${date})`]),
    isFigures: false,
  };
}
