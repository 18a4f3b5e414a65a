import type { ProtectionRule } from './protection-rule.ts';

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
}

/** Names of the presets. */
export type PresetName = 'casdElevenPatients' | 'inseeBusiness';

/** The presets by name. Thresholds are the authorities'; check the source before a release relies on one. */
export const PRESETS: Readonly<Record<PresetName, ProtectionPreset>> = Object.freeze({
  casdElevenPatients: {
    title: 'No cell on fewer than 11 patients or 11 stays',
    authority: 'CASD',
    source: 'Centre d’accès sécurisé aux données, guide on the confidentiality of outputs, rules for the PMSI, §5.23',
    date: '2022-06',
    remark: 'Quoted by the Health Data Hub’s forum and by a compilation; the guide itself was not opened. Secondary suppression, which the guide also asks for, is another step.',
    rules: [
      { rule: 'minimumFrequency', minCount: 11, on: 'entities' },
      { rule: 'minimumFrequency', minCount: 11, on: 'rows' },
    ],
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
  },
} satisfies Record<PresetName, ProtectionPreset>);
