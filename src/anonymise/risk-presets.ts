/** A threshold that somebody has used, with where it comes from. */
export interface RiskPreset {
  readonly name: 'publicRelease' | 'restrictedAccess' | 'trustedUsers';
  /** Smallest acceptable class. */
  readonly k: number;
  /** Highest acceptable risk of a row, 1/k rounded as it is published. */
  readonly maxRisk: number;
  /** Who uses it, and for what. */
  readonly source: string;
  /** When the source was last looked at. */
  readonly date: string;
}

/**
 * Thresholds for microdata, proposed by this project: no French authority has published a numeric k for microdata. What is published
 * speaks of tables (eleven patients, CASD), or of clinical reports (0.09).
 */
export const RISK_PRESETS: readonly RiskPreset[] = Object.freeze([
  {
    name: 'publicRelease',
    k: 11,
    maxRisk: 0.09,
    source: 'EMA Policy 0070, external guidance EMA/90915/2016, and Health Canada, public release of clinical information: a risk of at most 0.09; cells of at least 11 in outputs of CASD and of CMS',
    date: '2025-09-12',
  },
  { name: 'restrictedAccess', k: 5, maxRisk: 0.2, source: 'El Emam 2013, precedents of cell sizes, https://doi.org/10.1201/b14764: 5 for users bound by contract', date: '2025-09-12' },
  { name: 'trustedUsers', k: 3, maxRisk: 0.33, source: 'El Emam 2013, precedents of cell sizes, https://doi.org/10.1201/b14764: 3 for few and trusted users', date: '2025-09-12' },
] as const);
