import type { Derived, Values } from '../kernel/records/values.ts';
import type { Derivation } from '../model/expression.ts';

/**
 * Makes one thing of distinct values.
 *
 * @param values - distinct values, of a kind that the derivation takes.
 * @param step - what to make of them.
 * @returns what was made, and what each value became.
 * @throws {TypeError} if the derivation takes no values of this kind.
 */
export function derive(values: Values, step: Derivation): Derived {
  throw new TypeError(`${step.op}: takes no ${values.kind}`);
}
