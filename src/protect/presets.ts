import type { ProtectionRule } from './rules.ts';

/** A set of rules that an authority publishes: data with a source and a date, which a plan can add to but not weaken. */
export interface ProtectionPreset {
  readonly authority: string;
  readonly title: string;
  readonly source: string;
  /** When the source was read, as YYYY-MM. */
  readonly date: string;
  readonly rules: readonly ProtectionRule[];
  /** Share of the largest contributor from which every summed measure of a cell is withheld, or `null`. */
  readonly maxShare: number | null;
}

/** Names of the presets. */
export type PresetName = 'insee-business' | 'casd-patients-11';

/** The presets, by name. */
export const PRESETS: Readonly<Record<PresetName, ProtectionPreset>> = Object.freeze({
  'insee-business': {
    authority: 'INSEE',
    title: 'Business statistics: at least 3 firms, and none with 85 % or more',
    source: 'https://www.insee.fr/fr/information/1300624',
    date: '2026-06',
    rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'entities' }],
    maxShare: 0.85,
  },
  'casd-patients-11': {
    authority: 'CASD',
    title: 'Health outputs: no cell on fewer than 11 units, patients and stays',
    source: 'CASD, Guide des règles de confidentialité des sorties, 06/2022, §5.23',
    date: '2026-06',
    rules: [
      { rule: 'minimumFrequency', minCount: 11, on: 'entities' },
      { rule: 'minimumFrequency', minCount: 11, on: 'rows' },
    ],
    maxShare: null,
  },
} satisfies Record<PresetName, ProtectionPreset>);
