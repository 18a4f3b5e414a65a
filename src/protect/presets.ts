import { PlanError, type Problem } from '../core/errors.ts';
import type { ProtectionRule } from './protection-rule.ts';
import type { RequiredInterval, SecondarySuppression } from './secondary.ts';

/** Rules of an authority, as data. */
export interface ProtectionPreset {
  readonly title: string;
  readonly authority: string;
  /** Where the rule is written. */
  readonly source: string;
  /** Date of that text, or of the day it was read when it bears none: year, or year and month. */
  readonly date: string;
  /** What was checked, and what the rule does not say. */
  readonly remark: string;
  readonly rules: readonly ProtectionRule[];
  /** What an attacker must at least be left with about an unsafe count, for a plan that locks the preset; `null` where nothing goes with it. */
  readonly requiredInterval: RequiredInterval | null;
}

/**
 * What to require for counts of persons and stays: an attacker takes an unsafe count for one that could be published as
 * well as for a smaller one, and misses it by a width of at least 5. No authority in France publishes a requirement: this
 * is a proposal of the project.
 */
export const HEALTH_INTERVAL: RequiredInterval = Object.freeze({ reachesMinCount: true, minWidth: 5 });

/** Names of the presets. */
export type PresetName = 'casdElevenPatients' | 'inseeBusiness' | 'inseeFiscal';

/** The presets by name. Thresholds are the authorities'; check the source before a release relies on one. */
export const PRESETS: Readonly<Record<PresetName, ProtectionPreset>> = Object.freeze({
  casdElevenPatients: {
    title: 'No cell on fewer than 11 patients or 11 stays',
    authority: 'CASD',
    source: 'Centre d’accès sécurisé aux données, guide on the confidentiality of outputs, rules for the PMSI, §5.23',
    date: '2022-06',
    remark: 'Quoted by the Health Data Hub’s forum and by a compilation; the guide itself was not opened. It asks for secondary suppression too, without a number: the required interval is this project’s.',
    rules: [
      { rule: 'minimumFrequency', minCount: 11, on: 'entities' },
      { rule: 'minimumFrequency', minCount: 11, on: 'rows' },
    ],
    requiredInterval: HEALTH_INTERVAL,
  },
  inseeBusiness: {
    title: 'No result on fewer than 3 firms, nor where one firm makes 85 % or more',
    authority: 'INSEE',
    source: 'Secret statistique, https://www.insee.fr/fr/information/1300624; loi n° 51-711 du 7 juin 1951, article 6',
    date: '2026',
    remark: 'The page bears no date; the year is that of reading. A share of exactly 85 % is unsafe. Firms are the entities.',
    rules: [
      { rule: 'minimumFrequency', minCount: 3, on: 'entities' },
      { rule: 'dominance', contributors: 1, maxShare: 0.85, atMaxShare: 'withhold' },
    ],
    requiredInterval: null,
  },
  inseeFiscal: {
    title: 'No result on fewer than 11 fiscal households',
    authority: 'INSEE',
    source: 'Documentation des données carroyées issues du dispositif Filosofi 2019',
    date: '2019',
    remark: 'The date is that of the data it documents. The document publishes numbers of persons always, and merges squares of fewer households: this preset withholds. Fiscal households are the entities.',
    rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }],
    requiredInterval: null,
  },
} satisfies Record<PresetName, ProtectionPreset>);

/** What of a protection's options may weaken a preset. */
export interface LockedOptions {
  readonly preset?: PresetName;
  readonly locked?: boolean;
  readonly rules?: readonly ProtectionRule[];
  readonly zeros?: 'publish' | 'withhold';
  readonly secondary?: Pick<SecondarySuppression, 'requiredInterval'>;
}

/**
 * Refuses options that weaken a locked preset, or look as if somebody thought they did: all rules must hold, so a lower
 * minimum beside the preset's changes nothing.
 *
 * @param options - the options of a protection.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` for every rule below the preset's, for published zeros, cells waived by hand and
 *   a requirement below the preset's; `PLAN_MISSING` for a lock without a preset.
 */
export function checkLock({ preset, locked = false, rules = [], zeros, secondary }: LockedOptions): void {
  if (!locked) return;
  if (preset === undefined) throw new PlanError([{ code: 'PLAN_MISSING', path: 'preset', message: 'expected the preset that is locked' }]);
  const weaker = (path: string, message: string): Problem => ({ code: 'PLAN_OUT_OF_RANGE', path, message: `${message} than the locked preset "${preset}"` });
  const { rules: fixed, requiredInterval: least } = PRESETS[preset];
  const problems = rules.flatMap((rule, index) => [
    ...(fixed.some((other) => isWeaker(rule, other)) ? [weaker(`rules[${index}]`, 'weaker')] : []),
    ...(rule.rule === 'manual' ? rule.cells.flatMap(({ decision }, cell) => (decision === 'waive' ? [weaker(`rules[${index}].cells[${cell}].decision`, 'publishes more')] : [])) : []),
  ]);
  if (zeros === 'publish') problems.push(weaker('zeros', 'publishes more'));
  if (least !== null && secondary !== undefined && !isAsWide(secondary.requiredInterval, least)) problems.push(weaker('secondary.requiredInterval', 'narrower'));
  if (problems.length > 0) throw new PlanError(problems);
}

/** Tells a rule that withholds less than another of its kind. */
function isWeaker(rule: ProtectionRule, other: ProtectionRule): boolean {
  if (rule.rule === 'minimumFrequency' && other.rule === 'minimumFrequency') return rule.on === other.on && rule.minCount < other.minCount;
  if (rule.rule === 'dominance' && other.rule === 'dominance') {
    if (rule.contributors !== other.contributors) return false;
    return rule.maxShare > other.maxShare || (rule.maxShare === other.maxShare && rule.atMaxShare === 'publish' && other.atMaxShare !== 'publish');
  }
  return false;
}

function isAsWide(asked: SecondarySuppression['requiredInterval'], least: RequiredInterval): boolean {
  return asked !== 'exactDisclosure' && asked.reachesMinCount >= least.reachesMinCount && asked.minWidth >= least.minWidth;
}
