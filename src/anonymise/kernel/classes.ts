import type { ClassEntities } from './wildcard-frequencies.ts';

/**
 * The classes of a table: its distinct combinations of quasi-identifiers, with what privacy models and metrics need of each.
 * A class may also stand for combinations that were generalised to one.
 */
export interface ClassTable {
  /** One Int32Array(classes) per quasi-identifier: the code of its value, from 0 up. A missing value has a code of its own. */
  readonly codes: readonly Int32Array[];
  /** Uint32Array(classes): rows of each class; 0 for a class of the population that has no row in the file. */
  readonly rowsOf: Uint32Array;
  /** Uint32Array(classes): units of each class: distinct entities, or `rowsOf` itself where every row is a unit. */
  readonly sizes: Uint32Array;
  /** The entities of each class; `null` where rows are units. Classes that become one share entities: their sizes do not add up. */
  readonly entities: ClassEntities | null;
  /** Uint32Array(classes): units of each class in the population; `null` without one. */
  readonly populationSizes: Uint32Array | null;
  /** One per sensitive column, in the order of the models' declaration. */
  readonly sensitive: readonly SensitiveCounts[];
}

/** How often each value of a sensitive column stands in each class. A missing value is a value of its own. */
export interface SensitiveCounts {
  /** Int32Array(classes + 1): where the values of class `c` begin and end in `values` and `counts`. */
  readonly starts: Int32Array;
  /** Codes of values, ascending within a class. Codes ascend as values do: numbers by size, texts by bytes; a missing value comes last. */
  readonly values: Int32Array;
  /** Uint32Array, parallel to `values`, each from 1 up: rows, or distinct entities with that value in that class. */
  readonly counts: Uint32Array;
  /** Uint32Array(distinct values): rows, or distinct entities, with each value in the whole table. */
  readonly totals: Uint32Array;
  /** The entities behind `counts`: those of place `i` are `entities[starts[i] … starts[i + 1])`; `null` where rows are units. */
  readonly entities: ClassEntities | null;
}
