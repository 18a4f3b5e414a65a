/** A privacy model: what must hold for every class of rows that share their quasi-identifiers. */
export type PrivacyModel =
  /** At least k units in the file. */
  | { readonly model: 'kAnonymity'; readonly k: number }
  /** At least k units in the population. */
  | { readonly model: 'kMap'; readonly k: number }
  /** At least l values of a sensitive column. */
  | { readonly model: 'distinctLDiversity'; readonly column: string; readonly l: number }
  /** An entropy of at least ln l. */
  | { readonly model: 'entropyLDiversity'; readonly column: string; readonly l: number }
  /** The most frequent value is rarer than c times all from the l-th on. */
  | { readonly model: 'recursiveLDiversity'; readonly column: string; readonly l: number; readonly c: number }
  /** No value has a share above α. */
  | { readonly model: 'alpha'; readonly column: string; readonly alpha: number }
  /** The distribution of a class is within t of that of the table. */
  | { readonly model: 'tCloseness'; readonly column: string; readonly t: number; readonly distance: 'equal' | 'ordered' | 'hierarchical' }
  /** |log₂ of share in the class over share in the table| < δ. */
  | { readonly model: 'deltaDisclosure'; readonly column: string; readonly delta: number }
  /** No value gains more than β, relatively. */
  | { readonly model: 'basicBetaLikeness'; readonly column: string; readonly beta: number }
  /** As basic, and no more than −ln of its share in the table. */
  | { readonly model: 'enhancedBetaLikeness'; readonly column: string; readonly beta: number }
  /** The share of the population that is in the file lies between two bounds. */
  | { readonly model: 'deltaPresence'; readonly min: number; readonly max: number }
  /** Mean probability of re-identification of the kept rows: classes over rows. */
  | { readonly model: 'averageRisk'; readonly maxRisk: number };
