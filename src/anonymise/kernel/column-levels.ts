/** A quasi-identifier and its generalisations: level 0 has the values as they are, each further level merges some of them. */
export interface ColumnLevels {
  /** One Int32Array(values) per level, level 0 being the identity: the code at that level of each value of level 0. Codes are dense from 0. */
  readonly codes: readonly Int32Array[];
  /** The name of each code, by level; `null` for a missing value. What is alike at one level is alike at every higher one. */
  readonly labels: readonly (readonly (string | null)[])[];
  /** One Float64Array(codes) per level: how many leaves of the hierarchy lie below each code, whether or not they occur in the data. */
  readonly leaves: readonly Float64Array[];
  /** Leaves of the whole hierarchy. */
  readonly domain: number;
}
